package app

import (
	"slices"
	"strconv"
	"time"
)

// Timetable sums up the meetings of a course as people say it: the usual days
// and hours, and where it departs from them.
type Timetable struct {
	Meetings    int
	First, Last time.Time      // midnight in Jakarta of the first and the last day
	Weekdays    []time.Weekday // from Monday on
	From, Until time.Duration  // the usual hours, since midnight
	SameHours   bool           // every meeting keeps them
	Gaps        []time.Time    // days on which it usually meets, but does not: holidays
}

// TimetableOf sums up meetings, which come in order of time. A weekday is
// usual when at least a third as many meetings fall on it as on the busiest;
// so a single class moved to a Saturday does not make Saturdays usual.
func TimetableOf(meetings []Session) Timetable {
	t := Timetable{Meetings: len(meetings), SameHours: true}
	if len(meetings) == 0 {
		return t
	}
	t.First, t.Last = Day(meetings[0].StartsAt), Day(meetings[len(meetings)-1].StartsAt)
	perDay, perHours, held := map[time.Weekday]int{}, map[[2]time.Duration]int{}, map[time.Time]bool{}
	most := 0
	for i := range meetings {
		day := Day(meetings[i].StartsAt)
		hours := [2]time.Duration{meetings[i].StartsAt.Sub(day), meetings[i].EndsAt.Sub(day)}
		held[day] = true
		perDay[day.Weekday()]++
		perHours[hours]++
		most = max(most, perDay[day.Weekday()])
		if n := perHours[hours]; n > perHours[[2]time.Duration{t.From, t.Until}] || i == 0 {
			t.From, t.Until = hours[0], hours[1]
		}
	}
	t.SameHours = len(perHours) == 1
	for _, d := range WeekdaysFromMonday() {
		if n := perDay[d]; n > 0 && n*3 >= most {
			t.Weekdays = append(t.Weekdays, d)
		}
	}
	for day := t.First; day.Before(t.Last); day = day.AddDate(0, 0, 1) {
		if slices.Contains(t.Weekdays, day.Weekday()) && !held[day] {
			t.Gaps = append(t.Gaps, day)
		}
	}
	return t
}

// WeekdaysFromMonday are the days of a week as Indonesia counts them.
func WeekdaysFromMonday() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
}

// Limits of what a plan may make.
const (
	MaxMeetings = 200
	maxPlanDays = 2 * 366 // looked through for meetings
)

// MeetingPlan makes the meetings of a course from a pattern. Count and Last
// both may end it; one of them must be set.
type MeetingPlan struct {
	First       time.Time // a day
	Weekdays    []time.Weekday
	From, Until time.Duration // since midnight
	Count       int
	Last        time.Time   // a day; zero when the count ends it
	LeftOut     []time.Time // holidays
	Place       string
}

// Meetings returns the meetings of the plan, in order of time.
// Errors: app.FieldErrors of what cannot be.
func (p MeetingPlan) Meetings() ([]Session, error) {
	var errs FieldErrors
	bad := func(is bool, field, key string, args ...any) {
		if is {
			errs = append(errs, FieldError{Field: field, Key: key, Args: args})
		}
	}
	bad(p.First.IsZero(), "first", "training.error.first_day")
	bad(len(p.Weekdays) == 0, "weekday", "training.error.weekdays")
	bad(p.Until <= p.From, "until", "training.error.hours")
	bad(p.Count < 0 || p.Count > MaxMeetings, "count", "training.error.between", "min", "1", "max", strconv.Itoa(MaxMeetings))
	bad(p.Count == 0 && p.Last.IsZero(), "count", "training.error.plan_end")
	bad(!p.Last.IsZero() && !p.First.IsZero() && p.Last.Before(p.First), "last", "training.error.last_day")
	if len(errs) > 0 {
		return nil, errs
	}
	var out []Session
	first := Day(p.First)
	for day := first; day.Before(first.AddDate(0, 0, maxPlanDays)); day = day.AddDate(0, 0, 1) {
		if p.Count > 0 && len(out) == p.Count || !p.Last.IsZero() && day.After(Day(p.Last)) {
			break
		}
		if !slices.Contains(p.Weekdays, day.Weekday()) || slices.ContainsFunc(p.LeftOut, func(d time.Time) bool { return SameDay(d, day) }) {
			continue
		}
		out = append(out, Session{Kind: MeetingSession, Place: p.Place, StartsAt: day.Add(p.From), EndsAt: day.Add(p.Until)})
	}
	switch {
	case len(out) == 0:
		return nil, FieldErrors{{Field: "first", Key: "training.error.no_meetings"}}
	case len(out) > MaxMeetings:
		return nil, FieldErrors{{Field: "last", Key: "training.error.too_many_meetings", Args: []any{"max", strconv.Itoa(MaxMeetings)}}}
	}
	return out, nil
}

// SlotPlan makes the selection slots of a course: the same hours on each of
// several days.
type SlotPlan struct {
	First    time.Time // a day
	Days     int       // working days from the first on
	Starts   []time.Duration
	Length   time.Duration
	Capacity int // of each slot
	Place    string
}

// Slots returns the slots of the plan, in order of time.
// Errors: app.FieldErrors of what cannot be.
func (p SlotPlan) Slots() ([]Session, error) {
	var errs FieldErrors
	bad := func(is bool, field, key string, args ...any) {
		if is {
			errs = append(errs, FieldError{Field: field, Key: key, Args: args})
		}
	}
	bad(p.First.IsZero(), "slot_first", "training.error.first_day")
	bad(p.Days < 1 || p.Days > 14, "slot_days", "training.error.between", "min", "1", "max", "14")
	bad(len(p.Starts) == 0 || len(p.Starts) > 12, "slot_starts", "training.error.slot_starts")
	bad(p.Length < 10*time.Minute || p.Length > 8*time.Hour, "slot_minutes", "training.error.between", "min", "10", "max", "480")
	bad(p.Capacity < 1 || p.Capacity > 10_000, "slot_capacity", "training.error.between", "min", "1", "max", "10000")
	starts := slices.Sorted(slices.Values(p.Starts))
	for i, s := range starts {
		if i > 0 && s < starts[i-1]+p.Length {
			bad(true, "slot_starts", "training.error.slots_overlap")
			break
		}
	}
	if len(errs) > 0 {
		return nil, errs
	}
	var out []Session
	for day, n := Day(p.First), 0; n < p.Days; day = day.AddDate(0, 0, 1) {
		if wd := day.Weekday(); (wd == time.Saturday || wd == time.Sunday) && !SameDay(day, p.First) {
			continue
		}
		n++
		for _, s := range starts {
			out = append(out, Session{Kind: SelectionSession, Place: p.Place, StartsAt: day.Add(s), EndsAt: day.Add(s + p.Length), Capacity: p.Capacity})
		}
	}
	return out, nil
}
