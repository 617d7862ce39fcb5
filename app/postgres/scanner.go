package postgres

import (
	"context"
	"database/sql"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// ErrScanner says that a device has named itself with something that is no UUID.
var ErrScanner = &app.Error{Kind: app.Invalid, Key: "error.uuid", Field: "device"}

// ScannerReport is what a device says of itself whenever it reaches us.
type ScannerReport struct {
	ID      string // UUID made by the device
	EventID int64
	GateID  int64 // 0 when it stands at none
	Name    string
	Waiting int           // readings that it has not sent
	Battery *int          // per cent; nil when it does not say
	Clock   time.Duration // how far its clock is ahead of ours
	ListAt  *time.Time    // when it last got the list of tickets; nil when it holds none
}

// Scanner is a telephone or tablet at the gates of an event.
type Scanner struct {
	ScannerReport
	Gate      string // name of its gate; empty when it stands at none
	Account   string // who used it last
	PairedAt  time.Time
	SeenAt    time.Time
	RevokedAt *time.Time
}

// SeeScanner keeps what a device says of itself; the first time that pairs it
// with the event. It returns since when the device is revoked, or nil: one
// that is has to forget what it holds.
//
// Errors: app.ErrNotFound when the actor may not check in at the event,
// ErrScanner also for the device of another event.
func (db *DB) SeeScanner(ctx context.Context, actor *app.Actor, r ScannerReport) (revoked *time.Time, err error) {
	if !actor.CanEvent(app.CheckIn, r.EventID) {
		return nil, app.ErrNotFound
	}
	id, err := uuid.Parse(r.ID)
	if err != nil {
		return nil, ErrScanner
	}
	battery := sql.NullInt64{}
	if r.Battery != nil && *r.Battery >= 0 && *r.Battery <= 100 {
		battery = sql.NullInt64{Int64: int64(*r.Battery), Valid: true}
	}
	var row struct {
		EventID   int64      `db:"event_id"`
		RevokedAt *time.Time `db:"revoked_at"`
	}
	err = db.sql.GetContext(ctx, &row, `
		INSERT INTO scanners AS d (id, event_id, gate_id, name, account_id, paired_at, seen_at, waiting, battery, clock_ms, list_at)
		VALUES ($1, $2, (SELECT g.id FROM gates g WHERE g.id = $3 AND g.event_id = $2), left($4, 60), $5, $6, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET
			gate_id = excluded.gate_id, name = CASE WHEN excluded.name = '' THEN d.name ELSE excluded.name END, account_id = excluded.account_id,
			seen_at = excluded.seen_at, waiting = excluded.waiting, battery = excluded.battery, clock_ms = excluded.clock_ms, list_at = excluded.list_at
		WHERE d.event_id = excluded.event_id
		RETURNING event_id, revoked_at`,
		id.String(), r.EventID, r.GateID, r.Name, actor.AccountID, db.now(), max(r.Waiting, 0), battery, r.Clock.Milliseconds(), r.ListAt)
	if err == sql.ErrNoRows {
		return nil, ErrScanner
	}
	return row.RevokedAt, err
}

// Scanners returns the devices of an event, those seen last first.
// Errors: app.ErrNotFound when the actor is no supervisor of the event.
func (db *DB) Scanners(ctx context.Context, actor *app.Actor, eventID int64) ([]Scanner, error) {
	if !actor.CanEvent(app.ForceEntry, eventID) {
		return nil, app.ErrNotFound
	}
	var rows []struct {
		ID        string        `db:"id"`
		GateID    int64         `db:"gate_id"`
		Gate      string        `db:"gate"`
		Name      string        `db:"name"`
		Account   string        `db:"account"`
		PairedAt  time.Time     `db:"paired_at"`
		SeenAt    time.Time     `db:"seen_at"`
		Waiting   int           `db:"waiting"`
		Battery   sql.NullInt64 `db:"battery"`
		ClockMS   int64         `db:"clock_ms"`
		ListAt    *time.Time    `db:"list_at"`
		RevokedAt *time.Time    `db:"revoked_at"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT d.id, coalesce(d.gate_id, 0) AS gate_id, coalesce(g.name, '') AS gate, d.name, a.name AS account,
		       d.paired_at, d.seen_at, d.waiting, d.battery, d.clock_ms, d.list_at, d.revoked_at
		FROM scanners d JOIN accounts a ON a.id = d.account_id LEFT JOIN gates g ON g.id = d.gate_id
		WHERE d.event_id = $1 ORDER BY d.revoked_at IS NOT NULL, d.seen_at DESC, d.id LIMIT 200`, eventID); err != nil {
		return nil, err
	}
	out := make([]Scanner, len(rows))
	for i, r := range rows {
		out[i] = Scanner{
			ScannerReport: ScannerReport{ID: r.ID, EventID: eventID, GateID: r.GateID, Name: r.Name, Waiting: r.Waiting,
				Clock: time.Duration(r.ClockMS) * time.Millisecond, ListAt: r.ListAt},
			Gate: r.Gate, Account: r.Account, PairedAt: r.PairedAt, SeenAt: r.SeenAt, RevokedAt: r.RevokedAt,
		}
		if r.Battery.Valid {
			n := int(r.Battery.Int64)
			out[i].Battery = &n
		}
	}
	return out, nil
}

// RevokeScanner takes a device out of use: the next time it reaches us it hands
// over what it read until now, and forgets the list and everything else.
// Revoking it again changes nothing. Errors: app.ErrNotFound.
func (db *DB) RevokeScanner(ctx context.Context, actor *app.Actor, eventID int64, id string) error {
	if !actor.CanEvent(app.ForceEntry, eventID) || uuid.Validate(id) != nil {
		return app.ErrNotFound
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		var was bool
		if err := tx.GetContext(ctx, &was, `SELECT revoked_at IS NOT NULL FROM scanners WHERE id = $1 AND event_id = $2 FOR UPDATE`, id, eventID); err != nil || was {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE scanners SET revoked_at = $2, revoked_by = nullif($3::bigint, 0) WHERE id = $1`, id, db.now(), actor.AccountID); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "scanner.revoke", Entity: "event", EntityID: eventID, EventID: eventID, After: map[string]any{"scanner": id}})
	})
}
