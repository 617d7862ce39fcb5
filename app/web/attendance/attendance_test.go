package attendance_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/uuid"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
	"gerbang/app/secret"
	"gerbang/app/web"
	"gerbang/app/web/webtest"
)

// gate is a fair on a fixed day, with people to let in and to stand there.
type gate struct {
	*webtest.Site
	t                        testing.TB
	sql                      *sql.DB
	petugas, panitia, mitra  int64 // accounts; petugas is of the fair alone
	outsider                 int64 // petugas of the other event
	gateA, gateB             int64
	siti, tono, lina, elsewh string // codes: two for now, one for tomorrow, one for the other event
}

// now is within the fair's first session.
var now = time.Date(2026, 12, 12, 9, 42, 0, 0, app.Jakarta)

const fairPath = "/petugas/pindai/bursa-kerja-tebet"

func newGate(t testing.TB) *gate {
	t.Helper()
	dsn := pgtest.DSN(t)
	box, err := secret.New([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return now }
	db, err := postgres.Open(context.Background(), dsn, postgres.Options{Box: box, Log: slog.New(slog.DiscardHandler), Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	g := &gate{t: t, Site: webtest.Over(t, db)}
	g.Kit.Now = clock
	if g.sql, err = sql.Open("postgres", dsn); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.sql.Close() })

	day := app.Day(now)
	event := func(kind, slug, title string, from, to time.Time) int64 {
		return g.id(`INSERT INTO events (kind, slug, title, venue, status, starts_at, ends_at, opens_at, closes_at)
			VALUES ($1, $2, $3, 'Gelanggang Remaja', 'published', $4, $5, $4::timestamptz - interval '30 days', $5) RETURNING id`, kind, slug, title, from, to)
	}
	fair := event("job_fair", "bursa-kerja-tebet", "Bursa Kerja Tebet", day.Add(9*time.Hour), day.Add(39*time.Hour))
	other := event("outreach", "sosialisasi-cilandak", "Sosialisasi Cilandak", day.AddDate(0, 0, 5), day.AddDate(0, 0, 6))
	event("outreach", "sosialisasi-lama", "Sosialisasi Lama", day.AddDate(0, 0, -5), day.AddDate(0, 0, -4))
	session := func(title string, from, to time.Duration) int64 {
		return g.id(`INSERT INTO event_sessions (event_id, kind, title, starts_at, ends_at) VALUES ($1, 'entry', $2, $3, $4) RETURNING id`,
			fair, title, day.Add(from), day.Add(to))
	}
	morning, tomorrow := session("", 9*time.Hour, 9*time.Hour+50*time.Minute), session("Hari kedua", 33*time.Hour, 34*time.Hour)
	g.gateA = g.id(`INSERT INTO gates (event_id, name) VALUES ($1, 'Pintu A') RETURNING id`, fair)
	g.gateB = g.id(`INSERT INTO gates (event_id, name) VALUES ($1, 'Pintu B') RETURNING id`, fair)
	g.petugas = g.staff("Budi Santoso", "petugas", fair)
	g.outsider = g.staff("Ani", "petugas", other)
	g.panitia = g.staff("Ratna", "panitia", 0)
	g.mitra = g.staff("PT Maju", "mitra", 0)
	g.siti = g.ticket("Siti Nur Aisyah", fair, morning)
	g.tono = g.ticket("Tono", fair, morning)
	g.lina = g.ticket("Lina Marlina", fair, tomorrow)
	g.elsewh = g.ticket("Rudi Hartono", other, 0)
	return g
}

func (g *gate) id(query string, args ...any) int64 {
	g.t.Helper()
	var id int64
	if err := g.sql.QueryRow(query, args...).Scan(&id); err != nil {
		g.t.Fatal(err)
	}
	return id
}

func (g *gate) staff(name, role string, eventID int64) int64 {
	g.t.Helper()
	account := g.id(`INSERT INTO accounts (name, email) VALUES ($1, $2) RETURNING id`, name, uuid.NewString()+"@contoh.id")
	g.id(`INSERT INTO grants (account_id, role, event_id) VALUES ($1, $2, nullif($3::bigint, 0)) RETURNING id`, account, role, eventID)
	return account
}

func (g *gate) ticket(name string, eventID, sessionID int64) string {
	g.t.Helper()
	account := g.id(`INSERT INTO accounts (email) VALUES ($1) RETURNING id`, uuid.NewString()+"@contoh.id")
	candidate := g.id(`INSERT INTO candidates (account_id, name) VALUES ($1, $2) RETURNING id`, account, name)
	registration := g.id(`INSERT INTO registrations (event_id, candidate_id, session_id, status) VALUES ($1, $2, nullif($3::bigint, 0), 'confirmed') RETURNING id`,
		eventID, candidate, sessionID)
	code := string(app.NewTicketCode())
	g.id(`INSERT INTO tickets (registration_id, event_id, code) VALUES ($1, $2, $3) RETURNING id`, registration, eventID, code)
	return code
}

func (g *gate) scans() int64 {
	g.t.Helper()
	return g.id(`SELECT count(*) FROM scans`)
}

// words returns the texts of the parts of an element, apart.
func words(s *goquery.Selection) string {
	var parts []string
	s.First().Children().Each(func(_ int, part *goquery.Selection) {
		if text := strings.Join(strings.Fields(part.Text()), " "); text != "" {
			parts = append(parts, text)
		}
	})
	return strings.Join(parts, " ")
}

// typed is the form as the page sends it.
func (g *gate) typed(code, scanID string) url.Values {
	return url.Values{"kode": {code}, "scan_id": {scanID}, "pintu": {fmt.Sprint(g.gateA)}}
}

// answer is what script gets.
type answer struct {
	ScanID, Outcome, Refusal, State, Title, Name string
	Lines                                        []string
	Error                                        struct {
		Status  int
		Message string
	}
}

func (g *gate) send(c *webtest.Client, path string, body map[string]any) (int, answer) {
	g.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		g.t.Fatal(err)
	}
	c.Header.Set("Accept", "application/json")
	res := c.Do(http.MethodPost, path, "application/json", strings.NewReader(string(raw)))
	c.Header.Del("Accept")
	var a answer
	if err := json.Unmarshal(res.Body, &a); err != nil {
		g.t.Fatalf("%d %s: %v", res.Status, res.Body, err)
	}
	return res.Status, a
}

