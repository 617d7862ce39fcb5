package tables

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// job is a vacancy on its way from or to a row. Its costs stand in numbered
// groups of columns, so that a gap between them keeps its place.
type job struct {
	app.Job
	agencyNumber string // of the agency, as app.Agency.Key
	costs        [app.MaxCosts]app.Cost
}

// row returns the job as a row holds it.
func row(j *app.Job) *job {
	r := &job{Job: *j, agencyNumber: cmp.Or(j.AgencySIP3MI, j.AgencyName)}
	copy(r.costs[:], j.Costs)
	return r
}

// gather puts the lines of costs together and returns the group each is from.
func (r *job) gather() (groups []int) {
	r.Costs = nil
	for i, c := range r.costs {
		if c != (app.Cost{}) {
			r.Costs = append(r.Costs, c)
			groups = append(groups, i+1)
		}
	}
	return groups
}

// templateCosts is how many groups of cost columns a template offers, and
// how many an export has at least.
const templateCosts = 6

func schemeChoices(b *i18n.Bundle) *choices {
	return translated(b, "catalogue.scheme.", app.Schemes(), map[app.Scheme][]string{app.SSW: {"SSW", "Tokutei Ginou", "TG"}, app.PToP: {"Private to Private"},
		app.GToG: {"Government to Government"}, app.Individual: {"Mandiri"}})
}

func educationChoices(b *i18n.Bundle) *choices {
	return translated(b, "catalogue.education.", app.Educations(), map[app.Education][]string{
		app.NoSchool: {"Tidak sekolah", "Tidak disyaratkan"}, app.SLTP: {"SMP", "MTs"}, app.SLTA: {"SMA", "SMK", "MA", "SMA/SMK"}, app.Diploma: {"D1", "D2", "D3", "Diploma"},
		app.Bachelor: {"S1", "D4", "Sarjana"}, app.Master: {"S2", "S3", "Magister"}})
}

// translated makes choices of codes whose names are texts of the product.
func translated[S ~string](b *i18n.Bundle, prefix string, codes []S, also map[S][]string) *choices {
	var list []choice
	for _, code := range codes {
		key := prefix + string(code)
		list = append(list, choice{string(code), b.Locale("id").T(key), b.Locale("en").T(key), also[code]})
	}
	return newChoices(list)
}

func named(rows []app.NamedCode) *choices {
	list := make([]choice, len(rows))
	for i, r := range rows {
		list[i] = choice{code: r.Code, id: r.ID, en: r.EN}
	}
	return newChoices(list)
}

// currencies are those with a rate; others are read by their code too.
func currencyChoices(ref *app.ImportReference) *choices {
	list := []choice{{code: "IDR", id: "IDR", en: "IDR", also: []string{"Rp", "Rupiah"}}}
	also := map[string][]string{"JPY": {"Yen"}, "KRW": {"Won"}, "USD": {"Dolar AS", "US Dollar"}, "MYR": {"Ringgit", "RM"}, "SAR": {"Riyal", "Real"}, "EUR": {"Euro"},
		"TWD": {"NT", "NTD"}, "HKD": {"HK"}, "SGD": {"Dolar Singapura"}}
	for _, code := range sortedKeys(ref.Rupiah) {
		if code != "IDR" {
			list = append(list, choice{code: code, id: code, en: code, also: also[code]})
		}
	}
	return newChoices(list)
}

