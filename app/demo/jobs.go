package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

// fate is what becomes of a vacancy beside being published and open.
type fate int

const (
	open fate = iota
	draft
	inReview
	closed
	deadlinePassed
	quotaUsedUp
	permitExpired
	agencyBarred // its company may not place now
)

// fates gives the vacancies that are not to be public, by their place in the
// list, counted from the end of the first round so that every rule shows once
// or more whatever the number of vacancies is.
var fates = map[int]fate{
	5: draft, 26: draft, 47: draft,
	9: inReview, 30: inReview, 52: inReview,
	13: closed, 55: closed,
	17: deadlinePassed, 58: deadlinePassed,
	21: quotaUsedUp, 61: permitExpired,
	3: agencyBarred, 24: agencyBarred, 45: agencyBarred, 64: agencyBarred,
}

func (g *generator) addJobs() {
	r := g.stream("jobs")
	all := offers()
	for round := 0; len(g.plan.jobs) < g.options.Jobs; round++ {
		for i := range all {
			o := &all[i]
			// A place is offered once; after that, new batches of all.
			if round < longestRound && round >= len(o.places) {
				continue
			}
			if len(g.plan.jobs) == g.options.Jobs {
				return
			}
			g.addJob(r, o, round)
		}
	}
}

// longestRound is the most places an offer has.
const longestRound = 4

func (g *generator) addJob(r *rand.Rand, o *offer, round int) {
	n := len(g.plan.jobs)
	what := fates[n%80]
	agency, ok := int64(0), false
	if what == agencyBarred {
		if agency, ok = g.agencyFor(o, false); !ok {
			what = open
		}
	}
	if !ok {
		agency, _ = g.agencyFor(o, true)
	}
	at, d := o.places[round%len(o.places)], destinations()[o.country]
	j := postgres.BulkJob{Job: app.Job{
		Slug: g.jobSlug(o.title, at.city), AgencyID: agency, Title: o.title, Sector: o.sector, Country: o.country, City: at.city,
		Scheme: o.scheme, Employer: at.employer, Formal: !o.informal,
		QuotaMen: spread(r, o.men), QuotaWomen: spread(r, o.women), QuotaEither: spread(r, o.either),
		AgeMin: o.ageMin, AgeMax: o.ageMax, AgeReason: o.ageReason, SexReason: o.sexReason,
		Education: o.education, Experience: o.experience, ExperienceYears: yearsIn(o.experience), LanguageTest: o.test, LanguageLevel: o.level, SkillTest: o.skill,
		Currency: d.currency, Overtime: o.overtime, Deductions: o.deductions, ContractMonths: o.months, HoursPerDay: o.hours, DaysPerWeek: o.days,
		LeaveDays: o.leave, Lodging: o.lodging, Meals: o.meals, Transport: o.ride, Insurance: d.insurance,
		Description: describe(o, at), Costs: costs(o, d),
	}}
	raise := 1 + float64(r.IntN(4))/100 // never less: many are the minimum of a law
	j.SalaryMin, j.SalaryMax = rounded(o.salaryMin, raise), rounded(o.salaryMax, raise)
	if rate, known := g.ref.rates[d.currency]; known {
		j.SalaryRupiah, j.RateDate = int64(math.Round(float64(j.SalaryMin)*rate.Rupiah)), rate.AsOf
	}
	complete(&j.Job, n)
	g.license(r, &j, d, n, what)
	g.plan.jobs = append(g.plan.jobs, j)
	g.recordDesk(g.stream("desk"+j.Slug), &j, int64(len(g.plan.jobs)))
	if what == open {
		ref := int64(len(g.plan.jobs))
		g.places[agency] = append(g.places[agency], ref)
	}
}

// yearsIn reads how many years an experience begins with: "2 tahun di hotel".
func yearsIn(experience string) int {
	var n int
	if _, err := fmt.Sscanf(experience, "%d tahun", &n); err != nil {
		return 0
	}
	return n
}

