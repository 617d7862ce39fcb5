package tables

import (
	"fmt"
	"maps"
	"math"
	"strconv"
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/sheet"
)

// Jobs is the table of vacancies.
type Jobs struct {
	table[job]
	ref      *app.ImportReference
	agencies map[string]*app.Agency // by folded number
	byID     map[int64]*app.Agency
}

// NewJobs returns the table, its choices those of the reference data.
func NewJobs(b *i18n.Bundle, ref *app.ImportReference) *Jobs {
	t := &Jobs{table: newTable("job", b, jobColumns(b, ref, app.MaxCosts)), ref: ref, agencies: map[string]*app.Agency{}, byID: map[int64]*app.Agency{}}
	for i := range ref.Agencies {
		a := &ref.Agencies[i]
		t.agencies[sheet.Fold(a.Key())] = a
		t.byID[a.ID] = a
	}
	return t
}

// JobKeys are what rows recognise stored jobs by.
type JobKeys struct {
	Slugs      []string
	AgencyIDs  []int64 // each with the reference at its place
	References []string
}

// Scope is whose jobs the importer may write.
type Scope struct {
	All      bool
	Agencies []int64
}

func (s Scope) reaches(agencyID int64) bool {
	if s.All {
		return true
	}
	for _, id := range s.Agencies {
		if id == agencyID {
			return true
		}
	}
	return false
}

// agency returns the agency a row names. Whoever works for one agency need
// not name it.
func (t *Jobs) agency(file *sheet.Table, r sheet.Row, s Scope) (*app.Agency, bool) {
	typed := sheet.Unescape(file.Cell(r, "agency_sip3mi"))
	if typed == "" && !s.All && len(s.Agencies) == 1 {
		return t.byID[s.Agencies[0]], true
	}
	a, ok := t.agencies[sheet.Fold(typed)]
	return a, ok && a != nil
}

// Keys returns what to look up before Plan.
func (t *Jobs) Keys(file *sheet.Table, s Scope) JobKeys {
	var k JobKeys
	for _, r := range file.Rows {
		if slug := file.Cell(r, "slug"); slug != "" {
			k.Slugs = append(k.Slugs, slug)
		}
		reference := sheet.Unescape(file.Cell(r, "reference"))
		if a, ok := t.agency(file, r, s); ok && reference != "" && s.reaches(a.ID) {
			k.AgencyIDs, k.References = append(k.AgencyIDs, a.ID), append(k.References, strings.Join(strings.Fields(reference), " "))
		}
	}
	return k
}

type jobKey struct {
	agency    int64
	reference string
}

// jobPlan is what Plan knows while it goes through the rows.
type jobPlan struct {
	*Jobs
	file  *sheet.Table
	cols  []*column[job]
	scope Scope
	slugs map[string]*app.StoredJob
	keys  map[jobKey]*app.StoredJob
	seen  map[any]int // a job, by its key or id → the row that has it
}

// What a row can be refused for as a whole.
var (
	errAgencyUnknown = &app.Error{Kind: app.Invalid, Key: "tables.error.agency_unknown"}
	errAgencyOther   = &app.Error{Kind: app.Invalid, Key: "tables.error.agency_other"}
	errJobUnknown    = &app.Error{Kind: app.Invalid, Key: "tables.error.job_unknown"}
	errReferenceUsed = &app.Error{Kind: app.Invalid, Key: "tables.error.reference_used"}
	errRowTwice      = &app.Error{Kind: app.Invalid, Key: "tables.error.row_twice"}
	errQuotaPlaced   = &app.Error{Kind: app.Invalid, Key: "tables.error.quota_placed"}
	errJobClosed     = &app.Error{Kind: app.Invalid, Key: "tables.error.job_closed"}
	errLanguage      = &app.Error{Kind: app.Invalid, Key: "tables.error.language"}
	errLanguageNear  = &app.Error{Kind: app.Invalid, Key: "tables.error.language_near"}
)

// Plan compares the rows of a file with the stored jobs that Keys led to.
func (t *Jobs) Plan(file *sheet.Table, stored []app.StoredJob, scope Scope) []app.ImportRow {
	p := &jobPlan{Jobs: t, file: file, cols: t.present(file), scope: scope, slugs: map[string]*app.StoredJob{}, keys: map[jobKey]*app.StoredJob{}, seen: map[any]int{}}
	for i := range stored {
		j := &stored[i]
		p.slugs[j.Slug] = j
		if j.Reference != "" {
			p.keys[jobKey{j.AgencyID, j.Reference}] = j
		}
	}
	rows := make([]app.ImportRow, 0, len(file.Rows))
	for _, r := range file.Rows {
		if isExample(file.Cell(r, "reference")) {
			continue
		}
		rows = append(rows, p.row(r))
	}
	return rows
}

