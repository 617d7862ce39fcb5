package postgres

import (
	"context"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// PermitJob is a vacancy that stands under the same permit as another.
type PermitJob struct {
	ID      int64         `db:"id"`
	Title   string        `db:"title"`
	TitleEN string        `db:"title_en"`
	Status  app.JobStatus `db:"status"`
	Placed  int           `db:"placed"` // workers of this one
}

// PermitJobs returns the other jobs under the permit of a job, those that
// are public first.
func (db *DB) PermitJobs(ctx context.Context, jobID int64) ([]PermitJob, error) {
	var jobs []PermitJob
	err := db.sql.SelectContext(ctx, &jobs, `
		SELECT o.id, o.title, o.title_en, o.status,
		       (SELECT coalesce(sum(p.workers), 0) FROM job_placements p WHERE p.job_id = o.id AND p.permit_id = o.permit_id AND p.voided_at IS NULL) AS placed
		FROM jobs j JOIN jobs o ON o.permit_id = j.permit_id AND o.id <> j.id
		WHERE j.id = $1 ORDER BY o.status <> 'published', o.id LIMIT 100`, jobID)
	return jobs, err
}

// checkPermit holds what was entered of a permit that other jobs share against
// what is recorded of it, and fills in what was left empty. Only a verifier
// changes such a permit, and only through a job that stands under it already;
// it then changes for all of them. Errors: app.FieldErrors.
func checkPermit(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, j *app.Job, own int64) error {
	if j.SIP2MI == "" {
		return nil
	}
	var found []struct {
		Quota int        `db:"quota"`
		Until *time.Time `db:"valid_until"`
		Own   bool       `db:"own"`
	}
	if err := tx.SelectContext(ctx, &found, `
		SELECT m.quota, m.valid_until, EXISTS (SELECT 1 FROM jobs i WHERE i.id = $3 AND i.permit_id = m.id) AS own
		FROM permits m WHERE m.agency_id = $1 AND lower(m.number) = lower($2) AND EXISTS (SELECT 1 FROM jobs o WHERE o.permit_id = m.id AND o.id <> $3)
		FOR UPDATE OF m`, j.AgencyID, j.SIP2MI, own); err != nil || len(found) == 0 {
		return err
	}
	m := found[0]
	until := orZero(m.Until)
	if j.PermitQuota == 0 {
		j.PermitQuota = m.Quota
	}
	if j.PermitUntil.IsZero() {
		j.PermitUntil = until
	}
	if m.Own && actor.CanAll(app.VerifyJobs) {
		return nil
	}
	var errs app.FieldErrors
	if m.Quota > 0 && j.PermitQuota != m.Quota {
		errs = append(errs, app.FieldError{Field: "permit_quota", Key: "job.error.permit_quota", Args: []any{"quota", strconv.Itoa(m.Quota)}})
	}
	if !until.IsZero() && j.PermitUntil.Format(time.DateOnly) != until.Format(time.DateOnly) {
		errs = append(errs, app.FieldError{Field: "permit_until", Key: "job.error.permit_until", Args: []any{"until", until.Format("2/1/2006")}})
	}
	return errs.Err()
}

// permitJobs are the ids of all jobs under the permit of a job, that job first.
func permitJobs(ctx context.Context, tx *sqlx.Tx, jobID int64) ([]int64, error) {
	var ids []int64
	err := tx.SelectContext(ctx, &ids, `
		SELECT o.id FROM jobs j JOIN jobs o ON o.id = j.id OR o.permit_id = j.permit_id WHERE j.id = $1 ORDER BY o.id <> j.id, o.id`, jobID)
	return ids, err
}
