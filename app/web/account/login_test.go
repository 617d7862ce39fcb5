package account_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/config"
	"gerbang/app/postgres"
	"gerbang/app/secret"
	"gerbang/app/web/webtest"
)

// lastCode returns the code that was queued last; it is empty when staff were
// told to use their password.
func lastCode(t *testing.T, s *webtest.Site) string {
	t.Helper()
	tasks, err := s.DB.Claim(t.Context(), "test", 100, time.Minute)
	if err != nil || len(tasks) == 0 {
		t.Fatalf("no message is queued: %v", err)
	}
	newest := tasks[0]
	for _, task := range tasks {
		if task.ID > newest.ID {
			newest = task
		}
	}
	var work postgres.LoginCodeWork
	if err := json.Unmarshal(newest.Payload, &work); err != nil {
		t.Fatal(err)
	}
	_, code, err := s.DB.OpenLoginCode(work)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

func wrong(code string) string {
	return strings.Map(func(r rune) rune { return '0' + (r-'0'+1)%10 }, code)
}

// signedIn reports whether the browser may open the account pages.
func signedIn(c *webtest.Client) bool {
	return !strings.Contains(c.Get("/akun").Location, "/masuk")
}

func cookie(t *testing.T, r *webtest.Response, name string) *http.Cookie {
	t.Helper()
	for _, line := range r.Header["Set-Cookie"] {
		if c, err := http.ParseSetCookie(line); err == nil && c.Name == name && c.Value != "" {
			return c
		}
	}
	t.Fatalf("no cookie %s in %v", name, r.Header["Set-Cookie"])
	return nil
}

func TestSignInWithACode(t *testing.T) {
	for _, tc := range []struct{ name, contact, masked, prefix string }{
		{"e-mail", "Siti@Example.test", "s••••i@example.test", ""},
		{"phone", "0812 3456 7890", "+62812••••7890", ""},
		{"in English", "siti@example.test", "s••••i@example.test", "/en"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := webtest.New(t)
			c := s.Client(t)
			back := tc.prefix + "/akun/tiket"
			page := c.Get(tc.prefix + "/masuk?kembali=" + url.QueryEscape(back))
			if got, _ := page.Doc.Find("main input[name=kembali]").Attr("value"); page.Status != 200 || got != back {
				t.Fatalf("status %d, way back %q", page.Status, got)
			}
			sent := c.Post(tc.prefix+"/masuk", url.Values{"contact": {tc.contact}, "kembali": {back}})
			if want := tc.prefix + "/masuk/kode?kembali=" + url.QueryEscape(back); sent.Status != 303 || sent.Location != want {
				t.Fatalf("%d %s, want %s", sent.Status, sent.Location, want)
			}
			form := c.Get(sent.Location)
			if form.Status != 200 || !strings.Contains(form.Text("main"), tc.masked) || strings.Contains(string(form.Body), "0812") ||
				form.Doc.Find("input[name=code][autocomplete=one-time-code]").Length() != 1 {
				t.Errorf("page of the code: %d %s", form.Status, form.Text("main"))
			}
			if form.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("Cache-Control %q", form.Header.Get("Cache-Control"))
			}
			code := lastCode(t, s)
			in := c.Post(tc.prefix+"/masuk/kode", url.Values{"code": {code[:3] + " " + code[3:]}, "kembali": {back}})
			if in.Status != 303 || in.Location != back {
				t.Fatalf("%d %s", in.Status, in.Location)
			}
			if k := cookie(t, in, "gerbang_login"); !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.MaxAge != 30*24*3600 {
				t.Errorf("cookie %+v", k)
			}
			if !signedIn(c) {
				t.Error("not signed in")
			}
			if got := c.Get("/masuk"); got.Status != 303 || got.Location != "/akun" {
				t.Errorf("login page when signed in: %d %s", got.Status, got.Location)
			}
			if signedIn(s.Client(t)) {
				t.Error("another browser is signed in")
			}
		})
	}
}

func TestAnswersAreCheckedAndKept(t *testing.T) {
	s := webtest.New(t)
	for contact, want := range map[string]string{
		"": "Tulis email atau nomor HP Anda", "siti": "Tulis email lengkap", "siti@gmail": "Tulis alamat email lengkap", "0812": "Tulis nomor HP yang aktif",
	} {
		got := s.Client(t).Post("/masuk", url.Values{"contact": {contact}, "kembali": {"/akun/tiket"}})
		value, _ := got.Doc.Find("input[name=contact]").Attr("value")
		back, _ := got.Doc.Find("main input[name=kembali]").Attr("value")
		if got.Status != 422 || value != contact || back != "/akun/tiket" || !strings.Contains(got.Text(".summary"), want) ||
			!strings.HasPrefix(got.Text("title"), "Kesalahan:") {
			t.Errorf("%q: %d, kept %q, back %q: %s", contact, got.Status, value, back, got.Text(".summary"))
		}
	}
}

