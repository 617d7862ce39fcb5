package postgres

import (
	"context"

	"github.com/jmoiron/sqlx"
)

// UnlockPlaces makes the handle decide on places without locking the event's
// row. It exists to prove that the lock is what keeps an event from being
// oversold.
func (db *DB) UnlockPlaces() { db.placeLock, db.hot.placeLock = "", "" }

// BreakFlush makes the disk fail to confirm, with the error, until the
// returned function is called.
func (db *DB) BreakFlush(err error) (mend func()) {
	working := db.flushLog
	db.flushLog = func(context.Context) error { return err }
	return func() { db.flushLog = working }
}

// FillPlaces gives the free places of an event to those in line, as whatever
// changes a capacity does in its own transaction.
func (db *DB) FillPlaces(ctx context.Context, eventID int64) error {
	return db.inTxWithCodes(ctx, func(tx *sqlx.Tx) error {
		e, _, err := db.lockPlaces(ctx, tx, eventID, "")
		if err != nil {
			return err
		}
		return db.fillPlaces(ctx, tx, e.Event)
	})
}
