package attendance

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	views "gerbang/views/attendance"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// foundLimit is how many names a search shows: enough for one person's
// namesakes, too few to read the list of an event.
const foundLimit = 8

type scanQuery struct {
	Gate int64  `query:"pintu"`
	Name string `query:"cari"`
}

// Scan shows the screen of a gate, with the people found by name when asked.
func (h *Handler) Scan(c *fiber.Ctx) error {
	var q scanQuery
	if err := web.Query(c, &q); err != nil {
		return err
	}
	event, err := h.event(c)
	if err != nil {
		return err
	}
	s, err := h.screen(c, event, q.Gate)
	if err != nil {
		return err
	}
	if s.Search = web.Clip(q.Name, 100); s.Search != "" {
		if err := h.find(c.UserContext(), web.Actor(c), event, &s); err != nil {
			return err
		}
	}
	return h.show(c, fiber.StatusOK, s)
}

// screen is the page of the event's gate before anything was read. A gate
// that is not the event's counts as none.
func (h *Handler) screen(c *fiber.Ctx, event *app.Event, gateID int64) (views.Screen, error) {
	gates, err := h.DB.Gates(c.UserContext(), event.ID)
	if err != nil {
		return views.Screen{}, err
	}
	inside, err := h.DB.Inside(c.UserContext(), event.ID, h.Now())
	if err != nil {
		return views.Screen{}, err
	}
	page := h.Page(c, "attendance.scan.title", "event", event.Title)
	page.Nav, page.BodyClass = layout.NavStaff, "scanning"
	page.Scripts, page.Styles = []string{"scan.js"}, []string{"scan.css"}
	page.Head = layout.InstallableGate(page)
	s := views.Screen{
		Page: page, EventID: event.ID, Slug: event.Slug, Event: event.Title, When: whenOf(page.L, event, h.Now()), Inside: inside,
		Form: ui.Form{L: page.L}, ScanID: uuid.NewString(),
	}
	s.Gate, _ = chosenGate(gates, gateID)
	for _, g := range gates {
		s.Gates = append(s.Gates, views.Gate{ID: g.ID, Name: g.Name})
	}
	return s, nil
}

// show sends the screen. A copy kept by the browser would carry a scan id
// that is used up, and names.
func (h *Handler) show(c *fiber.Ctx, status int, s views.Screen) error {
	c.Set(fiber.HeaderContentSecurityPolicy, web.ScanPolicy)
	c.Set(fiber.HeaderCacheControl, "no-store")
	return h.Render(c, status, views.Scan(s))
}

func (h *Handler) find(ctx context.Context, actor *app.Actor, event *app.Event, s *views.Screen) error {
	if len([]rune(s.Search)) < postgres.MinHolderQuery {
		s.Problem = s.T("attendance.find.short")
		return nil
	}
	holders, more, err := h.DB.HoldersByName(ctx, actor, event.ID, s.Search, foundLimit)
	if err != nil {
		return err
	}
	s.More = more
	now := h.Now()
	for _, p := range holders {
		s.Found = append(s.Found, found(s.L, p, now))
	}
	return nil
}

func found(l *i18n.Locale, p postgres.Holder, now time.Time) views.Holder {
	out := views.Holder{Name: app.ShortName(p.Name), Session: l.T("attendance.find.no_session"), ScanID: uuid.NewString()}
	if p.Session != nil {
		out.Session = sessionText(l, p.Session, now)
	}
	switch {
	case p.Admitted != nil:
		out.Status = ui.BadgeItem{Tone: ui.Warn, Text: l.T("attendance.find.in", "time", clockOn(l, *p.Admitted, now))}
	case p.Status.HoldsPlace():
		out.Status = ui.BadgeItem{Tone: ui.OK, Text: l.T("attendance.status." + string(p.Status))}
		out.Code = p.Code.Human()
	default:
		out.Status = ui.BadgeItem{Tone: ui.Mute, Text: l.T("attendance.status." + string(p.Status))}
	}
	return out
}

// clockOn is the time of day, with the date unless that is today.
func clockOn(l *i18n.Locale, t, now time.Time) string {
	if app.SameDay(t, now) {
		return l.Clock(t)
	}
	return l.DateTime(t)
}

// whenOf is when an event is, as somebody at its gate needs to hear it.
func whenOf(l *i18n.Locale, e *app.Event, now time.Time) string {
	if app.SameDay(e.StartsAt, now) || !app.SameDay(e.StartsAt, e.Last()) {
		return hours(l, e)
	}
	return l.DateShort(e.StartsAt) + ", " + hours(l, e)
}
