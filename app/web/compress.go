package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// Pages that are made for one person are compressed quickly rather than
// well: they are sent once. Short ones fit a packet anyway.
const (
	quickBrotli = 3
	quickGzip   = 3
	smallPage   = 2 << 10
)

// squeeze compresses an HTML answer that nobody has compressed yet, as far as
// the browser allows: most visitors are on little data and bad wifi.
func squeeze(c *fiber.Ctx) {
	r := c.Response()
	if r.IsBodyStream() || len(r.Header.ContentEncoding()) > 0 || !strings.HasPrefix(string(r.Header.ContentType()), fiber.MIMETextHTML) {
		return
	}
	body := r.Body()
	if len(body) < smallPage || c.Method() == fiber.MethodHead {
		return
	}
	r.Header.Add(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	accept := c.Get(fiber.HeaderAcceptEncoding)
	switch {
	case strings.Contains(accept, "br"):
		r.SetBodyRaw(fasthttp.AppendBrotliBytesLevel(nil, body, quickBrotli))
		r.Header.SetContentEncoding("br")
	case strings.Contains(accept, "gzip"):
		r.SetBodyRaw(fasthttp.AppendGzipBytesLevel(nil, body, quickGzip))
		r.Header.SetContentEncoding("gzip")
	}
}
