// Package web is the kit that every feature of the site is made with: who is
// signed in, form binding, flash messages, error pages, rendering and the
// cache of public pages. It and its sub-packages alone know Fiber.
package web

import (
	"bytes"
	"log/slog"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/config"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/static"
	"gerbang/views/layout"
)

// Kit is what handlers share. Its fields are set once and only read afterwards.
type Kit struct {
	DB     *postgres.DB
	Bundle *i18n.Bundle
	Assets *static.Assets
	Config config.Config
	Log    *slog.Logger
	Now    func() time.Time
	Logins *Logins
	Pages  *PageCache

	jobs jobIndex
}

// Keys of what middleware leaves in fiber's locals.
const (
	localLocale    = "locale"
	localActor     = "actor"
	localRequestID = "request_id"
	localPath      = "path"
	localToken     = "token"
)

// Locale returns the language of the request: English under /en, else Indonesian.
func (k *Kit) Locale(c *fiber.Ctx) *i18n.Locale {
	if l, ok := c.Locals(localLocale).(*i18n.Locale); ok {
		return l
	}
	return k.Bundle.Locale("id")
}

// Actor returns who is signed in, or nil.
func Actor(c *fiber.Ctx) *app.Actor {
	a, _ := c.Locals(localActor).(*app.Actor)
	return a
}

// RequestID returns the id under which the request is logged.
func RequestID(c *fiber.Ctx) string {
	id, _ := c.Locals(localRequestID).(string)
	return id
}

// Path returns the request's path without the language.
func Path(c *fiber.Ctx) string {
	if p, ok := c.Locals(localPath).(string); ok {
		return p
	}
	return c.Path()
}

// Page starts the frame of a page: the caller sets what is its own. It takes
// the flash message, so call it once per request.
func (k *Kit) Page(c *fiber.Ctx, titleKey string, args ...any) layout.Page {
	l := k.Locale(c)
	p := layout.Page{
		L: l, Path: Path(c), Query: normalQuery(c), BaseURL: k.Config.BaseURL,
		Actor: Actor(c), Assets: k.Assets, Now: k.Now(), Demo: k.Config.DemoOn(), Flash: k.takeFlash(c),
	}
	if titleKey != "" {
		p.Title = l.T(titleKey, args...)
	}
	return p
}

// Render writes a component as the answer. It renders to memory first, so a
// failure half-way becomes an error page, never half a page.
func (k *Kit) Render(c *fiber.Ctx, status int, page templ.Component) error {
	var b bytes.Buffer
	b.Grow(32 << 10)
	if err := page.Render(c.UserContext(), &b); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/html; charset=utf-8")
	c.Set(fiber.HeaderLink, k.early())
	c.Status(status)
	return c.Send(b.Bytes())
}

// early names the stylesheet that every page waits for, so that the browser
// asks for it before it has begun to read the page: on a slow phone reading is
// what takes long.
func (k *Kit) early() string { return "<" + k.Assets.URL("app.css") + ">; rel=preload; as=style" }

// Redirect sends the browser to a path of this site, in the language of the
// request, to be fetched with GET (303).
func (k *Kit) Redirect(c *fiber.Ctx, path string) error {
	return c.Redirect(k.Locale(c).Path(path), fiber.StatusSeeOther)
}
