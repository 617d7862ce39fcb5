package agency_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"gerbang/app"
	"gerbang/app/demo"
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
	return officeOf(t, webtest.New(t))
}

func officeOf(t *testing.T, site *webtest.Site) *office {
	t.Helper()
	o := &office{Site: site, t: t}
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

func TestPreviewOfAnAgency(t *testing.T) {
	o := newOffice(t)
	form := url.Values{"name": {"PT Oase Delima"}, "sip3mi": {"12/2026"}, "licence_until": {"2031-05-01"}, "city": {"Depok"}, "intent": {"preview"}}
	for path, title := range map[string]string{"/dasbor/perusahaan/baru": "Pratinjau", "/en/dasbor/perusahaan/baru": "Preview"} {
		page := o.Post(path, form)
		if page.Status != 200 || page.Text("h1") != "PT Oase Delima" || !strings.Contains(page.Text("main"), "Depok") || !strings.Contains(page.Text(".preview-bar"), title) {
			t.Errorf("%s: %d %s", path, page.Status, page.Text("main"))
		}
		if bar := page.Doc.Find(".preview-bar form"); bar.AttrOr("action", "") != path || bar.Find("[name=city]").AttrOr("value", "") != "Depok" {
			t.Errorf("%s: the way back loses what was typed", path)
		}
	}
	if got := o.Get("/dasbor/perusahaan"); strings.Contains(got.Text("main"), "Oase") {
		t.Error("a preview was saved")
	}
	form.Set("email", "salah")
	if got := o.Post("/dasbor/perusahaan/baru", form); got.Status != 422 || got.Doc.Find(".summary li").Length() != 1 {
		t.Errorf("with a slip: %d %s", got.Status, got.Text(".summary"))
	}
	form.Set("intent", "edit")
	if got := o.Post("/dasbor/perusahaan/baru", form); got.Status != 200 || got.Doc.Find("[name=email]").AttrOr("value", "") != "salah" {
		t.Errorf("back to the form: %d", got.Status)
	}
	a := o.agency("PT Lama", "9/9", 400)
	path := fmt.Sprintf("/dasbor/perusahaan/%d/ubah", a.ID)
	change := url.Values{"version": {"1"}, "city": {"Bogor"}, "intent": {"preview"}}
	if got := o.Post(path, change); got.Status != 200 || got.Text("h1") != "PT Lama" || !strings.Contains(got.Text("main"), "Bogor") {
		t.Errorf("of a change: %d %s", got.Status, got.Text("main"))
	}
	change.Set("intent", "save")
	if got := o.Post(path, change); got.Status != 303 {
		t.Errorf("saved from the preview: %d %s", got.Status, got.Text(".summary"))
	}
}

func TestStepsOfSeveralAgencies(t *testing.T) {
	o := newOffice(t)
	a, b, gone := o.agency("PT Satu Bahari", "1/1", 400), o.agency("PT Dua Bahari", "2/2", 400), o.agency("PT Tiga Bahari", "3/3", 400)
	if _, err := o.DB.RecordLicence(t.Context(), o.actor, gone.ID, gone.Version, app.LicenceStep{Kind: app.AgencyRevocation, EffectiveOn: time.Now(), Reason: "x"}); err != nil {
		t.Fatal(err)
	}
	list := o.Get("/dasbor/perusahaan")
	ids := url.Values{}
	for _, box := range list.Doc.Find("tbody [name=id]").EachIter() {
		ids.Add("id", box.AttrOr("value", ""))
	}
	if len(ids["id"]) != 3 || list.Doc.Find(".bulk button").Length() != 4 {
		t.Fatalf("%v, %d actions", ids, list.Doc.Find(".bulk button").Length())
	}
	with := func(step string, more ...string) url.Values {
		v := url.Values{"aksi": {step}, "id": ids["id"]}
		for i := 0; i+1 < len(more); i += 2 {
			v.Set(more[i], more[i+1])
		}
		return v
	}
	page := o.Get("/dasbor/perusahaan/massal?" + with("bekukan").Encode())
	if page.Status != 200 || page.Text("h1") != "Bekukan izin 2 perusahaan?" || !strings.Contains(page.Text(".notice"), "PT Tiga Bahari: statusnya") || page.Doc.Find("form [name=id]").Length() != 2 {
		t.Errorf("%d %s", page.Status, page.Text("main"))
	}
	today := app.Day(time.Now()).Format(time.DateOnly)
	if got := o.Post("/dasbor/perusahaan/massal", with("bekukan", "effective_on", today, "source", "Surat 9")); got.Status != 422 || got.Doc.Find(".summary li").Length() != 1 || got.Doc.Find("[name=source]").AttrOr("value", "") != "Surat 9" {
		t.Errorf("without a reason: %d %s", got.Status, got.Text(".summary"))
	}
	if _, err := o.DB.UpdateAgency(t.Context(), o.actor, app.Agency{ID: b.ID, Name: b.Name, SIP3MI: b.SIP3MI, LicenceUntil: b.LicenceUntil, City: "Bogor", Version: b.Version}); err != nil {
		t.Fatal(err)
	}
	done := o.Post("/dasbor/perusahaan/massal", with("bekukan", "effective_on", today, "reason", "Diperiksa bersama"))
	if done.Status != 303 || !strings.Contains(o.Get(done.Location).Text("main"), "1 perusahaan selesai, 2 dilewati") {
		t.Errorf("%d", done.Status)
	}
	if got := o.Get(fmt.Sprintf("/dasbor/perusahaan/%d", a.ID)); !strings.Contains(got.Text(".timeline"), "Diperiksa bersama") {
		t.Errorf("%s", got.Text("main"))
	}
	if got := o.Get(fmt.Sprintf("/dasbor/perusahaan/%d", b.ID)); strings.Contains(got.Text("main"), "Diperiksa bersama") {
		t.Error("an agency that was changed meanwhile was suspended")
	}
	if got := o.Post("/dasbor/perusahaan/massal", with("periksa")); got.Status != 303 {
		t.Errorf("checked: %d", got.Status)
	}
	if got := o.Get(fmt.Sprintf("/dasbor/perusahaan/%d", b.ID)); !strings.Contains(got.Text("main"), "oleh Ani Wijaya") {
		t.Errorf("%s", got.Text("main"))
	}
	for path, want := range map[string]int{
		"/dasbor/perusahaan/massal?aksi=bekukan": 303, "/dasbor/perusahaan/massal?aksi=ganti-nama&id=1": 404, "/dasbor/perusahaan/massal?id=1": 404,
		"/dasbor/perusahaan/massal?aksi=cabut&id=x&id=-1&id=999999&id=99999999999999999999": 200, "/en/dasbor/perusahaan/massal?aksi=cabut&id=1-1": 200,
	} {
		if got := o.Get(path); got.Status != want {
			t.Errorf("%s: %d, want %d", path, got.Status, want)
		}
	}
}

// The page before a suspension counts what leaves with it, and it does.
func TestJobsLeaveWithTheirAgencies(t *testing.T) {
	site := webtest.New(t)
	if _, err := demo.Seed(t.Context(), site.DB, time.Now(), demo.Options{Candidates: 5, Jobs: 30}); err != nil {
		t.Fatal(err)
	}
	o := officeOf(t, site)
	var id string
	jobs := ""
	for _, line := range o.Get("/dasbor/perusahaan?izin=active").Doc.Find("tbody tr").EachIter() {
		if n := strings.TrimSpace(line.Find("td.num").Text()); n != "0" {
			id, jobs = line.Find("[name=id]").AttrOr("value", ""), n
			break
		}
	}
	if id == "" {
		t.Fatal("no agency has public jobs")
	}
	page := o.Get("/dasbor/perusahaan/massal?aksi=cabut&id=" + id)
	if !strings.Contains(page.Text(".notice"), jobs+" lowongan langsung hilang dari halaman publik") {
		t.Errorf("%s", page.Text("main"))
	}
	o.Post("/dasbor/perusahaan/massal", url.Values{"aksi": {"cabut"}, "id": {id}, "effective_on": {app.Day(time.Now()).Format(time.DateOnly)}, "reason": {"x"}})
	number, _, _ := strings.Cut(id, "-")
	if got := o.Get("/dasbor/perusahaan/" + number).Text(".panel-head .badges"); !strings.Contains(got, "0 lowongan") {
		t.Errorf("after it: %s", got)
	}
}

func TestTheStateIsAddedWithoutALicence(t *testing.T) {
	o := newOffice(t)
	page := o.Get("/dasbor/perusahaan/baru?jenis=government")
	if page.Doc.Find(`[name=sip3mi], [name=licence_until]`).Length() != 0 {
		t.Error("the form asks for a licence")
	}
	if res := o.Post("/dasbor/perusahaan/baru", url.Values{"kind": {"government"}, "name": {""}}); res.Status != http.StatusUnprocessableEntity || res.Doc.Find(`[name=sip3mi]`).Length() != 0 {
		t.Errorf("without a name: %d", res.Status)
	}
	if res := o.Post("/dasbor/perusahaan/baru", url.Values{"kind": {"government"}, "name": {"Program Negara"}}); res.Status != http.StatusSeeOther {
		t.Fatalf("status %d: %s", res.Status, res.Text("main"))
	}
	a, err := o.DB.AgencyBySlug(t.Context(), "program-negara")
	if err != nil || a.Kind != app.Government {
		t.Fatalf("it is %+v, %v", a, err)
	}
	for _, path := range []string{"/dasbor/perusahaan", fmt.Sprint("/dasbor/perusahaan/", a.ID)} {
		if text := o.Get(path).Text("main"); strings.Contains(text, "0001") || !strings.Contains(text, "Penempatan oleh negara") {
			t.Errorf("%s says %s", path, text)
		}
	}
}
