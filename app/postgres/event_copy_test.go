package postgres_test

import (
	"errors"
	"testing"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

func TestACopyHasAllThatItsEventAsks(t *testing.T) {
	w := newRegisterWorld(t)
	event, _ := w.event(app.Instant, 0, 5, 5)
	panitia := w.organizer(event)
	been := w.ask(panitia, app.Question{EventID: event, Kind: app.YesNoQuestion, Label: "Pernah ke luar negeri?", LabelEN: "Been abroad?", Required: true})
	gone := w.ask(panitia, app.Question{EventID: event, Kind: app.YesNoQuestion, Label: "Dihapus lagi"})
	w.ask(panitia, app.Question{EventID: event, Kind: app.ChoiceQuestion, Label: "Ke mana?", Required: true, Choices: choices("Jepang", "Korea"), ShownIf: been.ID, ShownValue: app.Yes})
	w.exec(`UPDATE event_questions SET retired_at = now() WHERE id = $1`, gone.ID)
	w.exec(`INSERT INTO event_documents (event_id, document, upload, required, note, position) VALUES ($1, 'ktp', true, true, 'asli', 1), ($1, 'skck', false, false, '', 2)`, event)
	w.exec(`UPDATE event_sessions SET title = 'Pagi', title_en = 'Morning' WHERE event_id = $1`, event)
	w.exec(`INSERT INTO gates (event_id, name) VALUES ($1, 'Pintu A')`, event)
	w.exec(`INSERT INTO event_eligibility (event_id, age_min, age_max, age_reason) VALUES ($1, 18, 35, 'Aturan negara tujuan')`, event)
	w.exec(`UPDATE events SET cancel_until = starts_at - interval '2 days', change_until = starts_at - interval '1 day', offer_minutes = 60,
		reconfirm_from = starts_at - interval '5 days', reconfirm_until = starts_at - interval '3 days', clearing_minutes = 10, guardian_consent = false WHERE id = $1`, event)
	if err := w.db.SaveTemplate(t.Context(), panitia, event, postgres.TemplateEdit{Letter: app.LetterConfirmed, Texts: map[string]*app.Template{
		"id": {Subject: "Sampai jumpa di {acara}", Body: "Halo {nama}"},
	}}); err != nil {
		t.Fatal(err)
	}

	first := app.Day(beforeFair).AddDate(0, 0, 11+30)
	slug, err := w.db.DuplicateEvent(t.Context(), panitia, event, first, "Bursa Kerja Berikutnya")
	if err != nil {
		t.Fatal(err)
	}
	copied := w.number(`SELECT id FROM events WHERE slug = $1 AND status = 'draft' AND title = 'Bursa Kerja Berikutnya'`, slug)
	for query, want := range map[string]int64{
		`SELECT count(*) FROM events a, events b WHERE a.id = $1 AND b.id = $2 AND b.starts_at = a.starts_at + interval '30 days' AND b.ends_at = a.ends_at + interval '30 days'
			AND b.opens_at = a.opens_at + interval '30 days' AND b.cancel_until = a.cancel_until + interval '30 days' AND b.change_until = a.change_until + interval '30 days'
			AND b.reconfirm_from = a.reconfirm_from + interval '30 days' AND b.reconfirm_until = a.reconfirm_until + interval '30 days'
			AND (b.offer_minutes, b.clearing_minutes, b.guardian_consent) = (a.offer_minutes, a.clearing_minutes, a.guardian_consent)`: 1,
		`SELECT count(*) FROM event_sessions a JOIN event_sessions b ON b.event_id = $2 AND b.starts_at = a.starts_at + interval '30 days' AND (b.title, b.title_en, b.capacity) = (a.title, a.title_en, a.capacity) WHERE a.event_id = $1`: 2,
		`SELECT count(*) FROM event_eligibility a JOIN event_eligibility b ON b.event_id = $2 AND (b.age_min, b.age_max, b.age_reason) = (a.age_min, a.age_max, a.age_reason) WHERE a.event_id = $1`:                                        1,
		`SELECT count(*) FROM event_documents a JOIN event_documents b USING (document, upload, required, note, position) WHERE a.event_id = $1 AND b.event_id = $2`:                                                                        2,
		`SELECT count(*) FROM gates a JOIN gates b USING (name) WHERE a.event_id = $1 AND b.event_id = $2`:                                                                                                                                  1,
		`SELECT count(*) FROM message_templates a JOIN message_templates b USING (kind, locale, subject, body) WHERE a.event_id = $1 AND b.event_id = $2`:                                                                                   1,
		`SELECT count(*) FROM event_questions b WHERE b.event_id = $2 AND $1 > 0`:                                                                                                                                                           2,
		`SELECT count(*) FROM event_questions q JOIN event_questions other ON other.id = q.shown_if AND other.event_id = $2 AND other.label_en = 'Been abroad?'
			WHERE q.event_id = $2 AND q.shown_value = 'yes' AND $1 > 0`: 1,
		`SELECT count(*) FROM event_question_choices c JOIN event_questions q ON q.id = c.question_id WHERE q.event_id = $2 AND q.label = 'Ke mana?' AND $1 > 0`: 2,
		`SELECT count(*) FROM registrations WHERE event_id = $2 AND $1 > 0`:                                                                                      0,
	} {
		if got := w.number(query, event, copied); got != want {
			t.Errorf("%d, want %d: %s", got, want, query)
		}
	}

	if _, err := w.db.DuplicateEvent(t.Context(), w.organizer(copied), event, first, ""); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("by an organizer of another event: %v", err)
	}
}

// A copy asks its questions from the start: answering them is enough to register.
func TestACopyTakesRegistrations(t *testing.T) {
	w := newRegisterWorld(t)
	event, _ := w.event(app.Instant, 3)
	panitia := w.organizer(event)
	w.ask(panitia, app.Question{EventID: event, Kind: app.YesNoQuestion, Label: "Pernah ke luar negeri?", Required: true})
	slug, err := w.db.DuplicateEvent(t.Context(), panitia, event, app.Day(beforeFair).AddDate(0, 0, 20), "Berikutnya")
	if err != nil {
		t.Fatal(err)
	}
	copied := w.number(`UPDATE events SET status = 'published', opens_at = $2 WHERE slug = $1 RETURNING id`, slug, beforeFair.Add(-time.Hour))
	question := w.number(`SELECT id FROM event_questions WHERE event_id = $1`, copied)
	me := w.people(1)[0]
	if _, err := w.db.RegisterDraft(t.Context(), me, app.JobFair, slug, true); !errors.Is(err, app.ErrAnswersMissing) {
		t.Errorf("without answers: %v", err)
	}
	if done, err := w.db.SaveAnswers(t.Context(), me, copied, app.Answers{question: {Values: []string{app.No}}}); err != nil || !done {
		t.Fatalf("answers: complete %v, %v", done, err)
	}
	if _, err := w.db.RegisterDraft(t.Context(), me, app.JobFair, slug, true); err != nil {
		t.Errorf("with answers: %v", err)
	}
}
