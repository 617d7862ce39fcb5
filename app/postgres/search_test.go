package postgres_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/find"
)

// searched tells what a text finds as "kind slug", by kind; "!" marks jobs
// that hold it in their title.
func (s *shelf) searched(text string, exact bool) (string, *find.Found) {
	s.t.Helper()
	f, err := s.db.Search(s.t.Context(), text, exact)
	if err != nil {
		s.t.Fatalf("%q: %v", text, err)
	}
	var out []string
	for kind, m := range f.Of {
		table := map[find.Kind]string{find.JobKind: "jobs", find.AgencyKind: "agencies"}[kind]
		if table == "" {
			table = "events"
		}
		for _, id := range m.IDs {
			var slug string
			if err := s.sql.QueryRow(`SELECT slug FROM `+table+` WHERE id = $1`, id).Scan(&slug); err != nil {
				s.t.Fatalf("%s %d: %v", kind, id, err)
			}
			if slices.Contains(m.Title, id) {
				slug += "!"
			}
			out = append(out, slug)
		}
	}
	slices.Sort(out)
	return strings.Join(out, " "), f
}

func TestSearch(t *testing.T) {
	s := newShelf(t)
	s.job("kaigo", row{"title": "Kaigo panti jompo", "title_en": "Elderly caregiver", "sector": "perawatan-lansia", "description": "Tinggal di **asrama** dekat stasiun."})
	s.job("rumah-sakit", row{"title": "Perawat rumah sakit", "country": "DE", "city": "Hamburg", "employer": "Klinikum Nord"})
	s.job("kapal", row{"title": "Juru las kapal", "sector": "perkapalan", "country": "KR", "city": "Ulsan", "language_test": "EPS-TOPIK", "language_level": ""})
	s.job("pabrik", row{"title": "Operator mesin", "title_en": "Machine operators", "sector": "manufaktur", "country": "TW", "city": "Taipei"})
	s.job("rancangan", row{"title": "Perawat rahasia", "status": "draft"})
	course := s.event(app.Course, "bahasa-jepang", row{"title": "Bahasa Jepang dasar"})
	s.insert("courses", row{"event_id": course, "trade": "Bahasa Jepang", "language_test": "JLPT", "language_level": "N5"})
	weld := s.event(app.Course, "pengelasan", row{"title": "Pengelasan dasar SMAW"})
	s.insert("courses", row{"event_id": weld, "trade": "Las listrik"})
	s.event(app.JobFair, "bursa", row{"title": "Bursa kerja Tebet", "title_en": "Tebet fair for migrants", "description": "Bertemu dua puluh perusahaan"})
	s.event(app.Outreach, "sosialisasi", row{"title": "Bekerja aman di Korea"})

	tests := []struct{ text, want, instead string }{
		// Stems.
		{"perawatan", "kaigo! rumah-sakit!", ""},
		{"machine", "pabrik!", ""},
		{"operators machines", "pabrik!", ""},
		{"bertemu perusahaan", "bursa", ""},
		{"asrama", "kaigo", ""},
		{"pengelasan", "kapal! pengelasan!", ""},
		// Synonyms, of one word and of several, in both directions.
		{"perawat lansia", "kaigo!", ""},
		{"caregiver", "kaigo!", ""},
		{"lowongan kerja kaigo di jepang", "kaigo", ""},
		{"nurse germany", "rumah-sakit", ""},
		{"korea", "kapal sosialisasi!", ""},
		{"South Korea", "kapal sosialisasi!", ""},
		{"pabrik", "pabrik!", ""},
		{"nihongo dasar", "bahasa-jepang!", ""},
		// Names: cities, employers, agencies, tests.
		{"ulsan", "kapal", ""},
		{"klinikum", "rumah-sakit", ""},
		{"bahtera karya kapal", "kapal", ""},
		{"EPS-TOPIK", "kapal", ""},
		{"n5", "bahasa-jepang", ""},
		{"tebet", "bursa!", ""},
		{"fairs migrant", "bursa!", ""},
		// The beginning of a word.
		{"hambu", "rumah-sakit", ""},
		{"las uls", "kapal", ""},
		// Typing errors.
		{"perwat hamburg", "rumah-sakit", "perawat hamburg"},
		{"jpang kaigo", "kaigo", "jepang kaigo"},
		{"caregivre", "kaigo!", "caregiver"},
		{"hmaburg", "rumah-sakit", "hamburg"},
		// Nothing.
		{"astronaut", "", ""},
	}
	for _, tt := range tests {
		if got, f := s.searched(tt.text, false); got != tt.want || f.Instead != tt.instead {
			t.Errorf("%q found %q instead %q, want %q %q", tt.text, got, f.Instead, tt.want, tt.instead)
		}
	}
	if got, f := s.searched("perwat", true); got != "" || f.Instead != "" {
		t.Errorf("taken exactly: %q", got)
	}
	if got, _ := s.searched("bahtera", false); !strings.Contains(got, "pt-bahtera!") {
		t.Errorf("the agency itself is not found: %q", got)
	}
}

