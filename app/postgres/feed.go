package postgres

import (
	"context"
	"time"
)

// PublishedJob is a public job with the moment it became one.
type PublishedJob struct {
	JobCard
	PublishedAt time.Time `db:"published_at"`
}

// NewestJobs returns the public jobs that came last, at most limit of them.
func (db *DB) NewestJobs(ctx context.Context, limit int) ([]PublishedJob, error) {
	stmt, err := db.prepared(ctx, `SELECT `+jobCardColumns+`, p.published_at`+publicJobs+` ORDER BY p.published_at DESC, p.id DESC LIMIT $1`)
	if err != nil {
		return nil, err
	}
	var jobs []PublishedJob
	err = stmt.SelectContext(ctx, &jobs, limit)
	return jobs, err
}
