package selection

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/app/web/formtime"
	view "gerbang/views/selection"
	"gerbang/views/ui"
)

// Slots lists the slots of every round, and how many people need one.
func (h *Handler) Slots(c *fiber.Ctx) error {
	d, err := h.desk(c, app.Assess)
	if err != nil {
		return err
	}
	return d.slots(fiber.StatusOK, d.form(map[string][]string{
		"days": {"3"}, "starts": {"08.00, 10.30, 13.30"}, "minutes": {"120"}, "capacity": {"60"}, "place": {d.event.Venue}, "order": {string(app.SpreadSlots)},
	}), nil)
}

// slots shows the page; planned are slots to look at before they are saved.
func (d *desk) slots(status int, form ui.Form, planned []app.Session) error {
	all, without, err := d.h.DB.Slots(d.c.UserContext(), d.actor, d.event.ID)
	if err != nil {
		return err
	}
	v := view.SlotsPage{Frame: d.frame("slot", "selection.slots.title", form), Action: d.href("slot"), Open: d.plan.Open() && d.actor.CanEvent(app.EditEvents, d.event.ID)}
	stages, err := d.h.DB.DecidedStages(d.c.UserContext(), d.actor, d.event.ID)
	if err != nil {
		return err
	}
	rounds := d.plan.Rounds()
	for i := range all {
		if !slices.Contains(rounds, all[i].Round) {
			rounds = append(rounds, all[i].Round)
		}
	}
	if len(rounds) == 0 {
		rounds = []int{1}
	}
	slices.Sort(rounds)
	for _, round := range rounds {
		r := view.Round{N: itoa(round), Name: d.roundName(round), Without: without[round]}
		if d.plan.Later(round) {
			r.Stage = d.l.T("selection.stage.all")
			if n, decided := stages[round]; decided {
				r.Stage = d.l.N("selection.stage.some", n)
			}
			if v.Open {
				r.StageHref = d.href("tahap", itoa(round))
			}
		}
		for i := range all {
			if all[i].Round == round {
				r.Slots = append(r.Slots, d.slotLine(&all[i]))
			}
		}
		v.Rounds = append(v.Rounds, r)
		v.RoundOptions = append(v.RoundOptions, ui.Option{Value: itoa(round), Text: d.l.T("selection.round", "n", round) + ": " + r.Name})
	}
	for i := range planned {
		s := postgres.Slot{Session: planned[i]}
		v.Planned = append(v.Planned, d.slotLine(&s))
	}
	places := 0
	for i := range planned {
		places += planned[i].Capacity
	}
	v.Summary = d.l.T("selection.slots.summary", "slots", len(planned), "places", places)
	return d.h.Render(d.c, status, view.Slots(v))
}

func (d *desk) slotLine(s *postgres.Slot) view.SlotLine {
	line := view.SlotLine{Date: d.l.Date(s.StartsAt), Time: d.l.ClockRange(s.StartsAt, s.EndsAt), Place: s.Place, Href: d.href("slot", id(s.ID)), Meter: ui.Meter{Value: s.Booked, Max: s.Capacity}}
	if s.Capacity > 0 {
		line.Meter.Text = d.l.T("selection.slots.booked", "n", s.Booked, "capacity", s.Capacity)
	} else {
		line.Meter.Text = d.l.T("selection.slots.booked_any", "n", s.Booked)
	}
	if s.Came > 0 {
		line.Came = d.l.T("selection.slots.came", "n", s.Came)
	}
	return line
}

