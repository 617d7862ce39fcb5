package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// Paper is one kind of document and the actor's own of it, if there is one.
type Paper struct {
	Kind       string          `db:"code"`
	NameID     string          `db:"name_id"`
	NameEN     string          `db:"name_en"`
	Upload     bool            `db:"upload"` // false: no file is ever kept of it
	ID         int64           `db:"id"`     // 0 while there is none
	Status     app.PaperStatus `db:"status"`
	Note       string          `db:"note"`
	UploadedAt *time.Time      `db:"uploaded_at"`
	CheckedAt  *time.Time      `db:"checked_at"`
	Type       string          `db:"content_type"`
	AskedBy    []PaperAsked
}

// PaperAsked is an event that the actor registered for and that asks for a paper.
type PaperAsked struct {
	Kind         string    `db:"document"`
	EventID      int64     `db:"event_id"`
	Title        string    `db:"title"`
	Registration int64     `db:"registration_id"`
	Upload       bool      `db:"upload"` // beforehand; else it is to be brought along
	Required     bool      `db:"required"`
	Note         string    `db:"note"`
	NoteEN       string    `db:"note_en"`
	StartsAt     time.Time `db:"starts_at"`
}

// standingPaper is the paper that counts, of a table aliased d.
const standingPaper = `d.replaced_at IS NULL`

// paperAsked are the papers for which the events ask that a candidate ($1)
// registered for and that are not over at $2.
const paperAsked = `
	SELECT k.document, e.id AS event_id, e.title, r.id AS registration_id, k.upload, k.required, k.note, k.note_en, e.starts_at
	FROM registrations r JOIN events e ON e.id = r.event_id JOIN event_documents k ON k.event_id = e.id
	WHERE r.candidate_id = $1 AND r.status NOT IN ('cancelled', 'rejected', 'completed') AND e.status <> 'cancelled' AND e.ends_at > $2`

// Papers returns every kind of document with the actor's own, and who asks
// for it, in the order of the kinds.
func (db *DB) Papers(ctx context.Context, actor *app.Actor) ([]Paper, error) {
	if actor == nil || actor.AccountID == 0 {
		return nil, app.ErrUnauthenticated
	}
	var papers []Paper
	if err := db.sql.SelectContext(ctx, &papers, `
		SELECT k.code, k.name_id, k.name_en, k.upload, coalesce(d.id, 0) AS id, coalesce(d.status, '') AS status, coalesce(d.note, '') AS note,
		       d.uploaded_at, d.checked_at, coalesce(f.content_type, '') AS content_type
		FROM document_kinds k
		LEFT JOIN candidate_documents d ON d.document = k.code AND d.candidate_id = $1 AND `+standingPaper+`
		LEFT JOIN files f ON f.id = d.file_id
		WHERE k.active OR d.id IS NOT NULL ORDER BY k.position, k.code`, actor.CandidateID); err != nil {
		return nil, err
	}
	var asked []PaperAsked
	if err := db.sql.SelectContext(ctx, &asked, paperAsked+` ORDER BY e.starts_at, e.id`, actor.CandidateID, db.now()); err != nil {
		return nil, err
	}
	for i := range papers {
		for _, a := range asked {
			if a.Kind == papers[i].Kind {
				papers[i].AskedBy = append(papers[i].AskedBy, a)
			}
		}
	}
	return papers, nil
}

// Paper returns one kind of document as Papers does. Errors: app.ErrNotFound.
func (db *DB) Paper(ctx context.Context, actor *app.Actor, kind string) (*Paper, error) {
	papers, err := db.Papers(ctx, actor)
	if err != nil {
		return nil, err
	}
	for i := range papers {
		if papers[i].Kind == kind {
			return &papers[i], nil
		}
	}
	return nil, app.ErrNotFound
}

// AddPaper keeps a cleaned upload as the actor's own document of that kind;
// an older one gives way. Errors: app.ErrNotFound, app.ErrPaperNotUploaded.
func (db *DB) AddPaper(ctx context.Context, actor *app.Actor, kind string, f File) error {
	return db.changePaper(ctx, actor, kind, true, func(tx *sqlx.Tx, candidateID int64) error {
		if err := db.addSealedFile(ctx, tx, &f, actor.AccountID); err != nil {
			return err
		}
		return db.setPaper(ctx, tx, actor, candidateID, kind, f.ID)
	})
}

// DeclarePaper keeps the actor's word that they have a document of a kind of
// which no file is kept, or that they have none. Errors: app.ErrNotFound.
func (db *DB) DeclarePaper(ctx context.Context, actor *app.Actor, kind string, have bool) error {
	if !have {
		return db.RemovePaper(ctx, actor, kind)
	}
	return db.changePaper(ctx, actor, kind, false, func(tx *sqlx.Tx, candidateID int64) error {
		var stands bool
		if err := tx.GetContext(ctx, &stands, `
			SELECT EXISTS (SELECT 1 FROM candidate_documents d WHERE d.candidate_id = $1 AND d.document = $2 AND `+standingPaper+`)`,
			candidateID, kind); err != nil || stands {
			return err
		}
		return db.setPaper(ctx, tx, actor, candidateID, kind, 0)
	})
}

