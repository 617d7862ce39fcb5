package candidate

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
	view "gerbang/views/candidate"
	"gerbang/views/ui"
)

// profilePath is where every form of the profile leads back to.
const profilePath = "/akun/profil"

// background returns what somebody has learnt and done, as the profile shows it.
func (h *Handler) background(c *fiber.Ctx, l *i18n.Locale, me *app.Profile) (view.Background, error) {
	var b view.Background
	if me.Education != "" {
		b.Education = l.T("catalogue.education." + string(me.Education))
	}
	today := app.Day(h.Now())
	for i := range me.Certificates {
		k := &me.Certificates[i]
		e := view.BackgroundEntry{Title: l.Language(k.Test, k.Level), Href: entryPath("bahasa", k.ID)}
		var facts []string
		if !k.TakenOn.IsZero() {
			facts = append(facts, l.T("background.taken", "date", l.DateShort(k.TakenOn)))
		}
		if k.Number != "" {
			facts = append(facts, l.T("background.numbered", "number", k.Number))
		}
		e.Text = strings.Join(facts, " · ")
		switch {
		case !k.ValidOn(today):
			e.Badge = &ui.BadgeItem{Tone: ui.Err, Text: l.T("background.lapsed", "date", l.DateShort(k.ValidUntil))}
		case !k.ValidUntil.IsZero():
			e.Badge = &ui.BadgeItem{Tone: ui.OK, Text: l.T("background.valid", "date", l.DateShort(k.ValidUntil))}
		}
		b.Languages = append(b.Languages, e)
	}
	if len(b.Languages) > 0 {
		switch d, err := h.DB.Paper(c.UserContext(), web.Actor(c), app.LanguagePaper); {
		case err == nil:
			card := paperCard(l, d)
			b.Paper = &card
		case !errors.Is(err, app.ErrNotFound): // an installation may ask for no such paper
			return b, err
		}
	}
	if len(me.Experience) == 0 {
		return b, nil
	}
	sectors, countries, err := h.places(c)
	if err != nil {
		return b, err
	}
	for i := range me.Experience {
		e := &me.Experience[i]
		text := []string{named(l, sectors[e.Sector].NameID, sectors[e.Sector].NameEN)}
		if e.Employer != "" {
			text = append(text, e.Employer)
		}
		text = append(text, named(l, countries[e.Country].NameID, countries[e.Country].NameEN))
		b.Experience = append(b.Experience, view.BackgroundEntry{
			Title: e.Title, Text: strings.Join(text, " · "), Note: span(l, e, today), Href: entryPath("pengalaman", e.ID),
		})
	}
	return b, nil
}

func entryPath(part string, id int64) string {
	return profilePath + "/" + part + "/" + strconv.FormatInt(id, 10)
}

// span writes from when to when an experience lasted, and how long.
func span(l *i18n.Locale, e *app.Experience, today time.Time) string {
	until, last := l.T("background.now"), today
	if !e.Until.IsZero() {
		until, last = month(l, e.Until), e.Until
	}
	months := (last.Year()-e.From.Year())*12 + int(last.Month()) - int(e.From.Month()) + 1
	return month(l, e.From) + " – " + until + " (" + view.Duration(l, months) + ")"
}

// month writes the month of a date: the short date without its day.
func month(l *i18n.Locale, t time.Time) string {
	_, rest, _ := strings.Cut(l.DateShort(t), " ")
	return rest
}

func named(l *i18n.Locale, indonesian, english string) string {
	if l.Tag() == "en" {
		return english
	}
	return indonesian
}

func (h *Handler) places(c *fiber.Ctx) (map[string]postgres.Sector, map[string]postgres.Country, error) {
	sectors, err := h.DB.Sectors(c.UserContext())
	if err != nil {
		return nil, nil, err
	}
	countries, err := h.DB.Countries(c.UserContext())
	return sectors, countries, err
}

// EditEducation asks for the highest school finished.
func (h *Handler) EditEducation(c *fiber.Ctx) error {
	me, err := h.DB.Candidate(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{"education": {string(me.Education)}}}
	return h.renderEducation(c, form)
}

func (h *Handler) renderEducation(c *fiber.Ctx, form ui.Form) error {
	p := h.page(c, "background.education")
	p.HasErrors = form.Failed()
	options := make([]ui.Option, len(app.Educations()))
	for i, e := range app.Educations() {
		options[i] = ui.Option{Value: string(e), Text: p.T("catalogue.education." + string(e))}
	}
	return h.Render(c, statusOf(form), view.EditEducation(p, form, options))
}

func statusOf(form ui.Form) int {
	if form.Failed() {
		return fiber.StatusUnprocessableEntity
	}
	return fiber.StatusOK
}

// SaveEducation saves it.
func (h *Handler) SaveEducation(c *fiber.Ctx) error {
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
		return h.renderEducation(c, form)
	}
	return h.saved(c)
}

// saved leads back to where the form was asked from, or to the profile.
func (h *Handler) saved(c *fiber.Ctx) error {
	h.Flash(c, "ok", "candidate.profile.saved")
	if back := web.LocalPath(c.Query("kembali")); back != "" {
		return c.Redirect(back, fiber.StatusSeeOther)
	}
	return h.Redirect(c, profilePath)
}

