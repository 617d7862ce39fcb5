package registration

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
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
	allFull := a.AllFull(h.Now())
	l := h.Locale(c)
	choices := make([]ui.Option, len(a.Sessions))
	for i := range a.Sessions {
		x := &a.Sessions[i]
		o := ui.Option{Value: strconv.FormatInt(x.ID, 10), Text: l.Date(x.StartsAt) + ", " + l.ClockRange(x.StartsAt, x.EndsAt), Hint: x.Title}
		switch left := x.Left(); {
		case !x.Bookable(h.Now()):
			o.Tag, o.Disabled = l.T("registration.session.over"), true
		case allFull:
			o.Tag = l.N("registration.session.waiting", x.Waiting)
		case left == 0:
			o.Tag, o.Disabled = l.T("registration.session.full"), true
		case left > 0:
			o.Tag = l.N("registration.session.left", left)
		default:
			o.Tag = l.T("registration.session.open")
		}
		choices[i] = o
	}
	return h.Render(c, status, view.Session(s, form, choices, allFull))
}