func TestTheWayBackStaysOnThisSite(t *testing.T) {
	s := webtest.New(t)
	for _, evil := range []string{"https://evil.test", "//evil.test", `/\evil.test`, "/\t/evil.test", "javascript:alert(1)"} {
		c := s.Client(t)
		if c.Get("/masuk?kembali="+url.QueryEscape(evil)).Doc.Find("main input[name=kembali]").Length() != 0 {
			t.Errorf("%q stands in the form", evil)
		}
		if got := c.Post("/masuk", url.Values{"contact": {fmt.Sprintf("a%d@example.test", len(evil))}, "kembali": {evil}}); got.Location != "/masuk/kode" {
			t.Errorf("%q: after asking to %s", evil, got.Location)
		}
		if got := c.Post("/masuk/kode", url.Values{"code": {lastCode(t, s)}, "kembali": {evil}}); got.Location != "/akun" {
			t.Errorf("%q: after signing in to %s", evil, got.Location)
		}
	}
}

func TestPhonesAreForDemoModeUntilTheyCanBeReached(t *testing.T) {
	s := webtest.New(t, func(c *config.Config) { c.Demo = "off" })
	got := s.Client(t).Post("/masuk", url.Values{"contact": {"0812 3456 7890"}})
	if got.Status != 422 || !strings.Contains(got.Text(".summary"), "Tulis alamat email") {
		t.Errorf("%d %s", got.Status, got.Text(".summary"))
	}
	c := s.Client(t)
	form := c.Get(c.Post("/masuk", url.Values{"contact": {"siti@example.test"}}).Location)
	if form.Status != 200 || form.Doc.Find(`a[href="/demo/pesan"]`).Length() != 0 {
		t.Errorf("%d, with a link to the demo's messages", form.Status)
	}
}

func TestAnswersDoNotTellWhichAccountsExist(t *testing.T) {
	s := webtest.New(t)
	if _, err := s.DB.CreateStaff(t.Context(), app.System("test"), "Budi", "sbudii@example.test", "x", nil); err != nil {
		t.Fatal(err)
	}
	for _, email := range []string{"sknowni@example.test", "sshuti@example.test"} {
		id, err := s.DB.CandidateAccount(t.Context(), email, "")
		if err != nil {
			t.Fatal(err)
		}
		if email == "sshuti@example.test" {
			if err := s.DB.Disable(t.Context(), app.System("test"), id); err != nil {
				t.Fatal(err)
			}
		}
	}
	var want string
	for _, email := range []string{"snewi@example.test", "sknowni@example.test", "sbudii@example.test", "sshuti@example.test"} {
		c := s.Client(t)
		sent := c.Post("/masuk", url.Values{"contact": {email}})
		asked := c.Get("/masuk/kode")
		tried := c.Post("/masuk/kode", url.Values{"code": {"12x456"}})
		got := fmt.Sprint(sent.Status, sent.Location, string(sent.Body), asked.Status, string(asked.Body), tried.Status, string(tried.Body))
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("%s is answered differently", email)
		}
	}
}

func TestWrongCodes(t *testing.T) {
	s := webtest.New(t)
	c := s.Client(t)
	c.Post("/masuk", url.Values{"contact": {"siti@example.test"}})
	code := lastCode(t, s)
	if got := c.Post("/masuk/kode", url.Values{"code": {"123"}}); got.Status != 422 || !strings.Contains(got.Text(".summary"), "6 angka") {
		t.Errorf("short code: %d %s", got.Status, got.Text(".summary"))
	}
	for i, want := range []string{"4 kali", "3 kali", "2 kali", "1 kali", "tidak berlaku", "tidak berlaku"} {
		if i == 5 {
			c.Post("/masuk/kode", url.Values{"code": {code}})
		}
		got := c.Post("/masuk/kode", url.Values{"code": {wrong(code)}, "kembali": {"/akun/tiket"}})
		if back, _ := got.Doc.Find("main input[name=kembali]").Attr("value"); got.Status != 422 || !strings.Contains(got.Text(".summary"), want) || back != "/akun/tiket" {
			t.Errorf("attempt %d: %d, back %q: %s", i+1, got.Status, back, got.Text(".summary"))
		}
	}
	if signedIn(c) {
		t.Error("signed in with a code that was over")
	}
	if got := s.Client(t).Post("/masuk/kode", url.Values{"code": {code}}); got.Status != 303 || got.Location != "/masuk" {
		t.Errorf("browser that asked for no code: %d %s", got.Status, got.Location)
	}
}

