package postgres

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// Seat is what somebody chosen has been given, and their answer.
type Seat struct {
	GivenAt      time.Time
	ConfirmUntil time.Time
	ConfirmedAt  *time.Time
	EndedAt      *time.Time
	Ended        string // declined or lapsed
}

// seatOf locks a registration with its seat, while the event is locked.
func seatOf(ctx context.Context, tx *sqlx.Tx, registrationID int64) (app.RegistrationStatus, *Seat, error) {
	var r struct {
		Status       string         `db:"status"`
		GivenAt      time.Time      `db:"given_at"`
		ConfirmUntil time.Time      `db:"confirm_until"`
		ConfirmedAt  *time.Time     `db:"confirmed_at"`
		EndedAt      *time.Time     `db:"ended_at"`
		Ended        sql.NullString `db:"ended"`
	}
	err := tx.GetContext(ctx, &r, `
		SELECT r.status, t.given_at, t.confirm_until, t.confirmed_at, t.ended_at, t.ended
		FROM registrations r JOIN selection_seats t ON t.registration_id = r.id WHERE r.id = $1 FOR UPDATE OF r, t`, registrationID)
	if err != nil {
		return "", nil, translate(err)
	}
	return app.RegistrationStatus(r.Status), &Seat{GivenAt: r.GivenAt, ConfirmUntil: r.ConfirmUntil, ConfirmedAt: r.ConfirmedAt, EndedAt: r.EndedAt, Ended: r.Ended.String}, nil
}

// answerSeat runs fn with the actor's own seat and its event locked.
func (db *DB) answerSeat(ctx context.Context, actor *app.Actor, registrationID int64, fn func(tx *sqlx.Tx, e *app.Event, status app.RegistrationStatus, s *Seat) error) error {
	eventID, err := db.ownEvent(ctx, actor, registrationID)
	if err != nil {
		return err
	}
	return db.inTxWithCodes(ctx, func(tx *sqlx.Tx) error {
		e, _, err := db.lockPlaces(ctx, tx, eventID, "")
		if err != nil {
			return err
		}
		status, s, err := seatOf(ctx, tx, registrationID)
		if err != nil {
			return err
		}
		return fn(tx, e.Event, status, s)
	})
}

// ConfirmSeat says that the actor takes the seat they were given. Confirming
// twice does nothing more. Errors: app.ErrSeatGone after the deadline or once
// given back, app.ErrNotFound.
func (db *DB) ConfirmSeat(ctx context.Context, actor *app.Actor, registrationID int64) error {
	return db.answerSeat(ctx, actor, registrationID, func(tx *sqlx.Tx, e *app.Event, status app.RegistrationStatus, s *Seat) error {
		switch {
		case status != app.Accepted || s.EndedAt != nil:
			return app.ErrSeatGone
		case s.ConfirmedAt != nil:
			return nil
		case !db.now().Before(s.ConfirmUntil):
			return app.ErrSeatGone
		}
		if _, err := tx.ExecContext(ctx, `UPDATE selection_seats SET confirmed_at = $2 WHERE registration_id = $1`, registrationID, db.now()); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "registration.confirm_seat", Entity: "registration", EntityID: registrationID, EventID: e.ID,
			After: map[string]any{"confirmed": true}})
	})
}

// DeclineSeat gives the actor's seat back, before or after it was confirmed,
// as long as the course has not begun; the next in the reserve moves up.
// Declining twice does nothing more. Errors: app.ErrSeatGone, app.ErrNotFound.
func (db *DB) DeclineSeat(ctx context.Context, actor *app.Actor, registrationID int64) error {
	return db.answerSeat(ctx, actor, registrationID, func(tx *sqlx.Tx, e *app.Event, status app.RegistrationStatus, s *Seat) error {
		switch {
		case s.Ended == "declined":
			return nil
		case status != app.Accepted || s.EndedAt != nil || !db.now().Before(e.StartsAt):
			return app.ErrSeatGone
		}
		if err := db.endSeats(ctx, tx, actor, e.ID, []int64{registrationID}, "declined", app.EndSeatDeclined); err != nil {
			return err
		}
		return db.fillSeats(ctx, tx, e.ID)
	})
}

