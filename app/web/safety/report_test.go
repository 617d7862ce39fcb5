package safety_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"gerbang/app/web/webtest"
)

func jpegOf(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, w, h)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// send posts a form with photos.
func send(t *testing.T, c *webtest.Client, path string, form url.Values, photos ...[]byte) *webtest.Response {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, values := range form {
		for _, v := range values {
			if err := m.WriteField(name, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, photo := range photos {
		f, err := m.CreateFormFile("photos", "bukti.jpg")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(photo); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return c.Do(http.MethodPost, path, m.FormDataContentType(), &b)
}

func value(r *webtest.Response, name string) string {
	return r.Doc.Find("[name="+name+"]").AttrOr("value", r.Doc.Find("textarea[name="+name+"]").Text())
}

func TestSomebodyReportsAndFollows(t *testing.T) {
	s := webtest.New(t)
	visitor := s.Client(t)
	page := visitor.Get("/kerja-aman/lapor")
	if page.Status != http.StatusOK || page.Doc.Find("main .urgent a[href='tel:112']").Length() != 1 || page.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("status %d", page.Status)
	}
	if top := page.Doc.Find("main section, main form").First(); !top.HasClass("urgent") {
		t.Error("the emergency numbers do not stand first")
	}
	form := url.Values{"request_id": {value(page, "request_id")}, "story": {"Diminta lima juta"}, "accused_name": {"Pak Rudi"}, "rt": {"x"}, "kinds": {"money"}, "contact": {"siti"}, "at_risk": {"everybody"}}
	page = send(t, visitor, "/kerja-aman/lapor", form, jpegOf(t, 40, 30), []byte("%PDF-1.7"))
	if page.Status != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", page.Status)
	}
	var fields []string
	page.Doc.Find("[data-error-summary] a").Each(func(_ int, a *goquery.Selection) { fields = append(fields, a.AttrOr("href", "")) })
	if got := strings.Join(fields, " "); got != "#f-danger #f-at_risk #f-photos #f-rt #f-contact" {
		t.Errorf("errors lead to %s", got)
	}
	if value(page, "story") != "Diminta lima juta" || value(page, "accused_name") != "Pak Rudi" || value(page, "request_id") != form.Get("request_id") ||
		page.Doc.Find("[name=kinds][value=money][checked]").Length() != 1 {
		t.Error("answers are lost")
	}
	if n := page.Doc.Find("[name=drop]").Length(); n != 1 {
		t.Errorf("%d photos are kept, want the one that can be read", n)
	}
	form.Set("rt", "3")
	form.Set("danger", "tidak")
	form.Set("at_risk", "family")
	form.Set("contact", "")
	first := send(t, visitor, "/kerja-aman/lapor", form)
	second := send(t, visitor, "/kerja-aman/lapor", form) // a double click
	if first.Status != http.StatusSeeOther || second.Status != http.StatusSeeOther || first.Location != "/kerja-aman/lapor/terkirim" {
		t.Fatalf("%d %s, then %d", first.Status, first.Location, second.Status)
	}
	receipt := visitor.Get("/kerja-aman/lapor/terkirim")
	code, pin := receipt.Text(".receipt__code"), strings.TrimSpace(receipt.Doc.Find(".receipt__code").Last().Text())
	if receipt.Status != http.StatusOK || len(code) != 12 || len(pin) != 6 {
		t.Fatalf("%d, code %q, PIN %q", receipt.Status, code, pin)
	}
	if got := s.Client(t).Get("/kerja-aman/lapor/terkirim"); got.Location != "/kerja-aman/laporan" {
		t.Errorf("another browser: %d %s", got.Status, got.Location)
	}
	if got := visitor.Post("/kerja-aman/laporan/keluar", nil); got.Status != http.StatusSeeOther {
		t.Errorf("%d", got.Status)
	}
	if got := visitor.Get("/kerja-aman/lapor/terkirim"); got.Location != "/kerja-aman/laporan" {
		t.Error("the PIN is still shown after it was removed")
	}

	later := s.Client(t)
	wrong := "000000"
	if pin == wrong {
		wrong = "111111"
	}
	for _, tc := range [][2]string{{code, wrong}, {"LP-0000-0000", pin}} {
		got := later.Post("/kerja-aman/laporan", url.Values{"code": {tc[0]}, "pin": {tc[1]}})
		if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text("[data-error-summary]"), "Kode atau PIN salah") || strings.Contains(string(got.Body), tc[1]) {
			t.Errorf("%v: %d %s", tc, got.Status, got.Text("[data-error-summary]"))
		}
	}
	if got := later.Post("/kerja-aman/laporan", url.Values{"code": {strings.ToLower(strings.TrimPrefix(code, "LP-"))}, "pin": {pin[:3] + " " + pin[3:]}}); got.Location != "/kerja-aman/laporan" {
		t.Fatalf("%d %s", got.Status, got.Text("main"))
	}
	own := later.Get("/kerja-aman/laporan")
	if own.Text("h1") != code || !strings.Contains(own.Text("main .badge"), "Baru") || strings.Contains(string(own.Body), "Pak Rudi") {
		t.Errorf("%q %s", own.Text("h1"), own.Text("main"))
	}
	if got := later.Post("/kerja-aman/laporan/tambah", url.Values{"text": {""}}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("nothing to add: %d", got.Status)
	}
	if got := later.Post("/kerja-aman/laporan/tambah", url.Values{"text": {"Dia menelepon lagi"}}); got.Status != http.StatusSeeOther {
		t.Errorf("adding: %d", got.Status)
	}
	if got := later.Get("/kerja-aman/laporan"); !strings.Contains(got.Text(".timeline"), "Dia menelepon lagi") {
		t.Errorf("history %s", got.Text(".timeline"))
	}
}

func TestPINsAreThrottledWithoutTellingWhichCodesExist(t *testing.T) {
	s := webtest.New(t)
	c := s.Client(t)
	for range 10 {
		if got := c.Post("/kerja-aman/laporan", url.Values{"code": {"LP-0000-0000"}, "pin": {"000000"}}); got.Status != http.StatusUnprocessableEntity {
			t.Fatalf("status %d", got.Status)
		}
	}
	got := c.Post("/kerja-aman/laporan", url.Values{"code": {"LP-0000-0000"}, "pin": {"000000"}})
	if got.Status != http.StatusTooManyRequests || got.Header.Get("Retry-After") == "" || value(got, "code") != "LP-0000-0000" {
		t.Errorf("status %d", got.Status)
	}
	if got := c.Post("/kerja-aman/laporan", url.Values{"code": {"LP-0000-0001"}, "pin": {"000000"}}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("another code: %d", got.Status)
	}
}

func TestReportsAreThrottledWithEveryAnswerKept(t *testing.T) {
	s := webtest.New(t)
	c := s.Client(t)
	form := url.Values{"story": {"cerita"}, "danger": {"tidak"}, "kinds": {"other"}}
	for range 60 {
		if got := send(t, c, "/kerja-aman/lapor", form); got.Status != http.StatusSeeOther {
			t.Fatalf("status %d", got.Status)
		}
	}
	if got := send(t, c, "/kerja-aman/lapor", form); got.Status != http.StatusTooManyRequests || value(got, "story") != "cerita" {
		t.Errorf("status %d, story %q", got.Status, value(got, "story"))
	}
}

func TestUnknownJobsCannotBeReported(t *testing.T) {
	s := webtest.New(t)
	if got := s.Client(t).Get("/lowongan/tidak-ada/lapor"); got.Status != http.StatusNotFound {
		t.Errorf("form: %d", got.Status)
	}
	if got := send(t, s.Client(t), "/en/lowongan/tidak-ada/lapor", url.Values{"story": {"x"}, "danger": {"tidak"}, "kinds": {"other"}}); got.Status != http.StatusNotFound {
		t.Errorf("sending: %d", got.Status)
	}
}

func TestTooManyPhotos(t *testing.T) {
	s := webtest.New(t)
	photo := jpegOf(t, 40, 30)
	got := send(t, s.Client(t), "/kerja-aman/lapor", url.Values{"story": {"x"}, "danger": {"tidak"}, "kinds": {"other"}}, photo, photo, photo, photo)
	if got.Status != http.StatusUnprocessableEntity || got.Doc.Find("[name=drop]").Length() != 3 || got.Doc.Find("#f-photos-error").Length() != 1 {
		t.Fatalf("status %d, %d photos", got.Status, got.Doc.Find("[name=drop]").Length())
	}
	first := got.Doc.Find("[name=drop]").AttrOr("value", "")
	form := url.Values{"request_id": {value(got, "request_id")}, "story": {""}, "danger": {"tidak"}, "kinds": {"other"}, "drop": {first}}
	if got = send(t, s.Client(t), "/kerja-aman/lapor", form); got.Doc.Find("[name=drop]").Length() != 2 {
		t.Errorf("%d photos after one was dropped", got.Doc.Find("[name=drop]").Length())
	}
}
