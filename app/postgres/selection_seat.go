package postgres

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"

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
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
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
		if err := db.endSeat(ctx, tx, actor, e.ID, registrationID, "declined", app.EndSeatDeclined); err != nil {
			return err
		}
		return db.fillSeats(ctx, tx, e.ID)
	})
}

// endSeat takes a seat from somebody accepted, while the event is locked.
func (db *DB) endSeat(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, eventID, registrationID int64, how, reason string) error {
	now := db.now()
	if _, err := tx.ExecContext(ctx, `UPDATE selection_seats SET ended_at = $2, ended = $3 WHERE registration_id = $1`, registrationID, now, how); err != nil {
		return err
	}
	var session *int64
	if err := tx.GetContext(ctx, &session, `
		UPDATE registrations SET status = 'cancelled', cancelled_at = $2, cancel_reason = $3 WHERE id = $1 RETURNING session_id`,
		registrationID, now, reason); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE tickets SET revoked_at = $2 WHERE registration_id = $1 AND revoked_at IS NULL`, registrationID, now); err != nil {
		return err
	}
	if err := moveCounters(ctx, tx, eventID, deref(session), -1, -1); err != nil {
		return err
	}
	if err := audit(ctx, tx, actor, auditEntry{Action: "registration.seat_" + how, Entity: "registration", EntityID: registrationID, EventID: eventID,
		Before: map[string]any{"status": app.Accepted}, After: map[string]any{"status": app.Cancelled, "reason": reason}}); err != nil {
		return err
	}
	return enqueueSelection(ctx, tx, []int64{registrationID}, AboutSeatEnded)
}

// fillSeats gives every free seat to the next in the reserve, while the event
// is locked and until the course begins. Each has a deadline of their own.
func (db *DB) fillSeats(ctx context.Context, tx *sqlx.Tx, eventID int64) error {
	e, p, err := selection(ctx, tx, eventID)
	if err != nil {
		return err
	}
	now := db.now()
	for e.Status == app.EventPublished && p.PublishedAt != nil && now.Before(e.StartsAt) {
		var next struct {
			ID        int64  `db:"id"`
			SessionID *int64 `db:"session_id"`
		}
		err := tx.GetContext(ctx, &next, `
			SELECT r.id, r.session_id FROM selection_results x JOIN registrations r ON r.id = x.registration_id
			JOIN event_counters n ON n.event_id = x.event_id
			WHERE x.event_id = $1 AND x.reserve_no IS NOT NULL AND r.status = 'reserve' AND n.taken < $2
			ORDER BY x.reserve_no LIMIT 1 FOR UPDATE OF r`, eventID, e.Capacity)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE registrations SET status = 'accepted' WHERE id = $1`, next.ID); err != nil {
			return err
		}
		if err := issueTicket(ctx, tx, eventID, next.ID); err != nil {
			return err
		}
		if err := moveCounters(ctx, tx, eventID, deref(next.SessionID), 0, 1); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO selection_seats (registration_id, event_id, given_at, confirm_until) VALUES ($1, $2, $3, $4)`,
			next.ID, eventID, now, p.ConfirmUntil(now, e.StartsAt)); err != nil {
			return err
		}
		if err := audit(ctx, tx, app.System("selection"), auditEntry{Action: "registration.promote", Entity: "registration", EntityID: next.ID, EventID: eventID,
			Before: map[string]any{"status": app.Reserve}, After: map[string]any{"status": app.Accepted}}); err != nil {
			return err
		}
		if err := enqueueSelection(ctx, tx, []int64{next.ID}, AboutMovedUp); err != nil {
			return err
		}
	}
	return nil
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
		errs = append(errs, db.InTx(ctx, func(tx *sqlx.Tx) error { return db.sweepSeats(ctx, tx, id) }))
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
	for _, id := range lapsed {
		if err := db.endSeat(ctx, tx, app.System("selection"), eventID, id, "lapsed", app.EndSeatLapsed); err != nil {
			return err
		}
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
	if err := moveCounters(ctx, tx, eventID, 0, -len(ids), 0); err != nil {
		return err
	}
	for _, id := range ids {
		if err := audit(ctx, tx, app.System("selection"), auditEntry{Action: "registration.reserve_closed", Entity: "registration", EntityID: id, EventID: eventID,
			Before: map[string]any{"status": app.Reserve}, After: map[string]any{"status": app.Rejected, "reason": app.EndReserveClosed}}); err != nil {
			return err
		}
	}
	return enqueueSelection(ctx, tx, ids, AboutReserveClosed)
}

// moveCounters counts registrations that begin or end to stand and seats that
// are given or taken, while the event is locked.
func moveCounters(ctx context.Context, tx *sqlx.Tx, eventID, sessionID int64, live, taken int) error {
	t := tally{live: live, taken: taken}
	if sessionID != 0 {
		t.sessions = map[int64]*[2]int{sessionID: {taken, 0}}
	}
	return t.write(ctx, tx, eventID)
}
