package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
	"gerbang/app/batch"
)

// SyncMost is how many readings one sync takes.
const SyncMost = 500

// Synced is what became of the readings of a device.
type Synced struct {
	Results []batch.Result[app.Verdict] // one per reading; an error is that reading's alone
	Revoked bool                        // the device is to forget what it holds
}

// Sync takes in what a device read while it had no internet, at most SyncMost
// readings, in one batch. Readings that were taken in before get the answer
// they got, so that a device which is not sure sends them again. A gate that
// is there no more loses no reading. Of a revoked device, what it read before
// it was revoked is still taken in.
//
// Errors: those of SeeScanner, app.ErrBusy.
func (db *DB) Sync(ctx context.Context, actor *app.Actor, device ScannerReport, readings []RedeemInput) (Synced, error) {
	revoked, err := db.SeeScanner(ctx, actor, device)
	if err != nil {
		return Synced{}, err
	}
	out := Synced{Results: make([]batch.Result[app.Verdict], len(readings)), Revoked: revoked != nil}
	gates, err := db.Gates(ctx, device.EventID)
	if err != nil {
		return Synced{}, err
	}
	known := map[int64]bool{}
	for _, g := range gates {
		known[g.ID] = true
	}
	var items []redeemItem
	var at []int
	for i, in := range readings {
		in.EventID, in.ScannerID = device.EventID, device.ID
		if !known[in.GateID] {
			in.GateID = 0
		}
		it, err := db.item(actor, in)
		switch {
		case err == nil && revoked != nil && !it.in.ScannedAt.Before(*revoked):
			err = ErrScannerRevoked
		case err == nil && in.Told != "" && !in.offline() && !in.turnedAway():
			err = ErrTold
		}
		if err != nil {
			out.Results[i].Err = err
			continue
		}
		items, at = append(items, it), append(at, i)
	}
	if len(items) == 0 {
		return out, nil
	}
	results := db.hot.redeemBatch(ctx, "", items)
	flushed := db.startFlush()
	select {
	case <-flushed.done:
	case <-ctx.Done():
		return Synced{}, ctx.Err()
	}
	if flushed.err != nil {
		return Synced{}, flushed.err
	}
	for k, i := range at {
		if err := results[k].Err; err != nil && !errors.Is(err, ErrScanReused) && !errors.Is(err, ErrGate) {
			return Synced{}, err // of the whole batch: to be sent again
		}
		out.Results[i] = results[k]
	}
	return out, nil
}

// Errors of a reading that a device sends.
var (
	ErrTold           = &app.Error{Kind: app.Invalid, Key: "error.choice", Field: "told"}
	ErrScannerRevoked = &app.Error{Kind: app.Forbidden, Key: "attendance.device_revoked"}
)

// Conflict is a reading by which somebody was let in who, as we know now,
// should not have been: the ticket had been used, or did not stand.
type Conflict struct {
	ScanID    string
	ScannedAt time.Time
	ArrivedAt time.Time
	Gate      string
	Account   string
	Scanner   string
	Refusal   app.Refusal // why not; empty when the ticket had been used
	Name      string      // the holder's; empty for a code that is unknown or another event's
	FirstAt   *time.Time  // when it was used first
	FirstGate string
	Reviewed  *time.Time
	Reviewer  string
	Note      string
}

