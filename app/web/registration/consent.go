package registration

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/registration"
	"gerbang/views/ui"
)

// asked returns the purposes to which the event's form asks consent.
func asked(e *app.Event) []app.ConsentPurpose {
	if e.Kind == app.JobFair {
		return []app.ConsentPurpose{app.ConsentRegistration, app.ConsentEmployers, app.ConsentWhatsApp}
	}
	return []app.ConsentPurpose{app.ConsentRegistration, app.ConsentWhatsApp}
}

// Consent is the step that asks for consent, each purpose apart. A box is
// ticked only where its owner ticked it before.
func (h *Handler) Consent(c *fiber.Ctx) error {
	a, err := h.open(c, stepConsent)
	if a == nil {
		return err
	}
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{}}
	for _, p := range a.Consents {
		form.Values[view.ConsentField(p)] = []string{"1"}
	}
	return h.renderConsent(c, fiber.StatusOK, a, form)
}

// SaveConsent records the consents given and withdraws those taken back.
func (h *Handler) SaveConsent(c *fiber.Ctx) error {
	a, err := h.open(c, stepConsent)
	if a == nil {
		return err
	}
	form, err := h.Bind(c, &struct{}{})
	if err != nil {
		return err
	}
	purposes := asked(a.Event)
	var given []app.ConsentPurpose
	for _, p := range purposes {
		if form.Has(view.ConsentField(p), "1") {
			given = append(given, p)
		}
	}
	if err := h.DB.SaveConsents(c.UserContext(), web.Actor(c), a.Event.ID, purposes, given); !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.renderConsent(c, fiber.StatusUnprocessableEntity, a, form)
	}
	return h.next(c)
}

func (h *Handler) renderConsent(c *fiber.Ctx, status int, a *postgres.Application, form ui.Form) error {
	s := h.page(c, a, stepConsent)
	s.Page.HasErrors = form.Failed()
	return h.Render(c, status, view.Consent(s, form, asked(a.Event)))
}
