package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/static"
)

// Static serves the built stylesheets, scripts, fonts and pictures. Their
// names carry a hash of their content, so browsers keep them for ever.
func (k *Kit) Static(c *fiber.Ctx) error {
	name := strings.TrimPrefix(c.Path(), static.Prefix)
	body, contentType, encoding, ok := k.Assets.Open(name, c.Get(fiber.HeaderAcceptEncoding))
	if !ok {
		return app.ErrNotFound
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	c.Set(fiber.HeaderContentType, contentType)
	if encoding != "" {
		c.Set(fiber.HeaderContentEncoding, encoding)
	}
	c.Response().SetBodyRaw(body)
	return nil
}

// Worker serves a built script as a service worker: under an address that
// stays, because that is its identity, and asked for anew each time.
func (k *Kit) Worker(name string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		body, ok := k.Assets.File(name)
		if !ok {
			return app.ErrNotFound
		}
		c.Set(fiber.HeaderCacheControl, "no-cache")
		c.Set(fiber.HeaderContentType, "text/javascript; charset=utf-8")
		return c.Send(body)
	}
}
