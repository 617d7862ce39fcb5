package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// Consents returns the purposes to which the actor agrees, in the wording of
// app.ConsentVersion.
func (db *DB) Consents(ctx context.Context, actor *app.Actor) ([]app.ConsentPurpose, error) {
	if actor == nil {
		return nil, app.ErrUnauthenticated
	}
	var given []app.ConsentPurpose
	err := db.sql.SelectContext(ctx, &given, `
		SELECT k.purpose FROM consents k JOIN candidates c ON c.id = k.candidate_id
		WHERE c.account_id = $1 AND k.version = $2 AND k.withdrawn_at IS NULL ORDER BY k.purpose`, actor.AccountID, app.ConsentVersion)
	return given, err
}

// ConsentGiven is the newest consent of a purpose.
type ConsentGiven struct {
	Version     string
	GivenAt     time.Time
	WithdrawnAt *time.Time
}

// ConsentHistory returns what became of each purpose that the actor was
// asked for.
func (db *DB) ConsentHistory(ctx context.Context, actor *app.Actor) (map[app.ConsentPurpose]ConsentGiven, error) {
	if actor == nil || actor.AccountID == 0 {
		return nil, app.ErrUnauthenticated
	}
	var rows []struct {
		Purpose     string     `db:"purpose"`
		Version     string     `db:"version"`
		GivenAt     time.Time  `db:"given_at"`
		WithdrawnAt *time.Time `db:"withdrawn_at"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT DISTINCT ON (k.purpose) k.purpose, k.version, k.given_at, k.withdrawn_at FROM consents k JOIN candidates c ON c.id = k.candidate_id
		WHERE c.account_id = $1 ORDER BY k.purpose, k.withdrawn_at IS NULL DESC, k.given_at DESC, k.id DESC`, actor.AccountID); err != nil {
		return nil, err
	}
	given := map[app.ConsentPurpose]ConsentGiven{}
	for _, r := range rows {
		given[app.ConsentPurpose(r.Purpose)] = ConsentGiven{Version: r.Version, GivenAt: r.GivenAt, WithdrawnAt: r.WithdrawnAt}
	}
	return given, nil
}

// WithdrawConsent ends the actor's consent to each purpose, whatever its
// wording. What does not stand stays as it is.
func (db *DB) WithdrawConsent(ctx context.Context, actor *app.Actor, purposes ...app.ConsentPurpose) error {
	if actor == nil || actor.AccountID == 0 {
		return app.ErrUnauthenticated
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		c, err := lockCandidate(ctx, tx, actor)
		if err != nil {
			return err
		}
		return db.withdrawConsent(ctx, tx, actor, c.ID, purposes)
	})
}

// GiveConsent records that the actor agrees to each purpose, in the wording
// of app.ConsentVersion. What stands already stays as it is.
func (db *DB) GiveConsent(ctx context.Context, actor *app.Actor, purposes ...app.ConsentPurpose) error {
	if actor == nil || actor.AccountID == 0 {
		return app.ErrUnauthenticated
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		c, err := lockCandidate(ctx, tx, actor)
		if err != nil {
			return err
		}
		return db.giveConsent(ctx, tx, actor, c.ID, purposes)
	})
}

// SaveConsents records the consent step of a registration: of the purposes
// that were asked, those given stand and the others are withdrawn.
// Errors: app.ErrConsent when registration was asked and not given.
func (db *DB) SaveConsents(ctx context.Context, actor *app.Actor, eventID int64, asked, given []app.ConsentPurpose) error {
	if actor == nil || actor.AccountID == 0 {
		return app.ErrUnauthenticated
	}
	var refused []app.ConsentPurpose
	for _, p := range asked {
		if !slices.Contains(given, p) {
			refused = append(refused, p)
		}
	}
	if slices.Contains(refused, app.ConsentRegistration) {
		return app.ErrConsent
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		c, err := lockCandidate(ctx, tx, actor)
		if err != nil {
			return err
		}
		if err := db.giveConsent(ctx, tx, actor, c.ID, given); err != nil {
			return err
		}
		if err := db.withdrawConsent(ctx, tx, actor, c.ID, refused); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `
			INSERT INTO registration_drafts (account_id, event_id, consented, updated_at) VALUES ($1, $2, true, $3)
			ON CONFLICT (account_id, event_id) DO UPDATE SET consented = true, updated_at = $3`, actor.AccountID, eventID, db.now())
		return err
	})
}

func (db *DB) giveConsent(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, candidateID int64, purposes []app.ConsentPurpose) error {
	var fresh []string
	if err := tx.SelectContext(ctx, &fresh, `
		INSERT INTO consents (candidate_id, purpose, version, given_at)
		SELECT $1, p, $3, $4 FROM unnest($2::text[]) AS p
		ON CONFLICT (candidate_id, purpose, version) WHERE withdrawn_at IS NULL DO NOTHING RETURNING purpose`,
		candidateID, pq.Array(purposes), app.ConsentVersion, db.now()); err != nil {
		return err
	}
	return auditConsent(ctx, tx, actor, "consent.give", candidateID, fresh)
}

func (db *DB) withdrawConsent(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, candidateID int64, purposes []app.ConsentPurpose) error {
	var ended []string
	if err := tx.SelectContext(ctx, &ended, `
		UPDATE consents SET withdrawn_at = $3 WHERE candidate_id = $1 AND purpose = ANY ($2) AND withdrawn_at IS NULL RETURNING purpose`,
		candidateID, pq.Array(purposes), db.now()); err != nil {
		return err
	}
	return auditConsent(ctx, tx, actor, "consent.withdraw", candidateID, ended)
}

func auditConsent(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, action string, candidateID int64, purposes []string) error {
	if len(purposes) == 0 {
		return nil
	}
	return audit(ctx, tx, actor, auditEntry{
		Action: action, Entity: "candidate", EntityID: candidateID,
		After: map[string]any{"purposes": purposes, "version": app.ConsentVersion},
	})
}
