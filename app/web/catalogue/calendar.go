package catalogue

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/calendar"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
)

// calendarPath is the calendar of everything to come.
const calendarPath = "/acara.ics"

// calendarFile is what the address of an event is followed by in that of its
// calendar, calendarType what it is.
const (
	calendarFile = "/kalender.ics"
	calendarType = "text/calendar"
)

// Limits and habits of calendars.
const (
	calendarEvents  = 200 // of each kind
	calendarRefresh = 6 * time.Hour
	dayBefore       = 24 * time.Hour
)

// calendarKinds are the values of the filter by kind.
var calendarKinds = map[string]app.EventKind{"bursa-kerja": app.JobFair, "pelatihan": app.Course, "sosialisasi": app.Outreach}

// Calendar is a calendar to subscribe to: fairs and outreach sessions, and of
// courses their first day and the days on which registration begins and ends.
func (h *Handler) Calendar(c *fiber.Ctx) error {
	var in struct {
		Kind string `query:"jenis"`
	}
	if err := web.Query(c, &in); err != nil {
		return err
	}
	kinds := app.EventKinds()
	l := h.Locale(c)
	name := l.T("share.calendar.all")
	if kind, ok := calendarKinds[in.Kind]; ok {
		kinds, name = []app.EventKind{kind}, l.T("share.calendar."+string(kind))
	}
	var entries []calendar.Entry
	for _, kind := range kinds {
		events, _, err := h.DB.PublicEvents(c.UserContext(), postgres.EventFilter{Kind: kind}, 0, calendarEvents)
		if err != nil {
			return err
		}
		for i := range events {
			e := h.entryMaker(l, &events[i])
			if kind == app.Course {
				entries = append(entries, e.registration()...)
				entries = append(entries, e.firstDay())
				continue
			}
			entries = append(entries, e.days(nil)...)
		}
	}
	about := calendar.Feed{Name: name, Description: l.T("share.calendar.text"), Refresh: calendarRefresh}
	return sendCalendar(c, "acara", about.Write(entries))
}

// CourseCalendar is one course with its meetings.
func (h *Handler) CourseCalendar(c *fiber.Ctx) error { return h.eventCalendar(c, app.Course) }

// FairCalendar is one fair, day by day.
func (h *Handler) FairCalendar(c *fiber.Ctx) error { return h.eventCalendar(c, app.JobFair) }

// OutreachCalendar is one outreach session.
func (h *Handler) OutreachCalendar(c *fiber.Ctx) error { return h.eventCalendar(c, app.Outreach) }

func (h *Handler) eventCalendar(c *fiber.Ctx, kind app.EventKind) error {
	slug := c.Params("slug")
	if err := checkSlug(slug); err != nil {
		return err
	}
	event, err := h.DB.PublicEvent(c.UserContext(), kind, slug)
	if err != nil {
		return err
	}
	sessions, err := h.DB.AllSessions(c.UserContext(), event.ID)
	if err != nil {
		return err
	}
	e := h.entryMaker(h.Locale(c), event)
	if kind != app.Course {
		return sendCalendar(c, slug, calendar.File(e.days(sessions)...))
	}
	entries := e.registration()
	meetings := e.meetings(sessions)
	if len(meetings) == 0 {
		meetings = []calendar.Entry{e.firstDay()}
	}
	return sendCalendar(c, slug, calendar.File(append(entries, meetings...)...))
}

