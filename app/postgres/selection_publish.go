package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// SchedulePublication sets when the results publish by themselves and closes
// checks, marks and overrides until then; a nil moment takes it back and
// opens them again. What is to be published must be what was seen. Errors:
// app.ErrPublishPast, app.ErrSelectionChanged, app.ErrNotPublishable,
// app.ErrSelectionClosed once published, app.ErrNotFound.
func (db *DB) SchedulePublication(ctx context.Context, actor *app.Actor, eventID int64, at *time.Time, seen string) error {
	if !actor.CanEvent(app.EditEvents, eventID) {
		return app.ErrNotFound
	}
	if at != nil && !at.After(db.now()) {
		return app.ErrPublishPast
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		e, p, seats, err := db.lockSelection(ctx, tx, eventID)
		if err != nil {
			return err
		}
		if p.PublishedAt != nil {
			return app.ErrSelectionClosed
		}
		if at != nil {
			if _, err := db.publishable(ctx, tx, e, p, seats, seen); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `UPDATE selections SET publish_at = $2, published_by = nullif($3::bigint, 0), version = version + 1 WHERE event_id = $1`,
			eventID, timeAtOrNull(at), actor.AccountID); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "selection.schedule", Entity: "event", EntityID: eventID, EventID: eventID,
			Before: map[string]any{"publish_at": p.PublishAt}, After: map[string]any{"publish_at": at}})
	})
}

// publishable ranks once more and refuses a ranking that is not complete, or
// not the one that was seen, when that is given.
func (db *DB) publishable(ctx context.Context, tx *sqlx.Tx, e *app.Event, p *app.SelectionPlan, seats *app.Seats, seen string) (*RankingView, error) {
	v, err := db.rank(ctx, tx, e, p, seats.EventLeft)
	switch {
	case err != nil:
		return nil, err
	case len(v.Blockers) > 0:
		return nil, app.ErrNotPublishable
	case seen != "" && seen != v.Seen:
		return nil, app.ErrSelectionChanged
	}
	return v, nil
}

// PublishResults publishes, at one moment, what becomes of every applicant:
// the results are written down, registrations move to Accepted, Reserve or
// Rejected, tickets and counters follow, and everybody is told. It happens
// once: publishing again does nothing. What is published must be what was
// seen. Errors: app.ErrSelectionChanged, app.ErrNotPublishable,
// app.ErrNotFound.
func (db *DB) PublishResults(ctx context.Context, actor *app.Actor, eventID int64, seen string) error {
	if !actor.CanEvent(app.EditEvents, eventID) {
		return app.ErrNotFound
	}
	return db.inTxWithCodes(ctx, func(tx *sqlx.Tx) error { return db.publish(ctx, tx, actor, eventID, seen, false) })
}

func (db *DB) publish(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, eventID int64, seen string, scheduled bool) error {
	e, p, seats, err := db.lockSelection(ctx, tx, eventID)
	if err != nil {
		return err
	}
	if p.PublishedAt != nil || scheduled && (p.PublishAt == nil || p.PublishAt.After(db.now())) {
		return nil // another was quicker, or it was put off
	}
	v, err := db.publishable(ctx, tx, e, p, seats, seen)
	if err != nil {
		return err
	}
	now := db.now()
	if err := writeResults(ctx, tx, e.ID, v); err != nil {
		return err
	}
	if err := moveByResults(ctx, tx, actor, e.ID, now); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `
		INSERT INTO selection_seats (registration_id, event_id, given_at, confirm_until)
		SELECT registration_id, event_id, $2, $3 FROM selection_results WHERE event_id = $1 AND outcome = 'accepted'`,
		e.ID, now, p.ConfirmUntil(now, e.StartsAt)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `
		UPDATE selections SET published_at = $2, publish_at = NULL, published_by = coalesce(nullif($3::bigint, 0), published_by), version = version + 1
		WHERE event_id = $1`, e.ID, now, actor.AccountID); err != nil {
		return err
	}
	return audit(ctx, tx, actor, auditEntry{Action: "selection.publish", Entity: "event", EntityID: e.ID, EventID: e.ID,
		After: map[string]any{"accepted": v.Ranking.Accepted, "reserve": v.Ranking.Reserve, "applicants": len(v.People), "scheduled": scheduled}})
}

