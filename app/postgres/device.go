package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// seenEvery is how exactly it is kept when a login was last used.
const seenEvery = 10 * time.Minute

// Device is a login of the actor.
type Device struct {
	ID        int64     `db:"id"`
	UserAgent string    `db:"user_agent"`
	Since     time.Time `db:"created_at"`
	LastSeen  time.Time `db:"last_seen_at"`
	This      bool      `db:"this"`
}

// Devices returns where the actor is signed in: this login first, then those
// last seen.
func (db *DB) Devices(ctx context.Context, actor *app.Actor) ([]Device, error) {
	if actor == nil || actor.AccountID == 0 {
		return nil, app.ErrUnauthenticated
	}
	var devices []Device
	err := db.sql.SelectContext(ctx, &devices, `
		SELECT id, user_agent, created_at, last_seen_at, id = $2 AS this FROM logins
		WHERE account_id = $1 AND expires_at > now() ORDER BY id = $2 DESC, last_seen_at DESC, id DESC`, actor.AccountID, actor.LoginID)
	return devices, err
}

// EndDevice ends one of the actor's logins, at once on every replica.
// Errors: app.ErrNotFound when it is nobody's or somebody else's.
func (db *DB) EndDevice(ctx context.Context, actor *app.Actor, id int64) error {
	if actor == nil || actor.AccountID == 0 {
		return app.ErrUnauthenticated
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		if err := oneRow(tx.ExecContext(ctx, `DELETE FROM logins WHERE id = $1 AND account_id = $2`, id, actor.AccountID)); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "account.end_login", Entity: "account", EntityID: actor.AccountID, After: map[string]any{"login": id}})
	})
}

// EndOtherDevices ends every login of the actor but this one, and returns how
// many those were.
func (db *DB) EndOtherDevices(ctx context.Context, actor *app.Actor) (int, error) {
	if actor == nil || actor.AccountID == 0 {
		return 0, app.ErrUnauthenticated
	}
	var ended []int64
	err := db.InTx(ctx, func(tx *sqlx.Tx) error {
		ended = nil
		if err := tx.SelectContext(ctx, &ended, `DELETE FROM logins WHERE account_id = $1 AND id <> $2 RETURNING id`, actor.AccountID, actor.LoginID); err != nil || len(ended) == 0 {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "account.end_login", Entity: "account", EntityID: actor.AccountID, After: map[string]any{"logins": ended}})
	})
	return len(ended), err
}

// touchLogins keeps that the logins were used just now.
func (db *DB) touchLogins(ctx context.Context, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := db.sql.ExecContext(ctx, `
		WITH used AS (UPDATE logins SET last_seen_at = now() WHERE id = ANY ($1) RETURNING account_id)
		UPDATE accounts a SET seen_at = now() FROM (SELECT DISTINCT account_id FROM used) u WHERE a.id = u.account_id`, pq.Array(ids))
	return err
}

// Proven reports whether the actor has entered a code within app.FreshProof.
func (db *DB) Proven(ctx context.Context, actor *app.Actor) (bool, error) {
	if actor == nil || actor.AccountID == 0 {
		return false, app.ErrUnauthenticated
	}
	var fresh bool
	err := db.sql.GetContext(ctx, &fresh, `
		SELECT EXISTS (SELECT 1 FROM logins WHERE id = $1 AND account_id = $2 AND proven_at > now() - $3 * interval '1 second')`,
		actor.LoginID, actor.AccountID, app.FreshProof.Seconds())
	return fresh, err
}

func (db *DB) proven(ctx context.Context, actor *app.Actor) error {
	fresh, err := db.Proven(ctx, actor)
	if err == nil && !fresh {
		err = app.ErrNotProven
	}
	return err
}

// Prove redeems the code that was sent to the actor's own address, as
// EnterLoginCode does; the code of another account proves nothing.
func (db *DB) Prove(ctx context.Context, actor *app.Actor, tokenHash []byte, code string) error {
	if actor == nil || actor.AccountID == 0 {
		return app.ErrUnauthenticated
	}
	account, err := db.EnterLoginCode(ctx, tokenHash, code)
	if err != nil {
		return err
	}
	if account != actor.AccountID {
		return ErrCodeVoid
	}
	return oneRow(db.sql.ExecContext(ctx, `UPDATE logins SET proven_at = now() WHERE id = $1 AND account_id = $2`, actor.LoginID, actor.AccountID))
}

// OwnAddress returns where codes for the actor's account go: one of the two.
func (db *DB) OwnAddress(ctx context.Context, actor *app.Actor) (email, phone string, err error) {
	if actor == nil || actor.AccountID == 0 {
		return "", "", app.ErrUnauthenticated
	}
	if err := db.sql.GetContext(ctx, &email, `SELECT coalesce(email, '') FROM accounts WHERE id = $1`, actor.AccountID); err != nil || email != "" {
		return email, "", translate(err)
	}
	phone, err = db.AccountPhone(ctx, actor)
	return "", phone, err
}
