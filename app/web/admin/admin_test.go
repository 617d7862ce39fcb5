package admin_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/secret"
	"gerbang/app/web/webtest"
)

func withAdmin(t *testing.T) (*webtest.Site, *webtest.Client, int64) {
	t.Helper()
	s := webtest.New(t)
	id, err := s.DB.CreateStaff(t.Context(), app.System("test"), "Ani Wijaya", "ani@example.test", "x", []app.Grant{{Role: app.RoleAdmin}})
	if err != nil {
		t.Fatal(err)
	}
	return s, s.SignIn(t, id), id
}

func TestAccountsAreListedSearchedAndPaged(t *testing.T) {
	s, c, _ := withAdmin(t)
	if _, err := s.DB.CandidateAccount(t.Context(), "", "+6281234567890"); err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		if _, err := s.DB.CandidateAccount(t.Context(), fmt.Sprintf("p%02d@example.test", i), ""); err != nil {
			t.Fatal(err)
		}
	}
	page := c.Get("/admin/pengguna")
	if rows := page.Doc.Find("tbody tr").Length(); page.Status != 200 || rows != 50 || !strings.Contains(page.Text(".panel-head"), "52 akun") {
		t.Errorf("%d, %d rows, %s", page.Status, rows, page.Text(".panel-head"))
	}
	if page.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("Cache-Control %q", page.Header.Get("Cache-Control"))
	}
	next, _ := page.Doc.Find(".pager [rel=next]").Attr("href")
	if second := c.Get(next); second.Doc.Find("tbody tr").Length() != 2 || !strings.Contains(second.Text("tbody"), "Ani Wijaya") {
		t.Errorf("%s: %s", next, second.Text("tbody"))
	}
	for path, want := range map[string]string{
		"/admin/pengguna?q=0812-3456-7890":       "+62812••••7890",
		"/admin/pengguna?q=wijaya":               "Ani Wijaya",
		"/admin/pengguna?peran=admin":            "ani@example.test",
		"/en/admin/pengguna?q=ani%40&peran=nope": "Active",
	} {
		got := c.Get(path)
		if got.Status != 200 || got.Doc.Find("tbody tr").Length() != 1 || !strings.Contains(got.Text("tbody"), want) {
			t.Errorf("%s: %d %s", path, got.Status, got.Text("tbody"))
		}
		if strings.Contains(string(got.Body), "81234567890") {
			t.Errorf("%s shows a whole number", path)
		}
	}
	if got := c.Get("/admin/pengguna?q=tidak-ada"); got.Status != 200 || got.Text(".empty__title") == "" {
		t.Errorf("no match: %d", got.Status)
	}
}

