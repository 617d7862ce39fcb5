package organizer

import (
	"errors"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/app/web/eventform"
	"gerbang/app/web/profile"
	view "gerbang/views/organizer"
	"gerbang/views/ui"
)

// record returns the event of the address with all that its organizer
// decides, if the actor may edit it.
func (h *Handler) record(c *fiber.Ctx) (*app.EventRecord, app.RuleContext, error) {
	e, err := h.event(c, app.EditEvents)
	if err != nil {
		return nil, app.RuleContext{}, err
	}
	return h.DB.EventRecord(c.UserContext(), web.Actor(c), e.ID)
}

// Rules shows the form of all rules of an event.
func (h *Handler) Rules(c *fiber.Ctx) error {
	r, there, err := h.record(c)
	if err != nil {
		return err
	}
	return h.rules(c, fiber.StatusOK, r, there, ui.Form{L: h.Locale(c), Values: eventform.Values(r)})
}

// SaveRules writes them.
func (h *Handler) SaveRules(c *fiber.Ctx) error {
	old, there, err := h.record(c)
	if err != nil {
		return err
	}
	r := *old
	form, err := eventform.Read(h.Kit, c, &r)
	if err != nil {
		return err
	}
	there.Fewer = form.Value("fewer") != ""
	unread := slices.Clone(form.Errors)
	for _, e := range app.CheckRules(&r.Event, &r.Who, there) {
		if !slices.ContainsFunc(unread, func(u app.FieldError) bool { return u.Field == e.Field }) {
			form.Errors = append(form.Errors, e)
		}
	}
	if form.Failed() {
		return h.rules(c, fiber.StatusUnprocessableEntity, old, there, form)
	}
	if err := h.DB.SaveEvent(c.UserContext(), web.Actor(c), eventform.ReadVersion(form.Value("version")), &r, there.Fewer); err != nil {
		if !web.Reject(&form, err) {
			return err
		}
		if errors.Is(err, postgres.ErrEventChanged) {
			form.Values["version"] = []string{eventform.Version(&old.Event)} // sent once more, it is meant
		}
		return h.rules(c, fiber.StatusUnprocessableEntity, old, there, form)
	}
	h.Flash(c, "ok", "rules.saved")
	return h.Redirect(c, view.EventPath(&r.Event, "pengaturan"))
}

func (h *Handler) rules(c *fiber.Ctx, code int, r *app.EventRecord, there app.RuleContext, form ui.Form) error {
	p := h.page(c, "rules.title_of", "event", r.Title)
	p.HasErrors = form.Failed()
	l, e := p.L, &r.Event
	v := view.RulesPage{
		Event: e, Form: form, Action: address(l, e, "pengaturan", nil), Preview: address(l, e, "pratinjau", nil), PreviewForm: address(l, e, "pratinjau/formulir", nil),
		Fewer: slices.ContainsFunc(form.Errors, func(e app.FieldError) bool { return e.Key == "rules.error.capacity_taken" }) || form.Value("fewer") != "",
	}
	if e.Kind == app.Course {
		v.CourseDesk = l.Path("/dasbor/pelatihan/" + itoa(e.ID) + "/ubah")
	} else {
		v.Sessions = address(l, e, "sesi", nil)
	}
	if there.Meetings > 0 {
		v.Fixed = l.T("rules.fixed", "when", view.EventWhen(l, e))
	}
	var err error
	if v.Kelurahan, err = profile.Kelurahan(h.Kit, c); err != nil {
		return err
	}
	if v.Places, err = profile.Places(h.Kit, c); err != nil {
		return err
	}
	for _, e := range app.Educations()[1:] {
		v.Educations = append(v.Educations, ui.Option{Value: string(e), Text: l.T("catalogue.education." + string(e))})
	}
	levels, err := h.DB.LanguageLevels(c.UserContext())
	if err != nil {
		return err
	}
	for _, level := range levels {
		if !level.ByInterview() {
			v.Languages = append(v.Languages, ui.Option{Value: level.Name(), Text: l.Language(level.Test, level.Level)})
		}
	}
	return h.Render(c, code, view.Rules(p, v))
}

// New begins a new fair or outreach session.
func (h *Handler) New(c *fiber.Ctx) error {
	if !postgres.MayCreateEvents(web.Actor(c)) {
		return app.ErrForbidden
	}
	kind := c.Query("jenis")
	if kind != string(app.Outreach) {
		kind = string(app.JobFair)
	}
	day := app.Day(h.Now()).AddDate(0, 0, 30).Format(time.DateOnly)
	return h.create(c, fiber.StatusOK, ui.Form{L: h.Locale(c), Values: map[string][]string{
		"jenis": {kind}, "starts_on": {day}, "starts_at": {"09.00"}, "ends_on": {day}, "ends_at": {"15.00"},
	}})
}

// Create writes it as a draft, open for registration from tomorrow on until
// it begins, and goes on to its rules.
func (h *Handler) Create(c *fiber.Ctx) error {
	if !postgres.MayCreateEvents(web.Actor(c)) {
		return app.ErrForbidden
	}
	kind := app.JobFair
	if c.FormValue("jenis") == string(app.Outreach) {
		kind = app.Outreach
	}
	var r app.EventRecord
	form, err := eventform.Read(h.Kit, c, &r)
	if err != nil {
		return err
	}
	typed := r.Event
	r = app.EventRecord{Event: app.NewEvent(kind)}
	r.Title, r.Venue, r.Address, r.StartsAt, r.EndsAt = typed.Title, typed.Venue, typed.Address, typed.StartsAt, typed.EndsAt
	r.OpensAt, r.ClosesAt = app.Day(h.Now()).AddDate(0, 0, 1).Add(8*time.Hour), r.StartsAt
	if !r.OpensAt.Before(r.ClosesAt) {
		r.OpensAt = r.ClosesAt.Add(-time.Hour)
	}
	form.Errors = slices.DeleteFunc(form.Errors, func(e app.FieldError) bool { return e.Field != "starts_on" && e.Field != "ends_on" })
	for _, e := range app.CheckRules(&r.Event, &r.Who, app.RuleContext{}) {
		if !slices.ContainsFunc(form.Errors, func(u app.FieldError) bool { return u.Field == e.Field }) && slices.Contains([]string{"title", "starts_on", "ends_on", "venue", "address"}, e.Field) {
			form.Errors = append(form.Errors, e)
		}
	}
	if form.Failed() {
		return h.create(c, fiber.StatusUnprocessableEntity, form)
	}
	slug, err := h.DB.CreateEvent(c.UserContext(), web.Actor(c), &r)
	if err != nil {
		if web.Reject(&form, err) {
			return h.create(c, fiber.StatusUnprocessableEntity, form)
		}
		return err
	}
	h.Logins.Drop(itoa(web.Actor(c).AccountID)) // the author may just have been given a right to it
	h.Flash(c, "ok", "rules.created")
	return h.Redirect(c, "/panitia/"+slug+"/pengaturan")
}

func (h *Handler) create(c *fiber.Ctx, code int, form ui.Form) error {
	p := h.page(c, "rules.create.title")
	p.HasErrors = form.Failed()
	v := view.CreatePage{Form: form, Action: p.L.Path("/panitia/baru")}
	for _, k := range []app.EventKind{app.JobFair, app.Outreach} {
		v.Kinds = append(v.Kinds, ui.Option{Value: string(k), Text: p.T("organizer.kind." + string(k)), Hint: p.T("rules.create.kind_hint." + string(k))})
	}
	return h.Render(c, code, view.Create(p, v))
}
