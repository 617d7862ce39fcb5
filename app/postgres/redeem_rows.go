package postgres

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// reading is what one scanned code turned out to be, and what was recorded
// of the scan if it is a repeat.
type reading struct {
	Ord            int        `db:"ord"`
	GateKnown      bool       `db:"gate_known"`
	GateName       string     `db:"gate_name"`
	ScanEvent      int64      `db:"scan_event"` // 0: never seen before
	ScanTicket     int64      `db:"scan_ticket"`
	ScanOutcome    string     `db:"scan_outcome"`
	ScanRefusal    string     `db:"scan_refusal"`
	ScanAt         *time.Time `db:"scan_at"`
	TicketID       int64      `db:"ticket_id"` // 0: the code is unknown
	EventID        int64      `db:"event_id"`
	EventTitle     string     `db:"event_title"`
	Revoked        bool       `db:"revoked"`
	RegistrationID int64      `db:"registration_id"`
	Status         string     `db:"status"`
	SessionID      int64      `db:"session_id"`
	Slot           bool       `db:"slot"` // an applicant's, in the selection
	SessionTitle   string     `db:"session_title"`
	StartsAt       *time.Time `db:"starts_at"`
	EndsAt         *time.Time `db:"ends_at"`
	Name           string     `db:"name"`
	ScanForced     string     `db:"scan_forced"`
	ScanDirection  string     `db:"scan_direction"`
	InAt           *time.Time `db:"in_at"`
	InScan         string     `db:"in_scan"`    // the reading that made the mark; empty when it was made without one
	LastInAt       *time.Time `db:"last_in_at"` // before this reading; only where people may come back
	InGate         string     `db:"in_gate"`
	InBy           string     `db:"in_by"`
	Gate           gateRow    `db:"at"` // the event whose gate is asked
}

// gateRow is what deciding on a reading needs of the event at whose gate it
// was made.
type gateRow struct {
	Status       *string    `db:"status"`
	StartsAt     *time.Time `db:"starts_at"`
	EndsAt       *time.Time `db:"ends_at"`
	EarlyMinutes *int       `db:"early_minutes"`
	LateMinutes  *int       `db:"late_minutes"`
	Reentry      *string    `db:"reentry"`
	ReentryWait  *int       `db:"reentry_minutes"`
}

func (r *reading) session() *app.Session {
	if r.SessionID == 0 {
		return nil
	}
	return &app.Session{ID: r.SessionID, EventID: r.EventID, Title: r.SessionTitle, StartsAt: *r.StartsAt, EndsAt: *r.EndsAt}
}

func (r *reading) admission(e *app.Event, it redeemItem) app.Admission {
	a := app.Admission{
		Event: e, Direction: it.in.Direction, Force: it.in.Force != "", LastInAt: r.LastInAt, Code: it.in.Code, ScannedAtWIB: it.in.ScannedAt.In(app.Jakarta),
		Found: r.TicketID != 0, TicketEvent: r.EventID, OtherTitle: r.EventTitle, Revoked: r.Revoked,
		Status: app.RegistrationStatus(r.Status), Session: r.session(), Slot: r.Slot, HolderName: r.Name,
		AlreadyInAt: r.InAt, AlreadyGate: r.InGate, AlreadyBy: r.InBy,
	}
	if r.overtakes(it) {
		a.AlreadyInAt, a.AlreadyGate, a.AlreadyBy = nil, "", ""
	}
	return a
}

// overtakes reports whether the holder was let in before the reading that
// made their mark, by a device that could not tell us at the time. An officer
// who waits for our answer is told what stands now.
func (r *reading) overtakes(it redeemItem) bool {
	if r.InAt == nil || r.InScan == "" || !it.in.offline() {
		return false
	}
	return cmp.Or(it.in.ScannedAt.Compare(*r.InAt), cmp.Compare(it.in.ScanID, r.InScan)) < 0
}

// replay returns the answer that was given when the scan was recorded, however
// things stand now.
func (r *reading) replay(e *app.Event, it redeemItem) (app.Verdict, error) {
	if r.ScanEvent != e.ID || r.ScanTicket != r.TicketID {
		return app.Verdict{}, ErrScanReused
	}
	v := app.Verdict{
		Outcome: app.Outcome(r.ScanOutcome), Refusal: app.Refusal(r.ScanRefusal),
		Code: it.in.Code, TicketID: r.TicketID, ScannedAt: r.ScanAt.In(app.Jakarta),
		Direction: app.Direction(r.ScanDirection), Forced: app.Refusal(r.ScanForced),
	}
	switch {
	case v.Refusal == app.UnknownCode:
	case v.Refusal == app.OtherEvent:
		v.Event = r.EventTitle
	default:
		v.Name, v.Session = r.Name, r.session()
	}
	if v.Outcome == app.Duplicate && r.InAt != nil {
		v.At, v.Gate, v.By = *r.InAt, r.InGate, r.InBy
	}
	return v, nil
}