// entryID reads the number in the address; none stands for a new entry.
func entryID(c *fiber.Ctx) (int64, error) {
	given := c.Params("id")
	if given == "" {
		return 0, nil
	}
	id, err := strconv.ParseInt(given, 10, 64)
	if err != nil || id <= 0 {
		return 0, app.ErrNotFound
	}
	return id, nil
}

// EditLanguage asks for a certificate: a new one, or the one of the address.
func (h *Handler) EditLanguage(c *fiber.Ctx) error {
	id, err := entryID(c)
	if err != nil {
		return err
	}
	form := ui.Form{L: h.Locale(c)}
	if id != 0 {
		me, err := h.DB.Profile(c.UserContext(), web.Actor(c))
		if err != nil {
			return err
		}
		i := slices.IndexFunc(me.Certificates, func(k app.Certificate) bool { return k.ID == id })
		if i < 0 {
			return app.ErrNotFound
		}
		form.Values = certificateValues(&me.Certificates[i])
	}
	return h.renderLanguage(c, form, id)
}

// levelValue writes a level as the choice of a form.
func levelValue(test, level string) string { return test + "|" + level }

func certificateValues(k *app.Certificate) map[string][]string {
	v := map[string][]string{"language": {levelValue(k.Test, k.Level)}, "number": {k.Number}}
	dateValues(v, "taken_on", k.TakenOn)
	dateValues(v, "valid_until", k.ValidUntil)
	return v
}

func dateValues(v map[string][]string, name string, t time.Time) {
	if t.IsZero() {
		return
	}
	v[name+"_day"], v[name+"_month"], v[name+"_year"] = []string{strconv.Itoa(t.Day())}, []string{strconv.Itoa(int(t.Month()))}, []string{strconv.Itoa(t.Year())}
}

func (h *Handler) renderLanguage(c *fiber.Ctx, form ui.Form, id int64) error {
	levels, err := h.DB.LanguageLevels(c.UserContext())
	if err != nil {
		return err
	}
	p := h.page(c, "background.language")
	p.HasErrors = form.Failed()
	var groups []ui.OptionGroup
	for _, lv := range levels {
		if lv.ByInterview() {
			continue
		}
		label := lv.Language
		if key := "background.language_name." + lv.Language; p.L.Has(key) {
			label = p.T(key)
		}
		if n := len(groups); n == 0 || groups[n-1].Label != label {
			groups = append(groups, ui.OptionGroup{Label: label})
		}
		g := &groups[len(groups)-1]
		g.Options = append(g.Options, ui.Option{Value: levelValue(lv.Test, lv.Level), Text: p.L.Language(lv.Test, lv.Level)})
	}
	slices.SortStableFunc(groups, func(a, b ui.OptionGroup) int { return strings.Compare(a.Label, b.Label) })
	return h.Render(c, statusOf(form), view.EditLanguage(p, form, groups, removePath(entryPath("bahasa", id), id)))
}

func removePath(entry string, id int64) string {
	if id == 0 {
		return ""
	}
	return entry + "/hapus"
}

// SaveLanguage saves it.
func (h *Handler) SaveLanguage(c *fiber.Ctx) error {
	id, err := entryID(c)
	if err != nil {
		return err
	}
	var in struct {
		Language   string `form:"language"`
		TakenDay   string `form:"taken_on_day"`
		TakenMonth string `form:"taken_on_month"`
		TakenYear  string `form:"taken_on_year"`
		UntilDay   string `form:"valid_until_day"`
		UntilMonth string `form:"valid_until_month"`
		UntilYear  string `form:"valid_until_year"`
		Number     string `form:"number"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	k := app.Certificate{ID: id, Number: in.Number}
	k.Test, k.Level, _ = strings.Cut(in.Language, "|")
	var problems app.FieldErrors
	if in.Language == "" {
		problems = append(problems, app.FieldError{Field: "language", Key: "error.required_choice"})
	}
	k.TakenOn, err = app.ParseDate("taken_on", in.TakenDay, in.TakenMonth, in.TakenYear)
	problems.Add("taken_on", err)
	k.ValidUntil, err = app.ParseDate("valid_until", in.UntilDay, in.UntilMonth, in.UntilYear)
	problems.Add("valid_until", err)
	if err = problems.Err(); err == nil {
		err = h.DB.SaveCertificate(c.UserContext(), web.Actor(c), k)
	}
	if !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.renderLanguage(c, form, id)
	}
	return h.saved(c)
}

// RemoveLanguage takes a certificate out of the profile. Doing it twice
// changes nothing more.
func (h *Handler) RemoveLanguage(c *fiber.Ctx) error {
	return h.remove(c, func(id int64) error { return h.DB.RemoveCertificate(c.UserContext(), web.Actor(c), id) })
}

// RemoveExperience takes an entry out of the profile, as RemoveLanguage does.
func (h *Handler) RemoveExperience(c *fiber.Ctx) error {
	return h.remove(c, func(id int64) error { return h.DB.RemoveExperience(c.UserContext(), web.Actor(c), id) })
}

func (h *Handler) remove(c *fiber.Ctx, do func(id int64) error) error {
	id, err := entryID(c)
	if err != nil {
		return err
	}
	if err := do(id); err == nil {
		h.Flash(c, "ok", "background.removed")
	} else if !errors.Is(err, app.ErrNotFound) {
		return err
	}
	return h.Redirect(c, profilePath)
}
