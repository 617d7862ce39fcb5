package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	_ "github.com/lib/pq"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
	"gerbang/app/secret"
)

// fairDay is a moment within the first session of gateWorld's fair.
var fairDay = time.Date(2026, 12, 12, 9, 42, 0, 0, app.Jakarta)

// gateWorld is a fair of two sessions and two gates, another event, and
// somebody to stand at the gate.
type gateWorld struct {
	t                    testing.TB
	dsn                  string
	db                   *postgres.DB
	sql                  *sql.DB
	fair, other          int64
	morning, tomorrow    int64
	gateA, gateB, gateXX int64 // XX is the other event's
	petugas              *app.Actor
	people               int
}

func newGateWorld(t testing.TB) *gateWorld {
	t.Helper()
	w := &gateWorld{t: t, dsn: pgtest.DSN(t)}
	w.db = w.open()
	var err error
	if w.sql, err = sql.Open("postgres", w.dsn); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.sql.Close() })
	day := app.Day(fairDay)
	w.fair = w.event("bursa-kerja-tebet", "Bursa Kerja Tebet", day.Add(9*time.Hour), day.Add(39*time.Hour))
	w.other = w.event("bursa-kerja-cilandak", "Bursa Kerja Cilandak", day.Add(9*time.Hour), day.Add(15*time.Hour))
	w.morning = w.id(`INSERT INTO event_sessions (event_id, kind, starts_at, ends_at) VALUES ($1, 'entry', $2, $3) RETURNING id`,
		w.fair, day.Add(9*time.Hour), day.Add(9*time.Hour+50*time.Minute))
	w.tomorrow = w.id(`INSERT INTO event_sessions (event_id, kind, title, starts_at, ends_at) VALUES ($1, 'entry', 'Hari kedua', $2, $3) RETURNING id`,
		w.fair, day.Add(33*time.Hour), day.Add(34*time.Hour))
	w.gateA = w.id(`INSERT INTO gates (event_id, name) VALUES ($1, 'Pintu A') RETURNING id`, w.fair)
	w.gateB = w.id(`INSERT INTO gates (event_id, name) VALUES ($1, 'Pintu B') RETURNING id`, w.fair)
	w.gateXX = w.id(`INSERT INTO gates (event_id, name) VALUES ($1, 'Pintu A') RETURNING id`, w.other)
	w.petugas = w.staff("Budi Santoso", w.fair)
	return w
}

