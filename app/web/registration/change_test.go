package registration_test

import (
	"net/url"
	"strings"
	"testing"

	"gerbang/app"
	"gerbang/app/web/webtest"
)

// detail returns the page of the only registration of somebody for an event.
func (w *world) detail(event int64, email string) string {
	w.t.Helper()
	var id string
	if err := w.sql.QueryRow(`SELECT r.id FROM registrations r JOIN candidates c ON c.id = r.candidate_id JOIN accounts a ON a.id = c.account_id
		WHERE r.event_id = $1 AND a.email = $2 AND r.status <> 'cancelled'`, event, email).Scan(&id); err != nil {
		w.t.Fatal(err)
	}
	return "/akun/pendaftaran/" + id
}

func TestChangeOfSession(t *testing.T) {
	w := newWorld(t)
	event, sessions := w.event(app.JobFair, "tebet", 0, 1, 1, 5)
	form := "/bursa-kerja/tebet/daftar"
	owner, other := w.regular("siti@example.id", 1), w.regular("budi@example.id", 2)
	for cl, s := range map[*webtest.Client]string{owner: sessions[0], other: sessions[1]} {
		cl.Post(form+"/sesi", url.Values{"session": {s}})
		if r := cl.Post(form+"/periksa", nil); !strings.HasPrefix(r.Location, "/t/") {
			t.Fatalf("to %q", r.Location)
		}
	}
	path := w.detail(event, "siti@example.id")
	page := owner.Get(path)
	if href, _ := page.Doc.Find(`a[href$="/sesi"]`).Attr("href"); href != path+"/sesi" {
		t.Errorf("the way to another session leads to %q", href)
	}
	page = owner.Get(path + "/sesi")
	wantStatus(t, page, 200)
	if disabled := page.Doc.Find("input[disabled]"); disabled.Length() != 1 { // the one that is full; one's own is marked
		t.Errorf("%d sessions cannot be chosen", disabled.Length())
	}
	full := owner.Post(path+"/sesi", url.Values{"session": {sessions[1]}})
	wantStatus(t, full, 422)
	if !strings.Contains(full.Text("#f-session-error"), "penuh") || full.Doc.Find("input[value='"+sessions[1]+"'][checked]").Length() != 1 {
		t.Errorf("a full session: %q", full.Text("[data-error-summary]"))
	}
	wantStatus(t, owner.Post(path+"/sesi", nil), 422)
	wantTo(t, owner.Post(path+"/sesi", url.Values{"session": {sessions[2]}}), path)
	if flash := owner.Get(path).Text(".flash"); !strings.Contains(flash, "Tiket Anda tetap sama") {
		t.Errorf("flash %q", flash)
	}
	wantStatus(t, other.Get(path+"/sesi"), 404)
	wantStatus(t, other.Post(path+"/sesi", url.Values{"session": {sessions[2]}}), 404)
	wantStatus(t, other.Post(path+"/terima", nil), 404)
	wantStatus(t, other.Post(path+"/konfirmasi", nil), 404)

	w.exec(`UPDATE events SET change_until = now() - interval '1 minute' WHERE id = $1`, event)
	wantTo(t, owner.Get(path+"/sesi"), path)
	if page := owner.Get(path); !strings.Contains(page.Text(".flash"), "sudah lewat") || page.Doc.Find(`a[href$="/sesi"]`).Length() != 0 {
		t.Errorf("after the deadline: %q", page.Text(".flash"))
	}
}

func TestOfferedPlaceIsTakenOnItsPage(t *testing.T) {
	w := newWorld(t)
	event, _ := w.event(app.Outreach, "rw-05", 1)
	w.exec(`UPDATE events SET offer_minutes = 60 WHERE id = $1`, event)
	first, second := w.regular("siti@example.id", 1), w.regular("budi@example.id", 2)
	ticket := w.ticket(first, "rw-05")
	wait := second.Post("/sosialisasi/rw-05/daftar/periksa", nil)
	path := w.detail(event, "budi@example.id")
	wantTo(t, wait, path)
	wantTo(t, second.Post(path+"/terima", nil), path)
	if flash := second.Get(path).Text(".flash"); !strings.Contains(flash, "tidak berlaku") {
		t.Errorf("without an offer: %q", flash)
	}
	cancel, _ := first.Get(ticket).Doc.Find(`a[href$="/batal"]`).Attr("href")
	first.Post(cancel, nil)

	page := second.Get(path)
	if !strings.Contains(page.Text(".notice"), "Ada tempat untuk Anda") || page.Doc.Find(`form[action$="/terima"] button`).Length() != 1 {
		t.Fatalf("the offer is not shown: %q", page.Text("main"))
	}
	if n := page.Doc.Find(".timeline .is-current").Length(); n != 1 {
		t.Errorf("%d steps are the current one", n)
	}
	taken := second.Post(path+"/terima", nil)
	if taken.Status != 303 || !strings.HasPrefix(taken.Location, "/t/") {
		t.Fatalf("status %d to %q", taken.Status, taken.Location)
	}
	wantTo(t, second.Post(path+"/terima", nil), taken.Location)
	if page := second.Get(path); page.Doc.Find(`form[action$="/terima"]`).Length() != 0 {
		t.Error("an offer that was taken is still shown")
	}
}

