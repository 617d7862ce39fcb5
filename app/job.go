package app

import (
	"math"
	"slices"
	"time"
)

// JobStatus is the life of a vacancy. A published one still leaves the
// public pages by itself when its deadline, quota, permit or its agency's
// licence runs out; see the view public_jobs.
type JobStatus string

// The states of a job.
const (
	JobDraft     JobStatus = "draft"
	JobInReview  JobStatus = "in_review"
	JobPublished JobStatus = "published"
	JobClosed    JobStatus = "closed"
)

// Scheme is the legal way of a placement.
type Scheme string

// The placement schemes of UU 18/2017 and its practice; SSW (Japan) is shown
// apart because candidates look for it by name.
const (
	GToG       Scheme = "g_to_g"
	GToP       Scheme = "g_to_p"
	PToP       Scheme = "p_to_p"
	UKPS       Scheme = "ukps" // for the company's own interest
	Individual Scheme = "individual"
	SSW        Scheme = "ssw"
)

// Payers lists the payers in the order forms show them.
func Payers() []Payer { return []Payer{PaidByEmployer, PaidByAgency, PaidByGovernment, PaidByWorker} }

// Schemes lists the schemes in the order filters show them.
func Schemes() []Scheme { return []Scheme{GToG, SSW, PToP, GToP, UKPS, Individual} }

// Payer is who bears a cost line.
type Payer string

// The payers of a placement cost.
const (
	PaidByEmployer   Payer = "employer"
	PaidByAgency     Payer = "agency"
	PaidByGovernment Payer = "government"
	PaidByWorker     Payer = "worker"
)

// Cost is one line of what a placement costs and who pays it. Whether and
// what a worker may be charged is decided by the rule in force (Perban 9/2020,
// then Permen P2MI 17/2025), so it is data beside its legal basis.
type Cost struct {
	Item       string
	Amount     int64 // whole units of Currency; 0 means none is charged
	Currency   string
	Payer      Payer
	LegalBasis string
}

// PayPeriod is what a salary is counted by.
type PayPeriod string

// The periods of a salary.
const (
	PerHour  PayPeriod = "hour"
	PerDay   PayPeriod = "day"
	PerMonth PayPeriod = "month"
	PerYear  PayPeriod = "year"
)

// PayPeriods lists the periods in the order forms show them.
func PayPeriods() []PayPeriod { return []PayPeriod{PerMonth, PerHour, PerDay, PerYear} }

// Job is an overseas vacancy. Texts with a twin ending in EN are Indonesian;
// the twin is English and may be empty.
type Job struct {
	ID              int64
	Slug            string
	Reference       string // the writer's own code of it, unique within its agency
	Title, TitleEN  string
	KBJI            string // Klasifikasi Baku Jabatan Indonesia, such as 5322 or 5322.01; may be empty
	Sector          string // code of a sector
	Country         string // ISO 3166-1 alpha-2
	City            string
	Scheme          Scheme
	Employer        string
	ForeignPartner  string // the agency abroad
	AgencyID        int64
	Formal          bool
	QuotaMen        int
	QuotaWomen      int
	QuotaEither     int
	PermitQuota     int // places of the SIP2MI
	PermitLeft      int // what placements have left of them
	AgeMin, AgeMax  int // 0 when there is no limit
	AgeReason       string
	SexReason       string // why the quota names a sex
	Education       Education
	Experience      string
	ExperienceYears int    // the least that is asked for
	LanguageTest    string // as in LanguageLevel; empty when no language is asked for
	LanguageLevel   string // e.g. N4, A2
	LanguageOrTest  string // a test accepted instead; empty when none is
	LanguageOrLevel string
	SkillTest       string
	Certificate     string
	Health          string
	SalaryMin       int64 // whole units of Currency for SalaryPeriod
	SalaryMax       int64 // 0 when the offer names one amount only
	SalaryPeriod    PayPeriod
	Currency        string // ISO 4217
	SalaryRupiah    int64  // estimate of a month of SalaryMin at RateDate, 0 when no rate is known
	RateDate        time.Time
	Rate            float64 // rupiah for one unit of Currency on RateDate, 0 when it is not known
	Overtime        string
	Deductions      string
	ContractMonths  int
	HoursPerDay     int
	DaysPerWeek     int
	LeaveDays       int
	Lodging         string
	Meals           string
	Transport       string
	Insurance       string
	Description     string // Markdown
	DescriptionEN   string
	SIP2MI          string
	JobOrder        string
	JobOrderUntil   time.Time // date; zero when none is known
	PermitUntil     time.Time // date
	PermitRevokedOn time.Time // date; zero while the permit stands
	PermitRevoked   string    // why
	OfficialLink    string
	Status          JobStatus
	ClosesOn        time.Time // date, last day to apply
	ClosedReason    string
	PublishedAt     time.Time
	VerifiedBy      string
	VerifiedAt      time.Time
	Evidence        string // what the verification rests on; filled for one job's page only
	Costs           []Cost
	AgencyName      string
	AgencySlug      string
	AgencyKind      AgencyKind
	AgencySIP3MI    string    // empty when the state places
	AgencyValidTill time.Time // date, zero when the state places
	AgencyStatus    AgencyStatus
	CountryID       string // names of country and sector in both languages
	CountryEN       string
	CountryClosed   bool
	SectorID        string
	SectorEN        string
}

// weeksPerMonth turns weekly work into monthly pay.
const weeksPerMonth = 52.0 / 12

// MonthlyPay returns the least pay of a month, in whole units of the currency.
func (j *Job) MonthlyPay() int64 {
	pay := float64(j.SalaryMin)
	switch j.SalaryPeriod {
	case PerHour:
		pay *= float64(j.HoursPerDay*j.DaysPerWeek) * weeksPerMonth
	case PerDay:
		pay *= float64(j.DaysPerWeek) * weeksPerMonth
	case PerYear:
		pay /= 12
	}
	return int64(math.Round(pay))
}

// WorkerPays reports whether any cost line is the worker's.
func (j *Job) WorkerPays() bool {
	return slices.ContainsFunc(j.Costs, func(c Cost) bool { return c.Payer == PaidByWorker && c.Amount > 0 })
}

// FreeOfCost reports whether the costs are known and the worker bears none.
func (j *Job) FreeOfCost() bool { return len(j.Costs) > 0 && !j.WorkerPays() }

// AdmitsSex reports whether a place is open to somebody of that sex.
func (j *Job) AdmitsSex(s Sex) bool {
	return j.QuotaEither > 0 || j.Quota() == 0 || s == Male && j.QuotaMen > 0 || s == Female && j.QuotaWomen > 0
}

// Quota returns all places of the vacancy.
func (j *Job) Quota() int { return j.QuotaMen + j.QuotaWomen + j.QuotaEither }
