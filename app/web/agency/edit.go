package agency

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/web"
	view "gerbang/views/agency"
	"gerbang/views/ui"
)

// input is what the form of an agency sends.
type input struct {
	Intent       string `form:"intent"`
	Version      int    `form:"version"`
	Kind         string `form:"kind"`
	Name         string `form:"name"`
	SIP3MI       string `form:"sip3mi"`
	LicenceUntil string `form:"licence_until"`
	Source       string `form:"source" validate:"max=2000"`
	City         string `form:"city"`
	Address      string `form:"address"`
	Phone        string `form:"phone"`
	Email        string `form:"email"`
	Website      string `form:"website"`
	FormerNames  string `form:"former_names"`
	Note         string `form:"note"`
}

func (in *input) describe(a *app.Agency) {
	a.City, a.Address, a.Phone, a.Email, a.Website, a.FormerNames, a.Note = in.City, in.Address, in.Phone, in.Email, in.Website, in.FormerNames, in.Note
}

// date reads the value of a date field, yyyy-mm-dd; zero when it is none.
func date(s string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, strings.TrimSpace(s), app.Jakarta)
	if err != nil {
		return time.Time{}
	}
	return t
}

// What the buttons of a form mean beside saving it.
const (
	intentPreview = "preview"
	intentEdit    = "edit" // back from a preview
)

// preview shows the public page of what was typed, of which nothing is saved.
func (h *Handler) preview(c *fiber.Ctx, a *app.Agency, form ui.Form) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	l := h.Locale(c)
	return h.public(c, a, ui.Unsaved(l, l.Path(web.Path(c)), ui.Typed(form)))
}

// New is the form of a new agency.
func (h *Handler) New(c *fiber.Ctx) error {
	return h.renderNew(c, fiber.StatusOK, ui.Form{L: h.Locale(c), Values: map[string][]string{"kind": {c.Query("jenis")}}})
}

func (h *Handler) renderNew(c *fiber.Ctx, status int, form ui.Form) error {
	p := h.page(c, "agency.desk.new")
	if form.Value("kind") == string(app.Government) {
		p = h.page(c, "agency.desk.new_government")
	}
	p.HasErrors = form.Failed()
	return h.Render(c, status, view.EditPage(p, view.EditForm{Form: form, Action: p.URL(root + "/baru")}))
}

// Create adds an agency.
func (h *Handler) Create(c *fiber.Ctx) error {
	var in input
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	a := app.Agency{Kind: app.AgencyKind(in.Kind), Name: in.Name}
	if a.Licensed() {
		a.Kind, a.SIP3MI, a.LicenceUntil = app.P3MI, in.SIP3MI, date(in.LicenceUntil)
	}
	in.describe(&a)
	if in.Intent == intentEdit {
		form.Errors = nil
		return h.renderNew(c, fiber.StatusOK, form)
	}
	if in.Intent == intentPreview && !form.Failed() {
		if form.Errors = a.Check(); !form.Failed() {
			a.Status = app.AgencyActive
			return h.preview(c, &a, form)
		}
	}
	if !form.Failed() {
		a, err = h.DB.CreateAgency(c.UserContext(), web.Actor(c), a, in.Source)
		if !web.Reject(&form, err) {
			return err
		}
	}
	if form.Failed() {
		return h.renderNew(c, fiber.StatusUnprocessableEntity, form)
	}
	h.Flash(c, "ok", "agency.saved.created", "name", a.Name)
	return h.Redirect(c, sheet(&a))
}

// Edit is the form of what describes an agency.
func (h *Handler) Edit(c *fiber.Ctx) error {
	a, err := h.agency(c)
	if err != nil {
		return err
	}
	return h.renderEdit(c, fiber.StatusOK, &a, ui.Form{L: h.Locale(c), Values: map[string][]string{
		"version": {strconv.Itoa(a.Version)}, "city": {a.City}, "address": {a.Address}, "phone": {a.Phone}, "email": {a.Email}, "website": {a.Website},
		"former_names": {a.FormerNames}, "note": {a.Note},
	}})
}

