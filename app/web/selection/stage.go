package selection

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/web"
	view "gerbang/views/selection"
	"gerbang/views/ui"
)

// Stage shows who may take part in a later sitting. With a component and a
// minimum in the address those who reach it are ticked, for staff to look at
// before they save.
func (h *Handler) Stage(c *fiber.Ctx) error {
	d, err := h.desk(c, app.EditEvents)
	if err != nil {
		return err
	}
	form := d.form(map[string][]string{"komponen": {c.Query("komponen")}, "minimum": {c.Query("minimum")}})
	if c.Query("minimum") == "" {
		return d.stage(fiber.StatusOK, form, nil)
	}
	n, err := strconv.ParseInt(c.Query("komponen"), 10, 64)
	component := d.plan.Component(n)
	minimum, ok := app.ParsePoints(c.Query("minimum"))
	if err != nil || component == nil || !ok {
		form.Errors = app.FieldErrors{{Field: "minimum", Key: "selection.stage.bad_minimum"}}
		return d.stage(fiber.StatusUnprocessableEntity, form, nil)
	}
	return d.stage(fiber.StatusOK, form, func(marks []app.Mark) bool {
		for i := range d.plan.Components {
			if d.plan.Components[i].ID == component.ID {
				return marks[i].State == app.Scored && marks[i].Score >= minimum
			}
		}
		return false
	})
}

// stage shows the page; ticks says whom a minimum ticks, nil as it is saved.
func (d *desk) stage(status int, form ui.Form, ticks func([]app.Mark) bool) error {
	round, err := strconv.Atoi(d.c.Params("round"))
	if err != nil {
		return app.ErrNotFound
	}
	s, err := d.h.DB.SelectionStage(d.c.UserContext(), d.actor, d.event.ID, round)
	if err != nil {
		return err
	}
	v := view.StagePage{Frame: d.frame("slot", "selection.tab.slots", form), Back: d.href("slot"), Action: d.href("tahap", itoa(round))}
	v.Title = d.l.T("selection.stage.title", "stage", d.roundName(round))
	v.Frame.Page.Title = v.Title
	if s.DecidedAt != nil {
		v.Decided = d.l.T("selection.stage.decided", "time", d.l.DateTime(*s.DecidedAt))
	}
	var before []int
	for i := range d.plan.Components {
		if component := &d.plan.Components[i]; component.Round < round {
			before = append(before, i)
			v.Components = append(v.Components, ui.Option{Value: id(component.ID), Text: d.component(component)})
			v.Heads = append(v.Heads, d.component(component))
		}
	}
	ticked := 0
	for _, p := range s.People {
		row := view.StagePerson{ID: id(p.RegistrationID), Name: web.PersonName(d.l, p.Name), Code: code(p.Code), In: p.In}
		for _, i := range before {
			row.Marks = append(row.Marks, d.mark(p.Marks[i]))
		}
		if ticks != nil {
			if row.In = ticks(p.Marks); row.In {
				ticked++
			}
		}
		v.People = append(v.People, row)
	}
	if ticks != nil {
		v.Ticked = d.l.T("selection.stage.ticked", "n", itoa(ticked), "minimum", form.Value("minimum"))
	}
	return d.h.Render(d.c, status, view.Stage(v))
}

// DecideStage lets in those ticked, or everybody again.
func (h *Handler) DecideStage(c *fiber.Ctx) error {
	d, err := h.desk(c, app.EditEvents)
	if err != nil {
		return err
	}
	round, err := strconv.Atoi(c.Params("round"))
	if err != nil {
		return app.ErrNotFound
	}
	var in struct {
		Do     string   `form:"do"`
		Picked []string `form:"pilih"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	key := "selection.stage.saved"
	if in.Do == "open" {
		key, err = "selection.stage.opened", h.DB.OpenStage(c.UserContext(), d.actor, d.event.ID, round)
	} else {
		err = h.DB.DecideStage(c.UserContext(), d.actor, d.event.ID, round, ids(in.Picked))
	}
	if err != nil {
		if web.Reject(&form, err) {
			return d.stage(fiber.StatusUnprocessableEntity, form, nil)
		}
		return err
	}
	h.Flash(c, "ok", key)
	return h.Redirect(c, d.path("slot"))
}
