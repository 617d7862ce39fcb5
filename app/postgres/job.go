package postgres

import (
	"context"
	"time"

	"gerbang/app"
)

// jobColumns are those of jobRow, of public_jobs p.
const jobColumns = `p.id, p.slug, p.agency_id, p.title, p.sector, p.country, p.city, p.scheme, p.employer, p.formal,
	p.quota_men, p.quota_women, p.quota_either, p.permit_left, p.age_min, p.age_max, p.age_reason, p.sex_reason,
	coalesce(p.education, '') AS education, p.experience, p.language_test, p.language_level, p.skill_test,
	p.salary_min, p.salary_max, p.currency, p.salary_rupiah, coalesce(p.rate_date, '0001-01-01') AS rate_date, p.overtime, p.deductions,
	p.contract_months, p.hours_per_day, p.days_per_week, p.leave_days, p.lodging, p.meals, p.transport, p.insurance,
	p.description, p.sip2mi, p.job_order, p.permit_until, p.official_link, p.status, p.closes_on, p.published_at,
	p.verified_name, p.verified_at, p.agency_name, p.agency_slug, p.agency_sip3mi, p.agency_valid_till`

type jobRow struct {
	ID              int64     `db:"id"`
	Slug            string    `db:"slug"`
	AgencyID        int64     `db:"agency_id"`
	Title           string    `db:"title"`
	Sector          string    `db:"sector"`
	Country         string    `db:"country"`
	City            string    `db:"city"`
	Scheme          string    `db:"scheme"`
	Employer        string    `db:"employer"`
	Formal          bool      `db:"formal"`
	QuotaMen        int       `db:"quota_men"`
	QuotaWomen      int       `db:"quota_women"`
	QuotaEither     int       `db:"quota_either"`
	PermitLeft      int       `db:"permit_left"`
	AgeMin          int       `db:"age_min"`
	AgeMax          int       `db:"age_max"`
	AgeReason       string    `db:"age_reason"`
	SexReason       string    `db:"sex_reason"`
	Education       string    `db:"education"`
	Experience      string    `db:"experience"`
	LanguageTest    string    `db:"language_test"`
	LanguageLevel   string    `db:"language_level"`
	SkillTest       string    `db:"skill_test"`
	SalaryMin       int64     `db:"salary_min"`
	SalaryMax       int64     `db:"salary_max"`
	Currency        string    `db:"currency"`
	SalaryRupiah    int64     `db:"salary_rupiah"`
	RateDate        time.Time `db:"rate_date"`
	Overtime        string    `db:"overtime"`
	Deductions      string    `db:"deductions"`
	ContractMonths  int       `db:"contract_months"`
	HoursPerDay     int       `db:"hours_per_day"`
	DaysPerWeek     int       `db:"days_per_week"`
	LeaveDays       int       `db:"leave_days"`
	Lodging         string    `db:"lodging"`
	Meals           string    `db:"meals"`
	Transport       string    `db:"transport"`
	Insurance       string    `db:"insurance"`
	Description     string    `db:"description"`
	SIP2MI          string    `db:"sip2mi"`
	JobOrder        string    `db:"job_order"`
	PermitUntil     time.Time `db:"permit_until"`
	OfficialLink    string    `db:"official_link"`
	Status          string    `db:"status"`
	ClosesOn        time.Time `db:"closes_on"`
	PublishedAt     time.Time `db:"published_at"`
	VerifiedName    string    `db:"verified_name"`
	VerifiedAt      time.Time `db:"verified_at"`
	AgencyName      string    `db:"agency_name"`
	AgencySlug      string    `db:"agency_slug"`
	AgencySIP3MI    string    `db:"agency_sip3mi"`
	AgencyValidTill time.Time `db:"agency_valid_till"`
	NameID          string    `db:"name_id"`
	NameEN          string    `db:"name_en"`
}

func (r *jobRow) job() app.Job {
	return app.Job{
		ID: r.ID, Slug: r.Slug, Title: r.Title, Sector: r.Sector, Country: r.Country, City: r.City,
		Scheme: app.Scheme(r.Scheme), Employer: r.Employer, AgencyID: r.AgencyID, Formal: r.Formal,
		QuotaMen: r.QuotaMen, QuotaWomen: r.QuotaWomen, QuotaEither: r.QuotaEither, PermitLeft: r.PermitLeft,
		AgeMin: r.AgeMin, AgeMax: r.AgeMax, AgeReason: r.AgeReason, SexReason: r.SexReason,
		Education: app.Education(r.Education), Experience: r.Experience,
		LanguageTest: r.LanguageTest, LanguageLevel: r.LanguageLevel, SkillTest: r.SkillTest,
		SalaryMin: r.SalaryMin, SalaryMax: r.SalaryMax, Currency: r.Currency, SalaryRupiah: r.SalaryRupiah, RateDate: r.RateDate,
		Overtime: r.Overtime, Deductions: r.Deductions, ContractMonths: r.ContractMonths,
		HoursPerDay: r.HoursPerDay, DaysPerWeek: r.DaysPerWeek, LeaveDays: r.LeaveDays,
		Lodging: r.Lodging, Meals: r.Meals, Transport: r.Transport, Insurance: r.Insurance, Description: r.Description,
		SIP2MI: r.SIP2MI, JobOrder: r.JobOrder, PermitUntil: r.PermitUntil, OfficialLink: r.OfficialLink,
		Status: app.JobStatus(r.Status), ClosesOn: r.ClosesOn, PublishedAt: r.PublishedAt,
		VerifiedBy: r.VerifiedName, VerifiedAt: r.VerifiedAt,
		AgencyName: r.AgencyName, AgencySlug: r.AgencySlug, AgencySIP3MI: r.AgencySIP3MI, AgencyValidTill: r.AgencyValidTill,
	}
}

