package catalogue_test

import (
	"encoding/xml"
	"net/http"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"gerbang/app"
	"gerbang/app/web/webtest"
)

type rss struct {
	Version string `xml:"version,attr"`
	Channel struct {
		Title       string `xml:"title"`
		Description string `xml:"description"`
		Language    string `xml:"language"`
		Links       []struct {
			Href string `xml:"href,attr"`
			Rel  string `xml:"rel,attr"`
			Text string `xml:",chardata"`
		} `xml:"link"`
		Items []struct {
			Title       string `xml:"title"`
			Link        string `xml:"link"`
			Description string `xml:"description"`
			GUID        string `xml:"guid"`
			Published   string `xml:"pubDate"`
		} `xml:"item"`
	} `xml:"channel"`
}

// readFeed fetches a feed and checks what RSS 2.0 and its validators ask for.
func readFeed(t *testing.T, s *shop, path string) rss {
	t.Helper()
	res := s.client.Get(path)
	if res.Status != http.StatusOK || res.Header.Get("Content-Type") != "application/rss+xml; charset=utf-8" || res.Header.Get("Etag") == "" {
		t.Fatalf("%s: %d %v", path, res.Status, res.Header)
	}
	var feed rss
	if err := xml.Unmarshal(res.Body, &feed); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	self := ""
	for _, l := range feed.Channel.Links {
		if l.Rel == "self" {
			self = l.Href
		}
	}
	if feed.Version != "2.0" || feed.Channel.Title == "" || feed.Channel.Description == "" || self != webtest.Base+path {
		t.Errorf("%s: version %q, title %q, self %q", path, feed.Version, feed.Channel.Title, self)
	}
	seen := map[string]bool{}
	for _, item := range feed.Channel.Items {
		if _, err := time.Parse(time.RFC1123Z, item.Published); err != nil || seen[item.GUID] || item.GUID != item.Link || item.Title == "" || item.Description == "" {
			t.Errorf("%s: item %+v, %v", path, item, err)
		}
		seen[item.GUID] = true
	}
	return feed
}

func TestNewsFeed(t *testing.T) {
	s := newShop(t)
	post := func(slug string, over row) {
		r := row{"slug": slug, "title": "Judul " + slug, "body": "Isi **tebal** & <b>lain</b>.", "status": "published", "published_once": true, "publish_at": time.Now().Add(-time.Hour)}
		for k, v := range over {
			r[k] = v
		}
		s.insert("announcements", r)
	}
	post("lama", row{"publish_at": time.Now().Add(-48 * time.Hour), "title_en": "An old one", "body_en": "Text."})
	post("baru", nil)
	post("nanti", row{"publish_at": time.Now().Add(time.Hour)})
	post("draf", row{"status": "draft"})
	feed := readFeed(t, s, "/berita/umpan.xml")
	if len(feed.Channel.Items) != 2 || feed.Channel.Items[0].Title != "Judul baru" || feed.Channel.Items[1].Link != webtest.Base+"/berita/lama" {
		t.Errorf("items: %+v", feed.Channel.Items)
	}
	if got := readFeed(t, s, "/en/berita/umpan.xml"); got.Channel.Language != "en" || got.Channel.Items[1].Title != "An old one" {
		t.Errorf("in English: %+v", got.Channel)
	}
}

