package postgres_test

import (
	"sync"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

// race runs f on each of two replicas, several times at once.
func (w *registerWorld) race(f func(db *postgres.DB) error) {
	w.t.Helper()
	replicas := []*postgres.DB{w.db, w.replica()}
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if err := f(replicas[i%2]); err != nil {
				w.t.Error(err)
			}
		})
	}
	wg.Wait()
}

// queued is how many messages of a kind wait for people of an event, and how
// many people those are.
func (w *registerWorld) queued(event int64, kind app.MessageKind) (messages, people int64) {
	w.t.Helper()
	const from = ` FROM outbox o JOIN registrations r ON r.id = (o.payload ->> 'registration_id')::bigint
		WHERE o.kind = '` + postgres.WorkRegistration + `' AND o.payload ->> 'message' = $2 AND r.event_id = $1`
	return w.number(`SELECT count(*)`+from, event, string(kind)), w.number(`SELECT count(DISTINCT r.id)`+from, event, string(kind))
}

func (w *registerWorld) wantQueued(event int64, kind app.MessageKind, want int64) {
	w.t.Helper()
	if messages, people := w.queued(event, kind); messages != want || people != want {
		w.t.Errorf("%s: %d messages for %d people, want %d", kind, messages, people, want)
	}
}

func TestEverybodyRegisteredIsToldOnce(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 700, 700)
	people := w.people(1203)
	for i, p := range people[:3] { // the others in one statement
		w.register(w.db, p, event, sessions[i%2])
	}
	for _, p := range people[3:] {
		w.exec(`INSERT INTO registrations (event_id, candidate_id, session_id, status, submitted_at) VALUES ($1, $2, $3, 'confirmed', $4)`,
			event, p.CandidateID, sessions[0], w.now)
	}
	w.exec(`UPDATE registrations SET status = 'cancelled', cancelled_at = now() WHERE candidate_id = $1`, people[5].CandidateID)
	telling := w.number(`INSERT INTO event_tellings (event_id, message, created_at) VALUES ($1, 'changed', $2) RETURNING id`, event, w.now.Add(time.Minute))
	late := w.people(1)[0]
	w.exec(`INSERT INTO registrations (event_id, candidate_id, status, submitted_at) VALUES ($1, $2, 'confirmed', $3)`, event, late.CandidateID, w.now.Add(time.Hour))
	w.race(func(db *postgres.DB) error {
		return db.TellRegistered(t.Context(), postgres.EventWork{TellingID: telling})
	})
	w.wantQueued(event, app.MessageChanged, 1202)

	one := w.number(`INSERT INTO event_tellings (event_id, session_id, message, created_at) VALUES ($1, $2, 'changed', $3) RETURNING id`, event, sessions[1], w.now.Add(time.Minute))
	if err := w.db.TellRegistered(t.Context(), postgres.EventWork{TellingID: one}); err != nil {
		t.Fatal(err)
	}
	if n, _ := w.queued(event, app.MessageChanged); n != 1203 {
		t.Errorf("%d messages after telling a session of one", n)
	}
	if err := w.db.TellRegistered(t.Context(), postgres.EventWork{TellingID: 999}); app.KindOf(err) != app.NotFound {
		t.Errorf("what is not there: %v", err)
	}
}

