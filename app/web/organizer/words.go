package organizer

import (
	"strconv"
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/views/ui"
)

func statusText(l *i18n.Locale, s app.RegistrationStatus) string {
	return l.T("organizer.status." + string(s))
}

func statusBadge(l *i18n.Locale, s app.RegistrationStatus) ui.BadgeItem {
	b := ui.BadgeItem{Text: statusText(l, s), Tone: ui.Mute}
	switch s {
	case app.Confirmed, app.Accepted:
		b.Tone = ui.OK
	case app.Completed:
		b.Tone, b.Icon = ui.OK, "award"
	case app.Submitted:
		b.Tone = ui.Info
	case app.Waitlisted, app.Offered, app.Reserve:
		b.Tone = ui.Warn
	case app.Cancelled, app.Rejected:
		b.Icon = "ban"
	}
	return b
}

// sexLetter is the L or P of the identity card.
func sexLetter(l *i18n.Locale, s app.Sex) string {
	if !s.Valid() {
		return ""
	}
	return l.T("organizer.sex." + string(s))
}

// age returns the age on the day the event starts, or nothing when the birth
// date is not known.
func age(e *app.Event, birth time.Time) (years int, known bool) {
	if birth.IsZero() {
		return 0, false
	}
	return app.AgeOn(birth, e.StartsAt), true
}

func maskedPhone(last4 string) string {
	if last4 == "" {
		return ""
	}
	return "•••• " + last4
}

// neighbourhood writes RT and RW so that no spreadsheet takes them for a
// number or a date and drops their zeros: "RT 003/RW 012".
func neighbourhood(p *postgres.Participant) string {
	switch {
	case p.RT != "" && p.RW != "":
		return "RT " + p.RT + "/RW " + p.RW
	case p.RT != "":
		return "RT " + p.RT
	case p.RW != "":
		return "RW " + p.RW
	}
	return ""
}

// sessionName tells a session apart from the others of its event: by its
// time, by its day when there are several, and by its title when it has one.
func sessionName(l *i18n.Locale, e *app.Event, title string, start, end time.Time) string {
	name := l.ClockRange(start, end)
	if !app.SameDay(e.StartsAt, e.EndsAt) {
		name = dayAndMonth(l, start) + ", " + name
	}
	if title != "" {
		name += " · " + title
	}
	return name
}

func orUnknown(l *i18n.Locale, s string) string {
	if s == "" {
		return l.T("common.unknown")
	}
	return s
}

// dayAndMonth is a day of which the year goes without saying: "12 Des".
func dayAndMonth(l *i18n.Locale, t time.Time) string {
	t = t.In(app.Jakarta)
	return strconv.Itoa(t.Day()) + " " + l.T("format.month_short."+strconv.Itoa(int(t.Month())))
}

// filterWords returns what a filter asks for, in order, each with its name
// and with the filter that is left without it.
func filterWords(l *i18n.Locale, e *app.Event, f postgres.ParticipantFilter, sessions []app.Session, asked []app.Question) []filterWord {
	var words []filterWord
	add := func(param, name, value string, without func(*postgres.ParticipantFilter)) {
		rest := f
		without(&rest)
		words = append(words, filterWord{param, name, value, rest})
	}
	if f.Search != "" {
		name := l.T("organizer.filter.search")
		if f.Tail() != "" {
			name = l.T("organizer.filter.tail")
		}
		add(postgres.ParamSearch, name, f.Search, func(f *postgres.ParticipantFilter) { f.Search = "" })
	}
	if f.Status != "" {
		add(postgres.ParamStatus, l.T("common.status"), statusText(l, f.Status), func(f *postgres.ParticipantFilter) { f.Status = "" })
	}
	if s := findSession(sessions, f.SessionID); s != nil {
		add(postgres.ParamSession, l.T("organizer.column.session"), sessionName(l, e, l.Choose(s.Title, s.TitleEN), s.StartsAt, s.EndsAt), func(f *postgres.ParticipantFilter) { f.SessionID = 0 })
	} else if f.SessionID != 0 {
		add(postgres.ParamSession, l.T("organizer.column.session"), strconv.FormatInt(f.SessionID, 10), func(f *postgres.ParticipantFilter) { f.SessionID = 0 })
	}
	if f.Attendance != "" {
		add(postgres.ParamAttendance, l.T("organizer.column.attendance"), l.T("organizer.attendance."+string(f.Attendance)), func(f *postgres.ParticipantFilter) { f.Attendance = "" })
	}
	if f.Sex != "" {
		add(postgres.ParamSex, l.T("organizer.filter.sex"), l.T("organizer.sex_filter."+string(f.Sex)), func(f *postgres.ParticipantFilter) { f.Sex = "" })
	}
	if f.Domicile != "" {
		add(postgres.ParamDomicile, l.T("organizer.column.domicile"), l.T("organizer.domicile."+string(f.Domicile)), func(f *postgres.ParticipantFilter) { f.Domicile = "" })
	}
	for _, a := range f.Answers {
		if q := findQuestion(asked, a.QuestionID); q != nil {
			add(postgres.ParamAnswer(q.ID), l.Choose(q.Label, q.LabelEN), answerText(l, q, a.Value), func(f *postgres.ParticipantFilter) { *f = f.WithoutAnswer(q.ID) })
		}
	}
	return words
}

// filterWord is one thing a filter asks for.
type filterWord struct {
	Param       string // of the address
	Name, Value string
	Without     postgres.ParticipantFilter
}
