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

// Slot is a selection slot with how its applicants fare.
type Slot struct {
	app.Session
	Round  int
	Booked int // applicants in it; also app.Session.Taken
	Came   int
}

const slotQuery = `
	SELECT s.id, s.event_id, s.kind, s.title, s.title_en, s.place, s.starts_at, s.ends_at, s.capacity, n.taken, s.round,
	       (SELECT count(*) FROM attendances a WHERE a.event_id = s.event_id AND a.session_id = s.id AND a.annulled_at IS NULL
	        AND a.status IN ('present', 'late')) AS came
	FROM event_sessions s JOIN session_counters n ON n.session_id = s.id
	WHERE s.event_id = $1 AND s.kind = 'selection'`

type slotRow struct {
	sessionRow
	Round int `db:"round"`
	Came  int `db:"came"`
}

func (r *slotRow) slot() Slot {
	return Slot{Session: r.session(), Round: r.Round, Booked: r.Taken, Came: r.Came}
}

func slots(ctx context.Context, q sqlx.ExtContext, eventID int64) ([]Slot, error) {
	var rows []slotRow
	if err := sqlx.SelectContext(ctx, q, &rows, slotQuery+` ORDER BY s.round, s.starts_at, s.id`, eventID); err != nil {
		return nil, err
	}
	list := make([]Slot, len(rows))
	for i := range rows {
		list[i] = rows[i].slot()
	}
	return list, nil
}

// Slots returns the slots of an event's selection by round and time, and how
// many of those who may take part have none in each round. Errors:
// app.ErrNotFound when the actor may not assess the event.
func (db *DB) Slots(ctx context.Context, actor *app.Actor, eventID int64) ([]Slot, map[int]int, error) {
	if !actor.CanEvent(app.Assess, eventID) {
		return nil, nil, app.ErrNotFound
	}
	list, err := slots(ctx, db.sql, eventID)
	if err != nil {
		return nil, nil, err
	}
	var rows []struct {
		Round int `db:"round"`
		N     int `db:"n"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT o.round, count(*) AS n FROM (SELECT DISTINCT round FROM selection_components WHERE event_id = $1 AND round > 0) o
		CROSS JOIN`+inSelection+`
		WHERE r.event_id = $1 AND r.status = 'submitted' AND k.eligible
		  AND NOT EXISTS (SELECT 1 FROM selection_bookings b WHERE b.registration_id = r.id AND b.round = o.round) AND `+admitted("o.round")+`
		GROUP BY o.round`, eventID); err != nil {
		return nil, nil, err
	}
	without := map[int]int{}
	for _, r := range rows {
		without[r.Round] = r.N
	}
	return list, without, nil
}

// PlanSlots puts slots in place of those that a round has. Errors:
// app.ErrSlotUsed when somebody sits in one, app.ErrSelectionClosed,
// app.ErrNotFound.
func (db *DB) PlanSlots(ctx context.Context, actor *app.Actor, eventID int64, round int, list []app.Session) error {
	return db.changeSelection(ctx, actor, eventID, func(tx *sqlx.Tx, _ *app.Event, _ *app.SelectionPlan) error {
		var taken bool
		if err := tx.GetContext(ctx, &taken, `
			SELECT EXISTS (SELECT 1 FROM event_sessions s WHERE s.event_id = $1 AND s.kind = 'selection' AND s.round = $2 AND `+used+`)`,
			eventID, round); err != nil {
			return err
		}
		if taken {
			return app.ErrSlotUsed
		}
		gone, err := tx.ExecContext(ctx, `DELETE FROM event_sessions WHERE event_id = $1 AND kind = 'selection' AND round = $2`, eventID, round)
		if err != nil {
			return err
		}
		removed, err := gone.RowsAffected()
		if err != nil {
			return err
		}
		for _, s := range list {
			if _, err := tx.ExecContext(ctx, `
				INSERT INTO event_sessions (event_id, kind, round, title, title_en, place, starts_at, ends_at, capacity) VALUES ($1, 'selection', $2, $3, $4, $5, $6, $7, $8)`,
				eventID, round, s.Title, s.TitleEN, s.Place, s.StartsAt, s.EndsAt, s.Capacity); err != nil {
				return err
			}
		}
		return db.sessionsChanged(ctx, tx, actor, eventID, "selection.slots", map[string]any{"round": round, "slots": removed}, map[string]any{"round": round, "slots": len(list)})
	})
}

