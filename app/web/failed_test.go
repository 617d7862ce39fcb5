package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/config"
	"gerbang/app/i18n"
)

// failingSite answers every request with the error, or panics.
func failingSite(t *testing.T, fail func() error, log io.Writer) *fiber.App {
	t.Helper()
	bundle, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load([]string{"GERBANG_DATA=" + t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	k := &Kit{Bundle: bundle, Config: cfg, Log: slog.New(slog.NewTextHandler(log, nil)), Now: time.Now}
	site := fiber.New(fiber.Config{Immutable: true})
	site.Use(k.Frame)
	site.All("/*", func(*fiber.Ctx) error { return fail() })
	return site
}

func fetch(t *testing.T, site *fiber.App, method, path, accept string) (*http.Response, string) {
	t.Helper()
	req := httptest.NewRequest(method, path, nil)
	if accept != "" {
		req.Header.Set("Accept", accept)
	}
	res, err := site.Test(req, -1)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func TestEveryKindOfErrorHasItsPageInBothLanguages(t *testing.T) {
	secretText := "pq: relation secrets does not exist"
	for _, tc := range []struct {
		name   string
		err    error
		status int
		id, en string // part of the page
	}{
		{"forbidden", app.ErrForbidden, 403, "Halaman ini bukan untuk akun Anda", "not for your account"},
		{"not found", fmt.Errorf("wrapped: %w", app.ErrNotFound), 404, "Halaman tidak ditemukan", "Page not found"},
		{"gone", app.ErrGone, 410, "sudah ditutup", "closed"},
		{"too large", &app.Error{Kind: app.TooLarge, Key: "error.file_size"}, 413, "terlalu besar", "too large"},
		{"invalid", app.FieldErrors{{Field: "name", Key: "error.name"}}, 422, "perlu diperbaiki", "need"},
		{"too many", app.ErrTooMany.With("seconds", 90), 429, "Terlalu banyak", "Too many"},
		{"saturated", app.ErrBusy, 503, "sedang sibuk", "busy"},
		{"deadline", context.DeadlineExceeded, 503, "sedang sibuk", "busy"},
		{"fault", errors.New(secretText), 500, "Maaf, ada gangguan", "Sorry"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			site := failingSite(t, func() error { return tc.err }, io.Discard)
			for path, want := range map[string]string{"/x": tc.id, "/en/x": tc.en} {
				res, body := fetch(t, site, http.MethodPost, path, "")
				if res.StatusCode != tc.status || !strings.Contains(body, want) {
					t.Errorf("%s: %d, without %q", path, res.StatusCode, want)
				}
				if strings.Contains(body, "⟦") || strings.Contains(body, secretText) {
					t.Errorf("%s: shows a key or the cause", path)
				}
				if retry := res.Header.Get("Retry-After"); (tc.status == 429 || tc.status == 503) != (retry != "") {
					t.Errorf("%s: Retry-After %q", path, retry)
				}
			}
			if res, body := fetch(t, site, http.MethodPost, "/x", "application/json"); res.StatusCode != tc.status || !strings.HasPrefix(body, `{"error":`) {
				t.Errorf("as JSON: %d %s", res.StatusCode, body)
			}
		})
	}
}

func TestAFaultIsLoggedOnceUnderTheIDThatThePageShows(t *testing.T) {
	var log strings.Builder
	site := failingSite(t, func() error { return errors.New("the disk is full") }, &log)
	res, body := fetch(t, site, http.MethodGet, "/x", "")
	id := res.Header.Get("X-Request-Id")
	if id == "" || !strings.Contains(body, id) {
		t.Errorf("the page does not show %q", id)
	}
	if n := strings.Count(log.String(), "the disk is full"); n != 1 || !strings.Contains(log.String(), id) {
		t.Errorf("logged %d times:\n%s", n, log.String())
	}
}

func TestAPanicIsAPlainPage(t *testing.T) {
	var log strings.Builder
	site := failingSite(t, func() error { panic("broken") }, &log)
	res, body := fetch(t, site, http.MethodGet, "/x", "")
	if res.StatusCode != 500 || strings.Contains(body, "broken") || !strings.Contains(log.String(), "broken") {
		t.Errorf("status %d, log %q", res.StatusCode, log.String())
	}
}

func TestVisitorsAreSentToTheRightDoor(t *testing.T) {
	site := failingSite(t, func() error { return app.ErrUnauthenticated }, io.Discard)
	for path, want := range map[string]string{
		"/akun?x=1":             "/masuk?kembali=%2Fakun%3Fx%3D1",
		"/panitia":              "/masuk/petugas?kembali=%2Fpanitia",
		"/en/petugas/pindai/a":  "/en/masuk/petugas?kembali=%2Fen%2Fpetugas%2Fpindai%2Fa",
		"/bursa-kerja/a/daftar": "/masuk?kembali=%2Fbursa-kerja%2Fa%2Fdaftar",
	} {
		res, _ := fetch(t, site, http.MethodGet, path, "")
		if got := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || got != want {
			t.Errorf("%s: %d %s", path, res.StatusCode, got)
		}
	}
	if res, _ := fetch(t, site, http.MethodPost, "/akun", ""); res.StatusCode != http.StatusUnauthorized {
		t.Errorf("a form: status %d", res.StatusCode)
	}
}

func TestPagesMadeForOnePersonAreCompressed(t *testing.T) {
	site := failingSite(t, func() error { return app.ErrNotFound }, io.Discard)
	_, plain := fetch(t, site, http.MethodGet, "/x", "")
	req := httptest.NewRequest(http.MethodGet, "/x", nil)
	req.Header.Set("Accept-Encoding", "gzip, deflate, br")
	res, err := site.Test(req, -1)
	if err != nil {
		t.Fatal(err)
	}
	if res.Header.Get("Content-Encoding") != "br" || !strings.Contains(res.Header.Get("Vary"), "Accept-Encoding") {
		t.Fatalf("headers %v", res.Header)
	}
	packed, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(brotli.NewReader(bytes.NewReader(packed)))
	if err != nil || len(packed)*2 > len(plain) || !strings.Contains(string(body), "Halaman tidak ditemukan") {
		t.Errorf("%d bytes of %d, %v", len(packed), len(plain), err)
	}
}
