package postgres

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// candidateComplete is app.Candidate.Complete as SQL, over a table aliased c.
const candidateComplete = `(c.name <> '' AND c.nik_hash IS NOT NULL AND c.phone_hash IS NOT NULL AND c.birth_date IS NOT NULL
	AND c.sex IS NOT NULL AND ((c.outside_dki AND c.city <> '') OR (c.region_code IS NOT NULL AND c.rt <> '' AND c.rw <> '')))`

// Purposes under which identity numbers are sealed and hashed.
const (
	sealNIK   = "nik"
	sealPhone = "phone"
)

type candidateRow struct {
	ID         int64          `db:"id"`
	Name       string         `db:"name"`
	NIKHash    []byte         `db:"nik_hash"`
	NIKLast4   string         `db:"nik_last4"`
	PhoneHash  []byte         `db:"phone_hash"`
	PhoneLast4 string         `db:"phone_last4"`
	BirthDate  *time.Time     `db:"birth_date"`
	Sex        sql.NullString `db:"sex"`
	OutsideDKI bool           `db:"outside_dki"`
	City       string         `db:"city"`
	RegionCode sql.NullString `db:"region_code"`
	RT         string         `db:"rt"`
	RW         string         `db:"rw"`
	Street     string         `db:"street"`
	Education  sql.NullString `db:"education"`
	Disability sql.NullString `db:"disability"`
}

const candidateQuery = `
	SELECT c.id, c.name, c.nik_hash, c.nik_last4, c.phone_hash, c.phone_last4, c.birth_date, c.sex, c.outside_dki, c.city,
	       c.region_code, c.rt, c.rw, c.street, c.education, c.disability
	FROM candidates c WHERE c.account_id = $1`

func (r *candidateRow) candidate(accountID int64) *app.Candidate {
	return &app.Candidate{
		ID: r.ID, AccountID: accountID, Name: r.Name, NIKLast4: r.NIKLast4, PhoneLast4: r.PhoneLast4,
		BirthDate: deref(r.BirthDate), Sex: app.Sex(r.Sex.String), Address: r.address(),
		Education: app.Education(r.Education.String), Disability: app.Disability(r.Disability.String),
	}
}

func (r *candidateRow) address() app.Address {
	return app.Address{
		OutsideDKI: r.OutsideDKI, City: r.City, RegionCode: r.RegionCode.String, RT: r.RT, RW: r.RW, Street: r.Street,
	}
}

func (r *candidateRow) birthDate() string {
	if r.BirthDate == nil {
		return ""
	}
	return r.BirthDate.Format(time.DateOnly)
}

// Candidate returns the actor's own profile: an empty one (ID 0) while the
// account holds none.
func (db *DB) Candidate(ctx context.Context, actor *app.Actor) (*app.Candidate, error) {
	if actor == nil || actor.AccountID == 0 {
		return nil, app.ErrUnauthenticated
	}
	stmt, err := db.prepared(ctx, candidateQuery)
	if err != nil {
		return nil, err
	}
	var r candidateRow
	err = stmt.GetContext(ctx, &r, actor.AccountID)
	if errors.Is(err, sql.ErrNoRows) {
		return &app.Candidate{AccountID: actor.AccountID}, nil
	}
	if err != nil {
		return nil, err
	}
	return r.candidate(actor.AccountID), nil
}

// AccountPhone returns the number with which the actor's account signs in, in
// E.164, for a form to offer; empty when it signs in otherwise.
func (db *DB) AccountPhone(ctx context.Context, actor *app.Actor) (string, error) {
	if actor == nil || actor.AccountID == 0 {
		return "", app.ErrUnauthenticated
	}
	var sealed []byte
	if err := db.sql.GetContext(ctx, &sealed, `SELECT phone_sealed FROM accounts WHERE id = $1`, actor.AccountID); err != nil {
		return "", translate(err)
	}
	if sealed == nil {
		return "", nil
	}
	return db.box.Open(sealPhone, sealed)
}

// NIKAgrees reports whether birth date and sex of the actor's profile agree
// with those coded in its NIK; also true while either is missing. A
// disagreement is a reason to ask the owner to look again, never to block.
func (db *DB) NIKAgrees(ctx context.Context, actor *app.Actor) (bool, error) {
	if actor == nil || actor.AccountID == 0 {
		return false, app.ErrUnauthenticated
	}
	var r struct {
		Sealed    []byte         `db:"nik_sealed"`
		BirthDate *time.Time     `db:"birth_date"`
		Sex       sql.NullString `db:"sex"`
	}
	err := db.sql.GetContext(ctx, &r, `SELECT nik_sealed, birth_date, sex FROM candidates WHERE account_id = $1`, actor.AccountID)
	if errors.Is(err, sql.ErrNoRows) || err == nil && (r.Sealed == nil || r.BirthDate == nil || !r.Sex.Valid) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	plain, err := db.box.Open(sealNIK, r.Sealed)
	if err != nil {
		return false, err
	}
	nik, err := app.ParseNIK(plain)
	if err != nil {
		return false, err
	}
	return nik.Matches(*r.BirthDate, app.Sex(r.Sex.String)), nil
}

