package organizer_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"gerbang/app"
)

const fairDesk = "/panitia/bursa-kerja-tebet"

func TestEventDeskIsScoped(t *testing.T) {
	w := newWorld(t)
	other := w.SignIn(t, w.elsewhere)
	wave, person := fmt.Sprint("/sesi/", w.morning), fmt.Sprint("/peserta/", w.registrations[0])
	for _, page := range []string{"", "/pengaturan", "/sesi", "/sesi/baru", wave, person} {
		if got := other.Get(fairDesk + page); got.Status != http.StatusNotFound {
			t.Errorf("GET %s of another's event: %d", page, got.Status)
		}
		if got := w.SignIn(t, w.panitia).Get(fairDesk + page); got.Status != http.StatusOK {
			t.Errorf("GET %s of one's own: %d", page, got.Status)
		}
	}
	for _, page := range []string{"/status", "/gandakan", "/pengaturan", "/pratinjau", "/pratinjau/formulir", "/sesi", "/sesi/baru", wave, "/peserta/tindakan"} {
		if got := other.Post(fairDesk+page, url.Values{"do": {"cancel"}, "next": {"cancelled"}}); got.Status != http.StatusNotFound {
			t.Errorf("POST %s of another's event: %d", page, got.Status)
		}
	}
	if got := other.Get("/panitia/lain" + person); got.Status != http.StatusNotFound {
		t.Errorf("somebody of another event under one's own: %d", got.Status)
	}
}

func TestRulesKeepWhatWasTyped(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.panitia)
	page := c.Get(fairDesk + "/pengaturan")
	form := page.Filled("#rules")
	form.Set("summary", "Ringkas")
	form.Set("address", "Jalan Satu")
	form.Set("closes_on", "2027-01-31")
	form.Set("sex", "female")
	form.Set("capacity", "banyak")
	got := c.Post(fairDesk+"/pengaturan", form)
	if got.Status != http.StatusUnprocessableEntity {
		t.Fatalf("status %d", got.Status)
	}
	for _, field := range []string{"closes_on", "capacity", "sex_reason"} {
		if got.Doc.Find(`.summary a[href="#f-`+field+`"]`).Length() != 1 {
			t.Errorf("no message leads to %s", field)
		}
	}
	if v, _ := got.Doc.Find("#f-capacity").Attr("value"); v != "banyak" {
		t.Errorf("capacity shown again as %q", v)
	}
	form.Set("closes_on", form.Get("starts_on"))
	form.Set("closes_at", form.Get("starts_at"))
	form.Set("capacity", "1")
	form.Set("sex", "")
	got = c.Post(fairDesk+"/pengaturan", form)
	if got.Status != http.StatusUnprocessableEntity || got.Doc.Find("input[name=fewer]").Length() != 1 {
		t.Fatalf("fewer places than taken: %d", got.Status)
	}
	form.Set("fewer", "1")
	if got = c.Post(fairDesk+"/pengaturan", form); got.Status != http.StatusSeeOther {
		t.Fatalf("knowingly: %d %v", got.Status, texts(got, ".summary li"))
	}
	// The form in the other window still has the version before.
	got = c.Post(fairDesk+"/pengaturan", form)
	if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(".summary"), "Orang lain") {
		t.Errorf("over a change: %d %q", got.Status, got.Text(".summary"))
	}
}

func TestPreviewShowsUnsavedRules(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.panitia)
	form := c.Get(fairDesk + "/pengaturan").Filled("#rules")
	form.Set("title", "Judul yang belum disimpan")
	form.Set("age_min", "21")
	for _, page := range []string{"/pratinjau", "/pratinjau/formulir"} {
		got := c.Post(fairDesk+page, form)
		if got.Status != http.StatusOK || got.Text("h1") != "Judul yang belum disimpan" || !strings.Contains(got.Text("main"), "21 tahun") {
			t.Errorf("%s: %d %q", page, got.Status, got.Text("h1"))
		}
	}
	if got := c.Get(fairDesk + "/pengaturan"); got.Filled("#rules").Get("title") != "Bursa Kerja Tebet" {
		t.Error("a preview saves")
	}
}

func TestWavesAreMadeFromAPattern(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.panitia)
	plan := url.Values{"plan_day": {"2026-12-12"}, "plan_from": {"13.10"}, "plan_until": {"15.00"}, "plan_minutes": {"50"}, "plan_gap": {"5"}, "plan_capacity": {"40"}}
	got := c.Post(fairDesk+"/sesi", plan)
	if got.Status != http.StatusOK || got.Doc.Find(".slots li").Length() != 2 {
		t.Fatalf("a plan to look at: %d, %d waves", got.Status, got.Doc.Find(".slots li").Length())
	}
	plan.Set("do", "save")
	plan.Set("version", got.Filled("form").Get("version"))
	if got = c.Post(fairDesk+"/sesi", plan); got.Status != http.StatusSeeOther {
		t.Fatalf("saved: %d %v", got.Status, texts(got, ".summary li"))
	}
	if got = c.Get(fairDesk + "/sesi"); got.Doc.Find(".wave").Length() != 4 {
		t.Errorf("%d waves", got.Doc.Find(".wave").Length())
	}
	if got = c.Post(fmt.Sprint(fairDesk, "/sesi/", w.morning), url.Values{"do": {"delete"}}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("a wave that people hold: %d", got.Status)
	}
}

