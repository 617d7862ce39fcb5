package news_test

import (
	"bytes"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/web/webtest"
)

func writer(t *testing.T, s *webtest.Site, email string) *webtest.Client {
	t.Helper()
	id, err := s.DB.CreateStaff(t.Context(), app.System("test"), "Dewi", email, "x", []app.Grant{{Role: app.RolePanitia}})
	if err != nil {
		t.Fatal(err)
	}
	return s.SignIn(t, id)
}

func drawing(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 900, 600))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// send posts the form of a post, with a picture if there is one.
func send(t *testing.T, c *webtest.Client, path string, form url.Values, file []byte) *webtest.Response {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, values := range form {
		if err := m.WriteField(name, values[0]); err != nil {
			t.Fatal(err)
		}
	}
	if file != nil {
		f, err := m.CreateFormFile("picture", "aula.png")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(file); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return c.Do(http.MethodPost, path, m.FormDataContentType(), &b)
}

// typed reads the form back, to be sent again.
func typed(r *webtest.Response) url.Values {
	form := url.Values{}
	for _, name := range []string{"version", "cover", "thumb", "cover_alt", "title"} {
		form.Set(name, r.Doc.Find("[name="+name+"]").AttrOr("value", ""))
	}
	form.Set("body", r.Doc.Find("[name=body]").Text())
	form.Set("state", r.Doc.Find("[name=state][checked]").AttrOr("value", ""))
	return form
}

func TestAPostFromDraftToHomePage(t *testing.T) {
	s := webtest.New(t)
	desk, visitor := writer(t, s, "a@ppkd.test"), s.Client(t)
	form := url.Values{"title": {"Bursa kerja <dibuka>"}, "body": {"Halo **semua**.\n\n<script>alert(1)</script>"}, "state": {"draft"}, "action": {"gambar"}}
	if got := send(t, desk, "/dasbor/berita/baru", form, drawing(t)); got.Status != http.StatusUnprocessableEntity || got.Doc.Find("#f-picture_alt-error").Length() != 1 {
		t.Fatalf("a picture without words: %d", got.Status)
	}
	form.Set("picture_alt", "Aula [penuh]")
	if got := send(t, desk, "/dasbor/berita/baru", form, []byte("GIF89a...")); got.Status != http.StatusUnprocessableEntity || got.Doc.Find("#f-picture-error").Length() != 1 {
		t.Fatalf("no picture: %d", got.Status)
	}
	page := send(t, desk, "/dasbor/berita/baru", form, drawing(t))
	if page.Status != http.StatusOK || !regexp.MustCompile(`!\[Aula \(penuh\)\]\(/berkas/[0-9a-z]{26}\)`).MatchString(page.Doc.Find("[name=body]").Text()) {
		t.Fatalf("%d %s", page.Status, page.Doc.Find("[name=body]").Text())
	}
	form = typed(page)
	form.Set("action", "sampul")
	form.Set("picture_alt", "Gerbang")
	page = send(t, desk, "/dasbor/berita/baru", form, drawing(t))
	form = typed(page)
	if form.Get("cover") == "" || form.Get("thumb") == "" || form.Get("cover_alt") != "Gerbang" {
		t.Fatalf("%v", form)
	}
	form.Set("action", "pratinjau")
	page = send(t, desk, "/dasbor/berita/baru", form, nil)
	if page.Status != http.StatusOK || page.Doc.Find(".preview .prose strong").Length() != 1 || page.Doc.Find(".preview img").Length() != 2 || page.Doc.Find("main script").Length() != 0 {
		t.Errorf("preview: %s", page.Text(".preview"))
	}
	if got := desk.Get("/dasbor/berita"); got.Doc.Find("tbody tr").Length() != 0 {
		t.Error("a preview was saved")
	}
	form = typed(page)
	form.Set("action", "simpan")
	saved := send(t, desk, "/dasbor/berita/baru", form, nil)
	if saved.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", saved.Status, saved.Text("main"))
	}
	if got := visitor.Get("/berita/bursa-kerja-dibuka"); got.Status != http.StatusNotFound {
		t.Errorf("a draft is public: %d", got.Status)
	}
	form = typed(desk.Get(saved.Location))
	form.Set("state", "now")
	if got := send(t, desk, saved.Location, form, nil); got.Status != http.StatusSeeOther {
		t.Fatalf("%d %s", got.Status, got.Text("main"))
	}
	s.Kit.Pages.Clear()
	post := visitor.Get("/berita/bursa-kerja-dibuka")
	if post.Status != http.StatusOK || post.Text("h1") != "Bursa kerja <dibuka>" || post.Doc.Find("main script").Length() != 0 {
		t.Fatalf("%d %q", post.Status, post.Text("h1"))
	}
	src := post.Doc.Find("img.cover").AttrOr("src", "")
	if got := visitor.Get(src); got.Status != http.StatusOK || got.Header.Get("Content-Type") != "image/png" || !strings.Contains(got.Header.Get("Cache-Control"), "immutable") || got.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%s: %d %v", src, got.Status, got.Header)
	}
	if home := visitor.Get("/"); home.Doc.Find("main a[href='/berita/bursa-kerja-dibuka']").Length() != 1 {
		t.Error("it is not on the home page")
	}
	if got := visitor.Get("/en/berita/bursa-kerja-dibuka"); got.Status != http.StatusOK || got.Doc.Find(".prose").AttrOr("lang", "") != "id" {
		t.Errorf("in English: %d", got.Status)
	}
}

