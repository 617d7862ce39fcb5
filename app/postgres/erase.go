package postgres

import (
	"context"
	"errors"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// What is deleted when an account is closed, table by table. A table that
// comes to hold something personal gets its line here; TestClosingErases
// walks every column of every table to find what was forgotten.
//
// What stays: the account and, when the person took part in something, the
// profile as numbers without identity, so that reports of past events still
// count (sex, year of birth, education, disability, kelurahan); registrations
// and attendance; the audit trail, without names and values.

// WorkAccountClosed tells somebody that their account is gone.
const WorkAccountClosed = "account.closed" // AccountClosedWork

// AccountClosedWork is the last message to an address. It is sealed in the
// payload: nothing else holds it any more.
type AccountClosedWork struct {
	Channel string `json:"channel"`
	Address []byte `json:"address"`
	Locale  string `json:"locale"`
}

// OpenAccountClosed returns the address of a last message.
func (db *DB) OpenAccountClosed(w AccountClosedWork) (string, error) {
	return db.box.Open(sealAddress, w.Address)
}

// CloseAccount carries out a request to close an account: upcoming
// registrations are cancelled, so that their places go on, and then
// everything personal is erased. Each step may be repeated.
func (db *DB) CloseAccount(ctx context.Context, requestID int64) error {
	r, err := db.OpenPrivacyRequest(ctx, requestID)
	if errors.Is(err, app.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if r.Kind != app.PrivacyClose {
		return app.ErrNotFound
	}
	actor := &app.Actor{AccountID: r.AccountID, Grants: []app.Grant{{Role: app.RoleCandidate}}}
	if err := db.sql.GetContext(ctx, &actor.CandidateID, `SELECT coalesce((SELECT id FROM candidates WHERE account_id = $1), 0)`, r.AccountID); err != nil {
		return err
	}
	if err := db.cancelUpcoming(ctx, actor); err != nil {
		return err
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error { return db.erase(ctx, tx, actor, requestID) })
}

// cancelUpcoming gives up every place of the actor at events that are to come
// or under way, also after the last moment to cancel: nobody will come. A
// registration that was admitted stays for the figures.
func (db *DB) cancelUpcoming(ctx context.Context, actor *app.Actor) error {
	var ids []int64
	if err := db.sql.SelectContext(ctx, &ids, `
		SELECT r.id FROM registrations r JOIN events e ON e.id = r.event_id
		WHERE r.candidate_id = $1 AND r.status NOT IN ('cancelled', 'rejected', 'completed') AND e.ends_at > $2 ORDER BY r.id`,
		actor.CandidateID, db.now()); err != nil {
		return err
	}
	for _, id := range ids {
		if err := db.changeOwn(ctx, actor, id, func(ch *change, r *standing) error {
			if !r.Status.CanMove(app.Cancelled) || r.Attended {
				return nil
			}
			return ch.end("", app.MessageCancelled, r)
		}); err != nil {
			return err
		}
	}
	return nil
}

// erasing deletes by candidate ($1).
var erasing = []string{
	`DELETE FROM guardians WHERE candidate_id = $1`,
	`DELETE FROM candidate_languages WHERE candidate_id = $1`,
	`DELETE FROM candidate_experience WHERE candidate_id = $1`,
	`DELETE FROM saved_jobs WHERE candidate_id = $1`,
	`DELETE FROM saved_searches WHERE candidate_id = $1`,
	`DELETE FROM consents WHERE candidate_id = $1`,
	`DELETE FROM tickets t USING registrations r WHERE t.registration_id = r.id AND r.candidate_id = $1`,
	`DELETE FROM bulk_recipients b USING registrations r WHERE b.registration_id = r.id AND r.candidate_id = $1`,
	`DELETE FROM reminders m USING registrations r WHERE m.registration_id = r.id AND r.candidate_id = $1`,
	`DELETE FROM messages m USING registrations r WHERE m.registration_id = r.id AND r.candidate_id = $1`,
	`UPDATE registrations SET priority = 0, priority_reason = '', decision_reason = '',
	     cancel_reason = CASE WHEN cancel_reason IN ('offer_lapsed', 'not_reconfirmed', 'event_cancelled') THEN cancel_reason ELSE '' END
	 WHERE candidate_id = $1`,
	`UPDATE scans x SET force_reason = '-' FROM tickets t JOIN registrations r ON r.id = t.registration_id WHERE x.ticket_id = t.id AND r.candidate_id = $1 AND x.force_reason <> ''`,
	`UPDATE conflict_reviews v SET note = '' FROM scans x JOIN tickets t ON t.id = x.ticket_id JOIN registrations r ON r.id = t.registration_id WHERE v.scan_id = x.scan_id AND r.candidate_id = $1`,
	`UPDATE attendances x SET annul_reason = '-' FROM registrations r WHERE x.registration_id = r.id AND r.candidate_id = $1 AND x.annul_reason <> ''`,
	`UPDATE attendances x SET remark = '' FROM registrations r WHERE x.registration_id = r.id AND r.candidate_id = $1 AND x.remark <> ''`,
	`UPDATE attendance_history x SET remark = '', reason = '' FROM registrations r WHERE x.registration_id = r.id AND r.candidate_id = $1`,
	`UPDATE selection_checks k SET reason = CASE WHEN k.eligible THEN '' ELSE '-' END FROM registrations r WHERE k.registration_id = r.id AND r.candidate_id = $1`,
	`UPDATE selection_overrides o SET reason = '-' FROM registrations r WHERE o.registration_id = r.id AND r.candidate_id = $1`,
	`UPDATE selection_results s SET reason = '' FROM registrations r WHERE s.registration_id = r.id AND r.candidate_id = $1`,
	`DELETE FROM outbox o USING registrations r WHERE r.candidate_id = $1 AND o.done_at IS NULL AND o.payload @> jsonb_build_object('registration_id', r.id)`,
	`DELETE FROM outbox WHERE done_at IS NULL AND payload @> jsonb_build_object('candidate_id', $1::bigint)`,
}

// erasingAccount deletes by account ($1).
var erasingAccount = []string{
	`DELETE FROM registration_drafts WHERE account_id = $1`,
	`DELETE FROM logins WHERE account_id = $1`,
	`DELETE FROM grants WHERE account_id = $1`,
	`UPDATE privacy_requests SET text_sealed = NULL, answer_sealed = NULL WHERE account_id = $1`,
}

func (db *DB) erase(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, requestID int64) error {
	var a struct {
		Email  string `db:"email"`
		Phone  []byte `db:"phone_sealed"`
		Locale string `db:"locale"`
		Closed bool   `db:"closed"`
	}
	if err := tx.GetContext(ctx, &a, `
		SELECT coalesce(email, '') AS email, phone_sealed, locale, closed_at IS NOT NULL AS closed FROM accounts WHERE id = $1 FOR UPDATE`, actor.AccountID); err != nil {
		return err
	}
	if a.Closed {
		return nil
	}
	channel, address := ChannelEmail, a.Email
	if address == "" {
		var err error
		if channel, address = ChannelWhatsApp, ""; a.Phone != nil {
			if address, err = db.box.Open(sealPhone, a.Phone); err != nil {
				return err
			}
		}
	}
	if err := db.eraseAddress(ctx, tx, channel, address); err != nil {
		return err
	}
	if err := forgetTrail(ctx, tx, actor); err != nil { // before papers go: their rows say which are whose
		return err
	}
	if err := eraseFiles(ctx, tx, actor); err != nil {
		return err
	}
	if err := deleteCopies(ctx, tx, `p.account_id = $1`, actor.AccountID); err != nil {
		return err
	}
	for _, statement := range erasing {
		if _, err := tx.ExecContext(ctx, statement, actor.CandidateID); err != nil {
			return err
		}
	}
	for _, statement := range erasingAccount {
		if _, err := tx.ExecContext(ctx, statement, actor.AccountID); err != nil {
			return err
		}
	}
	if err := db.eraseProfile(ctx, tx, actor.CandidateID); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `
		UPDATE accounts SET name = '', email = NULL, phone_sealed = NULL, phone_hash = NULL, seen_at = NULL, closed_at = $2, disabled_at = coalesce(disabled_at, $2)
		WHERE id = $1`, actor.AccountID, db.now()); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE privacy_requests SET status = 'done', done_at = $2 WHERE account_id = $1 AND status = 'open'`, actor.AccountID, db.now()); err != nil {
		return err
	}
	if err := audit(ctx, tx, app.System("privacy"), auditEntry{Action: "account.close", Entity: "account", EntityID: actor.AccountID, After: map[string]any{"request": requestID}}); err != nil {
		return err
	}
	sealed, err := db.box.Seal(sealAddress, address)
	if err != nil {
		return err
	}
	return enqueue(ctx, tx, WorkAccountClosed, AccountClosedWork{Channel: channel, Address: sealed, Locale: a.Locale})
}

// eraseFiles deletes papers, and answers to questions, with their files.
func eraseFiles(ctx context.Context, tx *sqlx.Tx, actor *app.Actor) error {
	if err := deleteWithFiles(ctx, tx, `
		DELETE FROM registration_answers a USING registrations r WHERE a.registration_id = r.id AND r.candidate_id = $1
		RETURNING coalesce(a.file_id, 0)`, actor.CandidateID); err != nil {
		return err
	}
	if err := deleteWithFiles(ctx, tx, `DELETE FROM draft_answers WHERE account_id = $1 RETURNING coalesce(file_id, 0)`, actor.AccountID); err != nil {
		return err
	}
	return deletePapers(ctx, tx, `d.candidate_id = $1`, actor.CandidateID)
}

// eraseAddress deletes messages and codes that went to an address, and what
// limits them.
func (db *DB) eraseAddress(ctx context.Context, tx *sqlx.Tx, channel, address string) error {
	hash := db.addressHash(channel, address)
	for _, statement := range []string{`DELETE FROM messages WHERE address_hash = $1`, `DELETE FROM login_codes WHERE address_hash = $1`} {
		if _, err := tx.ExecContext(ctx, statement, hash); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM throttles WHERE right(key, length($1::text) + 1) = ' ' || $1::text`, address)
	return err
}

