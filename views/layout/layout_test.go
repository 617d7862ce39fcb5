package layout

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"gerbang/app"
	"gerbang/app/i18n"
)

func locale(t *testing.T, tag string) *i18n.Locale {
	t.Helper()
	b, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return b.Locale(tag)
}

func document(t *testing.T, c templ.Component) *goquery.Document {
	t.Helper()
	body := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, `<h1>Isi</h1>`)
		return err
	})
	var b strings.Builder
	if err := c.Render(templ.WithChildren(context.Background(), body), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func attr(doc *goquery.Document, selector, name string) string {
	v, _ := doc.Find(selector).Attr(name)
	return v
}

func TestTitle(t *testing.T) {
	id, en := locale(t, "id"), locale(t, "en")
	for _, c := range []struct {
		page Page
		want string
	}{
		{Page{L: id, Title: "Lowongan"}, "Lowongan – Gerbang"},
		{Page{L: id, Title: "Data diri", HasErrors: true}, "Kesalahan: Data diri – Gerbang"},
		{Page{L: en, Title: "Jobs", HasErrors: true}, "Error: Jobs – Gerbang"},
	} {
		if got := document(t, Public(c.page)).Find("title").Text(); got != c.want {
			t.Errorf("title = %q, want %q", got, c.want)
		}
	}
	if home := (Page{L: id}).FullTitle(); !strings.HasPrefix(home, "Gerbang") {
		t.Errorf("title of the home page = %q", home)
	}
}

func TestLanguageSwitchKeepsThePage(t *testing.T) {
	for _, c := range []struct{ tag, path, query, want string }{
		{"id", "/lowongan", "q=las&hal=2", "/en/lowongan?q=las&hal=2"},
		{"id", "/", "", "/en"},
		{"id", "", "", "/en"},
		{"en", "/lowongan", "q=las", "/lowongan?q=las"},
		{"en", "/en/lowongan", "", "/lowongan"},
		{"en", "/en", "", "/"},
		{"id", "/energi", "", "/en/energi"},
	} {
		p := Page{L: locale(t, c.tag), Path: c.path, Query: c.query}
		link := document(t, Public(p)).Find(".site__end > .language")
		if got, _ := link.Attr("href"); got != c.want {
			t.Errorf("%s %q: other language at %q, want %q", c.tag, c.path, got, c.want)
		}
		if lang, _ := link.Attr("lang"); lang == c.tag {
			t.Errorf("%s: the link is marked as its own language", c.tag)
		}
	}
}

func TestSearchEngines(t *testing.T) {
	p := Page{L: locale(t, "en"), Title: "Jobs", Path: "/lowongan", BaseURL: "https://gerbang.example"}
	doc := document(t, Public(p))
	if got := attr(doc, "link[rel=canonical]", "href"); got != "https://gerbang.example/en/lowongan" {
		t.Errorf("canonical = %q", got)
	}
	for lang, want := range map[string]string{"id": "/lowongan", "en": "/en/lowongan", "x-default": "/lowongan"} {
		if got := attr(doc, `link[hreflang="`+lang+`"]`, "href"); got != "https://gerbang.example"+want {
			t.Errorf("alternate %s = %q", lang, got)
		}
	}
	p.NoIndex = true
	doc = document(t, Public(p))
	if attr(doc, "meta[name=robots]", "content") != "noindex" || doc.Find("link[rel=canonical], meta[property^=og]").Length() != 0 {
		t.Error("a page out of the index must say so and offer no address to share")
	}
	if attr(document(t, Staff(p)), "meta[name=robots]", "content") != "noindex" {
		t.Error("staff pages must stay out of the index")
	}
}

func TestNavigationMarksThePart(t *testing.T) {
	doc := document(t, Public(Page{L: locale(t, "id"), Nav: NavCourses}))
	if got := strings.TrimSpace(doc.Find(".site__nav [aria-current]").Text()); got != "Pelatihan" {
		t.Errorf("marked part = %q", got)
	}
	if doc.Find(".menu__panel [aria-current]").Length() != 1 {
		t.Error("the menu of phones must mark the part, too")
	}
}

func TestAccount(t *testing.T) {
	id := locale(t, "id")
	if got := attr(document(t, Public(Page{L: id})), ".account", "href"); got != "/masuk" {
		t.Errorf("a visitor is led to %q", got)
	}
	candidate := &app.Actor{Name: "Siti", Grants: []app.Grant{{Role: app.RoleCandidate}}}
	doc := document(t, Public(Page{L: id, Actor: candidate}))
	if got := attr(doc, ".account", "href"); got != "/akun" {
		t.Errorf("a candidate is led to %q", got)
	}
	if doc.Find(`.menu a[href="/petugas"]`).Length() != 0 {
		t.Error("a candidate must not be led to the staff pages")
	}
	gate := &app.Actor{Name: "Budi", Grants: []app.Grant{{Role: app.RolePetugas}}}
	if got := attr(document(t, Public(Page{L: id, Actor: gate})), ".account", "href"); got != "/petugas" {
		t.Errorf("staff without a profile are led to %q", got)
	}
	if attr(doc, `form[action="/keluar"]`, "method") != "post" {
		t.Error("signing out must be a POST")
	}
}

func TestStaffNavigationFollowsPermissions(t *testing.T) {
	id := locale(t, "id")
	for _, c := range []struct {
		grant app.Grant
		want  []string
	}{
		{app.Grant{Role: app.RolePetugas}, []string{"/petugas"}},
		{app.Grant{Role: app.RolePanitia}, []string{"/petugas", "/panitia", "/dasbor/pelatihan", "/dasbor/berita"}},
		{app.Grant{Role: app.RoleMitra, AgencyID: 7}, []string{"/petugas", "/mitra/lowongan"}},
		{app.Grant{Role: app.RoleOfficer, RegionCode: "31.74.01"}, []string{"/petugas", "/panitia", "/dasbor/berita"}},
		{app.Grant{Role: app.RoleCandidate}, nil},
	} {
		doc := document(t, Staff(Page{L: id, Actor: &app.Actor{Name: "Budi", Grants: []app.Grant{c.grant}}}))
		var got []string
		doc.Find(".staffbar__nav a").Each(func(_ int, s *goquery.Selection) {
			href, _ := s.Attr("href")
			got = append(got, href)
		})
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v sees %v, want %v", c.grant, got, c.want)
		}
	}
}

