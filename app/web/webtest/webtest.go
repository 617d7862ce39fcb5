// Package webtest runs the whole site over a fresh database for tests of
// handlers: requests go through every middleware, as a browser's would.
package webtest

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/gofiber/fiber/v2"

	"gerbang/app/config"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
	"gerbang/app/secret"
	"gerbang/app/web"
	"gerbang/app/web/server"
	"gerbang/static"
)

// Base is the address under which tests see the site.
const Base = "http://gerbang.test"

// Site is the running site of one test.
type Site struct {
	DB  *postgres.DB
	Kit *web.Kit
	App *fiber.App
}

// Option changes the configuration before the site starts.
type Option func(*config.Config)

// New starts the site over a fresh, migrated and otherwise empty database.
func New(t testing.TB, options ...Option) *Site {
	t.Helper()
	return Over(t, pgtest.Open(t, postgres.Options{}), options...)
}

// Over starts the site over an open database.
func Over(t testing.TB, db *postgres.DB, options ...Option) *Site {
	t.Helper()
	cfg, err := config.Load([]string{"GERBANG_BASE_URL=" + Base, "GERBANG_DATA=" + t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range options {
		set(&cfg)
	}
	bundle, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	assets, err := static.Load()
	if err != nil {
		t.Fatal(err)
	}
	level := slog.LevelError
	if os.Getenv("GERBANG_TEST_LOG") != "" {
		level = slog.LevelDebug
	}
	kit := &web.Kit{
		DB: db, Bundle: bundle, Assets: assets, Config: cfg, Now: time.Now,
		Log:    slog.New(slog.NewTextHandler(testWriter{t}, &slog.HandlerOptions{Level: level})),
		Logins: web.NewLogins(db, time.Now), Pages: web.NewPageCache(time.Now),
	}
	return &Site{DB: db, Kit: kit, App: server.New(kit).App}
}

type testWriter struct{ t testing.TB }

func (w testWriter) Write(p []byte) (int, error) {
	w.t.Log(strings.TrimSpace(string(p)))
	return len(p), nil
}

// Client is one browser: it keeps cookies and does not follow redirects.
type Client struct {
	t    testing.TB
	site *Site
	jar  http.CookieJar
	// Header is added to every request.
	Header http.Header
}

// Client returns a browser that nobody has signed in with.
func (s *Site) Client(t testing.TB) *Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Client{t: t, site: s, jar: jar, Header: http.Header{}}
}

// SignIn returns a browser in which the account is signed in.
func (s *Site) SignIn(t testing.TB, accountID int64) *Client {
	t.Helper()
	c := s.Client(t)
	s.SignInto(t, c, accountID)
	return c
}

// SignInto signs the account in with a browser that was used before.
func (s *Site) SignInto(t testing.TB, c *Client, accountID int64) {
	t.Helper()
	token := secret.Token()
	if err := s.DB.CreateLogin(t.Context(), accountID, secret.HashToken(token), "webtest", time.Hour); err != nil {
		t.Fatal(err)
	}
	base, _ := url.Parse(Base)
	c.jar.SetCookies(base, []*http.Cookie{{Name: "gerbang_login", Value: token, Path: "/"}})
}

// Response is an answer with its page parsed.
type Response struct {
	Status   int
	Header   http.Header
	Location string // path and query of a redirect
	Body     []byte
	Doc      *goquery.Document // empty when the answer is no HTML
}

// Get fetches a path.
func (c *Client) Get(path string) *Response {
	c.t.Helper()
	return c.Do(http.MethodGet, path, "", nil)
}

// Post sends a form.
func (c *Client) Post(path string, form url.Values) *Response {
	c.t.Helper()
	return c.Do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// Do sends any request, from the site's own origin unless Header says otherwise.
func (c *Client) Do(method, path, contentType string, body io.Reader) *Response {
	c.t.Helper()
	u, err := url.Parse(Base)
	if err != nil {
		c.t.Fatal(err)
	}
	req, err := http.NewRequest(method, Base+path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	for name, values := range c.Header {
		req.Header[name] = values
	}
	for _, cookie := range c.jar.Cookies(u) {
		req.AddCookie(cookie)
	}
	res, err := c.site.App.Test(req, -1)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	c.jar.SetCookies(u, res.Cookies())
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	out := &Response{Status: res.StatusCode, Header: res.Header, Body: raw, Location: strings.TrimPrefix(res.Header.Get("Location"), Base)}
	html := raw
	if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
		html = nil
	}
	if out.Doc, err = goquery.NewDocumentFromReader(bytes.NewReader(html)); err != nil {
		c.t.Fatal(err)
	}
	return out
}

// Text returns the visible text of the first element that matches.
func (r *Response) Text(selector string) string {
	return strings.Join(strings.Fields(r.Doc.Find(selector).First().Text()), " ")
}

// Filled returns what the forms that match would send as they stand.
func (r *Response) Filled(form string) url.Values {
	v := url.Values{}
	r.Doc.Find(form + " [name]").Each(func(_ int, s *goquery.Selection) {
		name, _ := s.Attr("name")
		value, _ := s.Attr("value")
		_, checked := s.Attr("checked")
		kind, _ := s.Attr("type")
		switch {
		case s.Is("button"), (kind == "checkbox" || kind == "radio") && !checked:
		case s.Is("textarea"):
			v.Add(name, s.Text())
		case s.Is("select"):
			chosen, _ := s.Find("option[selected]").Attr("value")
			v.Add(name, chosen)
		default:
			v.Add(name, value)
		}
	})
	return v
}
