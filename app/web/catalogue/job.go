package catalogue

import (
	"errors"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/find"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web/jobtext"
	"gerbang/app/web/markdown"
	view "gerbang/views/catalogue"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// similarJobs is how many jobs like this one a page shows.
const similarJobs = 3

// Job shows one job while it is public, and afterwards says that it is closed
// and what else there is.
func (h *Handler) Job(c *fiber.Ctx) error {
	slug := c.Params("slug")
	if err := checkSlug(slug); err != nil {
		return err
	}
	ctx := c.UserContext()
	job, err := h.DB.PublicJob(ctx, slug)
	closed := errors.Is(err, app.ErrGone) && job != nil
	if err != nil && !closed {
		return err
	}
	similar, err := h.DB.SimilarJobs(ctx, job, similarJobs)
	if err != nil {
		return err
	}
	p := h.Page(c, "")
	l, today := p.L, app.Day(h.Now())
	p.Title, p.Nav = l.Choose(job.Title, job.TitleEN), layout.NavJobs
	country := l.Choose(job.CountryID, job.CountryEN)
	if closed {
		p.NoIndex = true
		m := view.ClosedPage{Title: p.Title, Country: country, Heading: l.T("catalogue.job.similar_open")}
		if slices.ContainsFunc(similar, func(j postgres.JobCard) bool { return j.CountryID == job.CountryID }) {
			m.CountryHref = href(l, jobsPath, url.Values{"negara": {job.Country}})
		}
		if len(similar) == 0 { // the newest rather than nothing
			shelf, err := h.jobShelf(ctx)
			if err != nil {
				return err
			}
			if similar, err = h.DB.JobCards(ctx, shelf.Search(find.Query{}, nil, similarJobs).IDs); err != nil {
				return err
			}
			m.Heading = l.T("catalogue.job.others_open")
		}
		m.Others = jobItems(l, similar, today)
		return h.Render(c, fiber.StatusGone, view.JobClosed(p, m))
	}
	ways, err := h.DB.WaysToJob(ctx, job)
	if err != nil {
		return err
	}
	urgent, err := h.urgent(c)
	if err != nil {
		return err
	}
	p.Description = l.T("catalogue.job.description", "title", p.Title, "place", jobtext.Place(job.City, country),
		"pay", jobtext.Pay(l, job.SalaryMin, job.SalaryMax, job.Currency, job.SalaryPeriod), "agency", job.AgencyName)
	m := view.JobPage{
		Job: job, Title: p.Title, Sector: l.Choose(job.SectorID, job.SectorEN), Country: country,
		Body:   markdown.HTML(l.Choose(job.Description, job.DescriptionEN)),
		Salary: jobtext.Salary(l, job.SalaryMin, job.SalaryMax, job.Currency), RupiahNote: jobtext.RateNote(l, job),
		Closing: jobtext.ClosingBadge(l, job.ClosesOn, today), Similar: jobItems(l, similar, today), Urgent: urgent,
		CountryHref: href(l, jobsPath, url.Values{"negara": {job.Country}}),
		AgencyHref:  l.Path(agencyPath + "/" + job.AgencySlug),
		Courses:     h.jobCourses(l, job, ways.Courses), Fairs: eventLinks(l, ways.Fairs),
		Official: webAddress(job.OfficialLink), URL: h.Config.BaseURL + p.URL(jobsPath+"/"+slug),
	}
	if err := h.personal(c, &m); err != nil {
		return err
	}
	m.Crumbs = []ui.Crumb{{Text: l.T("catalogue.jobs.title"), Href: l.Path(jobsPath)}, {Text: country, Href: m.CountryHref}, {Text: p.Title, Lang: l.Lang(job.TitleEN)}}
	p.Card = jobsPath + "/" + slug + cardFile
	p.Head = view.Data(jobPosting(l, job, m.Body, m.URL, h.Config.BaseURL+l.Path(p.Card)), h.trail(m.Crumbs))
	return h.Render(c, fiber.StatusOK, view.Job(p, m))
}

func eventLinks(l *i18n.Locale, links []postgres.EventLink) []view.EventLink {
	out := make([]view.EventLink, len(links))
	for i, e := range links {
		out[i] = view.EventLink{Title: l.Choose(e.Title, e.TitleEN), Href: l.Path(eventPath(e.Kind) + "/" + e.Slug), When: l.DateShort(e.StartsAt), Booth: e.Booth}
	}
	return out
}

// webAddress returns s when it is the address of a page on the web.
func webAddress(s string) string {
	if u, err := url.Parse(s); err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" {
		return s
	}
	return ""
}
