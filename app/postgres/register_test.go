package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
)

// beforeFair is a moment at which registerWorld's events take registrations.
var beforeFair = time.Date(2026, 12, 1, 10, 0, 0, 0, app.Jakarta)

// registerWorld is a database with events to register for and people to do so.
type registerWorld struct {
	t   testing.TB
	dsn string
	db  *postgres.DB
	sql *sql.DB
	now time.Time
}

func newRegisterWorld(t testing.TB) *registerWorld {
	t.Helper()
	w := &registerWorld{t: t, dsn: pgtest.DSN(t), now: beforeFair}
	w.db = w.replica()
	var err error
	if w.sql, err = sql.Open("postgres", w.dsn); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.sql.Close() })
	return w
}

// replica returns one more handle on the database.
func (w *registerWorld) replica() *postgres.DB {
	w.t.Helper()
	db, err := postgres.Open(context.Background(), w.dsn, postgres.Options{
		Box: testBox(w.t), Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return w.now },
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { db.Close() })
	return db
}

// untilWaiting returns once n others wait for a lock.
func (w *registerWorld) untilWaiting(n int64) {
	w.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); w.number(`SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted`) != n; time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			w.t.Fatalf("%d never came to wait", n)
		}
	}
}

func (w *registerWorld) number(query string, args ...any) int64 {
	w.t.Helper()
	var n int64
	if err := w.sql.QueryRow(query, args...).Scan(&n); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
	return n
}

func (w *registerWorld) exec(query string, args ...any) {
	w.t.Helper()
	if _, err := w.sql.Exec(query, args...); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
}

// event makes a published event of one day that is open for registration,
// with one entry session per capacity; it returns the sessions too.
func (w *registerWorld) event(approval app.Approval, capacity int, sessions ...int) (id int64, sessionIDs []int64) {
	w.t.Helper()
	start := app.Day(beforeFair).AddDate(0, 0, 11).Add(9 * time.Hour)
	id = w.number(`INSERT INTO events (kind, slug, title, status, approval, capacity, starts_at, ends_at, opens_at, closes_at)
		VALUES ('job_fair', 'fair-' || gen_random_uuid(), 'Bursa Kerja', 'published', $1, $2, $3, $4, $5, $3) RETURNING id`,
		string(approval), capacity, start, start.Add(7*time.Hour), beforeFair.AddDate(0, 0, -7))
	for i, c := range sessions {
		from := start.Add(time.Duration(i) * time.Hour)
		sessionIDs = append(sessionIDs, w.number(`INSERT INTO event_sessions (event_id, kind, capacity, starts_at, ends_at)
			VALUES ($1, 'entry', $2, $3, $4) RETURNING id`, id, c, from, from.Add(50*time.Minute)))
	}
	return id, sessionIDs
}