// eraseProfile leaves of the profile what reports of past events count by, or
// nothing when there is no registration that they count.
func (db *DB) eraseProfile(ctx context.Context, tx *sqlx.Tx, candidateID int64) error {
	var registered, counted bool
	if err := tx.QueryRowxContext(ctx, `
		SELECT count(*) > 0, count(*) FILTER (WHERE status NOT IN ('cancelled', 'rejected')) > 0 FROM registrations WHERE candidate_id = $1`,
		candidateID).Scan(&registered, &counted); err != nil {
		return err
	}
	if !registered {
		_, err := tx.ExecContext(ctx, `DELETE FROM candidates WHERE id = $1`, candidateID)
		return err
	}
	if _, err := tx.ExecContext(ctx, `
		UPDATE candidates SET name = '', nik_sealed = NULL, nik_hash = NULL, nik_last4 = '', phone_sealed = NULL, phone_hash = NULL, phone_last4 = '',
		       city = '', rt = '', rw = '', street = '', birth_date = date_trunc('year', birth_date)::date, saved_job_alerts = false, event_notices = false,
		       erased_at = $2, updated_at = $2
		WHERE id = $1`, candidateID, db.now()); err != nil || counted {
		return err
	}
	return eraseFigures(ctx, tx, []int64{candidateID})
}

