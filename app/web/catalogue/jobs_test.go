package catalogue_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"gerbang/app"
	"gerbang/app/web/webtest"
)

func titles(res *webtest.Response) []string {
	return res.Doc.Find(".results .item__title").Map(func(_ int, e *goquery.Selection) string { return strings.TrimSpace(e.Text()) })
}

func TestJobsListFiltersByItsAddress(t *testing.T) {
	s := newShop(t)
	now := time.Now()
	id := s.job("kaigo", row{"title": "Kaigo", "language_or_test": "JFT-Basic", "language_or_level": "A2", "published_at": now.Add(-4 * time.Hour)})
	s.insert("job_costs", row{"job_id": id, "position": 1, "item": "Tiket", "amount": 7_500_000, "currency": "IDR", "payer": "employer"})
	s.job("las", row{"title": "Las", "quota_either": 0, "quota_men": 3, "sex_reason": "Mes putra", "sector": "manufaktur", "country": "KR", "scheme": "g_to_g", "language_test": "EPS-TOPIK", "language_level": "", "education": "sltp",
		"salary_rupiah": 30_000_000, "closes_on": day(1), "published_at": now.Add(-3 * time.Hour)})
	s.job("kebun", row{"title": "Kebun", "sector": "pertanian", "country": "MY", "scheme": "p_to_p", "language_test": "", "language_level": "", "education": nil,
		"salary_rupiah": 7_000_000, "published_at": now.Add(-2 * time.Hour)})
	tests := []struct{ query, want, chips string }{
		{"", "Kebun Las Kaigo", ""},
		{"negara=JP", "Kaigo", "Jepang"},
		{"negara=jp", "Kaigo", "Jepang"},
		{"negara=TW", "", "Taiwan"},
		{"negara=XX", "Kebun Las Kaigo", ""},
		{"sektor=manufaktur", "Las", "Manufaktur"},
		{"skema=g_to_g&skema=ssw", "Las Kaigo", "G to G|SSW Jepang"},
		{"skema=lain", "Kebun Las Kaigo", ""},
		{"bahasa=JLPT+N4", "Kaigo", "JLPT N4"},
		{"bahasa=EPS-TOPIK", "Las", "EPS-TOPIK"},
		{"bahasa=JLPT+N1", "", "JLPT N1"},
		{"bahasa=tanpa", "Kebun", "Tanpa syarat bahasa"},
		{"pendidikan=sltp", "Kebun Las", "Pendidikan: SMP/sederajat"},
		{"pendidikan=profesor", "Kebun Las Kaigo", ""},
		{"q=osaka+KAIGO", "Kaigo", "“osaka KAIGO”"},
		{"q=korea", "Las", "“korea”"},
		{"q=%25", "Kebun Las Kaigo", "“%”"}, // no word: nothing is asked for
		{"q=lowongan+kerja", "Kebun Las Kaigo", "“lowongan kerja”"},
		{"q=astronaut", "", "“astronaut”"},
		{"q=welder", "Las", "“welder”"},
		{"q=koera", "Las", "“koera”"},
		{"q=koera&persis=1", "", "“koera”"},
		{"negara=JP&negara=KR", "Las Kaigo", "Jepang|Korea Selatan"},
		{"sektor=manufaktur&sektor=pertanian&sektor=x", "Kebun Las", "Manufaktur|Pertanian"},
		{"bahasa=JFT-Basic+A2", "Kaigo", "JFT-Basic A2"},
		{"gaji=20", "Las Kaigo", "Minimal Rp20 juta"},
		{"gaji=25", "Las", "Minimal Rp25 juta"},
		{"gaji=21", "Kebun Las Kaigo", ""},
		{"jk=p", "Kebun Kaigo", "Perempuan"},
		{"jk=l", "Kebun Las Kaigo", "Laki-laki"},
		{"batas=7", "Las", "Tutup dalam 7 hari"},
		{"batas=30", "Kebun Las Kaigo", "Tutup dalam 30 hari"},
		{"gratis=1", "Kaigo", "Tanpa biaya dari Anda"},
		{"gratis=1&jk=l&negara=KR", "", "Korea Selatan|Laki-laki|Tanpa biaya dari Anda"},
		{"urut=gaji", "Las Kaigo Kebun", ""},
		{"urut=tutup", "Las Kaigo Kebun", ""},
		{"urut=lain", "Kebun Las Kaigo", ""},
		{"hal=1000000000", "Kebun Las Kaigo", ""},
		{"hal=-3", "Kebun Las Kaigo", ""},
		{"q=kaigo&hal=99999999999999999999999", "Kaigo", "“kaigo”"},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			res := s.get(t, "/lowongan?"+tt.query, http.StatusOK)
			if got := strings.Join(titles(res), " "); got != tt.want {
				t.Errorf("shows %q, want %q", got, tt.want)
			}
			if got, want := res.Text(".results__count"), fmt.Sprintf("%d lowongan", len(strings.Fields(tt.want))); got != want {
				t.Errorf("counts %q, want %q", got, want)
			}
			if (tt.want == "") != (res.Doc.Find(".empty").Length() == 1) {
				t.Error("says that there is nothing only when there is nothing")
			}
			chips := res.Doc.Find(".chip").Map(func(_ int, e *goquery.Selection) string {
				e.Find(".vh").Remove()
				return strings.TrimSpace(e.Text())
			})
			if got := strings.Join(chips, "|"); got != tt.chips {
				t.Errorf("chips %q, want %q", got, tt.chips)
			}
		})
	}
}

