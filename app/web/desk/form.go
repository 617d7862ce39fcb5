package desk

import (
	"strconv"
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/views/ui"
)

var errDate = &app.Error{Kind: app.Invalid, Key: "desk.error.date"}

// readDate reads the three parts of a date field. None at all is no date.
func readDate(f ui.Form, name string) (time.Time, error) {
	part := func(p string) string { return strings.TrimSpace(f.Value(name + "_" + p)) }
	day, month, year := part("day"), part("month"), part("year")
	if day+month+year == "" {
		return time.Time{}, nil
	}
	d, err1 := strconv.Atoi(day)
	m, err2 := strconv.Atoi(month)
	y, err3 := strconv.Atoi(year)
	if y >= 0 && y < 100 && len(year) == 2 {
		y += 2000
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, app.Jakarta)
	if err1 != nil || err2 != nil || err3 != nil || y < 2000 || y > 2100 || t.Day() != d || t.Month() != time.Month(m) {
		return time.Time{}, errDate
	}
	return t, nil
}

func putDate(values map[string][]string, name string, t time.Time) {
	if t.IsZero() {
		return
	}
	values[name+"_day"] = []string{strconv.Itoa(t.Day())}
	values[name+"_month"] = []string{strconv.Itoa(int(t.Month()))}
	values[name+"_year"] = []string{strconv.Itoa(t.Year())}
}

// jobTexts are the fields that are texts, by their names in the form.
func jobTexts(j *app.Job) map[string]*string {
	return map[string]*string{
		"reference": &j.Reference, "title": &j.Title, "title_en": &j.TitleEN, "kbji": &j.KBJI, "sector": &j.Sector, "country": &j.Country, "city": &j.City,
		"employer": &j.Employer, "foreign_partner": &j.ForeignPartner, "age_reason": &j.AgeReason, "sex_reason": &j.SexReason,
		"experience": &j.Experience, "skill_test": &j.SkillTest, "certificate": &j.Certificate, "health": &j.Health, "currency": &j.Currency,
		"overtime": &j.Overtime, "deductions": &j.Deductions, "lodging": &j.Lodging, "meals": &j.Meals, "transport": &j.Transport,
		"insurance": &j.Insurance, "description": &j.Description, "description_en": &j.DescriptionEN, "sip2mi": &j.SIP2MI,
		"job_order": &j.JobOrder, "official_link": &j.OfficialLink,
	}
}

// jobNumbers are the fields that are whole numbers.
func jobNumbers(j *app.Job) map[string]*int {
	return map[string]*int{
		"quota_men": &j.QuotaMen, "quota_women": &j.QuotaWomen, "quota_either": &j.QuotaEither, "permit_quota": &j.PermitQuota, "age_min": &j.AgeMin,
		"age_max": &j.AgeMax, "experience_years": &j.ExperienceYears, "contract_months": &j.ContractMonths, "hours_per_day": &j.HoursPerDay,
		"days_per_week": &j.DaysPerWeek, "leave_days": &j.LeaveDays,
	}
}

func jobDates(j *app.Job) map[string]*time.Time {
	return map[string]*time.Time{"permit_until": &j.PermitUntil, "job_order_until": &j.JobOrderUntil, "closes_on": &j.ClosesOn}
}

// newJob is what an empty form shows.
func newJob() *app.Job {
	return &app.Job{Formal: true, AgeMin: app.MinimumAge, SalaryPeriod: app.PerMonth, HoursPerDay: 8, DaysPerWeek: 6}
}

// jobForm returns the form filled with the job.
func jobForm(l *i18n.Locale, j *app.Job) ui.Form {
	v := map[string][]string{}
	put := func(name, value string) { v[name] = []string{value} }
	for name, s := range jobTexts(j) {
		put(name, *s)
	}
	for name, n := range jobNumbers(j) {
		if *n != 0 {
			put(name, strconv.Itoa(*n))
		}
	}
	for name, t := range jobDates(j) {
		putDate(v, name, *t)
	}
	for name, n := range map[string]int64{"salary_min": j.SalaryMin, "salary_max": j.SalaryMax} {
		if n != 0 {
			put(name, l.Number(n))
		}
	}
	if j.AgencyID != 0 {
		put("agency_id", strconv.FormatInt(j.AgencyID, 10))
	}
	put("scheme", string(j.Scheme))
	put("formal", map[bool]string{true: "1", false: "0"}[j.Formal])
	put("education", string(j.Education))
	put("salary_period", string(j.SalaryPeriod))
	put("language_test", levelValue(j.LanguageTest, j.LanguageLevel))
	put("language_or_test", levelValue(j.LanguageOrTest, j.LanguageOrLevel))
	putCosts(l, v, j.Costs)
	return ui.Form{L: l, Values: v}
}

// A level of a language as the value of a select.
func levelValue(test, level string) string {
	if test == "" {
		return ""
	}
	return test + "|" + level
}

func readLevel(value string) (test, level string) {
	test, level, _ = strings.Cut(value, "|")
	return test, level
}

func costField(part string, i int) string { return "cost_" + part + "_" + strconv.Itoa(i) }

var costParts = []string{"item", "amount", "currency", "payer", "basis"}

func putCosts(l *i18n.Locale, v map[string][]string, costs []app.Cost) {
	v["cost_rows"] = []string{strconv.Itoa(len(costs))}
	for i, c := range costs {
		for part, value := range map[string]string{
			"item": c.Item, "amount": l.Number(c.Amount), "currency": c.Currency, "payer": string(c.Payer), "basis": c.LegalBasis,
		} {
			v[costField(part, i)] = []string{value}
		}
	}
}

// costRows returns how many lines of costs the form has.
func costRows(f ui.Form) int {
	n, _ := strconv.Atoi(f.Value("cost_rows"))
	return min(max(n, 0), app.MaxCosts)
}

