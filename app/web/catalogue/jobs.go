package catalogue

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/find"
	"gerbang/app/i18n"
	view "gerbang/views/catalogue"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// Jobs lists the public jobs that the filters in the address let through.
func (h *Handler) Jobs(c *fiber.Ctx) error {
	ctx := c.UserContext()
	shelf, err := h.jobShelf(ctx)
	if err != nil {
		return err
	}
	q := shelf.read(c)
	found, err := h.lookUp(ctx, shelf, q)
	if err != nil {
		return err
	}
	fit, err := h.fit(c, q)
	if err != nil {
		return err
	}
	result := fit.search(shelf.Index, q, found.Matches(find.JobKind))
	cards, err := h.DB.JobCards(ctx, result.IDs)
	if err != nil {
		return err
	}
	p := h.Page(c, "catalogue.jobs.title")
	p.Feeds = []layout.Feed{rssLink(p.L, jobsPath, feedQuery(q))}
	p.Nav = layout.NavJobs
	p.Description = p.T("catalogue.jobs.lead")
	p.NoIndex = q.Words != ""
	l := p.L
	m := view.JobsPage{
		Q: q.Words, Count: l.N("catalogue.jobs.count", result.Total), Heard: heard(found, q, func(q find.Query) string { return href(l, jobsPath, q.Values()) }), Elsewhere: elsewhere(l, q, found, result.Total),
		Filters: jobFilters(l, shelf, q, &result), Chips: jobChips(l, shelf, q), ClearHref: l.Path(jobsPath),
		Sorts: sortTabs(l, q), Items: jobItems(l, cards, app.Day(h.Now())), Pager: pager(l, jobsPath, q.Values(), result.Page, result.Total),
	}
	h.personalize(c, &m, q, fit)
	return h.Render(c, fiber.StatusOK, view.Jobs(p, m))
}

// heard tells how the words of a search were understood, where that is not
// how they were typed; address leads to the same page for another query.
func heard(f *find.Found, q find.Query, address func(find.Query) string) view.Heard {
	var v view.Heard
	if f == nil {
		return v
	}
	if f.Instead != "" {
		v.Instead, v.Typed = f.Instead, q.Words
		v.ExactHref = address(q.But(func(q *find.Query) { q.Exact = true }))
	}
	v.Partly = f.Partly
	return v
}

// elsewhere returns the address of the search over everything when the words
// found no job but something else.
func elsewhere(l *i18n.Locale, q find.Query, f *find.Found, jobs int) string {
	if f == nil || jobs > 0 || len(f.Of) == 0 {
		return ""
	}
	return href(l, searchPath, find.Query{Words: q.Words, Exact: q.Exact}.Values())
}

func sortTabs(l *i18n.Locale, q find.Query) []ui.Tab {
	sorts := []find.Sort{find.Newest, find.BestPaid, find.ClosingFirst}
	if q.Words != "" {
		sorts = append([]find.Sort{find.Relevance}, sorts...)
	}
	tabs := make([]ui.Tab, len(sorts))
	for i, s := range sorts {
		tabs[i] = ui.Tab{
			Text: l.T("find.sort." + string(s)), Active: s == q.Order(),
			Href: href(l, jobsPath, q.But(func(q *find.Query) { q.Sort = s }).Values()),
		}
	}
	return tabs
}
