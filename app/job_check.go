package app

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Lengths of a job's texts, in characters.
const (
	maxJobLine = 200
	maxJobText = 20_000
	// MaxCosts is how many cost lines a job may have.
	MaxCosts = 30
)

var (
	kbjiForm     = regexp.MustCompile(`^\d{4}(\.\d{2})?$`)
	currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)
	countryForm  = regexp.MustCompile(`^[A-Z]{2}$`)
)

// Check returns what is wrong with the job in any state, drafts included,
// beside the form field each problem belongs to. Field names are those of the
// table's columns; those of cost lines carry their number, as in
// "cost_item_0". What publishing needs beyond that is in Publishable.
func (j *Job) Check() FieldErrors {
	var errs FieldErrors
	bad := func(field, key string, args ...any) {
		errs = append(errs, FieldError{Field: field, Key: key, Args: args})
	}
	if strings.TrimSpace(j.Title) == "" {
		bad("title", "error.required")
	}
	for _, t := range []struct{ field, text string }{
		{"title", j.Title}, {"title_en", j.TitleEN}, {"reference", j.Reference}, {"city", j.City}, {"employer", j.Employer},
		{"foreign_partner", j.ForeignPartner}, {"age_reason", j.AgeReason}, {"sex_reason", j.SexReason}, {"experience", j.Experience},
		{"skill_test", j.SkillTest}, {"certificate", j.Certificate}, {"health", j.Health}, {"overtime", j.Overtime}, {"deductions", j.Deductions},
		{"lodging", j.Lodging}, {"meals", j.Meals}, {"transport", j.Transport}, {"insurance", j.Insurance}, {"sip2mi", j.SIP2MI},
		{"job_order", j.JobOrder}, {"official_link", j.OfficialLink},
	} {
		if utf8.RuneCountInString(t.text) > maxJobLine {
			bad(t.field, "error.max_chars", "param", strconv.Itoa(maxJobLine))
		}
	}
	for _, t := range []struct{ field, text string }{{"description", j.Description}, {"description_en", j.DescriptionEN}} {
		if utf8.RuneCountInString(t.text) > maxJobText {
			bad(t.field, "error.max_chars", "param", strconv.Itoa(maxJobText))
		}
	}
	if j.AgencyID == 0 {
		bad("agency_id", "error.required")
	}
	if j.Sector == "" {
		bad("sector", "error.required")
	}
	if !countryForm.MatchString(j.Country) {
		bad("country", "error.required")
	}
	if !slices.Contains(Schemes(), j.Scheme) {
		bad("scheme", "error.required")
	}
	if j.KBJI != "" && !kbjiForm.MatchString(j.KBJI) {
		bad("kbji", "job.error.kbji")
	}
	if !currencyForm.MatchString(j.Currency) {
		bad("currency", "error.required")
	}
	if !slices.Contains(PayPeriods(), j.SalaryPeriod) {
		bad("salary_period", "error.required")
	}
	if j.Education != "" && j.Education.Rank() < 0 {
		bad("education", "error.invalid")
	}
	j.checkNumbers(bad)
	j.checkLimits(bad)
	if (j.LanguageOrTest != "") && j.LanguageTest == "" {
		bad("language_or_test", "job.error.language_or")
	}
	if j.OfficialLink != "" && !isWebAddress(j.OfficialLink) {
		bad("official_link", "job.error.link")
	}
	j.checkCosts(bad)
	return errs
}

func (j *Job) checkNumbers(bad func(field, key string, args ...any)) {
	between := func(field string, n, low, high int64) {
		if n < low || n > high {
			bad(field, "job.error.between", "min", low, "max", high)
		}
	}
	between("salary_min", j.SalaryMin, 0, 1e12)
	between("salary_max", j.SalaryMax, 0, 1e12)
	if j.SalaryMax != 0 && j.SalaryMax < j.SalaryMin {
		bad("salary_max", "job.error.salary_range")
	}
	for _, n := range []struct {
		field     string
		n         int
		low, high int64
	}{
		{"quota_men", j.QuotaMen, 0, 10_000}, {"quota_women", j.QuotaWomen, 0, 10_000}, {"quota_either", j.QuotaEither, 0, 10_000},
		{"permit_quota", j.PermitQuota, 0, 100_000}, {"experience_years", j.ExperienceYears, 0, 40}, {"contract_months", j.ContractMonths, 0, 240},
		{"hours_per_day", j.HoursPerDay, 1, 16}, {"days_per_week", j.DaysPerWeek, 1, 7}, {"leave_days", j.LeaveDays, 0, 365},
	} {
		between(n.field, int64(n.n), n.low, n.high)
	}
}

// checkLimits holds the rules on age and sex: nobody under 18 (UU 18/2017
// art. 5), and every other limit says why.
func (j *Job) checkLimits(bad func(field, key string, args ...any)) {
	switch {
	case j.AgeMin != 0 && j.AgeMin < MinimumAge:
		bad("age_min", "job.error.age_min")
	case j.AgeMin > 80 || j.AgeMax > 80 || j.AgeMax < 0:
		bad("age_max", "job.error.between", "min", int64(MinimumAge), "max", int64(80))
	case j.AgeMax != 0 && j.AgeMax < max(j.AgeMin, MinimumAge):
		bad("age_max", "job.error.age_range")
	}
	if (j.AgeMax != 0 || j.AgeMin > MinimumAge) && strings.TrimSpace(j.AgeReason) == "" {
		bad("age_reason", "job.error.age_reason")
	}
	if j.QuotaMen+j.QuotaWomen > 0 && j.QuotaEither == 0 && strings.TrimSpace(j.SexReason) == "" {
		bad("sex_reason", "job.error.sex_reason")
	}
}