// IdentityInput is the identity step of a profile, already checked.
type IdentityInput struct {
	Name      string
	NIK       app.NIK // empty keeps the one saved before
	Phone     string  // E.164; empty keeps the one saved before
	BirthDate time.Time
	Sex       app.Sex
}

// How often one account may try another NIK, and how often the holder of a
// NIK is told that somebody else tried it.
const (
	nikTries      = 5
	nikTriesPer   = time.Hour
	nikNotices    = 1
	nikNoticesPer = 24 * time.Hour
)

// SaveIdentity saves the identity of the actor's own profile, and the name of
// the account with it. A NIK that another profile holds is refused without
// saying so, and its holder is told.
//
// Errors: app.ErrNIKTaken, app.ErrTooMany, and error.required beside nik or
// phone when there is none yet.
func (db *DB) SaveIdentity(ctx context.Context, actor *app.Actor, in IdentityInput) error {
	if actor == nil || actor.AccountID == 0 {
		return app.ErrUnauthenticated
	}
	saved, err := db.sealIdentity(in)
	if err != nil {
		return err
	}
	if err := db.allowNIK(ctx, actor, saved); err != nil {
		return err
	}
	err = db.InTx(ctx, func(tx *sqlx.Tx) error { return db.saveIdentity(ctx, tx, actor, saved) })
	if errors.Is(err, app.ErrNIKTaken) {
		if err := db.noticeNIK(ctx, actor, saved.nikHash); err != nil {
			return err
		}
		return app.ErrNIKTaken
	}
	return err
}

// sealedIdentity is an identity in the form in which it is kept.
type sealedIdentity struct {
	IdentityInput
	nikSealed, nikHash, phoneSealed, phoneHash []byte
}

func (db *DB) sealIdentity(in IdentityInput) (sealedIdentity, error) {
	s := sealedIdentity{IdentityInput: in}
	var err error
	if in.NIK != "" {
		if s.nikSealed, err = db.box.Seal(sealNIK, string(in.NIK)); err != nil {
			return s, err
		}
		s.nikHash = db.box.Hash(sealNIK, string(in.NIK))
	}
	if in.Phone != "" {
		if s.phoneSealed, err = db.box.Seal(sealPhone, in.Phone); err != nil {
			return s, err
		}
		s.phoneHash = db.box.Hash(sealPhone, in.Phone)
	}
	return s, nil
}

// allowNIK limits how many different NIKs an account may try, so that the
// form does not tell which numbers exist. Sending the saved one again is free.
func (db *DB) allowNIK(ctx context.Context, actor *app.Actor, in sealedIdentity) error {
	if in.nikHash == nil {
		return nil
	}
	var same bool
	if err := db.sql.GetContext(ctx, &same, `
		SELECT EXISTS (SELECT 1 FROM candidates WHERE account_id = $1 AND nik_hash = $2)`, actor.AccountID, in.nikHash); err != nil {
		return err
	}
	if same {
		return nil
	}
	ok, after, err := db.Throttle(ctx, "nik:"+strconv.FormatInt(actor.AccountID, 10), nikTries, nikTriesPer)
	if err != nil {
		return err
	}
	if !ok {
		return app.ErrTooMany.With("seconds", after)
	}
	return nil
}

