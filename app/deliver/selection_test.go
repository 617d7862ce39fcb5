package deliver_test

import (
	"strings"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

func TestStageLetters(t *testing.T) {
	for in, want := range map[bool]string{true: "lolos ke tahap Wawancara", false: "belum lolos ke tahap Wawancara"} {
		w := newWorld(t, true)
		w.id(`UPDATE events SET kind = 'course', approval = 'selection', capacity = 1 WHERE id = $1 RETURNING id`, w.fair)
		w.id(`INSERT INTO selections (event_id) VALUES ($1) RETURNING event_id`, w.fair)
		w.id(`INSERT INTO selection_components (event_id, position, round, name, weight) VALUES ($1, 1, 1, 'Tes', 1), ($1, 2, 2, 'Wawancara', 1) RETURNING id`, w.fair)
		w.id(`INSERT INTO selection_stages (event_id, round) VALUES ($1, 2) RETURNING round`, w.fair)
		id := w.registration(w.candidate("siti@example.test", "", "id"), app.Submitted)
		w.id(`INSERT INTO selection_checks (registration_id, event_id, eligible) VALUES ($1, $2, true) RETURNING event_id`, id, w.fair)
		if in {
			w.id(`INSERT INTO selection_advances (registration_id, event_id, round) VALUES ($1, $2, 2) RETURNING round`, id, w.fair)
		}
		if err := w.do(w.task(postgres.WorkSelection, postgres.SelectionWork{RegistrationID: id, Step: postgres.AboutStage})); err != nil {
			t.Fatal(err)
		}
		if got := w.mails.all(); len(got) != 1 || !strings.Contains(got[0].text, want) || strings.Contains(got[0].text, "⟦") {
			t.Errorf("let in %v: %+v", in, got)
		}
	}
}

func TestResultLetters(t *testing.T) {
	until := time.Date(2026, 11, 29, 0, 0, 0, 0, app.Jakarta)
	for _, tc := range []struct {
		name, locale string
		status       app.RegistrationStatus
		answered     bool
		has, hasNot  []string
	}{
		{"accepted", "id", app.Accepted, false, []string{"Konfirmasi sebelum", "28 Nov", "23.59"}, []string{"cadangan"}},
		{"accepted in English", "en", app.Accepted, false, []string{"Confirm", "28 Nov", "23:59"}, nil},
		{"confirmed before the letter was written", "id", app.Accepted, true, []string{"Anda diterima"}, []string{"Konfirmasi"}},
		{"reserve", "id", app.Reserve, false, []string{"Nomor urut cadangan: 4"}, []string{"Konfirmasi"}},
		{"not selected", "id", app.Rejected, false, []string{"belum lolos"}, []string{"cadangan", "Konfirmasi"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t, true)
			w.id(`UPDATE events SET kind = 'course', approval = 'selection', capacity = 1 WHERE id = $1 RETURNING id`, w.fair)
			w.id(`INSERT INTO selections (event_id, published_at) VALUES ($1, now()) RETURNING event_id`, w.fair)
			id := w.registration(w.candidate("siti@example.test", "", tc.locale), tc.status)
			w.id(`INSERT INTO selection_results (registration_id, event_id, outcome, why, seats, reserve_no)
				VALUES ($1, $2, $3::text, 'ranked', 1, CASE $3::text WHEN 'reserve' THEN 4 END) RETURNING event_id`, id, w.fair, string(tc.status))
			if tc.status == app.Accepted {
				w.id(`INSERT INTO selection_seats (registration_id, event_id, given_at, confirm_until, confirmed_at)
					VALUES ($1, $2, now(), $3, CASE WHEN $4 THEN now() END) RETURNING event_id`, id, w.fair, until, tc.answered)
			}
			if err := w.do(w.task(postgres.WorkRegistration, postgres.RegistrationWork{RegistrationID: id, Message: app.MessageResult})); err != nil {
				t.Fatal(err)
			}
			got := w.mails.all()
			if len(got) != 1 {
				t.Fatalf("mails %+v", got)
			}
			for _, s := range tc.has {
				if !strings.Contains(got[0].text, s) {
					t.Errorf("no %q in:\n%s", s, got[0].text)
				}
			}
			for _, s := range tc.hasNot {
				if strings.Contains(got[0].text, s) {
					t.Errorf("%q in:\n%s", s, got[0].text)
				}
			}
		})
	}
}
