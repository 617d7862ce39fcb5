package organizer_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestTicketAtTheDesk(t *testing.T) {
	w := newWorld(t)
	id := w.registrations[0]
	page := fmt.Sprintf("/panitia/bursa-kerja-tebet/peserta/%d/tiket", id)
	old := url.Values{"kode": {w.codes[0].Human()}}
	for name, tt := range map[string]struct {
		account int64
		status  int
	}{
		"organizer of another event": {w.elsewhere, http.StatusNotFound},
		"officer":                    {w.officer, http.StatusForbidden},
		"gate officer":               {w.petugas, http.StatusForbidden},
	} {
		c := w.SignIn(t, tt.account)
		if got := c.Get(page); got.Status != tt.status {
			t.Errorf("%s: status %d, want %d", name, got.Status, tt.status)
		}
		if got := c.Post(page, old); got.Status != tt.status {
			t.Errorf("%s: change %d, want %d", name, got.Status, tt.status)
		}
		if c.Get(list).Doc.Find(`a[href$="/tiket"]`).Length() != 0 {
			t.Errorf("%s is offered tickets", name)
		}
	}
	c := w.SignIn(t, w.panitia)
	if c.Get(list).Doc.Find(`a[href="`+page+`"]`).Length() != 1 {
		t.Error("the list does not lead to the ticket")
	}
	got := c.Get(page)
	if got.Status != http.StatusOK || got.Text(".deflist, dl") == "" || !strings.Contains(got.Text("main"), w.codes[0].Human()) {
		t.Fatalf("status %d: %q", got.Status, got.Text("main"))
	}
	for range 2 { // sent twice
		if got := c.Post(page, old); got.Status != http.StatusSeeOther || got.Location != page {
			t.Fatalf("status %d to %q", got.Status, got.Location)
		}
	}
	after := c.Get("/en" + page)
	if text := after.Text("main"); strings.Contains(text, w.codes[0].Human()) {
		t.Errorf("the old code still stands: %q", text)
	}
	for _, size := range []string{"a4", "a6"} {
		href, _ := after.Doc.Find(`a[href$="ukuran=` + size + `"]`).Attr("href")
		if file := c.Get(href); file.Status != http.StatusOK || file.Header.Get("Content-Type") != "application/pdf" {
			t.Errorf("%s: status %d of %q", size, file.Status, href)
		}
	}
	for _, wrong := range []string{"0", "x", "999999"} {
		if got := c.Get("/panitia/bursa-kerja-tebet/peserta/" + wrong + "/tiket"); got.Status != http.StatusNotFound {
			t.Errorf("registration %s: status %d", wrong, got.Status)
		}
	}
}