func TestAuditIsReadable(t *testing.T) {
	s, c, id := withAdmin(t)
	for i := range 60 {
		if err := s.DB.AddGrant(t.Context(), &app.Actor{AccountID: id, Name: "Ani Wijaya", RequestID: "REQ"}, id, app.Grant{Role: app.RoleOfficer, RegionCode: fmt.Sprintf("31.74.%02d", i%2+1)}); err != nil {
			t.Fatal(err)
		}
	}
	page := c.Get("/admin/jejak-audit?tindakan=account.&oleh=wijaya&dari=" + app.Day(time.Now()).Format(time.DateOnly))
	first := page.Text("tbody tr")
	if page.Status != 200 || page.Doc.Find("tbody tr").Length() != 50 || !strings.Contains(first, "Peran diberikan") ||
		!strings.Contains(first, "31.74.02") || !strings.Contains(first, "REQ") || !strings.Contains(first, fmt.Sprintf("Akun %d", id)) {
		t.Errorf("%d: %s", page.Status, first)
	}
	older, _ := page.Doc.Find(".actions a").Last().Attr("href")
	if !strings.Contains(older, "oleh=wijaya") || !strings.Contains(older, "sebelum=") {
		t.Fatalf("older page %q", older)
	}
	if rest := c.Get(older); rest.Doc.Find("tbody tr").Length() != 11 { // ten grants and the sign-in of this browser
		t.Errorf("%s: %d rows", older, rest.Doc.Find("tbody tr").Length())
	}
	value, _ := page.Doc.Find("input[name=oleh]").Attr("value")
	if value != "wijaya" || page.Doc.Find("select[name=hal] option[value=account]").Length() != 1 {
		t.Errorf("the filter is not kept: %q", value)
	}
	for _, path := range []string{"?dari=2020-01-01&sampai=2020-01-02", "?hal=registration", "?nomor=999", "?sebelum=1"} {
		if got := c.Get("/admin/jejak-audit" + path); got.Status != 200 || got.Doc.Find("tbody tr").Length() != 0 {
			t.Errorf("%s: %d, %d rows", path, got.Status, got.Doc.Find("tbody tr").Length())
		}
	}
	for _, path := range []string{"?dari=x&sampai=31-31-31&nomor=-1&sebelum=abc", "?nomor=99999999999999999999"} {
		if got := c.Get("/admin/jejak-audit" + path); got.Status != 200 {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
}

func TestDataRequestsArePaged(t *testing.T) {
	s, c, admin := withAdmin(t)
	for i := range 32 {
		id, err := s.DB.CandidateAccount(t.Context(), fmt.Sprintf("p%02d@example.test", i), "")
		if err != nil {
			t.Fatal(err)
		}
		me := &app.Actor{AccountID: id, Grants: []app.Grant{{Role: app.RoleCandidate}}}
		if err := s.DB.AskPrivacy(t.Context(), me, app.PrivacyQuestion, "Untuk apa NIK saya?"); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]bool{}
	rows := func(path string) (int, string) {
		t.Helper()
		page := c.Get(path)
		if page.Status != 200 {
			t.Fatalf("%s: %d", path, page.Status)
		}
		links := page.Doc.Find("tbody a")
		for _, a := range links.EachIter() {
			seen[a.AttrOr("href", "")] = true
		}
		next, _ := page.Doc.Find(".pager [rel=next]").Attr("href")
		return links.Length(), next
	}
	first, next := rows("/admin/permintaan-data")
	second, end := rows(next)
	if first != 30 || second != 2 || end != "" || len(seen) != 32 {
		t.Errorf("%d, then %d at %q, %d in all", first, second, next, len(seen))
	}
	staff := &app.Actor{AccountID: admin, Name: "Ani", Grants: []app.Grant{{Role: app.RoleAdmin}}}
	for href := range seen {
		var id int64
		if _, err := fmt.Sscan(href[strings.LastIndex(href, "/")+1:], &id); err != nil {
			t.Fatal(err)
		}
		if err := s.DB.AnswerPrivacy(t.Context(), staff, id, app.PrivacyDone, "Untuk verifikasi."); err != nil {
			t.Fatal(err)
		}
	}
	first, next = rows("/admin/permintaan-data?status=selesai")
	if second, _ = rows(next); first != 30 || second != 2 {
		t.Errorf("answered: %d, then %d at %q", first, second, next)
	}
}

func TestQueueShowsFailuresAndRevivesThem(t *testing.T) {
	s, c, id := withAdmin(t)
	if err := s.DB.RequestLoginCode(t.Context(), postgres.CodeRequest{Email: "siti@example.test", TokenHash: secret.HashToken("a"), Locale: "id"}); err != nil {
		t.Fatal(err)
	}
	if got := c.Get("/admin/antrean"); got.Status != 200 || got.Text(".empty__title") == "" || got.Text(".stat__value") != "1" {
		t.Errorf("%d: %s", got.Status, got.Text("main"))
	}
	tasks, err := s.DB.Claim(t.Context(), "test", 1, time.Minute)
	if err != nil || len(tasks) != 1 {
		t.Fatalf("%v, %v", tasks, err)
	}
	if err := s.DB.Bury(t.Context(), tasks[0].ID, "550 no such mailbox"); err != nil {
		t.Fatal(err)
	}
	page := c.Get("/admin/antrean")
	if !strings.Contains(page.Text("tbody"), "550 no such mailbox") || !strings.Contains(page.Text("tbody"), "Berhenti dicoba") {
		t.Errorf("%s", page.Text("tbody"))
	}
	action, _ := page.Doc.Find("tbody form").Attr("action")
	if got := c.Post(action, nil); got.Status != 303 || got.Location != "/admin/antrean" {
		t.Fatalf("%s: %d %s", action, got.Status, got.Location)
	}
	if again, err := s.DB.Claim(t.Context(), "test", 1, time.Minute); err != nil || len(again) != 1 || again[0].Attempt != 1 {
		t.Errorf("ready work %+v, %v", again, err)
	}
	rows, _, err := s.DB.AuditTrail(t.Context(), postgres.AuditFilter{Action: "outbox.revive", Limit: 10})
	if err != nil || len(rows) != 1 || rows[0].AccountID != id || rows[0].RequestID == "" {
		t.Errorf("audit %+v, %v", rows, err)
	}
	for _, path := range []string{action, "/admin/antrean/999/ulang", "/admin/antrean/x/ulang"} {
		if got := c.Post(path, nil); got.Status != 404 {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
}
