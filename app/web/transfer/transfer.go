// Package transfer moves jobs and agencies in and out as spreadsheets:
// templates, uploads with a preview that says row by row what is wrong, and
// exports in the same columns.
package transfer

import (
	"context"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/sheet"
	"gerbang/app/tables"
	"gerbang/app/web"
	"gerbang/views/layout"
)

// Handler answers the import pages of the desk and of agencies' accounts, and
// the exports beside them.
type Handler struct {
	*web.Kit
	uploads chan struct{} // one token for every file being read
	exports chan struct{}
}

// Files are held in memory while they are read; exports hold a connection for
// as long as the reader's line needs.
const (
	maxUploads = 2
	maxExports = 4
)

// longest is how long reading or saving a file may take: twenty thousand rows
// on a busy machine need more than a page may.
const longest = time.Minute

// patient gives the request that longer deadline.
func patient(c *fiber.Ctx) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(c.UserContext()), longest)
}

// New returns the handler.
func New(k *web.Kit) *Handler {
	return &Handler{Kit: k, uploads: make(chan struct{}, maxUploads), exports: make(chan struct{}, maxExports)}
}

// ofAgency reports whether the address is of the area of an agency's people.
func ofAgency(c *fiber.Ctx) bool { return strings.HasPrefix(web.Path(c), "/mitra/") }

// base is where the import pages of the area begin.
func base(c *fiber.Ctx) string {
	if ofAgency(c) {
		return "/mitra/lowongan/impor"
	}
	return "/dasbor/impor"
}

// list is the desk page that the kind of thing is kept at.
func list(c *fiber.Ctx, kind app.ImportKind) string {
	switch {
	case ofAgency(c):
		return "/mitra/lowongan"
	case kind == app.ImportAgencies:
		return "/dasbor/perusahaan"
	}
	return "/dasbor/lowongan"
}

// kinds are what the actor may import in the area.
func kinds(c *fiber.Ctx) []app.ImportKind {
	var out []app.ImportKind
	actor := web.Actor(c)
	if s := scope(actor); s.All || len(s.Agencies) > 0 {
		out = append(out, app.ImportJobs)
	}
	if !ofAgency(c) && actor.CanAll(app.EditAgencies) {
		out = append(out, app.ImportAgencies)
	}
	return out
}

func scope(actor *app.Actor) tables.Scope {
	return tables.Scope{All: actor.CanAll(app.EditJobs), Agencies: actor.Agencies(app.EditJobs)}
}

func (h *Handler) page(c *fiber.Ctx, titleKey string, kind app.ImportKind) layout.Page {
	p := h.Page(c, titleKey)
	p.NoIndex = true
	p.Nav = layout.NavDeskJobs
	if kind == app.ImportAgencies {
		p.Nav = layout.NavDeskAgencies
	}
	return p
}

// table is what the pages need of a table, whatever its rows are.
type table interface {
	Fields() []sheet.Field
	Missing(l *i18n.Locale, file *sheet.Table) []string
	Label(l *i18n.Locale, key string) string
	Show(l *i18n.Locale, key, value string) string
	Explain(l *i18n.Locale, p app.ImportProblem) string
	Template() tables.Template
}

// table returns the table of a kind with the reference data of now.
func (h *Handler) table(c *fiber.Ctx, kind app.ImportKind) (table, error) {
	ref, err := h.DB.ImportReference(c.UserContext())
	if err != nil {
		return nil, err
	}
	if kind == app.ImportAgencies {
		return tables.NewAgencies(h.Bundle, ref, h.Now()), nil
	}
	return tables.NewJobs(h.Bundle, ref), nil
}

// kindWords are the kinds as addresses and forms name them.
var kindWords = map[string]app.ImportKind{"lowongan": app.ImportJobs, "perusahaan": app.ImportAgencies}

func wordOf(kind app.ImportKind) string {
	if kind == app.ImportAgencies {
		return "perusahaan"
	}
	return "lowongan"
}
