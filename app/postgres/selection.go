package postgres

import (
	"context"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// selectionRow is the row of a selection, of an event e whose row in
// selections, s, may be missing: then its settings are those of a new one.
type selectionRow struct {
	eventRow
	Reserves    int            `db:"reserves"`
	ConfirmDays int            `db:"confirm_days"`
	TieBreaks   pq.StringArray `db:"tie_breaks"`
	ChooseFrom  *time.Time     `db:"choose_from"`
	ChooseUntil *time.Time     `db:"choose_until"`
	Bring       string         `db:"bring"`
	BringEN     string         `db:"bring_en"`
	PublishAt   *time.Time     `db:"publish_at"`
	PublishedAt *time.Time     `db:"published_at"`
	Version     int            `db:"version"`
}

const selectionQuery = `SELECT ` + eventColumns + `, coalesce(s.reserves, 0) AS reserves, coalesce(s.confirm_days, 3) AS confirm_days,
	coalesce(s.tie_breaks, '{components,earlier}') AS tie_breaks, s.choose_from, s.choose_until, coalesce(s.bring, '') AS bring,
	coalesce(s.bring_en, '') AS bring_en, s.publish_at, s.published_at, coalesce(s.version, 1) AS version
	FROM events e LEFT JOIN selections s ON s.event_id = e.id WHERE e.id = $1 AND e.approval = 'selection'`

func (r *selectionRow) plan() *app.SelectionPlan {
	p := &app.SelectionPlan{
		EventID: r.ID, Seats: r.Capacity, Reserves: r.Reserves, ConfirmDays: r.ConfirmDays, ChooseFrom: r.ChooseFrom, ChooseUntil: r.ChooseUntil,
		Bring: r.Bring, BringEN: r.BringEN, PublishAt: r.PublishAt, PublishedAt: r.PublishedAt, Version: r.Version,
	}
	for _, t := range r.TieBreaks {
		p.TieBreaks = append(p.TieBreaks, app.TieBreak(t))
	}
	return p
}

// selection reads the selection of an event with its components; q may be a
// transaction. Errors: app.ErrNotFound when the event does not select.
func selection(ctx context.Context, q sqlx.ExtContext, eventID int64) (*app.Event, *app.SelectionPlan, error) {
	var r selectionRow
	if err := sqlx.GetContext(ctx, q, &r, selectionQuery, eventID); err != nil {
		return nil, nil, translate(err)
	}
	p := r.plan()
	var rows []struct {
		ID     int64  `db:"id"`
		Round  int    `db:"round"`
		Name   string `db:"name"`
		NameEN string `db:"name_en"`
		Weight int    `db:"weight"`
		Max    int64  `db:"max"`
		Pass   *int64 `db:"pass"`
		Used   bool   `db:"used"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT c.id, c.round, c.name, c.name_en, c.weight, (c.max_score * 100)::bigint AS max, (c.pass_score * 100)::bigint AS pass,
		       EXISTS (SELECT 1 FROM selection_score_history h WHERE h.component_id = c.id) AS used
		FROM selection_components c WHERE c.event_id = $1 ORDER BY c.position, c.id`, eventID); err != nil {
		return nil, nil, err
	}
	for _, c := range rows {
		p.Components = append(p.Components, app.Component{
			ID: c.ID, Round: c.Round, Name: c.Name, NameEN: c.NameEN, Weight: c.Weight, Max: app.Points(c.Max), Pass: app.Points(deref(c.Pass)), HasPass: c.Pass != nil, Used: c.Used,
		})
	}
	return r.event(), p, nil
}

// Selection returns the selection of an event, if the actor holds the
// permission over it. Errors: app.ErrNotFound, also when the event does not
// select.
func (db *DB) Selection(ctx context.Context, actor *app.Actor, p app.Permission, eventID int64) (*app.SelectionPlan, error) {
	if !actor.CanEvent(p, eventID) {
		return nil, app.ErrNotFound
	}
	_, plan, err := selection(ctx, db.sql, eventID)
	return plan, err
}

// lockSelection locks the event and its selection for a change that rests on
// both: registrations, places and slots stand still until the transaction ends.
func (db *DB) lockSelection(ctx context.Context, tx *sqlx.Tx, eventID int64) (*app.Event, *app.SelectionPlan, *app.Seats, error) {
	_, seats, err := db.lockPlaces(ctx, tx, eventID, "")
	if err != nil {
		return nil, nil, nil, err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO selections (event_id) SELECT id FROM events WHERE id = $1 AND approval = 'selection'
		ON CONFLICT DO NOTHING`, eventID); err != nil {
		return nil, nil, nil, err
	}
	if _, err := tx.ExecContext(ctx, `SELECT 1 FROM selections WHERE event_id = $1 FOR UPDATE`, eventID); err != nil {
		return nil, nil, nil, err
	}
	e, p, err := selection(ctx, tx, eventID)
	return e, p, seats, err
}

// changeSelection runs fn for somebody who may change the event, with the
// selection locked and still open to changes.
func (db *DB) changeSelection(ctx context.Context, actor *app.Actor, eventID int64, fn func(tx *sqlx.Tx, e *app.Event, p *app.SelectionPlan) error) error {
	if !actor.CanEvent(app.EditEvents, eventID) {
		return app.ErrNotFound
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		e, p, _, err := db.lockSelection(ctx, tx, eventID)
		if err != nil {
			return err
		}
		if !p.Open() {
			return app.ErrSelectionClosed
		}
		return fn(tx, e, p)
	})
}

// SaveSelection writes the settings and components over the version that
// their editor has seen. A component that has marks stays. Errors:
// app.FieldErrors, app.ErrSelectionChanged, app.ErrSelectionClosed,
// app.ErrComponentUsed, app.ErrNotFound.
func (db *DB) SaveSelection(ctx context.Context, actor *app.Actor, p *app.SelectionPlan) error {
	if err := p.Check().Err(); err != nil {
		return err
	}
	return db.changeSelection(ctx, actor, p.EventID, func(tx *sqlx.Tx, _ *app.Event, was *app.SelectionPlan) error {
		if was.Version != p.Version {
			return app.ErrSelectionChanged
		}
		ties := make([]string, len(p.TieBreaks))
		for i, t := range p.TieBreaks {
			ties[i] = string(t)
		}
		if _, err := tx.ExecContext(ctx, `
			UPDATE selections SET reserves = $2, confirm_days = $3, tie_breaks = $4, choose_from = $5, choose_until = $6, bring = $7, bring_en = $8,
				version = version + 1 WHERE event_id = $1`,
			p.EventID, p.Reserves, p.ConfirmDays, pq.Array(ties), timeAtOrNull(p.ChooseFrom), timeAtOrNull(p.ChooseUntil), p.Bring, p.BringEN); err != nil {
			return err
		}
		if err := putComponents(ctx, tx, was, p.Components); err != nil {
			return err
		}
		before, after := auditDiff(selectionTrail(was), selectionTrail(p))
		return audit(ctx, tx, actor, auditEntry{Action: "selection.settings", Entity: "event", EntityID: p.EventID, EventID: p.EventID, Before: before, After: after})
	})
}

// putComponents makes the components those given: known by their id, new ones
// without. What is already scored may change its name, weight and pass mark,
// but not shrink below a score that was given.
func putComponents(ctx context.Context, tx *sqlx.Tx, was *app.SelectionPlan, components []app.Component) error {
	keep := []int64{}
	for _, c := range components {
		if c.ID != 0 && was.Component(c.ID) != nil {
			keep = append(keep, c.ID)
		}
	}
	var used bool
	if err := tx.GetContext(ctx, &used, `
		SELECT EXISTS (SELECT 1 FROM selection_components c JOIN selection_score_history h ON h.component_id = c.id
		               WHERE c.event_id = $1 AND NOT c.id = ANY ($2))`, was.EventID, pq.Array(keep)); err != nil {
		return err
	}
	if used {
		return app.ErrComponentUsed
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM selection_components WHERE event_id = $1 AND NOT id = ANY ($2)`, was.EventID, pq.Array(keep)); err != nil {
		return err
	}
	for i, c := range components {
		args := []any{was.EventID, i + 1, c.Round, c.Name, c.NameEN, c.Weight, int64(c.Max), orNullIf(int64(c.Pass), !c.HasPass)}
		if was.Component(c.ID) == nil {
			if _, err := tx.ExecContext(ctx, `
				INSERT INTO selection_components (event_id, position, round, name, name_en, weight, max_score, pass_score)
				VALUES ($1, $2, $3, $4, $5, $6, $7::numeric / 100, $8::numeric / 100)`, args...); err != nil {
				return err
			}
			continue
		}
		var highest *int64
		if err := tx.GetContext(ctx, &highest, `SELECT max(score * 100)::bigint FROM selection_scores WHERE component_id = $1`, c.ID); err != nil {
			return err
		}
		if app.Points(deref(highest)) > c.Max {
			return app.FieldErrors{{Field: "max_" + strconv.Itoa(i+1), Key: "selection.error.max_given", Args: []any{"score", app.Points(*highest).String()}}}
		}
		if _, err := tx.ExecContext(ctx, `
			UPDATE selection_components SET position = $2, round = $3, name = $4, name_en = $5, weight = $6, max_score = $7::numeric / 100,
				pass_score = $8::numeric / 100 WHERE event_id = $1 AND id = $9`, append(args, c.ID)...); err != nil {
			return err
		}
	}
	return nil
}

func orNullIf(v any, null bool) any {
	if null {
		return nil
	}
	return v
}

// selectionTrail is what the audit trail keeps of the settings.
func selectionTrail(p *app.SelectionPlan) map[string]any {
	moment := func(t *time.Time) string {
		if t == nil {
			return ""
		}
		return t.In(app.Jakarta).Format("2006-01-02 15.04")
	}
	ties, components := "", ""
	for _, t := range p.TieBreaks {
		ties += string(t) + " "
	}
	for _, c := range p.Components {
		pass := "–"
		if c.HasPass {
			pass = c.Pass.String()
		}
		components += c.Name + " (" + strconv.Itoa(c.Weight) + ", " + c.Max.String() + ", " + pass + ") "
	}
	return map[string]any{
		"reserves": p.Reserves, "confirm_days": p.ConfirmDays, "tie_breaks": ties, "choose_from": moment(p.ChooseFrom), "choose_until": moment(p.ChooseUntil),
		"bring": clipped(p.Bring), "components": components,
	}
}
