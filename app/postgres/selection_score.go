package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// ScoreCell is one cell of the grid.
type ScoreCell struct {
	RegistrationID int64
	ComponentID    int64
	Version        int // that the mark was seen at; 0 when there was none
	Mark           app.Mark
}

// ScoreConflict is a cell that somebody else changed since it was seen.
type ScoreConflict struct {
	ScoreCell // as it is now
	By        string
	At        time.Time
}

// ScoreRow is one applicant of the grid, with a cell for every component.
type ScoreRow struct {
	RegistrationID int64
	Name           string
	Code           string
	Cells          []ScoreCell // in the order of the components
	CameTo         []int       // rounds of which they attended the slot
}

// ScoreFilter is what the grid shows.
type ScoreFilter struct {
	Words     string
	SessionID int64
	Missing   bool    // only those of whom a mark is missing
	IDs       []int64 // only these registrations, when not nil
	Page      int     // from 1
	PerPage   int     // 0: everybody
}

// ScoreGrid returns a page of the applicants to score, by name, and how many
// the filter leaves. Who may not take part is left out. Errors:
// app.ErrNotFound when the actor may not assess the event.
func (db *DB) ScoreGrid(ctx context.Context, actor *app.Actor, p *app.SelectionPlan, f ScoreFilter) ([]ScoreRow, int, error) {
	if !actor.CanEvent(app.Assess, p.EventID) {
		return nil, 0, app.ErrNotFound
	}
	limit := any(nil)
	if f.PerPage > 0 {
		limit = f.PerPage
	}
	var rows []scoreRow
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT r.id, c.name, coalesce(left(t.code, 8), '') AS code, count(*) OVER () AS total, `+scoreArrays+`,
		       ARRAY (SELECT b.round FROM selection_bookings b JOIN attendances a ON a.registration_id = b.registration_id AND a.session_id = b.session_id
		              WHERE b.registration_id = r.id AND a.annulled_at IS NULL AND a.status IN ('present', 'late')) AS came
		FROM`+inSelection+`JOIN candidates c ON c.id = r.candidate_id
		LEFT JOIN tickets t ON t.registration_id = r.id AND t.revoked_at IS NULL
		LEFT JOIN LATERAL (`+scoresOf+`) z ON true
		WHERE r.event_id = $1 AND r.status = 'submitted' AND k.eligible IS DISTINCT FROM false AND `+matchesWords("$2")+`
		  AND ($3::bigint = 0 OR EXISTS (SELECT 1 FROM selection_bookings b WHERE b.registration_id = r.id AND b.session_id = $3))
		  AND (NOT $4 OR coalesce(z.given, 0) < $5) AND ($6::bigint[] IS NULL OR r.id = ANY ($6))
		ORDER BY c.name COLLATE "id-x-icu", r.id LIMIT $7 OFFSET $8`,
		p.EventID, escapeLike(f.Words), f.SessionID, f.Missing, len(p.Components), pq.Array(f.IDs), limit, (max(f.Page, 1)-1)*f.PerPage); err != nil {
		return nil, 0, err
	}
	list := make([]ScoreRow, len(rows))
	for i := range rows {
		r := &rows[i]
		list[i] = ScoreRow{RegistrationID: r.ID, Name: r.Name, Code: r.Code, Cells: r.cells(p)}
		for _, round := range r.Came {
			list[i].CameTo = append(list[i].CameTo, int(round))
		}
	}
	if len(rows) == 0 {
		return nil, 0, nil
	}
	return list, rows[0].Total, nil
}

// scoresOf gathers the marks of one registration r: -1 stands for an absence
// and -2 for a cell that was emptied.
const scoresOf = `
	SELECT array_agg(x.component_id) AS components, array_agg(x.version) AS versions,
	       array_agg(CASE WHEN x.absent THEN -1 WHEN x.score IS NULL THEN -2 ELSE (x.score * 100)::bigint END) AS scores,
	       count(*) FILTER (WHERE x.absent OR x.score IS NOT NULL) AS given
	FROM selection_scores x WHERE x.registration_id = r.id`

const scoreArrays = `coalesce(z.components, '{}') AS components, coalesce(z.versions, '{}') AS versions, coalesce(z.scores, '{}') AS scores`

type scoreArraysRow struct {
	Components pq.Int64Array `db:"components"`
	Versions   pq.Int64Array `db:"versions"`
	Scores     pq.Int64Array `db:"scores"`
}

// marks returns what was given, in the order of the components.
func (r *scoreArraysRow) marks(p *app.SelectionPlan) []app.Mark {
	marks := make([]app.Mark, len(p.Components))
	for c := range p.Components {
		for i, id := range r.Components {
			if id == p.Components[c].ID {
				marks[c] = markOf(r.Scores[i])
			}
		}
	}
	return marks
}

type scoreRow struct {
	ID    int64         `db:"id"`
	Name  string        `db:"name"`
	Code  string        `db:"code"`
	Total int           `db:"total"`
	Came  pq.Int64Array `db:"came"`
	scoreArraysRow
}

func markOf(score int64) app.Mark {
	switch score {
	case -1:
		return app.Mark{State: app.WasAbsent}
	case -2:
		return app.Mark{}
	}
	return app.Mark{State: app.Scored, Score: app.Points(score)}
}

func (r *scoreRow) cells(p *app.SelectionPlan) []ScoreCell {
	cells := make([]ScoreCell, len(p.Components))
	for i, c := range p.Components {
		cells[i] = ScoreCell{RegistrationID: r.ID, ComponentID: c.ID}
		for j, id := range r.Components {
			if id == c.ID {
				cells[i].Version, cells[i].Mark = int(r.Versions[j]), markOf(r.Scores[j])
			}
		}
	}
	return cells
}

// SaveScores writes the cells that nobody else has changed since they were
// seen; the others are returned as they are now, and stay so. A cell that
// already says what is to be written counts as written, so that sending a
// grid or a file again does nothing. Each change goes into the history.
// Cells of people who are not applicants, or may not take part, and scores
// above the highest are refused as a whole: app.ErrNotFound,
// app.FieldErrors. Errors also: app.ErrSelectionClosed.
func (db *DB) SaveScores(ctx context.Context, actor *app.Actor, eventID int64, cells []ScoreCell, imported bool) (saved int, conflicts []ScoreConflict, err error) {
	if !actor.CanEvent(app.Assess, eventID) {
		return 0, nil, app.ErrNotFound
	}
	cells = lastOfEach(cells)
	err = db.InTx(ctx, func(tx *sqlx.Tx) error {
		saved, conflicts = 0, nil
		// Held against a publication, which locks it for itself; assessors share it.
		if _, err := tx.ExecContext(ctx, `SELECT 1 FROM selections WHERE event_id = $1 FOR SHARE`, eventID); err != nil {
			return err
		}
		_, p, err := selection(ctx, tx, eventID)
		if err != nil {
			return err
		}
		if !p.Open() {
			return app.ErrSelectionClosed
		}
		for i := range cells {
			c := p.Component(cells[i].ComponentID)
			if c == nil {
				return app.ErrNotFound
			}
			if m := cells[i].Mark; m.State == app.Scored && (m.Score < 0 || m.Score > c.Max) {
				return app.FieldErrors{{Field: "score", Key: "selection.error.score_range", Args: []any{"max", c.Max.String()}}}
			}
		}
		saved, conflicts, err = db.writeScores(ctx, tx, actor, eventID, cells, imported)
		if err != nil || saved == 0 {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "selection.scores", Entity: "event", EntityID: eventID, EventID: eventID,
			After: map[string]any{"cells": saved, "imported": imported}})
	})
	return saved, conflicts, err
}

// lastOfEach leaves of cells that are given twice the last.
func lastOfEach(cells []ScoreCell) []ScoreCell {
	at := make(map[[2]int64]int, len(cells))
	out := make([]ScoreCell, 0, len(cells))
	for _, c := range cells {
		key := [2]int64{c.RegistrationID, c.ComponentID}
		if i, twice := at[key]; twice {
			out[i] = c
			continue
		}
		at[key] = len(out)
		out = append(out, c)
	}
	return out
}

func (db *DB) writeScores(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, eventID int64, cells []ScoreCell, imported bool) (int, []ScoreConflict, error) {
	n := len(cells)
	people, components, versions, scores := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	for i, c := range cells {
		people[i], components[i], versions[i], scores[i] = c.RegistrationID, c.ComponentID, int64(c.Version), -2
		switch c.Mark.State {
		case app.Scored:
			scores[i] = int64(c.Mark.Score)
		case app.WasAbsent:
			scores[i] = -1
		}
	}
	input := []any{pq.Array(people), pq.Array(components), pq.Array(versions), pq.Array(scores)}
	var strangers int
	if err := tx.GetContext(ctx, &strangers, `
		SELECT count(*) FROM unnest($2::bigint[]) AS i (id) WHERE NOT EXISTS (
			SELECT 1 FROM`+inSelection+`WHERE r.id = i.id AND r.event_id = $1 AND r.status = 'submitted' AND k.eligible IS DISTINCT FROM false)`,
		eventID, pq.Array(people)); err != nil {
		return 0, nil, err
	}
	if strangers > 0 {
		return 0, nil, app.ErrNotFound
	}
	const in = ` unnest($1::bigint[], $2::bigint[], $3::int[], $4::bigint[]) AS i (registration_id, component_id, version, score) `
	var saved int
	if err := tx.GetContext(ctx, &saved, `
		WITH put AS (
			INSERT INTO selection_scores AS s (registration_id, component_id, event_id, score, absent, version, assessor, scored_at)
			SELECT i.registration_id, i.component_id, $5, CASE WHEN i.score >= 0 THEN i.score::numeric / 100 END, i.score = -1, i.version + 1, nullif($6::bigint, 0), $7
			FROM`+in+`
			WHERE i.score <> -2 OR EXISTS (SELECT 1 FROM selection_scores x WHERE x.registration_id = i.registration_id AND x.component_id = i.component_id)
			ORDER BY i.registration_id, i.component_id
			ON CONFLICT (registration_id, component_id) DO UPDATE SET score = excluded.score, absent = excluded.absent, version = excluded.version,
				assessor = excluded.assessor, scored_at = excluded.scored_at
			WHERE s.version = excluded.version - 1 AND (s.score IS DISTINCT FROM excluded.score OR s.absent <> excluded.absent)
			RETURNING registration_id, component_id, version, score, absent, assessor, scored_at
		), kept AS (
			INSERT INTO selection_score_history (registration_id, component_id, version, score, absent, assessor, scored_at, imported)
			SELECT registration_id, component_id, version, score, absent, assessor, scored_at, $8 FROM put
		)
		SELECT count(*) FROM put`, append(input, eventID, actor.AccountID, db.now(), imported)...); err != nil {
		return 0, nil, err
	}
	var rows []struct {
		RegistrationID int64     `db:"registration_id"`
		ComponentID    int64     `db:"component_id"`
		Version        int       `db:"version"`
		Score          int64     `db:"score"`
		By             string    `db:"by"`
		At             time.Time `db:"scored_at"`
	}
	// A statement of its own sees also what another committed meanwhile.
	if err := tx.SelectContext(ctx, &rows, `
		SELECT s.registration_id, s.component_id, s.version, v.score, coalesce(a.name, '') AS by, s.scored_at
		FROM`+in+`
		JOIN selection_scores s ON s.registration_id = i.registration_id AND s.component_id = i.component_id
		CROSS JOIN LATERAL (SELECT CASE WHEN s.absent THEN -1 WHEN s.score IS NULL THEN -2 ELSE (s.score * 100)::bigint END AS score) v
		LEFT JOIN accounts a ON a.id = s.assessor
		WHERE v.score <> i.score ORDER BY s.registration_id, s.component_id`, input...); err != nil {
		return 0, nil, err
	}
	var conflicts []ScoreConflict
	for _, r := range rows {
		conflicts = append(conflicts, ScoreConflict{
			ScoreCell: ScoreCell{RegistrationID: r.RegistrationID, ComponentID: r.ComponentID, Version: r.Version, Mark: markOf(r.Score)}, By: r.By, At: r.At,
		})
	}
	return saved, conflicts, nil
}

// ScoreChange is one entry of the history of a cell.
type ScoreChange struct {
	ComponentID int64
	Mark        app.Mark
	By          string
	At          time.Time
	Imported    bool
}

// ScoreHistory returns what was written for one applicant, the latest first.
// Errors: app.ErrNotFound when the actor may not assess the event.
func (db *DB) ScoreHistory(ctx context.Context, actor *app.Actor, eventID, registrationID int64) ([]ScoreChange, error) {
	if !actor.CanEvent(app.Assess, eventID) {
		return nil, app.ErrNotFound
	}
	var rows []struct {
		ComponentID int64     `db:"component_id"`
		Score       int64     `db:"score"`
		By          string    `db:"by"`
		At          time.Time `db:"scored_at"`
		Imported    bool      `db:"imported"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT h.component_id, CASE WHEN h.absent THEN -1 WHEN h.score IS NULL THEN -2 ELSE (h.score * 100)::bigint END AS score,
		       coalesce(a.name, '') AS by, h.scored_at, h.imported
		FROM selection_score_history h JOIN selection_components c ON c.id = h.component_id AND c.event_id = $1
		LEFT JOIN accounts a ON a.id = h.assessor
		WHERE h.registration_id = $2 ORDER BY h.id DESC LIMIT 200`, eventID, registrationID); err != nil {
		return nil, err
	}
	list := make([]ScoreChange, len(rows))
	for i, r := range rows {
		list[i] = ScoreChange{ComponentID: r.ComponentID, Mark: markOf(r.Score), By: r.By, At: r.At, Imported: r.Imported}
	}
	return list, nil
}

// MarkAbsent marks every applicant who was not in their slot of the
// component's round, and has no mark for it, as absent; it returns how many.
// Errors: as SaveScores.
func (db *DB) MarkAbsent(ctx context.Context, actor *app.Actor, p *app.SelectionPlan, componentID int64) (int, error) {
	c := p.Component(componentID)
	if c == nil || c.Round == 0 {
		return 0, app.ErrNotFound
	}
	rows, _, err := db.ScoreGrid(ctx, actor, p, ScoreFilter{Missing: true})
	if err != nil {
		return 0, err
	}
	var cells []ScoreCell
	for i := range rows {
		came := false
		for _, round := range rows[i].CameTo {
			came = came || round == c.Round
		}
		for _, cell := range rows[i].Cells {
			if cell.ComponentID == componentID && cell.Mark.State == app.NoMark && !came {
				cell.Mark.State = app.WasAbsent
				cells = append(cells, cell)
			}
		}
	}
	if len(cells) == 0 {
		return 0, nil
	}
	n, _, err := db.SaveScores(ctx, actor, p.EventID, cells, false)
	return n, err
}
