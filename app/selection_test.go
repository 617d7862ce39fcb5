package app_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gerbang/app"
)

func scored(scores ...int) []app.Mark {
	out := make([]app.Mark, len(scores))
	for i, s := range scores {
		switch s {
		case absent:
			out[i].State = app.WasAbsent
		case missing:
		default:
			out[i] = app.Mark{State: app.Scored, Score: app.Points(s) * 100}
		}
	}
	return out
}

const (
	absent  = -1
	missing = -2
)

func plan(reserves int, ties ...app.TieBreak) *app.SelectionPlan {
	return &app.SelectionPlan{Reserves: reserves, TieBreaks: ties, Components: []app.Component{
		{ID: 1, Weight: 40, Max: 100_00}, {ID: 2, Weight: 60, Max: 50_00, Pass: 20_00, HasPass: true},
	}}
}

func TestRanking(t *testing.T) {
	day := time.Date(2026, 11, 1, 8, 0, 0, 0, app.Jakarta)
	yes := func(id int64, minute, priority int, marks []app.Mark) app.Applicant {
		return app.Applicant{RegistrationID: id, SubmittedAt: day.Add(time.Duration(minute) * time.Minute), Priority: priority, Check: app.Eligible, Marks: marks}
	}
	type want struct {
		id      int64
		rank    int
		total   string
		outcome app.RegistrationStatus
		reserve int
		why     app.Why
	}
	for name, c := range map[string]struct {
		plan  *app.SelectionPlan
		seats int
		in    []app.Applicant
		want  []want
	}{
		"weights, seats, reserve and beyond": {plan(1), 1, []app.Applicant{
			yes(1, 0, 0, scored(50, 25)), yes(2, 1, 0, scored(100, 50)), yes(3, 2, 0, scored(0, 45)),
		}, []want{{2, 1, "100.00", app.Accepted, 0, app.WhyRanked}, {3, 2, "54.00", app.Reserve, 1, app.WhyRanked}, {1, 3, "50.00", app.Rejected, 0, app.WhyRanked}}},
		"pass marks, absences, missing marks and checks keep from a rank": {plan(9), 9, []app.Applicant{
			yes(1, 0, 0, scored(100, 19)), yes(2, 0, 0, scored(absent, 50)), yes(3, 0, 0, scored(50, missing)), yes(4, 0, 0, scored(0, 20)),
			{RegistrationID: 5, Check: app.NotEligible, Marks: scored(100, 50)}, {RegistrationID: 6, Marks: scored(100, 50)},
		}, []want{
			{4, 1, "24.00", app.Accepted, 0, app.WhyRanked}, {6, 0, "100.00", app.Rejected, 0, app.WhyUnchecked}, {1, 0, "62.80", app.Rejected, 0, app.WhyPass},
			{2, 0, "", app.Rejected, 0, app.WhyAbsent}, {3, 0, "", app.Rejected, 0, app.WhyIncomplete}, {5, 0, "", app.Rejected, 0, app.WhyIneligible},
		}},
		"who was not let in to a later sitting has nothing missing there": {plan(9), 9, []app.Applicant{
			yes(1, 0, 0, scored(90, 40)), {RegistrationID: 2, Check: app.Eligible, Halted: true, Marks: scored(95, missing)}, {RegistrationID: 3, Halted: true, Marks: scored(95, missing)},
			{RegistrationID: 4, Check: app.Eligible, Halted: true, Override: app.Accepted, Marks: scored(10, missing)},
		}, []want{
			{1, 1, "84.00", app.Accepted, 0, app.WhyRanked}, {2, 0, "", app.Rejected, 0, app.WhyStage}, {3, 0, "", app.Rejected, 0, app.WhyUnchecked}, {4, 0, "", app.Accepted, 0, app.WhyOverride},
		}},
		"equal totals: the weightiest component first": {plan(0, app.ByComponents), 1, []app.Applicant{
			yes(1, 0, 0, scored(60, 20)), yes(2, 9, 0, scored(0, 40)),
		}, []want{{2, 1, "48.00", app.Accepted, 0, app.WhyRanked}, {1, 2, "48.00", app.Rejected, 0, app.WhyRanked}}},
		"equal totals: a priority, then who came first, then the number": {plan(0, app.ByPriority, app.ByEarlier), 1, []app.Applicant{
			yes(4, 3, 0, scored(50, 25)), yes(3, 3, 0, scored(50, 25)), yes(2, 1, 0, scored(50, 25)), yes(1, 9, 5, scored(50, 25)),
		}, []want{
			{1, 1, "50.00", app.Accepted, 0, app.WhyRanked}, {2, 2, "50.00", app.Rejected, 0, app.WhyRanked},
			{3, 3, "50.00", app.Rejected, 0, app.WhyRanked}, {4, 4, "50.00", app.Rejected, 0, app.WhyRanked},
		}},
		"what staff decided, but never one seat too many": {plan(1), 1, []app.Applicant{
			yes(1, 0, 0, scored(100, 50)),
			{RegistrationID: 2, Check: app.Eligible, Marks: scored(absent, absent), Override: app.Accepted},
			{RegistrationID: 3, Check: app.Eligible, Marks: scored(0, 20), Override: app.Accepted},
			{RegistrationID: 4, Check: app.Eligible, Marks: scored(90, 50), Override: app.Rejected},
		}, []want{
			{1, 1, "100.00", app.Reserve, 1, app.WhyRanked}, {4, 2, "96.00", app.Rejected, 0, app.WhyOverride},
			{3, 3, "24.00", app.Accepted, 0, app.WhyOverride}, {2, 0, "", app.Reserve, 2, app.WhyOverride},
		}},
		"halves are rounded up": {&app.SelectionPlan{Components: []app.Component{{ID: 1, Weight: 1, Max: 100_00}, {ID: 2, Weight: 1, Max: 100_00}}}, 1, []app.Applicant{
			{RegistrationID: 1, Check: app.Eligible, Marks: []app.Mark{{State: app.Scored, Score: 7801}, {State: app.Scored, Score: 7800}}},
		}, []want{{1, 1, "78.01", app.Accepted, 0, app.WhyRanked}}},
	} {
		t.Run(name, func(t *testing.T) {
			r := app.RankApplicants(c.plan, c.seats, c.in)
			for i, st := range r.Standings {
				got := want{st.RegistrationID, st.Rank, "", st.Outcome, st.ReserveNo, st.Why}
				if st.HasTotal {
					got.total = fmt.Sprintf("%d.%02d", st.Total/100, st.Total%100)
				}
				if i >= len(c.want) || got != c.want[i] {
					t.Errorf("%d: got %+v, want %+v", i, got, c.want[min(i, len(c.want)-1)])
				}
			}
		})
	}
}

