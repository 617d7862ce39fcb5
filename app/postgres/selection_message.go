package postgres

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// WorkSelection is outbox work that tells an applicant of a step in a
// selection; its payload is SelectionWork. The results themselves are told as
// app.MessageResult.
const WorkSelection = "selection.message"

// SelectionStep is what a message of a selection is about.
type SelectionStep string

// The steps that applicants are told of.
const (
	AboutCheck         SelectionStep = "check"          // may take part, or not
	AboutSlot          SelectionStep = "slot"           // staff gave them a slot
	AboutStage         SelectionStep = "stage"          // let in to a later sitting, or not
	AboutMovedUp       SelectionStep = "moved_up"       // from the reserve to a seat
	AboutSeatEnded     SelectionStep = "seat_ended"     // declined or lapsed
	AboutReserveClosed SelectionStep = "reserve_closed" // no seat came free
)

// SelectionWork names the registration a message is about, and why it is sent.
type SelectionWork struct {
	RegistrationID int64         `json:"registration_id"`
	Step           SelectionStep `json:"step"`
}

// enqueueSelection queues a message to each in the transaction that gives the
// reason for it.
func enqueueSelection(ctx context.Context, tx sqlx.ExtContext, ids []int64, step SelectionStep) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO outbox (kind, payload, priority)
		SELECT $1, jsonb_build_object('registration_id', i.id, 'step', $2::text), 0 FROM unnest($3::bigint[]) AS i (id)`,
		WorkSelection, string(step), pq.Array(ids))
	return err
}

// tellResults queues the message of the result to every applicant.
func tellResults(ctx context.Context, tx sqlx.ExtContext, eventID int64) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO outbox (kind, payload, priority)
		SELECT $1, jsonb_build_object('registration_id', registration_id, 'message', $2::text), 0 FROM selection_results WHERE event_id = $3`,
		WorkRegistration, string(app.MessageResult), eventID)
	return err
}

// ResultForLetter returns what a letter says of somebody's published result:
// the number among the reserves, 0 for none, and by when to take the seat,
// nil when there is none to take.
func (db *DB) ResultForLetter(ctx context.Context, registrationID int64) (reserve int, seatUntil *time.Time, err error) {
	stmt, err := db.prepared(ctx, `
		SELECT coalesce(x.reserve_no, 0), t.confirm_until
		FROM selection_results x JOIN selections s ON s.event_id = x.event_id AND s.published_at IS NOT NULL
		LEFT JOIN selection_seats t ON t.registration_id = x.registration_id AND t.confirmed_at IS NULL AND t.ended_at IS NULL
		WHERE x.registration_id = $1`)
	if err != nil {
		return 0, nil, err
	}
	err = stmt.QueryRowxContext(ctx, registrationID).Scan(&reserve, &seatUntil)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil, nil
	}
	return reserve, seatUntil, err
}

// SelectionForMessage returns what a message of a selection tells of, as it
// is when the message is written. Errors: app.ErrNotFound.
func (db *DB) SelectionForMessage(ctx context.Context, registrationID int64) (*RegistrationView, *MySelection, error) {
	v, err := db.oneRegistration(ctx, standingTicket+`WHERE r.id = $1`, registrationID)
	if err != nil {
		return nil, nil, err
	}
	m, err := db.mySelection(ctx, v)
	return v, m, err
}

// MySelection is a selection as one applicant may see it: nothing of a result
// is in it before that is published.
type MySelection struct {
	Plan      *app.SelectionPlan
	Check     app.SelectionCheck
	Reason    string // why not eligible
	CheckedAt *time.Time
	Slots     []MySlot // by round, those booked
	Stages    []MyStage
	Result    *MyResult
	Seat      *Seat
}

// MySlot is a slot that an applicant has.
type MySlot struct {
	app.Session
	Round  int
	CameAt *time.Time
}

// MyResult is a published result.
type MyResult struct {
	Outcome   app.RegistrationStatus
	Why       app.Why
	Rank      int
	Ranked    int
	Seats     int
	Total     app.Points
	HasTotal  bool
	ReserveNo int
	Ahead     int // others in the reserve who come first now
	Component int64
	Reason    string
	Scores    []app.Mark // in the order of the plan's components
}

