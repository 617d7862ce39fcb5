package postgres

import (
	"cmp"
	"context"

	"gerbang/app"
)

// Agencies inserts placement companies.
func (b *Bulk) Agencies(ctx context.Context, agencies []app.Agency) ([]int64, error) {
	return b.insert(ctx, "agencies", "kind, slug, name, sip3mi, licence_until, status, city, phone, website, address, email, former_names, checked_on, checked_name", len(agencies), func(i int) ([]any, error) {
		a := &agencies[i]
		return []any{string(cmp.Or(a.Kind, app.P3MI)), a.Slug, a.Name, orNull(a.SIP3MI), dateOrNull(a.LicenceUntil), string(a.Status), a.City, a.Phone, a.Website,
			a.Address, a.Email, a.FormerNames, dateOrNull(a.CheckedOn), a.CheckedBy}, nil
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
	ids, err := b.insert(ctx, "jobs", `slug, reference, agency_id, title, title_en, kbji, sector, country, city, scheme, employer, foreign_partner, formal,
		quota_men, quota_women, quota_either, permit_quota, permit_left, age_min, age_max, age_reason, sex_reason, education, experience, experience_years,
		language_test, language_level, language_or_test, language_or_level, skill_test, certificate, health,
		salary_min, salary_max, salary_period, currency, salary_rupiah, rate_date, overtime, deductions,
		contract_months, hours_per_day, days_per_week, leave_days, lodging, meals, transport, insurance, description, description_en,
		sip2mi, job_order, job_order_until, permit_until, permit_revoked_on, permit_revoked_reason, official_link, status, closes_on, published_at,
		written_by, verified_by, verified_name, verified_at`, len(jobs), func(i int) ([]any, error) {
		j := &jobs[i]
		period := j.SalaryPeriod
		if period == "" {
			period = app.PerMonth
		}
		return []any{j.Slug, j.Reference, j.AgencyID, j.Title, j.TitleEN, j.KBJI, j.Sector, j.Country, j.City, string(j.Scheme), j.Employer, j.ForeignPartner, j.Formal,
			j.QuotaMen, j.QuotaWomen, j.QuotaEither, max(j.PermitQuota, j.PermitLeft), j.PermitLeft, j.AgeMin, j.AgeMax, j.AgeReason, j.SexReason,
			orNull(string(j.Education)), j.Experience, j.ExperienceYears,
			j.LanguageTest, j.LanguageLevel, j.LanguageOrTest, j.LanguageOrLevel, j.SkillTest, j.Certificate, j.Health,
			j.SalaryMin, j.SalaryMax, string(period), j.Currency, j.SalaryRupiah, dateOrNull(j.RateDate), j.Overtime, j.Deductions,
			j.ContractMonths, j.HoursPerDay, j.DaysPerWeek, j.LeaveDays, j.Lodging, j.Meals, j.Transport, j.Insurance, j.Description, j.DescriptionEN,
			j.SIP2MI, j.JobOrder, dateOrNull(j.JobOrderUntil), dateOrNull(j.PermitUntil), dateOrNull(j.PermitRevokedOn), j.PermitRevoked, j.OfficialLink,
			string(j.Status), dateOrNull(j.ClosesOn), timeOrNull(j.PublishedAt),
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
