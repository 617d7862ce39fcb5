package postgres

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
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
	args := []any{all, pq.Array(ids), words, contains(words)}
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
	r.Kind = app.Course
	id, err := insertEvent(ctx, tx, &r.Event, fmt.Sprintf("%s %s %d", r.Title, r.Batch, r.StartsAt.In(app.Jakarta).Year()))
	if err != nil {
		return 0, err
	}
	if _, err = tx.ExecContext(ctx, `INSERT INTO courses (event_id, trade) VALUES ($1, $2)`, id, r.Trade); err != nil {
		return 0, err
	}
	return id, writeCourse(ctx, tx, id, r)
}

func writeCourse(ctx context.Context, tx *sqlx.Tx, id int64, r *app.CourseRecord) error {
	if err := writeEvent(ctx, tx, id, &r.Event); err != nil {
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
		there, err := ruleContext(ctx, tx, e)
		if err != nil {
			return err
		}
		if err := app.CheckApproval(r.Approval, there).Err(); err != nil {
			return err
		}
		if there.Meetings > 0 {
			r.StartsAt, r.EndsAt = e.StartsAt, e.EndsAt // the meetings say when it is
		}
		if e.Status == app.EventPublished {
			if err := r.Publishable(there.Meetings, db.now()).Err(); err != nil {
				return err
			}
		}
		if err := writeCourse(ctx, tx, id, r); err != nil {
			return err
		}
		if e.Status == app.EventPublished && moved(e, &r.Event) && db.now().Before(r.EndsAt) {
			if err := tellEvent(ctx, tx, id, app.MessageChanged); err != nil {
				return err
			}
		}
		was, is := auditDiff(courseTrail(before), courseTrail(r))
		return audit(ctx, tx, actor, auditEntry{Action: "event.edit", Entity: "event", EntityID: id, EventID: id, Before: was, After: is})
	})
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
	r.Shift(days)
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
		if err = copyParts(ctx, tx, id, copied, days); err != nil {
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
	trail := eventTrail(&app.EventRecord{Event: r.Event, Who: r.Eligibility})
	maps.Copy(trail, map[string]any{
		"trade": r.Trade, "batch": r.Batch, "programme": string(r.Programme), "centre": r.Centre, "lesson_hours": r.LessonHours, "days": r.Days,
		"certificate": r.Certificate, "attendance_percent": r.AttendancePercent, "bnsp_scheme": r.BNSPScheme,
		"language": r.Training.Language().Name(), "sectors": fmt.Sprint(r.Sectors), "stages": len(r.Stages), "outcomes": clipped(r.Outcomes),
	})
	return trail
}

func clipped(s string) string {
	if r := []rune(s); len(r) > 200 {
		return string(r[:200]) + "…"
	}
	return s
}
