package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// bulkState is the state of a recipient b, whose work o may have been given
// up without its handler having had the time to say so.
const bulkState = `CASE WHEN b.state = 'waiting' AND o.dead_at IS NOT NULL THEN 'failed' ELSE b.state END`

// BulkMessages returns what was sent to people of an event, the newest first.
// Errors: app.ErrNotFound when the actor may not edit the event.
func (db *DB) BulkMessages(ctx context.Context, actor *app.Actor, eventID int64) ([]BulkMessage, error) {
	if !mayWrite(actor, eventID) {
		return nil, app.ErrNotFound
	}
	return db.bulkMessages(ctx, eventID, 0)
}

// BulkMessage returns one of them. Errors: app.ErrNotFound.
func (db *DB) BulkMessage(ctx context.Context, actor *app.Actor, eventID, id int64) (*BulkMessage, error) {
	if !mayWrite(actor, eventID) {
		return nil, app.ErrNotFound
	}
	list, err := db.bulkMessages(ctx, eventID, id)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, app.ErrNotFound
	}
	return &list[0], nil
}

func (db *DB) bulkMessages(ctx context.Context, eventID, id int64) ([]BulkMessage, error) {
	var rows []bulkRow
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT b.id, b.event_id, b.subject, b.body, b.subject_en, b.body_en, b.filter, b.created_at, a.name AS author, '' AS state
		FROM bulk_messages b LEFT JOIN accounts a ON a.id = b.account_id WHERE b.event_id = $1 AND ($2::bigint = 0 OR b.id = $2)
		ORDER BY b.id DESC LIMIT 100`, eventID, id); err != nil {
		return nil, err
	}
	ids := make([]int64, len(rows))
	list := make([]BulkMessage, len(rows))
	at := map[int64]*BulkMessage{}
	for i := range rows {
		list[i] = rows[i].message()
		list[i].Counts = BulkCounts{}
		ids[i], at[list[i].ID] = list[i].ID, &list[i]
	}
	var counts []struct {
		ID int64 `db:"bulk_id"`
		bulkCount
	}
	if err := db.sql.SelectContext(ctx, &counts, `
		SELECT b.bulk_id, `+bulkState+` AS state, count(*) AS n FROM bulk_recipients b LEFT JOIN outbox o ON o.id = b.outbox_id
		WHERE b.bulk_id = ANY ($1) GROUP BY 1, 2`, pq.Array(ids)); err != nil {
		return nil, err
	}
	for _, c := range counts {
		at[c.ID].Counts[c.State] = c.N
	}
	return list, nil
}

// BulkRecipient is what became of a message for one person.
type BulkRecipient struct {
	RegistrationID int64     `db:"registration_id"`
	Name           string    `db:"name"`
	State          BulkState `db:"state"`
	Reason         string    `db:"reason"`
	ChangedAt      time.Time `db:"changed_at"`
}

// BulkPageSize is how many people a page of the log holds.
const BulkPageSize = 50

// BulkRecipients returns a page, counted from 1, of those a message is for, in
// the state or, when it is empty, in any. Errors: app.ErrNotFound.
func (db *DB) BulkRecipients(ctx context.Context, actor *app.Actor, eventID, id int64, state BulkState, page int) ([]BulkRecipient, error) {
	if !mayWrite(actor, eventID) {
		return nil, app.ErrNotFound
	}
	var out []BulkRecipient
	err := db.sql.SelectContext(ctx, &out, `
		SELECT * FROM (
			SELECT b.registration_id, c.name, `+bulkState+` AS state, CASE WHEN b.reason <> '' THEN b.reason WHEN o.dead_at IS NOT NULL THEN o.last_error ELSE '' END AS reason, b.changed_at
			FROM bulk_recipients b JOIN bulk_messages m ON m.id = b.bulk_id
			JOIN registrations r ON r.id = b.registration_id JOIN candidates c ON c.id = r.candidate_id
			LEFT JOIN outbox o ON o.id = b.outbox_id
			WHERE b.bulk_id = $1 AND m.event_id = $2) p
		WHERE $3 = '' OR state = $3
		ORDER BY name, registration_id LIMIT $4 OFFSET $5`, id, eventID, string(state), BulkPageSize, (max(page, 1)-1)*BulkPageSize)
	return out, err
}

// RetryBulk has the failed ones of a message sent again, to the address that
// each has now, and returns how many they are. Errors: app.ErrNotFound.
func (db *DB) RetryBulk(ctx context.Context, actor *app.Actor, eventID, id int64) (n int, err error) {
	if !mayWrite(actor, eventID) {
		return 0, app.ErrNotFound
	}
	err = db.InTx(ctx, func(tx *sqlx.Tx) error {
		var of int64
		if err := tx.GetContext(ctx, &of, `SELECT id FROM bulk_messages WHERE id = $1 AND event_id = $2`, id, eventID); err != nil {
			return translate(err)
		}
		var works []int64
		if err := tx.SelectContext(ctx, &works, `
			SELECT o.id FROM bulk_recipients b JOIN outbox o ON o.id = b.outbox_id
			WHERE b.bulk_id = $1 AND b.state IN ('waiting', 'failed') AND o.dead_at IS NOT NULL ORDER BY b.registration_id FOR UPDATE`, id); err != nil {
			return err
		}
		if n = len(works); n == 0 {
			return nil
		}
		for _, statement := range []string{
			`DELETE FROM messages WHERE outbox_id = ANY ($1) AND status IN ('pending', 'failed')`,
			`UPDATE bulk_recipients SET state = 'waiting', reason = '', changed_at = now() WHERE outbox_id = ANY ($1)`,
			`UPDATE outbox SET dead_at = NULL, attempts = 0, run_at = now(), claimed_till = NULL, last_error = '' WHERE id = ANY ($1)`,
		} {
			if _, err := tx.ExecContext(ctx, statement, pq.Array(works)); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `SELECT pg_notify($1, '')`, OutboxChannel); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "event.bulk_retry", Entity: "event", EntityID: eventID, EventID: eventID, After: map[string]any{"message": id, "recipients": n}})
	})
	return n, err
}

// LetterCount is how many messages of a kind an event has sent by itself.
type LetterCount struct {
	Kind   string        `db:"kind"`
	Status MessageStatus `db:"status"`
	N      int           `db:"n"`
}

// LetterCounts counts the messages that an event has sent by itself, as long
// as they are kept. Errors: app.ErrNotFound.
func (db *DB) LetterCounts(ctx context.Context, actor *app.Actor, eventID int64) ([]LetterCount, error) {
	if !mayWrite(actor, eventID) {
		return nil, app.ErrNotFound
	}
	var out []LetterCount
	err := db.sql.SelectContext(ctx, &out, `
		SELECT kind, status, count(*) AS n FROM messages WHERE event_id = $1 AND kind <> '`+KindBulk+`' GROUP BY kind, status ORDER BY kind, status`, eventID)
	return out, err
}
