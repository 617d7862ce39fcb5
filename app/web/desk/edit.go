package desk

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/desk"
	"gerbang/views/ui"
)

// What a button of the form asks for.
const (
	intentSave    = "save"
	intentPreview = "preview"
	intentEdit    = "edit" // back from a preview
	intentAddCost = "add_cost"
	intentRemove  = "remove_cost_" // and the number of the line
)

// New shows an empty form.
func (h *Handler) New(c *fiber.Ctx) error {
	if to := h.scoped(c); to != "" {
		return h.Redirect(c, to)
	}
	choices, err := h.DB.JobChoices(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	return h.renderForm(c, fiber.StatusOK, jobForm(h.Locale(c), newJob()), nil, &choices, nil)
}

// Create writes a draft, or shows its preview.
func (h *Handler) Create(c *fiber.Ctx) error { return h.posted(c, nil) }

// Edit shows the form filled with the job.
func (h *Handler) Edit(c *fiber.Ctx) error {
	if to := h.scoped(c); to != "" {
		return h.Redirect(c, to)
	}
	j, err := h.job(c)
	if err != nil {
		return err
	}
	if j.Status == app.JobClosed {
		h.Flash(c, "warn", "desk.flash.closed_first")
		return h.Redirect(c, jobPath(c, j.ID))
	}
	choices, err := h.DB.JobChoices(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	form := jobForm(h.Locale(c), &j.Job)
	form.Values["version"] = []string{strconv.Itoa(j.Version)}
	return h.renderForm(c, fiber.StatusOK, form, j, &choices, nil)
}

// Update saves the changed job, or shows its preview.
func (h *Handler) Update(c *fiber.Ctx) error {
	j, err := h.job(c)
	if err != nil {
		return err
	}
	return h.posted(c, j)
}

// posted answers a sent form of a job; have is nil for a new one.
func (h *Handler) posted(c *fiber.Ctx, have *postgres.DeskJob) error {
	var in struct {
		Intent  string `form:"intent"`
		Version int    `form:"version"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	choices, err := h.DB.JobChoices(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	form.Errors = nil
	if number, ok := strings.CutPrefix(in.Intent, intentRemove); ok {
		dropCostRows(form, func(i int) bool { return strconv.Itoa(i) == number })
		return h.renderForm(c, fiber.StatusOK, form, have, &choices, nil)
	}
	switch in.Intent {
	case intentAddCost:
		n := costRows(form)
		form.Values["cost_rows"] = []string{strconv.Itoa(min(n+1, app.MaxCosts))}
		return h.renderForm(c, fiber.StatusOK, form, have, &choices, nil)
	case intentEdit:
		return h.renderForm(c, fiber.StatusOK, form, have, &choices, nil)
	}
	saved := app.Job{}
	if have != nil {
		saved = have.Job
	}
	j, problems := readJob(form, saved, &choices)
	if len(problems) > 0 {
		form.Errors = problems
		return h.renderForm(c, fiber.StatusUnprocessableEntity, form, have, &choices, nil)
	}
	if in.Intent == intentPreview {
		return h.preview(c, &j, form, &choices)
	}
	id, changed, err := h.save(c, have, in.Version, &j)
	if errors.Is(err, app.ErrJobChanged) {
		return h.lostRace(c, form, have, in.Version, &choices, err)
	}
	if err != nil {
		if !web.Reject(&form, err) {
			return err
		}
		return h.renderForm(c, fiber.StatusUnprocessableEntity, form, have, &choices, nil)
	}
	switch {
	case have == nil:
		h.Flash(c, "ok", "desk.flash.created")
	case !changed:
		h.Flash(c, "info", "desk.flash.unchanged")
	case have.Status == app.JobPublished:
		h.Flash(c, "ok", "desk.flash.back_to_review")
	default:
		h.Flash(c, "ok", "desk.flash.saved")
	}
	return h.Redirect(c, jobPath(c, id))
}

func (h *Handler) save(c *fiber.Ctx, have *postgres.DeskJob, version int, j *app.Job) (id int64, changed bool, err error) {
	ctx, actor := c.UserContext(), web.Actor(c)
	if have == nil {
		id, err = h.DB.CreateJob(ctx, actor, j)
		return id, true, err
	}
	changed, err = h.DB.UpdateJob(ctx, actor, have.ID, version, j)
	return have.ID, changed, err
}

// lostRace shows the form as it was typed, beside what somebody else changed
// meanwhile. Sent again, it overwrites that knowingly.
func (h *Handler) lostRace(c *fiber.Ctx, form ui.Form, have *postgres.DeskJob, version int, choices *postgres.JobChoices, cause error) error {
	now, err := h.job(c)
	if err != nil {
		return err
	}
	history, err := h.DB.JobHistory(c.UserContext(), have.ID, 50)
	if err != nil {
		return err
	}
	// Every change that raised the version since the form was made.
	history = slices.DeleteFunc(history, func(r postgres.AuditRow) bool {
		return strings.HasSuffix(r.Action, "place") || strings.HasSuffix(r.Action, "void_placement")
	})
	history = history[:min(len(history), max(now.Version-version, 1))]
	web.Reject(&form, cause)
	form.Values["version"] = []string{strconv.Itoa(now.Version)}
	names := namesOf(h.Locale(c), choices)
	return h.renderForm(c, fiber.StatusConflict, form, now, choices, names.entries(history))
}

func (h *Handler) renderForm(c *fiber.Ctx, status int, form ui.Form, have *postgres.DeskJob, choices *postgres.JobChoices, meanwhile []view.Entry) error {
	title := "desk.form.new"
	if have != nil {
		title = "desk.form.edit"
	}
	p := h.page(c, title)
	p.HasErrors = form.Failed()
	l := p.L
	m := view.JobForm{
		Form: form, Back: l.Path(base(c)), ListHref: l.Path(base(c)), Action: l.Path(base(c) + "/baru"), Costs: max(costRows(form), 1), MaxCosts: app.MaxCosts,
		Meanwhile: meanwhile, Choices: formChoices(l, form, choices, h.Now()),
	}
	if have != nil {
		m.Job, m.Back, m.Action = have.Title, l.Path(jobPath(c, have.ID)), l.Path(jobPath(c, have.ID)+"/ubah")
		m.Published = have.Status == app.JobPublished
		m.Used = have.PermitQuota - have.PermitLeft
	}
	form.Values["cost_rows"] = []string{strconv.Itoa(m.Costs)}
	return h.Render(c, status, view.Form(p, m))
}

// formChoices are the options of the form's lists. Closed countries and
// agencies without a valid licence can be chosen, but say so.
func formChoices(l *i18n.Locale, form ui.Form, x *postgres.JobChoices, now time.Time) view.Choices {
	var out view.Choices
	today := app.Day(now)
	for _, a := range x.Agencies {
		text := a.Name
		switch {
		case app.AgencyStatus(a.Status) != app.AgencyActive:
			text += " – " + l.T("desk.agency."+a.Status)
		case a.LicenceUntil != nil && app.Day(*a.LicenceUntil).Before(today):
			text += " – " + l.T("desk.agency.lapsed")
		}
		out.Agencies = append(out.Agencies, ui.Option{Value: strconv.FormatInt(a.ID, 10), Text: text})
	}
	for _, country := range x.Countries {
		text := l.Choose(country.NameID, country.NameEN)
		if country.Closed {
			text += " – " + l.T("desk.country_closed")
		}
		out.Countries = append(out.Countries, ui.Option{Value: country.ISO2, Text: text})
	}
	slices.SortStableFunc(out.Countries, func(a, b ui.Option) int { return strings.Compare(a.Text, b.Text) })
	for _, s := range x.Sectors {
		if s.Active || form.Has("sector", s.Code) {
			out.Sectors = append(out.Sectors, ui.Option{Value: s.Code, Text: l.Choose(s.NameID, s.NameEN)})
		}
	}
	for _, level := range x.Levels {
		out.Languages = append(out.Languages, ui.Option{Value: levelValue(level.Test, level.Level), Text: l.Language(level.Test, level.Level)})
	}
	for _, name := range []string{"language_test", "language_or_test"} {
		value := form.Value(name)
		if value != "" && !slices.ContainsFunc(out.Languages, func(o ui.Option) bool { return o.Value == value }) {
			out.Languages = append(out.Languages, ui.Option{Value: value, Text: l.Language(readLevel(value))})
		}
	}
	for _, code := range x.Currencies {
		out.Currencies = append(out.Currencies, ui.Option{Value: code, Text: code})
	}
	for _, s := range app.Schemes() {
		out.Schemes = append(out.Schemes, ui.Option{Value: string(s), Text: l.T("catalogue.scheme." + string(s))})
	}
	for _, e := range app.Educations()[1:] {
		out.Educations = append(out.Educations, ui.Option{Value: string(e), Text: l.T("catalogue.job.education_min." + string(e))})
	}
	for _, period := range app.PayPeriods() {
		out.Periods = append(out.Periods, ui.Option{Value: string(period), Text: l.T("catalogue.per." + string(period))})
	}
	for _, payer := range app.Payers() {
		out.Payers = append(out.Payers, ui.Option{Value: string(payer), Text: l.T("catalogue.payer." + string(payer))})
	}
	return out
}

// Duplicate writes a draft like the job and opens its form.
func (h *Handler) Duplicate(c *fiber.Ctx) error {
	n, err := id(c)
	if err != nil {
		return err
	}
	copied, err := h.DB.DuplicateJob(c.UserContext(), web.Actor(c), n)
	if err != nil {
		return err
	}
	h.Flash(c, "ok", "desk.flash.copied")
	return h.Redirect(c, jobPath(c, copied)+"/ubah")
}
