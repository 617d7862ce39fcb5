package app

import (
	"slices"
	"time"
)

// RegistrationStatus is where one person's registration for one event stands.
type RegistrationStatus string

// The states of a registration. Answers given before it is submitted live in
// a Draft, not here.
const (
	Submitted  RegistrationStatus = "submitted"  // awaiting review or selection
	Confirmed  RegistrationStatus = "confirmed"  // holds a place
	Waitlisted RegistrationStatus = "waitlisted" // in line for a place
	Offered    RegistrationStatus = "offered"    // a freed place is kept for them until a deadline
	Accepted   RegistrationStatus = "accepted"   // chosen by selection; holds a place
	Reserve    RegistrationStatus = "reserve"    // next in line after selection
	Rejected   RegistrationStatus = "rejected"   // not selected
	Cancelled  RegistrationStatus = "cancelled"
	Completed  RegistrationStatus = "completed"
)

// RegistrationStatuses lists the states in the order lists show them.
func RegistrationStatuses() []RegistrationStatus {
	return []RegistrationStatus{Confirmed, Accepted, Submitted, Offered, Waitlisted, Reserve, Rejected, Completed, Cancelled}
}

var moves = map[RegistrationStatus][]RegistrationStatus{
	Submitted:  {Confirmed, Waitlisted, Accepted, Reserve, Rejected, Cancelled},
	Waitlisted: {Confirmed, Offered, Cancelled},
	Offered:    {Confirmed, Cancelled},
	Confirmed:  {Completed, Cancelled},
	Accepted:   {Completed, Cancelled},
	Reserve:    {Accepted, Rejected, Cancelled},
}

// CanMove reports whether a registration may go from one state to the other.
// Rejected, cancelled and completed are final: who returns registers anew.
func (s RegistrationStatus) CanMove(to RegistrationStatus) bool {
	for _, t := range moves[s] {
		if t == to {
			return true
		}
	}
	return false
}

// Live reports whether the registration still stands: a person has at most
// one live registration per event.
func (s RegistrationStatus) Live() bool { return s != Cancelled && s != Rejected }

// HoldsPlace reports whether the registration counts against the capacity.
func (s RegistrationStatus) HoldsPlace() bool {
	return s == Confirmed || s == Offered || s == Accepted || s == Completed
}

// HasTicket reports whether the registration comes with a ticket to show. A
// place that is only offered has none before it is taken.
func (s RegistrationStatus) HasTicket() bool { return s.HoldsPlace() && s != Offered || s == Submitted }

// Source is how a registration came in.
type Source string

// The sources of a registration.
const (
	Online Source = "online"
	Desk   Source = "desk" // a walk-in entered by staff
	Import Source = "import"
)

// Registration is one person at one event.
type Registration struct {
	ID           int64
	EventID      int64
	CandidateID  int64
	SessionID    int64 // 0 when the event has no sessions to choose from
	Status       RegistrationStatus
	WaitlistNo   int64 // place in arrival order, only while waitlisted
	Source       Source
	SubmittedAt  time.Time
	CancelledAt  *time.Time
	CancelReason string // an EndReason, or as typed

	Priority       int    // goes before lower ones in line; 0 is the rule
	PriorityReason string // shown to staff only
	OfferUntil     *time.Time
	ReconfirmedAt  *time.Time
	Overbooked     bool   // let in beyond the capacity by an override
	DecisionReason string // why staff did not approve it, told to its owner
}

// The reasons for which a registration ends without anybody's wish, as kept
// in CancelReason; pages and messages word them.
const (
	EndOfferLapsed    = "offer_lapsed"    // the place offered was not taken in time
	EndNotReconfirmed = "not_reconfirmed" // nobody said again that they come
	EndEventCancelled = "event_cancelled"
)

// Draft holds the answers of somebody half-way through a registration, kept
// on the server at each step. Identity and address go to the candidate's own
// profile; what belongs to this one event stays here.
type Draft struct {
	AccountID int64
	EventID   int64
	SessionID int64
	Consented bool // consent to registration, version ConsentVersion
	UpdatedAt time.Time
}

// ConsentVersion names the wording of the consents in force; a change of
// wording needs a new version, because consent is to one wording
// (UU 27/2022 art. 20-22).
const ConsentVersion = "2026-11"

// ConsentPurpose is what personal data may be used for, each agreed to apart.
type ConsentPurpose string

