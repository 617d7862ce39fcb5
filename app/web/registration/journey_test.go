package registration_test

import (
	"net/url"
	"strings"
	"testing"

	"gerbang/app"
	"gerbang/app/web/webtest"
)

// The whole way from an event to a ticket, as somebody new goes it: with a
// mistake at each step, and half of it on another phone.
func TestJourney(t *testing.T) {
	w := newWorld(t)
	_, sessions := w.event(app.JobFair, "tebet", 0, 1, 5)
	form := "/bursa-kerja/tebet/daftar"

	visitor := w.Client(t)
	start := visitor.Get(form)
	wantStatus(t, start, 200)
	if href, _ := start.Doc.Find("a.btn--primary").Attr("href"); href != "/masuk?kembali="+url.QueryEscape(form+"?lanjut=1") {
		t.Errorf("a visitor's button leads to %q", href)
	}
	wantTo(t, visitor.Get(form+"/identitas"), "/masuk?kembali="+url.QueryEscape(form+"/identitas"))

	cl := w.newcomer("siti@example.id")
	wantTo(t, cl.Get(form+"?lanjut=1"), form+"/identitas")
	for _, later := range []string{"alamat", "sesi", "persetujuan", "periksa"} {
		wantTo(t, cl.Get(form+"/"+later), form+"/identitas")
	}
	wantTo(t, cl.Post(form+"/periksa", nil), form+"/identitas")

	wrong := identityAnswers()
	wrong.Set("nik", "317401440599000")
	wrong.Set("birth_date_day", "31")
	wrong.Set("birth_date_month", "2")
	r := cl.Post(form+"/identitas", wrong)
	wantStatus(t, r, 422)
	if !strings.HasPrefix(r.Text("title"), "Kesalahan:") || r.Doc.Find("[data-error-summary] a").Length() != 2 {
		t.Errorf("title %q, summary %q", r.Text("title"), r.Text("[data-error-summary]"))
	}
	if got, _ := r.Doc.Find("#f-nik").Attr("value"); got != "317401440599000" {
		t.Errorf("the NIK as typed was not kept: %q", got)
	}
	if got := r.Text("#f-nik-error"); !strings.Contains(got, "Anda mengisi 15 angka") {
		t.Errorf("beside the NIK: %q", got)
	}
	wantTo(t, cl.Post(form+"/identitas", identityAnswers()), form+"/alamat")

	r = cl.Post(form+"/alamat", url.Values{"where": {"dki"}, "rt": {"0"}, "rw": {"12"}})
	wantStatus(t, r, 422)
	if r.Text("#f-region-error") == "" || r.Text("#f-rt-error") == "" || r.Text("#f-rw-error") != "" {
		t.Errorf("address errors: %q", r.Text("[data-error-summary]"))
	}
	if n := r.Doc.Find("#f-region option").Length(); n != 268 {
		t.Errorf("%d choices of kelurahan, want 267 and the empty one", n)
	}
	wantTo(t, cl.Post(form+"/alamat", addressAnswers()), form+"/sesi")

	phone := w.newcomer("siti@example.id") // the same account on another device
	wantTo(t, phone.Get(form+"?lanjut=1"), form+"/sesi")
	page := phone.Get(form + "/sesi")
	wantStatus(t, page, 200)
	if got := page.Text(".steps__text span"); got != "Langkah 3 dari 5" {
		t.Errorf("steps: %q", got)
	}
	if back, _ := page.Doc.Find("a.back").Attr("href"); back != form+"/alamat" {
		t.Errorf("back leads to %q", back)
	}
	wantStatus(t, phone.Post(form+"/sesi", nil), 422)
	wantStatus(t, phone.Post(form+"/sesi", url.Values{"session": {"999999"}}), 422)
	wantTo(t, phone.Post(form+"/sesi", url.Values{"session": {sessions[0]}}), form+"/persetujuan")

	page = phone.Get(form + "/persetujuan")
	if boxes := page.Doc.Find("input[type=checkbox]"); boxes.Length() != 3 || page.Doc.Find("input[checked]").Length() != 0 {
		t.Errorf("%d boxes, %d of them ticked", boxes.Length(), page.Doc.Find("input[checked]").Length())
	}
	r = phone.Post(form+"/persetujuan", url.Values{"consent_whatsapp": {"1"}})
	wantStatus(t, r, 422)
	if _, ticked := r.Doc.Find("#f-consent_whatsapp").Attr("checked"); !ticked || r.Text("#f-consent-error") == "" {
		t.Error("the ticked box was not kept, or the missing one not named")
	}
	wantTo(t, phone.Post(form+"/persetujuan", url.Values{"consent": {"1"}}), form+"/periksa")

	page = phone.Get(form + "/periksa")
	wantStatus(t, page, 200)
	text := page.Text("main")
	for _, want := range []string{"Siti Aminah", "•••• •••• •••• 0001", "RT 003/RW 012", "4 Mei 1999", "Perempuan"} {
		if !strings.Contains(text, want) {
			t.Errorf("the check page does not show %q", want)
		}
	}
	if strings.Contains(string(page.Body), "3174014405990001") || strings.Contains(text, "tidak sama") {
		t.Error("the check page shows the NIK, or warns of nothing")
	}

	done := phone.Post(form+"/periksa", answersOf(page))
	if done.Status != 303 || !strings.HasPrefix(done.Location, "/t/") {
		t.Fatalf("status %d to %q", done.Status, done.Location)
	}
	wantTo(t, phone.Post(form+"/periksa", answersOf(page)), done.Location) // pressed twice
	wantTo(t, cl.Get(form+"/identitas"), done.Location)                    // the back button
	wantTo(t, cl.Post(form+"/sesi", url.Values{"session": {sessions[1]}}), done.Location)
	if n := w.number(`SELECT count(*) FROM registrations`); n != 1 {
		t.Errorf("%d registrations", n)
	}
	again := cl.Get(form)
	if href, _ := again.Doc.Find("a.btn--primary").Attr("href"); href != done.Location {
		t.Errorf("who is registered is led to %q", href)
	}
	if flash := phone.Get(done.Location).Text(".flash"); !strings.Contains(flash, "Pendaftaran berhasil") {
		t.Errorf("flash %q", flash)
	}
}

