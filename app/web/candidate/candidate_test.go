package candidate_test

import (
	"database/sql"
	"fmt"
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

type world struct {
	*webtest.Site
	t   testing.TB
	sql *sql.DB
}

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
	return w
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

// event makes an open fair ten days from now, of one place when it is small.
func (w *world) event(slug string, approval app.Approval, capacity int) int64 {
	w.t.Helper()
	start := app.Day(time.Now()).AddDate(0, 0, 10).Add(9 * time.Hour)
	return w.number(`INSERT INTO events (kind, slug, title, venue, status, approval, capacity, starts_at, ends_at, opens_at, closes_at)
		VALUES ('job_fair', $1, 'Bursa ' || $1, 'GOR Tebet', 'published', $2, $3, $4, $5, now() - interval '1 day', $4) RETURNING id`,
		slug, string(approval), capacity, start, start.Add(7*time.Hour))
}

// person signs in somebody with a complete profile.
func (w *world) person(serial int) (*webtest.Client, *app.Actor) {
	w.t.Helper()
	account, err := w.DB.CandidateAccount(w.t.Context(), fmt.Sprintf("orang%d@example.id", serial), "")
	if err != nil {
		w.t.Fatal(err)
	}
	me := &app.Actor{AccountID: account, CandidateID: w.number(`SELECT id FROM candidates WHERE account_id = $1`, account)}
	if err := w.DB.SaveIdentity(w.t.Context(), me, postgres.IdentityInput{
		Name: "Siti Aminah", NIK: app.NIK(fmt.Sprintf("317401440599%04d", serial)), Phone: "+6281234567890",
		BirthDate: time.Date(1999, 5, 4, 0, 0, 0, 0, time.UTC), Sex: app.Female,
	}); err != nil {
		w.t.Fatal(err)
	}
	if err := w.DB.SaveAddress(w.t.Context(), me, app.Address{RegionCode: "31.74.01.1001", RT: "003", RW: "012"}); err != nil {
		w.t.Fatal(err)
	}
	if err := w.DB.GiveConsent(w.t.Context(), me, app.ConsentRegistration); err != nil {
		w.t.Fatal(err)
	}
	return w.SignIn(w.t, account), me
}

func (w *world) register(me *app.Actor, event int64) postgres.Registered {
	w.t.Helper()
	r, err := w.DB.Register(w.t.Context(), me, postgres.RegisterInput{EventID: event})
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

func path(r postgres.Registered) string { return fmt.Sprintf("/akun/pendaftaran/%d", r.ID) }

func wantStatus(t testing.TB, r *webtest.Response, status int) {
	t.Helper()
	if r.Status != status {
		t.Fatalf("status %d to %q, want %d\n%s", r.Status, r.Location, status, r.Text("main"))
	}
}

func TestNextStep(t *testing.T) {
	w := newWorld(t)
	account, err := w.DB.CandidateAccount(t.Context(), "baru@example.id", "")
	if err != nil {
		t.Fatal(err)
	}
	if got := w.SignIn(t, account).Get("/akun"); got.Text(".next h2") != "Lengkapi profil Anda" {
		t.Errorf("somebody new: %q", got.Text("main"))
	}
	cl, me := w.person(1)
	if got := cl.Get("/akun").Text(".next h2"); got != "Ikut bursa kerja berikutnya" {
		t.Errorf("a complete profile: %q", got)
	}
	w.register(me, w.event("seleksi", app.Selection, 0))
	page := cl.Get("/akun")
	if got := page.Text(".next h2"); got != "Tunggu kabar tentang Bursa seleksi" {
		t.Errorf("awaiting selection: %q", got)
	}
	held := w.register(me, w.event("tebet", app.Instant, 5))
	page = cl.Get("/akun")
	if href, _ := page.Doc.Find(".next a.btn").Attr("href"); href != "/t/"+string(held.Code) {
		t.Errorf("a ticket: %q to %q", page.Text(".next h2"), href)
	}
	if page.Header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("may be kept: %q", page.Header.Get("Cache-Control"))
	}
	wantStatus(t, w.Client(t).Get("/akun"), 303)
	if strings.Contains(string(cl.Get("/en/akun").Body), "⟦") {
		t.Error("a text is missing in English")
	}
}

func TestTicketsAndRegistrations(t *testing.T) {
	w := newWorld(t)
	cl, me := w.person(1)
	if got := cl.Get("/akun/tiket").Text(".empty__title"); got != "Belum ada tiket" {
		t.Errorf("no ticket: %q", got)
	}
	if got := cl.Get("/akun/pendaftaran").Text(".empty__title"); got != "Belum ada pendaftaran" {
		t.Errorf("no registration: %q", got)
	}
	held := w.register(me, w.event("tebet", app.Instant, 5))
	off := w.register(me, w.event("batal", app.Instant, 5))
	if err := w.DB.CancelRegistration(t.Context(), me, off.ID, ""); err != nil {
		t.Fatal(err)
	}
	page := cl.Get("/akun/tiket")
	if links := page.Doc.Find(".item a"); links.Length() != 1 || links.AttrOr("href", "") != "/t/"+string(held.Code) {
		t.Errorf("%d tickets", links.Length())
	}
	page = cl.Get("/akun/pendaftaran")
	if got := page.Doc.Find(".section").Length(); got != 2 {
		t.Errorf("%d parts, want one of those under way and one of those past", got)
	}
	if href := page.Doc.Find(".section").Eq(1).Find(".item a").AttrOr("href", ""); href != path(off) {
		t.Errorf("past: %q", href)
	}
}

func TestRegistrationStory(t *testing.T) {
	w := newWorld(t)
	event := w.event("tebet", app.Instant, 1)
	first, firstActor := w.person(1)
	_, secondActor := w.person(2)
	third, thirdActor := w.person(3)
	held := w.register(firstActor, event)
	second := w.register(secondActor, event)
	waiting := w.register(thirdActor, event)

	page := third.Get(path(waiting))
	wantStatus(t, page, 200)
	if got := page.Text(".stat__value"); got != "2" {
		t.Errorf("place in line %q, want 2", got)
	}
	if got := page.Text(".timeline .is-current .timeline__title"); got != "Masuk daftar tunggu" {
		t.Errorf("current: %q", got)
	}
	wantStatus(t, third.Get(path(held)), 404)
	wantStatus(t, third.Get(path(held)+"/batal"), 404)
	wantStatus(t, third.Post(path(held)+"/batal", nil), 404)
	for _, id := range []string{"0", "x", "-1", "99999999999999999999"} {
		wantStatus(t, third.Get("/akun/pendaftaran/"+id), 404)
	}

	form := first.Get(path(held) + "/batal")
	wantStatus(t, form, 200)
	if !strings.Contains(form.Text("main"), "langsung diberikan kepada orang berikutnya") {
		t.Errorf("says %q", form.Text("main"))
	}
	long := first.Post(path(held)+"/batal", url.Values{"reason": {strings.Repeat("a", 501)}})
	wantStatus(t, long, 422)
	if got := long.Doc.Find("textarea").Text(); len(got) != 501 {
		t.Error("the reason was not kept")
	}
	for range 2 {
		if r := first.Post(path(held)+"/batal", url.Values{"reason": {"sakit"}}); r.Status != 303 || r.Location != path(held) {
			t.Fatalf("status %d to %q", r.Status, r.Location)
		}
	}
	page = first.Get(path(held))
	if !strings.Contains(page.Text(".flash"), "dibatalkan") || page.Doc.Find(".timeline .is-stopped").Length() != 1 || page.Doc.Find(`a[href$="/batal"]`).Length() != 0 {
		t.Errorf("after cancelling: %q", page.Text("main"))
	}
	if r := first.Get(path(held) + "/batal"); r.Status != 303 {
		t.Errorf("cancelling what is cancelled: %d", r.Status)
	}
	if n := w.number(`SELECT count(*) FROM registrations WHERE id = $1 AND status = 'confirmed'`, second.ID); n != 1 {
		t.Error("the first in line got no place")
	}
	if got := third.Get(path(waiting)).Text(".stat__value"); got != "1" {
		t.Errorf("place in line %q, want 1", got)
	}

	w.exec(`UPDATE events SET starts_at = now() - interval '9 hours', ends_at = now() - interval '2 hours' WHERE id = $1`, event)
	if r := third.Post(path(waiting)+"/batal", nil); r.Status != 303 {
		t.Fatalf("status %d", r.Status)
	}
	if flash := third.Get(path(waiting)).Text(".flash"); !strings.Contains(flash, "tidak bisa dibatalkan lagi") {
		t.Errorf("after the event: %q", flash)
	}
}

func TestProfile(t *testing.T) {
	w := newWorld(t)
	cl, me := w.person(1)
	page := cl.Get("/akun/profil")
	wantStatus(t, page, 200)
	text := page.Text("main")
	for _, want := range []string{"Siti Aminah", "•••• •••• •••• 0001", "•••• •••• 7890", "4 Mei 1999", "003/012", "Jakarta Selatan"} {
		if !strings.Contains(text, want) {
			t.Errorf("the profile does not show %q", want)
		}
	}
	if body := string(page.Body); strings.Contains(body, "3174014405990001") || strings.Contains(body, "81234567890") {
		t.Error("a whole number is in the page")
	}

	answers := url.Values{"name": {"Siti A. Putri"}, "nik": {""}, "phone": {""}, "birth_date_day": {"4"}, "birth_date_month": {"5"}, "birth_date_year": {"1999"}, "sex": {"female"}}
	if r := cl.Post("/akun/profil/identitas", answers); r.Status != 303 || r.Location != "/akun/profil" {
		t.Fatalf("status %d to %q", r.Status, r.Location)
	}
	answers.Set("name", "S1ti")
	r := cl.Post("/akun/profil/identitas", answers)
	wantStatus(t, r, 422)
	if r.Doc.Find("#f-name").AttrOr("value", "") != "S1ti" || r.Text("#f-name-error") == "" {
		t.Errorf("a bad name: %q", r.Text("[data-error-summary]"))
	}
	wantStatus(t, cl.Post("/akun/profil/alamat", url.Values{"where": {"outside"}}), 422)
	wantStatus(t, cl.Post("/akun/profil/alamat", url.Values{"where": {"dki"}, "region": {"31.74"}, "rt": {"1"}, "rw": {"1"}}), 422)
	if r := cl.Post("/akun/profil/alamat", url.Values{"where": {"outside"}, "city": {"Kota Depok"}, "rt": {"x"}}); r.Status != 303 {
		t.Fatalf("status %d: %s", r.Status, r.Text("[data-error-summary]"))
	}
	text = cl.Get("/akun/profil").Text("main")
	if !strings.Contains(text, "Siti A. Putri") || !strings.Contains(text, "Kota Depok") || strings.Contains(text, "003/012") {
		t.Errorf("saved: %q", text)
	}
	if me.AccountID == 0 || w.number(`SELECT count(*) FROM accounts WHERE id = $1 AND name = 'Siti A. Putri'`, me.AccountID) != 1 {
		t.Error("the account kept its old name")
	}
}
