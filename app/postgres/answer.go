package postgres

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

type answerRow struct {
	QuestionID int64          `db:"question_id"`
	Answer     pq.StringArray `db:"answer"`
	FileID     *int64         `db:"file_id"`
}

func answersOf(rows []answerRow) app.Answers {
	answers := make(app.Answers, len(rows))
	for _, r := range rows {
		answers[r.QuestionID] = app.Answer{Values: r.Answer, FileID: deref(r.FileID)}
	}
	return answers
}

// questionsOf adds what an event asks, and what the actor has answered, to
// their application.
func (db *DB) questionsOf(ctx context.Context, actor *app.Actor, a *Application) error {
	var err error
	if a.Questions, err = db.Questions(ctx, a.Event.ID); err != nil || len(a.Questions) == 0 || actor == nil || actor.AccountID == 0 {
		return err
	}
	var rows []answerRow
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT question_id, answer, file_id FROM draft_answers WHERE account_id = $1 AND event_id = $2`, actor.AccountID, a.Event.ID); err != nil {
		return err
	}
	a.Answers = answersOf(rows)
	return db.sql.GetContext(ctx, &a.Answered, `
		SELECT EXISTS (SELECT 1 FROM registration_drafts d JOIN events e ON e.id = d.event_id
			WHERE d.account_id = $1 AND d.event_id = $2 AND d.answered_version = e.questions_version)`, actor.AccountID, a.Event.ID)
}

// SaveAnswers keeps the actor's answers to the questions of an event, in
// their normal form, in place of those before; a file that stands and is not
// among them is let go. It returns whether everything that must be answered
// is, so that registering may follow.
func (db *DB) SaveAnswers(ctx context.Context, actor *app.Actor, eventID int64, given app.Answers) (complete bool, err error) {
	if actor == nil || actor.AccountID == 0 {
		return false, app.ErrUnauthenticated
	}
	err = db.InTx(ctx, func(tx *sqlx.Tx) error {
		// The version is read first: should the questions change in between,
		// the answers are good for the older one only and are asked for again.
		var version int
		if err := tx.GetContext(ctx, &version, `SELECT questions_version FROM events WHERE id = $1`, eventID); err != nil {
			return translate(err)
		}
		asks, err := questions(ctx, tx, eventID, false)
		if err != nil {
			return err
		}
		_, kept := app.Ask(asks, given)
		if complete = app.Unanswered(asks, kept) == nil; !complete {
			version = 0
		}
		if err := db.touchDraft(ctx, tx, actor, eventID, version); err != nil {
			return err
		}
		return db.replaceAnswers(ctx, tx, actor, eventID, kept)
	})
	return complete, err
}

// touchDraft makes sure that the actor has a draft for the event, locks it and
// notes for which version of the questions its answers are complete.
func (db *DB) touchDraft(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, eventID int64, version int) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO registration_drafts (account_id, event_id, answered_version, updated_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (account_id, event_id) DO UPDATE SET answered_version = excluded.answered_version, updated_at = excluded.updated_at`,
		actor.AccountID, eventID, version, db.now())
	return translate(err)
}

func (db *DB) replaceAnswers(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, eventID int64, kept app.Answers) error {
	var files []int64
	if err := tx.SelectContext(ctx, &files, `
		SELECT file_id FROM draft_answers WHERE account_id = $1 AND event_id = $2 AND file_id IS NOT NULL`, actor.AccountID, eventID); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM draft_answers WHERE account_id = $1 AND event_id = $2`, actor.AccountID, eventID); err != nil {
		return err
	}
	for id, a := range kept {
		if a.FileID != 0 && !slices.Contains(files, a.FileID) {
			continue // not theirs
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO draft_answers (account_id, event_id, question_id, answer, file_id) VALUES ($1, $2, $3, $4, $5)`,
			actor.AccountID, eventID, id, pq.Array(noNil(a.Values)), orNull(a.FileID)); err != nil {
			return err
		}
	}
	return dropFiles(ctx, tx, files)
}

