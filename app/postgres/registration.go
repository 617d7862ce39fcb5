package postgres

import (
	"context"
	"database/sql"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// Every change to registrations that stand goes one way: lock the event, then
// the registrations, ask a rule of package app, write the change with its
// tickets, trail and messages, move the counters, and give the places that
// became free to those in line. While the event is locked nobody else can
// give a place away, so the counters and the rules are never apart.

// CancelRegistration ends the actor's own registration for an event that is
// not over and that they have not been let in to, revokes its ticket and
// gives the freed place to the first person in line who can use it. To cancel
// is also to decline a place that is offered. Cancelling twice does nothing
// more.
//
// Errors: app.ErrNotFound when it is not the actor's, app.ErrCannotCancel,
// app.ErrCancelLate.
func (db *DB) CancelRegistration(ctx context.Context, actor *app.Actor, id int64, reason string) error {
	return db.changeOwn(ctx, actor, id, func(ch *change, r *standing) error {
		if r.Status == app.Cancelled {
			return nil
		}
		if err := app.CheckCancel(ch.event, r.Status, r.Attended, ch.now); err != nil {
			return err
		}
		return ch.end(reason, app.MessageCancelled, r)
	})
}

// ConfirmRegistration says again, when the event asks, that the actor comes.
// Saying it twice does nothing more.
//
// Errors: app.ErrNotFound when it is not the actor's, app.ErrNotAsked.
func (db *DB) ConfirmRegistration(ctx context.Context, actor *app.Actor, id int64) error {
	return db.changeOwn(ctx, actor, id, func(ch *change, r *standing) error {
		if r.Status == app.Confirmed && r.ReconfirmedAt != nil {
			return nil
		}
		if err := app.CheckReconfirm(ch.event, r.Status, ch.now); err != nil {
			return err
		}
		if _, err := ch.tx.ExecContext(ch.ctx, `UPDATE registrations SET reconfirmed_at = $2 WHERE id = $1`, id, ch.now); err != nil {
			return err
		}
		return ch.audit("registration.reconfirm", map[string]any{"reconfirmed": true}, r)
	})
}

// standing is one registration as its row is locked.
type standing struct {
	ID            int64
	CandidateID   int64
	Status        app.RegistrationStatus
	SessionID     int64
	ReconfirmedAt *time.Time
	OfferUntil    *time.Time
	Attended      bool
}

// change is one transaction over the registrations of one event, whose places
// nobody else can give away meanwhile.
type change struct {
	db    *DB
	ctx   context.Context
	tx    *sqlx.Tx
	actor *app.Actor
	event *app.Event
	now   time.Time
	tally tally
	freed bool // a place became free
}

// changeOwn runs fn over a registration of the actor's own.
func (db *DB) changeOwn(ctx context.Context, actor *app.Actor, id int64, fn func(ch *change, r *standing) error) error {
	if actor == nil || actor.CandidateID == 0 {
		return app.ErrNotFound
	}
	eventID, err := db.eventOf(ctx, id)
	if err != nil {
		return err
	}
	return db.change(ctx, actor, eventID, func(ch *change) error {
		r, err := ch.lock(id)
		if err != nil {
			return err
		}
		if r.CandidateID != actor.CandidateID {
			return app.ErrNotFound
		}
		return fn(ch, r)
	})
}

// eventOf returns the event of a registration, which never changes.
func (db *DB) eventOf(ctx context.Context, registrationID int64) (int64, error) {
	stmt, err := db.prepared(ctx, `SELECT event_id FROM registrations WHERE id = $1`)
	if err != nil {
		return 0, err
	}
	var id int64
	return id, translate(stmt.GetContext(ctx, &id, registrationID))
}

// change locks the event, runs fn, and settles: counters are moved, and what
// became free goes to those in line.
func (db *DB) change(ctx context.Context, actor *app.Actor, eventID int64, fn func(ch *change) error) error {
	return db.inTxWithCodes(ctx, func(tx *sqlx.Tx) error {
		e, _, err := db.lockPlaces(ctx, tx, eventID, "")
		if err != nil {
			return err
		}
		ch := &change{db: db, ctx: ctx, tx: tx, actor: actor, event: e.Event, now: db.now()}
		if err := fn(ch); err != nil {
			return err
		}
		return ch.settle()
	})
}

// inTxWithCodes is InTx for what issues tickets: once in a long while a new
// code begins like another of the event, and the transaction is run again
// with other codes.
func (db *DB) inTxWithCodes(ctx context.Context, fn func(tx *sqlx.Tx) error) error {
	var err error
	for range codeTries {
		if err = db.InTx(ctx, fn); !breaks(err, "tickets_human") {
			return err
		}
	}
	return err
}

func (ch *change) settle() error {
	if err := ch.tally.write(ch.ctx, ch.tx, ch.event.ID); err != nil {
		return err
	}
	ch.tally = tally{}
	if !ch.freed {
		return nil
	}
	ch.freed = false
	return ch.db.fillPlaces(ch.ctx, ch.tx, ch.event)
}

// lock reads a registration of the event and keeps anybody else, a gate for
// one, from changing it. Errors: app.ErrNotFound.
func (ch *change) lock(id int64) (*standing, error) {
	all, err := ch.lockAll([]int64{id})
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, app.ErrNotFound
	}
	return &all[0], nil
}

