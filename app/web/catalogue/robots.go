package catalogue

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// private are the parts of the site that no search engine should walk through.
var private = []string{"/akun", "/masuk", "/keluar", "/t/", "/petugas", "/panitia", "/mitra", "/dasbor", "/admin", "/demo", "/berhenti", "/*/daftar", "/lowongan/*/simpan", "/lowongan/*/lapor"}

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
