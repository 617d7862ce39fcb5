package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// Stage is who may take part in a sitting after the first.
type Stage struct {
	Round     int
	DecidedAt *time.Time // nil while everybody may who may take part at all
	People    []StageApplicant
}

// StageApplicant is somebody who may be let in to a sitting, with the marks
// they have, in the order of the components.
type StageApplicant struct {
	RegistrationID int64
	Name, Code     string
	Marks          []app.Mark
	In             bool
}

// admitted is true for a registration r that may take part in the rounds up to
// one: wherever staff have decided who may, it is among them.
func admitted(round string) string {
	return `NOT EXISTS (SELECT 1 FROM selection_stages g WHERE g.event_id = r.event_id AND g.round <= ` + round + `
		AND NOT EXISTS (SELECT 1 FROM selection_advances v WHERE v.registration_id = r.id AND v.round = g.round))`
}

// SelectionStage returns a sitting after the first with everybody who may be
// let in to it, by name. Errors: app.ErrNotFound, also when the actor may not
// edit the event.
func (db *DB) SelectionStage(ctx context.Context, actor *app.Actor, eventID int64, round int) (*Stage, error) {
	if !actor.CanEvent(app.EditEvents, eventID) {
		return nil, app.ErrNotFound
	}
	_, p, err := selection(ctx, db.sql, eventID)
	if err != nil {
		return nil, err
	}
	if !p.Later(round) {
		return nil, app.ErrNotFound
	}
	s := &Stage{Round: round}
	decided, err := stages(ctx, db.sql, eventID)
	if err != nil {
		return nil, err
	}
	if at, is := decided[round]; is {
		s.DecidedAt = &at
	}
	var rows []struct {
		ID   int64  `db:"id"`
		Name string `db:"name"`
		Code string `db:"code"`
		In   bool   `db:"advanced"`
		scoreArraysRow
	}
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT r.id, c.name, coalesce(left(t.code, 8), '') AS code, `+scoreArrays+`,
		       EXISTS (SELECT 1 FROM selection_advances v WHERE v.registration_id = r.id AND v.round = $2) AS advanced
		FROM`+inSelection+`JOIN candidates c ON c.id = r.candidate_id
		LEFT JOIN tickets t ON t.registration_id = r.id AND t.revoked_at IS NULL
		LEFT JOIN LATERAL (`+scoresOf+`) z ON true
		WHERE r.event_id = $1 AND r.status = 'submitted' AND k.eligible AND `+admitted(`$2 - 1`)+`
		ORDER BY c.name COLLATE "id-x-icu", r.id`, eventID, round); err != nil {
		return nil, err
	}
	for i := range rows {
		r := &rows[i]
		s.People = append(s.People, StageApplicant{RegistrationID: r.ID, Name: r.Name, Code: r.Code, In: r.In, Marks: r.marks(p)})
	}
	return s, nil
}

// stages returns the rounds for which staff have decided who may take part,
// with when they did.
func stages(ctx context.Context, q sqlx.QueryerContext, eventID int64) (map[int]time.Time, error) {
	var rows []struct {
		Round int       `db:"round"`
		At    time.Time `db:"decided_at"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `SELECT round, decided_at FROM selection_stages WHERE event_id = $1`, eventID); err != nil {
		return nil, err
	}
	out := make(map[int]time.Time, len(rows))
	for _, r := range rows {
		out[r.Round] = r.At
	}
	return out, nil
}

// DecidedStages returns the rounds for which staff have decided who may take
// part, with how many that are. Errors: app.ErrNotFound when the actor may not
// assess the event.
func (db *DB) DecidedStages(ctx context.Context, actor *app.Actor, eventID int64) (map[int]int, error) {
	if !actor.CanEvent(app.Assess, eventID) {
		return nil, app.ErrNotFound
	}
	var rows []struct {
		Round int `db:"round"`
		N     int `db:"n"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT g.round, (SELECT count(*) FROM selection_advances v JOIN registrations r ON r.id = v.registration_id
			WHERE v.event_id = g.event_id AND v.round = g.round AND r.status <> 'cancelled') AS n
		FROM selection_stages g WHERE g.event_id = $1`, eventID); err != nil {
		return nil, err
	}
	out := map[int]int{}
	for _, r := range rows {
		out[r.Round] = r.N
	}
	return out, nil
}

