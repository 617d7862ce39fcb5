package catalogue

import (
	"bytes"
	"encoding/xml"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
)

// sitemapPart is how many pages, in two languages each, one file of the map
// names. The protocol allows 50,000 addresses; a file should stay quick to make.
const sitemapPart = 5_000

// fixedPages are the public pages that are always there.
var fixedPages = []string{
	"/", "/lowongan", "/pelatihan", "/pelatihan/jalur-jepang", "/bursa-kerja", "/sosialisasi", "/kerja-aman", "/kerja-aman/cek-perusahaan",
	"/kerja-aman/lapor", "/kerja-aman/laporan", "/berita",
	"/bantuan", "/privasi", "/aksesibilitas",
}

// contentFolders are where the pages of each kind of content live.
var contentFolders = map[string]string{
	"job": jobsPath, string(app.JobFair): eventPath(app.JobFair), string(app.Course): eventPath(app.Course), string(app.Outreach): eventPath(app.Outreach),
	"agency": "/kerja-aman/cek-perusahaan", "announcement": "/berita",
}

type sitemapURL struct {
	Loc     string        `xml:"loc"`
	LastMod string        `xml:"lastmod,omitempty"`
	Twins   []sitemapTwin `xml:"xhtml:link"`
}

// sitemapTwin names the page in one language.
type sitemapTwin struct {
	Rel  string `xml:"rel,attr"`
	Lang string `xml:"hreflang,attr"`
	Href string `xml:"href,attr"`
}

// Sitemap lists the public pages for search engines, or the files that do when
// there are too many for one.
func (h *Handler) Sitemap(c *fiber.Ctx) error {
	total, err := h.DB.CountPublicPages(c.UserContext())
	if err != nil {
		return err
	}
	if total <= sitemapPart {
		return h.sitemapPart(c, 1)
	}
	type file struct {
		Loc string `xml:"loc"`
	}
	var files []file
	for n := 1; (n-1)*sitemapPart < total; n++ {
		files = append(files, file{Loc: h.Config.BaseURL + "/sitemap-" + strconv.Itoa(n) + ".xml"})
	}
	return sendXML(c, struct {
		XMLName struct{} `xml:"sitemapindex"`
		Space   string   `xml:"xmlns,attr"`
		Files   []file   `xml:"sitemap"`
	}{Space: sitemapSpace, Files: files})
}

// SitemapPart is one file of a map that has several.
func (h *Handler) SitemapPart(c *fiber.Ctx) error {
	n, err := strconv.Atoi(c.Params("n"))
	if err != nil || n < 1 || n > 1_000_000 {
		return app.ErrNotFound
	}
	return h.sitemapPart(c, n)
}

const (
	sitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"
	xhtmlSpace   = "http://www.w3.org/1999/xhtml"
)

func (h *Handler) sitemapPart(c *fiber.Ctx, n int) error {
	public, err := h.DB.PublicPages(c.UserContext(), (n-1)*sitemapPart, sitemapPart)
	if err != nil {
		return err
	}
	if n > 1 && len(public) == 0 {
		return app.ErrNotFound
	}
	var urls []sitemapURL
	if n == 1 {
		for _, path := range fixedPages {
			urls = h.inBothLanguages(urls, path, "")
		}
	}
	for _, page := range public {
		for _, path := range contentPaths(page) {
			urls = h.inBothLanguages(urls, path, page.Changed.In(app.Jakarta).Format("2006-01-02T15:04:05-07:00"))
		}
	}
	return sendXML(c, struct {
		XMLName struct{}     `xml:"urlset"`
		Space   string       `xml:"xmlns,attr"`
		XHTML   string       `xml:"xmlns:xhtml,attr"`
		URLs    []sitemapURL `xml:"url"`
	}{Space: sitemapSpace, XHTML: xhtmlSpace, URLs: urls})
}

// contentPaths are the pages of one thing.
func contentPaths(page postgres.PublicPage) []string {
	path := contentFolders[page.Kind] + "/" + page.Slug
	if page.Kind == string(app.JobFair) {
		return []string{path, path + "/perusahaan"}
	}
	return []string{path}
}

func (h *Handler) inBothLanguages(urls []sitemapURL, path, changed string) []sitemapURL {
	indonesian := h.Config.BaseURL + h.Bundle.Locale("id").Path(path)
	english := h.Config.BaseURL + h.Bundle.Locale("en").Path(path)
	twins := []sitemapTwin{{"alternate", "id", indonesian}, {"alternate", "en", english}, {"alternate", "x-default", indonesian}}
	return append(urls, sitemapURL{Loc: indonesian, LastMod: changed, Twins: twins}, sitemapURL{Loc: english, LastMod: changed, Twins: twins})
}

// sendXML answers with a document.
func sendXML(c *fiber.Ctx, document any) error {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(document); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationXMLCharsetUTF8)
	return c.Send(b.Bytes())
}
