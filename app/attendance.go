package app

import "time"

// Outcome is the answer at a gate.
type Outcome string

// The outcomes of a scan.
const (
	Admitted  Outcome = "ok"        // Boleh masuk
	Duplicate Outcome = "duplicate" // Sudah masuk
	Refused   Outcome = "rejected"  // Jangan masuk
)

// Refusal is why a ticket does not let its holder in.
type Refusal string

// The reasons for a refusal.
const (
	UnknownCode     Refusal = "unknown"
	OtherEvent      Refusal = "other_event"
	CancelledTicket Refusal = "cancelled"
	RevokedTicket   Refusal = "revoked"
	OnWaitlist      Refusal = "waitlisted"
	NotDecided      Refusal = "not_decided" // submitted, reserve or rejected
	NotToday        Refusal = "not_today"
	EventOff        Refusal = "event_cancelled"
)

// Direction is which way somebody goes through a gate.
type Direction string

// The directions of a reading.
const (
	Inward  Direction = "in"
	Outward Direction = "out"
)

// Reentry is whether an event lets somebody in again who was let in before.
type Reentry string

// The policies of an event for people who come back.
const (
	NoReentry     Reentry = "none"     // once is once
	FreeReentry   Reentry = "free"     // as often as they like
	ReentryAfter  Reentry = "cooldown" // again some minutes after the last time: a ticket is not handed back over the fence
	ReentryPerDay Reentry = "daily"    // once on each Jakarta day
)

// Reentries lists the policies in the order forms show them.
func Reentries() []Reentry { return []Reentry{NoReentry, FreeReentry, ReentryAfter, ReentryPerDay} }

// Verdict is the whole answer to a scan. What it holds of the person is what
// a gate officer needs to compare with the one in front of them.
type Verdict struct {
	Outcome   Outcome
	Refusal   Refusal   // set when refused
	Name      string    // whole name, for the officer's eyes
	Session   *Session  // the ticket's session, when it has one
	Event     string    // title of the ticket's event, when refused as OtherEvent
	At        time.Time // when admitted first, for Duplicate
	Gate      string    // where admitted first
	By        string    // by whom
	Code      string    // the code as read
	TicketID  int64     // 0 when the code is unknown
	ScannedAt time.Time
	Direction Direction
	Again     bool    // let in, and was before
	Forced    Refusal // let in all the same, by somebody who may
}

// Admission is what Admit looks at: the state of things when a code is read.
type Admission struct {
	Event        *Event // the event whose gate this is
	Found        bool   // the code belongs to some ticket
	TicketEvent  int64  // event the ticket is for
	Revoked      bool   // the ticket was replaced by another
	Status       RegistrationStatus
	Session      *Session   // nil when the registration has none
	Slot         bool       // the session is a selection slot in which an applicant sits
	AlreadyInAt  *time.Time // the first time they were let in, when that was before this reading
	AlreadyGate  string
	AlreadyBy    string
	LastInAt     *time.Time // the last time before this reading; looked up where people may come back
	Direction    Direction
	Force        bool // somebody who may says to let them in
	HolderName   string
	OtherTitle   string
	Code         string
	ScannedAtWIB time.Time
}

// Admit decides whether a ticket lets its holder in at the moment it was
// scanned. The order of the checks is the order in which an officer would
// explain them: what the code is, whether it still stands, whether it was
// used, and whether today is its day. A session's tickets are good on the
// whole calendar day of the session and within the event's early and late
// tolerance around it; the officer sees the session and may ask somebody who
// comes too early to wait.
//
// An applicant, whose registration is not decided yet, is let in to a
// selection slot of their own on its day, and to nothing else.
//
// Nobody is kept from leaving. Force lets in whose ticket is real but does not
// stand; it never makes one of a code that is unknown, nor opens an event that
// is called off.
func Admit(a Admission) Verdict {
	v := Verdict{Name: a.HolderName, Session: a.Session, Code: a.Code, ScannedAt: a.ScannedAtWIB, Direction: a.Direction}
	if v.Direction == "" {
		v.Direction = Inward
	}
	refusal := a.refusal()
	if a.Force && refusal.Forcible() {
		v.Forced, refusal = refusal, ""
	}
	switch {
	case refusal == OtherEvent:
		v.Outcome, v.Refusal, v.Event = Refused, refusal, a.OtherTitle
		v.Name, v.Session = "", nil // another event's people are not this gate's to see
		return v
	case refusal != "":
		v.Outcome, v.Refusal = Refused, refusal
		return v
	case v.Direction == Outward:
		v.Outcome = Admitted
		return v
	case a.AlreadyInAt != nil && !a.mayReturn():
		v.Outcome, v.At, v.Gate, v.By = Duplicate, *a.AlreadyInAt, a.AlreadyGate, a.AlreadyBy
		return v
	}
	v.Outcome, v.Again = Admitted, a.AlreadyInAt != nil
	if v.Again {
		v.At, v.Gate, v.By = *a.AlreadyInAt, a.AlreadyGate, a.AlreadyBy
	}
	return v
}

// Forcible reports whether somebody who may can let the holder in all the same.
func (r Refusal) Forcible() bool {
	switch r {
	case CancelledTicket, RevokedTicket, OnWaitlist, NotDecided, NotToday:
		return true
	}
	return false
}

// refusal is why the ticket does not let its holder through at that moment,
// whether they were let in before or not.
func (a *Admission) refusal() Refusal {
	switch {
	case !a.Found:
		return UnknownCode
	case a.TicketEvent != a.Event.ID:
		return OtherEvent
	case a.Event.Status == EventCancelled:
		return EventOff
	case a.Status == Cancelled:
		return CancelledTicket
	case a.Revoked:
		return RevokedTicket
	case a.Status == Waitlisted, a.Status == Offered: // an offer not yet taken is no place
		return OnWaitlist
	case !a.Status.HoldsPlace() && !(a.Status == Submitted && a.Slot && a.Session != nil):
		return NotDecided
	case a.Direction != Outward && (a.AlreadyInAt == nil || a.mayReturn()) && !withinEntry(a.Event, a.Session, a.ScannedAtWIB):
		return NotToday
	}
	return ""
}

// mayReturn reports whether somebody who was let in before may come in again.
func (a *Admission) mayReturn() bool {
	last := a.AlreadyInAt
	if a.LastInAt != nil && a.LastInAt.After(*last) {
		last = a.LastInAt
	}
	switch a.Event.Reentry {
	case FreeReentry:
		return true
	case ReentryAfter:
		return !a.ScannedAtWIB.Before(last.Add(a.Event.ReentryWait))
	case ReentryPerDay:
		return !SameDay(*last, a.ScannedAtWIB)
	}
	return false
}

func withinEntry(e *Event, s *Session, at time.Time) bool {
	start, end := e.StartsAt, e.EndsAt
	if s != nil {
		start, end = s.StartsAt, s.EndsAt
	}
	from, to := Day(start), Day(end.Add(-time.Nanosecond)).AddDate(0, 0, 1)
	if early := start.Add(-e.EarlyEntry); early.Before(from) {
		from = early
	}
	if late := end.Add(e.LateEntry); late.After(to) {
		to = late
	}
	return !at.Before(from) && at.Before(to)
}
