package postgres

import (
	"context"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// PrivacyPageSize is how many requests a page of the desk holds.
const PrivacyPageSize = 30

// PrivacyDesk returns a page, from 1, of the requests that a person answers:
// the open ones, the soonest due first, or those answered, newest first; and
// how many there are of each. Copies and ends that the worker could not carry
// out in time are among the open ones.
func (db *DB) PrivacyDesk(ctx context.Context, open bool, page int) (requests []PrivacyRequest, waiting, answered int, err error) {
	const forPerson = `(p.kind NOT IN ('copy', 'close') OR p.status = 'open')`
	if err := db.sql.QueryRowContext(ctx, `
		SELECT count(*) FILTER (WHERE p.status = 'open'), count(*) FILTER (WHERE p.status <> 'open') FROM privacy_requests p WHERE `+forPerson).Scan(&waiting, &answered); err != nil {
		return nil, 0, 0, err
	}
	query := privacyQuery + `WHERE p.status <> 'open' AND ` + forPerson + ` ORDER BY p.done_at DESC, p.id DESC LIMIT $1 OFFSET $2`
	if open {
		query = privacyQuery + `WHERE p.status = 'open' AND ` + forPerson + ` ORDER BY p.due_at, p.id LIMIT $1 OFFSET $2`
	}
	var rows []privacyRow
	if err := db.sql.SelectContext(ctx, &rows, query, PrivacyPageSize, (page-1)*PrivacyPageSize); err != nil {
		return nil, 0, 0, err
	}
	requests, err = db.privacyRequests(rows)
	return requests, waiting, answered, err
}

// PrivacyRequest returns one request for a member of staff; that somebody read
// it stays in the trail. Errors: app.ErrNotFound.
func (db *DB) PrivacyRequest(ctx context.Context, actor *app.Actor, id int64) (*PrivacyRequest, error) {
	if !actor.CanAll(app.PrivacyRequests) {
		return nil, app.ErrNotFound
	}
	r, err := db.privacyRequest(ctx, `WHERE p.id = $1`, id)
	if err != nil {
		return nil, err
	}
	return r, audit(ctx, db.sql, actor, auditEntry{Action: "privacy.open", Entity: "privacy_request", EntityID: id})
}

// AnswerPrivacy answers a request; who asked is told and reads the answer.
// Errors: app.ErrNotFound, also for what the product carries out by itself;
// app.ErrPrivacyAnswered when somebody was first.
func (db *DB) AnswerPrivacy(ctx context.Context, actor *app.Actor, id int64, status app.PrivacyStatus, answer string) error {
	if !actor.CanAll(app.PrivacyRequests) {
		return app.ErrNotFound
	}
	sealed, err := db.box.Seal(sealPrivacy, answer)
	if err != nil {
		return err
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		var was string
		if err := tx.GetContext(ctx, &was, `SELECT status FROM privacy_requests WHERE id = $1 AND kind NOT IN ('copy', 'close') FOR UPDATE`, id); err != nil {
			return err
		}
		if app.PrivacyStatus(was) != app.PrivacyOpen {
			return app.ErrPrivacyAnswered
		}
		account, _, _ := actorColumns(actor)
		if _, err := tx.ExecContext(ctx, `
			UPDATE privacy_requests SET status = $2, answer_sealed = $3, done_at = $4, done_by = $5, done_name = $6 WHERE id = $1`,
			id, string(status), sealed, db.now(), account, actor.Name); err != nil {
			return err
		}
		if err := audit(ctx, tx, actor, auditEntry{
			Action: "privacy.answer", Entity: "privacy_request", EntityID: id, Before: map[string]any{"status": was}, After: map[string]any{"status": status},
		}); err != nil {
			return err
		}
		return enqueue(ctx, tx, WorkPrivacyAnswer, PrivacyWork{RequestID: id})
	})
}

// PrivacyRecipient returns where news of a request goes, and the request.
// Errors: app.ErrNotFound.
func (db *DB) PrivacyRecipient(ctx context.Context, id int64) (candidateID int64, r *PrivacyRequest, err error) {
	if r, err = db.privacyRequest(ctx, `WHERE p.id = $1`, id); err != nil {
		return 0, nil, err
	}
	err = db.sql.GetContext(ctx, &candidateID, `SELECT id FROM candidates WHERE account_id = $1`, r.AccountID)
	return candidateID, r, translate(err)
}
