package server_test

import (
	"encoding/xml"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"gerbang/app"
	"gerbang/app/config"
	"gerbang/app/demo"
	"gerbang/app/web/server"
	"gerbang/app/web/webtest"
)

// Public addresses that no search engine should name: doors, forms, what
// belongs to one person, and files that their page leads to.
var notForSearch = []string{
	"/lowongan/:slug/lapor", "/kerja-aman/lapor/terkirim",
	"/cari", "/berhenti/:code", "/masuk", "/masuk/kode", "/masuk/petugas", "/demo/pesan", "/t/:code", "/t/:code/kalender.ics", "/t/:code/tiket.png", "/t/:code/tiket.pdf", "/manifest.webmanifest", "/petugas/aplikasi.webmanifest",
	"/lowongan/umpan.xml", "/pelatihan/umpan.xml", "/bursa-kerja/umpan.xml", "/sosialisasi/umpan.xml", "/berita/umpan.xml", "/berita/:slug/kartu.png", "/acara.ics", "/kartu.png",
	"/lowongan/:slug/kartu.png", "/pelatihan/:slug/kartu.png", "/bursa-kerja/:slug/kartu.png", "/sosialisasi/:slug/kartu.png",
	"/pelatihan/:slug/kalender.ics", "/bursa-kerja/:slug/kalender.ics", "/sosialisasi/:slug/kalender.ics",
	"/pelatihan/:slug/daftar", "/bursa-kerja/:slug/daftar", "/sosialisasi/:slug/daftar",
}

type sitemap struct {
	URLs []struct {
		Loc   string `xml:"loc"`
		Twins []struct {
			Lang string `xml:"hreflang,attr"`
			Href string `xml:"href,attr"`
		} `xml:"link"`
	} `xml:"url"`
}

func TestEveryPublicPageIsInTheSitemap(t *testing.T) {
	s := webtest.New(t)
	if _, err := demo.Seed(t.Context(), s.DB, time.Now(), demo.Options{Candidates: 5, Jobs: 20}); err != nil {
		t.Fatal(err)
	}
	var found sitemap
	if err := xml.Unmarshal(s.Client(t).Get("/sitemap.xml").Body, &found); err != nil {
		t.Fatal(err)
	}
	example := map[string]string{} // path of each address in the map, by address
	for _, u := range found.URLs {
		path := strings.TrimPrefix(u.Loc, webtest.Base)
		if _, twice := example[path]; twice {
			t.Errorf("%s stands twice", path)
		}
		example[path] = u.Loc
		langs := map[string]string{}
		for _, twin := range u.Twins {
			langs[twin.Lang] = twin.Href
		}
		if len(langs) != 3 || langs["x-default"] != langs["id"] || langs["id"] == langs["en"] || langs["id"] != u.Loc && langs["en"] != u.Loc {
			t.Errorf("%s: twins %v", u.Loc, langs)
		}
	}
	for _, r := range server.Routes(s.Kit) {
		if r.Method != http.MethodGet || r.Permission != app.Public {
			continue
		}
		pattern := regexp.MustCompile("^" + regexp.MustCompile(`:[a-z]+`).ReplaceAllString(strings.TrimSuffix("/en"+r.Path, "/"), `[^/]+`) + "$")
		named := false
		for path := range example {
			named = named || pattern.MatchString(path)
		}
		if except := slices.Contains(notForSearch, r.Path); named == except {
			t.Errorf("%s: in the map of the site: %v, in the list of exceptions: %v; see sitemap.go of the catalogue, or notForSearch", r.Path, named, except)
		}
	}
	closed := closedToRobots(t, s)
	for path := range example {
		if closed(path) {
			t.Errorf("%s is in the map of the site but closed to crawlers", path)
		}
	}
	n := 0
	for path := range example { // a sample: each is rendered
		if n++; n > 40 {
			break
		}
		if got := s.Client(t).Get(path); got.Status != http.StatusOK || got.Doc.Find(`meta[name=robots]`).Length() > 0 {
			t.Errorf("%s is in the map of the site: status %d", path, got.Status)
		}
	}
}