// dropCostRows takes away the lines that drop names and numbers the rest anew.
func dropCostRows(f ui.Form, drop func(i int) bool) {
	kept := 0
	for i, n := 0, costRows(f); i < n; i++ {
		row, gone := map[string][]string{}, drop(i)
		for _, part := range costParts {
			row[part] = f.Values[costField(part, i)]
			delete(f.Values, costField(part, i))
		}
		if gone {
			continue
		}
		for part, value := range row {
			f.Values[costField(part, kept)] = value
		}
		kept++
	}
	f.Values["cost_rows"] = []string{strconv.Itoa(kept)}
}

// readJob returns the job that was typed, on top of what have holds beside
// the form's fields. Problems are those of reading, and of app.Job.Check.
func readJob(f ui.Form, have app.Job, choices *postgres.JobChoices) (app.Job, app.FieldErrors) {
	j := have
	var problems app.FieldErrors
	for name, s := range jobTexts(&j) {
		*s = strings.TrimSpace(f.Value(name))
	}
	j.Description = strings.ReplaceAll(j.Description, "\r\n", "\n")
	j.DescriptionEN = strings.ReplaceAll(j.DescriptionEN, "\r\n", "\n")
	unread := map[string]bool{}
	fail := func(name string, err error) {
		if err != nil {
			unread[name] = true
			problems.Add(name, err)
		}
	}
	for name, n := range jobNumbers(&j) {
		amount, err := app.ParseAmount(f.Value(name))
		if err != nil || amount > 1_000_000_000 {
			err = &app.Error{Kind: app.Invalid, Key: "desk.error.number"}
		}
		fail(name, err)
		*n = int(amount)
	}
	for name, t := range jobDates(&j) {
		var err error
		*t, err = readDate(f, name)
		fail(name, err)
	}
	for name, n := range map[string]*int64{"salary_min": &j.SalaryMin, "salary_max": &j.SalaryMax} {
		var err error
		*n, err = app.ParseAmount(f.Value(name))
		fail(name, err)
	}
	j.AgencyID, _ = strconv.ParseInt(f.Value("agency_id"), 10, 64)
	if len(choices.Agencies) == 1 {
		j.AgencyID = choices.Agencies[0].ID
	}
	j.Scheme, j.Formal, j.Education = app.Scheme(f.Value("scheme")), f.Value("formal") != "0", app.Education(f.Value("education"))
	j.SalaryPeriod = app.PayPeriod(f.Value("salary_period"))
	j.LanguageTest, j.LanguageLevel = readLevel(f.Value("language_test"))
	j.LanguageOrTest, j.LanguageOrLevel = readLevel(f.Value("language_or_test"))
	for _, chosen := range []struct{ name, test, level, had, hadLevel string }{
		{"language_test", j.LanguageTest, j.LanguageLevel, have.LanguageTest, have.LanguageLevel},
		{"language_or_test", j.LanguageOrTest, j.LanguageOrLevel, have.LanguageOrTest, have.LanguageOrLevel},
	} {
		_, known := choices.Levels.Find(chosen.test, chosen.level)
		if chosen.test != "" && !known && (chosen.test != chosen.had || chosen.level != chosen.hadLevel) {
			fail(chosen.name, &app.Error{Kind: app.Invalid, Key: "error.required_choice"})
		}
	}
	j.Costs = readCosts(f, fail)
	for _, e := range j.Check() {
		if !unread[e.Field] {
			problems = append(problems, e)
		}
	}
	return j, inOrder(problems)
}

func readCosts(f ui.Form, fail func(name string, err error)) []app.Cost {
	dropCostRows(f, func(i int) bool {
		empty := true
		for _, part := range []string{"item", "amount", "basis"} {
			empty = empty && strings.TrimSpace(f.Value(costField(part, i))) == ""
		}
		return empty
	})
	costs := make([]app.Cost, costRows(f))
	for i := range costs {
		amount, err := app.ParseAmount(f.Value(costField("amount", i)))
		fail(costField("amount", i), err)
		costs[i] = app.Cost{
			Item: strings.TrimSpace(f.Value(costField("item", i))), Amount: amount, Currency: f.Value(costField("currency", i)),
			Payer: app.Payer(f.Value(costField("payer", i))), LegalBasis: strings.TrimSpace(f.Value(costField("basis", i))),
		}
	}
	return costs
}

// fieldOrder is the order of the form's fields on the page.
var fieldOrder = func() map[string]int {
	order := map[string]int{}
	for i, name := range strings.Fields(`agency_id reference title title_en kbji sector country city scheme employer foreign_partner formal
		quota_men quota_women quota_either sex_reason age_min age_max age_reason education experience_years experience
		language_test language_or_test skill_test certificate health
		currency salary_period salary_min salary_max overtime deductions contract_months hours_per_day days_per_week leave_days
		lodging meals transport insurance costs`) {
		order[name] = i
	}
	for i := range app.MaxCosts {
		for p, part := range costParts {
			order[costField(part, i)] = 1000 + 10*i + p
		}
	}
	for i, name := range strings.Fields(`sip2mi permit_until permit_quota job_order job_order_until official_link closes_on description description_en`) {
		order[name] = 5000 + i
	}
	return order
}()

// inOrder sorts problems as their fields stand on the page.
func inOrder(problems app.FieldErrors) app.FieldErrors {
	sorted := make(app.FieldErrors, 0, len(problems))
	for _, e := range problems {
		at := len(sorted)
		for at > 0 && fieldOrder[sorted[at-1].Field] > fieldOrder[e.Field] {
			at--
		}
		sorted = append(sorted[:at], append(app.FieldErrors{e}, sorted[at:]...)...)
	}
	return sorted
}
