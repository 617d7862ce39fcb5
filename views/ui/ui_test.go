package ui

import (
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"gerbang/app"
	"gerbang/app/i18n"
)

func locale(t *testing.T) *i18n.Locale {
	t.Helper()
	b, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return b.Locale("id")
}

func render(t *testing.T, c templ.Component) *goquery.Document {
	t.Helper()
	var b strings.Builder
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func attr(doc *goquery.Document, selector, name string) string {
	v, _ := doc.Find(selector).Attr(name)
	return v
}

func TestInputKeepsTheAnswerAndNamesItsError(t *testing.T) {
	f := Form{
		L:      locale(t),
		Values: map[string][]string{"nik": {`31"74`}},
		Errors: []app.FieldError{{Field: "nik", Key: "error.required"}},
	}
	doc := render(t, Input(f, InputField{Name: "nik", Label: "NIK", Hint: "16 angka"}))
	if got := attr(doc, "input", "value"); got != `31"74` {
		t.Errorf("value = %q", got)
	}
	if got := attr(doc, "input", "aria-describedby"); got != "f-nik-hint f-nik-error" {
		t.Errorf("described by %q", got)
	}
	if attr(doc, "input", "aria-invalid") != "true" || !doc.Find(".field").HasClass("field--error") {
		t.Error("the field is not marked")
	}
	if !strings.Contains(doc.Find("#f-nik-error").Text(), f.L.T("error.required")) {
		t.Errorf("error = %q", doc.Find("#f-nik-error").Text())
	}
	if attr(doc, "label", "for") != attr(doc, "input", "id") {
		t.Error("the label belongs to nothing")
	}
}

func TestInputValue(t *testing.T) {
	l := locale(t)
	for _, c := range []struct {
		name   string
		values map[string][]string
		in     InputField
		want   string
	}{
		{"given value", nil, InputField{Name: "a", Value: "x"}, "x"},
		{"emptied by the reader", map[string][]string{"a": {""}}, InputField{Name: "a", Value: "x"}, ""},
		{"typed", map[string][]string{"a": {"y"}}, InputField{Name: "a", Value: "x"}, "y"},
		{"a password is never filled in", map[string][]string{"a": {"secret"}}, InputField{Name: "a", Type: "password"}, ""},
	} {
		if got := attr(render(t, Input(Form{L: l, Values: c.values}, c.in)), "input", "value"); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestErrorSummaryLinksToTheFirstControl(t *testing.T) {
	f := Form{L: locale(t), Errors: []app.FieldError{
		{Field: "birth", Key: "error.date"}, {Field: "sex", Key: "error.required"}, {Key: "error.internal"},
	}}
	doc := render(t, templ.Join(
		ErrorSummary(f),
		DateFields(f, DateField{Name: "birth", Label: "Tanggal lahir"}),
		Radios(f, ChoiceField{Name: "sex", Label: "Jenis kelamin", Options: []Option{{Value: "female", Text: "P"}, {Value: "male", Text: "L"}}}),
	))
	var names []string
	doc.Find(".summary a").Each(func(_ int, s *goquery.Selection) {
		href, _ := s.Attr("href")
		name, _ := doc.Find(href).Attr("name")
		names = append(names, name)
	})
	if want := []string{"birth_day", "sex"}; !slices.Equal(names, want) {
		t.Errorf("links lead to %v, want %v", names, want)
	}
	if n := doc.Find(".summary li").Length(); n != 3 {
		t.Errorf("%d lines, want 3", n)
	}
	if got := strings.TrimSpace(doc.Find("#error-summary-title").Text()); got != "Ada 3 isian yang perlu diperbaiki" {
		t.Errorf("title = %q", got)
	}
	if render(t, ErrorSummary(Form{L: f.L})).Find(".summary").Length() != 0 {
		t.Error("a summary without errors")
	}
}

func TestChoicesKeepWhatWasChosen(t *testing.T) {
	f := Form{L: locale(t), Values: map[string][]string{"x": {"b", "c"}}}
	options := []Option{{Value: "a", Text: "A"}, {Value: "b", Text: "B"}, {Value: "c", Text: "C"}}
	if n := render(t, Checkboxes(f, ChoiceField{Name: "x", Options: options})).Find("input[checked]").Length(); n != 2 {
		t.Errorf("%d boxes are ticked, want 2", n)
	}
	doc := render(t, KelurahanSelect(f, SelectField{Name: "x", Groups: []OptionGroup{{Label: "G", Options: options[1:2]}}}))
	if got := attr(doc, "option[selected]", "value"); got != "b" {
		t.Errorf("selected = %q", got)
	}
	if _, ok := doc.Find("select").Attr("data-kelurahan"); !ok {
		t.Error("script cannot find the list")
	}
	if n := render(t, Checkbox(Form{L: f.L}, CheckField{Name: "consent"})).Find("input[checked]").Length(); n != 0 {
		t.Error("a consent must not be ticked by us")
	}
}

func TestPagerNumbers(t *testing.T) {
	for _, c := range []struct {
		page, pages int
		want        []int
	}{
		{1, 1, []int{1}},
		{1, 3, []int{1, 2, 3}},
		{1, 9, []int{1, 2, 0, 9}},
		{4, 9, []int{1, 2, 3, 4, 5, 0, 9}},
		{5, 9, []int{1, 0, 4, 5, 6, 0, 9}},
		{9, 9, []int{1, 0, 8, 9}},
	} {
		if got := (Pager{Page: c.page, Pages: c.pages}).Numbers(); !slices.Equal(got, c.want) {
			t.Errorf("page %d of %d: %v, want %v", c.page, c.pages, got, c.want)
		}
	}
}

func TestCardHasOneLink(t *testing.T) {
	doc := render(t, CardLink(Item{Href: "javascript:alert(1)", Title: "Perawat", Badges: []BadgeItem{{Tone: OK, Text: "Terverifikasi"}}}))
	if n := doc.Find("a").Length(); n != 1 {
		t.Errorf("%d links", n)
	}
	if strings.HasPrefix(attr(doc, "a", "href"), "javascript:") {
		t.Error("the address is not sanitized")
	}
}

func TestScanResultInterruptsOnlyToRefuse(t *testing.T) {
	for state, want := range map[ScanState]string{ScanOK: "status", ScanDuplicate: "status", ScanOffline: "status", ScanReject: "alert"} {
		if got := attr(render(t, ScanResult(Scan{State: state, Title: "x"})), ".scan-result", "role"); got != want {
			t.Errorf("%s: role %q, want %q", state, got, want)
		}
	}
}

func TestVoidPassShowsNoPicture(t *testing.T) {
	qr := templ.Raw(`<svg class="qr"></svg>`)
	for _, void := range []bool{false, true} {
		doc := render(t, PassCard(locale(t), Pass{Event: "Bursa", Code: "K7QX", QR: qr, Void: void}))
		if shown := doc.Find(".qr").Length() == 1; shown == void {
			t.Errorf("void %v: picture shown %v", void, shown)
		}
	}
}

func TestWhatsAppURL(t *testing.T) {
	if got, want := WhatsAppURL("a & b: c"), "https://wa.me/?text=a+%26+b%3A+c"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestIconsExist reads the pages for icon names and compares them with the list that the build extracts.
func TestIconsExist(t *testing.T) {
	data, err := os.ReadFile("../../static/icons.json")
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	if err := json.Unmarshal(data, &have); err != nil {
		t.Fatal(err)
	}
	use := regexp.MustCompile(`(?:\bIcon(?:Large)?\(|\bIcon(?:End)?: ?|\bEmpty\()"([a-z0-9-]+)"`)
	err = filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".templ") && !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_templ.go") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range use.FindAllStringSubmatch(string(source), -1) {
			if !slices.Contains(have, m[1]) {
				t.Errorf("%s: icon %q is not in static/icons.json", path, m[1])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, tone := range []Tone{OK, Warn, Err, Info, Mute} {
		if !slices.Contains(have, tone.icon()) || !slices.Contains(have, tone.noticeIcon()) {
			t.Errorf("an icon of %s is missing", tone)
		}
	}
}
