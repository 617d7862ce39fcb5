package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// ClassPerson is somebody who takes part in a course, with their marks.
type ClassPerson struct {
	RegistrationID int64
	Name           string
	Code           string // of the ticket, as people type it
	Joined         time.Time
	Marks          map[int64]app.AttendanceStatus // by meeting
}

// ClassPeople returns everybody who takes part in a course, by name. Errors:
// app.ErrNotFound when the actor may not check in there.
func (db *DB) ClassPeople(ctx context.Context, actor *app.Actor, eventID int64) ([]ClassPerson, error) {
	if !actor.CanEvent(app.CheckIn, eventID) {
		return nil, app.ErrNotFound
	}
	return classPeople(ctx, db.sql, `r.event_id = $1 AND `+inClass, eventID)
}

func classPeople(ctx context.Context, q sqlx.QueryerContext, where string, args ...any) ([]ClassPerson, error) {
	var rows []struct {
		ID       int64          `db:"id"`
		Name     string         `db:"name"`
		Code     string         `db:"code"`
		Joined   time.Time      `db:"joined"`
		Sessions pq.Int64Array  `db:"sessions"`
		Statuses pq.StringArray `db:"statuses"`
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT r.id, c.name, coalesce(left(t.code, 8), '') AS code, `+joinedAt+` AS joined,
		       coalesce(a.sessions, '{}') AS sessions, coalesce(a.statuses, '{}') AS statuses
		FROM registrations r JOIN candidates c ON c.id = r.candidate_id
		LEFT JOIN tickets t ON t.registration_id = r.id AND t.revoked_at IS NULL
		LEFT JOIN LATERAL (SELECT array_agg(x.session_id) AS sessions, array_agg(x.status) AS statuses FROM attendances x
			WHERE x.registration_id = r.id AND x.session_id IS NOT NULL AND x.annulled_at IS NULL) a ON true
		WHERE `+where+` ORDER BY c.name COLLATE "id-x-icu", r.id`, args...); err != nil {
		return nil, err
	}
	people := make([]ClassPerson, len(rows))
	for i, r := range rows {
		people[i] = ClassPerson{RegistrationID: r.ID, Name: r.Name, Code: r.Code, Joined: r.Joined, Marks: make(map[int64]app.AttendanceStatus, len(r.Sessions))}
		for j, session := range r.Sessions {
			people[i].Marks[session] = app.AttendanceStatus(r.Statuses[j])
		}
	}
	return people, nil
}

// MyClassAttendance returns how much of a course the owner of a registration
// attended; nil when it is no course or they hold no place in it. Errors:
// app.ErrNotFound when it is not the actor's own.
func (db *DB) MyClassAttendance(ctx context.Context, actor *app.Actor, registrationID int64) (*app.ClassAttendance, error) {
	v, err := db.MyRegistration(ctx, actor, registrationID)
	if err != nil || v.Event.Kind != app.Course || !v.Status.HoldsPlace() || v.Status == app.Offered {
		return nil, err
	}
	return db.classAttendance(ctx, db.sql, v.EventID, registrationID)
}

func (db *DB) classAttendance(ctx context.Context, q sqlx.QueryerContext, eventID, registrationID int64) (*app.ClassAttendance, error) {
	people, err := classPeople(ctx, q, `r.id = $1`, registrationID)
	if err != nil || len(people) == 0 {
		return nil, orErr(err, app.ErrNotFound)
	}
	list, err := meetings(ctx, q, `s.event_id = $1`, eventID)
	if err != nil {
		return nil, err
	}
	rules, err := attendanceRules(ctx, q, eventID)
	if err != nil {
		return nil, translate(err)
	}
	a := app.Attend(list, people[0].Marks, people[0].Joined, db.now(), &rules)
	return &a, nil
}

// StaffMeeting is a meeting as those who mark it see it in their list.
type StaffMeeting struct {
	app.Meeting
	Title          string // of the course
	TitleEN        string
	Venue          string
	People, Marked int
}

// StaffMeetings returns the meetings of the Jakarta day of now over which the
// actor may check in, in order of time.
func (db *DB) StaffMeetings(ctx context.Context, actor *app.Actor, now time.Time) ([]StaffMeeting, error) {
	all, ids := eventScope(actor, app.CheckIn)
	if !all && len(ids) == 0 {
		return nil, nil
	}
	var rows []struct {
		meetingRow
		Course   string `db:"course"`
		CourseEN string `db:"course_en"`
		Venue    string `db:"venue"`
		People   int    `db:"people"`
		Marked   int    `db:"marked"`
	}
	day := app.Day(now)
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT `+meetingColumns+`, e.title AS course, e.title_en AS course_en, e.venue,
		       (SELECT count(*) FROM registrations r WHERE r.event_id = e.id AND `+inClass+`) AS people,
		       (SELECT count(*) FROM attendances a JOIN registrations r ON r.id = a.registration_id AND `+inClass+` WHERE a.session_id = s.id AND a.annulled_at IS NULL) AS marked
		FROM event_sessions s JOIN events e ON e.id = s.event_id
		WHERE s.kind = 'meeting' AND e.kind = 'course' AND e.status = 'published' AND ($1 OR e.id = ANY ($2)) AND s.starts_at >= $3 AND s.starts_at < $4
		ORDER BY s.starts_at, e.title LIMIT 100`, all, pq.Array(ids), day, day.AddDate(0, 0, 1)); err != nil {
		return nil, err
	}
	list := make([]StaffMeeting, len(rows))
	for i := range rows {
		r := &rows[i]
		list[i] = StaffMeeting{Meeting: r.meeting(), Title: r.Course, TitleEN: r.CourseEN, Venue: r.Venue, People: r.People, Marked: r.Marked}
	}
	return list, nil
}
