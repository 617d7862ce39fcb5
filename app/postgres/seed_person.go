package postgres

import (
	"context"
	"time"

	"gerbang/app"
)

// BulkAccount is an account that signs in by e-mail, phone or both.
type BulkAccount struct {
	Name         string
	Email        string // lower case, or empty
	Phone        string // E.164, or empty
	PasswordHash string // of staff; empty for who signs in with a code
	CreatedAt    time.Time
}

// Accounts inserts accounts. Phones are sealed on the way.
func (b *Bulk) Accounts(ctx context.Context, accounts []BulkAccount) ([]int64, error) {
	return b.insert(ctx, "accounts", "name, email, phone_sealed, phone_hash, password_hash, created_at", len(accounts), func(i int) ([]any, error) {
		a := &accounts[i]
		sealed, hash, err := b.seal(sealPhone, a.Phone)
		return []any{a.Name, orNull(a.Email), sealed, hash, orNull(a.PasswordHash), a.CreatedAt}, err
	})
}

// seal returns the two forms in which personal data is kept, NULL when empty.
func (b *Bulk) seal(purpose, plain string) (sealed, hash any, err error) {
	if plain == "" {
		return nil, nil, nil
	}
	s, err := b.db.box.Seal(purpose, plain)
	return s, b.db.box.Hash(purpose, plain), err
}

// BulkGrant is a role of an account.
type BulkGrant struct {
	AccountID int64
	app.Grant
}

// Grants inserts roles.
func (b *Bulk) Grants(ctx context.Context, grants []BulkGrant) error {
	return b.copyRows(ctx, "grants", "account_id, role, event_id, booth_id, agency_id, region_code", len(grants), func(i int) ([]any, error) {
		g := &grants[i]
		return []any{g.AccountID, string(g.Role), orNull(g.EventID), orNull(g.BoothID), orNull(g.AgencyID), orNull(g.RegionCode)}, nil
	})
}

// BulkCandidate is a profile with the numbers that Candidate does not carry.
type BulkCandidate struct {
	app.Candidate
	NIK       app.NIK // or empty
	Phone     string  // E.164, or empty
	CreatedAt time.Time
}

// Candidates inserts profiles of accounts. NIK and phone are sealed on the way.
func (b *Bulk) Candidates(ctx context.Context, candidates []BulkCandidate) ([]int64, error) {
	return b.insert(ctx, "candidates", `account_id, name, nik_sealed, nik_hash, nik_last4, phone_sealed, phone_hash, phone_last4,
		birth_date, sex, outside_dki, city, region_code, rt, rw, street, education, disability, created_at, updated_at`, len(candidates), func(i int) ([]any, error) {
		c := &candidates[i]
		var nikLast4, phoneLast4 string
		if c.NIK != "" {
			nikLast4 = c.NIK.Last4()
		}
		if len(c.Phone) > 4 {
			phoneLast4 = c.Phone[len(c.Phone)-4:]
		}
		nikSealed, nikHash, err := b.seal(sealNIK, string(c.NIK))
		if err != nil {
			return nil, err
		}
		phoneSealed, phoneHash, err := b.seal(sealPhone, c.Phone)
		return []any{c.AccountID, c.Name, nikSealed, nikHash, nikLast4, phoneSealed, phoneHash, phoneLast4,
			dateOrNull(c.BirthDate), orNull(string(c.Sex)), c.Address.OutsideDKI, c.Address.City, orNull(c.Address.RegionCode), c.Address.RT, c.Address.RW,
			c.Address.Street, orNull(string(c.Education)), orNull(string(c.Disability)), c.CreatedAt, c.CreatedAt}, err
	})
}

// BulkConsent is one agreement of a candidate to the wording in force.
type BulkConsent struct {
	CandidateID int64
	Purpose     app.ConsentPurpose
	GivenAt     time.Time
	WithdrawnAt *time.Time
}

// AddConsents inserts agreements, version app.ConsentVersion.
func (b *Bulk) AddConsents(ctx context.Context, consents []BulkConsent) error {
	_, err := b.insert(ctx, "consents", "candidate_id, purpose, version, given_at, withdrawn_at", len(consents), func(i int) ([]any, error) {
		c := &consents[i]
		return []any{c.CandidateID, string(c.Purpose), app.ConsentVersion, c.GivenAt, timeAtOrNull(c.WithdrawnAt)}, nil
	})
	return err
}

// BulkLogin is a login session.
type BulkLogin struct {
	TokenHash []byte // secret.HashToken of what the browser holds
	AccountID int64
	ExpiresAt time.Time
}

// Logins inserts login sessions, for measurements that need many people
// signed in.
func (b *Bulk) Logins(ctx context.Context, logins []BulkLogin) ([]int64, error) {
	return b.insert(ctx, "logins", "token_hash, account_id, expires_at", len(logins), func(i int) ([]any, error) {
		return []any{logins[i].TokenHash, logins[i].AccountID, logins[i].ExpiresAt}, nil
	})
}
