package postgres

import (
	"context"
	"database/sql"
	"time"

	"gerbang/app"
)

// RegistrationView is a registration with what its owner sees of it.
type RegistrationView struct {
	app.Registration
	Event    app.Event
	Session  *app.Session // nil when there is none
	Code     app.TicketCode
	Revoked  bool // the code stands no more: cancelled, or replaced by another
	Name     string
	Choices  int // entry sessions of the event
	Position int // place in line for the session, 1 is next; only while waitlisted
	Attended *time.Time
}

// Cancellable reports whether the owner may still cancel at now.
func (v *RegistrationView) Cancellable(now time.Time) bool {
	return app.CheckCancel(&v.Event, v.Status, v.Attended != nil, now) == nil
}

// Changeable reports whether the owner may go to another session at now, and
// there is another one.
func (v *RegistrationView) Changeable(now time.Time) bool {
	return v.Choices > 1 && app.CheckChange(&v.Event, v.Status, v.Session, v.Attended != nil, now) == nil
}

// Starts returns when the holder is to be there: at their session, or at the
// event's own time.
func (v *RegistrationView) Starts() time.Time {
	if v.Session != nil {
		return v.Session.StartsAt
	}
	return v.Event.StartsAt
}

// Ends returns when the session, or without one the event, is over.
func (v *RegistrationView) Ends() time.Time {
	if v.Session != nil {
		return v.Session.EndsAt
	}
	return v.Event.EndsAt
}

// attendedAt is when the holder of a registration r first came, or null. To
// have sat a test or an interview of the selection is not to have come: that
// is before there is a place.
const attendedAt = `(
	SELECT min(x.scanned_at) FROM attendances x WHERE x.registration_id = r.id AND x.annulled_at IS NULL
	AND x.status IN ('present', 'late') AND NOT EXISTS (
		SELECT 1 FROM event_sessions y WHERE y.id = x.session_id AND y.kind = 'selection'))`

// registrationView selects registrationViewRow; where joins what it needs to r.
const registrationView = `
	SELECT r.id, r.event_id, r.candidate_id, r.status, coalesce(r.waitlist_no, 0) AS waitlist_no, r.source, r.submitted_at,
	       r.cancelled_at, r.cancel_reason, c.name, coalesce(t.code, '') AS code, t.revoked_at IS NOT NULL AS revoked,
	       e.id AS "event.id", e.kind AS "event.kind", e.slug AS "event.slug", e.title AS "event.title",
	       e.title_en AS "event.title_en", e.cancel_reason AS "event.cancel_reason",
	       e.summary AS "event.summary", e.organizer AS "event.organizer", e.venue AS "event.venue", e.address AS "event.address",
	       coalesce(e.region_code, '') AS "event.region_code", e.status AS "event.status", e.approval AS "event.approval",
	       e.capacity AS "event.capacity", e.starts_at AS "event.starts_at", e.ends_at AS "event.ends_at",
	       e.opens_at AS "event.opens_at", e.closes_at AS "event.closes_at", e.early_minutes AS "event.early_minutes",
	       e.late_minutes AS "event.late_minutes", e.cancelled_at AS "event.cancelled_at",
	       e.cancel_until AS "event.cancel_until", e.change_until AS "event.change_until", e.offer_minutes AS "event.offer_minutes",
	       e.reconfirm_from AS "event.reconfirm_from", e.reconfirm_until AS "event.reconfirm_until",
	       r.offer_until, r.reconfirmed_at, r.decision_reason,
	       (SELECT count(*) FROM event_sessions x WHERE x.event_id = e.id AND x.kind = 'entry') AS choices,
	       coalesce(s.id, 0) AS "session.id", e.id AS "session.event_id", coalesce(s.kind, '') AS "session.kind",
	       coalesce(s.title, '') AS "session.title", coalesce(s.title_en, '') AS "session.title_en", coalesce(s.place, '') AS "session.place",
	       coalesce(s.starts_at, e.starts_at) AS "session.starts_at", coalesce(s.ends_at, e.ends_at) AS "session.ends_at",
	       coalesce(s.capacity, 0) AS "session.capacity",
	       CASE WHEN r.waitlist_no IS NULL THEN 0 ELSE 1 + (
	           SELECT count(*) FROM registrations w WHERE w.event_id = r.event_id AND w.waitlist_no IS NOT NULL
	           AND (w.priority > r.priority OR w.priority = r.priority AND w.waitlist_no < r.waitlist_no)
	           AND w.session_id IS NOT DISTINCT FROM r.session_id) END AS position,
	       ` + attendedAt + ` AS attended
	FROM registrations r
	JOIN candidates c ON c.id = r.candidate_id
	JOIN events e ON e.id = r.event_id
	LEFT JOIN event_sessions s ON s.id = r.session_id `

