package web

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"log/slog"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
)

// policy is the content security policy of every page: nothing inline,
// nothing from elsewhere.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// ScanPolicy is the policy of the scan page alone: its decoder is WebAssembly,
// and its camera picture is a blob.
const ScanPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; " +
	"font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Frame is the outermost middleware: it begins the request, gives it a
// deadline, turns a panic into an error and logs how it ended.
func (k *Kit) Frame(c *fiber.Ctx) (err error) {
	start := time.Now()
	id := k.Begin(c)
	ctx, cancel := context.WithTimeout(context.Background(), k.Config.RequestTimeout)
	defer cancel()
	c.SetUserContext(ctx)

	defer func() {
		if r := recover(); r != nil {
			k.Log.Error("panic", "request_id", id, "panic", r, "stack", string(debug.Stack()))
			err = &app.Error{Kind: app.Internal, Key: "error.internal"}
		}
		if err != nil {
			err = k.Failed(c, err)
		}
		squeeze(c)
		k.observe(c, start)
	}()
	if !readable(c.Path()) {
		return app.ErrNotFound
	}
	return c.Next()
}

// readable reports whether a path can be one of ours: no address holds broken
// UTF-8 or control characters, and the database takes neither.
func readable(path string) bool {
	return utf8.ValidString(path) && !strings.ContainsFunc(path, unicode.IsControl)
}

// Begin gives the request its id, finds out its language and sets the headers
// that every answer carries. Error answers that no middleware ran for call it
// themselves.
func (k *Kit) Begin(c *fiber.Ctx) string {
	if id := RequestID(c); id != "" {
		return id
	}
	h := &c.Response().Header
	h.Set(fiber.HeaderContentSecurityPolicy, policy)
	h.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	h.Set(fiber.HeaderReferrerPolicy, "same-origin")
	h.Set(fiber.HeaderPermissionsPolicy, "camera=(self), geolocation=(), microphone=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if k.Config.Secure() {
		h.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000; includeSubDomains")
	}
	id := requestID()
	c.Locals(localRequestID, id)
	c.Set("X-Request-Id", id)
	path, tag := c.Path(), "id"
	if path == "/en" || strings.HasPrefix(path, "/en/") {
		path, tag = strings.TrimPrefix(path, "/en"), "en"
	}
	if !readable(path) {
		path = ""
	}
	c.Locals(localLocale, k.Bundle.Locale(tag))
	c.Locals(localPath, "/"+strings.Trim(path, "/"))
	return id
}

// Authenticate finds out who is signed in.
func (k *Kit) Authenticate(c *fiber.Ctx) error {
	token := c.Cookies(loginCookie)
	if token == "" {
		return c.Next()
	}
	actor, err := k.Logins.Actor(c.UserContext(), token)
	if err != nil {
		return err
	}
	if actor != nil {
		mine := *actor // the remembered one is shared between requests
		mine.RequestID = RequestID(c)
		c.Locals(localActor, &mine)
	}
	return c.Next()
}

// Require lets only those pass who hold the permission in some scope; the
// use case checks the scope itself. Visitors are sent to sign in.
func (k *Kit) Require(p app.Permission) fiber.Handler {
	return func(c *fiber.Ctx) error {
		actor := Actor(c)
		if actor.Can(p) {
			// Nobody who comes after on the same machine may see it with the back button.
			c.Set(fiber.HeaderCacheControl, "private, no-store")
			return c.Next()
		}
		if actor == nil {
			return app.ErrUnauthenticated
		}
		return app.ErrForbidden
	}
}

// SameOrigin refuses every change that another site's page asks the browser
// for. Browsers say where a request comes from in Sec-Fetch-Site or Origin;
// one that says neither is not a browser of the last years, and is refused.
func (k *Kit) SameOrigin(c *fiber.Ctx) error {
	switch c.Method() {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions:
		return c.Next()
	}
	switch c.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return c.Next()
	case "":
	default:
		return errOtherOrigin
	}
	if oneClick(c) {
		return c.Next()
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" {
		origin = c.Get(fiber.HeaderReferer)
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || u.Host != c.Hostname() {
		return errOtherOrigin
	}
	return c.Next()
}

// oneClick reports whether a mail service asks on behalf of its reader to end
// messages (RFC 8058). It is no browser and says no origin; the code in the
// address stands for the reader, and nothing else is done with it.
func oneClick(c *fiber.Ctx) bool {
	code, ok := strings.CutPrefix(strings.TrimPrefix(c.Path(), "/en"), "/berhenti/")
	return ok && code != "" && !strings.Contains(code, "/") && c.Get(fiber.HeaderOrigin) == "" && c.FormValue("List-Unsubscribe") == "One-Click"
}

var errOtherOrigin = &app.Error{Kind: app.Forbidden, Key: "error.other_origin"}

// observe counts and logs a finished request.
func (k *Kit) observe(c *fiber.Ctx, start time.Time) {
	took := time.Since(start)
	status := c.Response().StatusCode()
	route := "unmatched"
	if r := c.Route(); r != nil && r.Path != "" && r.Path != "/" || c.Path() == "/" {
		route = r.Path
	}
	observeRequest(c.Method(), route, status, took)
	// A crowd that is told to come back is counted, not written down line by line.
	wrong := status >= 500 && status != fiber.StatusServiceUnavailable
	if !wrong && took < time.Second && !k.Log.Enabled(context.Background(), slog.LevelDebug) {
		return
	}
	attrs := []any{"request_id", RequestID(c), "method", c.Method(), "path", c.Path(), "status", status, "ms", took.Milliseconds()}
	if a := Actor(c); a != nil {
		attrs = append(attrs, "account", a.AccountID)
	}
	if wrong {
		k.Log.Error("request", attrs...)
		return
	}
	k.Log.Info("request", attrs...)
}

func requestID() string {
	var b [10]byte
	rand.Read(b[:])
	return base32.StdEncoding.EncodeToString(b[:])
}

// Listeners are the channels a replica follows to keep its memory true.
func (k *Kit) Listeners() map[string]func(string) {
	return map[string]func(string){
		postgres.ContentChannel: func(string) { k.Pages.Clear() },
		postgres.LoginsChannel:  k.Logins.Drop,
	}
}