func TestFiltersCountWhatTheyWouldShow(t *testing.T) {
	s := newShop(t)
	s.job("a", nil)
	s.job("b", row{"country": "KR", "education": "sltp"})
	s.job("c", row{"country": "KR", "sector": "manufaktur", "education": nil})
	res := s.get(t, "/lowongan?negara=KR", http.StatusOK)
	for selector, want := range map[string]string{
		`label:has(input[name=negara][value=JP])`:          "Jepang 1", // as if chosen instead of Korea
		`label:has(input[name=negara][checked])`:           "Korea Selatan 2",
		`label:has(input[name=sektor][value=keperawatan])`: "Keperawatan 1",
		`label:has(input[name=skema][value=ssw])`:          "SSW Jepang 2",
		`label:has(input[name=gratis])`:                    "", // none is: not offered
		`select[name=pendidikan] option[value=slta]`:       "SMA/SMK sederajat (2)",
		`select[name=pendidikan] option[value=none]`:       "Tanpa ijazah (1)",
		`select[name=gaji] option[value="20"]`:             "Minimal Rp20 juta (2)",
		`select[name=jk] option[value=p]`:                  "Perempuan (2)",
		`select[name=batas] option[value="30"]`:            "Tutup dalam 30 hari (2)",
		`.filters__body button`:                            "Tampilkan hasil",
		`form.filters__body input[type=hidden][name=q]`:    "",
	} {
		if got := strings.Join(strings.Fields(res.Text(selector)), " "); got != want {
			t.Errorf("%s = %q, want %q", selector, got, want)
		}
	}
	if n := res.Doc.Find(`form.search input[name=negara][value=KR]`).Length(); n != 1 {
		t.Errorf("the search carries the country over %d times", n)
	}
	if got := strings.Join(strings.Fields(s.get(t, "/en/lowongan", http.StatusOK).Text(`label:has(input[name=negara][value=KR])`)), " "); got != "South Korea 2" {
		t.Errorf("in English: %q", got)
	}
}

