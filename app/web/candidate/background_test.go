package candidate_test

import (
	"net/url"
	"strings"
	"testing"
)

func TestBackgroundForms(t *testing.T) {
	w := newWorld(t)
	cl, _ := w.person(1)
	other, _ := w.person(2)

	wantStatus(t, cl.Post("/akun/profil/pendidikan", url.Values{}), 422)
	wantStatus(t, cl.Post("/akun/profil/pendidikan", url.Values{"education": {"slta"}}), 303)

	bad := cl.Post("/akun/profil/bahasa", url.Values{"language": {"JLPT|N4"}, "taken_on_day": {"31"}, "taken_on_month": {"2"}, "taken_on_year": {"2025"}, "number": {"N4A-77"}})
	wantStatus(t, bad, 422)
	for selector, want := range map[string]string{"[name=taken_on_day]": "31", "[name=number]": "N4A-77"} {
		if got := bad.Doc.Find(selector).AttrOr("value", ""); got != want {
			t.Errorf("%s keeps %q, want %q", selector, got, want)
		}
	}
	if got := bad.Doc.Find("option[selected]").AttrOr("value", ""); got != "JLPT|N4" {
		t.Errorf("the level kept is %q", got)
	}
	if bad.Doc.Find(`[data-error-summary] a[href="#f-taken_on"]`).Length() != 1 {
		t.Error("the summary does not lead to the date")
	}
	wantStatus(t, cl.Post("/akun/profil/bahasa", url.Values{"language": {"JLPT|N4"}, "valid_until_day": {"1"}, "valid_until_month": {"2"}, "valid_until_year": {"2020"}}), 303)
	wantStatus(t, cl.Post("/akun/profil/bahasa", url.Values{"language": {"Wawancara-EN|dasar"}}), 422)

	bad = cl.Post("/akun/profil/pengalaman", url.Values{"title": {"Perawat"}, "from_month": {"13"}, "from_year": {"2024"}})
	wantStatus(t, bad, 422)
	for _, field := range []string{"sector", "country", "from", "until"} {
		if bad.Doc.Find(`[data-error-summary] a[href="#f-`+field+`"]`).Length() != 1 || bad.Doc.Find("#f-"+field).Length() != 1 {
			t.Errorf("the summary does not lead to %s", field)
		}
	}
	wantStatus(t, cl.Post("/akun/profil/pengalaman", url.Values{
		"title": {"Perawat <lansia>"}, "sector": {"perawatan-lansia"}, "country": {"ID"}, "from_month": {"1"}, "from_year": {"2023"}, "until_month": {"6"}, "until_year": {"2024"},
	}), 303)

	page := cl.Get("/akun/profil")
	text := page.Text("main")
	for _, want := range []string{"SMA/SMK sederajat", "JLPT N4", "Habis masa berlaku 1 Feb 2020", "Perawat <lansia>", "Jan 2023 – Jun 2024 (1 tahun 6 bulan)", "Indonesia"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q on the profile: %s", want, text)
		}
	}
	evidence := func() string {
		return cl.Get("/akun/profil").Doc.Find(`section:has(a[href="/akun/dokumen/sertifikat-bahasa"])`).Text()
	}
	if got := evidence(); !strings.Contains(got, "Belum ada") {
		t.Errorf("the certificate without its paper: %q", got)
	}
	wantStatus(t, upload(t, cl, "/akun/dokumen/sertifikat-bahasa", photo(t)), 303)
	if got := evidence(); !strings.Contains(got, "belum diperiksa") {
		t.Errorf("the certificate with its paper: %q", got)
	}
	w.exec(`UPDATE candidate_documents SET status = 'checked'`)
	if got := evidence(); !strings.Contains(got, "Sudah diperiksa") {
		t.Errorf("the certificate with a checked paper: %q", got)
	}
	if other.Get("/akun/profil").Doc.Find(`main a[href="/akun/dokumen/sertifikat-bahasa"]`).Length() != 0 {
		t.Error("a paper is asked of somebody without a certificate")
	}
	if strings.Contains(string(cl.Get("/en/akun/profil").Body), "⟦") {
		t.Error("a text is missing in English")
	}
	var edit []string
	for _, a := range page.Doc.Find(".entries a").EachIter() {
		edit = append(edit, a.AttrOr("href", ""))
	}
	if len(edit) != 2 {
		t.Fatalf("entries to change: %v", edit)
	}
	for _, path := range edit {
		form := cl.Get(path)
		wantStatus(t, form, 200)
		wantStatus(t, other.Get(path), 404)
		wantStatus(t, other.Post(path+"/hapus", nil), 303)
		wantStatus(t, cl.Get(path), 200)
		if strings.Contains(string(cl.Get("/en"+path).Body), "⟦") {
			t.Errorf("a text is missing in English on %s", path)
		}
		for range 2 {
			wantStatus(t, cl.Post(path+"/hapus", nil), 303)
		}
		wantStatus(t, cl.Get(path), 404)
	}
	wantStatus(t, cl.Get("/akun/profil/bahasa/0"), 404)
	wantStatus(t, cl.Get("/akun/profil/pengalaman/x"), 404)
}
