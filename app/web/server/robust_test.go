package server_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"github.com/valyala/fasthttp/fasthttputil"

	"gerbang/app"
	"gerbang/app/demo"
	"gerbang/app/web/server"
	"gerbang/app/web/webtest"
)

// Whatever is sent to a public address, the answer is a whole page with a
// heading and the security headers, within bounded time, and never blames the
// server. Requests are written byte by byte: no client library would send them.

// answerTime is far more than any page takes; only what hangs is beyond it.
const answerTime = 20 * time.Second

// robustSite is the site with demo data, behind a listener in memory.
type robustSite struct {
	*webtest.Site
	wire   *fasthttputil.InmemoryListener
	routes []string // "METHOD /path" of every public route, both languages
	slugs  []string
}

func startRobust(t testing.TB) *robustSite {
	t.Helper()
	s := &robustSite{Site: webtest.New(t), wire: fasthttputil.NewInmemoryListener()}
	if _, err := demo.Seed(t.Context(), s.DB, time.Now(), demo.Options{Candidates: 5, Jobs: 20}); err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- s.App.Listener(s.wire) }()
	t.Cleanup(func() {
		if err := errors.Join(s.App.Shutdown(), <-served); err != nil {
			t.Error(err)
		}
	})
	for _, r := range server.Routes(s.Kit) {
		if r.Permission == app.Public {
			s.routes = append(s.routes, r.Method+" "+r.Path, r.Method+" "+strings.TrimSuffix("/en"+r.Path, "/"))
		}
	}
	s.routes = append(s.routes, "GET /robots.txt", "GET /sitemap.xml", "GET /static/*", "GET /metrics", "GET /healthz", "GET /nowhere/*")
	s.slugs = publicSlugs(t, s.Site)
	return s
}

// publicSlugs are addresses that exist.
func publicSlugs(t testing.TB, s *webtest.Site) []string {
	t.Helper()
	pages, err := s.DB.PublicPages(t.Context(), 0, 1000)
	if err != nil || len(pages) == 0 {
		t.Fatalf("%d public pages, %v", len(pages), err)
	}
	var slugs []string
	for _, p := range pages {
		slugs = append(slugs, p.Slug)
	}
	return slugs
}

// send writes a request as it stands and checks the answer. Connections are
// closed after each: a broken request may spoil what follows it.
func (s *robustSite) send(t testing.TB, raw []byte) (status int) {
	t.Helper()
	conn, err := s.wire.Dial()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(answerTime)); err != nil {
		t.Fatal(err)
	}
	var writing sync.WaitGroup
	writing.Go(func() { conn.Write(raw) }) // fails when the answer comes before the end of the request, which is right
	defer writing.Wait()
	defer conn.Close()
	method, _, _ := strings.Cut(string(raw[:min(len(raw), 10)]), " ")
	res, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		t.Fatalf("no answer: %v\n%.300q", err, raw)
	}
	defer res.Body.Close()
	var body io.Reader = res.Body
	if res.Header.Get("Content-Encoding") == "gzip" && method != http.MethodHead {
		if body, err = gzip.NewReader(res.Body); err != nil {
			t.Fatal(err)
		}
	}
	page, err := io.ReadAll(body)
	if err != nil {
		t.Fatalf("half an answer: %v\n%.300q", err, raw)
	}
	s.judge(t, raw, res, page)
	return res.StatusCode
}

