package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// RankedApplicant is one applicant in the ranking as it would be now.
type RankedApplicant struct {
	app.Standing
	Name        string
	Code        string
	SubmittedAt time.Time
	Priority    int
	Marks       []app.Mark // in the order of the components
	CheckReason string     // of who may not take part
	Override    app.RegistrationStatus
	Reason      string // of the override
	ReasonBy    string
}

// RankingView is the ranking of a selection that is not published yet.
type RankingView struct {
	Plan     *app.SelectionPlan
	Ranking  app.Ranking
	People   []RankedApplicant // in the order of the ranking
	Blockers []app.PublishBlocker
	Seen     string // stands for exactly this outcome, for PublishResults
}

// Ranking returns the ranking of all applicants as it would be published now.
// Errors: app.ErrNotFound when the actor may not edit the event.
func (db *DB) Ranking(ctx context.Context, actor *app.Actor, eventID int64) (*RankingView, error) {
	if !actor.CanEvent(app.EditEvents, eventID) {
		return nil, app.ErrNotFound
	}
	e, p, err := selection(ctx, db.sql, eventID)
	if err != nil {
		return nil, err
	}
	var taken int
	if err := db.sql.GetContext(ctx, &taken, `SELECT taken FROM event_counters WHERE event_id = $1`, eventID); err != nil {
		return nil, err
	}
	return db.rank(ctx, db.sql, e, p, max(0, e.Capacity-taken))
}

func (db *DB) rank(ctx context.Context, q sqlx.ExtContext, e *app.Event, p *app.SelectionPlan, seats int) (*RankingView, error) {
	var rows []struct {
		ID          int64     `db:"id"`
		Name        string    `db:"name"`
		Code        string    `db:"code"`
		SubmittedAt time.Time `db:"submitted_at"`
		Priority    int       `db:"priority"`
		Eligible    *bool     `db:"eligible"`
		Halted      bool      `db:"halted"`
		CheckReason string    `db:"check_reason"`
		Override    string    `db:"override"`
		Reason      string    `db:"reason"`
		ReasonBy    string    `db:"reason_by"`
		scoreArraysRow
	}
	if err := sqlx.SelectContext(ctx, q, &rows, `
		SELECT r.id, c.name, coalesce(left(t.code, 8), '') AS code, r.submitted_at, r.priority, k.eligible, NOT `+admitted("9")+` AS halted, coalesce(k.reason, '') AS check_reason,
		       coalesce(o.outcome, '') AS override, coalesce(o.reason, '') AS reason, coalesce(a.name, '') AS reason_by, `+scoreArrays+`
		FROM`+inSelection+`JOIN candidates c ON c.id = r.candidate_id
		LEFT JOIN tickets t ON t.registration_id = r.id AND t.revoked_at IS NULL
		LEFT JOIN selection_overrides o ON o.registration_id = r.id
		LEFT JOIN accounts a ON a.id = o.decided_by
		LEFT JOIN LATERAL (`+scoresOf+`) z ON true
		WHERE r.event_id = $1 AND r.status = 'submitted'`, e.ID); err != nil {
		return nil, err
	}
	applicants := make([]app.Applicant, len(rows))
	at := make(map[int64]int, len(rows))
	for i := range rows {
		r := &rows[i]
		at[r.ID] = i
		applicants[i] = app.Applicant{
			RegistrationID: r.ID, SubmittedAt: r.SubmittedAt, Priority: r.Priority, Check: checkOf(r.Eligible), Halted: r.Halted,
			Override: app.RegistrationStatus(r.Override), Marks: r.marks(p),
		}
	}
	v := &RankingView{Plan: p, Ranking: app.RankApplicants(p, seats, applicants)}
	v.Blockers = p.Blockers(e, &v.Ranking, db.now())
	v.People = make([]RankedApplicant, len(rows))
	sum := sha256.New()
	for i, st := range v.Ranking.Standings {
		r := &rows[at[st.RegistrationID]]
		v.People[i] = RankedApplicant{
			Standing: st, Name: r.Name, Code: r.Code, SubmittedAt: r.SubmittedAt, Priority: r.Priority, Marks: applicants[at[st.RegistrationID]].Marks,
			CheckReason: r.CheckReason, Override: app.RegistrationStatus(r.Override), Reason: r.Reason, ReasonBy: r.ReasonBy,
		}
		fmt.Fprintln(sum, st, r.Reason, r.CheckReason)
	}
	v.Seen = hex.EncodeToString(sum.Sum(nil)[:12])
	return v, nil
}

// Override decides the outcome of one applicant against the ranking, with a
// reason that is told to them; an empty outcome takes the decision back.
// Errors: app.ErrOverrideReason, app.ErrSelectionClosed, app.ErrNotFound.
func (db *DB) Override(ctx context.Context, actor *app.Actor, eventID, registrationID int64, outcome app.RegistrationStatus, reason string) error {
	switch outcome {
	case "":
	case app.Accepted, app.Reserve, app.Rejected:
		if err := app.CheckReason(reason, app.ErrOverrideReason); err != nil {
			return err
		}
	default:
		return &app.Error{Kind: app.Invalid, Key: "error.required_choice", Field: "outcome"}
	}
	return db.changeSelection(ctx, actor, eventID, func(tx *sqlx.Tx, _ *app.Event, _ *app.SelectionPlan) error {
		var was []struct {
			Outcome string `db:"outcome"`
			Reason  string `db:"reason"`
		}
		if err := tx.SelectContext(ctx, &was, `
			SELECT coalesce(o.outcome, '') AS outcome, coalesce(o.reason, '') AS reason FROM registrations r
			LEFT JOIN selection_overrides o ON o.registration_id = r.id
			WHERE r.id = $1 AND r.event_id = $2 AND r.status = 'submitted' FOR UPDATE OF r`, registrationID, eventID); err != nil {
			return err
		}
		if len(was) == 0 {
			return app.ErrNotFound
		}
		if was[0].Outcome == string(outcome) && (outcome == "" || was[0].Reason == reason) {
			return nil
		}
		var err error
		if outcome == "" {
			_, err = tx.ExecContext(ctx, `DELETE FROM selection_overrides WHERE registration_id = $1`, registrationID)
		} else {
			_, err = tx.ExecContext(ctx, `
				INSERT INTO selection_overrides (registration_id, event_id, outcome, reason, decided_by, decided_at) VALUES ($1, $2, $3, $4, nullif($5::bigint, 0), $6)
				ON CONFLICT (registration_id) DO UPDATE SET outcome = $3, reason = $4, decided_by = nullif($5::bigint, 0), decided_at = $6`,
				registrationID, eventID, string(outcome), reason, actor.AccountID, db.now())
		}
		if err != nil {
			return err
		}
		// Filed under the event: what is filed under a registration, its owner sees. The reason stands with the
		// override, where it can be erased.
		return audit(ctx, tx, actor, auditEntry{
			Action: "selection.override", Entity: "event", EntityID: eventID, EventID: eventID,
			Before: map[string]any{"registration": registrationID, "outcome": was[0].Outcome}, After: map[string]any{"registration": registrationID, "outcome": outcome},
		})
	})
}