// closedToRobots reads robots.txt: it tells whether crawlers stay out of a path.
func closedToRobots(t *testing.T, s *webtest.Site) func(path string) bool {
	t.Helper()
	var rules []*regexp.Regexp
	for line := range strings.Lines(string(s.Client(t).Get("/robots.txt").Body)) {
		if path, ok := strings.CutPrefix(strings.TrimSpace(line), "Disallow: "); ok {
			rules = append(rules, regexp.MustCompile("^"+strings.ReplaceAll(regexp.QuoteMeta(path), `\*`, ".*")))
		}
	}
	return func(path string) bool {
		return slices.ContainsFunc(rules, func(r *regexp.Regexp) bool { return r.MatchString(path) })
	}
}

// Areas for people who signed in are closed to crawlers.
func TestRobotsStayOutOfPrivateAreas(t *testing.T) {
	s := webtest.New(t)
	closed := closedToRobots(t, s)
	for _, r := range server.Routes(s.Kit) {
		for _, path := range []string{r.Path, "/en" + r.Path} {
			if r.Permission != app.Public && !closed(path) {
				t.Errorf("%s is open to crawlers", path)
			}
		}
	}
}

// Every page exists in both languages, says which one it is in and names the
// other; pages that search engines should not see lead to it by the switch.
func TestEveryPublicPageHasItsTwin(t *testing.T) {
	s := webtest.New(t, func(c *config.Config) { c.Demo = "on" })
	if _, err := demo.Seed(t.Context(), s.DB, time.Now(), demo.Options{Candidates: 5, Jobs: 10}); err != nil {
		t.Fatal(err)
	}
	pages, err := s.DB.PublicPages(t.Context(), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	slug := map[string]string{} // one for each folder of the site
	for _, p := range pages {
		slug[p.Kind] = p.Slug
	}
	for _, r := range server.Routes(s.Kit) {
		if r.Method != http.MethodGet || r.Permission != app.Public {
			continue
		}
		path := r.Path
		for folder, kind := range map[string]string{"/lowongan/": "job", "/pelatihan/": "course", "/bursa-kerja/": "job_fair", "/sosialisasi/": "outreach", "/kerja-aman/cek-perusahaan/": "agency"} {
			if strings.HasPrefix(path, folder) {
				path = strings.Replace(path, ":slug", slug[kind], 1)
			}
		}
		path = regexp.MustCompile(`:[a-z]+`).ReplaceAllString(path, "tidak-ada") // pages of nobody: the answers must still be twins
		english := strings.TrimSuffix("/en"+path, "/")
		id, en := s.Client(t).Get(path), s.Client(t).Get(english)
		if id.Status != en.Status || id.Header.Get("Content-Type") != en.Header.Get("Content-Type") {
			t.Errorf("%s: %d %s, in English %d %s", path, id.Status, id.Header.Get("Content-Type"), en.Status, en.Header.Get("Content-Type"))
		}
		if id.Status >= 500 {
			t.Errorf("%s: status %d", path, id.Status)
		}
		if !strings.HasPrefix(id.Header.Get("Content-Type"), "text/html") {
			continue
		}
		for lang, res := range map[string]*webtest.Response{"id": id, "en": en} {
			if got := res.Doc.Find("html").AttrOr("lang", ""); got != lang {
				t.Errorf("%s in %s: lang %q", path, lang, got)
			}
			other := map[string]string{"id": english, "en": path}[lang]
			if res.Doc.Find(`a[hreflang]`).FilterFunction(func(_ int, a *goquery.Selection) bool { return a.AttrOr("href", "") == other }).Length() == 0 {
				t.Errorf("%s in %s: no way to %s", path, lang, other)
			}
			if res.Doc.Find("meta[name=robots]").Length() > 0 {
				continue
			}
			for hreflang, want := range map[string]string{"id": path, "en": english, "x-default": path} {
				if got := res.Doc.Find(`link[rel=alternate][hreflang="`+hreflang+`"]`).AttrOr("href", ""); got != webtest.Base+want {
					t.Errorf("%s in %s: hreflang %s leads to %q", path, lang, hreflang, got)
				}
			}
		}
		if a, b := id.Text("h1"), en.Text("h1"); a == b && !named(path) {
			t.Errorf("%s: the heading %q in both languages", path, a)
		}
	}
}

// named reports whether the heading of a page is a name that staff wrote.
func named(path string) bool {
	return regexp.MustCompile(`^/(lowongan|pelatihan|bursa-kerja|sosialisasi|kerja-aman/cek-perusahaan)/[^/]+`).MatchString(path)
}
