package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"

	"gerbang/app"
)

// BulkPlacement is a placement with the account that recorded it.
type BulkPlacement struct {
	app.JobPlacement
	JobID        int64
	RecordedByID int64
	RecordedAt   time.Time
}

// Placements inserts placements; what a permit has left is in the jobs.
func (b *Bulk) Placements(ctx context.Context, placements []BulkPlacement) error {
	return b.copyRows(ctx, "job_placements", "job_id, request_id, workers, placed_on, note, recorded_by, recorded_name, recorded_at", len(placements), func(i int) ([]any, error) {
		p := &placements[i]
		return []any{p.JobID, uuid.NewString(), p.Workers, dateOrNull(p.PlacedOn), p.Note, orNull(p.RecordedByID), p.RecordedBy, p.RecordedAt}, nil
	})
}

// BulkVerification is a decision of a verifier.
type BulkVerification struct {
	JobID                   int64
	Outcome, Evidence, Note string
	ByID                    int64 // 0 for a verifier without an account
	ByName                  string
	At                      time.Time
}

// Verifications inserts decisions of verifiers.
func (b *Bulk) Verifications(ctx context.Context, rows []BulkVerification) error {
	return b.copyRows(ctx, "job_verifications", "job_id, outcome, evidence, note, verified_by, verified_name, verified_at", len(rows), func(i int) ([]any, error) {
		v := &rows[i]
		return []any{v.JobID, v.Outcome, v.Evidence, v.Note, orNull(v.ByID), v.ByName, v.At}, nil
	})
}

// BulkAudit is a row of the trail about something that happened before.
type BulkAudit struct {
	AccountID     int64
	Actor         string
	At            time.Time
	Action        string
	Entity        string
	EntityID      int64
	Before, After map[string]any
}

// History appends rows to the trail.
func (b *Bulk) History(ctx context.Context, rows []BulkAudit) error {
	return b.copyRows(ctx, "audit_log", "at, account_id, actor, action, entity, entity_id, before, after", len(rows), func(i int) ([]any, error) {
		a := &rows[i]
		var before, after any
		if a.Before != nil {
			s, err := asJSON(a.Before)
			if err != nil {
				return nil, err
			}
			before = *s
		}
		if a.After != nil {
			s, err := asJSON(a.After)
			if err != nil {
				return nil, err
			}
			after = *s
		}
		return []any{a.At, orNull(a.AccountID), a.Actor, a.Action, a.Entity, a.EntityID, before, after}, nil
	})
}
