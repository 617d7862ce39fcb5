package postgres

import (
	"context"
	"time"

	"gerbang/app"
)

// BulkText is a letter of an event that an organizer wrote.
type BulkText struct {
	EventID  int64
	Letter   app.Letter
	Locale   string
	Template app.Template
	AuthorID int64
	At       time.Time
}

// MessageTexts inserts texts of events.
func (b *Bulk) MessageTexts(ctx context.Context, texts []BulkText) error {
	for _, t := range texts {
		if _, err := b.tx.ExecContext(ctx, `
			INSERT INTO message_templates (event_id, kind, locale, subject, body, updated_by, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			t.EventID, string(t.Letter), t.Locale, t.Template.Subject, t.Template.Body, orNull(t.AuthorID), t.At); err != nil {
			return err
		}
	}
	return nil
}

// BulkSentMessage is a message that an organizer sent to everybody with a place.
type BulkSentMessage struct {
	EventID    int64
	AuthorID   int64
	At         time.Time
	Indonesian app.Template
	English    app.Template
	Failing    int    // so many of its readers could not be reached
	Reason     string // for that
}

// SentMessages inserts messages with what became of them: sent, but to those
// with a phone number only, and to some that failed and may be tried again.
func (b *Bulk) SentMessages(ctx context.Context, messages []BulkSentMessage) error {
	for _, m := range messages {
		var id int64
		if err := b.tx.GetContext(ctx, &id, `
			INSERT INTO bulk_messages (event_id, client_id, account_id, filter, subject, body, subject_en, body_en, created_at)
			VALUES ($1, 'demo-' || extract(epoch FROM $2::timestamptz)::bigint, $3, 'status=confirmed', $4, $5, $6, $7, $2) RETURNING id`,
			m.EventID, m.At, orNull(m.AuthorID), m.Indonesian.Subject, m.Indonesian.Body, m.English.Subject, m.English.Body); err != nil {
			return err
		}
		if _, err := b.tx.ExecContext(ctx, `
			INSERT INTO bulk_recipients (bulk_id, registration_id, state, changed_at)
			SELECT $1, r.id, CASE WHEN a.email IS NULL THEN 'no_address' ELSE 'sent' END, $3::timestamptz + random() * interval '60 seconds'
			FROM registrations r JOIN candidates c ON c.id = r.candidate_id JOIN accounts a ON a.id = c.account_id
			WHERE r.event_id = $2 AND r.status = 'confirmed'`, id, m.EventID, m.At); err != nil {
			return err
		}
		if _, err := b.tx.ExecContext(ctx, `
			WITH failed AS (
				SELECT registration_id FROM bulk_recipients WHERE bulk_id = $1 AND state = 'sent' ORDER BY registration_id LIMIT $2
			), dead AS (
				INSERT INTO outbox (kind, payload, attempts, last_error, created_at, dead_at)
				SELECT '`+WorkBulk+`', jsonb_build_object('bulk_id', $1::bigint, 'registration_id', registration_id), 1, $3, $4, $4 FROM failed
				RETURNING id, (payload ->> 'registration_id')::bigint AS registration_id
			)
			UPDATE bulk_recipients b SET state = 'failed', reason = $3, outbox_id = dead.id FROM dead WHERE b.bulk_id = $1 AND b.registration_id = dead.registration_id`,
			id, m.Failing, m.Reason, m.At); err != nil {
			return err
		}
	}
	return nil
}

// Reminded notes that the reminders of a week before, of what is less than a
// week away, have gone out, so that none is made up for.
func (b *Bulk) Reminded(ctx context.Context) error {
	_, err := b.tx.ExecContext(ctx, `
		INSERT INTO reminders (registration_id, message, day)
		SELECT r.id, $1, `+startDay+` FROM events e JOIN registrations r ON r.event_id = e.id LEFT JOIN event_sessions s ON s.id = r.session_id
		WHERE r.status IN ('confirmed', 'accepted') AND coalesce(s.starts_at, e.starts_at) BETWEEN now() AND now() + interval '7 days' ON CONFLICT DO NOTHING`,
		string(app.MessageReminderWeek))
	return err
}