// event returns the event at whose gate the reading was made, or nil when
// there is none with that id.
func (r *reading) event(id int64) *app.Event {
	g := &r.Gate
	if g.Status == nil {
		return nil
	}
	return &app.Event{
		ID: id, Status: app.EventStatus(*g.Status), StartsAt: *g.StartsAt, EndsAt: *g.EndsAt,
		EarlyEntry: time.Duration(*g.EarlyMinutes) * time.Minute, LateEntry: time.Duration(*g.LateMinutes) * time.Minute,
		Reentry: app.Reentry(*g.Reentry), ReentryWait: time.Duration(*g.ReentryWait) * time.Minute,
	}
}

// readings looks up what the pending items read. A human code is unique
// within an event; one of another event is still recognised as such.
// Without a transaction it reads in one of its own.
func (db *DB) readings(ctx context.Context, tx *sqlx.Tx, r *redemption, pending []int) error {
	n := len(pending)
	codes, scans, gates, at := make([]string, n), make([]string, n), make([]int64, n), make([]string, n)
	for i, p := range pending {
		codes[i], scans[i], gates[i] = r.items[p].code, r.items[p].in.ScanID, r.items[p].in.GateID
		at[i] = r.items[p].in.ScannedAt.Format(time.RFC3339Nano)
	}
	stmt, err := db.prepared(ctx, `
		SELECT q.ord, h.id IS NOT NULL AS gate_known, coalesce(h.name, '') AS gate_name,
		       coalesce(z.event_id, 0) AS scan_event, coalesce(z.ticket_id, 0) AS scan_ticket,
		       coalesce(z.outcome, '') AS scan_outcome, coalesce(z.refusal, '') AS scan_refusal, z.scanned_at AS scan_at,
		       coalesce(z.forced, '') AS scan_forced, coalesce(z.direction, '') AS scan_direction,
		       coalesce(t.id, 0) AS ticket_id, coalesce(t.event_id, 0) AS event_id, coalesce(e.title, '') AS event_title,
		       t.revoked_at IS NOT NULL AS revoked, coalesce(t.registration_id, 0) AS registration_id,
		       coalesce(r.status, '') AS status, coalesce(b.session_id, r.session_id, 0) AS session_id, b.session_id IS NOT NULL AS slot,
		       coalesce(s.title, '') AS session_title, s.starts_at, s.ends_at, coalesce(c.name, '') AS name,
		       a.scanned_at AS in_at, coalesce(a.gate, '') AS in_gate, coalesce(a.account, '') AS in_by,
		       coalesce(a.scan_id::text, '') AS in_scan, l.at AS last_in_at,
		       v.status AS "at.status", v.starts_at AS "at.starts_at", v.ends_at AS "at.ends_at",
		       v.early_minutes AS "at.early_minutes", v.late_minutes AS "at.late_minutes",
		       v.reentry AS "at.reentry", v.reentry_minutes AS "at.reentry_minutes"
		FROM unnest($2::text[], $3::uuid[], $4::bigint[], $5::timestamptz[]) WITH ORDINALITY AS q (code, scan_id, gate_id, scanned_at, ord)
		LEFT JOIN LATERAL (
			SELECT y.event_id, y.ticket_id, y.outcome, y.refusal, y.scanned_at, y.forced, y.direction FROM scans y WHERE y.scan_id = q.scan_id LIMIT 1) z ON true
		LEFT JOIN events v ON v.id = $1
		LEFT JOIN gates h ON h.id = q.gate_id AND h.event_id = $1
		LEFT JOIN LATERAL (
			SELECT x.id, x.event_id, x.registration_id, x.revoked_at FROM tickets x
			WHERE left(x.code, 8) = left(q.code, 8) AND (length(q.code) = 8 OR x.code = q.code)
			ORDER BY x.event_id = $1 DESC, x.revoked_at NULLS FIRST LIMIT 1) t ON true
		LEFT JOIN registrations r ON r.id = t.registration_id
		LEFT JOIN events e ON e.id = t.event_id
		LEFT JOIN candidates c ON c.id = r.candidate_id
		LEFT JOIN LATERAL (`+nearestSlot+`) b ON true
		LEFT JOIN event_sessions s ON s.id = coalesce(b.session_id, r.session_id)
		LEFT JOIN LATERAL (
			SELECT m.scanned_at, m.scan_id, g.name AS gate, k.name AS account
			FROM attendances m LEFT JOIN gates g ON g.id = m.gate_id LEFT JOIN accounts k ON k.id = m.marked_by
			WHERE m.registration_id = r.id AND m.session_id IS NOT DISTINCT FROM s.id AND m.annulled_at IS NULL LIMIT 1) a ON true
		LEFT JOIN LATERAL (
			SELECT max(y.scanned_at) AS at FROM scans y WHERE v.reentry <> 'none' AND y.returns AND y.ticket_id = t.id
			AND y.scanned_at < q.scanned_at AND y.direction = 'in' AND y.outcome = 'ok') l ON true`)
	if err != nil {
		return err
	}
	rows := make([]reading, 0, n)
	if err := within(ctx, tx, stmt).SelectContext(ctx, &rows, r.eventID, pq.Array(codes), pq.Array(scans), pq.Array(gates), pq.Array(at)); err != nil {
		return err
	}
	for i := range rows {
		r.readings[pending[rows[i].Ord-1]] = &rows[i]
	}
	if r.event = rows[0].event(r.eventID); r.event == nil {
		return app.ErrNotFound
	}
	return nil
}

