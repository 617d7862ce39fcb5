package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// SetEventStatus moves an event of any kind to another state. Cancelling
// takes a reason, which its page keeps and everybody registered is told;
// publishing takes that nothing is missing. Doing it twice changes nothing
// more. Errors: app.FieldErrors, app.ErrEventMove, app.ErrEventInUse,
// ErrCancelReason, app.ErrNotFound.
func (db *DB) SetEventStatus(ctx context.Context, actor *app.Actor, id int64, next app.EventStatus, reason string) error {
	if next == app.EventCancelled && reason == "" {
		return ErrCancelReason
	}
	missing, seen, err := db.missing(ctx, actor, id)
	if err != nil {
		return err
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		e, err := lockEvent(ctx, tx, actor, id, time.Time{})
		if err != nil || e.Status == next {
			return err
		}
		var live int
		if err := tx.GetContext(ctx, &live, `SELECT live FROM event_counters WHERE event_id = $1`, id); err != nil {
			return err
		}
		if err := app.CheckMove(e.Status, next, live, missing); err != nil {
			return err
		}
		if next == app.EventPublished && !e.UpdatedAt.Equal(seen) {
			return ErrEventChanged
		}
		var cancelled *time.Time
		if next == app.EventCancelled {
			now := db.now()
			cancelled = &now
		}
		if _, err := tx.ExecContext(ctx, `UPDATE events SET status = $2, cancelled_at = $3, cancel_reason = CASE WHEN $3::timestamptz IS NULL THEN '' ELSE $4 END,
			updated_at = clock_timestamp() WHERE id = $1`, id, string(next), cancelled, reason); err != nil {
			return err
		}
		if err := audit(ctx, tx, actor, auditEntry{Action: "event.status", Entity: "event", EntityID: id, EventID: id,
			Before: map[string]any{"status": e.Status}, After: map[string]any{"status": next}, Purpose: reason}); err != nil {
			return err
		}
		if next == app.EventCancelled && live > 0 {
			return tellEvent(ctx, tx, id, app.MessageEventCancelled)
		}
		return nil
	})
}

// EventObstacle returns why an event cannot be moved to the next state now,
// nil when it can. Errors: app.ErrNotFound, also when the actor may not edit
// it.
func (db *DB) EventObstacle(ctx context.Context, actor *app.Actor, id int64, next app.EventStatus) (obstacle, err error) {
	e, there, err := db.EventRecord(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	missing, err := db.Missing(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return app.CheckMove(e.Status, next, there.Live, missing), nil
}

// Missing returns what keeps an event from being published, empty when
// nothing does. Errors: app.ErrNotFound, also when the actor may not edit it.
func (db *DB) Missing(ctx context.Context, actor *app.Actor, id int64) (app.FieldErrors, error) {
	missing, _, err := db.missing(ctx, actor, id)
	return missing, err
}

// missing is Missing with the version of the event that it speaks of. A
// course needs more than other events.
func (db *DB) missing(ctx context.Context, actor *app.Actor, id int64) (app.FieldErrors, time.Time, error) {
	r, there, err := db.EventRecord(ctx, actor, id)
	if err != nil {
		return nil, time.Time{}, err
	}
	if r.Kind != app.Course {
		return r.Publishable(there, db.now()), r.UpdatedAt, nil
	}
	c, err := db.CourseRecord(ctx, actor, id)
	if err != nil {
		return nil, time.Time{}, err
	}
	return c.Publishable(there.Meetings, db.now()), r.UpdatedAt, nil
}
