package selection_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	_ "github.com/lib/pq"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
	"gerbang/app/secret"
	"gerbang/app/web/webtest"
)

// world is a site with a course that chooses among six applicants for two seats.
type world struct {
	*webtest.Site
	t          testing.TB
	sql        *sql.DB
	event      int64
	ids        []int64           // registrations
	candidates []*webtest.Client // by registration
	panitia    *webtest.Client
	assessor   *webtest.Client
	test, talk int64 // components
}

const desk = "/panitia/kaigo/seleksi"

func newWorld(t testing.TB) *world {
	t.Helper()
	dsn := pgtest.DSN(t)
	box, err := secret.New([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	db, err := postgres.Open(t.Context(), dsn, postgres.Options{Box: box})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	w := &world{Site: webtest.Over(t, db), t: t}
	if w.sql, err = sql.Open("postgres", dsn); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.sql.Close() })
	start := app.Day(time.Now()).AddDate(0, 0, 30).Add(8 * time.Hour)
	w.event = w.number(`INSERT INTO events (kind, slug, title, venue, status, approval, capacity, starts_at, ends_at, opens_at, closes_at)
		VALUES ('course', 'kaigo', 'Bahasa Jepang kaigo', 'PPKD Jakarta Selatan', 'published', 'selection', 2, $1, $2, now() - interval '9 days', now() - interval '1 hour') RETURNING id`,
		start, start.AddDate(0, 0, 45))
	w.exec(`INSERT INTO courses (event_id, trade) VALUES ($1, 'Bahasa Jepang')`, w.event)
	for i := range 6 {
		email := fmt.Sprintf("orang%d@example.test", i+1)
		account, err := db.CandidateAccount(t.Context(), email, "")
		if err != nil {
			t.Fatal(err)
		}
		candidate := w.number(`UPDATE candidates SET name = $2 WHERE account_id = $1 RETURNING id`, account, fmt.Sprintf("Orang %d", i+1))
		id := w.number(`INSERT INTO registrations (event_id, candidate_id, status, submitted_at) VALUES ($1, $2, 'submitted', now() - interval '2 days' + $3 * interval '1 minute') RETURNING id`,
			w.event, candidate, i)
		w.exec(`INSERT INTO tickets (registration_id, event_id, code) VALUES ($1, $2, $3)`, id, w.event, string(app.NewTicketCode()))
		w.ids = append(w.ids, id)
		w.candidates = append(w.candidates, w.SignIn(t, account))
	}
	w.exec(`UPDATE event_counters SET registrations = 6, live = 6 WHERE event_id = $1`, w.event)
	w.panitia, w.assessor = w.staff(app.RolePanitia, w.event), w.staff(app.RolePetugas, w.event)
	got := w.panitia.Post(desk+"/pengaturan", url.Values{
		"version": {"1"}, "reserves": {"2"}, "confirm_days": {"3"}, "tie_1": {"components"}, "tie_2": {"earlier"}, "bring": {"Pensil 2B"},
		"name_1": {"Tes tulis"}, "weight_1": {"60"}, "max_1": {"100"}, "pass_1": {"30"}, "round_1": {"1"},
		"name_3": {"Wawancara"}, "weight_3": {"40"}, "max_3": {""}, "round_3": {"1"},
	})
	w.to(got, desk+"/pengaturan")
	w.test = w.number(`SELECT id FROM selection_components WHERE name = 'Tes tulis'`)
	w.talk = w.number(`SELECT id FROM selection_components WHERE name = 'Wawancara'`)
	return w
}

func (w *world) staff(role app.Role, event int64) *webtest.Client {
	w.t.Helper()
	id, err := w.DB.CreateStaff(w.t.Context(), app.System("test"), string(role), fmt.Sprintf("%s%d@example.test", role, w.number(`SELECT count(*) FROM accounts`)), "x", []app.Grant{{Role: role, EventID: event}})
	if err != nil {
		w.t.Fatal(err)
	}
	return w.SignIn(w.t, id)
}

func (w *world) number(query string, args ...any) int64 {
	w.t.Helper()
	var n int64
	if err := w.sql.QueryRow(query, args...).Scan(&n); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
	return n
}

