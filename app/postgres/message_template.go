package postgres

import (
	"context"
	"database/sql"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// ErrTemplateChanged says that somebody else saved a text after it was shown.
var ErrTemplateChanged = &app.Error{Kind: app.Conflict, Key: "letter.error.changed"}

// EventTemplate is a text that an organizer wrote in place of the one that
// comes with Gerbang.
type EventTemplate struct {
	app.Template
	Version   int // 0: there is none, the one that comes with Gerbang is sent
	UpdatedBy string
	UpdatedAt time.Time
}

// EventTemplate returns the text that stands for a letter of an event in a
// language. Errors: app.ErrNotFound when none was written.
func (db *DB) EventTemplate(ctx context.Context, eventID int64, letter app.Letter, locale string) (app.Template, error) {
	stmt, err := db.prepared(ctx, `SELECT subject, body FROM message_templates WHERE event_id = $1 AND kind = $2 AND locale = $3`)
	if err != nil {
		return app.Template{}, err
	}
	var t app.Template
	err = stmt.QueryRowxContext(ctx, eventID, string(letter), locale).Scan(&t.Subject, &t.Body)
	return t, translate(err)
}

// EventTemplates returns what was written for the letters of an event that
// the actor may edit, by letter and language. Errors: app.ErrNotFound.
func (db *DB) EventTemplates(ctx context.Context, actor *app.Actor, eventID int64) (map[app.Letter]map[string]EventTemplate, error) {
	if !actor.CanEvent(app.EditEvents, eventID) {
		return nil, app.ErrNotFound
	}
	var rows []struct {
		Kind      app.Letter     `db:"kind"`
		Locale    string         `db:"locale"`
		Subject   string         `db:"subject"`
		Body      string         `db:"body"`
		Version   int            `db:"version"`
		UpdatedBy sql.NullString `db:"name"`
		UpdatedAt time.Time      `db:"updated_at"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT t.kind, t.locale, t.subject, t.body, t.version, a.name, t.updated_at
		FROM message_templates t LEFT JOIN accounts a ON a.id = t.updated_by WHERE t.event_id = $1`, eventID); err != nil {
		return nil, err
	}
	out := map[app.Letter]map[string]EventTemplate{}
	for _, r := range rows {
		if out[r.Kind] == nil {
			out[r.Kind] = map[string]EventTemplate{}
		}
		out[r.Kind][r.Locale] = EventTemplate{
			Template: app.Template{Subject: r.Subject, Body: r.Body}, Version: r.Version, UpdatedBy: r.UpdatedBy.String, UpdatedAt: r.UpdatedAt,
		}
	}
	return out, nil
}

// TemplateEdit is a letter of an event in both languages as somebody wrote
// it, over the versions they saw. What equals the text that comes with Gerbang
// is given as nil: then none stands in its place.
type TemplateEdit struct {
	Letter   app.Letter
	Texts    map[string]*app.Template // by language
	Versions map[string]int
}

// SaveTemplate writes both languages of a letter, or takes back to what comes
// with Gerbang where the text is nil. Doing it twice changes nothing more.
// Errors: app.FieldErrors, ErrTemplateChanged, app.ErrNotFound.
func (db *DB) SaveTemplate(ctx context.Context, actor *app.Actor, eventID int64, in TemplateEdit) error {
	if !actor.CanEvent(app.EditEvents, eventID) || !in.Letter.Valid() {
		return app.ErrNotFound
	}
	var errs app.FieldErrors
	for _, locale := range []string{"id", "en"} {
		if t := in.Texts[locale]; t != nil {
			errs = append(errs, t.Check("_"+locale)...)
		}
	}
	if err := errs.Err(); err != nil {
		return err
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `SELECT 1 FROM events WHERE id = $1 FOR SHARE`, eventID); err != nil {
			return err
		}
		was, is := map[string]any{}, map[string]any{}
		for _, locale := range []string{"id", "en"} {
			changed, before, err := putTemplate(ctx, tx, actor, eventID, in.Letter, locale, in.Texts[locale], in.Versions[locale])
			if err != nil {
				return err
			}
			if changed {
				was[locale], is[locale] = trail(before), trail(in.Texts[locale])
			}
		}
		if len(is) == 0 {
			return nil
		}
		is["letter"] = in.Letter
		return audit(ctx, tx, actor, auditEntry{Action: "event.message_text", Entity: "event", EntityID: eventID, EventID: eventID, Before: was, After: is})
	})
}

func trail(t *app.Template) any {
	if t == nil {
		return nil
	}
	return map[string]any{"subject": t.Subject, "body": clipped(t.Body)}
}

func putTemplate(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, eventID int64, letter app.Letter, locale string, t *app.Template, version int) (changed bool, before *app.Template, err error) {
	// Two who save a text that nobody wrote before wait for each other too.
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('message template ' || $1 || $2 || $3, 0))`, eventID, string(letter), locale); err != nil {
		return false, nil, err
	}
	var row struct {
		Subject string `db:"subject"`
		Body    string `db:"body"`
		Version int    `db:"version"`
	}
	err = tx.GetContext(ctx, &row, `SELECT subject, body, version FROM message_templates WHERE event_id = $1 AND kind = $2 AND locale = $3 FOR UPDATE`,
		eventID, string(letter), locale)
	if err = translate(err); err != nil && app.KindOf(err) != app.NotFound {
		return false, nil, err
	}
	if row.Version > 0 {
		before = &app.Template{Subject: row.Subject, Body: row.Body}
	}
	if before == nil && t == nil || before != nil && t != nil && *before == *t {
		return false, before, nil
	}
	if row.Version != version {
		return false, before, ErrTemplateChanged
	}
	if t == nil {
		_, err = tx.ExecContext(ctx, `DELETE FROM message_templates WHERE event_id = $1 AND kind = $2 AND locale = $3`, eventID, string(letter), locale)
		return true, before, err
	}
	account, _, _ := actorColumns(actor)
	_, err = tx.ExecContext(ctx, `
		INSERT INTO message_templates (event_id, kind, locale, subject, body, updated_by) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (event_id, kind, locale) DO UPDATE SET subject = excluded.subject, body = excluded.body, updated_by = excluded.updated_by,
			updated_at = now(), version = message_templates.version + 1`, eventID, string(letter), locale, t.Subject, t.Body, account)
	return true, before, err
}
