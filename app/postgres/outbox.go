package postgres

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
	"gerbang/app/worker"
)

// Kinds of outbox work. The payload of each is the type beside it.
const (
	WorkLoginCode    = "login.code"           // LoginCodeWork
	WorkRegistration = "registration.message" // RegistrationWork
	WorkNIKNotice    = "candidate.nik_notice" // CandidateWork: somebody else tried this NIK
	WorkSearchAlert  = "search.alert"         // SearchWork: new jobs for a saved search
	WorkSavedJobs    = "job.saved"            // SavedJobsWork: saved jobs close soon or have left
)

// priorities of kinds of work; those not named have 0.
var priorities = map[string]int{WorkLoginCode: 1, WorkReportUrgent: 1, WorkBulk: -1}

// RegistrationWork names the registration a message is about, and why it is sent.
type RegistrationWork struct {
	RegistrationID int64           `json:"registration_id"`
	Message        app.MessageKind `json:"message"`
}

// CandidateWork names the candidate a message is for.
type CandidateWork struct {
	CandidateID int64 `json:"candidate_id"`
}

// enqueue writes a piece of work in the transaction that causes it.
func enqueue(ctx context.Context, tx sqlx.ExtContext, kind string, payload any) error {
	return enqueueAfter(ctx, tx, kind, payload, 0)
}

// enqueueAfter is enqueue for work that is to wait before it is begun.
func enqueueAfter(ctx context.Context, tx sqlx.ExtContext, kind string, payload any, wait time.Duration) error {
	b, err := json.Marshal(payload)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO outbox (kind, payload, priority, run_at) VALUES ($1, $2, $3, now() + $4 * interval '1 second')`,
		kind, string(b), priorities[kind], wait.Seconds())
	return err
}

// tell queues a message about a registration in the transaction that gives
// the reason for it.
func tell(ctx context.Context, tx sqlx.ExtContext, registrationID int64, kind app.MessageKind) error {
	return enqueue(ctx, tx, WorkRegistration, RegistrationWork{RegistrationID: registrationID, Message: kind})
}

// tellAll is tell for many whom the same is told.
func tellAll(ctx context.Context, tx sqlx.ExtContext, registrations []int64, kind app.MessageKind) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO outbox (kind, payload)
		SELECT '`+WorkRegistration+`', jsonb_build_object('registration_id', i.id, 'message', $2::text) FROM unnest($1::bigint[]) WITH ORDINALITY AS i (id, ord) ORDER BY i.ord`,
		pq.Array(registrations), string(kind))
	return err
}

// Claim takes up to n pieces of ready work for the named worker. Each is the
// worker's alone until the lease ends; then another may take it again, so a
// crash loses nothing.
func (db *DB) Claim(ctx context.Context, name string, n int, lease time.Duration) ([]worker.Task, error) {
	var rows []struct {
		ID          int64  `db:"id"`
		Kind        string `db:"kind"`
		Payload     []byte `db:"payload"`
		Attempts    int    `db:"attempts"`
		MaxAttempts int    `db:"max_attempts"`
	}
	err := db.sql.SelectContext(ctx, &rows, `
		UPDATE outbox SET claimed_by = $1, claimed_till = now() + $3 * interval '1 second', attempts = attempts + 1
		WHERE id IN (
			SELECT id FROM outbox
			WHERE done_at IS NULL AND dead_at IS NULL AND run_at <= now() AND (claimed_till IS NULL OR claimed_till < now())
			ORDER BY priority DESC, run_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)
		RETURNING id, kind, payload, attempts, max_attempts`, name, n, lease.Seconds())
	if err != nil {
		return nil, err
	}
	tasks := make([]worker.Task, len(rows))
	for i, r := range rows {
		tasks[i] = worker.Task{ID: r.ID, Kind: r.Kind, Payload: r.Payload, Attempt: r.Attempts, MaxAttempts: r.MaxAttempts}
	}
	return tasks, nil
}

// Complete marks a piece of work as done.
func (db *DB) Complete(ctx context.Context, id int64) error {
	_, err := db.sql.ExecContext(ctx, `UPDATE outbox SET done_at = now(), claimed_till = NULL, last_error = '' WHERE id = $1`, id)
	return err
}

// Retry gives a piece of work back, to be taken again after the given time.
func (db *DB) Retry(ctx context.Context, id int64, after time.Duration, reason string) error {
	_, err := db.sql.ExecContext(ctx, `
		UPDATE outbox SET run_at = now() + $2 * interval '1 second', claimed_till = NULL, last_error = left($3, 500)
		WHERE id = $1`, id, after.Seconds(), reason)
	return err
}

// Postpone gives a piece of work back whose turn had not come: the attempt
// does not count, and it is not shown as failing.
func (db *DB) Postpone(ctx context.Context, id int64, after time.Duration, _ string) error {
	_, err := db.sql.ExecContext(ctx, `
		UPDATE outbox SET run_at = now() + $2 * interval '1 second', claimed_till = NULL, attempts = greatest(attempts - 1, 0) WHERE id = $1`,
		id, after.Seconds())
	return err
}

// Bury gives a piece of work up. It stays visible to admins, who may revive it.
func (db *DB) Bury(ctx context.Context, id int64, reason string) error {
	_, err := db.sql.ExecContext(ctx, `
		UPDATE outbox SET dead_at = now(), claimed_till = NULL, last_error = left($2, 500) WHERE id = $1`, id, reason)
	return err
}

// QueueRow is one piece of work as admins see it.
type QueueRow struct {
	ID        int64      `db:"id"`
	Kind      string     `db:"kind"`
	Attempts  int        `db:"attempts"`
	LastError string     `db:"last_error"`
	CreatedAt time.Time  `db:"created_at"`
	RunAt     time.Time  `db:"run_at"`
	DeadAt    *time.Time `db:"dead_at"`
}

// QueueCounts are how much work there is.
type QueueCounts struct {
	Waiting int `db:"waiting"`
	Failing int `db:"failing"` // tried at least once, to be tried again
	Dead    int `db:"dead"`
}

// Queue returns the counts and the newest dead or failing pieces of work.
func (db *DB) Queue(ctx context.Context, limit int) (QueueCounts, []QueueRow, error) {
	var c QueueCounts
	if err := db.sql.GetContext(ctx, &c, `
		SELECT count(*) FILTER (WHERE dead_at IS NULL) AS waiting,
		       count(*) FILTER (WHERE dead_at IS NULL AND last_error <> '') AS failing,
		       count(*) FILTER (WHERE dead_at IS NOT NULL) AS dead
		FROM outbox WHERE done_at IS NULL`); err != nil {
		return c, nil, err
	}
	var rows []QueueRow
	err := db.sql.SelectContext(ctx, &rows, `
		SELECT id, kind, attempts, last_error, created_at, run_at, dead_at FROM outbox
		WHERE done_at IS NULL AND (dead_at IS NOT NULL OR last_error <> '')
		ORDER BY coalesce(dead_at, run_at) DESC LIMIT $1`, limit)
	return c, rows, err
}

// SweepOutbox deletes work done longer ago than keep.
func (db *DB) SweepOutbox(ctx context.Context, keep time.Duration) (int64, error) {
	r, err := db.sql.ExecContext(ctx, `DELETE FROM outbox WHERE done_at < now() - $1 * interval '1 second'`, keep.Seconds())
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}
