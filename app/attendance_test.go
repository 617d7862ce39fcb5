package app_test

import (
	"testing"
	"time"

	"gerbang/app"
)

func TestAdmit(t *testing.T) {
	day := time.Date(2026, 12, 12, 0, 0, 0, 0, app.Jakarta)
	at := func(h, m int) time.Time { return day.Add(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute) }
	event := app.Event{
		ID: 7, Status: app.EventPublished, StartsAt: at(9, 0), EndsAt: at(16, 0),
		EarlyEntry: time.Hour, LateEntry: time.Hour,
	}
	session := app.Session{ID: 3, StartsAt: at(9, 0), EndsAt: at(9, 50)}
	whole := app.Admission{
		Event: &event, Found: true, TicketEvent: 7, Status: app.Confirmed, Session: &session, HolderName: "Siti Aminah",
		OtherTitle: "Bursa lain", Code: "K7QP2M4X", ScannedAtWIB: at(9, 5),
	}
	earlier := at(9, 2)
	tests := []struct {
		name    string
		change  func(*app.Admission)
		outcome app.Outcome
		refusal app.Refusal
	}{
		{"in time", func(*app.Admission) {}, app.Admitted, ""},
		{"accepted", func(a *app.Admission) { a.Status = app.Accepted }, app.Admitted, ""},
		{"completed", func(a *app.Admission) { a.Status = app.Completed }, app.Admitted, ""},
		{"at the first minute of the day", func(a *app.Admission) { a.ScannedAtWIB = at(0, 0) }, app.Admitted, ""},
		{"at the last minute of the day", func(a *app.Admission) { a.ScannedAtWIB = at(23, 59) }, app.Admitted, ""},
		{"the day before", func(a *app.Admission) { a.ScannedAtWIB = at(0, -1) }, app.Refused, app.NotToday},
		{"the day after", func(a *app.Admission) { a.ScannedAtWIB = at(24, 0) }, app.Refused, app.NotToday},
		{"without a session", func(a *app.Admission) { a.Session = nil }, app.Admitted, ""},
		{"unknown", func(a *app.Admission) { a.Found = false }, app.Refused, app.UnknownCode},
		{"of another event", func(a *app.Admission) { a.TicketEvent = 8 }, app.Refused, app.OtherEvent},
		{"of another event, cancelled too", func(a *app.Admission) { a.TicketEvent, a.Status = 8, app.Cancelled }, app.Refused, app.OtherEvent},
		{"event cancelled", func(a *app.Admission) { e := event; e.Status = app.EventCancelled; a.Event = &e }, app.Refused, app.EventOff},
		{"cancelled", func(a *app.Admission) { a.Status = app.Cancelled }, app.Refused, app.CancelledTicket},
		{"replaced", func(a *app.Admission) { a.Revoked = true }, app.Refused, app.RevokedTicket},
		{"cancelled, so its ticket is revoked too", func(a *app.Admission) { a.Status, a.Revoked = app.Cancelled, true }, app.Refused, app.CancelledTicket},
		{"waiting", func(a *app.Admission) { a.Status = app.Waitlisted }, app.Refused, app.OnWaitlist},
		{"submitted", func(a *app.Admission) { a.Status = app.Submitted }, app.Refused, app.NotDecided},
		{"an applicant on the day of their slot", func(a *app.Admission) { a.Status, a.Slot = app.Submitted, true }, app.Admitted, ""},
		{"an applicant the day before their slot", func(a *app.Admission) { a.Status, a.Slot, a.ScannedAtWIB = app.Submitted, true, at(0, -1) }, app.Refused, app.NotToday},
		{"an applicant the second time", func(a *app.Admission) { a.Status, a.Slot, a.AlreadyInAt = app.Submitted, true, &earlier }, app.Duplicate, ""},
		{"an applicant in a slot without a session", func(a *app.Admission) { a.Status, a.Slot, a.Session = app.Submitted, true, nil }, app.Refused, app.NotDecided},
		{"not selected, in the slot they had", func(a *app.Admission) { a.Status, a.Slot = app.Rejected, true }, app.Refused, app.NotDecided},
		{"in the reserve, in the slot they had", func(a *app.Admission) { a.Status, a.Slot = app.Reserve, true }, app.Refused, app.NotDecided},
		{"cancelled, in the slot they had", func(a *app.Admission) { a.Status, a.Slot = app.Cancelled, true }, app.Refused, app.CancelledTicket},
		{"reserve", func(a *app.Admission) { a.Status = app.Reserve }, app.Refused, app.NotDecided},
		{"rejected", func(a *app.Admission) { a.Status = app.Rejected }, app.Refused, app.NotDecided},
		{"used", func(a *app.Admission) { a.AlreadyInAt, a.AlreadyGate, a.AlreadyBy = &earlier, "Pintu A", "Budi" }, app.Duplicate, ""},
		{"used, shown the next day", func(a *app.Admission) { a.AlreadyInAt, a.ScannedAtWIB = &earlier, at(30, 0) }, app.Duplicate, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := whole
			tt.change(&a)
			v := app.Admit(a)
			if v.Outcome != tt.outcome || v.Refusal != tt.refusal {
				t.Fatalf("%s, %s; want %s, %s", v.Outcome, v.Refusal, tt.outcome, tt.refusal)
			}
			if tt.refusal == app.OtherEvent && (v.Name != "" || v.Session != nil || v.Event != "Bursa lain") {
				t.Errorf("shows another event's person: %+v", v)
			}
			if v.Outcome == app.Duplicate && !v.At.Equal(earlier) {
				t.Errorf("first admitted %v", v.At)
			}
			if v.Outcome == app.Admitted && (v.Name != "Siti Aminah" || v.Code != "K7QP2M4X") {
				t.Errorf("verdict: %+v", v)
			}
		})
	}
}

func TestAdmitAroundMidnight(t *testing.T) {
	start := time.Date(2026, 12, 12, 23, 0, 0, 0, app.Jakarta)
	event := app.Event{ID: 1, Status: app.EventPublished, StartsAt: start, EndsAt: start.Add(time.Hour), EarlyEntry: 2 * time.Hour, LateEntry: 30 * time.Minute}
	for _, tt := range []struct {
		at   time.Duration // after the start
		want app.Outcome
	}{
		{-23 * time.Hour, app.Admitted}, {-23*time.Hour - time.Minute, app.Refused},
		{time.Hour + 29*time.Minute, app.Admitted}, {time.Hour + 30*time.Minute, app.Refused},
	} {
		v := app.Admit(app.Admission{Event: &event, Found: true, TicketEvent: 1, Status: app.Confirmed, ScannedAtWIB: start.Add(tt.at)})
		if v.Outcome != tt.want {
			t.Errorf("%v after the start: %s", tt.at, v.Outcome)
		}
	}
}
