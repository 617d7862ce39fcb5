package postgres

import (
	"context"
	"time"

	"github.com/lib/pq"

	"gerbang/app"
)

// Registrations inserts registrations without tickets and without counting
// them; see Tickets and Counters.
func (b *Bulk) Registrations(ctx context.Context, registrations []app.Registration) ([]int64, error) {
	return b.insert(ctx, "registrations", `event_id, candidate_id, session_id, status, waitlist_no, source, submitted_at, cancelled_at,
		cancel_reason, priority, priority_reason, offer_until, decision_reason`, len(registrations), func(i int) ([]any, error) {
		r := &registrations[i]
		return []any{r.EventID, r.CandidateID, orNull(r.SessionID), string(r.Status), orNull(r.WaitlistNo), string(r.Source), r.SubmittedAt,
			timeAtOrNull(r.CancelledAt), r.CancelReason, r.Priority, r.PriorityReason, timeAtOrNull(r.OfferUntil), r.DecisionReason}, nil
	})
}

// BulkTicket is a ticket with its event.
type BulkTicket struct {
	app.Ticket
	EventID int64
}

// Tickets inserts tickets of registrations.
func (b *Bulk) Tickets(ctx context.Context, tickets []BulkTicket) ([]int64, error) {
	return b.insert(ctx, "tickets", "registration_id, event_id, code, issued_at, revoked_at", len(tickets), func(i int) ([]any, error) {
		t := &tickets[i]
		return []any{t.RegistrationID, t.EventID, string(t.Code), t.IssuedAt, timeAtOrNull(t.RevokedAt)}, nil
	})
}

// BulkAttendance is a mark that somebody was there, or was not.
type BulkAttendance struct {
	EventID        int64
	RegistrationID int64
	SessionID      int64  // 0 when the event has none
	Status         string // present, late, excused, sick or absent
	GateID         int64  // 0 in classes
	MarkedBy       int64  // account
	ScanID         string // UUID of the reading, empty when marked by hand
	ScannedAt      time.Time
	RecordedAt     time.Time
}

// Attendances inserts marks.
func (b *Bulk) Attendances(ctx context.Context, marks []BulkAttendance) ([]int64, error) {
	return b.insert(ctx, "attendances", "event_id, registration_id, session_id, status, gate_id, marked_by, scan_id, scanned_at, recorded_at",
		len(marks), func(i int) ([]any, error) {
			m := &marks[i]
			return []any{m.EventID, m.RegistrationID, orNull(m.SessionID), m.Status, orNull(m.GateID), orNull(m.MarkedBy), orNull(m.ScanID),
				m.ScannedAt, m.RecordedAt}, nil
		})
}

// BulkScan is one reading of a code at a gate.
type BulkScan struct {
	ScanID    string // UUID
	EventID   int64
	GateID    int64
	TicketID  int64 // 0 for a code that is not ours
	Outcome   app.Outcome
	Refusal   app.Refusal
	AccountID int64
	ScannedAt time.Time
	ArrivedAt time.Time
}

// Scans inserts readings.
func (b *Bulk) Scans(ctx context.Context, scans []BulkScan) ([]int64, error) {
	return b.insert(ctx, "scans", "scan_id, event_id, gate_id, ticket_id, outcome, refusal, account_id, scanned_at, arrived_at", len(scans),
		func(i int) ([]any, error) {
			s := &scans[i]
			return []any{s.ScanID, s.EventID, orNull(s.GateID), orNull(s.TicketID), string(s.Outcome), string(s.Refusal), orNull(s.AccountID),
				s.ScannedAt, s.ArrivedAt}, nil
		})
}

// Counters sets the counters of the events and of their sessions to what
// their registrations say, while the events are locked.
func (b *Bulk) Counters(ctx context.Context, eventIDs []int64) error {
	ids := pq.Array(eventIDs)
	for _, query := range []string{
		`SELECT 1 FROM events WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE`,
		`UPDATE event_counters c SET registrations = n.registrations, live = n.live, taken = n.taken, waiting = n.waiting,
			last_waiting = greatest(c.last_waiting, n.last_waiting)
		FROM (SELECT e.id, count(r.id) AS registrations,
				count(r.id) FILTER (WHERE r.status NOT IN ('cancelled', 'rejected')) AS live,
				count(r.id) FILTER (WHERE r.status IN ('confirmed', 'offered', 'accepted', 'completed')) AS taken,
				count(r.id) FILTER (WHERE r.status = 'waitlisted') AS waiting,
				coalesce(max(r.waitlist_no), 0) AS last_waiting
			FROM events e LEFT JOIN registrations r ON r.event_id = e.id WHERE e.id = ANY ($1) GROUP BY e.id) n
		WHERE c.event_id = n.id`,
		`UPDATE session_counters c SET taken = n.taken, waiting = n.waiting
		FROM (SELECT s.id,
				count(r.id) FILTER (WHERE r.status IN ('confirmed', 'offered', 'accepted', 'completed'))
					+ (SELECT count(*) FROM selection_bookings b WHERE b.session_id = s.id) AS taken,
				count(r.id) FILTER (WHERE r.status = 'waitlisted') AS waiting
			FROM event_sessions s LEFT JOIN registrations r ON r.event_id = s.event_id AND r.session_id = s.id
			WHERE s.event_id = ANY ($1) GROUP BY s.id) n
		WHERE c.session_id = n.id AND (c.taken <> n.taken OR c.waiting <> n.waiting)`,
	} {
		if _, err := b.tx.ExecContext(ctx, query, ids); err != nil {
			return err
		}
	}
	return nil
}
