package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// EventPaper is a paper that somebody uploaded and an event asks for.
type EventPaper struct {
	ID           int64           `db:"id"`
	Registration int64           `db:"registration_id"`
	Name         string          `db:"name"` // of the person
	Kind         string          `db:"document"`
	KindID       string          `db:"name_id"`
	KindEN       string          `db:"name_en"`
	Status       app.PaperStatus `db:"status"`
	Note         string          `db:"note"`
	Type         string          `db:"content_type"`
	UploadedAt   time.Time       `db:"uploaded_at"`
	CheckedAt    *time.Time      `db:"checked_at"`
	CheckedName  string          `db:"checked_name"`
}

// eventPapers are the papers that people with a live registration for the
// event ($1) uploaded and that it asks to upload.
const eventPapers = `
	FROM candidate_documents d
	JOIN document_kinds n ON n.code = d.document
	JOIN event_documents k ON k.document = d.document AND k.event_id = $1 AND k.upload
	JOIN registrations r ON r.event_id = $1 AND r.candidate_id = d.candidate_id AND r.status NOT IN ('cancelled', 'rejected')
	JOIN candidates c ON c.id = d.candidate_id
	JOIN files f ON f.id = d.file_id
	LEFT JOIN accounts a ON a.id = d.checked_by
	WHERE ` + standingPaper

const eventPaperColumns = `d.id, r.id AS registration_id, c.name, d.document, n.name_id, n.name_en, d.status, d.note, f.content_type,
	d.uploaded_at, d.checked_at, coalesce(a.name, '') AS checked_name`

// EventPapers returns a page of the papers of an event in one state, or in any
// when status is empty, those that wait longest first, and how many there are
// of each state. The event must be one that the actor may check papers of.
func (db *DB) EventPapers(ctx context.Context, eventID int64, status app.PaperStatus, limit, offset int) ([]EventPaper, map[app.PaperStatus]int, error) {
	var counts []struct {
		Status app.PaperStatus `db:"status"`
		N      int             `db:"n"`
	}
	if err := db.sql.SelectContext(ctx, &counts, `SELECT d.status, count(*) AS n `+eventPapers+` GROUP BY d.status`, eventID); err != nil {
		return nil, nil, err
	}
	n := map[app.PaperStatus]int{}
	for _, c := range counts {
		n[c.Status] = c.N
	}
	var papers []EventPaper
	err := db.sql.SelectContext(ctx, &papers, `SELECT `+eventPaperColumns+eventPapers+` AND ($2 = '' OR d.status = $2)
		ORDER BY d.uploaded_at, d.id LIMIT $3 OFFSET $4`, eventID, string(status), limit, offset)
	return papers, n, err
}

// EventPaper returns one of them. Errors: app.ErrNotFound.
func (db *DB) EventPaper(ctx context.Context, eventID, id int64) (*EventPaper, error) {
	return eventPaper(ctx, db.sql, eventID, id)
}

func eventPaper(ctx context.Context, q sqlx.QueryerContext, eventID, id int64) (*EventPaper, error) {
	var p EventPaper
	err := sqlx.GetContext(ctx, q, &p, `SELECT `+eventPaperColumns+eventPapers+` AND d.id = $2`, eventID, id)
	return &p, translate(err)
}

// OpenEventPaper returns the file of a paper for a member of staff who checks
// it; that somebody looked stays in the trail. Errors: app.ErrNotFound, also
// for an event of others.
func (db *DB) OpenEventPaper(ctx context.Context, actor *app.Actor, eventID, id int64) (*EventPaper, *File, error) {
	if !actor.CanEvent(app.CheckPapers, eventID) {
		return nil, nil, app.ErrNotFound
	}
	p, err := db.EventPaper(ctx, eventID, id)
	if err != nil {
		return nil, nil, err
	}
	f, err := db.openFile(ctx, `f.id = (SELECT d.file_id FROM candidate_documents d WHERE d.id = $1)`, id)
	if err != nil {
		return nil, nil, err
	}
	return p, f, auditPaper(ctx, db.sql, actor, "paper.open", id, eventID, map[string]any{"document": p.Kind})
}

