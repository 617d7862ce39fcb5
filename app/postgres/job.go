package postgres

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// jobColumns are those of jobRow, of all_jobs or public_jobs p.
const jobColumns = `p.id, p.slug, p.reference, p.agency_id, p.title, p.title_en, p.kbji, p.sector, p.country, p.city, p.scheme, p.employer,
	p.foreign_partner, p.formal, p.quota_men, p.quota_women, p.quota_either, p.permit_quota, p.permit_left, p.age_min, p.age_max, p.age_reason,
	p.sex_reason, coalesce(p.education, '') AS education, p.experience, p.experience_years, p.language_test, p.language_level,
	p.language_or_test, p.language_or_level, p.skill_test, p.certificate, p.health, p.salary_min, p.salary_max, p.salary_period, p.currency,
	p.salary_rupiah, p.rate_date,
	coalesce((SELECT r.rupiah FROM exchange_rates r WHERE r.currency = p.currency AND r.as_of = p.rate_date), 0)::float8 AS rate, p.overtime, p.deductions, p.contract_months, p.hours_per_day, p.days_per_week, p.leave_days, p.lodging, p.meals,
	p.transport, p.insurance, p.description, p.description_en, p.sip2mi, p.job_order, p.job_order_until, p.permit_until, p.permit_revoked_on,
	p.permit_revoked_reason, p.official_link, p.status, p.closes_on, p.closed_reason, p.published_at, p.verified_name, p.verified_at,
	p.agency_name, p.agency_slug, p.agency_kind, p.agency_sip3mi, p.agency_valid_till, p.agency_status, p.name_id, p.name_en, p.country_closed, p.sector_id, p.sector_en`

type jobRow struct {
	ID              int64      `db:"id"`
	Slug            string     `db:"slug"`
	Reference       string     `db:"reference"`
	AgencyID        int64      `db:"agency_id"`
	Title           string     `db:"title"`
	TitleEN         string     `db:"title_en"`
	KBJI            string     `db:"kbji"`
	Sector          string     `db:"sector"`
	Country         string     `db:"country"`
	City            string     `db:"city"`
	Scheme          string     `db:"scheme"`
	Employer        string     `db:"employer"`
	ForeignPartner  string     `db:"foreign_partner"`
	Formal          bool       `db:"formal"`
	QuotaMen        int        `db:"quota_men"`
	QuotaWomen      int        `db:"quota_women"`
	QuotaEither     int        `db:"quota_either"`
	PermitQuota     int        `db:"permit_quota"`
	PermitLeft      int        `db:"permit_left"`
	AgeMin          int        `db:"age_min"`
	AgeMax          int        `db:"age_max"`
	AgeReason       string     `db:"age_reason"`
	SexReason       string     `db:"sex_reason"`
	Education       string     `db:"education"`
	Experience      string     `db:"experience"`
	ExperienceYears int        `db:"experience_years"`
	LanguageTest    string     `db:"language_test"`
	LanguageLevel   string     `db:"language_level"`
	LanguageOrTest  string     `db:"language_or_test"`
	LanguageOrLevel string     `db:"language_or_level"`
	SkillTest       string     `db:"skill_test"`
	Certificate     string     `db:"certificate"`
	Health          string     `db:"health"`
	SalaryMin       int64      `db:"salary_min"`
	SalaryMax       int64      `db:"salary_max"`
	SalaryPeriod    string     `db:"salary_period"`
	Currency        string     `db:"currency"`
	SalaryRupiah    int64      `db:"salary_rupiah"`
	RateDate        *time.Time `db:"rate_date"`
	Rate            float64    `db:"rate"`
	Overtime        string     `db:"overtime"`
	Deductions      string     `db:"deductions"`
	ContractMonths  int        `db:"contract_months"`
	HoursPerDay     int        `db:"hours_per_day"`
	DaysPerWeek     int        `db:"days_per_week"`
	LeaveDays       int        `db:"leave_days"`
	Lodging         string     `db:"lodging"`
	Meals           string     `db:"meals"`
	Transport       string     `db:"transport"`
	Insurance       string     `db:"insurance"`
	Description     string     `db:"description"`
	DescriptionEN   string     `db:"description_en"`
	SIP2MI          string     `db:"sip2mi"`
	JobOrder        string     `db:"job_order"`
	JobOrderUntil   *time.Time `db:"job_order_until"`
	PermitUntil     *time.Time `db:"permit_until"`
	PermitRevokedOn *time.Time `db:"permit_revoked_on"`
	PermitRevoked   string     `db:"permit_revoked_reason"`
	OfficialLink    string     `db:"official_link"`
	Status          string     `db:"status"`
	ClosesOn        *time.Time `db:"closes_on"`
	ClosedReason    string     `db:"closed_reason"`
	PublishedAt     *time.Time `db:"published_at"`
	VerifiedName    string     `db:"verified_name"`
	VerifiedAt      *time.Time `db:"verified_at"`
	AgencyName      string     `db:"agency_name"`
	AgencySlug      string     `db:"agency_slug"`
	AgencySIP3MI    string     `db:"agency_sip3mi"`
	AgencyKind      string     `db:"agency_kind"`
	AgencyValidTill *time.Time `db:"agency_valid_till"`
	AgencyStatus    string     `db:"agency_status"`
	CountryID       string     `db:"name_id"`
	CountryEN       string     `db:"name_en"`
	CountryClosed   bool       `db:"country_closed"`
	SectorID        string     `db:"sector_id"`
	SectorEN        string     `db:"sector_en"`
}

