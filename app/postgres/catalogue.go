package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// Country is a country with its names.
type Country struct {
	ISO2   string `db:"iso2"`
	NameID string `db:"name_id"`
	NameEN string `db:"name_en"`
}

// Countries returns every country by its code.
func (db *DB) Countries(ctx context.Context) (map[string]Country, error) {
	var rows []Country
	if err := db.sql.SelectContext(ctx, &rows, `SELECT iso2, name_id, name_en FROM countries`); err != nil {
		return nil, err
	}
	countries := make(map[string]Country, len(rows))
	for _, c := range rows {
		countries[c.ISO2] = c
	}
	return countries, nil
}

// Sector is a sector of work with its names.
type Sector struct {
	Code   string `db:"code"`
	NameID string `db:"name_id"`
	NameEN string `db:"name_en"`
	Active bool   `db:"active"`
	// Revision changes with every change of the row.
	Revision string `db:"revision"`
}

const sectorColumns = `code, name_id, name_en, active, xmin::text AS revision`

// Sectors returns every sector by its code.
func (db *DB) Sectors(ctx context.Context) (map[string]Sector, error) {
	var rows []Sector
	if err := db.sql.SelectContext(ctx, &rows, `SELECT `+sectorColumns+` FROM sectors`); err != nil {
		return nil, err
	}
	sectors := make(map[string]Sector, len(rows))
	for _, s := range rows {
		sectors[s.Code] = s
	}
	return sectors, nil
}

// LanguageLevels returns every level of the language tests in use, by
// language and rank.
func (db *DB) LanguageLevels(ctx context.Context) (app.LanguageLevels, error) {
	return languageLevels(ctx, db.sql)
}

func languageLevels(ctx context.Context, q sqlx.QueryerContext) (app.LanguageLevels, error) {
	var rows []struct {
		Test     string `db:"test"`
		Level    string `db:"level"`
		Language string `db:"language"`
		Rank     int    `db:"rank"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `SELECT test, level, language, rank FROM language_levels WHERE active ORDER BY language, test, rank, level`); err != nil {
		return nil, err
	}
	levels := make(app.LanguageLevels, len(rows))
	for i, r := range rows {
		levels[i] = app.LanguageLevel(r)
	}
	return levels, nil
}

// PublicPage is a page that comes and goes with its content.
type PublicPage struct {
	Kind    string    `db:"kind"` // job, announcement, or an app.EventKind
	Slug    string    `db:"slug"`
	Changed time.Time `db:"changed"`
}

// publicPages are the pages of all public jobs, published events,
// announcements and agencies: what is known of a company is public in any state of its licence.
const publicPages = `
	SELECT kind, slug, updated_at AS changed FROM events WHERE status = 'published'
	UNION ALL
	SELECT 'job', slug, updated_at FROM public_jobs
	UNION ALL
	SELECT 'agency', slug, updated_at FROM agencies
	UNION ALL
	SELECT 'announcement', a.slug, a.updated_at FROM announcements a WHERE ` + publicAnnouncement

// PublicPages returns the pages that come and go with their content from the
// offset on, at most limit of them, in an order that edits do not change.
func (db *DB) PublicPages(ctx context.Context, offset, limit int) ([]PublicPage, error) {
	var pages []PublicPage
	err := db.sql.SelectContext(ctx, &pages, publicPages+` ORDER BY kind, slug OFFSET $1 LIMIT $2`, offset, limit)
	return pages, err
}

// CountPublicPages counts them.
func (db *DB) CountPublicPages(ctx context.Context) (int, error) {
	var n int
	err := db.sql.GetContext(ctx, &n, `SELECT count(*) FROM (`+publicPages+`) p`)
	return n, err
}
