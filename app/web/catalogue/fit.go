package catalogue

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/find"
	"gerbang/app/i18n"
	"gerbang/app/web"
	view "gerbang/views/catalogue"
	"gerbang/views/ui"
)

// fit tells which jobs of a list suit the signed-in candidate.
type fit struct {
	profile *app.Profile
	levels  app.LanguageLevels
	now     time.Time
}

// fit returns what chooses jobs for the visitor, nil when the query does not
// ask for that or nobody is there whom they could suit.
func (h *Handler) fit(c *fiber.Ctx, q find.Query) (*fit, error) {
	actor := web.Actor(c)
	if !q.Fits || !actor.Can(app.Apply) {
		return nil, nil
	}
	f := &fit{now: h.Now()}
	var err error
	if f.profile, err = h.DB.Profile(c.UserContext(), actor); err != nil {
		return nil, err
	}
	f.levels, err = h.DB.LanguageLevels(c.UserContext())
	return f, err
}

// suits is app.MatchJob over what an index knows of a job: all that is
// counted, and nothing that is only named.
func (f *fit) suits(j *find.Job) bool {
	asked := app.Job{
		Sector: j.Sector, Education: j.Education, LanguageTest: j.LanguageTest, LanguageLevel: j.LanguageLevel,
		LanguageOrTest: j.LanguageOrTest, LanguageOrLevel: j.LanguageOrLevel, ExperienceYears: j.ExperienceYears,
		AgeMin: j.AgeMin, AgeMax: j.AgeMax, ClosesOn: j.ClosesOn,
	}
	if j.Men {
		asked.QuotaMen = 1
	}
	if j.Women {
		asked.QuotaWomen = 1
	}
	return app.MatchJob(f.profile, &asked, f.levels, f.now).Suitability() == app.Suits
}

// search is a search of the index, among the jobs that suit if f is not nil.
func (f *fit) search(x *find.Index, q find.Query, m *find.Matches) find.Result {
	if f == nil {
		return x.Search(q, m, perPage)
	}
	return x.SearchAmong(q, m, perPage, f.suits)
}

// personalize adds to the list what is there for candidates: the choice of
// jobs that suit them, and for everybody the way to keep the search. Whatever
// is personal is there for the signed-in alone.
func (h *Handler) personalize(c *fiber.Ctx, m *view.JobsPage, q find.Query, f *fit) {
	l := h.Locale(c)
	if q.Narrows() {
		keep := q.But(func(q *find.Query) { q.Fits, q.Sort = false, "" }).Values()
		keep.Set("nama", searchName(m.Chips))
		m.KeepHref = href(l, "/akun/pencarian/baru", keep)
	}
	if !web.Actor(c).Can(app.Apply) {
		return
	}
	turned := q.But(func(q *find.Query) { q.Fits = !q.Fits }).Values()
	if f == nil {
		m.FitHref = href(l, jobsPath, turned)
		return
	}
	m.Fits = true
	m.Chips = append(m.Chips, ui.Chip{Text: l.T("match.title"), Href: href(l, jobsPath, turned)})
	m.Unknown = unknown(l, f.profile, h.Now(), href(l, jobsPath, q.Values()))
	for i := range m.Items {
		m.Items[i].Badges = slices.Insert(m.Items[i].Badges, 0, ui.BadgeItem{Tone: ui.OK, Text: l.T("match.suits"), Icon: "user-check"})
	}
}

// searchName suggests a name for a search: its filters.
func searchName(chips []ui.Chip) string {
	names := make([]string, len(chips))
	for i, chip := range chips {
		names[i] = chip.Text
	}
	return strings.Join(names, ", ")
}

// unknown links to the parts of the profile without which jobs are left out.
func unknown(l *i18n.Locale, p *app.Profile, now time.Time, back string) []view.Link {
	// A job that asks for one thing of each kind.
	asks := app.Job{Education: app.SD, QuotaMen: 1, ExperienceYears: 1, ClosesOn: now}
	var links []view.Link
	for _, c := range app.MatchJob(p, &asks, nil, now) {
		if c.State == app.Unknown && c.Kind != app.BySex {
			links = append(links, view.Link{Text: l.T("match.step." + string(c.Kind)), Href: view.AnswerHref(l, c, back)})
		}
	}
	if len(p.Certificates) == 0 {
		links = append(links, view.Link{Text: l.T("match.step.language"), Href: view.AnswerHref(l, app.Criterion{Kind: app.ByLanguage}, back)})
	}
	return links
}