func TestHome(t *testing.T) {
	g := newGate(t)
	t.Run("petugas of one event", func(t *testing.T) {
		res := g.SignIn(t, g.petugas).Get("/petugas")
		if res.Status != http.StatusOK || res.Text("h1") != "Petugas" {
			t.Fatalf("%d %q", res.Status, res.Text("h1"))
		}
		if links := res.Doc.Find("main .item__title a"); links.Length() != 1 || links.AttrOr("href", "") != fairPath {
			t.Errorf("events: %s", links.Text())
		}
		if res.Doc.Find("main a[href^='/panitia']").Length() != 0 {
			t.Error("petugas is shown the organizer's pages")
		}
	})
	t.Run("organizer of all", func(t *testing.T) {
		res := g.SignIn(t, g.panitia).Get("/en/petugas")
		var sections []string
		res.Doc.Find("main section, main details.past").Each(func(_ int, s *goquery.Selection) {
			sections = append(sections, strings.TrimSpace(s.Find("h2, summary").Text())+": "+s.Find(".item__title").Text())
		})
		want := []string{"Today: Bursa Kerja Tebet", "Coming up: Sosialisasi Cilandak", "Past (1): Sosialisasi Lama"}
		if strings.Join(sections, "\n") != strings.Join(want, "\n") {
			t.Errorf("sections:\n%s\nwant:\n%s", strings.Join(sections, "\n"), strings.Join(want, "\n"))
		}
		if res.Doc.Find("main a[href='/en/panitia/bursa-kerja-tebet/peserta']").Length() != 1 {
			t.Error("no link to the participants")
		}
	})
	t.Run("nothing to do", func(t *testing.T) {
		res := g.SignIn(t, g.mitra).Get("/petugas")
		if res.Status != http.StatusOK || res.Text(".empty__title") == "" {
			t.Errorf("%d without an empty state", res.Status)
		}
	})
}

