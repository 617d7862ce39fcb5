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
}

// Admission is what Admit looks at: the state of things when a code is read.
type Admission struct {
	Event        *Event // the event whose gate this is
	Found        bool   // the code belongs to some ticket
	TicketEvent  int64  // event the ticket is for
	Revoked      bool   // the ticket was replaced by another
	Status       RegistrationStatus
	Session      *Session // nil when the registration has none
	Slot         bool     // the session is a selection slot in which an applicant sits
	AlreadyInAt  *time.Time
	AlreadyGate  string
	AlreadyBy    string
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
func Admit(a Admission) Verdict {
	v := Verdict{Name: a.HolderName, Session: a.Session, Code: a.Code, ScannedAt: a.ScannedAtWIB}
	refuse := func(r Refusal) Verdict {
		v.Outcome, v.Refusal = Refused, r
		return v
	}
	switch {
	case !a.Found:
		return refuse(UnknownCode)
	case a.TicketEvent != a.Event.ID:
		v.Event = a.OtherTitle
		v.Name, v.Session = "", nil // another event's people are not this gate's to see
		return refuse(OtherEvent)
	case a.Event.Status == EventCancelled:
		return refuse(EventOff)
	case a.Status == Cancelled:
		return refuse(CancelledTicket)
	case a.Revoked:
		return refuse(RevokedTicket)
	case a.Status == Waitlisted, a.Status == Offered: // an offer not yet taken is no place
		return refuse(OnWaitlist)
	case !a.Status.HoldsPlace() && !(a.Status == Submitted && a.Slot && a.Session != nil):
		return refuse(NotDecided)
	case a.AlreadyInAt != nil:
		v.Outcome, v.At, v.Gate, v.By = Duplicate, *a.AlreadyInAt, a.AlreadyGate, a.AlreadyBy
		return v
	case !withinEntry(a.Event, a.Session, a.ScannedAtWIB):
		return refuse(NotToday)
	}
	v.Outcome = Admitted
	return v
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
