package postgres

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/lib/pq"

	"gerbang/app"
)

// ReportPageSize is how many reports one page of the inbox holds.
const ReportPageSize = 30

// ReportFilter chooses reports. Search is a code, or part of the name of a
// job or an agency.
type ReportFilter struct {
	Status app.ReportStatus // all of them when empty
	Search string
	AtRisk app.AtRisk // anybody, also where nothing is said, when empty
}

// matchingReports is the condition of a filter without its status, over
// reports r: $1 is the search as a code, $2 as a pattern, empty without one;
// $3 is who is at risk.
const matchingReports = `($3 = '' OR r.at_risk = $3) AND ($2 = '' OR r.code = $1 OR r.agency_name ILIKE $2 OR r.job_seen ->> 'agency' ILIKE $2 OR r.job_seen ->> 'title' ILIKE $2)`

func (f ReportFilter) args() (code, pattern string) {
	search := strings.TrimSpace(f.Search)
	if search == "" {
		return "", ""
	}
	code, _ = app.NormalizeReportCode(search)
	return code, contains(search)
}

// ReportRow is a report in the inbox.
type ReportRow struct {
	ID        int64            `db:"id"`
	Code      string           `db:"code"`
	Status    app.ReportStatus `db:"status"`
	Outcome   string           `db:"outcome"`
	Forwarded string           `db:"forwarded_to"`
	Danger    bool             `db:"danger"`
	AtRisk    app.AtRisk       `db:"at_risk"`
	Kinds     pq.StringArray   `db:"kinds"`
	JobTitle  string           `db:"job_title"`
	Agency    string           `db:"agency"`
	Kelurahan string           `db:"kelurahan"`
	Handled   string           `db:"handled_name"`
	Photos    int              `db:"photos"`
	Added     bool             `db:"added"` // the reporter had the last word
	CreatedAt time.Time        `db:"created_at"`
}

// Reports returns a page of the inbox, those in danger and still open first,
// then the newest; page counts from 1. Errors: app.ErrForbidden.
func (db *DB) Reports(ctx context.Context, actor *app.Actor, f ReportFilter, page int) ([]ReportRow, error) {
	if !actor.CanAll(app.HandleReports) {
		return nil, app.ErrForbidden
	}
	code, pattern := f.args()
	var rows []ReportRow
	err := db.sql.SelectContext(ctx, &rows, `
		SELECT r.id, r.code, r.status, r.outcome, r.forwarded_to, r.danger, r.at_risk, r.kinds, coalesce(r.job_seen ->> 'title', '') AS job_title,
		       coalesce(nullif(r.agency_name, ''), r.job_seen ->> 'agency', '') AS agency, coalesce(k.name, '') AS kelurahan, r.handled_name, r.created_at,
		       (SELECT count(*) FROM report_photos p WHERE p.report_id = r.id) AS photos,
		       coalesce((SELECT e.kind FROM report_events e WHERE e.report_id = r.id ORDER BY e.id DESC LIMIT 1) = 'added', false) AS added
		FROM reports r LEFT JOIN regions k ON k.code = r.region_code
		WHERE `+matchingReports+` AND ($4 = '' OR r.status = $4)
		ORDER BY r.danger AND r.status <> 'closed' DESC, r.created_at DESC, r.id DESC LIMIT $5 OFFSET $6`,
		code, pattern, f.AtRisk, string(f.Status), ReportPageSize, int64(page-1)*ReportPageSize)
	return rows, err
}

