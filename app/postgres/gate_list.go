package postgres

import (
	"context"
	"strconv"
	"time"

	"github.com/lib/pq"

	"gerbang/app"
)

// GateTicket is a ticket of an event as a device at its gates needs to know
// it when it has no internet.
type GateTicket struct {
	Code     app.TicketCode
	Revoked  bool
	Name     string
	Status   app.RegistrationStatus
	Sessions []int64 // the one of the registration, or the slots of an applicant
}

// GateTickets returns every ticket of an event, by code.
// Errors: app.ErrNotFound when the actor may not check in at the event.
func (db *DB) GateTickets(ctx context.Context, actor *app.Actor, eventID int64) ([]GateTicket, error) {
	if !actor.CanEvent(app.CheckIn, eventID) {
		return nil, app.ErrNotFound
	}
	var rows []struct {
		Code     string        `db:"code"`
		Revoked  bool          `db:"revoked"`
		Name     string        `db:"name"`
		Status   string        `db:"status"`
		Sessions pq.Int64Array `db:"sessions"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT t.code, t.revoked_at IS NOT NULL AS revoked, c.name, r.status,
		       CASE WHEN r.session_id IS NOT NULL THEN ARRAY[r.session_id]
		            WHEN r.status = 'submitted' THEN ARRAY(SELECT b.session_id FROM selection_bookings b WHERE b.registration_id = r.id ORDER BY b.session_id)
		            ELSE '{}' END AS sessions
		FROM tickets t JOIN registrations r ON r.id = t.registration_id JOIN candidates c ON c.id = r.candidate_id
		WHERE t.event_id = $1 ORDER BY t.code`, eventID); err != nil {
		return nil, err
	}
	out := make([]GateTicket, len(rows))
	for i, r := range rows {
		out[i] = GateTicket{Code: app.TicketCode(r.Code), Revoked: r.Revoked, Name: r.Name, Status: app.RegistrationStatus(r.Status), Sessions: r.Sessions}
	}
	return out, nil
}

// GateMark is that the holder of a ticket was let in, or that this was annulled.
type GateMark struct {
	Code      app.TicketCode
	SessionID int64
	At        time.Time
	Gate      string
	By        string
	Annulled  bool
}

// GateMarks returns the marks of an event that were made or annulled since,
// in the order in which they were made. A moment at which the caller last
// asked may lie shortly after a mark that was being written then, so ask for
// some more.
func (db *DB) GateMarks(ctx context.Context, eventID int64, since time.Time) ([]GateMark, error) {
	var rows []struct {
		Code      string    `db:"code"`
		SessionID int64     `db:"session_id"`
		At        time.Time `db:"scanned_at"`
		Gate      string    `db:"gate"`
		By        string    `db:"account"`
		Annulled  bool      `db:"annulled"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT t.code, coalesce(a.session_id, 0) AS session_id, a.scanned_at, coalesce(g.name, '') AS gate, coalesce(k.name, '') AS account,
		       a.annulled_at IS NOT NULL AS annulled
		FROM attendances a JOIN tickets t ON t.registration_id = a.registration_id AND t.revoked_at IS NULL
		LEFT JOIN gates g ON g.id = a.gate_id LEFT JOIN accounts k ON k.id = a.marked_by
		WHERE a.event_id = $1 AND (a.recorded_at >= $2 OR a.annulled_at >= $2) AND a.status IN ('present', 'late')
		ORDER BY a.recorded_at, a.id`, eventID, since); err != nil {
		return nil, err
	}
	out := make([]GateMark, len(rows))
	for i, r := range rows {
		out[i] = GateMark{Code: app.TicketCode(r.Code), SessionID: r.SessionID, At: r.At, Gate: r.Gate, By: r.By, Annulled: r.Annulled}
	}
	return out, nil
}

// GateKey returns the secret by which the codes of an event are hashed on the
// devices of its gates. It opens nothing else.
func (db *DB) GateKey(eventID int64) []byte {
	return db.box.Hash("gate list", strconv.FormatInt(eventID, 10))
}
