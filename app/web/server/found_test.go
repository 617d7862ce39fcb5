package server_test

import (
	"encoding/xml"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/demo"
	"gerbang/app/web/server"
	"gerbang/app/web/webtest"
)

// Public addresses that no search engine should name: doors, forms, what
// belongs to one person, and files that their page leads to.
var notForSearch = []string{
	"/lowongan/:slug/lapor", "/kerja-aman/lapor/terkirim",
	"/masuk", "/masuk/kode", "/masuk/petugas", "/demo/pesan", "/t/:code", "/t/:code/kalender.ics", "/t/:code/tiket.png",
	"/lowongan/umpan.xml", "/pelatihan/umpan.xml", "/acara.ics", "/kartu.png",
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

// Areas for people who signed in are closed to crawlers.
func TestRobotsStayOutOfPrivateAreas(t *testing.T) {
	s := webtest.New(t)
	robots := string(s.Client(t).Get("/robots.txt").Body)
	var closed []string
	for line := range strings.Lines(robots) {
		if path, ok := strings.CutPrefix(strings.TrimSpace(line), "Disallow: "); ok {
			closed = append(closed, path)
		}
	}
	for _, r := range server.Routes(s.Kit) {
		for _, path := range []string{r.Path, "/en" + r.Path} {
			shut := slices.ContainsFunc(closed, func(rule string) bool {
				pattern := "^" + strings.ReplaceAll(regexp.QuoteMeta(rule), `\*`, ".*")
				return regexp.MustCompile(pattern).MatchString(path)
			})
			if r.Permission != app.Public && !shut {
				t.Errorf("%s is open to crawlers", path)
			}
		}
	}
}
