package postgres

import (
	"context"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// move locks a job, checks that it may become next, and writes that with what
// set adds, an audit row and a new version. A job that is there already stays
// as it is: a second click changes nothing.
func (db *DB) move(ctx context.Context, actor *app.Actor, id int64, next app.JobStatus, action string,
	set func(tx *sqlx.Tx, j *DeskJob, w *where) (columns string, after map[string]any, err error),
) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		j, err := lockJob(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if j.Status == next {
			return nil
		}
		if !j.Status.CanBecome(next) {
			return app.ErrJobState
		}
		var w where
		columns, after, err := set(tx, j, &w)
		if err != nil {
			return err
		}
		if columns != "" {
			columns = ", " + columns
		}
		if _, err := tx.ExecContext(ctx, `UPDATE jobs SET version = version + 1, status = `+w.arg(string(next))+`, updated_at = `+w.arg(db.now())+columns+
			` WHERE id = `+w.arg(id), w.args...); err != nil {
			return translate(err)
		}
		if after == nil {
			after = map[string]any{}
		}
		after["status"] = string(next)
		return audit(ctx, tx, actor, auditEntry{Action: action, Entity: "job", EntityID: id, Before: map[string]any{"status": string(j.Status)}, After: after})
	})
}

// SubmitJob sends a draft to review. What publishing needs may still be
// missing then; the verifier sees it.
//
// Errors: app.ErrNotFound, app.ErrJobState.
func (db *DB) SubmitJob(ctx context.Context, actor *app.Actor, id int64) error {
	return db.move(ctx, actor, id, app.JobInReview, "job.submit", func(_ *sqlx.Tx, j *DeskJob, w *where) (string, map[string]any, error) {
		if j.Status != app.JobDraft {
			return "", nil, app.ErrJobState
		}
		return "submitted_at = " + w.arg(db.now()), nil, nil
	})
}

// ReturnJob sends a job in review back to its writer with what to mend.
//
// Errors: app.ErrNotFound, app.ErrForbidden for who may not verify,
// app.ErrJobState, app.FieldErrors on "note".
func (db *DB) ReturnJob(ctx context.Context, actor *app.Actor, id int64, note string) error {
	if !actor.CanAll(app.VerifyJobs) {
		return app.ErrForbidden
	}
	if err := app.CheckNote("note", note); err != nil {
		return err
	}
	note = strings.TrimSpace(note)
	return db.move(ctx, actor, id, app.JobDraft, "job.return", func(tx *sqlx.Tx, j *DeskJob, _ *where) (string, map[string]any, error) {
		if j.Status != app.JobInReview {
			return "", nil, app.ErrJobState
		}
		account, name, _ := actorColumns(actor)
		_, err := tx.ExecContext(ctx, `INSERT INTO job_verifications (job_id, outcome, note, verified_by, verified_name, verified_at) VALUES ($1, 'returned', $2, $3, $4, $5)`,
			id, note, account, name, db.now())
		return "", map[string]any{"note": note}, err
	})
}