// open returns one more handle on the database, as another replica has.
func (w *gateWorld) open() *postgres.DB {
	w.t.Helper()
	box, err := secret.New([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		w.t.Fatal(err)
	}
	db, err := postgres.Open(context.Background(), w.dsn, postgres.Options{
		Box: box, Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return fairDay },
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { db.Close() })
	return db
}

func (w *gateWorld) id(query string, args ...any) int64 {
	w.t.Helper()
	var id int64
	if err := w.sql.QueryRow(query, args...).Scan(&id); err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *gateWorld) exec(query string, args ...any) {
	w.t.Helper()
	if _, err := w.sql.Exec(query, args...); err != nil {
		w.t.Fatal(err)
	}
}

func (w *gateWorld) event(slug, title string, from, to time.Time) int64 {
	w.t.Helper()
	return w.id(`INSERT INTO events (kind, slug, title, status, starts_at, ends_at, opens_at, closes_at)
		VALUES ('job_fair', $1, $2, 'published', $3, $4, $3::timestamptz - interval '30 days', $4) RETURNING id`, slug, title, from, to)
}

// staff makes somebody who checks in at the event, or everywhere for 0.
func (w *gateWorld) staff(name string, eventID int64) *app.Actor {
	w.t.Helper()
	account := w.id(`INSERT INTO accounts (name, email) VALUES ($1, $2) RETURNING id`, name, uuid.NewString()+"@contoh.id")
	return &app.Actor{AccountID: account, Name: name, Grants: []app.Grant{{Role: app.RolePetugas, EventID: eventID}}}
}

// ticket registers somebody new and returns their code. A session of 0 is none.
func (w *gateWorld) ticket(name string, eventID, sessionID int64, status app.RegistrationStatus) (code string, registration int64) {
	w.t.Helper()
	w.people++
	account := w.id(`INSERT INTO accounts (email) VALUES ($1) RETURNING id`, fmt.Sprintf("orang%d@contoh.id", w.people))
	candidate := w.id(`INSERT INTO candidates (account_id, name) VALUES ($1, $2) RETURNING id`, account, name)
	registration = w.id(`INSERT INTO registrations (event_id, candidate_id, session_id, status, waitlist_no, cancelled_at)
		VALUES ($1, $2, nullif($3::bigint, 0), $4, CASE WHEN $4 = 'waitlisted' THEN $5::bigint END, CASE WHEN $4 = 'cancelled' THEN now() END)
		RETURNING id`, eventID, candidate, sessionID, string(status), w.people)
	code = string(app.NewTicketCode())
	w.exec(`INSERT INTO tickets (registration_id, event_id, code, revoked_at) VALUES ($1, $2, $3, CASE WHEN $4 = 'cancelled' THEN now() END)`,
		registration, eventID, code, string(status))
	return code, registration
}

func (w *gateWorld) redeem(code string) app.Verdict {
	w.t.Helper()
	v, err := w.db.Redeem(context.Background(), w.petugas, postgres.RedeemInput{
		EventID: w.fair, GateID: w.gateA, Code: code, ScanID: uuid.NewString(), ScannedAt: fairDay,
	})
	if err != nil {
		w.t.Fatalf("Redeem(%q): %v", code, err)
	}
	return v
}

func (w *gateWorld) count(query string, args ...any) int {
	w.t.Helper()
	return int(w.id(query, args...))
}

func TestRedeemVerdicts(t *testing.T) {
	w := newGateWorld(t)
	good, _ := w.ticket("Siti Nur Aisyah", w.fair, w.morning, app.Confirmed)
	accepted, _ := w.ticket("Tono", w.fair, 0, app.Accepted)
	submitted, _ := w.ticket("Rina", w.fair, w.morning, app.Submitted)
	reserve, _ := w.ticket("Joko", w.fair, w.morning, app.Reserve)
	rejected, _ := w.ticket("Dewi", w.fair, w.morning, app.Rejected)
	waitlisted, _ := w.ticket("Agus", w.fair, w.morning, app.Waitlisted)
	cancelled, _ := w.ticket("Wati", w.fair, w.morning, app.Cancelled)
	tomorrow, _ := w.ticket("Lina", w.fair, w.tomorrow, app.Confirmed)
	elsewhere, _ := w.ticket("Rudi Hartono", w.other, 0, app.Confirmed)
	replaced, registration := w.ticket("Maya", w.fair, w.morning, app.Confirmed)
	w.exec(`UPDATE tickets SET revoked_at = now() WHERE code = $1`, replaced)
	replacement := string(app.NewTicketCode())
	w.exec(`INSERT INTO tickets (registration_id, event_id, code) VALUES ($1, $2, $3)`, registration, w.fair, replacement)

	tests := []struct {
		name, code string
		outcome    app.Outcome
		refusal    app.Refusal
		holder     string
		session    int64
		event      string
	}{
		{"confirmed", good, app.Admitted, "", "Siti Nur Aisyah", w.morning, ""},
		{"again", good, app.Duplicate, "", "Siti Nur Aisyah", w.morning, ""},
		{"accepted, without a session", accepted, app.Admitted, "", "Tono", 0, ""},
		{"submitted", submitted, app.Refused, app.NotDecided, "Rina", w.morning, ""},
		{"reserve", reserve, app.Refused, app.NotDecided, "Joko", w.morning, ""},
		{"rejected", rejected, app.Refused, app.NotDecided, "Dewi", w.morning, ""},
		{"waitlisted", waitlisted, app.Refused, app.OnWaitlist, "Agus", w.morning, ""},
		{"cancelled", cancelled, app.Refused, app.CancelledTicket, "Wati", w.morning, ""},
		{"another day", tomorrow, app.Refused, app.NotToday, "Lina", w.tomorrow, ""},
		{"another event", elsewhere, app.Refused, app.OtherEvent, "", 0, "Bursa Kerja Cilandak"},
		{"another event, typed", elsewhere[:8], app.Refused, app.OtherEvent, "", 0, "Bursa Kerja Cilandak"},
		{"replaced", replaced, app.Refused, app.RevokedTicket, "Maya", w.morning, ""},
		{"replacement", replacement, app.Admitted, "", "Maya", w.morning, ""},
		{"replaced, its holder inside", replaced, app.Refused, app.RevokedTicket, "Maya", w.morning, ""},
		{"unknown", "0123456789ABCDEF", app.Refused, app.UnknownCode, "", 0, ""},
		{"right beginning, wrong end", good[:8] + flip(good[8:]), app.Refused, app.UnknownCode, "", 0, ""},
		{"no code at all", "https://contoh.id/t/abc", app.Refused, app.UnknownCode, "", 0, ""},
		{"empty", "", app.Refused, app.UnknownCode, "", 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := w.redeem(tt.code)
			if v.Outcome != tt.outcome || v.Refusal != tt.refusal {
				t.Errorf("verdict = %s %s, want %s %s", v.Outcome, v.Refusal, tt.outcome, tt.refusal)
			}
			if v.Name != tt.holder || v.Event != tt.event {
				t.Errorf("name, event = %q, %q, want %q, %q", v.Name, v.Event, tt.holder, tt.event)
			}
			var session int64
			if v.Session != nil {
				session = v.Session.ID
			}
			if session != tt.session {
				t.Errorf("session = %d, want %d", session, tt.session)
			}
			if v.Outcome == app.Duplicate && (!v.At.Equal(fairDay) || v.Gate != "Pintu A" || v.By != "Budi Santoso") {
				t.Errorf("duplicate of %v at %q by %q", v.At, v.Gate, v.By)
			}
		})
	}
	if n := w.count(`SELECT count(*) FROM scans`); n != len(tests) {
		t.Errorf("%d scans recorded of %d", n, len(tests))
	}
	if n := w.count(`SELECT count(*) FROM attendances`); n != 3 {
		t.Errorf("%d marks, want 3", n)
	}
}