func (r *jobRow) job() *app.Job {
	return &app.Job{
		ID: r.ID, Slug: r.Slug, Reference: r.Reference, AgencyID: r.AgencyID, Title: r.Title, TitleEN: r.TitleEN, KBJI: r.KBJI, Sector: r.Sector,
		Country: r.Country, City: r.City, Scheme: app.Scheme(r.Scheme), Employer: r.Employer, ForeignPartner: r.ForeignPartner, Formal: r.Formal,
		QuotaMen: r.QuotaMen, QuotaWomen: r.QuotaWomen, QuotaEither: r.QuotaEither, PermitQuota: r.PermitQuota, PermitLeft: r.PermitLeft,
		AgeMin: r.AgeMin, AgeMax: r.AgeMax, AgeReason: r.AgeReason, SexReason: r.SexReason, Education: app.Education(r.Education),
		Experience: r.Experience, ExperienceYears: r.ExperienceYears, LanguageTest: r.LanguageTest, LanguageLevel: r.LanguageLevel,
		LanguageOrTest: r.LanguageOrTest, LanguageOrLevel: r.LanguageOrLevel, SkillTest: r.SkillTest, Certificate: r.Certificate, Health: r.Health,
		SalaryMin: r.SalaryMin, SalaryMax: r.SalaryMax, SalaryPeriod: app.PayPeriod(r.SalaryPeriod), Currency: r.Currency,
		SalaryRupiah: r.SalaryRupiah, RateDate: orZero(r.RateDate), Rate: r.Rate, Overtime: r.Overtime, Deductions: r.Deductions,
		ContractMonths: r.ContractMonths, HoursPerDay: r.HoursPerDay, DaysPerWeek: r.DaysPerWeek, LeaveDays: r.LeaveDays, Lodging: r.Lodging,
		Meals: r.Meals, Transport: r.Transport, Insurance: r.Insurance, Description: r.Description, DescriptionEN: r.DescriptionEN,
		SIP2MI: r.SIP2MI, JobOrder: r.JobOrder, JobOrderUntil: orZero(r.JobOrderUntil), PermitUntil: orZero(r.PermitUntil),
		PermitRevokedOn: orZero(r.PermitRevokedOn), PermitRevoked: r.PermitRevoked, OfficialLink: r.OfficialLink, Status: app.JobStatus(r.Status),
		ClosesOn: orZero(r.ClosesOn), ClosedReason: r.ClosedReason, PublishedAt: orZero(r.PublishedAt), VerifiedBy: r.VerifiedName,
		VerifiedAt: orZero(r.VerifiedAt), AgencyName: r.AgencyName, AgencySlug: r.AgencySlug, AgencySIP3MI: r.AgencySIP3MI,
		AgencyKind: app.AgencyKind(r.AgencyKind), AgencyValidTill: orZero(r.AgencyValidTill), AgencyStatus: app.AgencyStatus(r.AgencyStatus), CountryID: r.CountryID, CountryEN: r.CountryEN,
		CountryClosed: r.CountryClosed, SectorID: r.SectorID, SectorEN: r.SectorEN,
	}
}

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// PublicJob returns the public job with that address and its costs.
// Errors: app.ErrGone when it was public once, with what is known of it for
// alternatives (slug, titles, country and sector); app.ErrNotFound.
func (db *DB) PublicJob(ctx context.Context, slug string) (*app.Job, error) {
	stmt, err := db.prepared(ctx, `SELECT `+jobColumns+` FROM public_jobs p WHERE p.slug = $1`)
	if err != nil {
		return nil, err
	}
	var r jobRow
	if err := translate(stmt.GetContext(ctx, &r, slug)); err == app.ErrNotFound {
		return db.formerJob(ctx, slug)
	} else if err != nil {
		return nil, err
	}
	job := r.job()
	if job.Costs, err = db.jobCosts(ctx, job.ID); err != nil {
		return nil, err
	}
	job.Evidence, err = db.evidence(ctx, job.ID)
	return job, err
}

