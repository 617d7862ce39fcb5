package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// WorkBulk sends one person the message of an organizer. Its payload is a BulkWork.
const WorkBulk = "bulk.message"

// BulkWork names a message and the registration it goes to.
type BulkWork struct {
	BulkID         int64 `json:"bulk_id"`
	RegistrationID int64 `json:"registration_id"`
}

// BulkState is what became of a message for one person.
type BulkState string

// The states, in the order lists show them.
const (
	BulkWaiting      BulkState = "waiting"
	BulkSent         BulkState = "sent"
	BulkFailed       BulkState = "failed"
	BulkUnsubscribed BulkState = "unsubscribed" // they want no such messages
	BulkNoAddress    BulkState = "no_address"   // no way to reach them
)

// BulkStates lists the states.
func BulkStates() []BulkState {
	return []BulkState{BulkSent, BulkWaiting, BulkFailed, BulkUnsubscribed, BulkNoAddress}
}

// ErrNobody says that a message would reach nobody.
var ErrNobody = &app.Error{Kind: app.Conflict, Key: "bulk.error.nobody"}

// BulkCounts are how many people are in each state.
type BulkCounts map[BulkState]int

// Total is how many people a message is for.
func (c BulkCounts) Total() int {
	n := 0
	for _, v := range c {
		n += v
	}
	return n
}

// BulkDraft is a message of an organizer before it is sent. The English text
// may be empty: then everybody gets the Indonesian one.
type BulkDraft struct {
	EventID    int64
	ClientID   string // made by the form
	Filter     ParticipantFilter
	Indonesian app.Template
	English    app.Template
	Numbers    bool // whether there is a way to write to phone numbers
}

// Check says what stands in the way of sending the message.
func (d *BulkDraft) Check() app.FieldErrors {
	errs := d.Indonesian.Check("_id")
	if d.English != (app.Template{}) {
		errs = append(errs, d.English.Check("_en")...)
	}
	return errs
}

// audience is the people that a filter leaves: each once, with the newest of
// their registrations, and whether they can and want to be written to. Those
// whose registration has ended are left out unless the filter asks for them.
func (d *BulkDraft) audience() *participantQuery {
	q := newParticipantQuery(d.EventID, d.Filter)
	if d.Filter.Status == "" {
		q.and(`r.status NOT IN ('cancelled', 'rejected')`)
	}
	return q
}

func (d *BulkDraft) people(q *participantQuery) string {
	return `
		SELECT l.id, CASE
			WHEN a.disabled_at IS NOT NULL THEN 'no_address'
			WHEN NOT c.event_notices THEN 'unsubscribed'
			WHEN a.email IS NULL AND NOT (` + q.arg(d.Numbers) + ` AND EXISTS (
				SELECT 1 FROM consents k WHERE k.candidate_id = c.id AND k.purpose = 'whatsapp' AND k.version = ` + q.arg(app.ConsentVersion) + ` AND k.withdrawn_at IS NULL))
				THEN 'no_address'
			ELSE 'waiting' END AS state
		FROM (SELECT DISTINCT ON (r.candidate_id) r.id, r.candidate_id` + q.from("") + ` ORDER BY r.candidate_id, r.id DESC) l
		JOIN candidates c ON c.id = l.candidate_id JOIN accounts a ON a.id = c.account_id`
}

func mayWrite(actor *app.Actor, eventID int64) bool {
	return actor.CanEvent(app.EditEvents, eventID) && actor.CanEvent(app.Participants, eventID)
}

// BulkAudience counts whom a message would reach, as waiting, and whom not.
// Errors: app.ErrNotFound when the actor may not edit the event.
func (db *DB) BulkAudience(ctx context.Context, actor *app.Actor, d *BulkDraft) (BulkCounts, error) {
	if !mayWrite(actor, d.EventID) {
		return nil, app.ErrNotFound
	}
	q := d.audience()
	var rows []bulkCount
	if err := db.sql.SelectContext(ctx, &rows, `SELECT state, count(*) AS n FROM (`+d.people(q)+`) p GROUP BY state`, q.args...); err != nil {
		return nil, err
	}
	return bulkCounts(rows), nil
}

type bulkCount struct {
	State BulkState `db:"state"`
	N     int       `db:"n"`
}

func bulkCounts(rows []bulkCount) BulkCounts {
	c := BulkCounts{}
	for _, r := range rows {
		c[r.State] = r.N
	}
	return c
}

// BulkReader is somebody whom a message is for.
type BulkReader struct {
	RegistrationID int64  `db:"id"`
	Name           string `db:"name"`
	Locale         string `db:"locale"`
}

// BulkReaders returns the first people whom a message would reach, by name,
// to look at what they would get. Errors: app.ErrNotFound.
func (db *DB) BulkReaders(ctx context.Context, actor *app.Actor, d *BulkDraft, limit int) ([]BulkReader, error) {
	if !mayWrite(actor, d.EventID) {
		return nil, app.ErrNotFound
	}
	q := d.audience()
	var out []BulkReader
	err := db.sql.SelectContext(ctx, &out, `
		SELECT p.id, c.name, a.locale FROM (`+d.people(q)+`) p JOIN registrations r ON r.id = p.id JOIN candidates c ON c.id = r.candidate_id
		JOIN accounts a ON a.id = c.account_id WHERE p.state = 'waiting' ORDER BY c.name, p.id LIMIT `+q.arg(limit), q.args...)
	return out, err
}

