package postgres

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// sealPrivacy is what texts of requests about one's own data are sealed for.
const sealPrivacy = "privacy.text"

// PrivacyRequest is what somebody asked about their own data.
type PrivacyRequest struct {
	ID        int64
	AccountID int64
	Name      string // of who asked; for staff
	Kind      app.PrivacyKind
	Status    app.PrivacyStatus
	Text      string
	Answer    string
	AskedAt   time.Time
	DueAt     time.Time
	DoneAt    *time.Time
	DoneName  string
	FileKey   string // of the copy, while it can be fetched
	FileBytes int64
	ExpiresAt *time.Time
}

type privacyRow struct {
	ID        int64      `db:"id"`
	AccountID int64      `db:"account_id"`
	Name      string     `db:"name"`
	Kind      string     `db:"kind"`
	Status    string     `db:"status"`
	Text      []byte     `db:"text_sealed"`
	Answer    []byte     `db:"answer_sealed"`
	AskedAt   time.Time  `db:"asked_at"`
	DueAt     time.Time  `db:"due_at"`
	DoneAt    *time.Time `db:"done_at"`
	DoneName  string     `db:"done_name"`
	FileKey   string     `db:"file_key"`
	FileBytes int64      `db:"file_bytes"`
	ExpiresAt *time.Time `db:"expires_at"`
}

const privacyQuery = `
	SELECT p.id, p.account_id, a.name, p.kind, p.status, p.text_sealed, p.answer_sealed, p.asked_at, p.due_at, p.done_at, p.done_name,
	       coalesce(f.key, '') AS file_key, coalesce(length(f.body), 0) AS file_bytes, p.expires_at
	FROM privacy_requests p JOIN accounts a ON a.id = p.account_id LEFT JOIN files f ON f.id = p.file_id `

func (db *DB) privacyRequests(rows []privacyRow) ([]PrivacyRequest, error) {
	out := make([]PrivacyRequest, len(rows))
	for i, r := range rows {
		out[i] = PrivacyRequest{
			ID: r.ID, AccountID: r.AccountID, Name: r.Name, Kind: app.PrivacyKind(r.Kind), Status: app.PrivacyStatus(r.Status),
			AskedAt: r.AskedAt, DueAt: r.DueAt, DoneAt: r.DoneAt, DoneName: r.DoneName, FileKey: r.FileKey, FileBytes: r.FileBytes, ExpiresAt: r.ExpiresAt,
		}
		var err error
		if out[i].Text, err = db.openText(r.Text); err != nil {
			return nil, err
		}
		if out[i].Answer, err = db.openText(r.Answer); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (db *DB) openText(sealed []byte) (string, error) {
	if sealed == nil {
		return "", nil
	}
	return db.box.Open(sealPrivacy, sealed)
}

// MyPrivacyRequests returns what the actor asked, newest first.
func (db *DB) MyPrivacyRequests(ctx context.Context, actor *app.Actor) ([]PrivacyRequest, error) {
	if actor == nil || actor.AccountID == 0 {
		return nil, app.ErrUnauthenticated
	}
	var rows []privacyRow
	if err := db.sql.SelectContext(ctx, &rows, privacyQuery+`WHERE p.account_id = $1 ORDER BY p.id DESC LIMIT 50`, actor.AccountID); err != nil {
		return nil, err
	}
	return db.privacyRequests(rows)
}

// WorkPrivacy carries out a request for a copy or an end.
const WorkPrivacy = "privacy.request" // PrivacyWork

// WorkPrivacyAnswer tells somebody that their request was answered.
const WorkPrivacyAnswer = "privacy.answer" // PrivacyWork

// PrivacyWork names a request.
type PrivacyWork struct {
	RequestID int64 `json:"request_id"`
}

// AskForCopy queues a copy of all that is held about the actor. While one is
// under way, asking again does nothing more. The actor must have proven who
// they are just now: app.ErrNotProven.
func (db *DB) AskForCopy(ctx context.Context, actor *app.Actor) error {
	if err := db.proven(ctx, actor); err != nil {
		return err
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		_, err := db.askPrivacy(ctx, tx, actor, app.PrivacyCopy, "")
		return err
	})
}

// AskToClose begins to close the actor's account: from now on nobody can sign
// in with it, and the worker erases what is to be erased. The actor must have
// proven who they are just now: app.ErrNotProven.
func (db *DB) AskToClose(ctx context.Context, actor *app.Actor) error {
	if err := db.proven(ctx, actor); err != nil {
		return err
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `SELECT id FROM accounts WHERE id = $1 FOR UPDATE`, actor.AccountID); err != nil {
			return err
		}
		if _, err := db.askPrivacy(ctx, tx, actor, app.PrivacyClose, ""); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE accounts SET disabled_at = coalesce(disabled_at, $2) WHERE id = $1`, actor.AccountID, db.now()); err != nil {
			return err
		}
		return endLogins(ctx, tx, actor.AccountID)
	})
}

// AskPrivacy keeps a request that a person answers within app.PrivacyClock.
func (db *DB) AskPrivacy(ctx context.Context, actor *app.Actor, kind app.PrivacyKind, text string) error {
	if actor == nil || actor.AccountID == 0 {
		return app.ErrUnauthenticated
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		_, err := db.askPrivacy(ctx, tx, actor, kind, text)
		return err
	})
}

func (db *DB) askPrivacy(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, kind app.PrivacyKind, text string) (id int64, err error) {
	var sealed []byte
	if text != "" {
		if sealed, err = db.box.Seal(sealPrivacy, text); err != nil {
			return 0, err
		}
	}
	now := db.now()
	err = tx.GetContext(ctx, &id, `
		INSERT INTO privacy_requests (account_id, kind, text_sealed, asked_at, due_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (account_id, kind) WHERE status = 'open' AND kind IN ('copy', 'close') DO NOTHING RETURNING id`,
		actor.AccountID, string(kind), sealed, now, now.Add(app.PrivacyClock))
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil // one is under way
	}
	if err != nil {
		return 0, err
	}
	if err := audit(ctx, tx, actor, auditEntry{Action: "privacy.ask", Entity: "privacy_request", EntityID: id, After: map[string]any{"kind": kind}}); err != nil {
		return 0, err
	}
	if kind != app.PrivacyCopy && kind != app.PrivacyClose {
		return id, nil
	}
	return id, enqueue(ctx, tx, WorkPrivacy, PrivacyWork{RequestID: id})
}

// OpenPrivacyRequest returns a request that the worker is to carry out.
// Errors: app.ErrNotFound when it is not open any more.
func (db *DB) OpenPrivacyRequest(ctx context.Context, id int64) (*PrivacyRequest, error) {
	return db.privacyRequest(ctx, `WHERE p.id = $1 AND p.status = 'open'`, id)
}

func (db *DB) privacyRequest(ctx context.Context, where string, args ...any) (*PrivacyRequest, error) {
	var row privacyRow
	if err := db.sql.GetContext(ctx, &row, privacyQuery+where, args...); err != nil {
		return nil, translate(err)
	}
	requests, err := db.privacyRequests([]privacyRow{row})
	if err != nil {
		return nil, err
	}
	return &requests[0], nil
}

// KeepCopy keeps the copy that was made for a request, sealed, for
// app.CopyKept; older copies of the account go. Doing it twice keeps the first.
func (db *DB) KeepCopy(ctx context.Context, requestID int64, f File) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		var accountID int64
		err := tx.GetContext(ctx, &accountID, `SELECT account_id FROM privacy_requests WHERE id = $1 AND status = 'open' FOR UPDATE`, requestID)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := deleteCopies(ctx, tx, `p.account_id = $1`, accountID); err != nil {
			return err
		}
		if err := db.addSealedFile(ctx, tx, &f, 0); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			UPDATE privacy_requests SET status = 'done', done_at = $2, file_id = $3, expires_at = $4 WHERE id = $1`,
			requestID, db.now(), f.ID, db.now().Add(app.CopyKept)); err != nil {
			return err
		}
		if err := audit(ctx, tx, app.System("privacy"), auditEntry{Action: "privacy.copy", Entity: "privacy_request", EntityID: requestID}); err != nil {
			return err
		}
		return enqueue(ctx, tx, WorkPrivacyAnswer, PrivacyWork{RequestID: requestID})
	})
}

