package postgres

import (
	"context"
	"time"

	"github.com/lib/pq"

	"gerbang/app"
)

// OrganizerEvent is an event as its organizers see it in their list.
type OrganizerEvent struct {
	app.Event
	Places     int // over all sessions when the event itself has no limit; 0 when nothing limits
	Registered int // live registrations
	Taken      int // of them, those that hold a place
	Waiting    int
	Attended   int // people with at least one mark that says present or late
}

type organizerEventRow struct {
	eventRow
	Places     int `db:"places"`
	Registered int `db:"registered"`
	Taken      int `db:"taken"`
	Waiting    int `db:"waiting"`
	Attended   int `db:"attended"`
}

// organizerCounts are the columns after those of the event, of a table
// aliased e with its counters aliased n.
const organizerCounts = `
	CASE WHEN e.capacity > 0 THEN e.capacity
	     WHEN EXISTS (SELECT 1 FROM event_sessions x WHERE x.event_id = e.id AND x.kind = 'entry' AND x.capacity = 0) THEN 0
	     ELSE (SELECT coalesce(sum(x.capacity), 0) FROM event_sessions x WHERE x.event_id = e.id AND x.kind = 'entry') END AS places,
	n.live AS registered, n.taken, n.waiting,
	(SELECT count(DISTINCT x.registration_id) FROM attendances x WHERE x.event_id = e.id AND ` + present + `) AS attended`

func (r *organizerEventRow) organizerEvent() OrganizerEvent {
	return OrganizerEvent{
		Event: *r.event(), Places: r.Places, Registered: r.Registered, Taken: r.Taken, Waiting: r.Waiting, Attended: r.Attended,
	}
}

// OrganizerEvents returns the events whose participants the actor may see,
// drafts only to those who may edit them: at most 100 that end on the Jakarta day of now or later, in
// order of their start, then the 20 that ended last before it.
func (db *DB) OrganizerEvents(ctx context.Context, actor *app.Actor, now time.Time) ([]OrganizerEvent, error) {
	all, ids := eventScope(actor, app.Participants)
	if !all && len(ids) == 0 {
		return nil, nil
	}
	editsAll, edits := eventScope(actor, app.EditEvents)
	stmt, err := db.prepared(ctx, `
		WITH mine AS (
			SELECT * FROM events WHERE ($1 OR id = ANY ($2)) AND (status <> 'draft' OR $4 OR id = ANY ($5))
		), listed AS (
			(SELECT *, false AS past FROM mine WHERE ends_at > $3 ORDER BY starts_at, id LIMIT 100)
			UNION ALL
			(SELECT *, true FROM mine WHERE ends_at <= $3 ORDER BY ends_at DESC, id LIMIT 20)
		)
		SELECT `+eventColumns+`, `+organizerCounts+`
		FROM listed e JOIN event_counters n ON n.event_id = e.id
		ORDER BY e.past, CASE WHEN NOT e.past THEN e.starts_at END, e.ends_at DESC, e.id`)
	if err != nil {
		return nil, err
	}
	var rows []organizerEventRow
	if err := stmt.SelectContext(ctx, &rows, all, pq.Array(ids), app.Day(now), editsAll, pq.Array(edits)); err != nil {
		return nil, err
	}
	events := make([]OrganizerEvent, len(rows))
	for i := range rows {
		events[i] = rows[i].organizerEvent()
	}
	return events, nil
}

// OrganizerEvent returns one event with its counts, in any state.
//
// Errors: app.ErrNotFound when there is none or the actor may not see its participants.
func (db *DB) OrganizerEvent(ctx context.Context, actor *app.Actor, eventID int64) (*OrganizerEvent, error) {
	if !actor.CanEvent(app.Participants, eventID) {
		return nil, app.ErrNotFound
	}
	stmt, err := db.prepared(ctx, `SELECT `+eventColumns+`, `+organizerCounts+` FROM events e JOIN event_counters n ON n.event_id = e.id WHERE e.id = $1`)
	if err != nil {
		return nil, err
	}
	var r organizerEventRow
	if err := stmt.GetContext(ctx, &r, eventID); err != nil {
		return nil, translate(err)
	}
	e := r.organizerEvent()
	return &e, nil
}
