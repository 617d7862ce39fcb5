package training

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/app/web/eventform"
	"gerbang/app/web/formtime"
	"gerbang/app/web/profile"
	view "gerbang/views/training"
	"gerbang/views/ui"
)

// eventAnswers are the parts of the form that every kind of event shares.
type eventAnswers struct {
	Title         string `form:"title"`
	TitleEN       string `form:"title_en"`
	Summary       string `form:"summary"`
	SummaryEN     string `form:"summary_en"`
	Description   string `form:"description"`
	DescriptionEN string `form:"description_en"`
	Organizer     string `form:"organizer"`
	Venue         string `form:"venue"`
	Address       string `form:"address"`
	Region        string `form:"region"`
	Approval      string `form:"approval"`
	Capacity      int    `form:"capacity"`
	StartsOn      string `form:"starts_on"`
	EndsOn        string `form:"ends_on"`
	OpensOn       string `form:"opens_on"`
	ClosesOn      string `form:"closes_on"`
}

func (in *eventAnswers) put(e *app.Event) {
	e.Title, e.TitleEN, e.Summary, e.SummaryEN = in.Title, in.TitleEN, in.Summary, in.SummaryEN
	e.Description, e.DescriptionEN = in.Description, in.DescriptionEN
	e.Organizer, e.Venue, e.Address, e.RegionCode = in.Organizer, in.Venue, in.Address, in.Region
	e.Approval, e.Capacity = app.Approval(in.Approval), in.Capacity
	// Days are whole: registration opens at 08.00, and the last day counts to
	// its end. The hour of a day that stays was perhaps set elsewhere, and stays.
	put := func(t *time.Time, typed, was string, hour time.Duration) {
		if day := formtime.Day(typed); day.IsZero() {
			*t = day
		} else if formtime.WriteDay(day) != was {
			*t = day.Add(hour)
		}
	}
	put(&e.StartsAt, in.StartsOn, formtime.WriteDay(e.StartsAt), 8*time.Hour)
	put(&e.EndsAt, in.EndsOn, lastDay(e.EndsAt), 15*time.Hour)
	put(&e.OpensAt, in.OpensOn, formtime.WriteDay(e.OpensAt), 8*time.Hour)
	put(&e.ClosesAt, in.ClosesOn, lastDay(e.ClosesAt), 24*time.Hour)
}

// lastDay writes the day on which something ends: at midnight it is the one
// before.
func lastDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return formtime.WriteDay(t.Add(-time.Nanosecond))
}

// courseAnswers are those of courses.
type courseAnswers struct {
	Intent string `form:"intent"`
	eventAnswers
	Version       string   `form:"version"`
	Trade         string   `form:"trade"`
	TradeEN       string   `form:"trade_en"`
	Batch         string   `form:"batch"`
	Programme     string   `form:"programme"`
	Centre        string   `form:"centre"`
	LessonHours   int      `form:"lesson_hours"`
	Days          int      `form:"days"`
	Language      string   `form:"language"`
	Sectors       []string `form:"sector"`
	Outcomes      string   `form:"outcomes"`
	OutcomesEN    string   `form:"outcomes_en"`
	Certificate   string   `form:"certificate"`
	CertificateEN string   `form:"certificate_en"`
	Attendance    int      `form:"attendance_percent"`
	BNSP          string   `form:"bnsp_scheme"`
	Domicile      string   `form:"domicile"`
	AgeMin        int      `form:"age_min"`
	AgeMax        int      `form:"age_max"`
	AgeReason     string   `form:"age_reason"`
	Sex           string   `form:"sex"`
	SexReason     string   `form:"sex_reason"`
	Education     string   `form:"education"`
	Needs         string   `form:"needs_language"`
	Notes         string   `form:"notes"`
	NotesEN       string   `form:"notes_en"`
}

// numbers are the fields that must hold one.
var numbers = []string{"capacity", "lesson_hours", "days", "attendance_percent", "age_min", "age_max"}

