package web

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
)

// cachedSite counts how often its one page is rendered.
type cachedSite struct {
	kit      *Kit
	app      *fiber.App
	rendered atomic.Int64
	now      atomic.Pointer[time.Time]
	fail     atomic.Bool
	slow     chan struct{} // when set, rendering waits for it
}

func newCachedSite(t *testing.T) *cachedSite {
	t.Helper()
	s := &cachedSite{}
	start := time.Date(2026, 11, 23, 9, 0, 0, 0, app.Jakarta)
	s.now.Store(&start)
	clock := func() time.Time { return *s.now.Load() }
	s.kit = &Kit{Now: clock, Pages: NewPageCache(clock)}
	s.app = fiber.New(fiber.Config{Immutable: true, ErrorHandler: func(c *fiber.Ctx, err error) error { return c.SendStatus(http.StatusTeapot) }})
	s.app.Use(func(c *fiber.Ctx) error {
		if name := c.Get("X-Test-Actor"); name != "" {
			c.Locals(localActor, &app.Actor{Name: name})
		}
		return c.Next()
	})
	s.app.Get("/*", s.kit.Cached(func(c *fiber.Ctx) error {
		n := s.rendered.Add(1)
		if s.slow != nil {
			<-s.slow
		}
		if s.fail.Load() {
			return app.ErrNotFound
		}
		c.Type("html")
		return c.SendString(fmt.Sprintf("page %d %s %s", n, c.OriginalURL(), strings.Repeat("isi ", 200)))
	}))
	return s
}

func (s *cachedSite) get(t *testing.T, path string, header ...string) *http.Response {
	t.Helper()
	req := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := s.app.Test(req, -1)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func (s *cachedSite) pass(d time.Duration) {
	later := s.now.Load().Add(d)
	s.now.Store(&later)
}

func TestCacheRendersOnceUntilContentChanges(t *testing.T) {
	s := newCachedSite(t)
	for range 3 {
		s.get(t, "/lowongan")
	}
	if n := s.rendered.Load(); n != 1 {
		t.Fatalf("rendered %d times", n)
	}
	s.kit.Pages.Clear()
	s.get(t, "/lowongan")
	if n := s.rendered.Load(); n != 2 {
		t.Fatalf("after a change rendered %d times", n)
	}
	s.pass(cacheAge + time.Millisecond)
	s.get(t, "/lowongan")
	if n := s.rendered.Load(); n != 3 {
		t.Fatalf("after its age rendered %d times", n)
	}
}

func TestCacheKeyIsNormalised(t *testing.T) {
	s := newCachedSite(t)
	for _, path := range []string{"/l?a=1&b=2", "/l?b=2&a=1", "/l?a=1&b=2&q=", "/l?q=&b=2&a=1"} {
		s.get(t, path)
	}
	if n := s.rendered.Load(); n != 1 {
		t.Errorf("one page under four spellings was rendered %d times", n)
	}
	s.get(t, "/l?a=2&b=1")
	if n := s.rendered.Load(); n != 2 {
		t.Errorf("another query was answered from the cache")
	}
}

// The handler reads the query leniently. If the key dropped what a stricter
// parser calls broken, such an address would be kept as the plain page.
func TestCacheKeyHoldsWhatTheHandlerReads(t *testing.T) {
	s := newCachedSite(t)
	if _, err := io.ReadAll(s.get(t, "/lowongan?q=%zz").Body); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/lowongan", "/lowongan?q=a;b", "/lowongan?q=%00a", "/lowongan?q="} {
		before := s.rendered.Load()
		s.get(t, path)
		if kept := s.rendered.Load() == before; kept != (path == "/lowongan?q=") {
			t.Errorf("%s: from the cache: %v", path, kept)
		}
	}
}

