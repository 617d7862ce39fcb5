package postgres

import (
	"context"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
	"gerbang/app/batch"
)

// RedeemInput is one reading of a ticket at a gate.
type RedeemInput struct {
	EventID   int64
	GateID    int64  // 0 when the event names no gates
	Code      string // as scanned or typed
	ScanID    string // UUID made by the device; a repeat is the same scan
	ScannedAt time.Time
}

// Redeem decides on one reading and records it, whatever the outcome. A
// repeat with the same ScanID returns the same answer and records nothing.
// Readings that arrive together are committed together, as registrations are.
//
// Errors: app.ErrNotFound when the actor may not check in at this event.
func (db *DB) Redeem(ctx context.Context, actor *app.Actor, in RedeemInput) (app.Verdict, error) {
	if !actor.CanEvent(app.CheckIn, in.EventID) {
		return app.Verdict{}, app.ErrNotFound
	}
	code, ok := app.NormalizeTicketCode(in.Code)
	if !ok {
		code = "" // belongs to no ticket, but the reading is still recorded
	}
	if in.ScannedAt.IsZero() {
		in.ScannedAt = db.now()
	}
	return db.redeeming.Do(ctx, strconv.FormatInt(in.EventID, 10), redeemItem{actor: actor, in: in, code: code})
}

type redeemItem struct {
	actor *app.Actor
	in    RedeemInput
	code  string
}

func (db *DB) redeemBatch(ctx context.Context, _ string, items []redeemItem) []batch.Result[app.Verdict] {
	results := make([]batch.Result[app.Verdict], len(items))
	err := db.InTx(ctx, func(tx *sqlx.Tx) error {
		verdicts, err := db.redeemAll(ctx, tx, items)
		for i := range verdicts {
			results[i] = batch.Result[app.Verdict]{Value: verdicts[i]}
		}
		return err
	})
	if err != nil {
		for i := range results {
			results[i] = batch.Result[app.Verdict]{Err: err}
		}
	}
	return results
}

// reading is what one scanned code turned out to be.
type reading struct {
	Ord            int        `db:"ord"`
	TicketID       int64      `db:"ticket_id"`
	Code           string     `db:"code"`
	EventID        int64      `db:"event_id"`
	EventTitle     string     `db:"event_title"`
	Revoked        bool       `db:"revoked"`
	RegistrationID int64      `db:"registration_id"`
	Status         string     `db:"status"`
	SessionID      int64      `db:"session_id"`
	SessionTitle   string     `db:"session_title"`
	StartsAt       *time.Time `db:"starts_at"`
	EndsAt         *time.Time `db:"ends_at"`
	Name           string     `db:"name"`
	InAt           *time.Time `db:"in_at"`
	InGate         string     `db:"in_gate"`
	InBy           string     `db:"in_by"`
	SameScan       bool       `db:"same_scan"`
}

func (r *reading) admission(e *app.Event, it redeemItem) app.Admission {
	a := app.Admission{Event: e, Code: it.code, ScannedAtWIB: it.in.ScannedAt.In(app.Jakarta)}
	if a.Code == "" {
		a.Code = it.in.Code
	}
	if r == nil {
		return a
	}
	a.Found, a.TicketEvent, a.OtherTitle, a.Revoked = true, r.EventID, r.EventTitle, r.Revoked
	a.Status, a.HolderName = app.RegistrationStatus(r.Status), r.Name
	if r.SessionID != 0 {
		a.Session = &app.Session{ID: r.SessionID, EventID: r.EventID, Title: r.SessionTitle, StartsAt: *r.StartsAt, EndsAt: *r.EndsAt}
	}
	if !r.SameScan {
		a.AlreadyInAt, a.AlreadyGate, a.AlreadyBy = r.InAt, r.InGate, r.InBy
	}
	return a
}

