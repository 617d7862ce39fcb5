package catalogue

import (
	"bytes"
	"encoding/xml"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
)

// maxPages keeps the map of the site, with two languages, under the limit of
// the protocol: 50,000 addresses.
const maxPages = 24_000

// fixedPages are the public pages that are always there.
var fixedPages = []string{
	"/", "/lowongan", "/pelatihan", "/bursa-kerja", "/sosialisasi", "/kerja-aman", "/kerja-aman/cek-perusahaan",
	"/bantuan", "/privasi", "/aksesibilitas",
}

type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// Sitemap lists the public pages for search engines.
func (h *Handler) Sitemap(c *fiber.Ctx) error {
	public, err := h.DB.PublicPages(c.UserContext(), maxPages)
	if err != nil {
		return err
	}
	urls := make([]sitemapURL, 0, 2*(len(fixedPages)+len(public)))
	add := func(path, changed string) {
		for _, tag := range []string{"id", "en"} {
			urls = append(urls, sitemapURL{Loc: h.Config.BaseURL + h.Bundle.Locale(tag).Path(path), LastMod: changed})
		}
	}
	for _, path := range fixedPages {
		add(path, "")
	}
	for _, page := range public {
		path := jobsPath
		if kind := eventPath(app.EventKind(page.Kind)); kind != "" {
			path = kind
		}
		add(path+"/"+page.Slug, page.Changed.In(app.Jakarta).Format("2006-01-02"))
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(struct {
		XMLName struct{}     `xml:"urlset"`
		Space   string       `xml:"xmlns,attr"`
		URLs    []sitemapURL `xml:"url"`
	}{Space: "http://www.sitemaps.org/schemas/sitemap/0.9", URLs: urls}); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationXMLCharsetUTF8)
	return c.Send(b.Bytes())
}

// private are the parts of the site that no search engine should walk through.
var private = []string{"/akun", "/masuk", "/keluar", "/t/", "/petugas", "/panitia", "/mitra", "/dasbor", "/admin", "/demo", "/*/daftar"}

// Robots tells crawlers where to go.
func (h *Handler) Robots(c *fiber.Ctx) error {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, path := range private {
		b.WriteString("Disallow: " + path + "\nDisallow: /en" + path + "\n")
	}
	b.WriteString("\nSitemap: " + h.Config.BaseURL + "/sitemap.xml\n")
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	return c.SendString(b.String())
}