func TestChangesOneAfterTheOtherAreToldAsOne(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 10)
	w.register(w.db, w.people(1)[0], event, sessions[0])
	panitia := w.panitia(event)
	w.exec(`UPDATE events SET summary = 'Temui perusahaan', venue = 'GOR', address = 'Jl. Raya 1' WHERE id = $1`, event)
	for _, venue := range []string{"Aula A", "Aula B", "Aula B"} {
		r, _, err := w.db.EventRecord(t.Context(), panitia, event)
		if err != nil {
			t.Fatal(err)
		}
		r.Venue = venue
		if err := w.db.SaveEvent(t.Context(), panitia, r.UpdatedAt, r, false); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.number(`SELECT count(*) FROM outbox WHERE kind = $1 AND run_at > now() + interval '1 minute'`, postgres.WorkEvent); n != 1 {
		t.Errorf("%d pieces of work for two changes", n)
	}
	telling := w.number(`UPDATE event_tellings SET created_at = $2 WHERE event_id = $1 RETURNING id`, event, w.now)
	if err := w.db.TellRegistered(t.Context(), postgres.EventWork{TellingID: telling}); err != nil {
		t.Fatal(err)
	}
	w.wantQueued(event, app.MessageChanged, 1)
	// After people were told, another change is told anew.
	r, _, err := w.db.EventRecord(t.Context(), panitia, event)
	if err != nil {
		t.Fatal(err)
	}
	r.Venue = "Aula C"
	if err := w.db.SaveEvent(t.Context(), panitia, r.UpdatedAt, r, false); err != nil {
		t.Fatal(err)
	}
	if n := w.number(`SELECT count(*) FROM event_tellings WHERE event_id = $1`, event); n != 2 {
		t.Errorf("%d tellings", n)
	}
}

func TestRemindersAreQueuedOnce(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 1500, 1500)
	for i, p := range w.people(1200) {
		w.exec(`INSERT INTO registrations (event_id, candidate_id, session_id, status, submitted_at) VALUES ($1, $2, $3, 'confirmed', $4)`,
			event, p.CandidateID, sessions[i%2], w.now)
	}
	w.exec(`UPDATE registrations SET status = 'waitlisted', waitlist_no = 1 WHERE id = (SELECT min(id) FROM registrations)`)
	calledOff, more := w.event(app.Instant, 0, 5)
	w.register(w.db, w.people(1)[0], calledOff, more[0])
	w.exec(`UPDATE events SET status = 'cancelled', cancelled_at = now() WHERE id = $1`, calledOff)
	day := app.Day(beforeFair).AddDate(0, 0, 11)
	remind := func(at time.Time) {
		t.Helper()
		w.now = at
		w.race(func(db *postgres.DB) error { return db.QueueReminders(t.Context()) })
	}
	remind(day.AddDate(0, 0, -7).Add(8 * time.Hour))
	w.wantQueued(event, app.MessageReminderWeek, 0)
	remind(day.AddDate(0, 0, -7).Add(9 * time.Hour))
	remind(day.AddDate(0, 0, -7).Add(15 * time.Hour))
	w.wantQueued(event, app.MessageReminderWeek, 1199)
	// Who registers the day before is reminded of the day only, not of what was past.
	late := w.people(1)[0]
	w.exec(`INSERT INTO registrations (event_id, candidate_id, session_id, status, submitted_at) VALUES ($1, $2, $3, 'confirmed', $4)`,
		event, late.CandidateID, sessions[0], day.AddDate(0, 0, -1).Add(12*time.Hour))
	remind(day.AddDate(0, 0, -1).Add(13 * time.Hour))
	w.wantQueued(event, app.MessageReminderDay, 1199)
	remind(day.Add(6 * time.Hour))
	w.wantQueued(event, app.MessageReminderMorning, 0)
	remind(day.Add(7 * time.Hour))
	w.wantQueued(event, app.MessageReminderMorning, 1200)
	for _, kind := range []app.MessageKind{app.MessageReminderWeek, app.MessageReminderDay, app.MessageReminderMorning} {
		w.wantQueued(calledOff, kind, 0)
	}
}