// jobColumns are all columns of a job, with so many groups of costs.
func jobColumns(b *i18n.Bundle, ref *app.ImportReference, costs int) []column[job] {
	yes := newChoices([]choice{{code: "ya", id: "Ya", en: "Yes"}, {code: "tidak", id: "Tidak", en: "No"}})
	formal := &choices{list: yes.list, codes: yes.codes, folded: map[string]int{"ya": 0, "yes": 0, "formal": 0, "tidak": 1, "no": 1, "informal": 1}}
	status := translated(b, "tables.job_status.", app.JobStatuses(), nil)
	currency := currencyChoices(ref)
	cols := []column[job]{
		must(word("reference", func(j *job) *string { return &j.Reference })),
		must(readBefore(word("agency_sip3mi", func(j *job) *string { return &j.agencyNumber }))),
		shown(word("agency_name", func(j *job) *string { return &j.AgencyName })),
		must(word("title", func(j *job) *string { return &j.Title })),
		word("title_en", func(j *job) *string { return &j.TitleEN }),
		must(oneOf("sector", named(ref.Sectors), func(j *job) *string { return &j.Sector })),
		word("kbji", func(j *job) *string { return &j.KBJI }),
		must(oneOf("country", named(ref.Countries), func(j *job) *string { return &j.Country })),
		word("city", func(j *job) *string { return &j.City }),
		must(oneOf("scheme", schemeChoices(b), func(j *job) *app.Scheme { return &j.Scheme })),
		word("employer", func(j *job) *string { return &j.Employer }),
		word("foreign_partner", func(j *job) *string { return &j.ForeignPartner }),
		yesNo("formal", formal, func(j *job) *bool { return &j.Formal }),
		whole("quota_men", func(j *job) *int { return &j.QuotaMen }),
		whole("quota_women", func(j *job) *int { return &j.QuotaWomen }),
		whole("quota_either", func(j *job) *int { return &j.QuotaEither }),
		word("sex_reason", func(j *job) *string { return &j.SexReason }),
		whole("age_min", func(j *job) *int { return &j.AgeMin }),
		whole("age_max", func(j *job) *int { return &j.AgeMax }),
		word("age_reason", func(j *job) *string { return &j.AgeReason }),
		oneOf("education", educationChoices(b), func(j *job) *app.Education { return &j.Education }),
		word("experience", func(j *job) *string { return &j.Experience }),
		whole("experience_years", func(j *job) *int { return &j.ExperienceYears }),
		word("language_test", func(j *job) *string { return &j.LanguageTest }),
		word("language_level", func(j *job) *string { return &j.LanguageLevel }),
		word("language_or_test", func(j *job) *string { return &j.LanguageOrTest }),
		word("language_or_level", func(j *job) *string { return &j.LanguageOrLevel }),
		word("skill_test", func(j *job) *string { return &j.SkillTest }),
		word("certificate", func(j *job) *string { return &j.Certificate }),
		word("health", func(j *job) *string { return &j.Health }),
		whole("salary_min", func(j *job) *int64 { return &j.SalaryMin }),
		whole("salary_max", func(j *job) *int64 { return &j.SalaryMax }),
		must(oneOf("currency", currency, func(j *job) *string { return &j.Currency })),
		oneOf("salary_period", translated(b, "tables.period.", app.PayPeriods(), map[app.PayPeriod][]string{app.PerMonth: {"per bulan", "monthly"},
			app.PerHour: {"per jam", "hourly"}, app.PerDay: {"per hari", "daily"}, app.PerYear: {"per tahun", "yearly"}}), func(j *job) *app.PayPeriod { return &j.SalaryPeriod }),
		word("overtime", func(j *job) *string { return &j.Overtime }),
		word("deductions", func(j *job) *string { return &j.Deductions }),
		whole("contract_months", func(j *job) *int { return &j.ContractMonths }),
		whole("hours_per_day", func(j *job) *int { return &j.HoursPerDay }),
		whole("days_per_week", func(j *job) *int { return &j.DaysPerWeek }),
		whole("leave_days", func(j *job) *int { return &j.LeaveDays }),
		word("lodging", func(j *job) *string { return &j.Lodging }),
		word("meals", func(j *job) *string { return &j.Meals }),
		word("transport", func(j *job) *string { return &j.Transport }),
		word("insurance", func(j *job) *string { return &j.Insurance }),
		passage("description", func(j *job) *string { return &j.Description }),
		passage("description_en", func(j *job) *string { return &j.DescriptionEN }),
		word("sip2mi", func(j *job) *string { return &j.SIP2MI }),
		date("permit_until", func(j *job) *time.Time { return &j.PermitUntil }),
		whole("permit_quota", func(j *job) *int { return &j.PermitQuota }),
		shown(whole("permit_left", func(j *job) *int { return &j.PermitLeft })),
		word("job_order", func(j *job) *string { return &j.JobOrder }),
		date("job_order_until", func(j *job) *time.Time { return &j.JobOrderUntil }),
		date("closes_on", func(j *job) *time.Time { return &j.ClosesOn }),
		word("official_link", func(j *job) *string { return &j.OfficialLink }),
		shown(oneOf("status", status, func(j *job) *app.JobStatus { return &j.Status })),
		readBefore(word("slug", func(j *job) *string { return &j.Slug })), // the address, by which jobs without a reference are known
	}
	payer := translated(b, "catalogue.payer.", app.Payers(), map[app.Payer][]string{app.PaidByEmployer: {"Majikan", "Perusahaan pengguna"}, app.PaidByAgency: {"P3MI"},
		app.PaidByWorker: {"CPMI", "PMI", "Pekerja migran"}})
	for n := 1; n <= costs; n++ {
		cols = append(cols, costColumns(n, currency, payer)...)
	}
	return cols
}