func (h *Handler) renderEdit(c *fiber.Ctx, status int, a *app.Agency, form ui.Form) error {
	p := h.page(c, "agency.desk.edit_of", "name", a.Name)
	p.HasErrors = form.Failed()
	return h.Render(c, status, view.EditPage(p, view.EditForm{Form: form, Agency: a, Action: p.URL(sheet(a) + "/ubah")}))
}

// Update saves what describes an agency.
func (h *Handler) Update(c *fiber.Ctx) error {
	a, err := h.agency(c)
	if err != nil {
		return err
	}
	var in input
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	changed := a
	changed.Version = in.Version
	in.describe(&changed)
	if in.Intent == intentEdit {
		form.Errors = nil
		return h.renderEdit(c, fiber.StatusOK, &a, form)
	}
	if in.Intent == intentPreview {
		if form.Errors = append(form.Errors, changed.Check()...); form.Failed() {
			return h.renderEdit(c, fiber.StatusUnprocessableEntity, &a, form)
		}
		return h.preview(c, &changed, form)
	}
	_, err = h.DB.UpdateAgency(c.UserContext(), web.Actor(c), changed)
	if !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.renderEdit(c, fiber.StatusUnprocessableEntity, &a, form)
	}
	h.Flash(c, "ok", "agency.saved.updated")
	return h.Redirect(c, sheet(&a))
}

// StepForm is the form of a licence step, with what it will lead to.
func (h *Handler) StepForm(c *fiber.Ctx) error {
	a, kind, err := h.step(c)
	if err != nil {
		return err
	}
	return h.renderStep(c, fiber.StatusOK, &a, kind, ui.Form{L: h.Locale(c), Values: map[string][]string{
		"version": {strconv.Itoa(a.Version)}, "effective_on": {app.Day(h.Now()).Format(time.DateOnly)}, "sip3mi": {a.SIP3MI},
	}})
}

// step returns the agency and the step that the address names.
func (h *Handler) step(c *fiber.Ctx) (app.Agency, app.AgencyEventKind, error) {
	kind, known := view.StepOf(c.Params("langkah"))
	if !known {
		return app.Agency{}, "", app.ErrNotFound
	}
	a, err := h.agency(c)
	return a, kind, err
}

func (h *Handler) renderStep(c *fiber.Ctx, status int, a *app.Agency, kind app.AgencyEventKind, form ui.Form) error {
	p := h.page(c, "agency.step."+string(kind))
	p.HasErrors = form.Failed()
	v := view.Step{Agency: a, Kind: kind, Form: form, Href: p.URL(sheet(a))}
	if kind == app.AgencySuspension || kind == app.AgencyRevocation {
		_, jobs, err := h.DB.AgencyJobs(c.UserContext(), a.ID, 1)
		if err != nil {
			return err
		}
		v.Consequence = p.L.N("agency.step.leave", jobs)
	}
	return h.Render(c, status, view.StepPage(p, v))
}

// Record records a licence step, which holds at once.
func (h *Handler) Record(c *fiber.Ctx) error {
	a, kind, err := h.step(c)
	if err != nil {
		return err
	}
	var in struct {
		Version      int    `form:"version"`
		Name         string `form:"name"`
		SIP3MI       string `form:"sip3mi"`
		LicenceUntil string `form:"licence_until"`
		EffectiveOn  string `form:"effective_on"`
		Reason       string `form:"reason"`
		Source       string `form:"source"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	step := app.LicenceStep{Kind: kind, EffectiveOn: date(in.EffectiveOn), Reason: in.Reason, Source: in.Source}
	if kind == app.AgencyRenamed {
		step.Name = in.Name
	}
	if kind.GivesLicence() {
		step.SIP3MI, step.LicenceUntil = in.SIP3MI, date(in.LicenceUntil)
	}
	_, err = h.DB.RecordLicence(c.UserContext(), web.Actor(c), a.ID, in.Version, step)
	if !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.renderStep(c, fiber.StatusUnprocessableEntity, &a, kind, form)
	}
	h.Flash(c, "ok", "agency.saved."+string(kind))
	return h.Redirect(c, sheet(&a))
}
