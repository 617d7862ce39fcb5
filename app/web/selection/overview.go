package selection

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	view "gerbang/views/selection"
	"gerbang/views/ui"
)

// Overview shows the steps of the selection with what each still needs. Who
// may only assess goes straight to the scores.
func (h *Handler) Overview(c *fiber.Ctx) error {
	d, err := h.desk(c, app.Assess)
	if err != nil {
		return err
	}
	if !d.actor.CanEvent(app.EditEvents, d.event.ID) {
		return h.Redirect(c, d.path("nilai"))
	}
	s, err := h.DB.SelectionSummary(c.UserContext(), d.actor, d.event.ID)
	if err != nil {
		return err
	}
	l, n := d.l, len(d.plan.Components)
	state := func(done, begun bool) ui.Progress {
		switch {
		case done:
			return ui.Done
		case begun:
			return ui.Current
		}
		return ui.Todo
	}
	published := d.plan.PublishedAt != nil
	steps := []view.Step{
		{Moment: ui.Moment{
			State: state(n > 0 && d.event.Capacity > 0, true), Title: l.T("selection.tab.settings"),
			Text: l.T("selection.step.settings", "components", n, "seats", d.event.Capacity, "reserves", d.plan.Reserves),
		}, Href: d.href("pengaturan")},
		{Moment: ui.Moment{
			State: state(published || s.Applicants > 0 && s.Undecided == 0, s.Applicants > 0), Title: l.T("selection.step.check"),
			Text: l.T("selection.step.check_text", "applicants", s.Applicants, "undecided", s.Undecided, "eligible", s.Eligible),
		}, Href: d.href("pelamar")},
		{Moment: ui.Moment{
			State: state(published || s.Booked > 0 && s.Booked >= s.Eligible, s.Slots > 0), Title: l.T("selection.tab.slots"),
			Text: l.T("selection.step.slots_text", "slots", s.Slots, "places", s.Places, "booked", s.Booked),
		}, Href: d.href("slot")},
		{Moment: ui.Moment{
			State: state(published || s.Marks > 0 && s.Marks >= s.Eligible*n, s.Marks > 0), Title: l.T("selection.tab.scores"),
			Text: l.T("selection.step.scores_text", "marks", s.Marks, "all", s.Eligible*n),
		}, Href: d.href("nilai")},
		{Moment: ui.Moment{State: state(published, s.Marks > 0), Title: l.T("selection.tab.ranking"), Text: l.T("selection.step.ranking_text")}, Href: d.href("peringkat")},
	}
	last := view.Step{Moment: ui.Moment{State: ui.Todo, Title: l.T("selection.tab.results"), Text: l.T("selection.step.results_text")}, Href: d.href("hasil")}
	switch {
	case published:
		last.State, last.Time = state(s.Awaited == 0, true), l.DateTime(*d.plan.PublishedAt)
		last.Text = l.T("selection.step.confirmed_text", "confirmed", s.Confirmed, "awaited", s.Awaited, "reserve", s.Reserve)
	case d.plan.PublishAt != nil:
		last.State, last.Text = ui.Current, l.T("selection.closed.scheduled", "time", l.DateTime(*d.plan.PublishAt))
	}
	return h.Render(c, fiber.StatusOK, view.Overview(view.OverviewPage{Frame: d.frame("", "selection.title", d.form(nil)), Steps: append(steps, last)}))
}
