package app_test

import (
	"slices"
	"testing"
	"time"

	"gerbang/app"
)

// ruled is a fair whose rules agree: it opens on the 1st, and is on the 20th
// of December from nine to three.
func ruled() (app.Event, app.Eligibility, app.RuleContext) {
	at := func(day, hour int) time.Time { return time.Date(2026, 12, day, hour, 0, 0, 0, app.Jakarta) }
	e := app.NewEvent(app.JobFair)
	e.Title, e.OpensAt, e.ClosesAt, e.StartsAt, e.EndsAt, e.Capacity = "Bursa Kerja", at(1, 8), at(19, 20), at(20, 9), at(20, 15), 100
	wave := func(hour int) app.Session {
		return app.Session{ID: int64(hour), Kind: app.EntrySession, StartsAt: at(20, hour), EndsAt: at(20, hour).Add(50 * time.Minute), Capacity: 50, Taken: 20}
	}
	return e, app.Eligibility{}, app.RuleContext{Waves: []app.Session{wave(9), wave(10)}, Taken: 40, Approval: app.Instant}
}

func TestCheckRules(t *testing.T) {
	moment := func(day, hour int) *time.Time {
		m := time.Date(2026, 12, day, hour, 0, 0, 0, app.Jakarta)
		return &m
	}
	for name, tt := range map[string]struct {
		change func(e *app.Event, g *app.Eligibility, there *app.RuleContext)
		want   []string // fields
	}{
		"all agree":                        {func(*app.Event, *app.Eligibility, *app.RuleContext) {}, nil},
		"no title":                         {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) { e.Title = " " }, []string{"title"}},
		"ends before it begins":            {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) { e.EndsAt = e.StartsAt }, []string{"ends_on"}},
		"closes before it opens":           {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) { e.ClosesAt = e.OpensAt }, []string{"closes_on"}},
		"closes after the event":           {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) { e.ClosesAt = *moment(20, 16) }, []string{"closes_on"}},
		"begins after its first wave":      {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) { e.StartsAt = *moment(20, 10) }, []string{"starts_on"}},
		"ends before its last wave":        {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) { e.EndsAt = *moment(20, 10) }, []string{"ends_on"}},
		"clearing that waves keep":         {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) { e.Clearing = 10 * time.Minute }, nil},
		"clearing that waves do not keep":  {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) { e.Clearing = 15 * time.Minute }, []string{"clearing_minutes"}},
		"fewer places than taken":          {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) { e.Capacity = 39 }, []string{"capacity"}},
		"fewer places than taken, knowing": {func(e *app.Event, _ *app.Eligibility, c *app.RuleContext) { e.Capacity, c.Fewer = 39, true }, nil},
		"as many places as taken":          {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) { e.Capacity = 40 }, nil},
		"the sessions alone limit":         {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) { e.Capacity = 0 }, nil},
		"cancelling before it opens":       {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) { e.CancelUntil = moment(1, 7) }, []string{"cancel_until_on"}},
		"changing after the end":           {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) { e.ChangeUntil = moment(21, 7) }, []string{"change_until_on"}},
		"half a reconfirmation":            {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) { e.ReconfirmFrom = moment(17, 8) }, []string{"reconfirm_until_on"}},
		"the other half":                   {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) { e.ReconfirmUntil = moment(17, 8) }, []string{"reconfirm_from_on"}},
		"reconfirmation": {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) {
			e.ReconfirmFrom, e.ReconfirmUntil = moment(17, 8), moment(19, 8)
		}, nil},
		"reconfirmation backwards": {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) {
			e.ReconfirmFrom, e.ReconfirmUntil = moment(19, 8), moment(17, 8)
		}, []string{"reconfirm_until_on"}},
		"reconfirmation during the event": {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) {
			e.ReconfirmFrom, e.ReconfirmUntil = moment(19, 8), moment(20, 10)
		}, []string{"reconfirm_until_on"}},
		"reconfirmation before registering": {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) {
			e.ReconfirmFrom, e.ReconfirmUntil = moment(1, 7), moment(19, 8)
		}, []string{"reconfirm_from_on"}},
		"an offer of a month":  {func(e *app.Event, _ *app.Eligibility, _ *app.RuleContext) { e.OfferFor = 30 * 24 * time.Hour }, []string{"offer_hours"}},
		"of age by law":        {func(_ *app.Event, g *app.Eligibility, _ *app.RuleContext) { g.AgeMin = app.Adult }, nil},
		"older, for no reason": {func(_ *app.Event, g *app.Eligibility, _ *app.RuleContext) { g.AgeMin = 21 }, []string{"age_reason"}},
		"older, for a reason": {func(_ *app.Event, g *app.Eligibility, _ *app.RuleContext) {
			g.AgeMin, g.AgeReason = 21, "Aturan negara tujuan"
		}, nil},
		"a highest age, for no reason":       {func(_ *app.Event, g *app.Eligibility, _ *app.RuleContext) { g.AgeMax = 35 }, []string{"age_reason"}},
		"one sex, for no reason":             {func(_ *app.Event, g *app.Eligibility, _ *app.RuleContext) { g.Sex = app.Female }, []string{"sex_reason"}},
		"instant while people are undecided": {func(_ *app.Event, _ *app.Eligibility, c *app.RuleContext) { c.Pending, c.Approval = 3, app.Review }, []string{"approval"}},
		"a selection becomes a review while people apply": {func(e *app.Event, _ *app.Eligibility, c *app.RuleContext) {
			e.Approval, c.Live, c.Approval = app.Review, 1, app.Selection
		}, []string{"approval"}},
		"a selection becomes instant while people apply": {func(_ *app.Event, _ *app.Eligibility, c *app.RuleContext) {
			c.Live, c.Pending, c.Approval = 1, 1, app.Selection
		}, []string{"approval"}},
		"a selection with results that becomes a review": {func(e *app.Event, _ *app.Eligibility, c *app.RuleContext) {
			e.Approval, c.Results, c.Approval = app.Review, true, app.Selection
		}, []string{"approval"}},
		"a selection nobody applied to becomes a review": {func(e *app.Event, _ *app.Eligibility, c *app.RuleContext) {
			e.Approval, c.Approval = app.Review, app.Selection
		}, nil},
		"a selection stays one": {func(e *app.Event, _ *app.Eligibility, c *app.RuleContext) {
			e.Approval, c.Live, c.Results, c.Approval = app.Selection, 9, true, app.Selection
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			e, g, there := ruled()
			tt.change(&e, &g, &there)
			var got []string
			for _, err := range app.CheckRules(&e, &g, there) {
				got = append(got, err.Field)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("problems beside %v, want %v", got, tt.want)
			}
		})
	}
}

