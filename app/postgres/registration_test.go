package postgres_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

func TestCancelPromotesTheFirstInLineOnce(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 5, 1)
	people := w.people(26)
	holders := make([]postgres.Registered, 5)
	for i := range holders {
		holders[i] = w.register(w.db, people[i], event, sessions[0])
	}
	w.register(w.db, people[5], event, sessions[1])
	elsewhere := w.register(w.db, people[6], event, sessions[1])
	var line []postgres.Registered
	for _, a := range people[7:] {
		line = append(line, w.register(w.db, a, event, sessions[0]))
	}

	handles := []*postgres.DB{w.db, w.replica()}
	var wg sync.WaitGroup
	for i := range 3 * len(handles) * 2 { // three holders, each cancelling four times at once
		holder := i % 3
		wg.Go(func() {
			if err := handles[i%2].CancelRegistration(t.Context(), people[holder], holders[holder].ID, "sakit"); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()

	for i, r := range line {
		got := w.number(`SELECT count(*) FROM registrations WHERE id = $1 AND status = 'confirmed'`, r.ID) == 1
		if got != (i < 3) {
			t.Errorf("number %d in line: promoted %v", i+1, got)
		}
	}
	if n := w.number(`SELECT count(*) FROM registrations WHERE id = $1 AND status = 'waitlisted'`, elsewhere.ID); n != 1 {
		t.Error("somebody in line for the other session was promoted")
	}
	w.wantCountersTrue(event)
	for query, want := range map[string]int64{
		`SELECT count(*) FROM audit_log WHERE action = 'registration.cancel'`:                          3,
		`SELECT count(*) FROM audit_log WHERE action = 'registration.promote'`:                         3,
		`SELECT count(*) FROM outbox WHERE payload ->> 'message' = '` + string(app.MessageMoved) + `'`: 3,
		`SELECT count(*) FROM tickets WHERE revoked_at IS NOT NULL`:                                    3,
		`SELECT count(*) FROM registrations r JOIN tickets t ON t.registration_id = r.id
			WHERE r.status = 'confirmed' AND t.revoked_at IS NULL`: 6,
	} {
		if n := w.number(query); n != want {
			t.Errorf("%s = %d, want %d", query, n, want)
		}
	}
}

func TestCancelWhereTheWholeEventWasFull(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 1, 5, 5)
	people := w.people(3)
	holder := w.register(w.db, people[0], event, sessions[0])
	waiting := w.register(w.db, people[1], event, sessions[1])
	if waiting.Status != app.Waitlisted {
		t.Fatalf("event of one place: %+v", waiting)
	}
	if err := w.db.CancelRegistration(t.Context(), people[0], holder.ID, ""); err != nil {
		t.Fatal(err)
	}
	v, err := w.db.MyRegistration(t.Context(), people[1], waiting.ID)
	if err != nil || v.Status != app.Confirmed || v.Code == "" {
		t.Errorf("first in line, for another session with room: %+v, %v", v, err)
	}
	w.wantCountersTrue(event)
}

func TestCancelPromotesNobodyItMayNot(t *testing.T) {
	for name, prepare := range map[string]string{
		"capacity was lowered":  `UPDATE event_sessions SET capacity = 1 WHERE event_id = $1`,
		"session is over":       `UPDATE event_sessions SET starts_at = '2026-11-01', ends_at = '2026-11-02' WHERE event_id = $1`,
		"event was cancelled":   `UPDATE events SET status = 'cancelled', cancelled_at = now() WHERE id = $1`,
		"event has become less": `UPDATE events SET capacity = 1 WHERE id = $1`,
	} {
		t.Run(name, func(t *testing.T) {
			w := newRegisterWorld(t)
			event, sessions := w.event(app.Instant, 0, 2)
			people := w.people(3)
			holder := w.register(w.db, people[0], event, sessions[0])
			w.register(w.db, people[1], event, sessions[0])
			waiting := w.register(w.db, people[2], event, sessions[0])
			w.exec(prepare, event)
			if err := w.db.CancelRegistration(t.Context(), people[0], holder.ID, ""); err != nil {
				t.Fatal(err)
			}
			if n := w.number(`SELECT count(*) FROM registrations WHERE id = $1 AND status = 'waitlisted'`, waiting.ID); n != 1 {
				t.Error("the first in line was promoted")
			}
			w.wantCountersTrue(event)
		})
	}
}

func TestCancelRefuses(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 5)
	people := w.people(2)
	r := w.register(w.db, people[0], event, sessions[0])
	if err := w.db.CancelRegistration(t.Context(), people[1], r.ID, ""); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("somebody else's: %v", err)
	}
	if err := w.db.CancelRegistration(t.Context(), nil, r.ID, ""); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("nobody: %v", err)
	}
	w.exec(`INSERT INTO attendances (event_id, registration_id, session_id, scanned_at) VALUES ($1, $2, $3, now())`, event, r.ID, sessions[0])
	if err := w.db.CancelRegistration(t.Context(), people[0], r.ID, ""); !errors.Is(err, app.ErrCannotCancel) {
		t.Errorf("after admission: %v", err)
	}
	w.exec(`UPDATE attendances SET annulled_at = now(), annul_reason = 'salah pindai'`)
	w.now = beforeFair.AddDate(0, 1, 0)
	if err := w.db.CancelRegistration(t.Context(), people[0], r.ID, ""); !errors.Is(err, app.ErrCannotCancel) {
		t.Errorf("after the event: %v", err)
	}
	w.now = beforeFair
	if err := w.db.CancelRegistration(t.Context(), people[0], r.ID, ""); err != nil {
		t.Fatal(err)
	}
	again := w.register(w.db, people[0], event, sessions[0])
	if again.Existing || again.ID == r.ID || again.Code == r.Code {
		t.Errorf("registering anew after cancelling: %+v", again)
	}
	w.wantCountersTrue(event)
}

