package app

import (
	"net/url"
	"strings"
)

// ContactKind is by what way a contact is reached.
type ContactKind string

// The ways to reach a contact.
const (
	ByPhone    ContactKind = "phone"
	ByWhatsApp ContactKind = "whatsapp"
	ByWeb      ContactKind = "web"
	ByApp      ContactKind = "app" // named in words only: nothing to touch
)

// ContactLink makes a contact something to touch: a call, a chat or a page.
// channel is its name, which says whether a number is of WhatsApp. The link is
// empty for what is neither a number nor an address.
func ContactLink(channel, contact string) (href string, kind ContactKind) {
	if u, err := url.Parse(contact); err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" {
		return contact, ByWeb
	}
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, contact)
	switch {
	case digits == "":
		return "", ByApp
	case strings.Contains(strings.ToLower(channel), "whatsapp"):
		if rest, domestic := strings.CutPrefix(digits, "0"); domestic {
			digits = "62" + rest
		}
		return "https://wa.me/" + digits, ByWhatsApp
	case strings.HasPrefix(strings.TrimSpace(contact), "+"):
		return "tel:+" + digits, ByPhone
	}
	return "tel:" + digits, ByPhone
}
