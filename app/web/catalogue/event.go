package catalogue

import (
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web/markdown"
	view "gerbang/views/catalogue"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// Course shows one batch of a PPKD course.
func (h *Handler) Course(c *fiber.Ctx) error { return h.event(c, app.Course) }

// Fair shows one job fair.
func (h *Handler) Fair(c *fiber.Ctx) error { return h.event(c, app.JobFair) }

// Outreach shows one outreach session.
func (h *Handler) Outreach(c *fiber.Ctx) error { return h.event(c, app.Outreach) }

// boothsShown is how many booths the page of a fair names before it leads to all.
const boothsShown = 6

func (h *Handler) event(c *fiber.Ctx, kind app.EventKind) error {
	slug := c.Params("slug")
	if err := checkSlug(slug); err != nil {
		return err
	}
	ctx := c.UserContext()
	e, err := h.DB.PublicEvent(ctx, kind, slug)
	if err != nil {
		return err
	}
	sessions, err := h.DB.AllSessions(ctx, e.ID)
	if err != nil {
		return err
	}
	of, now := kinds[kind], h.Now()
	p := h.Page(c, "")
	p.Title, p.Nav = e.Title, of.nav
	l := p.L
	p.Description = or(e.Summary, l.T(of.texts+".description", "title", e.Title, "date", l.Date(e.StartsAt), "venue", e.Venue))
	path := of.path + "/" + slug
	m := view.EventPage{
		Event: &e.Event, Course: courseFacts(l, e), Texts: of.texts, Path: of.path, Address: withRegion(joined(", ", e.Venue, e.Address), e.Region),
		Body: markdown.HTML(e.Description), Badges: windowBadges(l, e, now), Window: e.Window(now), Over: !now.Before(e.EndsAt),
		RegisterHref: l.Path(path + "/daftar"), URL: h.Config.BaseURL + p.URL(path), Leaf: *leaf(l, e.StartsAt), When: eventWhen(l, &e.Event),
		Requirements: lines(e.Requirements), Stages: lines(e.Stages), Meter: seatMeter(l, e), Seats: e.Seats(), Waiting: e.Approval == app.Instant && e.Seats() > 0 && e.Taken >= e.Seats(),
	}
	if m.Address != "" {
		m.MapHref = "https://www.openstreetmap.org/search?query=" + url.QueryEscape(m.Address)
	}
	for i := range sessions {
		if !m.Over && kind != app.Course && !sessions[i].EndsAt.After(app.Day(now)) {
			continue // on the days gone by nobody can come any more
		}
		m.Add(sessionLine(l, &sessions[i], &e.Event, now), sessions[i].Kind)
	}
	if kind == app.JobFair {
		booths, err := h.DB.Booths(ctx, e.ID)
		if err != nil {
			return err
		}
		m.Booths = boothViews(l, booths[:min(len(booths), boothsShown)])
		m.Companies, m.Openings, m.BoothsHref = e.Companies, e.Openings, l.Path(path+"/perusahaan")
	}
	m.Crumbs = []ui.Crumb{{Text: l.T(of.texts + ".title"), Href: l.Path(of.path)}, {Text: e.Title}}
	p.Card = path + cardFile
	p.Feeds = []layout.Feed{{Type: calendarType, Title: l.T("share.calendar.save"), Href: l.Path(path + calendarFile)}}
	p.Head = view.Data(eventData(l, e, sessions, m.URL, h.Config.BaseURL+l.Path(p.Card), now), h.trail(m.Crumbs))
	return h.Render(c, fiber.StatusOK, view.Event(p, m))
}

func eventWhen(l *i18n.Locale, e *app.Event) string {
	if app.SameDay(e.StartsAt, e.Last()) {
		return l.Date(e.StartsAt) + ", " + l.ClockRange(e.StartsAt, e.EndsAt)
	}
	return l.DateRange(e.StartsAt, e.Last())
}

// lines splits a text of one entry per line.
func lines(s string) []string {
	var out []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(strings.TrimLeft(line, "-*• \t")); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func courseFacts(l *i18n.Locale, e *postgres.PublicEvent) *view.CourseFacts {
	if e.Kind != app.Course {
		return nil
	}
	facts := &view.CourseFacts{
		Trade: e.Trade, Batch: batch(l, e.Batch), Centre: e.Centre, Schedule: e.Schedule, Outcomes: markdown.HTML(e.Outcomes),
		Programme: l.T("catalogue.programme." + or(e.Programme, "regular")), Language: l.Language(e.LanguageTest, e.LanguageLevel),
	}
	var length []string
	if e.Days > 0 {
		length = append(length, l.N("common.days", e.Days))
	}
	if e.LessonHours > 0 {
		length = append(length, l.N("catalogue.course.hours", e.LessonHours))
	}
	facts.Length = strings.Join(length, ", ")
	if e.LanguageTest != "" {
		facts.JobsHref = href(l, jobsPath, url.Values{"bahasa": {strings.TrimSpace(e.LanguageTest + " " + e.LanguageLevel)}})
	}
	return facts
}

func sessionLine(l *i18n.Locale, s *app.Session, e *app.Event, now time.Time) view.SessionLine {
	line := view.SessionLine{Title: s.Title, Place: s.Place, Time: l.ClockRange(s.StartsAt, s.EndsAt), Date: l.Date(s.StartsAt)}
	if s.Kind == app.MeetingSession || s.Capacity == 0 {
		return line
	}
	switch {
	case !now.Before(s.EndsAt):
		line.Left = l.T("catalogue.session.over")
	case e.Window(now) == app.WindowCancelled:
		line.Left = l.T("catalogue.window.cancelled")
	case s.Kind == app.SelectionSession:
		line.Left = l.N("catalogue.session.seats", s.Capacity)
	case s.Full():
		line.Left, line.Tone = l.T("catalogue.session.full"), ui.Err
	default:
		line.Left, line.Tone = l.T("catalogue.session.left", "n", l.Number(int64(s.Left())), "seats", l.Number(int64(s.Capacity))), ui.OK
		if s.Left()*10 < s.Capacity {
			line.Tone = ui.Warn
		}
	}
	return line
}
