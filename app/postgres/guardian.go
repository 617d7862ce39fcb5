package postgres

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// GuardianInput is a guardian's consent for the actor's profile, already
// checked and agreed to in the wording of app.GuardianVersion.
type GuardianInput struct {
	Name     string
	Relation app.Relation
	Phone    string // E.164; empty keeps the one saved before
}

// guardian returns the guardian of a candidate, or nil.
func (db *DB) guardian(ctx context.Context, candidateID int64) (*app.Guardian, error) {
	var r struct {
		Name     string    `db:"name"`
		Relation string    `db:"relation"`
		Last4    string    `db:"phone_last4"`
		Version  string    `db:"version"`
		AgreedAt time.Time `db:"agreed_at"`
	}
	err := db.sql.GetContext(ctx, &r, `SELECT name, relation, phone_last4, version, agreed_at FROM guardians WHERE candidate_id = $1`, candidateID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &app.Guardian{Name: r.Name, Relation: app.Relation(r.Relation), PhoneLast4: r.Last4, Version: r.Version, AgreedAt: r.AgreedAt}, nil
}

// SaveGuardian keeps a guardian's consent with the actor's own profile; it is
// used for every event while it stands. Saving the same again changes nothing.
// Errors: error.required beside guardian_phone when there is none yet.
func (db *DB) SaveGuardian(ctx context.Context, actor *app.Actor, in GuardianInput) error {
	if actor == nil || actor.AccountID == 0 {
		return app.ErrUnauthenticated
	}
	var sealed []byte
	if in.Phone != "" {
		var err error
		if sealed, err = db.box.Seal(sealPhone, in.Phone); err != nil {
			return err
		}
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		c, err := lockCandidate(ctx, tx, actor)
		if err != nil {
			return err
		}
		var old struct {
			Name     string `db:"name"`
			Relation string `db:"relation"`
			Sealed   []byte `db:"phone_sealed"`
			Last4    string `db:"phone_last4"`
			Version  string `db:"version"`
		}
		err = tx.GetContext(ctx, &old, `SELECT name, relation, phone_sealed, phone_last4, version FROM guardians WHERE candidate_id = $1`, c.ID)
		fresh := errors.Is(err, sql.ErrNoRows)
		if err != nil && !fresh {
			return err
		}
		last := last4(in.Phone)
		if in.Phone == "" {
			if fresh {
				return &app.Error{Kind: app.Invalid, Key: "error.required", Field: "guardian_phone"}
			}
			sealed, last = old.Sealed, old.Last4
		} else if !fresh {
			was, err := db.box.Open(sealPhone, old.Sealed)
			if err != nil {
				return err
			}
			if was == in.Phone {
				sealed = old.Sealed
			}
		}
		if !fresh && old.Name == in.Name && old.Relation == string(in.Relation) && old.Version == app.GuardianVersion && string(sealed) == string(old.Sealed) {
			return nil
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO guardians (candidate_id, name, relation, phone_sealed, phone_last4, version, agreed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (candidate_id) DO UPDATE SET name = excluded.name, relation = excluded.relation, phone_sealed = excluded.phone_sealed,
				phone_last4 = excluded.phone_last4, version = excluded.version, agreed_at = excluded.agreed_at`,
			c.ID, in.Name, string(in.Relation), sealed, last, app.GuardianVersion, db.now()); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{
			Action: "guardian.consent", Entity: "candidate", EntityID: c.ID,
			After: map[string]any{"name": in.Name, "relation": string(in.Relation), "phone_last4": last, "version": app.GuardianVersion},
		})
	})
}
