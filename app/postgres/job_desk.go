package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// DeskJob is a vacancy as those see it who keep it.
type DeskJob struct {
	app.Job
	Version               int     // grows with each change of content or state
	WriterID              int64   // account; 0 when not known
	Editors               []int64 // accounts that changed it since it was verified last
	WrittenBy, EditedBy   string
	Returned              bool // the last decision of a verifier sent it back
	SubmittedAt, ClosedAt time.Time
	CreatedAt, UpdatedAt  time.Time
}

const deskJobColumns = jobColumns + `, j.version, coalesce(j.written_by, 0) AS written_by, j.editors,
	coalesce(nullif(j.written_name, ''), (SELECT name FROM accounts WHERE id = j.written_by), '') AS written_name,
	coalesce(nullif(j.edited_name, ''), (SELECT name FROM accounts WHERE id = j.edited_by), '') AS edited_name,
	j.submitted_at, j.closed_at, j.created_at, j.updated_at, ` + returnedSQL + ` AS returned`

// returnedSQL tells of a job j whether the last decision on it sent it back.
const returnedSQL = `coalesce((SELECT v.outcome = 'returned' FROM job_verifications v WHERE v.job_id = j.id ORDER BY v.id DESC LIMIT 1), false)`

// deskJobs is what the desk reads: the table for what only staff see, the
// view for everything else.
const deskJobs = ` FROM jobs j JOIN all_jobs p ON p.id = j.id`

type deskJobRow struct {
	jobRow
	Version     int           `db:"version"`
	WriterID    int64         `db:"written_by"`
	Editors     pq.Int64Array `db:"editors"`
	WrittenBy   string        `db:"written_name"`
	EditedBy    string        `db:"edited_name"`
	SubmittedAt *time.Time    `db:"submitted_at"`
	ClosedAt    *time.Time    `db:"closed_at"`
	CreatedAt   time.Time     `db:"created_at"`
	UpdatedAt   time.Time     `db:"updated_at"`
	Returned    bool          `db:"returned"`
}

func (r *deskJobRow) job() *DeskJob {
	return &DeskJob{
		Job: *r.jobRow.job(), Version: r.Version, WriterID: r.WriterID, Editors: r.Editors, WrittenBy: r.WrittenBy, EditedBy: r.EditedBy,
		Returned: r.Returned, SubmittedAt: orZero(r.SubmittedAt), ClosedAt: orZero(r.ClosedAt), CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt,
	}
}

// JobForDesk returns the job with its costs.
//
// Errors: app.ErrNotFound when it is not the actor's to edit.
func (db *DB) JobForDesk(ctx context.Context, actor *app.Actor, id int64) (*DeskJob, error) {
	return deskJob(ctx, db.sql, actor, id)
}

// lockJob is JobForDesk within a transaction, with the row locked. The lock is
// a statement of its own: one that waited for it would read the rest of its
// join, the view, as it was before. The permit comes first: jobs that share
// it change with it.
func lockJob(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, id int64) (*DeskJob, error) {
	if _, err := tx.ExecContext(ctx, `SELECT 1 FROM permits WHERE id = (SELECT permit_id FROM jobs WHERE id = $1) FOR UPDATE`, id); err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, `SELECT 1 FROM jobs WHERE id = $1 FOR UPDATE`, id); err != nil {
		return nil, err
	}
	return deskJob(ctx, tx, actor, id)
}

func deskJob(ctx context.Context, q sqlx.QueryerContext, actor *app.Actor, id int64) (*DeskJob, error) {
	if !actor.Can(app.EditJobs) {
		return nil, app.ErrNotFound
	}
	var r deskJobRow
	if err := sqlx.GetContext(ctx, q, &r, `SELECT `+deskJobColumns+deskJobs+` WHERE j.id = $1`, id); err != nil {
		return nil, translate(err)
	}
	if !actor.CanAgency(app.EditJobs, r.AgencyID) {
		return nil, app.ErrNotFound
	}
	j := r.job()
	var err error
	j.Costs, err = costsOf(ctx, q, id)
	return j, err
}

