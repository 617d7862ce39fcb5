package training_test

import (
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
	for range 2 { // sent twice
		w.must(w.desk.Post(page, first), http.StatusSeeOther)
	}
	form.Set("session_place", "Ruang 2")
	lost := w.must(w.desk.Post(page, form), http.StatusConflict)
	if again := lost.Filled("main form"); again.Get("session_place") != "Ruang 2" || again.Get("session_until") != "12.00" || !strings.Contains(lost.Text(".summary"), "baru saja mengubah") {
		t.Fatalf("typed %v, %s", again, lost.Text(".summary"))
	}
	if now := w.desk.Get(page).Filled("main form"); now.Get("session_until") != "13.00" || now.Get("session_place") != "" {
		t.Fatalf("overwritten: %v", now)
	}
	w.must(w.desk.Post(page, lost.Filled("main form")), http.StatusSeeOther)
}
