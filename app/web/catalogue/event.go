package catalogue

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/app/web/eventform"
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
	e, err := h.DB.PublicEvent(c.UserContext(), kind, slug)
	if err != nil {
		return err
	}
	return h.showEvent(c, e, nil, "", nil)
}

// Preview shows staff the page of an event as the public will see it.
func (h *Handler) Preview(c *fiber.Ctx) error {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil {
		return app.ErrNotFound
	}
	e, err := h.DB.PreviewEvent(c.UserContext(), web.Actor(c), id)
	if err != nil {
		return err
	}
	if e.Status == app.EventDraft {
		e.Status = app.EventPublished
	}
	return h.showEvent(c, e, nil, "/dasbor/pelatihan/"+strconv.FormatInt(id, 10), nil)
}

// PreviewRules shows an organizer the page of an event as it would be with
// the rules of the posted form, saved or not.
func (h *Handler) PreviewRules(c *fiber.Ctx) error {
	e, err := h.DB.EventForStaff(c.UserContext(), web.Actor(c), app.EditEvents, c.Params("event"))
	if err != nil {
		return err
	}
	r, err := eventform.Preview(h.Kit, c, e.ID)
	if err != nil {
		return err
	}
	page, err := h.DB.PreviewEvent(c.UserContext(), web.Actor(c), e.ID)
	if err != nil {
		return err
	}
	page.Event = r.Event
	return h.showEvent(c, page, &r.Who, "/panitia/"+e.Slug+"/pengaturan", nil)
}

// ShowCourse renders the page of a course as the record says, saved or not,
// beneath what stands above it; region is the name of the kelurahan.
func (h *Handler) ShowCourse(c *fiber.Ctx, r *app.CourseRecord, region string, above templ.Component) error {
	page := &postgres.PublicEvent{}
	if r.ID != 0 {
		var err error
		if page, err = h.DB.PreviewEvent(c.UserContext(), web.Actor(c), r.ID); err != nil {
			return err
		}
	}
	page.Event, page.Training, page.Region = r.Event, r.Training, region
	if page.Stages == nil {
		page.Stages = []app.Stage{}
	}
	if page.Status == app.EventDraft {
		page.Status = app.EventPublished
	}
	return h.showEvent(c, page, &r.Eligibility, "", above)
}

// showEvent renders the page of an event. Who may take part is read when it is
// not given; back is where staff came from to see it before the public does,
// above what stands over a preview instead.
func (h *Handler) showEvent(c *fiber.Ctx, e *postgres.PublicEvent, who *app.Eligibility, back string, above templ.Component) error {
	ctx, kind := c.UserContext(), e.Kind
	if who == nil {
		rule, err := h.DB.Eligibility(ctx, e.ID)
		if err != nil {
			return err
		}
		who = &rule
	}
	sessions, err := h.DB.AllSessions(ctx, e.ID)
	if err != nil {
		return err
	}
	of, now := kinds[kind], h.Now()
	p := h.Page(c, "")
	l := p.L
	speak(l, &e.Event)
	p.Title, p.Nav = e.Title, of.nav
	p.Description = or(e.Summary, l.T(of.texts+".description", "title", e.Title, "date", l.Date(e.StartsAt), "venue", e.Venue))
	path := of.path + "/" + e.Slug
	m := view.EventPage{
		Event: &e.Event, Texts: of.texts, Path: of.path, Address: withRegion(joined(", ", e.Venue, e.Address), e.Region),
		Body: markdown.HTML(e.Description), Badges: windowBadges(l, e, now), Window: e.Window(now), Over: !now.Before(e.EndsAt),
		RegisterHref: l.Path(path + "/daftar"), URL: h.Config.BaseURL + p.URL(path), Leaf: *leaf(l, e.StartsAt), When: eventWhen(l, &e.Event),
		Meter: seatMeter(l, e), Seats: e.Seats(), Waiting: e.Approval == app.Instant && e.Seats() > 0 && e.Taken >= e.Seats(),
	}
	if m.Course, err = h.courseView(c, l, e, who, sessions); err != nil {
		return err
	}
	if m.Course == nil {
		m.Conditions, m.Notes = conditions(l, who), lines(l.Choose(who.Notes, who.NotesEN))
		m.NotesLang = l.Lang(who.NotesEN)
	}
	p.NoIndex, m.Above = back != "" || above != nil, above
	if back != "" {
		m.PreviewHref = l.Path(back)
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
	m.Crumbs = []ui.Crumb{{Text: l.T(of.texts + ".title"), Href: l.Path(of.path)}, {Text: e.Title, Lang: l.Lang(e.TitleEN)}}
	p.Card = path + cardFile
	p.Feeds = []layout.Feed{{Type: calendarType, Title: l.T("share.calendar.save"), Href: l.Path(path + calendarFile)}}
	about := eventData(l, e, sessions, m.URL, h.Config.BaseURL+l.Path(p.Card), now)
	if m.Course != nil {
		about = about.with("coursePrerequisites", strings.Join(m.Course.Requirements(), "; "))
	}
	p.Head = view.Data(about, h.trail(m.Crumbs))
	return h.Render(c, fiber.StatusOK, view.Event(p, m))
}

// speak puts the texts of the reader's language in place of the Indonesian
// ones, where staff wrote them.
func speak(l *i18n.Locale, e *app.Event) {
	e.Title, e.Summary, e.Description = l.Choose(e.Title, e.TitleEN), l.Choose(e.Summary, e.SummaryEN), l.Choose(e.Description, e.DescriptionEN)
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

func sessionLine(l *i18n.Locale, s *app.Session, e *app.Event, now time.Time) view.SessionLine {
	line := view.SessionLine{Lang: l.Lang(s.TitleEN), Title: l.Choose(s.Title, s.TitleEN), Place: s.Place, Time: l.ClockRange(s.StartsAt, s.EndsAt), Date: l.Date(s.StartsAt)}
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