func drawn(t *rapid.T) (*app.SelectionPlan, int, []app.Applicant) {
	p := &app.SelectionPlan{Reserves: rapid.IntRange(0, 8).Draw(t, "reserves")}
	for _, tie := range app.TieBreaks() {
		if rapid.Bool().Draw(t, string(tie)) {
			p.TieBreaks = append(p.TieBreaks, tie)
		}
	}
	for i := range rapid.IntRange(1, 4).Draw(t, "components") {
		c := app.Component{ID: int64(i + 1), Weight: rapid.IntRange(1, 5).Draw(t, "weight"), Max: app.Points(rapid.IntRange(1, 20).Draw(t, "max")) * 500}
		if c.HasPass = rapid.Bool().Draw(t, "has pass"); c.HasPass {
			c.Pass = app.Points(rapid.Int64Range(0, int64(c.Max)).Draw(t, "pass"))
		}
		p.Components = append(p.Components, c)
	}
	people := make([]app.Applicant, rapid.IntRange(0, 30).Draw(t, "people"))
	for i := range people {
		people[i] = app.Applicant{
			RegistrationID: int64(i + 1), SubmittedAt: time.Unix(rapid.Int64Range(0, 3).Draw(t, "at"), 0), Priority: rapid.IntRange(0, 1).Draw(t, "priority"),
			Check:    rapid.SampledFrom([]app.SelectionCheck{app.Eligible, app.Eligible, app.Eligible, app.NotEligible, app.Unchecked}).Draw(t, "check"),
			Override: rapid.SampledFrom([]app.RegistrationStatus{"", "", "", "", app.Accepted, app.Reserve, app.Rejected}).Draw(t, "override"),
		}
		for _, c := range p.Components {
			m := app.Mark{State: rapid.SampledFrom([]app.MarkState{app.Scored, app.Scored, app.Scored, app.WasAbsent, app.NoMark}).Draw(t, "state")}
			if m.State == app.Scored {
				m.Score = app.Points(rapid.Int64Range(0, 4).Draw(t, "score")) * c.Max / 4
			}
			people[i].Marks = append(people[i].Marks, m)
		}
	}
	return p, rapid.IntRange(0, 12).Draw(t, "seats"), people
}

