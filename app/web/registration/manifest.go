package registration

import (
	"encoding/json"

	"github.com/gofiber/fiber/v2"
)

// Manifest lets people put their tickets on the home screen of the phone,
// where they open without internet (W3C, Web Application Manifest).
func (h *Handler) Manifest(c *fiber.Ctx) error {
	l := h.Locale(c)
	start := l.Path("/akun/tiket")
	body, err := json.Marshal(map[string]any{
		"id": start, "start_url": start, "scope": l.Path("/"), "lang": l.Tag(), "display": "minimal-ui",
		"name": l.T("layout.site") + " – " + l.T("candidate.nav.tickets"), "short_name": l.T("layout.site"),
		"background_color": "#ffffff", "theme_color": "#0a4a57",
		"icons": []map[string]string{{"src": h.Assets.URL("mark.svg"), "sizes": "any", "type": "image/svg+xml"}},
	})
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/manifest+json")
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	return c.Send(body)
}