// people makes candidates whose profile and consent are complete.
func (w *registerWorld) people(n int) []*app.Actor {
	w.t.Helper()
	rows, err := w.sql.Query(`
		WITH a AS (
			INSERT INTO accounts (name, email) SELECT 'Orang ' || i, 'orang' || i || '.' || gen_random_uuid() || '@example.id' FROM generate_series(1, $1::int) AS i
			RETURNING id, name
		), c AS (
			INSERT INTO candidates (account_id, name, nik_sealed, nik_hash, nik_last4, phone_sealed, phone_hash, phone_last4, birth_date, sex, region_code, rt, rw)
			SELECT id, name, 'x', decode(md5(id::text), 'hex'), '0001', 'x', 'x', '7890', '1999-05-04', 'female', '31.74.01.1001', '003', '012' FROM a
			RETURNING id, account_id, name
		), k AS (
			INSERT INTO consents (candidate_id, purpose, version) SELECT id, 'registration', $2 FROM c
		)
		SELECT id, account_id, name FROM c`, n, app.ConsentVersion)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	var actors []*app.Actor
	for rows.Next() {
		a := &app.Actor{Grants: []app.Grant{{Role: app.RoleCandidate}}}
		if err := rows.Scan(&a.CandidateID, &a.AccountID, &a.Name); err != nil {
			w.t.Fatal(err)
		}
		actors = append(actors, a)
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
	return actors
}

func (w *registerWorld) register(db *postgres.DB, a *app.Actor, event, session int64) postgres.Registered {
	w.t.Helper()
	r, err := db.Register(w.t.Context(), a, postgres.RegisterInput{EventID: event, SessionID: session})
	if err != nil {
		w.t.Fatalf("register: %v", err)
	}
	return r
}

// wantCountersTrue compares every counter of an event with the rows it counts.
func (w *registerWorld) wantCountersTrue(event int64) {
	w.t.Helper()
	if n := w.number(`
		SELECT count(*) FROM event_counters n
		WHERE n.event_id = $1 AND ROW (n.registrations, n.live, n.taken, n.waiting) <> (
			SELECT count(*)::int, (count(*) FILTER (WHERE status NOT IN ('cancelled', 'rejected')))::int,
			       (count(*) FILTER (WHERE status IN ('confirmed', 'offered', 'accepted', 'completed')))::int,
			       (count(*) FILTER (WHERE status = 'waitlisted'))::int
			FROM registrations WHERE event_id = $1)`, event); n != 0 {
		w.t.Error("the event's counters differ from its rows")
	}
	if n := w.number(`
		SELECT count(*) FROM session_counters n JOIN event_sessions s ON s.id = n.session_id
		WHERE s.event_id = $1 AND ROW (n.taken, n.waiting) <> (
			SELECT (count(*) FILTER (WHERE status IN ('confirmed', 'offered', 'accepted', 'completed')))::int,
			       (count(*) FILTER (WHERE status = 'waitlisted'))::int
			FROM registrations r WHERE r.session_id = s.id)`, event); n != 0 {
		w.t.Error("a session's counters differ from its rows")
	}
}

func TestRegisterRace(t *testing.T) {
	const people, places = 200, 25 // places in each of two sessions
	for _, replicas := range []int{1, 2} {
		t.Run(fmt.Sprintf("%d replicas", replicas), func(t *testing.T) {
			w := newRegisterWorld(t)
			event, sessions := w.event(app.Instant, 0, places, places)
			handles := []*postgres.DB{w.db}
			for len(handles) < replicas {
				handles = append(handles, w.replica())
			}
			results := make([]postgres.Registered, people)
			errs := make([]error, people)
			var wg sync.WaitGroup
			start := make(chan struct{})
			for i, a := range w.people(people) {
				wg.Go(func() {
					<-start
					results[i], errs[i] = handles[i%replicas].Register(t.Context(), a, postgres.RegisterInput{EventID: event, SessionID: sessions[i/replicas%2]})
				})
			}
			close(start)
			wg.Wait()

			confirmed, numbers, codes := map[int64]int{}, []int64{}, map[app.TicketCode]bool{}
			for i, r := range results {
				switch {
				case errs[i] != nil:
					t.Fatalf("person %d: %v", i, errs[i])
				case r.Status == app.Confirmed:
					confirmed[r.SessionID]++
					codes[r.Code] = true
				case r.Status == app.Waitlisted && r.Code == "":
					numbers = append(numbers, r.WaitlistNo)
				default:
					t.Fatalf("person %d: %+v", i, r)
				}
			}
			for _, s := range sessions {
				if confirmed[s] != places {
					t.Errorf("session %d: %d confirmed, want %d", s, confirmed[s], places)
				}
			}
			if len(codes) != 2*places {
				t.Errorf("%d different ticket codes, want %d", len(codes), 2*places)
			}
			slices.Sort(numbers)
			want := make([]int64, people-2*places)
			for i := range want {
				want[i] = int64(i + 1)
			}
			if !slices.Equal(numbers, want) {
				t.Errorf("waiting numbers %v, want 1 to %d", numbers, len(want))
			}
			if n := w.number(`SELECT count(*) FROM registrations WHERE event_id = $1 AND status = 'confirmed'`, event); n != 2*places {
				t.Errorf("%d confirmed rows, want %d", n, 2*places)
			}
			w.wantCountersTrue(event)
			for table, want := range map[string]int64{
				`SELECT count(*) FROM tickets WHERE revoked_at IS NULL`:                                       2 * places,
				`SELECT count(*) FROM audit_log WHERE action = 'registration.create'`:                         people,
				`SELECT count(*) FROM outbox WHERE kind = '` + postgres.WorkRegistration + `'`:                people,
				`SELECT count(DISTINCT payload) FROM outbox WHERE kind = '` + postgres.WorkRegistration + `'`: people,
			} {
				if n := w.number(table); n != want {
					t.Errorf("%s = %d, want %d", table, n, want)
				}
			}
		})
	}
}

// Two replicas decide on one place. A lock on the table lets both read what
// is taken and neither write, until both are as far as they can come.
func TestTheRowLockIsWhatKeepsPlacesFromBeingSoldTwice(t *testing.T) {
	tests := []struct {
		name      string
		lock      bool
		confirmed int64
	}{
		{"with the event's row locked", true, 1},
		{"without", false, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newRegisterWorld(t)
			event, sessions := w.event(app.Instant, 0, 1)
			handles := []*postgres.DB{w.replica(), w.replica()}
			if !tt.lock {
				for _, h := range handles {
					h.UnlockPlaces()
				}
			}
			gate, err := w.sql.BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			defer gate.Rollback()
			if _, err := gate.Exec(`LOCK TABLE registrations IN SHARE ROW EXCLUSIVE MODE`); err != nil {
				t.Fatal(err)
			}
			var wg sync.WaitGroup
			errs := make([]error, 2)
			for i, a := range w.people(2) {
				wg.Go(func() {
					_, errs[i] = handles[i].Register(t.Context(), a, postgres.RegisterInput{EventID: event, SessionID: sessions[0]})
				})
			}
			w.untilWaiting(2)
			if err := gate.Commit(); err != nil {
				t.Fatal(err)
			}
			wg.Wait()
			if err := errors.Join(errs...); err != nil {
				t.Fatal(err)
			}
			if n := w.number(`SELECT count(*) FROM registrations WHERE status = 'confirmed'`); n != tt.confirmed {
				t.Errorf("%d confirmed for one place, want %d", n, tt.confirmed)
			}
		})
	}
}