func TestPagesOfTheList(t *testing.T) {
	s := newShop(t)
	for i := range 45 {
		s.job(fmt.Sprintf("kerja-%d", i), row{"title": fmt.Sprintf("Kaigo %d", i), "published_at": time.Now().Add(-time.Duration(i+1) * time.Minute)})
	}
	for query, want := range map[string]struct {
		jobs    int
		first   string
		current string
	}{
		"":                          {20, "Kaigo 0", "1"},
		"?hal=2":                    {20, "Kaigo 20", "2"},
		"?hal=3":                    {5, "Kaigo 40", "3"},
		"?hal=4":                    {5, "Kaigo 40", "3"},
		"?hal=99999999999999999999": {5, "Kaigo 40", "3"},
		"?hal=0":                    {20, "Kaigo 0", "1"},
		"?hal=-1":                   {20, "Kaigo 0", "1"},
		"?hal=dua":                  {20, "Kaigo 0", "1"},
		"?q=kaigo&hal=3":            {5, "Kaigo 40", "3"},
		"?q=kaigo&hal=9":            {5, "Kaigo 40", "3"},
		"?q=kaigo&hal=999999999":    {5, "Kaigo 40", "3"},
	} {
		res := s.get(t, "/lowongan"+query, http.StatusOK)
		got := titles(res)
		if len(got) != want.jobs || got[0] != want.first || res.Text(".pager [aria-current]") != want.current {
			t.Errorf("%s: %d jobs from %q, page %q", query, len(got), got[0], res.Text(".pager [aria-current]"))
		}
	}
	res := s.get(t, "/lowongan?q=kaigo&negara=JP&hal=2", http.StatusOK)
	if next := res.Doc.Find(".pager [rel=next]").AttrOr("href", ""); next != "/lowongan?hal=3&negara=JP&q=kaigo" {
		t.Errorf("next page at %s", next)
	}
	if prev := res.Doc.Find(".pager [rel=prev]").AttrOr("href", ""); prev != "/lowongan?negara=JP&q=kaigo" {
		t.Errorf("page before at %s", prev)
	}
}

