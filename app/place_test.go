package app_test

import (
	"testing"

	"pgregory.net/rapid"

	"gerbang/app"
)

func TestPlace(t *testing.T) {
	type want struct {
		session int64
		status  app.RegistrationStatus
		number  int64
	}
	tests := []struct {
		name     string
		approval app.Approval
		seats    func() *app.Seats
		wants    []want
	}{
		{"without any limit", app.Instant, func() *app.Seats { return app.NewSeats(0, 900, 0) },
			[]want{{0, app.Confirmed, 0}, {0, app.Confirmed, 0}}},
		{"the event's last place", app.Instant, func() *app.Seats { return app.NewSeats(10, 9, 4) },
			[]want{{0, app.Confirmed, 0}, {0, app.Waitlisted, 5}, {0, app.Waitlisted, 6}}},
		{"more given away than there is", app.Instant, func() *app.Seats { return app.NewSeats(10, 12, 0) },
			[]want{{0, app.Waitlisted, 1}}},
		{"one session full, another not", app.Instant, func() *app.Seats {
			s := app.NewSeats(0, 0, 0)
			s.Limit(1, 1)
			s.Limit(2, 1)
			return s
		}, []want{{1, app.Confirmed, 0}, {1, app.Waitlisted, 1}, {2, app.Confirmed, 0}, {2, app.Waitlisted, 2}, {3, app.Confirmed, 0}}},
		{"session with room at a full event", app.Instant, func() *app.Seats {
			s := app.NewSeats(1, 0, 0)
			s.Limit(1, 5)
			return s
		}, []want{{1, app.Confirmed, 0}, {1, app.Waitlisted, 1}}},
		{"a full session takes none of the event's places", app.Instant, func() *app.Seats {
			s := app.NewSeats(1, 0, 0)
			s.Limit(1, -3)
			return s
		}, []want{{1, app.Waitlisted, 1}, {2, app.Confirmed, 0}}},
		{"selection takes no place", app.Selection, func() *app.Seats { return app.NewSeats(1, 1, 0) },
			[]want{{0, app.Submitted, 0}, {0, app.Submitted, 0}}},
		{"nor does review", app.Review, func() *app.Seats { return app.NewSeats(1, 0, 0) },
			[]want{{0, app.Submitted, 0}, {0, app.Submitted, 0}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := tt.seats()
			for i, w := range tt.wants {
				free := s.Free(w.session)
				got := app.Place(tt.approval, s, w.session)
				if got.Status != w.status || got.WaitlistNo != w.number {
					t.Errorf("%d: %+v, want %+v", i, got, w)
				}
				if tt.approval == app.Instant && free != (w.status == app.Confirmed) {
					t.Errorf("%d: Free said %v", i, free)
				}
			}
		})
	}
}

// Whatever the limits and the order of arrival: nothing is oversold, nobody
// waits while there is a place, and the line has no gaps.
func TestPlaceNeverOversells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		capacity := rapid.IntRange(0, 30).Draw(t, "capacity")
		taken := rapid.IntRange(0, 35).Draw(t, "taken")
		last := rapid.Int64Range(0, 100).Draw(t, "last")
		left := map[int64]int{}
		seats := app.NewSeats(capacity, taken, last)
		for id := int64(1); id <= int64(rapid.IntRange(0, 4).Draw(t, "sessions")); id++ {
			if n := rapid.IntRange(-2, 12).Draw(t, "left"); n < 11 {
				seats.Limit(id, n)
				left[id] = max(0, n)
			}
		}
		eventLeft := max(0, capacity-taken)
		for range rapid.IntRange(0, 80).Draw(t, "people") {
			session := rapid.Int64Range(0, 4).Draw(t, "session")
			room, limited := left[session]
			free := (capacity == 0 || eventLeft > 0) && (!limited || room > 0)
			p := app.Place(app.Instant, seats, session)
			switch {
			case free && p != (app.Placement{Status: app.Confirmed}):
				t.Fatalf("a free place, but %+v", p)
			case !free && p != (app.Placement{Status: app.Waitlisted, WaitlistNo: last + 1}):
				t.Fatalf("no place and %d in line, but %+v", last, p)
			}
			if free {
				eventLeft--
				if limited {
					left[session]--
				}
			} else {
				last++
			}
			if seats.LastWaiting() != last {
				t.Fatalf("last waiting %d, want %d", seats.LastWaiting(), last)
			}
		}
	})
}
