package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
	"gerbang/app/secret"
)

// PersonalData is all that is held about somebody, for the copy that they
// may have of it. Its last section lists their files.
type PersonalData struct {
	Locale   string
	Sections []DataSection
}

// DataSection is one kind of thing held. Its key and those of the fields are
// the same in every copy.
type DataSection struct {
	Key  string
	Rows [][]DataField
}

// DataField is one value: a string, a number, a bool, a time.Time or nil.
type DataField struct {
	Key   string
	Value any
}

// DataFile is a file among what is held.
type DataFile struct {
	Name string // without an extension; unique
	Type string
	Body []byte
}

// sealedFields are the columns of the queries below that hold something
// sealed, by their names, and for what it was sealed.
var sealedFields = map[string]string{"nik": sealNIK, "phone": sealPhone, "account_phone": sealPhone, "text": sealText, "question": sealPrivacy, "answer_given": sealPrivacy}

// personalData are the sections of a copy, over candidate $1, account $2 and
// the hash of its address $3. A table that comes to hold something personal
// gets its section here and its line in erase.go.
var personalData = []struct{ key, query string }{
	{"profile", `
		SELECT c.name, c.nik_sealed AS nik, c.phone_sealed AS phone, a.email, a.phone_sealed AS account_phone, c.birth_date::text AS birth_date, c.sex,
		       c.outside_dki, c.city, (SELECT r.name FROM regions r WHERE r.code = c.region_code) AS kelurahan, c.rt, c.rw, c.street, c.education, c.disability,
		       a.locale, c.saved_job_alerts, c.event_notices, a.created_at, c.updated_at
		FROM accounts a LEFT JOIN candidates c ON c.account_id = a.id WHERE a.id = $2`},
	{"guardian", `SELECT name, relation, phone_sealed AS phone, version, agreed_at FROM guardians WHERE candidate_id = $1`},
	{"languages", `SELECT test, level, taken_on::text AS taken_on, valid_until::text AS valid_until, certificate_no, created_at FROM candidate_languages WHERE candidate_id = $1 ORDER BY id`},
	{"experience", `SELECT title, employer, sector, country, started_on::text AS started_on, ended_on::text AS ended_on, created_at FROM candidate_experience WHERE candidate_id = $1 ORDER BY started_on, id`},
	{"registrations", `
		SELECT e.title AS event, e.kind AS event_kind, coalesce(s.title, '') AS session, coalesce(s.starts_at, e.starts_at) AS starts_at, r.status, r.waitlist_no, r.source,
		       r.submitted_at, r.priority, r.priority_reason, r.decision_reason, r.offer_until, r.reconfirmed_at, r.cancelled_at, r.cancel_reason
		FROM registrations r JOIN events e ON e.id = r.event_id LEFT JOIN event_sessions s ON s.id = r.session_id WHERE r.candidate_id = $1 ORDER BY r.id`},
	{"answers", `
		SELECT e.title AS event, q.label AS asked, array_to_string(a.answer, ', ') AS answer, a.file_id IS NOT NULL AS file
		FROM registration_answers a JOIN registrations r ON r.id = a.registration_id JOIN events e ON e.id = r.event_id JOIN event_questions q ON q.id = a.question_id
		WHERE r.candidate_id = $1 ORDER BY r.id, q.position`},
	{"drafts", `
		SELECT e.title AS event, d.updated_at, q.label AS asked, array_to_string(a.answer, ', ') AS answer
		FROM registration_drafts d JOIN events e ON e.id = d.event_id LEFT JOIN draft_answers a ON a.account_id = d.account_id AND a.event_id = d.event_id
		LEFT JOIN event_questions q ON q.id = a.question_id WHERE d.account_id = $2 ORDER BY d.event_id, q.position`},
	{"tickets", `
		SELECT e.title AS event, t.code, t.issued_at, t.revoked_at FROM tickets t JOIN registrations r ON r.id = t.registration_id JOIN events e ON e.id = t.event_id
		WHERE r.candidate_id = $1 ORDER BY t.id`},
	{"attendance", `
		SELECT e.title AS event, coalesce(s.title, '') AS session, x.status, x.remark, x.scanned_at, x.annulled_at, x.annul_reason FROM attendances x
		JOIN registrations r ON r.id = x.registration_id JOIN events e ON e.id = x.event_id LEFT JOIN event_sessions s ON s.id = x.session_id
		WHERE r.candidate_id = $1 ORDER BY x.id`},
	{"scans", `
		SELECT e.title AS event, n.outcome, n.refusal, n.scanned_at FROM scans n JOIN tickets t ON t.id = n.ticket_id JOIN registrations r ON r.id = t.registration_id
		JOIN events e ON e.id = n.event_id WHERE r.candidate_id = $1 ORDER BY n.id`},
	{"selection", `
		SELECT e.title AS event, v.outcome, v.why, v.rank, v.ranked, v.total::text AS total, v.reserve_no, v.reason FROM selection_results v
		JOIN selections s ON s.event_id = v.event_id AND s.published_at IS NOT NULL JOIN registrations r ON r.id = v.registration_id JOIN events e ON e.id = v.event_id
		WHERE r.candidate_id = $1 ORDER BY e.starts_at`},
	{"scores", `
		SELECT e.title AS event, k.name AS component, g.score::text AS score, g.absent, g.scored_at FROM selection_scores g
		JOIN selections s ON s.event_id = g.event_id AND s.published_at IS NOT NULL JOIN selection_components k ON k.id = g.component_id
		JOIN registrations r ON r.id = g.registration_id JOIN events e ON e.id = g.event_id WHERE r.candidate_id = $1 ORDER BY e.starts_at, k.position`},
	{"papers", `
		SELECT k.name_id AS document, d.status, d.note, d.uploaded_at, d.checked_at, d.file_id IS NOT NULL AS file FROM candidate_documents d
		JOIN document_kinds k ON k.code = d.document WHERE d.candidate_id = $1 AND d.replaced_at IS NULL ORDER BY k.position`},
	{"saved_jobs", `SELECT j.title AS job, s.saved_at FROM saved_jobs s JOIN jobs j ON j.id = s.job_id WHERE s.candidate_id = $1 ORDER BY s.saved_at`},
	{"saved_searches", `SELECT name, query, frequency, created_at FROM saved_searches WHERE candidate_id = $1 ORDER BY id`},
	{"consents", `SELECT purpose, version, given_at, withdrawn_at FROM consents WHERE candidate_id = $1 ORDER BY given_at`},
	{"messages", `
		SELECT channel, subject, text_sealed AS text, created_at, sent_at FROM messages
		WHERE address_hash = $3 OR registration_id IN (SELECT id FROM registrations WHERE candidate_id = $1) ORDER BY created_at`},
	{"requests", `
		SELECT kind, status, text_sealed AS question, answer_sealed AS answer_given, asked_at, done_at FROM privacy_requests WHERE account_id = $2 ORDER BY id`},
	{"logins", `SELECT user_agent, created_at, last_seen_at, expires_at FROM logins WHERE account_id = $2 ORDER BY id`},
	{"changes", `
		SELECT at, action, actor, before::text AS before, after::text AS after FROM audit_log
		WHERE account_id = $2 OR entity = 'candidate' AND entity_id = $1 OR entity = 'account' AND entity_id = $2 ORDER BY id`},
	{"disclosures", `
		SELECT l.at, l.action, l.actor, l.purpose, coalesce(e.title, '') AS event FROM audit_log l LEFT JOIN events e ON e.id = l.event_id
		WHERE l.action = 'participants.export' AND EXISTS (SELECT 1 FROM registrations r WHERE r.event_id = l.event_id AND r.candidate_id = $1 AND r.submitted_at <= l.at)
		   OR l.entity = 'paper' AND l.entity_id IN (SELECT id FROM candidate_documents WHERE candidate_id = $1) AND l.account_id IS DISTINCT FROM $2
		   OR l.action LIKE '%.reveal' AND (l.entity = 'candidate' AND l.entity_id = $1
		      OR l.entity = 'registration' AND l.entity_id IN (SELECT id FROM registrations WHERE candidate_id = $1))
		ORDER BY l.id`},
}

