package catalogue

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/find"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/catalogue"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// FairCompanies lists the booths of a fair with what they offer, by country
// and by words.
func (h *Handler) FairCompanies(c *fiber.Ctx) error {
	slug := c.Params("slug")
	if err := checkSlug(slug); err != nil {
		return err
	}
	var in struct {
		Q       string `query:"q"`
		Country string `query:"negara"`
	}
	if err := web.Query(c, &in); err != nil {
		return err
	}
	e, err := h.DB.PublicEvent(c.UserContext(), app.JobFair, slug)
	if err != nil {
		return err
	}
	booths, err := h.DB.Booths(c.UserContext(), e.ID)
	if err != nil {
		return err
	}
	p := h.Page(c, "catalogue.companies.title_of", "fair", e.Title)
	p.Nav = layout.NavFairs
	p.Description = p.T("catalogue.companies.lead")
	l := p.L
	path := eventPath(app.JobFair) + "/" + slug
	q, countries := find.Clean(in.Q, maxQuery), boothCountries(l, booths)
	country := strings.ToUpper(find.Clean(in.Country, 2))
	name := countryOf(countries, country)
	if name == "" {
		country = ""
	}
	query := url.Values{}
	m := view.CompaniesPage{Fair: e.Title, FairHref: l.Path(path), Href: l.Path(path + "/perusahaan"), Q: q, Countries: countries}
	if country != "" {
		query.Set("negara", country)
	}
	if q != "" {
		m.Chips = append(m.Chips, ui.Chip{Text: "“" + q + "”", Href: href(l, path+"/perusahaan", query)})
		query.Set("q", q)
	}
	if country != "" {
		m.Chips = append(m.Chips, ui.Chip{Text: name, Href: href(l, path+"/perusahaan", without(query, "negara"))})
	}
	m.Form = ui.Form{L: l, Values: query}
	found := filterBooths(booths, strings.Fields(strings.ToLower(q)), country)
	m.Booths = boothViews(l, found)
	openings := 0
	for i := range found {
		openings += found[i].Openings()
	}
	m.Count = l.N("catalogue.companies.count", len(found))
	if openings > 0 {
		m.Count += ", " + l.N("catalogue.fair.openings", openings)
	}
	return h.Render(c, fiber.StatusOK, view.Companies(p, m))
}

func boothCountries(l *i18n.Locale, booths []postgres.Booth) []ui.Option {
	var out []ui.Option
	seen := map[string]bool{}
	for _, b := range booths {
		for _, j := range b.Jobs {
			if !seen[j.Country] {
				seen[j.Country] = true
				out = append(out, ui.Option{Value: j.Country, Text: l.Choose(j.CountryID, j.CountryEN)})
			}
		}
	}
	slices.SortFunc(out, func(a, b ui.Option) int { return strings.Compare(a.Text, b.Text) })
	return out
}

func countryOf(options []ui.Option, code string) string {
	for _, o := range options {
		if o.Value == code {
			return o.Text
		}
	}
	return ""
}

// filterBooths keeps the booths whose name holds every word, with all their
// jobs, and of the others the jobs that do; country narrows both.
func filterBooths(booths []postgres.Booth, words []string, country string) []postgres.Booth {
	if len(words) == 0 && country == "" {
		return booths
	}
	holds := func(text string) bool {
		text = strings.ToLower(text)
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
	}
	var out []postgres.Booth
	for _, b := range booths {
		named := holds(b.Title + " " + b.Number)
		kept := b
		kept.Jobs = nil
		for _, j := range b.Jobs {
			if (country == "" || j.Country == country) && (named || holds(b.Title+" "+j.Title+" "+j.CountryID+" "+j.CountryEN)) {
				kept.Jobs = append(kept.Jobs, j)
			}
		}
		if len(kept.Jobs) > 0 || named && country == "" {
			out = append(out, kept)
		}
	}
	return out
}

func boothViews(l *i18n.Locale, booths []postgres.Booth) []view.Booth {
	out := make([]view.Booth, len(booths))
	for i, b := range booths {
		v := view.Booth{Number: b.Number, Title: b.Title, Agency: b.Agency}
		if b.Slug != "" {
			v.Href = l.Path(agencyPath + "/" + b.Slug)
		}
		var countries []string
		for _, j := range b.Jobs {
			country := l.Choose(j.CountryID, j.CountryEN)
			if !slices.Contains(countries, country) {
				countries = append(countries, country)
			}
			job := view.BoothJob{Title: j.Title, Href: l.Path(jobsPath + "/" + j.Slug), Note: country}
			if j.Openings > 0 {
				job.Note += ", " + l.N("catalogue.fair.openings", j.Openings)
			}
			v.Jobs = append(v.Jobs, job)
		}
		v.Countries = strings.Join(countries, ", ")
		if n := b.Openings(); n > 0 {
			v.Openings = l.N("catalogue.fair.openings", n)
		}
		out[i] = v
	}
	return out
}