// DecideStage lets in to a sitting after the first those among the applicants
// and nobody else. Those who may take part and are not among them lose the
// slots to come that they have in it and after it; everybody for whom
// something changed is told. Errors: app.ErrSelectionClosed, app.ErrNotFound.
func (db *DB) DecideStage(ctx context.Context, actor *app.Actor, eventID int64, round int, registrations []int64) error {
	return db.changeSelection(ctx, actor, eventID, func(tx *sqlx.Tx, _ *app.Event, p *app.SelectionPlan) error {
		if !p.Later(round) {
			return app.ErrNotFound
		}
		decided, err := stages(ctx, tx, eventID)
		if err != nil {
			return err
		}
		var people []struct {
			ID  int64 `db:"id"`
			Was bool  `db:"was"`
		}
		if err := tx.SelectContext(ctx, &people, `
			SELECT r.id, EXISTS (SELECT 1 FROM selection_advances v WHERE v.registration_id = r.id AND v.round = $2) AS was
			FROM`+inSelection+`WHERE r.event_id = $1 AND r.status = 'submitted' AND k.eligible AND `+admitted(`$2 - 1`)+`
			ORDER BY r.id FOR UPDATE OF r`, eventID, round); err != nil {
			return err
		}
		_, again := decided[round]
		var in, changed []int64
		for _, person := range people {
			is := slices.Contains(registrations, person.ID)
			if is {
				in = append(in, person.ID)
			}
			if !again || is != person.Was {
				changed = append(changed, person.ID)
			}
		}
		if again && len(changed) == 0 {
			return nil
		}
		for _, s := range []struct {
			query string
			args  []any
		}{
			{`INSERT INTO selection_stages (event_id, round, decided_by, decided_at) VALUES ($1, $2, nullif($3::bigint, 0), $4)
				ON CONFLICT (event_id, round) DO UPDATE SET decided_by = excluded.decided_by, decided_at = excluded.decided_at`,
				[]any{eventID, round, actor.AccountID, db.now()}},
			{`DELETE FROM selection_advances WHERE event_id = $1 AND round = $2`, []any{eventID, round}},
			{`INSERT INTO selection_advances (registration_id, event_id, round) SELECT i.id, $1, $2 FROM unnest($3::bigint[]) AS i (id)`, []any{eventID, round, pq.Array(in)}},
			{`DELETE FROM selection_bookings b USING event_sessions s, registrations r
				WHERE b.event_id = $1 AND b.round >= $2 AND s.id = b.session_id AND s.starts_at > $3 AND r.id = b.registration_id AND NOT ` + admitted(`b.round`),
				[]any{eventID, round, db.now()}},
		} {
			if _, err := tx.ExecContext(ctx, s.query, s.args...); err != nil {
				return err
			}
		}
		if err := enqueueSelection(ctx, tx, changed, AboutStage); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "selection.stage", Entity: "event", EntityID: eventID, EventID: eventID,
			After: map[string]any{"round": round, "admitted": len(in), "left": len(people) - len(in)}})
	})
}

// OpenStage takes back that only some may take part in a sitting. Errors:
// app.ErrSelectionClosed, app.ErrNotFound.
func (db *DB) OpenStage(ctx context.Context, actor *app.Actor, eventID int64, round int) error {
	return db.changeSelection(ctx, actor, eventID, func(tx *sqlx.Tx, _ *app.Event, _ *app.SelectionPlan) error {
		gone, err := tx.ExecContext(ctx, `DELETE FROM selection_stages WHERE event_id = $1 AND round = $2`, eventID, round)
		if err != nil {
			return err
		}
		if n, err := gone.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "selection.stage", Entity: "event", EntityID: eventID, EventID: eventID, After: map[string]any{"round": round, "admitted": "all"}})
	})
}

// MyStage is what staff decided for one applicant about a later sitting.
type MyStage struct {
	Round     int
	In        bool
	DecidedAt time.Time
}

// Halted returns the stage at which the applicant was not let in, or nil.
func (m *MySelection) Halted() *MyStage {
	for i := range m.Stages {
		if !m.Stages[i].In {
			return &m.Stages[i]
		}
	}
	return nil
}

// Rounds returns the sittings that the applicant may take part in.
func (m *MySelection) Rounds() []int {
	rounds := m.Plan.Rounds()
	if h := m.Halted(); h != nil {
		rounds = slices.DeleteFunc(rounds, func(round int) bool { return round >= h.Round })
	}
	return rounds
}

// myStages adds what was decided about later sittings, as far as the first
// that the applicant was not let in to.
func (db *DB) myStages(ctx context.Context, eventID, registrationID int64, m *MySelection) error {
	if m.Check != app.Eligible {
		return nil
	}
	var rows []struct {
		Round int       `db:"round"`
		In    bool      `db:"advanced"`
		At    time.Time `db:"decided_at"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT g.round, g.decided_at, EXISTS (SELECT 1 FROM selection_advances v WHERE v.registration_id = $2 AND v.round = g.round) AS advanced
		FROM selection_stages g WHERE g.event_id = $1 ORDER BY g.round`, eventID, registrationID); err != nil {
		return err
	}
	for _, r := range rows {
		m.Stages = append(m.Stages, MyStage{Round: r.Round, In: r.In, DecidedAt: r.At})
		if !r.In {
			break
		}
	}
	return nil
}
