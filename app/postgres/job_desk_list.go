package postgres

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"

	"gerbang/app"
)

// Attention is why somebody should look at a public job before it leaves the
// public pages by itself.
type Attention string

// What calls for attention, each within AttentionDays.
const (
	DeadlineNear Attention = "deadline"
	PermitNear   Attention = "permit"  // SIP2MI or job order
	LicenceNear  Attention = "licence" // SIP3MI of the agency
	QuotaNear    Attention = "quota"   // a tenth of the permit's places left, or fewer than three
)

// AttentionDays is how far ahead the desk looks.
const AttentionDays = 14

// DeskSort is the order of the desk's list.
type DeskSort string

// The orders of the desk's list.
const (
	ByChange    DeskSort = "changed" // the newest change first
	BySubmitted DeskSort = "submitted"
	ByTitle     DeskSort = "title"
	ByDeadline  DeskSort = "deadline"
	ByQuota     DeskSort = "quota" // the fewest places left first
)

var deskOrders = map[DeskSort]string{
	ByChange: "j.updated_at DESC, j.id DESC", BySubmitted: "j.submitted_at NULLS LAST, j.id", ByTitle: "j.title, j.id",
	ByDeadline: "j.closes_on NULLS LAST, j.id", ByQuota: "j.permit_left, j.id",
}

// DeskFilter narrows the desk's list. Zero fields do not limit.
type DeskFilter struct {
	State     app.JobDeskState
	Search    string // in title, employer, agency, numbers and references
	AgencyID  int64
	Country   string
	Hindrance app.Hindrance // of published jobs
	Attention Attention     // of public jobs
	NotBy     int64         // leaves out what this account wrote or edited last
	Sort      DeskSort
	Offset    int
	Limit     int
}

const (
	todaySQL     = `(now() AT TIME ZONE 'Asia/Jakarta')::date`
	nearSQL      = `(now() AT TIME ZONE 'Asia/Jakarta')::date + 14`
	nearQuotaSQL = `p.permit_left <= greatest(2, p.permit_quota / 10)`
)

// hindrancesSQL says of a published job p what app.Job.Hindrances does.
var hindrancesSQL = map[app.Hindrance]string{
	app.DeadlinePassed:   `p.closes_on < ` + todaySQL,
	app.QuotaUsedUp:      `p.permit_left <= 0`,
	app.PermitExpired:    `p.permit_until < ` + todaySQL,
	app.PermitRevoked:    `p.permit_revoked_on IS NOT NULL`,
	app.JobOrderExpired:  `coalesce(p.job_order_until < ` + todaySQL + `, false)`,
	app.AgencySuspends:   `p.agency_status = 'suspended'`,
	app.AgencyOut:        `p.agency_status = 'revoked'`,
	app.LicenceExpired:   `p.agency_valid_till < ` + todaySQL,
	app.DestinationClose: `p.country_closed`,
}

var attentionSQL = map[Attention]string{
	DeadlineNear: `p.closes_on <= ` + nearSQL,
	PermitNear:   `(p.permit_until <= ` + nearSQL + ` OR coalesce(p.job_order_until <= ` + nearSQL + `, false))`,
	LicenceNear:  `p.agency_valid_till <= ` + nearSQL,
	QuotaNear:    nearQuotaSQL,
}

var hinderedSQL = func() string {
	parts := make([]string, 0, len(hindrancesSQL))
	for _, h := range app.Hindrances() {
		parts = append(parts, hindrancesSQL[h])
	}
	return "(" + strings.Join(parts, " OR ") + ")"
}()

var deskStatesSQL = map[app.JobDeskState]string{
	app.DeskDraft:     `j.status = 'draft' AND NOT ` + returnedSQL,
	app.DeskReturned:  `j.status = 'draft' AND ` + returnedSQL,
	app.DeskInReview:  `j.status = 'in_review'`,
	app.DeskPublished: `j.status = 'published' AND NOT ` + hinderedSQL,
	app.DeskExpired:   `j.status = 'published' AND ` + hinderedSQL,
	app.DeskClosed:    `j.status = 'closed'`,
}

// where returns the conditions of all but the state, within the actor's scope.
func (f *DeskFilter) where(actor *app.Actor) *where {
	var w where
	if !actor.CanAll(app.EditJobs) {
		w.add("j.agency_id = ANY (" + w.arg(pq.Array(actor.Agencies(app.EditJobs))) + ")")
	}
	if f.AgencyID != 0 {
		w.add("j.agency_id = " + w.arg(f.AgencyID))
	}
	if f.Country != "" {
		w.add("j.country = " + w.arg(f.Country) + "::bpchar")
	}
	for _, word := range strings.Fields(f.Search) {
		w.add("concat_ws(' ', j.title, j.title_en, j.employer, p.agency_name, j.city, j.sip2mi, j.job_order, j.reference, p.name_id) ILIKE " + w.arg(contains(word)))
	}
	if h := hindrancesSQL[f.Hindrance]; h != "" {
		w.add("j.status = 'published' AND " + h)
	}
	if a := attentionSQL[f.Attention]; a != "" {
		w.add(deskStatesSQL[app.DeskPublished] + " AND " + a)
	}
	if f.NotBy != 0 {
		n := w.arg(f.NotBy)
		w.add("j.written_by IS DISTINCT FROM " + n + " AND j.edited_by IS DISTINCT FROM " + n)
	}
	return &w
}

