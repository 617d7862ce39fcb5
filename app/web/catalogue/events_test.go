package catalogue_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"gerbang/app"
)

func TestCoursesListFilters(t *testing.T) {
	s := newShop(t)
	now := time.Now()
	course := func(title, trade string, over row) {
		slug := strings.ToLower(strings.ReplaceAll(title, " ", "-"))
		id := s.event(app.Course, slug, over)
		if _, err := s.sql.Exec(`UPDATE events SET title = $1 WHERE id = $2`, title, id); err != nil {
			t.Fatal(err)
		}
		s.insert("courses", row{"event_id": id, "trade": trade})
	}
	course("Buka", "Las", nil)
	course("Nanti", "Las", row{"opens_at": now.AddDate(0, 0, 1)})
	course("Tutup", "Barista", row{"closes_at": now.Add(-time.Hour)})
	course("Lalu", "Las", row{"starts_at": now.AddDate(0, 0, -20), "ends_at": now.AddDate(0, 0, -10), "opens_at": now.AddDate(0, 0, -40), "closes_at": now.AddDate(0, 0, -30)})
	course("Batal", "Las", row{"status": "cancelled", "cancelled_at": now, "starts_at": now.AddDate(0, 0, 9)})
	for query, want := range map[string]string{
		"":                             "Buka Batal Nanti Tutup",
		"?kejuruan=Las":                "Buka Batal Nanti",
		"?kejuruan=Las&status=buka":    "Buka",
		"?status=segera":               "Nanti",
		"?status=tutup":                "Batal Tutup",
		"?status=lain":                 "Buka Batal Nanti Tutup",
		"?waktu=lewat":                 "Lalu",
		"?waktu=lewat&kejuruan=Lain":   "",
		"?hal=99":                      "Buka Batal Nanti Tutup",
		"?kejuruan=tidak+ada&hal=1000": "",
	} {
		res := s.get(t, "/pelatihan"+query, http.StatusOK)
		if got := strings.Join(titles(res), " "); got != want {
			t.Errorf("%s shows %q, want %q", query, got, want)
		}
	}
	res := s.get(t, "/pelatihan", http.StatusOK)
	badges := res.Doc.Find(".item").Map(func(_ int, e *goquery.Selection) string { return strings.TrimSpace(e.Find(".badge").First().Text()) })
	if badges[0] != "Pendaftaran dibuka" || badges[1] != "Dibatalkan" || !strings.HasPrefix(badges[2], "Dibuka ") || badges[3] != "Pendaftaran ditutup" {
		t.Errorf("badges = %q", badges)
	}
}

func TestEventPageFollowsItsWindow(t *testing.T) {
	s := newShop(t)
	now := time.Now()
	s.event(app.Outreach, "buka", nil)
	s.event(app.Outreach, "nanti", row{"opens_at": now.AddDate(0, 0, 1)})
	s.event(app.Outreach, "tutup", row{"closes_at": now.Add(-time.Hour)})
	s.event(app.Outreach, "batal", row{"status": "cancelled", "cancelled_at": now})
	s.event(app.Outreach, "lalu", row{"starts_at": now.AddDate(0, 0, -3), "ends_at": now.AddDate(0, 0, -2), "opens_at": now.AddDate(0, 0, -9), "closes_at": now.AddDate(0, 0, -4)})
	for slug, want := range map[string]struct {
		register     bool
		text, status string
	}{
		"buka":  {true, "Pendaftaran dibuka sampai", "EventScheduled"},
		"nanti": {false, "Pendaftaran belum dibuka", "EventScheduled"},
		"tutup": {false, "Pendaftaran ditutup", "EventScheduled"},
		"batal": {false, "Acara ini dibatalkan", "EventCancelled"},
		"lalu":  {false, "Acara ini sudah selesai", "EventScheduled"},
	} {
		path := "/sosialisasi/" + slug
		res := s.get(t, path, http.StatusOK)
		if got := res.Doc.Find(`a[href="`+path+`/daftar"]`).Length() == 1; got != want.register {
			t.Errorf("%s: leads to the form: %v", slug, got)
		}
		if !strings.Contains(res.Text(".cta"), want.text) {
			t.Errorf("%s: %q", slug, res.Text(".cta"))
		}
		d := data(t, res)
		if d["@type"] != "Event" || d["eventStatus"] != "https://schema.org/"+want.status {
			t.Errorf("%s: data %v", slug, d)
		}
		for _, field := range []string{"name", "startDate", "endDate", "location", "organizer", "offers"} {
			if d[field] == nil || d[field] == "" {
				t.Errorf("%s: data lack %s", slug, field)
			}
		}
	}
	if got := s.get(t, "/en/sosialisasi/buka", http.StatusOK).Doc.Find(`a[href="/en/sosialisasi/buka/daftar"]`).Length(); got != 1 {
		t.Error("the English page does not lead to the English form")
	}
	s.event(app.Outreach, "arsip", row{"status": "archived"})
	s.get(t, "/sosialisasi/arsip", http.StatusGone)
}