func TestCacheNeverServesSignedInPeople(t *testing.T) {
	s := newCachedSite(t)
	s.get(t, "/akun")
	s.get(t, "/akun", "X-Test-Actor", "Siti")
	s.get(t, "/akun", "X-Test-Actor", "Budi")
	if n := s.rendered.Load(); n != 3 {
		t.Errorf("rendered %d times, want one page for each", n)
	}
}

func TestCacheDoesNotKeepFailures(t *testing.T) {
	s := newCachedSite(t)
	s.fail.Store(true)
	if got := s.get(t, "/x").StatusCode; got != http.StatusTeapot {
		t.Fatalf("status %d", got)
	}
	s.fail.Store(false)
	if got := s.get(t, "/x").StatusCode; got != http.StatusOK {
		t.Fatalf("status %d after the failure has gone", got)
	}
}

func TestCacheIsEmptiedAtMidnight(t *testing.T) {
	s := newCachedSite(t)
	eve := time.Date(2026, 11, 23, 23, 59, 58, 0, app.Jakarta)
	s.now.Store(&eve)
	s.get(t, "/lowongan")
	s.pass(2 * time.Second)
	s.get(t, "/lowongan")
	if n := s.rendered.Load(); n != 2 {
		t.Errorf("a page of yesterday was served today")
	}
}

func TestCacheKeepsNothingThatWasRenderedBeforeAChange(t *testing.T) {
	s := newCachedSite(t)
	s.slow = make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.get(t, "/lowongan")
	}()
	for s.rendered.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	s.kit.Pages.Clear() // while the page is being rendered from what was true before
	close(s.slow)
	<-done
	s.get(t, "/lowongan")
	if n := s.rendered.Load(); n != 2 {
		t.Errorf("the page from before the change was kept")
	}
}

func TestCacheRendersOnceForACrowd(t *testing.T) {
	s := newCachedSite(t)
	s.slow = make(chan struct{})
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if res := s.get(t, "/ramai"); res.StatusCode != http.StatusOK {
				t.Errorf("status %d", res.StatusCode)
			}
		})
	}
	for s.rendered.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(20 * time.Millisecond) // let the crowd gather; the result does not depend on it
	close(s.slow)
	wg.Wait()
	if n := s.rendered.Load(); n > 2 {
		t.Errorf("rendered %d times for one crowd", n)
	}
}

func TestCacheCompressionAndETag(t *testing.T) {
	s := newCachedSite(t)
	plain, err := io.ReadAll(s.get(t, "/p").Body)
	if err != nil {
		t.Fatal(err)
	}
	br := s.get(t, "/p", "Accept-Encoding", "gzip, br")
	if br.Header.Get("Content-Encoding") != "br" {
		t.Fatalf("encoding %q", br.Header.Get("Content-Encoding"))
	}
	if got, err := io.ReadAll(brotli.NewReader(br.Body)); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("brotli body differs: %v", err)
	}
	gz := s.get(t, "/p", "Accept-Encoding", "gzip")
	r, err := gzip.NewReader(gz.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, plain) {
		t.Errorf("gzip body differs: %v", err)
	}
	again := s.get(t, "/p", "If-None-Match", br.Header.Get("ETag"))
	body, err := io.ReadAll(again.Body)
	if err != nil {
		t.Fatal(err)
	}
	if again.StatusCode != http.StatusNotModified || len(body) != 0 {
		t.Errorf("status %d with %d bytes", again.StatusCode, len(body))
	}
}

func TestCacheIsBounded(t *testing.T) {
	pc := NewPageCache(time.Now)
	big := make([]byte, 1<<20)
	for i := range 200 {
		pc.keep(&cachedPage{key: fmt.Sprint(i), plain: big, until: time.Now().Add(time.Hour)}, 0)
	}
	if pc.size > cacheBytes || len(pc.pages) != pc.order.Len() {
		t.Errorf("holds %d bytes in %d pages, %d in order", pc.size, len(pc.pages), pc.order.Len())
	}
	if p, _ := pc.find("199", time.Now()); p == nil {
		t.Error("the newest page was dropped")
	}
}