func TestScanScreen(t *testing.T) {
	g := newGate(t)
	petugas := g.SignIn(t, g.petugas)
	res := petugas.Get(fairPath + fmt.Sprintf("?pintu=%d", g.gateB))
	if res.Status != http.StatusOK || res.Text("h1") != "Bursa Kerja Tebet" {
		t.Fatalf("%d %q", res.Status, res.Text("h1"))
	}
	if res.Header.Get("Content-Security-Policy") != web.ScanPolicy {
		t.Error("the decoder is not allowed to run")
	}
	if res.Header.Get("Cache-Control") != "no-store" {
		t.Error("a browser may keep the page")
	}
	if got := res.Text("select[name=pintu] option[selected]"); got != "Pintu B" {
		t.Errorf("chosen gate = %q", got)
	}
	if got := res.Doc.Find("form[data-redeem] input[name=pintu]").AttrOr("value", ""); got != fmt.Sprint(g.gateB) {
		t.Errorf("gate in the form = %q", got)
	}
	id := res.Doc.Find("form[data-redeem] input[name=scan_id]").AttrOr("value", "")
	if uuid.Validate(id) != nil {
		t.Errorf("scan id = %q", id)
	}
	if again := petugas.Get(fairPath).Doc.Find("input[name=scan_id]").AttrOr("value", ""); again == id {
		t.Error("two pages carry one scan id")
	}
	if _, focus := res.Doc.Find("input[name=kode]").Attr("autofocus"); !focus {
		t.Error("the code is not focused")
	}
	if strings.Contains(string(res.Body), "⟦") {
		t.Error("a text is missing")
	}
	for name, account := range map[string]int64{"another event's petugas": g.outsider} {
		if res := g.SignIn(t, account).Get(fairPath); res.Status != http.StatusNotFound {
			t.Errorf("%s: %d", name, res.Status)
		}
	}
	if res := g.SignIn(t, g.mitra).Get(fairPath); res.Status != http.StatusForbidden {
		t.Errorf("mitra: %d", res.Status)
	}
	if res := g.Client(t).Get(fairPath); res.Status != http.StatusSeeOther || !strings.HasPrefix(res.Location, "/masuk/petugas?") {
		t.Errorf("visitor: %d %s", res.Status, res.Location)
	}
	if res := petugas.Get("/petugas/pindai/tidak-ada"); res.Status != http.StatusNotFound {
		t.Errorf("no such event: %d", res.Status)
	}
}

func TestRedeemForm(t *testing.T) {
	g := newGate(t)
	c := g.SignIn(t, g.petugas)
	scan := uuid.NewString()
	panel := func(res *webtest.Response) string {
		return res.Doc.Find(".scan__answer .scan-result").AttrOr("class", "none") + ": " + words(res.Doc.Find(".scan__answer .scan-result"))
	}
	res := c.Post(fairPath, g.typed(strings.ToLower(g.siti[:4]+"-"+g.siti[4:8]), scan))
	if got := panel(res); res.Status != http.StatusOK || got != "scan-result scan-result--ok: Boleh masuk Siti A. Sesi 09.00–09.50 WIB" {
		t.Fatalf("%d %q", res.Status, got)
	}
	if got := res.Text("[data-inside]"); got != "1" {
		t.Errorf("inside = %q", got)
	}
	if got := res.Doc.Find("input[name=kode]").AttrOr("value", ""); got != "" {
		t.Errorf("the code stays in the field: %q", got)
	}
	if next := res.Doc.Find("input[name=scan_id]").AttrOr("value", ""); next == scan || next == "" {
		t.Errorf("the next code would be the same scan")
	}
	// A reload sends the same form again.
	if got := panel(c.Post(fairPath, g.typed(strings.ToLower(g.siti[:4]+"-"+g.siti[4:8]), scan))); !strings.Contains(got, "--ok: Boleh masuk") {
		t.Errorf("reload: %q", got)
	}
	if n := g.scans(); n != 1 {
		t.Errorf("%d scans after a reload", n)
	}
	// The back button brings the form back, and somebody else comes to the gate.
	if got := panel(c.Post(fairPath, g.typed(g.tono, scan))); !strings.Contains(got, "Boleh masuk Tono") {
		t.Errorf("another code in the same form: %q", got)
	}
	if got := panel(c.Post(fairPath, g.typed(g.siti, uuid.NewString()))); got != "scan-result scan-result--dup: Sudah masuk Siti A. 09.42 WIB, Pintu A oleh Budi S." {
		t.Errorf("second scan: %q", got)
	}
	if got := panel(c.Post(fairPath, g.typed(g.lina, uuid.NewString()))); !strings.Contains(got, "--no: Jangan masuk Lina M. Bukan hari ini Tiket untuk Minggu, 13 Desember 2026, 09.00–10.00 WIB") {
		t.Errorf("tomorrow's ticket: %q", got)
	}
	if got := panel(c.Post(fairPath, g.typed(g.elsewh, uuid.NewString()))); !strings.HasSuffix(got, "Jangan masuk Tiket acara lain: Sosialisasi Cilandak") {
		t.Errorf("another event's ticket: %q", got)
	}
	if got := panel(c.Post("/en"+fairPath, g.typed("ZZZZZZZZ", uuid.NewString()))); !strings.Contains(got, "--no: Do not let in Unknown code") {
		t.Errorf("unknown code in English: %q", got)
	}
}

