package app

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Errors of a selection that somebody can act on.
var (
	ErrSelectionClosed  = &Error{Kind: Conflict, Key: "selection.error.closed"}  // a publication is scheduled or done
	ErrSelectionChanged = &Error{Kind: Conflict, Key: "selection.error.changed"} // what was seen is no more
	ErrComponentUsed    = &Error{Kind: Conflict, Key: "selection.error.component_used"}
	ErrNotPublishable   = &Error{Kind: Conflict, Key: "selection.error.not_publishable"}
	ErrPublishPast      = &Error{Kind: Invalid, Key: "selection.error.publish_past", Field: "publish_at"}
	ErrCheckReason      = &Error{Kind: Invalid, Key: "selection.error.check_reason", Field: "reason"}
	ErrOverrideReason   = &Error{Kind: Invalid, Key: "selection.error.override_reason", Field: "reason"}
	ErrSlotFull         = &Error{Kind: Conflict, Key: "selection.error.slot_full", Field: "slot"}
	ErrSlotClosed       = &Error{Kind: Conflict, Key: "selection.error.slot_closed", Field: "slot"}
	ErrNotAdvanced      = &Error{Kind: Conflict, Key: "selection.error.not_advanced", Field: "slot"}
	ErrSlotRequired     = &Error{Kind: Invalid, Key: "selection.error.slot_required", Field: "slot"}
	ErrSlotUsed         = &Error{Kind: Conflict, Key: "selection.error.slot_used"}
	ErrSeatGone         = &Error{Kind: Conflict, Key: "selection.error.seat_gone"}
)

// Reasons for which a registration ends, as kept in Registration.CancelReason
// and DecisionReason; pages and messages word them.
const (
	EndSeatDeclined  = "seat_declined"  // its owner gave the seat back
	EndSeatLapsed    = "seat_lapsed"    // nobody confirmed it in time
	EndReserveClosed = "reserve_closed" // the course began without a seat coming free
)

// Limits of what a selection may hold.
const (
	MaxComponents     = 12
	maxComponentName  = 80
	maxSelectionText  = 1000
	maxReserves       = 10_000
	maxConfirmDays    = 60
	highestScore      = 99_999_99
	maxReasonOfChoice = 500
)

// Check returns what is wrong with the settings, beside their form fields.
func (s *SelectionPlan) Check() FieldErrors {
	var errs FieldErrors
	bad := func(is bool, field, key string, args ...any) {
		if is {
			errs = append(errs, FieldError{Field: field, Key: key, Args: args})
		}
	}
	long := func(text string, n int) bool { return utf8.RuneCountInString(text) > n }
	bad(s.Reserves < 0 || s.Reserves > maxReserves, "reserves", "training.error.between", "min", "0", "max", strconv.Itoa(maxReserves))
	bad(s.ConfirmDays < 1 || s.ConfirmDays > maxConfirmDays, "confirm_days", "training.error.between", "min", "1", "max", strconv.Itoa(maxConfirmDays))
	bad((s.ChooseFrom == nil) != (s.ChooseUntil == nil), "choose_until", "selection.error.window_both")
	bad(s.ChooseFrom != nil && s.ChooseUntil != nil && !s.ChooseFrom.Before(*s.ChooseUntil), "choose_until", "selection.error.window_order")
	bad(long(s.Bring, maxSelectionText), "bring", "error.max_chars", "param", maxSelectionText)
	bad(long(s.BringEN, maxSelectionText), "bring_en", "error.max_chars", "param", maxSelectionText)
	bad(len(s.Components) > MaxComponents, "name_1", "selection.error.too_many", "max", strconv.Itoa(MaxComponents))
	seen := map[string]bool{}
	for i, c := range s.Components {
		n := "_" + strconv.Itoa(i+1)
		name := strings.ToLower(c.Name)
		bad(c.Name == "", "name"+n, "error.required")
		bad(c.Name != "" && seen[name], "name"+n, "selection.error.twice")
		bad(long(c.Name, maxComponentName), "name"+n, "error.max_chars", "param", maxComponentName)
		bad(long(c.NameEN, maxComponentName), "name_en"+n, "error.max_chars", "param", maxComponentName)
		bad(c.Weight < 1 || c.Weight > 1000, "weight"+n, "training.error.between", "min", "1", "max", "1000")
		bad(c.Max < 1 || c.Max > highestScore, "max"+n, "selection.error.max")
		bad(c.HasPass && (c.Pass < 0 || c.Pass > c.Max), "pass"+n, "selection.error.pass")
		bad(c.Round < 0 || c.Round > 9, "round"+n, "training.error.between", "min", "0", "max", "9")
		seen[name] = true
	}
	return errs
}

