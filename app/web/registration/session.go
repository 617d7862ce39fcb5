package registration

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/registration"
	"gerbang/views/ui"
)

// Session is the step that asks when somebody wants to come.
func (h *Handler) Session(c *fiber.Ctx) error {
	a, err := h.open(c, stepSession)
	if a == nil {
		return err
	}
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{}}
	if a.Draft.SessionID != 0 {
		form.Values["session"] = []string{strconv.FormatInt(a.Draft.SessionID, 10)}
	}
	return h.renderSession(c, fiber.StatusOK, a, form)
}

type sessionAnswer struct {
	Session int64 `form:"session"`
}

// SaveSession keeps the chosen session. A full one may only be chosen while
// all are full, for the waiting list.
func (h *Handler) SaveSession(c *fiber.Ctx) error {
	a, err := h.open(c, stepSession)
	if a == nil {
		return err
	}
	var in sessionAnswer
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	chosen := a.Session(in.Session)
	switch {
	case chosen == nil:
		web.Reject(&form, app.ErrSessionRequired)
	case !chosen.Bookable(h.Now()):
		web.Reject(&form, app.ErrSessionPast)
	case chosen.Full() && !a.AllFull(h.Now()):
		web.Reject(&form, app.ErrSessionFull)
	default:
		if err := h.DB.SaveDraftSession(c.UserContext(), web.Actor(c), a.Event.ID, chosen.ID); !web.Reject(&form, err) {
			return err
		}
	}
	if form.Failed() {
		return h.renderSession(c, fiber.StatusUnprocessableEntity, a, form)
	}
	return h.next(c)
}

func (h *Handler) renderSession(c *fiber.Ctx, status int, a *postgres.Application, form ui.Form) error {
	s := h.page(c, a, stepSession)
	s.Page.HasErrors = form.Failed()
	return h.Render(c, status, view.Session(s, form, h.days(h.Locale(c), a, a.AllFull(h.Now())), a.AllFull(h.Now())))
}

// days groups the sessions that are not over by the day on which they begin.
// Full ones may be chosen only to wait for.
func (h *Handler) days(l *i18n.Locale, a *postgres.Application, waiting bool) []view.Day {
	var days []view.Day
	for i := range a.Sessions {
		s := &a.Sessions[i]
		if !s.Bookable(h.Now()) {
			continue
		}
		if title := l.Date(s.StartsAt); len(days) == 0 || days[len(days)-1].Title != title {
			days = append(days, view.Day{Title: title})
		}
		d := &days[len(days)-1]
		d.Options = append(d.Options, view.Slot{Option: slot(l, s, waiting), First: len(days) == 1 && len(d.Options) == 0})
	}
	return days
}

func slot(l *i18n.Locale, s *app.Session, waiting bool) ui.Option {
	o := ui.Option{Value: strconv.FormatInt(s.ID, 10), Text: l.ClockRange(s.StartsAt, s.EndsAt)}
	if title := l.Choose(s.Title, s.TitleEN); title != "" {
		o.Text += ", " + title
	}
	switch left := s.Left(); {
	case waiting:
		o.Tag = l.N("registration.session.waiting", s.Waiting)
	case left == 0:
		o.Tag, o.Disabled = l.T("registration.session.full"), true
	case left > 0:
		o.Tag = l.N("registration.session.left", left)
	default:
		o.Tag = l.T("registration.session.open")
	}
	return o
}