// lockAll is lock for many; those of other events are left out.
func (ch *change) lockAll(ids []int64) ([]standing, error) {
	var rows []struct {
		ID          int64         `db:"id"`
		CandidateID int64         `db:"candidate_id"`
		Status      string        `db:"status"`
		SessionID   sql.NullInt64 `db:"session_id"`
		Reconfirmed *time.Time    `db:"reconfirmed_at"`
		OfferUntil  *time.Time    `db:"offer_until"`
		Attended    bool          `db:"attended"`
	}
	if err := ch.tx.SelectContext(ch.ctx, &rows, `
		SELECT r.id, r.candidate_id, r.status, r.session_id, r.reconfirmed_at, r.offer_until, `+attendedAt+` IS NOT NULL AS attended
		FROM registrations r WHERE r.event_id = $1 AND r.id = ANY ($2) ORDER BY r.id FOR UPDATE OF r`, ch.event.ID, pq.Array(ids)); err != nil {
		return nil, err
	}
	out := make([]standing, len(rows))
	for i, r := range rows {
		out[i] = standing{
			ID: r.ID, CandidateID: r.CandidateID, Status: app.RegistrationStatus(r.Status), SessionID: r.SessionID.Int64,
			ReconfirmedAt: r.Reconfirmed, OfferUntil: r.OfferUntil, Attended: r.Attended,
		}
	}
	return out, nil
}

// end cancels registrations and revokes their tickets.
func (ch *change) end(reason string, message app.MessageKind, all ...*standing) error {
	ids := idsOf(all)
	if _, err := ch.tx.ExecContext(ch.ctx, `
		UPDATE registrations SET status = 'cancelled', waitlist_no = NULL, offer_until = NULL, cancelled_at = $2, cancel_reason = left($3, 500)
		WHERE id = ANY ($1)`, pq.Array(ids), ch.now, reason); err != nil {
		return err
	}
	if err := ch.revoke(ids); err != nil {
		return err
	}
	for _, r := range all {
		ch.move(r, app.Cancelled, r.SessionID)
	}
	if err := ch.audit("registration.cancel", map[string]any{"status": app.Cancelled, "reason": reason}, all...); err != nil {
		return err
	}
	return tellAll(ch.ctx, ch.tx, ids, message)
}

func (ch *change) revoke(ids []int64) error {
	_, err := ch.tx.ExecContext(ch.ctx, `UPDATE tickets SET revoked_at = $2 WHERE registration_id = ANY ($1) AND revoked_at IS NULL`, pq.Array(ids), ch.now)
	return err
}

// place makes a registration hold a place of a session, with a ticket if it
// has none.
func (ch *change) place(r *standing, sessionID int64, overbooked bool) error {
	return ch.placeAll([]*standing{r}, []int64{sessionID}, overbooked)
}

// placeAll is place for many, each with the session beside it.
func (ch *change) placeAll(all []*standing, sessions []int64, overbooked bool) error {
	codes := make([]string, len(all))
	for i := range codes {
		codes[i] = string(app.NewTicketCode())
	}
	var reconfirmed *time.Time
	if ch.event.Reconfirming(ch.now) {
		reconfirmed = &ch.now
	}
	if _, err := ch.tx.ExecContext(ch.ctx, `
		WITH input AS (
			SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[]) WITH ORDINALITY AS t (id, session_id, code, ord)
		), placed AS (
			UPDATE registrations r SET status = 'confirmed', waitlist_no = NULL, offer_until = NULL, session_id = nullif(i.session_id, 0),
			       overbooked = r.overbooked OR $4, reconfirmed_at = coalesce(r.reconfirmed_at, $5::timestamptz)
			FROM input i WHERE r.id = i.id
		)
		INSERT INTO tickets (registration_id, event_id, code, issued_at) SELECT i.id, $6, i.code, $7 FROM input i
		WHERE NOT EXISTS (SELECT 1 FROM tickets t WHERE t.registration_id = i.id AND t.revoked_at IS NULL) ORDER BY i.ord`,
		pq.Array(idsOf(all)), pq.Array(sessions), pq.Array(codes), overbooked, reconfirmed, ch.event.ID, ch.now); err != nil {
		return err
	}
	for i, r := range all {
		ch.move(r, app.Confirmed, sessions[i])
	}
	return nil
}

