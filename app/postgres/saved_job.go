package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// reminderDays is how many days before it closes a saved job is reminded of.
const reminderDays = 3

// SaveJob keeps a public job in the actor's own list. Saving it twice keeps
// it once. A job saved when it is about to close needs no reminder any more.
// Errors: app.ErrNotFound, app.ErrGone, a conflict when the list is full.
func (db *DB) SaveJob(ctx context.Context, actor *app.Actor, slug string) error {
	job, err := db.PublicJob(ctx, slug)
	if err != nil {
		return err
	}
	return db.ownProfile(ctx, actor, func(tx *sqlx.Tx, me candidateRow) error {
		var saved bool
		if err := tx.GetContext(ctx, &saved, `SELECT EXISTS (SELECT 1 FROM saved_jobs WHERE candidate_id = $1 AND job_id = $2)`, me.ID, job.ID); err != nil || saved {
			return err
		}
		var n int
		if err := tx.GetContext(ctx, &n, `SELECT count(*) FROM saved_jobs WHERE candidate_id = $1`, me.ID); err != nil {
			return err
		}
		if n >= app.MaxSavedJobs {
			return &app.Error{Kind: app.Conflict, Key: "saved.error.jobs_full", Args: []any{"max", app.MaxSavedJobs}}
		}
		now := db.now()
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO saved_jobs (candidate_id, job_id, saved_at, closing_told_at)
			VALUES ($1, $2, $3::timestamptz, CASE WHEN $4::date <= $5::date THEN $3::timestamptz END)`,
			me.ID, job.ID, now, dateOrNull(job.ClosesOn), dateOrNull(app.Day(now).AddDate(0, 0, reminderDays))); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "job.save", Entity: "job", EntityID: job.ID})
	})
}

// UnsaveJob takes a job, public or not, off the actor's own list. Doing it
// twice changes nothing more.
func (db *DB) UnsaveJob(ctx context.Context, actor *app.Actor, slug string) error {
	return db.ownProfile(ctx, actor, func(tx *sqlx.Tx, me candidateRow) error {
		var ids []int64
		if err := tx.SelectContext(ctx, &ids, `
			DELETE FROM saved_jobs s USING jobs j WHERE j.id = s.job_id AND j.slug = $2 AND s.candidate_id = $1 RETURNING j.id`, me.ID, slug); err != nil || len(ids) == 0 {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "job.unsave", Entity: "job", EntityID: ids[0]})
	})
}

// Saved returns which of the jobs are on the actor's own list.
func (db *DB) Saved(ctx context.Context, actor *app.Actor, jobIDs ...int64) (map[int64]bool, error) {
	saved := map[int64]bool{}
	if actor == nil || actor.AccountID == 0 {
		return saved, nil
	}
	stmt, err := db.prepared(ctx, `
		SELECT s.job_id FROM saved_jobs s JOIN candidates c ON c.id = s.candidate_id WHERE c.account_id = $1 AND s.job_id = ANY ($2)`)
	if err != nil {
		return nil, err
	}
	var ids []int64
	err = stmt.SelectContext(ctx, &ids, actor.AccountID, pq.Array(jobIDs))
	for _, id := range ids {
		saved[id] = true
	}
	return saved, err
}

// SavedJob is a job on somebody's list, as far as the list shows it.
type SavedJob struct {
	ID        int64     `db:"id"`
	Slug      string    `db:"slug"`
	Title     string    `db:"title"`
	TitleEN   string    `db:"title_en"`
	City      string    `db:"city"`
	Country   string    `db:"country"`
	CountryID string    `db:"name_id"`
	CountryEN string    `db:"name_en"`
	Agency    string    `db:"agency_name"`
	ClosesOn  time.Time `db:"closes_on"`
	SavedAt   time.Time `db:"saved_at"`
	Public    bool      `db:"public"`
}

const savedJobColumns = `p.id, p.slug, p.title, p.title_en, p.city, p.country, p.name_id, p.name_en, p.agency_name, coalesce(p.closes_on, '0001-01-01') AS closes_on, s.saved_at,
	EXISTS (SELECT 1 FROM public_jobs o WHERE o.id = p.id) AS public`

// SavedJobs returns the actor's own list: those that are public first, the
// one that closes first at the top; the others after them.
func (db *DB) SavedJobs(ctx context.Context, actor *app.Actor) ([]SavedJob, error) {
	if actor == nil || actor.AccountID == 0 {
		return nil, app.ErrUnauthenticated
	}
	var jobs []SavedJob
	err := db.sql.SelectContext(ctx, &jobs, `
		SELECT `+savedJobColumns+` FROM saved_jobs s JOIN candidates c ON c.id = s.candidate_id JOIN all_jobs p ON p.id = s.job_id
		WHERE c.account_id = $1 ORDER BY public DESC, CASE WHEN p.closes_on >= $2 THEN p.closes_on END, s.saved_at DESC, p.id`,
		actor.AccountID, dateOrNull(app.Day(db.now())))
	return jobs, err
}

// SavedJobAlerts reports whether the actor wants to be reminded of saved jobs.
func (db *DB) SavedJobAlerts(ctx context.Context, actor *app.Actor) (bool, error) {
	if actor == nil || actor.AccountID == 0 {
		return false, app.ErrUnauthenticated
	}
	var on bool
	err := db.sql.GetContext(ctx, &on, `SELECT coalesce((SELECT saved_job_alerts FROM candidates WHERE account_id = $1), true)`, actor.AccountID)
	return on, err
}

// SetSavedJobAlerts turns the reminders of the actor's saved jobs on or off.
func (db *DB) SetSavedJobAlerts(ctx context.Context, actor *app.Actor, on bool) error {
	return db.ownProfile(ctx, actor, func(tx *sqlx.Tx, me candidateRow) error {
		return setSavedJobAlerts(ctx, tx, actor, me.ID, on)
	})
}

func setSavedJobAlerts(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, candidateID int64, on bool) error {
	r, err := tx.ExecContext(ctx, `UPDATE candidates SET saved_job_alerts = $2 WHERE id = $1 AND saved_job_alerts <> $2`, candidateID, on)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return audit(ctx, tx, actor, auditEntry{
		Action: "candidate.saved_job_alerts", Entity: "candidate", EntityID: candidateID, After: map[string]any{"on": on},
	})
}
