package catalogue_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"gerbang/app"
)

func TestCheckAgency(t *testing.T) {
	s := newShop(t)
	s.insert("agencies", row{"slug": "beku", "name": "PT Karya Beku", "sip3mi": "9001/1", "licence_until": day(100), "status": "suspended", "former_names": "PT Beku Lama"})
	s.insert("agencies", row{"slug": "cabut", "name": "PT Karya Cabut", "sip3mi": "8002/2", "licence_until": day(100), "status": "revoked"})
	s.insert("agencies", row{"slug": "lewat", "name": "PT Karya Lewat", "sip3mi": "7003/3", "licence_until": day(-1)})
	s.insert("agencies", row{"slug": "hari-ini", "name": "PT Hari Ini", "sip3mi": "6004/4", "licence_until": day(0)})
	for q, want := range map[string]struct{ exact, alike string }{
		"bahtera karya":  {"Izin aktif", ""},
		"123/2024":       {"Izin aktif", ""},
		"PT. Karya-Beku": {"Izin dibekukan", ""},
		"beku lama":      {"Izin dibekukan", ""},
		"karya cabut":    {"Izin dicabut", ""},
		"karya lewat":    {"Izin habis", ""},
		"hari ini":       {"Izin segera habis", ""},
		"bahtera":        {"", "PT Bahtera Karya"},
		"bahtra karya":   {"", "PT Bahtera Karya"},
		"124/2024":       {"", "PT Bahtera Karya"},
		"CV Karya Cabut": {"", "PT Karya Cabut"},
	} {
		res := s.get(t, "/kerja-aman/cek-perusahaan?q="+url.QueryEscape(q), http.StatusOK)
		if got := res.Text(".card .badge"); got != want.exact || res.Text(".alikes__name") != want.alike && want.exact == "" {
			t.Errorf("%s: %q and %q, want %q", q, got, res.Text(".alikes__name"), want)
		}
		if says := strings.Contains(res.Text(".notice__title"), "tidak ada di daftar kami"); says != (want.exact == "") {
			t.Errorf("%s: says that it is not known: %v", q, says)
		}
	}
	res := s.get(t, "/kerja-aman/cek-perusahaan?q=%3Cb%3Etidak+ada", http.StatusOK)
	if got := res.Text(".notice__title"); got != "“<b>tidak ada” tidak ada di daftar kami" || res.Doc.Find(".donts li").Length() != 3 ||
		res.Doc.Find(`.notice a[href^="https://siskop2mi"]`).Length() != 1 {
		t.Errorf("not found says %q: %s", got, res.Text(".notice"))
	}
	for _, q := range []string{"pt", "P.T.", "%21%21"} {
		if got := s.get(t, "/kerja-aman/cek-perusahaan?q="+q, http.StatusOK); got.Doc.Find(".card, .alikes").Length() != 0 || !strings.Contains(got.Text(".notice"), "3 huruf") {
			t.Errorf("%s finds %d", q, got.Doc.Find(".card").Length())
		}
	}
}

