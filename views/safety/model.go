// Package safety holds the pages on working abroad safely: signs and
// contacts, reports, and the desk of officers.
package safety

import (
	"net/url"

	"gerbang/app"
	"gerbang/views/ui"
)

// Contact is a way to ask for help. Href is empty for what cannot be touched.
type Contact struct {
	Name, Purpose, Hours, Text, Href string
	Kind                             app.ContactKind
}

// NewContact returns a contact, a number or an address on the web, as people
// touch it. channel is its name.
func NewContact(channel, contact, purpose, hours string) Contact {
	c := Contact{Name: channel, Text: contact, Purpose: purpose, Hours: hours}
	c.Href, c.Kind = app.ContactLink(channel, contact)
	if c.Kind == app.ByWeb {
		if u, err := url.Parse(contact); err == nil {
			c.Text = u.Host
		}
	}
	return c
}

func (c Contact) icon() string {
	switch c.Kind {
	case app.ByWhatsApp:
		return "message-circle"
	case app.ByWeb:
		return "globe"
	case app.ByApp:
		return "smartphone"
	}
	return "phone"
}

// note is what it is for and when somebody answers.
func (c Contact) note() string {
	if c.Purpose == "" || c.Hours == "" {
		return c.Purpose + c.Hours
	}
	return c.Purpose + " · " + c.Hours
}

// class keeps long web addresses at the size of text.
func (c Contact) class() string {
	if c.Kind == app.ByWeb {
		return "tap"
	}
	return "tel"
}

// Sign is a warning sign in the language of the page.
type Sign struct{ Title, Text string }

// Post is a place where people can complain in person.
type Post struct{ Region, Place, Address, Hours string }

// SafetyPage is the page on working abroad safely.
type SafetyPage struct {
	Urgent, Contacts []Contact
	Signs            []Sign
	Posts            []Post
}

// Photo is a photo that is kept for a form or belongs to a report.
type Photo struct{ Key, Name, Size, Href string }

// ReportPage is the form of a report.
type ReportPage struct {
	Form                         ui.Form
	Path                         string // of the form
	JobTitle, JobAgency, JobHref string // empty when it is about no job
	Urgent                       []Contact
	Kinds, AtRisk, Countries     []ui.Option
	Kelurahan                    []ui.OptionGroup
	Photos                       []Photo
	MaxPhotos                    int
}

// SentPage shows what a report is followed by.
type SentPage struct {
	Code, PIN string
	Danger    bool
	Urgent    []Contact
}

// OwnPage is a report as whoever wrote it sees it.
type OwnPage struct {
	Code, About, Sent string
	Kinds             []string
	Status            ui.BadgeItem
	StatusText        string // what the state means, in a sentence
	Moments           []ui.Moment
	Form              ui.Form
}