// nearestSlot is the selection slot of an applicant r that lies nearest to the
// moment q.scanned_at: somebody may sit in two on one day. Whoever is no
// applicant any more has none.
const nearestSlot = `
	SELECT x.session_id FROM selection_bookings x JOIN event_sessions y ON y.id = x.session_id
	WHERE x.registration_id = r.id AND r.status = 'submitted'
	ORDER BY greatest(y.starts_at - q.scanned_at, q.scanned_at - y.ends_at, interval '0'), y.starts_at LIMIT 1`

// mark inserts the marks of the items let in and returns the registrations it
// could mark. Each registration is held until the commit, so that one that is
// cancelled or moved to another session at this moment is not marked.
func (db *DB) mark(ctx context.Context, tx *sqlx.Tx, r *redemption, in []int) (map[int64]bool, error) {
	if len(in) == 0 {
		return nil, nil
	}
	stmt, err := db.prepared(ctx, insertMarks+` RETURNING registration_id`)
	if err != nil {
		return nil, err
	}
	var ids []int64
	if err := within(ctx, tx, stmt).SelectContext(ctx, &ids, append([]any{r.eventID, db.now()}, r.marks(in)...)...); err != nil {
		return nil, err
	}
	marked := make(map[int64]bool, len(ids))
	for _, id := range ids {
		marked[id] = true
	}
	return marked, nil
}

// insertMarks inserts the marks of redemption.marks, those that may be made.
// Whoever was read first came first, however late we hear of it: the mark is
// that reading's, so that all orders of arrival end in the same marks.
const insertMarks = `
	INSERT INTO attendances (event_id, registration_id, session_id, gate_id, marked_by, scan_id, scanned_at, recorded_at, offline)
	SELECT $1::bigint, r.id, nullif(q.session_id, 0), nullif(q.gate_id, 0), nullif(q.account_id, 0), q.scan_id, q.scanned_at, $2::timestamptz, q.offline
	FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::uuid[], $8::timestamptz[], $9::boolean[], $10::boolean[])
	     AS q (registration_id, session_id, gate_id, account_id, scan_id, scanned_at, forced, offline)
	JOIN registrations r ON r.id = q.registration_id
	WHERE q.forced OR r.status IN ('confirmed', 'accepted', 'completed') AND coalesce(r.session_id, 0) = q.session_id
	   OR r.status = 'submitted' AND EXISTS (SELECT 1 FROM selection_bookings b WHERE b.registration_id = r.id AND b.session_id = q.session_id)
	ORDER BY r.id
	FOR SHARE OF r
	ON CONFLICT (registration_id, session_id) WHERE annulled_at IS NULL
	DO UPDATE SET gate_id = excluded.gate_id, marked_by = excluded.marked_by, scan_id = excluded.scan_id,
	              scanned_at = excluded.scanned_at, recorded_at = excluded.recorded_at, offline = true
	WHERE excluded.offline AND (excluded.scanned_at, excluded.scan_id) < (attendances.scanned_at, attendances.scan_id)`

// marks are the arguments of insertMarks from the third on.
func (r *redemption) marks(in []int) []any {
	n := len(in)
	registrations, sessions := make([]int64, n), make([]int64, n)
	gates, accounts := make([]int64, n), make([]int64, n)
	scans, at, forced, offline := make([]string, n), make([]string, n), make([]bool, n), make([]bool, n)
	for k, i := range in {
		it := r.items[i]
		registrations[k], sessions[k] = r.readings[i].RegistrationID, r.readings[i].SessionID
		gates[k], accounts[k] = it.in.GateID, it.actor.AccountID
		scans[k], at[k] = it.in.ScanID, it.in.ScannedAt.Format(time.RFC3339Nano)
		forced[k], offline[k] = r.results[i].Value.Forced != "", it.in.offline()
	}
	return []any{pq.Array(registrations), pq.Array(sessions), pq.Array(gates), pq.Array(accounts), pq.Array(scans), pq.Array(at), pq.Array(forced), pq.Array(offline)}
}

