// Package candidate shows the pages of a candidate's own account, and the
// fields of their profile, which registering asks for too.
package candidate

import (
	"strconv"
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// Leaf writes a moment as a calendar leaf, in WIB.
func Leaf(l *i18n.Locale, t time.Time) ui.DateBlock {
	weekday, _, _ := strings.Cut(l.Date(t), ",")
	month := l.DateShort(t)
	if parts := strings.Fields(month); len(parts) == 3 {
		month = parts[1]
	}
	return ui.DateBlock{Weekday: weekday, Day: strconv.Itoa(t.In(app.Jakarta).Day()), Month: month}
}

// Entry is a registration in a list.
type Entry struct {
	ID      int64
	Event   app.Event
	Session *app.Session
	Starts  time.Time
	Status  app.RegistrationStatus
	Badge   ui.BadgeItem
	Ticket  string // path; empty while there is none
	Over    bool   // past, cancelled or not selected
	Line    int    // place in line, while waitlisted
}

func (e Entry) path() string { return "/akun/pendaftaran/" + strconv.FormatInt(e.ID, 10) }

func (e Entry) item(p layout.Page, href string, heading int) ui.Item {
	leaf := Leaf(p.L, e.Starts)
	clock := p.L.ClockRange(e.Event.StartsAt, e.Event.EndsAt)
	if e.Session != nil {
		clock = p.L.ClockRange(e.Session.StartsAt, e.Session.EndsAt)
	}
	it := ui.Item{
		Href: p.URL(href), Title: e.Event.Title, Heading: heading, Eyebrow: p.T("registration.kind." + string(e.Event.Kind)), Date: &leaf,
		Meta: []ui.Meta{{Icon: "clock", Text: clock}}, Badges: []ui.BadgeItem{e.Badge},
	}
	if e.Event.Venue != "" {
		it.Meta = append(it.Meta, ui.Meta{Icon: "map-pin", Text: e.Event.Venue})
	}
	if e.Line > 0 {
		it.Meta = append(it.Meta, ui.Meta{Icon: "users", Text: p.T("candidate.line", "n", e.Line)})
	}
	return it
}

// NextStep is the one thing to do next.
type NextStep struct {
	Title, Text string
	Button      string
	Href        string
	Icon        string
}

// HomeView is the entrance page.
type HomeView struct {
	Name          string
	Next          NextStep
	Tickets       []Entry
	Registrations []Entry
	SavedJobs     int        // all of them
	Closing       []SavedJob // the public ones that close first
	Searches      []SavedSearch
}

// DetailView is one registration with its story so far.
type DetailView struct {
	Entry   Entry
	Where   string
	Lead    string // what its state means, in a sentence
	Moments []ui.Moment
	Cancel  bool
	Change  bool // the session may be changed

	Reason       string // why it ended or was not approved, in words
	OfferUntil   string // until when a place is kept, in words; empty without an offer
	ConfirmUntil string // until when to say again that they come; empty when not asked

	Actions []ui.Btn // what a selection asks for now
	Scores  []ui.Def // of a selection, once published
	Others  bool     // points to other courses

	Class    []ui.Def    // attendance of a course so far, with what it is made of
	Meetings []ClassLine // of the course, in order of time
}

// ClassLine is one meeting of a course as its participant sees it.
type ClassLine struct{ Date, Status string }

// ProfileView is what is known of the candidate.
type ProfileView struct {
	Identity   []ui.Def
	Address    []ui.Def
	Background Background
}
