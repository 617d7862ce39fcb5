package postgres

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// Bounds of a one-time code.
const (
	LoginCodeAge      = 10 * time.Minute
	loginCodeAttempts = 5
	loginCodeTries    = 10 // per address and hour, over all its codes
	loginCodeKept     = time.Hour
)

// Channels of messages and codes.
const (
	ChannelEmail    = "email"
	ChannelWhatsApp = "whatsapp"
)

// Purposes of what is sealed or hashed for codes.
const (
	sealAddress = "message.address"
	sealCode    = "login.code"
	hashAddress = "login.address"
	hashCode    = "login.code"
)

// Errors of entering a code.
var (
	ErrCodeWrong = &app.Error{Kind: app.Invalid, Key: "account.code_wrong", Field: "code"}
	ErrCodeVoid  = &app.Error{Kind: app.Invalid, Key: "account.code_void", Field: "code"}
)

// LoginCodeWork is the message with a one-time code. Address and code are
// sealed, so that the outbox shows neither. Staff says that the account signs
// in with a password: it is told so and gets no code.
type LoginCodeWork struct {
	Channel string    `json:"channel"`
	Address []byte    `json:"address"`
	Code    []byte    `json:"code,omitempty"`
	Locale  string    `json:"locale"`
	Staff   bool      `json:"staff,omitempty"`
	Until   time.Time `json:"until"` // a code that arrives later is of no use
}

// OpenLoginCode returns the address and the code of a message; the code is
// empty for staff.
func (db *DB) OpenLoginCode(w LoginCodeWork) (address, code string, err error) {
	if address, err = db.box.Open(sealAddress, w.Address); err != nil || w.Staff {
		return address, "", err
	}
	code, err = db.box.Open(sealCode, w.Code)
	return address, code, err
}

// CodeRequest is a wish to sign in with a one-time code: Email or Phone
// (E.164) is set, not both. TokenHash is of the token in the asking browser's
// cookie; only there the code can be entered.
type CodeRequest struct {
	Email, Phone string
	TokenHash    []byte
	Locale       string
}

func (r CodeRequest) channel() (channel, address string) {
	if r.Email != "" {
		return ChannelEmail, normalizeEmail(r.Email)
	}
	return ChannelWhatsApp, r.Phone
}

// RequestLoginCode makes a code of six digits, good for LoginCodeAge, and
// queues the message that carries it. Older codes for the address end. What
// happens looks the same from outside whether an account exists, signs in with
// a password or is disabled; then the code is one that nobody knows.
func (db *DB) RequestLoginCode(ctx context.Context, in CodeRequest) error {
	channel, address := in.channel()
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return err
	}
	code := fmt.Sprintf("%06d", n)
	sealed, err := db.box.Seal(sealAddress, address)
	if err != nil {
		return err
	}
	work := LoginCodeWork{Channel: channel, Address: sealed, Locale: in.Locale, Until: db.now().Add(LoginCodeAge)}
	if work.Code, err = db.box.Seal(sealCode, code); err != nil {
		return err
	}
	addressHash := db.addressHash(channel, address)
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		// Two requests for one address at once would otherwise not see each
		// other's code, and both would stand.
		if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, "login_codes:"+hex.EncodeToString(addressHash)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE login_codes SET expires_at = now() WHERE address_hash = $1 AND expires_at > now()`, addressHash); err != nil {
			return err
		}
		a, err := db.signInState(ctx, tx, in.Email, in.Phone)
		if err != nil {
			return err
		}
		work := work
		secretCode := code
		if a.Staff || a.Disabled {
			work.Staff, work.Code, secretCode = true, nil, "none:"+hex.EncodeToString(in.TokenHash)
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO login_codes (token_hash, address_hash, code_hash, address_sealed, channel, expires_at)
			VALUES ($1, $2, $3, $4, $5, now() + $6 * interval '1 second')`,
			in.TokenHash, addressHash, db.codeHash(in.TokenHash, secretCode), sealed, channel, LoginCodeAge.Seconds()); err != nil {
			return err
		}
		if a.Disabled {
			return nil
		}
		return enqueue(ctx, tx, WorkLoginCode, work)
	})
}

// addressHash is the form in which messages and codes are found by where they went.
func (db *DB) addressHash(channel, address string) []byte {
	return db.box.Hash(hashAddress, channel+":"+address)
}

func (db *DB) codeHash(tokenHash []byte, code string) []byte {
	return db.box.Hash(hashCode, hex.EncodeToString(tokenHash)+":"+code)
}

// signInState is what the ways to sign in need to know of an account.
type signInState struct {
	AccountID int64 `db:"id"`
	Staff     bool  `db:"staff"` // has a password
	Disabled  bool  `db:"disabled"`
}

