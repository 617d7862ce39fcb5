// Package registration shows the steps of registering for an event, and the
// ticket at their end.
package registration

import (
	"slices"
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// StartView is what the page before the first step tells.
type StartView struct {
	Event     *app.Event
	EventPath string
	Window    app.Window
	Sessions  bool   // there is a session to choose
	Next      string // where "Lanjut" leads: signing in, or the first open step
	Standing  string // where an earlier registration is shown; empty when there is none
	Refused   bool   // the account is one of staff only
	Begun     bool   // some answers are known
	Questions int    // of the organizer, at most so many
	Documents []app.EventDocument
	Barriers  []string // conditions that keep somebody from registering, in words
}

// Step is a page of the form.
type Step struct {
	Page     layout.Page
	Event    *app.Event
	Form     string // path of the form, under which the steps are
	Back     string // the page before this one
	N, Total int
	Upload   bool // the form takes files
}

// T returns the text of the key in the language of the page.
func (s Step) T(key string, args ...any) string { return s.Page.T(key, args...) }

// Day holds the sessions of one day.
type Day struct {
	Title   string
	Options []Slot
}

func (d Day) id() string { return d.Options[0].id() + "-day" }

// Slot is one session to choose. The first of the page has the id to which
// the error summary links.
type Slot struct {
	ui.Option
	First bool
}

func (s Slot) id() string {
	if s.First {
		return ui.FieldID("session")
	}
	return ui.FieldID("session-" + s.Value)
}

func sessionNotes(f ui.Form) string {
	if f.Error("session") != "" {
		return "f-session-hint f-session-error"
	}
	return "f-session-hint"
}

// Dates writes the day of an event, or its first and last.
func Dates(l *i18n.Locale, e *app.Event) string {
	if last := e.EndsAt.Add(-time.Nanosecond); !app.SameDay(e.StartsAt, last) {
		return l.DateShort(e.StartsAt) + " – " + l.DateShort(last)
	}
	return l.Date(e.StartsAt)
}

// ConsentField names the checkbox of a consent.
func ConsentField(p app.ConsentPurpose) string {
	if p == app.ConsentRegistration {
		return "consent" // as app.ErrConsent names it
	}
	return "consent_" + string(p)
}

// PlaceField is the hidden field by which the check page says that it showed
// a free place: who sends it has not agreed to a waiting list.
const PlaceField = "place"

// CheckView holds every answer.
type CheckView struct {
	Candidate  *app.Candidate
	Place      string       // kelurahan, kecamatan, city
	Education  string       // in words; empty when the event does not ask
	Session    *app.Session // nil when there is none to choose
	Asked      []app.ConsentPurpose
	Consents   []app.ConsentPurpose
	NIKDiffers bool     // birth date or sex differ from those in the NIK
	Full       bool     // registering leads to the waiting list
	AllFull    bool     // and no other session has room
	Minor      bool     // under 18 on the day of the event
	Barriers   []string // conditions that keep somebody from registering, in words
	Guardian   *app.Guardian
	Answers    []Answered // to the organizer's questions, in their order
	Documents  []app.EventDocument
	Uploaded   []string // codes of papers that stand
}

// Answered is one question with what was answered to it, in words; nothing
// when it was left out.
type Answered struct {
	Question *app.Question
	Text     string
}

func (v CheckView) consents(l *i18n.Locale) string {
	var given []string
	for _, p := range v.Asked {
		for _, g := range v.Consents {
			if g == p {
				given = append(given, l.T("registration.consent.short."+string(p)))
			}
		}
	}
	return strings.Join(given, " · ")
}

func (v CheckView) address(l *i18n.Locale) (text, note string) {
	a := v.Candidate.Address
	if a.OutsideDKI {
		return a.City, l.T("profile.where_outside")
	}
	return strings.TrimPrefix(a.Street+", ", ", ") + "RT " + a.RT + "/RW " + a.RW, v.Place
}

func (s Step) answers(v CheckView) []ui.Def {
	l := s.Page.L
	change := func(step string) string { return s.Page.URL(s.Form + "/" + step) }
	address, place := v.address(l)
	defs := []ui.Def{
		{Term: l.T("profile.name"), Text: v.Candidate.Name, ChangeHref: change("identitas")},
		{Term: l.T("profile.nik"), Text: app.MaskNIK(v.Candidate.NIKLast4), ChangeHref: change("identitas")},
		{Term: l.T("profile.phone"), Text: "•••• •••• " + v.Candidate.PhoneLast4, ChangeHref: change("identitas")},
		{Term: l.T("profile.birth_date"), Text: BirthDate(l, v.Candidate.BirthDate), ChangeHref: change("identitas")},
		{Term: l.T("profile.sex"), Text: l.T("common." + string(v.Candidate.Sex)), ChangeHref: change("identitas")},
		{Term: l.T("profile.address"), Text: address, Note: place, ChangeHref: change("alamat")},
	}
	if g := v.Guardian; g != nil {
		defs = append(defs, ui.Def{
			Term: l.T("registration.check.guardian"), Text: g.Name, Note: l.T("registration.guardian.relation."+string(g.Relation)) + " · •••• •••• " + g.PhoneLast4,
			ChangeHref: change("wali"),
		})
	}
	if v.Education != "" {
		defs = append(defs, ui.Def{Term: l.T("background.education_label"), Text: v.Education, ChangeHref: change("pendidikan")})
	}
	if v.Session != nil {
		d := ui.Def{Term: l.T("registration.check.session"), Text: SessionTime(l, v.Session), Note: l.Choose(v.Session.Title, v.Session.TitleEN), ChangeHref: change("sesi")}
		if v.Full {
			d.Note = l.T("registration.check.session_full")
		}
		defs = append(defs, d)
	}
	defs = append(defs, v.ownAnswers(l, change)...)
	return append(defs, ui.Def{Term: l.T("registration.check.consents"), Text: v.consents(l), ChangeHref: change("persetujuan")})
}

// BirthDate writes a birth date, which has no zone.
func BirthDate(l *i18n.Locale, t time.Time) string {
	y, m, d := t.Date()
	return l.DateShort(time.Date(y, m, d, 12, 0, 0, 0, app.Jakarta))
}

// SessionTime writes the day and clock of a session.
func SessionTime(l *i18n.Locale, s *app.Session) string {
	return l.Date(s.StartsAt) + ", " + l.ClockRange(s.StartsAt, s.EndsAt)
}

// Where writes the place of a session, with the event's own place.
func Where(e app.Event, s *app.Session) string {
	parts := make([]string, 0, 3)
	if s != nil && s.Place != "" {
		parts = append(parts, s.Place)
	}
	for _, p := range []string{e.Venue, e.Address} {
		if p != "" && !slices.Contains(parts, p) { // an event of one room has it as venue and as place of its session
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

// TicketView is a ticket with what may be done with it.
type TicketView struct {
	Event    app.Event
	Session  *app.Session
	Name     string
	Status   app.RegistrationStatus
	Code     app.TicketCode
	Starts   time.Time
	QR       string // SVG; empty when void
	Void     bool   // lets nobody in
	Replaced bool   // another ticket took its place
	Used     bool
	Path     string   // of the ticket
	Share    string   // its whole address
	Bring    []string // what to take along
	Map      string   // where a map of the venue is
	Detail   string   // the owner's page of the registration; empty for others
	Newer    string   // the ticket that took its place, for the owner alone
	Change   string   // where to choose another session; empty when that cannot be, or not by this visitor
	Reissue  string   // where to get another code; the same
	Cancel   string   // the same
}

// Badge shows a registration's state in a word.
func Badge(l *i18n.Locale, s app.RegistrationStatus) ui.BadgeItem {
	b := ui.BadgeItem{Tone: ui.Info, Text: l.T("registration.status." + string(s))}
	switch s {
	case app.Confirmed, app.Accepted:
		b.Tone = ui.OK
	case app.Waitlisted, app.Offered, app.Reserve, app.Submitted:
		b.Tone = ui.Warn
	case app.Cancelled:
		b.Tone = ui.Err
	case app.Rejected, app.Completed:
		b.Tone = ui.Mute
	}
	return b
}

func (t TicketView) badge(l *i18n.Locale) ui.BadgeItem {
	switch {
	case t.Event.Status == app.EventCancelled:
		return ui.BadgeItem{Tone: ui.Err, Text: l.T("registration.ticket.event_off")}
	case t.Replaced:
		return ui.BadgeItem{Tone: ui.Err, Text: l.T("registration.ticket.replaced")}
	case t.Used:
		return ui.BadgeItem{Tone: ui.Info, Icon: "ticket-check", Text: l.T("registration.ticket.used")}
	}
	return Badge(l, t.Status)
}

func (t TicketView) pass(l *i18n.Locale) ui.Pass {
	p := ui.Pass{
		Event: l.Choose(t.Event.Title, t.Event.TitleEN), Where: Where(t.Event, t.Session), Date: l.Date(t.Starts), Name: t.Name, Status: t.badge(l),
		Code: t.Code.Human(), Void: t.Void, Hint: l.T("registration.ticket.hint"),
	}
	if t.Session != nil {
		p.Session = l.ClockRange(t.Session.StartsAt, t.Session.EndsAt)
	} else {
		p.Session = l.ClockRange(t.Event.StartsAt, t.Event.EndsAt)
	}
	if t.Void {
		p.Hint = l.T("registration.ticket.void_hint")
		return p
	}
	p.QR, p.ZoomHref = qr(l, t.QR), "#kode"
	return p
}

func (t TicketView) shareText(l *i18n.Locale) string {
	return l.T("registration.ticket.share_text", "event", t.Event.Title, "date", l.DateTime(t.Starts), "link", t.Share)
}