func (db *DB) redeemAll(ctx context.Context, tx *sqlx.Tx, items []redeemItem) ([]app.Verdict, error) {
	stmt, err := db.prepared(ctx, `SELECT `+eventColumns+` FROM events e WHERE e.id = $1`)
	if err != nil {
		return nil, err
	}
	var row eventRow
	if err := tx.StmtxContext(ctx, stmt).GetContext(ctx, &row, items[0].in.EventID); err != nil {
		return nil, translate(err)
	}
	event := row.event()
	verdicts := make([]app.Verdict, len(items))
	pending := make([]int, len(items))
	for i := range items {
		pending[i] = i
	}
	// Who loses an insert to another replica reads again and is told the
	// truth; after that the other's mark is visible, so two rounds settle it.
	for round := 0; len(pending) > 0 && round < 3; round++ {
		readings, err := db.readings(ctx, tx, event.ID, items, pending)
		if err != nil {
			return nil, err
		}
		if pending, err = db.decide(ctx, tx, event, items, pending, readings, verdicts); err != nil {
			return nil, err
		}
	}
	return verdicts, db.recordScans(ctx, tx, event.ID, items, verdicts)
}

// readings looks the codes of the pending items up. A human code is unique
// within an event; one of another event is still recognised as such.
func (db *DB) readings(ctx context.Context, tx *sqlx.Tx, eventID int64, items []redeemItem, pending []int) (map[int]*reading, error) {
	codes := make([]string, len(pending))
	scans := make([]string, len(pending))
	for i, p := range pending {
		codes[i], scans[i] = items[p].code, items[p].in.ScanID
	}
	stmt, err := db.prepared(ctx, `
		SELECT q.ord, t.id AS ticket_id, t.code, t.event_id, e.title AS event_title, t.revoked_at IS NOT NULL AS revoked,
		       r.id AS registration_id, r.status, coalesce(r.session_id, 0) AS session_id,
		       coalesce(s.title, '') AS session_title, s.starts_at, s.ends_at, c.name,
		       a.scanned_at AS in_at, coalesce(g.name, '') AS in_gate, coalesce(k.name, '') AS in_by,
		       coalesce(a.scan_id = q.scan_id, false) AS same_scan
		FROM unnest($2::text[], $3::uuid[]) WITH ORDINALITY AS q (code, scan_id, ord)
		CROSS JOIN LATERAL (
			SELECT * FROM tickets t WHERE left(t.code, 8) = left(q.code, 8) AND (length(q.code) = 8 OR t.code = q.code)
			ORDER BY t.event_id = $1 DESC, t.revoked_at NULLS FIRST LIMIT 1) t
		JOIN registrations r ON r.id = t.registration_id
		JOIN events e ON e.id = t.event_id
		JOIN candidates c ON c.id = r.candidate_id
		LEFT JOIN event_sessions s ON s.id = r.session_id
		LEFT JOIN attendances a ON a.registration_id = r.id AND a.session_id IS NOT DISTINCT FROM r.session_id AND a.annulled_at IS NULL
		LEFT JOIN gates g ON g.id = a.gate_id
		LEFT JOIN accounts k ON k.id = a.marked_by
		WHERE q.code <> ''`)
	if err != nil {
		return nil, err
	}
	var rows []reading
	if err := tx.StmtxContext(ctx, stmt).SelectContext(ctx, &rows, eventID, pq.Array(codes), pq.Array(scans)); err != nil {
		return nil, err
	}
	found := make(map[int]*reading, len(rows))
	for i := range rows {
		found[pending[rows[i].Ord-1]] = &rows[i]
	}
	return found, nil
}

// decide fills the verdicts of the pending items, inserts the marks of those
// let in, and returns the items that lost against another writer.
func (db *DB) decide(ctx context.Context, tx *sqlx.Tx, e *app.Event, items []redeemItem, pending []int, readings map[int]*reading, verdicts []app.Verdict) ([]int, error) {
	first := map[int64]int{} // registration → item let in within this batch
	var in []int
	for _, i := range pending {
		r := readings[i]
		a := r.admission(e, items[i])
		if r != nil && a.AlreadyInAt == nil && !r.SameScan {
			if j, ok := first[r.RegistrationID]; ok && items[j].in.ScanID != items[i].in.ScanID {
				at := items[j].in.ScannedAt
				a.AlreadyInAt, a.AlreadyBy = &at, items[j].actor.Name
			}
		}
		verdicts[i] = app.Admit(a)
		verdicts[i].TicketID = ticketID(r)
		if verdicts[i].Outcome == app.Admitted && !r.SameScan {
			if _, again := first[r.RegistrationID]; !again {
				first[r.RegistrationID] = i
				in = append(in, i)
			}
		}
	}
	if len(in) == 0 {
		return nil, nil
	}
	marked, err := db.mark(ctx, tx, e.ID, items, in, readings)
	if err != nil {
		return nil, err
	}
	var lost []int
	for _, i := range in {
		if !marked[readings[i].RegistrationID] {
			lost = append(lost, i)
		}
	}
	return lost, nil
}

