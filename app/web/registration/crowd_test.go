package registration_test

import (
	"net/url"
	"strings"
	"testing"

	"gerbang/app"
	"gerbang/app/config"
	"gerbang/app/web/webtest"
)

// While the server has all it can do, who presses the button is told so at
// once, on a page that holds their answers and sends them again.
func TestBusyServerKeepsWhatWasSent(t *testing.T) {
	w := newWorld(t, func(c *config.Config) { c.MaxInFlight = 1 })
	event, _ := w.event(app.Outreach, "rw-05", 20)
	path := "/sosialisasi/rw-05/daftar/periksa"
	first, second := w.regular("siti@example.id", 1), w.regular("budi@example.id", 2)
	check := second.Get(path)

	tx, err := w.sql.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.Exec(`SELECT 1 FROM events WHERE id = $1 FOR UPDATE`, event); err != nil {
		t.Fatal(err)
	}
	answered := make(chan *webtest.Response)
	go func() { answered <- first.Post(path, nil) }()
	w.waitFor(`SELECT count(*) > 0 FROM pg_locks WHERE NOT granted`)

	sent := answersOf(check)
	sent.Set("catatan", `kursi "roda" <b>`)
	busy := second.Post(path, sent)
	wantStatus(t, busy, 503)
	if busy.Header.Get("Retry-After") != "5" || busy.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", busy.Header)
	}
	form := busy.Doc.Find("form[data-retry]")
	if method, _ := form.Attr("method"); method != "post" || form.AttrOr("action", "") != path || form.Find("button").Length() != 1 {
		t.Errorf("the form posts with %q to %q", method, form.AttrOr("action", ""))
	}
	again := answersOf(busy)
	if again.Encode() != sent.Encode() {
		t.Errorf("sent again would be %v, not %v", again, sent)
	}
	page := second.Get("/lowongan?q=perawat&urut=terbaru")
	wantStatus(t, page, 503)
	if form := page.Doc.Find("form[data-retry]"); form.AttrOr("action", "") != "/lowongan" || form.AttrOr("method", "") != "get" {
		t.Errorf("a page is asked for again at %q", form.AttrOr("action", ""))
	}
	if got := answersOf(page); got.Encode() != (url.Values{"q": {"perawat"}, "urut": {"terbaru"}}).Encode() {
		t.Errorf("with %v", got)
	}
	wantStatus(t, second.Get("/healthz"), 200)

	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	if r := <-answered; !strings.HasPrefix(r.Location, "/t/") {
		t.Errorf("the one that was worked on: %d to %q", r.Status, r.Location)
	}
	if r := second.Post(path, again); !strings.HasPrefix(r.Location, "/t/") {
		t.Errorf("sent again: %d to %q", r.Status, r.Location)
	}
}
