package registration_test

import (
	"database/sql"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "github.com/lib/pq"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
	"gerbang/app/secret"
	"gerbang/app/web/webtest"
)

// world is a site with one event of each kind that takes registrations.
type world struct {
	*webtest.Site
	t   testing.TB
	sql *sql.DB
}

func newWorld(t testing.TB, options ...webtest.Option) *world {
	t.Helper()
	dsn := pgtest.DSN(t)
	box, err := secret.New([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := postgres.Open(t.Context(), dsn, postgres.Options{Box: box})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	w := &world{Site: webtest.Over(t, db, options...), t: t}
	if w.sql, err = sql.Open("postgres", dsn); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.sql.Close() })
	return w
}

func (w *world) number(query string, args ...any) int64 {
	w.t.Helper()
	var n int64
	if err := w.sql.QueryRow(query, args...).Scan(&n); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
	return n
}

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	if _, err := w.sql.Exec(query, args...); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
}

// waitFor waits until the query is true.
func (w *world) waitFor(query string) {
	w.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		var holds bool
		if err := w.sql.QueryRow(query).Scan(&holds); err != nil {
			w.t.Fatal(err)
		}
		if holds {
			return
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("%s: not within twenty seconds", query)
		}
	}
}

// event makes an open event ten days from now, with one session per capacity.
func (w *world) event(kind app.EventKind, slug string, capacity int, sessions ...int) (id int64, sessionIDs []string) {
	w.t.Helper()
	start := app.Day(time.Now()).AddDate(0, 0, 10).Add(9 * time.Hour)
	id = w.number(`INSERT INTO events (kind, slug, title, venue, status, approval, capacity, starts_at, ends_at, opens_at, closes_at)
		VALUES ($1, $2, 'Acara ' || $2, 'GOR Tebet', 'published', $3, $4, $5, $6, now() - interval '1 day', $5) RETURNING id`,
		string(kind), slug, string(approvalOf(kind)), capacity, start, start.Add(7*time.Hour))
	for i, c := range sessions {
		from := start.Add(time.Duration(i) * time.Hour)
		sessionIDs = append(sessionIDs, strconv.FormatInt(w.number(`INSERT INTO event_sessions (event_id, kind, capacity, starts_at, ends_at)
			VALUES ($1, 'entry', $2, $3, $4) RETURNING id`, id, c, from, from.Add(50*time.Minute)), 10))
	}
	return id, sessionIDs
}

func approvalOf(kind app.EventKind) app.Approval {
	if kind == app.Course {
		return app.Selection
	}
	return app.Instant
}

// newcomer signs in somebody of whom nothing is known yet.
func (w *world) newcomer(email string) *webtest.Client {
	w.t.Helper()
	id, err := w.DB.CandidateAccount(w.t.Context(), email, "")
	if err != nil {
		w.t.Fatal(err)
	}
	return w.SignIn(w.t, id)
}

// regular signs in somebody whose profile is complete and who has agreed to
// registering.
func (w *world) regular(email string, serial int) *webtest.Client {
	w.t.Helper()
	cl := w.newcomer(email)
	me := &app.Actor{AccountID: w.number(`SELECT id FROM accounts WHERE email = $1`, email)}
	in := postgres.IdentityInput{
		Name: "Siti Aminah", NIK: app.NIK("317401440599" + padded(serial)), Phone: "+6281234567890",
		BirthDate: time.Date(1999, 5, 4, 0, 0, 0, 0, time.UTC), Sex: app.Female,
	}
	if err := w.DB.SaveIdentity(w.t.Context(), me, in); err != nil {
		w.t.Fatal(err)
	}
	if err := w.DB.SaveAddress(w.t.Context(), me, app.Address{RegionCode: "31.74.01.1001", RT: "003", RW: "012"}); err != nil {
		w.t.Fatal(err)
	}
	if err := w.DB.GiveConsent(w.t.Context(), me, app.ConsentRegistration, app.ConsentEmployers); err != nil {
		w.t.Fatal(err)
	}
	return cl
}

func padded(n int) string {
	s := strconv.Itoa(n)
	return strings.Repeat("0", 4-len(s)) + s
}

func identityAnswers() url.Values {
	return url.Values{
		"name": {"Siti Aminah"}, "nik": {"3174 0144 0599 0001"}, "phone": {"0812-3456-7890"},
		"birth_date_day": {"4"}, "birth_date_month": {"5"}, "birth_date_year": {"1999"}, "sex": {"female"},
	}
}

func addressAnswers() url.Values {
	return url.Values{"where": {"dki"}, "region": {"31.74.01.1001"}, "rt": {"3"}, "rw": {"12"}, "street": {"Jl. Melati 5"}}
}

// wantTo fails unless the answer redirects there.
func wantTo(t testing.TB, r *webtest.Response, path string) {
	t.Helper()
	if r.Status != 303 && r.Status != 302 || r.Location != path {
		t.Fatalf("status %d to %q, want 303 to %q\n%s", r.Status, r.Location, path, r.Text("main"))
	}
}

func wantStatus(t testing.TB, r *webtest.Response, status int) {
	t.Helper()
	if r.Status != status {
		t.Fatalf("status %d to %q, want %d\n%s", r.Status, r.Location, status, r.Text("main"))
	}
}
