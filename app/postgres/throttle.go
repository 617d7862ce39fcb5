package postgres

import (
	"context"
	"encoding/hex"
	"time"
)

// Throttle asks whether the thing named by key may happen once more: burst
// times at once, and burst times in every span of per in the long run. When
// it may not, retryAfter is how long to wait.
//
// The arithmetic is GCRA: one time per key, the moment at which the key would
// be unused again, holds the whole state. One statement reads and moves it,
// by the database's clock, so that all replicas share one limit. The key is
// kept as a keyed hash: it holds addresses and numbers.
func (db *DB) Throttle(ctx context.Context, key string, burst int, per time.Duration) (ok bool, retryAfter time.Duration, err error) {
	stmt, err := db.prepared(ctx, `
		WITH standing AS (
			SELECT theoretical_at FROM throttles WHERE key = $1
		), passed AS (
			INSERT INTO throttles AS t (key, theoretical_at) VALUES ($1, now() + $2 * interval '1 second')
			ON CONFLICT (key) DO UPDATE SET theoretical_at = greatest(t.theoretical_at, now()) + $2 * interval '1 second'
			WHERE greatest(t.theoretical_at, now()) + $2 * interval '1 second' <= now() + $3 * interval '1 second'
			RETURNING 1
		)
		SELECT EXISTS (SELECT 1 FROM passed),
		       coalesce(extract(epoch FROM (SELECT theoretical_at FROM standing) + ($2 - $3) * interval '1 second' - now()), 0)::float8`)
	if err != nil {
		return false, 0, err
	}
	each := per / time.Duration(burst)
	var wait float64
	if err := stmt.QueryRowxContext(ctx, db.throttleKey(key), each.Seconds(), (each*time.Duration(burst)).Seconds()).Scan(&ok, &wait); err != nil {
		return false, 0, err
	}
	if ok {
		return true, 0, nil
	}
	// What was read may be older than what refused: the true wait is then a
	// whole interval.
	if retryAfter = time.Duration(wait * float64(time.Second)); retryAfter <= 0 {
		retryAfter = each
	}
	return false, retryAfter, nil
}

// Refund takes one use of a throttle back, with the burst and span it was
// counted with: what turned out well shall not count against anybody.
func (db *DB) Refund(ctx context.Context, key string, burst int, per time.Duration) error {
	each := per / time.Duration(burst)
	_, err := db.sql.ExecContext(ctx, `
		UPDATE throttles SET theoretical_at = theoretical_at - $2 * interval '1 second' WHERE key = $1`,
		db.throttleKey(key), each.Seconds())
	return err
}

func (db *DB) throttleKey(key string) string {
	return hex.EncodeToString(db.box.Hash("throttle", key))
}

// SweepThrottles deletes those that no longer limit anything.
func (db *DB) SweepThrottles(ctx context.Context) error {
	_, err := db.sql.ExecContext(ctx, `DELETE FROM throttles WHERE theoretical_at < now()`)
	return err
}
