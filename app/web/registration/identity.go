package registration

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app/web/profile"
	view "gerbang/views/registration"
)

// Identity is the step that asks who somebody is.
func (h *Handler) Identity(c *fiber.Ctx) error {
	a, err := h.open(c, stepIdentity)
	if a == nil {
		return err
	}
	form, err := profile.IdentityForm(h.Kit, c, a.Candidate)
	if err != nil {
		return err
	}
	return h.Render(c, fiber.StatusOK, view.Identity(h.page(c, a, stepIdentity), form, a.Candidate))
}

// SaveIdentity keeps the answers in the visitor's own profile.
func (h *Handler) SaveIdentity(c *fiber.Ctx) error {
	a, err := h.open(c, stepIdentity)
	if a == nil {
		return err
	}
	form, err := profile.SaveIdentity(h.Kit, c, a.Candidate)
	if err != nil {
		return err
	}
	if form.Failed() {
		s := h.page(c, a, stepIdentity)
		s.Page.HasErrors = true
		return h.Render(c, fiber.StatusUnprocessableEntity, view.Identity(s, form, a.Candidate))
	}
	return h.next(c)
}
