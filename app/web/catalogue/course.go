package catalogue

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/app/web/eventtext"
	"gerbang/app/web/markdown"
	view "gerbang/views/catalogue"
	"gerbang/views/ui"
)

// jobsAfterCourse is how many of the jobs that a course opens its page shows.
const jobsAfterCourse = 3

// courseView makes what the page of a course shows beside other events.
func (h *Handler) courseView(c *fiber.Ctx, l *i18n.Locale, e *postgres.PublicEvent, rule *app.Eligibility, sessions []app.Session) (*view.Course, error) {
	if e.Kind != app.Course {
		return nil, nil
	}
	ctx := c.UserContext()
	stages := e.Stages
	if stages == nil {
		var err error
		if stages, err = h.DB.Stages(ctx, e.ID); err != nil {
			return nil, err
		}
	}
	today := app.Day(h.Now())
	v := &view.Course{
		Trade: l.Choose(e.Trade, e.TradeEN), Batch: batch(l, e.Batch), Centre: e.Centre, Programme: l.T("catalogue.programme." + string(e.Programme)),
		Length: courseLength(l, e), Outcomes: markdown.HTML(l.Choose(e.Outcomes, e.OutcomesEN)), OutcomesLang: l.Lang(e.OutcomesEN), CertificateLang: l.Lang(e.CertificateEN),
		Certificate: l.Choose(e.Certificate, e.CertificateEN), BNSP: e.BNSPScheme, Attendance: e.AttendancePercent,
		Timetable: timetable(l, sessions, today), Conditions: conditions(l, rule), Notes: lines(l.Choose(rule.Notes, rule.NotesEN)), NotesLang: l.Lang(rule.NotesEN),
	}
	for _, s := range stages {
		v.Stages = append(v.Stages, stageMoment(l, s, today))
	}
	if err := h.assess(c, l, e, rule, v); err != nil {
		return nil, err
	}
	return v, h.addPath(ctx, l, e, v)
}

func courseLength(l *i18n.Locale, e *postgres.PublicEvent) string {
	var parts []string
	if e.Days > 0 {
		parts = append(parts, l.N("common.days", e.Days))
	}
	if e.LessonHours > 0 {
		parts = append(parts, l.N("catalogue.course.hours", e.LessonHours))
	}
	return strings.Join(parts, ", ")
}

// timetable sums up the meetings in words and lists them, holidays included.
func timetable(l *i18n.Locale, sessions []app.Session, today time.Time) view.Timetable {
	meetings := slices.DeleteFunc(slices.Clone(sessions), func(s app.Session) bool { return s.Kind != app.MeetingSession })
	t := app.TimetableOf(meetings)
	if t.Meetings == 0 {
		return view.Timetable{}
	}
	clock := func(d time.Duration) time.Time { return t.First.Add(d) }
	v := view.Timetable{
		Days: l.Weekdays(t.Weekdays), Hours: l.ClockRange(clock(t.From), clock(t.Until)), Count: l.N("course.meetings", t.Meetings),
		Period: l.DateRange(t.First, t.Last),
	}
	if !t.SameHours {
		v.Hours = l.T("course.hours_mostly", "hours", v.Hours)
	}
	for _, d := range t.Gaps {
		v.Gaps = append(v.Gaps, l.DateShort(d))
	}
	gaps := t.Gaps
	for i := range meetings {
		for len(gaps) > 0 && gaps[0].Before(meetings[i].StartsAt) {
			v.Rows = append(v.Rows, view.Meeting{Date: l.Date(gaps[0]), Note: l.T("course.no_meeting"), Gap: true})
			gaps = gaps[1:]
		}
		v.Rows = append(v.Rows, view.Meeting{
			Number: i + 1, Date: l.Date(meetings[i].StartsAt), Time: l.ClockRange(meetings[i].StartsAt, meetings[i].EndsAt),
			Note: l.Choose(meetings[i].Title, meetings[i].TitleEN), Lang: l.Lang(meetings[i].TitleEN), Past: meetings[i].EndsAt.Before(today),
		})
	}
	return v
}

func stageMoment(l *i18n.Locale, s app.Stage, today time.Time) ui.Moment {
	m := ui.Moment{State: ui.Todo, Title: l.Choose(s.Name, s.NameEN), Text: l.Choose(s.Description, s.DescriptionEN),
		TitleLang: l.Lang(s.NameEN), TextLang: l.Lang(s.DescriptionEN)}
	if s.From.IsZero() {
		return m
	}
	from := time.Date(s.From.Year(), s.From.Month(), s.From.Day(), 0, 0, 0, 0, app.Jakarta)
	last := from
	if !s.Until.IsZero() {
		last = time.Date(s.Until.Year(), s.Until.Month(), s.Until.Day(), 0, 0, 0, 0, app.Jakarta)
	}
	m.Time = l.DateRange(from, last)
	switch {
	case last.Before(today):
		m.State = ui.Done
	case !from.After(today):
		m.State = ui.Current
	}
	return m
}

