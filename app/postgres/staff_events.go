package postgres

import (
	"context"
	"time"

	"github.com/lib/pq"

	"gerbang/app"
)

// StaffEvent is an event as those who work at it see it in their list.
type StaffEvent struct {
	app.Event
	Taken  int // places given away
	Inside int // let in on the day asked for; 0 when that is not a day of the event
}

type staffEventRow struct {
	eventRow
	Taken  int `db:"taken"`
	Inside int `db:"inside"`
}

// StaffEvents returns the events over which the actor holds the permission,
// drafts left out, in order of their start: those of the Jakarta day of now
// and later, and the most recent past of those before, at most 100 and 20.
func (db *DB) StaffEvents(ctx context.Context, actor *app.Actor, p app.Permission, now time.Time) ([]StaffEvent, error) {
	all, ids := eventScope(actor, p)
	if !all && len(ids) == 0 {
		return nil, nil
	}
	day := app.Day(now)
	stmt, err := db.prepared(ctx, `
		WITH mine AS (
			SELECT * FROM events WHERE status <> 'draft' AND ($1 OR id = ANY ($2))
		), listed AS (
			(SELECT * FROM mine WHERE ends_at > $3 ORDER BY starts_at, id LIMIT 100)
			UNION ALL
			(SELECT * FROM mine WHERE ends_at <= $3 ORDER BY ends_at DESC, id LIMIT 20)
		)
		SELECT `+eventColumns+`, c.taken,
		       CASE WHEN e.ends_at > $3 AND e.starts_at < $4 THEN (
		           SELECT count(*) FROM attendances a WHERE a.event_id = e.id AND a.scanned_at >= $3 AND a.scanned_at < $4
		           AND a.annulled_at IS NULL AND a.status IN ('present', 'late')) ELSE 0 END AS inside
		FROM listed e JOIN event_counters c ON c.event_id = e.id
		ORDER BY e.starts_at, e.id`)
	if err != nil {
		return nil, err
	}
	var rows []staffEventRow
	if err := stmt.SelectContext(ctx, &rows, all, pq.Array(ids), day, day.AddDate(0, 0, 1)); err != nil {
		return nil, err
	}
	events := make([]StaffEvent, len(rows))
	for i := range rows {
		events[i] = StaffEvent{Event: *rows[i].event(), Taken: rows[i].Taken, Inside: rows[i].Inside}
	}
	return events, nil
}

// eventScope returns over which events the actor holds the permission: all of
// them, or those named. It is app.Actor.CanEvent turned around.
func eventScope(actor *app.Actor, p app.Permission) (all bool, ids []int64) {
	if actor == nil {
		return false, nil
	}
	if actor.IsSystem() {
		return true, nil
	}
	for _, g := range actor.Grants {
		if !g.Role.Grants(p) || g.BoothID != 0 || g.AgencyID != 0 || g.RegionCode != "" {
			continue
		}
		if g.EventID == 0 {
			return true, nil
		}
		ids = append(ids, g.EventID)
	}
	return false, ids
}
