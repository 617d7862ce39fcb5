package postgres

import (
	"context"
	"time"

	"github.com/lib/pq"
)

// PublishedJob is a public job with the moment it became one.
type PublishedJob struct {
	JobCard
	PublishedAt time.Time `db:"published_at"`
}

// PublishedJobs returns those of the jobs that are public now, the newest first.
func (db *DB) PublishedJobs(ctx context.Context, ids []int64) ([]PublishedJob, error) {
	stmt, err := db.prepared(ctx, `SELECT `+jobCardColumns+`, p.published_at`+publicJobs+` WHERE p.id = ANY ($1) ORDER BY p.published_at DESC, p.id DESC`)
	if err != nil {
		return nil, err
	}
	var jobs []PublishedJob
	err = stmt.SelectContext(ctx, &jobs, pq.Array(ids))
	return jobs, err
}
