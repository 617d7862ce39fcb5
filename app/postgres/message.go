package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

const sealText = "message.text"

// How long messages are kept: they hold personal data.
const (
	codeMessagesKept = 24 * time.Hour
	messagesKept     = 90 * 24 * time.Hour
	draftsKept       = 30 * 24 * time.Hour
)

// MessageStatus is how far a message is.
type MessageStatus string

// The states of a message. One for whose channel there is no way to send it
// stays pending.
const (
	MessagePending MessageStatus = "pending"
	MessageSent    MessageStatus = "sent"
	MessageShown   MessageStatus = "shown"  // demo mode: kept here only
	MessageFailed  MessageStatus = "failed" // given up; its work may be revived
)

// Done reports whether nothing is left to be sent.
func (s MessageStatus) Done() bool { return s == MessageSent || s == MessageShown }

// Message is a message as it was, or is to be, sent.
type Message struct {
	ID        int64
	Channel   string // ChannelEmail or ChannelWhatsApp
	Address   string // e-mail address, or a number in E.164
	Subject   string // never holds anything private: it is kept as it is
	Text      string
	Status    MessageStatus
	CreatedAt time.Time

	// What it is about, for the log of an event; zero for what belongs to none.
	EventID, RegistrationID int64
	Kind                    string // an app.Letter, or KindBulk
	Unsubscribe             string // token that ends such messages; empty for essential ones
}

// KindBulk is the kind of messages that an organizer wrote.
const KindBulk = "bulk"

type messageRow struct {
	ID        int64     `db:"id"`
	Channel   string    `db:"channel"`
	Address   []byte    `db:"address_sealed"`
	Subject   string    `db:"subject"`
	Text      []byte    `db:"text_sealed"`
	Status    string    `db:"status"`
	CreatedAt time.Time `db:"created_at"`

	EventID        int64  `db:"event_id"`
	RegistrationID int64  `db:"registration_id"`
	Kind           string `db:"kind"`
	Unsubscribe    string `db:"unsubscribe"`
}

const messageColumns = `id, channel, address_sealed, subject, text_sealed, status, created_at,
	coalesce(event_id, 0) AS event_id, coalesce(registration_id, 0) AS registration_id, kind, unsubscribe`

func (db *DB) message(r messageRow) (Message, error) {
	m := Message{ID: r.ID, Channel: r.Channel, Subject: r.Subject, Status: MessageStatus(r.Status), CreatedAt: r.CreatedAt,
		EventID: r.EventID, RegistrationID: r.RegistrationID, Kind: r.Kind, Unsubscribe: r.Unsubscribe}
	var err error
	if m.Address, err = db.box.Open(sealAddress, r.Address); err != nil {
		return Message{}, err
	}
	m.Text, err = db.box.Open(sealText, r.Text)
	return m, err
}

// KeepMessage keeps the message of a piece of outbox work before it is sent.
// When the work was tried before, the message kept then is returned instead:
// one piece of work never makes two.
func (db *DB) KeepMessage(ctx context.Context, outboxID int64, m Message) (Message, error) {
	address, err := db.box.Seal(sealAddress, m.Address)
	if err != nil {
		return Message{}, err
	}
	text, err := db.box.Seal(sealText, m.Text)
	if err != nil {
		return Message{}, err
	}
	if _, err := db.sql.ExecContext(ctx, `
		INSERT INTO messages (outbox_id, channel, address_sealed, address_hash, subject, text_sealed, event_id, registration_id, kind, unsubscribe)
		VALUES ($1, $2, $3, $4, $5, $6, nullif($7::bigint, 0), nullif($8::bigint, 0), $9, $10)
		ON CONFLICT (outbox_id) DO NOTHING`, outboxID, m.Channel, address, db.addressHash(m.Channel, m.Address), m.Subject, text,
		m.EventID, m.RegistrationID, m.Kind, m.Unsubscribe); err != nil {
		return Message{}, err
	}
	var row messageRow
	if err := db.sql.GetContext(ctx, &row, `SELECT `+messageColumns+` FROM messages WHERE outbox_id = $1`, outboxID); err != nil {
		return Message{}, translate(err)
	}
	return db.message(row)
}

// FinishMessage moves a message to sent or shown, with what the provider
// calls it.
func (db *DB) FinishMessage(ctx context.Context, id int64, status MessageStatus, providerID string) error {
	_, err := db.sql.ExecContext(ctx, `
		UPDATE messages SET status = $2, provider_id = left($3, 200), failure = '', sent_at = now() WHERE id = $1 AND status IN ('pending', 'failed')`,
		id, string(status), providerID)
	return err
}

// FailMessage marks a message as given up.
func (db *DB) FailMessage(ctx context.Context, id int64, reason string) error {
	_, err := db.sql.ExecContext(ctx, `
		UPDATE messages SET status = 'failed', failure = left($2, 300) WHERE id = $1 AND status IN ('pending', 'failed')`, id, reason)
	return err
}

