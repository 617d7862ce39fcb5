package registration

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/phone"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/registration"
	"gerbang/views/ui"
)

type guardianAnswers struct {
	Name     string `form:"guardian_name"`
	Relation string `form:"guardian_relation"`
	Phone    string `form:"guardian_phone"`
	Consent  bool   `form:"guardian_consent"`
}

// Guardian is the step in which somebody's guardian consents, for who is not
// of age on the day of the event.
func (h *Handler) Guardian(c *fiber.Ctx) error {
	a, err := h.open(c, stepGuardian)
	if a == nil {
		return err
	}
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{}}
	if a.Guardian != nil {
		form.Values["guardian_name"], form.Values["guardian_relation"] = []string{a.Guardian.Name}, []string{string(a.Guardian.Relation)}
	}
	return h.renderGuardian(c, fiber.StatusOK, a, form)
}

// SaveGuardian keeps who the guardian is, with the wording they agreed to.
func (h *Handler) SaveGuardian(c *fiber.Ctx) error {
	a, err := h.open(c, stepGuardian)
	if a == nil {
		return err
	}
	var in guardianAnswers
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	out := postgres.GuardianInput{Relation: app.Relation(in.Relation)}
	var problems app.FieldErrors
	out.Name, err = app.ParseName(in.Name)
	problems.Add("guardian_name", err)
	if !slices.Contains(app.Relations(), out.Relation) {
		problems.Add("guardian_relation", &app.Error{Kind: app.Invalid, Key: "error.required_choice"})
	}
	if in.Phone != "" || a.Guardian == nil {
		out.Phone, err = phone.Parse(in.Phone)
		problems.Add("guardian_phone", err)
	}
	if !in.Consent {
		problems.Add("guardian_consent", &app.Error{Kind: app.Invalid, Key: "registration.guardian.consent_required"})
	}
	web.Reject(&form, problems.Err())
	if !form.Failed() {
		if err := h.DB.SaveGuardian(c.UserContext(), web.Actor(c), out); !web.Reject(&form, err) {
			return err
		}
	}
	if form.Failed() {
		return h.renderGuardian(c, fiber.StatusUnprocessableEntity, a, form)
	}
	return h.next(c)
}

func (h *Handler) renderGuardian(c *fiber.Ctx, status int, a *postgres.Application, form ui.Form) error {
	s := h.page(c, a, stepGuardian)
	s.Page.HasErrors = form.Failed()
	return h.Render(c, status, view.Guardian(s, form, a.Guardian))
}
