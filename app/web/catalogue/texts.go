package catalogue

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app/web/markdown"
	view "gerbang/views/catalogue"
)

// Help answers the usual questions.
func (h *Handler) Help(c *fiber.Ctx) error { return h.text(c, "catalogue.help") }

// Privacy says what happens to personal data.
func (h *Handler) Privacy(c *fiber.Ctx) error { return h.text(c, "catalogue.privacy") }

// Accessibility says for whom the site is made to work, and where it falls short.
func (h *Handler) Accessibility(c *fiber.Ctx) error { return h.text(c, "catalogue.accessibility") }

// text shows a page of numbered sections: key.1.title and key.1.text, in Markdown, and so on.
func (h *Handler) text(c *fiber.Ctx, key string) error {
	lines, err := h.DB.Hotlines(c.UserContext())
	if err != nil {
		return err
	}
	p := h.Page(c, key+".title")
	p.Description = p.T(key + ".lead")
	m := view.TextPage{Lead: p.T(key + ".lead"), WhatsApp: whatsApp(lines)}
	for n := 1; p.L.Has(key + "." + strconv.Itoa(n) + ".title"); n++ {
		s := key + "." + strconv.Itoa(n)
		m.Sections = append(m.Sections, view.Section{ID: "bagian-" + strconv.Itoa(n), Title: p.T(s + ".title"), Body: markdown.HTML(p.T(s + ".text"))})
	}
	return h.Render(c, fiber.StatusOK, view.Text(p, m))
}
