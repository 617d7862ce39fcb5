package postgres

import (
	"context"
	"database/sql"
	"encoding/csv"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"gerbang/migrations"
)

// Migrate brings the schema up to date and loads the reference data. Replicas
// that start at the same moment take turns through an advisory lock.
func Migrate(ctx context.Context, dsn string) error {
	connector, err := pq.NewConnector(dsn)
	if err != nil {
		return fmt.Errorf("postgres: DATABASE_URL: %w", err)
	}
	pool := sql.OpenDB(connector)
	defer pool.Close()

	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 120))
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, pool, migrations.FS, goose.WithSessionLocker(locker))
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("postgres: migrate: %w", err)
	}
	return loadReference(ctx, sqlx.NewDb(pool, "postgres"))
}

// SchemaVersion returns the number of the newest migration that was applied.
func (db *DB) SchemaVersion(ctx context.Context) (int64, error) {
	var v int64
	err := db.sql.GetContext(ctx, &v, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`)
	return v, err
}

// referenceLoads insert what is missing and leave what staff may have edited.
// Regions alone are corrected by a newer list: nobody edits those by hand.
var referenceLoads = []struct{ file, sql string }{
	{"regions.csv", `INSERT INTO regions (code, level, name, parent_code) VALUES ($1, $2, $3, nullif($4, ''))
		ON CONFLICT (code) DO UPDATE SET name = excluded.name WHERE regions.name <> excluded.name`},
	{"countries.csv", `INSERT INTO countries (iso2, name_id, name_en, closed, closed_reason)
		VALUES ($1, $2, $3, $4::boolean, $5) ON CONFLICT DO NOTHING`},
	// What came to hotlines later is filled in where staff changed nothing yet.
	{"hotlines.csv", `INSERT INTO hotlines (code, position, channel, contact, hours, hours_en, purpose, purpose_en, urgent, source, active)
		VALUES ($1, $2::int, $3, $4, $5, $6, $7, $8, $9::boolean, $10, $11::boolean)
		ON CONFLICT (code) DO UPDATE SET hours_en = excluded.hours_en, purpose_en = excluded.purpose_en
		WHERE hotlines.updated_at IS NULL AND (hotlines.hours_en, hotlines.purpose_en) <> (excluded.hours_en, excluded.purpose_en)`},
	{"complaint_posts.csv", `INSERT INTO complaint_posts (code, region_code, place, source) VALUES ($1, $1, $2, 'ANTARA, 06-02-2025') ON CONFLICT DO NOTHING`},
	{"warning_signs.csv", `INSERT INTO warning_signs (code, position, title_id, text_id, title_en, text_en)
		VALUES ($1, $2::int, $3, $4, $5, $6) ON CONFLICT DO NOTHING`},
	{"exchange_rates.csv", `INSERT INTO exchange_rates (currency, as_of, rupiah, source)
		VALUES ($1, $2::date, $3::numeric, $4) ON CONFLICT DO NOTHING`},
	{"sectors.csv", `INSERT INTO sectors (code, name_id, name_en) VALUES ($1, $2, $3)
		ON CONFLICT (code) DO UPDATE SET name_en = excluded.name_en WHERE sectors.name_en = sectors.name_id AND sectors.name_en <> excluded.name_en`},
	{"language_levels.csv", `INSERT INTO language_levels (test, level, language, rank) VALUES ($1, $2, $3, $4::int) ON CONFLICT DO NOTHING`},
	{"synonyms.csv", `INSERT INTO synonyms (code, terms) VALUES ($1, string_to_array($2, '|')) ON CONFLICT DO NOTHING`},
	{"stop_words.csv", `INSERT INTO stop_words (word) VALUES ($1) ON CONFLICT DO NOTHING`},
}

func loadReference(ctx context.Context, pool *sqlx.DB) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for _, load := range referenceLoads {
		if err := loadFile(ctx, pool, load.file, load.sql); err != nil {
			return fmt.Errorf("postgres: reference data %s: %w", load.file, err)
		}
	}
	// A restored database counts its transactions anew: what seems to have
	// changed in times to come would be read again and again until then.
	_, err := pool.ExecContext(ctx, `UPDATE search_documents SET changed_in = pg_current_xact_id() WHERE changed_in > pg_current_xact_id()`)
	return err
}

func loadFile(ctx context.Context, pool *sqlx.DB, file, query string) error {
	f, err := migrations.Reference.Open("reference/" + file)
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return err
	}
	tx, err := pool.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	stmt, err := tx.PreparexContext(ctx, query)
	if err != nil {
		return err
	}
	for _, row := range rows[1:] {
		args := make([]any, len(row))
		for i, v := range row {
			args[i] = v
		}
		if _, err := stmt.ExecContext(ctx, args...); err != nil {
			return fmt.Errorf("%s: %w", row[0], err)
		}
	}
	return tx.Commit()
}
