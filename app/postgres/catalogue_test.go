package postgres_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/find"
	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
	"gerbang/app/secret"
)

// shelf is a database with an agency, to put jobs and events on.
type shelf struct {
	dsn    string
	t      testing.TB
	db     *postgres.DB
	sql    *sql.DB
	agency int64
}

func newShelf(t testing.TB) *shelf { return newShelfAt(t, nil) }

// newShelfAt is newShelf with a clock of the test's own.
func newShelfAt(t testing.TB, now func() time.Time) *shelf {
	t.Helper()
	dsn := pgtest.DSN(t)
	box, err := secret.New([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	s := &shelf{t: t, dsn: dsn}
	if s.db, err = postgres.Open(context.Background(), dsn, postgres.Options{Box: box, Log: slog.New(slog.DiscardHandler), Now: now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.db.Close() })
	if s.sql, err = sql.Open("postgres", dsn); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.sql.Close() })
	s.agency = s.insert("agencies", row{"slug": "pt-bahtera", "name": "PT Bahtera Karya", "sip3mi": "123/2024", "licence_until": s.day(300)})
	return s
}

type row map[string]any

// insert adds a row and returns its id.
func (s *shelf) insert(table string, r row) int64 {
	s.t.Helper()
	columns := slices.Sorted(maps.Keys(r))
	places := make([]string, len(columns))
	values := make([]any, len(columns))
	for i, c := range columns {
		places[i], values[i] = fmt.Sprintf("$%d", i+1), r[c]
	}
	query := "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES (" + strings.Join(places, ", ") + ")"
	if table == "courses" || table == "booth_jobs" || table == "job_costs" {
		s.exec(query, values...)
		return 0
	}
	var id int64
	if err := s.sql.QueryRow(query+" RETURNING id", values...).Scan(&id); err != nil {
		s.t.Fatalf("%s: %v", table, err)
	}
	return id
}

func (s *shelf) exec(query string, args ...any) {
	s.t.Helper()
	if _, err := s.sql.Exec(query, args...); err != nil {
		s.t.Fatal(err)
	}
}

// day is the date n days from today in Jakarta.
func (s *shelf) day(n int) string {
	return app.Day(time.Now()).AddDate(0, 0, n).Format(time.DateOnly)
}

// job publishes a job that all may see, changed as over says.
func (s *shelf) job(slug string, over row) int64 {
	s.t.Helper()
	r := row{
		"slug": slug, "agency_id": s.agency, "title": "Perawat lansia", "sector": "keperawatan", "country": "JP", "city": "Osaka", "scheme": "ssw",
		"employer": "Sakura Care", "quota_either": 10, "permit_quota": 1000, "permit_left": 5, "salary_min": 200000, "salary_max": 230000, "currency": "JPY",
		"salary_rupiah": 21_640_000, "rate_date": s.day(-3), "language_test": "JLPT", "language_level": "N4", "education": "slta",
		"sip2mi": "SIP " + slug, "permit_until": s.day(100), "status": "published", "closes_on": s.day(20),
		"published_at": time.Now().Add(-time.Hour), "verified_at": time.Now().Add(-2 * time.Hour), "verified_name": "Rina",
	}
	maps.Copy(r, over)
	return s.insert("jobs", r)
}

// event publishes an event that takes registrations now, changed as over says.
func (s *shelf) event(kind app.EventKind, slug string, over row) int64 {
	s.t.Helper()
	now := time.Now()
	r := row{
		"kind": string(kind), "slug": slug, "title": "Acara " + slug, "status": "published", "starts_at": now.AddDate(0, 0, 10), "ends_at": now.AddDate(0, 0, 11),
		"opens_at": now.AddDate(0, 0, -1), "closes_at": now.AddDate(0, 0, 9),
	}
	maps.Copy(r, over)
	return s.insert("events", r)
}

// jobs returns the slugs of what a query over public jobs shows.
func (s *shelf) jobs(q find.Query) []string {
	s.t.Helper()
	index, err := s.db.JobIndex(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	cards, err := s.db.JobCards(s.t.Context(), index.Search(q, nil, 100).IDs)
	if err != nil {
		s.t.Fatal(err)
	}
	slugs := make([]string, len(cards))
	for i, c := range cards {
		slugs[i] = c.Slug
	}
	return slugs
}

func TestHotlinesAndPosts(t *testing.T) {
	s := newShelf(t)
	lines, err := s.db.Hotlines(t.Context())
	if err != nil || len(lines) < 5 || lines[0].Contact != "112" || lines[1].Contact != "110" {
		t.Fatalf("hotlines = %+v, %v", lines, err)
	}
	s.exec(`UPDATE hotlines SET active = false WHERE contact = '112'`)
	if lines, _ = s.db.Hotlines(t.Context()); lines[0].Contact != "110" {
		t.Errorf("an inactive line is still first: %+v", lines[0])
	}
	posts, err := s.db.ComplaintPosts(t.Context())
	if err != nil || len(posts) != 10 || posts[0].Region != "Cilandak" {
		t.Errorf("posts = %+v, %v", posts, err)
	}
}

func TestPublicPages(t *testing.T) {
	s := newShelf(t)
	s.job("buka", nil)
	s.job("rancangan", row{"status": "draft"})
	s.event(app.JobFair, "bursa", nil)
	s.event(app.Course, "kelas-rancangan", row{"status": "draft"})
	pages, err := s.db.PublicPages(t.Context(), 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range pages {
		got = append(got, p.Kind+" "+p.Slug)
	}
	slices.Sort(got)
	if strings.Join(got, ", ") != "agency pt-bahtera, job buka, job_fair bursa" {
		t.Errorf("pages = %v", got)
	}
	if pages, _ = s.db.PublicPages(t.Context(), 1, 1); len(pages) != 1 {
		t.Errorf("%d pages over the limit of 1", len(pages))
	}
}