// What changes is found, or no longer found, from the next search on, on
// every replica.
func TestSearchFollowsChanges(t *testing.T) {
	s := newShelf(t)
	id := s.job("kaigo", row{"title": "Kaigo"})
	event := s.event(app.Outreach, "sosialisasi", row{"title": "Bekerja aman"})
	expect := func(text, want string) {
		t.Helper()
		if got, _ := s.searched(text, true); got != want {
			t.Errorf("%q found %q, want %q", text, got, want)
		}
	}
	expect("kaigo", "kaigo!")
	expect("barista", "")
	s.exec(`UPDATE jobs SET title = 'Barista' WHERE id = $1`, id)
	expect("barista", "kaigo!")
	expect("kaigo", "")
	s.exec(`UPDATE agencies SET name = 'PT Samudra' WHERE id = $1`, s.agency)
	expect("samudra barista", "kaigo")
	expect("bahtera barista", "")
	s.exec(`UPDATE countries SET name_en = 'Nippon Koku' WHERE iso2 = 'JP'`)
	expect("koku", "kaigo")
	s.exec(`UPDATE sectors SET name_id = 'Perhiasan' WHERE code = 'keperawatan'`)
	expect("perhiasan", "kaigo!")
	s.exec(`UPDATE events SET title = 'Migrasi aman' WHERE id = $1`, event)
	expect("migrasi", "sosialisasi!")
	expect("kopi", "kaigo!")
	s.exec(`UPDATE synonyms SET active = false WHERE code = 'barista'`)
	expect("kopi", "")
	s.exec(`INSERT INTO synonyms (terms) VALUES ('{"juru seduh",barista}')`)
	expect("Juru  Seduh", "kaigo!")
	s.exec(`INSERT INTO stop_words (word) VALUES ('enak')`)
	expect("barista enak", "kaigo!")

	// A transaction that began before the last search and commits after it.
	tx, err := s.sql.BeginTx(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if _, err := tx.Exec(`UPDATE jobs SET title = 'Nakhoda' WHERE id = $1`, id); err != nil {
		t.Fatal(err)
	}
	s.job("lain", row{"title": "Penyelam"})
	expect("nakhoda", "")
	expect("penyelam", "lain!")
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	expect("nakhoda", "kaigo!")
}

func TestSearchTakesAnyText(t *testing.T) {
	s := newShelf(t)
	s.job("kaigo", nil)
	for _, text := range []string{
		"", " ", "'", `"`, `\`, ":*", "kaigo:*", "a & b | !c", "<->", "(((", "perawat'); DROP TABLE jobs; --", "🙂👩‍⚕️", "%_", "\x00", "\xff\xfe", "x\x00y",
		strings.Repeat("perawat ", 1250), strings.Repeat("z", 10_000), strings.Repeat("é", 5_000), "١٢٣", "日本語", "ＡＢＣ", "\u202eabc", "1e400 -5 3.14 a@b.c http://x.y/z", "İıǅ",
	} {
		if _, err := s.db.Search(t.Context(), text, false); err != nil {
			t.Errorf("%.40q: %v", text, err)
		}
	}
}

// Many publish while many search: nothing that was published before a search
// began is missing from it.
func TestSearchWhileWriting(t *testing.T) {
	s := newShelf(t)
	done := make(chan error, 4)
	for w := range 4 {
		go func() {
			for i := range 10 {
				title := fmt.Sprintf("kata%dx%d", w, i)
				if _, err := s.sql.Exec(`INSERT INTO jobs (slug, agency_id, title, sector, country, scheme, currency, quota_either, permit_quota, permit_left, sip2mi,
					permit_until, status, closes_on, published_at, verified_at)
					VALUES ($1, $2, $1, 'keperawatan', 'JP', 'ssw', 'JPY', 1, 1, 1, 'S', $3, 'published', $3, now(), now())`, title, s.agency, s.day(9)); err != nil {
					done <- err
					return
				}
				f, err := s.db.Search(context.Background(), title, true)
				if err == nil && len(f.Matches(find.JobKind).IDs) != 1 {
					err = fmt.Errorf("%s is found %d times", title, len(f.Matches(find.JobKind).IDs))
				}
				if err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range 4 {
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
		case <-time.After(time.Minute):
			t.Fatal("stuck")
		}
	}
}
