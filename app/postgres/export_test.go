package postgres

// UnlockPlaces makes the handle decide on places without locking the event's
// row. It exists to prove that the lock is what keeps an event from being
// oversold.
func (db *DB) UnlockPlaces() { db.placeLock, db.hot.placeLock = "", "" }
