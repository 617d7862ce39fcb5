package app

import (
	"slices"
	"strconv"
	"time"
)

// AttendanceStatus is the mark of one person in one meeting of a class. A
// gate makes only AttendancePresent.
type AttendanceStatus string

// The marks there are. No mark is the empty status.
const (
	AttendancePresent AttendanceStatus = "present" // Hadir
	AttendanceLate    AttendanceStatus = "late"    // Terlambat
	AttendanceExcused AttendanceStatus = "excused" // Izin
	AttendanceSick    AttendanceStatus = "sick"    // Sakit
	AttendanceAbsent  AttendanceStatus = "absent"  // Alpa
)

// AttendanceStatuses lists the marks in the order in which they are offered.
func AttendanceStatuses() []AttendanceStatus {
	return []AttendanceStatus{AttendancePresent, AttendanceLate, AttendanceExcused, AttendanceSick, AttendanceAbsent}
}

// Valid reports whether there is such a mark.
func (s AttendanceStatus) Valid() bool { return slices.Contains(AttendanceStatuses(), s) }

// Came reports whether the mark says that somebody was there.
func (s AttendanceStatus) Came() bool { return s == AttendancePresent || s == AttendanceLate }

// FullWeight is the weight of a mark that counts as a whole meeting.
const FullWeight = 100

// AttendanceRules are how a course counts marks. They are versioned: an older
// version tells how something was counted then.
type AttendanceRules struct {
	Version   int // 0: the rules that hold until the course has its own
	Weights   map[AttendanceStatus]int
	Threshold int // per cent of the meetings that the certificate asks for
	UsualJP   int // of a meeting that does not say its own; 0: by its length
}

// DefaultWeights are those of a course that has no rules of its own: who was
// there counts, who was not does not, whatever the reason.
func DefaultWeights() map[AttendanceStatus]int {
	return map[AttendanceStatus]int{AttendancePresent: FullWeight, AttendanceLate: FullWeight}
}

// Check returns what is wrong with the weights, beside the fields named as the
// marks. Nobody can earn more by staying away than by coming.
func (r *AttendanceRules) Check() FieldErrors {
	var errs FieldErrors
	for _, s := range AttendanceStatuses() {
		switch w := r.Weights[s]; {
		case w < 0 || w > FullWeight:
			errs = append(errs, FieldError{Field: string(s), Key: "training.error.between", Args: []any{"min", "0", "max", strconv.Itoa(FullWeight)}})
		case w > r.Weights[AttendancePresent]:
			errs = append(errs, FieldError{Field: string(s), Key: "class.error.weight_order"})
		}
	}
	return errs
}

// lessonHour is how long one JP lasts, for meetings of courses that do not say
// how many they give.
const lessonHour = 45 * time.Minute

// UsualJP returns how many JP a meeting of a course gives, spread evenly over
// the days of its programme; 0 when the course does not say.
func (t *Training) UsualJP() int {
	if t.Days <= 0 {
		return 0
	}
	return (t.LessonHours + t.Days/2) / t.Days
}

// Meeting is one meeting of a class with what attendance needs of it.
type Meeting struct {
	Session
	OwnJP        int        // 0: as usual for the course
	CancelledAt  *time.Time // it does not take place; kept with its reason, never deleted
	CancelReason string
	ClosedAt     *time.Time // the teacher has finished the list; nil: it closes by itself
}

// Held reports whether the meeting is over at now and took place.
func (m *Meeting) Held(now time.Time) bool { return m.CancelledAt == nil && !now.Before(m.EndsAt) }

// Open reports whether marks may be made at now: from the day of the meeting on.
func (m *Meeting) Open(now time.Time) bool {
	return m.CancelledAt == nil && !now.Before(Day(m.StartsAt))
}

// Closed reports whether changing a mark at now is a correction, which needs a
// reason: from the day after the meeting on, or once the teacher has closed it.
func (m *Meeting) Closed(now time.Time) bool {
	return m.ClosedAt != nil || !now.Before(Day(m.EndsAt.Add(-time.Nanosecond)).AddDate(0, 0, 1))
}

// JP returns how many lesson hours the meeting gives.
func (m *Meeting) JP(r *AttendanceRules) int {
	switch {
	case m.OwnJP > 0:
		return m.OwnJP
	case r.UsualJP > 0:
		return r.UsualJP
	}
	return int((m.EndsAt.Sub(m.StartsAt) + lessonHour/2) / lessonHour)
}

// Counting is how one meeting counts for one person.
type Counting string

// The ways a meeting counts.
const (
	Counted       Counting = "counted"        // has a mark
	NotYetMarked  Counting = "unmarked"       // over, and nobody has written a mark
	ToCome        Counting = "to_come"        // not over yet
	BeforeJoining Counting = "before_joining" // was over when they joined, and they were not there
	CalledOff     Counting = "called_off"
)

// MeetingPart is one meeting in somebody's attendance.
type MeetingPart struct {
	Meeting  *Meeting
	Status   AttendanceStatus // empty: no mark
	Counting Counting
}

