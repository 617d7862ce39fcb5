package app

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var classStart = time.Date(2026, 11, 2, 8, 0, 0, 0, Jakarta)

// classOf returns n meetings on days in a row, from 08.00 to 14.00.
func classOf(n int) []Meeting {
	list := make([]Meeting, n)
	for i := range list {
		at := classStart.AddDate(0, 0, i)
		list[i] = Meeting{Session: Session{ID: int64(i + 1), Kind: MeetingSession, StartsAt: at, EndsAt: at.Add(6 * time.Hour)}}
	}
	return list
}

func classRules() *AttendanceRules {
	return &AttendanceRules{Weights: DefaultWeights(), Threshold: 80}
}

// marksOf writes marks from letters, one for each meeting; a dot is none.
func marksOf(letters string) map[int64]AttendanceStatus {
	marks := map[int64]AttendanceStatus{}
	for i, l := range letters {
		for _, s := range AttendanceStatuses() {
			if map[AttendanceStatus]rune{"present": 'H', "late": 'T', "excused": 'I', "sick": 'S', "absent": 'A'}[s] == l {
				marks[int64(i+1)] = s
			}
		}
	}
	return marks
}

func TestAttend(t *testing.T) {
	evening := func(day int) time.Time { return classStart.AddDate(0, 0, day-1).Add(10 * time.Hour) } // after the meeting of that day
	cancelled := func(meetings []Meeting, n int) {
		meetings[n-1].CancelledAt = &classStart
	}
	for _, c := range []struct {
		name                    string
		meetings                int
		marks                   string
		joined, now             time.Time
		change                  func([]Meeting, *AttendanceRules)
		soFar, whole, reachable int // tenths of a per cent
		jp, jpSoFar, jpWhole    int
		standing                AttendanceStanding
	}{
		{name: "nothing marked", meetings: 10, now: evening(0), reachable: 1000, jpWhole: 80, standing: StandingUnknown},
		{name: "all there", meetings: 10, marks: "HHTHH", now: evening(5), soFar: 1000, whole: 500, reachable: 1000, jp: 40, jpSoFar: 40, jpWhole: 80, standing: StandingFine},
		{name: "excused and sick count as away", meetings: 10, marks: "HHISH", now: evening(5), soFar: 600, whole: 300, reachable: 800, jp: 24, jpSoFar: 40, jpWhole: 80, standing: StandingBelow},
		{name: "exactly the threshold", meetings: 5, marks: "HHHHA", now: evening(5), soFar: 800, whole: 800, reachable: 800, jp: 32, jpSoFar: 40, jpWhole: 40, standing: StandingFine},
		{name: "out of reach", meetings: 10, marks: "AAAHH", now: evening(5), soFar: 400, whole: 200, reachable: 700, jp: 16, jpSoFar: 40, jpWhole: 80, standing: StandingLost},
		{name: "rounded down, not to the threshold", meetings: 251, marks: "HA", now: evening(2), change: func(m []Meeting, r *AttendanceRules) { r.Threshold = 100 },
			soFar: 500, whole: 3, reachable: 996, jp: 8, jpSoFar: 16, jpWhole: 2008, standing: StandingLost},
		{name: "over but not marked holds nothing against anybody", meetings: 4, marks: "H..", now: evening(3), soFar: 1000, whole: 250, reachable: 1000, jp: 8, jpSoFar: 8, jpWhole: 32, standing: StandingFine},
		{name: "joined after two", meetings: 4, marks: "AAHH", joined: evening(2), now: evening(4), soFar: 1000, whole: 1000, reachable: 1000, jp: 16, jpSoFar: 16, jpWhole: 16, standing: StandingFine},
		{name: "was there before joining", meetings: 4, marks: "HAHA", joined: evening(2), now: evening(4), soFar: 666, whole: 666, reachable: 666, jp: 16, jpSoFar: 24, jpWhole: 24, standing: StandingLost},
		{name: "called off", meetings: 4, marks: "HAHH", now: evening(4), change: func(m []Meeting, _ *AttendanceRules) { cancelled(m, 2) },
			soFar: 1000, whole: 1000, reachable: 1000, jp: 24, jpSoFar: 24, jpWhole: 24, standing: StandingFine},
		{name: "moved to a day to come", meetings: 2, marks: "H", now: evening(2), change: func(m []Meeting, _ *AttendanceRules) {
			m[1].StartsAt, m[1].EndsAt = m[1].StartsAt.AddDate(0, 0, 9), m[1].EndsAt.AddDate(0, 0, 9)
		}, soFar: 1000, whole: 500, reachable: 1000, jp: 8, jpSoFar: 8, jpWhole: 16, standing: StandingFine},
		{name: "weights of the course", meetings: 4, marks: "TISA", now: evening(4), change: func(_ []Meeting, r *AttendanceRules) {
			r.Weights = map[AttendanceStatus]int{AttendancePresent: 100, AttendanceLate: 50, AttendanceExcused: 25, AttendanceSick: 100}
		}, soFar: 437, whole: 437, reachable: 437, jp: 14, jpSoFar: 32, jpWhole: 32, standing: StandingLost},
		{name: "lesson hours of the meeting and of the course", meetings: 3, marks: "HH", now: evening(2), change: func(m []Meeting, r *AttendanceRules) {
			m[0].OwnJP, r.UsualJP = 4, 10
		}, soFar: 1000, whole: 666, reachable: 1000, jp: 14, jpSoFar: 14, jpWhole: 24, standing: StandingFine},
	} {
		meetings, rules := classOf(c.meetings), classRules()
		if c.change != nil {
			c.change(meetings, rules)
		}
		a := Attend(meetings, marksOf(c.marks), c.joined, c.now, rules)
		if got := [3]int{a.SoFar().Tenths(), a.Whole().Tenths(), a.Reachable().Tenths()}; got != [3]int{c.soFar, c.whole, c.reachable} {
			t.Errorf("%s: so far, whole, reachable %v, want %v", c.name, got, [3]int{c.soFar, c.whole, c.reachable})
		}
		if got := [3]int{a.JP, a.JPSoFar, a.JPWhole}; got != [3]int{c.jp, c.jpSoFar, c.jpWhole} {
			t.Errorf("%s: JP %v, want %v", c.name, got, [3]int{c.jp, c.jpSoFar, c.jpWhole})
		}
		if got := a.Standing(); got != c.standing {
			t.Errorf("%s: %s, want %s", c.name, got, c.standing)
		}
		if n := a.Marked + a.Unmarked + a.Left + a.Before + a.CalledOff; n != c.meetings || len(a.Parts) != n {
			t.Errorf("%s: %d meetings and %d parts explained of %d", c.name, n, len(a.Parts), c.meetings)
		}
	}
}

