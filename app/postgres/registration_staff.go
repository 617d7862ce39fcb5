package postgres

import (
	"context"
	"strings"

	"github.com/lib/pq"

	"gerbang/app"
)

// changeFor runs fn over somebody's registration for an actor who holds the
// permission over its event. Errors: app.ErrNotFound otherwise.
func (db *DB) changeFor(ctx context.Context, actor *app.Actor, p app.Permission, id int64, fn func(ch *change, r *standing) error) error {
	eventID, err := db.eventOf(ctx, id)
	if err != nil {
		return err
	}
	if !actor.CanEvent(p, eventID) {
		return app.ErrNotFound
	}
	return db.change(ctx, actor, eventID, func(ch *change) error {
		r, err := ch.lock(id)
		if err != nil {
			return err
		}
		return fn(ch, r)
	})
}

// reasonOf returns a reason without outer spaces.
// Errors: app.ErrReasonRequired when nothing is left.
func reasonOf(s string) (string, error) {
	if s = strings.TrimSpace(s); s == "" {
		return "", app.ErrReasonRequired
	}
	return s, nil
}

// Decided is what became of registrations that were decided on together.
type Decided struct {
	Confirmed, Waitlisted, Rejected int
	Left                            int // not of this event, or decided before
}

// Decide approves or rejects registrations that await a decision, in the
// order in which they came. Who is approved gets a place, or a place in line
// when there is none; who is rejected is told the reason. What was decided
// before is left as it is.
//
// Errors: app.ErrNotFound without the permission over the event,
// app.ErrCannotDecide when the event's registrations are not for staff to
// decide one by one, app.ErrReasonRequired when rejecting without one.
func (db *DB) Decide(ctx context.Context, actor *app.Actor, eventID int64, ids []int64, approve bool, reason string) (Decided, error) {
	if !actor.CanEvent(app.Decide, eventID) {
		return Decided{}, app.ErrNotFound
	}
	if reason = strings.TrimSpace(reason); reason == "" && !approve {
		return Decided{}, app.ErrReasonRequired
	}
	var out Decided
	err := db.change(ctx, actor, eventID, func(ch *change) error {
		out = Decided{}
		if ch.event.Approval != app.Review {
			return app.ErrCannotDecide
		}
		seats, err := db.seats(ch.ctx, ch.tx, ch.event)
		if err != nil {
			return err
		}
		all, err := ch.lockAll(ids)
		if err != nil {
			return err
		}
		var submitted []*standing
		for i := range all {
			if all[i].Status == app.Submitted {
				submitted = append(submitted, &all[i])
			}
		}
		out.Left = len(ids) - len(submitted)
		if !approve {
			out.Rejected = len(submitted)
			return ch.reject(submitted, reason)
		}
		out.Confirmed, out.Waitlisted, err = ch.approve(submitted, seats, reason)
		return err
	})
	return out, err
}

func (ch *change) reject(all []*standing, reason string) error {
	if len(all) == 0 {
		return nil
	}
	ids := idsOf(all)
	if _, err := ch.tx.ExecContext(ch.ctx, `UPDATE registrations SET status = 'rejected', decision_reason = left($2, 500) WHERE id = ANY ($1)`, pq.Array(ids), reason); err != nil {
		return err
	}
	if err := ch.revoke(ids); err != nil {
		return err
	}
	for _, r := range all {
		ch.move(r, app.Rejected, r.SessionID)
	}
	return ch.decided("registration.reject", reason, all)
}

// approve gives each a place or, when there is none, a place in line, and
// returns how many got which.
func (ch *change) approve(all []*standing, seats *app.Seats, reason string) (confirmed, waitlisted int, err error) {
	var placed, waiting []*standing
	var sessions, numbers []int64
	for _, r := range all {
		if p := app.Place(app.Instant, seats, r.SessionID); p.Status == app.Confirmed {
			placed, sessions = append(placed, r), append(sessions, r.SessionID)
		} else {
			waiting, numbers = append(waiting, r), append(numbers, p.WaitlistNo)
		}
	}
	if len(placed) > 0 {
		if err := ch.placeAll(placed, sessions, false); err != nil {
			return 0, 0, err
		}
		if err := ch.decided("registration.approve", reason, placed); err != nil {
			return 0, 0, err
		}
	}
	if len(waiting) > 0 {
		if err := ch.wait(waiting, numbers); err != nil {
			return 0, 0, err
		}
		if err := ch.decided("registration.approve", reason, waiting); err != nil {
			return 0, 0, err
		}
	}
	return len(placed), len(waiting), nil
}

