package desk_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/web/webtest"
)

// world is a site with one agency, a mitra of it and two officers.
type world struct {
	*webtest.Site
	t                    *testing.T
	agency               int64
	mitra, ratna, hendra *webtest.Client
	mitraActor           *app.Actor
	ratnaActor           *app.Actor
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{Site: webtest.New(t), t: t}
	a, err := w.DB.CreateAgency(t.Context(), app.System("test"), app.Agency{Name: "PT Bahtera Karya", SIP3MI: "123/2024", LicenceUntil: day(300)}, "surat uji")
	if err != nil {
		t.Fatal(err)
	}
	w.agency = a.ID
	w.mitra, w.mitraActor = w.staff("Asep", app.Grant{Role: app.RoleMitra, AgencyID: a.ID})
	w.ratna, w.ratnaActor = w.staff("Ratna", app.Grant{Role: app.RoleOfficer})
	w.hendra, _ = w.staff("Hendra", app.Grant{Role: app.RoleOfficer})
	// The tests hear of changed content as a replica would.
	ctx, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	go w.DB.Listen(ctx, w.Kit.Listeners())
	return w
}

func (w *world) staff(name string, grants ...app.Grant) (*webtest.Client, *app.Actor) {
	w.t.Helper()
	id, err := w.DB.CreateStaff(w.t.Context(), app.System("test"), name, app.Slug(name)+"@example.test", "x", grants)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.SignIn(w.t, id), &app.Actor{AccountID: id, Name: name, Grants: grants}
}

func day(n int) time.Time { return app.Day(time.Now()).AddDate(0, 0, n) }

func date(v url.Values, name string, t time.Time) {
	v.Set(name+"_day", fmt.Sprint(t.Day()))
	v.Set(name+"_month", fmt.Sprint(int(t.Month())))
	v.Set(name+"_year", fmt.Sprint(t.Year()))
}

// filled is a form that lacks nothing to be published.
func (w *world) filled() url.Values {
	v := url.Values{
		"agency_id": {fmt.Sprint(w.agency)}, "title": {"Perawat lansia"}, "sector": {"perawatan-lansia"}, "country": {"JP"}, "city": {"Osaka"},
		"scheme": {"ssw"}, "employer": {"Sakura Care"}, "formal": {"1"}, "quota_either": {"10"}, "age_min": {"18"}, "education": {"slta"},
		"language_test": {"JLPT|N4"}, "salary_min": {"200.000"}, "currency": {"JPY"}, "salary_period": {"month"}, "hours_per_day": {"8"},
		"days_per_week": {"5"}, "contract_months": {"36"}, "sip2mi": {"SIP2MI.1"}, "permit_quota": {"3"}, "cost_rows": {"2"},
		"cost_item_0": {"Visa"}, "cost_amount_0": {"Rp1.500.000"}, "cost_currency_0": {"IDR"}, "cost_payer_0": {"employer"}, "cost_basis_0": {"UU 18/2017"},
		"cost_item_1": {""}, "cost_amount_1": {""}, "cost_currency_1": {"IDR"}, "cost_payer_1": {"employer"},
	}
	date(v, "permit_until", day(100))
	date(v, "closes_on", day(20))
	return v
}

func with(v url.Values, pairs ...string) url.Values {
	out := maps.Clone(v)
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}

func (w *world) must(r *webtest.Response, status int) *webtest.Response {
	w.t.Helper()
	if r.Status != status {
		w.t.Fatalf("status %d, want %d: %s %s", r.Status, status, r.Text("h1"), r.Text(".summary"))
	}
	return r
}

// public asks for the job's page as a visitor until it answers with the
// status: a replica hears of a change within moments.
func (w *world) public(slug string, status int) *webtest.Response {
	w.t.Helper()
	var r *webtest.Response
	for range 100 {
		if r = w.Client(w.t).Get("/lowongan/" + slug); r.Status == status {
			return r
		}
		time.Sleep(10 * time.Millisecond)
	}
	w.t.Fatalf("/lowongan/%s: status %d, want %d", slug, r.Status, status)
	return nil
}

