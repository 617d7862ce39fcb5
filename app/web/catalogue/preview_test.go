package catalogue_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"gerbang/app"
)

// The preview of a course shows what was typed as its public page would, saves nothing, and leads back with all of it.
func TestPreviewOfATypedCourse(t *testing.T) {
	s := newShop(t)
	id, err := s.site.DB.CreateStaff(t.Context(), app.System("test"), "Ani", "ani@example.test", "x", []app.Grant{{Role: app.RoleAdmin}})
	if err != nil {
		t.Fatal(err)
	}
	staff := s.site.SignIn(t, id)
	on := func(n int) string { return app.Day(time.Now()).AddDate(0, 0, n).Format(time.DateOnly) }
	form := url.Values{
		"title": {"Bahasa Jepang pagi"}, "summary": {"Kelas pagi."}, "trade": {"Bahasa Jepang"}, "trade_en": {"Japanese"}, "batch": {"Angkatan 1"}, "programme": {"regular"},
		"approval": {"selection"}, "capacity": {"20"}, "days": {"10"}, "attendance_percent": {"80"}, "venue": {"PPKD Jakarta Selatan"}, "organizer": {"PPKD Jakarta Selatan"},
		"address": {"Jalan Keterampilan 7"}, "opens_on": {on(-1)}, "closes_on": {on(9)}, "starts_on": {on(20)}, "ends_on": {on(60)}, "certificate": {"Sertifikat PPKD"},
		"language": {"JLPT N5"}, "domicile": {app.JakartaCode}, "stage_name_0": {"Tes tertulis"}, "outcomes": {"Lulus **N5**"}, "intent": {"preview"},
	}
	for _, path := range []string{"/dasbor/pelatihan/baru", "/en/dasbor/pelatihan/baru"} {
		page := staff.Post(path, form)
		shown := page.Text("main")
		if page.Status != http.StatusOK || page.Text("h1") != "Bahasa Jepang pagi" || page.Doc.Find(`meta[name=robots][content=noindex]`).Length() != 1 {
			t.Fatalf("%s: %d %s", path, page.Status, page.Text(".summary"))
		}
		for _, want := range []string{"Tes tertulis", "Sertifikat PPKD", "Lulus N5", "Jakarta", "JLPT N5"} {
			if !strings.Contains(shown, want) {
				t.Errorf("%s lacks %s", path, want)
			}
		}
		if bar := page.Doc.Find(".preview-bar form"); bar.AttrOr("action", "") != path || bar.Find("[name=stage_name_0]").AttrOr("value", "") != "Tes tertulis" || bar.Find("input[name=intent]").Length() != 0 {
			t.Errorf("%s: the way back loses what was typed", path)
		}
	}
	if n := s.get(t, "/pelatihan", http.StatusOK).Doc.Find(".item").Length(); n != 0 {
		t.Error("a preview was saved")
	}
	form.Set("intent", "edit")
	if back := staff.Post("/dasbor/pelatihan/baru", form); back.Status != http.StatusOK || back.Doc.Find("[name=title]").AttrOr("value", "") != "Bahasa Jepang pagi" {
		t.Errorf("back: %d", back.Status)
	}
	form.Set("intent", "preview")
	form.Set("title", "")
	if bad := staff.Post("/dasbor/pelatihan/baru", form); bad.Status != http.StatusUnprocessableEntity || bad.Doc.Find(".summary li").Length() != 1 {
		t.Errorf("with a slip: %d %s", bad.Status, bad.Text(".summary"))
	}
	form.Set("title", "Bahasa Jepang pagi")
	form.Set("intent", "save")
	made := staff.Post("/dasbor/pelatihan/baru", form)
	if made.Status != http.StatusSeeOther {
		t.Fatalf("saved from the preview: %d %s", made.Status, made.Text(".summary"))
	}
	edit := strings.TrimSuffix(made.Location, "/jadwal") + "/ubah"
	form.Set("version", staff.Get(edit).Doc.Find("[name=version]").AttrOr("value", ""))
	form.Set("intent", "preview")
	form.Set("stage_name_0", "Wawancara saja")
	form.Set("title", "Bahasa Jepang sore")
	page := staff.Post(edit, form)
	if shown := page.Text("main"); page.Text("h1") != "Bahasa Jepang sore" || !strings.Contains(shown, "Wawancara saja") || strings.Contains(shown, "Tes tertulis") {
		t.Errorf("of a change: %d %s", page.Status, shown)
	}
	if page := staff.Get(strings.TrimSuffix(edit, "/ubah")); page.Text("h1") != "Bahasa Jepang pagi" {
		t.Errorf("the course is now %q", page.Text("h1"))
	}
}