type registrationViewRow struct {
	ID           int64      `db:"id"`
	EventID      int64      `db:"event_id"`
	CandidateID  int64      `db:"candidate_id"`
	Status       string     `db:"status"`
	WaitlistNo   int64      `db:"waitlist_no"`
	Source       string     `db:"source"`
	SubmittedAt  time.Time  `db:"submitted_at"`
	CancelledAt  *time.Time `db:"cancelled_at"`
	CancelReason string     `db:"cancel_reason"`
	OfferUntil   *time.Time `db:"offer_until"`
	Reconfirmed  *time.Time `db:"reconfirmed_at"`
	Decision     string     `db:"decision_reason"`
	Choices      int        `db:"choices"`
	Name         string     `db:"name"`
	Code         string     `db:"code"`
	Revoked      bool       `db:"revoked"`
	Event        eventRow   `db:"event"`
	Session      sessionRow `db:"session"`
	Position     int        `db:"position"`
	Attended     *time.Time `db:"attended"`
}

func (r *registrationViewRow) view() RegistrationView {
	v := RegistrationView{
		Registration: app.Registration{
			ID: r.ID, EventID: r.EventID, CandidateID: r.CandidateID, SessionID: r.Session.ID,
			Status: app.RegistrationStatus(r.Status), WaitlistNo: r.WaitlistNo, Source: app.Source(r.Source),
			SubmittedAt: r.SubmittedAt, CancelledAt: r.CancelledAt, CancelReason: r.CancelReason,
			OfferUntil: r.OfferUntil, ReconfirmedAt: r.Reconfirmed, DecisionReason: r.Decision,
		},
		Event: *r.Event.event(), Code: app.TicketCode(r.Code), Revoked: r.Revoked, Name: r.Name,
		Choices: r.Choices, Position: r.Position, Attended: r.Attended,
	}
	if r.Session.ID != 0 {
		s := r.Session.session()
		v.Session = &s
	}
	return v
}

// standingTicket joins a registration's own ticket, if one stands.
const standingTicket = `LEFT JOIN tickets t ON t.registration_id = r.id AND t.revoked_at IS NULL `

// MyRegistrations returns the actor's own registrations, the next to happen
// first and what is over last.
func (db *DB) MyRegistrations(ctx context.Context, actor *app.Actor) ([]RegistrationView, error) {
	if actor == nil || actor.CandidateID == 0 {
		return nil, nil
	}
	stmt, err := db.prepared(ctx, registrationView+standingTicket+`
		WHERE r.candidate_id = $1
		ORDER BY (coalesce(s.ends_at, e.ends_at) < $2 OR r.status IN ('cancelled', 'rejected')),
		         abs(extract(epoch FROM coalesce(s.starts_at, e.starts_at) - $2)), r.id DESC`)
	if err != nil {
		return nil, err
	}
	var rows []registrationViewRow
	if err := stmt.SelectContext(ctx, &rows, actor.CandidateID, db.now()); err != nil {
		return nil, err
	}
	views := make([]RegistrationView, len(rows))
	for i := range rows {
		views[i] = rows[i].view()
	}
	return views, nil
}

// MyRegistration returns one of the actor's own registrations.
// Errors: app.ErrNotFound, also when it is somebody else's.
func (db *DB) MyRegistration(ctx context.Context, actor *app.Actor, id int64) (*RegistrationView, error) {
	if actor == nil || actor.CandidateID == 0 {
		return nil, app.ErrNotFound
	}
	return db.oneRegistration(ctx, standingTicket+`WHERE r.id = $1 AND r.candidate_id = $2`, id, actor.CandidateID)
}

// TicketView returns the registration behind a whole ticket code, also when
// the ticket stands no more. Who knows the code may see it.
// Errors: app.ErrNotFound.
func (db *DB) TicketView(ctx context.Context, code app.TicketCode) (*RegistrationView, error) {
	return db.oneRegistration(ctx, `JOIN tickets t ON t.registration_id = r.id WHERE left(t.code, 8) = left($1, 8) AND t.code = $1`, string(code))
}

func (db *DB) oneRegistration(ctx context.Context, where string, args ...any) (*RegistrationView, error) {
	stmt, err := db.prepared(ctx, registrationView+where)
	if err != nil {
		return nil, err
	}
	var r registrationViewRow
	if err := stmt.GetContext(ctx, &r, args...); err != nil {
		return nil, translate(err)
	}
	v := r.view()
	return &v, nil
}

// StatusChange is one step in the history of a registration.
type StatusChange struct {
	Action string         `db:"action"` // as in the audit trail: registration.create, .promote, .cancel …, ticket.reissue
	Status sql.NullString `db:"status"` // what it became; null where only the ticket is another
	At     time.Time      `db:"at"`
}

// MyHistory returns what happened to one of the actor's own registrations,
// oldest first. It is empty for somebody else's.
func (db *DB) MyHistory(ctx context.Context, actor *app.Actor, id int64) ([]StatusChange, error) {
	if actor == nil || actor.CandidateID == 0 {
		return nil, nil
	}
	var changes []StatusChange
	err := db.sql.SelectContext(ctx, &changes, `
		SELECT a.action, a.after ->> 'status' AS status, a.at FROM audit_log a JOIN registrations r ON r.id = a.entity_id
		WHERE a.entity = 'registration' AND a.entity_id = $1 AND r.candidate_id = $2 AND (a.after ? 'status' OR a.action = '`+ticketReissued+`') ORDER BY a.id`,
		id, actor.CandidateID)
	return changes, err
}
