package app

import (
	"slices"
	"time"
)

// StepKind is the one thing that a candidate's home asks to do next.
type StepKind string

// The steps, the most urgent first. What is lost when nobody acts in time
// comes before what only waits; a ticket that is needed today comes before
// papers, because its owner may be standing at the gate.
const (
	StepOffer        StepKind = "offer"         // a place is kept until a deadline
	StepReconfirm    StepKind = "reconfirm"     // say again that one comes, or lose the place
	StepSeat         StepKind = "seat"          // chosen by a selection: say yes by a deadline
	StepToday        StepKind = "today"         // an event today: show the ticket
	StepPaperRefused StepKind = "paper_refused" // a paper was not accepted
	StepPaperAsked   StepKind = "paper_asked"   // an event asks to upload a paper
	StepTicket       StepKind = "ticket"        // the ticket of the next event
	StepProfile      StepKind = "profile"       // identity or address is missing
	StepWait         StepKind = "wait"          // nothing to do but wait for a decision
	StepFind         StepKind = "find"          // find something to take part in
)

// StepRegistration is what the next step needs to know of a registration.
type StepRegistration struct {
	Event         *Event
	ID            int64
	Status        RegistrationStatus
	HasTicket     bool
	Starts, Ends  time.Time
	OfferUntil    *time.Time
	ReconfirmedAt *time.Time
	ConfirmUntil  *time.Time // of a seat given by selection that was not answered yet
}

// StepPaper is what the next step needs to know of a paper.
type StepPaper struct {
	Kind   string
	Status PaperStatus
	Asked  bool      // an event asks to upload it
	Until  time.Time // when the first such event begins
}

// Step is the next step: of the registration or the paper at Index of those
// given, where it is about one, and until when, where there is a deadline.
type Step struct {
	Kind  StepKind
	Index int
	Until time.Time
}

// NextStep picks the most urgent of all that a candidate could do at now.
// Among equals it is the one with the earliest deadline, then the earliest
// event.
func NextStep(me *Candidate, registrations []StepRegistration, papers []StepPaper, now time.Time) Step {
	best := Step{Kind: StepFind, Index: -1}
	offer := func(s Step) {
		if r := rank(s.Kind) - rank(best.Kind); r < 0 || r == 0 && !s.Until.IsZero() && s.Until.Before(best.Until) {
			best = s
		}
	}
	if !me.Complete() {
		offer(Step{Kind: StepProfile, Index: -1})
	}
	for i := range registrations {
		if s, ok := registrations[i].step(now); ok {
			s.Index = i
			offer(s)
		}
	}
	for i, p := range papers {
		switch {
		case p.Status == PaperRefused:
			offer(Step{Kind: StepPaperRefused, Index: i, Until: p.Until})
		case p.Status == PaperMissing && p.Asked:
			offer(Step{Kind: StepPaperAsked, Index: i, Until: p.Until})
		}
	}
	return best
}

func rank(k StepKind) int {
	return slices.Index([]StepKind{StepOffer, StepReconfirm, StepSeat, StepToday, StepPaperRefused, StepPaperAsked, StepTicket, StepProfile, StepWait, StepFind}, k)
}

// step returns what a registration asks of its owner, if anything.
func (r *StepRegistration) step(now time.Time) (Step, bool) {
	if !r.Status.Live() || r.Event.Status == EventCancelled || !now.Before(r.Ends) {
		return Step{}, false
	}
	switch {
	case r.Status == Offered && r.OfferUntil != nil && now.Before(*r.OfferUntil):
		return Step{Kind: StepOffer, Until: *r.OfferUntil}, true
	case r.ReconfirmedAt == nil && CheckReconfirm(r.Event, r.Status, now) == nil:
		return Step{Kind: StepReconfirm, Until: *r.Event.ReconfirmUntil}, true
	case r.Status == Accepted && r.ConfirmUntil != nil && now.Before(*r.ConfirmUntil):
		return Step{Kind: StepSeat, Until: *r.ConfirmUntil}, true
	case r.Status.HoldsPlace() && r.HasTicket && (SameDay(r.Starts, now) || !now.Before(r.Starts)):
		return Step{Kind: StepToday, Until: r.Starts}, true
	case r.Status.HoldsPlace() && r.HasTicket:
		return Step{Kind: StepTicket, Until: r.Starts}, true
	case r.Status == Submitted || r.Status == Waitlisted || r.Status == Reserve:
		return Step{Kind: StepWait, Until: r.Starts}, true
	}
	return Step{}, false
}
