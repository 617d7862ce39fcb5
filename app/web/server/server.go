// Package server puts the site together: every route on one screen, and
// around them the middleware that all requests pass.
package server

import (
	"errors"
	"net"
	"slices"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"gerbang/app"
	"gerbang/app/web"
	"gerbang/app/web/catalogue"
)

// Limits of bodies: of forms, and of routes that take files. What is larger
// than any route takes is refused before it is read.
const (
	formLimit   = 1 << 20
	uploadLimit = 12 << 20
)

// Site is the whole site, ready to serve.
type Site struct {
	*fiber.App
	probes *probes
}

// Drain tells load balancers, through /readyz, that this replica is about to
// stop; requests are still answered.
func (s *Site) Drain() { s.probes.draining.Store(true) }

// New returns the whole site over the kit.
func New(k *web.Kit) *Site {
	site := fiber.New(fiber.Config{
		AppName:                 "gerbang",
		Immutable:               true, // values outlive the request in batches and caches
		DisableStartupMessage:   true,
		BodyLimit:               uploadLimit,
		ReadBufferSize:          16 << 10,
		ErrorHandler:            failed(k),
		EnableTrustedProxyCheck: true,
		TrustedProxies:          k.Config.TrustedProxies,
		ProxyHeader:             proxyHeader(k),
		EnableIPValidation:      true,
		StrictRouting:           false,
		CaseSensitive:           true,
	})
	public := catalogue.New(k)
	probes := newProbes(k)
	site.Use(k.Frame, plainBody)
	for _, r := range machineRoutes(k, public, probes) {
		add(site, r, r.Path, handlers(k, r))
	}
	site.Use(k.SameOrigin, k.Authenticate)
	limit := web.AtMost(k.Config.MaxInFlight)
	for _, r := range Routes(k) {
		r.Handler = limit(r.Handler)
		add(site, r, r.Path, handlers(k, r))
		add(site, r, english(r.Path), handlers(k, r))
	}
	site.Use(func(*fiber.Ctx) error { return app.ErrNotFound })
	refuseUnknownMethods(k, site)
	return &Site{App: site, probes: probes}
}

// add puts a route in place. What can be fetched can be asked about with
// HEAD, as programs do that show previews of links.
func add(site *fiber.App, r Route, path string, chain []fiber.Handler) {
	site.Add(r.Method, path, chain...)
	if r.Method == fiber.MethodGet {
		site.Add(fiber.MethodHead, path, chain...)
	}
}

// refuseUnknownMethods answers with a page where the router, before any
// middleware, would answer with a bare line.
func refuseUnknownMethods(k *web.Kit, site *fiber.App) {
	route, methods := site.Server().Handler, site.Config().RequestMethods
	site.Server().Handler = func(ctx *fasthttp.RequestCtx) {
		if slices.Contains(methods, string(ctx.Method())) {
			route(ctx)
			return
		}
		c := site.AcquireCtx(ctx)
		defer site.ReleaseCtx(c)
		k.Begin(c)
		if err := k.Failed(c, fiber.ErrMethodNotAllowed); err != nil {
			ctx.SetStatusCode(fiber.StatusMethodNotAllowed)
		}
	}
}

func english(path string) string {
	if path == "/" {
		return "/en"
	}
	return "/en" + path
}

func handlers(k *web.Kit, r Route) []fiber.Handler {
	h := r.Handler
	if r.Cached {
		h = k.Cached(h)
	}
	var chain []fiber.Handler
	switch {
	case r.Upload:
		chain = append(chain, formsWithFiles)
	case r.Method != fiber.MethodGet:
		chain = append(chain, formsOnly)
	}
	if r.Permission != app.Public {
		chain = append(chain, k.Require(r.Permission))
	}
	return append(chain, h)
}

// formsOnly refuses bodies that no form of the site sends.
func formsOnly(c *fiber.Ctx) error {
	if len(c.Request().Body()) > formLimit {
		return errTooLarge
	}
	return c.Next()
}

// formsWithFiles refuses forms of which anything but the files is larger than
// a form may be.
func formsWithFiles(c *fiber.Ctx) error {
	if len(c.Request().Body()) <= formLimit {
		return c.Next()
	}
	form, err := c.MultipartForm()
	if err != nil {
		return errTooLarge
	}
	typed := 0
	for _, values := range form.Value {
		for _, v := range values {
			typed += len(v)
		}
	}
	if typed > formLimit {
		return errTooLarge
	}
	return c.Next()
}

// plainBody refuses packed bodies: browsers send none, and one of a few
// kilobytes may unpack to gigabytes.
func plainBody(c *fiber.Ctx) error {
	switch c.Get(fiber.HeaderContentEncoding) {
	case "", "identity":
		return c.Next()
	}
	return fiber.ErrUnsupportedMediaType
}

var errTooLarge = &app.Error{Kind: app.TooLarge, Key: "error.file_size", Args: []any{"param", "1 MB"}}

// proxyHeader names the header that carries the visitor's address, which is
// believed only from a trusted proxy.
func proxyHeader(k *web.Kit) string {
	if len(k.Config.TrustedProxies) == 0 {
		return ""
	}
	return fiber.HeaderXForwardedFor
}

// failed answers what never reached a handler: a body over the limit, a
// request that cannot be read. No middleware has run then.
func failed(k *web.Kit) fiber.ErrorHandler {
	return func(c *fiber.Ctx, err error) error {
		if e, ok := errors.AsType[*net.OpError](err); ok && e.Timeout() {
			err = app.ErrBusy
		}
		k.Begin(c)
		return k.Failed(c, err)
	}
}
