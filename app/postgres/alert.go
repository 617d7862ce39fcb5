package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
	"gerbang/app/find"
)

// SearchWork names a search and the jobs it announces, the newest first.
type SearchWork struct {
	SearchID int64   `json:"search_id"`
	JobIDs   []int64 `json:"job_ids"`
}

// SavedJobsWork names saved jobs that a candidate is told of: that they close
// soon, or that they left the public pages early.
type SavedJobsWork struct {
	CandidateID int64   `json:"candidate_id"`
	JobIDs      []int64 `json:"job_ids"`
	Closing     bool    `json:"closing"`
}

const (
	// alertBatch is how many searches one transaction looks after.
	alertBatch = 200
	// settling is how long after its publication a job is looked for again: the
	// transaction that published it may commit after others that began later.
	settling = 2 * time.Minute
	// absence is how long a saved job must be off the public pages before that
	// is told: one that is corrected is soon back.
	absence = 30 * time.Minute
)

type dueSearch struct {
	ID        int64         `db:"id"`
	Query     string        `db:"query"`
	Frequency app.Frequency `db:"frequency"`
	Watermark time.Time     `db:"watermark"`
	Silent    bool          `db:"silent"` // its owner's account is disabled
}

// AlertSearches looks for new jobs on behalf of the saved searches that are
// due and queues a message for each that found some. The row of a search is
// locked, its announced jobs are kept, and message and watermark are written
// in one transaction: any number of replicas announce a job once per search.
func (db *DB) AlertSearches(ctx context.Context) error {
	for {
		start := db.now()
		wanted, err := db.searchesDue(ctx, start)
		if err != nil || !wanted {
			return err
		}
		index, err := db.JobIndex(ctx)
		if err != nil {
			return err
		}
		done := 0
		err = db.InTx(ctx, func(tx *sqlx.Tx) error {
			done, err = db.alertSearches(ctx, tx, index, start)
			return err
		})
		if err != nil || done < alertBatch {
			return err
		}
	}
}

// dueNow selects searches to look after at $1: those of a time of day when it
// has come, the immediate ones when a job has come since.
const dueNow = ` FROM saved_searches s WHERE s.frequency <> 'off' AND s.due_at <= $1
	AND (s.frequency <> 'instant' OR s.watermark < (SELECT max(published_at) FROM public_jobs))`

func (db *DB) searchesDue(ctx context.Context, now time.Time) (bool, error) {
	var due bool
	err := db.sql.GetContext(ctx, &due, `SELECT EXISTS (SELECT 1`+dueNow+`)`, now)
	return due, err
}

func (db *DB) alertSearches(ctx context.Context, tx *sqlx.Tx, index *find.Index, start time.Time) (int, error) {
	var due []dueSearch
	if err := tx.SelectContext(ctx, &due, `
		SELECT s.id, s.query, s.frequency, s.watermark,
		       EXISTS (SELECT 1 FROM candidates c JOIN accounts a ON a.id = c.account_id WHERE c.id = s.candidate_id AND a.disabled_at IS NOT NULL) AS silent
		`+dueNow+` ORDER BY s.due_at, s.id LIMIT $2 FOR UPDATE OF s SKIP LOCKED`, start, alertBatch); err != nil || len(due) == 0 {
		return 0, err
	}
	fresh := newJobs(index, due, start)
	for _, s := range due {
		if !s.Silent {
			if err := db.announce(ctx, tx, fresh, s); err != nil {
				return 0, err
			}
		}
		if _, err := tx.ExecContext(ctx, `UPDATE saved_searches SET watermark = greatest(watermark, $2), due_at = $3 WHERE id = $1`,
			s.ID, start.Add(-settling), s.Frequency.Next(start)); err != nil {
			return 0, err
		}
	}
	return len(due), nil
}

// newJobs is the index of the jobs that are new to any of the searches.
func newJobs(index *find.Index, due []dueSearch, now time.Time) *find.Index {
	oldest := slices.MinFunc(due, func(a, b dueSearch) int { return a.Watermark.Compare(b.Watermark) }).Watermark
	jobs := index.Jobs()
	n := 0
	for n < len(jobs) && jobs[n].PublishedAt.After(oldest) {
		n++
	}
	return find.NewIndex(slices.Clone(jobs[:n]), now)
}

// announce queues the message of one search, if it has anything to tell.
func (db *DB) announce(ctx context.Context, tx *sqlx.Tx, fresh *find.Index, s dueSearch) error {
	ids, err := db.publishedSince(ctx, fresh, find.ParseString(s.Query), s.Watermark)
	if err != nil || len(ids) == 0 {
		return err
	}
	var told []int64
	if err := tx.SelectContext(ctx, &told, `
		INSERT INTO saved_search_jobs (search_id, job_id) SELECT $1, id FROM unnest($2::bigint[]) id
		ON CONFLICT DO NOTHING RETURNING job_id`, s.ID, pq.Array(ids)); err != nil || len(told) == 0 {
		return err
	}
	ids = slices.DeleteFunc(ids, func(id int64) bool { return !slices.Contains(told, id) })
	return enqueue(ctx, tx, WorkSearchAlert, SearchWork{SearchID: s.ID, JobIDs: ids})
}

