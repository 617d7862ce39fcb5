package candidate_test

import (
	"net/url"
	"strings"
	"testing"
)

func TestSavedSearchPages(t *testing.T) {
	w := newWorld(t)
	cl, _ := w.person(1)
	other, _ := w.person(2)
	wantStatus(t, w.Client(t).Get("/akun/pencarian/baru?negara=JP"), 303)

	if got := cl.Get("/akun/pencarian/baru"); got.Location != "/lowongan" {
		t.Errorf("a search for anything leads to %q", got.Location)
	}
	form := cl.Get("/akun/pencarian/baru?negara=JP&bahasa=JLPT+N4&nama=Jepang%2C+JLPT+N4")
	wantStatus(t, form, 200)
	if got := form.Doc.Find("[name=name]").AttrOr("value", ""); got != "Jepang, JLPT N4" {
		t.Errorf("suggests %q", got)
	}
	bad := cl.Post("/akun/pencarian/baru?negara=JP", url.Values{"name": {""}, "frequency": {"weekly"}})
	wantStatus(t, bad, 422)
	if bad.Doc.Find("[name=frequency][value=weekly][checked]").Length() != 1 || bad.Doc.Find(`[data-error-summary] a[href="#f-name"]`).Length() != 1 {
		t.Error("an answer is lost, or the summary leads nowhere")
	}
	for range 2 {
		wantStatus(t, cl.Post("/akun/pencarian/baru?negara=JP", url.Values{"name": {"Jepang"}, "frequency": {"weekly"}}), 303)
	}
	list := cl.Get("/akun/pencarian")
	if n := list.Doc.Find(".search-card").Length(); n != 1 || !strings.Contains(list.Text(".search-card"), "Setiap minggu") {
		t.Fatalf("%d searches: %s", n, list.Text("main"))
	}
	path := list.Doc.Find(".search-card a").AttrOr("href", "")
	wantStatus(t, cl.Get(path), 200)
	for _, r := range []string{path, path + "/buka"} {
		wantStatus(t, other.Post(r, url.Values{"name": {"x"}, "frequency": {"off"}}), 404)
	}
	wantStatus(t, other.Get(path), 404)
	if got := cl.Post(path+"/buka", nil).Location; got != "/lowongan?negara=JP" {
		t.Errorf("leads to %q", got)
	}
	wantStatus(t, cl.Post(path, url.Values{"name": {"Kerja di Jepang"}, "frequency": {"off"}}), 303)
	if got := cl.Get("/akun/pencarian").Text(".search-card"); !strings.Contains(got, "Kerja di Jepang") || !strings.Contains(got, "Jangan dikabari") {
		t.Errorf("after the change: %s", got)
	}
	for _, page := range []string{"/en/akun/pencarian", "/en" + path, "/en/akun/lowongan", "/en/akun"} {
		if strings.Contains(string(cl.Get(page).Body), "⟦") {
			t.Errorf("a text is missing on %s", page)
		}
	}
	for range 2 {
		wantStatus(t, cl.Post(path+"/hapus", nil), 303)
	}
	if n := cl.Get("/akun/pencarian").Doc.Find(".search-card").Length(); n != 0 {
		t.Errorf("%d searches after removing", n)
	}
}

func TestUnsubscribeLinkAsksFirst(t *testing.T) {
	w := newWorld(t)
	cl, me := w.person(1)
	wantStatus(t, cl.Post("/akun/pencarian/baru?negara=JP", url.Values{"name": {"Jepang <b>"}, "frequency": {"daily"}}), 303)
	id := w.number(`SELECT id FROM saved_searches`)
	silent := func() int64 { return w.number(`SELECT count(*) FROM saved_searches WHERE frequency = 'off'`) }
	for token, off := range map[string]func() int64{
		w.DB.SearchToken(id): silent,
		w.DB.SavedJobsToken(me.CandidateID): func() int64 {
			return w.number(`SELECT count(*) FROM candidates WHERE NOT saved_job_alerts`)
		},
	} {
		reader := w.Client(t) // has never signed in
		for range 2 {
			page := reader.Get("/berhenti/" + token)
			wantStatus(t, page, 200)
			if off() != 0 || page.Doc.Find("form.actions button").Length() != 1 {
				t.Fatalf("looking at the link ended the messages: %s", page.Text("main"))
			}
		}
		for range 2 {
			wantStatus(t, reader.Post("/berhenti/"+token, nil), 303)
		}
		if page := reader.Get("/berhenti/" + token); off() != 1 || !strings.Contains(page.Text("h1"), "Sudah berhenti") {
			t.Errorf("still told: %s", page.Text("main"))
		}
		if strings.Contains(string(reader.Get("/en/berhenti/"+token).Body), "⟦") {
			t.Error("a text is missing in English")
		}
	}
	wantStatus(t, w.Client(t).Post("/berhenti/p1-abc", nil), 404)
}