func TestRegisterRepeats(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 1, 5)
	me := w.people(1)[0]
	const times = 40
	results := make([]postgres.Registered, times)
	var wg sync.WaitGroup
	handles := []*postgres.DB{w.db, w.replica()}
	for i := range times {
		wg.Go(func() {
			var err error
			results[i], err = handles[i%2].Register(t.Context(), me, postgres.RegisterInput{EventID: event, SessionID: sessions[i%2]})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	fresh := 0
	for _, r := range results {
		if !r.Existing {
			fresh++
		}
		if r.ID != results[0].ID || r.Code != results[0].Code || r.SessionID != results[0].SessionID {
			t.Errorf("repeat got %+v, first %+v", r, results[0])
		}
	}
	if fresh != 1 {
		t.Errorf("%d calls made a registration, want 1", fresh)
	}
	w.wantCountersTrue(event)
	if n := w.number(`SELECT count(*) FROM registrations`); n != 1 {
		t.Errorf("%d rows, want 1", n)
	}
}

func TestRegisterRefuses(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 5)
	other, otherSessions := w.event(app.Instant, 0, 5)
	plain, _ := w.event(app.Instant, 1)
	set := func(query string, args ...any) func() { return func() { w.exec(query, args...) } }
	tests := []struct {
		name    string
		prepare func()
		session int64
		event   int64
		now     time.Time
		want    error
	}{
		{"no session", nil, 0, event, beforeFair, app.ErrSessionRequired},
		{"session of another event", nil, otherSessions[0], event, beforeFair, app.ErrSessionRequired},
		{"session where there is none", nil, sessions[0], plain, beforeFair, app.ErrSessionRequired},
		{"unknown event", nil, 0, 4711, beforeFair, app.ErrNotFound},
		{"too early", nil, sessions[0], event, beforeFair.AddDate(0, 0, -8), app.ErrNotOpenYet},
		{"too late", nil, sessions[0], event, beforeFair.AddDate(0, 0, 12), app.ErrClosed},
		{"session over", set(`UPDATE events SET closes_at = ends_at WHERE id = $1`, event), sessions[0], event,
			app.Day(beforeFair).AddDate(0, 0, 11).Add(9*time.Hour + 50*time.Minute), app.ErrSessionPast},
		{"cancelled", set(`UPDATE events SET status = 'cancelled', cancelled_at = now() WHERE id = $1`, other), otherSessions[0], other, beforeFair, app.ErrEventCancelled},
		{"draft", set(`UPDATE events SET status = 'draft' WHERE id = $1`, plain), 0, plain, beforeFair, app.ErrClosed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.prepare != nil {
				tt.prepare()
			}
			w.now = tt.now
			defer func() { w.now = beforeFair }()
			_, err := w.db.Register(t.Context(), w.people(1)[0], postgres.RegisterInput{EventID: tt.event, SessionID: tt.session})
			if !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
	for name, breakIt := range map[string]string{
		"profile_incomplete": `UPDATE candidates SET rt = '' WHERE id = $1`,
		"consent_required":   `UPDATE consents SET withdrawn_at = now() WHERE candidate_id = $1`,
	} {
		t.Run(name, func(t *testing.T) {
			a := w.people(1)[0]
			w.exec(breakIt, a.CandidateID)
			_, err := w.db.Register(t.Context(), a, postgres.RegisterInput{EventID: event, SessionID: sessions[0]})
			var e *app.Error
			if !errors.As(err, &e) || e.Key != "registration."+name {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := w.db.Register(t.Context(), &app.Actor{AccountID: 1}, postgres.RegisterInput{EventID: event}); !errors.Is(err, app.ErrUnauthenticated) {
		t.Errorf("without a profile: %v", err)
	}
	if n := w.number(`SELECT count(*) FROM registrations`); n != 0 {
		t.Errorf("%d registrations were made", n)
	}
}

func TestRegisterPlaceOnly(t *testing.T) {
	w := newRegisterWorld(t)
	event, sessions := w.event(app.Instant, 0, 1, 1)
	plain, _ := w.event(app.Instant, 1)
	people := w.people(4)
	in := func(event, session int64) postgres.RegisterInput {
		return postgres.RegisterInput{EventID: event, SessionID: session, PlaceOnly: true}
	}
	for _, e := range []postgres.RegisterInput{in(event, sessions[0]), in(plain, 0)} {
		if r, err := w.db.Register(t.Context(), people[0], e); err != nil || r.Status != app.Confirmed {
			t.Fatalf("free place: %+v, %v", r, err)
		}
	}
	if _, err := w.db.Register(t.Context(), people[1], in(event, sessions[0])); !errors.Is(err, app.ErrSessionFull) {
		t.Errorf("full session: %v", err)
	}
	if _, err := w.db.Register(t.Context(), people[1], in(plain, 0)); !errors.Is(err, app.ErrEventFull) {
		t.Errorf("full event: %v", err)
	}
	if r, err := w.db.Register(t.Context(), people[0], in(event, sessions[0])); err != nil || !r.Existing {
		t.Errorf("repeat at a full session: %+v, %v", r, err)
	}
	if r := w.register(w.db, people[2], event, sessions[0]); r.Status != app.Waitlisted || r.WaitlistNo != 1 {
		t.Errorf("who would wait: %+v", r)
	}
	w.wantCountersTrue(event)
	w.wantCountersTrue(plain)
}

func TestRegisterForSelectionTakesNoPlace(t *testing.T) {
	w := newRegisterWorld(t)
	event, _ := w.event(app.Selection, 1)
	for _, a := range w.people(3) {
		r := w.register(w.db, a, event, 0)
		if r.Status != app.Submitted || r.Code == "" || r.WaitlistNo != 0 {
			t.Errorf("%+v", r)
		}
	}
	w.wantCountersTrue(event)
}
