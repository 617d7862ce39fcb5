package postgres_test

import (
	"database/sql"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/lib/pq"

	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
)

// emptyDatabase returns a database in which nothing has happened yet.
func emptyDatabase(t *testing.T) string {
	t.Helper()
	dsn := pgtest.DSN(t)
	beside := openSQL(t, dsn)
	name := "empty_" + strings.ToLower(strings.NewReplacer("/", "_", " ", "_").Replace(t.Name()))
	if _, err := beside.Exec(`CREATE DATABASE ` + pq.QuoteIdentifier(name) + ` TEMPLATE template0`); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := beside.Exec(`DROP DATABASE ` + pq.QuoteIdentifier(name) + ` WITH (FORCE)`); err != nil {
			t.Error(err)
		}
	})
	cfg, err := pq.NewConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Replace(dsn, cfg.Database, name, 1)
}

func openSQL(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestReplicasThatStartTogetherMigrateOnce(t *testing.T) {
	dsn := emptyDatabase(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := postgres.Migrate(t.Context(), dsn); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	db := openSQL(t, dsn)
	for query, want := range map[string]int{
		`SELECT count(*) FROM regions WHERE level = 'kelurahan'`:                                                            267,
		`SELECT count(*) FROM regions WHERE level = 'kelurahan' AND code LIKE '31.74.%'`:                                    65,
		`SELECT count(*) FROM regions`:                                                                                      318,
		`SELECT count(*) FROM countries WHERE closed`:                                                                       3,
		`SELECT count(*) FROM complaint_posts`:                                                                              10,
		`SELECT count(*) FROM (SELECT version_id FROM goose_db_version GROUP BY version_id HAVING count(*) > 1) AS doubles`: 0,
	} {
		var got int
		if err := db.QueryRow(query).Scan(&got); err != nil || got != want {
			t.Errorf("%s: %d instead of %d, %v", query, got, want, err)
		}
	}
}

func TestReferenceDataIsLoadedOverNothingThatStaffEdited(t *testing.T) {
	dsn := pgtest.DSN(t)
	db := openSQL(t, dsn)
	for _, edit := range []string{
		`UPDATE hotlines SET contact = '119' WHERE channel = 'Jakarta Siaga'`,
		`UPDATE countries SET closed = false, closed_reason = '' WHERE iso2 = 'TH'`,
		`UPDATE regions SET name = 'Salah ketik' WHERE code = '31.74.01'`,
	} {
		if _, err := db.Exec(edit); err != nil {
			t.Fatal(err)
		}
	}
	if err := postgres.Migrate(t.Context(), dsn); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		`SELECT contact FROM hotlines WHERE channel = 'Jakarta Siaga'`: "119",
		`SELECT closed::text FROM countries WHERE iso2 = 'TH'`:         "false",
		`SELECT name FROM regions WHERE code = '31.74.01'`:             "Tebet", // the official list corrects itself
	} {
		var got string
		if err := db.QueryRow(query).Scan(&got); err != nil || got != want {
			t.Errorf("%s: %q instead of %q, %v", query, got, want, err)
		}
	}
}

func TestTheSchemaItselfRefuses(t *testing.T) {
	db := openSQL(t, pgtest.DSN(t))
	const event = `INSERT INTO events (id, kind, slug, title, starts_at, ends_at, opens_at, closes_at) OVERRIDING SYSTEM VALUE
		VALUES (1, 'job_fair', 'fair', 'Fair', now(), now() + interval '1 day', now(), now() + interval '1 day')`
	const agency = `INSERT INTO agencies (id, slug, name, sip3mi, licence_until) OVERRIDING SYSTEM VALUE VALUES (1, 'a', 'PT A', '1', current_date)`
	const person = `INSERT INTO accounts (id, email) OVERRIDING SYSTEM VALUE VALUES (1, 'a@example.test'), (2, 'b@example.test');
		INSERT INTO candidates (id, account_id) OVERRIDING SYSTEM VALUE VALUES (1, 1), (2, 2)`
	for name, tc := range map[string]struct {
		setup      string
		statement  string
		constraint string
	}{
		"two waves at one door at one time": {
			event, `INSERT INTO event_sessions (event_id, kind, starts_at, ends_at) VALUES
				(1, 'entry', now(), now() + interval '50 minutes'), (1, 'entry', now() + interval '49 minutes', now() + interval '2 hours')`,
			"event_sessions_apart"},
		"two live registrations of one person": {
			event + ";" + person, `INSERT INTO registrations (event_id, candidate_id, status) VALUES (1, 1, 'confirmed'), (1, 1, 'submitted')`,
			"registrations_one_live"},
		"a second standing ticket": {
			event + ";" + person + `; INSERT INTO registrations (id, event_id, candidate_id, status) OVERRIDING SYSTEM VALUE VALUES (1, 1, 1, 'confirmed')`,
			`INSERT INTO tickets (registration_id, event_id, code) VALUES (1, 1, '0123456789ABCDEF'), (1, 1, '1123456789ABCDEF')`,
			"tickets_one_standing"},
		"one NIK for two people": {
			person, `UPDATE candidates SET nik_hash = '\x01', nik_sealed = '\x01'`, "candidates_nik_hash_key"},
		"negative counters": {
			event, `UPDATE event_counters SET taken = -1`, "event_counters_taken_check"},
		"publishing a job that nobody verified": {
			agency, `INSERT INTO jobs (slug, agency_id, title, sector, country, scheme, currency, status) VALUES ('j', 1, 'J', 'lainnya', 'JP', 'ssw', 'JPY', 'published')`,
			"jobs_check4"},
		"verifying one's own job": {
			agency + ";" + person, `INSERT INTO jobs (slug, agency_id, title, sector, country, scheme, currency, written_by, verified_by)
				VALUES ('j', 1, 'J', 'lainnya', 'JP', 'ssw', 'JPY', 1, 1)`, "jobs_check5"},
		"an upper age limit without a reason": {
			agency, `INSERT INTO jobs (slug, agency_id, title, sector, country, scheme, currency, age_max) VALUES ('j', 1, 'J', 'lainnya', 'JP', 'ssw', 'JPY', 35)`,
			"jobs_age_needs_reason"},
		"a job for minors": {
			agency, `INSERT INTO jobs (slug, agency_id, title, sector, country, scheme, currency, age_min) VALUES ('j', 1, 'J', 'lainnya', 'JP', 'ssw', 'JPY', 17)`,
			"jobs_age_min_check"},
	} {
		t.Run(name, func(t *testing.T) {
			tx, err := db.Begin()
			if err != nil {
				t.Fatal(err)
			}
			defer tx.Rollback()
			if _, err := tx.Exec(tc.setup); err != nil {
				t.Fatal(err)
			}
			_, err = tx.Exec(tc.statement)
			if e, ok := errors.AsType[*pq.Error](err); !ok || e.Constraint != tc.constraint {
				t.Errorf("%v", err)
			}
		})
	}
	t.Run("changing the audit trail", func(t *testing.T) {
		if _, err := db.Exec(`INSERT INTO audit_log (actor, action, entity, entity_id) VALUES ('test', 'test', 'test', 1)`); err != nil {
			t.Fatal(err)
		}
		for _, change := range []string{`UPDATE audit_log SET actor = 'x'`, `DELETE FROM audit_log`, `TRUNCATE audit_log`} {
			if _, err := db.Exec(change); err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", change, err)
			}
		}
	})
}
