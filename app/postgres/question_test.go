package postgres_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"gerbang/app"
	"gerbang/app/postgres"
)

// organizer makes somebody who may edit the event, or every event for 0.
func (w *registerWorld) organizer(event int64) *app.Actor {
	w.t.Helper()
	id := w.number(`INSERT INTO accounts (name, email) VALUES ('Panitia', 'panitia.' || gen_random_uuid() || '@example.id') RETURNING id`)
	return &app.Actor{AccountID: id, Name: "Panitia", Grants: []app.Grant{{Role: app.RolePanitia, EventID: event}}}
}

func (w *registerWorld) ask(actor *app.Actor, q app.Question) app.Question {
	w.t.Helper()
	saved, err := w.db.SaveQuestion(w.t.Context(), actor, q, "")
	if err != nil {
		w.t.Fatalf("question %q: %v", q.Label, err)
	}
	return saved
}

func choices(labels ...string) []app.Choice { return app.NameChoices(nil, labels, nil) }

func TestQuestionsAreKeptWithRegistrations(t *testing.T) {
	w := newRegisterWorld(t)
	event, _ := w.event(app.Instant, 3)
	panitia := w.organizer(event)
	been := w.ask(panitia, app.Question{EventID: event, Kind: app.YesNoQuestion, Label: "Pernah ke luar negeri?", Required: true})
	where := w.ask(panitia, app.Question{EventID: event, Kind: app.ChoiceQuestion, Label: "Ke mana?", Required: true, Choices: choices("Jepang", "Korea"), ShownIf: been.ID, ShownValue: app.Yes})
	photo := w.ask(panitia, app.Question{EventID: event, Kind: app.FileQuestion, Label: "Foto visa"})
	me, other := w.people(2)[0], w.people(1)[0]
	slug := w.slug(event)
	register := func() error {
		_, err := w.db.RegisterDraft(t.Context(), me, app.JobFair, slug, true)
		return err
	}

	if err := register(); !errors.Is(err, app.ErrAnswersMissing) {
		t.Errorf("without answers: %v", err)
	}
	if done, err := w.db.SaveAnswers(t.Context(), me, event, app.Answers{been.ID: {Values: []string{app.Yes}}}); err != nil || done {
		t.Errorf("half the answers: complete %v, %v", done, err)
	}
	if err := register(); !errors.Is(err, app.ErrAnswersMissing) {
		t.Errorf("with half the answers: %v", err)
	}
	file, err := w.db.SaveAnswerFile(t.Context(), me, event, photo.ID, postgres.File{ContentType: "image/jpeg", Name: "visa.jpg", Body: []byte("x")})
	if err != nil {
		t.Fatal(err)
	}
	second, err := w.db.SaveAnswerFile(t.Context(), me, event, photo.ID, postgres.File{ContentType: "image/jpeg", Name: "visa2.jpg", Body: []byte("y"), Public: true})
	if err != nil || w.number(`SELECT count(*) FROM files WHERE id = $1`, file) != 0 || w.number(`SELECT count(*) FROM files WHERE NOT sealed`) != 0 {
		t.Errorf("the file that was replaced is still there, or the new one not sealed: %v", err)
	}
	if _, err := w.db.SaveAnswerFile(t.Context(), me, event, been.ID, postgres.File{ContentType: "image/jpeg", Body: []byte("x")}); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("a file for a question of another kind: %v", err)
	}
	answers := app.Answers{been.ID: {Values: []string{app.Yes}}, where.ID: {Values: []string{"jepang"}}, photo.ID: {FileID: second}}
	for range 2 { // repeating it changes nothing
		if done, err := w.db.SaveAnswers(t.Context(), me, event, answers); err != nil || !done {
			t.Errorf("all answers: complete %v, %v", done, err)
		}
	}
	if _, err := w.db.SaveAnswers(t.Context(), other, event, answers); err != nil {
		t.Fatal(err)
	}
	if f, err := w.db.MyAnswerFile(t.Context(), me, event, photo.ID); err != nil || string(f.Body) != "y" {
		t.Errorf("my file: %v", err)
	}
	if _, err := w.db.MyAnswerFile(t.Context(), other, event, photo.ID); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("another's file: %v", err)
	}

	// A change of what is asked asks everybody again, a change of words nobody.
	been.Label = "Pernah bekerja di luar negeri?"
	w.ask(panitia, been)
	if a, err := w.db.Application(t.Context(), me, app.JobFair, slug); err != nil || !a.Answered || len(a.Answers) != 3 || a.Answers[photo.ID].FileID != second {
		t.Errorf("after a change of words: %+v, %v", a, err)
	}
	photo.Required = true
	w.ask(panitia, photo)
	if err := register(); !errors.Is(err, app.ErrAnswersMissing) {
		t.Errorf("after a question became required: %v", err)
	}
	if done, err := w.db.SaveAnswers(t.Context(), me, event, answers); err != nil || !done {
		t.Errorf("answered anew: %v, %v", done, err)
	}
	if err := register(); err != nil {
		t.Fatal(err)
	}
	if err := register(); err != nil { // twice
		t.Fatal(err)
	}
	id := w.number(`SELECT id FROM registrations`)
	form, err := w.db.ParticipantForm(t.Context(), panitia, event, id)
	if err != nil || len(form.Questions) != 3 || form.Answers[where.ID].Value() != "jepang" || form.Files[form.Answers[photo.ID].FileID] != "image/jpeg" {
		t.Errorf("what staff see: %+v, %v", form, err)
	}
	elsewhere, _ := w.event(app.Instant, 3)
	stranger := w.organizer(elsewhere)
	for _, err := range []error{
		second2(w.db.ParticipantForm(t.Context(), stranger, event, id)), second2(w.db.ParticipantForm(t.Context(), stranger, elsewhere, id)),
		second2(w.db.ParticipantFile(t.Context(), stranger, elsewhere, id, photo.ID)), second2(w.db.ParticipantFile(t.Context(), other, event, id, photo.ID)),
		second2(w.db.AskedQuestions(t.Context(), stranger, event)), second2(w.db.DeskQuestions(t.Context(), stranger, event)),
		second2(w.db.ParticipantAnswers(t.Context(), stranger, event, []int64{id})),
		second2(w.db.SaveQuestion(t.Context(), stranger, been, "")), w.db.RetireQuestion(t.Context(), stranger, event, been.ID),
		w.db.RetireQuestion(t.Context(), stranger, elsewhere, been.ID), w.db.MoveQuestion(t.Context(), stranger, event, been.ID, true),
	} {
		if !errors.Is(err, app.ErrNotFound) {
			t.Errorf("an organizer of another event: %v", err)
		}
	}
	if f, err := w.db.ParticipantFile(t.Context(), panitia, event, id, photo.ID); err != nil || string(f.Body) != "y" {
		t.Errorf("the file: %v", err)
	}
	if n := w.number(`SELECT count(*) FROM audit_log WHERE action = 'answer.file'`); n != 1 {
		t.Errorf("%d audit rows of who looked", n)
	}

	for query, want := range map[postgres.AnswerFilter]int{
		{QuestionID: where.ID, Value: "jepang"}: 1, {QuestionID: where.ID, Value: "korea"}: 0, {QuestionID: where.ID, Value: postgres.NoAnswer}: 0,
		{QuestionID: photo.ID, Value: postgres.NoAnswer}: 0, {QuestionID: where.ID + 1000, Value: postgres.NoAnswer}: 1, {QuestionID: where.ID + 1000, Value: "jepang"}: 0,
	} {
		f := postgres.ParticipantFilter{Answers: []postgres.AnswerFilter{query}}
		people, err := w.db.Participants(t.Context(), panitia, event, f, 1)
		counts, err2 := w.db.ParticipantCounts(t.Context(), panitia, event, f)
		if err != nil || err2 != nil || len(people) != want || counts.Total() != want {
			t.Errorf("who answered %+v: %d people, counted %d, want %d: %v, %v", query, len(people), counts.Total(), want, err, err2)
		}
	}
	if told, err := w.db.ParticipantAnswers(t.Context(), panitia, event, []int64{id}); err != nil || told[id][where.ID].Value() != "jepang" || told[id][photo.ID].Empty() {
		t.Errorf("answers of the list: %v, %v", told, err)
	}
	if told, err := w.db.ParticipantAnswers(t.Context(), stranger, elsewhere, []int64{id}); err != nil || len(told) != 0 {
		t.Errorf("answers to another event: %v, %v", told, err)
	}

	// Letting go of the draft's file keeps that of the registration.
	if _, err := w.db.SaveAnswers(t.Context(), me, event, nil); err != nil || w.number(`SELECT count(*) FROM files WHERE id = $1`, second) != 1 {
		t.Errorf("the registration's file went with the draft's: %v", err)
	}
	var exported app.Answers
	if err := w.db.EachParticipant(t.Context(), panitia, event, postgres.ParticipantFilter{}, nil, func(p *postgres.Participant) error {
		exported = p.Answers
		return nil
	}); err != nil || exported[where.ID].Value() != "jepang" || exported[photo.ID].Empty() {
		t.Errorf("exported: %v, %v", exported, err)
	}
}

