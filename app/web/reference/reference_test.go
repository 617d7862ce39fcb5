package reference_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web/webtest"
)

// desk is a signed-in officer over a site with one public job in Japan, paid
// by the hour in yen.
type desk struct {
	*webtest.Site
	*webtest.Client
	t *testing.T
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{Site: webtest.New(t), t: t}
	id, err := d.DB.CreateStaff(t.Context(), app.System("test"), "Ani Wijaya", "ani@example.test", "x", []app.Grant{{Role: app.RoleOfficer}})
	if err != nil {
		t.Fatal(err)
	}
	d.Client = d.SignIn(t, id)
	now := time.Now()
	err = d.DB.Bulk(t.Context(), func(b *postgres.Bulk) error {
		ids, err := b.Agencies(t.Context(), []app.Agency{{Slug: "agen", Name: "PT Agen Kerja", SIP3MI: "1/1", LicenceUntil: now.AddDate(1, 0, 0), Status: app.AgencyActive}})
		if err != nil {
			return err
		}
		_, err = b.Jobs(t.Context(), []postgres.BulkJob{{Job: app.Job{
			Slug: "kaigo", AgencyID: ids[0], Title: "Kaigo", Sector: "perawatan-lansia", Country: "JP", Scheme: app.SSW, QuotaEither: 5, PermitLeft: 5, AgeMin: 18,
			SalaryMin: 1200, SalaryPeriod: app.PerHour, Currency: "JPY", HoursPerDay: 8, DaysPerWeek: 5, SIP2MI: "S-1", PermitUntil: now.AddDate(1, 0, 0),
			Status: app.JobPublished, ClosesOn: now.AddDate(0, 1, 0), PublishedAt: now.Add(-time.Hour), VerifiedBy: "Petugas", VerifiedAt: now.Add(-2 * time.Hour),
		}}})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) job() *app.Job {
	d.t.Helper()
	j, err := d.DB.PublicJob(d.t.Context(), "kaigo")
	if err != nil {
		d.t.Fatal(err)
	}
	return j
}

func TestIndexLeadsToEveryEditor(t *testing.T) {
	d := newDesk(t)
	links := d.Get("/dasbor/acuan").Doc.Find(".doors a")
	if links.Length() < 5 {
		t.Errorf("%d editors", links.Length())
	}
	for _, a := range links.EachIter() {
		if got := d.Get(a.AttrOr("href", "")); got.Status != 200 || got.Text("h1") == "" {
			t.Errorf("%s: %d", a.AttrOr("href", ""), got.Status)
		}
	}
}

func TestARateChangesTheEstimateWithItsDate(t *testing.T) {
	d := newDesk(t)
	today := app.Day(time.Now())
	add := func(day time.Time, rupiah, confirmed string) *webtest.Response {
		return d.Post("/dasbor/acuan/kurs", url.Values{"currency": {"jpy"}, "as_of": {day.Format(time.DateOnly)}, "rupiah": {rupiah}, "source": {"Kurs uji"}, "confirmed": {confirmed}})
	}
	if got := add(today, "1.082", ""); got.Status != 422 || !strings.Contains(got.Text(".summary"), "900 %") || got.Doc.Find("[name=confirmed]").Length() != 1 || got.Doc.Find("[name=rupiah]").AttrOr("value", "") != "1.082" {
		t.Errorf("ten times as much: %d %s", got.Status, got.Text(".summary"))
	}
	if got := add(today, "110,5", ""); got.Status != 303 {
		t.Fatalf("%d %s", got.Status, got.Text(".summary"))
	}
	j := d.job()
	if j.SalaryRupiah != 22984000 || j.RateDate.Format(time.DateOnly) != today.Format(time.DateOnly) { // 1200 × 40 × 52/12 = 208,000 yen
		t.Errorf("estimate %d at %s", j.SalaryRupiah, j.RateDate)
	}
	if got := add(today.AddDate(0, 0, -1), "150", "1"); got.Status != 303 || d.job().SalaryRupiah != 22984000 {
		t.Errorf("an older rate is used: %d", d.job().SalaryRupiah)
	}
	for what, form := range map[string]url.Values{
		"tomorrow":    {"currency": {"JPY"}, "as_of": {today.AddDate(0, 0, 1).Format(time.DateOnly)}, "rupiah": {"110"}, "source": {"x"}},
		"rupiah":      {"currency": {"IDR"}, "as_of": {today.Format(time.DateOnly)}, "rupiah": {"1"}, "source": {"x"}},
		"no number":   {"currency": {"JPY"}, "as_of": {today.Format(time.DateOnly)}, "rupiah": {"seratus"}, "source": {"x"}},
		"nothing":     {},
		"no source":   {"currency": {"JPY"}, "as_of": {today.Format(time.DateOnly)}, "rupiah": {"110"}},
		"minus":       {"currency": {"JPY"}, "as_of": {today.Format(time.DateOnly)}, "rupiah": {"-110"}, "source": {"x"}},
		"strange day": {"currency": {"JPY"}, "as_of": {"0000-00-00"}, "rupiah": {"110"}, "source": {"x"}},
		"broken":      {"currency": {"J\xffY"}, "as_of": {"\x00"}, "rupiah": {"110"}, "source": {"x"}},
	} {
		if got := d.Post("/dasbor/acuan/kurs", form); got.Status != 422 {
			t.Errorf("%s: %d", what, got.Status)
		}
	}
	page := d.Get("/dasbor/acuan/kurs?mata-uang=JPY")
	if page.Doc.Find("tbody tr").Length() != 3 || !strings.Contains(page.Text("tbody"), "Rp110,5") || !strings.Contains(page.Text(".timeline"), "Ani Wijaya") {
		t.Errorf("%s", page.Text("main"))
	}
}

func TestAClosedDestinationTakesItsJobsOff(t *testing.T) {
	d := newDesk(t)
	form := d.Get("/dasbor/acuan/negara/JP")
	if form.Status != 200 || !strings.Contains(form.Text(".notice"), "1 lowongan langsung hilang") {
		t.Errorf("%s", form.Text("main"))
	}
	if got := d.Post("/dasbor/acuan/negara/JP", url.Values{"closed": {"1"}}); got.Status != 422 || got.Text(".summary") == "" {
		t.Errorf("without a reason: %d", got.Status)
	}
	if got := d.Post("/dasbor/acuan/negara/JP", url.Values{"closed": {"1"}, "reason": {"Keputusan uji 1/2026"}}); got.Status != 303 {
		t.Fatalf("%d %s", got.Status, got.Text(".summary"))
	}
	if got := d.Client.Get("/lowongan/kaigo"); got.Status != 410 {
		t.Errorf("the job: %d", got.Status)
	}
	list := d.Get("/dasbor/acuan/negara")
	if !strings.Contains(list.Text("tbody"), "Keputusan uji 1/2026") || !strings.Contains(list.Text(".timeline"), "Negara ditutup") {
		t.Errorf("%s", list.Text("main"))
	}
	if form := d.Get("/dasbor/acuan/negara/JP"); !strings.Contains(form.Text(".notice"), "1 lowongan langsung tayang kembali") {
		t.Errorf("%s", form.Text("main"))
	}
	if got := d.Post("/dasbor/acuan/negara/JP", url.Values{"closed": {"0"}, "reason": {"Dicabut"}}); got.Status != 303 || d.job() == nil {
		t.Errorf("%d", got.Status)
	}
	for _, path := range []string{"/dasbor/acuan/negara/jp", "/dasbor/acuan/negara/ZZ", "/dasbor/acuan/negara/%00%00"} {
		if got := d.Get(path); got.Status != 404 {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
}

func TestSectorsLevelsAndWords(t *testing.T) {
	d := newDesk(t)
	for _, tt := range []struct {
		path string
		form url.Values
		want int
		list string
		says string
	}{
		{"/dasbor/acuan/sektor/baru", url.Values{"name_id": {"Pertambangan"}, "name_en": {"Mining"}, "active": {"1"}}, 303, "/dasbor/acuan/sektor", "Pertambangan"},
		{"/dasbor/acuan/sektor/baru", url.Values{"name_id": {"pertambangan"}, "name_en": {"Mining"}, "active": {"1"}}, 422, "", ""},
		{"/dasbor/acuan/sektor/baru", url.Values{"name_id": {"Tambak"}}, 422, "", ""},
		{"/dasbor/acuan/sektor/pertambangan", url.Values{"name_id": {"Tambang"}, "name_en": {"Mines"}}, 303, "/dasbor/acuan/sektor", "Dimatikan"},
		{"/dasbor/acuan/sektor/tidak-ada", url.Values{"name_id": {"Tambang lain"}, "name_en": {"Mines"}}, 404, "", ""},
		{"/dasbor/acuan/bahasa/baru", url.Values{"test": {"TOCFL"}, "level": {"3"}, "language": {"zh"}, "rank": {"3"}, "active": {"1"}}, 303, "/dasbor/acuan/bahasa", "TOCFL 3"},
		{"/dasbor/acuan/bahasa/baru", url.Values{"test": {"TOCFL"}, "level": {"3"}, "language": {"zh"}, "rank": {"3"}}, 422, "", ""},
		{"/dasbor/acuan/bahasa/baru", url.Values{"test": {"TOCFL"}, "level": {"4"}, "language": {"Cina"}, "rank": {"0"}}, 422, "", ""},
		{"/dasbor/acuan/bahasa/TOCFL%203", url.Values{"language": {"zh"}, "rank": {"5"}}, 303, "/dasbor/acuan/bahasa", "Urutan: 3 → 5"},
		{"/dasbor/acuan/bahasa/TOCFL%209", url.Values{"language": {"zh"}, "rank": {"5"}}, 404, "", ""},
		{"/dasbor/acuan/kata/baru", url.Values{"terms": {"Supir\r\nSopir, pengemudi"}, "active": {"1"}}, 303, "/dasbor/acuan/kata", "supir, sopir, pengemudi"},
		{"/dasbor/acuan/kata/baru", url.Values{"terms": {"sendiri"}}, 422, "", ""},
		{"/dasbor/acuan/kata/999999", url.Values{"terms": {"a\nb"}}, 404, "", ""},
		{"/dasbor/acuan/kata", url.Values{"words": {"di\nyang\nkata-uji"}}, 303, "/dasbor/acuan/kata", "kata-uji"},
		{"/dasbor/acuan/kata", url.Values{"words": {"dua kata"}}, 422, "", ""},
	} {
		got := d.Post(tt.path, tt.form)
		if got.Status != tt.want || tt.want == 422 && got.Text(".summary") == "" {
			t.Errorf("%s %v: %d %s", tt.path, tt.form, got.Status, got.Text(".summary"))
		}
		if tt.list != "" {
			if page := d.Get(tt.list); !strings.Contains(page.Text("main"), tt.says) || !strings.Contains(page.Text(".timeline"), "Ani Wijaya") {
				t.Errorf("%s lacks %q: %s", tt.list, tt.says, page.Text(".timeline"))
			}
		}
	}
	words, err := d.DB.StopWords(t.Context())
	if err != nil || strings.Join(words, " ") != "di kata-uji yang" {
		t.Errorf("%v, %v", words, err)
	}
}

func TestReferenceIsForThoseWhoMayEditEverything(t *testing.T) {
	d := newDesk(t)
	id, err := d.DB.CreateStaff(t.Context(), app.System("test"), "Lurah", "lurah@example.test", "x", []app.Grant{{Role: app.RoleOfficer, RegionCode: "31.74.01"}})
	if err != nil {
		t.Fatal(err)
	}
	c := d.SignIn(t, id)
	for _, path := range []string{"", "/kurs", "/negara", "/negara/JP", "/sektor", "/sektor/baru", "/bahasa", "/bahasa/baru", "/kata", "/kata/baru"} {
		if got := c.Get("/dasbor/acuan" + path); got.Status != 403 {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
	for path, form := range map[string]url.Values{
		"/kurs": {"currency": {"JPY"}}, "/negara/JP": {"closed": {"1"}, "reason": {"x"}}, "/sektor/baru": {"name_id": {"X"}, "name_en": {"X"}},
		"/bahasa/baru": {"test": {"X"}}, "/kata": {"words": {"x"}}, "/kata/baru": {"terms": {"x\ny"}},
	} {
		if got := c.Post("/dasbor/acuan"+path, form); got.Status != 403 {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
}

// Two officers open the same entry; the second to save is told, keeps what
// was typed, and replaces it only when that is meant.
func TestALostRaceIsTold(t *testing.T) {
	d := newDesk(t)
	for path, tc := range map[string]struct{ field, first, second string }{
		"/dasbor/acuan/sektor/perawatan-lansia": {"name_en", "Care of the elderly", "Elder care"},
		"/dasbor/acuan/bahasa/JLPT%20N4":        {"rank", "3", "4"},
		"/dasbor/acuan/kata":                    {"words", "kerja\nloker", "kerja\nlowongan"},
		"/dasbor/acuan/kata/1":                  {"terms", "satu\ndua", "satu\ntiga"},
		"/dasbor/acuan/negara/JP":               {"reason", "Keputusan satu", "Keputusan dua"},
	} {
		page := d.Get(path)
		form := url.Values{"closed": {"1"}}
		for _, e := range page.Doc.Find("main form[method=post] [name]").EachIter() {
			if name := e.AttrOr("name", ""); name != "closed" {
				form.Set(name, e.AttrOr("value", e.Text()))
			}
		}
		if form.Get("revision") == "" {
			t.Errorf("%s: the form has no revision", path)
		}
		form.Set(tc.field, tc.first)
		if got := d.Post(path, form); got.Status != 303 {
			t.Fatalf("%s: %d %s", path, got.Status, got.Text(".summary"))
		}
		form.Set(tc.field, tc.second)
		lost := d.Post(path, form)
		typed := lost.Doc.Find("[name=" + tc.field + "]")
		if lost.Status != 409 || !strings.Contains(lost.Text(".summary"), "baru saja mengubah") || typed.AttrOr("value", typed.Text()) != tc.second {
			t.Fatalf("%s: %d %s, typed %q", path, lost.Status, lost.Text(".summary"), typed.AttrOr("value", typed.Text()))
		}
		form.Set("revision", lost.Doc.Find("main form [name=revision]").AttrOr("value", ""))
		if got := d.Post(path, form); got.Status != 303 {
			t.Errorf("%s, once more: %d %s", path, got.Status, got.Text(".summary"))
		}
	}
}

func TestEveryEditorOfTheIndexHasItsText(t *testing.T) {
	d := newDesk(t)
	for _, path := range []string{"/dasbor/acuan", "/en/dasbor/acuan"} {
		if page := d.Get(path); page.Status != 200 || strings.Contains(page.Text("main"), "⟦") {
			t.Errorf("%s: %d %s", path, page.Status, page.Text("main"))
		}
	}
}
