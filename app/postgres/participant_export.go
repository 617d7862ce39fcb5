package postgres

import (
	"context"
	"database/sql"
	"net/url"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// exportSettings are those of the transaction an export reads in: it may take
// as long as a slow line needs, and its query is too short-lived to compile.
const exportSettings = `SET LOCAL statement_timeout = '15min'; SET LOCAL jit = off; SET LOCAL work_mem = '32MB'`

// EachParticipant reads all participants that the filter leaves, in its
// order, from one snapshot, and holds one of them at a time: start is called
// with their number before the first, unless it is nil, and each with every
// one. Both must not keep the Participant. An error of theirs ends the
// reading and is returned.
//
// Errors: app.ErrNotFound when the actor may not export the event's participants.
func (db *DB) EachParticipant(ctx context.Context, actor *app.Actor, eventID int64, f ParticipantFilter, start func(total int) error, each func(*Participant) error) error {
	if !actor.CanEvent(app.Export, eventID) {
		return app.ErrNotFound
	}
	tx, err := db.sql.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, exportSettings); err != nil {
		return err
	}
	q := newParticipantQuery(eventID, f)
	if start != nil {
		var total int
		if err := tx.GetContext(ctx, &total, `SELECT count(*)`+q.from(""), q.args...); err != nil {
			return err
		}
		if err := start(total); err != nil {
			return err
		}
	}
	var asked bool
	if err := tx.GetContext(ctx, &asked, `SELECT EXISTS (SELECT 1 FROM event_questions WHERE event_id = $1)`, eventID); err != nil {
		return err
	}
	return eachParticipant(ctx, tx, q, f, asked, each)
}

func eachParticipant(ctx context.Context, tx *sqlx.Tx, q *participantQuery, f ParticipantFilter, asked bool, each func(*Participant) error) error {
	answers := `NULL::jsonb`
	if asked {
		answers = participantAnswers
	}
	rows, err := tx.QueryContext(ctx, `SELECT `+participantColumns+`, `+answers+` FROM registrations r`+participantJoins+`
		LEFT JOIN (SELECT DISTINCT ON (registration_id) registration_id, scanned_at, gate_id FROM attendances
			WHERE event_id = $1 AND `+present+` ORDER BY registration_id, scanned_at, id) a ON a.registration_id = r.id
		LEFT JOIN gates g ON g.id = a.gate_id`+q.condition()+f.orderBy(), q.args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var p Participant
	for rows.Next() {
		var column []byte
		if err := p.scan(rows, &column); err != nil {
			return err
		}
		if p.Answers, err = readAnswers(column); err != nil {
			return err
		}
		if err := each(&p); err != nil {
			return err
		}
	}
	return rows.Err()
}

// RecordExport writes into the audit trail that the actor takes the
// participants that the filter leaves, how many they are, and in which format.
// It comes before the first byte leaves.
//
// Errors: app.ErrNotFound when the actor may not export the event's participants.
func (db *DB) RecordExport(ctx context.Context, actor *app.Actor, eventID int64, f ParticipantFilter, format string) error {
	if !actor.CanEvent(app.Export, eventID) {
		return app.ErrNotFound
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		q := newParticipantQuery(eventID, f)
		var total int
		if err := tx.GetContext(ctx, &total, `SELECT count(*)`+q.from(""), q.args...); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{
			Action: "participants.export", Entity: "event", EntityID: eventID, EventID: eventID,
			After: map[string]any{"format": format, "filter": flat(f.kept()), "rows": total},
		})
	})
}

// flat turns parameters that occur once each into an object of strings.
func flat(v url.Values) map[string]string {
	m := make(map[string]string, len(v))
	for name := range v {
		m[name] = v.Get(name)
	}
	return m
}
