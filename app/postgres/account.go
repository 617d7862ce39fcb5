package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
	"gerbang/app/phone"
)

// Errors of finding an account to sign in with.
var (
	ErrStaffOnly = &app.Error{Kind: app.Forbidden, Key: "account.staff_only"}
	ErrDisabled  = &app.Error{Kind: app.Forbidden, Key: "account.disabled"}
)

func normalizeEmail(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// CandidateAccount returns the account of a proven e-mail address or phone
// number (E.164), exactly one of which is given, and makes it if there is
// none. A new account has its empty profile and the candidate's role from the
// start, so what an Actor says of it stays true.
//
// Errors: ErrStaffOnly for an account with a password, ErrDisabled.
func (db *DB) CandidateAccount(ctx context.Context, email, phone string) (int64, error) {
	var id int64
	err := db.InTx(ctx, func(tx *sqlx.Tx) error {
		var err error
		id, err = db.candidateAccount(ctx, tx, email, phone)
		return err
	})
	return id, err
}

func (db *DB) candidateAccount(ctx context.Context, tx *sqlx.Tx, email, phone string) (int64, error) {
	id, made, err := db.insertAccount(ctx, tx, email, phone)
	if err != nil {
		return 0, err
	}
	if !made {
		// Read in a statement of its own: whoever was first may have
		// committed after the insert above began.
		a, err := db.signInState(ctx, tx, email, phone)
		switch {
		case err != nil:
			return 0, err
		case a.Disabled:
			return 0, ErrDisabled
		case a.Staff:
			return 0, ErrStaffOnly
		}
		return a.AccountID, nil
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO candidates (account_id) VALUES ($1)`, id); err != nil {
		return 0, err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO grants (account_id, role) VALUES ($1, $2)`, id, string(app.RoleCandidate)); err != nil {
		return 0, err
	}
	return id, audit(ctx, tx, &app.Actor{AccountID: id}, auditEntry{Action: "account.create", Entity: "account", EntityID: id})
}

func (db *DB) insertAccount(ctx context.Context, tx *sqlx.Tx, email, phone string) (id int64, made bool, err error) {
	if email != "" {
		err = tx.GetContext(ctx, &id, `INSERT INTO accounts (email) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id`, normalizeEmail(email))
	} else {
		var sealed []byte
		if sealed, err = db.box.Seal(sealPhone, phone); err != nil {
			return 0, false, err
		}
		err = tx.GetContext(ctx, &id, `
			INSERT INTO accounts (phone_sealed, phone_hash) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id`,
			sealed, db.box.Hash(sealPhone, phone))
	}
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return id, err == nil, err
}

// CreateStaff makes an account that signs in with a password, given as its
// argon2id hash. Errors: app.Conflict "account.email_taken".
func (db *DB) CreateStaff(ctx context.Context, actor *app.Actor, name, email, passwordHash string, grants []app.Grant) (int64, error) {
	var id int64
	err := db.InTx(ctx, func(tx *sqlx.Tx) error {
		email := normalizeEmail(email)
		if err := tx.GetContext(ctx, &id, `
			INSERT INTO accounts (name, email, password_hash) VALUES ($1, $2, $3) RETURNING id`, name, email, passwordHash); err != nil {
			return err
		}
		for _, g := range grants {
			if err := insertGrant(ctx, tx, id, g); err != nil {
				return err
			}
		}
		return audit(ctx, tx, actor, auditEntry{
			Action: "account.create", Entity: "account", EntityID: id,
			After: map[string]any{"name": name, "email": email, "roles": roleNames(grants)},
		})
	})
	return id, err
}

func insertGrant(ctx context.Context, tx *sqlx.Tx, accountID int64, g app.Grant) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO grants (account_id, role, event_id, booth_id, agency_id, region_code)
		VALUES ($1, $2, nullif($3::bigint, 0), nullif($4::bigint, 0), nullif($5::bigint, 0), nullif($6, ''))
		ON CONFLICT DO NOTHING`, accountID, string(g.Role), g.EventID, g.BoothID, g.AgencyID, g.RegionCode)
	return err
}

func roleNames(grants []app.Grant) []string {
	names := make([]string, 0, len(grants))
	for _, g := range grants {
		if !slices.Contains(names, string(g.Role)) {
			names = append(names, string(g.Role))
		}
	}
	return names
}

// AddGrant gives the account a role over a scope; giving it twice does
// nothing more. Errors: app.ErrNotFound.
func (db *DB) AddGrant(ctx context.Context, actor *app.Actor, accountID int64, g app.Grant) error {
	return db.changeAccount(ctx, actor, accountID, "account.grant", g, func(tx *sqlx.Tx) error {
		return insertGrant(ctx, tx, accountID, g)
	})
}

// RemoveGrant takes a role over a scope away. Errors: app.ErrNotFound.
func (db *DB) RemoveGrant(ctx context.Context, actor *app.Actor, accountID int64, g app.Grant) error {
	return db.changeAccount(ctx, actor, accountID, "account.revoke", g, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, `
			DELETE FROM grants WHERE account_id = $1 AND role = $2 AND coalesce(event_id, 0) = $3 AND coalesce(booth_id, 0) = $4
			AND coalesce(agency_id, 0) = $5 AND coalesce(region_code, '') = $6`,
			accountID, string(g.Role), g.EventID, g.BoothID, g.AgencyID, g.RegionCode)
		return err
	})
}

// SetPassword replaces the password of a staff account and signs it out
// everywhere. Errors: app.ErrNotFound, also for an account without password.
func (db *DB) SetPassword(ctx context.Context, actor *app.Actor, accountID int64, passwordHash string) error {
	return db.changeAccount(ctx, actor, accountID, "account.password", nil, func(tx *sqlx.Tx) error {
		r, err := tx.ExecContext(ctx, `UPDATE accounts SET password_hash = $2 WHERE id = $1 AND password_hash IS NOT NULL`, accountID, passwordHash)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, app.ErrNotFound)
		}
		return endLogins(ctx, tx, accountID)
	})
}

// Disable shuts an account and signs it out everywhere; what it did stays.
// Errors: app.ErrNotFound.
func (db *DB) Disable(ctx context.Context, actor *app.Actor, accountID int64) error {
	return db.changeAccount(ctx, actor, accountID, "account.disable", nil, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE accounts SET disabled_at = coalesce(disabled_at, $2) WHERE id = $1`, accountID, db.now()); err != nil {
			return err
		}
		return endLogins(ctx, tx, accountID)
	})
}

