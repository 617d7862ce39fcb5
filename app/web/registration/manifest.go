package registration

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app/web"
)

// Manifest lets people put their tickets on the home screen of the phone,
// where they open without internet.
func (h *Handler) Manifest(c *fiber.Ctx) error {
	l := h.Locale(c)
	return h.SendManifest(c, web.Manifest{
		Start: l.Path("/akun/tiket"), Scope: l.Path("/"), Display: "minimal-ui", Ground: "#ffffff",
		Name: l.T("layout.site") + " – " + l.T("candidate.nav.tickets"), Short: l.T("layout.site"),
	})
}
