package postgres

import (
	"context"
	"time"
)

// BulkSelection is the selection of an event whose registrations are in place.
type BulkSelection struct {
	EventID   int64
	Reserves  int
	Bring     string
	BringEN   string
	Published time.Time // zero while it is still under way
}

// Selections gives events a selection of two parts that fits what became of
// their registrations. One that is published has scores, results in the order
// of the outcomes, and seats of which most are confirmed; in one that is under
// way most applicants are checked and sit in slots, and some have scores.
func (b *Bulk) Selections(ctx context.Context, selections []BulkSelection) error {
	for _, s := range selections {
		queries := []string{seedComponents, seedChecks}
		args := [][]any{{s.EventID}, {s.EventID}}
		if _, err := b.tx.ExecContext(ctx, `
			INSERT INTO selections (event_id, reserves, bring, bring_en, published_at) VALUES ($1, $2, $3, $4, $5)`,
			s.EventID, s.Reserves, s.Bring, s.BringEN, timeOrNull(s.Published)); err != nil {
			return err
		}
		if s.Published.IsZero() {
			queries, args = append(queries, seedBookings, seedScores), append(args, []any{s.EventID}, []any{s.EventID})
		} else {
			queries, args = append(queries, seedResults, seedResultScores, seedSeats), append(args, []any{s.EventID}, []any{s.EventID}, []any{s.EventID, s.Published})
		}
		for i, query := range append(queries, seedScoreHistory) {
			arg := []any{s.EventID}
			if i < len(args) {
				arg = args[i]
			}
			if _, err := b.tx.ExecContext(ctx, query, arg...); err != nil {
				return err
			}
		}
	}
	return nil
}

const (
	seedComponents = `
	INSERT INTO selection_components (event_id, position, name, name_en, weight, pass_score) VALUES
		($1, 1, 'Tes tulis', 'Written test', 60, 40), ($1, 2, 'Wawancara', 'Interview', 40, NULL)`

	// Of those still awaiting a result every eighth is not checked yet.
	seedChecks = `
	INSERT INTO selection_checks (registration_id, event_id, eligible, decided_at)
	SELECT r.id, r.event_id, true, r.submitted_at + interval '1 day' FROM registrations r
	WHERE r.event_id = $1 AND (r.status IN ('accepted', 'reserve', 'rejected') OR r.status = 'submitted' AND r.id % 8 > 0)`

	seedBookings = `
	INSERT INTO selection_bookings (registration_id, round, event_id, session_id)
	SELECT q.registration_id, 1, $1, s.id
	FROM (SELECT registration_id, row_number() OVER (ORDER BY registration_id) - 1 AS n FROM selection_checks WHERE event_id = $1 AND eligible) q
	JOIN (SELECT id, row_number() OVER (ORDER BY starts_at) - 1 AS n, count(*) OVER () AS slots FROM event_sessions WHERE event_id = $1 AND kind = 'selection') s
	ON s.n = q.n % s.slots WHERE q.n / s.slots < 60`

	// Every third has a score of the written test already.
	seedScores = `
	INSERT INTO selection_scores (registration_id, component_id, event_id, score)
	SELECT b.registration_id, c.id, $1, 45 + (b.registration_id * 37 % 100) * 0.5
	FROM selection_bookings b JOIN selection_components c ON c.event_id = $1 AND c.position = 1
	WHERE b.event_id = $1 AND b.registration_id % 3 = 0`

	seedResults = `
	INSERT INTO selection_results (registration_id, event_id, outcome, why, rank, ranked, seats, total, reserve_no)
	SELECT q.id, $1, q.status, 'ranked', q.rank, q.ranked, (SELECT capacity FROM events WHERE id = $1), 95 - q.rank * 0.5, CASE WHEN q.status = 'reserve' THEN q.n END
	FROM (SELECT r.id, r.status, count(*) OVER () AS ranked, row_number() OVER (PARTITION BY r.status ORDER BY r.id) AS n,
	             row_number() OVER (ORDER BY array_position('{accepted,reserve,rejected}'::text[], r.status), r.id) AS rank
	      FROM registrations r WHERE r.event_id = $1 AND r.status IN ('accepted', 'reserve', 'rejected')) q`

	seedResultScores = `
	INSERT INTO selection_scores (registration_id, component_id, event_id, score)
	SELECT x.registration_id, c.id, $1, x.total FROM selection_results x JOIN selection_components c ON c.event_id = x.event_id WHERE x.event_id = $1`

	seedSeats = `
	INSERT INTO selection_seats (registration_id, event_id, given_at, confirm_until, confirmed_at)
	SELECT x.registration_id, $1, $2, e.starts_at, CASE WHEN x.rank % 5 > 0 THEN $2::timestamptz + x.rank * interval '40 minutes' END
	FROM selection_results x JOIN events e ON e.id = x.event_id WHERE x.event_id = $1 AND x.outcome = 'accepted'`

	seedScoreHistory = `
	INSERT INTO selection_score_history (registration_id, component_id, version, score, absent, scored_at)
	SELECT registration_id, component_id, version, score, absent, scored_at FROM selection_scores WHERE event_id = $1`
)