func (s *robustSite) judge(t testing.TB, raw []byte, res *http.Response, page []byte) {
	t.Helper()
	complain := func(format string, args ...any) {
		t.Helper()
		t.Errorf("%s\nto %.400q", fmt.Sprintf(format, args...), raw)
	}
	if res.StatusCode >= 500 {
		complain("status %d", res.StatusCode)
	}
	for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Request-Id"} {
		if len(res.Header.Values(name)) != 1 {
			complain("status %d with %s: %q", res.StatusCode, name, res.Header.Values(name))
		}
	}
	if strings.Contains(strings.ToLower(res.Header.Get("Location")), "evil.example") {
		complain("leads to %s", res.Header.Get("Location"))
	}
	html := strings.HasPrefix(res.Header.Get("Content-Type"), "text/html")
	switch {
	case res.StatusCode >= 300 && res.StatusCode < 400 || res.Request.Method == http.MethodHead:
		return
	case res.Header.Get("Content-Encoding") == "br":
		return
	case res.StatusCode >= 400 && !html && !strings.HasPrefix(res.Header.Get("Content-Type"), "application/json"):
		complain("status %d with %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
	if !html {
		return
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case doc.Find("h1").Length() != 1 || strings.TrimSpace(doc.Find("h1").Text()) == "":
		complain("status %d: %d headings", res.StatusCode, doc.Find("h1").Length())
	case !bytes.HasSuffix(bytes.TrimSpace(page), []byte("</html>")):
		complain("status %d: the page has no end", res.StatusCode)
	case bytes.Contains(page, []byte("⟦")):
		complain("a text is missing")
	case doc.Find("script:not([src]):not([type='application/ld+json'])").Length() > 0:
		complain("a script inside the page")
	case bytes.ContainsRune(page, 0) || !utf8.Valid(page):
		complain("the page is not text")
	}
}

// Values that break what is careless.
var (
	nastyValues = []string{
		"", "0", "-1", "1000000000", "1000000000000000000000000000000", "-9223372036854775808", "NaN", "1e9", "%00", "%ff%fe%80", "%", "%zz", "%u0041",
		"'", "%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "..%2f..%2fetc%2fpasswd", "%F0%9F%92%A9", "%E2%80%AE", "a%0d%0aSet-Cookie:x=y", "{{7*7}}",
		"$1", "%25s%25n", "\\", "*", "(((((", "a%20OR%201=1--", "//evil.example", "https://evil.example/", "%2F%2Fevil.example", "\xff\xfe",
		"javascript:alert(1)", "true", "[]", "%E4%BB%8B%E8%AD%B7", strings.Repeat("a", 3000), strings.Repeat("%20a", 800), strings.Repeat("%F0%9F%92%A9", 300),
	}
	names = []string{
		"q", "hal", "negara", "sektor", "skema", "bahasa", "pendidikan", "urut", "kejuruan", "status", "waktu", "kembali", "contact", "code", "email",
		"password", "gaji", "jk", "jenis", "tutup", "", "q[]", "hal[0][x]", "%00", "__proto__",
	}
	nastyQueries = []string{
		"?", "&&&===&", "%", "%%%", "a", "=", "hal=1&hal=2&hal=-3", "\xff", "q=%00%00", "hal=1;hal=2", "?q=?", "#", "q=a%", "q=" + strings.Repeat("x", 9000),
		strings.Repeat("a=b&", 2500), strings.Repeat("skema=ssw&", 900),
	}
	nastyHeaders = []string{
		"Accept-Encoding: " + strings.Repeat("gzip,", 500), "Accept-Encoding: \xff\xfe", "Accept-Encoding: gzip;q=0", "Accept-Language: \xff;q=zz, *;q=-1",
		"Accept-Language: " + strings.Repeat("id,", 2000), "Cookie: " + strings.Repeat("a=b; ", 2500), "Cookie: gerbang_login=%00\xff; gerbang_flash=!!!",
		"Cookie: gerbang_flash=" + strings.Repeat("A", 4000), "Cookie: =;;;=;", "If-None-Match: \"\xff", "Range: bytes=5-1", "X-Forwarded-For: '; DROP TABLE",
		"Accept: application/json", "Accept: \x01", "Expect: 200-ok", "If-Modified-Since: yesterday", "X-Forwarded-Host: evil.example", "X-HTTP-Method-Override: DELETE",
		"Cookie: " + strings.Repeat("x", 20_000), "Upgrade: h2c", "Content-Encoding: gzip", "Content-Encoding: deflate, br", "Transfer-Encoding: chunked",
	}
	contentTypes = []string{
		"application/x-www-form-urlencoded", "", "text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary=",
		"multipart/form-data; boundary=x", "multipart/form-data; boundary=" + strings.Repeat("b", 200), "application/x-www-form-urlencoded; charset=utf-16", "\xff/\xfe",
	}
	nastyBodies = []string{
		"", "a", "=", "&&&", "%", "%zz=%zz", "contact=%00%ff", "contact=" + strings.Repeat("a", 100_000), "\x00\x01\x02", `{"a":`, "--x\r\n",
		"--x\r\nContent-Disposition: form-data; name=\"contact\"\r\n\r\nhalf", "--x\r\nContent-Disposition: form-data; name=\"contact\"; filename=\"../../x\"\r\n\r\nhalf\r\n--x--\r\n",
		"--x\r\n\r\n--x--", strings.Repeat("a=b&", 50_000), "contact=a%40b&contact=c&contact=",
	}
	nastyPaths = []string{
		"tidak-ada", "%00", "%ff", "..", "%2e%2e", "a/b", "A", "-", "%2f", "a%20b", "'", "%", "1", strings.Repeat("a", 5000), "%E4%BB%8B%E8%AD%B7", "a.b", "en", "\xff\xfe", "0000000000000000",
	}
)

// address puts a slug and a query into a route.
func address(route, slug, query string) (method, target string) {
	method, path, _ := strings.Cut(route, " ")
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if strings.HasPrefix(p, ":") || p == "*" {
			parts[i] = slug
		}
	}
	target = strings.Join(parts, "/")
	if query != "" {
		target += "?" + query
	}
	return method, target
}

