package postgres

import (
	"context"
	"time"

	"gerbang/app"
)

// BulkPaper is a document of a candidate; File is nil where only its owner's
// word is kept.
type BulkPaper struct {
	CandidateID int64
	Kind        string
	File        *File
	Status      app.PaperStatus
	Note        string
	At          time.Time
}

// Papers inserts documents of candidates with their files.
func (b *Bulk) Papers(ctx context.Context, papers []BulkPaper) error {
	for i := range papers {
		p := &papers[i]
		var file any
		if p.File != nil {
			f := *p.File
			if err := b.db.addSealedFile(ctx, b.tx, &f, 0); err != nil {
				return err
			}
			file = f.ID
		}
		if _, err := b.tx.ExecContext(ctx, `
			INSERT INTO candidate_documents (candidate_id, document, file_id, status, note, uploaded_at, checked_at)
			VALUES ($1, $2, $3, $4, $5, $6, CASE WHEN $4 <> 'uploaded' THEN $6::timestamptz + interval '5 hours' END)
			ON CONFLICT DO NOTHING`, p.CandidateID, p.Kind, file, string(p.Status), p.Note, p.At); err != nil {
			return err
		}
	}
	return nil
}

// AskPaper has an event ask for a document, without insisting.
func (b *Bulk) AskPaper(ctx context.Context, eventID int64, kind string, upload bool, note, noteEN string) error {
	_, err := b.tx.ExecContext(ctx, `
		INSERT INTO event_documents (event_id, document, upload, required, note, note_en, position) VALUES ($1, $2, $3, false, $4, $5, 1)
		ON CONFLICT DO NOTHING`, eventID, kind, upload, note, noteEN)
	return err
}
