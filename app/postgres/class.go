package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// Class is a course as those who mark its meetings see it.
type Class struct {
	Event app.Event
	Rules app.AttendanceRules
}

type meetingRow struct {
	sessionRow
	OwnJP        int        `db:"lesson_hours"`
	CancelledAt  *time.Time `db:"cancelled_at"`
	CancelReason string     `db:"cancel_reason"`
	ClosedAt     *time.Time `db:"closed_at"`
}

// meetingColumns are those of meetingRow, of a table aliased s.
const meetingColumns = `s.id, s.event_id, s.kind, s.title, s.place, s.starts_at, s.ends_at, s.capacity,
	coalesce(s.lesson_hours, 0) AS lesson_hours, s.cancelled_at, s.cancel_reason, s.closed_at`

func (r *meetingRow) meeting() app.Meeting {
	return app.Meeting{Session: r.session(), OwnJP: r.OwnJP, CancelledAt: r.CancelledAt, CancelReason: r.CancelReason, ClosedAt: r.ClosedAt}
}

// Meetings returns the meetings of a course in order of time, also those that
// are called off.
func (db *DB) Meetings(ctx context.Context, eventID int64) ([]app.Meeting, error) {
	return meetings(ctx, db.sql, `s.event_id = $1`, eventID)
}

func meetings(ctx context.Context, q sqlx.QueryerContext, where string, args ...any) ([]app.Meeting, error) {
	var rows []meetingRow
	if err := sqlx.SelectContext(ctx, q, &rows, `SELECT `+meetingColumns+` FROM event_sessions s WHERE s.kind = 'meeting' AND `+where+` ORDER BY s.starts_at, s.id`, args...); err != nil {
		return nil, err
	}
	list := make([]app.Meeting, len(rows))
	for i := range rows {
		list[i] = rows[i].meeting()
	}
	return list, nil
}

// attendanceRules returns how a course counts marks. Errors: sql.ErrNoRows
// when the event is no course.
func attendanceRules(ctx context.Context, q sqlx.QueryerContext, eventID int64) (app.AttendanceRules, error) {
	var row struct {
		Version     int            `db:"version"`
		Weights     *pq.Int64Array `db:"weights"`
		Threshold   int            `db:"attendance_percent"`
		LessonHours int            `db:"lesson_hours"`
		Days        int            `db:"days"`
	}
	if err := sqlx.GetContext(ctx, q, &row, `
		SELECT coalesce(w.version, 0) AS version, CASE WHEN w.version IS NOT NULL THEN ARRAY[w.present, w.late, w.excused, w.sick, w.absent] END AS weights,
		       c.attendance_percent, c.lesson_hours, c.days
		FROM courses c LEFT JOIN LATERAL (SELECT * FROM attendance_rules x WHERE x.event_id = c.event_id ORDER BY x.version DESC LIMIT 1) w ON true
		WHERE c.event_id = $1`, eventID); err != nil {
		return app.AttendanceRules{}, err
	}
	course := app.Training{LessonHours: row.LessonHours, Days: row.Days}
	r := app.AttendanceRules{Version: row.Version, Weights: app.DefaultWeights(), Threshold: row.Threshold, UsualJP: course.UsualJP()}
	if row.Weights != nil {
		for i, s := range app.AttendanceStatuses() {
			r.Weights[s] = int((*row.Weights)[i])
		}
	}
	return r, nil
}

// Class returns a course and how it counts marks. Errors: app.ErrNotFound,
// also when the actor does not hold the permission over it or it is no course.
func (db *DB) Class(ctx context.Context, actor *app.Actor, p app.Permission, slug string) (*Class, error) {
	e, err := db.EventForStaff(ctx, actor, p, slug)
	if err != nil {
		return nil, err
	}
	rules, err := attendanceRules(ctx, db.sql, e.ID)
	if err != nil {
		return nil, translate(err)
	}
	return &Class{Event: *e, Rules: rules}, nil
}

// ClassMeeting returns a meeting and its course. Errors: app.ErrNotFound, also
// when the actor may not check in there or the session is no meeting.
func (db *DB) ClassMeeting(ctx context.Context, actor *app.Actor, sessionID int64) (*Class, *app.Meeting, error) {
	list, err := meetings(ctx, db.sql, `s.id = $1`, sessionID)
	if err != nil {
		return nil, nil, err
	}
	if len(list) == 0 || !actor.CanEvent(app.CheckIn, list[0].EventID) {
		return nil, nil, app.ErrNotFound
	}
	e, err := db.oneEvent(ctx, `e.id = $1`, list[0].EventID)
	if err != nil {
		return nil, nil, err
	}
	rules, err := attendanceRules(ctx, db.sql, e.ID)
	if err != nil {
		return nil, nil, translate(err)
	}
	return &Class{Event: *e, Rules: rules}, &list[0], nil
}