// conditions writes who may take part in plain words.
func conditions(l *i18n.Locale, e *app.Eligibility) []view.Condition {
	var out []view.Condition
	for _, c := range eventtext.Conditions(l, e) {
		out = append(out, view.Condition{Text: c.Text, Note: c.Note, Lang: l.Lang("")})
	}
	return out
}

// assess says beside each condition how the reader stands to it, when it is a
// candidate who is signed in.
func (h *Handler) assess(c *fiber.Ctx, l *i18n.Locale, e *postgres.PublicEvent, rule *app.Eligibility, v *view.Course) error {
	actor := web.Actor(c)
	if actor == nil || actor.CandidateID == 0 {
		return nil
	}
	ctx := c.UserContext()
	me, err := h.DB.Profile(ctx, actor)
	if err != nil {
		return err
	}
	levels, err := h.DB.LanguageLevels(ctx)
	if err != nil {
		return err
	}
	missed, unknown := 0, 0
	for i, k := range rule.Assess(me, levels, e.StartsAt) {
		switch k.State {
		case app.Met:
			v.Conditions[i].Standing = ui.BadgeItem{Tone: ui.OK, Text: l.T("eligibility.met")}
		case app.Missing:
			v.Conditions[i].Standing = ui.BadgeItem{Tone: ui.Warn, Text: l.T("eligibility.missed"), Icon: "triangle-alert"}
			missed++
		default:
			v.Conditions[i].Standing = ui.BadgeItem{Tone: ui.Mute, Text: l.T("eligibility.unknown"), Icon: "circle-help"}
			unknown++
		}
	}
	switch {
	case len(v.Conditions) == 0:
	case missed > 0:
		v.Verdict, v.VerdictTone = l.N("eligibility.verdict_missed", missed), ui.Warn
	case unknown > 0:
		v.Verdict, v.VerdictTone = l.N("eligibility.verdict_unknown", unknown), ui.Info
	default:
		v.Verdict, v.VerdictTone = l.T("eligibility.verdict_met"), ui.OK
	}
	return nil
}

// addPath adds where the course leads: the steps of its language and the jobs
// that it opens.
func (h *Handler) addPath(ctx context.Context, l *i18n.Locale, e *postgres.PublicEvent, v *view.Course) error {
	levels, err := h.DB.LanguageLevels(ctx)
	if err != nil {
		return err
	}
	asked, err := h.DB.AskedByJobs(ctx)
	if err != nil {
		return err
	}
	cards, total, err := h.DB.JobsAfter(ctx, &e.Training, levels, asked, jobsAfterCourse)
	if err != nil {
		return err
	}
	v.Jobs, v.JobCount = jobItems(l, cards, app.Day(h.Now())), total
	v.JobsHref = jobsHref(l, &e.Training, levels, asked)
	level, known := levels.Find(e.LanguageTest, e.LanguageLevel)
	if !known {
		return nil
	}
	batches, err := h.DB.CourseBatches(ctx)
	if err != nil {
		return err
	}
	v.Language = l.Language(level.Test, level.Level)
	if level.Language == japanese {
		v.PathHref = l.Path(pathPage)
	}
	steps := app.LanguagePath(level.Language, levels, batches, asked)
	for i := range steps {
		if steps[i].Rank > level.Rank+1 {
			break // what lies further on is for the page of the path
		}
		stop := h.pathStop(l, &steps[i])
		stop.Here = steps[i].Rank == level.Rank
		stop.Behind = steps[i].Rank < level.Rank
		v.Path = append(v.Path, stop)
	}
	return nil
}

// jobsHref leads to the list of the jobs that a course opens: those that
// accept one of the levels it suffices for, or lie in its sectors.
func jobsHref(l *i18n.Locale, t *app.Training, levels app.LanguageLevels, asked []app.AskCount) string {
	query := url.Values{}
	if t.LanguageTest == "" {
		query["sektor"] = t.Sectors
		return href(l, jobsPath, query)
	}
	have := t.Language()
	names := []string{have.Name()}
	for _, a := range asked {
		for _, want := range a.Accepted() {
			if name := want.Name(); levels.Compare(have, want) != app.NoFit && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names[1:])
	query["bahasa"] = names
	return href(l, jobsPath, query)
}
