package web

import (
	"net/url"
	"regexp"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
)

var fileKey = regexp.MustCompile(`^[0-9a-z]{20,64}$`)

// FilePath is the address of a public file.
func FilePath(key string) string { return "/berkas/" + key }

// File sends a public file. What stands under a key never changes, so it may
// be kept for good; whatever it is, it can run nothing.
func (k *Kit) File(c *fiber.Ctx) error {
	key := c.Params("key")
	if !fileKey.MatchString(key) {
		return app.ErrNotFound
	}
	etag := `"` + key + `"`
	if c.Get(fiber.HeaderIfNoneMatch) == etag { // known only to who has seen it
		c.Set(fiber.HeaderETag, etag)
		return c.SendStatus(fiber.StatusNotModified)
	}
	f, err := k.DB.PublicFile(c.UserContext(), key)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderETag, etag)
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	return SendFile(c, f)
}

// SendPrivateFile answers with a file of somebody's own, which nobody keeps. A
// picture is shown; anything else is saved under the name, for viewers of
// other files need more than such a file may do here.
func SendPrivateFile(c *fiber.Ctx, f *postgres.File, name string) error {
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	c.Set("X-Robots-Tag", "noindex")
	if f.ContentType == "application/pdf" {
		c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`.pdf"`)
	}
	return SendFile(c, f)
}

// SendFile answers with a file to look at. The caller has made sure that it
// may be seen, and says how long it may be kept.
func SendFile(c *fiber.Ctx, f *postgres.File) error {
	c.Set(fiber.HeaderContentType, f.ContentType)
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	return c.Send(f.Body)
}

// SendAttachment is SendFile for what is kept rather than looked at: papers
// that a browser would open with a program of its own.
func SendAttachment(c *fiber.Ctx, f *postgres.File) error {
	c.Set(fiber.HeaderContentDisposition, "attachment; filename*=UTF-8''"+url.PathEscape(f.Name))
	return SendFile(c, f)
}