func TestRedeemFormRefuses(t *testing.T) {
	g := newGate(t)
	c := g.SignIn(t, g.petugas)
	for name, tt := range map[string]struct {
		form    url.Values
		field   string
		message string
	}{
		"nothing":           {g.typed("  ", uuid.NewString()), "kode", "Ketik kode tiket"},
		"too short":         {g.typed("K7QP-2M", uuid.NewString()), "kode", "Anda mengetik 6"},
		"signs":             {g.typed("K7QP/2M4X", uuid.NewString()), "kode", "hanya berisi huruf dan angka"},
		"a page's address":  {g.typed("https://contoh.id/t/K7QP2M4X", uuid.NewString()), "kode", "hanya berisi huruf dan angka"},
		"another gate":      {url.Values{"kode": {g.siti}, "scan_id": {uuid.NewString()}, "pintu": {"999999"}}, "pintu", "Pilih pintu dari daftar"},
		"script in a field": {g.typed("<script>alert(1)</script>", uuid.NewString()), "kode", "hanya berisi huruf dan angka"},
	} {
		t.Run(name, func(t *testing.T) {
			res := c.Post(fairPath, tt.form)
			if res.Status != http.StatusUnprocessableEntity {
				t.Fatalf("status %d", res.Status)
			}
			if got := res.Text("#f-" + tt.field + "-error"); !strings.Contains(got, tt.message) {
				t.Errorf("message %q, want %q", got, tt.message)
			}
			if got := res.Doc.Find("input[name=kode]").AttrOr("value", ""); got != strings.TrimSpace(tt.form.Get("kode")) && got != tt.form.Get("kode") {
				t.Errorf("what was typed is gone: %q", got)
			}
			if !strings.HasPrefix(res.Text("title"), "Kesalahan:") {
				t.Errorf("title %q", res.Text("title"))
			}
			if res.Doc.Find(".scan__answer .scan-result").Length() != 0 {
				t.Error("a verdict beside an error")
			}
		})
	}
	if n := g.scans(); n != 0 {
		t.Errorf("%d scans recorded of slips", n)
	}
	if res := g.SignIn(t, g.outsider).Post(fairPath, g.typed(g.siti, uuid.NewString())); res.Status != http.StatusNotFound {
		t.Errorf("another event's petugas: %d", res.Status)
	}
	c.Header.Set("Sec-Fetch-Site", "cross-site")
	if res := c.Post(fairPath, g.typed(g.siti, uuid.NewString())); res.Status != http.StatusForbidden {
		t.Errorf("sent by another site: %d", res.Status)
	}
}

func TestRedeemJSON(t *testing.T) {
	g := newGate(t)
	c := g.SignIn(t, g.petugas)
	body := func(code string) map[string]any {
		return map[string]any{"code": code, "scan_id": uuid.NewString(), "gate": g.gateB}
	}
	first := body(g.siti)
	status, a := g.send(c, fairPath, first)
	if status != http.StatusOK || a.Outcome != "ok" || a.State != "ok" || a.Title != "Boleh masuk" || a.Name != "Siti A." ||
		strings.Join(a.Lines, "|") != "Sesi 09.00–09.50\u00a0WIB" {
		t.Fatalf("%d %+v", status, a)
	}
	if _, again := g.send(c, fairPath, first); again.Outcome != "ok" {
		t.Errorf("resent: %+v", again)
	}
	if _, a := g.send(c, "/en"+fairPath, body(g.siti)); a.State != "dup" || a.Title != "Already in" || strings.Join(a.Lines, "|") != "09:42\u00a0WIB, Pintu B|by Budi S." {
		t.Errorf("duplicate: %+v", a)
	}
	if _, a := g.send(c, fairPath, body("https://contoh.id")); a.State != "no" || a.Refusal != "unknown" {
		t.Errorf("a foreign code in front of the camera: %+v", a)
	}
	if n := g.scans(); n != 3 {
		t.Errorf("%d scans, want 3", n)
	}
	typed := body("K7Q")
	typed["typed"] = true
	noScan := body(g.tono)
	delete(noScan, "scan_id")
	reused := body(g.tono)
	reused["scan_id"] = first["scan_id"]
	wrongGate := body(g.tono)
	wrongGate["gate"] = 999999
	wrongTime := body(g.tono)
	wrongTime["scanned_at"] = "kemarin"
	for name, tt := range map[string]struct {
		body   map[string]any
		status int
	}{
		"slip of typing": {typed, 422}, "no code": {body(""), 422}, "no scan id": {noScan, 422},
		"another's scan id": {reused, 409}, "no such gate": {wrongGate, 422}, "no time": {wrongTime, 422},
	} {
		if status, a := g.send(c, fairPath, tt.body); status != tt.status || a.Error.Message == "" || a.Outcome != "" {
			t.Errorf("%s: %d %+v", name, status, a)
		}
	}
	if status, a := g.send(g.SignIn(t, g.outsider), fairPath, body(g.tono)); status != 404 || a.Name != "" {
		t.Errorf("another event's petugas: %d %+v", status, a)
	}
	if status, _ := g.send(g.Client(t), fairPath, body(g.tono)); status != 401 {
		t.Errorf("visitor: %d", status)
	}
}

