package postgres

import (
	"context"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// RecordPlacement records workers who were placed under a job's permit and
// returns what is left of it. The same request twice is recorded once. When
// nothing is left the job leaves the public pages with this transaction.
//
// Errors: app.ErrNotFound when the job is not the actor's to edit,
// app.FieldErrors, app.ErrQuotaLeft when the permit has fewer places.
func (db *DB) RecordPlacement(ctx context.Context, actor *app.Actor, jobID int64, p app.JobPlacement) (left int, err error) {
	p.Note = strings.TrimSpace(p.Note)
	if err := p.Check(db.now()).Err(); err != nil {
		return 0, err
	}
	err = db.InTx(ctx, func(tx *sqlx.Tx) error {
		j, err := lockJob(ctx, tx, actor, jobID)
		if err != nil {
			return err
		}
		left = j.PermitLeft
		var repeated bool
		if err := tx.GetContext(ctx, &repeated, `SELECT EXISTS (SELECT 1 FROM job_placements WHERE request_id = $1 AND job_id = $2)`, p.RequestID, jobID); err != nil || repeated {
			return err
		}
		if p.Workers > j.PermitLeft {
			return app.ErrQuotaLeft.With("left", j.PermitLeft)
		}
		left = j.PermitLeft - p.Workers
		account, name, _ := actorColumns(actor)
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO job_placements (job_id, permit_id, request_id, workers, placed_on, note, recorded_by, recorded_name, recorded_at)
			VALUES ($1, (SELECT permit_id FROM jobs WHERE id = $1), $2, $3, $4, $5, $6, $7, $8)`, jobID, p.RequestID, p.Workers, dateOrNull(p.PlacedOn), p.Note, account, name, db.now()); err != nil {
			return translate(err)
		}
		return db.movePermit(ctx, tx, actor, j, "job.place", left, map[string]any{"workers": p.Workers, "placed_on": dateOrNull(p.PlacedOn), "note": p.Note})
	})
	return left, err
}

// VoidPlacement takes back a placement that was recorded by mistake; its
// places return to the permit. Voiding twice does nothing more.
//
// Errors: app.ErrNotFound, app.ErrForbidden for who keeps one agency's jobs
// only, app.FieldErrors on "reason".
func (db *DB) VoidPlacement(ctx context.Context, actor *app.Actor, jobID, placementID int64, reason string) error {
	if !actor.CanAll(app.EditJobs) {
		return app.ErrForbidden
	}
	if err := app.CheckNote("reason", reason); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		j, err := lockJob(ctx, tx, actor, jobID)
		if err != nil {
			return err
		}
		var p struct {
			Workers int   `db:"workers"`
			Voided  bool  `db:"voided"`
			Permit  int64 `db:"former"` // the permit it ran down, when the job has another by now
		}
		if err := tx.GetContext(ctx, &p, `
			SELECT p.workers, p.voided_at IS NOT NULL AS voided, CASE WHEN p.permit_id <> j.permit_id THEN p.permit_id ELSE 0 END AS former
			FROM job_placements p JOIN jobs j ON j.id = p.job_id WHERE p.id = $1 AND p.job_id = $2`, placementID, jobID); err != nil {
			return translate(err)
		}
		if p.Voided {
			return nil
		}
		_, name, _ := actorColumns(actor)
		if _, err := tx.ExecContext(ctx, `UPDATE job_placements SET voided_at = $2, void_reason = $3, voided_name = $4 WHERE id = $1`,
			placementID, db.now(), reason, name); err != nil {
			return err
		}
		if p.Permit != 0 {
			if _, err := tx.ExecContext(ctx, `UPDATE permits SET placed = placed - $2 WHERE id = $1`, p.Permit, p.Workers); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `SELECT mirror_permit($1)`, p.Permit); err != nil {
				return err
			}
			p.Workers = 0 // of the permit that the job has now
		}
		return db.movePermit(ctx, tx, actor, j, "job.void_placement", j.PermitLeft+p.Workers, map[string]any{"workers": p.Workers, "reason": reason})
	})
}

// movePermit writes what is left of a permit, for all jobs under it. The
// version stays: who edits the job's content meanwhile is not in the way.
func (db *DB) movePermit(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, j *DeskJob, action string, left int, after map[string]any) error {
	if _, err := tx.ExecContext(ctx, `UPDATE jobs SET permit_left = $2 WHERE id = $1`, j.ID, left); err != nil {
		return translate(err)
	}
	after["permit_left"] = left
	return audit(ctx, tx, actor, auditEntry{Action: action, Entity: "job", EntityID: j.ID, Before: map[string]any{"permit_left": j.PermitLeft}, After: after})
}

// Placements returns the placements under a job's permit, the newest first,
// those that were voided included.
func (db *DB) Placements(ctx context.Context, jobID int64) ([]app.JobPlacement, error) {
	var rows []struct {
		ID         int64      `db:"id"`
		Workers    int        `db:"workers"`
		PlacedOn   time.Time  `db:"placed_on"`
		Note       string     `db:"note"`
		RecordedBy string     `db:"recorded_name"`
		RecordedAt time.Time  `db:"recorded_at"`
		VoidedAt   *time.Time `db:"voided_at"`
		VoidReason string     `db:"void_reason"`
		VoidedBy   string     `db:"voided_name"`
	}
	err := db.sql.SelectContext(ctx, &rows, `
		SELECT id, workers, placed_on, note, recorded_name, recorded_at, voided_at, void_reason, voided_name
		FROM job_placements WHERE job_id = $1 ORDER BY placed_on DESC, id DESC LIMIT 200`, jobID)
	out := make([]app.JobPlacement, len(rows))
	for i, r := range rows {
		out[i] = app.JobPlacement{
			ID: r.ID, Workers: r.Workers, PlacedOn: r.PlacedOn, Note: r.Note, RecordedBy: r.RecordedBy, RecordedAt: r.RecordedAt,
			VoidedAt: orZero(r.VoidedAt), VoidReason: r.VoidReason, VoidedBy: r.VoidedBy,
		}
	}
	return out, err
}