// AssignSlots gives those who may take part and have no slot in the round one
// that has room and is still to come, in the order in which they applied. It
// returns how many got one, and how many found none. Errors:
// app.ErrSelectionClosed, app.ErrNotFound.
func (db *DB) AssignSlots(ctx context.Context, actor *app.Actor, eventID int64, round int, order app.SlotOrder) (given, left int, err error) {
	err = db.changeSelection(ctx, actor, eventID, func(tx *sqlx.Tx, _ *app.Event, _ *app.SelectionPlan) error {
		all, err := slots(ctx, tx, eventID)
		if err != nil {
			return err
		}
		var open []app.Session
		for i := range all {
			if all[i].Round == round && all[i].StartsAt.After(db.now()) {
				open = append(open, all[i].Session)
			}
		}
		var people []int64
		if err := tx.SelectContext(ctx, &people, `
			SELECT r.id FROM`+inSelection+`
			WHERE r.event_id = $1 AND r.status = 'submitted' AND k.eligible
			  AND NOT EXISTS (SELECT 1 FROM selection_bookings b WHERE b.registration_id = r.id AND b.round = $2) AND `+admitted("$2")+`
			ORDER BY r.submitted_at, r.id`, eventID, round); err != nil {
			return err
		}
		at := app.AssignSlots(order, open, len(people))
		given, left = len(at), len(people)-len(at)
		if given == 0 {
			return nil
		}
		sessions := make([]int64, given)
		for i, s := range at {
			sessions[i] = open[s].ID
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO selection_bookings (registration_id, round, event_id, session_id, booked_at)
			SELECT i.registration_id, $2, $1, i.session_id, $5 FROM unnest($3::bigint[], $4::bigint[]) AS i (registration_id, session_id)
			ORDER BY i.session_id, i.registration_id`, eventID, round, pq.Array(people[:given]), pq.Array(sessions), db.now()); err != nil {
			return err
		}
		if err := enqueueSelection(ctx, tx, people[:given], AboutSlot); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "selection.assign", Entity: "event", EntityID: eventID, EventID: eventID,
			After: map[string]any{"round": round, "order": order, "assigned": given, "left": left}})
	})
	return given, left, err
}

// MoveToSlot puts one applicant into a slot, in place of the one they have in
// its round. Staff may do so at any time before the publication, also for a
// slot that has begun; its quota holds for them too, and so does who was let
// in to the round. Errors: app.ErrSlotFull, app.ErrNotAdvanced,
// app.ErrSelectionClosed, app.ErrNotFound.
func (db *DB) MoveToSlot(ctx context.Context, actor *app.Actor, eventID, registrationID, sessionID int64) error {
	return db.changeSelection(ctx, actor, eventID, func(tx *sqlx.Tx, _ *app.Event, _ *app.SelectionPlan) error {
		var known bool
		if err := tx.GetContext(ctx, &known, `
			SELECT coalesce(k.eligible, true) FROM`+inSelection+`WHERE r.id = $1 AND r.event_id = $2 AND r.status = 'submitted' FOR UPDATE OF r`,
			registrationID, eventID); err != nil {
			return err
		}
		if !known {
			return app.ErrNotFound
		}
		moved, err := db.book(ctx, tx, eventID, registrationID, sessionID, false)
		if err != nil || !moved {
			return err
		}
		if err := enqueueSelection(ctx, tx, []int64{registrationID}, AboutSlot); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "selection.slot", Entity: "event", EntityID: eventID, EventID: eventID,
			After: map[string]any{"registration": registrationID, "session": sessionID}})
	})
}

// book gives a registration the slot, while the event is locked, and reports
// whether anything changed. An applicant's own choice must be of a slot that
// is still to come, and leave one that is.
func (db *DB) book(ctx context.Context, tx *sqlx.Tx, eventID, registrationID, sessionID int64, own bool) (bool, error) {
	var to slotRow
	if err := tx.GetContext(ctx, &to, slotQuery+` AND s.id = $2`, eventID, sessionID); err != nil {
		return false, translate(err)
	}
	var in bool
	if err := tx.GetContext(ctx, &in, `SELECT `+admitted("$2")+` FROM registrations r WHERE r.id = $1`, registrationID, to.Round); err != nil {
		return false, err
	}
	if !in {
		return false, app.ErrNotAdvanced
	}
	var from struct {
		SessionID int64     `db:"session_id"`
		StartsAt  time.Time `db:"starts_at"`
	}
	err := tx.GetContext(ctx, &from, `
		SELECT b.session_id, s.starts_at FROM selection_bookings b JOIN event_sessions s ON s.id = b.session_id
		WHERE b.registration_id = $1 AND b.round = $2`, registrationID, to.Round)
	switch {
	case errors.Is(err, sql.ErrNoRows):
	case err != nil:
		return false, err
	case from.SessionID == sessionID:
		return false, nil
	}
	s := to.session()
	switch {
	case own && (!db.now().Before(s.StartsAt) || from.SessionID != 0 && !db.now().Before(from.StartsAt)):
		return false, app.ErrSlotClosed
	case s.Full():
		return false, app.ErrSlotFull
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO selection_bookings (registration_id, round, event_id, session_id, own_choice, booked_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (registration_id, round) DO UPDATE SET session_id = excluded.session_id, own_choice = excluded.own_choice, booked_at = excluded.booked_at`,
		registrationID, to.Round, eventID, sessionID, own, db.now())
	return true, err
}

// ChooseSlot gives the actor's own application the slot, in place of the one
// it has in that round, while applicants may choose. Errors: app.ErrSlotFull,
// app.ErrSlotClosed, app.ErrNotFound.
func (db *DB) ChooseSlot(ctx context.Context, actor *app.Actor, registrationID, sessionID int64) error {
	eventID, err := db.ownEvent(ctx, actor, registrationID)
	if err != nil {
		return err
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		if _, _, err := db.lockPlaces(ctx, tx, eventID, ""); err != nil {
			return err
		}
		_, p, err := selection(ctx, tx, eventID)
		if err != nil {
			return err
		}
		var eligible bool // locked, so that nobody is let in with the slot they leave
		if err := tx.GetContext(ctx, &eligible, `
			SELECT coalesce(k.eligible, false) FROM`+inSelection+`WHERE r.id = $1 AND r.status = 'submitted' FOR UPDATE OF r`, registrationID); err != nil {
			return err
		}
		if !eligible || !p.Choosing(db.now()) {
			return app.ErrSlotClosed
		}
		moved, err := db.book(ctx, tx, eventID, registrationID, sessionID, true)
		if err != nil || !moved {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "selection.slot", Entity: "event", EntityID: eventID, EventID: eventID,
			After: map[string]any{"registration": registrationID, "session": sessionID}})
	})
}

