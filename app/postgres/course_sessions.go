package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// used is true for a session s that people are registered for, sit in for a
// selection, or were marked in.
const used = `(EXISTS (SELECT 1 FROM registrations r WHERE r.session_id = s.id) OR EXISTS (SELECT 1 FROM attendances a WHERE a.session_id = s.id)
	OR EXISTS (SELECT 1 FROM selection_bookings b WHERE b.session_id = s.id))`

// PlanSessions puts sessions in place of those of the kind that a course has.
// Errors: ErrSessionUsed when people are registered for one that it has, or
// were marked there; ErrEventChanged; app.ErrNotFound.
func (db *DB) PlanSessions(ctx context.Context, actor *app.Actor, eventID int64, version time.Time, kind app.SessionKind, sessions []app.Session) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		e, err := lockEvent(ctx, tx, actor, eventID, version)
		if err != nil {
			return err
		}
		var inUse bool
		if err := tx.GetContext(ctx, &inUse, `SELECT EXISTS (SELECT 1 FROM event_sessions s WHERE s.event_id = $1 AND s.kind = $2 AND `+used+`)`, eventID, string(kind)); err != nil {
			return err
		}
		if inUse {
			return ErrSessionUsed
		}
		res, err := tx.ExecContext(ctx, `DELETE FROM event_sessions WHERE event_id = $1 AND kind = $2`, eventID, string(kind))
		if err != nil {
			return err
		}
		gone, err := res.RowsAffected()
		if err != nil {
			return err
		}
		for _, s := range sessions {
			if _, err := tx.ExecContext(ctx, `
				INSERT INTO event_sessions (event_id, kind, title, title_en, place, starts_at, ends_at, capacity) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
				eventID, string(kind), s.Title, s.TitleEN, s.Place, s.StartsAt, s.EndsAt, s.Capacity); err != nil {
				return err
			}
		}
		if err := db.tellMeetings(ctx, tx, e, kind); err != nil {
			return err
		}
		return db.sessionsChanged(ctx, tx, actor, eventID, "event.plan_"+string(kind), map[string]any{"sessions": gone}, map[string]any{"sessions": len(sessions)})
	})
}

// SaveSession changes the time, place and titles of one session of a course.
// Its people stay. revision is that of the session its editor began with, see
// SessionRevision. Errors: app.FieldErrors, app.ErrChanged, app.ErrNotFound, a
// conflict when two meetings would be at once.
func (db *DB) SaveSession(ctx context.Context, actor *app.Actor, s app.Session, revision string) error {
	if !s.EndsAt.After(s.StartsAt) {
		return app.FieldErrors{{Field: "session_until", Key: "training.error.hours"}}
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		e, err := lockEvent(ctx, tx, actor, s.EventID, time.Time{})
		if err != nil {
			return err
		}
		var was sessionRow
		if err := tx.GetContext(ctx, &was, `SELECT id, event_id, kind, title, title_en, place, starts_at, ends_at, capacity FROM event_sessions WHERE id = $1 AND event_id = $2`, s.ID, s.EventID); err != nil {
			return err
		}
		standing := was.session()
		if stands := SessionRevision(&standing); SessionRevision(&s) == stands {
			return nil // sent twice, or nothing was changed
		} else if err := app.CheckRevision(revision, stands); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE event_sessions SET starts_at = $3, ends_at = $4, place = $5, title = $6, title_en = $7 WHERE id = $1 AND event_id = $2`,
			s.ID, s.EventID, s.StartsAt, s.EndsAt, s.Place, s.Title, s.TitleEN); err != nil {
			return err
		}
		if (!was.StartsAt.Equal(s.StartsAt) || !was.EndsAt.Equal(s.EndsAt) || was.Place != s.Place) && db.now().Before(s.EndsAt) {
			if err := db.tellMeetings(ctx, tx, e, app.SessionKind(was.Kind)); err != nil {
				return err
			}
		}
		at := func(a, b time.Time) string {
			return a.In(app.Jakarta).Format("2006-01-02 15.04") + "–" + b.In(app.Jakarta).Format("15.04")
		}
		return db.sessionsChanged(ctx, tx, actor, s.EventID, "event.session", map[string]any{"session": s.ID, "time": at(was.StartsAt, was.EndsAt), "place": was.Place},
			map[string]any{"session": s.ID, "time": at(s.StartsAt, s.EndsAt), "place": s.Place})
	})
}

// DeleteSession removes a session that nobody is registered for or was marked
// in. Errors: ErrSessionUsed, app.ErrNotFound.
func (db *DB) DeleteSession(ctx context.Context, actor *app.Actor, eventID, sessionID int64) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		e, err := lockEvent(ctx, tx, actor, eventID, time.Time{})
		if err != nil {
			return err
		}
		var row struct {
			StartsAt time.Time `db:"starts_at"`
			Kind     string    `db:"kind"`
			Used     bool      `db:"used"`
		}
		if err := tx.GetContext(ctx, &row, `SELECT s.starts_at, s.kind, `+used+` AS used FROM event_sessions s WHERE s.id = $1 AND s.event_id = $2`, sessionID, eventID); err != nil {
			return err
		}
		if row.Used {
			return ErrSessionUsed
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM event_sessions WHERE id = $1`, sessionID); err != nil {
			return err
		}
		if db.now().Before(row.StartsAt) {
			if err := db.tellMeetings(ctx, tx, e, app.SessionKind(row.Kind)); err != nil {
				return err
			}
		}
		return db.sessionsChanged(ctx, tx, actor, eventID, "event.session_delete", map[string]any{"time": row.StartsAt.In(app.Jakarta).Format("2006-01-02 15.04")}, nil)
	})
}

// tellMeetings tells everybody of a published course that its meetings
// changed. Selection slots concern only those who have one.
func (db *DB) tellMeetings(ctx context.Context, tx *sqlx.Tx, e *app.Event, kind app.SessionKind) error {
	if e.Status != app.EventPublished || kind != app.MeetingSession {
		return nil
	}
	return tellEvent(ctx, tx, e.ID, app.MessageChanged)
}

// sessionsChanged makes the event begin and end with its meetings, and writes
// the trail.
func (db *DB) sessionsChanged(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, eventID int64, action string, before, after any) error {
	if _, err := tx.ExecContext(ctx, `
		UPDATE events e SET updated_at = clock_timestamp(), starts_at = coalesce(m.first, e.starts_at), ends_at = coalesce(m.last, e.ends_at)
		FROM (SELECT min(starts_at) AS first, max(ends_at) AS last FROM event_sessions WHERE event_id = $1 AND kind = 'meeting') m WHERE e.id = $1`, eventID); err != nil {
		return err
	}
	return audit(ctx, tx, actor, auditEntry{Action: action, Entity: "event", EntityID: eventID, EventID: eventID, Before: before, After: after})
}