// The purposes asked for.
const (
	ConsentRegistration ConsentPurpose = "registration"
	ConsentEmployers    ConsentPurpose = "employers" // sharing with companies at a fair
	ConsentWhatsApp     ConsentPurpose = "whatsapp"  // messages beyond the essential
)

// ConsentPurposes lists the purposes in the order in which they are asked.
func ConsentPurposes() []ConsentPurpose {
	return []ConsentPurpose{ConsentRegistration, ConsentEmployers, ConsentWhatsApp}
}

// Valid reports whether p is one of the purposes.
func (p ConsentPurpose) Valid() bool { return slices.Contains(ConsentPurposes(), p) }

// Errors of registering that a user can act on.
var (
	ErrNotOpenYet      = &Error{Kind: Conflict, Key: "registration.not_open_yet"}
	ErrClosed          = &Error{Kind: Conflict, Key: "registration.closed"}
	ErrEventCancelled  = &Error{Kind: Conflict, Key: "registration.event_cancelled"}
	ErrSessionRequired = &Error{Kind: Invalid, Key: "registration.session_required", Field: "session"}
	ErrSessionPast     = &Error{Kind: Conflict, Key: "registration.session_past", Field: "session"}
	ErrSessionFull     = &Error{Kind: Conflict, Key: "registration.session_full", Field: "session"}
	ErrEventFull       = &Error{Kind: Conflict, Key: "registration.event_full"}
	ErrProfile         = &Error{Kind: Invalid, Key: "registration.profile_incomplete"}
	ErrConsent         = &Error{Kind: Invalid, Key: "registration.consent_required", Field: "consent"}
	ErrNotEligible     = &Error{Kind: Conflict, Key: "registration.not_eligible"}
	ErrCannotCancel    = &Error{Kind: Conflict, Key: "registration.cannot_cancel"}
	ErrCancelLate      = &Error{Kind: Conflict, Key: "registration.cancel_late"}
	ErrCannotChange    = &Error{Kind: Conflict, Key: "registration.cannot_change"}
	ErrChangeLate      = &Error{Kind: Conflict, Key: "registration.change_late"}
	ErrOfferOver       = &Error{Kind: Conflict, Key: "registration.offer_over"}
	ErrNotAsked        = &Error{Kind: Conflict, Key: "registration.not_asked"}
	ErrCannotDecide    = &Error{Kind: Conflict, Key: "registration.cannot_decide"}
	ErrReasonRequired  = &Error{Kind: Invalid, Key: "registration.reason_required", Field: "reason"}
	ErrNIKTaken        = &Error{Kind: Conflict, Key: "registration.nik_unusable", Field: "nik"}
)

// CheckCancel returns the error that stands in the way of a candidate
// cancelling a registration of their own at now, or nil. A deadline binds who
// holds a place that others wait for, not who waits.
func CheckCancel(e *Event, s RegistrationStatus, attended bool, now time.Time) error {
	switch {
	case !s.CanMove(Cancelled), attended, !now.Before(e.EndsAt):
		return ErrCannotCancel
	case s.HoldsPlace() && s != Offered && e.CancelUntil != nil && !now.Before(*e.CancelUntil):
		return ErrCancelLate
	}
	return nil
}

// CheckChange returns the error that stands in the way of a candidate going
// to another session at now, or nil. From is the session they have, nil when
// the event has none to choose from. A place that is only offered must be
// taken first.
func CheckChange(e *Event, s RegistrationStatus, from *Session, attended bool, now time.Time) error {
	switch {
	case from == nil, attended, !s.Live(), s == Offered, s == Completed, e.Status != EventPublished:
		return ErrCannotChange
	case !now.Before(from.StartsAt), e.ChangeUntil != nil && !now.Before(*e.ChangeUntil):
		return ErrChangeLate
	}
	return nil
}

// CheckReconfirm returns the error that stands in the way of saying again at
// now that one comes, or nil: only who holds a place is asked, and only within
// the event's time for it.
func CheckReconfirm(e *Event, s RegistrationStatus, now time.Time) error {
	if s != Confirmed || e.ReconfirmFrom == nil || now.Before(*e.ReconfirmFrom) || !now.Before(*e.ReconfirmUntil) {
		return ErrNotAsked
	}
	return nil
}

// CheckWindow returns the error that stands in the way of registering for
// the event at now, or nil.
func CheckWindow(e *Event, now time.Time) error {
	switch e.Window(now) {
	case WindowNotYet:
		return ErrNotOpenYet
	case WindowClosed:
		return ErrClosed
	case WindowCancelled:
		return ErrEventCancelled
	}
	return nil
}