// ownEvent returns the event of the actor's own registration. Errors:
// app.ErrNotFound.
func (db *DB) ownEvent(ctx context.Context, actor *app.Actor, registrationID int64) (eventID int64, err error) {
	if actor == nil || actor.CandidateID == 0 {
		return 0, app.ErrNotFound
	}
	err = db.sql.GetContext(ctx, &eventID, `SELECT event_id FROM registrations WHERE id = $1 AND candidate_id = $2`, registrationID, actor.CandidateID)
	return eventID, translate(err)
}

// SlotPerson is one applicant in a slot.
type SlotPerson struct {
	RegistrationID int64      `db:"registration_id"`
	Name           string     `db:"name"`
	Code           string     `db:"code"`
	CameAt         *time.Time `db:"came_at"`
}

// SlotRoster returns a slot and who sits in it, by name. Errors:
// app.ErrNotFound, also when the actor may not assess the event.
func (db *DB) SlotRoster(ctx context.Context, actor *app.Actor, eventID, sessionID int64) (*Slot, []SlotPerson, error) {
	if !actor.CanEvent(app.Assess, eventID) {
		return nil, nil, app.ErrNotFound
	}
	var row slotRow
	if err := db.sql.GetContext(ctx, &row, slotQuery+` AND s.id = $2`, eventID, sessionID); err != nil {
		return nil, nil, translate(err)
	}
	var people []SlotPerson
	err := db.sql.SelectContext(ctx, &people, `
		SELECT r.id AS registration_id, c.name, coalesce(left(t.code, 8), '') AS code,
		       (SELECT a.scanned_at FROM attendances a WHERE a.registration_id = r.id AND a.session_id = b.session_id AND a.annulled_at IS NULL
		        AND a.status IN ('present', 'late')) AS came_at
		FROM selection_bookings b JOIN registrations r ON r.id = b.registration_id JOIN candidates c ON c.id = r.candidate_id
		LEFT JOIN tickets t ON t.registration_id = r.id AND t.revoked_at IS NULL
		WHERE b.session_id = $1 ORDER BY c.name COLLATE "id-x-icu", r.id`, sessionID)
	slot := row.slot()
	return &slot, people, err
}

// MarkSlot marks applicants as present in their slot, for the day on which no
// gate reads tickets. Who was marked already stays as marked. It returns how
// many marks are new. Errors: app.ErrSlotClosed before the day of the slot,
// app.ErrNotFound.
func (db *DB) MarkSlot(ctx context.Context, actor *app.Actor, eventID, sessionID int64, ids []int64) (n int, err error) {
	slot, _, err := db.SlotRoster(ctx, actor, eventID, sessionID)
	if err != nil {
		return 0, err
	}
	if db.now().Before(app.Day(slot.StartsAt)) {
		return 0, app.ErrSlotClosed
	}
	err = db.InTx(ctx, func(tx *sqlx.Tx) error {
		var marked []int64
		if err := tx.SelectContext(ctx, &marked, `
			INSERT INTO attendances (event_id, registration_id, session_id, marked_by, scanned_at, recorded_at)
			SELECT b.event_id, b.registration_id, b.session_id, nullif($4::bigint, 0), $5, $5
			FROM selection_bookings b JOIN registrations r ON r.id = b.registration_id
			WHERE b.event_id = $1 AND b.session_id = $2 AND b.registration_id = ANY ($3) AND r.status <> 'cancelled'
			ORDER BY r.id FOR SHARE OF r
			ON CONFLICT DO NOTHING RETURNING registration_id`, eventID, sessionID, pq.Array(ids), actor.AccountID, db.now()); err != nil {
			return err
		}
		if n = len(marked); n == 0 {
			return nil
		}
		return audit(ctx, tx, actor, auditEntry{Action: "selection.attendance", Entity: "event", EntityID: eventID, EventID: eventID,
			After: map[string]any{"session": sessionID, "registrations": marked}})
	})
	return n, err
}