func TestSendingTheCodeAgain(t *testing.T) {
	s := webtest.New(t)
	c := s.Client(t)
	c.Post("/masuk", url.Values{"contact": {"siti@example.test"}})
	first := lastCode(t, s)
	again := c.Post("/masuk", url.Values{"ulang": {"1"}, "kembali": {"/akun/tiket"}})
	if again.Status != 303 || again.Location != "/masuk/kode?kembali=%2Fakun%2Ftiket" {
		t.Fatalf("%d %s", again.Status, again.Location)
	}
	if page := c.Get(again.Location); !strings.Contains(page.Text(".flash"), "Kode baru") {
		t.Errorf("flash %q", page.Text(".flash"))
	}
	second := lastCode(t, s)
	if first != second {
		if got := c.Post("/masuk/kode", url.Values{"code": {first}}); got.Status != 422 {
			t.Errorf("the first code: %d", got.Status)
		}
	}
	if got := c.Post("/masuk/kode", url.Values{"code": {second}}); got.Status != 303 || !signedIn(c) {
		t.Errorf("the second code: %d", got.Status)
	}
	if got := s.Client(t).Post("/masuk", url.Values{"ulang": {"1"}}); got.Status != 303 || got.Location != "/masuk" {
		t.Errorf("again without a first: %d %s", got.Status, got.Location)
	}
}

func TestAskingForCodesIsThrottled(t *testing.T) {
	s := webtest.New(t)
	ask := func(contact string) *webtest.Response {
		return s.Client(t).Post("/masuk", url.Values{"contact": {contact}})
	}
	for range 5 {
		if got := ask("siti@example.test"); got.Status != 303 {
			t.Fatalf("status %d", got.Status)
		}
	}
	got := ask("SITI@example.test")
	if got.Status != 429 || got.Header.Get("Retry-After") == "" || !strings.Contains(got.Text(".summary"), "Coba lagi dalam 12 menit") {
		t.Errorf("sixth for one address: %d, Retry-After %q: %s", got.Status, got.Header.Get("Retry-After"), got.Text(".summary"))
	}
	for i := range 294 { // a crowd behind one address, up to 300 an hour
		if got := ask(fmt.Sprintf("a%d@example.test", i)); got.Status != 303 {
			t.Fatalf("address %d: status %d", i, got.Status)
		}
	}
	if got := ask("other@example.test"); got.Status != 429 || got.Header.Get("Retry-After") == "" {
		t.Errorf("one more from one place: %d %s", got.Status, got.Text(".summary"))
	}
}

func TestSigningInRightlyDoesNotUseUpThePlace(t *testing.T) {
	s := webtest.New(t)
	for i := range 32 {
		c := s.Client(t)
		if got := c.Post("/masuk", url.Values{"contact": {fmt.Sprintf("a%d@example.test", i)}}); got.Status != 303 {
			t.Fatalf("person %d: status %d", i, got.Status)
		}
		if got := c.Post("/masuk/kode", url.Values{"code": {lastCode(t, s)}}); got.Status != 303 {
			t.Fatalf("person %d: code %d", i, got.Status)
		}
	}
}

func TestAPlantedLoginIsWorthNothing(t *testing.T) {
	s := webtest.New(t)
	attacker, err := s.DB.CandidateAccount(t.Context(), "attacker@example.test", "")
	if err != nil {
		t.Fatal(err)
	}
	planted := secret.Token()
	if err := s.DB.CreateLogin(t.Context(), attacker, secret.HashToken(planted), "", time.Hour); err != nil {
		t.Fatal(err)
	}
	victim := s.Client(t)
	victim.Post("/masuk", url.Values{"contact": {"siti@example.test"}})
	victim.Header = http.Header{"Cookie": {"gerbang_login=" + planted}}
	sent := victim.Post("/masuk/kode", url.Values{"code": {lastCode(t, s)}})
	if sent.Status != 303 || sent.Location != "/akun" {
		t.Fatalf("%d %s", sent.Status, sent.Location)
	}
	if k := cookie(t, sent, "gerbang_login"); k.Value == planted {
		t.Error("the token did not change")
	}
	if _, _, err := s.DB.Login(t.Context(), secret.HashToken(planted)); err == nil {
		t.Error("the planted login outlives the sign-in")
	}
}

func TestLogout(t *testing.T) {
	s := webtest.New(t)
	id, err := s.DB.CandidateAccount(t.Context(), "siti@example.test", "")
	if err != nil {
		t.Fatal(err)
	}
	c := s.SignIn(t, id)
	if !signedIn(c) {
		t.Fatal("not signed in")
	}
	if got := c.Post("/keluar", nil); got.Status != 303 || got.Location != "/" {
		t.Errorf("%d %s", got.Status, got.Location)
	}
	if signedIn(c) {
		t.Error("still signed in")
	}
}
