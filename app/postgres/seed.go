package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// Bulk writes many rows at once, as demo data and measurements need them:
// slices go in, their new ids come out in the same order. It trusts its
// caller: no rule of the domain is asked, only the constraints of the tables.
// A row points at others by their ids, so they are written first:
//
//	accounts, agencies → jobs, events → sessions, candidates → registrations → tickets → scans
//
// and Counters last, once registrations are in.
type Bulk struct {
	db *DB
	tx *sqlx.Tx
}

// Bulk runs fn in one transaction: all that it wrote stands, or nothing. Two
// runs never overlap, also on two replicas. fn may run again after a
// deadlock, so it must not keep anything outside.
func (db *DB) Bulk(ctx context.Context, fn func(b *Bulk) error) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('gerbang bulk', 0))`); err != nil {
			return err
		}
		return fn(&Bulk{db: db, tx: tx})
	})
}

const emptyQuery = `SELECT NOT EXISTS (SELECT 1 FROM accounts) AND NOT EXISTS (SELECT 1 FROM agencies) AND NOT EXISTS (SELECT 1 FROM events)`

// Empty reports whether nobody has an account yet and there is no agency and
// no event: what a new installation looks like. Reference data does not count.
func (db *DB) Empty(ctx context.Context) (bool, error) {
	var empty bool
	err := db.sql.GetContext(ctx, &empty, emptyQuery)
	return empty, err
}

// Empty is DB.Empty within the transaction.
func (b *Bulk) Empty(ctx context.Context) (bool, error) {
	var empty bool
	err := b.tx.GetContext(ctx, &empty, emptyQuery)
	return empty, err
}

// Rate is the rupiah for one unit of a currency on a date.
type Rate struct {
	Currency string    `db:"currency"`
	AsOf     time.Time `db:"as_of"`
	Rupiah   float64   `db:"rupiah"`
}

// Rates returns the newest rate of every currency, by its ISO 4217 code.
func (b *Bulk) Rates(ctx context.Context) (map[string]Rate, error) {
	var rows []Rate
	err := b.tx.SelectContext(ctx, &rows, `SELECT DISTINCT ON (currency) currency, as_of, rupiah FROM exchange_rates ORDER BY currency, as_of DESC`)
	if err != nil {
		return nil, err
	}
	rates := make(map[string]Rate, len(rows))
	for _, r := range rows {
		rates[r.Currency] = r
	}
	return rates, nil
}

// Kelurahan returns the codes of all kelurahan, in order.
func (b *Bulk) Kelurahan(ctx context.Context) ([]string, error) {
	var codes []string
	err := b.tx.SelectContext(ctx, &codes, `SELECT code FROM regions WHERE level = 'kelurahan' ORDER BY code`)
	return codes, err
}

// Audit writes one row of the trail about the whole of what was written.
func (b *Bulk) Audit(ctx context.Context, actor *app.Actor, action string, after any) error {
	return audit(ctx, b.tx, actor, auditEntry{Action: action, Entity: "database", After: after})
}

// reserve takes n ids of a table's identity column, so that rows can be
// copied in with ids that are known.
func (b *Bulk) reserve(ctx context.Context, table string, n int) ([]int64, error) {
	ids := make([]int64, 0, n)
	if n == 0 {
		return ids, nil
	}
	err := b.tx.SelectContext(ctx, &ids, `SELECT nextval(pg_get_serial_sequence($1, 'id')) FROM generate_series(1, $2::int)`, table, n)
	return ids, err
}

// copyRows streams n rows into a table. The columns are separated by commas;
// row returns their values in that order.
func (b *Bulk) copyRows(ctx context.Context, table, columns string, n int, row func(i int) ([]any, error)) error {
	if n == 0 {
		return nil
	}
	stmt, err := b.tx.PrepareContext(ctx, `COPY `+table+` (`+columns+`) FROM STDIN`)
	if err != nil {
		return err
	}
	want := strings.Count(columns, ",") + 1
	for i := range n {
		values, err := row(i)
		if err == nil && len(values) != want {
			err = fmt.Errorf("postgres: copy %s: %d values for %d columns", table, len(values), want)
		}
		if err == nil {
			_, err = stmt.ExecContext(ctx, values...)
		}
		if err != nil {
			return errors.Join(err, stmt.Close())
		}
	}
	if _, err := stmt.ExecContext(ctx); err != nil {
		return errors.Join(err, stmt.Close())
	}
	return stmt.Close()
}

// insert copies n rows in under new ids and returns those. Its columns begin
// after the id.
func (b *Bulk) insert(ctx context.Context, table, columns string, n int, row func(i int) ([]any, error)) ([]int64, error) {
	ids, err := b.reserve(ctx, table, n)
	if err != nil {
		return nil, err
	}
	err = b.copyRows(ctx, table, "id, "+columns, n, func(i int) ([]any, error) {
		values, err := row(i)
		return append([]any{ids[i]}, values...), err
	})
	return ids, err
}

// orNull gives the zero value as NULL.
func orNull[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}

// dateOrNull gives a date as text: a time of day and a zone have no place in it.
func dateOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Format(time.DateOnly)
}

// timeOrNull gives a time, or NULL when there is none.
func timeOrNull(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

func timeAtOrNull(t *time.Time) any {
	if t == nil {
		return nil
	}
	return *t
}