// SendBulk writes a message down with everybody it is for and queues it. The
// same client id again returns the message that stands.
// Errors: app.FieldErrors, ErrNobody, app.ErrNotFound.
func (db *DB) SendBulk(ctx context.Context, actor *app.Actor, d *BulkDraft) (id int64, err error) {
	if !mayWrite(actor, d.EventID) {
		return 0, app.ErrNotFound
	}
	if err := d.Check().Err(); err != nil {
		return 0, err
	}
	err = db.InTx(ctx, func(tx *sqlx.Tx) error {
		account, _, _ := actorColumns(actor)
		err := tx.GetContext(ctx, &id, `
			INSERT INTO bulk_messages (event_id, client_id, account_id, filter, subject, body, subject_en, body_en)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (event_id, client_id) DO NOTHING RETURNING id`,
			d.EventID, d.ClientID, account, d.Filter.kept().Encode(), d.Indonesian.Subject, d.Indonesian.Body, d.English.Subject, d.English.Body)
		if errors.Is(err, sql.ErrNoRows) { // in a statement of its own: the other one has committed by now
			return tx.GetContext(ctx, &id, `SELECT id FROM bulk_messages WHERE event_id = $1 AND client_id = $2`, d.EventID, d.ClientID)
		}
		if err != nil {
			return err
		}
		q := d.audience()
		people := d.people(q)
		bulk := q.arg(id)
		var rows []bulkCount
		if err := tx.SelectContext(ctx, &rows, `
			WITH people AS (`+people+`), queued AS (
				INSERT INTO outbox (kind, payload, priority)
				SELECT '`+WorkBulk+`', jsonb_build_object('bulk_id', `+bulk+`::bigint, 'registration_id', id), `+q.arg(priorities[WorkBulk])+` FROM people WHERE state = 'waiting' ORDER BY id
				RETURNING id, (payload ->> 'registration_id')::bigint AS registration_id
			), listed AS (
				INSERT INTO bulk_recipients (bulk_id, registration_id, state, outbox_id)
				SELECT `+bulk+`, p.id, p.state, q.id FROM people p LEFT JOIN queued q ON q.registration_id = p.id RETURNING state
			)
			SELECT state, count(*) AS n FROM listed GROUP BY state`, q.args...); err != nil {
			return fmt.Errorf("queue bulk message: %w", err)
		}
		counts := bulkCounts(rows)
		if counts[BulkWaiting] == 0 {
			return ErrNobody
		}
		return audit(ctx, tx, actor, auditEntry{
			Action: "event.bulk_message", Entity: "event", EntityID: d.EventID, EventID: d.EventID,
			After: map[string]any{"message": id, "subject": d.Indonesian.Subject, "filter": d.Filter.kept().Encode(), "recipients": counts[BulkWaiting],
				"unsubscribed": counts[BulkUnsubscribed], "no_address": counts[BulkNoAddress]},
		})
	})
	return id, err
}

// BulkMessage is a message of an organizer that was sent.
type BulkMessage struct {
	ID         int64
	EventID    int64
	Indonesian app.Template
	English    app.Template
	Filter     string // as in the address of the list
	Author     string
	CreatedAt  time.Time
	Counts     BulkCounts
	State      BulkState // for one reader, where one was asked for
}

type bulkRow struct {
	ID        int64          `db:"id"`
	EventID   int64          `db:"event_id"`
	Subject   string         `db:"subject"`
	Body      string         `db:"body"`
	SubjectEN string         `db:"subject_en"`
	BodyEN    string         `db:"body_en"`
	Filter    string         `db:"filter"`
	Author    sql.NullString `db:"author"`
	CreatedAt time.Time      `db:"created_at"`
	State     BulkState      `db:"state"`
}

func (r *bulkRow) message() BulkMessage {
	return BulkMessage{
		ID: r.ID, EventID: r.EventID, Indonesian: app.Template{Subject: r.Subject, Body: r.Body}, English: app.Template{Subject: r.SubjectEN, Body: r.BodyEN},
		Filter: r.Filter, Author: r.Author.String, CreatedAt: r.CreatedAt, State: r.State,
	}
}

// BulkForMessage returns the texts of a message and what became of it for one
// reader. Errors: app.ErrNotFound.
func (db *DB) BulkForMessage(ctx context.Context, w BulkWork) (BulkMessage, error) {
	stmt, err := db.prepared(ctx, `
		SELECT b.id, b.event_id, b.subject, b.body, b.subject_en, b.body_en, b.filter, b.created_at, p.state
		FROM bulk_recipients p JOIN bulk_messages b ON b.id = p.bulk_id WHERE p.bulk_id = $1 AND p.registration_id = $2`)
	if err != nil {
		return BulkMessage{}, err
	}
	var r bulkRow
	if err := stmt.GetContext(ctx, &r, w.BulkID, w.RegistrationID); err != nil {
		return BulkMessage{}, translate(err)
	}
	return r.message(), nil
}

// SetBulkState writes down what became of a message for one reader. What was
// sent stays sent.
func (db *DB) SetBulkState(ctx context.Context, w BulkWork, state BulkState, reason string) error {
	_, err := db.sql.ExecContext(ctx, `
		UPDATE bulk_recipients SET state = $3, reason = left($4, 300), changed_at = now() WHERE bulk_id = $1 AND registration_id = $2 AND state <> 'sent'`,
		w.BulkID, w.RegistrationID, string(state), reason)
	return err
}
