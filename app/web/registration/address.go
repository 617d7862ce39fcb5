package registration

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app/postgres"
	"gerbang/app/web/profile"
	view "gerbang/views/registration"
	"gerbang/views/ui"
)

// Address is the step that asks where somebody lives.
func (h *Handler) Address(c *fiber.Ctx) error {
	a, err := h.open(c, stepAddress)
	if a == nil {
		return err
	}
	return h.renderAddress(c, fiber.StatusOK, a, profile.AddressForm(h.Locale(c), a.Candidate.Address))
}

// SaveAddress keeps the answers in the visitor's own profile.
func (h *Handler) SaveAddress(c *fiber.Ctx) error {
	a, err := h.open(c, stepAddress)
	if a == nil {
		return err
	}
	form, err := profile.SaveAddress(h.Kit, c)
	if err != nil {
		return err
	}
	if form.Failed() {
		return h.renderAddress(c, fiber.StatusUnprocessableEntity, a, form)
	}
	return h.next(c)
}

func (h *Handler) renderAddress(c *fiber.Ctx, status int, a *postgres.Application, form ui.Form) error {
	kelurahan, err := profile.Kelurahan(h.Kit, c)
	if err != nil {
		return err
	}
	s := h.page(c, a, stepAddress)
	s.Page.HasErrors = form.Failed()
	return h.Render(c, status, view.Address(s, form, kelurahan))
}