// written makes a request of its parts, taking them as they are.
func written(method, target string, headers []string, body string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: gerbang.test\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n", method, target)
	chunked := false
	for _, h := range headers {
		if h != "" {
			b.WriteString(h + "\r\n")
		}
		chunked = chunked || strings.HasPrefix(h, "Transfer-Encoding")
	}
	if method == http.MethodPost && !chunked {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(body))
	}
	b.WriteString("\r\n")
	switch {
	case chunked:
		fmt.Fprintf(&b, "%x\r\n%s\r\n0\r\n\r\n", len(body), body)
	case method == http.MethodPost:
		b.WriteString(body)
	}
	return b.Bytes()
}

// each runs the requests on a few connections at once.
func (s *robustSite) each(t *testing.T, requests [][]byte) {
	t.Helper()
	var group sync.WaitGroup
	work := make(chan []byte)
	for range 4 {
		group.Go(func() {
			for raw := range work {
				s.send(t, raw)
			}
		})
	}
	for _, raw := range requests {
		work <- raw
	}
	close(work)
	group.Wait()
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func TestPublicRoutes(t *testing.T) {
	s := startRobust(t)
	t.Run("answer whatever is sent", s.answersWhateverIsSent)
	t.Run("refuse large forms", s.refusesLargeForms)
	t.Run("answer any page number", s.answersAnyPageNumber)
}

func (s *robustSite) answersWhateverIsSent(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var requests [][]byte
	ask := func(route, slug, query string, headers []string, body string) {
		method, target := address(route, slug, query)
		requests = append(requests, written(method, target, headers, body))
	}
	for _, route := range s.routes {
		post := strings.HasPrefix(route, "POST")
		for _, path := range nastyPaths {
			if strings.ContainsAny(route, ":*") {
				ask(route, path, "", nil, "")
			}
		}
		for _, query := range nastyQueries {
			ask(route, pick(r, s.slugs), query, nil, "")
		}
		for range 12 {
			ask(route, pick(r, s.slugs), pick(r, names)+"="+pick(r, nastyValues)+"&"+pick(r, names)+"="+pick(r, nastyValues), []string{pick(r, nastyHeaders)}, "")
		}
		if post {
			for _, contentType := range contentTypes {
				for range 4 {
					ask(route, pick(r, s.slugs), "", []string{"Content-Type: " + contentType, pick(r, nastyHeaders)}, pick(r, nastyBodies))
				}
			}
		}
	}
	for _, header := range nastyHeaders {
		for _, route := range []string{"GET /", "GET /en/lowongan", "POST /masuk", "HEAD /", "PUT /lowongan", "OPTIONS /", "BREW /", "GET /static/*"} {
			ask(route, pick(r, s.slugs), "", []string{header}, "")
		}
	}
	for _, raw := range []string{
		"GET /\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET * HTTP/1.1\r\nHost: x\r\n\r\n", "GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET //evil.example/ HTTP/1.1\r\nHost: gerbang.test\r\n\r\n", "GET / HTTP/1.1\r\nHost: \xff\r\n\r\n", "POST /masuk HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
		"POST /masuk HTTP/1.1\r\nHost: x\r\nContent-Length: zz\r\n\r\n", "POST /masuk HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
	} {
		requests = append(requests, []byte(raw))
	}
	t.Logf("%d requests", len(requests))
	s.each(t, requests)
}

// A form of 10 MB is refused with a page, wherever it is sent and whatever it
// says it is; one that unpacks to a great size is not unpacked.
func (s *robustSite) refusesLargeForms(t *testing.T) {
	large := "contact=" + strings.Repeat("a", 10<<20)
	multipart := "--x\r\nContent-Disposition: form-data; name=\"contact\"\r\n\r\n" + strings.Repeat("a", 10<<20) + "\r\n--x--\r\n"
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	for range 64 {
		if _, err := w.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, route := range s.routes {
		method, target := address(route, s.slugs[0], "")
		if method != http.MethodPost {
			continue
		}
		for _, tc := range []struct {
			name, contentType, encoding, body string
			want                              int
		}{
			{"form", "application/x-www-form-urlencoded", "identity", large, http.StatusRequestEntityTooLarge},
			{"multipart", "multipart/form-data; boundary=x", "identity", multipart, http.StatusRequestEntityTooLarge},
			{"packed", "multipart/form-data; boundary=x", "gzip", bomb.String(), http.StatusUnsupportedMediaType},
		} {
			raw := written(method, target, []string{"Content-Type: " + tc.contentType, "Content-Encoding: " + tc.encoding}, tc.body)
			if got := s.send(t, raw); got != tc.want {
				t.Errorf("%s, %s: status %d, want %d", target, tc.name, got, tc.want)
			}
		}
	}
}

// Numbers of pages that no list has lead to a page of the list all the same.
func (s *robustSite) answersAnyPageNumber(t *testing.T) {
	for _, list := range []string{"/lowongan", "/pelatihan", "/bursa-kerja", "/sosialisasi", "/berita", "/en/lowongan", "/en/pelatihan", "/en/bursa-kerja", "/en/berita"} {
		for _, page := range []string{"0", "-1", "1000000000", "9223372036854775807", "9223372036854775808", "1" + strings.Repeat("0", 30), "1e9", "٣", "1.5", "%00", ""} {
			if got := s.send(t, written(http.MethodGet, list+"?hal="+page, nil, "")); got != http.StatusOK {
				t.Errorf("%s?hal=%s: status %d", list, page, got)
			}
		}
	}
}

func FuzzPublicRoutes(f *testing.F) {
	s := startRobust(f)
	for i, query := range nastyQueries {
		f.Add(uint16(i), nastyPaths[i%len(nastyPaths)], query, nastyHeaders[i%len(nastyHeaders)], contentTypes[i%len(contentTypes)], nastyBodies[i%len(nastyBodies)])
	}
	f.Fuzz(func(t *testing.T, route uint16, slug, query, header, contentType, body string) {
		if slices.ContainsFunc([]string{slug, query, header, contentType}, func(s string) bool { return strings.ContainsAny(s, "\r\n") }) {
			return // would be another request
		}
		method, target := address(s.routes[int(route)%len(s.routes)], slug, query)
		s.send(t, written(method, target, []string{header, "Content-Type: " + contentType}, body))
	})
}
