package postgres

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// MarkChange is what somebody wrote into one cell.
type MarkChange struct {
	RegistrationID int64                `db:"registration_id"`
	Version        int                  `db:"version"` // that the cell was seen at
	Status         app.AttendanceStatus `db:"status"`
	Remark         string               `db:"-"`
}

// MarkConflict is a cell that was not written: somebody else changed it since
// it was seen, or the person takes part no more.
type MarkConflict struct {
	MeetingMark      // as it is now
	Gone        bool // takes part no more
}

// SaveMarks writes the cells of a meeting that nobody else has changed since
// they were seen; the others are returned as they are now, and stay so. A cell
// that already says what is to be written counts as written, so that sending a
// list again does nothing. An empty status takes a mark back. Each change goes
// into the history.
//
// A correction, which is a change of a meeting that is closed, and taking a
// mark back need a reason: app.ErrMarkReason. Nothing is written then. Errors
// also: app.ErrMeetingNotOpen, app.ErrMeetingCancelled, app.FieldErrors beside
// fields "status" and "remark", app.ErrNotFound.
func (db *DB) SaveMarks(ctx context.Context, actor *app.Actor, m *app.Meeting, changes []MarkChange, reason string) (saved int, conflicts []MarkConflict, err error) {
	if !actor.CanEvent(app.CheckIn, m.EventID) {
		return 0, nil, app.ErrNotFound
	}
	for i := range changes {
		c := &changes[i]
		c.Remark = strings.Join(strings.Fields(c.Remark), " ")
		switch {
		case c.Status != "" && !c.Status.Valid():
			return 0, nil, app.FieldErrors{{Field: "status", Key: "error.oneof"}}
		case utf8.RuneCountInString(c.Remark) > app.MaxMarkRemark:
			return 0, nil, app.FieldErrors{{Field: "remark", Key: "error.max_chars", Args: []any{"param", app.MaxMarkRemark}}}
		case c.Status == "":
			c.Remark = "" // there is nothing it would stand beside
		}
	}
	if reason, err = checkReason(reason); err != nil {
		return 0, nil, err
	}
	err = db.InTx(ctx, func(tx *sqlx.Tx) error {
		saved, conflicts = 0, nil
		now, err := lockMeeting(ctx, tx, db, m)
		if err != nil {
			return err
		}
		ids := make([]int64, len(changes))
		for i := range changes {
			ids[i] = changes[i].RegistrationID
		}
		cells, err := lockCells(ctx, tx, now, ids)
		if err != nil {
			return err
		}
		var write []MarkChange
		for i := range changes {
			c := &changes[i]
			cell := cells[c.RegistrationID]
			switch {
			case cell == nil:
				return app.ErrNotFound
			case cell.Status == c.Status && cell.Remark == c.Remark:
				saved++
				continue
			case cell.Gone, cell.Version != c.Version:
				conflicts = append(conflicts, *cell)
				continue
			case reason == "" && (now.Closed(db.now()) || c.Status == ""):
				return app.ErrMarkReason
			}
			cell.Status, cell.Remark, cell.Version = c.Status, c.Remark, c.Version+1 // one that comes twice is a conflict with itself
			write = append(write, *c)
		}
		saved += len(write)
		return db.writeMarks(ctx, tx, actor, now, write, reason)
	})
	if err != nil {
		return 0, nil, err
	}
	return saved, conflicts, nil
}

func checkReason(reason string) (string, error) {
	reason = strings.Join(strings.Fields(reason), " ")
	switch n := utf8.RuneCountInString(reason); {
	case n > app.MaxMarkReason:
		return "", app.FieldErrors{{Field: "alasan", Key: "error.max_chars", Args: []any{"param", app.MaxMarkReason}}}
	case n > 0 && n < app.MinMarkReason:
		return "", app.ErrMarkReason
	}
	return reason, nil
}