// flip returns another code of the same length.
func flip(s string) string {
	if s[0] == '0' {
		return "1" + s[1:]
	}
	return "0" + s[1:]
}

func TestRedeemAtCancelledEvent(t *testing.T) {
	w := newGateWorld(t)
	code, _ := w.ticket("Siti", w.fair, w.morning, app.Confirmed)
	w.exec(`UPDATE events SET status = 'cancelled', cancelled_at = now() WHERE id = $1`, w.fair)
	if v := w.redeem(code); v.Outcome != app.Refused || v.Refusal != app.EventOff {
		t.Errorf("verdict = %s %s, want refused because the event is off", v.Outcome, v.Refusal)
	}
}

func TestRedeemReadsWhatPeopleType(t *testing.T) {
	w := newGateWorld(t)
	for name, typed := range map[string]func(code string) string{
		"whole":             func(c string) string { return c },
		"whole, lower case": strings.ToLower,
		"human":             func(c string) string { return c[:8] },
		"human, dashed":     func(c string) string { return strings.ToLower(c[:4] + "-" + c[4:8]) },
		"spaces around":     func(c string) string { return "  " + c[:4] + " " + c[4:8] + "\r\n" },
		"O for 0, l for 1":  func(c string) string { return strings.NewReplacer("0", "O", "1", "l").Replace(c[:8]) },
	} {
		t.Run(name, func(t *testing.T) {
			code, registration := w.ticket("Siti", w.fair, w.morning, app.Confirmed)
			code = "01" + code[2:8] + code[8:]
			w.exec(`UPDATE tickets SET code = $1 WHERE registration_id = $2`, code, registration)
			if v := w.redeem(typed(code)); v.Outcome != app.Admitted {
				t.Errorf("%q for %q: %s %s", typed(code), code, v.Outcome, v.Refusal)
			}
		})
	}
}