// readBefore makes a column one by which a row finds its job or agency, before
// its cells are read.
func readBefore(c column[job]) column[job] {
	c.set, c.clear = func(*job, string) error { return nil }, func(*job) {}
	return c
}

func costColumns(n int, currency, payer *choices) []column[job] {
	at := func(j *job) *app.Cost { return &j.costs[n-1] }
	cols := []column[job]{
		word("item", func(j *job) *string { return &at(j).Item }),
		whole("amount", func(j *job) *int64 { return &at(j).Amount }),
		oneOf("currency", currency, func(j *job) *string { return &at(j).Currency }),
		oneOf("payer", payer, func(j *job) *app.Payer { return &at(j).Payer }),
		word("basis", func(j *job) *string { return &at(j).LegalBasis }),
	}
	for i := range cols {
		cols[i].n, cols[i].text = n, "cost_"+cols[i].key
		cols[i].key = "cost_" + strconv.Itoa(n) + "_" + cols[i].key
	}
	amount := cols[1].value
	cols[1].value = func(j *job) any { // an empty group has no amount of nought
		if *at(j) == (app.Cost{}) {
			return ""
		}
		return amount(j)
	}
	return cols
}

// newJob is what a row that adds a job starts from.
func newJob() app.Job {
	return app.Job{Formal: true, AgeMin: app.MinimumAge, HoursPerDay: 8, DaysPerWeek: 6, SalaryPeriod: app.PerMonth}
}

// exampleJob is the row that shows how a template is filled in. It is passed
// over when it is left there.
func exampleJob(ref *app.ImportReference) *job {
	j := newJob()
	j.Reference, j.AgencySIP3MI, j.AgencyName = exampleMark+"-1", "SIP3MI 001/2024", "PT Contoh Karya Bahari"
	j.Title, j.TitleEN, j.KBJI, j.Country, j.City, j.Scheme = "Perawat lansia", "Caregiver for the elderly", "5322", "JP", "Osaka", app.SSW
	if len(ref.Sectors) > 0 {
		j.Sector = ref.Sectors[0].Code
	}
	for _, s := range ref.Sectors {
		if s.Code == "perawatan-lansia" {
			j.Sector = s.Code
		}
	}
	j.Employer, j.QuotaEither, j.Education = "Sakura Care Co., Ltd.", 10, app.SLTA
	j.LanguageTest, j.LanguageLevel, j.LanguageOrTest, j.LanguageOrLevel = "JLPT", "N4", "JFT-Basic", "A2"
	j.SkillTest, j.SalaryMin, j.SalaryMax, j.Currency = "Kaigo Skills Evaluation Test", 180_000, 210_000, "JPY"
	j.ContractMonths, j.LeaveDays, j.Lodging, j.Insurance = 36, 10, "Asrama, dipotong ¥20.000", "BPJS Ketenagakerjaan PMI, shakai hoken"
	j.SIP2MI, j.PermitQuota, j.JobOrder = "SIP2MI 045/2026", 10, "JO-2026-117"
	j.PermitUntil, j.ClosesOn = dayOf(2027, 6, 30), dayOf(2027, 3, 31)
	j.OfficialLink = "https://siskop2mi.kp2mi.go.id"
	j.Costs = []app.Cost{
		{Item: "Tiket pesawat", Amount: 0, Currency: "JPY", Payer: app.PaidByEmployer, LegalBasis: "Permen P2MI 17/2025"},
		{Item: "Paspor", Amount: 650_000, Currency: "IDR", Payer: app.PaidByWorker, LegalBasis: "Permen P2MI 17/2025"},
	}
	return row(&j)
}

// exampleMark begins the reference or number of an example row.
const exampleMark = "CONTOH"

func dayOf(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
