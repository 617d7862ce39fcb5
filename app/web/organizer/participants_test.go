package organizer_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"gerbang/app"
	"gerbang/app/web/webtest"
)

func texts(r *webtest.Response, selector string) []string {
	out := []string{}
	r.Doc.Find(selector).Each(func(_ int, s *goquery.Selection) { out = append(out, strings.Join(strings.Fields(s.Text()), " ")) })
	return out
}

// names are the people in the list, in its order.
func names(r *webtest.Response) []string {
	out := []string{}
	r.Doc.Find("tbody th").Each(func(_ int, s *goquery.Selection) {
		s.Find("span").Remove()
		out = append(out, strings.Join(strings.Fields(s.Text()), " "))
	})
	return out
}

func TestDeskIsScoped(t *testing.T) {
	w := newWorld(t)
	tests := []struct {
		name          string
		account       int64
		list, offered int
	}{
		{"organizer of the fair", w.panitia, http.StatusOK, http.StatusOK},
		{"organizer of another event", w.elsewhere, http.StatusNotFound, http.StatusNotFound},
		{"officer of every event", w.officer, http.StatusOK, http.StatusForbidden},
		{"gate officer of the fair", w.petugas, http.StatusForbidden, http.StatusForbidden},
	}
	for _, tt := range tests {
		c := w.SignIn(t, tt.account)
		for _, prefix := range []string{"", "/en"} {
			if got := c.Get(prefix + list); got.Status != tt.list {
				t.Errorf("%s: list %d, want %d", tt.name, got.Status, tt.list)
			}
			if got := c.Get(prefix + download); got.Status != tt.offered {
				t.Errorf("%s: form %d, want %d", tt.name, got.Status, tt.offered)
			}
			if got := c.Post(prefix+download, url.Values{"format": {"csv"}}); got.Status != tt.offered {
				t.Errorf("%s: download %d, want %d", tt.name, got.Status, tt.offered)
			}
		}
	}
	if got := w.SignIn(t, w.panitia).Get("/panitia/tidak-ada/peserta"); got.Status != http.StatusNotFound {
		t.Errorf("an event that is not there: %d", got.Status)
	}
	if got := w.SignIn(t, w.officer).Get(list); got.Doc.Find(`a[href*="/ekspor"]`).Length() != 0 {
		t.Error("who may not export is offered it")
	}
}

func TestHome(t *testing.T) {
	w := newWorld(t)
	got := w.SignIn(t, w.panitia).Get("/panitia")
	if got.Status != http.StatusOK {
		t.Fatalf("status %d", got.Status)
	}
	if titles := texts(got, ".item__title"); !slices.Equal(titles, []string{"Bursa Kerja Tebet"}) {
		t.Errorf("events %v", titles)
	}
	if group := got.Text("section h2"); group != "Berlangsung hari ini" {
		t.Errorf("group %q", group)
	}
	if figures := texts(got, ".item .stat__value"); !slices.Equal(figures, []string{"4", "3", "1", "1"}) {
		t.Errorf("registered, taken, waiting, attended = %v", figures)
	}
	for _, link := range []string{list, download, "/petugas/pindai/bursa-kerja-tebet"} {
		if got.Doc.Find(`.item a[href="`+link+`"]`).Length() == 0 {
			t.Errorf("no link to %s", link)
		}
	}
	if got := w.SignIn(t, w.elsewhere).Get("/en/panitia"); got.Text("section h2") != "Coming up" || got.Text(".item__title") != "Acara Lain" {
		t.Errorf("another organizer: %q %q", got.Text("section h2"), got.Text(".item__title"))
	}
}

func TestListFilters(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.panitia)
	siti, jose, tanaka, none := w.people[0], w.people[1], w.people[2], w.people[4]
	for query, want := range map[string][]string{
		"":                                  {none, injected, tanaka, jose, siti},
		"urut=daftar":                       {siti, jose, tanaka, injected, none},
		"status=confirmed":                  {injected, jose, siti},
		"status=waitlisted":                 {tanaka},
		"hadir=ya":                          {siti},
		"hadir=belum&status=confirmed":      {injected, jose},
		"domisili=luar":                     {jose},
		"jk=p":                              {siti},
		"q=josé":                            {jose},
		"q=田中":                              {tanaka},
		"q=0042":                            {siti},
		"q=" + w.codes[0].Human():           {siti},
		fmt.Sprint("sesi=", w.noon):         {tanaka},
		fmt.Sprint("sesi=", w.noon+1000):    {none, injected, tanaka, jose, siti},
		"status=x&hadir=x&jk=x&sesi=x&hal=": {none, injected, tanaka, jose, siti},
		"hal=99":                            {none, injected, tanaka, jose, siti},
		"q=tidak+ada":                       {},
	} {
		got := c.Get(list + "?" + query)
		if people := names(got); got.Status != http.StatusOK || !slices.Equal(people, want) {
			t.Errorf("%q: %d %v, want %v", query, got.Status, people, want)
		}
	}
	if got := c.Get(list + "?q=tidak+ada"); got.Text(".empty__title") != "Tidak ada peserta yang cocok" {
		t.Errorf("nobody found: %q", got.Text(".empty__title"))
	}
}