// changeAccount runs fn with the account locked and writes the audit row.
func (db *DB) changeAccount(ctx context.Context, actor *app.Actor, id int64, action string, after any, fn func(tx *sqlx.Tx) error) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		var found int64
		if err := tx.GetContext(ctx, &found, `SELECT id FROM accounts WHERE id = $1 FOR UPDATE`, id); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: action, Entity: "account", EntityID: id, After: after})
	})
}

// SetLocale keeps the language in which the account was last used, for the
// messages it gets.
func (db *DB) SetLocale(ctx context.Context, accountID int64, tag string) error {
	_, err := db.sql.ExecContext(ctx, `UPDATE accounts SET locale = $2 WHERE id = $1 AND locale <> $2`, accountID, tag)
	return err
}

// StaffLogin is what checking a password needs. It is zero for an address
// that has no enabled account with a password.
type StaffLogin struct {
	AccountID    int64  `db:"id"`
	PasswordHash string `db:"password_hash"`
}

// StaffByEmail returns the password hash of an account that may sign in with
// one; an unknown address is no error, so that callers go on as for a known one.
func (db *DB) StaffByEmail(ctx context.Context, email string) (StaffLogin, error) {
	var s StaffLogin
	err := db.sql.GetContext(ctx, &s, `
		SELECT id, password_hash FROM accounts WHERE email = $1 AND password_hash IS NOT NULL AND disabled_at IS NULL`, normalizeEmail(email))
	if errors.Is(err, sql.ErrNoRows) {
		return StaffLogin{}, nil
	}
	return s, err
}

// AccountByEmail returns the account of that address, whatever its state.
// Errors: app.ErrNotFound.
func (db *DB) AccountByEmail(ctx context.Context, email string) (int64, error) {
	var id int64
	err := db.sql.GetContext(ctx, &id, `SELECT id FROM accounts WHERE email = $1`, normalizeEmail(email))
	return id, translate(err)
}