// CheckReason returns a reason that is told to somebody, or the error when
// there is none or it is too long.
func CheckReason(reason string, missing *Error) error {
	switch {
	case strings.TrimSpace(reason) == "":
		return missing
	case utf8.RuneCountInString(reason) > maxReasonOfChoice:
		return &Error{Kind: Invalid, Key: "error.max_chars", Field: missing.Field, Args: []any{"param", maxReasonOfChoice}}
	}
	return nil
}

// ParsePoints reads a score as people write it: 78, 78,5 or 78.25. It reports
// false for anything else, also for more than two decimals.
func ParsePoints(s string) (Points, bool) {
	whole, decimals, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(s), ",", "."), ".")
	if whole == "" || len(whole) > 5 || len(decimals) > 2 {
		return 0, false
	}
	n, err := strconv.ParseUint(whole+(decimals + "00")[:2], 10, 32)
	if err != nil {
		return 0, false
	}
	return Points(n), true
}

// String writes the points with a decimal comma and no more decimals than needed.
func (p Points) String() string {
	s := strconv.FormatInt(int64(p)/100, 10)
	switch d := int64(p) % 100; {
	case d == 0:
	case d%10 == 0:
		s += "," + strconv.FormatInt(d/10, 10)
	default:
		s += "," + strconv.FormatInt(100+d, 10)[1:]
	}
	return s
}

// SlotOrder is how applicants are assigned to slots.
type SlotOrder string

// The ways to assign.
const (
	FillSlots   SlotOrder = "fill"   // the earliest slot until it is full, then the next
	SpreadSlots SlotOrder = "spread" // evenly over all
)

// AssignSlots gives n people, in their order, a slot each: it returns for each
// the index of the slot, and fewer when the places do not suffice. Places
// that a slot has not left are never given; a slot without a limit takes all.
func AssignSlots(order SlotOrder, slots []Session, n int) []int {
	left := make([]int, len(slots))
	for i := range slots {
		if left[i] = slots[i].Left(); left[i] < 0 {
			left[i] = n
		}
	}
	out := make([]int, 0, n)
	for at := 0; len(out) < n; {
		if !slices.ContainsFunc(left, func(l int) bool { return l > 0 }) {
			break
		}
		for left[at] == 0 {
			at = (at + 1) % len(slots)
		}
		left[at]--
		out = append(out, at)
		if order == SpreadSlots {
			at = (at + 1) % len(slots)
		}
	}
	return out
}

// PublishBlocker is why results cannot be published yet. Key is the
// translation, N what is counted.
type PublishBlocker struct {
	Key string
	N   int
}

// Blockers returns what stands in the way of publishing the ranking.
func (s *SelectionPlan) Blockers(e *Event, r *Ranking, now time.Time) []PublishBlocker {
	var out []PublishBlocker
	add := func(is bool, key string, n int) {
		if is {
			out = append(out, PublishBlocker{Key: "selection.blocker." + key, N: n})
		}
	}
	unchecked, incomplete := 0, 0
	for i := range r.Standings {
		switch st := &r.Standings[i]; {
		case st.Why == WhyUnchecked:
			unchecked++
		case st.Why == WhyIncomplete:
			incomplete++
		}
	}
	add(e.Status != EventPublished, "event", 0)
	add(e.Capacity == 0, "seats", 0)
	add(len(s.Components) == 0, "components", 0)
	add(e.Window(now) == WindowOpen || e.Window(now) == WindowNotYet, "open", 0)
	add(len(r.Standings) == 0, "nobody", 0)
	add(unchecked > 0, "unchecked", unchecked)
	add(incomplete > 0, "incomplete", incomplete)
	return out
}