func (w *world) exec(query string, args ...any) {
	w.t.Helper()
	if _, err := w.sql.Exec(query, args...); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
}

func (w *world) to(r *webtest.Response, path string) {
	w.t.Helper()
	if r.Status != http.StatusSeeOther || r.Location != path {
		w.t.Fatalf("status %d to %q, want 303 to %q\n%s", r.Status, r.Location, path, r.Text("main"))
	}
}

func (w *world) status(r *webtest.Response, want int, words ...string) {
	w.t.Helper()
	if r.Status != want {
		w.t.Fatalf("status %d, want %d to %s\n%s", r.Status, want, r.Location, r.Text("main"))
	}
	for _, word := range words {
		if !strings.Contains(string(r.Body), word) {
			w.t.Errorf("the page does not say %q\n%s", word, r.Text("main"))
		}
	}
}

// cells fills in the grid for every applicant: the test of each, and the talk.
func (w *world) cells(tests, talks []string) url.Values {
	form := url.Values{}
	for i, id := range w.ids {
		if i >= len(tests) {
			break
		}
		form.Set("orang", strings.TrimSpace(form.Get("orang")+" "+fmt.Sprint(id)))
		for component, text := range map[int64]string{w.test: tests[i], w.talk: talks[i]} {
			form.Set(fmt.Sprintf("n_%d_%d", id, component), text)
			form.Set(fmt.Sprintf("w_%d_%d", id, component), "0:")
		}
	}
	return form
}

func (w *world) eligible() {
	w.t.Helper()
	form := url.Values{"do": {"eligible"}}
	for _, id := range w.ids {
		form.Add("pilih", fmt.Sprint(id))
	}
	w.to(w.panitia.Post(desk+"/pelamar", form), desk+"/pelamar")
}

func TestOnlyItsStaffMayOpenADesk(t *testing.T) {
	w := newWorld(t)
	elsewhere := w.number(`INSERT INTO events (kind, slug, title, starts_at, ends_at, opens_at, closes_at) VALUES ('course', 'lain', 'Lain', now(), now() + interval '1 day', now(), now() + interval '1 day') RETURNING id`)
	stranger, other := w.staff(app.RolePanitia, elsewhere), w.staff(app.RolePetugas, elsewhere)
	for page, want := range map[string][4]int{ // organizer, assessor, and both of another event
		"": {200, 303, 404, 404}, "/pengaturan": {200, 403, 404, 403}, "/pelamar": {200, 403, 404, 403}, "/slot": {200, 200, 404, 404}, "/nilai": {200, 200, 404, 404},
		"/nilai/impor": {200, 200, 404, 404}, "/nilai/templat/nilai.csv": {200, 200, 404, 404}, "/nilai/templat/x.csv": {404, 404, 404, 404},
		"/peringkat": {200, 403, 404, 403}, "/peringkat/999999": {404, 403, 404, 403}, "/hasil": {200, 403, 404, 403}, "/slot/999999": {404, 404, 404, 404},
	} {
		for i, c := range []*webtest.Client{w.panitia, w.assessor, stranger, other} {
			if got := c.Get(desk + page); got.Status != want[i] {
				t.Errorf("%s as %d: %d, want %d", page, i, got.Status, want[i])
			}
		}
	}
	if got := w.panitia.Get("/panitia/lain/seleksi"); got.Status != http.StatusNotFound {
		t.Errorf("an event of others that does not select: %d", got.Status)
	}
	// An assessor cannot do what only organizers may.
	for _, page := range []string{"/hasil", "/pelamar", "/pengaturan", "/slot", fmt.Sprintf("/peringkat/%d", w.ids[0])} {
		if got := w.assessor.Post(desk+page, url.Values{}); got.Status != http.StatusForbidden {
			t.Errorf("POST %s as an assessor: %d", page, got.Status)
		}
	}
}

