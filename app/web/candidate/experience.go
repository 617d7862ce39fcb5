package candidate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/candidate"
	"gerbang/views/ui"
)

// EditExperience asks for an experience: a new one, or the one of the address.
func (h *Handler) EditExperience(c *fiber.Ctx) error {
	id, err := entryID(c)
	if err != nil {
		return err
	}
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{"country": {"ID"}}}
	if id != 0 {
		me, err := h.DB.Profile(c.UserContext(), web.Actor(c))
		if err != nil {
			return err
		}
		i := slices.IndexFunc(me.Experience, func(e app.Experience) bool { return e.ID == id })
		if i < 0 {
			return app.ErrNotFound
		}
		form.Values = experienceValues(&me.Experience[i])
	}
	return h.renderExperience(c, form, id)
}

func experienceValues(e *app.Experience) map[string][]string {
	v := map[string][]string{
		"title": {e.Title}, "sector": {e.Sector}, "employer": {e.Employer}, "country": {e.Country},
		"from_month": {strconv.Itoa(int(e.From.Month()))}, "from_year": {strconv.Itoa(e.From.Year())},
	}
	if e.Until.IsZero() {
		v["current"] = []string{"1"}
	} else {
		v["until_month"], v["until_year"] = []string{strconv.Itoa(int(e.Until.Month()))}, []string{strconv.Itoa(e.Until.Year())}
	}
	return v
}

func (h *Handler) renderExperience(c *fiber.Ctx, form ui.Form, id int64) error {
	sectors, countries, err := h.places(c)
	if err != nil {
		return err
	}
	p := h.page(c, "background.experience")
	p.HasErrors = form.Failed()
	choices := view.ExperienceChoices{Sectors: sectorOptions(p.L, sectors, form.Value("sector")), Countries: countryOptions(p.L, countries)}
	return h.Render(c, statusOf(form), view.EditExperience(p, form, choices, removePath(entryPath("pengalaman", id), id)))
}

// sectorOptions offers the sectors in use, and the chosen one in any case.
func sectorOptions(l *i18n.Locale, sectors map[string]postgres.Sector, chosen string) []ui.Option {
	var out []ui.Option
	for code, s := range sectors {
		if s.Active || code == chosen {
			out = append(out, ui.Option{Value: code, Text: named(l, s.NameID, s.NameEN)})
		}
	}
	sortByText(out)
	return out
}

func countryOptions(l *i18n.Locale, countries map[string]postgres.Country) []ui.Option {
	out := make([]ui.Option, 0, len(countries))
	for code, k := range countries {
		out = append(out, ui.Option{Value: code, Text: named(l, k.NameID, k.NameEN)})
	}
	sortByText(out)
	return out
}

func sortByText(options []ui.Option) {
	slices.SortFunc(options, func(a, b ui.Option) int { return strings.Compare(a.Text, b.Text) })
}

// SaveExperience saves it.
func (h *Handler) SaveExperience(c *fiber.Ctx) error {
	id, err := entryID(c)
	if err != nil {
		return err
	}
	var in struct {
		Title      string `form:"title"`
		Sector     string `form:"sector"`
		Employer   string `form:"employer"`
		Country    string `form:"country"`
		FromMonth  string `form:"from_month"`
		FromYear   string `form:"from_year"`
		UntilMonth string `form:"until_month"`
		UntilYear  string `form:"until_year"`
		Current    bool   `form:"current"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	e := app.Experience{ID: id, Title: in.Title, Sector: in.Sector, Employer: in.Employer, Country: in.Country}
	var unread app.FieldErrors
	e.From, err = app.ParseMonth("from", in.FromMonth, in.FromYear)
	unread.Add("from", err)
	if !in.Current {
		e.Until, err = app.ParseMonth("until", in.UntilMonth, in.UntilYear)
		unread.Add("until", err)
	}
	// All problems at once, in the order of the fields.
	problems := append(e.Check(h.Now()), unread...)
	if err = problems.Err(); err == nil {
		err = h.DB.SaveExperience(c.UserContext(), web.Actor(c), e)
	}
	if !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.renderExperience(c, form, id)
	}
	return h.saved(c)
}
