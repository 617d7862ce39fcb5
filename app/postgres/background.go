package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// Errors of a profile's background.
var (
	errCertificateTwice = &app.Error{Kind: app.Conflict, Key: "background.error.certificate_twice", Field: "language"}
	errTooManyEntries   = &app.Error{Kind: app.Conflict, Key: "background.error.too_many"}
)

// Profile returns the actor's own profile with languages and experience: an
// empty one (ID 0) while the account holds none.
func (db *DB) Profile(ctx context.Context, actor *app.Actor) (*app.Profile, error) {
	c, err := db.Candidate(ctx, actor)
	if err != nil {
		return nil, err
	}
	p := &app.Profile{Candidate: *c}
	if c.ID == 0 {
		return p, nil
	}
	if p.Certificates, err = db.certificates(ctx, c.ID); err != nil {
		return nil, err
	}
	p.Experience, err = db.experience(ctx, c.ID)
	return p, err
}

func (db *DB) certificates(ctx context.Context, candidateID int64) ([]app.Certificate, error) {
	stmt, err := db.prepared(ctx, `
		SELECT c.id, c.test, c.level, c.taken_on, c.valid_until, c.certificate_no FROM candidate_languages c
		JOIN language_levels l ON l.test = c.test AND l.level = c.level
		WHERE c.candidate_id = $1 ORDER BY l.language, l.rank DESC, c.id`)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		ID         int64      `db:"id"`
		Test       string     `db:"test"`
		Level      string     `db:"level"`
		TakenOn    *time.Time `db:"taken_on"`
		ValidUntil *time.Time `db:"valid_until"`
		Number     string     `db:"certificate_no"`
	}
	if err := stmt.SelectContext(ctx, &rows, candidateID); err != nil {
		return nil, err
	}
	out := make([]app.Certificate, len(rows))
	for i, r := range rows {
		out[i] = app.Certificate{ID: r.ID, Test: r.Test, Level: r.Level, TakenOn: orZero(r.TakenOn), ValidUntil: orZero(r.ValidUntil), Number: r.Number}
	}
	return out, nil
}

func (db *DB) experience(ctx context.Context, candidateID int64) ([]app.Experience, error) {
	stmt, err := db.prepared(ctx, `
		SELECT id, sector, title, employer, country, started_on, ended_on FROM candidate_experience
		WHERE candidate_id = $1 ORDER BY coalesce(ended_on, 'infinity') DESC, started_on DESC, id DESC`)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		ID       int64      `db:"id"`
		Sector   string     `db:"sector"`
		Title    string     `db:"title"`
		Employer string     `db:"employer"`
		Country  string     `db:"country"`
		From     time.Time  `db:"started_on"`
		Until    *time.Time `db:"ended_on"`
	}
	if err := stmt.SelectContext(ctx, &rows, candidateID); err != nil {
		return nil, err
	}
	out := make([]app.Experience, len(rows))
	for i, r := range rows {
		out[i] = app.Experience{ID: r.ID, Sector: r.Sector, Title: r.Title, Employer: r.Employer, Country: r.Country, From: r.From, Until: orZero(r.Until)}
	}
	return out, nil
}

// ownProfile runs fn with the actor's own profile locked, made first if need be.
func (db *DB) ownProfile(ctx context.Context, actor *app.Actor, fn func(tx *sqlx.Tx, me candidateRow) error) error {
	if actor == nil || actor.AccountID == 0 {
		return app.ErrUnauthenticated
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		me, err := lockCandidate(ctx, tx, actor)
		if err != nil {
			return err
		}
		return fn(tx, me)
	})
}

// SaveEducation saves the highest level of education of the actor's own profile.
func (db *DB) SaveEducation(ctx context.Context, actor *app.Actor, e app.Education) error {
	if e.Rank() < 0 {
		return &app.Error{Kind: app.Invalid, Key: "error.required_choice", Field: "education"}
	}
	return db.ownProfile(ctx, actor, func(tx *sqlx.Tx, me candidateRow) error {
		if me.Education.String == string(e) {
			return nil
		}
		if _, err := tx.ExecContext(ctx, `UPDATE candidates SET education = $2, updated_at = $3 WHERE id = $1`, me.ID, string(e), db.now()); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{
			Action: "candidate.education", Entity: "candidate", EntityID: me.ID,
			Before: map[string]any{"education": me.Education.String}, After: map[string]any{"education": e},
		})
	})
}

