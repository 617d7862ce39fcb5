// Package admin shows the people with accounts, the audit trail and the work
// that waits, fails or was given up.
package admin

import (
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/web"
	"gerbang/views/layout"
)

// Handler answers the addresses under /admin.
type Handler struct{ *web.Kit }

// New returns the handlers over the kit.
func New(k *web.Kit) *Handler { return &Handler{k} }

// page starts a page that no cache may keep: it shows personal data.
func (h *Handler) page(c *fiber.Ctx, titleKey, nav string) layout.Page {
	c.Set(fiber.HeaderCacheControl, "no-store")
	p := h.Page(c, titleKey)
	p.Nav = nav
	return p
}

// date reads the value of a date field, yyyy-mm-dd, as midnight in Jakarta;
// what cannot be read does not limit.
func date(s string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, strings.TrimSpace(s), app.Jakarta)
	if err != nil {
		return time.Time{}
	}
	return t
}

func positive(s string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
