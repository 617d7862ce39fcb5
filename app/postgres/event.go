package postgres

import (
	"context"
	"slices"
	"time"

	"github.com/lib/pq"

	"gerbang/app"
	"gerbang/app/batch"
)

// eventColumns are those of eventRow, of a table aliased e.
const eventColumns = `e.id, e.kind, e.slug, e.title, e.summary, e.description, e.organizer, e.venue, e.address,
	coalesce(e.region_code, '') AS region_code, e.status, e.approval, e.capacity, e.starts_at, e.ends_at, e.opens_at, e.closes_at,
	e.early_minutes, e.late_minutes, e.reentry, e.reentry_minutes, e.cancelled_at, e.cancel_reason, e.title_en, e.summary_en, e.description_en, e.updated_at, ` + ruleColumns

// ruleColumns are those of ruleRow, of a table aliased e.
const ruleColumns = `e.cancel_until, e.change_until, e.offer_minutes, e.reconfirm_from, e.reconfirm_until, e.clearing_minutes,
	e.guardian_consent, e.one_active_course`

type ruleRow struct {
	CancelUntil     *time.Time `db:"cancel_until"`
	ChangeUntil     *time.Time `db:"change_until"`
	OfferMinutes    int        `db:"offer_minutes"`
	ReconfirmFrom   *time.Time `db:"reconfirm_from"`
	ReconfirmUntil  *time.Time `db:"reconfirm_until"`
	ClearingMinutes int        `db:"clearing_minutes"`
	GuardianConsent bool       `db:"guardian_consent"`
	OneActiveCourse bool       `db:"one_active_course"`
}

func (r *ruleRow) rules() app.Rules {
	return app.Rules{
		CancelUntil: r.CancelUntil, ChangeUntil: r.ChangeUntil, OfferFor: time.Duration(r.OfferMinutes) * time.Minute,
		ReconfirmFrom: r.ReconfirmFrom, ReconfirmUntil: r.ReconfirmUntil, Clearing: time.Duration(r.ClearingMinutes) * time.Minute,
		GuardianConsent: r.GuardianConsent, OneActiveCourse: r.OneActiveCourse,
	}
}

type eventRow struct {
	ID            int64      `db:"id"`
	Kind          string     `db:"kind"`
	Slug          string     `db:"slug"`
	Title         string     `db:"title"`
	Summary       string     `db:"summary"`
	Description   string     `db:"description"`
	Organizer     string     `db:"organizer"`
	Venue         string     `db:"venue"`
	Address       string     `db:"address"`
	RegionCode    string     `db:"region_code"`
	Status        string     `db:"status"`
	Approval      string     `db:"approval"`
	Capacity      int        `db:"capacity"`
	StartsAt      time.Time  `db:"starts_at"`
	EndsAt        time.Time  `db:"ends_at"`
	OpensAt       time.Time  `db:"opens_at"`
	ClosesAt      time.Time  `db:"closes_at"`
	EarlyMinutes  int        `db:"early_minutes"`
	LateMinutes   int        `db:"late_minutes"`
	Reentry       string     `db:"reentry"`
	ReentryWait   int        `db:"reentry_minutes"`
	CancelledAt   *time.Time `db:"cancelled_at"`
	CancelReason  string     `db:"cancel_reason"`
	TitleEN       string     `db:"title_en"`
	SummaryEN     string     `db:"summary_en"`
	DescriptionEN string     `db:"description_en"`
	UpdatedAt     time.Time  `db:"updated_at"`
	ruleRow
}

func (r *eventRow) event() *app.Event {
	return &app.Event{
		ID: r.ID, Kind: app.EventKind(r.Kind), Slug: r.Slug, Title: r.Title, Summary: r.Summary, Description: r.Description,
		Organizer: r.Organizer, Venue: r.Venue, Address: r.Address, RegionCode: r.RegionCode,
		Status: app.EventStatus(r.Status), Approval: app.Approval(r.Approval), Capacity: r.Capacity,
		StartsAt: r.StartsAt, EndsAt: r.EndsAt, OpensAt: r.OpensAt, ClosesAt: r.ClosesAt,
		EarlyEntry: time.Duration(r.EarlyMinutes) * time.Minute, LateEntry: time.Duration(r.LateMinutes) * time.Minute,
		Reentry: app.Reentry(r.Reentry), ReentryWait: time.Duration(r.ReentryWait) * time.Minute,
		CancelledAt: r.CancelledAt, CancelReason: r.CancelReason, TitleEN: r.TitleEN, SummaryEN: r.SummaryEN, DescriptionEN: r.DescriptionEN,
		UpdatedAt: r.UpdatedAt, Rules: r.rules(),
	}
}