func TestWhatWritersAreTold(t *testing.T) {
	s := webtest.New(t)
	first, second := writer(t, s, "a@ppkd.test"), writer(t, s, "b@ppkd.test")
	tomorrow := time.Now().In(app.Jakarta).AddDate(0, 0, 1)
	day := url.Values{"date_day": {tomorrow.Format("2")}, "date_month": {tomorrow.Format("1")}, "date_year": {tomorrow.Format("2006")}}
	for name, tc := range map[string]struct {
		form   url.Values
		fields string
	}{
		"nothing":              {url.Values{}, "title state"},
		"public without words": {url.Values{"title": {"A"}, "state": {"now"}}, "body"},
		"no date":              {url.Values{"title": {"A"}, "body": {"x"}, "state": {"later"}}, "date"},
		"a date gone by":       {url.Values{"title": {"A"}, "body": {"x"}, "state": {"later"}, "date_day": {"1"}, "date_month": {"1"}, "date_year": {"2020"}}, "date"},
		"no such hour":         {url.Values{"title": {"A"}, "body": {"x"}, "state": {"later"}, "date_day": {"31"}, "date_month": {"2"}, "date_year": {"2099"}, "clock": {"25.00"}}, "date"},
		"too long":             {url.Values{"title": {strings.Repeat("a", 121)}, "state": {"draft"}}, "title"},
	} {
		tc.form.Set("action", "simpan")
		got := send(t, first, "/dasbor/berita/baru", tc.form, nil)
		var fields []string
		for _, a := range got.Doc.Find("[data-error-summary] a").Nodes {
			fields = append(fields, strings.TrimPrefix(a.Attr[0].Val, "#f-"))
		}
		if got.Status != http.StatusUnprocessableEntity || strings.Join(fields, " ") != tc.fields {
			t.Errorf("%s: %d %v", name, got.Status, fields)
		}
	}
	form := url.Values{"title": {"Besok"}, "body": {"x"}, "state": {"later"}, "clock": {"09:30"}, "action": {"simpan"}}
	for k, v := range day {
		form[k] = v
	}
	saved := send(t, first, "/dasbor/berita/baru", form, nil)
	page := first.Get(saved.Location)
	if page.Status != http.StatusOK || page.Text("main .badge") != "Terjadwal" || page.Doc.Find("[name=clock]").AttrOr("value", "") != "09.30" {
		t.Fatalf("%d %s", page.Status, page.Text("main .badge"))
	}
	if got := s.Client(t).Get("/berita/besok"); got.Status != http.StatusNotFound {
		t.Errorf("too early: %d", got.Status)
	}
	mine := typed(page)
	mine.Set("state", "draft")
	theirs := typed(second.Get(saved.Location))
	theirs.Set("state", "draft")
	theirs.Set("title", "Dari yang lain")
	if got := send(t, first, saved.Location, mine, nil); got.Status != http.StatusSeeOther {
		t.Fatal(got.Status)
	}
	got := send(t, second, saved.Location, theirs, nil)
	if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text("[data-error-summary]"), "disimpan orang lain") || got.Doc.Find("[name=title]").AttrOr("value", "") != "Dari yang lain" {
		t.Errorf("the slower of two: %d %s", got.Status, got.Text("[data-error-summary]"))
	}
	for _, path := range []string{"/dasbor/berita/999999", "/dasbor/berita/x"} {
		if got := first.Get(path); got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
}
