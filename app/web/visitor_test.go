package web

import (
	"net/http/httptest"
	"testing"

	"github.com/gofiber/fiber/v2"

	"gerbang/app/config"
)

func TestVisitorBelievesOnlyProxies(t *testing.T) {
	// The test connection comes from 0.0.0.0.
	for _, tc := range []struct {
		name, forwarded, want string
		trusted               []string
	}{
		{"direct", "", "0.0.0.0", nil},
		{"made up", "9.9.9.9", "0.0.0.0", nil},
		{"by the proxy", "9.9.9.9", "9.9.9.9", []string{"0.0.0.0"}},
		{"made up before the proxy", "1.1.1.1, 9.9.9.9", "9.9.9.9", []string{"0.0.0.0"}},
		{"two proxies", "1.1.1.1, 9.9.9.9, 10.1.2.3", "9.9.9.9", []string{"0.0.0.0", "10.0.0.0/8"}},
		{"not an address", "x", "0.0.0.0", []string{"0.0.0.0"}},
		{"subscriber of IPv6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", []string{"0.0.0.0"}},
		{"IPv4 written as IPv6", "::ffff:9.9.9.9", "9.9.9.9", []string{"0.0.0.0"}},
	} {
		k := &Kit{Config: config.Config{TrustedProxies: tc.trusted}}
		site := fiber.New()
		var got string
		site.Get("/", func(c *fiber.Ctx) error {
			got = k.Visitor(c)
			return nil
		})
		r := httptest.NewRequest("GET", "/", nil)
		if tc.forwarded != "" {
			r.Header.Set(fiber.HeaderXForwardedFor, tc.forwarded)
		}
		res, err := site.Test(r, -1)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if got != tc.want {
			t.Errorf("%s: %q, want %q", tc.name, got, tc.want)
		}
	}
}