// insertScans appends the readings of redemption.history, whose arguments
// begin after the given number of others.
func insertScans(after int) string {
	return fmt.Sprintf(`
	INSERT INTO scans (scan_id, event_id, gate_id, ticket_id, outcome, refusal, account_id, scanned_at, arrived_at,
	                   direction, told, scanner_id, forced, force_reason, returns)
	SELECT scan_id, $1::bigint, nullif(gate_id, 0), nullif(ticket_id, 0), outcome, refusal, nullif(account_id, 0), scanned_at, $2::timestamptz,
	       direction, told, nullif(device, '')::uuid, forced, force_reason, $%d
	FROM unnest($%d::uuid[], $%d::bigint[], $%d::bigint[], $%d::text[], $%d::text[], $%d::bigint[], $%d::timestamptz[],
	            $%d::text[], $%d::text[], $%d::text[], $%d::text[], $%d::text[])
	     AS q (scan_id, gate_id, ticket_id, outcome, refusal, account_id, scanned_at, direction, told, device, forced, force_reason)
	ORDER BY scan_id
	ON CONFLICT (scan_id) DO NOTHING`, after+1, after+2, after+3, after+4, after+5, after+6, after+7, after+8, after+9, after+10, after+11, after+12, after+13)
}

// history are the fresh readings, also those refused, as insertScans takes
// them, and how many they are.
func (r *redemption) history() (args []any, n int) {
	var scans, outcomes, refusals, at []string
	var directions, told, devices, forced, reasons []string
	var gates, tickets, accounts []int64
	for i, it := range r.items {
		if !r.fresh[i] {
			continue
		}
		v := r.results[i].Value
		scans, at = append(scans, it.in.ScanID), append(at, it.in.ScannedAt.Format(time.RFC3339Nano))
		outcomes, refusals = append(outcomes, string(v.Outcome)), append(refusals, string(v.Refusal))
		gates, tickets, accounts = append(gates, it.in.GateID), append(tickets, v.TicketID), append(accounts, it.actor.AccountID)
		directions, told, devices = append(directions, string(it.in.Direction)), append(told, string(it.in.Told)), append(devices, it.in.ScannerID)
		reason := it.in.Force
		if v.Forced == "" {
			reason = "" // there was nothing to overrule
		}
		forced, reasons = append(forced, string(v.Forced)), append(reasons, reason)
	}
	returns := r.event.Reentry != app.NoReentry
	return []any{returns, pq.Array(scans), pq.Array(gates), pq.Array(tickets), pq.Array(outcomes), pq.Array(refusals), pq.Array(accounts), pq.Array(at),
		pq.Array(directions), pq.Array(told), pq.Array(devices), pq.Array(forced), pq.Array(reasons)}, len(scans)
}

// recordScans appends every fresh reading to the history.
func (db *DB) recordScans(ctx context.Context, tx *sqlx.Tx, r *redemption) error {
	args, n := r.history()
	if n == 0 {
		return nil
	}
	stmt, err := db.prepared(ctx, insertScans(2))
	if err != nil {
		return err
	}
	done, err := within(ctx, tx, stmt).ExecContext(ctx, append([]any{r.eventID, db.now()}, args...)...)
	if err != nil {
		return err
	}
	if written, err := done.RowsAffected(); err != nil || written != int64(n) {
		return errors.Join(err, errScanRace)
	}
	return nil
}

// markAndRecord makes all marks and appends all fresh readings in one
// statement, or does nothing and reports that another writer was in the way.
func (db *DB) markAndRecord(ctx context.Context, r *redemption, in []int) (bool, error) {
	history, n := r.history()
	if n == 0 {
		return true, nil
	}
	stmt, err := db.prepared(ctx, `
		WITH marked AS (`+insertMarks+` RETURNING 1), recorded AS (`+insertScans(10)+` RETURNING 1)
		SELECT insist((SELECT count(*) FROM marked) = $24 AND (SELECT count(*) FROM recorded) = $25)`)
	if err != nil {
		return false, err
	}
	args := append([]any{r.eventID, db.now()}, r.marks(in)...)
	args = append(append(args, history...), len(in), n)
	if _, err := stmt.ExecContext(ctx, args...); inTheWay(err) || retryable(err) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	return true, nil
}

// within returns the statement in the transaction, or by itself without one.
func within(ctx context.Context, tx *sqlx.Tx, stmt *sqlx.Stmt) *sqlx.Stmt {
	if tx == nil {
		return stmt
	}
	return tx.StmtxContext(ctx, stmt)
}
