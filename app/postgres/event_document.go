package postgres

import (
	"context"
	"slices"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

type documentKindRow struct {
	Code   string `db:"code"`
	NameID string `db:"name_id"`
	NameEN string `db:"name_en"`
	Upload bool   `db:"upload"`
}

func (r *documentKindRow) kind() app.DocumentKind {
	return app.DocumentKind{Code: r.Code, NameID: r.NameID, NameEN: r.NameEN, Upload: r.Upload}
}

// DocumentKinds returns the papers that may be asked for, in their order.
func (db *DB) DocumentKinds(ctx context.Context) ([]app.DocumentKind, error) {
	var rows []documentKindRow
	err := db.sql.SelectContext(ctx, &rows, `SELECT code, name_id, name_en, upload FROM document_kinds WHERE active ORDER BY position, code`)
	kinds := make([]app.DocumentKind, len(rows))
	for i := range rows {
		kinds[i] = rows[i].kind()
	}
	return kinds, err
}

// EventDocuments returns the papers to bring to an event or to upload for it.
func (db *DB) EventDocuments(ctx context.Context, eventID int64) ([]app.EventDocument, error) {
	return eventDocuments(ctx, db.sql, eventID)
}

func eventDocuments(ctx context.Context, q sqlx.QueryerContext, eventID int64) ([]app.EventDocument, error) {
	var rows []struct {
		documentKindRow
		Asked    bool   `db:"upload_asked"`
		Required bool   `db:"required"`
		Note     string `db:"note"`
		NoteEN   string `db:"note_en"`
		Position int    `db:"position"`
	}
	err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT k.code, k.name_id, k.name_en, k.upload, d.upload AND k.upload AS upload_asked, d.required, d.note, d.note_en, d.position
		FROM event_documents d JOIN document_kinds k ON k.code = d.document WHERE d.event_id = $1 ORDER BY d.position, k.position, k.code`, eventID)
	list := make([]app.EventDocument, len(rows))
	for i := range rows {
		r := &rows[i]
		list[i] = app.EventDocument{DocumentKind: r.kind(), UploadAsked: r.Asked, Required: r.Required, Note: r.Note, NoteEN: r.NoteEN, Position: r.Position}
	}
	return list, err
}

// SetEventDocuments writes which papers an event asks for, in place of those
// before; only codes, what is asked and notes of the list count. Papers of
// which only the existence is kept cannot be asked as uploads. revision is
// that of the list its editor began with, see DocumentsRevision.
// Errors: app.ErrChanged, app.ErrNotFound also when the actor may not edit
// the event.
func (db *DB) SetEventDocuments(ctx context.Context, actor *app.Actor, eventID int64, list []app.EventDocument, revision string) error {
	if !actor.CanEvent(app.EditEvents, eventID) {
		return app.ErrNotFound
	}
	kinds, err := db.DocumentKinds(ctx)
	if err != nil {
		return err
	}
	for i := range list {
		at := slices.IndexFunc(kinds, func(k app.DocumentKind) bool { return k.Code == list[i].Code })
		if at < 0 {
			return &app.Error{Kind: app.Invalid, Key: "error.required_choice", Field: "document"}
		}
		list[i].DocumentKind, list[i].Position = kinds[at], i+1
		list[i].UploadAsked = list[i].UploadAsked && kinds[at].Upload
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		var id int64
		if err := tx.GetContext(ctx, &id, `SELECT id FROM events WHERE id = $1 FOR NO KEY UPDATE`, eventID); err != nil {
			return translate(err)
		}
		before, err := eventDocuments(ctx, tx, eventID)
		if err != nil {
			return err
		}
		old, is := auditDiff(documentsTrail(before), documentsTrail(list))
		if old == nil && is == nil {
			return nil
		}
		if err := app.CheckRevision(revision, DocumentsRevision(before)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM event_documents WHERE event_id = $1`, eventID); err != nil {
			return err
		}
		for _, d := range list {
			if _, err := tx.ExecContext(ctx, `
				INSERT INTO event_documents (event_id, document, upload, required, note, note_en, position) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
				eventID, d.Code, d.UploadAsked, d.Required, d.Note, d.NoteEN, d.Position); err != nil {
				return err
			}
		}
		return audit(ctx, tx, actor, auditEntry{Action: "event.documents", Entity: "event", EntityID: eventID, EventID: eventID, Before: sideOf(old), After: sideOf(is)})
	})
}

// DocumentsRevision stands for what an event asks for: another list has
// another.
func DocumentsRevision(list []app.EventDocument) string { return revisionOf(documentsTrail(list)) }

func documentsTrail(list []app.EventDocument) map[string]any {
	m := map[string]any{}
	for _, d := range list {
		text := "bring"
		if d.UploadAsked {
			text = "upload"
		}
		if d.Required {
			text += ", required"
		}
		for _, note := range []string{d.Note, d.NoteEN} {
			if note != "" {
				text += ", " + note
			}
		}
		m[d.Code] = text
	}
	return m
}