// answersOf returns what the page's own form would send.
func answersOf(r *webtest.Response) url.Values {
	v := url.Values{}
	for _, s := range r.Doc.Find("main form input[type=hidden]").EachIter() {
		name, _ := s.Attr("name")
		value, _ := s.Attr("value")
		v.Add(name, value)
	}
	return v
}

func TestKnownAnswersAreSkipped(t *testing.T) {
	w := newWorld(t)
	_, sessions := w.event(app.JobFair, "tebet", 0, 5)
	w.event(app.Outreach, "rw-05", 20)
	cl := w.regular("siti@example.id", 1)
	wantTo(t, cl.Get("/bursa-kerja/tebet/daftar?lanjut=1"), "/bursa-kerja/tebet/daftar/sesi")
	wantTo(t, cl.Post("/bursa-kerja/tebet/daftar/sesi", url.Values{"session": {sessions[0]}}), "/bursa-kerja/tebet/daftar/periksa")
	wantTo(t, cl.Get("/sosialisasi/rw-05/daftar?lanjut=1"), "/sosialisasi/rw-05/daftar/periksa")
	page := cl.Get("/sosialisasi/rw-05/daftar/periksa")
	if got := page.Text(".steps__text span"); got != "Langkah 4 dari 4" {
		t.Errorf("without sessions: %q", got)
	}
	wantTo(t, cl.Get("/sosialisasi/rw-05/daftar/sesi"), "/sosialisasi/rw-05/daftar/periksa")
	if r := cl.Post("/sosialisasi/rw-05/daftar/periksa", answersOf(page)); r.Status != 303 || !strings.HasPrefix(r.Location, "/t/") {
		t.Errorf("status %d to %q", r.Status, r.Location)
	}

	page = cl.Get("/bursa-kerja/tebet/daftar/identitas")
	wantStatus(t, page, 200)
	if got := page.Text("details.kept summary"); !strings.Contains(got, "0001") || strings.Contains(string(page.Body), "3174014405990001") {
		t.Errorf("saved NIK: %q", got)
	}
	unchanged := identityAnswers()
	unchanged.Set("nik", "")
	unchanged.Set("phone", "")
	unchanged.Set("sex", "male")
	wantTo(t, cl.Post("/bursa-kerja/tebet/daftar/identitas", unchanged), "/bursa-kerja/tebet/daftar/periksa")
	if page := cl.Get("/bursa-kerja/tebet/daftar/periksa"); !strings.Contains(page.Text("main"), "NIK dan tanggal lahir tidak sama") {
		t.Error("no warning about another sex than the NIK's")
	}
}