func TestReconfirming(t *testing.T) {
	w := newWorld(t)
	event, _ := w.event(app.Outreach, "rw-05", 5)
	cl := w.regular("siti@example.id", 1)
	w.ticket(cl, "rw-05")
	path := w.detail(event, "siti@example.id")
	if page := cl.Get(path); page.Doc.Find(`form[action$="/konfirmasi"]`).Length() != 0 {
		t.Error("asked before its time")
	}
	wantTo(t, cl.Post(path+"/konfirmasi", nil), path)
	if flash := cl.Get(path).Text(".flash"); !strings.Contains(flash, "Tidak ada yang perlu dikonfirmasi") {
		t.Errorf("before its time: %q", flash)
	}
	w.exec(`UPDATE events SET reconfirm_from = now() - interval '1 hour', reconfirm_until = now() + interval '1 day' WHERE id = $1`, event)
	if page := cl.Get(path); page.Doc.Find(`form[action$="/konfirmasi"] button`).Length() != 1 {
		t.Fatalf("not asked: %q", page.Text("main"))
	}
	wantTo(t, cl.Post(path+"/konfirmasi", nil), path)
	if page := cl.Get(path); page.Doc.Find(`form[action$="/konfirmasi"]`).Length() != 0 || !strings.Contains(page.Text(".flash"), "Terima kasih") {
		t.Error("asked again, or not thanked")
	}
}

func TestConditionsAreToldBeforeAndAtTheLastMoment(t *testing.T) {
	w := newWorld(t)
	event, _ := w.event(app.Course, "jepang-1", 20)
	form := "/pelatihan/jepang-1/daftar"
	w.exec(`INSERT INTO event_eligibility (event_id, age_min, age_max, age_reason, education, region_code) VALUES ($1, 18, 60, 'x', 'slta', '31.74')`, event)
	cl := w.regular("siti@example.id", 1)
	if page := cl.Get(form); strings.Contains(page.Text("main"), "belum memenuhi syarat") {
		t.Error("what was not answered yet is held against somebody at the start")
	}
	wantTo(t, cl.Get(form+"?lanjut=1"), form+"/pendidikan")
	wantTo(t, cl.Get(form+"/periksa"), form+"/pendidikan")
	wantStatus(t, cl.Post(form+"/pendidikan", nil), 422)
	wantStatus(t, cl.Post(form+"/pendidikan", url.Values{"education": {"dukun"}}), 422)
	wantTo(t, cl.Post(form+"/pendidikan", url.Values{"education": {"sltp"}}), form+"/periksa")
	for _, page := range []string{form, form + "/periksa"} {
		if text := cl.Get(page).Text(".notice"); !strings.Contains(text, "belum memenuhi syarat") || !strings.Contains(text, "SMA") {
			t.Errorf("%s: %q", page, text)
		}
	}
	refused := cl.Post(form+"/periksa", nil)
	wantStatus(t, refused, 422)
	if !strings.Contains(refused.Text(".notice"), "belum memenuhi syarat") {
		t.Errorf("refused: %q", refused.Text("main"))
	}
	wantTo(t, cl.Post(form+"/pendidikan", url.Values{"education": {"slta"}}), form+"/periksa")
	if r := cl.Post(form+"/periksa", nil); r.Status != 303 || !strings.HasPrefix(r.Location, "/t/") {
		t.Errorf("status %d to %q", r.Status, r.Location)
	}
}

func TestNoOtherSessionToChangeTo(t *testing.T) {
	w := newWorld(t)
	event, sessions := w.event(app.JobFair, "tebet", 0, 5)
	cl := w.regular("siti@example.id", 1)
	cl.Post("/bursa-kerja/tebet/daftar/sesi", url.Values{"session": {sessions[0]}})
	ticket := cl.Post("/bursa-kerja/tebet/daftar/periksa", nil).Location
	for _, path := range []string{ticket, w.detail(event, "siti@example.id")} {
		if page := cl.Get(path); page.Status != 200 || page.Doc.Find(`a[href$="/sesi"]`).Length() != 0 {
			t.Errorf("%s offers to change the only session", path)
		}
	}
}