// MySelection returns where the actor's own application stands in the
// selection of its event. Errors: app.ErrNotFound, also when the event does
// not select.
func (db *DB) MySelection(ctx context.Context, actor *app.Actor, registrationID int64) (*RegistrationView, *MySelection, error) {
	v, err := db.MyRegistration(ctx, actor, registrationID)
	if err != nil {
		return nil, nil, err
	}
	m, err := db.mySelection(ctx, v)
	return v, m, err
}

func (db *DB) mySelection(ctx context.Context, v *RegistrationView) (*MySelection, error) {
	_, p, err := selection(ctx, db.sql, v.EventID)
	if err != nil {
		return nil, err
	}
	m := &MySelection{Plan: p}
	var check struct {
		Eligible  bool      `db:"eligible"`
		Reason    string    `db:"reason"`
		DecidedAt time.Time `db:"decided_at"`
	}
	switch err := db.sql.GetContext(ctx, &check, `SELECT eligible, reason, decided_at FROM selection_checks WHERE registration_id = $1`, v.ID); {
	case err == nil:
		m.Check, m.Reason, m.CheckedAt = checkOf(&check.Eligible), check.Reason, &check.DecidedAt
	case !errors.Is(err, sql.ErrNoRows):
		return nil, err
	}
	if err := db.mySlots(ctx, v.ID, m); err != nil {
		return nil, err
	}
	if err := db.myStages(ctx, v.EventID, v.ID, m); err != nil {
		return nil, err
	}
	if p.PublishedAt == nil {
		return m, nil
	}
	return m, db.myResult(ctx, v.ID, m)
}

func (db *DB) mySlots(ctx context.Context, registrationID int64, m *MySelection) error {
	var rows []struct {
		sessionRow
		Round  int        `db:"round"`
		CameAt *time.Time `db:"came_at"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT s.id, s.event_id, s.kind, s.title, s.title_en, s.place, s.starts_at, s.ends_at, s.capacity, b.round,
		       (SELECT a.scanned_at FROM attendances a WHERE a.registration_id = b.registration_id AND a.session_id = s.id AND a.annulled_at IS NULL
		        AND a.status IN ('present', 'late')) AS came_at
		FROM selection_bookings b JOIN event_sessions s ON s.id = b.session_id WHERE b.registration_id = $1 ORDER BY b.round`, registrationID); err != nil {
		return err
	}
	for i := range rows {
		m.Slots = append(m.Slots, MySlot{Session: rows[i].session(), Round: rows[i].Round, CameAt: rows[i].CameAt})
	}
	return nil
}

// myResult adds the result, which exists only once it is published.
func (db *DB) myResult(ctx context.Context, registrationID int64, m *MySelection) error {
	var r struct {
		Outcome      string     `db:"outcome"`
		Why          string     `db:"why"`
		Rank         int        `db:"rank"`
		Ranked       int        `db:"ranked"`
		Seats        int        `db:"seats"`
		Total        *int64     `db:"total"`
		ReserveNo    int        `db:"reserve_no"`
		Ahead        int        `db:"ahead"`
		Component    int64      `db:"component_id"`
		Reason       string     `db:"reason"`
		GivenAt      *time.Time `db:"given_at"`
		ConfirmUntil *time.Time `db:"confirm_until"`
		ConfirmedAt  *time.Time `db:"confirmed_at"`
		EndedAt      *time.Time `db:"ended_at"`
		Ended        string     `db:"ended"`
		scoreArraysRow
	}
	err := db.sql.GetContext(ctx, &r, `
		SELECT x.outcome, x.why, coalesce(x.rank, 0) AS rank, x.ranked, x.seats, (x.total * 100)::bigint AS total, coalesce(x.reserve_no, 0) AS reserve_no,
		       coalesce(x.component_id, 0) AS component_id, x.reason, t.given_at, t.confirm_until, t.confirmed_at, t.ended_at, coalesce(t.ended, '') AS ended,
		       (SELECT count(*) FROM selection_results o JOIN registrations w ON w.id = o.registration_id
		        WHERE o.event_id = x.event_id AND o.reserve_no < x.reserve_no AND w.status = 'reserve') AS ahead, `+scoreArrays+`
		FROM selection_results x JOIN registrations r ON r.id = x.registration_id
		JOIN selections s ON s.event_id = x.event_id AND s.published_at IS NOT NULL
		LEFT JOIN selection_seats t ON t.registration_id = x.registration_id
		LEFT JOIN LATERAL (`+scoresOf+`) z ON true
		WHERE x.registration_id = $1`, registrationID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // gave up before it was decided
	}
	if err != nil {
		return err
	}
	m.Result = &MyResult{
		Outcome: app.RegistrationStatus(r.Outcome), Why: app.Why(r.Why), Rank: r.Rank, Ranked: r.Ranked, Seats: r.Seats, Total: app.Points(deref(r.Total)),
		HasTotal: r.Total != nil, ReserveNo: r.ReserveNo, Ahead: r.Ahead, Component: r.Component, Reason: r.Reason, Scores: r.marks(m.Plan),
	}
	if r.GivenAt != nil {
		m.Seat = &Seat{GivenAt: *r.GivenAt, ConfirmUntil: *r.ConfirmUntil, ConfirmedAt: r.ConfirmedAt, EndedAt: r.EndedAt, Ended: r.Ended}
	}
	return nil
}

