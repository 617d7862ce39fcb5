package catalogue_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
	"gerbang/app/secret"
	"gerbang/app/web/webtest"
)

// shop is the running site with an agency, to put jobs and events into.
type shop struct {
	t      testing.TB
	sql    *sql.DB
	client *webtest.Client
	site   *webtest.Site
	agency int64
}

func newShop(t testing.TB) *shop {
	t.Helper()
	dsn := pgtest.DSN(t)
	box, err := secret.New([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := postgres.Open(context.Background(), dsn, postgres.Options{Box: box, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s := &shop{t: t, site: webtest.Over(t, db)}
	s.client = s.site.Client(t)
	if s.sql, err = sql.Open("postgres", dsn); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.sql.Close() })
	s.agency = s.insert("agencies", row{"slug": "pt-bahtera", "name": "PT Bahtera Karya", "sip3mi": "123/2024", "licence_until": day(300), "city": "Jakarta Selatan"})
	return s
}

type row map[string]any

func (s *shop) insert(table string, r row) int64 {
	s.t.Helper()
	columns := slices.Sorted(maps.Keys(r))
	places := make([]string, len(columns))
	values := make([]any, len(columns))
	for i, c := range columns {
		places[i], values[i] = fmt.Sprintf("$%d", i+1), r[c]
	}
	query := "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES (" + strings.Join(places, ", ") + ") RETURNING "
	id := "id"
	if table == "courses" || table == "booth_jobs" || table == "job_costs" {
		id = "1"
	}
	var n int64
	if err := s.sql.QueryRow(query+id, values...).Scan(&n); err != nil {
		s.t.Fatalf("%s: %v", table, err)
	}
	return n
}

func day(n int) string { return app.Day(time.Now()).AddDate(0, 0, n).Format(time.DateOnly) }

func (s *shop) job(slug string, over row) int64 {
	s.t.Helper()
	r := row{
		"slug": slug, "agency_id": s.agency, "title": "Perawat lansia", "sector": "keperawatan", "country": "JP", "city": "Osaka", "scheme": "ssw",
		"employer": "Sakura Care", "quota_either": 10, "permit_quota": 1000, "permit_left": 5, "salary_min": 200000, "salary_max": 230000, "currency": "JPY",
		"salary_rupiah": 21_640_000, "rate_date": day(-3), "language_test": "JLPT", "language_level": "N4", "education": "slta",
		"sip2mi": "SIP " + slug, "permit_until": day(100), "status": "published", "closes_on": day(20),
		"published_at": time.Now().Add(-time.Hour), "verified_at": time.Now().Add(-2 * time.Hour), "verified_name": "Rina Kartika",
	}
	maps.Copy(r, over)
	return s.insert("jobs", r)
}

func (s *shop) event(kind app.EventKind, slug string, over row) int64 {
	s.t.Helper()
	now := time.Now()
	r := row{
		"kind": string(kind), "slug": slug, "title": "Acara " + slug, "status": "published", "starts_at": now.AddDate(0, 0, 10), "ends_at": now.AddDate(0, 0, 11),
		"opens_at": now.AddDate(0, 0, -1), "closes_at": now.AddDate(0, 0, 9), "venue": "GOR Bulungan", "organizer": "BP3MI DKI Jakarta",
	}
	maps.Copy(r, over)
	return s.insert("events", r)
}

// get fetches a page and checks what every page must be.
func (s *shop) get(t testing.TB, path string, status int) *webtest.Response {
	t.Helper()
	res := s.client.Get(path)
	if res.Status != status {
		t.Fatalf("%s: status %d, want %d", path, res.Status, status)
	}
	if n := res.Doc.Find("h1").Length(); n != 1 {
		t.Errorf("%s has %d headings of the first level", path, n)
	}
	if i := strings.Index(string(res.Body), "⟦"); i >= 0 {
		t.Errorf("%s lacks a text: %.80s", path, res.Body[i:])
	}
	seen := map[string]bool{}
	res.Doc.Find("[id]").Each(func(_ int, e *goquery.Selection) {
		if id := e.AttrOr("id", ""); seen[id] {
			t.Errorf("%s: the id %q stands twice", path, id)
		} else {
			seen[id] = true
		}
	})
	return res
}

// data returns what a page tells first in JSON-LD.
func data(t testing.TB, res *webtest.Response) map[string]any {
	t.Helper()
	return things(t, res)[0]
}

// things returns all that a page tells in JSON-LD.
func things(t testing.TB, res *webtest.Response) []map[string]any {
	t.Helper()
	var out []map[string]any
	if err := json.Unmarshal([]byte(res.Doc.Find(`head script[type="application/ld+json"]`).Text()), &out); err != nil || len(out) == 0 {
		t.Fatalf("%d things: %v", len(out), err)
	}
	return out
}

func TestEveryPageInBothLanguagesEmptyAndFull(t *testing.T) {
	s := newShop(t)
	paths := []string{
		"/", "/lowongan", "/pelatihan", "/bursa-kerja", "/sosialisasi", "/kerja-aman", "/kerja-aman/cek-perusahaan", "/bantuan", "/privasi", "/aksesibilitas",
		"/pelatihan?waktu=lewat", "/kerja-aman/cek-perusahaan?q=bahtera",
	}
	both := func(paths []string) {
		for _, path := range paths {
			s.get(t, path, http.StatusOK)
			if path == "/" {
				path = ""
			}
			s.get(t, "/en"+path, http.StatusOK)
		}
	}
	both(paths)
	job := s.job("kaigo", nil)
	fair := s.event(app.JobFair, "bursa", nil)
	booth := s.insert("booths", row{"event_id": fair, "number": "A1", "agency_id": s.agency})
	s.insert("booth_jobs", row{"booth_id": booth, "job_id": job, "openings": 4})
	s.insert("courses", row{"event_id": s.event(app.Course, "jepang", nil), "trade": "Bahasa Jepang", "language_test": "JLPT", "language_level": "N4"})
	s.event(app.Outreach, "sosialisasi", nil)
	s.site.Kit.Pages.Clear()
	both(append(paths, "/lowongan/kaigo", "/bursa-kerja/bursa", "/bursa-kerja/bursa/perusahaan", "/pelatihan/jepang", "/sosialisasi/sosialisasi"))
	if home := s.get(t, "/", http.StatusOK); home.Doc.Find(".item").Length() != 3 || home.Text(".doors li") != "Lowongan 1 terverifikasi" {
		t.Errorf("home shows %d cards, first door %q", home.Doc.Find(".item").Length(), home.Text(".doors li"))
	}
}

func TestUnknownAddressesAreNotFound(t *testing.T) {
	s := newShop(t)
	s.event(app.Course, "kelas", nil)
	for _, path := range []string{
		"/lowongan/tidak-ada", "/lowongan/%00", "/lowongan/%ff%fe", "/lowongan/A", "/lowongan/a--b", "/lowongan/" + strings.Repeat("a", 300),
		"/pelatihan/tidak-ada", "/pelatihan/%00", "/bursa-kerja/kelas", "/bursa-kerja/tidak-ada/perusahaan", "/sosialisasi/%27", "/en/lowongan/x",
	} {
		s.get(t, path, http.StatusNotFound)
	}
}

func TestSitemapAndRobots(t *testing.T) {
	s := newShop(t)
	s.job("kaigo", nil)
	s.job("tutup", row{"closes_on": day(-1)})
	s.event(app.Course, "jepang", nil)
	res := s.client.Get("/sitemap.xml")
	if res.Status != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "application/xml") {
		t.Fatalf("sitemap: %d %s", res.Status, res.Header.Get("Content-Type"))
	}
	for _, want := range []string{"<loc>" + webtest.Base + "/lowongan/kaigo</loc>", webtest.Base + "/en/lowongan/kaigo<", webtest.Base + "/pelatihan/jepang<", webtest.Base + "/en<"} {
		if !strings.Contains(string(res.Body), want) {
			t.Errorf("the map of the site lacks %s", want)
		}
	}
	if strings.Contains(string(res.Body), "tutup") {
		t.Error("the map of the site names a closed job")
	}
	robots := string(s.client.Get("/robots.txt").Body)
	if !strings.Contains(robots, "Sitemap: "+webtest.Base+"/sitemap.xml") || !strings.Contains(robots, "Disallow: /akun") || strings.Contains(robots, "Disallow: /\n") {
		t.Errorf("robots.txt = %s", robots)
	}
}
