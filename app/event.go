package app

import "time"

// EventKind tells the three kinds of event apart. They differ in data only:
// one registration, one attendance and one export engine serve them all.
type EventKind string

// The kinds of event.
const (
	JobFair  EventKind = "job_fair" // bursa kerja
	Course   EventKind = "course"   // one batch (angkatan) of a PPKD course
	Outreach EventKind = "outreach" // sosialisasi, edukasi
)

// EventKinds lists the kinds in the order pages show them.
func EventKinds() []EventKind { return []EventKind{JobFair, Course, Outreach} }

// EventStatus is the life of an event as its organizer moves it.
type EventStatus string

// EventStatuses lists the states in the order of an event's life.
func EventStatuses() []EventStatus {
	return []EventStatus{EventDraft, EventPublished, EventCancelled, EventArchived}
}

// The states of an event. Only published ones are public; a cancelled one
// keeps its page so that people with a ticket learn of it.
const (
	EventDraft     EventStatus = "draft"
	EventPublished EventStatus = "published"
	EventCancelled EventStatus = "cancelled"
	EventArchived  EventStatus = "archived"
)

// Approval says what follows when somebody registers.
type Approval string

// The ways to a place.
const (
	Instant   Approval = "instant"   // a free place is theirs at once
	Review    Approval = "review"    // staff decide on each
	Selection Approval = "selection" // tests and ranking decide, as for courses
)

// Approvals lists them.
func Approvals() []Approval { return []Approval{Instant, Review, Selection} }

// Event is a job fair, a course batch or an outreach session. Texts with a
// twin ending in EN are Indonesian; the twin is English and may be empty.
type Event struct {
	ID            int64
	Kind          EventKind
	Slug          string
	Title         string
	TitleEN       string
	Summary       string
	SummaryEN     string
	Description   string // Markdown
	DescriptionEN string
	Organizer     string
	Venue         string
	Address       string
	RegionCode    string // kelurahan of the venue, empty outside DKI
	Status        EventStatus
	Approval      Approval
	Capacity      int // places over all sessions; 0 means the sessions alone limit
	StartsAt      time.Time
	EndsAt        time.Time
	OpensAt       time.Time // registration
	ClosesAt      time.Time
	EarlyEntry    time.Duration // how long before a session its tickets are let in, beside its whole day
	LateEntry     time.Duration
	Reentry       Reentry       // whether somebody may come in again; empty is NoReentry
	ReentryWait   time.Duration // how long after the last time, with ReentryAfter
	Rules
	CancelledAt  *time.Time
	CancelReason string
	UpdatedAt    time.Time // also of its sessions and of what only its kind has
}

// Rules are what an organizer decides about registering for an event, beside
// its window, its places and who may take part (Eligibility).
type Rules struct {
	CancelUntil     *time.Time    // the last moment to cancel oneself; nil: until the event ends
	ChangeUntil     *time.Time    // the last moment to change one's session; nil: until the session one has begins
	OfferFor        time.Duration // how long a freed place is offered before it moves on; 0: given at once
	ReconfirmFrom   *time.Time    // from then on holders of a place are asked to say again that they come
	ReconfirmUntil  *time.Time    // who has not said so by then loses the place; nil together with ReconfirmFrom
	Clearing        time.Duration // kept free between two entry waves
	GuardianConsent bool          // somebody under Adult needs a guardian's consent
	OneActiveCourse bool          // refuses who is in another course that is not over
}

// Offer returns until when a place that is freed at now is kept for the next
// in line, who would have to be there at starts; false when the place is
// theirs at once. No offer outlasts the start.
func (r *Rules) Offer(starts, now time.Time) (until time.Time, offered bool) {
	if r.OfferFor <= 0 || !now.Before(starts) {
		return time.Time{}, false
	}
	until = now.Add(r.OfferFor)
	if until.After(starts) {
		until = starts
	}
	return until, true
}

// Reconfirming reports whether holders of a place are being asked at now to
// say again that they come, or were: who gets a place from then on has just
// said so.
func (r *Rules) Reconfirming(now time.Time) bool {
	return r.ReconfirmFrom != nil && !now.Before(*r.ReconfirmFrom)
}

// Adult is the age from which nobody else has to agree (UU 18/2017 art. 5,
// UU 27/2022 art. 25).
const Adult = 18

// Window is where an event's registration stands at a moment.
type Window string

// The states of a registration window.
const (
	WindowNotYet    Window = "not_yet"
	WindowOpen      Window = "open"
	WindowClosed    Window = "closed"
	WindowCancelled Window = "cancelled"
)

// Last is the last moment of the event: one that ends at midnight still has
// the day before as its last.
func (e *Event) Last() time.Time { return e.EndsAt.Add(-time.Nanosecond) }

// Window returns whether the event takes registrations at now.
func (e *Event) Window(now time.Time) Window {
	switch {
	case e.Status == EventCancelled:
		return WindowCancelled
	case e.Status != EventPublished || !now.Before(e.ClosesAt):
		return WindowClosed
	case now.Before(e.OpensAt):
		return WindowNotYet
	}
	return WindowOpen
}

// SessionKind tells what a part of an event is for.
type SessionKind string

// The kinds of session.
const (
	EntrySession     SessionKind = "entry"     // a timed wave into a fair, or the one sitting of an outreach
	SelectionSession SessionKind = "selection" // a slot of a test or interview
	MeetingSession   SessionKind = "meeting"   // one class meeting
)

// Session is a part of an event with a time of its own: an entry wave, a
// selection slot or a class meeting.
type Session struct {
	ID       int64
	EventID  int64
	Kind     SessionKind
	Title    string
	TitleEN  string // empty where nobody wrote one
	Place    string
	StartsAt time.Time
	EndsAt   time.Time
	Capacity int // 0 means unlimited
	Taken    int // places given away
	Waiting  int // people on its waiting list
}

// Left returns the free places, or -1 when there is no limit.
func (s *Session) Left() int {
	if s.Capacity == 0 {
		return -1
	}
	return max(0, s.Capacity-s.Taken)
}

// Full reports whether a limited session has no place left.
func (s *Session) Full() bool { return s.Left() == 0 }

// Bookable reports whether somebody may still choose the session at now.
func (s *Session) Bookable(now time.Time) bool {
	return s.Kind == EntrySession && now.Before(s.EndsAt)
}

// NewEvent returns an event of the kind with the rules that hold until its
// organizer decides otherwise.
func NewEvent(kind EventKind) Event {
	e := Event{
		Kind: kind, Status: EventDraft, Approval: Instant, EarlyEntry: time.Hour, LateEntry: time.Hour, Reentry: NoReentry,
		Rules: Rules{GuardianConsent: true, OneActiveCourse: kind == Course},
	}
	if kind == Course {
		e.Approval = Selection
	}
	return e
}
