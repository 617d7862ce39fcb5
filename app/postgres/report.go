package postgres

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// Purposes of what is sealed or hashed for reports.
const (
	sealStory   = "report.story"
	sealAccused = "report.accused"
	sealContact = "report.contact"
	sealEvent   = "report.event"
	hashPIN     = "report.pin"
	hashAccused = "report.accused.phone"
)

// Errors of sending a report.
var (
	ErrReportPhotos = &app.Error{Kind: app.Invalid, Key: "report.photos_full", Field: "photos", Args: []any{"n", app.MaxReportPhotos}}
	ErrReportSent   = &app.Error{Kind: app.Conflict, Key: "report.sent_already"}
)

// Accused is what a reporter knows of who makes an offer.
type Accused struct {
	Name    string `json:"name,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Account string `json:"account,omitempty"` // on a social network
}

// ReportContact is how a reporter wants to be reached.
type ReportContact struct {
	Address string `json:"address"`          // an e-mail address, or a number in E.164
	Safely  string `json:"safely,omitempty"` // when and how it is safe
}

// IsMail reports whether the address takes mail.
func (c ReportContact) IsMail() bool { return strings.Contains(c.Address, "@") }

// ReportInput is a report as it is sent. Who sends it is never kept, also
// when they are signed in.
type ReportInput struct {
	RequestID  string // a UUID made with the form
	Locale     string
	JobSlug    string // of the job it is about; empty for anything else
	Kinds      []app.ReportKind
	Danger     bool
	AtRisk     app.AtRisk
	RegionCode string // a kelurahan; RT and RW with three digits; all may be empty
	RT, RW     string
	Country    string // ISO 3166-1 alpha-2, or empty
	AgencyName string
	Accused    Accused
	Story      string
	Contact    ReportContact // empty address for none
	WantsMail  bool
}

// ReportReceipt is what a reporter follows the report by.
type ReportReceipt struct{ Code, PIN string }

// SeenJob is a job as it stood when it was reported.
type SeenJob struct {
	Slug       string     `json:"slug"`
	Title      string     `json:"title"`
	Agency     string     `json:"agency"`
	SIP3MI     string     `json:"sip3mi"`
	SIP2MI     string     `json:"sip2mi"`
	Country    string     `json:"country"`
	City       string     `json:"city"`
	Employer   string     `json:"employer"`
	SalaryMin  int64      `json:"salary_min"`
	SalaryMax  int64      `json:"salary_max"`
	Currency   string     `json:"currency"`
	VerifiedBy string     `json:"verified_by"`
	Costs      []app.Cost `json:"costs"`
}

// SendReport keeps a report and tells the officers. Sent again with the same
// request id it returns the receipt of the first time.
// Errors: app.ErrNotFound when there never was such a public job.
func (db *DB) SendReport(ctx context.Context, in ReportInput) (ReportReceipt, error) {
	pin := db.reportPIN(in.RequestID)
	var code string
	err := db.InTx(ctx, func(tx *sqlx.Tx) error {
		if err := lockReport(ctx, tx, in.RequestID); err != nil {
			return err
		}
		if err := tx.GetContext(ctx, &code, `SELECT coalesce((SELECT code FROM reports WHERE request_id = $1), '')`, in.RequestID); err != nil || code != "" {
			return err
		}
		code = app.NewReportCode()
		id, err := db.insertReport(ctx, tx, in, code, pin)
		if err != nil {
			return err
		}
		kind := WorkReportNew
		if in.Danger {
			kind = WorkReportUrgent
		}
		if err := tellOfficers(ctx, tx, kind, id, 0); err != nil {
			return err
		}
		return audit(ctx, tx, nil, auditEntry{
			Action: "report.send", Entity: "report", EntityID: id,
			After: map[string]any{"code": code, "kinds": in.Kinds, "danger": in.Danger, "job": in.JobSlug},
		})
	})
	return ReportReceipt{Code: code, PIN: pin}, err
}

// lockReport makes the steps of one form take turns.
func lockReport(ctx context.Context, tx *sqlx.Tx, requestID string) error {
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('report:' || $1, 0))`, requestID)
	return err
}