type sessionRow struct {
	ID       int64     `db:"id"`
	EventID  int64     `db:"event_id"`
	Kind     string    `db:"kind"`
	Title    string    `db:"title"`
	TitleEN  string    `db:"title_en"`
	Place    string    `db:"place"`
	StartsAt time.Time `db:"starts_at"`
	EndsAt   time.Time `db:"ends_at"`
	Capacity int       `db:"capacity"`
	Taken    int       `db:"taken"`
	Waiting  int       `db:"waiting"`
}

func (r *sessionRow) session() app.Session {
	return app.Session{
		ID: r.ID, EventID: r.EventID, Kind: app.SessionKind(r.Kind), Title: r.Title, TitleEN: r.TitleEN, Place: r.Place,
		StartsAt: r.StartsAt, EndsAt: r.EndsAt, Capacity: r.Capacity, Taken: r.Taken, Waiting: r.Waiting,
	}
}

// EventBySlug returns the event with that address, in any state but draft.
// Errors: app.ErrNotFound.
func (db *DB) EventBySlug(ctx context.Context, kind app.EventKind, slug string) (*app.Event, error) {
	return db.oneEvent(ctx, `e.slug = $1 AND e.kind = $2 AND e.status <> 'draft'`, slug, string(kind))
}

// EventForStaff returns the event with that address, in any state, if the
// actor holds the permission over it; otherwise it is not found. Gates ask at
// every scan: what is asked at one moment is answered by one query.
func (db *DB) EventForStaff(ctx context.Context, actor *app.Actor, p app.Permission, slug string) (*app.Event, error) {
	e, err := db.findingEvent.Do(ctx, "", slug)
	if err != nil {
		return nil, err
	}
	if !actor.CanEvent(p, e.ID) {
		return nil, app.ErrNotFound
	}
	return &e, nil
}

func (db *DB) eventBatch(ctx context.Context, _ string, slugs []string) []batch.Result[app.Event] {
	results := make([]batch.Result[app.Event], len(slugs))
	events, err := db.eventsBySlug(ctx, slugs)
	for i, slug := range slugs {
		switch e, found := events[slug]; {
		case err != nil:
			results[i].Err = err
		case !found:
			results[i].Err = app.ErrNotFound
		default:
			results[i].Value = e
		}
	}
	return results
}

func (db *DB) eventsBySlug(ctx context.Context, slugs []string) (map[string]app.Event, error) {
	stmt, err := db.prepared(ctx, `SELECT `+eventColumns+` FROM events e WHERE e.slug = ANY ($1)`)
	if err != nil {
		return nil, err
	}
	slugs = slices.Compact(slices.Sorted(slices.Values(slugs)))
	var rows []eventRow
	if err := stmt.SelectContext(ctx, &rows, pq.Array(slugs)); err != nil {
		return nil, err
	}
	events := make(map[string]app.Event, len(rows))
	for i := range rows {
		events[rows[i].Slug] = *rows[i].event()
	}
	return events, nil
}

func (db *DB) oneEvent(ctx context.Context, where string, args ...any) (*app.Event, error) {
	stmt, err := db.prepared(ctx, `SELECT `+eventColumns+` FROM events e WHERE `+where)
	if err != nil {
		return nil, err
	}
	var r eventRow
	if err := stmt.GetContext(ctx, &r, args...); err != nil {
		return nil, translate(err)
	}
	return r.event(), nil
}

const sessionsQuery = `
	SELECT s.id, s.event_id, s.kind, s.title, s.title_en, s.place, s.starts_at, s.ends_at, s.capacity, c.taken, c.waiting
	FROM event_sessions s JOIN session_counters c ON c.session_id = s.id
	WHERE s.event_id = $1 AND s.kind = $2 ORDER BY s.starts_at`

// Sessions returns an event's sessions of one kind with their counters, in
// order of time.
func (db *DB) Sessions(ctx context.Context, eventID int64, kind app.SessionKind) ([]app.Session, error) {
	stmt, err := db.prepared(ctx, sessionsQuery)
	if err != nil {
		return nil, err
	}
	var rows []sessionRow
	if err := stmt.SelectContext(ctx, &rows, eventID, string(kind)); err != nil {
		return nil, err
	}
	sessions := make([]app.Session, len(rows))
	for i := range rows {
		sessions[i] = rows[i].session()
	}
	return sessions, nil
}