func TestGridKeepsWhatIsTypedAndTellsOfTheOther(t *testing.T) {
	w := newWorld(t)
	w.eligible()
	form := w.cells([]string{"80", "abc", "101", "th"}, []string{"70,5", "60", "", "-"})
	got := w.assessor.Post(desk+"/nilai", form)
	w.status(got, http.StatusUnprocessableEntity, "Paling tinggi 100", "TH kalau tidak hadir", `value="abc"`, `value="101"`)
	if n := w.number(`SELECT count(*) FROM selection_scores WHERE absent OR score IS NOT NULL`); n != 5 {
		t.Errorf("%d marks saved beside the wrong ones, want 5", n)
	}
	// The same form again, as a second click sends it: the saved cells stay.
	got = w.assessor.Post(desk+"/nilai", form)
	w.status(got, http.StatusUnprocessableEntity)
	if n := w.number(`SELECT count(*) FROM selection_score_history`); n != 5 {
		t.Errorf("%d changes in the history, want 5", n)
	}
	second := w.staff(app.RolePetugas, w.event)
	name := fmt.Sprintf("n_%d_%d", w.ids[0], w.test)
	late := url.Values{"orang": {fmt.Sprint(w.ids[0])}, name: {"90"}, "w" + name[1:]: {"0:"}}
	got = second.Post(desk+"/nilai", late)
	w.status(got, http.StatusUnprocessableEntity, "mengubahnya menjadi 80", `value="90"`)
	late.Set("w"+name[1:], got.Doc.Find(`input[name="w`+name[1:]+`"]`).AttrOr("value", ""))
	w.to(second.Post(desk+"/nilai", late), desk+"/nilai")
	if n := w.number(`SELECT score::int FROM selection_scores WHERE registration_id = $1 AND component_id = $2`, w.ids[0], w.test); n != 90 {
		t.Errorf("score %d, want 90: knowing of the other's", n)
	}
	w.status(w.assessor.Get(desk+"/nilai?kosong=1&q=Orang&hal=x&slot=zz&komponen=99"), http.StatusOK)
	w.status(w.assessor.Get(fmt.Sprintf("%s/nilai?komponen=%d", desk, w.test)), http.StatusOK, "Orang 1")
}

func (w *world) upload(c *webtest.Client, content string) *webtest.Response {
	w.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	f, err := m.CreateFormFile("berkas", "nilai.csv")
	if err != nil {
		w.t.Fatal(err)
	}
	f.Write([]byte(content))
	m.Close()
	return c.Do(http.MethodPost, desk+"/nilai/impor", m.FormDataContentType(), &b)
}

func TestImportShowsBeforeItWrites(t *testing.T) {
	w := newWorld(t)
	w.eligible()
	template := string(w.assessor.Get(desk + "/nilai/templat/nilai.csv").Body)
	if !strings.Contains(template, "Orang 6") || !strings.Contains(template, "Tes tulis") {
		t.Fatalf("template:\n%s", template)
	}
	xlsx := w.assessor.Get(desk + "/nilai/templat/nilai.xlsx")
	if xlsx.Status != http.StatusOK || !bytes.HasPrefix(xlsx.Body, []byte("PK")) {
		t.Errorf("template as a workbook: %d", xlsx.Status)
	}
	file := fmt.Sprintf("Nomor pendaftaran;Nama;Tes tulis;Wawancara\n%d;Orang 1;80;70,5\n%d;Orang 2;TH;TH\n%d;Orang 3;200;x\n999;Siapa;1;2\n%d;Orang 1;1;2\n",
		w.ids[0], w.ids[1], w.ids[2], w.ids[0])
	got := w.upload(w.assessor, file)
	w.status(got, http.StatusOK, "4 nilai baru", "4 tidak bisa dipakai", "Tidak ada pelamar dengan nomor", "sudah ada di baris 2", "Paling tinggi 100")
	if n := w.number(`SELECT count(*) FROM selection_scores`); n != 0 {
		t.Fatalf("%d marks written by a preview", n)
	}
	cells := url.Values{"cells": {got.Doc.Find("input[name=cells]").AttrOr("value", "")}}
	w.to(w.assessor.Post(desk+"/nilai/impor/simpan", cells), desk+"/nilai")
	w.to(w.assessor.Post(desk+"/nilai/impor/simpan", cells), desk+"/nilai")
	if n := w.number(`SELECT count(*) FROM selection_score_history WHERE imported`); n != 4 {
		t.Errorf("%d imported marks, want 4", n)
	}
	w.status(w.upload(w.assessor, file), http.StatusOK, "0 nilai baru", "4 sama")
	w.status(w.upload(w.assessor, "a;b\n1;2\n"), http.StatusUnprocessableEntity)
	w.status(w.assessor.Post(desk+"/nilai/impor/simpan", url.Values{"cells": {"1.2.x"}}), http.StatusUnprocessableEntity)
	w.status(w.assessor.Post(desk+"/nilai/impor", url.Values{}), http.StatusUnprocessableEntity)
}