func (db *DB) signInState(ctx context.Context, tx *sqlx.Tx, email, phone string) (signInState, error) {
	var a signInState
	var err error
	const columns = `SELECT id, password_hash IS NOT NULL AS staff, disabled_at IS NOT NULL AS disabled FROM accounts WHERE `
	if email != "" {
		err = tx.GetContext(ctx, &a, columns+`email = $1`, normalizeEmail(email))
	} else {
		err = tx.GetContext(ctx, &a, columns+`phone_hash = $1`, db.box.Hash(sealPhone, phone))
	}
	if errors.Is(err, sql.ErrNoRows) {
		return signInState{}, nil
	}
	return a, err
}

// CodeAddress is where a browser's code went.
type CodeAddress struct {
	Channel, Address string
}

// LoginCodeAddress returns where the code of the browser with that token was
// sent, also when it has ended meanwhile. Errors: app.ErrNotFound.
func (db *DB) LoginCodeAddress(ctx context.Context, tokenHash []byte) (CodeAddress, error) {
	var row struct {
		Channel string `db:"channel"`
		Sealed  []byte `db:"address_sealed"`
	}
	err := db.sql.GetContext(ctx, &row, `SELECT channel, address_sealed FROM login_codes WHERE token_hash = $1`, tokenHash)
	if err != nil {
		return CodeAddress{}, translate(err)
	}
	address, err := db.box.Open(sealAddress, row.Sealed)
	return CodeAddress{Channel: row.Channel, Address: address}, err
}

// EnterLoginCode redeems the code that the browser with that token asked for
// and returns the account of its address, made now if there is none: only an
// address that was proven gets an account. A wrong code costs one of five
// attempts.
//
// Errors: ErrCodeWrong with argument "left", ErrCodeVoid for a code that was
// used, replaced, tried too often or is too old, app.ErrTooMany with argument
// "seconds" (a time.Duration).
func (db *DB) EnterLoginCode(ctx context.Context, tokenHash []byte, code string) (accountID int64, err error) {
	var key []byte
	if err := db.sql.GetContext(ctx, &key, `SELECT address_hash FROM login_codes WHERE token_hash = $1`, tokenHash); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return 0, ErrCodeVoid
		}
		return 0, err
	}
	throttle := "code attempt:" + hex.EncodeToString(key)
	ok, wait, err := db.Throttle(ctx, throttle, loginCodeTries, time.Hour)
	if err != nil {
		return 0, err
	}
	if !ok {
		return 0, app.ErrTooMany.With("seconds", wait)
	}
	var refused error
	err = db.InTx(ctx, func(tx *sqlx.Tx) error {
		accountID, refused, err = db.redeemCode(ctx, tx, tokenHash, code)
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return 0, err
	}
	return accountID, db.Refund(ctx, throttle, loginCodeTries, time.Hour)
}

// redeemCode returns a refusal apart from other errors: the attempt it counts
// must be committed.
func (db *DB) redeemCode(ctx context.Context, tx *sqlx.Tx, tokenHash []byte, code string) (accountID int64, refused, err error) {
	var row struct {
		ID       int64  `db:"id"`
		CodeHash []byte `db:"code_hash"`
		Channel  string `db:"channel"`
		Sealed   []byte `db:"address_sealed"`
		Attempts int    `db:"attempts"`
		Standing bool   `db:"standing"`
	}
	if err := tx.GetContext(ctx, &row, `
		SELECT id, code_hash, channel, address_sealed, attempts, used_at IS NULL AND expires_at > now() AS standing
		FROM login_codes WHERE token_hash = $1 FOR UPDATE`, tokenHash); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return 0, ErrCodeVoid, nil
		}
		return 0, nil, err
	}
	if !row.Standing || row.Attempts >= loginCodeAttempts {
		return 0, ErrCodeVoid, nil
	}
	if !hmac.Equal(row.CodeHash, db.codeHash(tokenHash, code)) {
		if _, err := tx.ExecContext(ctx, `UPDATE login_codes SET attempts = attempts + 1 WHERE id = $1`, row.ID); err != nil {
			return 0, nil, err
		}
		if left := loginCodeAttempts - row.Attempts - 1; left > 0 {
			return 0, ErrCodeWrong.With("left", left), nil
		}
		return 0, ErrCodeVoid, nil
	}
	if _, err := tx.ExecContext(ctx, `UPDATE login_codes SET used_at = now() WHERE id = $1`, row.ID); err != nil {
		return 0, nil, err
	}
	address, err := db.box.Open(sealAddress, row.Sealed)
	if err != nil {
		return 0, nil, err
	}
	if row.Channel == ChannelEmail {
		accountID, err = db.candidateAccount(ctx, tx, address, "")
	} else {
		accountID, err = db.candidateAccount(ctx, tx, "", address)
	}
	return accountID, nil, err
}

// SweepLoginCodes deletes codes that ended more than an hour ago. Until then
// their browser still learns where they went and may ask for another.
func (db *DB) SweepLoginCodes(ctx context.Context) error {
	_, err := db.sql.ExecContext(ctx, `DELETE FROM login_codes WHERE expires_at < now() - $1 * interval '1 second'`, loginCodeKept.Seconds())
	return err
}
