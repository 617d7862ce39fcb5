package bench

import (
	"testing"
	"time"
)

func TestInOrder(t *testing.T) {
	at := func(sent, answered int, status string, no int64) placed {
		start := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
		return placed{
			press{sent: start.Add(time.Duration(sent) * time.Millisecond), answered: start.Add(time.Duration(answered) * time.Millisecond)},
			standing{status: status, waitlist: no},
		}
	}
	tests := []struct {
		name string
		all  []placed
		ok   bool
	}{
		{"one after the other", []placed{at(0, 1, "confirmed", 0), at(2, 3, "waitlisted", 1), at(4, 5, "waitlisted", 2)}, true},
		{"at the same time, in any order", []placed{at(0, 9, "waitlisted", 2), at(1, 8, "waitlisted", 1), at(2, 7, "confirmed", 0)}, true},
		{"overtaken in line", []placed{at(0, 1, "waitlisted", 2), at(2, 3, "waitlisted", 1)}, false},
		{"overtaken by a place", []placed{at(0, 1, "waitlisted", 1), at(2, 3, "confirmed", 0)}, false},
		{"overtaken by somebody much later", []placed{at(0, 9, "waitlisted", 3), at(1, 2, "waitlisted", 2), at(3, 4, "waitlisted", 1)}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := inOrder(tt.all); (err == nil) != tt.ok {
				t.Errorf("%v", err)
			}
		})
	}
}