// reportPIN makes six digits of a form's id, so that a form that is sent
// twice shows one PIN although only its hash is kept.
func (db *DB) reportPIN(requestID string) string {
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(db.box.Hash(hashPIN, "made:"+requestID))%1_000_000)
}

func (db *DB) pinHash(code, pin string) []byte { return db.box.Hash(hashPIN, code+":"+pin) }

// insertReport keeps a report with the first entry of its history.
func (db *DB) insertReport(ctx context.Context, tx *sqlx.Tx, in ReportInput, code, pin string) (id int64, err error) {
	jobID, seen, err := seenJob(ctx, tx, in.JobSlug)
	if err != nil {
		return 0, err
	}
	story, err := db.box.Seal(sealStory, in.Story)
	if err != nil {
		return 0, err
	}
	accused, err := db.sealJSON(sealAccused, in.Accused, in.Accused == Accused{})
	if err != nil {
		return 0, err
	}
	contact, err := db.sealJSON(sealContact, in.Contact, in.Contact.Address == "")
	if err != nil {
		return 0, err
	}
	var phoneHash []byte
	if in.Accused.Phone != "" {
		phoneHash = db.box.Hash(hashAccused, in.Accused.Phone)
	}
	if err := tx.GetContext(ctx, &id, `
		INSERT INTO reports (code, pin_hash, request_id, locale, job_id, job_seen, kinds, danger, region_code, rt, rw, country, agency_name,
			accused_sealed, phone_hash, story_sealed, contact_sealed, wants_mail, at_risk)
		VALUES ($1, $2, $3, $4, nullif($5::bigint, 0), $6, $7, $8, nullif($9, ''), $10, $11, nullif($12, ''), $13, $14, $15, $16, $17, $18, $19)
		RETURNING id`,
		code, db.pinHash(code, pin), in.RequestID, in.Locale, jobID, seen, pq.Array(in.Kinds), in.Danger, in.RegionCode, in.RT, in.RW, in.Country,
		in.AgencyName, accused, phoneHash, story, contact, in.WantsMail && in.Contact.IsMail(), in.AtRisk); err != nil {
		return 0, err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE report_photos SET report_id = $2 WHERE request_id = $1 AND report_id IS NULL`, in.RequestID, id); err != nil {
		return 0, err
	}
	return id, db.reportEvent(ctx, tx, nil, id, ReportStep{RequestID: in.RequestID, Kind: app.ReportWasReceived})
}

// seenJob returns the job with that address and what it says now.
func seenJob(ctx context.Context, tx *sqlx.Tx, slug string) (id int64, seen any, err error) {
	if slug == "" {
		return 0, nil, nil
	}
	var r jobRow
	if err := tx.GetContext(ctx, &r, `SELECT `+jobColumns+` FROM all_jobs p WHERE p.slug = $1 AND p.published_at IS NOT NULL`, slug); err != nil {
		return 0, nil, err
	}
	costs, err := costsOf(ctx, tx, r.ID)
	if err != nil {
		return 0, nil, err
	}
	b, err := json.Marshal(SeenJob{
		Slug: r.Slug, Title: r.Title, Agency: r.AgencyName, SIP3MI: r.AgencySIP3MI, SIP2MI: r.SIP2MI, Country: r.Country, City: r.City,
		Employer: r.Employer, SalaryMin: r.SalaryMin, SalaryMax: r.SalaryMax, Currency: r.Currency, VerifiedBy: r.VerifiedName, Costs: costs,
	})
	return r.ID, string(b), err
}

// sealJSON seals a value, or returns NULL for an empty one.
func (db *DB) sealJSON(purpose string, v any, empty bool) ([]byte, error) {
	if empty {
		return nil, nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return db.box.Seal(purpose, string(b))
}

func (db *DB) openJSON(purpose string, sealed []byte, into any) error {
	if sealed == nil {
		return nil
	}
	plain, err := db.box.Open(purpose, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(plain), into)
}

// ReportedJob returns what a report form shows of a job that is or was
// public. Errors: app.ErrNotFound.
func (db *DB) ReportedJob(ctx context.Context, slug string) (*app.Job, error) {
	var r jobRow
	err := db.sql.GetContext(ctx, &r, `SELECT p.id, p.slug, p.title, p.title_en, p.agency_name FROM all_jobs p WHERE p.slug = $1 AND p.published_at IS NOT NULL`, slug)
	if err != nil {
		return nil, translate(err)
	}
	return r.job(), nil
}

// ReportPhoto is a photo of a report, without its picture.
type ReportPhoto struct {
	Key    string `db:"key"`
	Name   string `db:"name"`
	Bytes  int64  `db:"bytes"`
	Width  int    `db:"width"`
	Height int    `db:"height"`
}

const reportPhotoColumns = `f.key, f.name, length(f.body) AS bytes, f.width, f.height`

// AddReportPhoto keeps a photo for the form with that id, before the report
// is sent. Errors: ErrReportPhotos, ErrReportSent.
func (db *DB) AddReportPhoto(ctx context.Context, requestID string, f File) error {
	f.Public = false
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		if err := lockReport(ctx, tx, requestID); err != nil {
			return err
		}
		var have struct {
			Sent   bool `db:"sent"`
			Photos int  `db:"photos"`
		}
		if err := tx.GetContext(ctx, &have, `
			SELECT EXISTS (SELECT 1 FROM reports WHERE request_id = $1) AS sent, (SELECT count(*) FROM report_photos WHERE request_id = $1) AS photos`, requestID); err != nil {
			return err
		}
		if have.Sent {
			return ErrReportSent
		}
		if have.Photos >= app.MaxReportPhotos {
			return ErrReportPhotos
		}
		if err := addFile(ctx, tx, &f, 0); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO report_photos (file_id, request_id) VALUES ($1, $2)`, f.ID, requestID)
		return err
	})
}