// CheckPaper keeps that a member of staff found a paper in order, or refuses
// it with a reason, which its owner is told. Doing it twice changes nothing
// more. Errors: app.ErrNotFound, app.ErrPaperReplaced when the owner has
// uploaded another since.
func (db *DB) CheckPaper(ctx context.Context, actor *app.Actor, eventID, id int64, refusal string) error {
	if !actor.CanEvent(app.CheckPapers, eventID) {
		return app.ErrNotFound
	}
	status, action := app.PaperChecked, "paper.check"
	if refusal != "" {
		status, action = app.PaperRefused, "paper.refuse"
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		var candidateID int64
		var replaced bool
		row := tx.QueryRowxContext(ctx, `SELECT candidate_id, replaced_at IS NOT NULL FROM candidate_documents WHERE id = $1 FOR UPDATE`, id)
		if err := row.Scan(&candidateID, &replaced); err != nil {
			return err
		}
		if replaced {
			return paperReplaced(ctx, tx, eventID, candidateID)
		}
		p, err := eventPaper(ctx, tx, eventID, id)
		if err != nil {
			return err
		}
		if p.Status == status && p.Note == refusal {
			return nil
		}
		account, _, _ := actorColumns(actor)
		if _, err := tx.ExecContext(ctx, `
			UPDATE candidate_documents SET status = $2, note = $3, checked_by = $4, checked_at = $5 WHERE id = $1`,
			id, string(status), refusal, account, db.now()); err != nil {
			return err
		}
		// The reason stands with the paper, and goes with it.
		if err := audit(ctx, tx, actor, auditEntry{
			Action: action, Entity: "paper", EntityID: id, EventID: eventID,
			Before: map[string]any{"status": p.Status}, After: map[string]any{"document": p.Kind, "status": status},
		}); err != nil {
			return err
		}
		if status != app.PaperRefused {
			return nil
		}
		return enqueue(ctx, tx, WorkPaperRefused, PaperWork{CandidateID: candidateID, PaperID: id})
	})
}

// paperReplaced tells of a newer upload only to who might have seen the older.
func paperReplaced(ctx context.Context, tx *sqlx.Tx, eventID, candidateID int64) error {
	var registered bool
	if err := tx.GetContext(ctx, &registered, `
		SELECT EXISTS (SELECT 1 FROM registrations WHERE event_id = $1 AND candidate_id = $2 AND status NOT IN ('cancelled', 'rejected'))`,
		eventID, candidateID); err != nil {
		return err
	}
	if !registered {
		return app.ErrNotFound
	}
	return app.ErrPaperReplaced
}

// WorkPaperRefused tells somebody that a paper of theirs was refused.
const WorkPaperRefused = "paper.refused" // PaperWork

// PaperWork names a paper that a message is about.
type PaperWork struct {
	CandidateID int64 `json:"candidate_id"`
	PaperID     int64 `json:"paper_id"`
}

// RefusedPaper returns a paper that stands refused, for the message about it.
// Errors: app.ErrNotFound when it does no more.
func (db *DB) RefusedPaper(ctx context.Context, w PaperWork) (*Paper, error) {
	var p Paper
	err := db.sql.GetContext(ctx, &p, `
		SELECT k.code, k.name_id, k.name_en, k.upload, d.id, d.status, d.note, d.uploaded_at, d.checked_at, '' AS content_type
		FROM candidate_documents d JOIN document_kinds k ON k.code = d.document
		WHERE d.id = $1 AND d.candidate_id = $2 AND d.status = 'refused' AND `+standingPaper, w.PaperID, w.CandidateID)
	return &p, translate(err)
}
