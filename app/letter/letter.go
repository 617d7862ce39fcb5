// Package letter fills in the letters that people registered for an event
// get: the texts that come with Gerbang, and what their placeholders become.
// What is sent and what an organizer sees as preview are made here alike.
package letter

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gerbang/app"
	"gerbang/app/i18n"
)

// Facts are what is true of one registration.
type Facts struct {
	app.Registration
	Event    app.Event
	Session  *app.Session // nil when there is none
	Name     string
	Code     app.TicketCode // empty without a ticket
	Position int            // place in line, or number among the reserves
	Now      time.Time      // when the letter is written
	// Documents are the papers that the event asks for.
	Documents []app.EventDocument
	// SeatUntil is by when somebody selected has to take their seat; nil when
	// nothing is asked.
	SeatUntil *time.Time
}

// Default returns the text of a letter that comes with Gerbang.
func Default(l *i18n.Locale, letter app.Letter) app.Template {
	key := "letter." + string(letter)
	return app.Template{Subject: l.T(key + ".subject"), Body: l.T(key + ".body")}
}

// Values returns what the placeholders of a letter become. The letter is
// empty for a message of an organizer. Base is the scheme and host of this
// installation.
func Values(l *i18n.Locale, base string, letter app.Letter, f *Facts) app.Values {
	link := func(path string) string { return base + l.Path(path) }
	v := app.Values{
		app.PlaceName: f.Name, app.PlaceEvent: l.Choose(f.Event.Title, f.Event.TitleEN), app.PlaceVenue: place(f),
		app.PlaceAccount: link("/akun/pendaftaran"), app.PlacePage: link(EventPath(&f.Event)), app.PlaceReason: reason(l, letter, f),
		app.PlacePapers: papers(l, f.Documents),
	}
	if f.ID != 0 {
		v[app.PlaceAccount] = link("/akun/pendaftaran/" + strconv.FormatInt(f.ID, 10))
	}
	v[app.PlaceDate], v[app.PlaceClock] = when(l, f)
	v[app.PlaceWhen] = until(l, f)
	if f.Session != nil {
		v[app.PlaceSession] = l.Choose(f.Session.Title, f.Session.TitleEN)
	}
	if f.Code != "" {
		v[app.PlaceCode], v[app.PlaceTicket] = f.Code.Human(), link("/t/"+string(f.Code))
	}
	if f.Position > 0 {
		v[app.PlaceQueue] = l.Number(int64(f.Position))
	}
	switch {
	case f.SeatUntil != nil: // the end of a day, which reads as its last minute
		v[app.PlaceDeadline] = l.DateTime(f.SeatUntil.Add(-time.Minute))
	case f.OfferUntil != nil:
		v[app.PlaceDeadline] = l.DateTime(*f.OfferUntil)
	case f.Event.ReconfirmUntil != nil && f.ReconfirmedAt == nil && f.Status.HoldsPlace():
		v[app.PlaceDeadline] = l.DateTime(*f.Event.ReconfirmUntil)
	}
	return v
}

// maxPapers is how many characters the list of papers may have in a letter,
// so that what follows it still fits into a message of WhatsApp.
const maxPapers = 240

// papers writes what to bring. Of a list too long for a letter the notes are
// left to the ticket, which has them all.
func papers(l *i18n.Locale, documents []app.EventDocument) string {
	text := strings.Join(l.Bring(documents), "; ")
	if utf8.RuneCountInString(text) <= maxPapers {
		return text
	}
	short := slices.Clone(documents)
	for i := range short {
		short[i].Note, short[i].NoteEN = "", ""
	}
	return strings.Join(l.Bring(short), "; ")
}

func when(l *i18n.Locale, f *Facts) (date, clock string) {
	from, till := f.Event.StartsAt, f.Event.EndsAt
	if f.Session != nil {
		from, till = f.Session.StartsAt, f.Session.EndsAt
	}
	if till = till.Add(-time.Nanosecond); app.SameDay(from, till) {
		return l.Date(from), l.ClockRange(from, till.Add(time.Nanosecond))
	}
	return l.Date(from) + " – " + l.Date(till), l.Clock(from)
}

// until says how far away it is on the day on which the letter is written.
func until(l *i18n.Locale, f *Facts) string {
	from := f.Event.StartsAt
	if f.Session != nil {
		from = f.Session.StartsAt
	}
	days := app.DaysUntil(from, f.Now)
	switch {
	case !f.Now.Before(from):
		return ""
	case days == 0:
		return l.T("letter.until.today")
	case days == 1:
		return l.T("letter.until.tomorrow")
	case days == 7:
		return l.T("letter.until.week")
	}
	return l.N("letter.until.days", days)
}

func place(f *Facts) string {
	room := ""
	if f.Session != nil {
		room = f.Session.Place
	}
	var parts []string
	for _, p := range []string{room, f.Event.Venue, f.Event.Address} {
		if p != "" && !slices.Contains(parts, p) {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, ", ")
}

func reason(l *i18n.Locale, letter app.Letter, f *Facts) string {
	switch letter {
	case app.LetterDeclined, app.LetterNotSelected:
		return f.DecisionReason
	case app.Letter(app.MessageEventCancelled):
		return f.Event.CancelReason
	case app.LetterCancelled:
		switch f.CancelReason {
		case app.EndOfferLapsed, app.EndNotReconfirmed, app.EndEventCancelled:
			return l.T("letter.end." + f.CancelReason)
		}
		return f.CancelReason
	}
	return ""
}

// EventPath is the address of an event's page.
func EventPath(e *app.Event) string {
	switch e.Kind {
	case app.Course:
		return "/pelatihan/" + e.Slug
	case app.Outreach:
		return "/sosialisasi/" + e.Slug
	}
	return "/bursa-kerja/" + e.Slug
}

// Mail puts under a letter who sends it and, when there is an address for it,
// how to get no more of them.
func Mail(l *i18n.Locale, body, unsubscribe string) string {
	text := body + "\n\n" + l.T("letter.signature")
	if unsubscribe != "" {
		text += "\n" + l.T("letter.unsubscribe", "url", unsubscribe)
	}
	return text + "\n"
}

// WhatsApp puts a letter into the one line that a template takes.
func WhatsApp(l *i18n.Locale, body, unsubscribe string) string {
	if unsubscribe != "" {
		body += "\n" + l.T("letter.unsubscribe", "url", unsubscribe)
	}
	return app.OneLine(body)
}
