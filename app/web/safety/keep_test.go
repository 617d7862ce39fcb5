package safety_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"gerbang/app"
	"gerbang/app/web/webtest"
)

func TestWhatOfficersKeepIsPublicAtOnce(t *testing.T) {
	s := webtest.New(t)
	desk, visitor := officer(t, s, "a@bp3mi.test"), s.Client(t)
	visitor.Get("/kerja-aman") // cached from here on
	list := desk.Get("/dasbor/acuan/tanda-bahaya")
	if list.Status != http.StatusOK || list.Doc.Find(".keep > li").Length() != 10 || list.Doc.Find("form[action$='/naik']").Length() != 9 {
		t.Fatalf("%d, %d signs", list.Status, list.Doc.Find(".keep > li").Length())
	}
	second := list.Doc.Find(".keep > li").Eq(1).Find("a").AttrOr("href", "")
	if got := desk.Post(second, url.Values{"name": {""}, "text": {"tetap ada"}}); got.Status != http.StatusUnprocessableEntity || value(got, "text") != "tetap ada" {
		t.Errorf("an empty title: %d", got.Status)
	}
	if got := desk.Post(second, url.Values{"name": {"Diminta ijazah asli <b>"}, "active": {"1"}}); got.Location != "/dasbor/acuan/tanda-bahaya" {
		t.Fatalf("%d %s", got.Status, got.Text("main"))
	}
	if got := desk.Post(second+"/naik", nil); got.Status != http.StatusSeeOther {
		t.Fatal(got.Status)
	}
	s.Kit.Pages.Clear() // what the notice from the database does
	signs := visitor.Get("/kerja-aman").Doc.Find(".signs li").Map(func(_ int, li *goquery.Selection) string { return strings.TrimSpace(li.Text()) })
	if len(signs) != 10 || signs[0] != "Diminta ijazah asli <b>" {
		t.Errorf("the public reads %q", signs)
	}

	if got := desk.Post("/dasbor/acuan/kontak/baru", url.Values{"name": {"JAKI"}, "contact": {"aplikasi"}, "urgent": {"1"}, "active": {"1"}}); got.Status != http.StatusUnprocessableEntity || got.Doc.Find("#f-contact-error").Length() != 1 {
		t.Errorf("an emergency contact that cannot be called: %d", got.Status)
	}
	if got := desk.Post("/dasbor/acuan/kontak/baru", url.Values{"name": {"Ambulans"}, "contact": {"119"}, "urgent": {"1"}, "active": {"1"}, "confirm": {"1"}}); got.Status != http.StatusSeeOther {
		t.Fatal(got.Status)
	}
	s.Kit.Pages.Clear()
	if visitor.Get("/kerja-aman").Doc.Find(".urgent a[href='tel:119']").Length() != 1 {
		t.Error("the new number is not among the urgent ones")
	}
	if got := desk.Get("/dasbor/acuan/kontak"); !strings.Contains(got.Text(".keep"), "Dikonfirmasi pada") {
		t.Error("officers do not see who confirmed it")
	}

	if got := desk.Post("/dasbor/acuan/pos/baru", url.Values{"region": {"31.74.01.1001"}, "name": {"x"}}); got.Status != http.StatusUnprocessableEntity {
		t.Errorf("a post of no kecamatan: %d", got.Status)
	}
	if got := desk.Post("/dasbor/acuan/pos/baru", url.Values{"region": {"31.74.01"}, "name": {"Kantor Camat"}, "active": {"1"}}); got.Status != http.StatusSeeOther {
		t.Fatal(got.Status)
	}
	if got := desk.Get("/dasbor/acuan"); got.Doc.Find("a[href='/dasbor/acuan/kontak'], a[href='/dasbor/acuan/tanda-bahaya'], a[href='/dasbor/acuan/pos']").Length() != 3 {
		t.Error("the index does not lead there")
	}
	for _, path := range []string{"/dasbor/acuan/kontak/999999", "/dasbor/acuan/pos/x", "/dasbor/acuan/tanda-bahaya/-1"} {
		if got := desk.Get(path); got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", path, got.Status)
		}
	}
	id, err := s.DB.CreateStaff(t.Context(), app.System("test"), "Lurah", "lurah@kelurahan.test", "x", []app.Grant{{Role: app.RoleOfficer, RegionCode: "31.74.01.1001"}})
	if err != nil {
		t.Fatal(err)
	}
	limited := s.SignIn(t, id)
	for _, got := range []*webtest.Response{limited.Get("/dasbor/acuan/kontak"), limited.Post(second, url.Values{"name": {"x"}}), limited.Post(second+"/naik", nil)} {
		if got.Status != http.StatusForbidden {
			t.Errorf("an officer of one region: %d", got.Status)
		}
	}
}

func TestALostRaceOverAContactIsTold(t *testing.T) {
	s := webtest.New(t)
	desk := officer(t, s, "a@bp3mi.test")
	for _, list := range []string{"/dasbor/acuan/kontak", "/dasbor/acuan/tanda-bahaya", "/dasbor/acuan/pos"} {
		path := desk.Get(list).Doc.Find(".keep > li a").First().AttrOr("href", "")
		page := desk.Get(path)
		form := url.Values{"active": {"1"}}
		for _, name := range []string{"revision", "name", "contact", "purpose", "source", "region"} {
			if e := page.Doc.Find("main form [name=" + name + "]"); e.Length() > 0 {
				form.Set(name, e.AttrOr("value", e.Find("[selected]").AttrOr("value", "")))
			}
		}
		form.Set("name", "Nama pertama")
		if got := desk.Post(path, form); got.Status != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", path, got.Status, got.Text(".summary"))
		}
		form.Set("name", "Nama kedua")
		lost := desk.Post(path, form)
		if lost.Status != http.StatusConflict || value(lost, "name") != "Nama kedua" || !strings.Contains(lost.Text(".summary"), "baru saja mengubah") {
			t.Fatalf("%s: %d %s", path, lost.Status, lost.Text(".summary"))
		}
		form.Set("revision", value(lost, "revision"))
		if got := desk.Post(path, form); got.Status != http.StatusSeeOther {
			t.Errorf("%s, once more: %d", path, got.Status)
		}
	}
}