func eraseFigures(ctx context.Context, tx sqlx.ExtContext, candidates []int64) error {
	_, err := tx.ExecContext(ctx, `
		UPDATE candidates SET birth_date = NULL, sex = NULL, education = NULL, disability = NULL, region_code = NULL, outside_dki = false
		WHERE id = ANY ($1)`, pq.Array(candidates))
	return err
}

// forgetTrail takes the actor's name, and the values of what is theirs, out
// of the audit trail. Rows, numbers and states stay.
func forgetTrail(ctx context.Context, tx *sqlx.Tx, actor *app.Actor) error {
	if _, err := tx.ExecContext(ctx, `SELECT set_config('gerbang.forgetting', 'on', true)`); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `
		WITH mine AS (
			SELECT id FROM audit_log WHERE account_id = $1
			UNION SELECT id FROM audit_log WHERE entity = 'account' AND entity_id = $1
			UNION SELECT id FROM audit_log WHERE entity IN ('candidate', 'language', 'experience') AND entity_id = $2
			UNION SELECT l.id FROM audit_log l JOIN registrations r ON r.id = l.entity_id WHERE l.entity = 'registration' AND r.candidate_id = $2
			UNION SELECT l.id FROM audit_log l JOIN candidate_documents d ON d.id = l.entity_id WHERE l.entity = 'paper' AND d.candidate_id = $2)
		UPDATE audit_log l SET
			actor = CASE WHEN l.account_id = $1 THEN '–' ELSE l.actor END,
			before = `+forgotten("l.before")+`, after = `+forgotten("l.after")+`
		FROM mine WHERE mine.id = l.id`, actor.AccountID, actor.CandidateID)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `SELECT set_config('gerbang.forgetting', 'off', true)`)
	return err
}

// forgotten keeps of a column which fields changed, and the values of those
// that say nothing of a person.
func forgotten(column string) string {
	return `(SELECT jsonb_object_agg(f.key, CASE WHEN f.key IN ('status', 'purposes', 'version', 'document', 'session', 'session_id', 'kind', 'roles')
		THEN f.value ELSE 'null'::jsonb END) FROM jsonb_each(CASE WHEN jsonb_typeof(` + column + `) = 'object' THEN ` + column + ` ELSE '{}' END) f)`
}

// SweepClosed deletes the figures of closed accounts whose last event is
// app.FiguresKept ago, and finished work that still holds an address.
func (db *DB) SweepClosed(ctx context.Context) error {
	var old []int64
	if err := db.sql.SelectContext(ctx, &old, `
		SELECT c.id FROM candidates c WHERE c.erased_at < $1 AND (c.sex IS NOT NULL OR c.birth_date IS NOT NULL OR c.region_code IS NOT NULL
			OR c.education IS NOT NULL OR c.disability IS NOT NULL)
		AND NOT EXISTS (SELECT 1 FROM registrations r JOIN events e ON e.id = r.event_id WHERE r.candidate_id = c.id
			AND r.status NOT IN ('cancelled', 'rejected') AND e.ends_at >= $1)`,
		db.now().Add(-app.FiguresKept)); err != nil {
		return err
	}
	if len(old) > 0 {
		if err := eraseFigures(ctx, db.sql, old); err != nil {
			return err
		}
	}
	_, err := db.sql.ExecContext(ctx, `
		DELETE FROM outbox WHERE kind IN ('`+WorkLoginCode+`', '`+WorkAccountClosed+`') AND done_at < now() - $1 * interval '1 second'
		AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.outbox_id = outbox.id)`, codeMessagesKept.Seconds())
	return err
}
