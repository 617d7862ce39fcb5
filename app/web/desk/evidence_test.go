package desk_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gerbang/app"
	"gerbang/app/web/webtest"
)

const (
	letter   = "%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
	scripted = "%PDF-1.4\n1 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj\nstartxref\n9\n%%EOF\n"
)

// send posts a form with a file, as browsers do.
func send(c *webtest.Client, path string, form url.Values, field, name, content string) *webtest.Response {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for key, values := range form {
		for _, v := range values {
			m.WriteField(key, v)
		}
	}
	part, _ := m.CreateFormFile(field, name)
	part.Write([]byte(content))
	m.Close()
	return c.Do(http.MethodPost, path, m.FormDataContentType(), &b)
}

func TestEvidenceMayCarryACopy(t *testing.T) {
	w := newWorld(t)
	path := w.must(w.mitra.Post("/mitra/lowongan/baru", w.filled()), http.StatusSeeOther).Location
	office := strings.Replace(path, "/mitra/", "/dasbor/", 1)
	w.must(w.mitra.Post(path+"/ajukan", nil), http.StatusSeeOther)
	version := w.ratna.Get(office).Doc.Find("form[action$=tayangkan] [name=version]").AttrOr("value", "")
	yes := url.Values{"version": {version}, "evidence": {"SISKOP2MI, dibuka hari ini"}, "checks": {"permit", "licence", "costs", "contract"}}

	// A paper that acts is refused, and everything else that is wrong is told with it.
	r := w.must(send(w.ratna, office+"/tayangkan", with(yes, "evidence", ""), "evidence_file", "surat.pdf", scripted), http.StatusUnprocessableEntity)
	if r.Doc.Find(".summary li").Length() != 2 || !strings.Contains(r.Text(".summary"), "demi keamanan") {
		t.Errorf("a PDF with a script: %s", r.Text(".summary"))
	}
	if r.Doc.Find("[name=checks][checked]").Length() != 4 {
		t.Error("what was ticked is lost")
	}
	// A good paper with something else wrong: browsers forget the file, and the page says so.
	r = w.must(send(w.ratna, office+"/tayangkan", with(yes, "evidence", ""), "evidence_file", "surat.pdf", letter), http.StatusUnprocessableEntity)
	if !strings.Contains(r.Text(".summary"), "Pilih lagi salinan buktinya") {
		t.Errorf("the file is forgotten without a word: %s", r.Text(".summary"))
	}
	w.must(send(w.ratna, office+"/tayangkan", yes, "evidence_file", "../surat \"izin\".pdf", letter), http.StatusSeeOther)
	w.public("perawat-lansia-osaka", http.StatusOK)

	link := w.ratna.Get(office).Doc.Find(".decision a").AttrOr("href", "")
	if !strings.HasPrefix(link, office+"/bukti/") {
		t.Fatalf("link %q", link)
	}
	got := w.must(w.ratna.Get(link), http.StatusOK)
	if string(got.Body) != letter || got.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment; filename*=UTF-8''") ||
		got.Header.Get("X-Content-Type-Options") != "nosniff" || got.Header.Get("Cache-Control") != "private, no-store" || !strings.Contains(got.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%s %v", got.Body, got.Header)
	}
	key := link[strings.LastIndex(link, "/")+1:]
	w.must(w.mitra.Get(path+"/bukti/"+key), http.StatusOK)

	// Nobody else: not the public, not another agency, not by another job.
	if r := w.Client(t).Get("/berkas/" + key); r.Status != http.StatusNotFound {
		t.Errorf("to the public: %d", r.Status)
	}
	if r := w.Client(t).Get(link); r.Status == http.StatusOK {
		t.Error("to a visitor")
	}
	other, err := w.DB.CreateAgency(t.Context(), app.System("test"), app.Agency{Name: "PT Lain", SIP3MI: "9/2024", LicenceUntil: day(300)}, "surat uji")
	if err != nil {
		t.Fatal(err)
	}
	rival, _ := w.staff("Rudi", app.Grant{Role: app.RoleMitra, AgencyID: other.ID})
	w.must(rival.Get(path+"/bukti/"+key), http.StatusNotFound)
	copied := w.must(w.ratna.Post(office+"/salin", nil), http.StatusSeeOther).Location
	w.must(w.ratna.Get(copied+"/bukti/"+key), http.StatusNotFound)
	w.must(w.ratna.Get(office+"/bukti/x"), http.StatusNotFound)
	if history := w.ratna.Get(office).Text(".history"); !strings.Contains(history, "Salinan bukti") {
		t.Errorf("history: %s", history)
	}
}