// license fills permits, dates and verification as the fate asks.
func (g *generator) license(r *rand.Rand, j *postgres.BulkJob, d destination, n int, what fate) {
	// Drawn whatever the fate, so that one vacancy does not shift the next.
	age, left, verifiedAgo, seen := 1+r.IntN(75), 6+(n*37+r.IntN(9))%112, r.IntN(4), r.IntN(3)
	published := g.daysAgo(age, 8+r.IntN(9), r.IntN(60))
	total := j.Quota()
	j.SIP2MI = fmt.Sprintf("SIP2MI.%s.%d.%05d", d.code, g.today.Year(), 1200+n*13)
	j.JobOrder = fmt.Sprintf("JO/%s/%d/%04d", d.code, g.today.Year(), 310+n*7)
	j.OfficialLink = fmt.Sprintf("https://siskop2mi.example/lowongan/%s-%04d", strings.ToLower(d.code), 310+n*7)
	j.PermitLeft = max(1, total-r.IntN(total/2+1))
	j.ClosesOn = g.today.AddDate(0, 0, left)
	j.PermitUntil = j.ClosesOn.AddDate(0, 2+n%7, 0)
	j.Status = app.JobPublished
	j.PublishedAt = published
	j.VerifiedAt = published.Add(-time.Duration(2+verifiedAgo*20) * time.Hour)
	verifiers := []struct{ key, name string }{
		{"officer", "Ratna Puspitasari, BP3MI DKI Jakarta"}, {"", "Hendra Saputra, BP3MI DKI Jakarta"}, {"", "Yuliana Simanjuntak, Sudin Nakertrans Jakarta Selatan"},
	}
	who := verifiers[seen]
	j.VerifiedBy = who.name
	j.VerifiedByID = g.staff[who.key]
	if j.AgencyID == mitraAgency {
		j.WrittenByID = g.staff["mitra"]
	}
	j.PermitQuota = total
	switch what {
	case draft, inReview:
		j.PermitLeft = total // nobody is placed before a job is published
		j.Status = app.JobDraft
		if what == inReview {
			j.Status = app.JobInReview
		}
		j.PublishedAt, j.VerifiedAt = time.Time{}, time.Time{}
		j.VerifiedBy, j.VerifiedByID = "", 0
		if what == draft {
			j.SIP2MI, j.PermitQuota, j.PermitLeft, j.PermitUntil = "", 0, 0, time.Time{}
		}
	case closed:
		j.Status = app.JobClosed
		j.PermitLeft = 0
	case deadlinePassed:
		j.ClosesOn = g.today.AddDate(0, 0, -1-n%9)
		j.PublishedAt = g.daysAgo(40, 9, 0)
		j.VerifiedAt = g.daysAgo(41, 14, 30)
	case quotaUsedUp:
		j.PermitLeft = 0
	case permitExpired:
		j.PermitUntil = g.today.AddDate(0, 0, -3)
	}
}

// jobSlug makes the address of a vacancy, unique in the plan.
func (g *generator) jobSlug(title, city string) string {
	base := app.Slug(title + " " + city)
	slug := base
	for n := 2; g.slugs[slug]; n++ {
		slug = fmt.Sprintf("%s-%d", base, n)
	}
	g.slugs[slug] = true
	return slug
}

// spread varies a number of places a little; none stays none.
func spread(r *rand.Rand, n int) int {
	if n == 0 {
		return 0
	}
	return max(1, n+r.IntN(n/3+1)-n/6)
}

// rounded moves an amount by a factor and rounds it as contracts do. Amounts
// that a law sets, which are no round numbers, stay.
func rounded(amount int64, factor float64) int64 {
	step := int64(1)
	switch {
	case amount%10 != 0, amount%1000 != 0 && amount > 1_000_000:
		return amount
	case amount >= 100_000:
		step = 1000
	case amount >= 10_000:
		step = 500
	case amount >= 1000:
		step = 50
	default:
		step = 10
	}
	return int64(math.Round(float64(amount)*factor/float64(step))) * step
}

// describe writes the Markdown of a vacancy.
func describe(o *offer, at place) string {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s** di %s membuka lowongan *%s*. %s\n\n", at.employer, at.city, strings.ToLower(o.title[:1])+o.title[1:], o.about)
	b.WriteString("### Tugas sehari-hari\n\n")
	for _, t := range o.tasks {
		fmt.Fprintf(&b, "- %s\n", t)
	}
	fmt.Fprintf(&b, "\n### Hidup dan bekerja di sana\n\n%s\n\n### Tahapan setelah mendaftar\n\n", o.living)
	for i, s := range steps(o.scheme) {
		fmt.Fprintf(&b, "%d. %s\n", i+1, s)
	}
	return b.String()
}
