package registration

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/registration"
	"gerbang/views/ui"
)

// asksEducation reports whether the event wants to know schooling or
// languages: a course does, and whatever has a condition about them.
func asksEducation(a *postgres.Application) bool {
	e := &a.Fit.Eligibility
	return a.Event.Kind == app.Course || e.Education != "" || e.LanguageTest != ""
}

// Education is the step that asks what somebody has learnt.
func (h *Handler) Education(c *fiber.Ctx) error {
	a, err := h.open(c, stepEducation)
	if a == nil {
		return err
	}
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{"education": {string(a.Candidate.Education)}}}
	return h.renderEducation(c, fiber.StatusOK, a, form)
}

// SaveEducation keeps the answer in the visitor's own profile.
func (h *Handler) SaveEducation(c *fiber.Ctx) error {
	a, err := h.open(c, stepEducation)
	if a == nil {
		return err
	}
	var in struct {
		Education string `form:"education"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	if err := h.DB.SaveEducation(c.UserContext(), web.Actor(c), app.Education(in.Education)); !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.renderEducation(c, fiber.StatusUnprocessableEntity, a, form)
	}
	return h.next(c)
}

func (h *Handler) renderEducation(c *fiber.Ctx, status int, a *postgres.Application, form ui.Form) error {
	l := h.Locale(c)
	v := view.EducationView{}
	for _, e := range app.Educations() {
		v.Options = append(v.Options, ui.Option{Value: string(e), Text: l.T("catalogue.education." + string(e))})
	}
	if rule := &a.Fit.Eligibility; rule.LanguageTest != "" {
		v.Asked = l.Language(rule.LanguageTest, rule.LanguageLevel)
	}
	me, err := h.DB.Profile(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	for i := range me.Certificates {
		v.Languages = append(v.Languages, l.Language(me.Certificates[i].Test, me.Certificates[i].Level))
	}
	s := h.page(c, a, stepEducation)
	s.Page.HasErrors = form.Failed()
	v.AddHref = l.Path("/akun/profil/bahasa") + "?kembali=" + l.Path(formPath(c)+"/"+string(stepEducation))
	return h.Render(c, status, view.Education(s, form, v))
}
