package training_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
	"gerbang/app/web/webtest"
)

// now is a Monday before all courses of these tests.
var now = time.Date(2026, 11, 2, 9, 0, 0, 0, app.Jakarta)

const home = "/dasbor/pelatihan"

// world is the site with somebody who writes all courses.
type world struct {
	*webtest.Site
	t    *testing.T
	desk *webtest.Client
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, Site: webtest.Over(t, pgtest.Open(t, postgres.Options{Now: func() time.Time { return now }}))}
	w.Kit.Now = func() time.Time { return now }
	w.desk = w.SignIn(t, w.staff("Panitia Pelatihan", app.Grant{Role: app.RolePanitia}))
	return w
}

func (w *world) staff(name string, grant app.Grant) int64 {
	w.t.Helper()
	id, err := w.DB.CreateStaff(w.t.Context(), app.System("test"), name, strings.ReplaceAll(strings.ToLower(name), " ", ".")+"@contoh.id", "x", []app.Grant{grant})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// course is what the form of a course that can be published sends.
func course(title string) url.Values {
	return url.Values{
		"title": {title}, "trade": {"Perawat lansia"}, "batch": {"Angkatan 9"}, "programme": {string(app.Regular)}, "approval": {string(app.Review)},
		"summary": {"Belajar merawat lansia."}, "venue": {"PPKD Jakarta Selatan"}, "address": {"Jalan Raya Pasar Minggu"}, "capacity": {"20"},
		"certificate": {"Sertifikat PPKD"}, "attendance_percent": {"80"},
		"starts_on": {"2026-12-07"}, "ends_on": {"2026-12-18"}, "opens_on": {"2026-11-09"}, "closes_on": {"2026-11-30"},
	}
}

func (w *world) must(r *webtest.Response, status int) *webtest.Response {
	w.t.Helper()
	if r.Status != status {
		w.t.Fatalf("status %d to %q, want %d: %s", r.Status, r.Location, status, r.Text(".summary"))
	}
	return r
}

// create writes a course with meetings on the Mondays and Tuesdays of its two
// weeks and returns its page.
func (w *world) create(title string) string {
	w.t.Helper()
	schedule := w.must(w.desk.Post(home+"/baru", course(title)), http.StatusSeeOther).Location
	plan := url.Values{"kind": {"meeting"}, "first": {"2026-12-07"}, "weekday": {"1", "2"}, "from": {"08.00"}, "until": {"12.00"}, "count": {"4"}}
	looked := w.must(w.desk.Post(schedule, plan), http.StatusOK)
	plan.Set("do", "save")
	plan.Set("version", looked.Filled("main form").Get("version"))
	w.must(w.desk.Post(schedule, plan), http.StatusSeeOther)
	return strings.TrimSuffix(schedule, "/jadwal")
}

// session is the address of the first meeting of a course.
func (w *world) session(page string) string {
	w.t.Helper()
	href, ok := w.must(w.desk.Get(page+"/jadwal"), http.StatusOK).Doc.Find(".meetings--desk a").First().Attr("href")
	if !ok {
		w.t.Fatal("no meetings")
	}
	return href
}

// A second person who had the meeting open does not put the old hour back.
func TestTwoWhoEditAMeetingDoNotOverwriteEachOther(t *testing.T) {
	w := newWorld(t)
	page := w.session(w.create("Kaigo"))
	form := w.desk.Get(page).Filled("main form")
	first := maps.Clone(form)
	first.Set("session_until", "13.00")
	first.Set("session_title_en", "Care of the elderly")
	for range 2 { // sent twice
		w.must(w.desk.Post(page, first), http.StatusSeeOther)
	}
	form.Set("session_place", "Ruang 2")
	lost := w.must(w.desk.Post(page, form), http.StatusConflict)
	if again := lost.Filled("main form"); again.Get("session_place") != "Ruang 2" || again.Get("session_until") != "12.00" || !strings.Contains(lost.Text(".summary"), "baru saja mengubah") {
		t.Fatalf("typed %v, %s", again, lost.Text(".summary"))
	}
	if now := w.desk.Get(page).Filled("main form"); now.Get("session_until") != "13.00" || now.Get("session_title_en") != "Care of the elderly" || now.Get("session_place") != "" {
		t.Fatalf("overwritten: %v", now)
	}
	w.must(w.desk.Post(page, lost.Filled("main form")), http.StatusSeeOther)
}

// id is the number of a course in the address of its page.
func id(page string) string { return page[strings.LastIndex(page, "/")+1:] }

func TestBulkStatusAsksFirst(t *testing.T) {
	w := newWorld(t)
	first, second := w.create("Kaigo"), w.create("Las")
	bare := strings.TrimSuffix(w.must(w.desk.Post(home+"/baru", course("Tanpa jadwal")), http.StatusSeeOther).Location, "/jadwal")
	chosen := url.Values{"next": {"published"}, "id": {id(first), id(second), id(bare), id(first), "x", "999999"}}
	asked := w.must(w.desk.Post(home+"/status", chosen), http.StatusOK)
	if asked.Text("h1") != "Terbitkan 2 pelatihan?" || !strings.Contains(asked.Text(".notice--warn"), "Tanpa jadwal: ") {
		t.Fatalf("%q, %q", asked.Text("h1"), asked.Text(".notice--warn"))
	}
	if got := w.desk.Get(first).Text(".badge"); got != "Draf" {
		t.Fatalf("asking moved it: %q", got)
	}
	sent := asked.Filled("main form")
	sent.Add("id", id(bare)) // what became of it meanwhile is told
	w.must(w.desk.Post(home+"/status", sent), http.StatusSeeOther)
	list := w.desk.Get(home)
	if flash := list.Text(".flash"); !strings.Contains(flash, "2 pelatihan diubah statusnya. 1 tidak bisa: ") {
		t.Errorf("flash %q", flash)
	}
	if got := w.desk.Get(second).Text(".badge"); got != "Terbit" {
		t.Errorf("second is %q", got)
	}

	// Cancelling takes a reason.
	asked = w.must(w.desk.Post(home+"/status", url.Values{"next": {"cancelled"}, "id": {id(first), id(bare)}}), http.StatusOK)
	if !strings.Contains(asked.Text(".notice--warn"), "Tanpa jadwal") {
		t.Errorf("a draft can be cancelled: %q", asked.Text("main"))
	}
	sent = asked.Filled("main form")
	lost := w.must(w.desk.Post(home+"/status", sent), http.StatusUnprocessableEntity)
	if lost.Text("#f-reason-error") == "" {
		t.Errorf("no word beside the reason: %q", lost.Text(".summary"))
	}
	sent.Set("reason", "Pengajar sakit")
	w.must(w.desk.Post(home+"/status", sent), http.StatusSeeOther)
	if got := w.desk.Get(first).Text(".badge"); got != "Dibatalkan" {
		t.Errorf("first is %q", got)
	}

	for name, bad := range map[string]url.Values{
		"nobody chosen": {"next": {"published"}}, "no status": {"id": {id(first)}}, "another status": {"id": {id(first)}, "next": {"gone"}},
		"too many": {"id": make([]string, 201), "next": {"published"}},
	} {
		if r := w.desk.Post(home+"/status", bad); r.Status != http.StatusUnprocessableEntity || r.Text(".summary") == "" {
			t.Errorf("%s: %d", name, r.Status)
		}
	}
}

func TestListFiltersAndScope(t *testing.T) {
	w := newWorld(t)
	kaigo := w.create("Kaigo")
	w.create("Las")
	if got := w.desk.Get(home + "?q=kaigo").Doc.Find("tbody tr").Length(); got != 1 {
		t.Errorf("%d courses with the word", got)
	}
	if got := w.desk.Get(home + "?status=published").Doc.Find("tbody tr").Length(); got != 0 {
		t.Errorf("%d published", got)
	}
	w.must(w.desk.Get(home+"?hal=99999999&status=x&q=%00"), http.StatusOK)

	var number int64
	if _, err := fmt.Sscan(id(kaigo), &number); err != nil {
		t.Fatal(err)
	}
	other := w.SignIn(t, w.staff("Panitia Lain", app.Grant{Role: app.RolePanitia, EventID: number}))
	list := w.must(other.Get(home), http.StatusOK)
	if list.Doc.Find("tbody tr").Length() != 1 || list.Doc.Find(`a[href="`+home+`/baru"]`).Length() != 0 {
		t.Errorf("who has one course sees %q", list.Text("main"))
	}
	for _, page := range []string{"", "/ubah", "/jadwal", "/pratinjau"} {
		w.must(other.Get(kaigo+page), http.StatusOK)
		for _, strange := range []string{"999999", "x", "0", "99999999999999999999", "%00"} {
			w.must(other.Get(home+"/"+strange+page), http.StatusNotFound)
		}
	}
	w.must(other.Post(kaigo+"/gandakan", url.Values{"first": {"2027-01-04"}}), http.StatusForbidden)
	w.must(other.Post(home+"/baru", course("Baru")), http.StatusForbidden)
}

func TestEditKeepsWhatWasTyped(t *testing.T) {
	w := newWorld(t)
	bad := course("")
	bad.Set("capacity", "banyak")
	bad.Set("closes_on", "2026-11-01")
	bad.Set("starts_on", "31/31/2026")
	bad.Set("stage_name_0", "Tes tertulis")
	bad.Set("stage_from_0", "menyusul")
	r := w.must(w.desk.Post(home+"/baru", bad), http.StatusUnprocessableEntity)
	for _, field := range []string{"title", "capacity", "closes_on", "starts_on", "stage_from_0"} {
		if r.Text("#f-"+field+"-error") == "" {
			t.Errorf("no word beside %s", field)
		}
	}
	if again := r.Filled("main form"); again.Get("capacity") != "banyak" || again.Get("starts_on") != "31/31/2026" || again.Get("summary") != bad.Get("summary") {
		t.Errorf("typed %v", again)
	}

	page := w.create("Kaigo")
	form := w.desk.Get(page + "/ubah").Filled("main form.form")
	slow := maps.Clone(form)
	form.Set("title", "Kaigo dasar")
	w.must(w.desk.Post(page+"/ubah", form), http.StatusSeeOther)
	slow.Set("title", "Kaigo lanjut")
	lost := w.must(w.desk.Post(page+"/ubah", slow), http.StatusUnprocessableEntity)
	if lost.Filled("main form.form").Get("title") != "Kaigo lanjut" || w.desk.Get(page).Text("h1") != "Kaigo dasar" {
		t.Error("what was typed is gone, or overwrote")
	}
}

func TestScheduleSaysWhatIsWrong(t *testing.T) {
	w := newWorld(t)
	page := w.create("Kaigo")
	r := w.must(w.desk.Post(page+"/jadwal", url.Values{"kind": {"meeting"}, "first": {"besok"}, "from": {"jam 8"}, "until": {"25.00"}, "left_out": {"libur"}, "last": {"akhir tahun"}}), http.StatusUnprocessableEntity)
	for _, field := range []string{"first", "from", "until", "left_out", "last"} {
		if r.Text("#f-"+field+"-error") == "" {
			t.Errorf("no word beside %s: %s", field, r.Text(".summary"))
		}
	}
	session := w.session(page)
	form := w.desk.Get(session).Filled("main form")
	form.Set("session_until", "07.00")
	form.Set("session_day", "kapan-kapan")
	r = w.must(w.desk.Post(session, form), http.StatusUnprocessableEntity)
	if r.Text("#f-session_day-error") == "" || r.Filled("main form").Get("session_until") != "07.00" {
		t.Error("the day is not told, or the hour is gone")
	}
	form.Set("session_day", "2026-12-07")
	r = w.must(w.desk.Post(session, form), http.StatusUnprocessableEntity)
	if r.Text("#f-session_until-error") == "" {
		t.Errorf("it ends before it begins: %s", r.Text(".summary"))
	}
	// Days and hours are read as on every other desk.
	form.Set("session_day", "8/12/2026")
	form.Set("session_from", "20")
	form.Set("session_until", "24:00")
	w.must(w.desk.Post(session, form), http.StatusSeeOther)
	if now := w.desk.Get(session).Filled("main form"); now.Get("session_day") != "2026-12-08" || now.Get("session_from") != "20.00" || now.Get("session_until") != "24.00" {
		t.Errorf("kept as %v", now)
	}
	w.must(w.desk.Post(session, url.Values{"do": {"delete"}}), http.StatusSeeOther)
	if n := w.desk.Get(page + "/jadwal").Doc.Find(".meetings--desk li").Length(); n != 3 {
		t.Errorf("%d meetings are left", n)
	}
	w.must(w.desk.Get(session), http.StatusNotFound)
}

func TestDuplicate(t *testing.T) {
	w := newWorld(t)
	page := w.create("Kaigo")
	copied := w.must(w.desk.Post(page+"/gandakan", w.desk.Get(page).Filled("form[action$=gandakan]")), http.StatusSeeOther).Location
	if got := w.desk.Get(strings.TrimSuffix(copied, "/ubah")).Text("main"); !strings.Contains(got, "Angkatan 10") {
		t.Errorf("the next batch: %q", got)
	}
	w.must(w.desk.Post(page+"/gandakan", url.Values{"first": {"nanti"}}), http.StatusUnprocessableEntity)
	// A mistake in one form of the page leaves the others as they were.
	for _, bad := range []struct {
		path string
		form url.Values
	}{{"/status", url.Values{"next": {"cancelled"}}}, {"/status", url.Values{"next": {"gone"}}}, {"/gandakan", url.Values{"first": {""}, "batch": {"Angkatan X"}}}} {
		r := w.must(w.desk.Post(page+bad.path, bad.form), http.StatusUnprocessableEntity)
		form := r.Filled("form[action$=gandakan]")
		if bad.path == "/status" && (form.Get("first") != "2026-12-28" || form.Get("batch") != "Angkatan 10") || bad.path != "/status" && form.Get("batch") != "Angkatan X" {
			t.Errorf("after %s %v the copy begins with %v", bad.path, bad.form, form)
		}
	}
}