func TestJobPage(t *testing.T) {
	s := newShop(t)
	id := s.job("kaigo", row{"title": `Perawat </script><script>alert("x")</script> & lansia`, "description": "# Tugas\n\n<script>alert(1)</script>Merawat", "age_max": 35, "age_reason": "Aturan visa"})
	s.insert("job_costs", row{"job_id": id, "position": 1, "item": "Tiket", "amount": 7_500_000, "currency": "IDR", "payer": "employer", "legal_basis": "UU 18/2017"})
	s.insert("job_costs", row{"job_id": id, "position": 2, "item": "Paspor", "amount": 650_000, "currency": "IDR", "payer": "worker"})
	res := s.get(t, "/lowongan/kaigo", http.StatusOK)
	for selector, want := range map[string]string{
		".paybox__pay":          "¥200.000 – ¥230.000 per bulan",
		".verified__title":      "Diperiksa oleh Rina Kartika",
		".verified":             "SIP3MI 123/2024",
		".facts":                "Potongan",
		"table tbody tr":        "Rp7.500.000",
		".prose h3":             "Tugas",
		".split__side .cta":     "PT Bahtera Karya",
		"tbody tr:last-child":   "Pekerja",
		".badges li:last-child": "Tutup ",
	} {
		if got := res.Text(selector); !strings.Contains(got, want) {
			t.Errorf("%s = %q, want %q in it", selector, got, want)
		}
	}
	for _, want := range []string{"tersisa 5 dari 1.000 tempat", "18 sampai 35 tahun", "Aturan visa", "wa.me/?text="} {
		if !strings.Contains(string(res.Body), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := res.Doc.Find("script").Length(); n != 2 { // the site's own, and the data
		t.Errorf("%d scripts", n)
	}
	d := data(t, res)
	if d["@type"] != "JobPosting" || d["title"] != `Perawat </script><script>alert("x")</script> & lansia` {
		t.Errorf("data = %v", d)
	}
	for _, field := range []string{"description", "datePosted", "validThrough", "hiringOrganization", "jobLocation", "baseSalary", "url"} {
		if d[field] == nil || d[field] == "" {
			t.Errorf("data lacks %s", field)
		}
	}
	if until, err := time.Parse(time.RFC3339, d["validThrough"].(string)); err != nil || !app.SameDay(until, time.Now().AddDate(0, 0, 20)) {
		t.Errorf("valid through %v, %v", d["validThrough"], err)
	}
}

func TestClosedJobIsGoneWithAlternatives(t *testing.T) {
	s := newShop(t)
	s.job("tutup", row{"title": "Las kapal", "closes_on": day(-1), "salary_min": 123_456})
	s.job("serupa", row{"title": "Masih buka"})
	s.job("rahasia", row{"status": "draft", "published_at": nil})
	res := s.get(t, "/lowongan/tutup", http.StatusGone)
	if res.Text("h1") != "Lowongan ini sudah ditutup" || res.Text(".item__title") != "Masih buka" || res.Doc.Find(`meta[name=robots][content=noindex]`).Length() != 1 {
		t.Errorf("%q, alternative %q", res.Text("h1"), res.Text(".item__title"))
	}
	if res.Doc.Find(`script[type="application/ld+json"]`).Length() != 0 || strings.Contains(string(res.Body), "123.456") {
		t.Error("a closed job still shows its offer")
	}
	if got := s.get(t, "/en/lowongan/tutup", http.StatusGone); got.Text("h1") != "This job is closed" {
		t.Errorf("in English: %q", got.Text("h1"))
	}
	s.get(t, "/lowongan/rahasia", http.StatusNotFound)
}

// oddValues are what addresses hold after mistakes, attacks and bad luck.
var oddValues = []string{
	"", " ", "%00", "%ff%fe", "%C0%AF", "%27%20OR%201=1--", "%25%5C_", "-1", "0", "1000000000", "9223372036854775808", "1e9", "NaN", "%E2%80%AE", "%F0%9F%9A%A2",
	strings.Repeat("a", 5000), strings.Repeat("%25", 300), strings.Repeat("a+", 400), "JP", "ssw", "tanpa", "JLPT+N4", "slta", "lewat", "buka", "<script>", "%0d%0aSet-Cookie:x=y", "{}", "[]", "%",
}

func TestNoAddressBreaksAPage(t *testing.T) {
	s := newShop(t)
	s.job("kaigo", nil)
	s.insert("courses", row{"event_id": s.event(app.Course, "jepang", nil), "trade": "Bahasa Jepang"})
	fair := s.event(app.JobFair, "bursa", nil)
	s.insert("booths", row{"event_id": fair, "number": "A1", "agency_id": s.agency})
	paths := []string{"/lowongan", "/pelatihan", "/bursa-kerja", "/sosialisasi", "/bursa-kerja/bursa/perusahaan", "/kerja-aman/cek-perusahaan", "/", "/lowongan/kaigo", "/en/lowongan", "/cari", "/en/cari"}
	names := []string{"q", "negara", "sektor", "skema", "bahasa", "pendidikan", "gaji", "jk", "batas", "gratis", "persis", "urut", "hal", "kejuruan", "status", "waktu", "x", "", "q[]", "%00"}
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(from []string) string { return from[random.IntN(len(from))] }
	for range 400 {
		var parts []string
		for range 1 + random.IntN(5) {
			parts = append(parts, pick(names)+"="+pick(oddValues))
		}
		path := pick(paths) + "?" + strings.Join(parts, "&")
		if res := rawGet(t, s, path); res.Status != http.StatusOK {
			t.Errorf("%.200s: status %d", path, res.Status)
		}
	}
}

// rawGet asks for an address that url.Parse may refuse.
func rawGet(t testing.TB, s *shop, path string) *webtest.Response {
	t.Helper()
	if _, err := url.Parse(path); err != nil {
		path = strings.ReplaceAll(path, "%", "%25")
	}
	path = strings.NewReplacer(" ", "%20", "<", "%3C", ">", "%3E", "\n", "%0a", "\r", "%0d").Replace(path)
	return s.client.Get(path)
}

func FuzzJobsQuery(f *testing.F) {
	for _, v := range oddValues {
		f.Add(v, "negara="+v+"&sektor="+v)
	}
	s := newShop(f)
	s.job("kaigo", nil)
	f.Fuzz(func(t *testing.T, q, rest string) {
		path := "/lowongan?q=" + url.QueryEscape(q) + "&" + inRequestLine(rest)
		if res := s.site.Client(t).Get(path); res.Status != http.StatusOK {
			t.Errorf("%q: status %d", path, res.Status)
		}
	})
}

// inRequestLine keeps what a client can send in an address at all.
func inRequestLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if r <= ' ' || r >= 0x7f || r == '#' {
			return -1
		}
		return r
	}, s)
	if _, err := url.Parse("/?" + s); err != nil {
		return ""
	}
	return s
}