func TestFeedsNameWhatIsPublic(t *testing.T) {
	s := newShop(t)
	s.job("lama", row{"published_at": time.Now().AddDate(0, 0, -2), "verified_at": time.Now().AddDate(0, 0, -3)})
	s.job("baru", row{"title": "Las <b>kapal</b> & baja", "title_en": "Ship welder"})
	s.job("tutup", row{"closes_on": day(-1)})
	s.insert("courses", row{"event_id": s.event(app.Course, "jepang", nil), "trade": "Bahasa Jepang"})
	s.event(app.Course, "rancangan", row{"status": "draft"})
	jobs := readFeed(t, s, "/lowongan/umpan.xml").Channel
	if len(jobs.Items) != 2 || jobs.Items[0].Title != "Las <b>kapal</b> & baja – Osaka, Jepang" || jobs.Items[0].Link != webtest.Base+"/lowongan/baru" || jobs.Language != "id" {
		t.Errorf("jobs: %+v", jobs)
	}
	english := readFeed(t, s, "/en/lowongan/umpan.xml").Channel
	if len(english.Items) != 2 || english.Items[0].Title != "Ship welder – Osaka, Japan" || english.Items[0].Link != webtest.Base+"/en/lowongan/baru" || english.Language != "en" {
		t.Errorf("jobs in English: %+v", english)
	}
	s.job("busan", row{"country": "KR", "city": "Busan"})
	s.site.Kit.Pages.Clear()
	if korea := readFeed(t, s, "/lowongan/umpan.xml?negara=KR").Channel; len(korea.Items) != 1 || korea.Items[0].Link != webtest.Base+"/lowongan/busan" {
		t.Errorf("jobs in Korea: %+v", korea)
	}
	if got := s.get(t, "/lowongan?negara=KR&urut=gaji&hal=1", http.StatusOK).Doc.Find(`head link[type="application/rss+xml"]`).AttrOr("href", ""); got != "/lowongan/umpan.xml?negara=KR" {
		t.Errorf("the list of jobs in Korea is followed at %s", got)
	}
	if courses := readFeed(t, s, "/pelatihan/umpan.xml").Channel; len(courses.Items) != 1 || !strings.Contains(courses.Items[0].Description, "Gratis") {
		t.Errorf("courses: %+v", courses)
	}
	for _, kind := range []app.EventKind{app.JobFair, app.Outreach} {
		s.event(kind, "nanti-"+strings.ReplaceAll(string(kind), "_", "-"), row{"title": "Acara bersama", "title_en": "A joint event", "summary": "Gratis & terbuka"})
		s.event(kind, "lalu-"+strings.ReplaceAll(string(kind), "_", "-"), row{"starts_at": time.Now().AddDate(0, 0, -3), "ends_at": time.Now().AddDate(0, 0, -2)})
	}
	s.site.Kit.Pages.Clear()
	for path, want := range map[string]string{
		"/bursa-kerja/umpan.xml": "Acara bersama /bursa-kerja/nanti-job-fair", "/en/bursa-kerja/umpan.xml": "A joint event /en/bursa-kerja/nanti-job-fair",
		"/sosialisasi/umpan.xml": "Acara bersama /sosialisasi/nanti-outreach", "/en/sosialisasi/umpan.xml": "A joint event /en/sosialisasi/nanti-outreach",
	} {
		items := readFeed(t, s, path).Channel.Items
		if len(items) != 1 || items[0].Title+" "+strings.TrimPrefix(items[0].Link, webtest.Base) != want || !strings.Contains(items[0].Description, "<p>Gratis &amp; terbuka</p>") {
			t.Errorf("%s: %+v", path, items)
		}
	}
}

// readCalendar fetches a calendar and returns its entries by UID.
func readCalendar(t *testing.T, s *shop, path string) map[string]*ics.VEvent {
	t.Helper()
	res := s.client.Get(path)
	if res.Status != http.StatusOK || res.Header.Get("Content-Type") != "text/calendar; charset=utf-8" || res.Header.Get("Etag") == "" {
		t.Fatalf("%s: %d %v", path, res.Status, res.Header)
	}
	parsed, err := ics.ParseCalendar(strings.NewReader(string(res.Body)))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	entries := map[string]*ics.VEvent{}
	for _, e := range parsed.Events() {
		if entries[e.Id()] != nil || !strings.HasSuffix(e.Id(), "@gerbang.test") {
			t.Errorf("%s: UID %q", path, e.Id())
		}
		entries[e.Id()] = e
	}
	return entries
}

func word(e *ics.VEvent, name ics.ComponentProperty) string {
	if p := e.GetProperty(name); p != nil {
		return p.Value
	}
	return ""
}