func TestRankingHoldsForAnySelection(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, seats, people := drawn(t)
		r := app.RankApplicants(p, seats, people)

		accepted, reserve, lastTotal := 0, 0, app.Points(101_00)
		for i, st := range r.Standings {
			switch st.Outcome {
			case app.Accepted:
				accepted++
			case app.Reserve:
				if reserve++; st.ReserveNo != reserve {
					t.Fatalf("reserve number %d after %d", st.ReserveNo, reserve-1)
				}
			}
			if st.Rank > 0 {
				if st.Rank != i+1 || st.Total > lastTotal {
					t.Fatalf("rank %d with %d at %d after %d", st.Rank, st.Total, i, lastTotal)
				}
				lastTotal = st.Total
			}
			if st.Outcome == app.Accepted && (st.Why == app.WhyIneligible || st.Why == app.WhyUnchecked) {
				t.Fatalf("accepted without a check: %+v", st)
			}
		}
		if accepted > seats || accepted != r.Accepted || reserve != r.Reserve || len(r.Standings) != len(people) {
			t.Fatalf("%d accepted for %d seats, %d in reserve, %d of %d: %+v", accepted, seats, reserve, len(r.Standings), len(people), r)
		}

		shuffled := slices.Clone(people)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 0)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if again := app.RankApplicants(p, seats, shuffled); !reflect.DeepEqual(r, again) {
			t.Fatalf("the order of arrival changed the ranking:\n%+v\n%+v", r, again)
		}
	})
}

// Who gets a better score never comes out worse.
func TestBetterScoresNeverHarm(t *testing.T) {
	worth := map[app.RegistrationStatus]int{app.Rejected: 0, app.Reserve: 1, app.Accepted: 2}
	rapid.Check(t, func(t *rapid.T) {
		p, seats, people := drawn(t)
		if len(people) == 0 {
			return
		}
		who, at := rapid.IntRange(0, len(people)-1).Draw(t, "who"), rapid.IntRange(0, len(p.Components)-1).Draw(t, "component")
		find := func(r app.Ranking) app.Standing {
			return r.Standings[slices.IndexFunc(r.Standings, func(s app.Standing) bool { return s.RegistrationID == people[who].RegistrationID })]
		}
		before := find(app.RankApplicants(p, seats, people))
		m := &people[who].Marks[at]
		if m.State != app.Scored {
			return
		}
		m.Score = app.Points(rapid.Int64Range(int64(m.Score), int64(p.Components[at].Max)).Draw(t, "better"))
		after := find(app.RankApplicants(p, seats, people))
		if worth[after.Outcome] < worth[before.Outcome] || before.Rank > 0 && (after.Rank == 0 || after.Rank > before.Rank) || after.Total < before.Total {
			t.Fatalf("a better score harmed: %+v became %+v", before, after)
		}
	})
}