// SaveCertificate adds a certificate to the actor's own profile, or changes
// the one with its ID. Adding a level that is there already changes that one.
// Errors: app.ErrNotFound, app.FieldErrors, a conflict when the change makes
// two of one level, or when the profile holds app.MaxCertificates.
func (db *DB) SaveCertificate(ctx context.Context, actor *app.Actor, c app.Certificate) error {
	levels, err := db.LanguageLevels(ctx)
	if err != nil {
		return err
	}
	if err := c.Check(levels, db.now()).Err(); err != nil {
		return err
	}
	return db.ownProfile(ctx, actor, func(tx *sqlx.Tx, me candidateRow) error {
		values := []any{me.ID, c.Test, c.Level, dateOrNull(c.TakenOn), dateOrNull(c.ValidUntil), c.Number}
		action := "candidate.language"
		if c.ID == 0 {
			if err := room(ctx, tx, "candidate_languages", me.ID, app.MaxCertificates); err != nil {
				return err
			}
			if err := tx.GetContext(ctx, &c.ID, `
				INSERT INTO candidate_languages (candidate_id, test, level, taken_on, valid_until, certificate_no) VALUES ($1, $2, $3, $4, $5, $6)
				ON CONFLICT (candidate_id, test, level) DO UPDATE
				SET taken_on = excluded.taken_on, valid_until = excluded.valid_until, certificate_no = excluded.certificate_no
				RETURNING id`, values...); err != nil {
				return err
			}
		} else {
			r, err := tx.ExecContext(ctx, `
				UPDATE candidate_languages SET test = $2, level = $3, taken_on = $4, valid_until = $5, certificate_no = $6
				WHERE candidate_id = $1 AND id = $7`, append(values, c.ID)...)
			if breaks(err, "candidate_languages_once") {
				return errCertificateTwice
			}
			if err := oneRow(r, err); err != nil {
				return err
			}
			action = "candidate.language_change"
		}
		return audit(ctx, tx, actor, auditEntry{
			Action: action, Entity: "candidate_language", EntityID: c.ID, After: map[string]any{"test": c.Test, "level": c.Level},
		})
	})
}

// SaveExperience adds an entry to the actor's own profile, or changes the one
// with its ID. The same entry sent twice is added once.
// Errors: app.ErrNotFound, app.FieldErrors, a conflict when the profile holds
// app.MaxExperience.
func (db *DB) SaveExperience(ctx context.Context, actor *app.Actor, e app.Experience) error {
	if err := e.Check(db.now()).Err(); err != nil {
		return err
	}
	return db.ownProfile(ctx, actor, func(tx *sqlx.Tx, me candidateRow) error {
		values := []any{me.ID, e.Sector, e.Title, e.Employer, e.Country, dateOrNull(e.From), dateOrNull(e.Until)}
		action := "candidate.experience"
		if e.ID == 0 {
			var there bool
			if err := tx.GetContext(ctx, &there, `
				SELECT EXISTS (SELECT 1 FROM candidate_experience WHERE candidate_id = $1 AND sector = $2 AND title = $3 AND employer = $4
				AND country = $5 AND started_on = $6 AND ended_on IS NOT DISTINCT FROM $7)`, values...); err != nil || there {
				return err
			}
			if err := room(ctx, tx, "candidate_experience", me.ID, app.MaxExperience); err != nil {
				return err
			}
			if err := tx.GetContext(ctx, &e.ID, `
				INSERT INTO candidate_experience (candidate_id, sector, title, employer, country, started_on, ended_on)
				VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`, values...); err != nil {
				return err
			}
		} else {
			r, err := tx.ExecContext(ctx, `
				UPDATE candidate_experience SET sector = $2, title = $3, employer = $4, country = $5, started_on = $6, ended_on = $7
				WHERE candidate_id = $1 AND id = $8`, append(values, e.ID)...)
			if err := oneRow(r, err); err != nil {
				return err
			}
			action = "candidate.experience_change"
		}
		return audit(ctx, tx, actor, auditEntry{
			Action: action, Entity: "candidate_experience", EntityID: e.ID, After: map[string]any{"sector": e.Sector, "title": e.Title},
		})
	})
}

// RemoveCertificate takes a certificate out of the actor's own profile.
// Errors: app.ErrNotFound.
func (db *DB) RemoveCertificate(ctx context.Context, actor *app.Actor, id int64) error {
	return db.removeEntry(ctx, actor, "candidate_languages", "candidate_language", id)
}

// RemoveExperience takes an entry out of the actor's own profile.
// Errors: app.ErrNotFound.
func (db *DB) RemoveExperience(ctx context.Context, actor *app.Actor, id int64) error {
	return db.removeEntry(ctx, actor, "candidate_experience", "candidate_experience", id)
}

func (db *DB) removeEntry(ctx context.Context, actor *app.Actor, table, entity string, id int64) error {
	return db.ownProfile(ctx, actor, func(tx *sqlx.Tx, me candidateRow) error {
		r, err := tx.ExecContext(ctx, `DELETE FROM `+table+` WHERE candidate_id = $1 AND id = $2`, me.ID, id)
		if err := oneRow(r, err); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "candidate.remove", Entity: entity, EntityID: id})
	})
}

// room refuses one more row of a candidate beyond the most there may be.
func room(ctx context.Context, tx *sqlx.Tx, table string, candidateID int64, most int) error {
	var n int
	if err := tx.GetContext(ctx, &n, `SELECT count(*) FROM `+table+` WHERE candidate_id = $1`, candidateID); err != nil {
		return err
	}
	if n >= most {
		return errTooManyEntries.With("max", most)
	}
	return nil
}