// evidence returns what the newest approval of a job rests on.
func (db *DB) evidence(ctx context.Context, jobID int64) (string, error) {
	stmt, err := db.prepared(ctx, `
		SELECT coalesce((SELECT evidence FROM job_verifications WHERE job_id = $1 AND outcome = 'approved' ORDER BY id DESC LIMIT 1), '')`)
	if err != nil {
		return "", err
	}
	var text string
	err = stmt.GetContext(ctx, &text, jobID)
	return text, err
}

// formerJob returns a job that left the public pages, with app.ErrGone.
func (db *DB) formerJob(ctx context.Context, slug string) (*app.Job, error) {
	var r jobRow
	err := db.sql.GetContext(ctx, &r, `
		SELECT p.id, p.slug, p.title, p.title_en, p.country, p.sector, p.name_id, p.name_en, p.sector_id, p.sector_en
		FROM all_jobs p WHERE p.slug = $1 AND p.published_at IS NOT NULL`, slug)
	if err != nil {
		return nil, translate(err)
	}
	return r.job(), app.ErrGone
}

func (db *DB) jobCosts(ctx context.Context, jobID int64) ([]app.Cost, error) {
	stmt, err := db.prepared(ctx, costsQuery)
	if err != nil {
		return nil, err
	}
	var rows []costRow
	if err := stmt.SelectContext(ctx, &rows, jobID); err != nil {
		return nil, err
	}
	return costsFrom(rows), nil
}

// costsOf is jobCosts on any connection.
func costsOf(ctx context.Context, q sqlx.QueryerContext, jobID int64) ([]app.Cost, error) {
	var rows []costRow
	if err := sqlx.SelectContext(ctx, q, &rows, costsQuery, jobID); err != nil {
		return nil, err
	}
	return costsFrom(rows), nil
}

const costsQuery = `SELECT item, amount, currency, payer, legal_basis FROM job_costs WHERE job_id = $1 ORDER BY position`

type costRow struct {
	Item       string `db:"item"`
	Amount     int64  `db:"amount"`
	Currency   string `db:"currency"`
	Payer      string `db:"payer"`
	LegalBasis string `db:"legal_basis"`
}

func costsFrom(rows []costRow) []app.Cost {
	costs := make([]app.Cost, len(rows))
	for i, r := range rows {
		costs[i] = app.Cost{Item: r.Item, Amount: r.Amount, Currency: r.Currency, Payer: app.Payer(r.Payer), LegalBasis: r.LegalBasis}
	}
	return costs
}

// EventLink is an event in a line of text.
type EventLink struct {
	Kind     app.EventKind `db:"kind"`
	Slug     string        `db:"slug"`
	Title    string        `db:"title"`
	TitleEN  string        `db:"title_en"`
	StartsAt time.Time     `db:"starts_at"`
	Booth    string        `db:"booth"` // for a fair: number of the booth that offers the job
}
