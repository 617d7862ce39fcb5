package candidate

import (
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/candidate"
	"gerbang/views/ui"
)

// selecting returns the registration of the address with its selection, if it
// is the visitor's own and its event selects.
func (h *Handler) selecting(c *fiber.Ctx) (*postgres.RegistrationView, *postgres.MySelection, error) {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil || id <= 0 {
		return nil, nil, app.ErrNotFound
	}
	return h.DB.MySelection(c.UserContext(), web.Actor(c), id)
}

// SlotForm offers the slots that the visitor may choose.
func (h *Handler) SlotForm(c *fiber.Ctx) error {
	return h.slotForm(c, fiber.StatusOK, ui.Form{L: h.Locale(c)})
}

func (h *Handler) slotForm(c *fiber.Ctx, status int, form ui.Form) error {
	r, m, err := h.selecting(c)
	if err != nil {
		return err
	}
	open, err := h.DB.OpenSlots(c.UserContext(), r.EventID)
	if err != nil {
		return err
	}
	p := h.page(c, "candidate.slot.title")
	p.HasErrors = form.Failed()
	l := p.L
	v := view.SlotView{Event: r.Event.Title, Back: l.Path(detailPath(r.ID)), Form: form}
	if form.Values == nil {
		v.Form.Values = map[string][]string{}
	}
	if m.Check == app.Eligible && r.Status == app.Submitted && m.Plan.Choosing(h.Now()) {
		v.Until = l.DateTime(m.Plan.ChooseUntil.Add(-time.Minute))
		for _, round := range m.Rounds() {
			choice := view.SlotChoice{Name: slotField(round), Label: l.RoundName(m.Plan, round)}
			mine := slices.IndexFunc(m.Slots, func(s postgres.MySlot) bool { return s.Round == round })
			if mine >= 0 && !m.Slots[mine].StartsAt.After(h.Now()) {
				continue // it has begun
			}
			for i := range open {
				s := &open[i]
				if s.Round != round {
					continue
				}
				o := ui.Option{Value: strconv.FormatInt(s.ID, 10), Text: l.Date(s.StartsAt) + ", " + l.ClockRange(s.StartsAt, s.EndsAt), Hint: s.Place}
				switch left := s.Left(); {
				case mine >= 0 && m.Slots[mine].ID == s.ID:
					if form.Values == nil {
						v.Form.Values[choice.Name] = []string{o.Value}
					}
				case left == 0:
					o.Tag, o.Disabled = l.T("candidate.slot.full"), true
				case left > 0:
					o.Tag = l.N("candidate.slot.left", left)
				}
				choice.Options = append(choice.Options, o)
			}
			if len(choice.Options) > 0 {
				v.Choices = append(v.Choices, choice)
			}
		}
	}
	return h.Render(c, status, view.ChooseSlot(p, v))
}

func slotField(round int) string {
	if round == 1 {
		return "slot"
	}
	return "slot_" + strconv.Itoa(round)
}

// ChooseSlot takes the slots chosen, one of each sitting. Choosing the same
// again changes nothing.
func (h *Handler) ChooseSlot(c *fiber.Ctx) error {
	r, m, err := h.selecting(c)
	if err != nil {
		return err
	}
	var in struct{}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	chosen := 0
	for _, round := range m.Rounds() {
		name := slotField(round)
		slot, err := strconv.ParseInt(form.Value(name), 10, 64)
		if err != nil {
			continue
		}
		chosen++
		err = h.DB.ChooseSlot(c.UserContext(), web.Actor(c), r.ID, slot)
		if e, ok := err.(*app.Error); ok && e.Field != "" {
			err = e.At(name)
		}
		if !web.Reject(&form, err) {
			return err
		}
	}
	if chosen == 0 {
		web.Reject(&form, app.ErrSlotRequired)
	}
	if form.Failed() {
		return h.slotForm(c, fiber.StatusUnprocessableEntity, form)
	}
	h.Flash(c, "ok", "candidate.slot.saved")
	return h.Redirect(c, detailPath(r.ID))
}

// SeatForm asks whether the visitor takes the seat they were given.
func (h *Handler) SeatForm(c *fiber.Ctx) error {
	return h.seatForm(c, fiber.StatusOK, ui.Form{L: h.Locale(c)})
}

func (h *Handler) seatForm(c *fiber.Ctx, status int, form ui.Form) error {
	r, m, err := h.selecting(c)
	if err != nil {
		return err
	}
	if m.Seat == nil {
		return app.ErrNotFound
	}
	if r.Status != app.Accepted || m.Seat.EndedAt != nil {
		return h.Redirect(c, detailPath(r.ID))
	}
	p := h.page(c, "candidate.seat.title")
	p.HasErrors = form.Failed()
	v := view.SeatView{
		Event: r.Event.Title, Back: p.L.Path(detailPath(r.ID)), Form: form, Confirmed: m.Seat.ConfirmedAt != nil,
		Until: p.L.DateTime(m.Seat.ConfirmUntil.Add(-time.Minute)), Starts: p.L.DateTime(r.Event.StartsAt), Where: r.Event.Venue,
		Late: m.Seat.ConfirmedAt == nil && !h.Now().Before(m.Seat.ConfirmUntil), Begun: !h.Now().Before(r.Event.StartsAt),
	}
	return h.Render(c, status, view.Seat(p, v))
}

// AnswerSeat takes the visitor's yes or no. Answering the same twice changes
// nothing more.
func (h *Handler) AnswerSeat(c *fiber.Ctx) error {
	r, _, err := h.selecting(c)
	if err != nil {
		return err
	}
	var in struct {
		Answer string `form:"jawaban"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	key := "candidate.seat.confirmed"
	if in.Answer == "tidak" {
		key = "candidate.seat.declined"
		err = h.DB.DeclineSeat(c.UserContext(), web.Actor(c), r.ID)
	} else {
		err = h.DB.ConfirmSeat(c.UserContext(), web.Actor(c), r.ID)
	}
	if err != nil {
		if web.Reject(&form, err) {
			return h.seatForm(c, fiber.StatusUnprocessableEntity, form)
		}
		return err
	}
	h.Flash(c, "ok", key)
	return h.Redirect(c, detailPath(r.ID))
}
