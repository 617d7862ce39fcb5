package app

import (
	"cmp"
	"math/big"
	"slices"
	"time"
)

// SelectionPlan is how a course chooses among more applicants than it has seats
// (a thousand for twenty, in three days of three sessions):
//
//	applicants → check → slots → scores → ranking → publication → confirmation
//
// An applicant is a registration that is Submitted. Staff decide whether they
// may take part (SelectionCheck); Eligibility.Assess proposes. Those who may
// sit in slots, which are sessions of the kind SelectionSession with a quota
// of their own; Components that are taken in one sitting share a Round, and
// an applicant has one slot per round. A round after the first may be kept for
// those whom staff let in, by hand or by a minimum of what was taken before. Assessors give each a Mark per
// component. RankApplicants turns marks into an order and an outcome.
//
// Nothing of a result is kept before it is published: staff see the ranking
// as it would be now, and publishing, in one transaction, ranks once more,
// writes the results down, moves every registration (Accepted, Reserve or
// Rejected) and queues what people are told. So no page can show early what
// does not exist. While a publication is scheduled, marks are closed, so that
// what is published is what staff have seen.
//
// The seats are the event's capacity. Who is accepted holds one, and has to
// confirm it until a deadline; a seat that is declined, lapses or is given up
// goes to the next in the reserve with a deadline of their own, as long as
// the course has not begun.
type SelectionPlan struct {
	EventID     int64
	Seats       int // the event's capacity
	Reserves    int
	ConfirmDays int
	TieBreaks   []TieBreak
	ChooseFrom  *time.Time // applicants choose their own slots between the two; nil: staff assign them
	ChooseUntil *time.Time
	Bring       string // to the slots, one per line
	BringEN     string
	PublishAt   *time.Time // a publication to come
	PublishedAt *time.Time
	Version     int
	Components  []Component
}

// Open reports whether checks, marks and overrides may still change.
func (s *SelectionPlan) Open() bool { return s.PublishAt == nil && s.PublishedAt == nil }

// Choosing reports whether applicants may choose their own slots at now.
func (s *SelectionPlan) Choosing(now time.Time) bool {
	return s.PublishedAt == nil && s.ChooseFrom != nil && !now.Before(*s.ChooseFrom) && now.Before(*s.ChooseUntil)
}

// Rounds returns the rounds that take a sitting, in order.
func (s *SelectionPlan) Rounds() []int {
	var out []int
	for _, c := range s.Components {
		if c.Round > 0 && !slices.Contains(out, c.Round) {
			out = append(out, c.Round)
		}
	}
	slices.Sort(out)
	return out
}

// Later reports whether the round is a sitting after the first: one that can
// be kept for those who got that far.
func (s *SelectionPlan) Later(round int) bool { return slices.Index(s.Rounds(), round) > 0 }

// Component returns the component with that id, or nil.
func (s *SelectionPlan) Component(id int64) *Component {
	for i := range s.Components {
		if s.Components[i].ID == id {
			return &s.Components[i]
		}
	}
	return nil
}

// ConfirmUntil returns until when a seat given at the moment has to be
// confirmed: the end of the last day, but not after the course has begun.
func (s *SelectionPlan) ConfirmUntil(given, starts time.Time) time.Time {
	until := Day(given).AddDate(0, 0, s.ConfirmDays+1)
	if until.After(starts) && starts.After(given) {
		return starts
	}
	return until
}

// Points are a score in hundredths, so that equal is equal.
type Points int64

// Component is one thing that is scored.
type Component struct {
	ID      int64
	Round   int // components of one round are taken in one sitting; 0 takes none
	Name    string
	NameEN  string
	Weight  int
	Max     Points
	Pass    Points // who has less is not chosen
	HasPass bool
	Used    bool // it has marks, so it cannot be taken out
}

// TieBreak is what decides between equal totals.
type TieBreak string

// The tie-breaks. After those a course uses, the number of the registration
// decides, so that an order is always total and always the same.
const (
	ByComponents TieBreak = "components" // the score of the weightiest component, then of the next
	ByPriority   TieBreak = "priority"   // a priority that staff gave with a reason
	ByEarlier    TieBreak = "earlier"    // who applied first
)

