package web

import (
	"bytes"
	"compress/gzip"
	"container/list"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/gofiber/fiber/v2"
	"golang.org/x/sync/singleflight"

	"gerbang/app"
)

// Bounds of the page cache. The age covers what changes without anybody
// editing: places left, windows that open by the clock.
const (
	cacheBytes  = 64 << 20
	cacheAge    = 5 * time.Second
	brotliLevel = 5 // 11 makes a page 5 % smaller and costs ten times as long
)

// PageCache keeps rendered and compressed pages of anonymous visitors. It is
// bounded, rendered once however many ask at once, and emptied on every
// replica when content changes.
type PageCache struct {
	now func() time.Time

	mu         sync.RWMutex
	pages      map[string]*list.Element
	order      *list.List // of *cachedPage, newest first
	size       int
	generation uint64
	rendering  singleflight.Group
}

type cachedPage struct {
	key                 string
	plain, gzip, brotli []byte
	etag, contentType   string
	link                string // header: what the page needs early
	status              int
	until               time.Time
}

func (p *cachedPage) size() int { return len(p.plain) + len(p.gzip) + len(p.brotli) + len(p.key) + 200 }

// NewPageCache returns an empty cache.
func NewPageCache(now func() time.Time) *PageCache {
	return &PageCache{now: now, pages: map[string]*list.Element{}, order: list.New()}
}

// Clear forgets every page, and also those being rendered at this moment
// from what was true before.
func (pc *PageCache) Clear() {
	pc.mu.Lock()
	defer pc.mu.Unlock()
	pc.generation++
	clear(pc.pages)
	pc.order.Init()
	pc.size = 0
}

// Generation counts the calls of Clear: what was made from content under one
// generation is out of date under the next.
func (pc *PageCache) Generation() uint64 {
	pc.mu.RLock()
	defer pc.mu.RUnlock()
	return pc.generation
}

func (pc *PageCache) find(key string, now time.Time) (*cachedPage, uint64) {
	pc.mu.RLock()
	defer pc.mu.RUnlock()
	if e, ok := pc.pages[key]; ok {
		if p := e.Value.(*cachedPage); now.Before(p.until) {
			return p, pc.generation
		}
	}
	return nil, pc.generation
}

func (pc *PageCache) keep(p *cachedPage, generation uint64) {
	pc.mu.Lock()
	defer pc.mu.Unlock()
	if pc.generation != generation {
		return
	}
	if old, ok := pc.pages[p.key]; ok {
		pc.drop(old)
	}
	pc.pages[p.key] = pc.order.PushFront(p)
	pc.size += p.size()
	for pc.size > cacheBytes {
		pc.drop(pc.order.Back())
	}
}

func (pc *PageCache) drop(e *list.Element) {
	p := pc.order.Remove(e).(*cachedPage)
	delete(pc.pages, p.key)
	pc.size -= p.size()
}

// errUncached carries an error page's answer past the cache.
var errUncached = errors.New("not cached")

// Cached serves anonymous visitors from the cache; next renders. Signed-in
// people always get a page of their own.
func (k *Kit) Cached(next fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		// On whatever comes back: without it browsers keep a 410 for ever, also
		// when the job that was gone has returned.
		c.Set(fiber.HeaderCacheControl, "private, no-cache")
		if Actor(c) != nil || c.Cookies(flashCookie) != "" || c.Method() != fiber.MethodGet && c.Method() != fiber.MethodHead {
			return next(c)
		}
		key := cacheKey(c)
		page, generation := k.Pages.find(key, k.Now())
		if page != nil {
			cacheLookups.WithLabelValues("hit").Inc()
			return page.send(c)
		}
		cacheLookups.WithLabelValues("miss").Inc()
		return k.renderOnce(c, next, key, generation)
	}
}

func (k *Kit) renderOnce(c *fiber.Ctx, next fiber.Handler, key string, generation uint64) error {
	mine := false
	v, err, _ := k.Pages.rendering.Do(key, func() (any, error) {
		mine = true
		if err := next(c); err != nil {
			return nil, err
		}
		if c.Response().StatusCode() != fiber.StatusOK {
			return nil, errUncached
		}
		p := compressPage(key, c, k.Now())
		k.Pages.keep(p, generation)
		return p, nil
	})
	switch {
	case err == nil:
		return v.(*cachedPage).send(c)
	case mine && errors.Is(err, errUncached):
		return nil
	case mine:
		return err
	}
	return next(c) // somebody else's failure is not this visitor's
}

func compressPage(key string, c *fiber.Ctx, now time.Time) *cachedPage {
	body := bytes.Clone(c.Response().Body())
	sum := sha256.Sum256(body)
	p := &cachedPage{
		key: key, plain: body, etag: `W/"` + hex.EncodeToString(sum[:12]) + `"`,
		contentType: string(c.Response().Header.ContentType()), link: string(c.Response().Header.Peek(fiber.HeaderLink)), status: c.Response().StatusCode(),
		until: earliest(now.Add(cacheAge), app.Day(now).AddDate(0, 0, 1)), // what ends today must be gone at midnight
	}
	if strings.HasPrefix(p.contentType, "image/") {
		return p // is compressed
	}
	var br, gz bytes.Buffer
	bw := brotli.NewWriterLevel(&br, brotliLevel)
	bw.Write(body)
	bw.Close()
	gw := gzip.NewWriter(&gz)
	gw.Write(body)
	gw.Close()
	p.brotli, p.gzip = br.Bytes(), gz.Bytes()
	return p
}

func earliest(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func (p *cachedPage) send(c *fiber.Ctx) error {
	h := &c.Response().Header
	h.Set(fiber.HeaderCacheControl, "private, no-cache")
	h.Set(fiber.HeaderVary, "Accept-Encoding, Cookie")
	h.Set(fiber.HeaderETag, p.etag)
	if match := c.Get(fiber.HeaderIfNoneMatch); match != "" && strings.Contains(match, p.etag) {
		c.Response().ResetBody()
		c.Status(fiber.StatusNotModified)
		return nil
	}
	h.SetContentType(p.contentType)
	if p.link != "" {
		h.Set(fiber.HeaderLink, p.link)
	}
	c.Status(p.status)
	accept := c.Get(fiber.HeaderAcceptEncoding)
	body := p.plain
	switch {
	case p.brotli == nil:
	case strings.Contains(accept, "br"):
		body = p.brotli
		h.Set(fiber.HeaderContentEncoding, "br")
	case strings.Contains(accept, "gzip"):
		body = p.gzip
		h.Set(fiber.HeaderContentEncoding, "gzip")
	}
	c.Response().SetBodyRaw(body) // shared, never written to
	return nil
}

// cacheKey is the path and the query in one normal form, so that the order of
// parameters and empty ones make no second entry.
func cacheKey(c *fiber.Ctx) string {
	if query := normalQuery(c); query != "" {
		return c.Path() + "?" + query
	}
	return c.Path()
}

// normalQuery writes the query in one form: sorted by name, well escaped,
// without empty parameters. It is read with the parser that Query uses: a
// second one that drops what it finds broken would give two pages one key.
func normalQuery(c *fiber.Ctx) string {
	uri := c.Request().URI()
	if len(uri.QueryString()) == 0 {
		return ""
	}
	q := url.Values{}
	uri.QueryArgs().VisitAll(func(name, value []byte) {
		if n := wellFormed(string(name)); n != "" || len(value) > 0 {
			q.Add(n, wellFormed(string(value)))
		}
	})
	for name, values := range q {
		if len(values) == 1 && values[0] == "" {
			delete(q, name)
		}
	}
	return q.Encode()
}