// PublicJob is a job as its page shows it.
type PublicJob struct {
	app.Job
	CountryID string // name of the country in Indonesian
	CountryEN string
}

// PublicJob returns the public job with that address and its costs.
// Errors: app.ErrGone when it was public once, with what is known of it for
// alternatives (slug, title, country and sector); app.ErrNotFound.
func (db *DB) PublicJob(ctx context.Context, slug string) (*PublicJob, error) {
	stmt, err := db.prepared(ctx, `SELECT `+jobColumns+`, c.name_id, c.name_en`+publicJobs+` WHERE p.slug = $1`)
	if err != nil {
		return nil, err
	}
	var r jobRow
	if err := translate(stmt.GetContext(ctx, &r, slug)); err == app.ErrNotFound {
		return db.formerJob(ctx, slug)
	} else if err != nil {
		return nil, err
	}
	job := &PublicJob{Job: r.job(), CountryID: r.NameID, CountryEN: r.NameEN}
	job.Costs, err = db.jobCosts(ctx, job.ID)
	return job, err
}

// formerJob returns a job that left the public pages, with app.ErrGone.
func (db *DB) formerJob(ctx context.Context, slug string) (*PublicJob, error) {
	var r struct {
		ID      int64  `db:"id"`
		Title   string `db:"title"`
		Country string `db:"country"`
		Sector  string `db:"sector"`
		NameID  string `db:"name_id"`
		NameEN  string `db:"name_en"`
	}
	err := db.sql.GetContext(ctx, &r, `
		SELECT j.id, j.title, j.country, j.sector, c.name_id, c.name_en
		FROM jobs j JOIN countries c ON c.iso2 = j.country WHERE j.slug = $1 AND j.published_at IS NOT NULL`, slug)
	if err != nil {
		return nil, translate(err)
	}
	job := &PublicJob{CountryID: r.NameID, CountryEN: r.NameEN}
	job.ID, job.Slug, job.Title, job.Country, job.Sector = r.ID, slug, r.Title, r.Country, r.Sector
	return job, app.ErrGone
}

func (db *DB) jobCosts(ctx context.Context, jobID int64) ([]app.Cost, error) {
	stmt, err := db.prepared(ctx, `SELECT item, amount, currency, payer, legal_basis FROM job_costs WHERE job_id = $1 ORDER BY position`)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Item       string `db:"item"`
		Amount     int64  `db:"amount"`
		Currency   string `db:"currency"`
		Payer      string `db:"payer"`
		LegalBasis string `db:"legal_basis"`
	}
	if err := stmt.SelectContext(ctx, &rows, jobID); err != nil {
		return nil, err
	}
	costs := make([]app.Cost, len(rows))
	for i, r := range rows {
		costs[i] = app.Cost{Item: r.Item, Amount: r.Amount, Currency: r.Currency, Payer: app.Payer(r.Payer), LegalBasis: r.LegalBasis}
	}
	return costs, nil
}

// JobWays are the events that lead to a job: courses that teach its language
// and are still open, and coming fairs where it is offered.
type JobWays struct {
	Courses, Fairs []EventLink
}

// EventLink is an event in a line of text.
type EventLink struct {
	Kind     app.EventKind `db:"kind"`
	Slug     string        `db:"slug"`
	Title    string        `db:"title"`
	StartsAt time.Time     `db:"starts_at"`
	Booth    string        `db:"booth"` // for a fair: number of the booth that offers the job
}

// WaysToJob returns at most three courses and three fairs.
func (db *DB) WaysToJob(ctx context.Context, j *app.Job) (JobWays, error) {
	stmt, err := db.prepared(ctx, `
		(SELECT e.kind, e.slug, e.title, e.starts_at, b.number AS booth
		 FROM booth_jobs bj JOIN booths b ON b.id = bj.booth_id JOIN events e ON e.id = b.event_id
		 WHERE bj.job_id = $1 AND e.kind = 'job_fair' AND e.status = 'published' AND e.ends_at > $4
		 ORDER BY e.starts_at LIMIT 3)
		UNION ALL
		(SELECT e.kind, e.slug, e.title, e.starts_at, '' FROM courses c JOIN events e ON e.id = c.event_id
		 WHERE $2 <> '' AND c.language_test = $2 AND e.status = 'published' AND e.closes_at > $4
		 ORDER BY (c.language_level = $3) DESC, e.starts_at LIMIT 3)`)
	if err != nil {
		return JobWays{}, err
	}
	var links []EventLink
	if err := stmt.SelectContext(ctx, &links, j.ID, j.LanguageTest, j.LanguageLevel, db.now()); err != nil {
		return JobWays{}, err
	}
	var ways JobWays
	for _, l := range links {
		if l.Kind == app.Course {
			ways.Courses = append(ways.Courses, l)
		} else {
			ways.Fairs = append(ways.Fairs, l)
		}
	}
	return ways, nil
}
