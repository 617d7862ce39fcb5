package registration_test

import (
	"bytes"
	"encoding/json"
	"image/png"
	"strings"
	"testing"

	"gerbang/app"
	"gerbang/app/web/webtest"
)

// ticket registers the client for the outreach event and returns the path.
func (w *world) ticket(cl *webtest.Client, slug string) string {
	w.t.Helper()
	form := "/sosialisasi/" + slug + "/daftar/periksa"
	r := cl.Post(form, nil)
	if !strings.HasPrefix(r.Location, "/t/") {
		w.t.Fatalf("status %d to %q", r.Status, r.Location)
	}
	return r.Location
}

func TestTicket(t *testing.T) {
	w := newWorld(t)
	id, _ := w.event(app.Outreach, "rw-05", 20)
	owner := w.regular("siti@example.id", 1)
	path := w.ticket(owner, "rw-05")
	code := strings.TrimPrefix(path, "/t/")
	friend := w.Client(t)

	page := friend.Get(path)
	wantStatus(t, page, 200)
	if page.Header.Get("Cache-Control") != "private, no-store" || !strings.Contains(page.Header.Get("X-Robots-Tag"), "noindex") {
		t.Errorf("headers %v", page.Header)
	}
	if page.Doc.Find(".pass__qr svg").Length() != 1 || page.Text(".pass__human") != app.TicketCode(code).Human() {
		t.Errorf("code %q", page.Text(".pass__human"))
	}
	if !strings.Contains(page.Text(".pass"), "Siti Aminah") || page.Doc.Find(`a[href*="batal"]`).Length() != 0 {
		t.Error("no name, or a stranger is offered to cancel")
	}
	if owner.Get(path).Doc.Find(`.ticket-page__side a[href$="/batal"]`).Length() != 1 {
		t.Error("the owner is not offered to cancel")
	}

	calendar := friend.Get(path + "/kalender.ics")
	if body := string(calendar.Body); !strings.HasPrefix(calendar.Header.Get("Content-Type"), "text/calendar") ||
		!strings.Contains(body, "SUMMARY:Acara rw-05") || !strings.Contains(body, "STATUS:CONFIRMED") || !strings.Contains(body, "@gerbang.test") {
		t.Errorf("calendar: %s", body)
	}
	picture := friend.Get(path + "/tiket.png")
	if img, err := png.Decode(bytes.NewReader(picture.Body)); err != nil || img.Bounds().Dx() != 1080 {
		t.Errorf("picture: %v", err)
	}
	for _, query := range []string{"", "?ukuran=a4", "?ukuran=a6"} {
		file := friend.Get("/en" + path + "/tiket.pdf" + query)
		if file.Status != 200 || file.Header.Get("Content-Type") != "application/pdf" || !bytes.HasPrefix(file.Body, []byte("%PDF-")) ||
			!strings.Contains(file.Header.Get("Content-Disposition"), app.TicketCode(code).Human()) || !strings.Contains(file.Header.Get("Cache-Control"), "no-store") {
			t.Errorf("%s: status %d, %v", query, file.Status, file.Header)
		}
	}
	wantStatus(t, friend.Get(path+"/tiket.pdf?ukuran=a3"), 404)
	wantStatus(t, friend.Get("/en"+path), 200)
	wantStatus(t, friend.Get("/t/"+strings.ToLower(code)), 200)
	for _, wrong := range []string{code[:8], code[:15], code + "0", "0000000000000000", "x"} {
		wantStatus(t, friend.Get("/t/"+wrong), 404)
		wantStatus(t, friend.Get("/t/"+wrong+"/tiket.png"), 404)
	}

	w.exec(`UPDATE events SET status = 'cancelled', cancelled_at = now() WHERE id = $1`, id)
	page = friend.Get(path)
	if page.Doc.Find(".pass__qr").Length() != 0 || page.Text(".pass .badge") != "Acara dibatalkan" {
		t.Errorf("of a cancelled event: %q", page.Text(".pass"))
	}
}

