package catalogue_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"gerbang/app"
)

func TestSearchOverEverything(t *testing.T) {
	s := newShop(t)
	s.job("kaigo", row{"title": "Kaigo panti lansia", "title_en": "Caregiver"})
	s.job("tutup", row{"title": "Kaigo tutup", "closes_on": day(-1)})
	s.insert("courses", row{"event_id": s.event(app.Course, "jepang", row{"title": "Bahasa Jepang dasar"}), "trade": "Bahasa Jepang"})
	s.event(app.Course, "lewat", row{"title": "Bahasa Jepang lama", "starts_at": time.Now().AddDate(0, 0, -9), "ends_at": time.Now().AddDate(0, 0, -8)})
	s.event(app.JobFair, "bursa", row{"title": "Bursa kerja Jepang"})
	s.event(app.Outreach, "aman", row{"title": "Bekerja aman di Jepang"})
	for query, want := range map[string]string{
		"jepang":        "Kaigo panti lansia|Bahasa Jepang dasar|Bursa kerja Jepang|Bekerja aman di Jepang",
		"caregiver":     "Kaigo panti lansia",
		"kursus jepang": "Bahasa Jepang dasar",
		"jpang dasar":   "Bahasa Jepang dasar",
		"astronaut":     "",
		"%F0%9F%98%80":  "Kaigo panti lansia",
	} {
		res := s.get(t, "/cari?q="+strings.ReplaceAll(query, " ", "+"), http.StatusOK)
		if got := strings.Join(titles(res), "|"); got != want {
			t.Errorf("%q shows %q, want %q", query, got, want)
		}
		if (want == "") != (res.Doc.Find(".empty").Length() == 1) {
			t.Errorf("%q: says that there is nothing only when there is nothing", query)
		}
		if res.Doc.Find(`meta[name=robots][content=noindex]`).Length() != 1 {
			t.Errorf("%q: may be indexed", query)
		}
	}
	res := s.get(t, "/cari?q=jepang", http.StatusOK)
	if got := res.Doc.Find(".section__head a").First(); strings.TrimSpace(got.Text()) != "Lihat 1 lowongan" || got.AttrOr("href", "") != "/lowongan?q=jepang" {
		t.Errorf("all jobs: %q at %s", got.Text(), got.AttrOr("href", ""))
	}
	res = s.get(t, "/cari?q=jpang", http.StatusOK)
	if got := strings.Join(strings.Fields(res.Text(".heard")), " "); got != "Menampilkan hasil untuk jepang. Cari persis “jpang”" {
		t.Errorf("heard: %q", got)
	}
	if got := res.Doc.Find(".heard a").AttrOr("href", ""); got != "/cari?persis=1&q=jpang" {
		t.Errorf("exactly: %s", got)
	}
	if got := titles(s.get(t, "/cari?persis=1&q=jpang", http.StatusOK)); len(got) != 0 {
		t.Errorf("exactly: %q", got)
	}
	if got := s.get(t, "/cari?q=bahtera", http.StatusOK).Doc.Find(`a[href^="/kerja-aman/cek-perusahaan"]`).FilterFunction(func(_ int, e *goquery.Selection) bool {
		return strings.Contains(e.Text(), "PT Bahtera Karya")
	}).AttrOr("href", ""); got != "/kerja-aman/cek-perusahaan/pt-bahtera" {
		t.Errorf("the company: %s", got)
	}
	if got := titles(s.get(t, "/en/cari?q=kaigo", http.StatusOK)); len(got) != 1 || got[0] != "Caregiver" {
		t.Errorf("in English: %q", got)
	}
	if got := titles(s.get(t, "/cari", http.StatusOK)); len(got) != 0 {
		t.Errorf("without words: %q", got)
	}
}

// A list of jobs says where the words were found when no job holds them.
func TestJobsPointElsewhere(t *testing.T) {
	s := newShop(t)
	s.job("las", row{"title": "Las"})
	s.insert("courses", row{"event_id": s.event(app.Course, "barista", row{"title": "Barista"}), "trade": "Barista"})
	res := s.get(t, "/lowongan?q=barista", http.StatusOK)
	if got := res.Doc.Find(`.empty a[href="/cari?q=barista"]`).Length(); got != 1 {
		t.Errorf("%d ways to the course", got)
	}
}

// Words order jobs by where they stand; another order can be chosen.
func TestOrderOfASearch(t *testing.T) {
	s := newShop(t)
	now := time.Now()
	s.job("judul", row{"title": "Las kapal", "salary_rupiah": 9_000_000, "published_at": now.Add(-5 * time.Hour)})
	s.job("uraian", row{"title": "Operator", "description": "Membantu tukang las", "salary_rupiah": 20_000_000, "published_at": now.Add(-time.Hour)})
	for query, want := range map[string]string{"q=las": "Las kapal|Operator", "q=las&urut=baru": "Operator|Las kapal", "q=las&urut=gaji": "Operator|Las kapal"} {
		res := s.get(t, "/lowongan?"+query, http.StatusOK)
		if got := strings.Join(titles(res), "|"); got != want {
			t.Errorf("%s: %q", query, got)
		}
		if n := res.Doc.Find(".results .tabs a").Length(); n != 4 {
			t.Errorf("%d orders", n)
		}
	}
}
