package catalogue_test

import (
	"bytes"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/web/webtest"
)

func TestSharedPagesShowACard(t *testing.T) {
	s := newShop(t)
	s.job("kaigo", row{"title": "Perawat lansia", "title_en": "Elderly carer"})
	s.insert("courses", row{"event_id": s.event(app.Course, "jepang", nil), "trade": "Bahasa Jepang"})
	s.event(app.JobFair, "bursa", nil)
	s.event(app.Outreach, "batal", row{"status": "cancelled", "cancelled_at": time.Now()})
	s.insert("announcements", row{"slug": "kabar", "title": "Kabar", "title_en": "News of today", "body": "Isi.", "status": "published", "published_once": true, "publish_at": time.Now()})
	for path, want := range map[string]struct{ title, kind, locale, other string }{
		"/berita":               {"Berita", "website", "id_ID", "en_GB"},
		"/en/berita/kabar":      {"News of today", "article", "en_GB", "id_ID"},
		"/":                     {"Gerbang", "website", "id_ID", "en_GB"},
		"/en":                   {"Gerbang", "website", "en_GB", "id_ID"},
		"/lowongan":             {"Lowongan", "website", "id_ID", "en_GB"},
		"/lowongan/kaigo":       {"Perawat lansia", "article", "id_ID", "en_GB"},
		"/en/lowongan/kaigo":    {"Elderly carer", "article", "en_GB", "id_ID"},
		"/pelatihan/jepang":     {"Acara jepang", "article", "id_ID", "en_GB"},
		"/en/bursa-kerja/bursa": {"Acara bursa", "article", "en_GB", "id_ID"},
		"/sosialisasi/batal":    {"Acara batal", "article", "id_ID", "en_GB"},
	} {
		page := s.get(t, path, http.StatusOK)
		meta := func(name string) string {
			return page.Doc.Find(`head meta[property="`+name+`"]`).AttrOr("content", "")
		}
		if !strings.Contains(meta("og:title"), want.title) || meta("og:type") != want.kind || meta("og:locale") != want.locale || meta("og:locale:alternate") != want.other {
			t.Errorf("%s: %q, %q, %q, %q", path, meta("og:title"), meta("og:type"), meta("og:locale"), meta("og:locale:alternate"))
		}
		if meta("og:description") == "" || meta("og:image:alt") == "" || meta("og:url") != page.Doc.Find("link[rel=canonical]").AttrOr("href", "") {
			t.Errorf("%s: description %q, alt %q, url %q", path, meta("og:description"), meta("og:image:alt"), meta("og:url"))
		}
		picture, ours := strings.CutPrefix(meta("og:image"), webtest.Base)
		if !ours {
			t.Fatalf("%s: image %q", path, meta("og:image"))
		}
		res := s.client.Get(picture)
		size, err := png.DecodeConfig(bytes.NewReader(res.Body))
		if err != nil || res.Status != http.StatusOK || res.Header.Get("Content-Type") != "image/png" || res.Header.Get("Etag") == "" {
			t.Fatalf("%s: %d %v, %v", picture, res.Status, res.Header, err)
		}
		if size.Width != 1200 || size.Height != 630 || meta("og:image:width") != "1200" || meta("og:image:height") != "630" || len(res.Body) > 80<<10 {
			t.Errorf("%s: %d×%d, %d bytes", picture, size.Width, size.Height, len(res.Body))
		}
	}
	s.job("tutup", row{"closes_on": day(-1)})
	for path, status := range map[string]int{"/lowongan/tidak-ada/kartu.png": 404, "/lowongan/tutup/kartu.png": 410, "/pelatihan/A/kartu.png": 404, "/bursa-kerja/jepang/kartu.png": 404, "/berita/tidak-ada/kartu.png": 404} {
		if got := s.client.Get(path); got.Status != status {
			t.Errorf("%s: status %d, want %d", path, got.Status, status)
		}
	}
}

func TestPagesNameTheirFeeds(t *testing.T) {
	s := newShop(t)
	s.insert("courses", row{"event_id": s.event(app.Course, "jepang", nil), "trade": "Bahasa Jepang"})
	s.event(app.JobFair, "bursa", nil)
	s.insert("announcements", row{"slug": "kabar", "title": "Kabar", "body": "Isi.", "status": "published", "published_once": true, "publish_at": time.Now()})
	for path, want := range map[string]string{
		"/berita": "/berita/umpan.xml", "/en/berita/kabar": "/en/berita/umpan.xml",
		"/lowongan": "/lowongan/umpan.xml", "/en/lowongan": "/en/lowongan/umpan.xml", "/pelatihan": "/acara.ics?jenis=pelatihan /pelatihan/umpan.xml",
		"/en/bursa-kerja": "/en/acara.ics?jenis=bursa-kerja /en/bursa-kerja/umpan.xml", "/sosialisasi": "/acara.ics?jenis=sosialisasi /sosialisasi/umpan.xml", "/pelatihan/jepang": "/pelatihan/jepang/kalender.ics", "/bursa-kerja/bursa": "/bursa-kerja/bursa/kalender.ics",
	} {
		page := s.get(t, path, http.StatusOK)
		var named []string
		for _, link := range page.Doc.Find(`head link[rel=alternate][type]`).EachIter() {
			href := link.AttrOr("href", "")
			named = append(named, href)
			if page.Doc.Find(`main a[href="`+href+`"]`).Length() != 1 {
				t.Errorf("%s: no visible way to %s", path, href)
			}
			if got := s.client.Get(href); got.Status != http.StatusOK || !strings.HasPrefix(got.Header.Get("Content-Type"), link.AttrOr("type", "?")) {
				t.Errorf("%s: %s is %d %s", path, href, got.Status, got.Header.Get("Content-Type"))
			}
		}
		if got := strings.Join(named, " "); got != want {
			t.Errorf("%s names %q, want %q", path, got, want)
		}
	}
}
