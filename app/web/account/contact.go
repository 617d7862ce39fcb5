package account

import (
	"net/mail"
	"strings"

	"gerbang/app"
	"gerbang/app/phone"
	"gerbang/app/postgres"
)

// Errors of the one field that takes an e-mail address or a phone number.
var (
	errContactRequired = &app.Error{Kind: app.Invalid, Key: "account.contact_required", Field: "contact"}
	errContact         = &app.Error{Kind: app.Invalid, Key: "account.contact_invalid", Field: "contact"}
	errEmail           = &app.Error{Kind: app.Invalid, Key: "error.email", Field: "contact"}
	errPhone           = &app.Error{Kind: app.Invalid, Key: "error.phone", Field: "contact"}
	errPhoneUnsendable = &app.Error{Kind: app.Invalid, Key: "account.phone_unsendable", Field: "contact"}
)

// parseContact reads an e-mail address or a phone number; one of the results
// is empty.
func parseContact(s string) (email, e164 string, err error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return "", "", errContactRequired
	case strings.Contains(s, "@"):
		email, err = parseEmail(s)
		return email, "", err
	case strings.ContainsFunc(s, isLetter):
		return "", "", errContact
	}
	if e164, err = phone.Parse(s); err != nil {
		return "", "", errPhone
	}
	return "", e164, nil
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r > 0x7f }

// parseEmail takes the plain form of an address only: no display name, no
// quoted part, and a domain with a dot.
func parseEmail(s string) (string, error) {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || len(s) > 254 || strings.ContainsAny(s, " \t\"<>(),;:") {
		return "", errEmail
	}
	_, domain, _ := strings.Cut(s, "@")
	name, top, ok := strings.Cut(domain, ".")
	if !ok || name == "" || top == "" || strings.HasSuffix(top, ".") {
		return "", errEmail
	}
	return strings.ToLower(s), nil
}

// mask hides the middle of an address: enough stays to recognise one's own.
func mask(channel, address string) string {
	if channel == postgres.ChannelWhatsApp {
		return phone.Mask(address)
	}
	name, domain, ok := strings.Cut(address, "@")
	if !ok {
		return "••••"
	}
	runes := []rune(name)
	if len(runes) < 3 {
		return "••••@" + domain
	}
	return string(runes[:1]) + "••••" + string(runes[len(runes)-1:]) + "@" + domain
}
