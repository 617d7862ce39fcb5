package app_test

import (
	"testing"
	"time"

	"gerbang/app"
)

func TestCourseLeadsToJob(t *testing.T) {
	n5, n4 := app.Training{LanguageTest: "JLPT", LanguageLevel: "N5"}, app.Training{LanguageTest: "JLPT", LanguageLevel: "N4"}
	jft := app.Training{LanguageTest: "JFT-Basic", LanguageLevel: "A2"}
	weld := app.Training{Sectors: []string{"pengelasan", "konstruksi"}}
	odd := app.Training{LanguageTest: "TestX", LanguageLevel: "1"}
	asks := func(test, level string) app.Asking { return app.Asking{Test: test, Level: level, Sector: "pengelasan"} }
	for _, tt := range []struct {
		name   string
		course app.Training
		job    app.Asking
		want   app.Way
	}{
		{"the level itself", n4, asks("JLPT", "N4"), app.Reaches},
		{"a lower level", n4, asks("JLPT", "N5"), app.Reaches},
		{"a higher level", n4, asks("JLPT", "N3"), app.FirstStep},
		{"another test of the rank", n4, asks("JFT-Basic", "A2"), app.Reaches},
		{"and the other way round", jft, asks("JLPT", "N4"), app.Reaches},
		{"the test accepted instead", n4, app.Asking{Test: "JLPT", Level: "N3", OrTest: "JFT-Basic", OrLevel: "A2"}, app.Reaches},
		{"below both", n5, app.Asking{Test: "JLPT", Level: "N4", OrTest: "JFT-Basic", OrLevel: "A2"}, app.FirstStep},
		{"another language", n4, asks("EPS-TOPIK", ""), app.NoWay},
		{"no language asked", n4, asks("", ""), app.NoWay},
		{"a test nobody ranked, the same", odd, asks("TestX", "1"), app.Reaches},
		{"a test nobody ranked, another level", odd, asks("TestX", "2"), app.NoWay},
		{"the trade's sector", weld, asks("JLPT", "N4"), app.BySector},
		{"another sector", weld, app.Asking{Sector: "restoran"}, app.NoWay},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.course.LeadsTo(tt.job, testLevels); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestLanguagePath(t *testing.T) {
	batch := func(test, level string) app.CourseBatch {
		return app.CourseBatch{Slug: test + level, Training: app.Training{LanguageTest: test, LanguageLevel: level}}
	}
	asked := []app.AskCount{
		{Asking: app.Asking{Test: "JLPT", Level: "N4", OrTest: "JFT-Basic", OrLevel: "A2"}, Jobs: 5},
		{Asking: app.Asking{Test: "JLPT", Level: "N3", OrTest: "JLPT", OrLevel: "N4"}, Jobs: 2},
		{Asking: app.Asking{Test: "JLPT", Level: "N3"}, Jobs: 1},
		{Asking: app.Asking{Test: "EPS-TOPIK"}, Jobs: 9},
	}
	steps := app.LanguagePath("ja", testLevels, []app.CourseBatch{batch("JLPT", "N5"), batch("EPS-TOPIK", "")}, asked)
	if len(steps) != 3 {
		t.Fatalf("steps = %+v", steps)
	}
	for i, want := range []struct{ rank, levels, batches, asking, opened int }{{1, 1, 1, 0, 0}, {2, 2, 0, 7, 7}, {3, 1, 0, 1, 8}} {
		s := steps[i]
		if s.Rank != want.rank || len(s.Levels) != want.levels || len(s.Batches) != want.batches || s.Asking != want.asking || s.Opened != want.opened {
			t.Errorf("step %d = %+v, want %+v", i, s, want)
		}
	}
}

func TestTimetable(t *testing.T) {
	monday := time.Date(2026, 11, 30, 0, 0, 0, 0, app.Jakarta)
	plan := app.MeetingPlan{
		First: monday, Weekdays: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
		From: 8 * time.Hour, Until: 15 * time.Hour, Count: 20, LeftOut: []time.Time{monday.AddDate(0, 0, 9)},
	}
	meetings, err := plan.Meetings()
	if err != nil || len(meetings) != 20 {
		t.Fatalf("%d meetings, %v", len(meetings), err)
	}
	got := app.TimetableOf(meetings)
	if len(got.Weekdays) != 5 || got.From != 8*time.Hour || got.Until != 15*time.Hour || !got.SameHours || got.Meetings != 20 {
		t.Errorf("timetable = %+v", got)
	}
	if len(got.Gaps) != 1 || !got.Gaps[0].Equal(monday.AddDate(0, 0, 9)) {
		t.Errorf("gaps = %v", got.Gaps)
	}
	// One class moved to a Saturday does not make Saturdays a habit.
	meetings[19].StartsAt, meetings[19].EndsAt = monday.AddDate(0, 0, 26).Add(9*time.Hour), monday.AddDate(0, 0, 26).Add(12*time.Hour)
	if got = app.TimetableOf(meetings); len(got.Weekdays) != 5 || got.SameHours {
		t.Errorf("with a moved class: %+v", got)
	}
}

func TestMeetingPlanSaysWhatIsWrong(t *testing.T) {
	monday := time.Date(2026, 11, 30, 0, 0, 0, 0, app.Jakarta)
	good := app.MeetingPlan{First: monday, Weekdays: []time.Weekday{time.Monday}, From: 8 * time.Hour, Until: 9 * time.Hour, Count: 3}
	for name, tt := range map[string]struct {
		change func(*app.MeetingPlan)
		field  string
	}{
		"no first day":          {func(p *app.MeetingPlan) { p.First = time.Time{} }, "first"},
		"no weekday":            {func(p *app.MeetingPlan) { p.Weekdays = nil }, "weekday"},
		"ends before start":     {func(p *app.MeetingPlan) { p.Until = p.From }, "until"},
		"never ends":            {func(p *app.MeetingPlan) { p.Count = 0 }, "count"},
		"ends before it begins": {func(p *app.MeetingPlan) { p.Last = monday.AddDate(0, 0, -1) }, "last"},
		"no day fits":           {func(p *app.MeetingPlan) { p.Count, p.Weekdays, p.Last = 0, []time.Weekday{time.Sunday}, monday }, "first"},
		"too many":              {func(p *app.MeetingPlan) { p.Count = 201 }, "count"},
	} {
		t.Run(name, func(t *testing.T) {
			p := good
			tt.change(&p)
			_, err := p.Meetings()
			errs, ok := err.(app.FieldErrors)
			if !ok || errs[0].Field != tt.field {
				t.Errorf("err = %v, want one at %s", err, tt.field)
			}
		})
	}
}