func sendCalendar(c *fiber.Ctx, name string, body []byte) error {
	c.Set(fiber.HeaderContentType, calendarType+"; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="`+name+`.ics"`)
	return c.Send(body)
}

// entryMaker makes calendar entries of one event.
type entryMaker struct {
	l       *i18n.Locale
	e       *postgres.PublicEvent
	host    string
	address string
	place   string
}

func (h *Handler) entryMaker(l *i18n.Locale, e *postgres.PublicEvent) entryMaker {
	speak(l, &e.Event)
	host := "gerbang.invalid"
	if u, err := url.Parse(h.Config.BaseURL); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	return entryMaker{
		l: l, e: e, host: host, address: h.Config.BaseURL + l.Path(eventPath(e.Kind)+"/"+e.Slug),
		place: withRegion(joined(", ", e.Venue, e.Address), e.Region),
	}
}

// calendarEpoch is where the sequence of changes begins to be counted, in
// seconds: an edit always makes it greater, and it fits 31 bits for decades.
var calendarEpoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// entry is one whose UID ends in the part of the event it stands for.
func (m entryMaker) entry(part, summary string, about ...string) calendar.Entry {
	return calendar.Entry{
		UID:     fmt.Sprintf("acara-%d-%s@%s", m.e.ID, part, m.host),
		Summary: summary, Description: strings.Join(append(append([]string{}, about...), m.address), "\n"), Location: m.place, URL: m.address,
		Cancelled: m.e.Status == app.EventCancelled, Stamp: m.e.UpdatedAt, Sequence: max(0, int(m.e.UpdatedAt.Sub(calendarEpoch).Seconds())),
	}
}

// days is an entry for each day of the event, with the times of its sessions.
func (m entryMaker) days(sessions []app.Session) []calendar.Entry {
	var entries []calendar.Entry
	for day := app.Day(m.e.StartsAt); day.Before(m.e.EndsAt); day = day.AddDate(0, 0, 1) {
		next := day.AddDate(0, 0, 1)
		from, to := day, next
		var times []string
		for i := range sessions {
			s := &sessions[i]
			if s.Kind != app.EntrySession || !app.SameDay(s.StartsAt, day) {
				continue
			}
			if len(times) == 0 {
				from = s.StartsAt
			}
			to = s.EndsAt
			times = append(times, joined(" ", m.l.ClockRange(s.StartsAt, s.EndsAt), m.l.Choose(s.Title, s.TitleEN)))
		}
		single := app.SameDay(m.e.StartsAt, m.e.Last())
		if single {
			from, to = m.e.StartsAt, m.e.EndsAt
		}
		about := []string{m.e.Summary}
		if len(times) > 1 {
			about = append(about, m.l.T("catalogue.event.sessions")+":")
			about = append(about, times...)
		}
		e := m.entry(day.Format("20060102"), m.e.Title, nonEmpty(about)...)
		e.Start, e.End, e.Alarm = from, to, dayBefore
		if !single && len(times) == 0 { // nothing is known of its hours
			e.AllDay, e.End, e.Alarm = true, day, 0
		}
		entries = append(entries, e)
	}
	return entries
}

// registration is an entry for the day it begins and one for its last day.
func (m entryMaker) registration() []calendar.Entry {
	about := nonEmpty([]string{m.e.Summary})
	opens := m.entry("buka", m.l.T("share.calendar.opens", "title", m.e.Title), about...)
	opens.Start, opens.End = m.e.OpensAt, m.e.OpensAt.Add(time.Hour)
	closes := m.entry("tutup", m.l.T("share.calendar.closes", "title", m.e.Title), about...)
	closes.AllDay, closes.Start = true, m.e.ClosesAt.Add(-time.Second)
	closes.End = closes.Start
	return []calendar.Entry{opens, closes}
}

func (m entryMaker) firstDay() calendar.Entry {
	e := m.entry("mulai", m.l.T("share.calendar.starts", "title", m.e.Title), nonEmpty([]string{m.e.Summary})...)
	e.AllDay, e.Start, e.End = true, m.e.StartsAt, m.e.StartsAt
	return e
}

// meetings is an entry for each class meeting.
func (m entryMaker) meetings(sessions []app.Session) []calendar.Entry {
	var entries []calendar.Entry
	for i := range sessions {
		s := &sessions[i]
		if s.Kind != app.MeetingSession {
			continue
		}
		e := m.entry(fmt.Sprintf("sesi-%d", s.ID), m.e.Title, nonEmpty([]string{m.l.Choose(s.Title, s.TitleEN)})...)
		e.Start, e.End = s.StartsAt, s.EndsAt
		if s.Place != "" {
			e.Location = joined(", ", s.Place, m.place)
		}
		entries = append(entries, e)
	}
	return entries
}

func nonEmpty(lines []string) []string {
	var out []string
	for _, line := range lines {
		if line != "" {
			out = append(out, line)
		}
	}
	return out
}
