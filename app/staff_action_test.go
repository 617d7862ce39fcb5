package app

import (
	"slices"
	"testing"
)

func TestStaffActions(t *testing.T) {
	all := []StaffAction{ActApprove, ActReject, ActSwitch, ActPrioritise, ActOverbook, ActCancel}
	for _, tc := range []struct {
		approval            Approval
		status              RegistrationStatus
		inSession, attended bool
		want                []StaffAction
	}{
		{Review, Submitted, true, false, []StaffAction{ActApprove, ActReject, ActSwitch, ActOverbook, ActCancel}},
		{Instant, Submitted, false, false, []StaffAction{ActCancel}},
		{Instant, Confirmed, true, false, []StaffAction{ActSwitch, ActCancel}},
		{Instant, Confirmed, false, false, []StaffAction{ActCancel}},
		{Instant, Confirmed, true, true, nil},
		{Instant, Waitlisted, true, false, []StaffAction{ActSwitch, ActPrioritise, ActOverbook, ActCancel}},
		{Instant, Offered, true, false, []StaffAction{ActCancel}},
		{Instant, Completed, true, false, nil},
		{Review, Rejected, true, false, nil},
		{Review, Cancelled, true, false, nil},
	} {
		got := slices.DeleteFunc(slices.Clone(all), func(a StaffAction) bool { return !a.Allows(tc.approval, tc.status, tc.inSession, tc.attended) })
		if !slices.Equal(got, tc.want) {
			t.Errorf("%s, %s, in a session %v, attended %v: %v, want %v", tc.approval, tc.status, tc.inSession, tc.attended, got, tc.want)
		}
	}
	if got := StaffActions(Instant, 1); slices.Contains(got, ActApprove) || slices.Contains(got, ActSwitch) {
		t.Errorf("one session, nobody decides: %v", got)
	}
	if got := StaffActions(Review, 2); len(got) != len(all) {
		t.Errorf("two sessions, staff decide: %v", got)
	}
	if ActApprove.NeedsReason() || ActSwitch.NeedsReason() || !ActCancel.NeedsReason() {
		t.Error("reasons")
	}
}