func TestFairShowsSessionsWithPlacesLeft(t *testing.T) {
	s := newShop(t)
	from := app.Day(time.Now()).AddDate(0, 0, 10).Add(9 * time.Hour)
	fair := s.event(app.JobFair, "bursa", row{"starts_at": from, "ends_at": from.Add(6 * time.Hour)})
	for i, taken := range []int{10, 95, 100} {
		id := s.insert("event_sessions", row{"event_id": fair, "kind": "entry", "title": "Pagi", "title_en": "Morning", "capacity": 100, "starts_at": from.Add(time.Duration(i) * time.Hour), "ends_at": from.Add(time.Duration(i)*time.Hour + 50*time.Minute)})
		if _, err := s.sql.Exec(`UPDATE session_counters SET taken = $1 WHERE session_id = $2`, taken, id); err != nil {
			t.Fatal(err)
		}
	}
	res := s.get(t, "/bursa-kerja/bursa", http.StatusOK)
	got := res.Doc.Find(".facts .badge").Map(func(_ int, e *goquery.Selection) string { return strings.TrimSpace(e.Text()) })
	if strings.Join(got, ", ") != "Sisa 90 dari 100, Sisa 5 dari 100, Penuh" {
		t.Errorf("sessions say %q", got)
	}
	if !strings.Contains(string(res.Body), "09.00–09.50\u00a0WIB") {
		t.Error("the page does not name the first session's time")
	}
	for path, want := range map[string]string{"/bursa-kerja/bursa": "Pagi", "/en/bursa-kerja/bursa": "Morning"} {
		notes := s.get(t, path, http.StatusOK).Doc.Find(".facts__note:not([lang])").Map(func(_ int, e *goquery.Selection) string { return strings.TrimSpace(e.Text()) })
		if !slices.Contains(notes, want) {
			t.Errorf("%s names the session in %q", path, notes)
		}
	}
	if _, err := s.sql.Exec(`UPDATE event_counters SET taken = 300`); err != nil {
		t.Fatal(err)
	}
	s.site.Kit.Pages.Clear()
	if got := s.get(t, "/bursa-kerja/bursa", http.StatusOK); !strings.Contains(got.Text(".cta .btn"), "daftar tunggu") {
		t.Errorf("a full fair offers %q", got.Text(".cta .btn"))
	}
}