// Messages returns the newest messages with all they hold, for the page of
// the demo mode.
func (db *DB) Messages(ctx context.Context, limit int) ([]Message, error) {
	var rows []messageRow
	if err := db.sql.SelectContext(ctx, &rows, `SELECT `+messageColumns+` FROM messages ORDER BY created_at DESC, id DESC LIMIT $1`, limit); err != nil {
		return nil, err
	}
	out := make([]Message, len(rows))
	for i, r := range rows {
		var err error
		if out[i], err = db.message(r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Recipient is where messages to a candidate go, and in which language.
type Recipient struct {
	Name             string
	Channel, Address string
	Locale           string
	Disabled         bool // gets no messages
	Notices          bool // gets reminders and messages of organizers too
	WhatsApp         bool // agrees to more than the essential by WhatsApp
}

// Takes reports whether a message beyond the essential may go to them.
func (r *Recipient) Takes() bool { return r.Notices && (r.Channel != ChannelWhatsApp || r.WhatsApp) }

// CandidateRecipient returns where messages to a candidate go: to the e-mail
// address if there is one, else to the account's number.
// Errors: app.ErrNotFound.
func (db *DB) CandidateRecipient(ctx context.Context, candidateID int64) (Recipient, error) {
	var row struct {
		Name     string `db:"name"`
		Email    string `db:"email"`
		Phone    []byte `db:"phone_sealed"`
		Locale   string `db:"locale"`
		Disabled bool   `db:"disabled"`
		Notices  bool   `db:"event_notices"`
		WhatsApp bool   `db:"whatsapp"`
	}
	if err := db.sql.GetContext(ctx, &row, `
		SELECT c.name, coalesce(a.email, '') AS email, a.phone_sealed, a.locale, a.disabled_at IS NOT NULL AS disabled, c.event_notices,
		       EXISTS (SELECT 1 FROM consents k WHERE k.candidate_id = c.id AND k.purpose = $2 AND k.version = $3 AND k.withdrawn_at IS NULL) AS whatsapp
		FROM candidates c JOIN accounts a ON a.id = c.account_id WHERE c.id = $1`, candidateID, string(app.ConsentWhatsApp), app.ConsentVersion); err != nil {
		return Recipient{}, translate(err)
	}
	r := Recipient{Name: row.Name, Channel: ChannelEmail, Address: row.Email, Locale: row.Locale, Disabled: row.Disabled, Notices: row.Notices, WhatsApp: row.WhatsApp}
	if row.Email != "" || row.Disabled { // a closed account has no address at all
		return r, nil
	}
	r.Channel = ChannelWhatsApp
	var err error
	r.Address, err = db.box.Open(sealPhone, row.Phone)
	return r, err
}

// RegistrationForMessage returns a registration as its message tells of it.
// Errors: app.ErrNotFound.
func (db *DB) RegistrationForMessage(ctx context.Context, id int64) (*RegistrationView, error) {
	return db.oneRegistration(ctx, standingTicket+`WHERE r.id = $1`, id)
}

// SweepMessages deletes messages whose time is over: those with one-time
// codes and the last ones to closed accounts after a day, others after 90 days.
func (db *DB) SweepMessages(ctx context.Context) error {
	_, err := db.sql.ExecContext(ctx, `
		DELETE FROM messages m WHERE m.created_at < now() - $2 * interval '1 second'
		OR m.created_at < now() - $1 * interval '1 second'
		   AND EXISTS (SELECT 1 FROM outbox o WHERE o.id = m.outbox_id AND o.kind IN ('`+WorkLoginCode+`', '`+WorkAccountClosed+`'))`,
		codeMessagesKept.Seconds(), messagesKept.Seconds())
	return err
}

// SweepDrafts deletes half-finished registrations untouched for 30 days, with
// the files uploaded for them.
func (db *DB) SweepDrafts(ctx context.Context) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		return deleteWithFiles(ctx, tx, `
			WITH old AS (
				SELECT account_id, event_id FROM registration_drafts WHERE updated_at < now() - $1 * interval '1 second' FOR UPDATE
			), answers AS (
				DELETE FROM draft_answers a USING old WHERE a.account_id = old.account_id AND a.event_id = old.event_id RETURNING a.file_id
			), drafts AS (
				DELETE FROM registration_drafts d USING old WHERE d.account_id = old.account_id AND d.event_id = old.event_id
			)
			SELECT file_id FROM answers WHERE file_id IS NOT NULL`, draftsKept.Seconds())
	})
}

// Revive gives a piece of outbox work that was given up, or waits after a
// failure, all its attempts again, from now on. Errors: app.ErrNotFound when
// there is no such work left to do.
func (db *DB) Revive(ctx context.Context, actor *app.Actor, id int64) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		var before struct {
			Kind      string `db:"kind"`
			Attempts  int    `db:"attempts"`
			LastError string `db:"last_error"`
			Dead      bool   `db:"dead"`
		}
		if err := tx.GetContext(ctx, &before, `
			SELECT kind, attempts, last_error, dead_at IS NOT NULL AS dead FROM outbox
			WHERE id = $1 AND done_at IS NULL AND (dead_at IS NOT NULL OR last_error <> '') AND (claimed_till IS NULL OR claimed_till < now())
			FOR UPDATE`, id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			UPDATE outbox SET dead_at = NULL, attempts = 0, run_at = now(), claimed_till = NULL WHERE id = $1`, id); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `SELECT pg_notify($1, '')`, OutboxChannel); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{
			Action: "outbox.revive", Entity: "outbox", EntityID: id,
			Before: map[string]any{"kind": before.Kind, "attempts": before.Attempts, "dead": before.Dead, "error": before.LastError},
		})
	})
}
