package calendar_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"

	"gerbang/app"
	"gerbang/app/calendar"
)

func fair() calendar.Entry {
	return calendar.Entry{
		UID:         "17@gerbang.example",
		Summary:     "Bursa Kerja; sesi 1, Jepang 🎫",
		Description: "Bawa KTP, \\ dan ijazah.\nPintu 2; lantai 1.\r\nKode: K7QP-2M4X\r" + strings.Repeat("介護🎫", 40),
		Location:    "Balai Kota, Jl. Prapanca Raya No. 9",
		URL:         "https://gerbang.example/t/abc?x=1,2;3&y=z",
		Start:       time.Date(2026, 12, 12, 9, 0, 0, 0, app.Jakarta),
		End:         time.Date(2026, 12, 12, 9, 50, 0, 0, app.Jakarta),
		Alarm:       2 * time.Hour,
		Stamp:       time.Date(2026, 11, 23, 20, 0, 0, 0, app.Jakarta),
	}
}

func parse(t testing.TB, file []byte) *ics.VEvent {
	t.Helper()
	parsed, err := ics.ParseCalendar(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	events := parsed.Events()
	if len(events) != 1 {
		t.Fatalf("%d events", len(events))
	}
	return events[0]
}

func property(event *ics.VEvent, name ics.ComponentProperty) string {
	if p := event.GetProperty(name); p != nil {
		return p.Value
	}
	return ""
}

// lines checks the shape of the file and returns its unfolded lines.
func lines(t testing.TB, file []byte) []string {
	t.Helper()
	s := string(file)
	if !strings.HasSuffix(s, "\r\n") || strings.Contains(strings.ReplaceAll(s, "\r\n", ""), "\n") ||
		strings.Contains(strings.ReplaceAll(s, "\r\n", ""), "\r") {
		t.Error("a line does not end in CRLF")
	}
	for _, line := range strings.Split(s, "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			t.Errorf("line of %d bytes: %q", len(line), line)
		}
	}
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(s, "\r\n ", ""), "\r\n"), "\r\n")
}

func TestCalendarLines(t *testing.T) {
	a := fair()
	a.Description = "Bawa KTP, \\ dan ijazah.\r\nPintu 2; lantai 1."
	want := []string{
		"BEGIN:VCALENDAR",
		"VERSION:2.0",
		"PRODID:-//Gerbang//Gerbang//ID",
		"BEGIN:VEVENT",
		"UID:17@gerbang.example",
		"DTSTAMP:20261123T130000Z",
		"LAST-MODIFIED:20261123T130000Z",
		"DTSTART:20261212T020000Z",
		"DTEND:20261212T025000Z",
		`SUMMARY:Bursa Kerja\; sesi 1\, Jepang 🎫`,
		`DESCRIPTION:Bawa KTP\, \\ dan ijazah.\nPintu 2\; lantai 1.`,
		`LOCATION:Balai Kota\, Jl. Prapanca Raya No. 9`,
		"URL:https://gerbang.example/t/abc?x=1,2;3&y=z",
		"STATUS:CONFIRMED",
		"SEQUENCE:0",
		"BEGIN:VALARM",
		"ACTION:DISPLAY",
		"TRIGGER:-PT120M",
		`DESCRIPTION:Bursa Kerja\; sesi 1\, Jepang 🎫`,
		"END:VALARM",
		"END:VEVENT",
		"END:VCALENDAR",
	}
	if got := lines(t, calendar.File(a)); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestCalendarIsReadBack(t *testing.T) {
	a := fair()
	file := calendar.File(a)
	lines(t, file)
	event := parse(t, file)
	description := strings.ReplaceAll(strings.ReplaceAll(a.Description, "\r\n", "\n"), "\r", "\n")
	for name, want := range map[ics.ComponentProperty]string{
		ics.ComponentPropertyUniqueId:    a.UID,
		ics.ComponentPropertySummary:     a.Summary,
		ics.ComponentPropertyDescription: description,
		ics.ComponentPropertyLocation:    a.Location,
		ics.ComponentPropertyUrl:         a.URL,
	} {
		if got := property(event, name); got != want {
			t.Errorf("%s came back as %q, want %q", name, got, want)
		}
	}
	start, err := event.GetStartAt()
	if err != nil || !start.Equal(a.Start) {
		t.Errorf("start %v, %v", start, err)
	}
	end, err := event.GetEndAt()
	if err != nil || !end.Equal(a.End) {
		t.Errorf("end %v, %v", end, err)
	}
}

func TestCancelledAppointment(t *testing.T) {
	a := fair()
	a.Cancelled = true
	event := parse(t, calendar.File(a))
	if got := property(event, ics.ComponentPropertyStatus); got != "CANCELLED" {
		t.Errorf("status %q", got)
	}
	if got := property(event, ics.ComponentPropertySequence); got != "1" {
		t.Errorf("sequence %q: the entry would not replace the earlier one", got)
	}
	if len(event.Alarms()) != 0 {
		t.Error("a cancelled appointment still reminds")
	}
}

func TestOptionalParts(t *testing.T) {
	a := fair()
	a.Description, a.Location, a.Alarm, a.End = "", "", 0, a.Start
	file := string(calendar.File(a))
	for _, name := range []string{"DESCRIPTION", "LOCATION", "VALARM", "DTEND"} {
		if strings.Contains(file, name) {
			t.Errorf("%s is there:\n%s", name, file)
		}
	}
	for _, link := range []string{"", "javascript:alert(1)", "/t/abc", "https://", "https://a.example/\r\nATTENDEE:x", "mailto:a@b.example"} {
		a.URL = link
		if file := string(calendar.File(a)); strings.Contains(file, "URL") || strings.Contains(file, "ATTENDEE") {
			t.Errorf("the address %q was written:\n%s", link, file)
		}
	}
}

func TestFeed(t *testing.T) {
	whole := calendar.Entry{UID: "9@gerbang.example", Summary: "Hari terakhir mendaftar", AllDay: true, Sequence: 7,
		Start: time.Date(2026, 12, 12, 23, 0, 0, 0, app.Jakarta), Stamp: fair().Stamp}
	feed := calendar.Feed{Name: "Acara, semua", Description: "Bursa kerja", Refresh: 6 * time.Hour}
	got := strings.Join(lines(t, feed.Write([]calendar.Entry{fair(), whole})), "\n")
	for _, want := range []string{
		"METHOD:PUBLISH", `X-WR-CALNAME:Acara\, semua`, "X-WR-TIMEZONE:Asia/Jakarta", "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
		"DTSTART;VALUE=DATE:20261212\nDTEND;VALUE=DATE:20261213", "SEQUENCE:7", "UID:17@gerbang.example",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the feed lacks %q:\n%s", want, got)
		}
	}
}

func FuzzCalendar(f *testing.F) {
	for _, s := range []string{"", "a,b;c\\n", "\r\nBEGIN:VALARM", "\n", "\r", "\x00\x7f", strings.Repeat("\xff", 90), strings.Repeat("🎫", 30), strings.Repeat(" ", 200), strings.Repeat("<>", 100)} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, summary, link string) {
		a := fair()
		a.Summary, a.Description, a.Location, a.URL = summary, summary, summary, link
		file := calendar.File(a)
		begins := 0
		for _, line := range lines(t, file) {
			if strings.HasPrefix(line, "BEGIN:") {
				begins++
			}
		}
		if begins != 3 {
			t.Errorf("%d parts begin in\n%s", begins, file)
		}
		parse(t, file)
	})
}