// read puts the answers into the record and says what is wrong with them.
func (h *Handler) read(c *fiber.Ctx, r *app.CourseRecord) (ui.Form, courseAnswers, error) {
	var in courseAnswers
	form, err := h.Bind(c, &in)
	if err != nil {
		return form, in, err
	}
	for _, name := range numbers {
		if typed := strings.TrimSpace(form.Value(name)); typed != "" {
			if _, err := strconv.Atoi(typed); err != nil {
				form.Errors = append(form.Errors, app.FieldError{Field: name, Key: "training.error.number"})
			}
		}
	}
	levels, err := h.DB.LanguageLevels(c.UserContext())
	if err != nil {
		return form, in, err
	}
	in.put(&r.Event)
	t, e := &r.Training, &r.Eligibility
	t.Trade, t.TradeEN, t.Batch, t.Programme, t.Centre, t.LessonHours, t.Days = in.Trade, in.TradeEN, in.Batch, app.Programme(in.Programme), in.Centre, in.LessonHours, in.Days
	t.LanguageTest, t.LanguageLevel = level(levels, in.Language)
	t.Sectors, t.Outcomes, t.OutcomesEN, t.Certificate, t.CertificateEN = in.Sectors, in.Outcomes, in.OutcomesEN, in.Certificate, in.CertificateEN
	t.AttendancePercent, t.BNSPScheme, t.Stages = in.Attendance, in.BNSP, stages(&form)
	*e = app.Eligibility{
		AgeMin: in.AgeMin, AgeMax: in.AgeMax, AgeReason: in.AgeReason, Sex: app.Sex(in.Sex), SexReason: in.SexReason, Education: app.Education(in.Education),
		RegionCode: in.Domicile, Notes: in.Notes, NotesEN: in.NotesEN,
	}
	e.LanguageTest, e.LanguageLevel = level(levels, in.Needs)
	groups, err := h.DB.KelurahanOptions(c.UserContext())
	if err != nil {
		return form, in, err
	}
	if in.Region != "" && !slices.ContainsFunc(groups, func(g postgres.Kecamatan) bool {
		return slices.ContainsFunc(g.Kelurahan, func(k postgres.Region) bool { return k.Code == in.Region })
	}) {
		form.Errors = append(form.Errors, app.FieldError{Field: "region", Key: "error.region"})
	}
	places, err := profile.Places(h.Kit, c)
	if err != nil {
		return form, in, err
	}
	for _, g := range places {
		if n := slices.IndexFunc(g.Options, func(o ui.Option) bool { return o.Value == in.Domicile }); n >= 0 {
			e.RegionName = g.Options[n].Text
		}
	}
	if in.Domicile != "" && e.RegionName == "" {
		form.Errors = append(form.Errors, app.FieldError{Field: "domicile", Key: "error.region"})
	}
	form.Errors = append(form.Errors, r.Check()...)
	return form, in, nil
}

func level(levels app.LanguageLevels, name string) (test, level string) {
	for _, l := range levels {
		if l.Name() == name {
			return l.Test, l.Level
		}
	}
	return "", ""
}

// stages reads the stages, closing up lines that were left empty, so that
// what is shown again has the same numbers as what was checked.
func stages(form *ui.Form) []app.Stage {
	var out []app.Stage
	names := []string{"stage_name_", "stage_name_en_", "stage_text_", "stage_text_en_", "stage_from_", "stage_until_"}
	for i := range app.MaxStages {
		n := strconv.Itoa(i)
		typed, values := false, make([]string, len(names))
		for k, name := range names {
			values[k] = strings.TrimSpace(form.Value(name + n))
			typed = typed || values[k] != ""
			delete(form.Values, name+n)
		}
		if !typed {
			continue
		}
		s := app.Stage{Name: values[0], NameEN: values[1], Description: values[2], DescriptionEN: values[3], From: formtime.Day(values[4]), Until: formtime.Day(values[5])}
		m := strconv.Itoa(len(out))
		for field, t := range map[string]time.Time{"stage_from_": s.From, "stage_until_": s.Until} {
			if typed := values[slices.Index(names, field)]; typed != "" && t.IsZero() {
				form.Errors = append(form.Errors, app.FieldError{Field: field + m, Key: formtime.BadDay})
			}
		}
		for k, name := range names {
			form.Values[name+m] = []string{values[k]}
		}
		out = append(out, s)
	}
	return out
}