// writeResults writes a ranking down for good.
func writeResults(ctx context.Context, tx *sqlx.Tx, eventID int64, v *RankingView) error {
	n := len(v.People)
	ids, ranks, totals, reserves, components := make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n)
	outcomes, whys, reasons := make([]string, n), make([]string, n), make([]string, n)
	for i := range v.People {
		a := &v.People[i]
		ids[i], ranks[i], totals[i], reserves[i], components[i] = a.RegistrationID, int64(a.Rank), -1, int64(a.ReserveNo), a.Component
		if a.HasTotal {
			totals[i] = int64(a.Total)
		}
		outcomes[i], whys[i] = string(a.Outcome), string(a.Why)
		switch a.Why {
		case app.WhyOverride:
			reasons[i] = a.Reason
		case app.WhyIneligible:
			reasons[i] = a.CheckReason
		}
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO selection_results (event_id, registration_id, outcome, why, rank, ranked, seats, total, reserve_no, component_id, reason)
		SELECT $1, i.id, i.outcome, i.why, nullif(i.rank, 0), $10, $11, CASE WHEN i.total >= 0 THEN i.total::numeric / 100 END, nullif(i.reserve_no, 0),
		       nullif(i.component_id, 0), i.reason
		FROM unnest($2::bigint[], $3::text[], $4::text[], $5::int[], $6::bigint[], $7::int[], $8::bigint[], $9::text[])
		     AS i (id, outcome, why, rank, total, reserve_no, component_id, reason)`,
		eventID, pq.Array(ids), pq.Array(outcomes), pq.Array(whys), pq.Array(ranks), pq.Array(totals), pq.Array(reserves), pq.Array(components),
		pq.Array(reasons), v.Ranking.Ranked, v.Ranking.Seats)
	return err
}

// moveByResults moves every registration as its result says, in few
// statements however many there are.
func moveByResults(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, eventID int64, now time.Time) error {
	account, name, request := actorColumns(actor)
	for _, s := range []struct {
		query string
		args  []any
	}{
		{`UPDATE registrations r SET status = x.outcome, decision_reason = x.reason FROM selection_results x
			WHERE x.event_id = $1 AND r.id = x.registration_id AND r.status = 'submitted'`, []any{eventID}},
		{`UPDATE tickets t SET revoked_at = $2 FROM selection_results x
			WHERE x.event_id = $1 AND x.outcome <> 'accepted' AND t.registration_id = x.registration_id AND t.revoked_at IS NULL`, []any{eventID, now}},
		{`UPDATE event_counters c SET taken = c.taken + n.accepted, live = c.live - n.rejected
			FROM (SELECT count(*) FILTER (WHERE outcome = 'accepted') AS accepted, count(*) FILTER (WHERE outcome = 'rejected') AS rejected
			      FROM selection_results WHERE event_id = $1) n WHERE c.event_id = $1`, []any{eventID}},
		{`UPDATE session_counters c SET taken = c.taken + n.accepted
			FROM (SELECT r.session_id, count(*) AS accepted FROM selection_results x JOIN registrations r ON r.id = x.registration_id
			      WHERE x.event_id = $1 AND x.outcome = 'accepted' AND r.session_id IS NOT NULL GROUP BY r.session_id) n
			WHERE c.session_id = n.session_id`, []any{eventID}},
		{`INSERT INTO audit_log (account_id, actor, action, entity, entity_id, event_id, before, after, request_id)
			SELECT $2, $3, 'registration.result', 'registration', x.registration_id, x.event_id, '{"status": "submitted"}',
			       jsonb_build_object('status', x.outcome, 'rank', x.rank), $4
			FROM selection_results x WHERE x.event_id = $1`, []any{eventID, account, name, request}},
	} {
		if _, err := tx.ExecContext(ctx, s.query, s.args...); err != nil {
			return err
		}
	}
	var without []int64 // accepted people whose ticket does not stand
	if err := tx.SelectContext(ctx, &without, `
		SELECT x.registration_id FROM selection_results x WHERE x.event_id = $1 AND x.outcome = 'accepted'
		AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.registration_id = x.registration_id AND t.revoked_at IS NULL)`, eventID); err != nil {
		return err
	}
	if err := issueTickets(ctx, tx, eventID, without); err != nil {
		return err
	}
	return tellResults(ctx, tx, eventID)
}

func issueTickets(ctx context.Context, tx *sqlx.Tx, eventID int64, registrations []int64) error {
	codes := make([]string, len(registrations))
	for i := range codes {
		codes[i] = string(app.NewTicketCode())
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO tickets (registration_id, event_id, code) SELECT i.id, $2, i.code FROM unnest($1::bigint[], $3::text[]) AS i (id, code)`,
		pq.Array(registrations), eventID, pq.Array(codes))
	return err
}

// PublishDue publishes the results whose time has come. Every replica does it:
// the lock on the selection sees to it that each is published once. One that
// cannot be published stays, for staff to see why.
func (db *DB) PublishDue(ctx context.Context) error {
	var due []int64
	if err := db.sql.SelectContext(ctx, &due, `
		SELECT event_id FROM selections WHERE publish_at <= $1 AND published_at IS NULL ORDER BY publish_at`, db.now()); err != nil {
		return err
	}
	var errs []error
	for _, id := range due {
		err := db.inTxWithCodes(ctx, func(tx *sqlx.Tx) error { return db.publish(ctx, tx, app.System("selection"), id, "", true) })
		if err != nil && !errors.Is(err, app.ErrNotPublishable) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