func TestRegistrationViews(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 1, 1)
	people := w.people(5)
	held := w.register(w.db, people[0], event, sessions[0])
	w.register(w.db, people[1], event, sessions[1])
	w.register(w.db, people[2], event, sessions[1]) // waits, for the other session
	w.register(w.db, people[3], event, sessions[0])
	last := w.register(w.db, people[4], event, sessions[0])

	v, err := w.db.TicketView(t.Context(), held.Code)
	if err != nil {
		t.Fatal(err)
	}
	if v.ID != held.ID || v.Name != people[0].Name || v.Session == nil || v.Session.ID != sessions[0] || v.Event.ID != event || v.Revoked || v.Position != 0 {
		t.Errorf("ticket: %+v", v)
	}
	if !v.Cancellable(w.now) || v.Cancellable(v.Event.EndsAt) {
		t.Error("a ticket can be cancelled until its event is over")
	}
	if v, err := w.db.MyRegistration(t.Context(), people[4], last.ID); err != nil || v.Position != 2 || v.WaitlistNo != 3 || v.Code != "" {
		t.Errorf("second in line of its session: %+v, %v", v, err)
	}
	if _, err := w.db.MyRegistration(t.Context(), people[1], held.ID); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("somebody else's: %v", err)
	}
	if _, err := w.db.TicketView(t.Context(), "0000000000000000"); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("unknown code: %v", err)
	}

	if err := w.db.CancelRegistration(t.Context(), people[0], held.ID, "pindah"); err != nil {
		t.Fatal(err)
	}
	if v, err := w.db.TicketView(t.Context(), held.Code); err != nil || v.Status != app.Cancelled || !v.Revoked || v.CancelReason != "pindah" {
		t.Errorf("cancelled ticket: %+v, %v", v, err)
	}
	if v, err := w.db.MyRegistration(t.Context(), people[4], last.ID); err != nil || v.Position != 1 {
		t.Errorf("the line did not move: %+v, %v", v, err)
	}
	history, err := w.db.MyHistory(t.Context(), people[0], held.ID)
	if err != nil || len(history) != 2 || history[0].Status.String != "confirmed" || history[1].Status.String != "cancelled" {
		t.Errorf("history: %+v, %v", history, err)
	}
	if history, err := w.db.MyHistory(t.Context(), people[1], held.ID); err != nil || len(history) != 0 {
		t.Errorf("somebody else's history: %+v, %v", history, err)
	}
}

func TestMyRegistrationsOrder(t *testing.T) {
	w := newRegisterWorld(t)
	me := w.people(1)[0]
	var ids []int64
	for _, days := range []int{20, 0, 5} {
		event, _ := w.event(app.Instant, 0)
		w.exec(`UPDATE events SET starts_at = starts_at + $2 * interval '1 day', ends_at = ends_at + $2 * interval '1 day' WHERE id = $1`, event, days)
		ids = append(ids, w.register(w.db, me, event, 0).ID)
	}
	w.now = w.now.Add(12 * 24 * time.Hour) // the second one is over
	views, err := w.db.MyRegistrations(t.Context(), me)
	if err != nil || len(views) != 3 {
		t.Fatalf("%d, %v", len(views), err)
	}
	if views[0].ID != ids[2] || views[1].ID != ids[0] || views[2].ID != ids[1] {
		t.Errorf("order %d %d %d of %v", views[0].ID, views[1].ID, views[2].ID, ids)
	}
	if views, err := w.db.MyRegistrations(t.Context(), nil); err != nil || views != nil {
		t.Errorf("nobody's: %v, %v", views, err)
	}
}