func TestTicketOfACancelledRegistration(t *testing.T) {
	w := newWorld(t)
	w.event(app.Outreach, "rw-05", 20)
	owner := w.regular("siti@example.id", 1)
	path := w.ticket(owner, "rw-05")
	cancel, _ := owner.Get(path).Doc.Find(`.ticket-page__side a[href$="/batal"]`).Attr("href")
	if r := owner.Post(cancel, nil); r.Status != 303 {
		t.Fatalf("status %d", r.Status)
	}
	page := owner.Get(path)
	if page.Doc.Find(".pass--void").Length() != 1 || page.Doc.Find(".pass svg.icon ~ svg, .pass__qr").Length() != 0 || page.Text(".pass .badge") != "Dibatalkan" {
		t.Errorf("cancelled ticket: %q", page.Text(".pass"))
	}
	wantStatus(t, owner.Get(path+"/tiket.png"), 410)
	wantStatus(t, owner.Get(path+"/tiket.pdf"), 410)
	if body := string(owner.Get(path + "/kalender.ics").Body); !strings.Contains(body, "STATUS:CANCELLED") {
		t.Errorf("calendar: %s", body)
	}
	if again := w.ticket(owner, "rw-05"); again == path {
		t.Error("registering anew gave the old ticket")
	}
}

func TestTicketOfASelection(t *testing.T) {
	w := newWorld(t)
	w.event(app.Course, "jepang-1", 20)
	cl := w.regular("siti@example.id", 1)
	r := cl.Post("/pelatihan/jepang-1/daftar/periksa", nil)
	page := cl.Get(r.Location)
	wantStatus(t, page, 200)
	if page.Text(".pass .badge") != "Menunggu seleksi" || !strings.Contains(page.Text(".flash"), "terkirim") {
		t.Errorf("badge %q, flash %q", page.Text(".pass .badge"), page.Text(".flash"))
	}
}

func TestTicketSaysWhatToBring(t *testing.T) {
	w := newWorld(t)
	id, _ := w.event(app.Outreach, "rw-05", 20)
	path := w.ticket(w.regular("siti@example.id", 1), "rw-05")
	w.exec(`INSERT INTO event_documents (event_id, document, upload, required, note, note_en, position) VALUES
		($1, 'cv', false, true, '3 lembar', '3 copies', 2), ($1, 'paspor', false, false, '', '', 3), ($1, 'ijazah', true, true, '', '', 4)`, id)
	for prefix, want := range map[string]string{
		"":    "KTP asliDaftar riwayat hidup (CV): 3 lembarPaspor (opsional)",
		"/en": "Your KTP, the card itselfCurriculum vitae: 3 copiesPassport (optional)",
	} {
		if got := w.Client(t).Get(prefix + path).Text(".checklist"); got != want {
			t.Errorf("%q: %q, want %q", prefix, got, want)
		}
	}
}

// The code as large as the screen needs no script: it is on the page, and the
// address shows it.
func TestTicketCodeAlone(t *testing.T) {
	w := newWorld(t)
	w.event(app.Outreach, "rw-05", 20)
	owner := w.regular("siti@example.id", 1)
	path := w.ticket(owner, "rw-05")
	page := owner.Get(path)
	if page.Doc.Find(`.pass a[href="#kode"]`).Length() != 1 || page.Doc.Find("#kode svg").Length() < 1 || page.Text("#kode .bigcode__human") != page.Text(".pass__human") {
		t.Error("the code does not stand alone")
	}
	w.exec(`UPDATE events SET status = 'cancelled', cancelled_at = now()`)
	if owner.Get(path).Doc.Find("#kode").Length() != 0 {
		t.Error("a void code stands alone")
	}
}

func TestManifest(t *testing.T) {
	w := newWorld(t)
	for prefix, start := range map[string]string{"": "/akun/tiket", "/en": "/en/akun/tiket"} {
		r := w.Client(t).Get(prefix + "/manifest.webmanifest")
		var m struct {
			Start string `json:"start_url"`
			Icons []struct{ Src string }
		}
		if err := json.Unmarshal(r.Body, &m); err != nil || m.Start != start || len(m.Icons) != 1 || w.Client(t).Get(m.Icons[0].Src).Status != 200 {
			t.Errorf("%q: %s, %v", prefix, r.Body, err)
		}
	}
}