// deleteCopies deletes the files of copies, of requests aliased p.
func deleteCopies(ctx context.Context, tx sqlx.ExtContext, where string, args ...any) error {
	_, err := tx.ExecContext(ctx, `
		WITH old AS (SELECT p.id, p.file_id FROM privacy_requests p WHERE p.file_id IS NOT NULL AND `+where+`),
		     freed AS (UPDATE privacy_requests q SET file_id = NULL FROM old WHERE q.id = old.id RETURNING old.file_id)
		DELETE FROM files f USING freed WHERE f.id = freed.file_id`, args...)
	return err
}

// DataCopy returns the actor's own copy with that key, until it expires.
// Errors: app.ErrNotFound, app.ErrNotProven.
func (db *DB) DataCopy(ctx context.Context, actor *app.Actor, key string) (*File, error) {
	if actor == nil || actor.AccountID == 0 {
		return nil, app.ErrNotFound
	}
	var id int64
	if err := db.sql.GetContext(ctx, &id, `
		SELECT p.id FROM privacy_requests p JOIN files f ON f.id = p.file_id
		WHERE f.key = $1 AND p.account_id = $2 AND p.expires_at > $3`, key, actor.AccountID, db.now()); err != nil {
		return nil, translate(err)
	}
	if err := db.proven(ctx, actor); err != nil {
		return nil, err
	}
	f, err := db.openFile(ctx, `f.key = $1`, key)
	if err != nil {
		return nil, err
	}
	return f, audit(ctx, db.sql, actor, auditEntry{Action: "privacy.download", Entity: "privacy_request", EntityID: id})
}

// SweepPrivacy deletes copies that have expired and texts of requests that
// were answered app.RequestTextKept ago.
func (db *DB) SweepPrivacy(ctx context.Context) error {
	if err := deleteCopies(ctx, db.sql, `p.expires_at < $1`, db.now()); err != nil {
		return err
	}
	_, err := db.sql.ExecContext(ctx, `
		UPDATE privacy_requests SET text_sealed = NULL, answer_sealed = NULL
		WHERE done_at < $1 AND (text_sealed IS NOT NULL OR answer_sealed IS NOT NULL)`, db.now().Add(-app.RequestTextKept))
	return err
}
