package catalogue

import (
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/views/ui"
)

func eventFacts(l *i18n.Locale, m EventPage) []ui.Def {
	var f facts
	f.add(l.T("catalogue.event.when"), m.When)
	if c := m.Course; c != nil {
		f.note(l.T("catalogue.course.length"), c.Length, c.Programme)
		f.add(l.T("catalogue.course.schedule"), c.Schedule)
		f.add(l.T("catalogue.course.centre"), c.Centre)
	}
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