// FillPresent marks as present everybody who has no mark in the meeting and
// had joined the course when it was over; a mark that anybody made stays. It
// returns how many are new. Errors as of SaveMarks.
func (db *DB) FillPresent(ctx context.Context, actor *app.Actor, m *app.Meeting, reason string) (n int, err error) {
	if !actor.CanEvent(app.CheckIn, m.EventID) {
		return 0, app.ErrNotFound
	}
	if reason, err = checkReason(reason); err != nil {
		return 0, err
	}
	err = db.InTx(ctx, func(tx *sqlx.Tx) error {
		now, err := lockMeeting(ctx, tx, db, m)
		if err != nil {
			return err
		}
		var blank []MarkChange
		if err := tx.SelectContext(ctx, &blank, `
			SELECT r.id AS registration_id, `+lastVersion+` AS version, 'present' AS status FROM registrations r
			WHERE r.event_id = $1 AND `+inClass+` AND `+joinedAt+` < $3
			  AND NOT EXISTS (SELECT 1 FROM attendances a WHERE a.registration_id = r.id AND a.session_id = $2 AND a.annulled_at IS NULL)
			ORDER BY r.id FOR SHARE OF r`, now.EventID, now.ID, now.EndsAt); err != nil {
			return err
		}
		if n = len(blank); n > 0 && reason == "" && now.Closed(db.now()) {
			return app.ErrMarkReason
		}
		return db.writeMarks(ctx, tx, actor, now, blank, reason)
	})
	return n, err
}

// lockMeeting holds a meeting against every other editor of its list, and
// returns it as it is now.
func lockMeeting(ctx context.Context, tx *sqlx.Tx, db *DB, m *app.Meeting) (*app.Meeting, error) {
	if _, err := tx.ExecContext(ctx, `SELECT 1 FROM event_sessions WHERE id = $1 FOR NO KEY UPDATE`, m.ID); err != nil {
		return nil, err
	}
	list, err := meetings(ctx, tx, `s.id = $1 AND s.event_id = $2`, m.ID, m.EventID)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, app.ErrNotFound
	}
	return &list[0], list[0].CheckMarking(db.now())
}

// lockCells returns the cells of the registrations, each held so that it can
// neither be cancelled nor moved before the commit.
func lockCells(ctx context.Context, tx *sqlx.Tx, m *app.Meeting, ids []int64) (map[int64]*MarkConflict, error) {
	if _, err := tx.ExecContext(ctx, `SELECT 1 FROM registrations WHERE id = ANY ($1) ORDER BY id FOR SHARE`, pq.Array(ids)); err != nil {
		return nil, err
	}
	var rows []struct {
		MeetingMark
		Gone bool `db:"gone"`
	}
	if err := tx.SelectContext(ctx, &rows, `
		SELECT r.id AS registration_id, c.name, NOT (`+inClass+`) AS gone, coalesce(a.version, `+lastVersion+`) AS version,
		       coalesce(a.status, '') AS status, coalesce(a.remark, '') AS remark, coalesce(k.name, h.by, '') AS by, coalesce(a.recorded_at, h.at) AS at
		FROM registrations r JOIN candidates c ON c.id = r.candidate_id
		LEFT JOIN attendances a ON a.registration_id = r.id AND a.session_id = $2 AND a.annulled_at IS NULL
		LEFT JOIN accounts k ON k.id = a.marked_by
		LEFT JOIN LATERAL (SELECT o.name AS by, x.at FROM attendance_history x LEFT JOIN accounts o ON o.id = x.account_id
			WHERE x.session_id = $2 AND x.registration_id = r.id ORDER BY x.version DESC LIMIT 1) h ON true
		WHERE r.event_id = $1 AND r.id = ANY ($3)`, m.EventID, m.ID, pq.Array(ids)); err != nil {
		return nil, err
	}
	cells := make(map[int64]*MarkConflict, len(rows))
	for _, r := range rows {
		cells[r.RegistrationID] = &MarkConflict{MeetingMark: r.MeetingMark, Gone: r.Gone}
	}
	return cells, nil
}

