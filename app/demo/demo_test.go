package demo_test

import (
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	_ "github.com/lib/pq"

	"gerbang/app"
	"gerbang/app/demo"
	"gerbang/app/phone"
	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
	"gerbang/app/secret"
)

// installation is a database that was seeded at a moment.
type installation struct {
	*testing.T
	db  *postgres.DB
	sql *sql.DB
	sum demo.Summary
}

func seeded(t *testing.T, o demo.Options) *installation {
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
	plain, err := sql.Open("postgres", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(plain.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	sum, err := demo.Seed(t.Context(), db, time.Now(), o)
	if err != nil {
		t.Fatal(err)
	}
	return &installation{t, db, plain, sum}
}

// count runs a query that counts rows.
func (in *installation) count(query string, args ...any) int {
	in.Helper()
	var n int
	if err := in.sql.QueryRowContext(in.Context(), query, args...).Scan(&n); err != nil {
		in.Fatalf("%s: %v", query, err)
	}
	return n
}

// none fails for every row that a query of things gone wrong returns; its
// first column tells which.
func (in *installation) none(what, query string, args ...any) {
	in.Helper()
	rows, err := in.sql.QueryContext(in.Context(), query, args...)
	if err != nil {
		in.Fatalf("%s: %v", what, err)
	}
	defer rows.Close()
	for rows.Next() {
		var which string
		if err := rows.Scan(&which); err != nil {
			in.Fatal(err)
		}
		in.Errorf("%s: %s", what, which)
	}
	if err := rows.Err(); err != nil {
		in.Fatalf("%s: %v", what, err)
	}
}

func TestSeed(t *testing.T) {
	in := seeded(t, demo.Options{})

	t.Run("sizes", func(t *testing.T) {
		for _, tc := range []struct {
			table string
			want  int
		}{
			{"agencies", 18}, {"jobs", 72}, {"candidates", 501}, {"courses", 12},
			{"public_jobs", 50}, {"attendances", 500}, {"scans", 150}, {"consents", 501}, {"candidate_languages", 80}, {"candidate_experience", 180}, {"saved_jobs", 3}, {"saved_searches", 2}, {"booth_jobs", 30}, {"logins", 0},
		} {
			if got := in.count(`SELECT count(*) FROM ` + tc.table); got < tc.want {
				t.Errorf("%s: %d rows, want %d or more", tc.table, got, tc.want)
			}
		}
		if in.sum.Registrations != in.count(`SELECT count(*) FROM registrations`) || in.sum.Scans != in.count(`SELECT count(*) FROM scans`) {
			t.Errorf("the summary tells other numbers: %+v", in.sum)
		}
		if n := in.count(`SELECT count(DISTINCT country) FROM public_jobs`); n < 10 {
			t.Errorf("public vacancies in %d countries", n)
		}
		if n := in.count(`SELECT count(DISTINCT status) FROM registrations`); n != len(app.RegistrationStatuses()) {
			t.Errorf("registrations in %d states", n)
		}
	})

	t.Run("counters", func(t *testing.T) {
		in.none("event counters differ from rows", `
			SELECT e.slug FROM events e JOIN event_counters c ON c.event_id = e.id LEFT JOIN registrations r ON r.event_id = e.id
			GROUP BY e.id, c.event_id HAVING c.registrations <> count(r.id)
			OR c.live <> count(r.id) FILTER (WHERE r.status NOT IN ('cancelled', 'rejected'))
			OR c.taken <> count(r.id) FILTER (WHERE r.status IN ('confirmed', 'offered', 'accepted', 'completed'))
			OR c.waiting <> count(r.id) FILTER (WHERE r.status = 'waitlisted')
			OR c.last_waiting <> coalesce(max(r.waitlist_no), 0)`)
		in.none("session counters differ from rows", `
			SELECT s.id FROM event_sessions s JOIN session_counters c ON c.session_id = s.id LEFT JOIN registrations r ON r.session_id = s.id
			GROUP BY s.id, c.session_id HAVING c.taken <> count(r.id) FILTER (WHERE r.status IN ('confirmed', 'offered', 'accepted', 'completed'))
				+ (SELECT count(*) FROM selection_bookings b WHERE b.session_id = s.id)
			OR c.waiting <> count(r.id) FILTER (WHERE r.status = 'waitlisted')`)
		in.none("session over capacity", `SELECT s.id FROM event_sessions s JOIN session_counters c ON c.session_id = s.id WHERE s.capacity > 0 AND c.taken > s.capacity`)
		in.none("event over capacity", `SELECT e.slug FROM events e JOIN event_counters c ON c.event_id = e.id WHERE e.capacity > 0 AND c.taken > e.capacity`)
		in.none("waiting numbers with gaps", `SELECT event_id FROM registrations WHERE waitlist_no IS NOT NULL GROUP BY event_id HAVING max(waitlist_no) <> count(*)`)
		in.none("waits in a wave with free places", `
			SELECT r.id FROM registrations r JOIN event_sessions s ON s.id = r.session_id JOIN session_counters c ON c.session_id = s.id
			WHERE r.status = 'waitlisted' AND c.taken < s.capacity`)
		in.none("waits out of order", `
			SELECT a.id FROM registrations a JOIN registrations b ON b.event_id = a.event_id AND b.waitlist_no > a.waitlist_no AND b.submitted_at < a.submitted_at`)
	})

	t.Run("tickets", func(t *testing.T) {
		in.none("registration without the ticket it should have, or with one it should not", `
			SELECT r.id || ' ' || r.status FROM registrations r LEFT JOIN tickets t ON t.registration_id = r.id AND t.revoked_at IS NULL
			WHERE (r.status IN ('confirmed', 'accepted', 'completed', 'submitted')) <> (t.id IS NOT NULL)`)
		in.none("malformed code", `SELECT code FROM tickets WHERE code !~ '^[0-9A-HJKMNP-TV-Z]{16}$'`)
		if in.count(`SELECT count(DISTINCT code) FROM tickets`) != in.sum.Tickets {
			t.Error("codes repeat")
		}
	})

	t.Run("nothing of tomorrow has happened", func(t *testing.T) {
		in.none("registered later", `SELECT id FROM registrations WHERE submitted_at > now() OR cancelled_at > now() OR cancelled_at < submitted_at`)
		in.none("registered while closed", `
			SELECT r.id FROM registrations r JOIN events e ON e.id = r.event_id WHERE r.submitted_at NOT BETWEEN e.opens_at AND e.closes_at`)
		in.none("registered before having an account", `SELECT r.id FROM registrations r JOIN candidates c ON c.id = r.candidate_id WHERE c.created_at > r.submitted_at`)
		in.none("cancelled after coming again", `
			SELECT a.id FROM registrations a JOIN registrations b ON b.event_id = a.event_id AND b.candidate_id = a.candidate_id AND b.id <> a.id
			WHERE a.status = 'cancelled' AND b.status <> 'cancelled' AND a.cancelled_at > b.submitted_at`)
		in.none("ticket of later", `SELECT id FROM tickets WHERE issued_at > now() OR revoked_at > now() OR revoked_at < issued_at`)
		in.none("scan of later", `SELECT id FROM scans WHERE arrived_at > now() OR scanned_at > arrived_at`)
		in.none("mark of later", `SELECT id FROM attendances WHERE recorded_at > now() OR scanned_at > recorded_at`)
		in.none("consent of later", `SELECT id FROM consents WHERE given_at > now() OR withdrawn_at > now()`)
		in.none("admitted before registering", `SELECT a.id FROM attendances a JOIN registrations r ON r.id = a.registration_id WHERE a.scanned_at < r.submitted_at`)
		in.none("agreed too late", `
			SELECT r.id FROM registrations r LEFT JOIN consents k ON k.candidate_id = r.candidate_id AND k.purpose = 'registration' AND k.given_at < r.submitted_at
			WHERE k.id IS NULL`)
	})

	t.Run("gates", func(t *testing.T) {
		in.none("mark without its reading", `SELECT a.id FROM attendances a LEFT JOIN scans s ON s.scan_id = a.scan_id AND s.outcome = 'ok' WHERE a.gate_id IS NOT NULL AND s.id IS NULL`)
		in.none("reading let in without a mark", `SELECT s.id FROM scans s LEFT JOIN attendances a ON a.scan_id = s.scan_id WHERE s.outcome = 'ok' AND a.id IS NULL`)
		came := in.count(`SELECT count(*) FROM attendances a JOIN events e ON e.id = a.event_id WHERE e.slug = 'bursa-kerja-pasar-minggu'`)
		held := in.count(`SELECT c.taken FROM event_counters c JOIN events e ON e.id = c.event_id WHERE e.slug = 'bursa-kerja-pasar-minggu'`)
		if share := came * 100 / held; share < 70 || share > 86 {
			t.Errorf("%d of %d came to the past fair", came, held)
		}
	})
}

func TestAccountsSignIn(t *testing.T) {
	in := seeded(t, demo.Options{Candidates: 60, Jobs: 45})
	roles := map[app.Role]bool{}
	for _, a := range in.sum.Accounts {
		roles[a.Role] = true
		var name, hash string
		err := in.sql.QueryRowContext(t.Context(), `
			SELECT a.name, coalesce(a.password_hash, '') FROM accounts a JOIN grants g ON g.account_id = a.id WHERE a.email = $1 AND g.role = $2 LIMIT 1`,
			a.Email, string(a.Role)).Scan(&name, &hash)
		if err != nil || name != a.Name {
			t.Errorf("%s: %q, %v", a.Email, name, err)
			continue
		}
		ok, err := secret.CheckPassword(t.Context(), a.Password, hash)
		if err != nil || ok != (a.Password != "") {
			t.Errorf("%s: password accepted: %v, %v", a.Email, ok, err)
		}
	}
	for _, r := range app.Roles() {
		if !roles[r] {
			t.Errorf("no demo account is %s", r)
		}
	}
	if n := in.count(`SELECT count(*) FROM registrations r JOIN candidates c ON c.id = r.candidate_id JOIN accounts a ON a.id = c.account_id
		WHERE a.email = 'siti@gerbang.example'`); n < 3 {
		t.Errorf("the demo candidate has %d registrations", n)
	}
}

func TestSeedTwice(t *testing.T) {
	in := seeded(t, demo.Options{Candidates: 20, Jobs: 10})
	if empty, err := in.db.Empty(t.Context()); err != nil || empty {
		t.Fatalf("Empty = %v, %v after seeding", empty, err)
	}
	before := in.count(`SELECT count(*) FROM accounts`)
	if _, err := demo.Seed(t.Context(), in.db, time.Now(), demo.Options{}); !errors.Is(err, demo.ErrNotEmpty) {
		t.Errorf("second seeding: %v", err)
	}
	if after := in.count(`SELECT count(*) FROM accounts`); after != before {
		t.Errorf("a refused seeding left %d accounts", after-before)
	}
}

func TestWrongSizes(t *testing.T) {
	db := pgtest.Open(t, postgres.Options{})
	if _, err := demo.Seed(t.Context(), db, time.Now(), demo.Options{Candidates: -1}); err == nil {
		t.Error("a negative number of candidates is taken")
	}
	if empty, err := db.Empty(t.Context()); err != nil || !empty {
		t.Errorf("Empty = %v, %v", empty, err)
	}
}

func TestIdentities(t *testing.T) {
	in := seeded(t, demo.Options{Candidates: 300, Jobs: 10})
	rows, err := in.sql.QueryContext(t.Context(), `SELECT name, nik_sealed, nik_last4, phone_sealed, birth_date, sex FROM candidates WHERE nik_sealed IS NOT NULL`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	mismatches, single, people := 0, 0, 0
	for rows.Next() {
		var name, last4, sex string
		var nikSealed, phoneSealed []byte
		var birth time.Time
		if err := rows.Scan(&name, &nikSealed, &last4, &phoneSealed, &birth, &sex); err != nil {
			t.Fatal(err)
		}
		people++
		plain, err := in.db.Box().Open("nik", nikSealed)
		if err != nil {
			t.Fatal(err)
		}
		nik, err := app.ParseNIK(plain)
		if err != nil || nik.Last4() != last4 {
			t.Errorf("%s: NIK %s: %v", name, plain, err)
			continue
		}
		if !nik.Matches(birth, app.Sex(sex)) {
			mismatches++
		}
		number, err := in.db.Box().Open("phone", phoneSealed)
		if err != nil {
			t.Fatal(err)
		}
		if e164, err := phone.Parse(number); err != nil || e164 != number {
			t.Errorf("%s: phone %s: %q %v", name, number, e164, err)
		}
		if tidy, err := app.ParseName(name); err != nil || tidy != name {
			t.Errorf("name %q: %q %v", name, tidy, err)
		}
		if !strings.Contains(name, " ") {
			single++
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if mismatches == 0 || mismatches > people/10 {
		t.Errorf("%d of %d NIK do not match", mismatches, people)
	}
	if single == 0 {
		t.Error("nobody has a single name")
	}
}

func TestVacancies(t *testing.T) {
	in := seeded(t, demo.Options{Candidates: 20})
	in.none("public vacancy that nobody may fill", `
		SELECT slug FROM public_jobs WHERE verified_name = '' OR verified_at > published_at OR published_at > now() OR permit_left > quota_men + quota_women + quota_either
		OR salary_min = 0 OR salary_max < salary_min OR salary_rupiah = 0 OR rate_date IS NULL OR description NOT LIKE '%### %' OR sip2mi = '' OR job_order = ''
		OR language_level <> '' AND language_test = '' OR city = '' OR employer = '' OR contract_months = 0 OR education IS NULL`)
	in.none("vacancy without cost lines", `SELECT slug FROM jobs j WHERE NOT EXISTS (SELECT 1 FROM job_costs c WHERE c.job_id = j.id AND c.legal_basis <> '')`)
	in.none("estimate that is not salary times rate", `
		SELECT j.slug FROM jobs j JOIN exchange_rates x ON x.currency = j.currency AND x.as_of = j.rate_date WHERE j.salary_rupiah <> round(j.salary_min * x.rupiah)`)
	in.none("estimate out of reason", `SELECT slug || ' ' || salary_rupiah FROM jobs WHERE salary_rupiah NOT BETWEEN 5000000 AND 80000000`)
	in.none("opening of a vacancy that is not public, or of another agency", `
		SELECT o.job_id FROM booth_jobs o JOIN booths b ON b.id = o.booth_id LEFT JOIN public_jobs j ON j.id = o.job_id AND j.agency_id = b.agency_id WHERE j.id IS NULL`)
	in.none("stand of an agency without a vacancy", `
		SELECT e.slug || ' ' || b.number FROM booths b JOIN events e ON e.id = b.event_id WHERE b.agency_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM booth_jobs o WHERE o.booth_id = b.id)`)
	in.none("fair without an adviser", `
		SELECT e.slug FROM events e WHERE e.kind = 'job_fair' AND NOT EXISTS (SELECT 1 FROM booths b WHERE b.event_id = e.id AND b.agency_id IS NULL AND b.title = 'Layanan BP3MI')`)
	for what, query := range map[string]string{
		"draft":                   `status = 'draft'`,
		"in review":               `status = 'in_review'`,
		"closed":                  `status = 'closed'`,
		"with a passed deadline":  `status = 'published' AND closes_on < current_date`,
		"with a used-up quota":    `status = 'published' AND permit_left = 0`,
		"with an expired permit":  `status = 'published' AND permit_until < current_date`,
		"of a lapsed licence":     `status = 'published' AND agency_id IN (SELECT id FROM agencies WHERE licence_until < current_date)`,
		"of a suspended or other": `status = 'published' AND agency_id IN (SELECT id FROM agencies WHERE status <> 'active')`,
	} {
		if in.count(`SELECT count(*) FROM jobs WHERE `+query) == 0 {
			t.Errorf("no vacancy %s", what)
		}
		in.none("public although "+what, `SELECT slug FROM public_jobs WHERE `+query)
	}
}

// The running fair must have a wave to book and to enter at any hour.
func TestSomethingToBookNow(t *testing.T) {
	in := seeded(t, demo.Options{Candidates: 500, Jobs: 20})
	now := time.Now()
	e, err := in.db.EventBySlug(t.Context(), app.JobFair, "bursa-kerja-luar-negeri-jakarta-selatan")
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := in.db.Sessions(t.Context(), e.ID, app.EntrySession)
	if err != nil {
		t.Fatal(err)
	}
	if e.Window(now) != app.WindowOpen || !e.StartsAt.Before(now) || !e.ClosesAt.Equal(e.EndsAt) || e.Approval != app.Instant {
		t.Errorf("the fair: %+v", e)
	}
	fullWaiting, nearlyFull := false, false
	for _, s := range sessions {
		fullWaiting = fullWaiting || s.Full() && s.Waiting > 5 && s.Bookable(now)
		nearlyFull = nearlyFull || s.Left() > 0 && s.Left() < 6 && s.Bookable(now)
	}
	if !fullWaiting || !nearlyFull {
		t.Error("no wave is full with people waiting, or none nearly full")
	}
	// Any moment of today, not only this one.
	for at := app.Day(now); app.SameDay(at, now); at = at.Add(7 * time.Minute) {
		free := false
		for _, s := range sessions {
			free = free || s.Bookable(at) && app.SameDay(s.StartsAt, now) && s.Left() > 0
		}
		if !free {
			t.Fatalf("nothing to book today at %s", at)
		}
	}
}
