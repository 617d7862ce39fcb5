package candidate

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/web"
	view "gerbang/views/candidate"
	"gerbang/views/ui"
)

// CancelForm asks once more before a registration is cancelled.
func (h *Handler) CancelForm(c *fiber.Ctx) error {
	return h.renderCancel(c, fiber.StatusOK, ui.Form{L: h.Locale(c)})
}

type cancelAnswers struct {
	Reason string `form:"reason" validate:"max=500"`
}

// Cancel ends the registration. Doing it twice changes nothing more.
func (h *Handler) Cancel(c *fiber.Ctx) error {
	r, err := h.mine(c)
	if err != nil {
		return err
	}
	var in cancelAnswers
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	if form.Failed() {
		return h.renderCancel(c, fiber.StatusUnprocessableEntity, form)
	}
	err = h.DB.CancelRegistration(c.UserContext(), web.Actor(c), r.ID, in.Reason)
	switch {
	case errors.Is(err, app.ErrCannotCancel), errors.Is(err, app.ErrCancelLate):
		h.Flash(c, "err", keyOf(err))
	case err != nil:
		return err
	default:
		h.Flash(c, "ok", "candidate.cancel.done")
	}
	return h.Redirect(c, detailPath(r.ID))
}

func (h *Handler) renderCancel(c *fiber.Ctx, status int, form ui.Form) error {
	r, err := h.mine(c)
	if err != nil {
		return err
	}
	if err := app.CheckCancel(&r.Event, r.Status, r.Attended != nil, h.Now()); err != nil {
		if r.Status != app.Cancelled {
			h.Flash(c, "err", keyOf(err))
		}
		return h.Redirect(c, detailPath(r.ID))
	}
	p := h.page(c, "candidate.cancel.title")
	p.HasErrors = form.Failed()
	return h.Render(c, status, view.Cancel(p, h.detail(p.L, r, nil), form))
}

func detailPath(id int64) string { return "/akun/pendaftaran/" + strconv.FormatInt(id, 10) }

// keyOf returns the translation key of an error that its reader can act on.
func keyOf(err error) string {
	if e, ok := errors.AsType[*app.Error](err); ok {
		return e.Key
	}
	return "error.internal"
}