// writeMarks writes cells of a meeting that is locked, with their history.
// When somebody was there is the moment of writing within the meeting, not
// that of a list that is written later.
func (db *DB) writeMarks(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, m *app.Meeting, write []MarkChange, reason string) error {
	n := len(write)
	if n == 0 {
		return nil
	}
	ids, versions, statuses, remarks := make([]int64, n), make([]int64, n), make([]string, n), make([]string, n)
	for i, c := range write {
		ids[i], versions[i], statuses[i], remarks[i] = c.RegistrationID, int64(c.Version), string(c.Status), c.Remark
	}
	now := db.now()
	at := now
	if at.Before(m.StartsAt) {
		at = m.StartsAt
	}
	if at.After(m.EndsAt) {
		at = m.StartsAt
	}
	in := []any{pq.Array(ids), pq.Array(versions), pq.Array(statuses), pq.Array(remarks)}
	const rows = ` unnest($1::bigint[], $2::int[], $3::text[], $4::text[]) AS i (registration_id, version, status, remark) `
	var put int
	if err := tx.GetContext(ctx, &put, `
		WITH gone AS (
			UPDATE attendances a SET annulled_at = $8, annul_reason = $10, version = i.version + 1
			FROM`+rows+`WHERE i.status = '' AND a.session_id = $6 AND a.registration_id = i.registration_id AND a.annulled_at IS NULL RETURNING 1
		), marked AS (
			INSERT INTO attendances AS a (event_id, session_id, registration_id, status, remark, version, marked_by, scanned_at, recorded_at)
			SELECT $5, $6, i.registration_id, i.status, i.remark, i.version + 1, $7, $9, $8 FROM`+rows+`WHERE i.status <> '' ORDER BY i.registration_id
			ON CONFLICT (registration_id, session_id) WHERE annulled_at IS NULL
			DO UPDATE SET status = excluded.status, remark = excluded.remark, version = excluded.version, marked_by = excluded.marked_by, recorded_at = excluded.recorded_at
			WHERE a.version = excluded.version - 1 RETURNING 1
		), kept AS (
			INSERT INTO attendance_history (event_id, session_id, registration_id, version, status, remark, reason, account_id, at)
			SELECT $5, $6, i.registration_id, i.version + 1, nullif(i.status, ''), i.remark, $10, $7, $8 FROM`+rows+`
		)
		SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM marked)`,
		append(in, m.EventID, m.ID, orNull(actor.AccountID), now, at, reason)...); err != nil {
		return err
	}
	if put != n { // a gate wrote at the same moment
		return app.ErrBusy
	}
	after := map[string]any{"session": m.ID, "marks": n}
	if reason != "" {
		after["reason"] = true // the words stand in the history of the marks, and are erased there
	}
	return audit(ctx, tx, actor, auditEntry{Action: "class.marks", Entity: "event", EntityID: m.EventID, EventID: m.EventID, After: after})
}

// CloseMeeting closes the list of a meeting before it closes by itself. It may
// be sent twice. Errors: app.ErrMeetingNotOpen, app.ErrMeetingCancelled,
// app.ErrNotFound.
func (db *DB) CloseMeeting(ctx context.Context, actor *app.Actor, m *app.Meeting) error {
	if !actor.CanEvent(app.CheckIn, m.EventID) {
		return app.ErrNotFound
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		now, err := lockMeeting(ctx, tx, db, m)
		if err != nil || now.ClosedAt != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE event_sessions SET closed_at = $2, closed_by = $3 WHERE id = $1`, m.ID, db.now(), orNull(actor.AccountID)); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "class.close", Entity: "event", EntityID: m.EventID, EventID: m.EventID, After: map[string]any{"session": m.ID}})
	})
}