func TestRedeemRepeatsItsAnswer(t *testing.T) {
	w := newGateWorld(t)
	code, registration := w.ticket("Siti", w.fair, w.morning, app.Confirmed)
	late, lateRegistration := w.ticket("Agus", w.fair, w.morning, app.Waitlisted)
	elsewhere, _ := w.ticket("Rudi", w.other, 0, app.Confirmed)
	in := func(code, scan string, after time.Duration) postgres.RedeemInput {
		return postgres.RedeemInput{EventID: w.fair, GateID: w.gateA, Code: code, ScanID: scan, ScannedAt: fairDay.Add(after)}
	}
	scans := []struct{ name, code, id string }{
		{"admitted", code, uuid.NewString()},
		{"duplicate", code, uuid.NewString()},
		{"waitlisted", late, uuid.NewString()},
		{"other event", elsewhere, uuid.NewString()},
		{"unknown", "ZZZZZZZZ", uuid.NewString()},
	}
	first := map[string]app.Verdict{}
	for i, s := range scans {
		v, err := w.db.Redeem(t.Context(), w.petugas, in(s.code, s.id, time.Duration(i)*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		first[s.name] = v
	}
	// What changes afterwards does not change what was answered.
	w.exec(`UPDATE registrations SET status = 'confirmed', waitlist_no = NULL WHERE id = $1`, lateRegistration)
	for _, s := range scans {
		v, err := w.db.Redeem(t.Context(), w.petugas, in(s.code, strings.ToUpper(s.id), time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		want := first[s.name]
		if v.Outcome != want.Outcome || v.Refusal != want.Refusal || v.Name != want.Name || v.Event != want.Event ||
			!v.At.Equal(want.At) || v.Gate != want.Gate || v.By != want.By || !v.ScannedAt.Equal(want.ScannedAt) {
			t.Errorf("%s: repeat answered\n%+v, first\n%+v", s.name, v, want)
		}
	}
	if n := w.count(`SELECT count(*) FROM scans`); n != len(scans) {
		t.Errorf("%d scans recorded of %d", n, len(scans))
	}
	if n := w.count(`SELECT count(*) FROM attendances WHERE registration_id = $1`, registration); n != 1 {
		t.Errorf("%d marks, want 1", n)
	}
	if n := w.count(`SELECT count(*) FROM attendances WHERE registration_id = $1`, lateRegistration); n != 0 {
		t.Errorf("a repeated refusal marked its holder")
	}
	if _, err := w.db.Redeem(t.Context(), w.petugas, in(late, scans[0].id, 0)); !errors.Is(err, postgres.ErrScanReused) {
		t.Errorf("the scan of one ticket used for another: %v, want ErrScanReused", err)
	}
}

// TestRedeemRace sends many scans of one ticket, and each of them twice, to
// two replicas at once.
func TestRedeemRace(t *testing.T) {
	w := newGateWorld(t)
	code, registration := w.ticket("Siti", w.fair, w.morning, app.Confirmed)
	bystander, _ := w.ticket("Tono", w.fair, w.morning, app.Confirmed)
	replicas := []*postgres.DB{w.db, w.open()}
	budi, ani := w.petugas, w.staff("Ani", w.fair)
	const scans = 50
	type answer struct {
		scan string
		app.Verdict
		err error
	}
	answers := make([]answer, 2*scans+1)
	ids := make([]string, scans)
	for i := range ids {
		ids[i] = uuid.NewString()
	}
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range answers {
		in := postgres.RedeemInput{EventID: w.fair, GateID: w.gateA, Code: code, ScanID: ids[i%scans], ScannedAt: fairDay}
		actor := budi
		if i%scans%2 == 1 {
			in.GateID, actor = w.gateB, ani
		}
		if i == 2*scans {
			in.Code, in.ScanID = bystander, uuid.NewString()
		}
		wg.Go(func() {
			<-start
			v, err := replicas[i/2%2].Redeem(context.Background(), actor, in)
			answers[i] = answer{in.ScanID, v, err}
		})
	}
	close(start)
	wg.Wait()

	admitted := map[string]bool{}
	outcomes := map[string]app.Outcome{}
	for i, a := range answers {
		if a.err != nil {
			t.Fatalf("scan %d: %v", i, a.err)
		}
		if before, again := outcomes[a.scan]; again && before != a.Outcome {
			t.Errorf("scan %s answered %s and %s", a.scan, before, a.Outcome)
		}
		outcomes[a.scan] = a.Outcome
		switch {
		case i == 2*scans:
			if a.Outcome != app.Admitted {
				t.Errorf("bystander: %s %s", a.Outcome, a.Refusal)
			}
		case a.Outcome == app.Admitted:
			admitted[a.scan] = true
		case a.Outcome != app.Duplicate:
			t.Errorf("scan %d: %s %s", i, a.Outcome, a.Refusal)
		}
	}
	if len(admitted) != 1 {
		t.Fatalf("%d scans of one ticket admitted, want exactly one", len(admitted))
	}
	var winner, gate, by string
	if err := w.sql.QueryRow(`SELECT a.scan_id, g.name, k.name FROM attendances a JOIN gates g ON g.id = a.gate_id JOIN accounts k ON k.id = a.marked_by
		WHERE registration_id = $1`, registration).Scan(&winner, &gate, &by); err != nil {
		t.Fatal(err)
	}
	if !admitted[winner] {
		t.Errorf("the mark is of scan %s, which was not told so", winner)
	}
	for i, a := range answers {
		if a.Outcome == app.Duplicate && (a.Gate != gate || a.By != by || !a.At.Equal(fairDay)) {
			t.Errorf("scan %d is told %q by %q at %v, the mark says %q by %q", i, a.Gate, a.By, a.At, gate, by)
		}
	}
	if n := w.count(`SELECT count(*) FROM scans`); n != scans+1 {
		t.Errorf("%d scans recorded, want %d", n, scans+1)
	}
	if n := w.count(`SELECT count(*) FROM scans WHERE outcome = 'ok'`); n != 2 {
		t.Errorf("%d scans recorded as admitted, want 2", n)
	}
}

func TestRedeemScope(t *testing.T) {
	w := newGateWorld(t)
	code, _ := w.ticket("Siti", w.fair, w.morning, app.Confirmed)
	in := postgres.RedeemInput{EventID: w.fair, Code: code, ScanID: uuid.NewString(), ScannedAt: fairDay}
	for name, actor := range map[string]*app.Actor{
		"nobody":                    nil,
		"petugas of another event":  w.staff("Ani", w.other),
		"officer":                   {Name: "Oki", Grants: []app.Grant{{Role: app.RoleOfficer}}},
		"petugas limited to a ward": {Name: "Wawan", Grants: []app.Grant{{Role: app.RolePetugas, RegionCode: "31.74.01.1001"}}},
	} {
		if _, err := w.db.Redeem(t.Context(), actor, in); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("%s: %v, want not found", name, err)
		}
	}
	if n := w.count(`SELECT count(*) FROM scans`); n != 0 {
		t.Errorf("%d scans recorded of people who may not scan", n)
	}
	if v, err := w.db.Redeem(t.Context(), w.staff("Panca", 0), in); err != nil || v.Outcome != app.Admitted {
		t.Errorf("petugas of every event: %v %v", v.Outcome, err)
	}
}

// TestRedeemBadInput sends bad readings together with a good one: they must
// not spoil it.
func TestRedeemBadInput(t *testing.T) {
	w := newGateWorld(t)
	code, _ := w.ticket("Siti", w.fair, w.morning, app.Confirmed)
	inputs := map[string]struct {
		in   postgres.RedeemInput
		want error
	}{
		"good":                 {postgres.RedeemInput{Code: code, GateID: w.gateA, ScanID: uuid.NewString()}, nil},
		"no scan id":           {postgres.RedeemInput{Code: code}, postgres.ErrScanID},
		"scan id in braces":    {postgres.RedeemInput{Code: code, ScanID: "{" + uuid.NewString() + "}"}, postgres.ErrScanID},
		"gate elsewhere":       {postgres.RedeemInput{Code: code, GateID: w.gateXX, ScanID: uuid.NewString()}, postgres.ErrGate},
		"gate that is nowhere": {postgres.RedeemInput{Code: code, GateID: 1 << 40, ScanID: uuid.NewString()}, postgres.ErrGate},
	}
	var wg sync.WaitGroup
	for name, tt := range inputs {
		wg.Go(func() {
			tt.in.EventID = w.fair
			v, err := w.db.Redeem(t.Context(), w.petugas, tt.in)
			if !errors.Is(err, tt.want) {
				t.Errorf("%s: %v, want %v", name, err, tt.want)
			}
			if tt.want == nil && v.Outcome != app.Admitted {
				t.Errorf("%s: %s %s", name, v.Outcome, v.Refusal)
			}
		})
	}
	wg.Wait()
	if n := w.count(`SELECT count(*) FROM scans`); n != 1 {
		t.Errorf("%d scans recorded, want 1", n)
	}
}

func TestRedeemRecordsTheScan(t *testing.T) {
	w := newGateWorld(t)
	code, _ := w.ticket("Siti", w.fair, w.morning, app.Confirmed)
	scan := uuid.NewString()
	scanned := fairDay.Add(-7 * time.Minute)
	if _, err := w.db.Redeem(t.Context(), w.petugas, postgres.RedeemInput{EventID: w.fair, GateID: w.gateB, Code: code, ScanID: scan, ScannedAt: scanned}); err != nil {
		t.Fatal(err)
	}
	var event, gate, ticket, account int64
	var outcome, refusal, direction string
	var at, arrived time.Time
	if err := w.sql.QueryRow(`SELECT event_id, gate_id, ticket_id, account_id, outcome, refusal, direction, scanned_at, arrived_at FROM scans WHERE scan_id = $1`, scan).
		Scan(&event, &gate, &ticket, &account, &outcome, &refusal, &direction, &at, &arrived); err != nil {
		t.Fatal(err)
	}
	if event != w.fair || gate != w.gateB || account != w.petugas.AccountID || outcome != "ok" || refusal != "" || direction != "in" {
		t.Errorf("scan = event %d gate %d account %d %s %q %s", event, gate, account, outcome, refusal, direction)
	}
	if want := w.id(`SELECT id FROM tickets WHERE code = $1`, code); ticket != want {
		t.Errorf("ticket = %d, want %d", ticket, want)
	}
	if !at.Equal(scanned) || !arrived.Equal(fairDay) {
		t.Errorf("scanned at %v, arrived at %v; want %v and %v", at, arrived, scanned, fairDay)
	}
	w.redeem("ZZZZZZZZ")
	if n := w.count(`SELECT count(*) FROM scans WHERE outcome = 'rejected' AND refusal = 'unknown' AND ticket_id IS NULL`); n != 1 {
		t.Errorf("%d unknown readings recorded, want 1", n)
	}
}
