package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/views/problem"
)

// AtMost returns what lets no more than so many requests be worked on at once,
// over all the handlers it is put around, and answers the rest at once: busy,
// when to come back, and a page that does so by itself. People who are told
// to wait keep their answers; people whose browser gives up do not. With 0
// there is no limit.
func AtMost(most int) func(fiber.Handler) fiber.Handler {
	if most <= 0 {
		return func(h fiber.Handler) fiber.Handler { return h }
	}
	places := make(chan struct{}, most)
	return func(h fiber.Handler) fiber.Handler {
		return func(c *fiber.Ctx) error {
			select {
			case places <- struct{}{}:
				defer func() { <-places }()
				return h(c)
			default:
				return app.ErrBusy
			}
		}
	}
}

// retry is how a page sends again what the visitor sent, without files: those
// cannot be put back into a page.
func retry(c *fiber.Ctx, seconds string) *problem.Retry {
	r := &problem.Retry{Seconds: seconds, Action: c.OriginalURL()}
	keep := func(name, value []byte) {
		r.Fields = append(r.Fields, problem.Field{Name: text(name), Value: text(value)})
	}
	if c.Method() != fiber.MethodPost {
		r.Action, _, _ = strings.Cut(r.Action, "?") // a form that is fetched replaces the query
		c.Context().QueryArgs().VisitAll(keep)
		return r
	}
	r.Post = true
	if !strings.HasPrefix(c.Get(fiber.HeaderContentType), fiber.MIMEApplicationForm) {
		r.Files = len(c.Body()) > 0
		return r
	}
	c.Request().PostArgs().VisitAll(keep)
	return r
}

func text(b []byte) string { return strings.ToValidUTF8(string(b), "") }