// PublishJob verifies a job in review and puts it on the public pages. The
// version is the one that the verifier saw. The verifier is neither its
// writer nor anybody who changed it since it was verified last.
//
// Errors: app.ErrNotFound, app.ErrForbidden for who may not verify,
// app.FieldErrors on the evidence, app.ErrFourEyes, app.ErrJobState,
// app.ErrJobChanged, app.ErrNotDone when app.Job.Publishable finds something.
func (db *DB) PublishJob(ctx context.Context, actor *app.Actor, id int64, version int, e app.Evidence) error {
	if !actor.CanAll(app.VerifyJobs) {
		return app.ErrForbidden
	}
	if err := e.Check().Err(); err != nil {
		return err
	}
	e.Text = strings.TrimSpace(e.Text)
	return db.move(ctx, actor, id, app.JobPublished, "job.publish", func(tx *sqlx.Tx, j *DeskJob, w *where) (string, map[string]any, error) {
		now := db.now()
		switch {
		case !app.FourEyes(actor.AccountID, j.WriterID, j.Editors):
			return "", nil, app.ErrFourEyes
		case j.Version != version:
			return "", nil, jobChanged(ctx, tx, id)
		case len(j.Publishable(now)) > 0:
			return "", nil, app.ErrNotDone
		}
		account, name, _ := actorColumns(actor)
		paper, err := keepPaper(ctx, tx, actor, e.Paper)
		if err != nil {
			return "", nil, err
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO job_verifications (job_id, outcome, evidence, file_id, verified_by, verified_name, verified_at) VALUES ($1, 'approved', $2, $3, $4, $5, $6)`,
			id, e.Text, orNull(paper), account, name, now); err != nil {
			return "", nil, err
		}
		at := w.arg(now)
		columns := "verified_by = " + w.arg(account) + ", verified_name = " + w.arg(name) + ", verified_at = " + at +
			// A corrected job keeps its age; one that was closed meanwhile is new again.
			", published_at = CASE WHEN published_at IS NULL OR closed_at > published_at THEN " + at + " ELSE published_at END"
		after := map[string]any{"evidence": e.Text, "checks": stringsOf(e.Checks)}
		if e.Paper != nil {
			after["paper"] = e.Paper.Name
		}
		return columns, after, nil
	})
}

// CloseJob takes a job out of use, with the reason.
//
// Errors: app.ErrNotFound, app.ErrJobState, app.FieldErrors on "reason".
func (db *DB) CloseJob(ctx context.Context, actor *app.Actor, id int64, reason string) error {
	if err := app.CheckNote("reason", reason); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	return db.move(ctx, actor, id, app.JobClosed, "job.close", func(_ *sqlx.Tx, _ *DeskJob, w *where) (string, map[string]any, error) {
		return "closed_at = " + w.arg(db.now()) + ", closed_reason = " + w.arg(reason), map[string]any{"reason": reason}, nil
	})
}

// ReopenJob makes a closed job a draft again; it has to be verified anew.
//
// Errors: app.ErrNotFound, app.ErrJobState.
func (db *DB) ReopenJob(ctx context.Context, actor *app.Actor, id int64) error {
	return db.move(ctx, actor, id, app.JobDraft, "job.reopen", func(_ *sqlx.Tx, j *DeskJob, _ *where) (string, map[string]any, error) {
		if j.Status != app.JobClosed {
			return "", nil, app.ErrJobState
		}
		return "closed_reason = '', verified_by = NULL, verified_name = '', verified_at = NULL", nil, nil
	})
}

// RevokePermit records that the SIP2MI of a job was revoked: every job under
// it leaves the public pages at once, whatever its state. Entering another
// SIP2MI number ends it for that job.
//
// Errors: app.ErrNotFound, app.ErrForbidden for who may not verify,
// app.FieldErrors on "reason", app.ErrRevokedOn for a day to come.
func (db *DB) RevokePermit(ctx context.Context, actor *app.Actor, id int64, on time.Time, reason string) error {
	return db.permit(ctx, actor, id, on, reason)
}

// RestorePermit takes a revocation back that was recorded by mistake or was
// lifted, with the reason.
//
// Errors: those of RevokePermit.
func (db *DB) RestorePermit(ctx context.Context, actor *app.Actor, id int64, reason string) error {
	return db.permit(ctx, actor, id, time.Time{}, reason)
}

func (db *DB) permit(ctx context.Context, actor *app.Actor, id int64, on time.Time, reason string) error {
	if !actor.CanAll(app.VerifyJobs) {
		return app.ErrForbidden
	}
	if err := app.CheckNote("reason", reason); err != nil {
		return err
	}
	if app.Day(on).After(app.Day(db.now())) {
		return app.ErrRevokedOn
	}
	reason = strings.TrimSpace(reason)
	action, kept := "job.revoke_permit", reason
	if on.IsZero() {
		action, kept = "job.restore_permit", ""
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		j, err := lockJob(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if j.PermitRevokedOn.IsZero() == on.IsZero() {
			return nil // stands already
		}
		if _, err := tx.ExecContext(ctx, `
			UPDATE jobs SET permit_revoked_on = $2, permit_revoked_reason = $3, version = version + 1, updated_at = $4 WHERE id = $1`,
			id, dateOrNull(on), kept, db.now()); err != nil {
			return translate(err)
		}
		all, err := permitJobs(ctx, tx, id)
		if err != nil {
			return err
		}
		return auditAll(ctx, tx, actor, auditEntry{
			Action: action, Entity: "job", Before: map[string]any{"permit_revoked_on": dateOrNull(j.PermitRevokedOn)},
			After: map[string]any{"permit_revoked_on": dateOrNull(on), "reason": reason},
		}, all)
	})
}