func TestConfirmUntil(t *testing.T) {
	p := &app.SelectionPlan{ConfirmDays: 3}
	at := func(day, hour int) time.Time { return time.Date(2026, 12, day, hour, 0, 0, 0, app.Jakarta) }
	for _, c := range []struct{ given, starts, want time.Time }{
		{at(1, 9), at(20, 8), at(5, 0)},
		{at(1, 0), at(20, 8), at(5, 0)},
		{at(18, 9), at(20, 8), at(20, 8)},
		{at(21, 9), at(20, 8), at(25, 0)}, // after the beginning nothing shortens it
	} {
		if got := p.ConfirmUntil(c.given, c.starts); !got.Equal(c.want) {
			t.Errorf("given %v, begins %v: %v, want %v", c.given, c.starts, got, c.want)
		}
	}
}

func TestAssignSlots(t *testing.T) {
	slots := []app.Session{{Capacity: 2, Taken: 1}, {Capacity: 1, Taken: 1}, {Capacity: 3}}
	for order, want := range map[app.SlotOrder][]int{app.FillSlots: {0, 2, 2, 2}, app.SpreadSlots: {0, 2, 2, 2}} {
		if got := app.AssignSlots(order, slots, 6); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", order, got, want)
		}
	}
	slots = []app.Session{{Capacity: 2}, {Capacity: 3}, {}}
	if got := app.AssignSlots(app.SpreadSlots, slots, 5); !slices.Equal(got, []int{0, 1, 2, 0, 1}) {
		t.Errorf("spread: %v", got)
	}
	if got := app.AssignSlots(app.FillSlots, nil, 5); len(got) != 0 {
		t.Errorf("no slots: %v", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		slots := make([]app.Session, rapid.IntRange(0, 6).Draw(t, "slots"))
		free := 0
		for i := range slots {
			slots[i].Capacity = rapid.IntRange(1, 9).Draw(t, "capacity")
			slots[i].Taken = rapid.IntRange(0, 10).Draw(t, "taken")
			free += slots[i].Left()
		}
		n := rapid.IntRange(0, 40).Draw(t, "people")
		given := app.AssignSlots(rapid.SampledFrom([]app.SlotOrder{app.FillSlots, app.SpreadSlots}).Draw(t, "order"), slots, n)
		if len(given) != min(n, free) {
			t.Fatalf("%d of %d people assigned to %d free places", len(given), n, free)
		}
		for _, at := range given {
			if slots[at].Taken++; slots[at].Taken > slots[at].Capacity {
				t.Fatalf("slot %d oversold", at)
			}
		}
	})
}

func TestPoints(t *testing.T) {
	for text, want := range map[string]string{"78": "78", " 78,5 ": "78,5", "78.25": "78,25", "0": "0", "100,00": "100", "7,05": "7,05"} {
		if p, ok := app.ParsePoints(text); !ok || p.String() != want {
			t.Errorf("%q: %v %v", text, p, ok)
		}
	}
	for _, text := range []string{"", "a", "-1", "1,234", "1.234,5", "100000", "7 8", "+5", ",5"} {
		if p, ok := app.ParsePoints(text); ok {
			t.Errorf("%q was read as %v", text, p)
		}
	}
}

func TestSelectionSettings(t *testing.T) {
	from := time.Date(2026, 12, 1, 8, 0, 0, 0, app.Jakarta)
	p := app.SelectionPlan{
		Reserves: -1, ConfirmDays: 0, ChooseFrom: &from, ChooseUntil: &from,
		Components: []app.Component{{Name: "Tes", Weight: 0, Max: 0}, {Name: "tes", Weight: 1, Max: 1000, Pass: 2000, HasPass: true, Round: 10}, {Weight: 1, Max: 1}},
	}
	var fields []string
	for _, e := range p.Check() {
		fields = append(fields, e.Field)
	}
	if want := []string{"reserves", "confirm_days", "choose_until", "weight_1", "max_1", "name_2", "pass_2", "round_2", "name_3"}; !slices.Equal(fields, want) {
		t.Errorf("got %v, want %v", fields, want)
	}
	good := app.SelectionPlan{ConfirmDays: 3, Components: []app.Component{{Name: "Tes", Weight: 1, Max: 100_00}}}
	if errs := good.Check(); len(errs) > 0 {
		t.Error(errs)
	}
}
