package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// ErrWaveUsed refuses to remove a wave that people hold.
var ErrWaveUsed = &app.Error{Kind: app.Conflict, Key: "rules.error.wave_used"}

// Wave is an entry session as its organizers see it.
type Wave struct {
	app.Session
	Offered int  // of those taken, places that are only kept for somebody
	Beyond  int  // of those taken, let in beyond the capacity
	Used    bool // somebody is or was registered for it, or was let in to it
}

// Waves returns the entry sessions of an event in order of time, to those who
// may see its participants. Errors: app.ErrNotFound for others.
func (db *DB) Waves(ctx context.Context, actor *app.Actor, eventID int64) ([]Wave, error) {
	if !actor.CanEvent(app.Participants, eventID) {
		return nil, app.ErrNotFound
	}
	var rows []struct {
		sessionRow
		Offered int  `db:"offered"`
		Beyond  int  `db:"beyond"`
		Used    bool `db:"used"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT s.id, s.event_id, s.kind, s.title, s.title_en, s.place, s.starts_at, s.ends_at, s.capacity, c.taken, c.waiting,
		       coalesce(o.offered, 0) AS offered, coalesce(o.beyond, 0) AS beyond, `+used+` AS used
		FROM event_sessions s JOIN session_counters c ON c.session_id = s.id
		LEFT JOIN (
			SELECT session_id, count(*) FILTER (WHERE status = 'offered') AS offered, count(*) FILTER (WHERE overbooked) AS beyond
			FROM registrations WHERE event_id = $1 AND status IN ('offered', 'confirmed', 'accepted', 'completed') AND (status = 'offered' OR overbooked)
			GROUP BY session_id
		) o ON o.session_id = s.id
		WHERE s.event_id = $1 AND s.kind = 'entry' ORDER BY s.starts_at, s.id`, eventID); err != nil {
		return nil, err
	}
	waves := make([]Wave, len(rows))
	for i := range rows {
		waves[i] = Wave{Session: rows[i].session(), Offered: rows[i].Offered, Beyond: rows[i].Beyond, Used: rows[i].Used}
	}
	return waves, nil
}

// AddWaves adds entry sessions to an event over the version that its editor
// has seen. With replace, those that nobody ever used make room for them.
// Errors: app.FieldErrors naming the neighbour that one is too close to,
// ErrEventChanged, app.ErrNotFound.
func (db *DB) AddWaves(ctx context.Context, actor *app.Actor, eventID int64, version time.Time, waves []app.Session, replace bool) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		e, err := lockEvent(ctx, tx, actor, eventID, version)
		if err != nil {
			return err
		}
		if replace {
			if _, err := tx.ExecContext(ctx, `DELETE FROM event_sessions s WHERE s.event_id = $1 AND s.kind = 'entry' AND NOT `+used, eventID); err != nil {
				return err
			}
		}
		there, err := ruleContext(ctx, tx, e)
		if err != nil {
			return err
		}
		for _, w := range waves {
			if err := app.CheckWave(e, &w, there.Waves, false).Err(); err != nil {
				return err
			}
			if err := tx.GetContext(ctx, &w.ID, `
				INSERT INTO event_sessions (event_id, kind, title, title_en, place, starts_at, ends_at, capacity) VALUES ($1, 'entry', $2, $3, $4, $5, $6, $7) RETURNING id`,
				eventID, w.Title, w.TitleEN, w.Place, w.StartsAt, w.EndsAt, w.Capacity); err != nil {
				return err
			}
			there.Waves = append(there.Waves, w)
		}
		return db.sessionsChanged(ctx, tx, actor, eventID, "event.plan_entry", nil, map[string]any{"sessions": len(waves)})
	})
}

// SaveWave changes one entry session. fewer says that its editor knows that
// more places are given away than its new capacity has. Its people stay, and
// are told when its time or place changes; those in line get the places that
// a larger capacity brings. revision is that of the session its editor began
// with, see SessionRevision. Errors: app.FieldErrors, app.ErrChanged,
// app.ErrNotFound.
func (db *DB) SaveWave(ctx context.Context, actor *app.Actor, w app.Session, revision string, fewer bool) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		e, was, there, err := lockWave(ctx, tx, actor, w.EventID, w.ID)
		if err != nil {
			return err
		}
		stands := SessionRevision(was)
		if SessionRevision(&w) == stands {
			return nil // sent twice, or nothing was changed
		}
		if err := app.CheckRevision(revision, stands); err != nil {
			return err
		}
		w.Taken = was.Taken
		if err := app.CheckWave(e, &w, there.Waves, fewer).Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			UPDATE event_sessions SET title = $3, title_en = $4, place = $5, starts_at = $6, ends_at = $7, capacity = $8 WHERE id = $1 AND event_id = $2`,
			w.ID, w.EventID, w.Title, w.TitleEN, w.Place, w.StartsAt, w.EndsAt, w.Capacity); err != nil {
			return err
		}
		before, after := auditDiff(waveTrail(was), waveTrail(&w))
		if before == nil {
			before, after = map[string]any{}, map[string]any{}
		}
		before["session"], after["session"] = w.ID, w.ID
		if err := db.sessionsChanged(ctx, tx, actor, w.EventID, "event.session", before, after); err != nil {
			return err
		}
		if e.Status == app.EventPublished && (!was.StartsAt.Equal(w.StartsAt) || !was.EndsAt.Equal(w.EndsAt) || was.Place != w.Place) {
			if err := tellSession(ctx, tx, w.EventID, w.ID, app.MessageChanged); err != nil {
				return err
			}
		}
		return db.fillPlaces(ctx, tx, e)
	})
}

// DeleteWave removes an entry session that nobody is or was registered for
// and nobody was let in to. Errors: ErrWaveUsed, app.ErrNotFound.
func (db *DB) DeleteWave(ctx context.Context, actor *app.Actor, eventID, sessionID int64) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		e, was, _, err := lockWave(ctx, tx, actor, eventID, sessionID)
		if err != nil {
			return err
		}
		r, err := tx.ExecContext(ctx, `DELETE FROM event_sessions s WHERE s.id = $1 AND NOT `+used, sessionID)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return orErr(err, ErrWaveUsed)
		}
		return db.sessionsChanged(ctx, tx, actor, e.ID, "event.session_delete", waveTrail(was), nil)
	})
}

func orErr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// lockWave locks an event for an edit and returns it with one of its entry
// sessions and what else is there.
func lockWave(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, eventID, sessionID int64) (*app.Event, *app.Session, app.RuleContext, error) {
	e, err := lockEvent(ctx, tx, actor, eventID, time.Time{})
	if err != nil {
		return nil, nil, app.RuleContext{}, err
	}
	there, err := ruleContext(ctx, tx, e)
	if err != nil {
		return nil, nil, there, err
	}
	for i := range there.Waves {
		if there.Waves[i].ID == sessionID {
			was := there.Waves[i]
			return e, &was, there, nil
		}
	}
	return nil, nil, there, app.ErrNotFound
}

// SessionRevision stands for a session as its editor sees it.
func SessionRevision(s *app.Session) string { return revisionOf(waveTrail(s)) }

func waveTrail(s *app.Session) map[string]any {
	return map[string]any{"time": app.SessionSpan(s), "place": s.Place, "title": s.Title, "title_en": s.TitleEN, "capacity": s.Capacity}
}
