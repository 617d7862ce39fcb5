package catalogue

import (
	"slices"
	"strings"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/find"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web/newstext"
	view "gerbang/views/catalogue"
)

// What the home page shows of each part.
const (
	homeJobs      = 6
	homeCourses   = 3
	homeFairs     = 2
	homePosts     = 3
	homeCountries = 5
)

// Home shows the ways in: a search, the newest jobs, open courses and the next fair.
func (h *Handler) Home(c *fiber.Ctx) error {
	ctx := c.UserContext()
	shelf, err := h.jobShelf(ctx)
	if err != nil {
		return err
	}
	newest := shelf.Search(find.Query{}, nil, homeJobs)
	jobs, err := h.DB.JobCards(ctx, newest.IDs)
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
	posts, _, err := h.DB.Announcements(ctx, 0, homePosts)
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
	m := view.HomePage{
		News: newstext.Teasers(l, posts),
		Jobs: jobItems(l, jobs, app.Day(h.Now())), Countries: topCountries(l, shelf, newest.Counts(find.ByCountry)), WhatsApp: whatsApp(lines),
		JobCount: l.N("catalogue.home.jobs", newest.Total), CourseCount: l.N("catalogue.home.courses", counts.OpenCourses),
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
func topCountries(l *i18n.Locale, s *jobShelf, counts []find.Count) []view.Link {
	counts = slices.Clone(counts)
	slices.SortStableFunc(counts, func(a, b find.Count) int { return b.Jobs - a.Jobs })
	var links []view.Link
	for _, c := range counts[:min(len(counts), homeCountries)] {
		links = append(links, view.Link{Text: s.countryName(l, c.Value), Href: href(l, jobsPath, find.Query{Countries: []string{c.Value}}.Values())})
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
