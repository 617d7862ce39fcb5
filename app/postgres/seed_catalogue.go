package postgres

import (
	"context"

	"gerbang/app"
)

// Agencies inserts placement companies.
func (b *Bulk) Agencies(ctx context.Context, agencies []app.Agency) ([]int64, error) {
	return b.insert(ctx, "agencies", "slug, name, sip3mi, licence_until, status, city, phone, website", len(agencies), func(i int) ([]any, error) {
		a := &agencies[i]
		return []any{a.Slug, a.Name, a.SIP3MI, dateOrNull(a.LicenceUntil), string(a.Status), a.City, a.Phone, a.Website}, nil
	})
}

// BulkJob is a vacancy with the accounts behind it, which must differ.
type BulkJob struct {
	app.Job
	WrittenByID  int64 // 0 when nobody of ours wrote it
	VerifiedByID int64 // 0 when Job.VerifiedBy has no account
}

// Jobs inserts vacancies with their cost lines.
func (b *Bulk) Jobs(ctx context.Context, jobs []BulkJob) ([]int64, error) {
	ids, err := b.insert(ctx, "jobs", `slug, agency_id, title, sector, country, city, scheme, employer, formal,
		quota_men, quota_women, quota_either, permit_left, age_min, age_max, age_reason, sex_reason, education, experience,
		language_test, language_level, skill_test, salary_min, salary_max, currency, salary_rupiah, rate_date, overtime, deductions,
		contract_months, hours_per_day, days_per_week, leave_days, lodging, meals, transport, insurance, description,
		sip2mi, job_order, permit_until, official_link, status, closes_on, published_at,
		written_by, verified_by, verified_name, verified_at`, len(jobs), func(i int) ([]any, error) {
		j := &jobs[i]
		return []any{j.Slug, j.AgencyID, j.Title, j.Sector, j.Country, j.City, string(j.Scheme), j.Employer, j.Formal,
			j.QuotaMen, j.QuotaWomen, j.QuotaEither, j.PermitLeft, j.AgeMin, j.AgeMax, j.AgeReason, j.SexReason,
			orNull(string(j.Education)), j.Experience,
			j.LanguageTest, j.LanguageLevel, j.SkillTest, j.SalaryMin, j.SalaryMax, j.Currency, j.SalaryRupiah, dateOrNull(j.RateDate), j.Overtime, j.Deductions,
			j.ContractMonths, j.HoursPerDay, j.DaysPerWeek, j.LeaveDays, j.Lodging, j.Meals, j.Transport, j.Insurance, j.Description,
			j.SIP2MI, j.JobOrder, dateOrNull(j.PermitUntil), j.OfficialLink, string(j.Status), dateOrNull(j.ClosesOn), timeOrNull(j.PublishedAt),
			orNull(j.WrittenByID), orNull(j.VerifiedByID), j.VerifiedBy, timeOrNull(j.VerifiedAt)}, nil
	})
	if err != nil {
		return nil, err
	}
	type line struct {
		job      int64
		position int
		app.Cost
	}
	var lines []line
	for i := range jobs {
		for p, c := range jobs[i].Costs {
			lines = append(lines, line{ids[i], p + 1, c})
		}
	}
	err = b.copyRows(ctx, "job_costs", "job_id, position, item, amount, currency, payer, legal_basis", len(lines), func(i int) ([]any, error) {
		l := &lines[i]
		return []any{l.job, l.position, l.Item, l.Amount, l.Currency, string(l.Payer), l.LegalBasis}, nil
	})
	return ids, err
}
