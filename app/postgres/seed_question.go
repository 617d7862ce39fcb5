package postgres

import (
	"context"

	"github.com/lib/pq"

	"gerbang/app"
)

// Questions inserts questions of events with their choices, in their order.
// ShownIf is the place of another question in the list, counted from 1.
func (b *Bulk) Questions(ctx context.Context, list []app.Question) ([]int64, error) {
	ids, err := b.reserve(ctx, "event_questions", len(list))
	if err != nil {
		return nil, err
	}
	last := map[int64]int{} // position by event
	err = b.copyRows(ctx, "event_questions", `id, event_id, position, kind, label, label_en, help, help_en, required, least, most, shown_if, shown_value`,
		len(list), func(i int) ([]any, error) {
			q := &list[i]
			last[q.EventID]++
			var shownIf any
			if q.ShownIf != 0 {
				shownIf = ids[q.ShownIf-1]
			}
			return []any{ids[i], q.EventID, last[q.EventID], string(q.Kind), q.Label, q.LabelEN, q.Help, q.HelpEN, q.Required, q.Least, q.Most, shownIf, q.ShownValue}, nil
		})
	if err != nil {
		return nil, err
	}
	for i := range list {
		q := list[i]
		q.ID = ids[i]
		if err := putChoices(ctx, b.tx, &q); err != nil {
			return nil, err
		}
	}
	_, err = b.tx.ExecContext(ctx, `UPDATE events SET questions_version = 1 WHERE id IN (SELECT event_id FROM event_questions)`)
	return ids, err
}

// BulkAnswer is what a registration came with.
type BulkAnswer struct {
	RegistrationID, QuestionID int64
	Values                     []string
}

// Answers inserts answers of registrations.
func (b *Bulk) Answers(ctx context.Context, list []BulkAnswer) error {
	return b.copyRows(ctx, "registration_answers", "registration_id, question_id, answer", len(list), func(i int) ([]any, error) {
		return []any{list[i].RegistrationID, list[i].QuestionID, pq.Array(list[i].Values)}, nil
	})
}

// BulkEventDocument is a paper that an event asks for.
type BulkEventDocument struct {
	EventID int64
	app.EventDocument
}

// EventDocuments inserts the papers that events ask for.
func (b *Bulk) EventDocuments(ctx context.Context, list []BulkEventDocument) error {
	return b.copyRows(ctx, "event_documents", "event_id, document, upload, required, note, note_en, position", len(list), func(i int) ([]any, error) {
		d := &list[i]
		return []any{d.EventID, d.Code, d.UploadAsked, d.Required, d.Note, d.NoteEN, d.Position}, nil
	})
}