func (db *DB) saveIdentity(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, in sealedIdentity) error {
	old, err := lockCandidate(ctx, tx, actor)
	if err != nil {
		return err
	}
	if old.NIKHash == nil && in.nikHash == nil {
		return &app.Error{Kind: app.Invalid, Key: "error.required", Field: "nik"}
	}
	if old.PhoneHash == nil && in.phoneHash == nil {
		return &app.Error{Kind: app.Invalid, Key: "error.required", Field: "phone"}
	}
	before, after := identityChanges(old, in)
	if len(after) == 0 {
		return nil
	}
	if _, err := tx.ExecContext(ctx, `
		UPDATE candidates SET name = $2, birth_date = $3, sex = $4,
		       nik_sealed = coalesce($5, nik_sealed), nik_hash = coalesce($6, nik_hash), nik_last4 = coalesce(nullif($7, ''), nik_last4),
		       phone_sealed = coalesce($8, phone_sealed), phone_hash = coalesce($9, phone_hash),
		       phone_last4 = coalesce(nullif($10, ''), phone_last4), updated_at = $11
		WHERE id = $1`,
		old.ID, in.Name, in.BirthDate.Format(time.DateOnly), string(in.Sex),
		in.nikSealed, in.nikHash, last4(string(in.NIK)), in.phoneSealed, in.phoneHash, last4(in.Phone), db.now()); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE accounts SET name = $2 WHERE id = $1 AND name <> $2`, actor.AccountID, in.Name); err != nil {
		return err
	}
	return audit(ctx, tx, actor, auditEntry{
		Action: "candidate.identity", Entity: "candidate", EntityID: old.ID, Before: before, After: after,
	})
}

// identityChanges returns what changes, as the trail keeps it: of the sealed
// numbers only their last digits.
func identityChanges(old candidateRow, in sealedIdentity) (before, after map[string]any) {
	before, after = map[string]any{}, map[string]any{}
	note := func(field, was, is string, changed bool) {
		if changed {
			before[field], after[field] = was, is
		}
	}
	note("name", old.Name, in.Name, old.Name != in.Name)
	note("nik_last4", old.NIKLast4, last4(string(in.NIK)), in.nikHash != nil && !bytes.Equal(old.NIKHash, in.nikHash))
	note("phone_last4", old.PhoneLast4, last4(in.Phone), in.phoneHash != nil && !bytes.Equal(old.PhoneHash, in.phoneHash))
	birth := in.BirthDate.Format(time.DateOnly)
	note("birth_date", old.birthDate(), birth, old.birthDate() != birth)
	note("sex", old.Sex.String, string(in.Sex), old.Sex.String != string(in.Sex))
	return before, after
}

func last4(s string) string {
	if len(s) < 4 {
		return ""
	}
	return s[len(s)-4:]
}

// lockCandidate locks the actor's profile, making it first when the account
// has none. The empty update of the account then tells replicas to look the
// actor up again.
func lockCandidate(ctx context.Context, tx *sqlx.Tx, actor *app.Actor) (candidateRow, error) {
	var r candidateRow
	err := tx.GetContext(ctx, &r, candidateQuery+` FOR UPDATE`, actor.AccountID)
	if !errors.Is(err, sql.ErrNoRows) {
		return r, err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO candidates (account_id) VALUES ($1) ON CONFLICT (account_id) DO NOTHING`, actor.AccountID); err != nil {
		return r, err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE accounts SET name = name WHERE id = $1`, actor.AccountID); err != nil {
		return r, err
	}
	return r, tx.GetContext(ctx, &r, candidateQuery+` FOR UPDATE`, actor.AccountID)
}

// noticeNIK tells the holder of a NIK that somebody else tried to use it, in
// a transaction of its own: the one that failed has rolled back.
func (db *DB) noticeNIK(ctx context.Context, actor *app.Actor, nikHash []byte) error {
	var owner int64
	err := db.sql.GetContext(ctx, &owner, `SELECT id FROM candidates WHERE nik_hash = $1`, nikHash)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // the holder has just corrected theirs
	}
	if err != nil {
		return err
	}
	ok, _, err := db.Throttle(ctx, "nik-notice:"+strconv.FormatInt(owner, 10), nikNotices, nikNoticesPer)
	if err != nil || !ok {
		return err
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		if err := audit(ctx, tx, actor, auditEntry{Action: "candidate.nik_conflict", Entity: "candidate", EntityID: owner}); err != nil {
			return err
		}
		return enqueue(ctx, tx, WorkNIKNotice, CandidateWork{CandidateID: owner})
	})
}

// SaveAddress saves the address of the actor's own profile, already checked.
// Errors: error.region beside region when it is no known kelurahan.
func (db *DB) SaveAddress(ctx context.Context, actor *app.Actor, a app.Address) error {
	if actor == nil || actor.AccountID == 0 {
		return app.ErrUnauthenticated
	}
	if !a.Complete() || !a.OutsideDKI && len(a.RegionCode) != kelurahanCodeLen {
		return &app.Error{Kind: app.Invalid, Key: "error.region", Field: "region"}
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		old, err := lockCandidate(ctx, tx, actor)
		if err != nil {
			return err
		}
		if old.address() == a {
			return nil
		}
		if _, err := tx.ExecContext(ctx, `
			UPDATE candidates SET outside_dki = $2, city = $3, region_code = nullif($4, ''), rt = $5, rw = $6, street = $7, updated_at = $8
			WHERE id = $1`, old.ID, a.OutsideDKI, a.City, a.RegionCode, a.RT, a.RW, a.Street, db.now()); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{
			Action: "candidate.address", Entity: "candidate", EntityID: old.ID,
			Before: addressTrail(old.address()), After: addressTrail(a),
		})
	})
}

func addressTrail(a app.Address) map[string]any {
	if a.OutsideDKI {
		return map[string]any{"city": a.City}
	}
	return map[string]any{"region": a.RegionCode, "rt": a.RT, "rw": a.RW, "street": a.Street}
}
