package candidate_test

import (
	"net/url"
	"strings"
	"testing"

	"gerbang/app"
)

func TestReissue(t *testing.T) {
	w := newWorld(t)
	event := w.event("tebet", app.Instant, 20)
	owner, me := w.person(1)
	stranger, _ := w.person(2)
	r := w.register(me, event)
	old, form := "/t/"+string(r.Code), path(r)+"/tiket-baru"

	if owner.Get(old).Doc.Find(`a[href="`+form+`"]`).Length() != 1 || stranger.Get(old).Doc.Find(`a[href$="tiket-baru"]`).Length() != 0 {
		t.Error("the way to a new code is for the owner alone")
	}
	page := owner.Get(form)
	wantStatus(t, page, 200)
	if code, _ := page.Doc.Find(`input[name="kode"]`).Attr("value"); code != r.Code.Human() {
		t.Errorf("the form replaces %q", code)
	}
	wantStatus(t, stranger.Get(form), 404)
	wantStatus(t, stranger.Post(form, url.Values{"kode": {r.Code.Human()}}), 404)

	answers := url.Values{"kode": {r.Code.Human()}}
	first := owner.Post(form, answers)
	if first.Status != 303 || !strings.HasPrefix(first.Location, "/t/") || first.Location == old {
		t.Fatalf("status %d to %q", first.Status, first.Location)
	}
	if again := owner.Post(form, answers); again.Location != first.Location {
		t.Errorf("sent again: to %q, want %q", again.Location, first.Location)
	}
	if page := owner.Get(first.Location); page.Doc.Find(".pass__qr svg").Length() != 1 || !strings.Contains(page.Text(".flash"), "kode baru") {
		t.Errorf("new ticket: %q", page.Text("main"))
	}

	// Who holds the old link learns that it was replaced, and by what only when it is theirs.
	mine, theirs := owner.Get(old), stranger.Get(old)
	if mine.Doc.Find(`a[href="`+first.Location+`"]`).Length() != 1 {
		t.Error("the owner does not find the new ticket")
	}
	if strings.Contains(string(theirs.Body), strings.TrimPrefix(first.Location, "/t/")) || theirs.Doc.Find(".pass__qr").Length() != 0 ||
		!strings.Contains(theirs.Text(".notice"), "sudah diganti") {
		t.Errorf("a stranger with the old link: %q", theirs.Text("main"))
	}
	wantStatus(t, stranger.Get(old+"/tiket.pdf"), 410)

	standing := strings.TrimPrefix(first.Location, "/t/")
	if story := owner.Get(path(r)).Text("main"); strings.Count(story, "Tiket diganti dengan kode baru") != 1 || strings.Contains(story, "Sesi diganti") {
		t.Errorf("the story of the registration: %s", story)
	}

	for range 2 {
		next := owner.Post(form, url.Values{"kode": {app.TicketCode(standing).Human()}})
		if next.Status != 303 {
			t.Fatalf("status %d", next.Status)
		}
		standing = strings.TrimPrefix(next.Location, "/t/")
	}
	if r := owner.Post(form, url.Values{"kode": {app.TicketCode(standing).Human()}}); r.Status != 429 || r.Header.Get("Retry-After") == "" {
		t.Errorf("the fourth within an hour: status %d", r.Status)
	}
	if n := w.number(`SELECT count(*) FROM tickets WHERE registration_id = $1 AND revoked_at IS NULL`, r.ID); n != 1 {
		t.Errorf("%d tickets stand", n)
	}
}

func TestReissueOfNothing(t *testing.T) {
	w := newWorld(t)
	owner, me := w.person(1)
	r := w.register(me, w.event("tebet", app.Instant, 20))
	if err := w.DB.CancelRegistration(t.Context(), me, r.ID, ""); err != nil {
		t.Fatal(err)
	}
	form := path(r) + "/tiket-baru"
	for _, got := range []struct {
		status   int
		location string
	}{{owner.Get(form).Status, owner.Get(form).Location}, {owner.Post(form, nil).Status, owner.Post(form, nil).Location}} {
		if got.status != 303 || got.location != path(r) {
			t.Errorf("status %d to %q", got.status, got.location)
		}
	}
	if text := owner.Get(path(r)).Text(".flash"); !strings.Contains(text, "tidak punya tiket") {
		t.Errorf("flash %q", text)
	}
}