// A second organizer who had the wave open does not put the old hour back.
func TestTwoOrganizersOfAWaveDoNotOverwriteEachOther(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.panitia)
	path := fmt.Sprint(fairDesk, "/sesi/", w.noon)
	form := c.Get(path).Filled("main form")
	first := maps.Clone(form)
	first.Set("wave_until", "13.30")
	first.Set("wave_title", "Siang")
	first.Set("wave_title_en", "Noon")
	for range 2 { // sent twice
		if got := c.Post(path, first); got.Status != http.StatusSeeOther {
			t.Fatalf("the first: %d %v", got.Status, texts(got, ".summary li"))
		}
	}
	form.Set("wave_capacity", "70")
	lost := c.Post(path, form)
	if again := lost.Filled("main form"); lost.Status != http.StatusConflict || again.Get("wave_capacity") != "70" || again.Get("wave_until") != "13.00" {
		t.Fatalf("the second: %d, typed %v, %v", lost.Status, again, texts(lost, ".summary li"))
	}
	if now := c.Get(path).Filled("main form"); now.Get("wave_until") != "13.30" || now.Get("wave_capacity") != "50" || now.Get("wave_title_en") != "Noon" {
		t.Fatalf("overwritten: %v", now)
	}
	once := lost.Filled("main form")
	once.Set("wave_title", "Siang")
	once.Set("wave_title_en", "Noon")
	if got := c.Post(path, once); got.Status != http.StatusSeeOther {
		t.Errorf("once more: %d %v", got.Status, texts(got, ".summary li"))
	}
	for prefix, want := range map[string]string{"": "Siang", "/en": "Noon"} {
		if got := c.Get(prefix + fairDesk + "/sesi"); !strings.Contains(got.Text(".waves"), want) {
			t.Errorf("%s/sesi names the wave %q", prefix, got.Text(".waves"))
		}
	}
}

func TestActionsAskFirst(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.panitia)
	waiting := fmt.Sprint(w.registrations[2])
	act := url.Values{"do": {"overbook"}, "id": {waiting, fmt.Sprint(w.registrations[0])}}
	got := c.Post(fairDesk+"/peserta/tindakan", act)
	if got.Status != http.StatusOK || got.Doc.Find("textarea[name=reason]").Length() != 1 || !strings.Contains(got.Text("main"), "1 orang yang dipilih tidak tersentuh") {
		t.Fatalf("asked: %d %q", got.Status, got.Text("main"))
	}
	act.Set("confirm", "1")
	if got = c.Post(fairDesk+"/peserta/tindakan", act); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("without a reason: %d", got.Status)
	}
	act.Set("reason", "Undangan kepala dinas")
	if got = c.Post(fairDesk+"/peserta/tindakan", act); got.Status != http.StatusSeeOther {
		t.Fatalf("done: %d", got.Status)
	}
	got = c.Get(fairDesk + "/peserta/" + waiting)
	if !strings.Contains(got.Text(".event-head"), "Terkonfirmasi") || !strings.Contains(got.Text(".timeline"), "Undangan kepala dinas") {
		t.Errorf("after it: %q %q", got.Text(".event-head"), got.Text(".timeline"))
	}
}

// More than one action reaches are not cut off without a word.
func TestAnActionForTooManyDoesNothing(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.panitia)
	act := url.Values{"do": {"cancel"}, "confirm": {"1"}, "reason": {"Uji"}}
	for range 501 {
		act.Add("id", fmt.Sprint(w.registrations[0]))
	}
	if got := c.Post(fairDesk+"/peserta/tindakan", act); got.Status != http.StatusSeeOther {
		t.Fatalf("status %d", got.Status)
	}
	if flash := c.Get(list).Text(".flash"); !strings.Contains(flash, "Anda memilih 501") {
		t.Errorf("flash %q", flash)
	}
	if got := c.Get(fmt.Sprint(fairDesk, "/peserta/", w.registrations[0])).Text(".event-head"); !strings.Contains(got, "Terkonfirmasi") {
		t.Errorf("after it: %q", got)
	}
}

func TestAnOrganizerOfOneEventMakesAnother(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.panitia)
	got := c.Post("/panitia/baru", url.Values{"jenis": {string(app.Outreach)}, "title": {"Sosialisasi RW 03"}, "starts_on": {"2027-01-20"}, "starts_at": {"09.00"}, "ends_on": {"2027-01-20"}, "ends_at": {"11.00"}})
	if got.Status != http.StatusSeeOther || got.Location != "/panitia/sosialisasi-rw-03-2027/pengaturan" {
		t.Fatalf("%d %q", got.Status, got.Location)
	}
	if got = c.Get("/panitia/sosialisasi-rw-03-2027"); got.Status != http.StatusOK || got.Doc.Find(".notice--warn li").Length() == 0 {
		t.Errorf("the author's own draft: %d", got.Status)
	}
	if got = w.SignIn(t, w.elsewhere).Get("/panitia/sosialisasi-rw-03-2027"); got.Status != http.StatusNotFound {
		t.Errorf("somebody else: %d", got.Status)
	}
	got = c.Post("/panitia/sosialisasi-rw-03-2027/status", url.Values{"next": {"published"}})
	if got.Status != http.StatusUnprocessableEntity {
		t.Errorf("published with things missing: %d", got.Status)
	}
}