// TieBreaks lists the tie-breaks in the order forms show them.
func TieBreaks() []TieBreak { return []TieBreak{ByComponents, ByPriority, ByEarlier} }

// SelectionCheck is whether somebody may take part.
type SelectionCheck string

// The states of the check.
const (
	Unchecked   SelectionCheck = ""
	Eligible    SelectionCheck = "eligible"
	NotEligible SelectionCheck = "ineligible"
)

// MarkState tells a score from none and from an absence.
type MarkState uint8

// The states of a mark.
const (
	NoMark MarkState = iota
	Scored
	WasAbsent
)

// Mark is what an applicant has for one component.
type Mark struct {
	State MarkState
	Score Points
}

// Applicant is what ranking needs to know of one.
type Applicant struct {
	RegistrationID int64
	SubmittedAt    time.Time
	Priority       int
	Check          SelectionCheck
	Halted         bool               // not let in to a later sitting
	Marks          []Mark             // in the order of the components
	Override       RegistrationStatus // Accepted, Reserve or Rejected; empty: as ranked
}

// Why is what decided an outcome.
type Why string

// What may decide.
const (
	WhyRanked     Why = "ranked"     // the place in the order
	WhyPass       Why = "pass"       // a score below its pass mark
	WhyAbsent     Why = "absent"     // a component not taken
	WhyStage      Why = "stage"      // not let in to a later sitting
	WhyIneligible Why = "ineligible" // not eligible
	WhyOverride   Why = "override"   // staff, with a reason
	WhyUnchecked  Why = "unchecked"  // not decided yet; never published
	WhyIncomplete Why = "incomplete" // a mark is missing; never published
)

// Standing is where one applicant comes out.
type Standing struct {
	RegistrationID int64
	Rank           int    // among those who took everything and passed, from 1; 0 for the others
	Total          Points // of 100.00
	HasTotal       bool
	Outcome        RegistrationStatus // Accepted, Reserve or Rejected
	ReserveNo      int
	Why            Why
	Component      int64 // the one below its pass mark, not taken or without a mark
}

// Ranking is the order of all applicants: those ranked first.
type Ranking struct {
	Standings []Standing
	Ranked    int // how many have a rank
	Seats     int
	Accepted  int
	Reserve   int
}

// RankApplicants orders the applicants and says what becomes of each, for so
// many seats. It is a pure function of its arguments and does not depend on
// the order in which applicants come.
//
// The total is the weighted mean of the scores, each as a share of its
// component's highest, in hundredths of a point out of 100, rounded half up;
// so what decides is what people are shown. Equal totals are told apart by
// the selection's tie-breaks and at last by the registration's number. Who is
// not eligible, missed a component or is below a pass mark has no rank.
//
// Staff may have decided otherwise: who is to be accepted takes a seat before
// the order gives any away, though never one more than there are.
func RankApplicants(s *SelectionPlan, seats int, applicants []Applicant) Ranking {
	byWeight := make([]int, len(s.Components))
	for i := range byWeight {
		byWeight[i] = i
	}
	slices.SortStableFunc(byWeight, func(a, b int) int { return cmp.Compare(s.Components[b].Weight, s.Components[a].Weight) })

	type placed struct {
		*Applicant
		Standing
	}
	list := make([]placed, len(applicants))
	for i := range applicants {
		list[i] = placed{&applicants[i], s.stand(&applicants[i])}
	}
	slices.SortFunc(list, func(a, b placed) int {
		return cmp.Or(
			-compareBool(a.Why == WhyRanked, b.Why == WhyRanked),
			-compareBool(a.HasTotal, b.HasTotal),
			cmp.Compare(b.Total, a.Total),
			s.breakTie(byWeight, a.Applicant, b.Applicant),
			cmp.Compare(a.Applicant.RegistrationID, b.Applicant.RegistrationID),
		)
	})

	r := Ranking{Standings: make([]Standing, len(list)), Seats: seats}
	for i := range list {
		st := &r.Standings[i]
		*st = list[i].Standing
		st.Outcome = Rejected
		if st.Why == WhyRanked {
			r.Ranked++
			st.Rank = r.Ranked
		}
		if o := list[i].Override; o != "" && st.Why != WhyIneligible && st.Why != WhyUnchecked {
			st.Why = WhyOverride
			if o == Accepted && r.Accepted < seats {
				st.Outcome = Accepted
				r.Accepted++
			}
		}
	}
	for i := range r.Standings {
		if st := &r.Standings[i]; st.Why == WhyRanked && r.Accepted < seats {
			st.Outcome = Accepted
			r.Accepted++
		}
	}
	for i := range r.Standings {
		st := &r.Standings[i]
		asked := st.Why == WhyOverride && list[i].Override != Rejected && st.Outcome != Accepted // no seat was left for it
		if asked || st.Why == WhyRanked && st.Outcome != Accepted && r.Reserve < s.Reserves {
			r.Reserve++
			st.Outcome, st.ReserveNo = Reserve, r.Reserve
		}
	}
	return r
}

