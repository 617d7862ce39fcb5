package candidate

import (
	"errors"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/web"
	view "gerbang/views/candidate"
)

// reissueLimit bounds how often one registration gets another code.
var reissueLimit = web.Limit{Name: "ticket reissue", Burst: 3, Per: time.Hour}

// ReissueForm says what a new code means before it is made.
func (h *Handler) ReissueForm(c *fiber.Ctx) error {
	r, err := h.mine(c)
	if err != nil {
		return err
	}
	if !r.Reissuable(h.Now()) {
		h.Flash(c, "err", app.ErrNoNewTicket.Key)
		return h.Redirect(c, detailPath(r.ID))
	}
	p := h.page(c, "ticket.reissue.title")
	return h.Render(c, fiber.StatusOK, view.Reissue(p, h.detail(p.L, r, nil), r.Code.Human()))
}

// Reissue gives the ticket a new code. The form says which code it replaces,
// so that sending it twice makes one new ticket.
func (h *Handler) Reissue(c *fiber.Ctx) error {
	r, err := h.mine(c)
	if err != nil {
		return err
	}
	old := c.FormValue("kode")
	if r.Code.Human() == old {
		if err := h.Within(c, reissueLimit, strconv.FormatInt(r.ID, 10)); err != nil {
			return err
		}
	}
	code, err := h.DB.ReissueTicket(c.UserContext(), web.Actor(c), r.ID, old)
	if errors.Is(err, app.ErrNoNewTicket) {
		h.Flash(c, "err", app.ErrNoNewTicket.Key)
		return h.Redirect(c, detailPath(r.ID))
	}
	if err != nil {
		return err
	}
	h.Flash(c, "ok", "ticket.reissue.done")
	return h.Redirect(c, "/t/"+string(code))
}
