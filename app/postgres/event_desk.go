package postgres

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// Errors of the desks on which events are written.
var (
	ErrEventChanged = &app.Error{Kind: app.Conflict, Key: "training.error.changed"}
	ErrSessionUsed  = &app.Error{Kind: app.Conflict, Key: "training.error.session_used"}
	ErrCancelReason = &app.Error{Kind: app.Invalid, Key: "training.error.cancel_reason", Field: "reason"}
)

// EventRecord returns an event of any kind and state with all that its
// organizer decides, and what already is there. Errors: app.ErrNotFound, also
// when the actor may not edit it.
func (db *DB) EventRecord(ctx context.Context, actor *app.Actor, id int64) (*app.EventRecord, app.RuleContext, error) {
	var there app.RuleContext
	if !actor.CanEvent(app.EditEvents, id) {
		return nil, there, app.ErrNotFound
	}
	e, err := db.oneEvent(ctx, `e.id = $1`, id)
	if err != nil {
		return nil, there, err
	}
	r := &app.EventRecord{Event: *e}
	if r.Who, err = db.Eligibility(ctx, id); err != nil {
		return nil, there, err
	}
	there, err = ruleContext(ctx, db.sql, e)
	return r, there, err
}

// ruleContext reads what rules have to agree with. Within a transaction that
// has locked the event nobody changes it meanwhile.
func ruleContext(ctx context.Context, q sqlx.QueryerContext, e *app.Event) (app.RuleContext, error) {
	there := app.RuleContext{Approval: e.Approval}
	var n struct {
		Live     int  `db:"live"`
		Taken    int  `db:"taken"`
		Pending  int  `db:"pending"`
		Meetings int  `db:"meetings"`
		Results  bool `db:"results"`
	}
	if err := sqlx.GetContext(ctx, q, &n, `
		SELECT n.live, n.taken, (SELECT count(*) FROM registrations r WHERE r.event_id = n.event_id AND r.status = 'submitted') AS pending,
		       (SELECT count(*) FROM event_sessions s WHERE s.event_id = n.event_id AND s.kind = 'meeting') AS meetings,
		       EXISTS (SELECT 1 FROM selections x WHERE x.event_id = n.event_id AND x.published_at IS NOT NULL) AS results
		FROM event_counters n WHERE n.event_id = $1`, e.ID); err != nil {
		return there, translate(err)
	}
	there.Live, there.Taken, there.Pending, there.Meetings, there.Results = n.Live, n.Taken, n.Pending, n.Meetings, n.Results
	var rows []sessionRow
	if err := sqlx.SelectContext(ctx, q, &rows, sessionsQuery, e.ID, string(app.EntrySession)); err != nil {
		return there, err
	}
	for i := range rows {
		there.Waves = append(there.Waves, rows[i].session())
	}
	return there, nil
}

// CreateEvent writes a new fair or outreach session as a draft. Whoever holds
// the permission over some event may; one whose grants name their events gets
// a grant for the new one. It returns the address of the event.
// Errors: app.FieldErrors, app.ErrForbidden.
func (db *DB) CreateEvent(ctx context.Context, actor *app.Actor, r *app.EventRecord) (slug string, err error) {
	if !MayCreateEvents(actor) || r.Kind == app.Course {
		return "", app.ErrForbidden
	}
	if err := app.CheckRules(&r.Event, &r.Who, app.RuleContext{}).Err(); err != nil {
		return "", err
	}
	err = db.InTx(ctx, func(tx *sqlx.Tx) error {
		id, err := insertEvent(ctx, tx, &r.Event, fmt.Sprintf("%s %d", r.Title, r.StartsAt.In(app.Jakarta).Year()))
		if err != nil {
			return err
		}
		if err := putEligibility(ctx, tx, id, &r.Who); err != nil {
			return err
		}
		if err := grantCreated(ctx, tx, actor, id); err != nil {
			return err
		}
		slug = r.Slug
		return audit(ctx, tx, actor, auditEntry{Action: "event.create", Entity: "event", EntityID: id, EventID: id, After: eventTrail(r)})
	})
	return slug, err
}

// MayCreateEvents reports whether the actor may write new fairs and outreach
// sessions: who may edit at least one event.
func MayCreateEvents(actor *app.Actor) bool {
	all, ids := eventScope(actor, app.EditEvents)
	return all || len(ids) > 0
}

