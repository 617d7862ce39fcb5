package app_test

import (
	"errors"
	"testing"
	"time"

	"gerbang/app"
)

func TestMoves(t *testing.T) {
	allowed := map[[2]app.RegistrationStatus]bool{}
	for _, m := range [][2]app.RegistrationStatus{
		{app.Submitted, app.Confirmed}, {app.Submitted, app.Waitlisted}, {app.Submitted, app.Accepted}, {app.Submitted, app.Reserve},
		{app.Submitted, app.Rejected}, {app.Submitted, app.Cancelled}, {app.Waitlisted, app.Confirmed}, {app.Waitlisted, app.Cancelled},
		{app.Waitlisted, app.Offered}, {app.Offered, app.Confirmed}, {app.Offered, app.Cancelled},
		{app.Confirmed, app.Completed}, {app.Confirmed, app.Cancelled}, {app.Accepted, app.Completed}, {app.Accepted, app.Cancelled},
		{app.Reserve, app.Accepted}, {app.Reserve, app.Rejected}, {app.Reserve, app.Cancelled},
	} {
		allowed[m] = true
	}
	for _, from := range app.RegistrationStatuses() {
		for _, to := range app.RegistrationStatuses() {
			if from.CanMove(to) != allowed[[2]app.RegistrationStatus{from, to}] {
				t.Errorf("%s to %s: %v", from, to, from.CanMove(to))
			}
		}
	}
}

func TestWhatAStatusMeans(t *testing.T) {
	tests := map[app.RegistrationStatus]struct{ live, place, ticket bool }{
		app.Submitted: {true, false, true}, app.Confirmed: {true, true, true}, app.Waitlisted: {true, false, false},
		app.Offered:  {true, true, false},
		app.Accepted: {true, true, true}, app.Reserve: {true, false, false}, app.Rejected: {false, false, false},
		app.Cancelled: {false, false, false}, app.Completed: {true, true, true},
	}
	for _, s := range app.RegistrationStatuses() {
		w, ok := tests[s]
		if !ok || s.Live() != w.live || s.HoldsPlace() != w.place || s.HasTicket() != w.ticket {
			t.Errorf("%s: live %v, place %v, ticket %v", s, s.Live(), s.HoldsPlace(), s.HasTicket())
		}
	}
}

func TestCheckWindow(t *testing.T) {
	opens := time.Date(2026, 12, 1, 9, 0, 0, 0, app.Jakarta)
	closes := opens.AddDate(0, 0, 7)
	tests := []struct {
		name   string
		status app.EventStatus
		at     time.Time
		want   error
	}{
		{"before", app.EventPublished, opens.Add(-1), app.ErrNotOpenYet},
		{"opening", app.EventPublished, opens, nil},
		{"last moment", app.EventPublished, closes.Add(-1), nil},
		{"closing", app.EventPublished, closes, app.ErrClosed},
		{"cancelled", app.EventCancelled, opens, app.ErrEventCancelled},
		{"cancelled and closed", app.EventCancelled, closes, app.ErrEventCancelled},
		{"draft", app.EventDraft, opens, app.ErrClosed},
		{"archived", app.EventArchived, opens, app.ErrClosed},
	}
	for _, tt := range tests {
		e := &app.Event{Status: tt.status, OpensAt: opens, ClosesAt: closes}
		if err := app.CheckWindow(e, tt.at); !errors.Is(err, tt.want) || (err == nil) != (tt.want == nil) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestSessions(t *testing.T) {
	end := time.Date(2026, 12, 12, 9, 50, 0, 0, app.Jakarta)
	tests := []struct {
		session app.Session
		left    int
	}{
		{app.Session{Capacity: 0, Taken: 9}, -1},
		{app.Session{Capacity: 10, Taken: 9}, 1},
		{app.Session{Capacity: 10, Taken: 10}, 0},
		{app.Session{Capacity: 10, Taken: 11}, 0},
	}
	for _, tt := range tests {
		if tt.session.Left() != tt.left || tt.session.Full() != (tt.left == 0) {
			t.Errorf("%+v: left %d, full %v", tt.session, tt.session.Left(), tt.session.Full())
		}
	}
	s := app.Session{Kind: app.EntrySession, EndsAt: end}
	if !s.Bookable(end.Add(-1)) || s.Bookable(end) {
		t.Error("an entry session can be chosen until it ends")
	}
	s.Kind = app.MeetingSession
	if s.Bookable(end.Add(-1)) {
		t.Error("a class meeting cannot be chosen")
	}
}

func TestAgeOn(t *testing.T) {
	tests := []struct {
		birth, day string
		want       int
	}{
		{"2008-12-12", "2026-12-12", 18}, {"2008-12-13", "2026-12-12", 17}, {"2008-02-29", "2026-02-28", 17}, {"2008-02-29", "2026-03-01", 18},
	}
	for _, tt := range tests {
		birth, _ := time.Parse(time.DateOnly, tt.birth)
		day, _ := time.ParseInLocation(time.DateOnly, tt.day, app.Jakarta)
		if got := app.AgeOn(birth, day); got != tt.want {
			t.Errorf("born %s, on %s: %d, want %d", tt.birth, tt.day, got, tt.want)
		}
	}
}