// PlanSlots makes the slots of a round from a pattern, which is shown first,
// or gives people without a slot one.
func (h *Handler) PlanSlots(c *fiber.Ctx) error {
	d, err := h.desk(c, app.EditEvents)
	if err != nil {
		return err
	}
	var in struct {
		Do       string `form:"do"`
		Round    int    `form:"round"`
		Order    string `form:"order"`
		First    string `form:"first"`
		Days     int    `form:"days"`
		Starts   string `form:"starts" validate:"max=200"`
		Minutes  int    `form:"minutes"`
		Capacity int    `form:"capacity"`
		Place    string `form:"place" validate:"max=200"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	if in.Round < 1 || in.Round > 9 {
		form.Errors = append(form.Errors, app.FieldError{Field: "round", Key: "error.required_choice"})
	}
	if in.Do == "assign" && !form.Failed() {
		order := app.SlotOrder(in.Order)
		if order != app.FillSlots {
			order = app.SpreadSlots
		}
		given, left, err := h.DB.AssignSlots(c.UserContext(), d.actor, d.event.ID, in.Round, order)
		if err == nil {
			kind := "ok"
			if left > 0 {
				kind = "warn"
			}
			h.Flash(c, kind, "selection.slots.assigned", "n", itoa(given), "left", itoa(left))
			return h.Redirect(c, d.path("slot"))
		}
		if !web.Reject(&form, err) {
			return err
		}
		return d.slots(fiber.StatusUnprocessableEntity, form, nil)
	}
	plan := app.SlotPlan{Days: in.Days, Length: time.Duration(min(max(in.Minutes, 0), 1000)) * time.Minute, Capacity: in.Capacity, Place: in.Place}
	if day := readDay(in.First); day != nil {
		plan.First = *day
	}
	for _, s := range strings.FieldsFunc(in.Starts, func(r rune) bool { return r == ',' || r == ';' || r == '\n' || r == '\r' }) {
		clock, ok := formtime.Clock(s)
		if !ok {
			form.Errors = append(form.Errors, app.FieldError{Field: "starts", Key: formtime.BadClock})
			break
		}
		plan.Starts = append(plan.Starts, clock)
	}
	list, err := plan.Slots()
	if errs, ok := err.(app.FieldErrors); ok {
		for _, e := range errs {
			e.Field = strings.TrimPrefix(e.Field, "slot_")
			form.Errors = append(form.Errors, e)
		}
	} else if err != nil {
		return err
	}
	if form.Failed() {
		return d.slots(fiber.StatusUnprocessableEntity, form, nil)
	}
	if in.Do != "save" {
		return d.slots(fiber.StatusOK, form, list)
	}
	if err := h.DB.PlanSlots(c.UserContext(), d.actor, d.event.ID, in.Round, list); err != nil {
		if web.Reject(&form, err) {
			return d.slots(fiber.StatusUnprocessableEntity, form, nil)
		}
		return err
	}
	h.Flash(c, "ok", "selection.slots.planned", "n", itoa(len(list)))
	return h.Redirect(c, d.path("slot"))
}

// Slot shows who sits in one slot and who came.
func (h *Handler) Slot(c *fiber.Ctx) error {
	d, err := h.desk(c, app.Assess)
	if err != nil {
		return err
	}
	return d.slot(fiber.StatusOK, d.form(nil))
}

func (d *desk) slot(status int, form ui.Form) error {
	session, err := d.number("session")
	if err != nil {
		return err
	}
	ctx := d.c.UserContext()
	s, people, err := d.h.DB.SlotRoster(ctx, d.actor, d.event.ID, session)
	if err != nil {
		return err
	}
	v := view.SlotPage{
		Frame: d.frame("slot", "selection.slots.title", form), Back: d.href("slot"), Action: d.href("slot", id(session)), Line: d.slotLine(s), Round: d.roundName(s.Round),
		Scores: d.address("nilai", "slot", id(session)), Marks: !d.h.Now().Before(app.Day(s.StartsAt)),
	}
	v.Title = v.Line.Date + ", " + v.Line.Time
	v.Frame.Page.Title = v.Title
	for _, p := range people {
		row := view.SlotPerson{ID: id(p.RegistrationID), Name: web.PersonName(d.l, p.Name), Code: code(p.Code)}
		if p.CameAt != nil {
			row.Came = d.l.T("selection.slots.came_at", "time", d.l.Clock(*p.CameAt))
		}
		v.People = append(v.People, row)
	}
	if d.plan.Open() && d.actor.CanEvent(app.EditEvents, d.event.ID) {
		all, _, err := d.h.DB.Slots(ctx, d.actor, d.event.ID)
		if err != nil {
			return err
		}
		for i := range all {
			if o := &all[i]; o.Round == s.Round && o.ID != s.ID && !o.Full() {
				v.Others = append(v.Others, ui.Option{Value: id(o.ID), Text: d.l.DateShort(o.StartsAt) + " " + d.l.ClockRange(o.StartsAt, o.EndsAt)})
			}
		}
	}
	return d.h.Render(d.c, status, view.Slot(v))
}

// ChangeSlot marks those ticked as present, or moves them to another slot.
func (h *Handler) ChangeSlot(c *fiber.Ctx) error {
	d, err := h.desk(c, app.Assess)
	if err != nil {
		return err
	}
	session, err := d.number("session")
	if err != nil {
		return err
	}
	var in struct {
		Do     string   `form:"do"`
		Picked []string `form:"pilih"`
		To     string   `form:"to"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	picked, t := ids(in.Picked), web.Tally{}
	switch to := ids([]string{in.To}); {
	case len(picked) == 0:
		err = &app.Error{Kind: app.Invalid, Key: "selection.error.nobody", Field: "pilih"}
	case in.Do != "move":
		t.Done, err = h.DB.MarkSlot(c.UserContext(), d.actor, d.event.ID, session, picked)
	case len(to) == 0:
		err = app.ErrSlotRequired.At("to")
	default:
		t = web.Each(picked, func(person int64) error {
			return h.DB.MoveToSlot(c.UserContext(), d.actor, d.event.ID, person, to[0])
		})
		err = t.Err()
	}
	if err != nil {
		if web.Reject(&form, err) {
			return d.slot(fiber.StatusUnprocessableEntity, form)
		}
		return err
	}
	key := "selection.slots.marked"
	if in.Do == "move" {
		key = "selection.slots.moved"
	}
	h.FlashTally(c, key, t)
	return h.Redirect(c, d.path("slot", id(session)))
}
