package catalogue

import (
	"context"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	view "gerbang/views/catalogue"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// Jobs lists the public jobs that the filters in the address let through.
func (h *Handler) Jobs(c *fiber.Ctx) error {
	index, err := h.index(c.UserContext())
	if err != nil {
		return err
	}
	q, err := readJobsQuery(c, index)
	if err != nil {
		return err
	}
	t := index.tally(&q)
	cards, total, err := h.findJobs(c.UserContext(), &q, t.total)
	if err != nil {
		return err
	}
	p := h.Page(c, "catalogue.jobs.title")
	p.Feeds = []layout.Feed{rssLink(p.L, jobsPath)}
	p.Nav = layout.NavJobs
	p.Description = p.T("catalogue.jobs.lead")
	p.NoIndex = q.q != ""
	l := p.L
	return h.Render(c, fiber.StatusOK, view.Jobs(p, view.JobsPage{
		Q: q.q, Sort: sortParam(q.sort), Count: l.N("catalogue.jobs.count", total),
		Filters: jobFilters(l, index, &q, t), Chips: jobChips(l, index, &q), ClearHref: l.Path(jobsPath),
		Sorts: sortTabs(l, &q), Items: jobItems(l, cards, app.Day(h.Now())), Pager: pager(l, jobsPath, q.values(), q.page, total),
	}))
}

// findJobs returns one page of the list and how many jobs there are in all,
// and puts q on the last page when the address asks for one beyond it.
func (h *Handler) findJobs(ctx context.Context, q *jobsQuery, total int) ([]postgres.JobCard, int, error) {
	f := q.filter()
	if len(f.Words) == 0 {
		q.page = min(q.page, pages(total))
		if total == 0 {
			return nil, 0, nil
		}
		cards, err := h.DB.Jobs(ctx, f, q.sort, (q.page-1)*perPage, perPage)
		return cards, total, err
	}
	q.page = min(q.page, maxPage)
	cards, total, err := h.DB.SearchJobs(ctx, f, q.sort, (q.page-1)*perPage, perPage)
	if err != nil || total > 0 || q.page == 1 {
		return cards, total, err
	}
	cards, total, err = h.DB.SearchJobs(ctx, f, q.sort, 0, perPage)
	if q.page = pages(total); err != nil || q.page == 1 {
		return cards, total, err
	}
	return h.DB.SearchJobs(ctx, f, q.sort, (q.page-1)*perPage, perPage)
}

func sortParam(s postgres.JobSort) string {
	for _, have := range jobSorts {
		if have.sort == s {
			return have.param
		}
	}
	return ""
}

func sortTabs(l *i18n.Locale, q *jobsQuery) []ui.Tab {
	tabs := make([]ui.Tab, len(jobSorts))
	for i, s := range jobSorts {
		tabs[i] = ui.Tab{
			Text: l.T("catalogue.sort." + string(s.sort)), Active: s.sort == q.sort,
			Href: href(l, jobsPath, q.but(func(q *jobsQuery) { q.sort = s.sort })),
		}
	}
	return tabs
}

// jobFilters offers every value that some public job has, and the one in
// force even when none has it.
func jobFilters(l *i18n.Locale, x *jobIndex, q *jobsQuery, t tally) view.JobFilters {
	label := func(text string, n int) string {
		if q.q != "" {
			return text // the numbers know nothing of words
		}
		return text + " (" + l.Number(int64(n)) + ")"
	}
	options := func(d dimension, chosen string, name func(string) string) []ui.Option {
		out := make([]ui.Option, 0, len(x.values[d])+1)
		for i, v := range x.values[d] {
			if v != "" {
				out = append(out, ui.Option{Value: v, Text: label(name(v), t.of[d][i])})
			}
		}
		if chosen != "" && !slices.Contains(x.values[d], chosen) {
			out = append(out, ui.Option{Value: chosen, Text: label(name(chosen), 0)})
		}
		return out
	}
	f := view.JobFilters{
		Countries:  options(byCountry, q.country, func(v string) string { return x.countryName(l, v) }),
		Sectors:    options(bySector, q.sector, func(v string) string { return x.sectorName(l, v) }),
		Languages:  options(byLanguage, q.language, func(v string) string { return x.languageName(l, v) }),
		Educations: options(byEducation, string(q.education), func(v string) string { return l.T("catalogue.education." + v) }),
	}
	slices.SortStableFunc(f.Countries, func(a, b ui.Option) int { return strings.Compare(a.Text, b.Text) })
	for _, s := range app.Schemes() {
		i := slices.Index(x.values[byScheme], string(s))
		if i < 0 && !slices.Contains(q.schemes, s) {
			continue
		}
		n := 0
		if i >= 0 {
			n = t.of[byScheme][i]
		}
		f.Schemes = append(f.Schemes, ui.Option{Value: string(s), Text: label(l.T("catalogue.scheme."+string(s)), n)})
	}
	f.Form = ui.Form{L: l, Values: q.values()}
	return f
}

func (x *jobIndex) countryName(l *i18n.Locale, code string) string {
	c := x.countries[code]
	return in(l, c.NameID, c.NameEN)
}

func (x *jobIndex) sectorName(l *i18n.Locale, code string) string {
	if s, ok := x.sectors[code]; ok {
		return in(l, s.NameID, s.NameEN)
	}
	return code
}

func (x *jobIndex) languageName(l *i18n.Locale, value string) string {
	if value == noLanguage {
		return l.T("catalogue.no_language")
	}
	spoken := x.language(value)
	return l.Language(spoken.test, spoken.level)
}

// jobChips names the filters in force, each with the address without it.
func jobChips(l *i18n.Locale, x *jobIndex, q *jobsQuery) []ui.Chip {
	var chips []ui.Chip
	add := func(text string, without func(*jobsQuery)) {
		chips = append(chips, ui.Chip{Text: text, Href: href(l, jobsPath, q.but(without))})
	}
	if q.q != "" {
		add("“"+q.q+"”", func(q *jobsQuery) { q.q = "" })
	}
	if q.country != "" {
		add(x.countryName(l, q.country), func(q *jobsQuery) { q.country = "" })
	}
	if q.sector != "" {
		add(x.sectorName(l, q.sector), func(q *jobsQuery) { q.sector = "" })
	}
	for _, s := range q.schemes {
		add(l.T("catalogue.scheme."+string(s)), func(q *jobsQuery) {
			q.schemes = slices.DeleteFunc(q.schemes, func(have app.Scheme) bool { return have == s })
		})
	}
	if q.language != "" {
		add(x.languageName(l, q.language), func(q *jobsQuery) { q.language = "" })
	}
	if q.education != "" {
		add(l.T("catalogue.filter.education_chip", "level", l.T("catalogue.education."+string(q.education))), func(q *jobsQuery) { q.education = "" })
	}
	return chips
}
