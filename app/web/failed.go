package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/views/problem"
)

// statuses turns the kinds of domain error into HTTP.
var statuses = map[app.Kind]int{
	app.Internal:        fiber.StatusInternalServerError,
	app.Invalid:         fiber.StatusUnprocessableEntity,
	app.Unauthenticated: fiber.StatusUnauthorized,
	app.Forbidden:       fiber.StatusForbidden,
	app.NotFound:        fiber.StatusNotFound,
	app.Gone:            fiber.StatusGone,
	app.Conflict:        fiber.StatusConflict,
	app.TooMany:         fiber.StatusTooManyRequests,
	app.TooLarge:        fiber.StatusRequestEntityTooLarge,
	app.Unavailable:     fiber.StatusServiceUnavailable,
}

// general are the messages that say no more than the page of their status.
var general = map[string]bool{
	app.ErrNotFound.Key: true, app.ErrGone.Key: true, app.ErrForbidden.Key: true, app.ErrUnauthenticated.Key: true, app.ErrBusy.Key: true,
}

// Failed answers a request that ended in an error: visitors who must sign in
// are sent there, everybody else gets a translated page. What the user cannot
// mend is logged once, with the request id that the page shows.
func (k *Kit) Failed(c *fiber.Ctx, err error) error {
	status, shown := k.classify(c, err)
	if status == fiber.StatusUnauthorized && c.Method() == fiber.MethodGet && !wantsJSON(c) {
		return k.toLogin(c)
	}
	if status == fiber.StatusServiceUnavailable || status == fiber.StatusTooManyRequests {
		c.Set(fiber.HeaderRetryAfter, retryAfter(shown))
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	l := k.Locale(c)
	message := ""
	if shown != nil && !general[shown.Key] && l.Has(shown.Key) {
		message = l.T(shown.Key, shown.Args...)
	}
	if wantsJSON(c) {
		body, err := json.Marshal(map[string]any{"error": map[string]any{"status": status, "message": message, "request_id": RequestID(c)}})
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
		return c.Status(status).Send(body)
	}
	page := k.Page(c, "")
	page.NoIndex = true
	details := problem.Details{Status: status, Message: message, RequestID: RequestID(c)}
	if status == fiber.StatusServiceUnavailable {
		details.Retry = retry(c, string(c.Response().Header.Peek(fiber.HeaderRetryAfter)))
	}
	return k.Render(c, status, problem.Page(page, details))
}

// classify returns the status of err, and the error whose message may be shown.
func (k *Kit) classify(c *fiber.Ctx, err error) (int, *app.Error) {
	if f, ok := errors.AsType[*fiber.Error](err); ok {
		if f.Code == fiber.StatusUnprocessableEntity || f.Code >= 500 {
			k.Log.Warn("http", "request_id", RequestID(c), "error", err)
		}
		return f.Code, nil
	}
	if e, ok := errors.AsType[*app.Error](err); ok && e.Kind != app.Internal {
		if e.Err != nil {
			k.Log.Info("refused", "request_id", RequestID(c), "error", err)
		}
		return statuses[e.Kind], e
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		k.Log.Warn("timed out", "request_id", RequestID(c), "path", c.Path(), "error", err)
		return fiber.StatusServiceUnavailable, app.ErrBusy
	}
	if kind := app.KindOf(err); kind != app.Internal {
		return statuses[kind], nil
	}
	k.Log.Error("failed", "request_id", RequestID(c), "method", c.Method(), "path", c.Path(), "error", err)
	return fiber.StatusInternalServerError, nil
}

// retryAfter is in seconds; an error may carry its own as argument "seconds".
func retryAfter(e *app.Error) string {
	if e != nil {
		for i := 0; i+1 < len(e.Args); i += 2 {
			if e.Args[i] == "seconds" {
				switch n := e.Args[i+1].(type) {
				case int:
					return strconv.Itoa(n)
				case time.Duration:
					return strconv.Itoa(int(n.Seconds()) + 1)
				}
			}
		}
	}
	return "5"
}

// toLogin sends a visitor to the right door and remembers where they wanted to go.
func (k *Kit) toLogin(c *fiber.Ctx) error {
	door := "/masuk"
	path := Path(c)
	for _, staff := range []string{"/petugas", "/panitia", "/admin", "/dasbor", "/mitra"} {
		if path == staff || strings.HasPrefix(path, staff+"/") {
			door = "/masuk/petugas"
		}
	}
	return k.Redirect(c, door+"?kembali="+url.QueryEscape(c.OriginalURL()))
}

func wantsJSON(c *fiber.Ctx) bool {
	return strings.HasPrefix(c.Get(fiber.HeaderAccept), fiber.MIMEApplicationJSON)
}