// PersonalData returns all that is held about the owner of an account, NIK
// and phone in clear: it is theirs. Their files are given to keep one after
// the other, so that only one is in memory; what cannot be opened any more is
// left out, and the list of files says so.
// Errors: app.ErrNotFound, those of keep.
func (db *DB) PersonalData(ctx context.Context, accountID int64, keep func(DataFile) error) (*PersonalData, error) {
	tx, err := db.sql.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	actor := &app.Actor{AccountID: accountID}
	data := &PersonalData{}
	if err := tx.QueryRowxContext(ctx, `
		SELECT a.locale, coalesce(c.id, 0) FROM accounts a LEFT JOIN candidates c ON c.account_id = a.id WHERE a.id = $1 AND a.closed_at IS NULL`,
		accountID).Scan(&data.Locale, &actor.CandidateID); err != nil {
		return nil, translate(err)
	}
	email, phone, err := db.OwnAddress(ctx, actor)
	if err != nil {
		return nil, err
	}
	hash := db.addressHash(ChannelEmail, email)
	if email == "" {
		hash = db.addressHash(ChannelWhatsApp, phone)
	}
	for _, s := range personalData {
		rows, err := db.dataRows(ctx, tx, s.query, actor.CandidateID, accountID, hash)
		if err != nil {
			return nil, fmt.Errorf("copy of %s: %w", s.key, err)
		}
		data.Sections = append(data.Sections, DataSection{Key: s.key, Rows: rows})
	}
	files, err := db.dataFiles(ctx, tx, actor.CandidateID, keep)
	if err != nil {
		return nil, err
	}
	data.Sections = append(data.Sections, files)
	return data, nil
}