func TestEnglishJourneyStaysEnglish(t *testing.T) {
	w := newWorld(t)
	_, sessions := w.event(app.JobFair, "tebet", 0, 5)
	cl := w.regular("siti@example.id", 1)
	wantTo(t, cl.Get("/en/bursa-kerja/tebet/daftar?lanjut=1"), "/en/bursa-kerja/tebet/daftar/sesi")
	wantTo(t, cl.Post("/en/bursa-kerja/tebet/daftar/sesi", url.Values{"session": {sessions[0]}}), "/en/bursa-kerja/tebet/daftar/periksa")
	r := cl.Post("/en/bursa-kerja/tebet/daftar/periksa", nil)
	if !strings.HasPrefix(r.Location, "/en/t/") {
		t.Fatalf("to %q", r.Location)
	}
	if page := cl.Get(r.Location); strings.Contains(string(page.Body), "⟦") || page.Text(".pass .badge") != "Confirmed" {
		t.Errorf("badge %q", page.Text(".pass .badge"))
	}
}

func TestClosedDoors(t *testing.T) {
	w := newWorld(t)
	cl := w.regular("siti@example.id", 1)
	tests := []struct {
		name, change, text string
	}{
		{"early", `UPDATE events SET opens_at = now() + interval '1 day' WHERE id = $1`, "Pendaftaran belum dibuka"},
		{"late", `UPDATE events SET closes_at = now() - interval '1 minute', opens_at = now() - interval '1 day' WHERE id = $1`, "Pendaftaran sudah ditutup"},
		{"off", `UPDATE events SET status = 'cancelled', cancelled_at = now() WHERE id = $1`, "Acara ini dibatalkan"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			id, _ := w.event(app.JobFair, tt.name, 0, 5)
			form := "/bursa-kerja/" + tt.name + "/daftar"
			w.exec(tt.change, id)
			page := cl.Get(form + "?lanjut=1")
			wantStatus(t, page, 200)
			if !strings.Contains(page.Text("main .notice"), tt.text) || page.Doc.Find("a.btn--primary").Length() != 0 {
				t.Errorf("says %q", page.Text("main"))
			}
			wantTo(t, cl.Get(form+"/sesi"), form)
			wantTo(t, cl.Post(form+"/identitas", identityAnswers()), form)
		})
	}
	w.event(app.JobFair, "buka", 0)
	for _, path := range []string{"/pelatihan/buka/daftar", "/sosialisasi/buka/daftar/periksa", "/bursa-kerja/tidak-ada/daftar"} {
		wantStatus(t, cl.Get(path), 404)
	}
	wantStatus(t, cl.Post("/pelatihan/buka/daftar/periksa", nil), 404)
	if n := w.number(`SELECT count(*) FROM registrations`); n != 0 {
		t.Errorf("%d registrations", n)
	}
}

func TestFullInTheMeantime(t *testing.T) {
	w := newWorld(t)
	_, sessions := w.event(app.JobFair, "tebet", 0, 1, 1)
	form := "/bursa-kerja/tebet/daftar"
	first, second, third := w.regular("a@example.id", 1), w.regular("b@example.id", 2), w.regular("c@example.id", 3)
	choose := func(cl *webtest.Client, session string) *webtest.Response {
		return cl.Post(form+"/sesi", url.Values{"session": {session}})
	}
	wantTo(t, choose(first, sessions[0]), form+"/periksa")
	wantTo(t, choose(second, sessions[0]), form+"/periksa")
	shown := second.Get(form + "/periksa")
	if r := first.Post(form+"/periksa", answersOf(first.Get(form+"/periksa"))); !strings.HasPrefix(r.Location, "/t/") {
		t.Fatalf("the first: %d to %q", r.Status, r.Location)
	}

	r := second.Post(form+"/periksa", answersOf(shown))
	wantStatus(t, r, 422)
	if got := r.Text("[data-error-summary]"); !strings.Contains(got, "baru saja penuh") || !strings.Contains(r.Text("main"), "Siti Aminah") {
		t.Errorf("says %q", got)
	}
	if len(answersOf(r)) != 0 {
		t.Error("the page of a full session still promises a place")
	}
	page := second.Get(form + "/sesi")
	if disabled := page.Doc.Find("input[name=session][disabled]"); disabled.Length() != 1 || !strings.Contains(page.Text(".choice__tag"), "Penuh") {
		t.Errorf("%d sessions disabled", disabled.Length())
	}
	wantStatus(t, choose(third, sessions[0]), 422) // full, while another has room
	wantTo(t, choose(second, sessions[1]), form+"/periksa")
	if r := second.Post(form+"/periksa", answersOf(second.Get(form+"/periksa"))); !strings.HasPrefix(r.Location, "/t/") {
		t.Fatalf("the second: %d to %q", r.Status, r.Location)
	}

	page = third.Get(form + "/sesi")
	if page.Doc.Find("input[name=session][disabled]").Length() != 0 || !strings.Contains(page.Text("main .notice"), "daftar tunggu") {
		t.Errorf("all full: %q", page.Text("main"))
	}
	wantTo(t, choose(third, sessions[0]), form+"/periksa")
	page = third.Get(form + "/periksa")
	if got := page.Text("main form button"); got != "Masuk daftar tunggu" {
		t.Errorf("button %q", got)
	}
	r = third.Post(form+"/periksa", answersOf(page))
	if r.Status != 303 || !strings.HasPrefix(r.Location, "/akun/pendaftaran/") {
		t.Fatalf("waiting: %d to %q", r.Status, r.Location)
	}
	wantTo(t, third.Get(form+"/sesi"), r.Location)
}

