package postgres

import (
	"context"

	"gerbang/app"
)

// SelectionSummary are the counts of a selection, step by step.
type SelectionSummary struct {
	Applicants int `db:"applicants"` // awaiting a result
	Undecided  int `db:"undecided"`
	Eligible   int `db:"eligible"`
	Slots      int `db:"slots"`
	Places     int `db:"places"` // in slots
	Booked     int `db:"booked"`
	Marks      int `db:"marks"` // given, of those who may take part
	Accepted   int `db:"accepted"`
	Reserve    int `db:"reserve"`
	Confirmed  int `db:"confirmed"`
	Awaited    int `db:"awaited"` // seats whose answer is still to come
}

// SelectionSummary returns the counts of a selection. Errors: app.ErrNotFound
// when the actor may not assess the event.
func (db *DB) SelectionSummary(ctx context.Context, actor *app.Actor, eventID int64) (SelectionSummary, error) {
	var s SelectionSummary
	if !actor.CanEvent(app.Assess, eventID) {
		return s, app.ErrNotFound
	}
	err := db.sql.GetContext(ctx, &s, `
		SELECT a.*, o.slots, o.places, m.marks, d.confirmed, d.awaited,
		       (SELECT count(DISTINCT b.registration_id) FROM selection_bookings b WHERE b.event_id = $1) AS booked
		FROM (SELECT count(*) FILTER (WHERE r.status = 'submitted') AS applicants,
		             count(*) FILTER (WHERE r.status = 'submitted' AND k.eligible IS NULL) AS undecided,
		             count(*) FILTER (WHERE r.status = 'submitted' AND k.eligible) AS eligible,
		             count(*) FILTER (WHERE r.status = 'accepted') AS accepted, count(*) FILTER (WHERE r.status = 'reserve') AS reserve
		      FROM`+inSelection+`WHERE r.event_id = $1 AND r.status IN ('submitted', 'accepted', 'reserve')) a,
		     (SELECT count(*) AS slots, coalesce(sum(capacity), 0) AS places FROM event_sessions WHERE event_id = $1 AND kind = 'selection') o,
		     (SELECT count(*) AS marks FROM selection_scores x JOIN registrations r ON r.id = x.registration_id
		      LEFT JOIN selection_checks k ON k.registration_id = r.id WHERE x.event_id = $1 AND (x.absent OR x.score IS NOT NULL) AND r.status = 'submitted' AND k.eligible) m,
		     (SELECT count(*) FILTER (WHERE t.confirmed_at IS NOT NULL) AS confirmed, count(*) FILTER (WHERE t.confirmed_at IS NULL) AS awaited
		      FROM selection_seats t JOIN registrations r ON r.id = t.registration_id AND r.status = 'accepted'
		      WHERE t.event_id = $1 AND t.ended_at IS NULL) d`, eventID)
	return s, err
}