// OpenSlots returns the slots of an event's selection that are still to come.
func (db *DB) OpenSlots(ctx context.Context, eventID int64) ([]Slot, error) {
	all, err := slots(ctx, db.sql, eventID)
	if err != nil {
		return nil, err
	}
	var open []Slot
	for _, s := range all {
		if s.StartsAt.After(db.now()) {
			open = append(open, s)
		}
	}
	return open, nil
}

// PublishedApplicant is one applicant with their published result and answer.
type PublishedApplicant struct {
	RegistrationID int64      `db:"registration_id"`
	Name           string     `db:"name"`
	Code           string     `db:"code"`
	Outcome        string     `db:"outcome"`
	Status         string     `db:"status"`
	Why            string     `db:"why"`
	Rank           int        `db:"rank"`
	Total          *int64     `db:"total"` // hundredths
	ReserveNo      int        `db:"reserve_no"`
	Component      int64      `db:"component_id"`
	Reason         string     `db:"reason"`
	ConfirmUntil   *time.Time `db:"confirm_until"`
	ConfirmedAt    *time.Time `db:"confirmed_at"`
	Ended          string     `db:"ended"`
	MovedUp        bool       `db:"moved_up"`
}

// PublishedResults returns all results of an event in their order, with what
// people answered. Errors: app.ErrNotFound when the actor may not edit it.
func (db *DB) PublishedResults(ctx context.Context, actor *app.Actor, eventID int64) ([]PublishedApplicant, error) {
	if !actor.CanEvent(app.EditEvents, eventID) {
		return nil, app.ErrNotFound
	}
	var list []PublishedApplicant
	err := db.sql.SelectContext(ctx, &list, `
		SELECT x.registration_id, c.name, coalesce((SELECT left(k.code, 8) FROM tickets k WHERE k.registration_id = r.id
		       ORDER BY k.revoked_at NULLS FIRST, k.id DESC LIMIT 1), '') AS code,
		       x.outcome, r.status, x.why, coalesce(x.rank, 0) AS rank, (x.total * 100)::bigint AS total, coalesce(x.reserve_no, 0) AS reserve_no,
		       coalesce(x.component_id, 0) AS component_id, x.reason, t.confirm_until, t.confirmed_at, coalesce(t.ended, '') AS ended,
		       x.outcome = 'reserve' AND t.registration_id IS NOT NULL AS moved_up
		FROM selection_results x JOIN registrations r ON r.id = x.registration_id JOIN candidates c ON c.id = r.candidate_id
		LEFT JOIN selection_seats t ON t.registration_id = x.registration_id
		WHERE x.event_id = $1
		ORDER BY CASE x.outcome WHEN 'accepted' THEN 1 WHEN 'reserve' THEN 2 ELSE 3 END, x.reserve_no, x.rank NULLS LAST, x.registration_id`, eventID)
	return list, err
}
