package postgres

import (
	"context"
	"encoding/json"

	"github.com/lib/pq"

	"gerbang/app"
)

// AnsweredForm is what a registration came with beside the profile.
type AnsweredForm struct {
	RegistrationID int64
	Name           string // of the person
	Questions      []app.Question
	Answers        app.Answers
	Files          map[int64]string // types of files, by id
	Guardian       *app.Guardian    // nil when there is none
}

// ParticipantForm returns the answers of one registration of an event to
// those who see its participants: to everything asked then, also what is
// asked no more. Errors: app.ErrNotFound.
func (db *DB) ParticipantForm(ctx context.Context, actor *app.Actor, eventID, registrationID int64) (*AnsweredForm, error) {
	if !actor.CanEvent(app.Participants, eventID) {
		return nil, app.ErrNotFound
	}
	var r struct {
		Candidate int64  `db:"candidate_id"`
		Name      string `db:"name"`
	}
	if err := db.sql.GetContext(ctx, &r, `
		SELECT r.candidate_id, c.name FROM registrations r JOIN candidates c ON c.id = r.candidate_id
		WHERE r.id = $1 AND r.event_id = $2`, registrationID, eventID); err != nil {
		return nil, translate(err)
	}
	f, err := db.answeredForm(ctx, eventID, registrationID, r.Candidate)
	if err != nil {
		return nil, err
	}
	f.Name = r.Name
	return f, nil
}

func (db *DB) answeredForm(ctx context.Context, eventID, registrationID, candidateID int64) (*AnsweredForm, error) {
	f := &AnsweredForm{RegistrationID: registrationID}
	var rows []answerRow
	if err := db.sql.SelectContext(ctx, &rows, `SELECT question_id, answer, file_id FROM registration_answers WHERE registration_id = $1`, registrationID); err != nil {
		return nil, err
	}
	f.Answers = answersOf(rows)
	all, err := questions(ctx, db.sql, eventID, true)
	if err != nil {
		return nil, err
	}
	for _, q := range all {
		if _, answered := f.Answers[q.ID]; answered || !q.Retired {
			f.Questions = append(f.Questions, q)
		}
	}
	if f.Files, err = db.AnswerFiles(ctx, f.Answers); err != nil {
		return nil, err
	}
	f.Guardian, err = db.guardian(ctx, candidateID)
	return f, err
}

// ParticipantFile returns the file with which a registration answered a
// question, to those who see the participants of its event. Who looked is
// kept. Errors: app.ErrNotFound.
func (db *DB) ParticipantFile(ctx context.Context, actor *app.Actor, eventID, registrationID, questionID int64) (*File, error) {
	if !actor.CanEvent(app.Participants, eventID) {
		return nil, app.ErrNotFound
	}
	f, err := db.openFile(ctx, `f.id = (
		SELECT a.file_id FROM registration_answers a JOIN registrations r ON r.id = a.registration_id
		WHERE a.registration_id = $1 AND a.question_id = $2 AND r.event_id = $3)`, registrationID, questionID, eventID)
	if err != nil {
		return nil, err
	}
	return f, audit(ctx, db.sql, actor, auditEntry{
		Action: "answer.file", Entity: "registration", EntityID: registrationID, EventID: eventID, After: map[string]any{"question": questionID},
	})
}

// AskedQuestions returns the questions of an event to those who see its
// participants: those asked now, and those asked once that somebody answered.
func (db *DB) AskedQuestions(ctx context.Context, actor *app.Actor, eventID int64) ([]app.Question, error) {
	if !actor.CanEvent(app.Participants, eventID) {
		return nil, app.ErrNotFound
	}
	all, err := questions(ctx, db.sql, eventID, true)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	var answered []int64
	if err := db.sql.SelectContext(ctx, &answered, `
		SELECT q.id FROM event_questions q WHERE q.event_id = $1
		AND EXISTS (SELECT 1 FROM registration_answers a WHERE a.question_id = q.id)`, eventID); err != nil {
		return nil, err
	}
	had := make(map[int64]bool, len(answered))
	for _, id := range answered {
		had[id] = true
	}
	var asked []app.Question
	for _, q := range all {
		if !q.Retired || had[q.ID] {
			asked = append(asked, q)
		}
	}
	return asked, nil
}

// ParticipantAnswers returns the answers of registrations of an event to its
// questions, by registration; those of other events are left out. A file is
// known to be there only.
//
// Errors: app.ErrNotFound when the actor may not see the event's participants.
func (db *DB) ParticipantAnswers(ctx context.Context, actor *app.Actor, eventID int64, registrations []int64) (map[int64]app.Answers, error) {
	if !actor.CanEvent(app.Participants, eventID) {
		return nil, app.ErrNotFound
	}
	var rows []struct {
		ID      int64  `db:"id"`
		Answers []byte `db:"answers"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `SELECT r.id, `+participantAnswers+` AS answers FROM registrations r WHERE r.event_id = $1 AND r.id = ANY($2)`,
		eventID, pq.Array(registrations)); err != nil {
		return nil, err
	}
	out := make(map[int64]app.Answers, len(rows))
	for _, r := range rows {
		var err error
		if out[r.ID], err = readAnswers(r.Answers); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// participantAnswers is one more column of a list of participants: the answers
// of the registration r as an object of arrays by question, a file as a null.
const participantAnswers = `coalesce((SELECT jsonb_object_agg(x.question_id, CASE WHEN x.file_id IS NULL THEN to_jsonb(x.answer) END)
	FROM registration_answers x WHERE x.registration_id = r.id), '{}')`

// readAnswers reads participantAnswers. A file is known to be there, not
// which one.
func readAnswers(column []byte) (app.Answers, error) {
	if len(column) <= 2 { // {}
		return nil, nil
	}
	var object map[int64][]string
	if err := json.Unmarshal(column, &object); err != nil {
		return nil, err
	}
	answers := make(app.Answers, len(object))
	for id, values := range object {
		a := app.Answer{Values: values}
		if values == nil {
			a.FileID = -1
		}
		answers[id] = a
	}
	return answers, nil
}