func TestListKeepsFiltersInItsLinks(t *testing.T) {
	w := newWorld(t)
	got := w.SignIn(t, w.panitia).Get(fmt.Sprint(list, "?hadir=belum&status=confirmed&urut=nama&sesi=", w.morning))
	session := fmt.Sprint(w.morning)
	check := func(what, selector string, want url.Values) {
		t.Helper()
		href, ok := got.Doc.Find(selector).First().Attr("href")
		u, err := url.Parse(href)
		if !ok || err != nil || u.Query().Encode() != want.Encode() {
			t.Errorf("%s leads to %q, want %q", what, href, want.Encode())
		}
	}
	check("the download", `.panel-head a[href*="/ekspor"]`, url.Values{"hadir": {"belum"}, "status": {"confirmed"}, "urut": {"nama"}, "sesi": {session}})
	check("the first tab", ".tabs a", url.Values{"hadir": {"belum"}, "urut": {"nama"}, "sesi": {session}})
	check("the first chip", ".chip", url.Values{"hadir": {"belum"}, "status": {"confirmed"}, "urut": {"nama"}})
	check("clearing", ".chips__clear", url.Values{"status": {"confirmed"}, "urut": {"nama"}})
	check("the order by name", "thead th[aria-sort=ascending] a", url.Values{"hadir": {"belum"}, "status": {"confirmed"}, "urut": {"-nama"}, "sesi": {session}})
	for name, want := range map[string]string{"status": "confirmed", "urut": "nama"} {
		if v, _ := got.Doc.Find(`form.toolbar input[type=hidden][name=` + name + `]`).Attr("value"); v != want {
			t.Errorf("the form carries %s=%q, want %q", name, v, want)
		}
	}
	if v, _ := got.Doc.Find(`form.toolbar select[name=sesi] option[selected]`).Attr("value"); v != session {
		t.Errorf("chosen session %q, want %q", v, session)
	}
	if active := got.Text(".tabs [aria-current]"); active != "Terkonfirmasi 2" {
		t.Errorf("active tab %q", active)
	}
}

func TestListShowsNoWholeNumber(t *testing.T) {
	w := newWorld(t)
	got := w.SignIn(t, w.panitia).Get(list + "?urut=daftar")
	if sixteen.Match(got.Body) {
		t.Errorf("a number of 16 digits stands in the page: %s", sixteen.Find(got.Body))
	}
	for _, want := range []string{"•••• •••• •••• 0042", "•••• 7890", "RT 003/RW 012", "Tidak diketahui", "Luar DKI", "Kota Bekasi", "P · 25 th", "Pintu A", w.codes[0].Human()} {
		if !strings.Contains(string(got.Body), want) {
			t.Errorf("%q is not in the page", want)
		}
	}
}

func TestWholeNumbersDoNotStayInAddresses(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.panitia)
	for path, want := range map[string]string{
		list + "?q=3174015312000042&hadir=ya": list + "?hadir=ya&q=0042",
		"/en" + list + "?q=0812+3456+7890":    "/en" + list + "?q=7890",
	} {
		if got := c.Get(path); got.Status != http.StatusSeeOther || got.Location != want {
			t.Errorf("%s: %d to %q, want %q", path, got.Status, got.Location, want)
		}
	}
	if got := c.Get(list + "?q=+0042+"); got.Status != http.StatusOK {
		t.Errorf("four digits: %d", got.Status)
	}
}

func TestStrangeQueriesAreNoFailure(t *testing.T) {
	w := newWorld(t)
	c := w.SignIn(t, w.panitia)
	for _, query := range []string{
		"%", "q=%00", "q=%ff%fe%fd", "q=%F0%9F%92%A9", "q=" + strings.Repeat("%25", 200), "q='\"%5C%5C%3B--", "q={a,b}", "q=%C2%A0",
		"sesi=9223372036854775807", "sesi=-1", "hal=-1", "hal=99999999999999999999", "hal=9223372036854775807", "hal=x", "urut=;drop", "status=&status=confirmed",
		"q=%E2%80%AE", "q=" + strings.Repeat("a+", 60), "q=-", "q=&q=&q=", "=&&&=",
	} {
		for _, path := range []string{list, download} {
			if got := c.Get(path + "?" + query); got.Status >= 500 {
				t.Errorf("%s?%s: %d", path, query, got.Status)
			}
		}
		if got := c.Post(download+"?"+query, url.Values{"format": {"csv"}, "cakupan": {"x"}}); got.Status != http.StatusOK {
			t.Errorf("download with %q: %d", query, got.Status)
		}
	}
}

// Words that are put together at run time are out of sight of the test that
// looks for missing keys.
func TestEveryValueHasAWord(t *testing.T) {
	w := newWorld(t)
	var keys []string
	for _, s := range app.RegistrationStatuses() {
		keys = append(keys, "organizer.status."+string(s))
	}
	for _, k := range app.EventKinds() {
		keys = append(keys, "organizer.kind."+string(k))
	}
	for _, e := range app.Educations() {
		keys = append(keys, "organizer.education."+string(e))
	}
	for _, d := range app.Disabilities() {
		keys = append(keys, "organizer.disability."+string(d))
	}
	for _, key := range keys {
		if !w.Kit.Bundle.Locale("id").Has(key) {
			t.Errorf("%s has no text", key)
		}
	}
	c := w.SignIn(t, w.panitia)
	for _, path := range []string{"/panitia", list + "?jk=kosong&domisili=jaksel&hadir=ya", download + "?status=accepted&jk=l"} {
		if got := c.Get(path); strings.Contains(string(got.Body), "⟦") {
			t.Errorf("%s shows a key without a text", path)
		}
	}
}
