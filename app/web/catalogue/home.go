package catalogue

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	view "gerbang/views/catalogue"
)

// What the home page shows of each part.
const (
	homeJobs      = 6
	homeCourses   = 3
	homeFairs     = 2
	homeCountries = 5
)

// Home shows the ways in: a search, the newest jobs, open courses and the next fair.
func (h *Handler) Home(c *fiber.Ctx) error {
	ctx := c.UserContext()
	index, err := h.index(ctx)
	if err != nil {
		return err
	}
	jobs, err := h.DB.Jobs(ctx, postgres.JobFilter{}, postgres.NewestFirst, 0, homeJobs)
	if err != nil {
		return err
	}
	courses, _, err := h.DB.PublicEvents(ctx, postgres.EventFilter{Kind: app.Course, Window: app.WindowOpen}, 0, homeCourses)
	if err != nil {
		return err
	}
	fairs, _, err := h.DB.PublicEvents(ctx, postgres.EventFilter{Kind: app.JobFair}, 0, homeFairs)
	if err != nil {
		return err
	}
	counts, err := h.DB.CountEvents(ctx)
	if err != nil {
		return err
	}
	lines, err := h.DB.Hotlines(ctx)
	if err != nil {
		return err
	}
	p := h.Page(c, "")
	p.Description = p.T("catalogue.home.lead")
	l := p.L
	p.Head = view.Data(h.siteData(l)...)
	t := index.tally(&jobsQuery{})
	m := view.HomePage{
		Jobs: jobItems(l, jobs, app.Day(h.Now())), Countries: topCountries(l, index, t), WhatsApp: whatsApp(lines),
		JobCount: l.N("catalogue.home.jobs", t.total), CourseCount: l.N("catalogue.home.courses", counts.OpenCourses),
		OutreachCount: l.N("catalogue.home.outreach", counts.Outreach), FairNote: l.T("catalogue.home.no_fair"),
	}
	if counts.NextFair != nil {
		m.FairNote = l.DateShort(*counts.NextFair)
		if !counts.NextFair.After(h.Now()) {
			m.FairNote = l.T("common.today") // it runs
		}
	}
	for i := range courses {
		m.Courses = append(m.Courses, eventItem(l, &courses[i], h.Now()))
	}
	for i := range fairs {
		m.Fairs = append(m.Fairs, eventItem(l, &fairs[i], h.Now()))
	}
	return h.Render(c, fiber.StatusOK, view.Home(p, m))
}

// topCountries are the countries with the most jobs.
func topCountries(l *i18n.Locale, x *jobIndex, t tally) []view.Link {
	places := make([]int, len(x.values[byCountry]))
	for i := range places {
		places[i] = i
	}
	slices.SortStableFunc(places, func(a, b int) int { return t.of[byCountry][b] - t.of[byCountry][a] })
	var links []view.Link
	for _, i := range places[:min(len(places), homeCountries)] {
		code := x.values[byCountry][i]
		links = append(links, view.Link{Text: x.countryName(l, code), Href: href(l, jobsPath, url.Values{"negara": {code}})})
	}
	return links
}

// whatsApp returns the address of the first hotline on WhatsApp, if there is one.
func whatsApp(lines []postgres.Hotline) string {
	for _, line := range lines {
		if strings.Contains(strings.ToLower(line.Channel), "whatsapp") {
			if digits := onlyDigits(line.Contact); digits != "" {
				return "https://wa.me/" + international(digits)
			}
		}
	}
	return ""
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII || !unicode.IsDigit(r) {
			return -1
		}
		return r
	}, s)
}

// international writes a domestic number with the country code of Indonesia.
func international(digits string) string {
	if rest, domestic := strings.CutPrefix(digits, "0"); domestic {
		return "62" + rest
	}
	return digits
}
