package postgres

import (
	"context"
	"time"

	"gerbang/app"
)

// JobFacet is one combination of what jobs are filtered by, with how many
// public jobs have it.
type JobFacet struct {
	Country   string        `db:"country"`
	Sector    string        `db:"sector"`
	Scheme    app.Scheme    `db:"scheme"`
	Test      string        `db:"language_test"`
	Level     string        `db:"language_level"`
	Education app.Education `db:"education"` // app.NoSchool when none is asked for
	Jobs      int           `db:"jobs"`
}

// JobFacets returns every combination that public jobs have now. From it the
// number of jobs under any filter without words can be told, as well as the
// options of each filter, without counting rows again.
func (db *DB) JobFacets(ctx context.Context) ([]JobFacet, error) {
	stmt, err := db.prepared(ctx, `
		SELECT country, sector, scheme, language_test, language_level, coalesce(education, 'none') AS education, count(*) AS jobs
		FROM public_jobs GROUP BY 1, 2, 3, 4, 5, 6`)
	if err != nil {
		return nil, err
	}
	var facets []JobFacet
	err = stmt.SelectContext(ctx, &facets)
	return facets, err
}

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
}

// Sectors returns every sector by its code.
func (db *DB) Sectors(ctx context.Context) (map[string]Sector, error) {
	var rows []Sector
	if err := db.sql.SelectContext(ctx, &rows, `SELECT code, name_id, name_en, active FROM sectors`); err != nil {
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
	var rows []struct {
		Test     string `db:"test"`
		Level    string `db:"level"`
		Language string `db:"language"`
		Rank     int    `db:"rank"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `SELECT test, level, language, rank FROM language_levels WHERE active ORDER BY language, test, rank, level`); err != nil {
		return nil, err
	}
	levels := make(app.LanguageLevels, len(rows))
	for i, r := range rows {
		levels[i] = app.LanguageLevel(r)
	}
	return levels, nil
}

// Hotline is a way to ask for help. Contact is a number or an address on the web.
type Hotline struct {
	Channel string `db:"channel"`
	Contact string `db:"contact"`
	Hours   string `db:"hours"`
	Purpose string `db:"purpose"`
}

// Hotlines returns the ways to ask for help that are in use, in the order officers gave them.
func (db *DB) Hotlines(ctx context.Context) ([]Hotline, error) {
	stmt, err := db.prepared(ctx, `SELECT channel, contact, hours, purpose FROM hotlines WHERE active ORDER BY position, id`)
	if err != nil {
		return nil, err
	}
	var lines []Hotline
	err = stmt.SelectContext(ctx, &lines)
	return lines, err
}

// ComplaintPost is a place where people of a kecamatan can complain in person.
type ComplaintPost struct {
	Region string `db:"region"`
	Place  string `db:"place"`
}

// ComplaintPosts returns the posts in use, by the name of their kecamatan.
func (db *DB) ComplaintPosts(ctx context.Context) ([]ComplaintPost, error) {
	stmt, err := db.prepared(ctx, `
		SELECT r.name AS region, p.place FROM complaint_posts p JOIN regions r ON r.code = p.region_code
		WHERE p.active ORDER BY r.name, p.place`)
	if err != nil {
		return nil, err
	}
	var posts []ComplaintPost
	err = stmt.SelectContext(ctx, &posts)
	return posts, err
}

// PublicPage is a page that comes and goes with its content.
type PublicPage struct {
	Kind    string    `db:"kind"` // job, or an app.EventKind
	Slug    string    `db:"slug"`
	Changed time.Time `db:"changed"`
}

// publicPages are the pages of all public jobs and published events.
const publicPages = `
	SELECT kind, slug, updated_at AS changed FROM events WHERE status = 'published'
	UNION ALL
	SELECT 'job', slug, updated_at FROM public_jobs`

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
