package catalogue_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web/webtest"
)

// candidate signs in somebody of 27 years with a JFT-Basic A2 and SMA.
func (s *shop) candidate(t *testing.T, email string) (*webtest.Client, *app.Actor) {
	t.Helper()
	account, err := s.site.DB.CandidateAccount(t.Context(), email, "")
	if err != nil {
		t.Fatal(err)
	}
	me := &app.Actor{AccountID: account}
	for _, err := range []error{
		s.site.DB.SaveIdentity(t.Context(), me, postgres.IdentityInput{
			Name: "Siti Aminah", NIK: "3174014405990001", Phone: "+6281234567890",
			BirthDate: time.Now().AddDate(-27, 0, -40), Sex: app.Female,
		}),
		s.site.DB.SaveEducation(t.Context(), me, app.SLTA),
		s.site.DB.SaveCertificate(t.Context(), me, app.Certificate{Test: "JFT-Basic", Level: "A2"}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return s.site.SignIn(t, account), me
}

func TestMatchIsExplainedToTheCandidateAlone(t *testing.T) {
	s := newShop(t)
	s.job("kaigo", row{"age_max": 40, "age_reason": "berat", "skill_test": "Uji kaigo", "education": "slta"})
	s.job("las", row{"title": "Las", "quota_either": 0, "quota_men": 3, "sex_reason": "asrama", "language_test": "EPS-TOPIK", "language_level": ""})
	cl, _ := s.candidate(t, "siti@example.id")

	page := cl.Get("/lowongan/kaigo")
	if got := page.Text(".match__head .badge"); got != "Cocok" {
		t.Errorf("verdict %q", got)
	}
	panel := page.Text(".match")
	for _, want := range []string{"Anda 27 tahun saat lowongan ditutup", "Diminta JLPT N4. JFT-Basic A2 Anda setingkat", "Dinilai nanti", "Uji kaigo", "minimal SMA/SMK sederajat"} {
		if !strings.Contains(panel, want) {
			t.Errorf("no %q in %s", want, panel)
		}
	}
	page = cl.Get("/lowongan/las")
	if got := page.Text(".match__head .badge"); got != "Belum cocok" || !strings.Contains(page.Text(".match"), "Tempat yang ada untuk laki-laki") {
		t.Errorf("verdict %q: %s", got, page.Text(".match"))
	}
	form, _ := page.Doc.Find(".match__steps a").First().Attr("href")
	if form != "/akun/profil/bahasa?kembali="+url.QueryEscape("/lowongan/las#cocok") {
		t.Errorf("the step to take leads to %q", form)
	}
	saved := cl.Post(form, url.Values{"language": {"EPS-TOPIK|"}})
	if saved.Location != "/lowongan/las#cocok" {
		t.Errorf("a saved answer leads to %q", saved.Location)
	}
	if en := cl.Get("/en/lowongan/las"); strings.Contains(string(en.Body), "⟦") || en.Text(".match__head .badge") != "Does not suit you yet" {
		t.Errorf("in English: %s", en.Text(".match"))
	}

	visitor := s.get(t, "/lowongan/kaigo", http.StatusOK)
	if visitor.Doc.Find(".match__list").Length() != 0 || !strings.Contains(visitor.Text(".match"), "Masuk untuk melihat kecocokan") {
		t.Errorf("a visitor sees %s", visitor.Text(".match"))
	}
}

func TestSavingAJob(t *testing.T) {
	s := newShop(t)
	s.job("kaigo", nil)
	s.job("lewat", row{"closes_on": day(-1)})
	cl, _ := s.candidate(t, "siti@example.id")
	list := func() string {
		return strings.Join(cl.Get("/akun/lowongan").Doc.Find(".item__title").Map(func(_ int, e *goquery.Selection) string { return strings.TrimSpace(e.Text()) }), " ")
	}
	for range 2 {
		if got := cl.Post("/lowongan/kaigo/simpan", nil); got.Status != http.StatusSeeOther || got.Location != "/lowongan/kaigo" {
			t.Fatalf("saved: %d to %q", got.Status, got.Location)
		}
	}
	if got := cl.Get("/lowongan/kaigo").Text(".page-head form button"); got != "Tersimpan" || list() != "Perawat lansia" {
		t.Errorf("button %q, list %q", got, list())
	}
	for path, want := range map[string]int{"/lowongan/lewat/simpan": http.StatusGone, "/lowongan/tidak-ada/simpan": http.StatusNotFound} {
		if got := cl.Post(path, nil); got.Status != want {
			t.Errorf("%s: %d, want %d", path, got.Status, want)
		}
	}
	for range 2 {
		if got := cl.Post("/lowongan/kaigo/simpan", url.Values{"hapus": {"1"}, "kembali": {"/akun/lowongan"}}); got.Location != "/akun/lowongan" {
			t.Fatalf("removed: %d to %q", got.Status, got.Location)
		}
	}
	if got := list(); got != "" {
		t.Errorf("after removing: %q", got)
	}
	if got := cl.Post("/lowongan/kaigo/simpan", url.Values{"kembali": {"https://evil.test"}}); got.Location != "/lowongan/kaigo" {
		t.Errorf("leads away to %q", got.Location)
	}
	staff, err := s.site.DB.CreateStaff(t.Context(), app.System("test"), "Petugas", "petugas@example.test", "x", []app.Grant{{Role: app.RolePetugas}})
	if err != nil {
		t.Fatal(err)
	}
	gate := s.site.SignIn(t, staff)
	if got := gate.Post("/lowongan/kaigo/simpan", nil); got.Status != http.StatusForbidden {
		t.Errorf("staff: %d", got.Status)
	}
	if page := gate.Get("/lowongan/kaigo"); page.Doc.Find(".match, .page-head form").Length() != 0 {
		t.Error("staff are offered to save")
	}
}

func TestAVisitorsWishSurvivesSigningIn(t *testing.T) {
	s := newShop(t)
	s.job("kaigo", nil)
	s.job("las", row{"title": "Las"})
	_, me := s.candidate(t, "siti@example.id")
	browser := s.site.Client(t)
	got := browser.Post("/lowongan/kaigo/simpan", nil)
	if got.Location != "/masuk?kembali="+url.QueryEscape("/lowongan/kaigo/simpan") {
		t.Fatalf("a visitor is led to %q", got.Location)
	}
	s.site.SignInto(t, browser, me.AccountID)
	saved := func() int {
		n := 0
		if err := s.sql.QueryRow(`SELECT count(*) FROM saved_jobs`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	// An address that somebody else made up changes nothing.
	other := s.site.SignIn(t, me.AccountID)
	if got := other.Get("/lowongan/las/simpan"); got.Location != "/lowongan/las" || saved() != 0 {
		t.Errorf("without a wish: to %q, %d saved", got.Location, saved())
	}
	if got := browser.Get("/lowongan/kaigo/simpan"); got.Location != "/lowongan/kaigo" || saved() != 1 {
		t.Errorf("with the wish: to %q, %d saved", got.Location, saved())
	}
	if got := browser.Get("/lowongan/kaigo"); !strings.Contains(got.Text("main"), "Tersimpan") {
		t.Error("the page does not say that the job is saved")
	}
	browser.Post("/lowongan/kaigo/simpan", url.Values{"hapus": {"1"}})
	if browser.Get("/lowongan/kaigo/simpan"); saved() != 0 {
		t.Error("the wish came true twice")
	}
}
