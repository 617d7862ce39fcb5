package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// Errors of the desk for courses.
var (
	ErrEventChanged = &app.Error{Kind: app.Conflict, Key: "training.error.changed"}
	ErrEventMove    = &app.Error{Kind: app.Conflict, Key: "training.error.move"}
	ErrEventInUse   = &app.Error{Kind: app.Conflict, Key: "training.error.in_use"}
	ErrSessionUsed  = &app.Error{Kind: app.Conflict, Key: "training.error.session_used"}
	ErrCancelReason = &app.Error{Kind: app.Invalid, Key: "training.error.cancel_reason", Field: "reason"}
)

// DeskCourse is a course in the list of its desk.
type DeskCourse struct {
	app.Event
	app.Training
	Applicants int
	Meetings   int
}

// DeskPageSize is how many courses a page of the desk holds.
const DeskPageSize = 30

// DeskCourses returns the courses that the actor may edit in a state, all
// states when it is empty, whose title, trade or batch has the words, the
// latest first; and how many there are of each state.
func (db *DB) DeskCourses(ctx context.Context, actor *app.Actor, status app.EventStatus, words string, page int) ([]DeskCourse, map[app.EventStatus]int, error) {
	all, ids := eventScope(actor, app.EditEvents)
	counts := map[app.EventStatus]int{}
	if !all && len(ids) == 0 {
		return nil, counts, nil
	}
	const mine = ` FROM events e JOIN courses k ON k.event_id = e.id JOIN event_counters n ON n.event_id = e.id
		WHERE e.kind = 'course' AND ($1 OR e.id = ANY ($2)) AND ($3 = '' OR e.title || ' ' || k.trade || ' ' || k.batch ILIKE $4)`
	args := []any{all, pq.Array(ids), words, "%" + escapeLike(words) + "%"}
	var tallies []struct {
		Status app.EventStatus `db:"status"`
		N      int             `db:"n"`
	}
	if err := db.sql.SelectContext(ctx, &tallies, `SELECT e.status, count(*) AS n`+mine+` GROUP BY e.status`, args...); err != nil {
		return nil, nil, err
	}
	for _, t := range tallies {
		counts[t.Status] = t.N
	}
	var rows []struct {
		eventRow
		courseRow
		Applicants int `db:"live"`
		Meetings   int `db:"meetings"`
	}
	err := db.sql.SelectContext(ctx, &rows, `SELECT `+eventColumns+`, `+courseColumns+`, n.live,
		(SELECT count(*) FROM event_sessions s WHERE s.event_id = e.id AND s.kind = 'meeting') AS meetings`+mine+`
		AND ($5 = '' OR e.status = $5) ORDER BY e.starts_at DESC, e.id DESC LIMIT $6 OFFSET $7`,
		append(args, string(status), DeskPageSize, (page-1)*DeskPageSize)...)
	if err != nil {
		return nil, nil, err
	}
	list := make([]DeskCourse, len(rows))
	for i := range rows {
		r := &rows[i]
		list[i] = DeskCourse{Event: *r.eventRow.event(), Training: r.training(), Applicants: r.Applicants, Meetings: r.Meetings}
	}
	return list, counts, nil
}

// CourseRecord returns a course with all that staff write of it, in any
// state, if the actor may edit it; otherwise it is not found.
func (db *DB) CourseRecord(ctx context.Context, actor *app.Actor, id int64) (*app.CourseRecord, error) {
	if !actor.CanEvent(app.EditEvents, id) {
		return nil, app.ErrNotFound
	}
	var r struct {
		eventRow
		courseRow
	}
	if err := db.sql.GetContext(ctx, &r, `SELECT `+eventColumns+`, `+courseColumns+` FROM events e JOIN courses k ON k.event_id = e.id WHERE e.id = $1`, id); err != nil {
		return nil, translate(err)
	}
	rec := &app.CourseRecord{Event: *r.eventRow.event(), Training: r.training()}
	var err error
	if rec.Stages, err = db.Stages(ctx, id); err != nil {
		return nil, err
	}
	rec.Eligibility, err = db.Eligibility(ctx, id)
	return rec, err
}