func TestSessionPastInTheMeantime(t *testing.T) {
	w := newWorld(t)
	id, sessions := w.event(app.JobFair, "tebet", 0, 5, 5)
	form := "/bursa-kerja/tebet/daftar"
	cl := w.regular("siti@example.id", 1)
	wantTo(t, cl.Post(form+"/sesi", url.Values{"session": {sessions[0]}}), form+"/periksa")
	page := cl.Get(form + "/periksa")
	w.exec(`UPDATE event_sessions SET starts_at = now() - interval '2 hours', ends_at = now() - interval '1 hour' WHERE id = $1 AND event_id = $2`, sessions[0], id)
	wantTo(t, cl.Post(form+"/periksa", answersOf(page)), form+"/sesi")
	if flash := cl.Get(form + "/sesi").Text(".flash"); !strings.Contains(flash, "sudah lewat") {
		t.Errorf("flash %q", flash)
	}
}

// Where an event asks for no consent in writing, the page still tells.
func TestMinorsAreTold(t *testing.T) {
	w := newWorld(t)
	w.event(app.Outreach, "sekolah", 20)
	w.exec(`UPDATE events SET guardian_consent = false`)
	cl := w.regular("siti@example.id", 1)
	w.exec(`UPDATE candidates SET birth_date = now() - interval '16 years'`)
	page := cl.Get("/sosialisasi/sekolah/daftar/periksa")
	if !strings.Contains(page.Text("main"), "orang tua atau wali") {
		t.Error("no word of the guardian")
	}
	if r := cl.Post("/sosialisasi/sekolah/daftar/periksa", answersOf(page)); r.Status != 303 || !strings.HasPrefix(r.Location, "/t/") {
		t.Errorf("blocked: %d to %q", r.Status, r.Location)
	}
}

func TestSomebodyElsesNIK(t *testing.T) {
	w := newWorld(t)
	w.event(app.JobFair, "tebet", 0, 5)
	w.regular("siti@example.id", 1)
	cl := w.newcomer("lain@example.id")
	r := cl.Post("/bursa-kerja/tebet/daftar/identitas", identityAnswers())
	wantStatus(t, r, 422)
	if got := r.Text("#f-nik-error"); got == "" || strings.Contains(strings.ToLower(got), "terdaftar") {
		t.Errorf("says %q", got)
	}
	if n := w.number(`SELECT count(*) FROM outbox WHERE kind = 'candidate.nik_notice'`); n != 1 {
		t.Errorf("%d notices to the holder", n)
	}
}

func TestStaffCannotRegister(t *testing.T) {
	w := newWorld(t)
	w.event(app.JobFair, "tebet", 0, 5)
	staff := w.number(`WITH a AS (INSERT INTO accounts (name, email, password_hash) VALUES ('Budi', 'budi@example.id', 'x') RETURNING id)
		INSERT INTO grants (account_id, role) SELECT id, 'petugas' FROM a RETURNING account_id`)
	cl := w.SignIn(t, staff)
	page := cl.Get("/bursa-kerja/tebet/daftar?lanjut=1")
	wantStatus(t, page, 200)
	if !strings.Contains(page.Text("main"), "Akun petugas tidak bisa mendaftar") {
		t.Errorf("says %q", page.Text("main"))
	}
	wantStatus(t, cl.Get("/bursa-kerja/tebet/daftar/identitas"), 403)
	wantStatus(t, cl.Post("/bursa-kerja/tebet/daftar/periksa", nil), 403)
}
