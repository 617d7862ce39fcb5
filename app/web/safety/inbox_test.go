package safety_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/uuid"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web/webtest"
)

// officer makes an account that handles reports and returns its browser.
func officer(t *testing.T, s *webtest.Site, email string) *webtest.Client {
	t.Helper()
	id, err := s.DB.CreateStaff(t.Context(), app.System("test"), "Ratna "+email, email, "x", []app.Grant{{Role: app.RoleOfficer}})
	if err != nil {
		t.Fatal(err)
	}
	return s.SignIn(t, id)
}

// told sends a report and returns the address of its page at the desk.
func told(t *testing.T, s *webtest.Site, desk *webtest.Client, in postgres.ReportInput) (path string, receipt postgres.ReportReceipt) {
	t.Helper()
	in.RequestID, in.Locale, in.Kinds = uuid.NewString(), "id", []app.ReportKind{app.ReportMoney}
	receipt, err := s.DB.SendReport(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	page := desk.Get("/dasbor/aduan?q=" + receipt.Code)
	path = page.Doc.Find("th.table__lead a").AttrOr("href", "")
	if page.Status != http.StatusOK || !strings.HasPrefix(path, "/dasbor/aduan/") {
		t.Fatalf("%d %s", page.Status, page.Text("main"))
	}
	return path, receipt
}

func TestOfficersHandleAReport(t *testing.T) {
	s := webtest.New(t)
	desk := officer(t, s, "a@bp3mi.test")
	path, receipt := told(t, s, desk, postgres.ReportInput{
		Story: "Diminta lima juta\n<script>alert(1)</script>", Danger: true, AgencyName: "PT Palsu",
		Contact: postgres.ReportContact{Address: "+6281234567890", Safely: "malam saja"},
	})
	page := desk.Get(path)
	if page.Status != http.StatusOK || !strings.Contains(page.Text(".story"), "Diminta lima juta <script>") || page.Doc.Find("main script").Length() != 0 {
		t.Fatalf("%d %s", page.Status, page.Text("main"))
	}
	if strings.Contains(string(page.Body), "7890") || page.Header.Get("Cache-Control") != "no-store" {
		t.Error("the contact is shown to everybody who reads the report")
	}
	version := func() string { return value(desk.Get(path), "version") }
	step := func(name string, status int, form url.Values) *webtest.Response {
		t.Helper()
		form.Set("version", version())
		form.Set("request_id", uuid.NewString())
		got := desk.Post(path+"/"+name, form)
		if got.Status != status {
			t.Fatalf("%s: %d %s", name, got.Status, got.Text("main"))
		}
		return got
	}
	if got := step("kontak", http.StatusUnprocessableEntity, url.Values{"purpose": {"x"}}); strings.Contains(string(got.Body), "7890") {
		t.Error("shown without a purpose")
	}
	if got := step("kontak", http.StatusOK, url.Values{"purpose": {"menanyakan alamat"}}); !strings.Contains(got.Text(".contact-shown"), "7890") {
		t.Errorf("contact %q", got.Text(".contact-shown"))
	}
	step("ambil", http.StatusSeeOther, url.Values{})
	step("balas", http.StatusUnprocessableEntity, url.Values{"reply": {" "}})
	step("balas", http.StatusSeeOther, url.Values{"reply": {"Kami periksa"}})
	step("catatan", http.StatusSeeOther, url.Values{"note": {"rahasia"}})
	step("teruskan", http.StatusUnprocessableEntity, url.Values{"body": {"mafia"}})
	step("teruskan", http.StatusSeeOther, url.Values{"body": {"police"}})
	if got := step("tutup", http.StatusUnprocessableEntity, url.Values{"closing": {"Terima kasih"}}); got.Doc.Find("details[open] textarea[name=closing]").Text() != "Terima kasih" {
		t.Error("what was typed is lost, or folded away")
	}
	step("tutup", http.StatusSeeOther, url.Values{"outcome": {"proven"}, "closing": {"Terima kasih"}})

	reporter := s.Client(t)
	if got := reporter.Post("/kerja-aman/laporan", url.Values{"code": {receipt.Code}, "pin": {receipt.PIN}}); got.Status != http.StatusSeeOther {
		t.Fatal(got.Status)
	}
	own := reporter.Get("/kerja-aman/laporan")
	for _, want := range []string{"Kami periksa", "Kepolisian", "Terbukti", "Terima kasih"} {
		if !strings.Contains(own.Text(".timeline"), want) {
			t.Errorf("the reporter does not read %q: %s", want, own.Text(".timeline"))
		}
	}
	if text := string(own.Body); strings.Contains(text, "rahasia") || strings.Contains(text, "Ratna") || strings.Contains(text, "Kontak pelapor") {
		t.Error("the reporter reads what is for officers")
	}
}

func TestOfficersSeeAndFilterByWhoIsAtRisk(t *testing.T) {
	s := webtest.New(t)
	desk := officer(t, s, "a@bp3mi.test")
	family, receipt := told(t, s, desk, postgres.ReportInput{Story: "x", AtRisk: app.RiskFamily})
	told(t, s, desk, postgres.ReportInput{Story: "x", AtRisk: app.RiskSelf})
	silent, _ := told(t, s, desk, postgres.ReportInput{Story: "x"})

	list := desk.Get("/dasbor/aduan?berisiko=family")
	if got := list.Text("th.table__lead a"); list.Status != http.StatusOK || got != receipt.Code || !strings.Contains(list.Text("tbody"), "Berisiko: Keluarga atau tetangga") ||
		list.Doc.Find("[name=berisiko] option[selected][value=family]").Length() != 1 {
		t.Errorf("%d %q %s", list.Status, got, list.Text("tbody"))
	}
	list.Doc.Find(".tabs a").Each(func(_ int, a *goquery.Selection) {
		if href := a.AttrOr("href", ""); !strings.Contains(href, "berisiko=family") {
			t.Errorf("a tab forgets the filter: %s", href)
		}
	})
	if got := desk.Get("/dasbor/aduan?berisiko=siapa"); got.Doc.Find("th.table__lead a").Length() != 3 {
		t.Error("a word that is no answer hides reports")
	}
	if got := desk.Get(family).Text("main"); !strings.Contains(got, "Keluarga atau tetangga") {
		t.Error("the report does not say who is at risk")
	}
	if got := desk.Get(silent).Text("main"); strings.Contains(got, "Siapa yang berisiko") {
		t.Error("what was not said has a line")
	}
}

func TestAnOfficerWhoIsTooLateIsToldSo(t *testing.T) {
	s := webtest.New(t)
	first, second := officer(t, s, "a@bp3mi.test"), officer(t, s, "b@bp3mi.test")
	path, _ := told(t, s, first, postgres.ReportInput{Story: "x"})
	version := value(first.Get(path), "version")
	for i, c := range []*webtest.Client{first, second} {
		got := c.Post(path+"/ambil", url.Values{"version": {version}, "request_id": {uuid.NewString()}})
		if want := []int{http.StatusSeeOther, http.StatusUnprocessableEntity}[i]; got.Status != want {
			t.Errorf("officer %d: %d, want %d", i+1, got.Status, want)
		}
		if i == 1 && !strings.Contains(got.Text("[data-error-summary]"), "diubah petugas lain") {
			t.Errorf("message %q", got.Text("[data-error-summary]"))
		}
	}
}

func TestReportsAreClosedToOthers(t *testing.T) {
	s := webtest.New(t)
	desk := officer(t, s, "a@bp3mi.test")
	path, _ := told(t, s, desk, postgres.ReportInput{Story: "x", Contact: postgres.ReportContact{Address: "a@b.test"}})
	id, err := s.DB.CreateStaff(t.Context(), app.System("test"), "Lurah", "lurah@kelurahan.test", "x", []app.Grant{{Role: app.RoleOfficer, RegionCode: "31.74.01.1001"}})
	if err != nil {
		t.Fatal(err)
	}
	limited := s.SignIn(t, id)
	if got := limited.Get("/dasbor/aduan"); got.Status != http.StatusForbidden {
		t.Errorf("inbox: %d", got.Status)
	}
	for _, p := range []string{path, path + "/foto/aaaaaaaaaaaaaaaaaaaaaaaaaa"} {
		if got := limited.Get(p); got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", p, got.Status)
		}
	}
	for _, name := range []string{"ambil", "kontak", "balas"} {
		got := limited.Post(path+"/"+name, url.Values{"version": {"1"}, "purpose": {"ingin tahu"}, "reply": {"x"}})
		if got.Status != http.StatusNotFound {
			t.Errorf("%s: %d", name, got.Status)
		}
	}
}
