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

func TestListsOfEventsAreFoundByWords(t *testing.T) {
	s := newShop(t)
	course := func(slug, title, trade string, over row) {
		r := row{"title": title}
		for k, v := range over {
			r[k] = v
		}
		s.insert("courses", row{"event_id": s.event(app.Course, slug, r), "trade": trade})
	}
	closed := row{"closes_at": time.Now().Add(-time.Hour)}
	for _, c := range []string{"satu", "dua", "tiga", "empat", "lima"} {
		course(c, "Bahasa Jepang "+c, "Bahasa Jepang", nil)
	}
	course("enam", "Bahasa Jepang enam", "Bahasa Jepang", closed)
	course("las", "Las listrik", "Las", closed)
	course("lalu", "Bahasa Jepang lalu", "Bahasa Jepang", row{"starts_at": time.Now().AddDate(0, 0, -9), "ends_at": time.Now().AddDate(0, 0, -8)})
	s.event(app.JobFair, "bursa", row{"title": "Bursa kerja Jepang"})
	s.event(app.JobFair, "lain", row{"title": "Bursa kerja Korea"})
	s.event(app.Outreach, "aman", row{"title": "Bekerja aman di Jepang"})
	s.event(app.Outreach, "kaigo", row{"title": "Mengenal pekerjaan caregiver"})
	for path, want := range map[string]string{
		"/pelatihan?q=las":                              "Las listrik",
		"/pelatihan?q=jpang&status=tutup":               "Bahasa Jepang enam",
		"/pelatihan?q=kelas+las&status=buka":            "",
		"/pelatihan?q=jepang&waktu=lewat":               "Bahasa Jepang lalu",
		"/pelatihan?q=astronaut":                        "",
		"/bursa-kerja?q=jepang":                         "Bursa kerja Jepang",
		"/bursa-kerja?q=jpang":                          "Bursa kerja Jepang",
		"/bursa-kerja?persis=1&q=jpang":                 "",
		"/sosialisasi?q=kaigo":                          "Mengenal pekerjaan caregiver",
		"/en/sosialisasi?q=perawat+lansia":              "Mengenal pekerjaan caregiver",
		"/bursa-kerja?q=%F0%9F%98%80":                   "Bursa kerja Jepang|Bursa kerja Korea",
		"/bursa-kerja?q=" + strings.Repeat("kata+", 99): "",
	} {
		res := s.get(t, path, http.StatusOK)
		got := titles(res)
		slices.Sort(got)
		if strings.Join(got, "|") != want {
			t.Errorf("%s shows %q, want %q", path, got, want)
		}
		if (want == "") != (res.Doc.Find(".empty").Length() == 1) || res.Doc.Find(`meta[name=robots][content=noindex]`).Length() != 1 {
			t.Errorf("%s: must say that it found nothing when it did, and not be indexed", path)
		}
	}

	all := s.get(t, "/cari?q=jepang", http.StatusOK).Doc.Find(`.section__head a[href^="/pelatihan"]`)
	if all.AttrOr("href", "") != "/pelatihan?q=jepang" || strings.TrimSpace(all.Text()) != "Lihat semua 6 kelas" {
		t.Errorf("the way to all courses: %q at %s", all.Text(), all.AttrOr("href", ""))
	}
	res := s.get(t, "/pelatihan?q=jepang&status=buka", http.StatusOK)
	if res.Text(".results__count") != "5 kelas" || res.Doc.Find(`input[type=search]`).AttrOr("value", "") != "jepang" {
		t.Errorf("%q for %q", res.Text(".results__count"), res.Doc.Find(`input[type=search]`).AttrOr("value", ""))
	}
	if got := res.Text(`select[name=status] option[value=buka]`) + res.Text(`select[name=status] option[value=tutup]`); got != "Pendaftaran dibuka (5)Pendaftaran ditutup (1)" {
		t.Errorf("choices beside the words: %q", got)
	}
	for selector, want := range map[string]string{
		`form.search input[name=status]`: "buka", `.filters input[type=hidden][name=q]`: "jepang",
	} {
		if got := res.Doc.Find(selector).AttrOr("value", ""); got != want {
			t.Errorf("%s carries %q over, want %q", selector, got, want)
		}
	}
	for selector, want := range map[string]string{
		`.tabs a[href*=lewat]`: "/pelatihan?q=jepang&waktu=lewat",
		`.chips .chip`:         "/pelatihan?status=buka",
	} {
		if got := res.Doc.Find(selector).First().AttrOr("href", ""); got != want {
			t.Errorf("%s leads to %s, want %s", selector, got, want)
		}
	}
	if got := s.get(t, "/pelatihan?q=jpang&status=buka", http.StatusOK).Doc.Find(".heard a").AttrOr("href", ""); got != "/pelatihan?persis=1&q=jpang&status=buka" {
		t.Errorf("exactly: %s", got)
	}
	if got := s.get(t, "/bursa-kerja?q=caregiver", http.StatusOK).Doc.Find(".empty a").First().AttrOr("href", ""); got != "/cari?q=caregiver" {
		t.Errorf("elsewhere: %s", got)
	}
}
