package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

type rateRow struct {
	Currency string    `db:"currency"`
	AsOf     time.Time `db:"as_of"`
	Rupiah   float64   `db:"rupiah"`
	Source   string    `db:"source"`
	Jobs     int       `db:"jobs"`
}

// CurrencyRate is the rate of a currency in use and what is estimated by it.
type CurrencyRate struct {
	app.Rate
	Jobs int // vacancies, in any state but closed, paid in the currency
}

// NewestRates returns the rate in use of every currency; currencies of
// vacancies that have none yet come first, with a zero rate.
func (db *DB) NewestRates(ctx context.Context) ([]CurrencyRate, error) {
	var rows []rateRow
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT coalesce(r.currency, j.currency) AS currency, coalesce(r.as_of, '0001-01-01') AS as_of, coalesce(r.rupiah, 0)::float8 AS rupiah,
		       coalesce(r.source, '') AS source, coalesce(j.jobs, 0) AS jobs
		FROM (SELECT DISTINCT ON (currency) * FROM exchange_rates ORDER BY currency, as_of DESC) r
		FULL JOIN (SELECT currency, count(*) AS jobs FROM jobs WHERE status <> 'closed' AND currency <> 'IDR' GROUP BY currency) j ON j.currency = r.currency
		ORDER BY r.currency IS NOT NULL, 1`); err != nil {
		return nil, err
	}
	rates := make([]CurrencyRate, len(rows))
	for i, r := range rows {
		rates[i] = CurrencyRate{Rate: r.rate(), Jobs: r.Jobs}
	}
	return rates, nil
}

func (r *rateRow) rate() app.Rate {
	rate := app.Rate{Currency: r.Currency, AsOf: r.AsOf, Rupiah: r.Rupiah, Source: r.Source}
	if rate.Rupiah == 0 {
		rate.AsOf = time.Time{}
	}
	return rate
}

// RateHistory returns the rates of a currency, the newest first, at most
// limit of them.
func (db *DB) RateHistory(ctx context.Context, currency string, limit int) ([]app.Rate, error) {
	var rows []rateRow
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT currency, as_of, rupiah::float8 AS rupiah, source FROM exchange_rates WHERE currency = $1 ORDER BY as_of DESC LIMIT $2`, currency, limit); err != nil {
		return nil, err
	}
	rates := make([]app.Rate, len(rows))
	for i := range rows {
		rates[i] = rows[i].rate()
	}
	return rates, nil
}

// AddRate records what a currency was worth on a day, in place of what was
// recorded for that day before, and estimates every salary in the currency
// anew by its newest rate. It returns how many vacancies that changed.
// Errors: app.ErrForbidden, app.FieldErrors.
func (db *DB) AddRate(ctx context.Context, actor *app.Actor, rate app.Rate, confirmed bool) (changed int, err error) {
	if !actor.CanAll(app.EditReference) {
		return 0, app.ErrForbidden
	}
	err = db.InTx(ctx, func(tx *sqlx.Tx) error {
		// Two officers at once take turns: the later one sees the earlier rate.
		if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('rate ' || $1, 0))`, rate.Currency); err != nil {
			return err
		}
		var known []rateRow
		if err := tx.SelectContext(ctx, &known, `
			(SELECT currency, as_of, rupiah::float8 AS rupiah, source FROM exchange_rates WHERE currency = $1 AND as_of <> $2::date ORDER BY as_of DESC LIMIT 1)
			UNION ALL
			(SELECT currency, as_of, rupiah::float8 AS rupiah, source FROM exchange_rates WHERE currency = $1 AND as_of = $2::date)`,
			rate.Currency, rate.AsOf.Format(time.DateOnly)); err != nil {
			return err
		}
		var newest app.Rate
		var before any
		for i := range known {
			if known[i].AsOf.Format(time.DateOnly) == rate.AsOf.Format(time.DateOnly) {
				if known[i].Rupiah == rate.Rupiah && known[i].Source == rate.Source {
					return nil // sent twice
				}
				before = map[string]any{"currency": rate.Currency, "as_of": rate.AsOf.Format(time.DateOnly), "rupiah": known[i].Rupiah, "source": known[i].Source}
			} else {
				newest = known[i].rate()
			}
		}
		if err := rate.Check(newest, confirmed, db.now()).Err(); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO exchange_rates (currency, as_of, rupiah, source) VALUES ($1, $2, $3, $4)
			ON CONFLICT (currency, as_of) DO UPDATE SET rupiah = excluded.rupiah, source = excluded.source`,
			rate.Currency, rate.AsOf.Format(time.DateOnly), rate.Rupiah, rate.Source); err != nil {
			return err
		}
		if changed, err = recalculateSalaries(ctx, tx, rate.Currency); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "rate.add", Entity: "rate", Before: before, After: map[string]any{
			"currency": rate.Currency, "as_of": rate.AsOf.Format(time.DateOnly), "rupiah": rate.Rupiah, "source": rate.Source, "jobs": changed,
		}})
	})
	return changed, err
}
