package organizer

import (
	"errors"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/organizer"
)

// reissueLimit bounds how often staff give one registration another code.
var reissueLimit = web.Limit{Name: "ticket reissue by staff", Burst: 5, Per: time.Hour}

// participantTicket is a participant's ticket, to be printed or replaced at
// the help desk.
func (h *Handler) participantTicket(c *fiber.Ctx) (*app.Event, *postgres.RegistrationView, error) {
	event, err := h.event(c, app.EditEvents)
	if err != nil {
		return nil, nil, err
	}
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil || id <= 0 {
		return nil, nil, app.ErrNotFound
	}
	r, err := h.DB.EventTicket(c.UserContext(), web.Actor(c), event.ID, id)
	return event, r, err
}

// Ticket shows the standing ticket of a participant.
func (h *Handler) Ticket(c *fiber.Ctx) error {
	event, r, err := h.participantTicket(c)
	if err != nil {
		return err
	}
	p := h.page(c, "ticket.desk.title")
	v := view.TicketPage{Event: event, Name: web.PersonName(p.L, r.Name), Status: statusBadge(p.L, r.Status), When: p.L.DateTime(r.Starts()), Reissue: r.Reissuable(h.Now())}
	if r.Code != "" {
		v.Code, v.Path = r.Code.Human(), "/t/"+string(r.Code)
	}
	return h.Render(c, fiber.StatusOK, view.Ticket(p, v))
}

// Reissue gives a participant another code.
func (h *Handler) Reissue(c *fiber.Ctx) error {
	event, r, err := h.participantTicket(c)
	if err != nil {
		return err
	}
	old := c.FormValue("kode")
	if r.Code.Human() == old {
		if err := h.Within(c, reissueLimit, strconv.FormatInt(r.ID, 10)); err != nil {
			return err
		}
	}
	_, err = h.DB.ReissueTicket(c.UserContext(), web.Actor(c), r.ID, old)
	switch {
	case errors.Is(err, app.ErrNoNewTicket):
		h.Flash(c, "err", app.ErrNoNewTicket.Key)
	case err != nil:
		return err
	default:
		h.Flash(c, "ok", "ticket.desk.done")
	}
	return h.Redirect(c, view.EventPath(event, "peserta/"+strconv.FormatInt(r.ID, 10)+"/tiket"))
}
