package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// DuplicateEvent makes a draft of a fair or outreach session like one there
// is: its rules, waves, gates, questions and documents are copied, with all
// dates moved so that it begins on the first day. It returns the address of
// the copy. Errors: app.FieldErrors, app.ErrForbidden, app.ErrNotFound.
func (db *DB) DuplicateEvent(ctx context.Context, actor *app.Actor, id int64, first time.Time, title string) (slug string, err error) {
	r, _, err := db.EventRecord(ctx, actor, id)
	if err != nil {
		return "", err
	}
	if r.Kind == app.Course {
		return "", app.ErrForbidden
	}
	days := daysBetween(r.StartsAt, first)
	r.Shift(days)
	if title != "" && title != r.Title {
		r.Title, r.TitleEN = title, ""
	}
	if err := app.CheckRules(&r.Event, &r.Who, app.RuleContext{}).Err(); err != nil {
		return "", err
	}
	err = db.InTx(ctx, func(tx *sqlx.Tx) error {
		copied, err := insertEvent(ctx, tx, &r.Event, fmt.Sprintf("%s %d", r.Title, r.StartsAt.In(app.Jakarta).Year()))
		if err != nil {
			return err
		}
		if err := putEligibility(ctx, tx, copied, &r.Who); err != nil {
			return err
		}
		if err := copyParts(ctx, tx, id, copied, days); err != nil {
			return err
		}
		if err := grantCreated(ctx, tx, actor, copied); err != nil {
			return err
		}
		slug = r.Slug
		return audit(ctx, tx, actor, auditEntry{Action: "event.duplicate", Entity: "event", EntityID: copied, EventID: copied,
			Before: map[string]any{"from": id}, After: eventTrail(r)})
	})
	return slug, err
}

func daysBetween(from, to time.Time) int {
	return int(app.Day(to).Sub(app.Day(from)).Hours() / 24)
}

// copyParts copies what belongs to an event and is no decision of its own
// row: sessions with their dates moved, gates, documents, letters that were
// written for it, questions that are still asked, each with its choices and
// the question it depends on, and by which rules it selects.
func copyParts(ctx context.Context, tx *sqlx.Tx, from, to int64, days int) error {
	for _, statement := range []string{
		`INSERT INTO event_sessions (event_id, kind, title, title_en, place, starts_at, ends_at, capacity, round)
		 SELECT $2, kind, title, title_en, place, starts_at + make_interval(days => $3), ends_at + make_interval(days => $3), capacity, round
		 FROM event_sessions WHERE event_id = $1 ORDER BY starts_at, id`,
		`INSERT INTO gates (event_id, name) SELECT $2, name FROM gates WHERE event_id = $1 AND $3::int IS NOT NULL ORDER BY id`,
		`INSERT INTO event_documents (event_id, document, upload, required, note, note_en, position)
		 SELECT $2, document, upload, required, note, note_en, position FROM event_documents WHERE event_id = $1 AND $3::int IS NOT NULL`,
		`INSERT INTO message_templates (event_id, kind, locale, subject, body, updated_by)
		 SELECT $2, kind, locale, subject, body, updated_by FROM message_templates WHERE event_id = $1 AND $3::int IS NOT NULL`,
		// A question keeps its place in the order, by which the copies find the
		// question that they depend on.
		`INSERT INTO event_questions (event_id, position, kind, label, label_en, help, help_en, required, least, most)
		 SELECT $2, row_number() OVER (ORDER BY position, id), kind, label, label_en, help, help_en, required, least, most
		 FROM event_questions WHERE event_id = $1 AND retired_at IS NULL AND $3::int IS NOT NULL ORDER BY position, id`,
		`WITH old AS (SELECT id, row_number() OVER (ORDER BY position, id) AS n, shown_if, shown_value FROM event_questions WHERE event_id = $1 AND retired_at IS NULL),
		      copied AS (SELECT id, position AS n FROM event_questions WHERE event_id = $2),
		      pairs AS (SELECT old.id AS was, copied.id AS is, old.shown_if, old.shown_value FROM old JOIN copied USING (n)),
		      choices AS (
		          INSERT INTO event_question_choices (question_id, position, code, label, label_en)
		          SELECT p.is, c.position, c.code, c.label, c.label_en FROM pairs p JOIN event_question_choices c ON c.question_id = p.was
		          WHERE c.retired_at IS NULL AND $3::int IS NOT NULL)
		 UPDATE event_questions q SET shown_if = other.is, shown_value = p.shown_value
		 FROM pairs p JOIN pairs other ON other.was = p.shown_if WHERE q.id = p.is`,
		// Answers are complete only in a version above 0: without one nobody could register.
		`UPDATE events SET questions_version = 1 WHERE id = $2 AND EXISTS (SELECT 1 FROM event_questions WHERE event_id = $2) AND $1::bigint IS NOT NULL AND $3::int IS NOT NULL`,
		`INSERT INTO selections (event_id, reserves, confirm_days, tie_breaks, choose_from, choose_until, bring, bring_en)
		 SELECT $2, reserves, confirm_days, tie_breaks, choose_from + make_interval(days => $3), choose_until + make_interval(days => $3), bring, bring_en
		 FROM selections WHERE event_id = $1`,
		`INSERT INTO selection_components (event_id, position, round, name, name_en, weight, max_score, pass_score)
		 SELECT $2, position, round, name, name_en, weight, max_score, pass_score
		 FROM selection_components WHERE event_id = $1 AND $3::int IS NOT NULL ORDER BY position, id`,
	} {
		if _, err := tx.ExecContext(ctx, statement, from, to, days); err != nil {
			return err
		}
	}
	return nil
}
