package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

type questionRow struct {
	ID         int64      `db:"id"`
	EventID    int64      `db:"event_id"`
	Position   int        `db:"position"`
	Kind       string     `db:"kind"`
	Label      string     `db:"label"`
	LabelEN    string     `db:"label_en"`
	Help       string     `db:"help"`
	HelpEN     string     `db:"help_en"`
	Required   bool       `db:"required"`
	Least      *float64   `db:"least"`
	Most       *float64   `db:"most"`
	ShownIf    int64      `db:"shown_if"`
	ShownValue string     `db:"shown_value"`
	RetiredAt  *time.Time `db:"retired_at"`
}

const questionColumns = `q.id, q.event_id, q.position, q.kind, q.label, q.label_en, q.help, q.help_en, q.required, q.least, q.most,
	coalesce(q.shown_if, 0) AS shown_if, q.shown_value, q.retired_at`

func (r *questionRow) question() app.Question {
	return app.Question{
		ID: r.ID, EventID: r.EventID, Position: r.Position, Kind: app.QuestionKind(r.Kind), Label: r.Label, LabelEN: r.LabelEN,
		Help: r.Help, HelpEN: r.HelpEN, Required: r.Required, Least: r.Least, Most: r.Most,
		ShownIf: r.ShownIf, ShownValue: r.ShownValue, Retired: r.RetiredAt != nil,
	}
}

// questions returns the questions of an event in their order, with all of
// their choices.
func questions(ctx context.Context, q sqlx.QueryerContext, eventID int64, retired bool) ([]app.Question, error) {
	var rows []questionRow
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT `+questionColumns+` FROM event_questions q
		WHERE q.event_id = $1 AND ($2 OR q.retired_at IS NULL) ORDER BY q.position, q.id`, eventID, retired)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	list := make([]app.Question, len(rows))
	ids := make([]int64, len(rows))
	for i := range rows {
		list[i], ids[i] = rows[i].question(), rows[i].ID
	}
	var choices []struct {
		QuestionID int64      `db:"question_id"`
		Code       string     `db:"code"`
		Label      string     `db:"label"`
		LabelEN    string     `db:"label_en"`
		RetiredAt  *time.Time `db:"retired_at"`
	}
	if err := sqlx.SelectContext(ctx, q, &choices, `
		SELECT question_id, code, label, label_en, retired_at FROM event_question_choices
		WHERE question_id = ANY ($1) ORDER BY question_id, position, code`, pq.Array(ids)); err != nil {
		return nil, err
	}
	for _, c := range choices {
		at := slices.Index(ids, c.QuestionID)
		list[at].Choices = append(list[at].Choices, app.Choice{Code: c.Code, Label: c.Label, LabelEN: c.LabelEN, Retired: c.RetiredAt != nil})
	}
	return list, nil
}

// Questions returns the questions that an event asks, in their order.
func (db *DB) Questions(ctx context.Context, eventID int64) ([]app.Question, error) {
	return questions(ctx, db.sql, eventID, false)
}

// DeskQuestions returns the questions of an event with those that are asked
// no more, if the actor may edit the event; otherwise it is not found.
func (db *DB) DeskQuestions(ctx context.Context, actor *app.Actor, eventID int64) ([]app.Question, error) {
	if !actor.CanEvent(app.EditEvents, eventID) {
		return nil, app.ErrNotFound
	}
	return questions(ctx, db.sql, eventID, true)
}

// QuestionAnswers returns how many registrations have an answer to each
// question of the event.
func (db *DB) QuestionAnswers(ctx context.Context, actor *app.Actor, eventID int64) (map[int64]int, error) {
	if !actor.CanEvent(app.EditEvents, eventID) {
		return nil, app.ErrNotFound
	}
	var rows []struct {
		ID int64 `db:"id"`
		N  int   `db:"n"`
	}
	err := db.sql.SelectContext(ctx, &rows, `
		SELECT q.id, (SELECT count(*) FROM registration_answers a WHERE a.question_id = q.id) AS n
		FROM event_questions q WHERE q.event_id = $1`, eventID)
	counts := make(map[int64]int, len(rows))
	for _, r := range rows {
		counts[r.ID] = r.N
	}
	return counts, err
}
