package account_test

import (
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gerbang/app"
	"gerbang/app/config"
	"gerbang/app/postgres"
	"gerbang/app/secret"
	"gerbang/app/web/webtest"
)

const password = " kata sandi panjang "

func withStaff(t *testing.T) (*webtest.Site, int64) {
	t.Helper()
	s := webtest.New(t)
	hash, err := secret.HashPassword(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	id, err := s.DB.CreateStaff(t.Context(), app.System("test"), "Budi", "budi@example.test", hash, []app.Grant{{Role: app.RolePetugas}})
	if err != nil {
		t.Fatal(err)
	}
	return s, id
}

func TestStaffSignInWithAPassword(t *testing.T) {
	s, _ := withStaff(t)
	for range 7 { // more than the limit of attempts: being right does not count
		c := s.Client(t)
		got := c.Post("/masuk/petugas", url.Values{"email": {"Budi@example.test"}, "password": {password}})
		if got.Status != 303 || got.Location != "/petugas" {
			t.Fatalf("%d %s: %s", got.Status, got.Location, got.Text(".summary"))
		}
		if k := cookie(t, got, "gerbang_login"); k.MaxAge != 12*3600 || !k.HttpOnly {
			t.Errorf("cookie %+v", k)
		}
		if page := c.Get("/masuk/petugas?kembali=/petugas/pindai/x"); page.Location != "/petugas/pindai/x" {
			t.Errorf("signed in already: %d %s", page.Status, page.Location)
		}
	}
	got := s.Client(t).Post("/masuk/petugas", url.Values{"email": {"budi@example.test"}, "password": {password}, "kembali": {"/panitia?q=1"}})
	if got.Location != "/panitia?q=1" {
		t.Errorf("way back %s", got.Location)
	}
}

func TestWrongPasswordsGetOneAnswer(t *testing.T) {
	s, id := withStaff(t)
	if _, err := s.DB.CandidateAccount(t.Context(), "siti@example.test", ""); err != nil {
		t.Fatal(err)
	}
	try := func(email, password string) *webtest.Response {
		return s.Client(t).Post("/masuk/petugas", url.Values{"email": {email}, "password": {password}})
	}
	answers := map[string]*webtest.Response{
		"wrong password":    try("budi@example.test", "salah"),
		"trimmed password":  try("budi@example.test", strings.TrimSpace(password)),
		"unknown address":   try("nobody@example.test", password),
		"candidate":         try("siti@example.test", password),
		"candidate, nearly": try("siti@example.test", "x"),
	}
	if err := s.DB.Disable(t.Context(), app.System("test"), id); err != nil {
		t.Fatal(err)
	}
	answers["disabled"] = try("budi@example.test", password)
	for name, got := range answers {
		if got.Status != 422 || got.Text(".summary") != answers["wrong password"].Text(".summary") || !strings.Contains(got.Text(".summary"), "salah") {
			t.Errorf("%s: %d %s", name, got.Status, got.Text(".summary"))
		}
		if value, has := got.Doc.Find("input[name=password]").Attr("value"); has {
			t.Errorf("%s: the password %q stands in the page", name, value)
		}
		if value, _ := got.Doc.Find("input[name=email]").Attr("value"); !strings.HasSuffix(value, "@example.test") {
			t.Errorf("%s: the address was not kept", name)
		}
	}
	if got := try("", ""); got.Status != 422 || got.Doc.Find(".summary li").Length() != 2 {
		t.Errorf("nothing filled in: %d %s", got.Status, got.Text(".summary"))
	}
}

func TestPasswordAttemptsAreThrottled(t *testing.T) {
	s, _ := withStaff(t)
	try := func(email, password string) *webtest.Response {
		return s.Client(t).Post("/masuk/petugas", url.Values{"email": {email}, "password": {password}})
	}
	for range 5 {
		if got := try("budi@example.test", "salah"); got.Status != 422 {
			t.Fatalf("status %d", got.Status)
		}
	}
	got := try("budi@example.test", password)
	if got.Status != 429 || got.Header.Get("Retry-After") == "" || !strings.Contains(got.Text(".summary"), "3 menit") {
		t.Errorf("right password after five wrong ones: %d, Retry-After %q: %s", got.Status, got.Header.Get("Retry-After"), got.Text(".summary"))
	}
	if got := try("ani@example.test", "salah"); got.Status != 422 {
		t.Errorf("another account: %d", got.Status)
	}
}

func TestMessagesAreForDemoModeAtThisMachine(t *testing.T) {
	s := webtest.New(t)
	if _, err := s.DB.KeepMessage(t.Context(), 1, postgres.Message{
		Channel: postgres.ChannelEmail, Address: "siti@example.test", Subject: "Kode masuk", Text: "Kode: 123456\n\nhttp://gerbang.test/t/ABC\n",
	}); err != nil {
		t.Fatal(err)
	}
	if got := s.Client(t).Get("/demo/pesan"); got.Status != 404 {
		t.Errorf("from elsewhere: %d", got.Status)
	}
	get := atThisMachine(t, s)
	status, body := get(nil)
	if status != 200 || !strings.Contains(body, "123456") || !strings.Contains(body, `<a href="http://gerbang.test/t/ABC">`) || strings.Contains(body, "siti@") {
		t.Errorf("at this machine: %d\n%s", status, body)
	}
	if status, _ := get(http.Header{"X-Forwarded-For": {"9.9.9.9"}}); status != 404 {
		t.Errorf("through a proxy: %d", status)
	}
}

func TestMessagesAreNowhereWithoutDemoMode(t *testing.T) {
	get := atThisMachine(t, webtest.New(t, func(c *config.Config) { c.Demo = "off" }))
	if status, _ := get(nil); status != 404 {
		t.Errorf("status %d", status)
	}
}

// atThisMachine serves the site on loopback and returns a way to ask it for
// the messages.
func atThisMachine(t *testing.T, s *webtest.Site) func(http.Header) (int, string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.App.Listener(listener) }()
	t.Cleanup(func() {
		if err := s.App.Shutdown(); err != nil {
			t.Error(err)
		}
		<-ended
	})
	return func(header http.Header) (int, string) {
		t.Helper()
		req, err := http.NewRequest(http.MethodGet, "http://"+listener.Addr().String()+"/demo/pesan", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header, req.Close = header, true
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(b)
	}
}