func noNil(values []string) []string {
	if values == nil {
		return []string{}
	}
	return values
}

// dropFiles deletes those of the files that nobody holds any more.
func dropFiles(ctx context.Context, tx *sqlx.Tx, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, `
		DELETE FROM files f WHERE f.id = ANY ($1)
		AND NOT EXISTS (SELECT 1 FROM draft_answers x WHERE x.file_id = f.id)
		AND NOT EXISTS (SELECT 1 FROM registration_answers x WHERE x.file_id = f.id)
		AND NOT EXISTS (SELECT 1 FROM candidate_documents x WHERE x.file_id = f.id)`, pq.Array(ids))
	return err
}

// SaveAnswerFile keeps a file as the actor's answer to a question of kind
// file, in place of the one before. Errors: app.ErrNotFound when the event
// asks no such question.
func (db *DB) SaveAnswerFile(ctx context.Context, actor *app.Actor, eventID, questionID int64, f File) (int64, error) {
	if actor == nil || actor.AccountID == 0 {
		return 0, app.ErrUnauthenticated
	}
	err := db.InTx(ctx, func(tx *sqlx.Tx) error {
		var asked bool
		if err := tx.GetContext(ctx, &asked, `
			SELECT EXISTS (SELECT 1 FROM event_questions WHERE event_id = $1 AND id = $2 AND kind = 'file' AND retired_at IS NULL)`, eventID, questionID); err != nil {
			return err
		}
		if !asked {
			return app.ErrNotFound
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO registration_drafts (account_id, event_id, updated_at) VALUES ($1, $2, $3)
			ON CONFLICT (account_id, event_id) DO UPDATE SET updated_at = excluded.updated_at`, actor.AccountID, eventID, db.now()); err != nil {
			return err
		}
		var before []int64
		if err := tx.SelectContext(ctx, &before, `
			SELECT file_id FROM draft_answers WHERE account_id = $1 AND event_id = $2 AND question_id = $3 AND file_id IS NOT NULL`,
			actor.AccountID, eventID, questionID); err != nil {
			return err
		}
		if err := db.addSealedFile(ctx, tx, &f, actor.AccountID); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO draft_answers (account_id, event_id, question_id, file_id) VALUES ($1, $2, $3, $4)
			ON CONFLICT (account_id, event_id, question_id) DO UPDATE SET file_id = excluded.file_id`,
			actor.AccountID, eventID, questionID, f.ID); err != nil {
			return err
		}
		return dropFiles(ctx, tx, before)
	})
	return f.ID, err
}

// MyAnswerFile returns the file with which the actor answered a question in
// their draft. Errors: app.ErrNotFound, also for a file of somebody else.
func (db *DB) MyAnswerFile(ctx context.Context, actor *app.Actor, eventID, questionID int64) (*File, error) {
	if actor == nil || actor.AccountID == 0 {
		return nil, app.ErrNotFound
	}
	return db.openFile(ctx, `f.id = (SELECT a.file_id FROM draft_answers a WHERE a.account_id = $1 AND a.event_id = $2 AND a.question_id = $3)`,
		actor.AccountID, eventID, questionID)
}

// AnswerFiles returns the types of the files among answers, by id.
func (db *DB) AnswerFiles(ctx context.Context, answers app.Answers) (map[int64]string, error) {
	var ids []int64
	for _, a := range answers {
		if a.FileID != 0 {
			ids = append(ids, a.FileID)
		}
	}
	types := make(map[int64]string, len(ids))
	if len(ids) == 0 {
		return types, nil
	}
	var rows []struct {
		ID   int64  `db:"id"`
		Type string `db:"content_type"`
	}
	err := db.sql.SelectContext(ctx, &rows, `SELECT id, content_type FROM files WHERE id = ANY ($1)`, pq.Array(ids))
	for _, r := range rows {
		types[r.ID] = r.Type
	}
	return types, err
}
