package postgres

import (
	"context"
	"strings"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

func canEditReference(actor *app.Actor) error {
	if !actor.CanAll(app.EditReference) {
		return app.ErrForbidden
	}
	return nil
}

// Destination is a country as placements see it.
type Destination struct {
	Country
	Closed     bool   `db:"closed"` // to placement: no job there is public
	Reason     string `db:"closed_reason"`
	Jobs       int    `db:"jobs"`        // public now
	WouldLeave int    `db:"would_leave"` // published jobs that closing takes off, or opening brings back
	Revision   string `db:"revision"`
}

const destinationColumns = `c.iso2, c.name_id, c.name_en, c.closed, c.closed_reason, c.xmin::text AS revision,
	(SELECT count(*) FROM public_jobs p WHERE p.country = c.iso2) AS jobs,
	(SELECT count(*) FROM all_jobs j WHERE j.country = c.iso2 AND j.status = 'published' AND j.closes_on >= (now() AT TIME ZONE 'Asia/Jakarta')::date
	   AND j.permit_until >= (now() AT TIME ZONE 'Asia/Jakarta')::date AND (j.job_order_until IS NULL OR j.job_order_until >= (now() AT TIME ZONE 'Asia/Jakarta')::date)
	   AND j.permit_revoked_on IS NULL AND j.permit_left > 0 AND j.agency_status = 'active'
	   AND (j.agency_kind = 'government' OR j.agency_valid_till >= (now() AT TIME ZONE 'Asia/Jakarta')::date)) AS would_leave`

// Destinations returns the countries whose name or code holds q; without q
// those that are closed or have vacancies. Closed ones come first.
// Errors: app.ErrForbidden.
func (db *DB) Destinations(ctx context.Context, actor *app.Actor, q string) ([]Destination, error) {
	if err := canEditReference(actor); err != nil {
		return nil, err
	}
	var list []Destination
	err := db.sql.SelectContext(ctx, &list, `
		SELECT `+destinationColumns+` FROM countries c
		WHERE CASE WHEN $1 = '' THEN c.closed OR EXISTS (SELECT 1 FROM jobs j WHERE j.country = c.iso2)
		      ELSE c.name_id ILIKE $2 OR c.name_en ILIKE $2 OR c.iso2 = upper($1) END
		ORDER BY c.closed DESC, c.name_id`, q, contains(q))
	return list, err
}

// Destination returns one country. Errors: app.ErrForbidden, app.ErrNotFound.
func (db *DB) Destination(ctx context.Context, actor *app.Actor, iso2 string) (Destination, error) {
	var d Destination
	if err := canEditReference(actor); err != nil {
		return d, err
	}
	err := db.sql.GetContext(ctx, &d, `SELECT `+destinationColumns+` FROM countries c WHERE c.iso2 = $1`, iso2)
	return d, translate(err)
}

// SetDestination closes a country to placement with a reason, or opens it;
// its jobs leave the public pages, or come back, with the commit.
// Errors: app.ErrForbidden, app.ErrNotFound, app.FieldErrors, app.ErrChanged.
func (db *DB) SetDestination(ctx context.Context, actor *app.Actor, iso2 string, closed bool, reason, revision string) error {
	if err := canEditReference(actor); err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	switch {
	case reason == "":
		return app.FieldErrors{{Field: "reason", Key: "reference.error.reason"}}
	case len(reason) > 1000:
		return app.FieldErrors{{Field: "reason", Key: "error.max_chars", Args: []any{"param", 1000}}}
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		var was struct {
			Closed   bool   `db:"closed"`
			Reason   string `db:"closed_reason"`
			Revision string `db:"revision"`
		}
		if err := tx.GetContext(ctx, &was, `SELECT closed, closed_reason, xmin::text AS revision FROM countries WHERE iso2 = $1 FOR UPDATE`, iso2); err != nil {
			return err
		}
		kept := ""
		if closed {
			kept = reason
		}
		if was.Closed == closed && was.Reason == kept {
			return nil
		}
		if err := app.CheckRevision(revision, was.Revision); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE countries SET closed = $2, closed_reason = $3 WHERE iso2 = $1`, iso2, closed, kept); err != nil {
			return err
		}
		action := "country.open"
		if closed {
			action = "country.close"
		}
		return audit(ctx, tx, actor, auditEntry{Action: action, Entity: "country", Before: map[string]any{"country": iso2, "closed": was.Closed},
			After: map[string]any{"country": iso2, "closed": closed, "reason": reason}})
	})
}

// SectorLine is a sector with how many vacancies name it.
type SectorLine struct {
	Sector
	Jobs int `db:"jobs"`
}

// SectorLines returns every sector by its Indonesian name.
func (db *DB) SectorLines(ctx context.Context) ([]SectorLine, error) {
	var list []SectorLine
	err := db.sql.SelectContext(ctx, &list, `
		SELECT s.code, s.name_id, s.name_en, s.active, s.xmin::text AS revision, (SELECT count(*) FROM jobs j WHERE j.sector = s.code) AS jobs
		FROM sectors s ORDER BY s.active DESC, s.name_id`)
	return list, err
}

// SaveSector changes the names of a sector and whether forms offer it, or
// adds one when its code is empty; the code comes from the Indonesian name
// and stays. Errors: app.ErrForbidden, app.ErrNotFound, app.FieldErrors,
// app.ErrChanged.
func (db *DB) SaveSector(ctx context.Context, actor *app.Actor, s Sector) error {
	if err := canEditReference(actor); err != nil {
		return err
	}
	s.NameID, s.NameEN = strings.Join(strings.Fields(s.NameID), " "), strings.Join(strings.Fields(s.NameEN), " ")
	if err := app.CheckSector(s.NameID, s.NameEN).Err(); err != nil {
		return err
	}
	taken := app.FieldErrors{{Field: "name_id", Key: "reference.error.sector_taken"}}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		if s.Code == "" {
			done, err := tx.ExecContext(ctx, `
				INSERT INTO sectors (code, name_id, name_en, active)
				SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT 1 FROM sectors WHERE lower(name_id) = lower($2)) ON CONFLICT DO NOTHING`,
				app.Slug(s.NameID), s.NameID, s.NameEN, s.Active)
			if err != nil {
				return err
			}
			if n, err := done.RowsAffected(); err != nil || n == 0 {
				return orElse(err, taken)
			}
			return audit(ctx, tx, actor, auditEntry{Action: "sector.add", Entity: "sector", After: sectorFields(s)})
		}
		var was Sector
		if err := tx.GetContext(ctx, &was, `SELECT `+sectorColumns+` FROM sectors WHERE code = $1 FOR UPDATE`, s.Code); err != nil {
			return err
		}
		began := s.Revision
		if s.Revision = was.Revision; was == s {
			return nil
		}
		if err := app.CheckRevision(began, was.Revision); err != nil {
			return err
		}
		var others int
		if err := tx.GetContext(ctx, &others, `SELECT count(*) FROM sectors WHERE code <> $1 AND lower(name_id) = lower($2)`, s.Code, s.NameID); err != nil || others > 0 {
			return orElse(err, taken)
		}
		if _, err := tx.ExecContext(ctx, `UPDATE sectors SET name_id = $2, name_en = $3, active = $4 WHERE code = $1`, s.Code, s.NameID, s.NameEN, s.Active); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "sector.update", Entity: "sector", Before: sectorFields(was), After: sectorFields(s)})
	})
}

func sectorFields(s Sector) map[string]any {
	return map[string]any{"name": s.NameID, "name_en": s.NameEN, "active": s.Active}
}

func orElse(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// LevelLine is a level of a language test with how many vacancies ask for it.
type LevelLine struct {
	Test     string `db:"test"`
	Level    string `db:"level"`
	Language string `db:"language"`
	Rank     int    `db:"rank"`
	Active   bool   `db:"active"`
	Jobs     int    `db:"jobs"`
	Revision string `db:"revision"`
}

// LevelLines returns every level, by language and rank.
func (db *DB) LevelLines(ctx context.Context) ([]LevelLine, error) {
	var list []LevelLine
	err := db.sql.SelectContext(ctx, &list, `
		SELECT l.test, l.level, l.language, l.rank, l.active, l.xmin::text AS revision,
		       (SELECT count(*) FROM jobs j WHERE j.language_test = l.test AND j.language_level = l.level) AS jobs
		FROM language_levels l ORDER BY l.language, l.rank, l.test, l.level`)
	return list, err
}

// SaveLevel adds a level of a language test, or changes the one of that test
// and level. Errors: app.ErrForbidden, app.FieldErrors, app.ErrChanged.
func (db *DB) SaveLevel(ctx context.Context, actor *app.Actor, level app.LanguageLevel, active, isNew bool, revision string) error {
	if err := canEditReference(actor); err != nil {
		return err
	}
	level.Test, level.Level = strings.Join(strings.Fields(level.Test), " "), strings.Join(strings.Fields(level.Level), " ")
	if err := app.CheckLevel(level).Err(); err != nil {
		return err
	}
	after := map[string]any{"level": level.Name(), "language": level.Language, "rank": level.Rank, "active": active}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		if isNew {
			done, err := tx.ExecContext(ctx, `INSERT INTO language_levels (test, level, language, rank, active) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
				level.Test, level.Level, level.Language, level.Rank, active)
			if err != nil {
				return err
			}
			if n, err := done.RowsAffected(); err != nil || n == 0 {
				return orElse(err, app.FieldErrors{{Field: "level", Key: "reference.error.level_taken"}})
			}
			return audit(ctx, tx, actor, auditEntry{Action: "level.add", Entity: "language", After: after})
		}
		var was LevelLine
		if err := tx.GetContext(ctx, &was, `SELECT test, level, language, rank, active, xmin::text AS revision FROM language_levels WHERE test = $1 AND level = $2 FOR UPDATE`, level.Test, level.Level); err != nil {
			return err
		}
		if was.Language == level.Language && was.Rank == level.Rank && was.Active == active {
			return nil
		}
		if err := app.CheckRevision(revision, was.Revision); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE language_levels SET language = $3, rank = $4, active = $5 WHERE test = $1 AND level = $2`,
			level.Test, level.Level, level.Language, level.Rank, active); err != nil {
			return err
		}
		before := map[string]any{"level": level.Name(), "language": was.Language, "rank": was.Rank, "active": was.Active}
		return audit(ctx, tx, actor, auditEntry{Action: "level.update", Entity: "language", Before: before, After: after})
	})
}