func TestJobFromDraftToPublicPageAndOff(t *testing.T) {
	w := newWorld(t)

	// Bad input keeps everything and says what is wrong, beside its field.
	bad := with(w.filled(), "title", "", "age_max", "35", "salary_min", "dua juta", "closes_on_month", "13")
	r := w.must(w.mitra.Post("/mitra/lowongan/baru", bad), http.StatusUnprocessableEntity)
	if got := r.Doc.Find(".summary li").Length(); got != 4 {
		t.Errorf("%d problems: %s", got, r.Text(".summary"))
	}
	for name, want := range map[string]string{"salary_min": "dua juta", "closes_on_month": "13", "city": "Osaka", "cost_amount_0": "Rp1.500.000"} {
		if got := r.Doc.Find("[name="+name+"]").AttrOr("value", ""); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if r.Doc.Find("#f-title-error").Length() != 1 || !strings.HasPrefix(r.Text("title"), "Kesalahan:") {
		t.Errorf("title %q", r.Text("title"))
	}
	if r.Doc.Find("[name=cost_item_1]").Length() != 0 {
		t.Error("an empty line of costs was kept")
	}

	r = w.must(w.mitra.Post("/mitra/lowongan/baru", w.filled()), http.StatusSeeOther)
	path := r.Location
	office := strings.Replace(path, "/mitra/", "/dasbor/", 1)
	w.must(w.mitra.Post(path+"/ajukan", nil), http.StatusSeeOther)
	if got := w.ratna.Get("/dasbor/verifikasi").Text("tbody"); !strings.Contains(got, "Perawat lansia") {
		t.Errorf("queue: %s", got)
	}
	w.must(w.ratna.Post(office+"/kembalikan", url.Values{"note": {" "}}), http.StatusUnprocessableEntity)
	w.must(w.ratna.Post(office+"/kembalikan", url.Values{"note": {"Tulis potongan gaji."}}), http.StatusSeeOther)
	if got := w.mitra.Get(path).Text(".notice--warn"); !strings.Contains(got, "Tulis potongan gaji.") {
		t.Errorf("the writer does not see the note: %s", got)
	}
	edit := w.mitra.Get(path + "/ubah")
	version := edit.Doc.Find("[name=version]").AttrOr("value", "")
	w.must(w.mitra.Post(path+"/ubah", with(w.filled(), "version", version, "deductions", "Asuransi ¥18.000")), http.StatusSeeOther)
	w.must(w.mitra.Post(path+"/ajukan", nil), http.StatusSeeOther)

	show := w.ratna.Get(office)
	version = show.Doc.Find("form[action$=tayangkan] [name=version]").AttrOr("value", "")
	yes := url.Values{"version": {version}, "evidence": {"SISKOP2MI, dibuka hari ini"}, "checks": {"permit", "licence", "costs", "contract"}}
	r = w.must(w.ratna.Post(office+"/tayangkan", url.Values{"version": {version}, "checks": {"permit"}}), http.StatusUnprocessableEntity)
	if r.Doc.Find(".summary li").Length() != 2 || r.Doc.Find("[name=checks][value=permit][checked]").Length() != 1 {
		t.Errorf("evidence: %s", r.Text(".summary"))
	}
	w.must(w.ratna.Post(office+"/tayangkan", yes), http.StatusSeeOther)
	page := w.public("perawat-lansia-osaka", http.StatusOK)
	if !strings.Contains(string(page.Body), "Asuransi ¥18.000") || !strings.Contains(page.Text(".verified"), "Ratna") {
		t.Errorf("public page: %s", page.Text(".verified"))
	}

	// A page in the cache of a visitor's replica goes with the last place.
	w.public("perawat-lansia-osaka", http.StatusOK)
	show = w.mitra.Get(path)
	placement := url.Values{"request_id": {show.Doc.Find("[name=request_id]").AttrOr("value", "")}, "workers": {"4"}}
	date(placement, "placed_on", day(0))
	r = w.must(w.mitra.Post(path+"/penempatan", placement), http.StatusUnprocessableEntity)
	if !strings.Contains(r.Text("#f-workers-error"), "3") {
		t.Errorf("too many: %s", r.Text(".summary"))
	}
	placement.Set("workers", "3")
	for range 2 { // a double click
		w.must(w.mitra.Post(path+"/penempatan", placement), http.StatusSeeOther)
	}
	gone := w.public("perawat-lansia-osaka", http.StatusGone)
	if !strings.Contains(gone.Text("h1"), "ditutup") {
		t.Errorf("410: %s", gone.Text("h1"))
	}
	list := w.mitra.Get("/mitra/lowongan?status=expired")
	if !strings.Contains(list.Text("tbody"), "Kuota SIP2MI sudah habis.") {
		t.Errorf("the list does not say why: %s", list.Text("tbody"))
	}
	history := w.ratna.Get(office).Text(".history")
	for _, want := range []string{"Menulis lowongan", "Mengajukan untuk diperiksa", "Mengembalikan ke penulis", "Potongan: Asuransi ¥18.000", "Memeriksa dan menayangkan", "Mencatat penempatan", "Asep", "Ratna"} {
		if !strings.Contains(history, want) {
			t.Errorf("history lacks %q: %s", want, history)
		}
	}
}

func TestJobsUnderOnePermitAreShownTogether(t *testing.T) {
	w := newWorld(t)
	first := w.must(w.mitra.Post("/mitra/lowongan/baru", w.filled()), http.StatusSeeOther).Location
	r := w.must(w.mitra.Post("/mitra/lowongan/baru", with(w.filled(), "title", "Juru masak", "permit_quota", "900")), http.StatusUnprocessableEntity)
	if got := r.Text("#f-permit_quota-error"); !strings.Contains(got, "kuota 3") || r.Doc.Find("[name=permit_quota]").AttrOr("value", "") != "900" {
		t.Errorf("another quota: %q", got)
	}
	w.must(w.mitra.Post("/mitra/lowongan/baru", with(w.filled(), "title", "Juru masak")), http.StatusSeeOther)
	show := w.mitra.Get(first)
	if got := show.Text("#penempatan"); !strings.Contains(got, "Juru masak") || !strings.Contains(got, "1 lowongan lain") || strings.Contains(got, "Perawat") {
		t.Errorf("placements: %s", got)
	}
}

func TestFormWorksWithoutScript(t *testing.T) {
	w := newWorld(t)
	r := w.must(w.ratna.Post("/dasbor/lowongan/baru", with(w.filled(), "intent", "add_cost")), http.StatusOK)
	if r.Doc.Find(".cost-line").Length() != 3 || r.Doc.Find("[name=title]").AttrOr("value", "") != "Perawat lansia" {
		t.Errorf("%d lines", r.Doc.Find(".cost-line").Length())
	}
	r = w.must(w.ratna.Post("/dasbor/lowongan/baru", with(w.filled(), "intent", "remove_cost_0")), http.StatusOK)
	if r.Doc.Find(".cost-line").Length() != 1 || r.Doc.Find("[name=cost_item_0]").AttrOr("value", "x") != "" {
		t.Errorf("%d lines after one was removed", r.Doc.Find(".cost-line").Length())
	}
	r = w.must(w.ratna.Post("/dasbor/lowongan/baru", with(w.filled(), "intent", "preview")), http.StatusOK)
	if r.Text("h1") != "Perawat lansia" || !strings.Contains(r.Text(".paybox"), "¥200.000") || !strings.Contains(r.Text(".paybox"), "Rp") {
		t.Errorf("preview: %s %s", r.Text("h1"), r.Text(".paybox"))
	}
	if got := r.Doc.Find(".preview-bar [name=salary_min]").AttrOr("value", ""); got != "200.000" {
		t.Errorf("the preview carries %q", got)
	}
	if got := w.ratna.Get("/dasbor/lowongan").Text("tbody"); got != "" {
		t.Errorf("a preview was saved: %s", got)
	}
	w.must(w.ratna.Post("/dasbor/lowongan/baru", with(w.filled(), "intent", "edit")), http.StatusOK)
}

func TestLostRaceShowsWhoChangedWhat(t *testing.T) {
	w := newWorld(t)
	path := w.must(w.ratna.Post("/dasbor/lowongan/baru", w.filled()), http.StatusSeeOther).Location
	version := w.ratna.Get(path+"/ubah").Doc.Find("[name=version]").AttrOr("value", "")
	w.must(w.hendra.Post(path+"/ubah", with(w.filled(), "version", version, "city", "Kyoto")), http.StatusSeeOther)
	r := w.must(w.ratna.Post(path+"/ubah", with(w.filled(), "version", version, "city", "Nara")), http.StatusConflict)
	if got := r.Text(".history"); !strings.Contains(got, "Hendra") || !strings.Contains(got, "Kyoto") {
		t.Errorf("meanwhile: %s", got)
	}
	if got := r.Doc.Find("[name=city]").AttrOr("value", ""); got != "Nara" {
		t.Errorf("city = %q", got)
	}
	version = r.Doc.Find("[name=version]").AttrOr("value", "")
	w.must(w.ratna.Post(path+"/ubah", with(w.filled(), "version", version, "city", "Nara")), http.StatusSeeOther)
}

func TestBulkSaysWhatItWillDo(t *testing.T) {
	w := newWorld(t)
	ids := url.Values{}
	for _, title := range []string{"Perawat", "Juru las"} {
		path := w.must(w.mitra.Post("/mitra/lowongan/baru", with(w.filled(), "title", title)), http.StatusSeeOther).Location
		ids.Add("id", path[strings.LastIndex(path, "/")+1:])
		w.must(w.mitra.Post(path+"/ajukan", nil), http.StatusSeeOther)
	}
	draft := w.must(w.mitra.Post("/mitra/lowongan/baru", with(w.filled(), "title", "Draf")), http.StatusSeeOther).Location
	ids.Add("id", draft[strings.LastIndex(draft, "/")+1:])
	ids.Add("id", "999999")
	r := w.must(w.ratna.Get("/dasbor/lowongan/massal?aksi=publish&"+ids.Encode()), http.StatusOK)
	if r.Text("h1") != "Tayangkan 2 lowongan?" || !strings.Contains(r.Text(".notice--warn"), "Draf") {
		t.Errorf("%s: %s", r.Text("h1"), r.Text(".notice--warn"))
	}
	if r := w.mitra.Get("/mitra/lowongan/massal?aksi=publish&" + ids.Encode()); r.Status != http.StatusForbidden {
		t.Errorf("a mitra publishes many: %d", r.Status)
	}
	send := maps.Clone(ids)
	send.Set("aksi", "publish")
	w.must(w.ratna.Post("/dasbor/lowongan/massal", send), http.StatusUnprocessableEntity)
	send.Set("evidence", "SISKOP2MI")
	send["checks"] = []string{"permit", "licence", "costs", "contract"}
	w.must(w.ratna.Post("/dasbor/lowongan/massal", send), http.StatusSeeOther)
	if flash := w.ratna.Get("/dasbor/lowongan").Text(".flash"); !strings.Contains(flash, "2 lowongan selesai. 1 tidak bisa: statusnya Draf.") {
		t.Errorf("what became of all: %q", flash)
	}
	many := url.Values{"aksi": {"submit"}, "id": make([]string, 201)}
	w.must(w.ratna.Post("/dasbor/lowongan/massal", many), http.StatusSeeOther)
	if flash := w.ratna.Get("/dasbor/lowongan").Text(".flash"); !strings.Contains(flash, "Anda memilih 201") {
		t.Errorf("more than can be done at once: %q", flash)
	}
	w.public("perawat-osaka", http.StatusOK)
	w.public("juru-las-osaka", http.StatusOK)
	if got := w.ratna.Get("/dasbor").Text("main"); !strings.Contains(got, "2 sedang tayang") {
		t.Errorf("overview: %s", got)
	}
}

func TestScopes(t *testing.T) {
	w := newWorld(t)
	other, err := w.DB.CreateAgency(t.Context(), app.System("test"), app.Agency{Name: "PT Lain", SIP3MI: "9/2024", LicenceUntil: day(300)}, "surat uji")
	if err != nil {
		t.Fatal(err)
	}
	path := w.must(w.ratna.Post("/dasbor/lowongan/baru", with(w.filled(), "agency_id", fmt.Sprint(other.ID))), http.StatusSeeOther).Location
	mine := strings.Replace(path, "/dasbor/", "/mitra/", 1)
	for _, p := range []string{mine, mine + "/ubah", mine + "/pratinjau"} {
		if r := w.mitra.Get(p); r.Status != http.StatusNotFound {
			t.Errorf("%s: %d", p, r.Status)
		}
	}
	for _, action := range []string{"ubah", "salin", "ajukan", "tutup", "buka", "penempatan"} {
		if r := w.mitra.Post(mine+"/"+action, w.filled()); r.Status != http.StatusNotFound {
			t.Errorf("%s: %d", action, r.Status)
		}
	}
	if r := w.mitra.Get("/dasbor/lowongan?status=draft"); r.Status != http.StatusSeeOther || r.Location != "/mitra/lowongan" {
		t.Errorf("a mitra at the officers' desk: %d %s", r.Status, r.Location)
	}
	if got := w.mitra.Get("/mitra/lowongan").Text("tbody"); got != "" {
		t.Errorf("a mitra sees %s", got)
	}
	// The form cannot be talked into another agency.
	r := w.must(w.mitra.Post("/mitra/lowongan/baru", with(w.filled(), "agency_id", fmt.Sprint(other.ID))), http.StatusSeeOther)
	if got := w.mitra.Get(r.Location).Text(".panel-head"); !strings.Contains(got, "PT Bahtera Karya") {
		t.Errorf("written for %s", got)
	}
}
