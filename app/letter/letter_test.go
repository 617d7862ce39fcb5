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
				Documents: []app.EventDocument{
					{DocumentKind: app.DocumentKind{Code: "cv", NameID: "Daftar riwayat hidup (CV)", NameEN: "Curriculum vitae"}, Required: true, Note: strings.Repeat("lembar ", 28)},
					{DocumentKind: app.DocumentKind{Code: "skck", NameID: "Surat keterangan catatan kepolisian (SKCK)", NameEN: "Police record"}, Required: true},
				},
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
	f.Session = &app.Session{Title: "Gelombang 1", TitleEN: "Wave 1", StartsAt: day, EndsAt: day.Add(time.Hour)}
	for tag, want := range map[string]string{"id": "Gelombang 1", "en": "Wave 1"} {
		if v := letter.Values(bundle.Locale(tag), "https://x", "", f); v[app.PlaceSession] != want {
			t.Errorf("%s: session %q", tag, v[app.PlaceSession])
		}
	}
	f.Session = nil
	f.Event.EndsAt = day.AddDate(0, 0, 3)
	if v := letter.Values(bundle.Locale("id"), "https://x", "", f); v[app.PlaceDate] != "Sabtu, 12 Desember 2026 – Selasa, 15 Desember 2026" || v[app.PlaceClock] != "09.00\u00a0WIB" {
		t.Errorf("values %v", v)
	}
}

func TestLettersSayWhatToBring(t *testing.T) {
	bundle, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	kind := func(code, id, en string) app.DocumentKind {
		return app.DocumentKind{Code: code, NameID: id, NameEN: en}
	}
	cv := app.EventDocument{DocumentKind: kind("cv", "CV", "CV"), Required: true, Note: "3 lembar", NoteEN: "3 copies"}
	passport := app.EventDocument{DocumentKind: kind("paspor", "Paspor", "Passport")}
	uploaded := app.EventDocument{DocumentKind: kind("ijazah", "Ijazah", "Certificate"), UploadAsked: true, Required: true}
	card := app.EventDocument{DocumentKind: kind("ktp", "KTP", "KTP"), Required: true, Note: "asli dan fotokopi"}
	long := cv
	long.Note, long.NoteEN = strings.Repeat("sangat ", 40)+"rapi", ""
	for name, tc := range map[string]struct {
		documents []app.EventDocument
		id, en    string
	}{
		"nothing but the KTP":  {nil, "KTP asli", "Your KTP, the card itself"},
		"what is not uploaded": {[]app.EventDocument{cv, uploaded, passport}, "KTP asli; CV: 3 lembar; Paspor (opsional)", "Your KTP, the card itself; CV: 3 copies; Passport (optional)"},
		"the KTP with a note":  {[]app.EventDocument{card, cv}, "KTP: asli dan fotokopi; CV: 3 lembar", "KTP: asli dan fotokopi; CV: 3 copies"},
		"too long for notes":   {[]app.EventDocument{long, passport}, "KTP asli; CV; Paspor (opsional)", "Your KTP, the card itself; CV; Passport (optional)"},
	} {
		for tag, want := range map[string]string{"id": tc.id, "en": tc.en} {
			l := bundle.Locale(tag)
			values := letter.Values(l, "https://x", app.LetterConfirmed, &letter.Facts{Name: "Siti", Documents: tc.documents})
			if got := values[app.PlacePapers]; got != want {
				t.Errorf("%s, %s: %q, want %q", name, tag, got, want)
			}
			if _, body := letter.Default(l, app.LetterConfirmed).Fill(values); !strings.Contains(body, want) {
				t.Errorf("%s, %s: not in the letter:\n%s", name, tag, body)
			}
		}
	}
}
