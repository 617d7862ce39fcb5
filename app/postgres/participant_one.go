package postgres

import (
	"context"

	"github.com/lib/pq"

	"gerbang/app"
)

// ParticipantsByID returns those of the registrations that are of the event,
// in order of arrival. Errors: app.ErrNotFound when the actor may not see its
// participants.
func (db *DB) ParticipantsByID(ctx context.Context, actor *app.Actor, eventID int64, ids []int64) ([]Participant, error) {
	if !actor.CanEvent(app.Participants, eventID) {
		return nil, app.ErrNotFound
	}
	rows, err := db.sql.QueryContext(ctx, `SELECT `+participantColumns+` FROM registrations r`+participantJoins+`
		LEFT JOIN LATERAL (SELECT scanned_at, gate_id FROM attendances x WHERE x.registration_id = r.id AND `+present+`
			ORDER BY scanned_at, x.id LIMIT 1) a ON true
		LEFT JOIN gates g ON g.id = a.gate_id
		WHERE r.event_id = $1 AND r.id = ANY ($2) ORDER BY r.submitted_at, r.id`, eventID, pq.Array(ids))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var people []Participant
	for rows.Next() {
		var p Participant
		if err := p.scan(rows); err != nil {
			return nil, err
		}
		people = append(people, p)
	}
	return people, rows.Err()
}

// ParticipantDetail is one registration with all that its organizers see.
type ParticipantDetail struct {
	Participant
	View           *RegistrationView
	PriorityReason string
	Overbooked     bool
	History        []AuditRow // the newest first
}

// historyLimit bounds how far back the page of one registration looks.
const historyLimit = 50

// ParticipantDetail returns one registration of the event. Errors:
// app.ErrNotFound when it is of another, or the actor may not see it.
func (db *DB) ParticipantDetail(ctx context.Context, actor *app.Actor, eventID, id int64) (*ParticipantDetail, error) {
	people, err := db.ParticipantsByID(ctx, actor, eventID, []int64{id})
	if err != nil {
		return nil, err
	}
	if len(people) == 0 {
		return nil, app.ErrNotFound
	}
	d := &ParticipantDetail{Participant: people[0]}
	if d.View, err = db.oneRegistration(ctx, standingTicket+`WHERE r.id = $1`, id); err != nil {
		return nil, err
	}
	if err := db.sql.QueryRowxContext(ctx, `SELECT priority_reason, overbooked FROM registrations WHERE id = $1`, id).Scan(&d.PriorityReason, &d.Overbooked); err != nil {
		return nil, translate(err)
	}
	d.History, _, err = db.AuditTrail(ctx, AuditFilter{Entity: "registration", EntityID: id, Limit: historyLimit})
	return d, err
}