func TestCheckWaveNamesTheNeighbour(t *testing.T) {
	e, _, there := ruled()
	e.Clearing = 10 * time.Minute
	at := func(hour, minute int) time.Time { return time.Date(2026, 12, 20, hour, minute, 0, 0, app.Jakarta) }
	for name, tt := range map[string]struct {
		from, until time.Time
		capacity    int
		field, key  string
	}{
		"fits":               {at(11, 0), at(11, 50), 10, "", ""},
		"too soon after one": {at(10, 55), at(11, 50), 10, "wave_from", "rules.error.wave_clearing"},
		"upon another":       {at(9, 30), at(9, 40), 10, "wave_from", "rules.error.wave_overlap"},
		"backwards":          {at(12, 0), at(11, 0), 10, "wave_until", "training.error.hours"},
		"before the event":   {at(8, 0), at(8, 45), 10, "wave_from", "rules.error.wave_early"},
		"after it":           {at(14, 30), at(15, 30), 10, "wave_until", "rules.error.wave_late"},
	} {
		t.Run(name, func(t *testing.T) {
			w := app.Session{StartsAt: tt.from, EndsAt: tt.until, Capacity: tt.capacity}
			errs := app.CheckWave(&e, &w, there.Waves, false)
			switch {
			case tt.field == "" && len(errs) > 0:
				t.Errorf("%v", errs)
			case tt.field != "" && (len(errs) == 0 || errs[0].Field != tt.field || errs[0].Key != tt.key):
				t.Errorf("%v, want %s %s", errs, tt.field, tt.key)
			}
		})
	}
	held := there.Waves[0]
	held.Capacity = 10
	if errs := app.CheckWave(&e, &held, there.Waves, false); len(errs) != 1 || errs[0].Field != "wave_capacity" {
		t.Errorf("fewer places than taken: %v", errs)
	}
	if errs := app.CheckWave(&e, &held, there.Waves, true); len(errs) != 0 {
		t.Errorf("knowingly: %v", errs)
	}
}

func TestWavePlan(t *testing.T) {
	e, _, _ := ruled()
	e.Clearing = 10 * time.Minute
	plan := app.WavePlan{Days: []time.Time{app.Day(e.StartsAt)}, From: 9 * time.Hour, Until: 15 * time.Hour, Length: 50 * time.Minute, Gap: 10 * time.Minute, Capacity: 200}
	waves, err := plan.Waves(&e)
	if err != nil || len(waves) != 6 || !waves[5].EndsAt.Equal(e.EndsAt.Add(-10*time.Minute)) {
		t.Fatalf("%d waves, %v", len(waves), err)
	}
	for name, tt := range map[string]struct {
		change func(*app.WavePlan)
		field  string
	}{
		"no day":          {func(p *app.WavePlan) { p.Days = nil }, "plan_day"},
		"too short a gap": {func(p *app.WavePlan) { p.Gap = 0 }, "plan_gap"},
		"nothing fits":    {func(p *app.WavePlan) { p.Until = p.From + 10*time.Minute }, "plan_minutes"},
		"outside":         {func(p *app.WavePlan) { p.From = 7 * time.Hour }, "plan_from"},
		"backwards":       {func(p *app.WavePlan) { p.Until = p.From }, "plan_until"},
	} {
		p := plan
		tt.change(&p)
		_, err := p.Waves(&e)
		errs, _ := err.(app.FieldErrors)
		if len(errs) == 0 || errs[0].Field != tt.field {
			t.Errorf("%s: %v, want %s", name, err, tt.field)
		}
	}
}
