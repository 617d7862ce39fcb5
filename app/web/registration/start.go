package registration

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/web"
	"gerbang/app/web/eventtext"
	view "gerbang/views/registration"
)

// Start is the page before the first step: what to have ready and how long it
// takes, or why registering is not possible now. With ?lanjut it goes on at
// once to where the visitor left off, which is where signing in returns to.
func (h *Handler) Start(c *fiber.Ctx) error {
	a, err := h.application(c)
	if err != nil {
		return err
	}
	actor := web.Actor(c)
	window := a.Event.Window(h.Now())
	s := view.StartView{
		Event: a.Event, EventPath: eventPath(c), Window: window, Sessions: len(a.Sessions) > 0, Questions: len(a.Questions), Documents: a.Documents,
		Next: "/masuk?kembali=" + url.QueryEscape(h.Locale(c).Path(formPath(c)+"?lanjut=1")),
	}
	if a.Standing != nil {
		s.Standing = standingPath(*a.Standing)
	}
	if actor != nil {
		s.Next = formPath(c) + "/" + string(firstOpen(a, h.Now()))
		s.Refused = !actor.Can(app.Apply)
		s.Begun = a.Candidate.IdentityComplete()
		if s.Begun {
			// What is not answered yet is asked for on the way.
			s.Barriers = eventtext.Barriers(h.Locale(c), &a.Fit.Eligibility, a.Fit.Match.Only(app.Missing))
		}
	}
	if c.Query("lanjut") != "" && window == app.WindowOpen && actor.Can(app.Apply) {
		if s.Standing != "" {
			return h.Redirect(c, s.Standing)
		}
		return h.Redirect(c, s.Next)
	}
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	p := h.Page(c, "registration.start.title", "event", a.Event.Title)
	p.Nav, p.NoIndex = kinds[part(c)].nav, true
	return h.Render(c, fiber.StatusOK, view.Start(p, s))
}