func TestAgencyPage(t *testing.T) {
	s := newShop(t)
	s.job("kaigo", nil)
	s.insert("booths", row{"event_id": s.event(app.JobFair, "bursa", nil), "number": "A7", "agency_id": s.agency})
	if _, err := s.sql.Exec(`UPDATE agencies SET former_names = 'PT Bahtera Lama', address = 'Jalan Tebet 1', phone = '(021) 5550 1234', email = 'kantor@bahtera.example',
		website = 'https://bahtera.example', checked_on = now(), checked_name = 'Ani Wijaya', note = 'catatan rahasia' WHERE id = $1`, s.agency); err != nil {
		t.Fatal(err)
	}
	s.insert("agency_events", row{"agency_id": s.agency, "kind": "licensed", "effective_on": day(-700), "sip3mi": "1/2020", "licence_until": day(-10), "source": "Kepmen 1/2020"})
	s.insert("agency_events", row{"agency_id": s.agency, "kind": "renewed", "effective_on": day(-12), "sip3mi": "123/2024", "licence_until": day(300)})
	path := "/kerja-aman/cek-perusahaan/pt-bahtera"
	res := s.get(t, path, http.StatusOK)
	for _, want := range []string{"Izin berlaku sampai", "123/2024", "Ani Wijaya", "PT Bahtera Lama", "Jalan Tebet 1", "tel:+62215550", "mailto:kantor@bahtera.example", "stan A7", "/lowongan/kaigo", "Kepmen 1/2020"} {
		if !strings.Contains(string(res.Body), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(string(res.Body), "rahasia") {
		t.Error("the staff's note is public")
	}
	titles := res.Doc.Find(".timeline__title").Map(func(_ int, e *goquery.Selection) string { return e.Text() })
	if strings.Join(titles, ", ") != "Izin diperpanjang, Izin diberikan" {
		t.Errorf("history %v", titles)
	}
	if got := s.get(t, "/en"+path, http.StatusOK); !strings.Contains(got.Text("main"), "Licence valid until") {
		t.Errorf("English: %s", got.Text("main"))
	}
	if got := s.get(t, "/lowongan/kaigo", http.StatusOK); got.Doc.Find(`.verified a[href="`+path+`"]`).Length() != 1 {
		t.Error("the job does not lead to its company")
	}
	if got := s.get(t, "/bursa-kerja/bursa/perusahaan", http.StatusOK); got.Doc.Find(`.booth a[href="`+path+`"]`).Length() != 1 {
		t.Error("the booth does not lead to its company")
	}
	s.get(t, "/kerja-aman/cek-perusahaan/tidak-ada", http.StatusNotFound)
	s.get(t, "/kerja-aman/cek-perusahaan/%00", http.StatusNotFound)

	// A suspension; that it empties the page caches of all replicas is tested with them.
	officer := &app.Actor{Name: "Ani Wijaya", Grants: []app.Grant{{Role: app.RoleOfficer}}}
	if _, err := s.site.DB.RecordLicence(t.Context(), officer, s.agency, 1, app.LicenceStep{Kind: app.AgencySuspension, EffectiveOn: time.Now(), Reason: "Diperiksa karena aduan"}); err != nil {
		t.Fatal(err)
	}
	s.site.Kit.Pages.Clear()
	if gone := s.get(t, "/lowongan/kaigo", http.StatusGone); gone.Header.Get("Cache-Control") != "private, no-cache" {
		t.Errorf("browsers may keep a 410 for ever: %q", gone.Header.Get("Cache-Control"))
	}
	if res := s.get(t, path, http.StatusOK); res.Text(".notice__title") != "Izin sedang dibekukan" || !strings.Contains(res.Text(".timeline"), "Diperiksa karena aduan") ||
		res.Doc.Find(".item").Length() != 0 {
		t.Errorf("after the suspension: %s", res.Text("main"))
	}
}

// The state places without a licence: no page asks for one or shows one.
func TestWhatTheStatePlaces(t *testing.T) {
	s := newShop(t)
	state := s.insert("agencies", row{"slug": "negara", "name": "Program Negara", "kind": "government", "sip3mi": nil, "licence_until": nil})
	s.job("eps", row{"agency_id": state, "scheme": "g_to_g"})
	for path, want := range map[string]string{
		"/kerja-aman/cek-perusahaan/negara":           "negara sendiri",
		"/kerja-aman/cek-perusahaan?q=program+negara": "Penempatan oleh negara",
		"/lowongan/eps": "Tidak perlu izin perusahaan",
	} {
		res := s.get(t, path, http.StatusOK)
		text := res.Text("main")
		if !strings.Contains(text, want) || strings.Contains(text, "P3MI") && strings.Contains(path, "lowongan") && !strings.Contains(text, "KP2MI dan BP3MI") {
			t.Errorf("%s says %s", path, text)
		}
		if strings.Contains(text, "0001") || strings.Contains(text, "Nomor SIP3MI") && !strings.Contains(path, "?q") {
			t.Errorf("%s shows a licence: %s", path, text)
		}
		if data := res.Text(`script[type="application/ld+json"]`); strings.Contains(data, "SIP3MI") || strings.Contains(data, `"P3MI `) {
			t.Errorf("%s tells search engines %s", path, data)
		}
	}
}
