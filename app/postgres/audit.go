package postgres

import (
	"context"
	"encoding/json"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// auditEntry is one row of the trail: who did what to which thing. Before and
// After hold only what changed; sealed values never go in.
type auditEntry struct {
	Action   string // e.g. "registration.cancel"
	Entity   string // e.g. "registration"
	EntityID int64
	EventID  int64 // 0 when it belongs to no event
	Before   any
	After    any
	Purpose  string
}

// audit writes e in the transaction of the change it describes.
func audit(ctx context.Context, tx sqlx.ExtContext, actor *app.Actor, e auditEntry) error {
	return auditAll(ctx, tx, actor, e, []int64{e.EntityID})
}

// auditAll is audit for what was done to many things alike.
func auditAll(ctx context.Context, tx sqlx.ExtContext, actor *app.Actor, e auditEntry, ids []int64) error {
	before, err := asJSON(e.Before)
	if err != nil {
		return err
	}
	after, err := asJSON(e.After)
	if err != nil {
		return err
	}
	account, name, request := actorColumns(actor)
	_, err = tx.ExecContext(ctx, `
		INSERT INTO audit_log (account_id, actor, action, entity, entity_id, event_id, before, after, purpose, request_id)
		SELECT $1::bigint, $2, $3, $4, i.id, nullif($6::bigint, 0), $7::jsonb, $8::jsonb, $9, $10 FROM unnest($5::bigint[]) WITH ORDINALITY AS i (id, ord) ORDER BY i.ord`,
		account, name, e.Action, e.Entity, pq.Array(ids), e.EventID, before, after, e.Purpose, request)
	return err
}

// actorColumns returns what the trail keeps of an actor; account is nil for
// the system and for visitors.
func actorColumns(a *app.Actor) (account *int64, name, request string) {
	if a == nil {
		return nil, "anonymous", ""
	}
	if a.AccountID != 0 {
		account = &a.AccountID
	}
	return account, a.Name, a.RequestID
}

func asJSON(v any) (*string, error) {
	if fields, ok := v.(map[string]any); v == nil || ok && fields == nil {
		return nil, nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	s := string(b)
	return &s, nil
}