// values fills a form with what the course says.
func values(r *app.CourseRecord) url.Values {
	v := url.Values{}
	set := func(name, value string) { v[name] = []string{value} }
	number := func(name string, n int) {
		if n != 0 {
			set(name, strconv.Itoa(n))
		}
	}
	e, t, g := &r.Event, &r.Training, &r.Eligibility
	for name, value := range map[string]string{
		"title": e.Title, "title_en": e.TitleEN, "summary": e.Summary, "summary_en": e.SummaryEN, "description": e.Description,
		"description_en": e.DescriptionEN, "organizer": e.Organizer, "venue": e.Venue, "address": e.Address, "region": e.RegionCode,
		"approval": string(e.Approval), "starts_on": formtime.WriteDay(e.StartsAt), "ends_on": lastDay(e.EndsAt), "opens_on": formtime.WriteDay(e.OpensAt),
		"closes_on": lastDay(e.ClosesAt), "version": eventform.Version(e),
		"trade": t.Trade, "trade_en": t.TradeEN, "batch": t.Batch, "programme": string(t.Programme), "centre": t.Centre, "language": t.Language().Name(),
		"outcomes": t.Outcomes, "outcomes_en": t.OutcomesEN, "certificate": t.Certificate, "certificate_en": t.CertificateEN, "bnsp_scheme": t.BNSPScheme,
		"domicile": g.RegionCode, "age_reason": g.AgeReason, "sex": string(g.Sex), "sex_reason": g.SexReason, "education": string(g.Education),
		"needs_language": app.LanguageLevel{Test: g.LanguageTest, Level: g.LanguageLevel}.Name(), "notes": g.Notes, "notes_en": g.NotesEN,
	} {
		set(name, value)
	}
	number("capacity", e.Capacity)
	number("lesson_hours", t.LessonHours)
	number("days", t.Days)
	set("attendance_percent", strconv.Itoa(t.AttendancePercent))
	number("age_min", g.AgeMin)
	number("age_max", g.AgeMax)
	v["sector"] = t.Sectors
	for i, s := range t.Stages {
		n := strconv.Itoa(i)
		set("stage_name_"+n, s.Name)
		set("stage_name_en_"+n, s.NameEN)
		set("stage_text_"+n, s.Description)
		set("stage_text_en_"+n, s.DescriptionEN)
		set("stage_from_"+n, writeDate(s.From))
		set("stage_until_"+n, writeDate(s.Until))
	}
	return v
}

// New shows the form of a new course.
func (h *Handler) New(c *fiber.Ctx) error {
	if !web.Actor(c).CanAll(app.EditEvents) {
		return app.ErrForbidden
	}
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{
		"attendance_percent": {"80"}, "approval": {string(app.Selection)}, "programme": {string(app.Regular)}, "capacity": {"20"},
		"domicile": {app.JakartaCode}, "age_min": {"18"},
	}}
	return h.form(c, fiber.StatusOK, form, nil)
}

// Create writes a new course.
func (h *Handler) Create(c *fiber.Ctx) error {
	if !web.Actor(c).CanAll(app.EditEvents) {
		return app.ErrForbidden
	}
	r := app.CourseRecord{Event: app.NewEvent(app.Course)}
	form, in, err := h.read(c, &r)
	if err != nil {
		return err
	}
	if shown, err := h.looked(c, in.Intent, form, &r, nil); shown || err != nil {
		return err
	}
	if form.Failed() {
		return h.form(c, fiber.StatusUnprocessableEntity, form, nil)
	}
	id, err := h.DB.CreateCourse(c.UserContext(), web.Actor(c), &r)
	if err != nil {
		if web.Reject(&form, err) {
			return h.form(c, fiber.StatusUnprocessableEntity, form, nil)
		}
		return err
	}
	h.Flash(c, "ok", "training.created")
	return h.Redirect(c, path(id, "jadwal"))
}