// DeskJobs returns the jobs of the actor's scope that pass the filter, without
// their costs, and how many there are in each state.
func (db *DB) DeskJobs(ctx context.Context, actor *app.Actor, f DeskFilter) ([]DeskJob, map[app.JobDeskState]int, error) {
	w := f.where(actor)
	counts := map[app.JobDeskState]int{}
	var columns []string
	for _, s := range app.JobDeskStates() {
		columns = append(columns, "count(*) FILTER (WHERE "+deskStatesSQL[s]+")")
	}
	values := make([]int, len(columns))
	targets := make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	if err := db.sql.QueryRowxContext(ctx, `SELECT `+strings.Join(columns, ", ")+deskJobs+w.sql(), w.args...).Scan(targets...); err != nil {
		return nil, nil, err
	}
	for i, s := range app.JobDeskStates() {
		counts[s] = values[i]
	}
	if s := deskStatesSQL[f.State]; s != "" {
		w.add(s)
	}
	order, ok := deskOrders[f.Sort]
	if !ok {
		order = deskOrders[ByChange]
	}
	var rows []deskJobRow
	err := db.sql.SelectContext(ctx, &rows, `SELECT `+deskJobColumns+deskJobs+w.sql()+` ORDER BY `+order+
		` LIMIT `+strconv.Itoa(f.Limit)+` OFFSET `+strconv.Itoa(f.Offset), w.args...)
	jobs := make([]DeskJob, len(rows))
	for i := range rows {
		jobs[i] = *rows[i].job()
	}
	return jobs, counts, err
}

// DeskOverview is what an officer's day begins with.
type DeskOverview struct {
	States   map[app.JobDeskState]int
	ToVerify int // in review, and neither written nor edited last by the officer
	Oldest   time.Time
	Near     map[Attention]int
	Hindered map[app.Hindrance]int
}

// DeskOverview counts the jobs of the actor's scope.
func (db *DB) DeskOverview(ctx context.Context, actor *app.Actor) (DeskOverview, error) {
	o := DeskOverview{Near: map[Attention]int{}, Hindered: map[app.Hindrance]int{}}
	var err error
	if _, o.States, err = db.DeskJobs(ctx, actor, DeskFilter{Limit: 1}); err != nil {
		return o, err
	}
	mine := DeskFilter{State: app.DeskInReview, NotBy: actor.AccountID, Sort: BySubmitted, Limit: 1}
	first, counts, err := db.DeskJobs(ctx, actor, mine)
	if err != nil {
		return o, err
	}
	if o.ToVerify = counts[app.DeskInReview]; len(first) > 0 {
		o.Oldest = first[0].SubmittedAt
	}
	w := (&DeskFilter{}).where(actor)
	w.add("j.status = 'published'")
	near := []Attention{DeadlineNear, PermitNear, LicenceNear, QuotaNear}
	var columns []string
	for _, a := range near {
		columns = append(columns, "count(*) FILTER (WHERE NOT "+hinderedSQL+" AND "+attentionSQL[a]+")")
	}
	for _, h := range app.Hindrances() {
		columns = append(columns, "count(*) FILTER (WHERE "+hindrancesSQL[h]+")")
	}
	values := make([]int, len(columns))
	targets := make([]any, len(columns))
	for i := range values {
		targets[i] = &values[i]
	}
	if err := db.sql.QueryRowxContext(ctx, `SELECT `+strings.Join(columns, ", ")+deskJobs+w.sql(), w.args...).Scan(targets...); err != nil {
		return o, err
	}
	for i, a := range near {
		o.Near[a] = values[i]
	}
	for i, h := range app.Hindrances() {
		o.Hindered[h] = values[len(near)+i]
	}
	return o, nil
}

// AgencyChoice is an agency as a form offers it.
type AgencyChoice struct {
	ID           int64      `db:"id"`
	Kind         string     `db:"kind"`
	Name         string     `db:"name"`
	SIP3MI       string     `db:"sip3mi"`
	Status       string     `db:"status"`
	LicenceUntil *time.Time `db:"licence_until"`
}

// CountryChoice is a country as a form offers it.
type CountryChoice struct {
	Country
	Closed bool `db:"closed"`
}

// JobChoices are what a form about a job lets choose from.
type JobChoices struct {
	Agencies   []AgencyChoice // of the actor's scope
	Countries  []CountryChoice
	Sectors    []Sector
	Levels     app.LanguageLevels
	Currencies []string // with a rate, and rupiah
}

// JobChoices returns what the actor may choose from.
func (db *DB) JobChoices(ctx context.Context, actor *app.Actor) (JobChoices, error) {
	var c JobChoices
	var w where
	if !actor.CanAll(app.EditJobs) {
		w.add("id = ANY (" + w.arg(pq.Array(actor.Agencies(app.EditJobs))) + ")")
	}
	if err := db.sql.SelectContext(ctx, &c.Agencies, `SELECT id, kind, name, coalesce(sip3mi, '') AS sip3mi, status, licence_until FROM agencies`+w.sql()+` ORDER BY name`, w.args...); err != nil {
		return c, err
	}
	if err := db.sql.SelectContext(ctx, &c.Countries, `SELECT iso2, name_id, name_en, closed FROM countries ORDER BY name_id`); err != nil {
		return c, err
	}
	if err := db.sql.SelectContext(ctx, &c.Sectors, `SELECT code, name_id, name_en, active FROM sectors ORDER BY name_id`); err != nil {
		return c, err
	}
	if err := db.sql.SelectContext(ctx, &c.Currencies, `SELECT DISTINCT currency FROM exchange_rates UNION SELECT 'IDR' ORDER BY 1`); err != nil {
		return c, err
	}
	var err error
	c.Levels, err = db.LanguageLevels(ctx)
	return c, err
}