func TestFlashSpeaksUpOnlyForFailures(t *testing.T) {
	id := locale(t, "id")
	for kind, want := range map[string]string{"ok": "status", "warn": "status", "info": "status", "other": "status", "err": "alert"} {
		doc := document(t, Public(Page{L: id, Flash: &Flash{Kind: kind, Text: "<b>Tersimpan</b>"}}))
		if got := attr(doc, ".flash", "role"); got != want {
			t.Errorf("role of %s = %q, want %q", kind, got, want)
		}
		if doc.Find(".flash b").Length() != 0 {
			t.Error("the text must be escaped")
		}
	}
	if document(t, Public(Page{L: id})).Find(".flash").Length() != 0 {
		t.Error("no message, no box")
	}
}

func TestFramesAllowAStrictPolicy(t *testing.T) {
	p := Page{L: locale(t, "id"), Demo: true, Actor: &app.Actor{Name: "Budi", Grants: []app.Grant{{Role: app.RoleAdmin}}}, Scripts: []string{"scan.js"}, BodyClass: "x"}
	for name, c := range map[string]templ.Component{"public": Public(p), "staff": Staff(p), "document": Document(p)} {
		doc := document(t, c)
		if n := doc.Find("style, [style], script:not([src])").Length(); n != 0 {
			t.Errorf("%s: %d inline styles or scripts", name, n)
		}
		if attr(doc, "body", "class") != name+" x" {
			t.Errorf("%s: body class = %q", name, attr(doc, "body", "class"))
		}
		if doc.Find(`main#isi h1`).Length() != 1 || doc.Find(`script[src="/static/scan.js"]`).Length() != 1 {
			t.Errorf("%s: content or script is missing", name)
		}
	}
	if document(t, Public(p)).Find(".demo").Length() != 1 {
		t.Error("the demo banner is missing")
	}
}