func (p *jobPlan) row(r sheet.Row) app.ImportRow {
	out := app.ImportRow{Number: r.Number, Status: app.ImportInvalid, Label: p.file.Cell(r, "title")}
	old, to, problems := p.start(r)
	var from *job
	if old != nil {
		from = row(&old.Job)
	}
	problems = append(problems, p.fill(p.file, r, p.cols, from, to)...)
	groups := to.gather()
	p.settle(from, to)
	columnOf := func(field string) string { return jobColumnOf(field, groups) }
	problems = blame(problems, p.file, r, p.check(old, to), columnOf)
	if first, twice := p.repeated(r, old, to); twice {
		problems = append(problems, problem("reference", to.Reference, errRowTwice.With("row", first)))
	}
	if old != nil {
		out.TargetID, out.Version = old.ID, old.Version
	}
	if to.Reference != "" { // titles repeat
		out.Label = strings.TrimPrefix(out.Label+" · "+to.Reference, " · ")
	}
	if len(problems) > 0 {
		out.Problems, out.Cells = problems, r.Cells
		return out
	}
	if old == nil {
		values := p.values(nil, to, nil)
		out.Status, out.Values, out.Becomes = app.ImportNew, values, trail(maps.Clone(values), true)
		return out
	}
	to = row(&to.Job) // the costs without gaps
	to.agencyNumber, from.agencyNumber = p.numberOf(to.AgencyID), p.numberOf(from.AgencyID)
	if out.Changes = p.changes(from, to); len(out.Changes) == 0 {
		out.Status = app.ImportUnchanged
		return out
	}
	out.Status, out.Values = app.ImportChanged, p.values(from, to, out.Changes)
	out.Was, out.Becomes = trail(p.values(to, from, out.Changes), false), trail(p.values(from, to, out.Changes), false)
	if old.Status == app.JobPublished {
		out.Was["status"], out.Becomes["status"] = string(app.JobPublished), string(app.JobInReview)
	}
	return out
}

// trail turns values into what the audit trail keeps: costs as lines of text,
// nothing that the system works out by itself, and of a new job nothing empty.
func trail(values map[string]any, short bool) map[string]any {
	for key, v := range values {
		switch {
		case key == "slug" || key == "salary_rupiah" || key == "rate_date":
			delete(values, key)
		case key == "costs":
			values[key] = costLines(v.([]map[string]any))
		case short && (v == nil || v == "" || v == int64(0)):
			delete(values, key)
		}
	}
	return values
}

func costLines(costs []map[string]any) []string {
	lines := make([]string, len(costs))
	for i, c := range costs {
		lines[i] = fmt.Sprintf("%s · %d %s · %s · %s", c["item"], c["amount"], c["currency"], c["payer"], c["legal_basis"])
	}
	return lines
}

// start finds the stored job of a row and returns what the row's cells are
// read into: a copy of it, or a new job.
func (p *jobPlan) start(r sheet.Row) (old *app.StoredJob, to *job, problems []app.ImportProblem) {
	agency, known := p.agency(p.file, r, p.scope)
	number := sheet.Unescape(p.file.Cell(r, "agency_sip3mi"))
	reference := strings.Join(strings.Fields(sheet.Unescape(p.file.Cell(r, "reference"))), " ")
	if slug := p.file.Cell(r, "slug"); slug != "" {
		if old = p.slugs[slug]; old == nil || !p.scope.reaches(old.AgencyID) {
			old = nil
			problems = append(problems, problem("slug", slug, errJobUnknown))
		}
	} else if known {
		old = p.keys[jobKey{agency.ID, reference}]
	}
	if old != nil {
		to = row(&old.Job)
	} else {
		j := newJob()
		to = row(&j)
	}
	switch {
	case known && p.scope.reaches(agency.ID):
		to.AgencyID, to.AgencyName, to.agencyNumber = agency.ID, agency.Name, agency.Key()
	case known:
		problems = append(problems, problem("agency_sip3mi", number, errAgencyOther))
	case number != "":
		problems = append(problems, problem("agency_sip3mi", number, errAgencyUnknown))
	}
	if holder := p.keys[jobKey{to.AgencyID, reference}]; old != nil && reference != "" && holder != nil && holder.ID != old.ID {
		problems = append(problems, problem("reference", reference, errReferenceUsed.With("title", holder.Title)))
	}
	return old, to, problems
}

// settle puts right what follows from the cells: the usual writing of a
// language test, the estimate in rupiah.
func (p *jobPlan) settle(from, to *job) {
	to.LanguageTest, to.LanguageLevel = p.level(to.LanguageTest, to.LanguageLevel)
	to.LanguageOrTest, to.LanguageOrLevel = p.level(to.LanguageOrTest, to.LanguageOrLevel)
	if to.SalaryPeriod == "" {
		to.SalaryPeriod = app.PerMonth
	}
	if to.HoursPerDay == 0 && from == nil {
		to.HoursPerDay = 8
	}
	if to.DaysPerWeek == 0 && from == nil {
		to.DaysPerWeek = 6
	}
	same := from != nil && from.Currency == to.Currency && from.MonthlyPay() == to.MonthlyPay()
	if same {
		return
	}
	to.SalaryRupiah, to.RateDate = 0, time.Time{}
	rate, known := p.ref.Rupiah[to.Currency]
	if to.Currency == "IDR" {
		rate, known = 1, true
	}
	if known && to.SalaryMin > 0 {
		to.SalaryRupiah, to.RateDate = int64(math.Round(float64(to.MonthlyPay())*rate)), p.ref.RateDates[to.Currency]
	}
}