// TestRedeemTrustsAgesNotClocks sends scans from devices with a wrong clock.
func TestRedeemTrustsAgesNotClocks(t *testing.T) {
	g := newGate(t)
	c := g.SignIn(t, g.petugas)
	device := now.AddDate(-3, 0, 0) // its battery was empty
	for name, tt := range map[string]struct {
		scanned, sent, want time.Time
	}{
		"clock three years behind": {device, device.Add(2 * time.Minute), now.Add(-2 * time.Minute)},
		"clock ahead":              {now.Add(time.Hour), time.Time{}, now},
		"sent before it was read":  {now, now.Add(-time.Hour), now},
		"right clock":              {now.Add(-time.Minute), time.Time{}, now.Add(-time.Minute)},
	} {
		body := map[string]any{"code": g.ticket("Siti", 1, 0), "scan_id": uuid.NewString(), "scanned_at": tt.scanned.Format(time.RFC3339)}
		if !tt.sent.IsZero() {
			body["sent_at"] = tt.sent.Format(time.RFC3339)
		}
		if status, a := g.send(c, fairPath, body); status != 200 || a.Outcome != "ok" {
			t.Fatalf("%s: %d %+v", name, status, a)
		}
		var at time.Time
		if err := g.sql.QueryRow(`SELECT scanned_at FROM scans WHERE scan_id = $1`, body["scan_id"]).Scan(&at); err != nil {
			t.Fatal(err)
		}
		if !at.Equal(tt.want) {
			t.Errorf("%s: recorded at %v, want %v", name, at, tt.want)
		}
	}
}

func TestFindByName(t *testing.T) {
	g := newGate(t)
	c := g.SignIn(t, g.petugas)
	c.Post(fairPath, g.typed(g.siti, uuid.NewString()))
	res := c.Get(fairPath + "?cari=" + url.QueryEscape("siti"))
	if got := words(res.Doc.Find(".found__row")); got != "Siti A. Sesi 09.00–09.50 WIB Masuk 09.42 WIB" {
		t.Errorf("found %q", got)
	}
	if strings.Contains(string(res.Body), "Aisyah") {
		t.Error("the whole name is shown")
	}
	if res.Doc.Find(".found form").Length() != 0 {
		t.Error("somebody inside can be marked again")
	}
	res = c.Get(fairPath + fmt.Sprintf("?cari=ton&pintu=%d", g.gateB))
	form := res.Doc.Find(".found form")
	values := url.Values{}
	form.Find("input").Each(func(_ int, s *goquery.Selection) {
		values.Set(s.AttrOr("name", ""), s.AttrOr("value", ""))
	})
	if marked := c.Post(fairPath, values); !strings.Contains(words(marked.Doc.Find(".scan__answer .scan-result")), "Boleh masuk Tono") {
		t.Errorf("%v: %d %s", values, marked.Status, marked.Text(".scan__answer"))
	}
	if got := c.Get(fairPath + "?cari=si").Text(".scan__note"); !strings.Contains(got, "3 huruf") {
		t.Errorf("two letters: %q", got)
	}
	if got := c.Get(fairPath + "?cari=Rudi").Text(".scan__note"); !strings.Contains(got, "Tidak ada") {
		t.Errorf("somebody of another event: %q", got)
	}
}