func TestRunningFairLeavesOutTheDaysGoneBy(t *testing.T) {
	s := newShop(t)
	today := app.Day(time.Now())
	from, to := today.AddDate(0, 0, -1).Add(9*time.Hour), today.AddDate(0, 0, 2) // until midnight after tomorrow
	fair := s.event(app.JobFair, "bursa", row{"starts_at": from, "ends_at": to, "closes_at": to})
	for d := range 3 {
		start := from.AddDate(0, 0, d)
		s.insert("event_sessions", row{"event_id": fair, "kind": "entry", "capacity": 10, "starts_at": start, "ends_at": app.Day(start).AddDate(0, 0, 1)})
	}
	res := s.get(t, "/bursa-kerja/bursa", http.StatusOK)
	id := s.site.Kit.Bundle.Locale("id")
	days := strings.Join(res.Doc.Find("h3").Map(func(_ int, e *goquery.Selection) string { return e.Text() }), "|")
	for d, shown := range []bool{false, true, true} {
		if day := id.Date(from.AddDate(0, 0, d)); strings.Contains(days, day) != shown {
			t.Errorf("%s is shown: %v; days are %s", day, !shown, days)
		}
	}
	if want := id.DateRange(from, today.AddDate(0, 0, 1)); !strings.Contains(res.Text(".facts"), want) {
		t.Errorf("the fair lasts %q, want %q", res.Text(".facts"), want)
	}
}

func TestFairCompanies(t *testing.T) {
	s := newShop(t)
	fair := s.event(app.JobFair, "bursa", nil)
	second := s.insert("agencies", row{"slug": "pt-dua", "name": "PT Samudra", "sip3mi": "2", "licence_until": day(10)})
	for number, b := range map[string]struct {
		agency any
		jobs   map[string]row
	}{
		"A1": {s.agency, map[string]row{"kaigo": {"title": "Kaigo"}, "las": {"title": "Las", "country": "KR"}}},
		"A2": {second, map[string]row{"jahit": {"title": "Jahit", "country": "KR"}}},
		"B1": {nil, nil},
	} {
		booth := s.insert("booths", row{"event_id": fair, "number": number, "agency_id": b.agency, "title": "Meja BP3MI"})
		for slug, over := range b.jobs {
			s.insert("booth_jobs", row{"booth_id": booth, "job_id": s.job(slug, over), "openings": 3})
		}
	}
	for query, want := range map[string]string{
		"":                   "A1 Kaigo Las, A2 Jahit, B1",
		"?negara=KR":         "A1 Las, A2 Jahit",
		"?negara=kr&q=las":   "A1 Las",
		"?q=samudra":         "A2 Jahit",
		"?q=KAIGO":           "A1 Kaigo",
		"?q=jepang":          "A1 Kaigo",
		"?q=bp3mi":           "B1",
		"?q=tidak+ada":       "",
		"?negara=TW":         "A1 Kaigo Las, A2 Jahit, B1",
		"?negara=JP&q=jahit": "",
	} {
		res := s.get(t, "/bursa-kerja/bursa/perusahaan"+query, http.StatusOK)
		got := res.Doc.Find(".booth").Map(func(_ int, e *goquery.Selection) string {
			parts := append([]string{e.Find(".booth__no").Text()}, e.Find(".cards a").Map(func(_ int, a *goquery.Selection) string { return a.Text() })...)
			return strings.Join(parts, " ")
		})
		if strings.Join(got, ", ") != want {
			t.Errorf("%s shows %q, want %q", query, got, want)
		}
		if (want == "") != (res.Doc.Find(".empty").Length() == 1) {
			t.Errorf("%s: says that there is nothing only when there is nothing", query)
		}
	}
}

func TestSafetyPutsEmergencyFirst(t *testing.T) {
	s := newShop(t)
	res := s.get(t, "/kerja-aman", http.StatusOK)
	numbers := res.Doc.Find("a[href^='tel:']").Map(func(_ int, e *goquery.Selection) string { return e.AttrOr("href", "") })
	if len(numbers) < 5 || numbers[0] != "tel:112" || numbers[1] != "tel:110" {
		t.Errorf("numbers = %v", numbers)
	}
	if n := res.Doc.Find(`a[href="tel:112"]`).Length(); n != 1 {
		t.Errorf("112 stands %d times", n)
	}
	if n := res.Doc.Find(".signs li").Length(); n != 10 {
		t.Errorf("%d warning signs", n)
	}
	for _, want := range []string{"https://wa.me/628118080141", "tel:+622129244800", "RPTRA Flamboyan"} {
		if !strings.Contains(string(res.Body), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}
