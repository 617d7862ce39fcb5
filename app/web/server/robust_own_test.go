package server_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/secret"
	"gerbang/app/web/server"
)

// strangeParts are parts of an address that name nothing.
var strangeParts = []string{
	"%00", "%FF", "x%00y", "0", "-1", "2147483648", "9223372036854775807", "9223372036854775808", "1" + strings.Repeat("0", 40), "1e9", "%E2%80%AE", "..%2f..", strings.Repeat("a", 3000),
}

// strangePages are numbers of pages that no list has.
var strangePages = []string{"0", "-1", "2147483648", "9223372036854775807", "1" + strings.Repeat("0", 30), "%00", "x"}

// What people who are signed in send is answered as whatever strangers send.
func TestSignedInRoutes(t *testing.T) {
	s := startRobust(t)
	panitia, err := s.DB.StaffByEmail(t.Context(), "panitia@gerbang.example")
	if err != nil {
		t.Fatal(err)
	}
	admin, err := s.DB.StaffByEmail(t.Context(), "admin@gerbang.example")
	if err != nil {
		t.Fatal(err)
	}
	siti, err := s.DB.CandidateAccount(t.Context(), "siti@gerbang.example", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []struct {
		name, home string
		account    int64
	}{{"organizer", "/panitia", panitia.AccountID}, {"admin", "/admin/pengguna", admin.AccountID}, {"candidate", "/akun", siti}} {
		t.Run(who.name, func(t *testing.T) {
			token := secret.Token()
			if err := s.DB.CreateLogin(t.Context(), who.account, secret.HashToken(token), "test", time.Hour); err != nil {
				t.Fatal(err)
			}
			cookie := "Cookie: gerbang_login=" + token
			home := written(http.MethodGet, who.home, []string{cookie}, "")
			if got := s.send(t, home); got != http.StatusOK {
				t.Fatalf("%s: %d", who.home, got)
			}
			s.each(t, strangeRequests(t, s, cookie))
			if got := s.send(t, home); got != http.StatusOK {
				t.Errorf("%s after it all: %d, so not all of it was sent by somebody signed in", who.home, got)
			}
		})
	}
}

// strangeRequests are requests to every route that is not public, each with
// one strange part, or a strange number of a page.
func strangeRequests(t *testing.T, s *robustSite, cookie string) [][]byte {
	events := slices.DeleteFunc(slices.Clone(s.slugs), func(slug string) bool {
		_, err := s.DB.EventForStaff(t.Context(), app.System("test"), app.Participants, slug)
		return err != nil
	})
	var out [][]byte
	for _, route := range server.Routes(s.Kit) {
		if route.Permission == app.Public || strings.Contains(route.Path, "keluar") || strings.Contains(route.Path, "perangkat") { // these end the login
			continue
		}
		ask := func(parts []string, query string) {
			headers, body := []string{cookie}, ""
			if route.Method == http.MethodPost {
				headers, body = append(headers, "Content-Type: application/x-www-form-urlencoded"), "id=%00&id=9223372036854775808&hal=-1"
			}
			out = append(out, written(route.Method, strings.Join(parts, "/")+query, headers, body))
		}
		known := strings.Split(route.Path, "/")
		var open []int
		for i, p := range known {
			if strings.HasPrefix(p, ":") {
				if open, known[i] = append(open, i), "1"; p == ":event" && len(events) > 0 {
					known[i] = events[0]
				}
			}
		}
		for _, i := range open {
			for _, strange := range strangeParts {
				parts := slices.Clone(known)
				parts[i] = strange
				ask(parts, "")
			}
		}
		if route.Method == http.MethodGet {
			for _, page := range strangePages {
				ask(known, fmt.Sprintf("?hal=%s&sebelum=%s&nomor=%s&slot=%s", page, page, page, page))
			}
		} else {
			ask(known, "")
		}
	}
	return out
}
