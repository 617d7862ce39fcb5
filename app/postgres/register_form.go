package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// formAsks is what the form of an event asks beside what every form does.
type formAsks struct {
	Asks             bool `db:"asks"`              // questions of its own
	QuestionsVersion int  `db:"questions_version"` // of those questions
	Uploads          bool `db:"uploads"`           // papers that must be uploaded
}

// formAsksColumns are those of formAsks, of events aliased e.
const formAsksColumns = `e.questions_version,
	EXISTS (SELECT 1 FROM event_questions q WHERE q.event_id = e.id AND q.retired_at IS NULL) AS asks,
	EXISTS (SELECT 1 FROM event_documents k WHERE k.event_id = e.id AND k.upload AND k.required) AS uploads`

// formAnswered is what somebody has answered of it.
type formAnswered struct {
	AnsweredVersion int        `db:"answered_version"`
	Documented      bool       `db:"documented"`
	Guarded         bool       `db:"guarded"` // has a guardian's consent, or is surely of age
	Born            *time.Time `db:"birth_date"`
}

// formAnsweredColumns are those of formAnswered in the statement of a batch,
// over a candidate c and a draft d: what an event does not ask costs nothing.
// The parameters are $1 event, $7 whether papers must be uploaded, $8 the
// birth date up to which everybody is of age, $9 the wording of a guardian's
// consent.
const formAnsweredColumns = `coalesce(d.answered_version, 0) AS answered_version, c.birth_date,
	NOT $7 OR ` + documented + ` AS documented,
	c.birth_date IS NULL OR c.birth_date <= $8::date OR EXISTS (
		SELECT 1 FROM guardians g WHERE g.candidate_id = c.id AND g.version = $9) AS guarded`

// documented says that a candidate c has uploaded every paper that event $1
// must have.
const documented = `NOT EXISTS (
	SELECT 1 FROM event_documents k WHERE k.event_id = $1 AND k.upload AND k.required AND NOT EXISTS (
		SELECT 1 FROM candidate_documents x WHERE x.candidate_id = c.id AND x.document = k.document
		AND x.replaced_at IS NULL AND x.file_id IS NOT NULL AND x.status <> 'refused'))`

// surelyAdult returns the birth date up to which nobody needs a guardian at
// the event, a year on the safe side: whom it leaves is decided by
// app.NeedsGuardian.
func (e *lockedEvent) surelyAdult() string {
	if !e.GuardianConsent {
		return "infinity"
	}
	return app.Day(e.StartsAt).AddDate(-app.Adult-1, 0, 0).Format(time.DateOnly)
}

// answeredBy returns what is still missing of the event's own part of the form.
func (e *lockedEvent) answeredBy(a *applicant) error {
	switch {
	case !a.Form.Guarded && app.NeedsGuardian(e.Event, deref(a.Form.Born)):
		return app.ErrGuardian
	case e.Asks && (a.Form.AnsweredVersion == 0 || a.Form.AnsweredVersion != e.QuestionsVersion):
		return app.ErrAnswersMissing
	case !a.Form.Documented:
		return app.ErrDocumentsMissing
	}
	return nil
}

// copyAnswers keeps the answers of drafts with the registrations that were
// just made, by candidate.
func (db *DB) copyAnswers(ctx context.Context, tx *sqlx.Tx, eventID int64, registrations map[int64]int64) error {
	candidates, ids := make([]int64, 0, len(registrations)), make([]int64, 0, len(registrations))
	for candidate, id := range registrations {
		candidates, ids = append(candidates, candidate), append(ids, id)
	}
	stmt, err := db.prepared(ctx, `
		INSERT INTO registration_answers (registration_id, question_id, answer, file_id)
		SELECT n.registration_id, a.question_id, a.answer, a.file_id
		FROM unnest($2::bigint[], $3::bigint[]) AS n (candidate_id, registration_id)
		CROSS JOIN LATERAL (SELECT x.account_id FROM candidates x WHERE x.id = n.candidate_id LIMIT 1) c
		CROSS JOIN LATERAL (
			SELECT x.question_id, x.answer, x.file_id FROM draft_answers x WHERE x.account_id = c.account_id AND x.event_id = $1 LIMIT 1000) a`)
	if err != nil {
		return err
	}
	_, err = tx.StmtxContext(ctx, stmt).ExecContext(ctx, eventID, pq.Array(candidates), pq.Array(ids))
	return err
}
