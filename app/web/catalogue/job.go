package catalogue

import (
	"errors"
	"html"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web/markdown"
	view "gerbang/views/catalogue"
	"gerbang/views/layout"
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
	p.Title, p.Nav = translated(l, job.Title, job.TitleEN), layout.NavJobs
	country := in(l, job.CountryID, job.CountryEN)
	if closed {
		p.NoIndex = true
		return h.Render(c, fiber.StatusGone, view.JobClosed(p, p.Title, country, jobItems(l, similar, today), href(l, jobsPath, url.Values{"negara": {job.Country}})))
	}
	ways, err := h.DB.WaysToJob(ctx, job)
	if err != nil {
		return err
	}
	p.Description = l.T("catalogue.job.description", "title", p.Title, "place", placeName(job.City, country),
		"pay", pay(l, job.SalaryMin, job.SalaryMax, job.Currency, job.SalaryPeriod), "agency", job.AgencyName)
	m := view.JobPage{
		Job: job, Title: p.Title, Sector: in(l, job.SectorID, job.SectorEN), Country: country,
		Body:   markdown.HTML(translated(l, job.Description, job.DescriptionEN)),
		Salary: salary(l, job.SalaryMin, job.SalaryMax, job.Currency), RupiahNote: rupiahNote(l, job.SalaryRupiah, job.RateDate, job.Currency),
		Closing: closingBadge(l, job.ClosesOn, today), Similar: jobItems(l, similar, today),
		CountryHref: href(l, jobsPath, url.Values{"negara": {job.Country}}),
		AgencyHref:  href(l, "/kerja-aman/cek-perusahaan", url.Values{"q": {job.AgencySIP3MI}}),
		Courses:     eventLinks(l, ways.Courses), Fairs: eventLinks(l, ways.Fairs),
		Official: webAddress(job.OfficialLink), URL: h.Config.BaseURL + p.URL(jobsPath+"/"+slug),
	}
	p.Head = view.Data(jobPosting(job, m.Body, h.Config.BaseURL+p.URL(jobsPath+"/"+slug)))
	return h.Render(c, fiber.StatusOK, view.Job(p, m))
}

func eventLinks(l *i18n.Locale, links []postgres.EventLink) []view.EventLink {
	out := make([]view.EventLink, len(links))
	for i, e := range links {
		out[i] = view.EventLink{Title: e.Title, Href: l.Path(eventPath(e.Kind) + "/" + e.Slug), When: l.DateShort(e.StartsAt), Booth: e.Booth}
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

// jobPosting describes a job to search engines, as schema.org words it.
func jobPosting(j *app.Job, body, address string) map[string]any {
	if body == "" {
		body = "<p>" + html.EscapeString(j.Title) + "</p>"
	}
	pay := map[string]any{"@type": "QuantitativeValue", "minValue": j.SalaryMin, "unitText": "MONTH"}
	if j.SalaryMax > j.SalaryMin {
		pay["maxValue"] = j.SalaryMax
	} else {
		pay["value"] = j.SalaryMin
	}
	employer := j.Employer
	if employer == "" {
		employer = j.AgencyName
	}
	place := map[string]any{"@type": "PostalAddress", "addressCountry": j.Country}
	if j.City != "" {
		place["addressLocality"] = j.City
	}
	posting := map[string]any{
		"@context": "https://schema.org", "@type": "JobPosting",
		"title": j.Title, "description": body, "url": address, "industry": j.Sector,
		"datePosted":         j.PublishedAt.In(app.Jakarta).Format("2006-01-02"),
		"validThrough":       j.ClosesOn.Format("2006-01-02") + "T23:59:59+07:00",
		"employmentType":     "FULL_TIME",
		"hiringOrganization": map[string]any{"@type": "Organization", "name": employer},
		"identifier":         map[string]any{"@type": "PropertyValue", "name": "SIP2MI", "value": j.SIP2MI},
		"jobLocation":        map[string]any{"@type": "Place", "address": place},
		"totalJobOpenings":   j.Quota(),
		"directApply":        false,
	}
	if j.SalaryMin > 0 {
		posting["baseSalary"] = map[string]any{"@type": "MonetaryAmount", "currency": j.Currency, "value": pay}
	}
	return posting
}
