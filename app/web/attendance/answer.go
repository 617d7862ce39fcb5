package attendance

import (
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/web"
	"gerbang/views/ui"
)

// panel puts a verdict into the words of the gate's screen. Others may look
// over the officer's shoulder, so names stand short.
func (h *Handler) panel(l *i18n.Locale, event *app.Event, v app.Verdict) ui.Scan {
	out := ui.Scan{Title: l.T("attendance.verdict." + string(v.Outcome)), Name: app.ShortName(v.Name), Lines: []string{}}
	if v.Name == "" && v.Outcome == app.Admitted {
		out.Name = web.PersonName(l, "")
	}
	switch v.Outcome {
	case app.Admitted:
		out.State = ui.ScanOK
		out.Lines = admittedLines(l, event, v)
	case app.Duplicate:
		out.State = ui.ScanDuplicate
		out.Lines = duplicateLines(l, v, h.Now())
	default:
		out.State = ui.ScanReject
		out.Lines = refusalLines(l, event, v)
	}
	return out
}

func admittedLines(l *i18n.Locale, event *app.Event, v app.Verdict) []string {
	s := v.Session
	if s == nil {
		return []string{}
	}
	lines := []string{sessionText(l, s, v.ScannedAt)}
	switch {
	case v.ScannedAt.Before(s.StartsAt.Add(-event.EarlyEntry)):
		lines = append(lines, l.T("attendance.verdict.early", "time", l.Clock(s.StartsAt)))
	case !v.ScannedAt.Before(s.EndsAt.Add(event.LateEntry)):
		lines = append(lines, l.T("attendance.verdict.late"))
	}
	return lines
}

func duplicateLines(l *i18n.Locale, v app.Verdict, now time.Time) []string {
	lines := []string{}
	if !v.At.IsZero() {
		at := clockOn(l, v.At, now)
		if v.Gate != "" {
			at = l.T("attendance.verdict.at_gate", "time", at, "gate", v.Gate)
		}
		lines = append(lines, at)
	}
	if v.By != "" {
		lines = append(lines, l.T("attendance.verdict.by", "name", app.ShortName(v.By)))
	}
	return lines
}

func refusalLines(l *i18n.Locale, event *app.Event, v app.Verdict) []string {
	reason := "attendance.refusal." + string(v.Refusal)
	lines := []string{l.T(reason, "event", v.Event)}
	switch v.Refusal {
	case app.UnknownCode, app.RevokedTicket:
		lines = append(lines, l.T(reason+"_help"))
	case app.NotToday:
		date := l.DateRange(event.StartsAt, event.Last())
		if v.Session != nil {
			date = l.Date(v.Session.StartsAt) + ", " + l.ClockRange(v.Session.StartsAt, v.Session.EndsAt)
		}
		lines = append(lines, l.T("attendance.refusal.not_today_for", "date", date))
	}
	return lines
}

// sessionText names a session by its title and time, with its date unless it
// is on the day of now.
func sessionText(l *i18n.Locale, s *app.Session, now time.Time) string {
	at := l.ClockRange(s.StartsAt, s.EndsAt)
	if !app.SameDay(s.StartsAt, now) {
		at = l.DateShort(s.StartsAt) + ", " + at
	}
	if s.Title == "" {
		return l.T("attendance.verdict.session", "time", at)
	}
	return l.T("attendance.verdict.session_titled", "title", s.Title, "time", at)
}
