package app

import "time"

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

// Job is a verified overseas vacancy.
type Job struct {
	ID              int64
	Slug            string
	Title           string
	Sector          string
	Country         string // ISO 3166-1 alpha-2
	City            string
	Scheme          Scheme
	Employer        string
	AgencyID        int64
	Formal          bool
	QuotaMen        int
	QuotaWomen      int
	QuotaEither     int
	PermitLeft      int // what is left of the SIP2MI quota
	AgeMin, AgeMax  int // 0 when there is no limit
	AgeReason       string
	SexReason       string // why the quota names a sex
	Education       Education
	Experience      string
	LanguageTest    string // e.g. JLPT, JFT-Basic, EPS-TOPIK, CEFR
	LanguageLevel   string // e.g. N4, A2
	SkillTest       string
	SalaryMin       int64 // whole units of Currency per month
	SalaryMax       int64
	Currency        string // ISO 4217
	SalaryRupiah    int64  // estimate of SalaryMin at RateDate, 0 when no rate is known
	RateDate        time.Time
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
	SIP2MI          string
	JobOrder        string
	PermitUntil     time.Time // date
	OfficialLink    string
	Status          JobStatus
	ClosesOn        time.Time // date, last day to apply
	PublishedAt     time.Time
	VerifiedBy      string
	VerifiedAt      time.Time
	Costs           []Cost
	AgencyName      string
	AgencySlug      string
	AgencySIP3MI    string
	AgencyValidTill time.Time
}

// Quota returns all places of the vacancy.
func (j *Job) Quota() int { return j.QuotaMen + j.QuotaWomen + j.QuotaEither }
