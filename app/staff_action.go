package app

// StaffAction is what staff do with chosen registrations of an event.
type StaffAction string

// The actions on registrations.
const (
	ActApprove    StaffAction = "approve"
	ActReject     StaffAction = "reject"
	ActPrioritise StaffAction = "prioritise" // among those who wait
	ActOverbook   StaffAction = "overbook"   // a place beyond the capacity
	ActSwitch     StaffAction = "switch"     // to another session
	ActCancel     StaffAction = "cancel"
)

// StaffActions are those that mean something for an event with so many entry
// sessions.
func StaffActions(approval Approval, sessions int) []StaffAction {
	var out []StaffAction
	if approval == Review {
		out = append(out, ActApprove, ActReject)
	}
	if sessions > 1 {
		out = append(out, ActSwitch)
	}
	return append(out, ActPrioritise, ActOverbook, ActCancel)
}

// Allows reports whether the action means something for a registration as it
// stands: in a session or not, with an attendance or without. The use case
// decides again under its lock.
func (a StaffAction) Allows(approval Approval, s RegistrationStatus, inSession, attended bool) bool {
	switch a {
	case ActApprove, ActReject:
		return approval == Review && s == Submitted
	case ActPrioritise:
		return s == Waitlisted
	case ActOverbook:
		return s == Waitlisted || approval == Review && s == Submitted
	case ActSwitch:
		return inSession && !attended && s.Live() && s != Offered && s != Completed
	case ActCancel:
		return s.CanMove(Cancelled) && !attended
	}
	return false
}

// NeedsReason reports whether the action is done only with a reason.
func (a StaffAction) NeedsReason() bool { return a != ActApprove && a != ActSwitch }
