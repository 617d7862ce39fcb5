package postgres

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// lockQuestions locks the questions of an event for a change, by its row, and
// returns them with those that are asked no more.
func lockQuestions(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, eventID int64) ([]app.Question, error) {
	if !actor.CanEvent(app.EditEvents, eventID) {
		return nil, app.ErrNotFound
	}
	var id int64
	if err := tx.GetContext(ctx, &id, `SELECT id FROM events WHERE id = $1 FOR NO KEY UPDATE`, eventID); err != nil {
		return nil, translate(err)
	}
	return questions(ctx, tx, eventID, true)
}

// answeredAnew makes everybody who is half-way through the form look at its
// questions again.
func answeredAnew(ctx context.Context, tx *sqlx.Tx, eventID int64) error {
	_, err := tx.ExecContext(ctx, `UPDATE events SET questions_version = questions_version + 1 WHERE id = $1`, eventID)
	return err
}

func liveQuestions(all []app.Question) []app.Question {
	return slices.DeleteFunc(slices.Clone(all), func(q app.Question) bool { return q.Retired })
}

func findQuestion(all []app.Question, id int64) *app.Question {
	for i := range all {
		if all[i].ID == id {
			return &all[i]
		}
	}
	return nil
}

// SaveQuestion writes a question of an event as its editor left it: a new one,
// at the end, when its ID is 0. Choices come with their codes (see
// app.NameChoices). Its kind stays what it was. revision is that of the
// question that the editor began with, see QuestionRevision. The returned
// question has its ID; saving the same again changes nothing.
//
// Errors: app.FieldErrors, app.ErrQuestionKind, app.ErrQuestionsMany,
// app.ErrQuestionNeeded when another depends on a choice that goes,
// app.ErrChanged, app.ErrNotFound.
func (db *DB) SaveQuestion(ctx context.Context, actor *app.Actor, q app.Question, revision string) (app.Question, error) {
	err := db.InTx(ctx, func(tx *sqlx.Tx) error {
		all, err := lockQuestions(ctx, tx, actor, q.EventID)
		if err != nil {
			return err
		}
		live := liveQuestions(all)
		var was *app.Question
		if q.ID != 0 {
			if was = findQuestion(live, q.ID); was == nil {
				return app.ErrNotFound
			}
			if was.Kind != q.Kind {
				return app.ErrQuestionKind
			}
			if stands := QuestionRevision(was); QuestionRevision(&q) != stands {
				if err := app.CheckRevision(revision, stands); err != nil {
					return err
				}
			}
			q.Position = was.Position
		} else {
			if len(live) >= app.MostQuestions {
				return app.ErrQuestionsMany.With("most", app.MostQuestions)
			}
			q.Position = 1
			if len(all) > 0 {
				q.Position = all[len(all)-1].Position + 1
			}
		}
		if err := app.CheckQuestion(&q, live); err != nil {
			return err
		}
		if was != nil {
			changed := slices.Clone(live)
			*findQuestion(changed, q.ID) = q
			if err := app.CheckOrder(changed); err != nil {
				return err
			}
		}
		return writeQuestion(ctx, tx, actor, was, &q)
	})
	return q, err
}

func writeQuestion(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, was, q *app.Question) error {
	var before map[string]any
	action := "question.add"
	if was != nil {
		action, before = "question.change", questionTrail(was)
	}
	old, is := auditDiff(before, questionTrail(q))
	if was != nil && is == nil {
		return nil
	}
	args := []any{q.EventID, q.Position, string(q.Kind), q.Label, q.LabelEN, q.Help, q.HelpEN, q.Required, q.Least, q.Most, orNull(q.ShownIf), q.ShownValue}
	var err error
	if was == nil {
		err = tx.GetContext(ctx, &q.ID, `
			INSERT INTO event_questions (event_id, position, kind, label, label_en, help, help_en, required, least, most, shown_if, shown_value)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id`, args...)
	} else {
		_, err = tx.ExecContext(ctx, `
			UPDATE event_questions SET position = $2, kind = $3, label = $4, label_en = $5, help = $6, help_en = $7, required = $8, least = $9,
			       most = $10, shown_if = $11, shown_value = $12 WHERE event_id = $1 AND id = $13`, append(args, q.ID)...)
	}
	if err != nil {
		return err
	}
	if err := putChoices(ctx, tx, q); err != nil {
		return err
	}
	if was == nil || asksOtherwise(was, q) {
		if err := answeredAnew(ctx, tx, q.EventID); err != nil {
			return err
		}
	}
	return audit(ctx, tx, actor, auditEntry{Action: action, Entity: "question", EntityID: q.ID, EventID: q.EventID, Before: sideOf(old), After: sideOf(is)})
}

// sideOf keeps a side of a change that is not there from becoming a null.
func sideOf(m map[string]any) any {
	if m == nil {
		return nil
	}
	return m
}