// AlertSavedJobs queues messages about saved jobs that close within three days
// and about those that left the public pages before their day, once each and
// not at night. Any number of replicas may run it at once: who is told is
// decided by the update that marks it.
func (db *DB) AlertSavedJobs(ctx context.Context) error {
	now := db.now()
	if !app.Awake(now) {
		return nil
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		today := app.Day(now)
		if err := tellSaved(ctx, tx, true, `
			UPDATE saved_jobs s SET closing_told_at = $1::timestamptz FROM public_jobs p
			WHERE p.id = s.job_id AND s.closing_told_at IS NULL AND p.closes_on <= $2::date
			RETURNING s.candidate_id, s.job_id`, now, dateOrNull(today.AddDate(0, 0, reminderDays))); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			UPDATE saved_jobs s SET missing_since = NULL WHERE s.missing_since IS NOT NULL AND s.gone_told_at IS NULL
			  AND EXISTS (SELECT 1 FROM public_jobs p WHERE p.id = s.job_id)`); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			UPDATE saved_jobs s SET missing_since = $1 FROM jobs j
			WHERE j.id = s.job_id AND j.closes_on >= $2::date AND s.missing_since IS NULL AND s.gone_told_at IS NULL
			  AND NOT EXISTS (SELECT 1 FROM public_jobs p WHERE p.id = s.job_id)`, now, dateOrNull(today)); err != nil {
			return err
		}
		return tellSaved(ctx, tx, false, `
			UPDATE saved_jobs s SET gone_told_at = now() FROM jobs j
			WHERE j.id = s.job_id AND j.closes_on >= $2::date AND s.missing_since <= $1::timestamptz AND s.gone_told_at IS NULL
			  AND NOT EXISTS (SELECT 1 FROM public_jobs p WHERE p.id = s.job_id)
			RETURNING s.candidate_id, s.job_id`, now.Add(-absence), dateOrNull(today))
	})
}

// tellSaved marks saved jobs and queues one message for each candidate among
// their owners who wants them.
func tellSaved(ctx context.Context, tx *sqlx.Tx, closing bool, mark string, args ...any) error {
	var rows []struct {
		CandidateID int64         `db:"candidate_id"`
		JobIDs      pq.Int64Array `db:"job_ids"`
	}
	if err := tx.SelectContext(ctx, &rows, `
		WITH marked AS (`+mark+`)
		SELECT m.candidate_id, array_agg(m.job_id ORDER BY m.job_id) AS job_ids FROM marked m
		JOIN candidates c ON c.id = m.candidate_id JOIN accounts a ON a.id = c.account_id
		WHERE c.saved_job_alerts AND a.disabled_at IS NULL GROUP BY m.candidate_id ORDER BY m.candidate_id`, args...); err != nil {
		return err
	}
	for _, r := range rows {
		if err := enqueue(ctx, tx, WorkSavedJobs, SavedJobsWork{CandidateID: r.CandidateID, JobIDs: r.JobIDs, Closing: closing}); err != nil {
			return err
		}
	}
	return nil
}

// SearchAlert is what a message about a saved search tells.
type SearchAlert struct {
	SavedSearch
	CandidateID int64     `db:"candidate_id"`
	Jobs        []JobCard // those announced that are still public, in the order they were found
}

// SearchForAlert returns a search with those of the jobs that are public now.
// Errors: app.ErrNotFound when its owner has removed it.
func (db *DB) SearchForAlert(ctx context.Context, w SearchWork) (*SearchAlert, error) {
	var a SearchAlert
	if err := db.sql.GetContext(ctx, &a, `SELECT `+savedSearchColumns+`, s.candidate_id FROM saved_searches s WHERE s.id = $1`, w.SearchID); err != nil {
		return nil, translate(err)
	}
	var err error
	a.Jobs, err = db.publicAmong(ctx, w.JobIDs)
	return &a, err
}

// publicAmong returns the jobs that are public now, in the given order.
func (db *DB) publicAmong(ctx context.Context, ids []int64) ([]JobCard, error) {
	var cards []JobCard
	err := db.sql.SelectContext(ctx, &cards, `
		SELECT `+jobCardColumns+``+publicJobs+` JOIN unnest($1::bigint[]) WITH ORDINALITY AS o (id, place) ON o.id = p.id ORDER BY o.place`, pq.Array(ids))
	return cards, err
}

// SavedJobsForAlert returns those of the jobs that its message is still true
// of: public ones that close soon, or ones that have left.
func (db *DB) SavedJobsForAlert(ctx context.Context, w SavedJobsWork) ([]SavedJob, error) {
	var jobs []SavedJob
	err := db.sql.SelectContext(ctx, &jobs, `
		SELECT `+savedJobColumns+` FROM saved_jobs s JOIN all_jobs p ON p.id = s.job_id
		WHERE s.candidate_id = $1 AND p.id = ANY ($2) ORDER BY p.closes_on, p.id`, w.CandidateID, pq.Array(w.JobIDs))
	return slices.DeleteFunc(jobs, func(j SavedJob) bool { return j.Public != w.Closing }), err
}
