package postgres

import (
	"context"

	"github.com/lib/pq"

	"gerbang/app"
)

// samePerson compares the names of candidates c and o: letters and digits
// alone, so that a point, a space or a capital makes nobody another.
const samePerson = `lower(regexp_replace(c.name, '[^[:alnum:]]+', '', 'g')) = lower(regexp_replace(o.name, '[^[:alnum:]]+', '', 'g'))`

// SamePeople returns those of the registrations whose person is likely to be
// registered for the same event a second time, under another profile with
// another NIK: the same phone, birth date and name. It is for staff to look
// at; candidates never learn of each other.
//
// Errors: app.ErrNotFound when the actor may not see the event's participants.
func (db *DB) SamePeople(ctx context.Context, actor *app.Actor, eventID int64, registrations []int64) (map[int64]bool, error) {
	if !actor.CanEvent(app.Participants, eventID) {
		return nil, app.ErrNotFound
	}
	if len(registrations) == 0 {
		return nil, nil
	}
	stmt, err := db.prepared(ctx, `
		SELECT r.id FROM registrations r JOIN candidates c ON c.id = r.candidate_id
		WHERE r.id = ANY ($2) AND r.event_id = $1 AND r.status NOT IN ('cancelled', 'rejected')
		AND c.name <> '' AND c.phone_hash IS NOT NULL AND c.birth_date IS NOT NULL
		AND EXISTS (
			SELECT 1 FROM candidates o JOIN registrations x ON x.candidate_id = o.id
			WHERE o.phone_hash = c.phone_hash AND o.id <> c.id AND o.birth_date = c.birth_date AND `+samePerson+`
			AND x.event_id = $1 AND x.status NOT IN ('cancelled', 'rejected'))`)
	if err != nil {
		return nil, err
	}
	var ids []int64
	if err := stmt.SelectContext(ctx, &ids, eventID, pq.Array(registrations)); err != nil {
		return nil, err
	}
	same := make(map[int64]bool, len(ids))
	for _, id := range ids {
		same[id] = true
	}
	return same, nil
}