func TestOldDraftsGoWithTheirFiles(t *testing.T) {
	w := newRegisterWorld(t)
	event, _ := w.event(app.Instant, 3)
	photo := w.ask(w.organizer(event), app.Question{EventID: event, Kind: app.FileQuestion, Label: "Foto visa"})
	people := w.people(2)
	for _, a := range people {
		if _, err := w.db.SaveAnswerFile(t.Context(), a, event, photo.ID, postgres.File{ContentType: "image/jpeg", Body: []byte("x")}); err != nil {
			t.Fatal(err)
		}
	}
	w.exec(`UPDATE registration_drafts SET updated_at = now() - interval '31 days' WHERE account_id = $1`, people[0].AccountID)
	if err := w.db.SweepDrafts(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := w.number(`SELECT count(*) FROM registration_drafts`); n != 1 {
		t.Errorf("%d drafts are left", n)
	}
	if n := w.number(`SELECT count(*) FROM files`); n != 1 {
		t.Errorf("%d files are left", n)
	}
}

func second2[T any](_ T, err error) error { return err }

func TestQuestionsChange(t *testing.T) {
	w := newRegisterWorld(t)
	event, _ := w.event(app.Instant, 3)
	panitia := w.organizer(event)
	first := w.ask(panitia, app.Question{EventID: event, Kind: app.ManyQuestion, Label: "Minat", Choices: choices("Kaigo", "Hotel", "Pabrik")})
	next := w.ask(panitia, app.Question{EventID: event, Kind: app.NumberQuestion, Label: "Tinggi", ShownIf: first.ID, ShownValue: "kaigo"})
	last := w.ask(panitia, app.Question{EventID: event, Kind: app.TextQuestion, Label: "Catatan"})
	version := func() int64 { return w.number(`SELECT questions_version FROM events WHERE id = $1`, event) }
	trail := func() int64 { return w.number(`SELECT count(*) FROM audit_log WHERE entity = 'question'`) }

	other := first
	other.Kind, other.Choices = app.TextQuestion, nil
	if _, err := w.db.SaveQuestion(t.Context(), panitia, other, ""); !errors.Is(err, app.ErrQuestionKind) {
		t.Errorf("another kind: %v", err)
	}
	less := first
	less.Choices = app.NameChoices(first.Choices, []string{"Hotel", "Pabrik"}, nil)
	if _, err := w.db.SaveQuestion(t.Context(), panitia, less, ""); !errors.Is(err, app.ErrQuestionNeeded) {
		t.Errorf("without the choice that another needs: %v", err)
	}
	before, rows := version(), trail()
	w.ask(panitia, first)
	if version() != before || trail() != rows {
		t.Error("saving the same again left a trace")
	}
	less.Choices = app.NameChoices(first.Choices, []string{"Perawat lansia", "Hotel", "Pabrik"}, []string{"Care", "", ""})
	w.ask(panitia, less)
	if n := w.number(`SELECT count(*) FROM event_question_choices WHERE code = 'kaigo' AND label = 'Perawat lansia' AND label_en = 'Care' AND retired_at IS NULL`); n != 1 || version() != before {
		t.Error("a choice in other words lost its code, or asks everybody again")
	}
	less.Choices = app.NameChoices(less.Choices, []string{"Perawat lansia", "Hotel"}, nil)
	w.ask(panitia, less)
	if version() == before || w.number(`SELECT count(*) FROM event_question_choices WHERE code = 'pabrik' AND retired_at IS NOT NULL`) != 1 {
		t.Error("a choice that goes is not retired, or asks nobody again")
	}

	if err := w.db.MoveQuestion(t.Context(), panitia, event, next.ID, true); !errors.Is(err, app.ErrQuestionOrder) {
		t.Errorf("before what it depends on: %v", err)
	}
	for range 5 { // to the top and no further
		if err := w.db.MoveQuestion(t.Context(), panitia, event, last.ID, true); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.db.RetireQuestion(t.Context(), panitia, event, first.ID); !errors.Is(err, app.ErrQuestionNeeded) {
		t.Errorf("retired while another depends on it: %v", err)
	}
	for range 2 {
		if err := w.db.RetireQuestion(t.Context(), panitia, event, next.ID); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.db.RetireQuestion(t.Context(), panitia, event, first.ID); err != nil {
		t.Fatal(err)
	}
	asked, err := w.db.Questions(t.Context(), event)
	if err != nil || len(asked) != 1 || asked[0].ID != last.ID {
		t.Errorf("asked: %+v, %v", asked, err)
	}
	if all, err := w.db.DeskQuestions(t.Context(), panitia, event); err != nil || len(all) != 3 || all[0].ID != last.ID {
		t.Errorf("at the desk: %+v, %v", all, err)
	}
	if _, err := w.db.SaveQuestion(t.Context(), panitia, next, ""); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("one that is asked no more: %v", err)
	}
}

// A crowd registers while the organizer changes what is asked: whoever gets
// in has answered the questions as they were, all of them or none.
func TestRegisterWhileQuestionsChange(t *testing.T) {
	w := newRegisterWorld(t)
	event, _ := w.event(app.Instant, 0)
	panitia := w.organizer(event)
	q := w.ask(panitia, app.Question{EventID: event, Kind: app.TextQuestion, Label: "Pertama", Required: true})
	people, slug := w.people(60), w.slug(event)
	for _, a := range people {
		if done, err := w.db.SaveAnswers(t.Context(), a, event, app.Answers{q.ID: {Values: []string{a.Name}}}); err != nil || !done {
			t.Fatal(done, err)
		}
	}
	var wg sync.WaitGroup
	errs := make([]error, len(people))
	for i, a := range people {
		wg.Go(func() { _, errs[i] = w.db.RegisterDraft(t.Context(), a, app.JobFair, slug, true) })
		if i == len(people)/2 {
			wg.Go(func() {
				w.ask(panitia, app.Question{EventID: event, Kind: app.TextQuestion, Label: "Kedua", Required: true})
			})
		}
	}
	wg.Wait()
	in := 0
	for _, err := range errs {
		switch {
		case err == nil:
			in++
		case !errors.Is(err, app.ErrAnswersMissing):
			t.Error(err)
		}
	}
	if n := w.number(`SELECT count(*) FROM registrations`); n != int64(in) {
		t.Errorf("%d registrations, %d told so", n, in)
	}
	if n := w.number(`SELECT count(*) FROM registration_answers a JOIN registrations r ON r.id = a.registration_id JOIN candidates c ON c.id = r.candidate_id
		WHERE a.answer = ARRAY[c.name]`); n != int64(in) {
		t.Errorf("%d have their own answer, of %d", n, in)
	}
}

func TestRegisterNeedsGuardian(t *testing.T) {
	w := newRegisterWorld(t)
	event, _ := w.event(app.Instant, 3)
	slug := w.slug(event)
	me := w.people(1)[0]
	var day, minor string
	if err := w.sql.QueryRow(`SELECT d::text, (d + 1)::text FROM (
		SELECT (starts_at AT TIME ZONE 'Asia/Jakarta' - interval '18 years')::date AS d FROM events WHERE id = $1) x`, event).Scan(&day, &minor); err != nil {
		t.Fatal(err)
	}
	register := func(born string) error {
		w.exec(`UPDATE candidates SET birth_date = $2 WHERE id = $1`, me.CandidateID, born)
		_, err := w.db.RegisterDraft(t.Context(), me, app.JobFair, slug, true)
		return err
	}
	if err := register(minor); !errors.Is(err, app.ErrGuardian) {
		t.Errorf("a day too young: %v", err)
	}
	if err := w.db.SaveGuardian(t.Context(), me, postgres.GuardianInput{Name: "Ibu Sri", Relation: app.Mother}); app.KindOf(err) != app.Invalid {
		t.Errorf("a guardian without a phone: %v", err)
	}
	for range 2 {
		if err := w.db.SaveGuardian(t.Context(), me, postgres.GuardianInput{Name: "Ibu Sri", Relation: app.Mother, Phone: "+6281311112222"}); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.number(`SELECT count(*) FROM audit_log WHERE action = 'guardian.consent'`); n != 1 {
		t.Errorf("%d audit rows of one consent", n)
	}
	if err := w.db.SaveGuardian(t.Context(), me, postgres.GuardianInput{Name: "Sri Wahyuni", Relation: app.Mother}); err != nil {
		t.Errorf("keeping the phone: %v", err)
	}
	a, err := w.db.Application(t.Context(), me, app.JobFair, slug)
	if err != nil || !a.NeedsGuardian() || !a.Guardian.Stands() || a.Guardian.PhoneLast4 != "2222" || a.Guardian.Name != "Sri Wahyuni" {
		t.Errorf("application: %+v, %v", a.Guardian, err)
	}
	w.exec(`UPDATE guardians SET version = 'older'`)
	if err := register(minor); !errors.Is(err, app.ErrGuardian) {
		t.Errorf("with a consent to other words: %v", err)
	}
	w.exec(`UPDATE events SET guardian_consent = false WHERE id = $1`, event)
	if err := register(minor); err != nil {
		t.Errorf("where the event does not ask: %v", err)
	}
	w.exec(`UPDATE events SET guardian_consent = true`)
	w.exec(`UPDATE registrations SET status = 'cancelled', cancelled_at = now()`)
	if err := register(day); err != nil {
		t.Errorf("of age on the very day: %v", err)
	}
}

func TestEventDocuments(t *testing.T) {
	w := newRegisterWorld(t)
	event, _ := w.event(app.Instant, 3)
	panitia, slug := w.organizer(event), w.slug(event)
	paper := func(code string, upload, required bool) app.EventDocument {
		return app.EventDocument{DocumentKind: app.DocumentKind{Code: code}, UploadAsked: upload, Required: required}
	}
	list := []app.EventDocument{paper("ijazah", true, true), paper("ktp", false, true), paper("skck", true, true), paper("cv", true, false)}
	for range 2 {
		if err := w.db.SetEventDocuments(t.Context(), panitia, event, slices.Clone(list), ""); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.number(`SELECT count(*) FROM audit_log WHERE action = 'event.documents'`); n != 1 {
		t.Errorf("%d audit rows of one change", n)
	}
	if err := w.db.SetEventDocuments(t.Context(), w.organizer(event+1), event, nil, ""); !errors.Is(err, app.ErrNotFound) {
		t.Errorf("by another's organizer: %v", err)
	}
	if err := w.db.SetEventDocuments(t.Context(), panitia, event, []app.EventDocument{paper("tidak-ada", false, true)}, ""); app.KindOf(err) != app.Invalid {
		t.Errorf("a paper that there is not: %v", err)
	}
	me := w.people(1)[0]
	a, err := w.db.Application(t.Context(), me, app.JobFair, slug)
	if err != nil || len(a.Documents) != 4 || len(a.Uploads()) != 2 || a.Documented() || a.Documents[2].UploadAsked {
		t.Errorf("application: %+v, %v", a.Documents, err)
	}
	register := func() error {
		_, err := w.db.RegisterDraft(t.Context(), me, app.JobFair, slug, true)
		return err
	}
	have := func(file any, status string) {
		w.exec(`UPDATE candidate_documents SET replaced_at = now()`)
		w.exec(`INSERT INTO candidate_documents (candidate_id, document, file_id, status, note) VALUES ($1, 'ijazah', $2, $3, 'x')`, me.CandidateID, file, status)
	}
	if err := register(); !errors.Is(err, app.ErrDocumentsMissing) {
		t.Errorf("without papers: %v", err)
	}
	have(nil, "uploaded")
	if err := register(); !errors.Is(err, app.ErrDocumentsMissing) {
		t.Errorf("with one said to exist: %v", err)
	}
	file := w.number(`INSERT INTO files (key, content_type, body) VALUES (repeat('a', 26), 'application/pdf', 'x') RETURNING id`)
	have(file, "refused")
	if err := register(); !errors.Is(err, app.ErrDocumentsMissing) {
		t.Errorf("with one that was refused: %v", err)
	}
	have(file, "checked")
	if a, err = w.db.Application(t.Context(), me, app.JobFair, slug); err != nil || !a.Documented() {
		t.Errorf("documented: %v, %v", a.Uploaded, err)
	}
	if err := register(); err != nil {
		t.Errorf("with all of them: %v", err)
	}
}
