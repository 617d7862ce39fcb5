package web

import (
	"encoding/json"

	"github.com/gofiber/fiber/v2"
)

// Manifest is a part of the site that people can put on the home screen of
// their phone (W3C, Web Application Manifest).
type Manifest struct {
	Start   string `json:"start_url"` // also names it
	Scope   string `json:"scope"`
	Name    string `json:"name"`
	Short   string `json:"short_name"`
	Display string `json:"display"` // minimal-ui or standalone
	Ground  string `json:"background_color"`
}

// SendManifest sends the manifest in the language of the request.
func (k *Kit) SendManifest(c *fiber.Ctx, m Manifest) error {
	type icon struct {
		Src   string `json:"src"`
		Sizes string `json:"sizes"`
		Type  string `json:"type"`
	}
	body, err := json.Marshal(struct {
		Manifest
		ID    string `json:"id"`
		Lang  string `json:"lang"`
		Theme string `json:"theme_color"`
		Icons []icon `json:"icons"`
	}{m, m.Start, k.Locale(c).Tag(), "#0a4a57", []icon{{k.Assets.URL("mark.svg"), "any", "image/svg+xml"}}})
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/manifest+json")
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	return c.Send(body)
}
