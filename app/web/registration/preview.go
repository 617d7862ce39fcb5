package registration

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/app/web/eventform"
	"gerbang/app/web/eventtext"
	view "gerbang/views/registration"
	"gerbang/views/ui"
)

// PreviewForm shows an organizer the way to a registration as it would be with
// the rules of the posted form: what to have ready, who may take part, the
// steps in their order, the sessions to choose from.
func (h *Handler) PreviewForm(c *fiber.Ctx) error {
	e, err := h.DB.EventForStaff(c.UserContext(), web.Actor(c), app.EditEvents, c.Params("event"))
	if err != nil {
		return err
	}
	r, err := eventform.Preview(h.Kit, c, e.ID)
	if err != nil {
		return err
	}
	a := &postgres.Application{Event: &r.Event, Candidate: &app.Candidate{}, Fit: postgres.Fit{Eligibility: r.Who}, Left: -1}
	if a.Sessions, err = h.DB.Sessions(c.UserContext(), e.ID, app.EntrySession); err != nil {
		return err
	}
	if a.Questions, err = h.DB.Questions(c.UserContext(), e.ID); err != nil {
		return err
	}
	p := h.Page(c, "registration.start.title", "event", r.Title)
	p.NoIndex = true
	v := view.PreviewView{
		Event: a.Event, Sessions: len(a.Sessions) > 0, Window: r.Window(h.Now()), Days: h.days(p.L, a, true), Form: ui.Form{L: p.L},
		Back: "/panitia/" + e.Slug + "/pengaturan", Asked: asked(a.Event), Notes: r.Who.Notes,
	}
	for _, condition := range eventtext.Conditions(p.L, &r.Who) {
		v.Conditions = append(v.Conditions, condition.Text)
	}
	for _, q := range a.Questions {
		v.Questions = append(v.Questions, p.L.Choose(q.Label, q.LabelEN))
	}
	for _, s := range steps(a) {
		v.Steps = append(v.Steps, p.T("registration.step."+string(s)))
	}
	return h.Render(c, fiber.StatusOK, view.Preview(p, v))
}
