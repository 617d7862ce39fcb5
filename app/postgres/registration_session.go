package postgres

import (
	"context"

	"gerbang/app"
)

// SwitchSession moves the actor's own registration to another entry session
// of its event, at once or not at all: the place in the old session is given
// up only together with taking one in the new. Who waits keeps their place in
// the order of arrival, and gets a place at once where there is one. The
// ticket stays the same. Switching to the session one has does nothing.
//
// Errors: app.ErrNotFound when it is not the actor's, app.ErrCannotChange,
// app.ErrChangeLate, app.ErrSessionRequired, app.ErrSessionPast,
// app.ErrSessionFull.
func (db *DB) SwitchSession(ctx context.Context, actor *app.Actor, id, sessionID int64) error {
	return db.changeOwn(ctx, actor, id, func(ch *change, r *standing) error {
		from, to, err := ch.sessions(r, sessionID)
		if err != nil {
			return err
		}
		if r.SessionID == sessionID {
			return nil
		}
		if err := app.CheckChange(ch.event, r.Status, from, r.Attended, ch.now); err != nil {
			return err
		}
		return ch.switchTo(r, to)
	})
}

// SwitchSessionFor is SwitchSession by staff: without the event's deadline,
// for anybody who has not been let in yet.
func (db *DB) SwitchSessionFor(ctx context.Context, actor *app.Actor, id, sessionID int64) error {
	return db.changeFor(ctx, actor, app.Decide, id, func(ch *change, r *standing) error {
		from, to, err := ch.sessions(r, sessionID)
		if err != nil {
			return err
		}
		if r.SessionID == sessionID {
			return nil
		}
		if from == nil || r.Attended || !r.Status.Live() || r.Status == app.Offered || r.Status == app.Completed {
			return app.ErrCannotChange
		}
		return ch.switchTo(r, to)
	})
}

// sessions returns the session a registration has, nil when it has none, and
// the one that is wished for.
func (ch *change) sessions(r *standing, wished int64) (from, to *app.Session, err error) {
	var rows []sessionRow
	if err := ch.tx.SelectContext(ch.ctx, &rows, `
		SELECT s.id, s.event_id, s.kind, s.title, s.title_en, s.place, s.starts_at, s.ends_at, s.capacity, c.taken, c.waiting
		FROM event_sessions s JOIN session_counters c ON c.session_id = s.id
		WHERE s.event_id = $1 AND s.kind = 'entry' AND s.id IN ($2, $3)`, ch.event.ID, r.SessionID, wished); err != nil {
		return nil, nil, err
	}
	for i := range rows {
		s := rows[i].session()
		if s.ID == r.SessionID {
			from = &s
		}
		if s.ID == wished {
			to = &s
		}
	}
	switch {
	case to == nil:
		return nil, nil, app.ErrSessionRequired
	case !to.Bookable(ch.now):
		return nil, nil, app.ErrSessionPast
	}
	return from, to, nil
}

func (ch *change) switchTo(r *standing, to *app.Session) error {
	was, before := r.Status, r.SessionID
	free := !to.Full()
	if was == app.Waitlisted && free {
		seats, err := ch.db.seats(ch.ctx, ch.tx, ch.event)
		if err != nil {
			return err
		}
		free = seats.Free(to.ID)
	}
	switch {
	case was.HoldsPlace() && !free:
		return app.ErrSessionFull
	case was == app.Waitlisted && free:
		if err := ch.place(r, to.ID, false); err != nil {
			return err
		}
	default:
		if _, err := ch.tx.ExecContext(ch.ctx, `UPDATE registrations SET session_id = $2 WHERE id = $1`, r.ID, to.ID); err != nil {
			return err
		}
		ch.move(r, was, to.ID)
	}
	if err := audit(ch.ctx, ch.tx, ch.actor, auditEntry{
		Action: "registration.switch", Entity: "registration", EntityID: r.ID, EventID: ch.event.ID,
		Before: map[string]any{"status": was, "session_id": before}, After: map[string]any{"status": r.Status, "session_id": to.ID},
	}); err != nil {
		return err
	}
	return tell(ch.ctx, ch.tx, r.ID, app.MessageSwitched)
}
