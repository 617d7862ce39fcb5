package postgres

import (
	"context"
	"crypto/hmac"
	"database/sql"
	"errors"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// ErrReportUnknown is a code with a PIN that do not belong together. It says
// the same of a code that does not exist.
var ErrReportUnknown = &app.Error{Kind: app.Invalid, Key: "report.unknown_code", Field: "code"}

// FindReport returns the report with that code and PIN. Errors: ErrReportUnknown.
func (db *DB) FindReport(ctx context.Context, code, pin string) (int64, error) {
	stmt, err := db.prepared(ctx, `SELECT id, pin_hash FROM reports WHERE code = $1`)
	if err != nil {
		return 0, err
	}
	var id int64
	var want []byte
	err = stmt.QueryRowxContext(ctx, code).Scan(&id, &want)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	// Hashed also for an unknown code, so that both take the same time.
	if right := hmac.Equal(db.pinHash(code, pin), want); err != nil || !right {
		return 0, ErrReportUnknown
	}
	return id, nil
}

// OwnReport is a report as whoever wrote it may see it.
type OwnReport struct {
	Code      string
	Status    app.ReportStatus
	Outcome   app.ReportOutcome
	Forwarded app.ReportBody
	Kinds     []app.ReportKind
	JobTitle  string
	CreatedAt time.Time
	Events    []ReportEvent
}

// ReportEvent is an entry of a report's history.
type ReportEvent struct {
	Kind   app.ReportEventKind
	Detail string // a body or an outcome
	Text   string
	Actor  string // empty for the reporter
	At     time.Time
}

// OwnReport returns the report for its reporter, whom the caller has
// recognised by code and PIN. Errors: app.ErrNotFound.
func (db *DB) OwnReport(ctx context.Context, id int64) (*OwnReport, error) {
	var r struct {
		Code      string         `db:"code"`
		Status    string         `db:"status"`
		Outcome   string         `db:"outcome"`
		Forwarded string         `db:"forwarded_to"`
		Kinds     pq.StringArray `db:"kinds"`
		JobTitle  string         `db:"job_title"`
		CreatedAt time.Time      `db:"created_at"`
	}
	if err := db.sql.GetContext(ctx, &r, `
		SELECT code, status, outcome, forwarded_to, kinds, coalesce(job_seen ->> 'title', '') AS job_title, created_at FROM reports WHERE id = $1`, id); err != nil {
		return nil, translate(err)
	}
	own := &OwnReport{
		Code: r.Code, Status: app.ReportStatus(r.Status), Outcome: app.ReportOutcome(r.Outcome), Forwarded: app.ReportBody(r.Forwarded),
		Kinds: reportKinds(r.Kinds), JobTitle: r.JobTitle, CreatedAt: r.CreatedAt,
	}
	events, err := db.reportEvents(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		if e.Kind.ForReporter() {
			e.Actor = ""
			own.Events = append(own.Events, e)
		}
	}
	return own, nil
}

func reportKinds(words []string) []app.ReportKind {
	kinds := make([]app.ReportKind, len(words))
	for i, w := range words {
		kinds[i] = app.ReportKind(w)
	}
	return kinds
}

// reportEvents returns the history of a report, the oldest first.
func (db *DB) reportEvents(ctx context.Context, id int64) ([]ReportEvent, error) {
	var rows []struct {
		Kind   string    `db:"kind"`
		Detail string    `db:"detail"`
		Text   []byte    `db:"text_sealed"`
		Actor  string    `db:"actor_name"`
		At     time.Time `db:"at"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `SELECT kind, detail, text_sealed, actor_name, at FROM report_events WHERE report_id = $1 ORDER BY id`, id); err != nil {
		return nil, err
	}
	events := make([]ReportEvent, len(rows))
	for i, r := range rows {
		events[i] = ReportEvent{Kind: app.ReportEventKind(r.Kind), Detail: r.Detail, Actor: r.Actor, At: r.At}
		if r.Text == nil {
			continue
		}
		var err error
		if events[i].Text, err = db.box.Open(sealEvent, r.Text); err != nil {
			return nil, err
		}
	}
	return events, nil
}

// AddToReport appends what a reporter has to add, and tells who handles the
// report. A closed report is opened again by it. Sent twice it is added once.
func (db *DB) AddToReport(ctx context.Context, id int64, requestID, text string) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		var r reportState
		if err := tx.GetContext(ctx, &r, reportStateQuery, id); err != nil {
			return err
		}
		var done bool
		if err := tx.GetContext(ctx, &done, `SELECT EXISTS (SELECT 1 FROM report_events WHERE request_id = $1)`, requestID); err != nil || done {
			return err
		}
		if err := db.reportEvent(ctx, tx, nil, id, ReportStep{RequestID: requestID, Kind: app.ReportAdded, Text: text}); err != nil {
			return err
		}
		next, _ := r.Status.After(app.ReportAdded)
		if _, err := tx.ExecContext(ctx, `
			UPDATE reports SET status = $2::text, outcome = CASE WHEN $2::text = 'closed' THEN outcome ELSE '' END,
				closed_at = CASE WHEN $2::text = 'closed' THEN closed_at END, version = version + CASE WHEN status <> $2::text THEN 1 ELSE 0 END, updated_at = now()
			WHERE id = $1`, id, string(next)); err != nil {
			return err
		}
		if err := tellOfficers(ctx, tx, WorkReportAdded, id, r.HandledBy); err != nil {
			return err
		}
		return audit(ctx, tx, nil, auditEntry{Action: "report.added", Entity: "report", EntityID: id})
	})
}

// ReportMessage is what messages about a report need to know.
type ReportMessage struct {
	ID        int64
	Code      string
	Danger    bool
	Locale    string // of the reporter
	WantsMail bool
	Contact   ReportContact
}

// ReportForMessage returns a report for a message. Errors: app.ErrNotFound.
func (db *DB) ReportForMessage(ctx context.Context, id int64) (ReportMessage, error) {
	var r struct {
		Code      string `db:"code"`
		Danger    bool   `db:"danger"`
		Locale    string `db:"locale"`
		WantsMail bool   `db:"wants_mail"`
		Contact   []byte `db:"contact_sealed"`
	}
	if err := db.sql.GetContext(ctx, &r, `SELECT code, danger, locale, wants_mail, contact_sealed FROM reports WHERE id = $1`, id); err != nil {
		return ReportMessage{}, translate(err)
	}
	m := ReportMessage{ID: id, Code: r.Code, Danger: r.Danger, Locale: r.Locale, WantsMail: r.WantsMail}
	return m, db.openJSON(sealContact, r.Contact, &m.Contact)
}

// StaffRecipient returns where messages to an account of staff go.
// Errors: app.ErrNotFound, also for one without an e-mail address.
func (db *DB) StaffRecipient(ctx context.Context, accountID int64) (Recipient, error) {
	var r struct {
		Name     string `db:"name"`
		Email    string `db:"email"`
		Locale   string `db:"locale"`
		Disabled bool   `db:"disabled"`
	}
	err := db.sql.GetContext(ctx, &r, `SELECT name, email, locale, disabled_at IS NOT NULL AS disabled FROM accounts WHERE id = $1 AND email IS NOT NULL`, accountID)
	return Recipient{Name: r.Name, Channel: ChannelEmail, Address: r.Email, Locale: r.Locale, Disabled: r.Disabled}, translate(err)
}
