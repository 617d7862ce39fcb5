package postgres

import (
	"context"
	"database/sql"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// lineStep is how many people in line are looked at, or told, at a time.
const lineStep = 500

// TakeOffer takes the place that is kept for the actor's own registration.
// Taking it twice does nothing more.
//
// Errors: app.ErrNotFound when it is not the actor's, app.ErrOfferOver when
// there is no offer (any more).
func (db *DB) TakeOffer(ctx context.Context, actor *app.Actor, id int64) error {
	return db.changeOwn(ctx, actor, id, func(ch *change, r *standing) error {
		switch {
		case r.Status == app.Confirmed:
			return nil
		case r.Status != app.Offered, !ch.now.Before(*r.OfferUntil), ch.event.Status != app.EventPublished:
			return app.ErrOfferOver
		}
		if err := ch.place(r, r.SessionID, false); err != nil {
			return err
		}
		if err := ch.audit("registration.take", map[string]any{"status": app.Confirmed}, r); err != nil {
			return err
		}
		return tell(ch.ctx, ch.tx, r.ID, app.MessageMoved)
	})
}

// LapseOffers ends the registrations whose offer nobody took in time, tells
// their owners, and offers each place to the next in line. At an event that
// is called off there is nothing to take, and nothing lapses. It is a duty of
// every replica.
func (db *DB) LapseOffers(ctx context.Context) error {
	return db.sweepEvents(ctx,
		`SELECT DISTINCT r.event_id FROM registrations r JOIN events e ON e.id = r.event_id AND e.status = 'published' WHERE r.offer_until <= $1`,
		`SELECT r.id FROM registrations r JOIN events e ON e.id = r.event_id AND e.status = 'published'
		WHERE r.event_id = $1 AND r.offer_until <= $2 ORDER BY r.id LIMIT $3`,
		app.EndOfferLapsed, app.MessageLapsed)
}

// ReleaseUnconfirmed takes the place of everybody who was asked to say again
// that they come and did not by the event's deadline, tells them, and gives
// the places to those in line. It is a duty of every replica.
func (db *DB) ReleaseUnconfirmed(ctx context.Context) error {
	const unconfirmed = `r.status = 'confirmed' AND r.reconfirmed_at IS NULL AND ` + attendedAt + ` IS NULL`
	return db.sweepEvents(ctx, `
		SELECT e.id FROM events e WHERE e.status = 'published' AND e.reconfirm_until <= $1 AND e.ends_at > $1
		AND EXISTS (SELECT 1 FROM registrations r WHERE r.event_id = e.id AND `+unconfirmed+`)`,
		`SELECT r.id FROM registrations r JOIN events e ON e.id = r.event_id
		WHERE e.id = $1 AND e.reconfirm_until <= $2 AND `+unconfirmed+` ORDER BY r.id LIMIT $3`,
		app.EndNotReconfirmed, app.MessageReleased)
}

// sweepEvents ends, event by event and a step at a time, the registrations
// that the second query finds; the first finds the events.
func (db *DB) sweepEvents(ctx context.Context, events, due, reason string, message app.MessageKind) error {
	var ids []int64
	if err := db.sql.SelectContext(ctx, &ids, events, db.now()); err != nil {
		return err
	}
	system := app.System("deadlines")
	for _, eventID := range ids {
		for more := true; more; {
			if err := db.change(ctx, system, eventID, func(ch *change) error {
				var found []int64
				if err := ch.tx.SelectContext(ch.ctx, &found, due, eventID, ch.now, lineStep); err != nil {
					return err
				}
				more = len(found) == lineStep
				all, err := ch.lockAll(found)
				if err != nil || len(all) == 0 {
					return err
				}
				ended := make([]*standing, len(all))
				for i := range all {
					ended[i] = &all[i]
				}
				return ch.end(reason, message, ended...)
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// fillPlaces gives the free places of an event to those in line, while the
// event is locked. Everything that may free a place ends with it: nobody
// waits for a place that is free. A place is kept until a deadline where the
// event says so, and given at once otherwise.
func (db *DB) fillPlaces(ctx context.Context, tx *sqlx.Tx, e *app.Event) error {
	now := db.now()
	if e.Status != app.EventPublished || !now.Before(e.EndsAt) {
		return nil
	}
	for {
		seats, err := db.seats(ctx, tx, e)
		if err != nil {
			return err
		}
		line, starts, err := db.line(ctx, tx, e, now)
		if err != nil {
			return err
		}
		given := app.Fill(seats, line)
		if len(given) > 0 {
			if err := db.give(ctx, tx, e, given, starts, now); err != nil {
				return err
			}
		}
		if len(given) == 0 || len(line) < lineStep {
			return nil
		}
	}
}

// seats returns the free places of an event with those of its sessions, while
// it is locked.
func (db *DB) seats(ctx context.Context, tx *sqlx.Tx, e *app.Event) (*app.Seats, error) {
	var total struct {
		Taken       int   `db:"taken"`
		LastWaiting int64 `db:"last_waiting"`
	}
	if err := tx.GetContext(ctx, &total, `SELECT taken, last_waiting FROM event_counters WHERE event_id = $1`, e.ID); err != nil {
		return nil, err
	}
	var rows []struct {
		ID   int64 `db:"id"`
		Left int   `db:"left_over"`
	}
	if err := tx.SelectContext(ctx, &rows, `
		SELECT s.id, s.capacity - c.taken AS left_over FROM event_sessions s JOIN session_counters c ON c.session_id = s.id
		WHERE s.event_id = $1 AND s.kind = 'entry' AND s.capacity > 0`, e.ID); err != nil {
		return nil, err
	}
	seats := app.NewSeats(e.Capacity, total.Taken, total.LastWaiting)
	for _, s := range rows {
		seats.Limit(s.ID, s.Left)
	}
	return seats, nil
}

// line returns the first in line whose session is not over and has room, and
// when each session starts. Whoever has a place in another course meanwhile
// keeps their place in line, and is passed over where that may not be.
func (db *DB) line(ctx context.Context, tx *sqlx.Tx, e *app.Event, now time.Time) ([]app.InLine, map[int64]time.Time, error) {
	if err := oneCourseAtATime(ctx, tx, e); err != nil {
		return nil, nil, err
	}
	var rows []struct {
		ID        int64         `db:"id"`
		SessionID sql.NullInt64 `db:"session_id"`
		StartsAt  time.Time     `db:"starts_at"`
	}
	if err := tx.SelectContext(ctx, &rows, `
		SELECT r.id, r.session_id, coalesce(s.starts_at, $3) AS starts_at
		FROM registrations r
		LEFT JOIN event_sessions s ON s.id = r.session_id
		LEFT JOIN session_counters c ON c.session_id = s.id
		WHERE r.event_id = $1 AND r.waitlist_no IS NOT NULL
		  AND (s.id IS NULL OR s.ends_at > $2 AND (s.capacity = 0 OR c.taken < s.capacity))
		  AND NOT ($5 AND `+inOtherCourse("r.candidate_id", "$1", "$2")+`)
		ORDER BY r.priority DESC, r.waitlist_no LIMIT $4`, e.ID, now, e.StartsAt, lineStep, e.OneActiveCourse); err != nil {
		return nil, nil, err
	}
	line, starts := make([]app.InLine, len(rows)), map[int64]time.Time{}
	for i, r := range rows {
		line[i] = app.InLine{RegistrationID: r.ID, SessionID: r.SessionID.Int64}
		starts[r.SessionID.Int64] = r.StartsAt
	}
	return line, starts, nil
}

// give makes places theirs, or offers them, in one statement.
func (db *DB) give(ctx context.Context, tx *sqlx.Tx, e *app.Event, given []app.InLine, starts map[int64]time.Time, now time.Time) error {
	ids, codes, untils := make([]int64, len(given)), make([]string, len(given)), make([]sql.NullTime, len(given))
	var t tally
	for i, g := range given {
		ids[i] = g.RegistrationID
		status := app.Confirmed
		if until, offered := e.Offer(starts[g.SessionID], now); offered {
			status, untils[i] = app.Offered, sql.NullTime{Time: until, Valid: true}
		} else {
			codes[i] = string(app.NewTicketCode())
		}
		t.add(app.Waitlisted, g.SessionID, -1)
		t.add(status, g.SessionID, 1)
	}
	var reconfirmed *time.Time
	if e.Reconfirming(now) {
		reconfirmed = &now
	}
	if _, err := tx.ExecContext(ctx, `
		WITH input AS (
			SELECT * FROM unnest($2::bigint[], $3::text[], $4::timestamptz[]) WITH ORDINALITY AS t (id, code, offer_until, ord)
		), moved AS (
			UPDATE registrations r SET status = CASE WHEN i.offer_until IS NULL THEN 'confirmed' ELSE 'offered' END,
			       waitlist_no = NULL, offer_until = i.offer_until, reconfirmed_at = CASE WHEN i.offer_until IS NULL THEN $5::timestamptz END
			FROM input i WHERE r.id = i.id
			RETURNING r.id, r.status, i.code, i.ord
		), ticketed AS (
			INSERT INTO tickets (registration_id, event_id, code, issued_at) SELECT id, $1, code, $6 FROM moved WHERE code <> ''
		), audited AS (
			INSERT INTO audit_log (actor, action, entity, entity_id, event_id, before, after)
			SELECT 'waiting list', CASE status WHEN 'offered' THEN 'registration.offer' ELSE 'registration.promote' END,
			       'registration', id, $1, '{"status": "waitlisted"}', jsonb_build_object('status', status) FROM moved ORDER BY ord
		)
		INSERT INTO outbox (kind, payload)
		SELECT '`+WorkRegistration+`', jsonb_build_object('registration_id', id, 'message',
		       CASE status WHEN 'offered' THEN '`+string(app.MessageOffered)+`' ELSE '`+string(app.MessageMoved)+`' END) FROM moved ORDER BY ord`,
		e.ID, pq.Array(ids), pq.Array(codes), pq.Array(untils), reconfirmed, now); err != nil {
		return err
	}
	return t.write(ctx, tx, e.ID)
}
