package postgres

import (
	"context"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// Kinds of outbox work about reports; the payload of each is ReportWork.
const (
	WorkReportNew    = "report.new"    // to one officer
	WorkReportUrgent = "report.urgent" // to one officer: somebody is in danger now
	WorkReportAdded  = "report.added"  // to one officer: the reporter wrote more
	WorkReportUpdate = "report.update" // to the reporter
)

// ReportWork names a report and, for officers, whom to tell.
type ReportWork struct {
	ReportID  int64 `json:"report_id"`
	AccountID int64 `json:"account_id,omitempty"`
}

// ErrReportChanged means that another officer was faster.
var ErrReportChanged = &app.Error{Kind: app.Conflict, Key: "report.changed"}

// ReportStep is something an officer does to a report. Version is that of
// the report which the officer saw; notes and replies need none. RequestID, a
// UUID made with the form, makes a step that is sent twice happen once.
type ReportStep struct {
	RequestID string
	Version   int
	Kind      app.ReportEventKind
	Body      app.ReportBody    // to whom, when it is forwarded
	Outcome   app.ReportOutcome // when it is closed
	Text      string            // note or reply; words that go with the rest
}

// reportState is what steps go by.
type reportState struct {
	Status    app.ReportStatus `db:"status"`
	Version   int              `db:"version"`
	HandledBy int64            `db:"handled_by"`
	WantsMail bool             `db:"wants_mail"`
}

const reportStateQuery = `SELECT status, version, coalesce(handled_by, 0) AS handled_by, wants_mail FROM reports WHERE id = $1 FOR UPDATE`

// StepReport carries a step out.
//
// Errors: app.ErrNotFound also for officers who handle no reports,
// ErrReportChanged when somebody else changed its state meanwhile.
func (db *DB) StepReport(ctx context.Context, actor *app.Actor, id int64, s ReportStep) error {
	if !actor.CanAll(app.HandleReports) {
		return app.ErrNotFound
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		var r reportState
		if err := tx.GetContext(ctx, &r, reportStateQuery, id); err != nil {
			return err
		}
		var done bool
		if err := tx.GetContext(ctx, &done, `SELECT EXISTS (SELECT 1 FROM report_events WHERE request_id = $1)`, s.RequestID); err != nil || done {
			return err
		}
		next, changes := r.Status.After(s.Kind)
		if !r.Status.Allows(s.Kind) || changes && s.Version != r.Version {
			return ErrReportChanged
		}
		if err := db.reportEvent(ctx, tx, actor, id, s); err != nil {
			return err
		}
		if err := setReportState(ctx, tx, actor, id, s, r, next); err != nil {
			return err
		}
		if r.WantsMail && (s.Kind == app.ReportReply || s.Kind == app.ReportWasForwarded || s.Kind == app.ReportWasClosed) {
			if err := enqueue(ctx, tx, WorkReportUpdate, ReportWork{ReportID: id}); err != nil {
				return err
			}
		}
		return audit(ctx, tx, actor, auditEntry{
			Action: "report." + string(s.Kind), Entity: "report", EntityID: id,
			Before: map[string]any{"status": r.Status}, After: map[string]any{"status": next, "body": s.Body, "outcome": s.Outcome},
		})
	})
}

func setReportState(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, id int64, s ReportStep, r reportState, next app.ReportStatus) error {
	mine := s.Kind == app.ReportWasTaken || r.HandledBy == 0 && s.Kind != app.ReportNote
	_, err := tx.ExecContext(ctx, `
		UPDATE reports SET status = $2::text, outcome = CASE $2::text WHEN 'closed' THEN $3 ELSE '' END,
			closed_at = CASE $2::text WHEN 'closed' THEN now() END,
			forwarded_to = CASE WHEN $4 <> '' THEN $4 ELSE forwarded_to END,
			handled_by = CASE WHEN $5 THEN nullif($6::bigint, 0) ELSE handled_by END, handled_name = CASE WHEN $5 THEN $7 ELSE handled_name END,
			version = version + CASE WHEN status <> $2::text OR $5 OR $4 <> '' THEN 1 ELSE 0 END, updated_at = now()
		WHERE id = $1`, id, string(next), string(s.Outcome), string(s.Body), mine, actor.AccountID, actor.Name)
	return err
}

// reportEvent appends to the history. Nobody is named for what a reporter does.
func (db *DB) reportEvent(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, id int64, s ReportStep) error {
	var sealed []byte
	if s.Text != "" {
		var err error
		if sealed, err = db.box.Seal(sealEvent, s.Text); err != nil {
			return err
		}
	}
	detail := string(s.Body) + string(s.Outcome)
	if actor == nil {
		_, err := tx.ExecContext(ctx, `INSERT INTO report_events (report_id, request_id, kind, detail, text_sealed) VALUES ($1, $2, $3, $4, $5)`,
			id, s.RequestID, string(s.Kind), detail, sealed)
		return err
	}
	_, err := tx.ExecContext(ctx, `
		INSERT INTO report_events (report_id, request_id, kind, detail, text_sealed, account_id, actor_name) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id, s.RequestID, string(s.Kind), detail, sealed, actor.AccountID, actor.Name)
	return err
}

// RevealReportContact returns how the reporter can be reached, and keeps who
// looked and why. Errors: app.ErrNotFound, also when there is no contact.
func (db *DB) RevealReportContact(ctx context.Context, actor *app.Actor, id int64, requestID, purpose string) (ReportContact, error) {
	var contact ReportContact
	if !actor.CanAll(app.HandleReports) {
		return contact, app.ErrNotFound
	}
	err := db.InTx(ctx, func(tx *sqlx.Tx) error {
		var sealed []byte
		if err := tx.GetContext(ctx, &sealed, `SELECT contact_sealed FROM reports WHERE id = $1 AND contact_sealed IS NOT NULL FOR UPDATE`, id); err != nil {
			return err
		}
		if err := db.openJSON(sealContact, sealed, &contact); err != nil {
			return err
		}
		var done bool
		if err := tx.GetContext(ctx, &done, `SELECT EXISTS (SELECT 1 FROM report_events WHERE request_id = $1)`, requestID); err != nil || done {
			return err
		}
		if err := db.reportEvent(ctx, tx, actor, id, ReportStep{RequestID: requestID, Kind: app.ReportWasRevealed, Text: purpose}); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "report.reveal", Entity: "report", EntityID: id, Purpose: purpose})
	})
	return contact, err
}

// tellOfficers queues a message to everybody who handles reports, or only to
// one of them.
func tellOfficers(ctx context.Context, tx *sqlx.Tx, kind string, reportID, only int64) error {
	var roles []string
	for _, r := range app.Roles() {
		if r.Grants(app.HandleReports) {
			roles = append(roles, string(r))
		}
	}
	var officers []int64
	if err := tx.SelectContext(ctx, &officers, `
		SELECT DISTINCT a.id FROM accounts a JOIN grants g ON g.account_id = a.id
		WHERE g.role = ANY($1) AND g.event_id IS NULL AND g.booth_id IS NULL AND g.agency_id IS NULL AND g.region_code IS NULL
		  AND a.disabled_at IS NULL AND a.email IS NOT NULL AND ($2::bigint = 0 OR a.id = $2) ORDER BY a.id`, pq.Array(roles), only); err != nil {
		return err
	}
	for _, id := range officers {
		if err := enqueue(ctx, tx, kind, ReportWork{ReportID: reportID, AccountID: id}); err != nil {
			return err
		}
	}
	return nil
}