func TestAnEventThatMovesToAnotherDayIsRemindedOfAnew(t *testing.T) {
	w := newRegisterWorld(t)
	event, _ := w.event(app.Instant, 10)
	w.register(w.db, w.people(1)[0], event, 0)
	day := app.Day(beforeFair).AddDate(0, 0, 11)
	at := func(now time.Time, want int64) {
		t.Helper()
		w.now = now
		if err := w.db.QueueReminders(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n, _ := w.queued(event, app.MessageReminderDay); n != want {
			t.Errorf("%d reminders at %v, want %d", n, now, want)
		}
	}
	at(day.AddDate(0, 0, -1).Add(9*time.Hour), 1)
	w.exec(`UPDATE events SET starts_at = starts_at + interval '2 hours' WHERE id = $1`, event)
	at(day.AddDate(0, 0, -1).Add(10*time.Hour), 1)
	w.exec(`UPDATE events SET starts_at = starts_at + interval '3 days', ends_at = ends_at + interval '3 days' WHERE id = $1`, event)
	at(day.AddDate(0, 0, -1).Add(11*time.Hour), 1)
	at(day.AddDate(0, 0, 2).Add(9*time.Hour), 2)
}

func TestHoldersOfAPlaceAreAskedToConfirmOnce(t *testing.T) {
	w := newRegisterWorld(t)
	event, _ := w.event(app.Instant, 10)
	people := w.people(4)
	for _, p := range people {
		w.register(w.db, p, event, 0)
	}
	// Somebody whom a course has chosen answers for the seat, not for this.
	w.exec(`UPDATE registrations SET status = 'accepted' WHERE candidate_id = $1`, people[3].CandidateID)
	from := beforeFair.AddDate(0, 0, 3)
	w.exec(`UPDATE events SET reconfirm_from = $2, reconfirm_until = $3 WHERE id = $1`, event, from, from.AddDate(0, 0, 2))
	w.exec(`UPDATE registrations SET reconfirmed_at = $2 WHERE candidate_id = $1`, people[0].CandidateID, from)
	ask := func() { w.race(func(db *postgres.DB) error { return db.QueueReminders(t.Context()) }) }
	ask()
	w.wantQueued(event, app.MessageReconfirm, 0)
	w.now = from
	ask()
	ask()
	w.wantQueued(event, app.MessageReconfirm, 2)
}

// A worker that was away makes up for the reminders it missed, while they are
// of use, and once.
func TestRemindersThatWereMissedAreMadeUpFor(t *testing.T) {
	w := newRegisterWorld(t)
	event, _ := w.event(app.Instant, 10)
	w.register(w.db, w.people(1)[0], event, 0)
	day := app.Day(beforeFair).AddDate(0, 0, 11)
	remind := func(at time.Time) {
		t.Helper()
		w.now = at
		if err := w.db.QueueReminders(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	remind(day.AddDate(0, 0, -5).Add(4 * time.Hour))
	w.wantQueued(event, app.MessageReminderWeek, 1)
	// Who registered after the week's had passed misses nothing.
	w.exec(`INSERT INTO registrations (event_id, candidate_id, status, submitted_at) VALUES ($1, $2, 'confirmed', $3)`,
		event, w.people(1)[0].CandidateID, day.AddDate(0, 0, -5).Add(3*time.Hour))
	remind(day.AddDate(0, 0, -4).Add(12 * time.Hour))
	w.wantQueued(event, app.MessageReminderWeek, 1)
	// One that moves is told as a change, not reminded of late.
	w.exec(`UPDATE events SET starts_at = starts_at + interval '1 day', ends_at = ends_at + interval '1 day' WHERE id = $1`, event)
	remind(day.AddDate(0, 0, -4).Add(13 * time.Hour))
	w.wantQueued(event, app.MessageReminderWeek, 1)
	w.exec(`UPDATE events SET starts_at = starts_at - interval '1 day', ends_at = ends_at - interval '1 day' WHERE id = $1`, event)

	// The whole day before is missed: what begins later is left to the morning's reminder.
	remind(day.Add(5 * time.Hour))
	w.wantQueued(event, app.MessageReminderDay, 0)
	w.exec(`UPDATE events SET starts_at = $2 WHERE id = $1`, event, day.Add(6*time.Hour))
	remind(day.Add(5 * time.Hour))
	remind(day.Add(5 * time.Hour))
	w.wantQueued(event, app.MessageReminderDay, 2)
	remind(day.Add(6 * time.Hour))
	remind(day.Add(8 * time.Hour))
	w.wantQueued(event, app.MessageReminderMorning, 0)
}