// Verifications returns the decisions on a job, the newest first.
func (db *DB) Verifications(ctx context.Context, jobID int64) ([]app.Verification, error) {
	var rows []struct {
		Key        string    `db:"key"`
		Name       string    `db:"name"`
		Type       string    `db:"content_type"`
		Size       int       `db:"size"`
		Outcome    string    `db:"outcome"`
		Evidence   string    `db:"evidence"`
		Note       string    `db:"note"`
		VerifiedBy string    `db:"verified_name"`
		VerifiedAt time.Time `db:"verified_at"`
	}
	err := db.sql.SelectContext(ctx, &rows, `
		SELECT v.outcome, v.evidence, v.note, v.verified_name, v.verified_at, coalesce(f.key, '') AS key, coalesce(f.name, '') AS name,
		       coalesce(f.content_type, '') AS content_type, coalesce(length(f.body), 0) AS size
		FROM job_verifications v LEFT JOIN files f ON f.id = v.file_id WHERE v.job_id = $1 ORDER BY v.id DESC LIMIT 50`, jobID)
	out := make([]app.Verification, len(rows))
	for i, r := range rows {
		out[i] = app.Verification{Approved: r.Outcome == "approved", Evidence: r.Evidence, Note: r.Note, VerifiedBy: r.VerifiedBy, VerifiedAt: r.VerifiedAt}
		if r.Key != "" {
			out[i].Paper = &app.Paper{Key: r.Key, Name: r.Name, Type: r.Type, Size: r.Size}
		}
	}
	return out, err
}

// keepPaper keeps a copy of what a verification rests on and returns its id;
// 0 without one.
func keepPaper(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, p *app.Paper) (int64, error) {
	if p == nil {
		return 0, nil
	}
	f := File{ContentType: p.Type, Name: p.Name, Width: p.Width, Height: p.Height, Body: p.Data}
	err := addFile(ctx, tx, &f, actor.AccountID)
	return f.ID, err
}

// EvidenceFile returns the file with that key that a verification of the job
// rests on. Errors: app.ErrNotFound, also for who may not edit the job.
func (db *DB) EvidenceFile(ctx context.Context, actor *app.Actor, jobID int64, key string) (*File, error) {
	if _, err := db.JobForDesk(ctx, actor, jobID); err != nil {
		return nil, err
	}
	var f File
	err := db.sql.GetContext(ctx, &f, `
		SELECT `+fileColumns+` FROM files f WHERE f.key = $2 AND EXISTS (SELECT FROM job_verifications v WHERE v.job_id = $1 AND v.file_id = f.id)`, jobID, key)
	return &f, translate(err)
}

// JobHistory returns what was done to a job, the newest first. At most limit entries.
func (db *DB) JobHistory(ctx context.Context, jobID int64, limit int) ([]AuditRow, error) {
	rows, _, err := db.AuditTrail(ctx, AuditFilter{Entity: "job", EntityID: jobID, Limit: limit})
	return rows, err
}

// jobChanged returns app.ErrJobChanged with who changed the job last and when.
func jobChanged(ctx context.Context, q sqlx.QueryerContext, id int64) error {
	var last []struct {
		Actor string    `db:"actor"`
		At    time.Time `db:"at"`
	}
	if err := sqlx.SelectContext(ctx, q, &last, `SELECT actor, at FROM audit_log WHERE entity = 'job' AND entity_id = $1 ORDER BY id DESC LIMIT 1`, id); err != nil {
		return err
	}
	if len(last) == 0 {
		return app.ErrJobChanged.With("name", "Gerbang", "at", time.Time{})
	}
	return app.ErrJobChanged.With("name", last[0].Actor, "at", last[0].At)
}