// wait puts registrations at the end of the line, without tickets: each with
// the number in line beside it, which grow.
func (ch *change) wait(all []*standing, numbers []int64) error {
	ids := idsOf(all)
	if _, err := ch.tx.ExecContext(ch.ctx, `
		UPDATE registrations r SET status = 'waitlisted', waitlist_no = i.no FROM unnest($1::bigint[], $2::bigint[]) AS i (id, no) WHERE r.id = i.id`,
		pq.Array(ids), pq.Array(numbers)); err != nil {
		return err
	}
	if _, err := ch.tx.ExecContext(ch.ctx, `
		UPDATE event_counters SET last_waiting = greatest(last_waiting, $2) WHERE event_id = $1`, ch.event.ID, numbers[len(numbers)-1]); err != nil {
		return err
	}
	for _, r := range all {
		ch.move(r, app.Waitlisted, r.SessionID)
	}
	return ch.revoke(ids)
}

func idsOf(all []*standing) []int64 {
	ids := make([]int64, len(all))
	for i, r := range all {
		ids[i] = r.ID
	}
	return ids
}

// move notes for the counters that a registration goes from where it stands
// to another state or session.
func (ch *change) move(r *standing, to app.RegistrationStatus, sessionID int64) {
	ch.tally.add(r.Status, r.SessionID, -1)
	ch.tally.add(to, sessionID, 1)
	if r.Status.HoldsPlace() && (!to.HoldsPlace() || sessionID != r.SessionID) {
		ch.freed = true
	}
	r.Status, r.SessionID = to, sessionID
}

// audit writes that the same was done to each of them.
func (ch *change) audit(action string, after map[string]any, all ...*standing) error {
	return auditAll(ch.ctx, ch.tx, ch.actor, auditEntry{Action: action, Entity: "registration", EventID: ch.event.ID, After: after}, idsOf(all))
}

// tally is what a transaction adds to the counters of an event and its
// sessions. The zero value adds nothing.
type tally struct {
	live, taken, waiting int
	sessions             map[int64]*[2]int // taken and waiting
}

// add counts n registrations of a state and session, or takes -n away.
func (t *tally) add(s app.RegistrationStatus, sessionID int64, n int) {
	var taken, waiting int
	if s.Live() {
		t.live += n
	}
	if s.HoldsPlace() {
		taken = n
	}
	if s == app.Waitlisted {
		waiting = n
	}
	t.taken += taken
	t.waiting += waiting
	if sessionID == 0 || taken == 0 && waiting == 0 {
		return
	}
	if t.sessions == nil {
		t.sessions = map[int64]*[2]int{}
	}
	have := t.sessions[sessionID]
	if have == nil {
		have = &[2]int{}
		t.sessions[sessionID] = have
	}
	have[0] += taken
	have[1] += waiting
}

// write moves the counters, while the event is locked.
func (t *tally) write(ctx context.Context, tx *sqlx.Tx, eventID int64) error {
	if t.live != 0 || t.taken != 0 || t.waiting != 0 {
		if _, err := tx.ExecContext(ctx, `
			UPDATE event_counters SET live = live + $2, taken = taken + $3, waiting = waiting + $4 WHERE event_id = $1`,
			eventID, t.live, t.taken, t.waiting); err != nil {
			return err
		}
	}
	var ids []int64
	var taken, waiting []int64
	for id, n := range t.sessions {
		if *n != [2]int{} {
			ids, taken, waiting = append(ids, id), append(taken, int64(n[0])), append(waiting, int64(n[1]))
		}
	}
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.ExecContext(ctx, `
		UPDATE session_counters c SET taken = c.taken + d.taken, waiting = c.waiting + d.waiting
		FROM unnest($1::bigint[], $2::int[], $3::int[]) AS d (session_id, taken, waiting) WHERE c.session_id = d.session_id`,
		pq.Array(ids), pq.Array(taken), pq.Array(waiting))
	return err
}
