package catalogue

import (
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/views/ui"
)

func eventFacts(l *i18n.Locale, m EventPage) []ui.Def {
	var f facts
	f.add(l.T("catalogue.event.when"), m.When)
	if m.Address != "" {
		f = append(f, ui.Def{Term: l.T("catalogue.event.where"), Body: addressLink(l, m)})
	}
	f.add(l.T("catalogue.event.organizer"), m.Event.Organizer)
	f.add(l.T("catalogue.event.fee"), l.T("common.free"))
	return f
}

// lastMoment returns the last minute before an end at midnight: people read
// "until 11 December, 00.00" as the whole of that day.
func lastMoment(end time.Time) time.Time {
	if end.Equal(app.Day(end)) {
		return end.Add(-time.Minute)
	}
	return end
}

func timetableFacts(l *i18n.Locale, m EventPage) []ui.Def {
	var f facts
	t := m.Course.Timetable
	if t.Count == "" {
		f.add(l.T("catalogue.event.when"), m.When)
	} else {
		f.note(l.T("course.days"), t.Days, t.Hours)
		f.note(l.T("catalogue.event.when"), t.Period, t.Count)
	}
	f.note(l.T("catalogue.course.length"), m.Course.Length, m.Course.Programme)
	f.add(l.T("course.gaps"), strings.Join(t.Gaps, ", "))
	return f
}

func placeFacts(l *i18n.Locale, m EventPage) []ui.Def {
	var f facts
	if m.Address != "" {
		f = append(f, ui.Def{Term: l.T("course.address"), Body: addressLink(l, m)})
	}
	f.add(l.T("catalogue.course.centre"), m.Course.Centre)
	if m.Event.Organizer != m.Course.Centre {
		f.add(l.T("catalogue.event.organizer"), m.Event.Organizer)
	}
	return f
}

func outcomeFacts(l *i18n.Locale, c *Course) []ui.Def {
	var f facts
	note := ""
	if c.Attendance > 0 {
		note = l.T("course.attendance", "percent", c.Attendance)
	}
	f.note(l.T("course.certificate"), c.Certificate, note)
	if c.Certificate != "" && c.CertificateLang != "" {
		f[len(f)-1].Indonesian = c.Certificate
	}
	f.own(l, l.T("course.bnsp"), c.BNSP)
	f.add(l.T("course.language"), c.Language)
	return f
}