// stand says how far the marks of one carry, before anybody is compared.
func (s *SelectionPlan) stand(a *Applicant) Standing {
	st := Standing{RegistrationID: a.RegistrationID, Why: WhyRanked}
	fails := func(w Why, id int64) {
		if st.Why == WhyRanked {
			st.Why, st.Component = w, id
		}
	}
	switch a.Check {
	case NotEligible:
		fails(WhyIneligible, 0)
		return st
	case Unchecked:
		fails(WhyUnchecked, 0)
	}
	if a.Halted { // what comes after is not taken, so nothing of it is missing
		fails(WhyStage, 0)
		return st
	}
	complete := len(s.Components) > 0 && len(a.Marks) == len(s.Components)
	if !complete {
		fails(WhyIncomplete, 0)
		return st
	}
	for i, m := range a.Marks { // a mark that is missing may still change all
		if m.State == NoMark {
			fails(WhyIncomplete, s.Components[i].ID)
			complete = false
		}
	}
	for i, m := range a.Marks {
		if m.State == WasAbsent {
			fails(WhyAbsent, s.Components[i].ID)
			complete = false
		}
	}
	if !complete {
		return st
	}
	st.Total, st.HasTotal = s.total(a.Marks), true
	for i, m := range a.Marks {
		if c := &s.Components[i]; c.HasPass && m.Score < c.Pass {
			fails(WhyPass, c.ID)
		}
	}
	return st
}

// total is the weighted mean in exact arithmetic, rounded once.
func (s *SelectionPlan) total(marks []Mark) Points {
	sum, weights := new(big.Rat), int64(0)
	for i, m := range marks {
		c := &s.Components[i]
		sum.Add(sum, big.NewRat(int64(c.Weight)*int64(min(m.Score, c.Max)), int64(c.Max)))
		weights += int64(c.Weight)
	}
	sum.Mul(sum, big.NewRat(100_00, weights))
	twice := new(big.Int).Mul(sum.Num(), big.NewInt(2))
	twice.Add(twice, sum.Denom())
	return Points(twice.Div(twice, new(big.Int).Mul(sum.Denom(), big.NewInt(2))).Int64())
}

// breakTie compares two of equal total; before is negative.
func (s *SelectionPlan) breakTie(byWeight []int, a, b *Applicant) int {
	for _, t := range s.TieBreaks {
		switch t {
		case ByComponents:
			for _, i := range byWeight {
				if i >= len(a.Marks) || i >= len(b.Marks) {
					continue
				}
				// As shares of the same highest score.
				if c := cmp.Compare(b.Marks[i].Score, a.Marks[i].Score); c != 0 {
					return c
				}
			}
		case ByPriority:
			if c := cmp.Compare(b.Priority, a.Priority); c != 0 {
				return c
			}
		case ByEarlier:
			if c := a.SubmittedAt.Compare(b.SubmittedAt); c != 0 {
				return c
			}
		}
	}
	return 0
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}
