package deliver

import (
	"strings"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
)

// writer writes messages in one language. Subjects hold nothing private: they
// are kept and shown as they are.
type writer struct {
	l    *i18n.Locale
	base string // scheme and host of this installation
}

func (w writer) url(path string) string { return w.base + w.l.Path(path) }

// letter puts greeting and signature around a text.
func (w writer) letter(name, text string) string {
	greeting := w.l.T("message.greeting_plain")
	if name != "" {
		greeting = w.l.T("message.greeting", "name", name)
	}
	return greeting + "\n\n" + text + "\n\n" + w.l.T("message.signature") + "\n"
}

func (w writer) code(code string) (subject, text string) {
	return w.l.T("message.code.subject"), w.l.T("message.code.text", "code", code) + "\n\n" + w.l.T("message.signature") + "\n"
}

func (w writer) staff() (subject, text string) {
	return w.l.T("message.staff.subject"), w.letter("", w.l.T("message.staff.text", "url", w.url("/masuk/petugas")))
}

func (w writer) nikNotice() (subject, text string) {
	return w.l.T("message.nik.subject"), w.l.T("message.nik.text", "url", w.url("/masuk"))
}

// placed tells what a registration led to at first.
func placed(w writer, v *postgres.RegistrationView) (subject, text string) {
	switch v.Status {
	case app.Confirmed, app.Accepted:
		return w.withTicket("message.confirmed", v)
	case app.Submitted:
		return w.withTicket("message.submitted", v)
	case app.Waitlisted:
		text := w.l.T("message.waitlisted.text", "position", v.Position)
		return w.subject("message.waitlisted.subject", v), paragraphs(text, w.facts(v), w.manage())
	}
	return "", "" // cancelled meanwhile: another message tells
}

// moved tells that a registration left the waiting list.
func moved(w writer, v *postgres.RegistrationView) (subject, text string) {
	if v.Status != app.Confirmed {
		return "", ""
	}
	return w.withTicket("message.moved", v)
}

// off tells that a registration was cancelled.
func off(w writer, v *postgres.RegistrationView) (subject, text string) {
	if v.Status != app.Cancelled {
		return "", ""
	}
	again := ""
	if v.Event.Status == app.EventPublished {
		again = w.l.T("message.cancelled.again", "url", w.url(eventPath(&v.Event)))
	}
	return w.subject("message.cancelled.subject", v), paragraphs(w.l.T("message.cancelled.text"), w.facts(v), again)
}

func (w writer) withTicket(key string, v *postgres.RegistrationView) (subject, text string) {
	ticket, bring := "", ""
	if v.Code != "" {
		ticket = w.l.T("message.ticket", "url", w.url("/t/"+string(v.Code)))
	}
	if v.Status.HoldsPlace() {
		bring = w.l.T("message.bring")
	}
	return w.subject(key+".subject", v), paragraphs(w.l.T(key+".text"), w.facts(v), ticket, bring, w.manage())
}

func (w writer) subject(key string, v *postgres.RegistrationView) string {
	return w.l.T(key, "event", v.Event.Title)
}

func (w writer) manage() string {
	return w.l.T("message.manage", "url", w.url("/akun/pendaftaran"))
}

// facts are what, when and where.
func (w writer) facts(v *postgres.RegistrationView) string {
	from, till := v.Starts(), v.Ends()
	lines := []string{
		w.l.T("message.event", "event", v.Event.Title),
		w.l.T("message.date", "date", w.l.Date(from), "clock", w.l.ClockRange(from, till)),
	}
	if !app.SameDay(from, till) {
		lines[1] = w.l.T("message.date", "date", w.l.Date(from)+" – "+w.l.Date(till), "clock", w.l.Clock(from))
	}
	place := v.Event.Venue
	if v.Session != nil {
		if v.Session.Title != "" {
			lines = append(lines, w.l.T("message.session", "session", v.Session.Title))
		}
		if v.Session.Place != "" {
			place = v.Session.Place + ", " + place
		}
	}
	if v.Event.Address != "" {
		place += ", " + v.Event.Address
	}
	if place = strings.Trim(place, ", "); place != "" {
		lines = append(lines, w.l.T("message.place", "place", place))
	}
	return strings.Join(lines, "\n")
}

func eventPath(e *app.Event) string {
	switch e.Kind {
	case app.Course:
		return "/pelatihan/" + e.Slug
	case app.Outreach:
		return "/sosialisasi/" + e.Slug
	}
	return "/bursa-kerja/" + e.Slug
}

func paragraphs(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n\n")
}
