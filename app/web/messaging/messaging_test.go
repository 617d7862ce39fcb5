package messaging_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web/webtest"
)

const desk = "/panitia/bursa-tebet/pesan"

// world is a fair with three people, one of whom has unsubscribed.
type world struct {
	*webtest.Site
	panitia, elsewhere int64
	people             []int64 // candidates
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{Site: webtest.New(t)}
	now := time.Now()
	var fair, other int64
	err := w.DB.Bulk(t.Context(), func(b *postgres.Bulk) error {
		event := func(slug string) app.Event {
			return app.Event{Kind: app.JobFair, Slug: slug, Title: "Bursa " + slug, Venue: "GOR", Status: app.EventPublished, Approval: app.Instant, Capacity: 100,
				StartsAt: now.AddDate(0, 0, 20), EndsAt: now.AddDate(0, 0, 20).Add(6 * time.Hour), OpensAt: now.AddDate(0, -1, 0), ClosesAt: now.AddDate(0, 0, 19)}
		}
		events, err := b.Events(t.Context(), []app.Event{event("bursa-tebet"), event("lain")})
		if err != nil {
			return err
		}
		fair, other = events[0], events[1]
		accounts, err := b.Accounts(t.Context(), []postgres.BulkAccount{{Email: "a@contoh.id", CreatedAt: now}, {Email: "b@contoh.id", CreatedAt: now}, {Email: "c@contoh.id", CreatedAt: now}})
		if err != nil {
			return err
		}
		var candidates []postgres.BulkCandidate
		for i, name := range []string{"Siti Aminah", "Budi <b>", "Ani"} {
			candidates = append(candidates, postgres.BulkCandidate{Candidate: app.Candidate{AccountID: accounts[i], Name: name}})
		}
		if w.people, err = b.Candidates(t.Context(), candidates); err != nil {
			return err
		}
		var registrations []app.Registration
		for _, c := range w.people {
			registrations = append(registrations, app.Registration{EventID: fair, CandidateID: c, Status: app.Confirmed, Source: app.Online, SubmittedAt: now})
		}
		if _, err := b.Registrations(t.Context(), registrations); err != nil {
			return err
		}
		return b.Counters(t.Context(), events)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []struct {
		id    *int64
		name  string
		event int64
	}{{&w.panitia, "rina", fair}, {&w.elsewhere, "lain", other}} {
		if *s.id, err = w.DB.CreateStaff(t.Context(), app.System("test"), s.name, s.name+"@contoh.id", "x", []app.Grant{{Role: app.RolePanitia, EventID: s.event}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.DB.Unsubscribe(t.Context(), w.DB.NoticesToken(w.people[2])); err != nil {
		t.Fatal(err)
	}
	return w
}

// value is what the first control that matches holds.
func value(r *webtest.Response, selector string) string {
	return r.Doc.Find(selector).First().AttrOr("value", "")
}

func TestAnOrganizerChangesATextAndTakesItBack(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.panitia)
	if got := c.Get(desk); got.Status != http.StatusOK || !strings.Contains(got.Text(".letters"), "Terdaftar") || strings.Contains(got.Text(".letters"), "Lolos seleksi") {
		t.Fatalf("status %d, letters %q", got.Status, got.Text(".letters"))
	}
	standard := c.Get(desk + "/confirmed")
	form := url.Values{
		"do": {"save"}, "version_id": {"0"}, "version_en": {"0"}, "subject_id": {"Selamat datang di {acara}"}, "body_id": {"Hai {nama}, kode Anda {kod}."},
		"subject_en": {value(standard, "#f-subject_en")}, "body_en": {standard.Doc.Find("#f-body_en").Text()},
	}
	wrong := c.Post(desk+"/confirmed", form)
	if wrong.Status != http.StatusUnprocessableEntity || !strings.Contains(wrong.Text("#f-body_id-error"), "{kod}") || wrong.Text("#f-body_id") != form.Get("body_id") {
		t.Fatalf("status %d, error %q", wrong.Status, wrong.Text("#f-body_id-error"))
	}
	form.Set("body_id", "Hai {nama}, kode Anda {kode}.")
	form.Set("do", "preview")
	if got := c.Post(desk+"/confirmed", form); got.Status != http.StatusOK || !strings.Contains(got.Text(".mail"), "Selamat datang di Bursa bursa-tebet") || !strings.Contains(got.Text(".mail"), "kode Anda K7QP-2M4X.") {
		t.Errorf("preview: %d %q", got.Status, got.Text(".mail"))
	}
	form.Set("do", "save")
	if got := c.Post(desk+"/confirmed", form); got.Status != http.StatusSeeOther || got.Location != desk+"/confirmed" {
		t.Fatalf("status %d", got.Status)
	}
	if got := c.Get(desk); !strings.Contains(got.Text(".letters"), "Teks Anda") || !strings.Contains(got.Text(".letters"), "rina") {
		t.Errorf("letters %q", got.Text(".letters"))
	}
	form.Set("subject_id", "Lain")
	if got := c.Post(desk+"/confirmed", form); got.Status != http.StatusUnprocessableEntity || value(got, "[name=version_id]") != "1" {
		t.Errorf("over an unseen text: %d", got.Status)
	}
	form.Set("do", "reset")
	form.Set("version_id", "1")
	if got := c.Post(desk+"/confirmed", form); got.Status != http.StatusSeeOther {
		t.Errorf("status %d", got.Status)
	}
	if got := c.Get(desk); strings.Contains(got.Text(".letters"), "Teks Anda") {
		t.Error("the text still stands")
	}
	if got := c.Get(desk + "/tidak-ada"); got.Status != http.StatusNotFound {
		t.Errorf("status %d", got.Status)
	}
}

func TestAMessageToAListIsSeenBeforeItIsSent(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.panitia)
	page := c.Get(desk + "/kirim?status=confirmed")
	if got := page.Text("[role=status]"); !strings.Contains(got, "2 orang") || !strings.Contains(got, "1 berhenti berlangganan") {
		t.Fatalf("status %d, summary %q", page.Status, got)
	}
	form := url.Values{"do": {"check"}, "client": {value(page, "[name=client]")}, "subject_id": {"Pintu B"}, "body_id": {"Halo {nama} {x}"}}
	if got := c.Post(desk+"/kirim?status=confirmed", form); got.Status != http.StatusUnprocessableEntity || got.Text("#f-body_id") != "Halo {nama} {x}" {
		t.Errorf("status %d", got.Status)
	}
	form.Set("body_id", "Halo {nama}")
	seen := c.Post(desk+"/kirim?status=confirmed", form)
	if seen.Status != http.StatusOK || !strings.Contains(seen.Text(".mail"), "Halo Budi <b>") || !strings.Contains(seen.Text("button[value=send]"), "Kirim ke 2 orang") {
		t.Fatalf("status %d, mail %q", seen.Status, seen.Text(".mail"))
	}
	form.Set("do", "send")
	first, second := c.Post(desk+"/kirim?status=confirmed", form), c.Post(desk+"/kirim?status=confirmed", form)
	if first.Status != http.StatusSeeOther || first.Location != second.Location {
		t.Fatalf("%d %s, then %d %s", first.Status, first.Location, second.Status, second.Location)
	}
	log := c.Get(first.Location)
	if log.Status != http.StatusOK || !strings.Contains(log.Text("tbody"), "Siti Aminah") || !strings.Contains(log.Text("tbody"), "Berhenti berlangganan") {
		t.Errorf("status %d, log %q", log.Status, log.Text("tbody"))
	}
	if got := c.Get(first.Location + "?status=unsubscribed&hal=9"); got.Status != http.StatusOK || strings.Contains(got.Text("tbody"), "Siti") {
		t.Errorf("filtered log %q", got.Text("tbody"))
	}
	if got := c.Get(desk + "/riwayat"); !strings.Contains(got.Text("main"), "Pintu B") {
		t.Error("the message is not in the log")
	}
	if got := c.Post(first.Location+"/ulang", nil); got.Status != http.StatusSeeOther {
		t.Errorf("retry of nothing: %d", got.Status)
	}
	// Others see none of it.
	other := w.SignIn(t, w.elsewhere)
	for _, path := range []string{desk, desk + "/confirmed", desk + "/kirim", desk + "/riwayat", first.Location, strings.Replace(first.Location, "bursa-tebet", "lain", 1)} {
		if got := other.Get(path); got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
	if got := other.Post(desk+"/kirim", form); got.Status != http.StatusNotFound {
		t.Errorf("sending for another's event: %d", got.Status)
	}
	if got := c.Get(desk + "/riwayat/" + strconv.Itoa(1<<40)); got.Status != http.StatusNotFound {
		t.Errorf("a message guessed: %d", got.Status)
	}
}

func TestMailServicesUnsubscribeForTheirReader(t *testing.T) {
	w := newWorld(t)
	address := "/berhenti/" + w.DB.NoticesToken(w.people[0])
	service := w.Client(t)
	service.Header = http.Header{"Sec-Fetch-Site": {""}}
	if got := service.Post(address, url.Values{"x": {"y"}}); got.Status != http.StatusForbidden {
		t.Errorf("a request that says no origin and no wish: %d", got.Status)
	}
	if got := service.Post(address+"/lagi", url.Values{"List-Unsubscribe": {"One-Click"}}); got.Status != http.StatusForbidden {
		t.Errorf("another address: %d", got.Status)
	}
	if got := service.Post(address, url.Values{"List-Unsubscribe": {"One-Click"}}); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d", got.Status)
	}
	reader := w.Client(t)
	if got := reader.Get(address); got.Status != http.StatusOK || !strings.Contains(got.Text("main"), "pengingat acara") || got.Text("form button") != "Terima lagi" {
		t.Errorf("status %d %q", got.Status, got.Text("main"))
	}
	if got := reader.Post(address+"/lagi", nil); got.Status != http.StatusSeeOther {
		t.Errorf("status %d", got.Status)
	}
	if s, err := w.DB.Subscription(t.Context(), w.DB.NoticesToken(w.people[0])); err != nil || s.Ended {
		t.Errorf("%+v, %v", s, err)
	}
}
