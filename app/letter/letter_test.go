package letter_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/letter"
)

func TestEveryLetterComesWithATextInBothLanguages(t *testing.T) {
	bundle, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 12, 12, 9, 0, 0, 0, app.Jakarta)
	deadline := day.AddDate(0, 0, -2)
	for _, tag := range []string{"id", "en"} {
		l := bundle.Locale(tag)
		for _, p := range app.Placeholders() {
			if !l.Has("letter.placeholder." + string(p)) {
				t.Errorf("%s: {%s} is not explained", tag, p)
			}
		}
		for _, kind := range app.Letters() {
			for _, part := range []string{"name", "when", "subject", "body"} {
				if !l.Has("letter." + string(kind) + "." + part) {
					t.Fatalf("%s: %s has no %s", tag, kind, part)
				}
			}
			text := letter.Default(l, kind)
			if errs := text.Check(""); len(errs) > 0 || text != text.Clean() {
				t.Errorf("%s %s: %v", tag, kind, errs)
			}
			f := &letter.Facts{
				Registration: app.Registration{ID: 7, Status: app.Confirmed, OfferUntil: &deadline, DecisionReason: "kuota", CancelReason: app.EndNotReconfirmed},
				Event:        app.Event{Kind: app.Course, Slug: "las", Title: "Pelatihan Las", Venue: "PPKD", Address: "Jl. Raya 1", StartsAt: day, EndsAt: day.Add(6 * time.Hour), CancelReason: "banjir"},
				Session:      &app.Session{Title: "Gelombang 1", Place: "Aula", StartsAt: day, EndsAt: day.Add(50 * time.Minute)},
				Name:         "Siti Aminah", Code: "K7QP2M4XK7QP2M4X", Position: 12,
			}
			subject, body := text.Fill(letter.Values(l, "https://gerbang.test", kind, f))
			if subject == "" || !strings.Contains(body, "Siti Aminah") || strings.ContainsAny(subject+body, "{}⟦") {
				t.Errorf("%s %s:\n%s\n%s", tag, kind, subject, body)
			}
			if chat := letter.WhatsApp(l, body, ""); utf8.RuneCountInString(subject+chat) > 1024 || strings.Contains(chat, "\n") {
				t.Errorf("%s %s is too long for WhatsApp: %d characters", tag, kind, utf8.RuneCountInString(subject+chat))
			}
		}
	}
}

func TestWhatIsTrueOfARegistration(t *testing.T) {
	bundle, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 12, 12, 9, 0, 0, 0, app.Jakarta)
	f := &letter.Facts{Event: app.Event{Slug: "tebet", Title: "Bursa", TitleEN: "Fair", Venue: "GOR", Address: "GOR", StartsAt: day, EndsAt: app.Day(day).AddDate(0, 0, 1)}}
	id := letter.Values(bundle.Locale("id"), "https://x", "", f)
	if id[app.PlaceEvent] != "Bursa" || id[app.PlaceVenue] != "GOR" || id[app.PlaceDate] != "Sabtu, 12 Desember 2026" || id[app.PlaceTicket] != "" {
		t.Errorf("values %v", id)
	}
	if en := letter.Values(bundle.Locale("en"), "https://x", "", f); en[app.PlaceEvent] != "Fair" || en[app.PlacePage] != "https://x/en/bursa-kerja/tebet" {
		t.Errorf("values %v", en)
	}
	f.Event.EndsAt = day.AddDate(0, 0, 3)
	if v := letter.Values(bundle.Locale("id"), "https://x", "", f); v[app.PlaceDate] != "Sabtu, 12 Desember 2026 – Selasa, 15 Desember 2026" || v[app.PlaceClock] != "09.00 WIB" {
		t.Errorf("values %v", v)
	}
}