func ticketID(r *reading) int64 {
	if r == nil {
		return 0
	}
	return r.TicketID
}

func (db *DB) mark(ctx context.Context, tx *sqlx.Tx, eventID int64, items []redeemItem, in []int, readings map[int]*reading) (map[int64]bool, error) {
	var registrations, sessions, gates, accounts []int64
	var scans, at []string
	for _, i := range in {
		r, it := readings[i], items[i]
		registrations = append(registrations, r.RegistrationID)
		sessions = append(sessions, r.SessionID)
		gates = append(gates, it.in.GateID)
		accounts = append(accounts, it.actor.AccountID)
		scans = append(scans, it.in.ScanID)
		at = append(at, it.in.ScannedAt.Format(time.RFC3339Nano))
	}
	stmt, err := db.prepared(ctx, `
		INSERT INTO attendances (event_id, registration_id, session_id, gate_id, marked_by, scan_id, scanned_at, recorded_at)
		SELECT $1, registration_id, nullif(session_id, 0), nullif(gate_id, 0), nullif(account_id, 0), scan_id, scanned_at, $8
		FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::uuid[], $7::timestamptz[])
		     AS q (registration_id, session_id, gate_id, account_id, scan_id, scanned_at)
		ORDER BY registration_id
		ON CONFLICT DO NOTHING
		RETURNING registration_id`)
	if err != nil {
		return nil, err
	}
	var ids []int64
	if err := tx.StmtxContext(ctx, stmt).SelectContext(ctx, &ids, eventID, pq.Array(registrations), pq.Array(sessions), pq.Array(gates),
		pq.Array(accounts), pq.Array(scans), pq.Array(at), db.now()); err != nil {
		return nil, err
	}
	marked := make(map[int64]bool, len(ids))
	for _, id := range ids {
		marked[id] = true
	}
	return marked, nil
}

// recordScans appends every reading to the history, also those refused.
func (db *DB) recordScans(ctx context.Context, tx *sqlx.Tx, eventID int64, items []redeemItem, verdicts []app.Verdict) error {
	n := len(items)
	scans, outcomes, refusals, at := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	gates, tickets, accounts := make([]int64, n), make([]int64, n), make([]int64, n)
	for i, it := range items {
		scans[i], at[i] = it.in.ScanID, it.in.ScannedAt.Format(time.RFC3339Nano)
		outcomes[i], refusals[i] = string(verdicts[i].Outcome), string(verdicts[i].Refusal)
		gates[i], tickets[i], accounts[i] = it.in.GateID, verdicts[i].TicketID, it.actor.AccountID
	}
	stmt, err := db.prepared(ctx, `
		INSERT INTO scans (scan_id, event_id, gate_id, ticket_id, outcome, refusal, account_id, scanned_at, arrived_at)
		SELECT scan_id, $1, nullif(gate_id, 0), nullif(ticket_id, 0), outcome, refusal, nullif(account_id, 0), scanned_at, $9
		FROM unnest($2::uuid[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::timestamptz[])
		     AS q (scan_id, gate_id, ticket_id, outcome, refusal, account_id, scanned_at)
		ON CONFLICT (scan_id) DO NOTHING`)
	if err != nil {
		return err
	}
	_, err = tx.StmtxContext(ctx, stmt).ExecContext(ctx, eventID, pq.Array(scans), pq.Array(gates), pq.Array(tickets),
		pq.Array(outcomes), pq.Array(refusals), pq.Array(accounts), pq.Array(at), db.now())
	return err
}