// ReportCounts returns how many reports a filter finds in each state.
// Errors: app.ErrForbidden.
func (db *DB) ReportCounts(ctx context.Context, actor *app.Actor, f ReportFilter) (map[app.ReportStatus]int, error) {
	if !actor.CanAll(app.HandleReports) {
		return nil, app.ErrForbidden
	}
	code, pattern := f.args()
	var rows []struct {
		Status app.ReportStatus `db:"status"`
		N      int              `db:"n"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `SELECT r.status, count(*) AS n FROM reports r WHERE `+matchingReports+` GROUP BY 1`, code, pattern, f.AtRisk); err != nil {
		return nil, err
	}
	counts := map[app.ReportStatus]int{}
	for _, r := range rows {
		counts[r.Status] = r.N
	}
	return counts, nil
}

// Report is a report as officers see it. The contact is not in it.
type Report struct {
	ID                                 int64
	Code                               string
	Locale                             string
	Version                            int
	Status                             app.ReportStatus
	Outcome                            app.ReportOutcome
	Forwarded                          app.ReportBody
	HandledBy                          string
	HandledByID                        int64
	Danger, HasContact, WantsMail      bool
	AtRisk                             app.AtRisk
	Kinds                              []app.ReportKind
	Kelurahan, Kecamatan, City, RT, RW string
	CountryID, CountryEN               string
	AgencyName, Story                  string
	Accused                            Accused
	JobID                              int64
	Job                                *SeenJob // nil when it is about no job
	CreatedAt                          time.Time
	ClearedAt                          *time.Time
	Photos                             []ReportPhoto
	Events                             []ReportEvent
	SamePhone, SameJob                 []ReportRef // others that name the same number; that are about the same job
}

// ReportRef is another report.
type ReportRef struct {
	ID     int64            `db:"id"`
	Code   string           `db:"code"`
	Status app.ReportStatus `db:"status"`
}

// Report returns a report. Errors: app.ErrNotFound, also for officers who
// handle no reports.
func (db *DB) Report(ctx context.Context, actor *app.Actor, id int64) (*Report, error) {
	if !actor.CanAll(app.HandleReports) {
		return nil, app.ErrNotFound
	}
	var r struct {
		Code        string         `db:"code"`
		Locale      string         `db:"locale"`
		Version     int            `db:"version"`
		Status      string         `db:"status"`
		Outcome     string         `db:"outcome"`
		Forwarded   string         `db:"forwarded_to"`
		HandledName string         `db:"handled_name"`
		HandledBy   int64          `db:"handled_by"`
		Danger      bool           `db:"danger"`
		AtRisk      app.AtRisk     `db:"at_risk"`
		HasContact  bool           `db:"has_contact"`
		WantsMail   bool           `db:"wants_mail"`
		Kinds       pq.StringArray `db:"kinds"`
		RegionCode  string         `db:"region_code"`
		RT          string         `db:"rt"`
		RW          string         `db:"rw"`
		CountryID   string         `db:"country_id"`
		CountryEN   string         `db:"country_en"`
		AgencyName  string         `db:"agency_name"`
		Story       []byte         `db:"story_sealed"`
		Accused     []byte         `db:"accused_sealed"`
		PhoneHash   []byte         `db:"phone_hash"`
		JobID       int64          `db:"job_id"`
		Job         []byte         `db:"job_seen"`
		CreatedAt   time.Time      `db:"created_at"`
		ClearedAt   *time.Time     `db:"cleared_at"`
	}
	if err := db.sql.GetContext(ctx, &r, `
		SELECT r.code, r.locale, r.version, r.status, r.outcome, r.forwarded_to, r.handled_name, coalesce(r.handled_by, 0) AS handled_by, r.danger, r.at_risk,
		       r.contact_sealed IS NOT NULL AS has_contact, r.wants_mail, r.kinds, coalesce(r.region_code, '') AS region_code, r.rt, r.rw,
		       coalesce(c.name_id, '') AS country_id, coalesce(c.name_en, '') AS country_en, r.agency_name, r.story_sealed, r.accused_sealed,
		       r.phone_hash, coalesce(r.job_id, 0) AS job_id, r.job_seen, r.created_at, r.cleared_at
		FROM reports r LEFT JOIN countries c ON c.iso2 = r.country WHERE r.id = $1`, id); err != nil {
		return nil, translate(err)
	}
	out := &Report{
		ID: id, Code: r.Code, Locale: r.Locale, Version: r.Version, Status: app.ReportStatus(r.Status), Outcome: app.ReportOutcome(r.Outcome),
		Forwarded: app.ReportBody(r.Forwarded), HandledBy: r.HandledName, HandledByID: r.HandledBy, Danger: r.Danger, AtRisk: r.AtRisk, HasContact: r.HasContact,
		WantsMail: r.WantsMail, Kinds: reportKinds(r.Kinds), RT: r.RT, RW: r.RW, CountryID: r.CountryID, CountryEN: r.CountryEN,
		AgencyName: r.AgencyName, JobID: r.JobID, CreatedAt: r.CreatedAt, ClearedAt: r.ClearedAt,
	}
	var err error
	if out.Story, err = db.box.Open(sealStory, r.Story); err != nil {
		return nil, err
	}
	if err := db.openJSON(sealAccused, r.Accused, &out.Accused); err != nil {
		return nil, err
	}
	if r.RegionCode != "" {
		if out.Kelurahan, out.Kecamatan, out.City, err = db.RegionPath(ctx, r.RegionCode); err != nil {
			return nil, err
		}
	}
	if r.Job != nil {
		out.Job = new(SeenJob)
		if err := json.Unmarshal(r.Job, out.Job); err != nil {
			return nil, err
		}
	}
	if err := db.sql.SelectContext(ctx, &out.Photos, `
		SELECT `+reportPhotoColumns+` FROM report_photos p JOIN files f ON f.id = p.file_id WHERE p.report_id = $1 ORDER BY f.id`, id); err != nil {
		return nil, err
	}
	if r.PhoneHash != nil {
		if err := db.sql.SelectContext(ctx, &out.SamePhone, `SELECT id, code, status FROM reports WHERE phone_hash = $1 AND id <> $2 ORDER BY id DESC LIMIT 20`, r.PhoneHash, id); err != nil {
			return nil, err
		}
	}
	if r.JobID != 0 {
		if err := db.sql.SelectContext(ctx, &out.SameJob, `SELECT id, code, status FROM reports WHERE job_id = $1 AND id <> $2 ORDER BY id DESC LIMIT 20`, r.JobID, id); err != nil {
			return nil, err
		}
	}
	out.Events, err = db.reportEvents(ctx, id)
	return out, err
}

// ReportFile returns a photo of a report. Errors: app.ErrNotFound, also for
// officers who handle no reports.
func (db *DB) ReportFile(ctx context.Context, actor *app.Actor, id int64, key string) (*File, error) {
	if !actor.CanAll(app.HandleReports) {
		return nil, app.ErrNotFound
	}
	var f File
	err := db.sql.GetContext(ctx, &f, `
		SELECT `+fileColumns+` FROM files f JOIN report_photos p ON p.file_id = f.id WHERE p.report_id = $1 AND f.key = $2`, id, key)
	if err != nil {
		return nil, translate(err)
	}
	return &f, nil
}