// dataRows runs one query of a copy. Every query gets the same arguments; the
// derived table names those it has no use for, so that they have a type.
func (db *DB) dataRows(ctx context.Context, tx *sqlx.Tx, query string, candidateID, accountID int64, hash []byte) ([][]DataField, error) {
	rows, err := tx.QueryxContext(ctx, `SELECT q.* FROM (SELECT $1::bigint, $2::bigint, $3::bytea) given, LATERAL (`+query+`) q`, candidateID, accountID, hash)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var out [][]DataField
	for rows.Next() {
		values, err := rows.SliceScan()
		if err != nil {
			return nil, err
		}
		row := make([]DataField, len(columns))
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				v = string(b)
				if purpose := sealedFields[columns[i]]; purpose != "" {
					if v, err = db.box.Open(purpose, b); err != nil {
						return nil, err
					}
				}
			}
			row[i] = DataField{columns[i], v}
		}
		out = append(out, row)
	}
	return out, rows.Err()
}

// fileGone is the note in the list of files beside one that cannot be opened.
const fileGone = "file_gone"

// dataFiles gives the papers and the answers that are files to keep, and
// returns the list of them.
func (db *DB) dataFiles(ctx context.Context, tx *sqlx.Tx, candidateID int64, keep func(DataFile) error) (DataSection, error) {
	list := DataSection{Key: "files"}
	var found []struct {
		ID   int64  `db:"id"`
		Name string `db:"name"`
	}
	if err := tx.SelectContext(ctx, &found, `
		SELECT d.file_id AS id, d.document AS name FROM candidate_documents d WHERE d.candidate_id = $1 AND d.replaced_at IS NULL AND d.file_id IS NOT NULL
		UNION ALL
		SELECT a.file_id, 'jawaban-' || a.registration_id || '-' || a.question_id FROM registration_answers a JOIN registrations r ON r.id = a.registration_id
		WHERE r.candidate_id = $1 AND a.file_id IS NOT NULL ORDER BY 2`, candidateID); err != nil {
		return list, err
	}
	for _, one := range found {
		name := strings.ReplaceAll(one.Name, "/", "-")
		row := []DataField{{"document", name}, {"file", true}}
		f, err := db.openFileIn(ctx, tx, `f.id = $1`, one.ID)
		switch {
		case errors.Is(err, app.ErrNotFound) || errors.Is(err, secret.ErrSealed):
			row = []DataField{{"document", name}, {"file", false}, {"note", fileGone}}
		case err != nil:
			return list, err
		default:
			if err := keep(DataFile{Name: name, Type: f.ContentType, Body: f.Body}); err != nil {
				return list, err
			}
		}
		list.Rows = append(list.Rows, row)
	}
	return list, nil
}