// looked answers the buttons of the form that save nothing: the preview of
// what was typed, and the way back from it. Old is nil for a new course.
func (h *Handler) looked(c *fiber.Ctx, intent string, form ui.Form, r, old *app.CourseRecord) (bool, error) {
	switch {
	case intent == "edit":
		form.Errors = nil
		return true, h.form(c, fiber.StatusOK, form, old)
	case intent != "preview" || form.Failed():
		return false, nil
	}
	region := ""
	groups, err := h.DB.KelurahanOptions(c.UserContext())
	if err != nil {
		return true, err
	}
	for _, g := range groups {
		for _, k := range g.Kelurahan {
			if k.Code == r.Event.RegionCode {
				region = k.Name
			}
		}
	}
	l := h.Locale(c)
	return true, h.public(c, r, region, ui.Unsaved(l, l.Path(web.Path(c)), ui.Typed(form)))
}

// Edit shows the form of a course.
func (h *Handler) Edit(c *fiber.Ctx) error {
	r, err := h.record(c)
	if err != nil {
		return err
	}
	return h.form(c, fiber.StatusOK, ui.Form{L: h.Locale(c), Values: values(r)}, r)
}

// Save writes a course.
func (h *Handler) Save(c *fiber.Ctx) error {
	old, err := h.record(c)
	if err != nil {
		return err
	}
	r := *old
	form, in, err := h.read(c, &r)
	if err != nil {
		return err
	}
	if shown, err := h.looked(c, in.Intent, form, &r, old); shown || err != nil {
		return err
	}
	if form.Failed() {
		return h.form(c, fiber.StatusUnprocessableEntity, form, old)
	}
	err = h.DB.SaveCourse(c.UserContext(), web.Actor(c), old.ID, eventform.ReadVersion(in.Version), &r)
	if err != nil {
		if web.Reject(&form, err) {
			if errors.Is(err, postgres.ErrEventChanged) {
				form.Values["version"] = []string{eventform.Version(&old.Event)} // sent once more, it is meant
			}
			return h.form(c, fiber.StatusUnprocessableEntity, form, old)
		}
		return err
	}
	h.Flash(c, "ok", "training.saved")
	return h.Redirect(c, path(old.ID))
}

func (h *Handler) form(c *fiber.Ctx, code int, form ui.Form, r *app.CourseRecord) error {
	ctx := c.UserContext()
	p := h.page(c, "training.new")
	l := p.L
	v := view.FormPage{Form: form, Action: l.Path(home + "/baru"), Back: l.Path(home), Home: l.Path(home)}
	if r != nil {
		p.Title = l.T("training.edit_of", "title", r.Title)
		v.Title, v.Action, v.Back = r.Title, l.Path(path(r.ID, "ubah")), l.Path(path(r.ID))
	}
	p.HasErrors = form.Failed()
	levels, err := h.DB.LanguageLevels(ctx)
	if err != nil {
		return err
	}
	for _, lv := range sorted(levels) {
		v.Languages = append(v.Languages, ui.Option{Value: lv.Name(), Text: l.Language(lv.Test, lv.Level)})
	}
	sectors, err := h.DB.Sectors(ctx)
	if err != nil {
		return err
	}
	for _, s := range sectors {
		if s.Active || form.Has("sector", s.Code) {
			v.Sectors = append(v.Sectors, ui.Option{Value: s.Code, Text: named(l, s.NameID, s.NameEN)})
		}
	}
	slices.SortFunc(v.Sectors, func(a, b ui.Option) int { return cmp.Compare(a.Text, b.Text) })
	if v.Kelurahan, err = profile.Kelurahan(h.Kit, c); err != nil {
		return err
	}
	if v.Domiciles, err = profile.Places(h.Kit, c); err != nil {
		return err
	}
	for _, e := range app.Educations()[1:] {
		v.Educations = append(v.Educations, ui.Option{Value: string(e), Text: l.T("catalogue.education." + string(e))})
	}
	for v.Stages < app.MaxStages && form.Value("stage_name_"+strconv.Itoa(v.Stages)) != "" {
		v.Stages++
	}
	v.Stages = min(v.Stages+2, app.MaxStages)
	return h.Render(c, code, view.Form(p, v))
}

func named(l *i18n.Locale, indonesian, english string) string {
	if l.Tag() == "en" {
		return english
	}
	return indonesian
}