// endSeats takes their seats from people who are accepted, while the event is
// locked.
func (db *DB) endSeats(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, eventID int64, ids []int64, how, reason string) error {
	if len(ids) == 0 {
		return nil
	}
	now := db.now()
	if _, err := tx.ExecContext(ctx, `UPDATE selection_seats SET ended_at = $2, ended = $3 WHERE registration_id = ANY ($1)`, pq.Array(ids), now, how); err != nil {
		return err
	}
	var sessions []int64
	if err := tx.SelectContext(ctx, &sessions, `
		UPDATE registrations SET status = 'cancelled', cancelled_at = $2, cancel_reason = $3 WHERE id = ANY ($1) RETURNING coalesce(session_id, 0)`,
		pq.Array(ids), now, reason); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE tickets SET revoked_at = $2 WHERE registration_id = ANY ($1) AND revoked_at IS NULL`, pq.Array(ids), now); err != nil {
		return err
	}
	if err := countMoves(ctx, tx, eventID, sessions, app.Accepted, app.Cancelled); err != nil {
		return err
	}
	if err := auditAll(ctx, tx, actor, auditEntry{Action: "registration.seat_" + how, Entity: "registration", EventID: eventID,
		Before: map[string]any{"status": app.Accepted}, After: map[string]any{"status": app.Cancelled, "reason": reason}}, ids); err != nil {
		return err
	}
	return enqueueSelection(ctx, tx, ids, AboutSeatEnded)
}

// fillSeats gives every free seat to the next in the reserve, while the event
// is locked and until the course begins. Each has a deadline of their own.
func (db *DB) fillSeats(ctx context.Context, tx *sqlx.Tx, eventID int64) error {
	e, p, err := selection(ctx, tx, eventID)
	if err != nil {
		return err
	}
	now := db.now()
	if e.Status != app.EventPublished || p.PublishedAt == nil || !now.Before(e.StartsAt) {
		return nil
	}
	var next []struct {
		ID        int64 `db:"id"`
		SessionID int64 `db:"session_id"`
	}
	if err := tx.SelectContext(ctx, &next, `
		SELECT r.id, coalesce(r.session_id, 0) AS session_id FROM selection_results x JOIN registrations r ON r.id = x.registration_id
		WHERE x.event_id = $1 AND x.reserve_no IS NOT NULL AND r.status = 'reserve'
		ORDER BY x.reserve_no LIMIT (SELECT greatest($2 - taken, 0) FROM event_counters WHERE event_id = $1) FOR UPDATE OF r`, eventID, e.Capacity); err != nil || len(next) == 0 {
		return err
	}
	ids, sessions := make([]int64, len(next)), make([]int64, len(next))
	for i, n := range next {
		ids[i], sessions[i] = n.ID, n.SessionID
	}
	if _, err := tx.ExecContext(ctx, `UPDATE registrations SET status = 'accepted' WHERE id = ANY ($1)`, pq.Array(ids)); err != nil {
		return err
	}
	if err := issueTickets(ctx, tx, eventID, ids); err != nil {
		return err
	}
	if err := countMoves(ctx, tx, eventID, sessions, app.Reserve, app.Accepted); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO selection_seats (registration_id, event_id, given_at, confirm_until) SELECT id, $2, $3, $4 FROM unnest($1::bigint[]) AS i (id)`,
		pq.Array(ids), eventID, now, p.ConfirmUntil(now, e.StartsAt)); err != nil {
		return err
	}
	if err := auditAll(ctx, tx, app.System("selection"), auditEntry{Action: "registration.promote", Entity: "registration", EventID: eventID,
		Before: map[string]any{"status": app.Reserve}, After: map[string]any{"status": app.Accepted}}, ids); err != nil {
		return err
	}
	return enqueueSelection(ctx, tx, ids, AboutMovedUp)
}