func (j *Job) checkCosts(bad func(field, key string, args ...any)) {
	if len(j.Costs) > MaxCosts {
		bad("costs", "job.error.costs", "max", MaxCosts)
	}
	for i, c := range j.Costs {
		n := strconv.Itoa(i)
		if strings.TrimSpace(c.Item) == "" {
			bad("cost_item_"+n, "error.required")
		} else if utf8.RuneCountInString(c.Item) > maxJobLine {
			bad("cost_item_"+n, "error.max_chars", "param", strconv.Itoa(maxJobLine))
		}
		if c.Amount < 0 || c.Amount > 1e12 {
			bad("cost_amount_"+n, "job.error.between", "min", int64(0), "max", int64(1e12))
		}
		if !currencyForm.MatchString(c.Currency) {
			bad("cost_currency_"+n, "error.required")
		}
		if !slices.Contains(Payers(), c.Payer) {
			bad("cost_payer_"+n, "error.required")
		}
		// What a worker is charged must say which rule allows it.
		if c.Payer == PaidByWorker && c.Amount > 0 && strings.TrimSpace(c.LegalBasis) == "" {
			bad("cost_basis_"+n, "job.error.cost_basis")
		}
	}
}

// Publishable returns what is missing for the job to be published on the day:
// everything the public page promises must be there, and nothing may hinder it.
func (j *Job) Publishable(today time.Time) FieldErrors {
	errs := j.Check()
	need := func(missing bool, field, key string) {
		if missing {
			errs = append(errs, FieldError{Field: field, Key: key})
		}
	}
	need(j.Quota() == 0, "quota_either", "job.error.no_quota")
	need(j.SalaryMin == 0, "salary_min", "job.error.no_salary")
	need(len(j.Costs) == 0, "costs", "job.error.no_costs")
	need(j.SIP2MI == "", "sip2mi", "error.required")
	need(j.PermitUntil.IsZero(), "permit_until", "error.required")
	need(j.ClosesOn.IsZero(), "closes_on", "error.required")
	need(!j.ClosesOn.IsZero() && !j.PermitUntil.IsZero() && j.ClosesOn.After(j.PermitUntil), "closes_on", "job.error.closes_after_permit")
	for _, h := range j.hindrances(today) {
		need(true, hindranceFields[h], "job.hindrance."+string(h))
	}
	return errs
}

// Hindrance is why a published job is not on the public pages.
type Hindrance string

// The hindrances, in the order pages name them.
const (
	DeadlinePassed   Hindrance = "deadline"
	QuotaUsedUp      Hindrance = "quota"
	PermitExpired    Hindrance = "permit_expired"
	PermitRevoked    Hindrance = "permit_revoked"
	JobOrderExpired  Hindrance = "job_order_expired"
	AgencySuspends   Hindrance = "agency_suspended"
	AgencyOut        Hindrance = "agency_revoked"
	LicenceExpired   Hindrance = "licence_expired"
	DestinationClose Hindrance = "destination_closed"
)

var hindranceFields = map[Hindrance]string{
	DeadlinePassed: "closes_on", QuotaUsedUp: "permit_quota", PermitExpired: "permit_until", PermitRevoked: "permit_until",
	JobOrderExpired: "job_order_until", AgencySuspends: "agency_id", AgencyOut: "agency_id", LicenceExpired: "agency_id", DestinationClose: "country",
}

// Hindrances returns why a published job is not public on the day; none when
// it is. It is the rule of the view public_jobs, which a test holds it to.
// Jobs of other states have their state as the reason.
func (j *Job) Hindrances(today time.Time) []Hindrance {
	if j.Status != JobPublished {
		return nil
	}
	return j.hindrances(today)
}

func (j *Job) hindrances(today time.Time) []Hindrance {
	day := today.In(Jakarta).Format(time.DateOnly)
	over := func(d time.Time) bool { return !d.IsZero() && d.Format(time.DateOnly) < day }
	var out []Hindrance
	add := func(hinders bool, h Hindrance) {
		if hinders {
			out = append(out, h)
		}
	}
	add(over(j.ClosesOn), DeadlinePassed)
	add(j.PermitLeft <= 0, QuotaUsedUp)
	add(over(j.PermitUntil), PermitExpired)
	add(!j.PermitRevokedOn.IsZero(), PermitRevoked)
	add(over(j.JobOrderUntil), JobOrderExpired)
	add(j.AgencyStatus == AgencySuspended, AgencySuspends)
	add(j.AgencyStatus == AgencyRevoked, AgencyOut)
	add(over(j.AgencyValidTill), LicenceExpired)
	add(j.CountryClosed, DestinationClose)
	return out
}

// Next returns the states that staff may move the job to by hand. Publishing
// is a verifier's, and only from review.
func (s JobStatus) Next() []JobStatus {
	switch s {
	case JobDraft:
		return []JobStatus{JobInReview, JobClosed}
	case JobInReview:
		return []JobStatus{JobDraft, JobPublished, JobClosed}
	case JobPublished:
		return []JobStatus{JobInReview, JobClosed}
	case JobClosed:
		return []JobStatus{JobDraft}
	}
	return nil
}

// CanBecome reports whether the move is allowed.
func (s JobStatus) CanBecome(next JobStatus) bool { return slices.Contains(s.Next(), next) }

// JobStatuses lists the states in the order of a job's life.
func JobStatuses() []JobStatus {
	return []JobStatus{JobDraft, JobInReview, JobPublished, JobClosed}
}

// MinimumAge is the age from which one may work abroad (UU 18/2017 art. 5).
const MinimumAge = 18

func isWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}