func TestCalendars(t *testing.T) {
	s := newShop(t)
	from := app.Day(time.Now()).AddDate(0, 0, 10).Add(9 * time.Hour)
	fair := s.event(app.JobFair, "bursa", row{"starts_at": from, "ends_at": from.AddDate(0, 0, 1).Add(6 * time.Hour)})
	for i := range 4 { // two waves on each of two days
		at := from.AddDate(0, 0, i/2).Add(time.Duration(i%2) * time.Hour)
		s.insert("event_sessions", row{"event_id": fair, "kind": "entry", "capacity": 100, "starts_at": at, "ends_at": at.Add(50 * time.Minute)})
	}
	course := s.event(app.Course, "jepang", row{"starts_at": from, "ends_at": from.AddDate(0, 1, 0)})
	s.insert("courses", row{"event_id": course, "trade": "Bahasa Jepang"})
	for i := range 3 {
		at := from.AddDate(0, 0, i)
		s.insert("event_sessions", row{"event_id": course, "kind": "meeting", "title": "Bab satu", "starts_at": at, "ends_at": at.Add(4 * time.Hour)})
	}
	s.event(app.Outreach, "batal", row{"status": "cancelled", "cancelled_at": time.Now(), "starts_at": from, "ends_at": from.Add(2 * time.Hour)})
	s.event(app.Outreach, "lalu", row{"starts_at": time.Now().AddDate(0, 0, -3), "ends_at": time.Now().AddDate(0, 0, -2), "opens_at": time.Now().AddDate(0, 0, -9), "closes_at": time.Now().AddDate(0, 0, -4)})

	for path, want := range map[string]int{
		"/acara.ics": 2 + 3 + 1, "/acara.ics?jenis=bursa-kerja": 2, "/acara.ics?jenis=pelatihan": 3, "/en/acara.ics?jenis=sosialisasi": 1, "/acara.ics?jenis=lain": 6,
		"/bursa-kerja/bursa/kalender.ics": 2, "/pelatihan/jepang/kalender.ics": 2 + 3, "/sosialisasi/batal/kalender.ics": 1, "/en/sosialisasi/lalu/kalender.ics": 2,
	} {
		if got := readCalendar(t, s, path); len(got) != want {
			t.Errorf("%s: %d entries, want %d", path, len(got), want)
		}
	}
	for _, e := range readCalendar(t, s, "/sosialisasi/batal/kalender.ics") {
		if word(e, ics.ComponentPropertyStatus) != "CANCELLED" || word(e, ics.ComponentPropertySequence) == "0" {
			t.Errorf("cancelled: %s", e.Serialize(&ics.SerializationConfiguration{}))
		}
	}
	for _, e := range readCalendar(t, s, "/bursa-kerja/bursa/kalender.ics") {
		start, err := e.GetStartAt()
		if err != nil || start.In(app.Jakarta).Hour() != 9 || strings.Count(word(e, ics.ComponentPropertyDescription), "WIB") != 2 {
			t.Errorf("a day of the fair: %v %v %q", start, err, word(e, ics.ComponentPropertyDescription))
		}
	}
	if res := s.client.Get("/bursa-kerja/tidak-ada/kalender.ics"); res.Status != http.StatusNotFound {
		t.Errorf("unknown: %d", res.Status)
	}
	if _, err := s.sql.Exec(`UPDATE events SET title_en = 'A fair' WHERE id = $1`, fair); err != nil {
		t.Fatal(err)
	}
	for _, e := range readCalendar(t, s, "/en/bursa-kerja/bursa/kalender.ics") {
		if word(e, ics.ComponentPropertySummary) != "A fair" {
			t.Errorf("in English: %q", word(e, ics.ComponentPropertySummary))
		}
	}
	// An edit raises the sequence and keeps the UID, so that calendars replace the entry.
	before := readCalendar(t, s, "/pelatihan/jepang/kalender.ics")
	if _, err := s.sql.Exec(`UPDATE events SET title = 'Kaigo', updated_at = now() + interval '1 minute' WHERE id = $1`, course); err != nil {
		t.Fatal(err)
	}
	s.site.Kit.Pages.Clear()
	for uid, e := range readCalendar(t, s, "/pelatihan/jepang/kalender.ics") {
		old := before[uid]
		if old == nil || word(old, ics.ComponentPropertySequence) >= word(e, ics.ComponentPropertySequence) {
			t.Errorf("%s: sequence %s", uid, word(e, ics.ComponentPropertySequence))
		}
	}
}