// SweepSeats takes back the seats that nobody confirmed in time, passes free
// seats on, and ends the reserve of courses that have begun. Every replica
// does it; the lock on the event makes each change once.
func (db *DB) SweepSeats(ctx context.Context) error {
	var events []int64
	if err := db.sql.SelectContext(ctx, &events, `
		SELECT s.event_id FROM selections s JOIN events e ON e.id = s.event_id JOIN event_counters n ON n.event_id = e.id
		WHERE s.published_at IS NOT NULL AND e.status = 'published' AND (
			EXISTS (SELECT 1 FROM selection_seats t WHERE t.event_id = e.id AND t.confirmed_at IS NULL AND t.ended_at IS NULL AND t.confirm_until <= $1)
			OR (n.taken < e.capacity OR e.starts_at <= $1) AND EXISTS (
				SELECT 1 FROM selection_results x JOIN registrations r ON r.id = x.registration_id
				WHERE x.event_id = e.id AND x.reserve_no IS NOT NULL AND r.status = 'reserve'))
		ORDER BY s.event_id`, db.now()); err != nil {
		return err
	}
	var errs []error
	for _, id := range events {
		errs = append(errs, db.inTxWithCodes(ctx, func(tx *sqlx.Tx) error { return db.sweepSeats(ctx, tx, id) }))
	}
	return errors.Join(errs...)
}

func (db *DB) sweepSeats(ctx context.Context, tx *sqlx.Tx, eventID int64) error {
	e, _, err := db.lockPlaces(ctx, tx, eventID, "")
	if err != nil {
		return err
	}
	now := db.now()
	// Who gave the place up in another way has answered.
	if _, err := tx.ExecContext(ctx, `
		UPDATE selection_seats t SET ended_at = $2, ended = 'declined' FROM registrations r
		WHERE t.event_id = $1 AND t.ended_at IS NULL AND r.id = t.registration_id AND r.status = 'cancelled'`, eventID, now); err != nil {
		return err
	}
	var lapsed []int64
	if err := tx.SelectContext(ctx, &lapsed, `
		SELECT t.registration_id FROM selection_seats t JOIN registrations r ON r.id = t.registration_id
		WHERE t.event_id = $1 AND t.confirmed_at IS NULL AND t.ended_at IS NULL AND t.confirm_until <= $2 AND r.status = 'accepted'
		ORDER BY t.registration_id FOR UPDATE OF r, t`, eventID, now); err != nil {
		return err
	}
	if err := db.endSeats(ctx, tx, app.System("selection"), eventID, lapsed, "lapsed", app.EndSeatLapsed); err != nil {
		return err
	}
	if now.Before(e.StartsAt) {
		return db.fillSeats(ctx, tx, eventID)
	}
	return db.endReserve(ctx, tx, eventID)
}

// endReserve tells those still in the reserve when the course has begun that
// no seat came free.
func (db *DB) endReserve(ctx context.Context, tx *sqlx.Tx, eventID int64) error {
	var ids []int64
	if err := tx.SelectContext(ctx, &ids, `
		UPDATE registrations r SET status = 'rejected', decision_reason = $2 FROM selection_results x
		WHERE x.event_id = $1 AND r.id = x.registration_id AND r.status = 'reserve' RETURNING r.id`, eventID, app.EndReserveClosed); err != nil || len(ids) == 0 {
		return err
	}
	if err := countMoves(ctx, tx, eventID, make([]int64, len(ids)), app.Reserve, app.Rejected); err != nil {
		return err
	}
	if err := auditAll(ctx, tx, app.System("selection"), auditEntry{Action: "registration.reserve_closed", Entity: "registration", EventID: eventID,
		Before: map[string]any{"status": app.Reserve}, After: map[string]any{"status": app.Rejected, "reason": app.EndReserveClosed}}, ids); err != nil {
		return err
	}
	return enqueueSelection(ctx, tx, ids, AboutReserveClosed)
}

// countMoves counts registrations that went from one state to another, each with
// its session or 0, while the event is locked.
func countMoves(ctx context.Context, tx *sqlx.Tx, eventID int64, sessions []int64, from, to app.RegistrationStatus) error {
	var t tally
	for _, id := range sessions {
		t.add(from, id, -1)
		t.add(to, id, 1)
	}
	return t.write(ctx, tx, eventID)
}
