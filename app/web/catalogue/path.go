package catalogue

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	view "gerbang/views/catalogue"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

const (
	japanese = "ja" // ISO 639-1
	pathPage = "/pelatihan/jalur-jepang"
)

// JapanesePath explains the way from no Japanese at all to the departure,
// with what is open now at each step.
func (h *Handler) JapanesePath(c *fiber.Ctx) error {
	ctx := c.UserContext()
	levels, err := h.DB.LanguageLevels(ctx)
	if err != nil {
		return err
	}
	batches, err := h.DB.CourseBatches(ctx)
	if err != nil {
		return err
	}
	asked, err := h.DB.AskedByJobs(ctx)
	if err != nil {
		return err
	}
	p := h.Page(c, "path.title")
	p.Nav, p.Description = layout.NavCourses, p.T("path.lead")
	m := view.PathPage{}
	steps := app.LanguagePath(japanese, levels, batches, asked)
	open := 0
	for i := range steps {
		m.Stops = append(m.Stops, h.pathStop(p.L, &steps[i]))
		m.Jobs = steps[i].Opened
		for _, b := range steps[i].Batches {
			if b.Open(h.Now()) {
				open++
			}
		}
	}
	m.Open = open
	return h.Render(c, fiber.StatusOK, view.Path(p, m))
}

// pathStop makes one step of a language: its levels, the courses that lead to
// it and the jobs that ask for it.
func (h *Handler) pathStop(l *i18n.Locale, s *app.PathStep) view.PathStop {
	stop := view.PathStop{Title: levelNames(l, s.Levels), Key: s.Rank, JobsHref: href(l, jobsPath, nil)}
	for i := range s.Batches {
		if len(stop.Courses) < 3 {
			stop.Courses = append(stop.Courses, h.courseLink(l, &s.Batches[i]))
		}
	}
	if s.Asking > 0 {
		stop.Jobs = l.N("path.jobs_ask", s.Asking)
		var names []string
		for _, level := range s.Levels {
			names = append(names, level.Name())
		}
		stop.JobsHref = href(l, jobsPath, url.Values{"bahasa": names})
	}
	return stop
}

// levelNames joins the names of levels of one rank. Levels that are only
// talked about in interviews go without saying where a test has the rank.
func levelNames(l *i18n.Locale, levels []app.LanguageLevel) string {
	var names, spoken []string
	for _, v := range levels {
		if name := l.Language(v.Test, v.Level); v.ByInterview() {
			spoken = append(spoken, name)
		} else {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		names = spoken
	}
	return strings.Join(names, " / ")
}

// courseLink points to a batch and says when it can be applied for.
func (h *Handler) courseLink(l *i18n.Locale, b *app.CourseBatch) view.CourseLink {
	link := view.CourseLink{
		Title: joined(", ", l.Choose(b.Title, b.TitleEN), batch(l, b.Batch)), Href: l.Path(eventPath(app.Course) + "/" + b.Slug),
		Lang: l.Lang(b.TitleEN), Starts: l.T("catalogue.event.from", "date", l.DateShort(b.StartsAt)),
	}
	if b.Open(h.Now()) {
		link.Badge = ui.BadgeItem{Tone: ui.OK, Text: l.T("course.open_until", "date", l.DateShort(b.ClosesAt.Add(-1)))}
	} else {
		link.Badge = ui.BadgeItem{Tone: ui.Info, Text: l.T("catalogue.window.opens", "date", l.DateShort(b.OpensAt)), Icon: "calendar-days"}
	}
	return link
}

// coursesShown is how many courses of each way the page of a job names.
const coursesShown = 3

// jobCourses are the courses that lead to a job, in groups by how they do.
func (h *Handler) jobCourses(l *i18n.Locale, j *app.Job, ways []postgres.CourseWay) view.JobCourses {
	v := view.JobCourses{
		Language: l.Language(j.LanguageTest, j.LanguageLevel), AllHref: l.Path(eventPath(app.Course)),
	}
	if strings.HasPrefix(j.LanguageTest, "JLPT") || strings.HasPrefix(j.LanguageTest, "JFT") {
		v.PathHref = l.Path(pathPage)
	}
	for _, w := range ways {
		group := &v.First
		switch w.Way {
		case app.Reaches:
			group = &v.Reaching
		case app.BySector:
			group = &v.Trade
		}
		v.Open = v.Open || w.CourseBatch.Open(h.Now())
		if len(*group) < coursesShown {
			*group = append(*group, h.courseLink(l, &w.CourseBatch))
		}
	}
	return v
}