// CreateCourse writes a new course as a draft. It takes the permission over
// all events. Errors: app.FieldErrors, app.ErrForbidden.
func (db *DB) CreateCourse(ctx context.Context, actor *app.Actor, r *app.CourseRecord) (int64, error) {
	if !actor.CanAll(app.EditEvents) {
		return 0, app.ErrForbidden
	}
	if err := r.Check().Err(); err != nil {
		return 0, err
	}
	var id int64
	err := db.InTx(ctx, func(tx *sqlx.Tx) error {
		var err error
		id, err = insertCourse(ctx, tx, r)
		if err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "event.create", Entity: "event", EntityID: id, EventID: id, After: courseTrail(r)})
	})
	return id, err
}

func insertCourse(ctx context.Context, tx *sqlx.Tx, r *app.CourseRecord) (int64, error) {
	// Two who write the same course at once wait for each other.
	base := app.Slug(fmt.Sprintf("%s %s %d", r.Title, r.Batch, r.StartsAt.In(app.Jakarta).Year()))
	if _, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('event slug ' || $1, 0))`, base); err != nil {
		return 0, err
	}
	slug, err := freeSlug(ctx, tx, "events", base, "pelatihan")
	if err != nil {
		return 0, err
	}
	var id int64
	err = tx.GetContext(ctx, &id, `
		INSERT INTO events (kind, slug, title, status, starts_at, ends_at, opens_at, closes_at) VALUES ('course', $1, $2, 'draft', $3, $4, $5, $6) RETURNING id`,
		slug, r.Title, r.StartsAt, r.EndsAt, r.OpensAt, r.ClosesAt)
	if err != nil {
		return 0, err
	}
	if _, err = tx.ExecContext(ctx, `INSERT INTO courses (event_id, trade) VALUES ($1, $2)`, id, r.Trade); err != nil {
		return 0, err
	}
	return id, writeCourse(ctx, tx, id, r)
}

func writeCourse(ctx context.Context, tx *sqlx.Tx, id int64, r *app.CourseRecord) error {
	if _, err := tx.ExecContext(ctx, `
		UPDATE events SET title = $2, title_en = $3, summary = $4, summary_en = $5, description = $6, description_en = $7, organizer = $8, venue = $9,
			address = $10, region_code = nullif($11, ''), approval = $12, capacity = $13, starts_at = $14, ends_at = $15, opens_at = $16, closes_at = $17,
			updated_at = clock_timestamp() WHERE id = $1`,
		id, r.Title, r.TitleEN, r.Summary, r.SummaryEN, r.Description, r.DescriptionEN, r.Organizer, r.Venue, r.Address, r.Event.RegionCode,
		string(r.Approval), r.Capacity, r.StartsAt, r.EndsAt, r.OpensAt, r.ClosesAt); err != nil {
		return err
	}
	t := &r.Training
	if _, err := tx.ExecContext(ctx, `
		UPDATE courses SET trade = $2, batch = $3, programme = $4, centre = $5, lesson_hours = $6, days = $7, outcomes = $8, outcomes_en = $9,
			certificate = $10, certificate_en = $11, attendance_percent = $12, bnsp_scheme = $13, language_test = $14, language_level = $15,
			trade_en = $16 WHERE event_id = $1`,
		id, t.Trade, t.Batch, string(t.Programme), t.Centre, t.LessonHours, t.Days, t.Outcomes, t.OutcomesEN, t.Certificate, t.CertificateEN,
		t.AttendancePercent, t.BNSPScheme, t.LanguageTest, t.LanguageLevel, t.TradeEN); err != nil {
		return err
	}
	if err := putSectors(ctx, tx, id, t.Sectors); err != nil {
		return err
	}
	if err := putStages(ctx, tx, id, t.Stages); err != nil {
		return err
	}
	return putEligibility(ctx, tx, id, &r.Eligibility)
}

// lockEvent locks an event's row for an edit and returns it. Errors:
// app.ErrNotFound also when the actor may not edit it; ErrEventChanged when
// it was changed since version, unless that is zero.
func lockEvent(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, id int64, version time.Time) (*app.Event, error) {
	if !actor.CanEvent(app.EditEvents, id) {
		return nil, app.ErrNotFound
	}
	var r eventRow
	if err := tx.GetContext(ctx, &r, `SELECT `+eventColumns+` FROM events e WHERE e.id = $1 AND e.kind = 'course' FOR UPDATE`, id); err != nil {
		return nil, translate(err)
	}
	if !version.IsZero() && !r.UpdatedAt.Equal(version) {
		return nil, ErrEventChanged
	}
	return r.event(), nil
}

// SaveCourse writes a course over the version that its editor has seen.
// Errors: app.FieldErrors, ErrEventChanged, app.ErrNotFound.
func (db *DB) SaveCourse(ctx context.Context, actor *app.Actor, id int64, version time.Time, r *app.CourseRecord) error {
	before, err := db.CourseRecord(ctx, actor, id)
	if err != nil {
		return err
	}
	if err := r.Check().Err(); err != nil {
		return err
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		e, err := lockEvent(ctx, tx, actor, id, version)
		if err != nil {
			return err
		}
		var meetings int
		if err := tx.GetContext(ctx, &meetings, `SELECT count(*) FROM event_sessions WHERE event_id = $1 AND kind = 'meeting'`, id); err != nil {
			return err
		}
		if meetings > 0 {
			r.StartsAt, r.EndsAt = e.StartsAt, e.EndsAt // the meetings say when it is
		}
		if e.Status == app.EventPublished {
			if err := r.Publishable(meetings, db.now()).Err(); err != nil {
				return err
			}
		}
		if err := writeCourse(ctx, tx, id, r); err != nil {
			return err
		}
		was, is := difference(courseTrail(before), courseTrail(r))
		return audit(ctx, tx, actor, auditEntry{Action: "event.edit", Entity: "event", EntityID: id, EventID: id, Before: was, After: is})
	})
}

// SetCourseStatus moves a course to another state. Cancelling takes a reason,
// which its page keeps; publishing takes that nothing is missing. Doing it
// twice changes nothing more. Errors: app.FieldErrors, ErrEventMove,
// ErrEventInUse, ErrCancelReason, app.ErrNotFound.
func (db *DB) SetCourseStatus(ctx context.Context, actor *app.Actor, id int64, next app.EventStatus, reason string) error {
	r, err := db.CourseRecord(ctx, actor, id)
	if err != nil {
		return err
	}
	if next == app.EventCancelled && reason == "" {
		return ErrCancelReason
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		e, err := lockEvent(ctx, tx, actor, id, time.Time{})
		if err != nil || e.Status == next {
			return err
		}
		if !e.Status.CanBecome(next) {
			return ErrEventMove
		}
		var n struct {
			Meetings int `db:"meetings"`
			Live     int `db:"live"`
		}
		if err := tx.GetContext(ctx, &n, `
			SELECT (SELECT count(*) FROM event_sessions WHERE event_id = $1 AND kind = 'meeting') AS meetings, live FROM event_counters WHERE event_id = $1`, id); err != nil {
			return err
		}
		switch next {
		case app.EventPublished:
			if err := r.Publishable(n.Meetings, db.now()).Err(); err != nil {
				return err
			}
		case app.EventDraft:
			if n.Live > 0 {
				return ErrEventInUse
			}
		}
		var cancelled *time.Time
		if next == app.EventCancelled {
			now := db.now()
			cancelled = &now
		}
		if _, err := tx.ExecContext(ctx, `UPDATE events SET status = $2, cancelled_at = $3, cancel_reason = CASE WHEN $3::timestamptz IS NULL THEN '' ELSE $4 END,
			updated_at = clock_timestamp() WHERE id = $1`, id, string(next), cancelled, reason); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "event.status", Entity: "event", EntityID: id, EventID: id,
			Before: map[string]any{"status": e.Status}, After: map[string]any{"status": next}, Purpose: reason})
	})
}

// BulkCourseStatus moves several courses and returns how many went and how
// many could not.
func (db *DB) BulkCourseStatus(ctx context.Context, actor *app.Actor, ids []int64, next app.EventStatus, reason string) (moved, refused int, err error) {
	for _, id := range ids {
		switch err := db.SetCourseStatus(ctx, actor, id, next, reason); {
		case err == nil:
			moved++
		case errors.Is(err, ErrCancelReason):
			return moved, refused, err
		case app.KindOf(err) == app.Internal:
			return moved, refused, err
		default:
			refused++
		}
	}
	return moved, refused, nil
}

// DuplicateCourse makes the next batch of a course as a draft: everything is
// copied, its sessions too, with all dates moved so that it begins on the
// first day. It takes the permission over all events.
func (db *DB) DuplicateCourse(ctx context.Context, actor *app.Actor, id int64, first time.Time, batch string) (int64, error) {
	if !actor.CanAll(app.EditEvents) {
		return 0, app.ErrForbidden
	}
	r, err := db.CourseRecord(ctx, actor, id)
	if err != nil {
		return 0, err
	}
	days := int(app.Day(first).Sub(app.Day(r.StartsAt)).Hours() / 24)
	r.Batch = batch
	for _, t := range []*time.Time{&r.StartsAt, &r.EndsAt, &r.OpensAt, &r.ClosesAt} {
		*t = t.AddDate(0, 0, days)
	}
	for i := range r.Stages {
		for _, t := range []*time.Time{&r.Stages[i].From, &r.Stages[i].Until} {
			if !t.IsZero() {
				*t = t.AddDate(0, 0, days)
			}
		}
	}
	if err := r.Check().Err(); err != nil {
		return 0, err
	}
	var copied int64
	err = db.InTx(ctx, func(tx *sqlx.Tx) error {
		if copied, err = insertCourse(ctx, tx, r); err != nil {
			return err
		}
		if _, err = tx.ExecContext(ctx, `
			INSERT INTO event_sessions (event_id, kind, title, place, starts_at, ends_at, capacity)
			SELECT $2, kind, title, place, starts_at + make_interval(days => $3), ends_at + make_interval(days => $3), capacity
			FROM event_sessions WHERE event_id = $1 ORDER BY starts_at, id`, id, copied, days); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "event.duplicate", Entity: "event", EntityID: copied, EventID: copied,
			Before: map[string]any{"from": id}, After: courseTrail(r)})
	})
	return copied, err
}

// courseTrail is what the audit trail keeps of a course: texts in full would
// make the trail as large as what it watches.
func courseTrail(r *app.CourseRecord) map[string]any {
	day := func(t time.Time) string { return t.In(app.Jakarta).Format(time.DateOnly) }
	return map[string]any{
		"title": r.Title, "title_en": r.TitleEN, "summary": r.Summary, "venue": r.Venue, "address": r.Address, "organizer": r.Organizer,
		"capacity": r.Capacity, "approval": string(r.Approval), "starts": day(r.StartsAt), "ends": day(r.EndsAt), "opens": day(r.OpensAt), "closes": day(r.ClosesAt),
		"trade": r.Trade, "trade_en": r.TradeEN, "batch": r.Batch, "programme": string(r.Programme), "centre": r.Centre, "lesson_hours": r.LessonHours, "days": r.Days,
		"certificate": r.Certificate, "attendance_percent": r.AttendancePercent, "bnsp_scheme": r.BNSPScheme,
		"language": r.Training.Language().Name(), "sectors": fmt.Sprint(r.Sectors), "stages": len(r.Stages), "description": clipped(r.Description),
		"outcomes": clipped(r.Outcomes), "age_min": r.AgeMin, "age_max": r.AgeMax, "age_reason": r.AgeReason, "sex": string(r.Sex), "sex_reason": r.SexReason,
		"education": string(r.Education), "domicile": r.Eligibility.RegionCode, "notes": clipped(r.Notes),
	}
}

func clipped(s string) string {
	if r := []rune(s); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return s
}

// difference keeps of two sides only the fields that differ.
func difference(before, after map[string]any) (was, is map[string]any) {
	was, is = map[string]any{}, map[string]any{}
	for k, v := range after {
		if before[k] != v {
			was[k], is[k] = before[k], v
		}
	}
	return was, is
}
