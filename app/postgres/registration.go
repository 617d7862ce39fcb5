package postgres

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// CancelRegistration ends the actor's own registration for an event that is
// not over and that they have not been let in to, revokes its ticket and gives the freed place to the first person
// in line who can use it. Cancelling twice does nothing more.
//
// Errors: app.ErrNotFound when it is not the actor's, app.ErrCannotCancel.
func (db *DB) CancelRegistration(ctx context.Context, actor *app.Actor, id int64, reason string) error {
	if actor == nil || actor.CandidateID == 0 {
		return app.ErrNotFound
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		var eventID int64
		err := tx.GetContext(ctx, &eventID, `SELECT event_id FROM registrations WHERE id = $1 AND candidate_id = $2`, id, actor.CandidateID)
		if err != nil {
			return translate(err)
		}
		event, _, err := db.lockPlaces(ctx, tx, eventID, "")
		if err != nil {
			return err
		}
		var r struct {
			Status    string        `db:"status"`
			SessionID sql.NullInt64 `db:"session_id"`
		}
		// Locked, so that nobody is admitted with it at this very moment.
		if err := tx.GetContext(ctx, &r, `SELECT status, session_id FROM registrations WHERE id = $1 FOR UPDATE`, id); err != nil {
			return translate(err)
		}
		status := app.RegistrationStatus(r.Status)
		if status == app.Cancelled {
			return nil
		}
		if !status.CanMove(app.Cancelled) || !db.now().Before(event.EndsAt) {
			return app.ErrCannotCancel
		}
		var attended bool
		if err := tx.GetContext(ctx, &attended, `
			SELECT EXISTS (SELECT 1 FROM attendances WHERE registration_id = $1 AND annulled_at IS NULL)`, id); err != nil {
			return err
		}
		if attended {
			return app.ErrCannotCancel
		}
		if err := db.endRegistration(ctx, tx, actor, eventID, id, status, r.SessionID.Int64, reason); err != nil {
			return err
		}
		if status.HoldsPlace() {
			return db.promote(ctx, tx, event.Event)
		}
		return nil
	})
}

func (db *DB) endRegistration(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, eventID, id int64, from app.RegistrationStatus, sessionID int64, reason string) error {
	if _, err := tx.ExecContext(ctx, `
		UPDATE registrations SET status = 'cancelled', waitlist_no = NULL, cancelled_at = $2, cancel_reason = left($3, 500) WHERE id = $1`,
		id, db.now(), reason); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE tickets SET revoked_at = $2 WHERE registration_id = $1 AND revoked_at IS NULL`, id, db.now()); err != nil {
		return err
	}
	held, waited := 0, 0
	if from.HoldsPlace() {
		held = 1
	}
	if from == app.Waitlisted {
		waited = 1
	}
	if err := count(ctx, tx, eventID, sessionID, -1, -held, -waited); err != nil {
		return err
	}
	if err := audit(ctx, tx, actor, auditEntry{
		Action: "registration.cancel", Entity: "registration", EntityID: id, EventID: eventID,
		Before: map[string]any{"status": from}, After: map[string]any{"status": app.Cancelled, "reason": reason},
	}); err != nil {
		return err
	}
	return tell(ctx, tx, id, app.MessageCancelled)
}

// promote gives a place that was just freed to the first in line who can use
// it, while the event is locked: usually of the same session, but where the
// event as a whole was full, of any session with room.
func (db *DB) promote(ctx context.Context, tx *sqlx.Tx, e *app.Event) error {
	if e.Status != app.EventPublished || !db.now().Before(e.EndsAt) {
		return nil
	}
	var next struct {
		ID        int64         `db:"id"`
		SessionID sql.NullInt64 `db:"session_id"`
	}
	err := tx.GetContext(ctx, &next, `
		SELECT r.id, r.session_id
		FROM registrations r
		JOIN event_counters n ON n.event_id = r.event_id
		LEFT JOIN event_sessions s ON s.id = r.session_id
		LEFT JOIN session_counters c ON c.session_id = s.id
		WHERE r.event_id = $1 AND r.waitlist_no IS NOT NULL
		  AND ($2 = 0 OR n.taken < $2)
		  AND (s.id IS NULL OR s.ends_at > $3 AND (s.capacity = 0 OR c.taken < s.capacity))
		ORDER BY r.waitlist_no LIMIT 1`, e.ID, e.Capacity, db.now())
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE registrations SET status = 'confirmed', waitlist_no = NULL WHERE id = $1`, next.ID); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO tickets (registration_id, event_id, code) VALUES ($1, $2, $3)`,
		next.ID, e.ID, string(app.NewTicketCode())); err != nil {
		return err
	}
	if err := count(ctx, tx, e.ID, next.SessionID.Int64, 0, 1, -1); err != nil {
		return err
	}
	if err := audit(ctx, tx, app.System("waiting list"), auditEntry{
		Action: "registration.promote", Entity: "registration", EntityID: next.ID, EventID: e.ID,
		Before: map[string]any{"status": app.Waitlisted}, After: map[string]any{"status": app.Confirmed},
	}); err != nil {
		return err
	}
	return tell(ctx, tx, next.ID, app.MessageMoved)
}

// count moves an event's counters and its session's, while the event is locked.
func count(ctx context.Context, tx *sqlx.Tx, eventID, sessionID int64, live, taken, waiting int) error {
	if _, err := tx.ExecContext(ctx, `
		UPDATE event_counters SET live = live + $2, taken = taken + $3, waiting = waiting + $4 WHERE event_id = $1`,
		eventID, live, taken, waiting); err != nil {
		return err
	}
	if sessionID == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE session_counters SET taken = taken + $2, waiting = waiting + $3 WHERE session_id = $1`, sessionID, taken, waiting)
	return err
}
