package catalogue

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/find"
	"gerbang/app/postgres"
	view "gerbang/views/catalogue"
)

// What the search over everything shows of each kind.
const (
	searchJobs     = 6
	searchEvents   = 4
	searchAgencies = 3
)

// Search looks for words in jobs, courses, fairs, outreach and agencies.
func (h *Handler) Search(c *fiber.Ctx) error {
	ctx := c.UserContext()
	shelf, err := h.jobShelf(ctx)
	if err != nil {
		return err
	}
	q := find.ParseString(string(c.Request().URI().QueryString()))
	q = find.Query{Words: q.Words, Exact: q.Exact}
	p := h.Page(c, "find.title")
	p.NoIndex = true
	l := p.L
	m := view.SearchPage{Q: q.Words}
	if q.Words == "" {
		return h.Render(c, fiber.StatusOK, view.Search(p, m))
	}
	found, err := h.lookUp(ctx, shelf, q)
	if err != nil {
		return err
	}
	p.Title = l.T("find.title_of", "q", q.Words)
	m.Heard = heard(found, q, func(q find.Query) string { return href(l, searchPath, q.Values()) })

	jobs := shelf.Search(q, found.Matches(find.JobKind), searchJobs)
	cards, err := h.DB.JobCards(ctx, jobs.IDs)
	if err != nil {
		return err
	}
	if len(cards) > 0 {
		m.Sections = append(m.Sections, view.SearchSection{
			Title: l.T("layout.nav.jobs"), Items: jobItems(l, cards, app.Day(h.Now())), All: l.N("find.all_jobs", jobs.Total), AllHref: href(l, jobsPath, q.Values()),
		})
	}
	if !found.Blank {
		if err := h.searchOthers(c, q, found, &m); err != nil {
			return err
		}
	}
	return h.Render(c, fiber.StatusOK, view.Search(p, m))
}

// searchOthers adds what was found beside jobs.
func (h *Handler) searchOthers(c *fiber.Ctx, q find.Query, found *find.Found, m *view.SearchPage) error {
	ctx, l := c.UserContext(), h.Locale(c)
	for _, kind := range []app.EventKind{app.Course, app.JobFair, app.Outreach} {
		events, total, err := h.DB.PublicEvents(ctx, postgres.EventFilter{Kind: kind, Among: found.Matches(find.Kind(kind))}, 0, searchEvents)
		if err != nil {
			return err
		}
		if total == 0 {
			continue
		}
		s := view.SearchSection{Title: l.T(kinds[kind].texts + ".title")}
		for i := range events {
			s.Items = append(s.Items, eventItem(l, &events[i], h.Now()))
		}
		if total > len(events) {
			s.All, s.AllHref = l.N("find.all_"+string(kind), total), href(l, eventPath(kind), q.Values())
		}
		m.Sections = append(m.Sections, s)
	}
	agencies, err := h.DB.AgencyLinks(ctx, (&find.Matches{IDs: found.Matches(find.AgencyKind).Title}).First(searchAgencies))
	if err != nil {
		return err
	}
	for _, a := range agencies {
		m.Agencies = append(m.Agencies, view.Link{Text: a.Name, Href: l.Path("/kerja-aman/cek-perusahaan/" + a.Slug)})
	}
	return nil
}