// decided writes down and tells what became of registrations of one state.
func (ch *change) decided(action, reason string, all []*standing) error {
	if err := ch.audit(action, map[string]any{"status": all[0].Status, "reason": reason}, all...); err != nil {
		return err
	}
	return tellAll(ch.ctx, ch.tx, idsOf(all), app.MessageDecided)
}

// mostPriority bounds how far somebody can be moved up; what matters is only
// who is before whom.
const mostPriority = 9

// Prioritise moves somebody who waits before those of a lower priority, or
// with priority 0 back to their own place in line.
//
// Errors: app.ErrNotFound without the permission over the event,
// app.ErrCannotDecide when they do not wait, app.ErrReasonRequired.
func (db *DB) Prioritise(ctx context.Context, actor *app.Actor, id int64, priority int, reason string) error {
	reason, err := reasonOf(reason)
	if err != nil {
		return err
	}
	priority = min(max(priority, 0), mostPriority)
	return db.changeFor(ctx, actor, app.Decide, id, func(ch *change, r *standing) error {
		if r.Status != app.Waitlisted {
			return app.ErrCannotDecide
		}
		if _, err := ch.tx.ExecContext(ch.ctx, `UPDATE registrations SET priority = $2, priority_reason = left($3, 500) WHERE id = $1`, id, priority, reason); err != nil {
			return err
		}
		return ch.audit("registration.prioritise", map[string]any{"priority": priority, "reason": reason}, r)
	})
}

// Overbook gives a place to somebody who waits or awaits a decision although
// none may be free: an override, with its reason in the audit trail. A place
// that is free is simply given.
//
// Errors: app.ErrNotFound without the permission over the event,
// app.ErrCannotDecide, app.ErrReasonRequired.
func (db *DB) Overbook(ctx context.Context, actor *app.Actor, id int64, reason string) error {
	reason, err := reasonOf(reason)
	if err != nil {
		return err
	}
	return db.changeFor(ctx, actor, app.Overbook, id, func(ch *change, r *standing) error {
		waits := r.Status == app.Waitlisted || r.Status == app.Submitted && ch.event.Approval == app.Review
		if !waits || ch.event.Status != app.EventPublished || !ch.now.Before(ch.event.EndsAt) {
			return app.ErrCannotDecide
		}
		seats, err := db.seats(ch.ctx, ch.tx, ch.event)
		if err != nil {
			return err
		}
		beyond := !seats.Free(r.SessionID)
		if err := ch.place(r, r.SessionID, beyond); err != nil {
			return err
		}
		if err := ch.audit("registration.overbook", map[string]any{"status": r.Status, "beyond_capacity": beyond, "reason": reason}, r); err != nil {
			return err
		}
		return tell(ch.ctx, ch.tx, r.ID, app.MessageMoved)
	})
}

// CancelFor ends somebody's registration with a reason that its owner is
// told, also after the event's own deadline for cancelling. Cancelling twice
// does nothing more.
//
// Errors: app.ErrNotFound without the permission over the event,
// app.ErrCannotCancel, app.ErrReasonRequired.
func (db *DB) CancelFor(ctx context.Context, actor *app.Actor, id int64, reason string) error {
	reason, err := reasonOf(reason)
	if err != nil {
		return err
	}
	return db.changeFor(ctx, actor, app.Decide, id, func(ch *change, r *standing) error {
		if r.Status == app.Cancelled {
			return nil
		}
		if !r.Status.CanMove(app.Cancelled) || r.Attended {
			return app.ErrCannotCancel
		}
		return ch.end(reason, app.MessageCancelled, r)
	})
}
