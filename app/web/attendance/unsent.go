package attendance

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app/web"
	views "gerbang/views/attendance"
	"gerbang/views/layout"
)

// Unsent shows the page that reads from the device what it has not sent.
func (h *Handler) Unsent(c *fiber.Ctx) error {
	p := h.Page(c, "attendance.unsent.title")
	p.Nav, p.NoIndex = layout.NavStaff, true
	p.Scripts = []string{"unsent.js"}
	return h.Render(c, fiber.StatusOK, views.Unsent(p))
}

// Manifest lets officers put the gate on the home screen of their phone,
// where it opens without internet.
func (h *Handler) Manifest(c *fiber.Ctx) error {
	l := h.Locale(c)
	return h.SendManifest(c, web.Manifest{
		Start: l.Path("/petugas"), Scope: l.Path("/petugas"), Display: "standalone", Ground: "#0a4a57",
		Name: l.T("layout.site") + " – " + l.T("attendance.app.name"), Short: l.T("attendance.app.name"),
	})
}
