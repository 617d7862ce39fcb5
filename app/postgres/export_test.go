package postgres

import (
	"context"

	"gerbang/app/batch"
)

// UnlockPlaces makes the handle decide on places without locking the event's
// row. It exists to prove that the lock is what keeps an event from being
// oversold.
func (db *DB) UnlockPlaces() { db.placeLock, db.hot.placeLock = "", "" }

// BreakFlush makes the disk fail to confirm, with the error, until the
// returned function is called.
func (db *DB) BreakFlush(err error) (mend func()) {
	working := db.flushing
	db.flushing = batch.New(func(_ context.Context, _ string, waiting []struct{}) []batch.Result[struct{}] {
		results := make([]batch.Result[struct{}], len(waiting))
		for i := range results {
			results[i].Err = err
		}
		return results
	}, 100)
	return func() { db.flushing = working }
}
