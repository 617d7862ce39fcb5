package postgres

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// AuditFilter chooses rows of the audit trail. Zero fields do not limit.
type AuditFilter struct {
	Entity   string
	EntityID int64
	Action   string    // exact, or a beginning such as "registration."
	Actor    string    // part of the name at the time
	From, To time.Time // To is excluded
	Before   int64     // only rows older than this one: the next page
	Limit    int
}

// AuditRow is one row of the trail.
type AuditRow struct {
	ID        int64
	At        time.Time
	AccountID int64 // 0 for the system and for visitors
	Actor     string
	Action    string
	Entity    string
	EntityID  int64
	EventID   int64
	Changes   []AuditChange
	Purpose   string
	RequestID string
}

// AuditChange is one field of what a change did. A side that had no such
// field is empty.
type AuditChange struct{ Field, Before, After string }

// AuditTrail returns the newest rows that match, and whether there are older ones.
func (db *DB) AuditTrail(ctx context.Context, f AuditFilter) (rows []AuditRow, more bool, err error) {
	var found []struct {
		ID        int64     `db:"id"`
		At        time.Time `db:"at"`
		AccountID int64     `db:"account_id"`
		Actor     string    `db:"actor"`
		Action    string    `db:"action"`
		Entity    string    `db:"entity"`
		EntityID  int64     `db:"entity_id"`
		EventID   int64     `db:"event_id"`
		Before    []byte    `db:"before"`
		After     []byte    `db:"after"`
		Purpose   string    `db:"purpose"`
		RequestID string    `db:"request_id"`
	}
	if err := db.sql.SelectContext(ctx, &found, `
		SELECT id, at, coalesce(account_id, 0) AS account_id, actor, action, entity, entity_id, coalesce(event_id, 0) AS event_id,
		       before, after, purpose, request_id
		FROM audit_log
		WHERE ($1 = '' OR entity = $1) AND ($2::bigint = 0 OR entity_id = $2) AND ($3 = '' OR action LIKE $4) AND ($5 = '' OR actor ILIKE $6)
		  AND ($7::timestamptz IS NULL OR at >= $7) AND ($8::timestamptz IS NULL OR at < $8) AND ($9::bigint = 0 OR id < $9)
		ORDER BY id DESC LIMIT $10`,
		f.Entity, f.EntityID, f.Action, escapeLike(f.Action)+"%", f.Actor, contains(f.Actor),
		timeOrNil(f.From), timeOrNil(f.To), f.Before, f.Limit+1); err != nil {
		return nil, false, err
	}
	if more = len(found) > f.Limit; more {
		found = found[:f.Limit]
	}
	for _, r := range found {
		row := AuditRow{
			ID: r.ID, At: r.At, AccountID: r.AccountID, Actor: r.Actor, Action: r.Action, Entity: r.Entity, EntityID: r.EntityID,
			EventID: r.EventID, Purpose: r.Purpose, RequestID: r.RequestID,
		}
		if row.Changes, err = changes(r.Before, r.After); err != nil {
			return nil, false, err
		}
		rows = append(rows, row)
	}
	return rows, more, nil
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// changes puts both sides of a change beside each other, field by field.
func changes(before, after []byte) ([]AuditChange, error) {
	b, err := fields(before)
	if err != nil {
		return nil, err
	}
	a, err := fields(after)
	if err != nil {
		return nil, err
	}
	var out []AuditChange
	for name, was := range b {
		out = append(out, AuditChange{Field: name, Before: was, After: a[name]})
	}
	for name, is := range a {
		if _, both := b[name]; !both {
			out = append(out, AuditChange{Field: name, After: is})
		}
	}
	slices.SortFunc(out, func(x, y AuditChange) int { return strings.Compare(x.Field, y.Field) })
	return out, nil
}

// fields reads one side of a change: strings without their quotes, anything
// else as JSON. A side that is no object becomes one field without a name.
func fields(side []byte) (map[string]string, error) {
	if len(side) == 0 {
		return nil, nil
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(side, &object) != nil {
		return map[string]string{"": plain(side)}, nil
	}
	out := make(map[string]string, len(object))
	for name, raw := range object {
		out[name] = plain(raw)
	}
	return out, nil
}

func plain(raw []byte) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return strings.Join(list, ", ")
	}
	return string(raw)
}

// AuditEntities returns the kinds of thing the trail speaks of. It walks the
// index from one to the next, so it costs a look-up each.
func (db *DB) AuditEntities(ctx context.Context) ([]string, error) {
	var names []string
	err := db.sql.SelectContext(ctx, &names, `
		WITH RECURSIVE e AS (
			(SELECT entity FROM audit_log ORDER BY entity LIMIT 1)
			UNION ALL
			SELECT (SELECT a.entity FROM audit_log a WHERE a.entity > e.entity ORDER BY a.entity LIMIT 1) FROM e WHERE e.entity IS NOT NULL
		)
		SELECT entity FROM e WHERE entity IS NOT NULL`)
	return names, err
}
