// Package desk is where vacancies are kept: officers and admins keep all of
// them below /dasbor, a mitra those of their agency below /mitra/lowongan.
package desk

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/views/layout"
)

// Handler answers the pages of the desk.
type Handler struct{ *web.Kit }

// New returns the handler over the kit.
func New(k *web.Kit) *Handler { return &Handler{k} }

// The two addresses of the desk.
const (
	officeBase = "/dasbor/lowongan"
	mitraBase  = "/mitra/lowongan"
)

// base returns the address of the desk that the request came to.
func base(c *fiber.Ctx) string {
	if strings.HasPrefix(web.Path(c), "/mitra/") {
		return mitraBase
	}
	return officeBase
}

// page starts the frame of a page of the desk.
func (h *Handler) page(c *fiber.Ctx, titleKey string, args ...any) layout.Page {
	c.Set(fiber.HeaderCacheControl, "no-store")
	p := h.Page(c, titleKey, args...)
	p.Nav, p.NoIndex = layout.NavDeskJobs, true
	return p
}

// id returns the number in the address.
func id(c *fiber.Ctx) (int64, error) {
	n, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil || n <= 0 {
		return 0, app.ErrNotFound
	}
	return n, nil
}

// job returns the job that the address names, when it is the actor's to edit.
func (h *Handler) job(c *fiber.Ctx) (*postgres.DeskJob, error) {
	n, err := id(c)
	if err != nil {
		return nil, err
	}
	return h.DB.JobForDesk(c.UserContext(), web.Actor(c), n)
}

func jobPath(c *fiber.Ctx, id int64) string { return base(c) + "/" + strconv.FormatInt(id, 10) }

// href returns a path in the language of l, with a query.
func href(l *i18n.Locale, path string, q url.Values) string {
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return l.Path(path)
}

// scoped sends those who keep one agency's jobs from the officers' desk to
// their own, and the other way round, so that a shared link works for both.
func (h *Handler) scoped(c *fiber.Ctx) (elsewhere string) {
	all := web.Actor(c).CanAll(app.EditJobs)
	path := web.Path(c)
	switch {
	case !all && strings.HasPrefix(path, officeBase):
		return mitraBase + strings.TrimPrefix(path, officeBase)
	case all && strings.HasPrefix(path, mitraBase):
		return officeBase + strings.TrimPrefix(path, mitraBase)
	}
	return ""
}