// DropReportPhoto takes a photo off a form that was not sent yet.
func (db *DB) DropReportPhoto(ctx context.Context, requestID, key string) error {
	_, err := db.sql.ExecContext(ctx, `
		DELETE FROM files f USING report_photos p WHERE p.file_id = f.id AND f.key = $2 AND p.request_id = $1 AND p.report_id IS NULL`, requestID, key)
	return err
}

// DraftReportPhotos returns the photos kept for a form that was not sent yet.
func (db *DB) DraftReportPhotos(ctx context.Context, requestID string) ([]ReportPhoto, error) {
	var photos []ReportPhoto
	err := db.sql.SelectContext(ctx, &photos, `
		SELECT `+reportPhotoColumns+` FROM report_photos p JOIN files f ON f.id = p.file_id
		WHERE p.request_id = $1 AND p.report_id IS NULL ORDER BY f.id`, requestID)
	return photos, err
}

// draftPhotosKept is how long photos wait for their form to be sent.
const draftPhotosKept = 24 * time.Hour

// SweepReports deletes photos of forms that were never sent, and contact,
// accused, photos and who is at risk of reports that were closed
// app.ReportKept ago.
func (db *DB) SweepReports(ctx context.Context) error {
	if _, err := db.sql.ExecContext(ctx, `
		DELETE FROM files f USING report_photos p WHERE p.file_id = f.id AND p.report_id IS NULL AND p.created_at < now() - $1 * interval '1 second'`,
		draftPhotosKept.Seconds()); err != nil {
		return err
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		var ids []int64
		if err := tx.SelectContext(ctx, &ids, `
			UPDATE reports SET contact_sealed = NULL, accused_sealed = NULL, phone_hash = NULL, wants_mail = false, at_risk = '', cleared_at = now()
			WHERE id IN (SELECT id FROM reports WHERE cleared_at IS NULL AND closed_at < now() - $1 * interval '1 second' LIMIT 200 FOR UPDATE SKIP LOCKED)
			RETURNING id`, app.ReportKept.Seconds()); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `
			DELETE FROM files f USING report_photos p WHERE p.file_id = f.id AND p.report_id = ANY($1)`, pq.Array(ids)); err != nil {
			return err
		}
		for _, id := range ids {
			if err := audit(ctx, tx, app.System("sweep"), auditEntry{Action: "report.clear", Entity: "report", EntityID: id}); err != nil {
				return err
			}
		}
		return nil
	})
}
