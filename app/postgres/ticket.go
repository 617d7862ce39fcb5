package postgres

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// ticketReissued is the audit action of a ticket that got another code.
const ticketReissued = "ticket.reissue"

// ReissueTicket gives a registration a new code and revokes the old one: for
// an owner whose code somebody else has seen, or staff at the help desk. The
// human code says which ticket the actor wants replaced; when another stands
// already, that one is returned and nothing changes, so that a form sent twice
// makes one new ticket.
//
// Errors: app.ErrNotFound when the registration is not the actor's and the
// actor may not edit its event, app.ErrNoNewTicket when it has no ticket or
// is over.
func (db *DB) ReissueTicket(ctx context.Context, actor *app.Actor, registrationID int64, human string) (code app.TicketCode, err error) {
	if actor == nil {
		return "", app.ErrNotFound
	}
	err = db.inTxWithCodes(ctx, func(tx *sqlx.Tx) error {
		code, err = db.reissue(ctx, tx, actor, registrationID, human)
		return err
	})
	return code, err
}

func (db *DB) reissue(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, registrationID int64, human string) (app.TicketCode, error) {
	var r struct {
		EventID     int64     `db:"event_id"`
		CandidateID int64     `db:"candidate_id"`
		Status      string    `db:"status"`
		EventStatus string    `db:"event_status"`
		EndsAt      time.Time `db:"ends_at"`
	}
	// The registration is locked, not the event: nothing is counted anew, and
	// whoever cancels, moves or admits it takes the same lock.
	err := tx.GetContext(ctx, &r, `
		SELECT r.event_id, r.candidate_id, r.status, e.status AS event_status, coalesce(s.ends_at, e.ends_at) AS ends_at
		FROM registrations r JOIN events e ON e.id = r.event_id LEFT JOIN event_sessions s ON s.id = r.session_id
		WHERE r.id = $1 FOR UPDATE OF r`, registrationID)
	if err != nil {
		return "", translate(err)
	}
	mine := actor.CandidateID != 0 && actor.CandidateID == r.CandidateID
	if !mine && !actor.CanEvent(app.EditEvents, r.EventID) {
		return "", app.ErrNotFound
	}
	if !app.RegistrationStatus(r.Status).HasTicket() || app.EventStatus(r.EventStatus) == app.EventCancelled || !db.now().Before(r.EndsAt) {
		return "", app.ErrNoNewTicket
	}
	var old struct {
		ID   int64          `db:"id"`
		Code app.TicketCode `db:"code"`
	}
	err = tx.GetContext(ctx, &old, `SELECT id, code FROM tickets WHERE registration_id = $1 AND revoked_at IS NULL`, registrationID)
	if errors.Is(err, sql.ErrNoRows) {
		return "", app.ErrNoNewTicket
	}
	if err != nil {
		return "", err
	}
	if old.Code.Human() != human {
		return old.Code, nil
	}
	if _, err := tx.ExecContext(ctx, `UPDATE tickets SET revoked_at = $2 WHERE id = $1`, old.ID, db.now()); err != nil {
		return "", err
	}
	code, newID := app.NewTicketCode(), int64(0)
	if err := tx.GetContext(ctx, &newID, `
		INSERT INTO tickets (registration_id, event_id, code, issued_at) VALUES ($1, $2, $3, $4) RETURNING id`,
		registrationID, r.EventID, string(code), db.now()); err != nil {
		return "", err
	}
	// Codes open gates, so the trail names tickets by their ids.
	if err := audit(ctx, tx, actor, auditEntry{
		Action: ticketReissued, Entity: "registration", EntityID: registrationID, EventID: r.EventID,
		Before: map[string]any{"ticket": old.ID}, After: map[string]any{"ticket": newID},
	}); err != nil {
		return "", err
	}
	return code, tell(ctx, tx, registrationID, app.MessageReissued)
}

// Reissuable reports whether the ticket may be replaced by one with another
// code at now.
func (v *RegistrationView) Reissuable(now time.Time) bool {
	return v.Code != "" && !v.Revoked && v.Status.HasTicket() && v.Event.Status != app.EventCancelled && now.Before(v.Ends())
}

// EventTicket returns a registration with its standing ticket to those who may
// edit its event. Errors: app.ErrNotFound.
func (db *DB) EventTicket(ctx context.Context, actor *app.Actor, eventID, registrationID int64) (*RegistrationView, error) {
	if !actor.CanEvent(app.EditEvents, eventID) {
		return nil, app.ErrNotFound
	}
	return db.oneRegistration(ctx, standingTicket+`WHERE r.id = $1 AND r.event_id = $2`, registrationID, eventID)
}