// Conflicts returns the conflicts of an event in the order in which they
// happened, those nobody has looked at first. They follow from the readings
// alone, so that every order of arrival ends in the same list.
//
// Errors: app.ErrNotFound when the actor is no supervisor of the event.
func (db *DB) Conflicts(ctx context.Context, actor *app.Actor, eventID int64) ([]Conflict, error) {
	if !actor.CanEvent(app.ForceEntry, eventID) {
		return nil, app.ErrNotFound
	}
	var rows []struct {
		ScanID    string     `db:"scan_id"`
		ScannedAt time.Time  `db:"scanned_at"`
		ArrivedAt time.Time  `db:"arrived_at"`
		Gate      string     `db:"gate"`
		Account   string     `db:"account"`
		Scanner   string     `db:"scanner"`
		Refusal   string     `db:"refusal"`
		Name      string     `db:"name"`
		FirstAt   *time.Time `db:"first_at"`
		FirstGate string     `db:"first_gate"`
		Reviewed  *time.Time `db:"reviewed"`
		Reviewer  string     `db:"reviewer"`
		Note      string     `db:"note"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `
		WITH passed AS ( -- everybody who was let in, in order of time
			SELECT s.*, CASE WHEN s.refusal = '' AND NOT s.returns THEN
				row_number() OVER (PARTITION BY s.ticket_id, s.refusal = '' ORDER BY s.scanned_at, s.scan_id) ELSE 0 END AS nth
			FROM scans s
			WHERE s.event_id = $1 AND s.direction = 'in' AND s.forced = '' AND (s.told IN ('ok', 'saved') OR s.told = '' AND s.outcome = 'ok')
		)
		SELECT p.scan_id, p.scanned_at, p.arrived_at, coalesce(g.name, '') AS gate, coalesce(a.name, '') AS account, coalesce(d.name, '') AS scanner,
		       p.refusal, CASE WHEN t.event_id = $1 THEN c.name ELSE '' END AS name, f.scanned_at AS first_at, coalesce(fg.name, '') AS first_gate,
		       v.at AS reviewed, coalesce(va.name, '') AS reviewer, coalesce(v.note, '') AS note
		FROM passed p
		LEFT JOIN passed f ON p.nth > 1 AND f.ticket_id = p.ticket_id AND f.nth = 1
		LEFT JOIN gates g ON g.id = p.gate_id LEFT JOIN gates fg ON fg.id = f.gate_id
		LEFT JOIN accounts a ON a.id = p.account_id LEFT JOIN scanners d ON d.id = p.scanner_id
		LEFT JOIN tickets t ON t.id = p.ticket_id LEFT JOIN registrations r ON r.id = t.registration_id LEFT JOIN candidates c ON c.id = r.candidate_id
		LEFT JOIN conflict_reviews v ON v.scan_id = p.scan_id LEFT JOIN accounts va ON va.id = v.account_id
		WHERE p.refusal <> '' OR p.nth > 1
		ORDER BY v.at IS NOT NULL, p.scanned_at, p.scan_id LIMIT 500`, eventID); err != nil {
		return nil, err
	}
	out := make([]Conflict, len(rows))
	for i, r := range rows {
		out[i] = Conflict{
			ScanID: r.ScanID, ScannedAt: r.ScannedAt, ArrivedAt: r.ArrivedAt, Gate: r.Gate, Account: r.Account, Scanner: r.Scanner,
			Refusal: app.Refusal(r.Refusal), Name: r.Name, FirstAt: r.FirstAt, FirstGate: r.FirstGate,
			Reviewed: r.Reviewed, Reviewer: r.Reviewer, Note: r.Note,
		}
	}
	return out, nil
}

// ReviewConflict notes that a supervisor has looked at a conflict; the last
// note stands. Errors: app.ErrNotFound when it is no reading of the event.
func (db *DB) ReviewConflict(ctx context.Context, actor *app.Actor, eventID int64, scanID, note string) error {
	if !actor.CanEvent(app.ForceEntry, eventID) {
		return app.ErrNotFound
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		done, err := tx.ExecContext(ctx, `
			INSERT INTO conflict_reviews (scan_id, event_id, account_id, note, at)
			SELECT scan_id, event_id, $3, left($4, 300), $5 FROM scans WHERE scan_id::text = $1 AND event_id = $2
			ON CONFLICT (scan_id) DO UPDATE SET account_id = excluded.account_id, note = excluded.note, at = excluded.at`,
			scanID, eventID, actor.AccountID, note, db.now())
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return orErr(err, app.ErrNotFound)
		}
		return audit(ctx, tx, actor, auditEntry{Action: "conflict.review", Entity: "event", EntityID: eventID, EventID: eventID, After: map[string]any{"scan": scanID}})
	})
}

// AnnulMark takes back that somebody came, with a reason; the mark stays in
// the history. Errors: app.ErrNotFound, ErrAnnulReason.
func (db *DB) AnnulMark(ctx context.Context, actor *app.Actor, eventID, registrationID int64, reason string) error {
	if !actor.CanEvent(app.ForceEntry, eventID) {
		return app.ErrNotFound
	}
	if len([]rune(reason)) < 5 {
		return ErrAnnulReason
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		done, err := tx.ExecContext(ctx, `
			UPDATE attendances SET annulled_at = $3, annul_reason = left($4, 300)
			WHERE event_id = $1 AND registration_id = $2 AND annulled_at IS NULL AND scan_id IS NOT NULL`, eventID, registrationID, db.now(), reason)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return orErr(err, app.ErrNotFound)
		}
		return audit(ctx, tx, actor, auditEntry{Action: "attendance.annul", Entity: "registration", EntityID: registrationID, EventID: eventID})
	})
}

// ErrAnnulReason asks why a mark is taken back.
var ErrAnnulReason = &app.Error{Kind: app.Invalid, Key: "attendance.annul_reason", Field: "reason"}