// AccountFilter chooses accounts for the list of admins.
type AccountFilter struct {
	Search string   // part of a name or e-mail address, or a whole phone number
	Role   app.Role // empty for all
	Limit  int
	Offset int
}

// AccountRow is an account as that list shows it.
type AccountRow struct {
	ID        int64
	Name      string
	Email     string
	Phone     string // masked
	Staff     bool   // signs in with a password
	Grants    []ScopedGrant
	CreatedAt time.Time
	SeenAt    *time.Time // start of its newest standing login
	Disabled  bool
}

// ScopedGrant is a role with the name of what it is limited to.
type ScopedGrant struct {
	Role  app.Role `json:"role"`
	Scope string   `json:"scope"` // empty: everywhere
}

// Accounts returns a page of accounts, newest first, and how many there are.
func (db *DB) Accounts(ctx context.Context, f AccountFilter) ([]AccountRow, int, error) {
	var phoneHash []byte
	if e164, err := phone.Parse(f.Search); err == nil {
		phoneHash = db.box.Hash(sealPhone, e164)
	}
	where := `WHERE ($1 = '' OR a.name ILIKE $2 OR a.email ILIKE $2 OR c.name ILIKE $2 OR a.phone_hash = $3)
		AND ($4 = '' OR EXISTS (SELECT 1 FROM grants g WHERE g.account_id = a.id AND g.role = $4))`
	args := []any{f.Search, contains(f.Search), phoneHash, string(f.Role)}
	var total int
	if err := db.sql.GetContext(ctx, &total, `
		SELECT count(*) FROM accounts a LEFT JOIN candidates c ON c.account_id = a.id `+where, args...); err != nil {
		return nil, 0, err
	}
	var rows []struct {
		ID        int64      `db:"id"`
		Name      string     `db:"name"`
		Email     string     `db:"email"`
		Phone     []byte     `db:"phone_sealed"`
		Staff     bool       `db:"staff"`
		Grants    []byte     `db:"grants"`
		CreatedAt time.Time  `db:"created_at"`
		SeenAt    *time.Time `db:"seen_at"`
		Disabled  bool       `db:"disabled"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT a.id, coalesce(nullif(a.name, ''), c.name, '') AS name, coalesce(a.email, '') AS email, a.phone_sealed,
		       a.password_hash IS NOT NULL AS staff, a.created_at, a.disabled_at IS NOT NULL AS disabled,
		       (SELECT max(l.created_at) FROM logins l WHERE l.account_id = a.id) AS seen_at,
		       coalesce((SELECT jsonb_agg(jsonb_build_object('role', g.role, 'scope',
		                 coalesce(e.title, 'Stan ' || b.number, p.name, r.name, '')) ORDER BY g.id)
		                 FROM grants g LEFT JOIN events e ON e.id = g.event_id LEFT JOIN booths b ON b.id = g.booth_id
		                 LEFT JOIN agencies p ON p.id = g.agency_id LEFT JOIN regions r ON r.code = g.region_code
		                 WHERE g.account_id = a.id), '[]') AS grants
		FROM accounts a LEFT JOIN candidates c ON c.account_id = a.id `+where+`
		ORDER BY a.id DESC LIMIT $5 OFFSET $6`, append(args, f.Limit, f.Offset)...); err != nil {
		return nil, 0, err
	}
	out := make([]AccountRow, len(rows))
	for i, r := range rows {
		out[i] = AccountRow{ID: r.ID, Name: r.Name, Email: r.Email, Staff: r.Staff, CreatedAt: r.CreatedAt, SeenAt: r.SeenAt, Disabled: r.Disabled}
		if err := json.Unmarshal(r.Grants, &out[i].Grants); err != nil {
			return nil, 0, err
		}
		if len(r.Phone) > 0 {
			number, err := db.box.Open(sealPhone, r.Phone)
			if err != nil {
				return nil, 0, err
			}
			out[i].Phone = phone.Mask(number)
		}
	}
	return out, total, nil
}

// escapeLike makes the wildcards of LIKE stand for themselves.
func escapeLike(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}