// RemovePaper deletes the actor's own document of that kind; none is no error.
func (db *DB) RemovePaper(ctx context.Context, actor *app.Actor, kind string) error {
	if actor == nil || actor.AccountID == 0 {
		return app.ErrUnauthenticated
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		c, err := lockCandidate(ctx, tx, actor)
		if err != nil {
			return err
		}
		var ids []int64
		if err := tx.SelectContext(ctx, &ids, `
			SELECT d.id FROM candidate_documents d WHERE d.candidate_id = $1 AND d.document = $2`, c.ID, kind); err != nil || len(ids) == 0 {
			return err
		}
		if err := deletePapers(ctx, tx, `d.candidate_id = $1 AND d.document = $2`, c.ID, kind); err != nil {
			return err
		}
		return auditPaper(ctx, tx, actor, "paper.remove", ids[len(ids)-1], 0, map[string]any{"document": kind})
	})
}

// changePaper runs fn with the actor's profile locked, when there is such a
// kind of document and files of it are kept, or are not.
func (db *DB) changePaper(ctx context.Context, actor *app.Actor, kind string, upload bool, fn func(tx *sqlx.Tx, candidateID int64) error) error {
	if actor == nil || actor.AccountID == 0 {
		return app.ErrUnauthenticated
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		var uploads bool
		if err := tx.GetContext(ctx, &uploads, `SELECT upload FROM document_kinds WHERE code = $1 AND active FOR SHARE`, kind); err != nil {
			return err
		}
		if uploads != upload {
			return app.ErrPaperNotUploaded
		}
		c, err := lockCandidate(ctx, tx, actor)
		if err != nil {
			return err
		}
		return fn(tx, c.ID)
	})
}

func (db *DB) setPaper(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, candidateID int64, kind string, fileID int64) error {
	if _, err := tx.ExecContext(ctx, `
		UPDATE candidate_documents d SET replaced_at = $3 WHERE d.candidate_id = $1 AND d.document = $2 AND `+standingPaper, candidateID, kind, db.now()); err != nil {
		return err
	}
	var id int64
	if err := tx.GetContext(ctx, &id, `
		INSERT INTO candidate_documents (candidate_id, document, file_id, uploaded_at) VALUES ($1, $2, nullif($3::bigint, 0), $4) RETURNING id`,
		candidateID, kind, fileID, db.now()); err != nil {
		return err
	}
	return auditPaper(ctx, tx, actor, "paper.add", id, 0, map[string]any{"document": kind, "file": fileID != 0})
}

func auditPaper(ctx context.Context, tx sqlx.ExtContext, actor *app.Actor, action string, id, eventID int64, after map[string]any) error {
	return audit(ctx, tx, actor, auditEntry{Action: action, Entity: "paper", EntityID: id, EventID: eventID, After: after})
}

// deletePapers deletes papers, of a table aliased d, with their files.
func deletePapers(ctx context.Context, tx *sqlx.Tx, where string, args ...any) error {
	return deleteWithFiles(ctx, tx, `DELETE FROM candidate_documents d WHERE `+where+` RETURNING coalesce(d.file_id, 0)`, args...)
}

// deleteWithFiles runs a statement that deletes rows and returns which file
// each of them had, and then deletes those files that nobody else holds.
func deleteWithFiles(ctx context.Context, tx *sqlx.Tx, statement string, args ...any) error {
	var files []int64
	if err := tx.SelectContext(ctx, &files, statement, args...); err != nil {
		return err
	}
	return dropFiles(ctx, tx, files)
}

// OwnPaper returns the file of the actor's own document of that kind.
// Errors: app.ErrNotFound.
func (db *DB) OwnPaper(ctx context.Context, actor *app.Actor, kind string) (*File, error) {
	if actor == nil || actor.CandidateID == 0 {
		return nil, app.ErrNotFound
	}
	return db.openFile(ctx, `f.id = (
		SELECT d.file_id FROM candidate_documents d WHERE d.candidate_id = $1 AND d.document = $2 AND `+standingPaper+`)`, actor.CandidateID, kind)
}

// OpenSeats returns until when each of the actor's registrations that a
// selection gave a seat has to say yes, of those that have not answered.
func (db *DB) OpenSeats(ctx context.Context, actor *app.Actor) (map[int64]time.Time, error) {
	if actor == nil || actor.CandidateID == 0 {
		return nil, nil
	}
	var rows []struct {
		ID    int64     `db:"registration_id"`
		Until time.Time `db:"confirm_until"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT s.registration_id, s.confirm_until FROM selection_seats s JOIN registrations r ON r.id = s.registration_id
		WHERE r.candidate_id = $1 AND r.status = 'accepted' AND s.confirmed_at IS NULL AND s.ended_at IS NULL`, actor.CandidateID); err != nil {
		return nil, err
	}
	seats := make(map[int64]time.Time, len(rows))
	for _, r := range rows {
		seats[r.ID] = r.Until
	}
	return seats, nil
}

// SweepPapers deletes papers that were replaced, and those whose owner has not
// been seen, nor been registered for anything, for app.PapersKept.
func (db *DB) SweepPapers(ctx context.Context) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		if err := deletePapers(ctx, tx, `d.replaced_at < $1`, db.now().Add(-app.ReplacedPaperKept)); err != nil {
			return err
		}
		return deletePapers(ctx, tx, `d.uploaded_at < $1 AND NOT EXISTS (
			SELECT 1 FROM candidates c JOIN accounts a ON a.id = c.account_id WHERE c.id = d.candidate_id
			AND (greatest(a.seen_at, a.created_at, c.updated_at) >= $1
			     OR EXISTS (SELECT 1 FROM registrations r JOIN events e ON e.id = r.event_id WHERE r.candidate_id = c.id AND e.ends_at >= $1)
			     OR EXISTS (SELECT 1 FROM candidate_documents n WHERE n.candidate_id = c.id AND n.uploaded_at >= $1)))`, db.now().Add(-app.PapersKept))
	})
}
