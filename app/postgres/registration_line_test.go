package postgres_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

func (w *registerWorld) status(id int64) string {
	w.t.Helper()
	var s string
	if err := w.sql.QueryRow(`SELECT status FROM registrations WHERE id = $1`, id).Scan(&s); err != nil {
		w.t.Fatal(err)
	}
	return s
}

// told counts the messages of a kind about a registration.
func (w *registerWorld) told(id int64, kind app.MessageKind) int64 {
	w.t.Helper()
	return w.number(`SELECT count(*) FROM outbox WHERE kind = $1 AND (payload ->> 'registration_id')::bigint = $2 AND payload ->> 'message' = $3`,
		postgres.WorkRegistration, id, string(kind))
}

// panitia is somebody who organizes the event, and only that.
func (w *registerWorld) panitia(event int64) *app.Actor {
	w.t.Helper()
	return &app.Actor{AccountID: w.people(1)[0].AccountID, Name: "Panitia", Grants: []app.Grant{{Role: app.RolePanitia, EventID: event}}}
}

// A freed place is offered, moves on when it is not taken in time, and an
// offer taken at its last moment by several hands is one place.
func TestOffers(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 1)
	w.exec(`UPDATE events SET offer_minutes = 120 WHERE id = $1`, event)
	people := w.people(4)
	var all []postgres.Registered
	for _, a := range people {
		all = append(all, w.register(w.db, a, event, sessions[0]))
	}
	if err := w.db.CancelRegistration(t.Context(), people[0], all[0].ID, ""); err != nil {
		t.Fatal(err)
	}
	v, err := w.db.MyRegistration(t.Context(), people[1], all[1].ID)
	if err != nil || v.Status != app.Offered || v.Code != "" || !v.OfferUntil.Equal(beforeFair.Add(2*time.Hour)) {
		t.Fatalf("first in line: %+v, %v", v, err)
	}
	if w.told(all[1].ID, app.MessageOffered) != 1 || w.told(all[1].ID, app.MessageMoved) != 0 {
		t.Error("the offer was not told, or told as a place")
	}
	if err := w.db.TakeOffer(t.Context(), people[2], all[1].ID); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("somebody else's offer: %v", err)
	}
	if err := w.db.TakeOffer(t.Context(), people[2], all[2].ID); !errors.Is(err, app.ErrOfferOver) {
		t.Errorf("without an offer: %v", err)
	}

	w.now = beforeFair.Add(2 * time.Hour)
	if err := w.db.TakeOffer(t.Context(), people[1], all[1].ID); !errors.Is(err, app.ErrOfferOver) {
		t.Errorf("at the deadline: %v", err)
	}
	handles := []*postgres.DB{w.db, w.replica()}
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			if err := handles[i%2].LapseOffers(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if w.status(all[1].ID) != "cancelled" || w.status(all[2].ID) != "offered" || w.status(all[3].ID) != "waitlisted" || w.told(all[1].ID, app.MessageLapsed) != 1 {
		t.Errorf("after the deadline: %s, %s, %s", w.status(all[1].ID), w.status(all[2].ID), w.status(all[3].ID))
	}

	w.now = w.now.Add(time.Hour)
	for i := range 6 {
		wg.Go(func() {
			if err := handles[i%2].TakeOffer(t.Context(), people[2], all[2].ID); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := w.number(`SELECT count(*) FROM tickets WHERE registration_id = $1`, all[2].ID); n != 1 || w.told(all[2].ID, app.MessageMoved) != 1 {
		t.Errorf("%d tickets for an offer taken six times", n)
	}
	w.wantCountersTrue(event)
}

// Nobody is told that they were too late for an event that was called off.
func TestOffersOfAnEventThatIsOffDoNotLapse(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 1)
	w.exec(`UPDATE events SET offer_minutes = 120 WHERE id = $1`, event)
	people := w.people(2)
	first, second := w.register(w.db, people[0], event, sessions[0]), w.register(w.db, people[1], event, sessions[0])
	if err := w.db.CancelRegistration(t.Context(), people[0], first.ID, ""); err != nil || w.status(second.ID) != "offered" {
		t.Fatalf("%s, %v", w.status(second.ID), err)
	}
	w.exec(`UPDATE events SET status = 'cancelled', cancelled_at = now() WHERE id = $1`, event)
	w.now = beforeFair.Add(3 * time.Hour)
	if err := w.db.LapseOffers(t.Context()); err != nil || w.status(second.ID) != "offered" || w.told(second.ID, app.MessageLapsed) != 0 {
		t.Errorf("%s, told %d times, %v", w.status(second.ID), w.told(second.ID, app.MessageLapsed), err)
	}
}

// Close to the start nobody is kept waiting for an answer.
func TestOfferDoesNotOutlastTheStart(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 1)
	w.exec(`UPDATE events SET offer_minutes = 2880 WHERE id = $1`, event)
	people := w.people(3)
	first := w.register(w.db, people[0], event, sessions[0])
	second := w.register(w.db, people[1], event, sessions[0])
	third := w.register(w.db, people[2], event, sessions[0])
	start := app.Day(beforeFair).AddDate(0, 0, 11).Add(9 * time.Hour)
	w.now = start.Add(-time.Hour)
	if err := w.db.CancelRegistration(t.Context(), people[0], first.ID, ""); err != nil {
		t.Fatal(err)
	}
	if v, err := w.db.MyRegistration(t.Context(), people[1], second.ID); err != nil || !v.OfferUntil.Equal(start) {
		t.Fatalf("%+v, %v", v, err)
	}
	w.now = start.Add(time.Minute)
	if err := w.db.LapseOffers(t.Context()); err != nil {
		t.Fatal(err)
	}
	if w.status(third.ID) != "confirmed" {
		t.Errorf("a place freed after the start: %s", w.status(third.ID))
	}
}

func TestUnconfirmedPlacesAreReleased(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 3)
	w.exec(`UPDATE events SET reconfirm_from = $2, reconfirm_until = $3 WHERE id = $1`, event, beforeFair.AddDate(0, 0, 3), beforeFair.AddDate(0, 0, 5))
	people := w.people(6)
	var all []postgres.Registered
	for _, a := range people[:5] {
		all = append(all, w.register(w.db, a, event, sessions[0]))
	}
	if err := w.db.ConfirmRegistration(t.Context(), people[0], all[0].ID); !errors.Is(err, app.ErrNotAsked) {
		t.Errorf("before anybody is asked: %v", err)
	}
	w.now = beforeFair.AddDate(0, 0, 4)
	for range 2 {
		if err := w.db.ConfirmRegistration(t.Context(), people[0], all[0].ID); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.db.ConfirmRegistration(t.Context(), people[3], all[3].ID); !errors.Is(err, app.ErrNotAsked) {
		t.Errorf("who waits: %v", err)
	}
	if err := w.db.ReleaseUnconfirmed(t.Context()); err != nil || w.status(all[1].ID) != "confirmed" {
		t.Fatalf("before the deadline: %s, %v", w.status(all[1].ID), err)
	}
	w.now = beforeFair.AddDate(0, 0, 5)
	for range 2 {
		if err := w.db.ReleaseUnconfirmed(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	// The two who said nothing lose their places to the two who wait: those
	// have just got them and need not say again that they come.
	for i, want := range []string{"confirmed", "cancelled", "cancelled", "confirmed", "confirmed"} {
		if got := w.status(all[i].ID); got != want {
			t.Errorf("person %d is %s, want %s", i, got, want)
		}
	}
	if w.told(all[1].ID, app.MessageReleased) != 1 || w.told(all[3].ID, app.MessageMoved) != 1 {
		t.Error("not told")
	}
	w.exec(`UPDATE event_sessions SET capacity = 4 WHERE id = $1`, sessions[0])
	late := w.register(w.db, people[5], event, sessions[0])
	if err := w.db.ReleaseUnconfirmed(t.Context()); err != nil || w.status(late.ID) != "confirmed" {
		t.Errorf("who registers while people are asked: %s, %v", w.status(late.ID), err)
	}
	w.wantCountersTrue(event)
}

// Many people change between two sessions at once: nobody is ever without a
// place they had, and no session holds more than it may.
func TestSwitchingRace(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 6, 6, 6)
	people := w.people(16)
	var all []postgres.Registered
	for i, a := range people {
		all = append(all, w.register(w.db, a, event, sessions[i%3]))
	}
	handles := []*postgres.DB{w.db, w.replica()}
	var wg sync.WaitGroup
	for i := range 160 {
		wg.Go(func() {
			n := i % len(people)
			err := handles[i%2].SwitchSession(t.Context(), people[n], all[n].ID, sessions[(n+i)%3])
			if err != nil && !errors.Is(err, app.ErrSessionFull) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := w.number(`SELECT count(*) FROM registrations WHERE event_id = $1 AND status = 'confirmed'`, event); n != 16 {
		t.Errorf("%d of 16 still have a place", n)
	}
	if n := w.number(`SELECT count(*) FROM event_sessions s WHERE (SELECT count(*) FROM registrations r WHERE r.session_id = s.id) > s.capacity`); n != 0 {
		t.Errorf("%d sessions hold too many", n)
	}
	w.wantCountersTrue(event)
}

func TestSwitchRefuses(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 1, 1, 5)
	other, otherSessions := w.event(app.Instant, 0, 5)
	_ = other
	people := w.people(2)
	r := w.register(w.db, people[0], event, sessions[0])
	full := w.register(w.db, people[1], event, sessions[1])
	for _, tt := range []struct {
		name    string
		actor   *app.Actor
		session int64
		want    error
	}{
		{"somebody else's", people[1], sessions[2], app.ErrNotFound},
		{"full", people[0], sessions[1], app.ErrSessionFull},
		{"of another event", people[0], otherSessions[0], app.ErrSessionRequired},
		{"none", people[0], 0, app.ErrSessionRequired},
	} {
		if err := w.db.SwitchSession(t.Context(), tt.actor, r.ID, tt.session); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	w.exec(`UPDATE events SET change_until = $2 WHERE id = $1`, event, beforeFair)
	if err := w.db.SwitchSession(t.Context(), people[0], r.ID, sessions[2]); !errors.Is(err, app.ErrChangeLate) {
		t.Errorf("after the deadline: %v", err)
	}
	staff := w.panitia(event)
	if err := w.db.SwitchSessionFor(t.Context(), w.panitia(other), r.ID, sessions[2]); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("organizer of another event: %v", err)
	}
	if err := w.db.SwitchSessionFor(t.Context(), staff, r.ID, sessions[2]); err != nil {
		t.Errorf("by staff after the deadline: %v", err)
	}
	if w.told(r.ID, app.MessageSwitched) != 1 {
		t.Error("not told")
	}
	if err := w.db.CancelFor(t.Context(), staff, full.ID, "  "); !errors.Is(err, app.ErrReasonRequired) {
		t.Errorf("cancelled by staff without a reason: %v", err)
	}
	if err := w.db.CancelFor(t.Context(), staff, full.ID, "Berhalangan"); err != nil || w.status(full.ID) != "cancelled" {
		t.Errorf("cancelled by staff: %v", err)
	}
	w.wantCountersTrue(event)
}

func TestCancelAfterItsDeadline(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 1)
	w.exec(`UPDATE events SET cancel_until = $2 WHERE id = $1`, event, beforeFair)
	people := w.people(2)
	holder, waiting := w.register(w.db, people[0], event, sessions[0]), w.register(w.db, people[1], event, sessions[0])
	if err := w.db.CancelRegistration(t.Context(), people[0], holder.ID, ""); !errors.Is(err, app.ErrCancelLate) {
		t.Errorf("a place: %v", err)
	}
	if err := w.db.CancelRegistration(t.Context(), people[1], waiting.ID, ""); err != nil {
		t.Errorf("who only waits may leave: %v", err)
	}
}

func TestOverbookIsAnOverrideWithAReason(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 1)
	people := w.people(2)
	w.register(w.db, people[0], event, sessions[0])
	r := w.register(w.db, people[1], event, sessions[0])
	officer := &app.Actor{AccountID: people[0].AccountID, Grants: []app.Grant{{Role: app.RoleOfficer}}}
	for name, actor := range map[string]*app.Actor{"candidate": people[1], "officer": officer, "another event's organizer": w.panitia(event + 1)} {
		if err := w.db.Overbook(t.Context(), actor, r.ID, "tamu"); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	staff := w.panitia(event)
	if err := w.db.Overbook(t.Context(), staff, r.ID, ""); !errors.Is(err, app.ErrReasonRequired) {
		t.Errorf("without a reason: %v", err)
	}
	if err := w.db.Overbook(t.Context(), staff, r.ID, "Tamu undangan"); err != nil {
		t.Fatal(err)
	}
	if n := w.number(`SELECT count(*) FROM audit_log WHERE action = 'registration.overbook' AND entity_id = $1 AND account_id = $2
		AND after @> '{"reason": "Tamu undangan", "beyond_capacity": true}'`, r.ID, staff.AccountID); n != 1 {
		t.Error("the override is not in the audit trail")
	}
	if n := w.number(`SELECT count(*) FROM registrations WHERE id = $1 AND overbooked AND status = 'confirmed'`, r.ID); n != 1 {
		t.Error("no place was given")
	}
	// One place too many is not filled again when it is given back.
	third := w.register(w.db, w.people(1)[0], event, sessions[0])
	if err := w.db.CancelRegistration(t.Context(), people[1], r.ID, ""); err != nil || w.status(third.ID) != "waitlisted" {
		t.Errorf("after the place beyond the capacity was given back: %s, %v", w.status(third.ID), err)
	}
	w.wantCountersTrue(event)
}