func TestMeetingOpensAndCloses(t *testing.T) {
	m := &classOf(1)[0]
	day := Day(classStart)
	for _, c := range []struct {
		at           time.Time
		open, closed bool
	}{
		{day.Add(-time.Second), false, false}, {day, true, false}, {day.Add(23 * time.Hour), true, false}, {day.AddDate(0, 0, 1), true, true},
	} {
		if m.Open(c.at) != c.open || m.Closed(c.at) != c.closed {
			t.Errorf("%s: open %v, closed %v", c.at, m.Open(c.at), m.Closed(c.at))
		}
	}
	m.ClosedAt = &day
	if !m.Closed(day) {
		t.Error("the teacher closed it")
	}
	m.CancelledAt = &day
	if m.CheckMarking(day) != ErrMeetingCancelled || m.Held(day.AddDate(0, 0, 9)) {
		t.Error("a meeting that is called off is marked")
	}
}

func TestAttendanceRulesCheck(t *testing.T) {
	r := AttendanceRules{Weights: map[AttendanceStatus]int{AttendancePresent: 80, AttendanceLate: 101, AttendanceSick: -1, AttendanceExcused: 90}}
	var fields []string
	for _, e := range r.Check() {
		fields = append(fields, e.Field)
	}
	if len(fields) != 3 || fields[0] != "late" || fields[1] != "excused" || fields[2] != "sick" {
		t.Errorf("%v", fields)
	}
	if errs := classRules().Check(); len(errs) > 0 {
		t.Errorf("the default weights: %v", errs)
	}
}

func TestAttendProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(t, "meetings")
		meetings, rules := classOf(n), classRules()
		rules.Threshold = rapid.IntRange(0, 100).Draw(t, "threshold")
		for _, s := range AttendanceStatuses()[1:] {
			rules.Weights[s] = rapid.IntRange(0, FullWeight).Draw(t, string(s))
		}
		held := rapid.IntRange(0, n).Draw(t, "held")
		now := classStart.AddDate(0, 0, held).Add(-time.Hour)
		joined := classStart.AddDate(0, 0, rapid.IntRange(0, n).Draw(t, "joined")).Add(-time.Hour)
		marks := map[int64]AttendanceStatus{}
		all := append([]AttendanceStatus{""}, AttendanceStatuses()...)
		for i := range held {
			if s := rapid.SampledFrom(all).Draw(t, "mark"); s != "" {
				marks[meetings[i].ID] = s
			}
		}
		a := Attend(meetings, marks, joined, now, rules)
		below := func(x, y Share) bool { return x.Credit*y.Meetings <= y.Credit*x.Meetings }
		if a.Marked > 0 && !(below(a.Whole(), a.SoFar()) && below(a.SoFar(), a.Reachable())) {
			t.Fatalf("not in order: whole %v, so far %v, reachable %v", a.Whole(), a.SoFar(), a.Reachable())
		}
		if a.Reachable().Tenths() > 1000 || a.JP > a.JPSoFar || a.JPSoFar > a.JPWhole {
			t.Fatalf("more than all: %+v", a)
		}

		// Meetings that were over before somebody joined never count against them.
		later := meetings[:0:0]
		for i := range meetings {
			if meetings[i].EndsAt.After(joined) {
				later = append(later, meetings[i])
			}
		}
		if b := Attend(later, marks, joined, now, rules); !below(b.SoFar(), a.SoFar()) && rules.Weights[AttendanceLate] == FullWeight {
			t.Fatalf("earlier meetings lower %v to %v", b.SoFar(), a.SoFar())
		}

		// A meeting that is called off changes nothing, whatever was marked in it.
		off := Meeting{Session: Session{ID: 99, StartsAt: classStart.Add(-48 * time.Hour), EndsAt: classStart.Add(-40 * time.Hour)}, CancelledAt: &classStart}
		marks[99] = rapid.SampledFrom(all).Draw(t, "off")
		with, without := Attend(append([]Meeting{off}, meetings...), marks, time.Time{}, now, rules), Attend(meetings, marks, time.Time{}, now, rules)
		if with.Whole() != without.Whole() {
			t.Fatal("a meeting that is called off counts")
		}

		// To have come instead never makes anything worse.
		if len(marks) > 1 {
			better := map[int64]AttendanceStatus{}
			for id, s := range marks {
				better[id] = s
			}
			for i := range held {
				if marks[meetings[i].ID] != "" && meetings[i].EndsAt.After(joined) {
					better[meetings[i].ID] = AttendancePresent
					break
				}
			}
			if b := Attend(meetings, better, joined, now, rules); !below(a.SoFar(), b.SoFar()) || !below(a.Reachable(), b.Reachable()) || b.JP < a.JP {
				t.Fatalf("coming lowers %v to %v", a.SoFar(), b.SoFar())
			}
		}
	})
}