// mine are the pages on which an applicant might learn something.
func (w *world) mine(i int) string {
	w.t.Helper()
	var all strings.Builder
	var code string
	if err := w.sql.QueryRow(`SELECT code FROM tickets WHERE registration_id = $1 ORDER BY id DESC LIMIT 1`, w.ids[i]).Scan(&code); err != nil {
		w.t.Fatal(err)
	}
	one := fmt.Sprintf("/akun/pendaftaran/%d", w.ids[i])
	for _, page := range []string{"/akun", "/akun/pendaftaran", "/akun/tiket", one, one + "/seleksi", one + "/konfirmasi-kursi", one + "/batal", "/t/" + code, "/pelatihan/kaigo", desk + "/hasil", desk + "/nilai"} {
		for _, prefix := range []string{"", "/en"} {
			all.Write(w.candidates[i].Get(prefix + page).Body)
		}
	}
	return all.String()
}

func TestFromApplicantsToAReserveMovingUp(t *testing.T) {
	w := newWorld(t)
	// Five may take part; one may not, and is told why at once.
	form := url.Values{"do": {"ineligible"}, "pilih": {fmt.Sprint(w.ids[5])}}
	w.status(w.panitia.Post(desk+"/pelamar", form), http.StatusUnprocessableEntity, "Tulis alasannya")
	w.status(w.panitia.Post(desk+"/pelamar", url.Values{"do": {"eligible"}}), http.StatusUnprocessableEntity, "Pilih dulu orangnya")
	form.Set("reason", "Belum punya ijazah SMA")
	w.to(w.panitia.Post(desk+"/pelamar", form), desk+"/pelamar")
	eligible := url.Values{"do": {"eligible"}}
	for _, id := range w.ids[:5] {
		eligible.Add("pilih", fmt.Sprint(id))
	}
	w.to(w.panitia.Post(desk+"/pelamar", eligible), desk+"/pelamar")
	w.status(w.candidates[5].Get(fmt.Sprintf("/akun/pendaftaran/%d", w.ids[5])), http.StatusOK, "Belum punya ijazah SMA")

	// Slots: a pattern is looked at, saved and filled; a candidate changes theirs.
	slots := url.Values{"do": {"look"}, "round": {"1"}, "first": {time.Now().AddDate(0, 0, 5).Format(time.DateOnly)}, "days": {"1"}, "starts": {"08.00, 13.00"}, "minutes": {"90"}, "capacity": {"3"}, "place": {"Ruang 2"}}
	w.status(w.panitia.Post(desk+"/slot", slots), http.StatusOK, "2 sesi, 6 tempat")
	slots.Set("do", "save")
	w.to(w.panitia.Post(desk+"/slot", slots), desk+"/slot")
	w.to(w.panitia.Post(desk+"/slot", url.Values{"do": {"assign"}, "round": {"1"}, "order": {"fill"}}), desk+"/slot")
	if n := w.number(`SELECT count(*) FROM selection_bookings`); n != 5 {
		t.Fatalf("%d assigned", n)
	}
	first, second := w.number(`SELECT min(id) FROM event_sessions`), w.number(`SELECT max(id) FROM event_sessions`)
	mine := fmt.Sprintf("/akun/pendaftaran/%d", w.ids[0])
	w.status(w.candidates[0].Get(mine), http.StatusOK, "Ruang 2", "Pensil 2B", "08.00")
	w.status(w.candidates[0].Post(mine+"/seleksi", url.Values{"slot": {fmt.Sprint(second)}}), http.StatusUnprocessableEntity)
	w.exec(`UPDATE selections SET choose_from = now() - interval '1 day', choose_until = now() + interval '1 day'`)
	w.status(w.candidates[0].Get(mine+"/seleksi"), http.StatusOK, "sisa 1 tempat")
	w.status(w.candidates[0].Post(mine+"/seleksi", url.Values{}), http.StatusUnprocessableEntity, "Pilih satu sesi")
	w.to(w.candidates[0].Post(mine+"/seleksi", url.Values{"slot": {fmt.Sprint(second)}}), mine)
	w.to(w.candidates[0].Post(mine+"/seleksi", url.Values{"slot": {fmt.Sprint(second)}}), mine)
	if n := w.number(`SELECT taken FROM session_counters WHERE session_id = $1`, second); n != 3 {
		t.Errorf("%d in the second slot", n)
	}
	w.status(w.candidates[1].Post(fmt.Sprintf("/akun/pendaftaran/%d/seleksi", w.ids[1]), url.Values{"slot": {fmt.Sprint(second)}}), http.StatusUnprocessableEntity, "Sesi ini penuh")
	if got := w.candidates[1].Get(mine + "/seleksi"); got.Status != http.StatusNotFound {
		t.Errorf("somebody else's slots: %d", got.Status)
	}
	w.status(w.assessor.Get(fmt.Sprintf("%s/slot/%d", desk, first)), http.StatusOK, "Orang 2")

	// Scores, an override, and not a trace of either for the applicants.
	w.to(w.assessor.Post(desk+"/nilai", w.cells([]string{"50", "97,31", "70", "80", "20"}, []string{"50", "97,31", "70", "80", "20"})), desk+"/nilai")
	w.status(w.panitia.Get(desk+"/peringkat"), http.StatusOK, "97,31", "Cadangan nomor 2")
	override := url.Values{"outcome": {"reserve"}, "reason": {""}}
	person := fmt.Sprintf("%s/peringkat/%d", desk, w.ids[4])
	w.status(w.panitia.Post(person, override), http.StatusUnprocessableEntity, "Tulis alasan")
	w.status(w.panitia.Get(person), http.StatusOK, "Di bawah nilai minimum Tes tulis")
	for i := range w.ids[:5] {
		page := w.mine(i)
		for _, word := range []string{"97,31", "97.31", "peringkat", "diterima di", "Cadangan", "Reserve no", "Belum lolos", "Not selected", "selamat"} {
			if strings.Contains(page, word) {
				t.Errorf("applicant %d reads %q before publication", i+1, word)
			}
		}
	}

	// Publication: what was not seen is not published; once it is, all know.
	results := w.panitia.Get(desk + "/hasil")
	seen := results.Doc.Find("input[name=seen]").First().AttrOr("value", "")
	w.status(w.panitia.Post(desk+"/hasil", url.Values{"do": {"publish"}, "seen": {seen}}), http.StatusUnprocessableEntity, "Centang dulu")
	w.status(w.panitia.Post(desk+"/hasil", url.Values{"do": {"publish"}, "sure": {"1"}}), http.StatusUnprocessableEntity, "Ada yang berubah")
	w.status(w.panitia.Post(desk+"/hasil", url.Values{"do": {"schedule"}, "seen": {seen}, "publish_day": {"2020-01-01"}, "publish_clock": {"08.00"}}), http.StatusUnprocessableEntity, "waktu yang akan datang")
	w.status(w.panitia.Post(desk+"/hasil", url.Values{"do": {"schedule"}, "seen": {seen}, "publish_day": {"x"}, "publish_clock": {"y"}}), http.StatusUnprocessableEntity)
	w.to(w.panitia.Post(desk+"/hasil", url.Values{"do": {"schedule"}, "seen": {seen}, "publish_day": {time.Now().AddDate(0, 0, 1).Format(time.DateOnly)}, "publish_clock": {"10.00"}}), desk+"/hasil")
	w.status(w.assessor.Post(desk+"/nilai", w.cells([]string{"1"}, []string{"1"})), http.StatusUnprocessableEntity, "sudah ditutup")
	w.to(w.panitia.Post(desk+"/hasil", url.Values{"do": {"unschedule"}}), desk+"/hasil")
	w.to(w.panitia.Post(desk+"/hasil", url.Values{"do": {"publish"}, "sure": {"1"}, "seen": {seen}}), desk+"/hasil")
	w.to(w.panitia.Post(desk+"/hasil", url.Values{"do": {"publish"}, "sure": {"1"}, "seen": {seen}}), desk+"/hasil")
	w.status(w.panitia.Get(desk+"/hasil"), http.StatusOK, "Ditunggu sampai", "Cadangan nomor 1")

	w.status(w.candidates[1].Get(fmt.Sprintf("/akun/pendaftaran/%d", w.ids[1])), http.StatusOK, "Selamat, Anda diterima", "97,31 dari 100; peringkat 1 dari 4; batas 2 kursi", "konfirmasi-kursi")
	w.status(w.candidates[1].Get("/akun"), http.StatusOK, "konfirmasi-kursi")
	w.status(w.candidates[2].Get(fmt.Sprintf("/akun/pendaftaran/%d", w.ids[2])), http.StatusOK, "cadangan nomor 1", "70 dari 100")
	w.status(w.candidates[4].Get(fmt.Sprintf("/akun/pendaftaran/%d", w.ids[4])), http.StatusOK, "belum lolos", "di bawah nilai minimum 30", "/pelatihan")
	w.status(w.candidates[4].Get(fmt.Sprintf("/akun/pendaftaran/%d/konfirmasi-kursi", w.ids[4])), http.StatusNotFound)

	// One confirms, one gives the seat back, the first in reserve gets it.
	seat := func(i int) string { return fmt.Sprintf("/akun/pendaftaran/%d/konfirmasi-kursi", w.ids[i]) }
	w.status(w.candidates[1].Get(seat(1)), http.StatusOK, "Ya, saya ikut")
	w.to(w.candidates[1].Post(seat(1), url.Values{"jawaban": {"ya"}}), fmt.Sprintf("/akun/pendaftaran/%d", w.ids[1]))
	w.status(w.candidates[1].Get(fmt.Sprintf("/akun/pendaftaran/%d", w.ids[1])), http.StatusOK, "Kursi Anda sudah dikonfirmasi")
	if got := w.candidates[2].Post(seat(3), url.Values{"jawaban": {"tidak"}}); got.Status != http.StatusNotFound {
		t.Errorf("somebody else's seat: %d", got.Status)
	}
	w.to(w.candidates[3].Post(seat(3), url.Values{"jawaban": {"tidak"}}), fmt.Sprintf("/akun/pendaftaran/%d", w.ids[3]))
	w.status(w.candidates[2].Get(fmt.Sprintf("/akun/pendaftaran/%d", w.ids[2])), http.StatusOK, "Anda naik dari daftar cadangan", "konfirmasi-kursi")
	w.status(w.panitia.Get(desk+"/hasil"), http.StatusOK, "Naik dari cadangan", "Melepas kursi")
	if n := w.number(`SELECT taken FROM event_counters WHERE event_id = $1`, w.event); n != 2 {
		t.Errorf("%d seats taken", n)
	}
}

// Bad input is answered with a message and what was typed, never a failure.
func TestSettingsKeepWhatIsTyped(t *testing.T) {
	w := newWorld(t)
	got := w.panitia.Post(desk+"/pengaturan", url.Values{
		"version": {"2"}, "reserves": {"banyak"}, "confirm_days": {"0"}, "choose_from": {"kapan"}, "name_1": {"Tes"}, "weight_1": {"nol"}, "max_1": {"x"}, "pass_1": {"-1"},
	})
	w.status(got, http.StatusUnprocessableEntity, `value="banyak"`, `value="nol"`, `value="x"`)
	if n := got.Doc.Find(".field--error").Length(); n < 6 {
		t.Errorf("%d messages", n)
	}
	w.status(w.panitia.Post(desk+"/pengaturan", url.Values{"version": {"1"}, "reserves": {"1"}, "confirm_days": {"1"}}), http.StatusUnprocessableEntity, "Ada yang berubah")
	w.status(w.panitia.Post(desk+"/slot", url.Values{"round": {"99"}, "starts": {"pagi"}}), http.StatusUnprocessableEntity, `value="pagi"`)
}