// grantCreated lets the author of an event go on with it when their grants
// name the events they are for.
func grantCreated(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, eventID int64) error {
	if actor.CanEvent(app.EditEvents, eventID) || actor.AccountID == 0 {
		return nil
	}
	for _, g := range actor.Grants {
		if g.Role.Grants(app.EditEvents) && g.EventID != 0 && g == (app.Grant{Role: g.Role, EventID: g.EventID}) {
			if _, err := tx.ExecContext(ctx, `INSERT INTO grants (account_id, role, event_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
				actor.AccountID, string(g.Role), eventID); err != nil {
				return err
			}
			return audit(ctx, tx, actor, auditEntry{Action: "account.grant", Entity: "account", EntityID: actor.AccountID, EventID: eventID,
				After: map[string]any{"role": string(g.Role), "event": eventID}, Purpose: "event.create"})
		}
	}
	return nil
}

// insertEvent writes a new draft under an address made of base, and sets its
// id and slug.
func insertEvent(ctx context.Context, tx *sqlx.Tx, e *app.Event, base string) (int64, error) {
	base = app.Slug(base)
	// Two who write the same event at once wait for each other.
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('event slug ' || $1, 0))`, base); err != nil {
		return 0, err
	}
	slug, err := freeSlug(ctx, tx, "events", base, map[app.EventKind]string{app.Course: "pelatihan", app.JobFair: "bursa-kerja", app.Outreach: "sosialisasi"}[e.Kind])
	if err != nil {
		return 0, err
	}
	if err := tx.GetContext(ctx, &e.ID, `
		INSERT INTO events (kind, slug, title, status, starts_at, ends_at, opens_at, closes_at) VALUES ($1, $2, $3, 'draft', $4, $5, $6, $7) RETURNING id`,
		string(e.Kind), slug, e.Title, e.StartsAt, e.EndsAt, e.OpensAt, e.ClosesAt); err != nil {
		return 0, err
	}
	e.Slug, e.Status = slug, app.EventDraft
	return e.ID, writeEvent(ctx, tx, e.ID, e)
}

// writeEvent writes every column of an event that its organizer decides.
func writeEvent(ctx context.Context, tx *sqlx.Tx, id int64, e *app.Event) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE events SET title = $2, title_en = $3, summary = $4, summary_en = $5, description = $6, description_en = $7, organizer = $8, venue = $9,
			address = $10, region_code = nullif($11, ''), approval = $12, capacity = $13, starts_at = $14, ends_at = $15, opens_at = $16, closes_at = $17,
			early_minutes = $18, late_minutes = $19, cancel_until = $20, change_until = $21, offer_minutes = $22, reconfirm_from = $23, reconfirm_until = $24,
			clearing_minutes = $25, guardian_consent = $26, one_active_course = $27, reentry = $28, reentry_minutes = $29, updated_at = clock_timestamp() WHERE id = $1`,
		id, e.Title, e.TitleEN, e.Summary, e.SummaryEN, e.Description, e.DescriptionEN, e.Organizer, e.Venue, e.Address, e.RegionCode,
		string(e.Approval), e.Capacity, e.StartsAt, e.EndsAt, e.OpensAt, e.ClosesAt, inMinutes(e.EarlyEntry), inMinutes(e.LateEntry),
		e.CancelUntil, e.ChangeUntil, inMinutes(e.OfferFor), e.ReconfirmFrom, e.ReconfirmUntil, inMinutes(e.Clearing), e.GuardianConsent, e.OneActiveCourse,
		string(cmp.Or(e.Reentry, app.NoReentry)), inMinutes(e.ReentryWait))
	return err
}

func inMinutes(d time.Duration) int { return int(d / time.Minute) }

// lockEvent locks an event's row for an edit and returns it. Errors:
// app.ErrNotFound also when the actor may not edit it; ErrEventChanged when
// it was changed since version, unless that is zero.
func lockEvent(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, id int64, version time.Time) (*app.Event, error) {
	if !actor.CanEvent(app.EditEvents, id) {
		return nil, app.ErrNotFound
	}
	var r eventRow
	if err := tx.GetContext(ctx, &r, `SELECT `+eventColumns+` FROM events e WHERE e.id = $1 FOR NO KEY UPDATE`, id); err != nil {
		return nil, translate(err)
	}
	if !version.IsZero() && !r.UpdatedAt.Equal(version) {
		return nil, ErrEventChanged
	}
	return r.event(), nil
}

// SaveEvent writes the rules of an event of any kind over the version that
// its editor has seen. fewer says that the editor knows that more places are
// given away than the new capacity has. People with a registration are told
// when the day, the hour or the place of a published event changes.
// Errors: app.FieldErrors, ErrEventChanged, app.ErrNotFound.
func (db *DB) SaveEvent(ctx context.Context, actor *app.Actor, version time.Time, r *app.EventRecord, fewer bool) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		was, err := lockEvent(ctx, tx, actor, r.ID, version)
		if err != nil {
			return err
		}
		before := app.EventRecord{Event: *was}
		if before.Who, err = eligibility(ctx, tx, r.ID); err != nil {
			return err
		}
		there, err := ruleContext(ctx, tx, was)
		if err != nil {
			return err
		}
		there.Fewer = fewer
		if there.Meetings > 0 {
			r.StartsAt, r.EndsAt = was.StartsAt, was.EndsAt // the meetings say when it is
		}
		if was.Status == app.EventPublished && was.Kind != app.Course {
			err = r.Publishable(there, db.now()).Err()
		} else {
			err = app.CheckRules(&r.Event, &r.Who, there).Err()
		}
		if err != nil {
			return err
		}
		if err := writeEvent(ctx, tx, r.ID, &r.Event); err != nil {
			return err
		}
		if err := putEligibility(ctx, tx, r.ID, &r.Who); err != nil {
			return err
		}
		old, changed := auditDiff(eventTrail(&before), eventTrail(r))
		if err := audit(ctx, tx, actor, auditEntry{Action: "event.edit", Entity: "event", EntityID: r.ID, EventID: r.ID, Before: old, After: changed}); err != nil {
			return err
		}
		if was.Status == app.EventPublished && moved(was, &r.Event) {
			if err := tellEvent(ctx, tx, r.ID, app.MessageChanged); err != nil {
				return err
			}
		}
		is := r.Event
		is.Status = was.Status
		return db.fillPlaces(ctx, tx, &is) // more places may be there than were
	})
}

// moved reports whether somebody who knows the event as it was would come at
// the wrong time or to the wrong place.
func moved(was, is *app.Event) bool {
	return !was.StartsAt.Equal(is.StartsAt) || !was.EndsAt.Equal(is.EndsAt) || was.Venue != is.Venue || was.Address != is.Address
}

// eventTrail is what the audit trail keeps of an event's rules.
func eventTrail(r *app.EventRecord) map[string]any {
	moment := func(t *time.Time) string {
		if t == nil || t.IsZero() {
			return ""
		}
		return t.In(app.Jakarta).Format("2006-01-02 15.04")
	}
	e, g := &r.Event, &r.Who
	return map[string]any{
		"title": e.Title, "title_en": e.TitleEN, "summary": e.Summary, "summary_en": e.SummaryEN, "description": clipped(e.Description),
		"description_en": clipped(e.DescriptionEN), "venue": e.Venue, "address": e.Address, "region": e.RegionCode, "organizer": e.Organizer,
		"capacity": e.Capacity, "approval": string(e.Approval), "starts": moment(&e.StartsAt), "ends": moment(&e.EndsAt),
		"opens": moment(&e.OpensAt), "closes": moment(&e.ClosesAt), "early_minutes": inMinutes(e.EarlyEntry), "late_minutes": inMinutes(e.LateEntry),
		"cancel_until": moment(e.CancelUntil), "change_until": moment(e.ChangeUntil), "offer_minutes": inMinutes(e.OfferFor),
		"reconfirm_from": moment(e.ReconfirmFrom), "reconfirm_until": moment(e.ReconfirmUntil), "clearing_minutes": inMinutes(e.Clearing),
		"reentry": string(e.Reentry), "reentry_minutes": inMinutes(e.ReentryWait),
		"guardian_consent": e.GuardianConsent, "one_active_course": e.OneActiveCourse,
		"age_min": g.AgeMin, "age_max": g.AgeMax, "age_reason": g.AgeReason, "sex": string(g.Sex), "sex_reason": g.SexReason,
		"education": string(g.Education), "domicile": g.RegionCode, "notes": clipped(g.Notes), "notes_en": clipped(g.NotesEN),
		"needs_language": app.LanguageLevel{Test: g.LanguageTest, Level: g.LanguageLevel}.Name(),
	}
}