// level writes a language test as the reference data do: "jlpt n4" typed into
// either column is JLPT and N4.
func (p *jobPlan) level(test, level string) (string, string) {
	typed := sheet.Fold(test + level)
	if typed == "" {
		return "", ""
	}
	for _, l := range p.ref.Levels {
		if sheet.Fold(l.Test+l.Level) == typed {
			return l.Test, l.Level
		}
	}
	if f, err := strconv.ParseFloat(strings.ReplaceAll(level, ",", "."), 64); err == nil { // 6 for 6.0
		for _, l := range p.ref.Levels {
			if n, err := strconv.ParseFloat(l.Level, 64); err == nil && n == f && sheet.Fold(l.Test) == sheet.Fold(test) {
				return l.Test, l.Level
			}
		}
	}
	return test, level
}

// check asks the rules of a job and those that concern what is stored.
func (p *jobPlan) check(old *app.StoredJob, to *job) app.FieldErrors {
	errs := to.Check()
	for _, l := range []struct{ field, test, level string }{{"language_test", to.LanguageTest, to.LanguageLevel}, {"language_or_test", to.LanguageOrTest, to.LanguageOrLevel}} {
		if _, known := p.ref.Levels.Find(l.test, l.level); l.test+l.level != "" && !known && (old == nil || old.LanguageTest != l.test || old.LanguageLevel != l.level) {
			if likely := likelyLevel(p.ref.Levels, l.test, l.level); likely != "" {
				errs.Add(l.field, errLanguageNear.With("likely", likely))
			} else {
				errs.Add(l.field, errLanguage)
			}
		}
	}
	if old != nil {
		if old.Status == app.JobClosed && len(p.changes(row(&old.Job), to)) > 0 {
			errs.Add("reference", errJobClosed)
		}
		if placed := old.PermitQuota - old.PermitLeft; to.PermitQuota < placed {
			errs.Add("permit_quota", errQuotaPlaced.With("n", placed))
		}
	}
	return errs
}

// repeated reports whether an earlier row of the file is about the same job.
func (p *jobPlan) repeated(r sheet.Row, old *app.StoredJob, to *job) (first int, twice bool) {
	var key any = jobKey{to.AgencyID, to.Reference}
	if old != nil {
		key = old.ID
	} else if to.Reference == "" || to.AgencyID == 0 {
		return 0, false
	}
	if first, twice = p.seen[key]; !twice {
		p.seen[key] = r.Number
	}
	return first, twice
}

func (t *Jobs) numberOf(agencyID int64) string {
	if a := t.byID[agencyID]; a != nil {
		return a.Key()
	}
	return ""
}

// jobColumnOf turns a field of app.Job.Check into a column of the file.
func jobColumnOf(field string, groups []int) string {
	switch field {
	case "agency_id":
		return "agency_sip3mi"
	case "costs":
		return "cost_1_item"
	}
	if rest, ok := strings.CutPrefix(field, "cost_"); ok {
		name, number, _ := strings.Cut(rest, "_")
		if i, err := strconv.Atoi(number); err == nil && i < len(groups) {
			return "cost_" + strconv.Itoa(groups[i]) + "_" + name
		}
	}
	return field
}

// values are what is written, by column of the database: all that the file
// can say of a new job, or what differs.
func (p *jobPlan) values(from, to *job, changes []app.ImportChange) map[string]any {
	v := map[string]any{}
	put := func(key string) {
		switch {
		case key == "slug":
		case key == "agency_sip3mi":
			v["agency_id"] = to.AgencyID
		case strings.HasPrefix(key, "cost_"):
			if v["costs"] == nil {
				v["costs"] = costValues(to.Costs)
			}
		case key == "formal":
			v[key] = to.Formal
		case key == "education":
			v[key] = orNil(string(to.Education))
		default:
			v[key] = p.columns[p.byKey[key]].database(to)
		}
	}
	if from == nil {
		for i := range p.columns {
			if !p.columns[i].locked {
				put(p.columns[i].key)
			}
		}
		if v["slug"] = app.Slug(to.Title + " " + to.City); v["slug"] == "" {
			v["slug"] = "lowongan"
		}
	}
	for _, c := range changes {
		put(c.Column)
	}
	if from == nil || from.SalaryRupiah != to.SalaryRupiah || !from.RateDate.Equal(to.RateDate) {
		v["salary_rupiah"], v["rate_date"] = to.SalaryRupiah, orNil(cellText(to.RateDate))
	}
	return v
}

// database is the value as JSON that the column of the database reads.
func (c *column[T]) database(t *T) any {
	if d, ok := c.value(t).(time.Time); ok {
		return orNil(cellText(d))
	}
	return c.value(t)
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func costValues(costs []app.Cost) []map[string]any {
	out := make([]map[string]any, len(costs))
	for i, c := range costs {
		out[i] = map[string]any{"item": c.Item, "amount": c.Amount, "currency": c.Currency, "payer": string(c.Payer), "legal_basis": c.LegalBasis}
	}
	return out
}