// SaveAttendanceRules makes a new version of the weights with which a course
// counts marks; nothing when they are as they were. Errors: app.FieldErrors,
// app.ErrNotFound.
func (db *DB) SaveAttendanceRules(ctx context.Context, actor *app.Actor, eventID int64, weights map[app.AttendanceStatus]int) error {
	if !actor.CanEvent(app.EditEvents, eventID) {
		return app.ErrNotFound
	}
	rules := app.AttendanceRules{Weights: weights}
	if err := rules.Check().Err(); err != nil {
		return err
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `SELECT 1 FROM courses WHERE event_id = $1 FOR UPDATE`, eventID); err != nil {
			return err
		}
		was, err := attendanceRules(ctx, tx, eventID)
		if err != nil {
			return err
		}
		before, after, same := map[string]any{}, map[string]any{}, true
		args := []any{eventID, was.Version + 1, orNull(actor.AccountID), db.now()}
		for _, s := range app.AttendanceStatuses() {
			before[string(s)], after[string(s)] = was.Weights[s], weights[s]
			same = same && was.Weights[s] == weights[s]
			args = append(args, weights[s])
		}
		if same {
			return nil
		}
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO attendance_rules (event_id, version, set_by, set_at, present, late, excused, sick, absent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, args...); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "class.rules", Entity: "event", EntityID: eventID, EventID: eventID, Before: before, After: after})
	})
}

// joinedAt is when somebody with a registration r got their place in a course.
const joinedAt = `coalesce((SELECT t.given_at FROM selection_seats t WHERE t.registration_id = r.id), r.placed_at, r.submitted_at)`

// inClass is true for a registration r of somebody who takes part in a course.
const inClass = `r.status IN ('confirmed', 'accepted', 'completed')`

// MeetingMark is one person of the list of a meeting.
type MeetingMark struct {
	RegistrationID int64                `db:"registration_id"`
	Name           string               `db:"name"`
	Code           string               `db:"code"` // of the ticket, as people type it
	Version        int                  `db:"version"`
	Status         app.AttendanceStatus `db:"status"` // empty: no mark
	Remark         string               `db:"remark"`
	By             string               `db:"by"`
	At             *time.Time           `db:"at"` // when it was written
	Late           bool                 `db:"joined_later"`
}

// MeetingMarks returns everybody who takes part in the course of a meeting
// with their mark in it, by name. Errors: app.ErrNotFound.
func (db *DB) MeetingMarks(ctx context.Context, actor *app.Actor, m *app.Meeting) ([]MeetingMark, error) {
	if !actor.CanEvent(app.CheckIn, m.EventID) {
		return nil, app.ErrNotFound
	}
	var list []MeetingMark
	err := db.sql.SelectContext(ctx, &list, `
		SELECT r.id AS registration_id, c.name, coalesce(left(t.code, 8), '') AS code, coalesce(a.version, `+lastVersion+`) AS version,
		       coalesce(a.status, '') AS status, coalesce(a.remark, '') AS remark, coalesce(k.name, '') AS by, a.recorded_at AS at, `+joinedAt+` >= $3 AS joined_later
		FROM registrations r JOIN candidates c ON c.id = r.candidate_id
		LEFT JOIN tickets t ON t.registration_id = r.id AND t.revoked_at IS NULL
		LEFT JOIN attendances a ON a.registration_id = r.id AND a.session_id = $2 AND a.annulled_at IS NULL
		LEFT JOIN accounts k ON k.id = a.marked_by
		WHERE r.event_id = $1 AND `+inClass+` ORDER BY c.name COLLATE "id-x-icu", r.id`, m.EventID, m.ID, m.EndsAt)
	return list, err
}

// lastVersion is the version of a cell without a mark, of a registration r in
// the session $2: that of the mark which was taken back, or 0.
const lastVersion = `coalesce((SELECT max(x.version) FROM attendances x WHERE x.registration_id = r.id AND x.session_id = $2), 0)`

// MarkHistory is one version of a mark.
type MarkHistory struct {
	RegistrationID int64                `db:"registration_id"`
	Status         app.AttendanceStatus `db:"status"` // empty: taken back
	Remark         string               `db:"remark"`
	Reason         string               `db:"reason"`
	By             string               `db:"by"`
	At             time.Time            `db:"at"`
}

// MarkHistory returns what was written into the list of a meeting, the latest
// first for each person. Errors: app.ErrNotFound.
func (db *DB) MarkHistory(ctx context.Context, actor *app.Actor, m *app.Meeting) ([]MarkHistory, error) {
	if !actor.CanEvent(app.CheckIn, m.EventID) {
		return nil, app.ErrNotFound
	}
	var list []MarkHistory
	err := db.sql.SelectContext(ctx, &list, `
		SELECT h.registration_id, coalesce(h.status, '') AS status, h.remark, h.reason, coalesce(a.name, '') AS by, h.at
		FROM attendance_history h LEFT JOIN accounts a ON a.id = h.account_id
		WHERE h.event_id = $1 AND h.session_id = $2 ORDER BY h.registration_id, h.version DESC`, m.EventID, m.ID)
	return list, err
}