func putChoices(ctx context.Context, tx *sqlx.Tx, q *app.Question) error {
	codes, labels, labelsEN := make([]string, len(q.Choices)), make([]string, len(q.Choices)), make([]string, len(q.Choices))
	retired := make([]bool, len(q.Choices))
	for i, c := range q.Choices {
		codes[i], labels[i], labelsEN[i], retired[i] = c.Code, c.Label, c.LabelEN, c.Retired
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO event_question_choices AS x (question_id, position, code, label, label_en, retired_at)
		SELECT $1, n, code, label, label_en, CASE WHEN retired THEN now() END
		FROM unnest($2::text[], $3::text[], $4::text[], $5::boolean[]) WITH ORDINALITY AS t (code, label, label_en, retired, n)
		ON CONFLICT (question_id, code) DO UPDATE SET position = excluded.position, label = excluded.label, label_en = excluded.label_en,
			retired_at = CASE WHEN excluded.retired_at IS NULL THEN NULL ELSE coalesce(x.retired_at, excluded.retired_at) END`,
		q.ID, pq.Array(codes), pq.Array(labels), pq.Array(labelsEN), pq.Array(retired))
	return err
}

// asksOtherwise reports whether answers that fitted a question may not fit it
// any more, or somebody may be asked who was not.
func asksOtherwise(was, is *app.Question) bool {
	limit := func(n *float64) float64 {
		if n == nil {
			return -1
		}
		return *n
	}
	gone := slices.ContainsFunc(was.Values(), func(v string) bool { return !slices.Contains(is.Values(), v) })
	return is.Required && !was.Required || gone || limit(was.Least) != limit(is.Least) || limit(was.Most) != limit(is.Most) ||
		was.ShownIf != is.ShownIf || was.ShownValue != is.ShownValue
}

// QuestionRevision stands for a question as its editor sees it; what is left
// of choices that are asked no more does not count.
func QuestionRevision(q *app.Question) string { return revisionOf(questionTrail(q)) }

func questionTrail(q *app.Question) map[string]any {
	m := map[string]any{"kind": string(q.Kind), "label": q.Label, "required": q.Required}
	for name, text := range map[string]string{"label_en": q.LabelEN, "help": q.Help, "help_en": q.HelpEN, "shown_value": q.ShownValue} {
		if text != "" {
			m[name] = text
		}
	}
	for name, n := range map[string]*float64{"least": q.Least, "most": q.Most} {
		if n != nil {
			m[name] = *n
		}
	}
	if q.ShownIf != 0 {
		m["shown_if"] = q.ShownIf
	}
	var choices []string
	for _, c := range q.Live() {
		text := c.Code + "=" + c.Label
		if c.LabelEN != "" {
			text += "/" + c.LabelEN
		}
		choices = append(choices, text)
	}
	if choices != nil {
		m["choices"] = choices
	}
	return m
}

// MoveQuestion moves a question one place up or down among those asked.
// Errors: app.ErrQuestionOrder when it would come before the one it depends
// on, app.ErrNotFound.
func (db *DB) MoveQuestion(ctx context.Context, actor *app.Actor, eventID, id int64, up bool) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		all, err := lockQuestions(ctx, tx, actor, eventID)
		if err != nil {
			return err
		}
		live := liveQuestions(all)
		at := slices.IndexFunc(live, func(q app.Question) bool { return q.ID == id })
		to := at + 1
		if up {
			to = at - 1
		}
		switch {
		case at < 0:
			return app.ErrNotFound
		case to < 0 || to >= len(live):
			return nil // it is at the end already
		}
		live[at], live[to] = live[to], live[at]
		if err := app.CheckOrder(live); err != nil {
			return err
		}
		ids := make([]int64, len(live))
		for i := range live {
			ids[i] = live[i].ID
		}
		if _, err := tx.ExecContext(ctx, `
			UPDATE event_questions q SET position = o.n FROM unnest($2::bigint[]) WITH ORDINALITY o (id, n)
			WHERE q.event_id = $1 AND q.id = o.id AND q.position <> o.n`, eventID, pq.Array(ids)); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{
			Action: "question.move", Entity: "question", EntityID: id, EventID: eventID,
			Before: map[string]any{"position": at + 1}, After: map[string]any{"position": to + 1},
		})
	})
}

// RetireQuestion ends the asking of a question; answers given stay. It may be
// repeated. Errors: app.ErrQuestionNeeded while another depends on it,
// app.ErrNotFound.
func (db *DB) RetireQuestion(ctx context.Context, actor *app.Actor, eventID, id int64) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		all, err := lockQuestions(ctx, tx, actor, eventID)
		if err != nil {
			return err
		}
		q := findQuestion(all, id)
		switch {
		case q == nil:
			return app.ErrNotFound
		case q.Retired:
			return nil
		}
		q.Retired = true
		if err := app.CheckOrder(all); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE event_questions SET retired_at = $3 WHERE event_id = $1 AND id = $2`, eventID, id, db.now()); err != nil {
			return err
		}
		// What was answered to it so far must not come along with a registration.
		if err := answeredAnew(ctx, tx, eventID); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{
			Action: "question.retire", Entity: "question", EntityID: id, EventID: eventID, Before: map[string]any{"label": q.Label},
		})
	})
}
