package agency_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"gerbang/app"
	"gerbang/app/web/webtest"
)

type office struct {
	*webtest.Site
	*webtest.Client
	t     *testing.T
	actor *app.Actor
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{Site: webtest.New(t), t: t}
	id, err := o.DB.CreateStaff(t.Context(), app.System("test"), "Ani Wijaya", "ani@example.test", "x", []app.Grant{{Role: app.RoleOfficer}})
	if err != nil {
		t.Fatal(err)
	}
	o.actor = &app.Actor{AccountID: id, Name: "Ani Wijaya", Grants: []app.Grant{{Role: app.RoleOfficer}}}
	o.Client = o.SignIn(t, id)
	return o
}

func (o *office) agency(name, number string, days int) app.Agency {
	o.t.Helper()
	a, err := o.DB.CreateAgency(o.t.Context(), o.actor, app.Agency{Name: name, SIP3MI: number, LicenceUntil: app.Day(time.Now()).AddDate(0, 0, days)}, "")
	if err != nil {
		o.t.Fatal(err)
	}
	return a
}

func TestListByStanding(t *testing.T) {
	o := newOffice(t)
	o.agency("PT Lama Berlaku", "1/1", 400)
	o.agency("PT Hampir Habis", "2/2", 30)
	o.agency("PT Sudah Habis", "3/3", -3)
	a := o.agency("PT Kena Bekukan", "4/4", 400)
	if _, err := o.DB.RecordLicence(t.Context(), o.actor, a.ID, a.Version, app.LicenceStep{Kind: app.AgencySuspension, EffectiveOn: time.Now(), Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		"":                        "PT Hampir Habis PT Kena Bekukan PT Lama Berlaku PT Sudah Habis",
		"?urut=berlaku":           "PT Sudah Habis PT Hampir Habis PT Kena Bekukan PT Lama Berlaku",
		"?izin=active":            "PT Lama Berlaku",
		"?izin=expiring":          "PT Hampir Habis",
		"?izin=expired":           "PT Sudah Habis",
		"?izin=suspended":         "PT Kena Bekukan",
		"?izin=revoked":           "",
		"?q=PT.+habis":            "PT Hampir Habis PT Sudah Habis",
		"?q=habis&izin=expired":   "PT Sudah Habis",
		"?q=4/4":                  "PT Kena Bekukan",
		"?q=%25":                  "PT Hampir Habis PT Kena Bekukan PT Lama Berlaku PT Sudah Habis", // signs alone do not limit
		"?hal=999999999&izin=nah": "",
	} {
		res := o.Get("/dasbor/perusahaan" + query)
		var names []string
		for _, n := range res.Doc.Find("tbody th a").EachIter() {
			names = append(names, n.Text())
		}
		if got := strings.Join(names, " "); res.Status != 200 || got != want {
			t.Errorf("%s: %d %q, want %q", query, res.Status, got, want)
		}
	}
	if tabs := o.Get("/dasbor/perusahaan").Text(".tabs"); tabs != "Semua 4Aktif 1Segera habis (≤ 60 hari) 1Habis 1Dibekukan 1Dicabut 0" {
		t.Errorf("tabs %q", tabs)
	}
}

func TestAddAndEditAnAgency(t *testing.T) {
	o := newOffice(t)
	bad := o.Post("/dasbor/perusahaan/baru", url.Values{"name": {"PT"}, "sip3mi": {"12/2026"}, "licence_until": {"kapan"}, "email": {"salah"}, "note": {"ketikan saya"}})
	if bad.Status != 422 || bad.Doc.Find(".summary li").Length() != 3 || !strings.Contains(bad.Text("#f-note"), "ketikan saya") || !strings.HasPrefix(bad.Text("title"), "Kesalahan:") {
		t.Errorf("%d %s", bad.Status, bad.Text(".summary"))
	}
	form := url.Values{"name": {"PT Oase Delima"}, "sip3mi": {"12/2026"}, "licence_until": {"2031-05-01"}, "city": {"Depok"}}
	made := o.Post("/dasbor/perusahaan/baru", form)
	if made.Status != 303 {
		t.Fatalf("%d %s", made.Status, made.Text(".summary"))
	}
	if twice := o.Post("/dasbor/perusahaan/baru", form); twice.Status != 422 || !strings.Contains(twice.Text(".summary"), "PT Oase Delima") {
		t.Errorf("twice: %d %s", twice.Status, twice.Text(".summary"))
	}
	page := o.Get(made.Location)
	if !strings.Contains(page.Text("h1"), "PT Oase Delima") || !strings.Contains(page.Text("main"), "Perusahaan ditambahkan") || !strings.Contains(page.Text(".timeline"), "Izin diberikan") {
		t.Errorf("%s", page.Text("main"))
	}
	edit := o.Get(made.Location + "/ubah")
	version, _ := edit.Doc.Find("[name=version]").Attr("value")
	change := func(city string) *webtest.Response {
		return o.Post(made.Location+"/ubah", url.Values{"version": {version}, "city": {city}, "phone": {"(021) 5550 1111"}})
	}
	if got := change("Bekasi"); got.Status != 303 {
		t.Errorf("%d %s", got.Status, got.Text(".summary"))
	}
	if got := change("Bogor"); got.Status != 422 || !strings.Contains(got.Text(".summary"), "Petugas lain") || got.Doc.Find("[name=city]").AttrOr("value", "") != "Bogor" {
		t.Errorf("from an old form: %d %s", got.Status, got.Text(".summary"))
	}
	if got := o.Post(made.Location+"/periksa", nil); got.Status != 303 {
		t.Errorf("%d", got.Status)
	}
	if page := o.Get(made.Location); !strings.Contains(page.Text("main"), "oleh Ani Wijaya") || !strings.Contains(page.Text("main"), "Kota: Depok → Bekasi") || page.Doc.Find("form[action$=periksa]").Length() != 0 {
		t.Errorf("%s", page.Text("main"))
	}
}

func TestLicenceSteps(t *testing.T) {
	o := newOffice(t)
	a := o.agency("PT Oase Delima", "12/2026", 400)
	path := fmt.Sprintf("/dasbor/perusahaan/%d", a.ID)
	today := app.Day(time.Now()).Format(time.DateOnly)
	if got := o.Get(path + "/izin/bekukan"); got.Status != 200 || !strings.Contains(got.Text(".notice"), "0 lowongan") {
		t.Errorf("%d %s", got.Status, got.Text("main"))
	}
	if got := o.Post(path+"/izin/bekukan", url.Values{"version": {"1"}, "effective_on": {today}, "source": {"Surat 9"}}); got.Status != 422 ||
		!strings.Contains(got.Text(".summary"), "alasan") && !strings.Contains(got.Text(".summary"), "Alasan") || got.Doc.Find("[name=source]").AttrOr("value", "") != "Surat 9" {
		t.Errorf("%d %s", got.Status, got.Text(".summary"))
	}
	suspend := url.Values{"version": {"1"}, "effective_on": {today}, "reason": {"Diperiksa karena aduan"}, "source": {"Surat 9"}}
	for range 2 { // pressed twice
		if got := o.Post(path+"/izin/bekukan", suspend); got.Status != 303 || got.Location != path {
			t.Errorf("%d %s", got.Status, got.Text(".summary"))
		}
	}
	page := o.Get(path)
	if page.Doc.Find(".timeline__title").FilterFunction(matches("Izin dibekukan")).Length() != 2 { // the public history and the trail
		t.Errorf("%s", page.Text("main"))
	}
	for step, form := range map[string]url.Values{
		"bekukan":    {"version": {"2"}, "effective_on": {today}, "reason": {"lagi"}},
		"izin-baru":  {"version": {"2"}, "effective_on": {today}, "sip3mi": {"9/9"}, "licence_until": {"2031-01-01"}},
		"perpanjang": {"version": {"2"}, "effective_on": {today}, "sip3mi": {""}, "licence_until": {"x"}},
		"ganti-nama": {"version": {"2"}, "effective_on": {today}, "name": {"PT Oase Delima"}},
		"aktifkan":   {"version": {"1"}, "effective_on": {today}, "reason": {"dari halaman lama"}},
		"cabut":      {"version": {"2"}, "effective_on": {"2099-01-01"}, "reason": {"nanti"}},
		"tidak-ada":  {},
		"%F0%9F%98":  {},
	} {
		want := 422
		if len(form) == 0 {
			want = 404
		}
		if got := o.Post(path+"/izin/"+step, form); got.Status != want {
			t.Errorf("%s: %d %s", step, got.Status, got.Text(".summary"))
		}
	}
	for _, p := range []string{"/dasbor/perusahaan/999", "/dasbor/perusahaan/x", "/dasbor/perusahaan/999/ubah", "/dasbor/perusahaan/99999999999999999999/izin/cabut"} {
		if got := o.Get(p); got.Status != 404 {
			t.Errorf("%s: %d", p, got.Status)
		}
	}
}

func TestAnOfficerOfARegionEditsNoAgency(t *testing.T) {
	o := newOffice(t)
	a := o.agency("PT Oase Delima", "12/2026", 400)
	id, err := o.DB.CreateStaff(t.Context(), app.System("test"), "Lurah", "lurah@example.test", "x", []app.Grant{{Role: app.RoleOfficer, RegionCode: "31.74.01"}})
	if err != nil {
		t.Fatal(err)
	}
	c := o.SignIn(t, id)
	for _, p := range []string{"/dasbor/perusahaan", fmt.Sprintf("/dasbor/perusahaan/%d", a.ID)} {
		if got := c.Get(p); got.Status != 403 {
			t.Errorf("%s: %d", p, got.Status)
		}
	}
	if got := c.Post("/dasbor/perusahaan/baru", url.Values{"name": {"PT Lain Lagi"}, "sip3mi": {"1"}, "licence_until": {"2031-01-01"}}); got.Status != 403 {
		t.Errorf("%d", got.Status)
	}
}

func matches(text string) func(int, *goquery.Selection) bool {
	return func(_ int, e *goquery.Selection) bool { return strings.TrimSpace(e.Text()) == text }
}
