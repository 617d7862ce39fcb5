package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// WorkEvent tells something to everybody registered for an event. Its payload
// is an EventWork.
const WorkEvent = "event.message"

// EventWork names what is to be told, a row of event_tellings.
type EventWork struct {
	TellingID int64 `json:"telling_id"`
}

const (
	// tellingGrace is how long a change waits before it is told: who moves
	// three meetings one after the other sends one message about it.
	tellingGrace = 2 * time.Minute
	// tellingChunk is how many registrations one transaction tells.
	tellingChunk = 500
)

// tellEvent tells something to everybody with a live registration for the
// event, in the transaction that gives the reason for it.
func tellEvent(ctx context.Context, tx *sqlx.Tx, eventID int64, kind app.MessageKind) error {
	return tellSession(ctx, tx, eventID, 0, kind)
}

// tellSession is tellEvent for those of one session; 0 means everybody.
func tellSession(ctx context.Context, tx *sqlx.Tx, eventID, sessionID int64, kind app.MessageKind) error {
	var id int64
	for id == 0 {
		err := tx.GetContext(ctx, &id, `
			INSERT INTO event_tellings (event_id, session_id, message) VALUES ($1, $2, $3)
			ON CONFLICT (event_id, session_id, message) WHERE started_at IS NULL DO NOTHING RETURNING id`, eventID, sessionID, string(kind))
		if err == nil {
			break
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		// One waits, and will tell what is true when it is written. Touching it
		// keeps it from starting before this transaction is over; if it started
		// this very moment, there is room for another.
		r, err := tx.ExecContext(ctx, `
			UPDATE event_tellings SET created_at = now() WHERE event_id = $1 AND session_id = $2 AND message = $3 AND started_at IS NULL`,
			eventID, sessionID, string(kind))
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n > 0 {
			return err
		}
	}
	wait := time.Duration(0)
	if kind == app.MessageChanged {
		wait = tellingGrace
	}
	return enqueueAfter(ctx, tx, WorkEvent, EventWork{TellingID: id}, wait)
}

// TellRegistered queues a message for each registration that a telling is
// for, in steps. A step and how far it got are one transaction, so that
// nobody is told twice and nobody left out, however often the work is begun
// and by however many workers. Who registered later knows already; a minute
// is for clocks that differ.
// Errors: app.ErrNotFound.
func (db *DB) TellRegistered(ctx context.Context, work EventWork) error {
	for {
		more, err := db.tellSome(ctx, work.TellingID)
		if err != nil || !more {
			return err
		}
	}
}

func (db *DB) tellSome(ctx context.Context, id int64) (more bool, err error) {
	err = db.InTx(ctx, func(tx *sqlx.Tx) error {
		var t struct {
			EventID   int64      `db:"event_id"`
			SessionID int64      `db:"session_id"`
			Message   string     `db:"message"`
			ToldUpTo  int64      `db:"told_up_to"`
			CreatedAt time.Time  `db:"created_at"`
			DoneAt    *time.Time `db:"done_at"`
		}
		if err := tx.GetContext(ctx, &t, `
			SELECT event_id, session_id, message, told_up_to, created_at, done_at FROM event_tellings WHERE id = $1 FOR UPDATE`, id); err != nil {
			return translate(err)
		}
		if t.DoneAt != nil {
			return nil
		}
		live := `r.status NOT IN ('cancelled', 'rejected', 'completed')`
		if app.MessageKind(t.Message) == app.MessageEventCancelled {
			live = `(` + live + ` OR r.cancel_reason = '` + app.EndEventCancelled + `')`
		}
		var last sql.NullInt64
		var n int
		if err := tx.QueryRowContext(ctx, `
			WITH next AS (
				SELECT r.id FROM registrations r
				WHERE r.event_id = $1 AND r.id > $2 AND ($3::bigint = 0 OR r.session_id = $3) AND r.submitted_at <= $4::timestamptz + interval '1 minute' AND `+live+`
				ORDER BY r.id LIMIT $5
			), queued AS (
				INSERT INTO outbox (kind, payload)
				SELECT '`+WorkRegistration+`', jsonb_build_object('registration_id', id, 'message', $6::text) FROM next ORDER BY id
			)
			SELECT max(id), count(*) FROM next`, t.EventID, t.ToldUpTo, t.SessionID, t.CreatedAt, tellingChunk, t.Message).Scan(&last, &n); err != nil {
			return fmt.Errorf("tell everybody of event %d: %w", t.EventID, err)
		}
		more = n == tellingChunk
		_, err := tx.ExecContext(ctx, `
			UPDATE event_tellings SET started_at = coalesce(started_at, now()), told_up_to = greatest(told_up_to, $2), done_at = CASE WHEN $3 THEN NULL ELSE now() END
			WHERE id = $1`, id, last.Int64, more)
		return err
	})
	return more, err
}
