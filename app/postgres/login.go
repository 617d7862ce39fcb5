package postgres

import (
	"context"
	"encoding/json"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
	"gerbang/app/batch"
)

// loginRow is a standing login with all that an Actor needs.
type loginRow struct {
	ID          int64     `db:"id"`
	TokenHash   []byte    `db:"token_hash"`
	AccountID   int64     `db:"account_id"`
	CandidateID int64     `db:"candidate_id"`
	Name        string    `db:"name"`
	ExpiresAt   time.Time `db:"expires_at"`
	LastSeenAt  time.Time `db:"last_seen_at"`
	Grants      []byte    `db:"grants"`
}

// Login returns who is signed in with the token of that hash, and until when.
// Look-ups that arrive together are answered by one query.
// Errors: app.ErrNotFound for a token that is unknown, expired or of a
// disabled account.
func (db *DB) Login(ctx context.Context, tokenHash []byte) (*app.Actor, time.Time, error) {
	row, err := db.lookingUp.Do(ctx, "", tokenHash)
	if err != nil {
		return nil, time.Time{}, err
	}
	a := &app.Actor{AccountID: row.AccountID, CandidateID: row.CandidateID, Name: row.Name, LoginID: row.ID}
	if err := json.Unmarshal(row.Grants, &a.Grants); err != nil {
		return nil, time.Time{}, err
	}
	return a, row.ExpiresAt, nil
}

func (db *DB) loginBatch(ctx context.Context, _ string, hashes [][]byte) []batch.Result[loginRow] {
	results := make([]batch.Result[loginRow], len(hashes))
	rows, err := db.logins(ctx, hashes)
	for i, h := range hashes {
		if err != nil {
			results[i].Err = err
			continue
		}
		row, ok := rows[string(h)]
		if !ok {
			results[i].Err = app.ErrNotFound
			continue
		}
		results[i].Value = row
	}
	var stale []int64
	for _, row := range rows {
		if time.Since(row.LastSeenAt) > seenEvery {
			stale = append(stale, row.ID)
		}
	}
	if err := db.touchLogins(ctx, stale); err != nil {
		db.log.Warn("keeping when logins were used", "error", err) // nobody is kept waiting or out for it
	}
	return results
}

func (db *DB) logins(ctx context.Context, hashes [][]byte) (map[string]loginRow, error) {
	stmt, err := db.prepared(ctx, `
		SELECT l.id, l.token_hash, l.account_id, coalesce(c.id, 0) AS candidate_id,
		       coalesce(nullif(a.name, ''), c.name, '') AS name, l.expires_at, l.last_seen_at,
		       coalesce((SELECT jsonb_agg(jsonb_build_object('Role', g.role, 'EventID', coalesce(g.event_id, 0),
		                 'BoothID', coalesce(g.booth_id, 0), 'AgencyID', coalesce(g.agency_id, 0),
		                 'RegionCode', coalesce(g.region_code, '')) ORDER BY g.id)
		                 FROM grants g WHERE g.account_id = a.id), '[]') AS grants
		FROM logins l JOIN accounts a ON a.id = l.account_id LEFT JOIN candidates c ON c.account_id = a.id
		WHERE l.token_hash = ANY ($1) AND l.expires_at > now() AND a.disabled_at IS NULL`)
	if err != nil {
		return nil, err
	}
	var rows []loginRow
	if err := stmt.SelectContext(ctx, &rows, pq.ByteaArray(hashes)); err != nil {
		return nil, err
	}
	found := make(map[string]loginRow, len(rows))
	for _, r := range rows {
		found[string(r.TokenHash)] = r
	}
	return found, nil
}

// CreateLogin keeps that the account is signed in with the token of that hash
// until ttl is over. Sign-ins of staff are audited. Errors: app.ErrNotFound
// for an account that is unknown or disabled.
func (db *DB) CreateLogin(ctx context.Context, accountID int64, tokenHash []byte, userAgent string, ttl time.Duration) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		var a struct {
			Name  string `db:"name"`
			Staff bool   `db:"staff"`
		}
		if err := tx.GetContext(ctx, &a, `
			SELECT name, password_hash IS NOT NULL AS staff FROM accounts WHERE id = $1 AND disabled_at IS NULL FOR NO KEY UPDATE`, accountID); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO logins (token_hash, account_id, user_agent, expires_at)
			VALUES ($1, $2, $3, now() + $4 * interval '1 second')`, tokenHash, accountID, userAgent, ttl.Seconds()); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE accounts SET seen_at = now() WHERE id = $1`, accountID); err != nil {
			return err
		}
		if !a.Staff {
			return nil
		}
		return audit(ctx, tx, &app.Actor{AccountID: accountID, Name: a.Name}, auditEntry{
			Action: "account.login", Entity: "account", EntityID: accountID, After: map[string]any{"browser": userAgent},
		})
	})
}

// EndLogin ends the login of the token of that hash; an unknown one is no error.
func (db *DB) EndLogin(ctx context.Context, tokenHash []byte) error {
	_, err := db.sql.ExecContext(ctx, `DELETE FROM logins WHERE token_hash = $1`, tokenHash)
	return err
}

// EndAllLogins signs the account out on every device. Errors: app.ErrNotFound.
func (db *DB) EndAllLogins(ctx context.Context, actor *app.Actor, accountID int64) error {
	return db.changeAccount(ctx, actor, accountID, "account.logout_everywhere", nil, func(tx *sqlx.Tx) error {
		return endLogins(ctx, tx, accountID)
	})
}

func endLogins(ctx context.Context, tx *sqlx.Tx, accountID int64) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM logins WHERE account_id = $1`, accountID)
	return err
}

// SweepLogins deletes logins that are over.
func (db *DB) SweepLogins(ctx context.Context) error {
	_, err := db.sql.ExecContext(ctx, `DELETE FROM logins WHERE expires_at < now()`)
	return err
}