// Levels and tests are named the way people say them, in the language of the page, wherever they are shown.
func TestLanguageLevelsAreNamedForPeople(t *testing.T) {
	s := newShop(t)
	s.job("rumah", row{"title": "Perawat", "language_test": "Wawancara-ZH", "language_level": "dasar"})
	for path, want := range map[string]string{
		"/lowongan": "Wawancara Mandarin, tingkat dasar", "/lowongan/rumah": "Wawancara Mandarin, tingkat dasar",
		"/lowongan?bahasa=Wawancara-ZH+dasar": "Wawancara Mandarin, tingkat dasar", "/en/lowongan?bahasa=Wawancara-ZH+dasar": "Mandarin interview, basic level",
		"/lowongan/umpan.xml": "Wawancara Mandarin, tingkat dasar", "/en/lowongan/umpan.xml": "Mandarin interview, basic level",
	} {
		res := s.client.Get(path)
		shown := string(res.Body)
		if !strings.HasSuffix(path, ".xml") {
			shown = res.Doc.Find("main").Text()
		}
		if !strings.Contains(shown, want) || strings.Contains(shown, "Wawancara-ZH") {
			t.Errorf("%s: lacks %q or shows the code", path, want)
		}
		if strings.Contains(path, "?") && !strings.Contains(res.Text(".chips"), want) {
			t.Errorf("%s: chip %q", path, res.Text(".chips"))
		}
	}
}

func TestJobNamesTheRateOfItsEstimate(t *testing.T) {
	s := newShop(t)
	s.job("kaigo", nil)
	s.job("lama", row{"rate_date": "2020-02-03"})
	if _, err := s.sql.Exec(`INSERT INTO exchange_rates (currency, as_of, rupiah, source) VALUES ('JPY', $1, 108.2, 'Kurs BI') ON CONFLICT (currency, as_of) DO UPDATE SET rupiah = 108.2`, day(-3)); err != nil {
		t.Fatal(err)
	}
	s.site.Kit.Pages.Clear()
	if got := s.get(t, "/lowongan/kaigo", http.StatusOK).Text(".paybox__note"); !strings.HasPrefix(got, "≈ Rp21.600.000 per bulan, dihitung dari Rp108,2 per 1 JPY (kurs ") {
		t.Errorf("estimate: %q", got)
	}
	if got := s.get(t, "/en/lowongan/kaigo", http.StatusOK).Text(".paybox__note"); !strings.HasPrefix(got, "≈ Rp21,600,000 a month, at Rp108.2 to 1 JPY (rate of ") {
		t.Errorf("estimate in English: %q", got)
	}
	if got := s.get(t, "/lowongan/lama", http.StatusOK).Text(".paybox__note"); got != "≈ Rp21.600.000 · kurs 3 Feb 2020" {
		t.Errorf("a rate that is not known: %q", got)
	}
}