// ClassAttendance is how much somebody attended of a course, with its parts:
// every figure can be counted again from them.
type ClassAttendance struct {
	Parts     []MeetingPart // in order of time
	Credit    int           // sum of the weights of what is marked
	Marked    int           // meetings with a mark
	Unmarked  int           // over, without a mark
	Left      int           // to come
	Before    int           // before they joined
	CalledOff int
	Statuses  map[AttendanceStatus]int // how often each
	JP        int                      // earned
	JPSoFar   int                      // of the meetings with a mark
	JPWhole   int                      // of all that count
	Threshold int
}

// Attend counts what somebody attended. Marks go by the meeting's id. Meetings
// that were over when they joined count only when they were there all the
// same; those that are called off do not count; one that was moved counts at
// its new time. A meeting that is over but that nobody has marked is held
// against no one: it counts as one that can still be reached.
func Attend(meetings []Meeting, marks map[int64]AttendanceStatus, joined, now time.Time, r *AttendanceRules) ClassAttendance {
	a := ClassAttendance{Statuses: map[AttendanceStatus]int{}, Threshold: r.Threshold, Parts: make([]MeetingPart, 0, len(meetings))}
	earned := 0
	for i := range meetings {
		m := &meetings[i]
		status, jp := marks[m.ID], m.JP(r)
		part := MeetingPart{Meeting: m, Status: status}
		switch {
		case m.CancelledAt != nil:
			part.Counting = CalledOff
			a.CalledOff++
		case !m.EndsAt.After(joined) && !status.Came():
			part.Counting = BeforeJoining
			a.Before++
		case status.Valid():
			part.Counting = Counted
			a.Marked++
			a.Statuses[status]++
			a.Credit += r.Weights[status]
			earned += jp * r.Weights[status]
			a.JPSoFar += jp
			a.JPWhole += jp
		case m.Held(now):
			part.Counting = NotYetMarked
			a.Unmarked++
			a.JPWhole += jp
		default:
			part.Counting = ToCome
			a.Left++
			a.JPWhole += jp
		}
		a.Parts = append(a.Parts, part)
	}
	a.JP = earned / FullWeight
	return a
}

// Share is a part of a number of meetings, exact: Credit is in hundredths of a
// meeting.
type Share struct{ Credit, Meetings int }

// Known reports whether there is a meeting to speak of.
func (s Share) Known() bool { return s.Meetings > 0 }

// Tenths returns tenths of a per cent, rounded down, so that nothing looks
// like a threshold that it does not reach; 0 without meetings.
func (s Share) Tenths() int {
	if s.Meetings == 0 {
		return 0
	}
	return s.Credit * 1000 / (s.Meetings * FullWeight)
}

// Reaches reports whether the share is at least so many per cent.
func (s Share) Reaches(percent int) bool { return s.Credit*100 >= percent*s.Meetings*FullWeight }

// Meetings returns how many meetings count, over the whole course.
func (a *ClassAttendance) Meetings() int { return a.Marked + a.Unmarked + a.Left }

// SoFar is the share of the meetings that have a mark.
func (a *ClassAttendance) SoFar() Share { return Share{a.Credit, a.Marked} }

// Whole is what is earned already of the whole course: the end if nothing is
// added to it.
func (a *ClassAttendance) Whole() Share { return Share{a.Credit, a.Meetings()} }

// Reachable is the end if they come to everything that is left.
func (a *ClassAttendance) Reachable() Share {
	return Share{a.Credit + (a.Unmarked+a.Left)*FullWeight, a.Meetings()}
}

// AttendanceStanding is where somebody stands against the threshold.
type AttendanceStanding string

// The standings.
const (
	StandingUnknown AttendanceStanding = "unknown" // nothing is marked yet
	StandingFine    AttendanceStanding = "fine"
	StandingBelow   AttendanceStanding = "below" // so far under the threshold, which can still be reached
	StandingLost    AttendanceStanding = "lost"  // it cannot be reached any more
)

// Standing compares with the threshold of the course.
func (a *ClassAttendance) Standing() AttendanceStanding {
	switch {
	case a.Marked == 0:
		return StandingUnknown
	case !a.Reachable().Reaches(a.Threshold):
		return StandingLost
	case !a.SoFar().Reaches(a.Threshold):
		return StandingBelow
	}
	return StandingFine
}

// Under reports whether the standing is below the threshold.
func (s AttendanceStanding) Under() bool { return s == StandingBelow || s == StandingLost }

// Limits of what is written with marks, in characters.
const (
	MaxMarkRemark = 200
	MinMarkReason = 5
	MaxMarkReason = 300
)

// Errors of marking a meeting.
var (
	ErrMeetingNotOpen   = &Error{Kind: Conflict, Key: "class.error.not_open"}
	ErrMeetingCancelled = &Error{Kind: Conflict, Key: "class.error.cancelled"}
	ErrMarkReason       = &Error{Kind: Invalid, Key: "class.error.reason", Field: "alasan"}
)

// CheckMarking returns the error that stands in the way of marking the meeting
// at now, or nil.
func (m *Meeting) CheckMarking(now time.Time) error {
	switch {
	case m.CancelledAt != nil:
		return ErrMeetingCancelled
	case !m.Open(now):
		return ErrMeetingNotOpen
	}
	return nil
}
