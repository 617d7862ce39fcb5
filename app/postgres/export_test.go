package postgres

import "context"

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
