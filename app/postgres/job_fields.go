package postgres

import (
	"strconv"
	"strings"

	"gerbang/app"
)

// jobField is a column that people write, in a form or a spreadsheet. What
// the product sets by itself (slug, state, version, estimate, what is left of
// the permit) is not among them.
type jobField struct {
	column string
	value  func(j *app.Job) any
}

var jobFields = []jobField{
	{"agency_id", func(j *app.Job) any { return j.AgencyID }},
	{"reference", func(j *app.Job) any { return j.Reference }},
	{"title", func(j *app.Job) any { return j.Title }},
	{"title_en", func(j *app.Job) any { return j.TitleEN }},
	{"kbji", func(j *app.Job) any { return j.KBJI }},
	{"sector", func(j *app.Job) any { return j.Sector }},
	{"country", func(j *app.Job) any { return j.Country }},
	{"city", func(j *app.Job) any { return j.City }},
	{"scheme", func(j *app.Job) any { return string(j.Scheme) }},
	{"employer", func(j *app.Job) any { return j.Employer }},
	{"foreign_partner", func(j *app.Job) any { return j.ForeignPartner }},
	{"formal", func(j *app.Job) any { return j.Formal }},
	{"quota_men", func(j *app.Job) any { return j.QuotaMen }},
	{"quota_women", func(j *app.Job) any { return j.QuotaWomen }},
	{"quota_either", func(j *app.Job) any { return j.QuotaEither }},
	{"sex_reason", func(j *app.Job) any { return j.SexReason }},
	{"age_min", func(j *app.Job) any { return j.AgeMin }},
	{"age_max", func(j *app.Job) any { return j.AgeMax }},
	{"age_reason", func(j *app.Job) any { return j.AgeReason }},
	{"education", func(j *app.Job) any { return orNull(string(j.Education)) }},
	{"experience_years", func(j *app.Job) any { return j.ExperienceYears }},
	{"experience", func(j *app.Job) any { return j.Experience }},
	{"language_test", func(j *app.Job) any { return j.LanguageTest }},
	{"language_level", func(j *app.Job) any { return j.LanguageLevel }},
	{"language_or_test", func(j *app.Job) any { return j.LanguageOrTest }},
	{"language_or_level", func(j *app.Job) any { return j.LanguageOrLevel }},
	{"skill_test", func(j *app.Job) any { return j.SkillTest }},
	{"certificate", func(j *app.Job) any { return j.Certificate }},
	{"health", func(j *app.Job) any { return j.Health }},
	{"salary_min", func(j *app.Job) any { return j.SalaryMin }},
	{"salary_max", func(j *app.Job) any { return j.SalaryMax }},
	{"salary_period", func(j *app.Job) any { return string(j.SalaryPeriod) }},
	{"currency", func(j *app.Job) any { return j.Currency }},
	{"overtime", func(j *app.Job) any { return j.Overtime }},
	{"deductions", func(j *app.Job) any { return j.Deductions }},
	{"contract_months", func(j *app.Job) any { return j.ContractMonths }},
	{"hours_per_day", func(j *app.Job) any { return j.HoursPerDay }},
	{"days_per_week", func(j *app.Job) any { return j.DaysPerWeek }},
	{"leave_days", func(j *app.Job) any { return j.LeaveDays }},
	{"lodging", func(j *app.Job) any { return j.Lodging }},
	{"meals", func(j *app.Job) any { return j.Meals }},
	{"transport", func(j *app.Job) any { return j.Transport }},
	{"insurance", func(j *app.Job) any { return j.Insurance }},
	{"description", func(j *app.Job) any { return j.Description }},
	{"description_en", func(j *app.Job) any { return j.DescriptionEN }},
	{"sip2mi", func(j *app.Job) any { return j.SIP2MI }},
	{"permit_until", func(j *app.Job) any { return dateOrNull(j.PermitUntil) }},
	{"permit_quota", func(j *app.Job) any { return j.PermitQuota }},
	{"job_order", func(j *app.Job) any { return j.JobOrder }},
	{"job_order_until", func(j *app.Job) any { return dateOrNull(j.JobOrderUntil) }},
	{"official_link", func(j *app.Job) any { return j.OfficialLink }},
	{"closes_on", func(j *app.Job) any { return dateOrNull(j.ClosesOn) }},
}

// jobContent returns what the trail compares: every field by its column, and
// the costs as lines of text.
func jobContent(j *app.Job) map[string]any {
	content := make(map[string]any, len(jobFields)+1)
	for _, f := range jobFields {
		content[f.column] = f.value(j)
	}
	costs := make([]string, len(j.Costs))
	for i, c := range j.Costs {
		costs[i] = strings.Join([]string{c.Item, strconv.FormatInt(c.Amount, 10) + " " + c.Currency, string(c.Payer), c.LegalBasis}, " · ")
	}
	if len(costs) > 0 {
		content["costs"] = costs
	}
	return content
}

// tidyJob takes away the blanks around texts and what contradicts itself
// without meaning anything: a level without its test.
func tidyJob(j *app.Job) {
	for _, s := range []*string{
		&j.Reference, &j.Title, &j.TitleEN, &j.KBJI, &j.City, &j.Employer, &j.ForeignPartner, &j.AgeReason, &j.SexReason, &j.Experience,
		&j.SkillTest, &j.Certificate, &j.Health, &j.Overtime, &j.Deductions, &j.Lodging, &j.Meals, &j.Transport, &j.Insurance, &j.Description,
		&j.DescriptionEN, &j.SIP2MI, &j.JobOrder, &j.OfficialLink,
	} {
		*s = strings.TrimSpace(*s)
	}
	if j.LanguageTest == "" {
		j.LanguageLevel = ""
	}
	if j.LanguageOrTest == "" {
		j.LanguageOrLevel = ""
	}
	if j.SalaryPeriod == "" {
		j.SalaryPeriod = app.PerMonth
	}
}
