package postgres

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/lib/pq"

	"gerbang/app"
)

// JobSort is the order of a list of jobs.
type JobSort string

// The orders of a list of jobs.
const (
	NewestFirst  JobSort = "newest"
	BestPaid     JobSort = "salary" // by the estimate in rupiah, which alone compares currencies
	ClosingFirst JobSort = "closing"
)

var jobOrders = map[JobSort]string{
	NewestFirst:  "p.published_at DESC, p.id DESC",
	BestPaid:     "p.salary_rupiah DESC, p.id DESC",
	ClosingFirst: "p.closes_on, p.id",
}

// JobFilter narrows a list of public jobs. The zero value lets all through.
type JobFilter struct {
	Words      []string // every one stands in the title, sector, employer, agency, city or country
	Country    string   // ISO 3166-1 alpha-2
	Sector     string
	Schemes    []app.Scheme // any of them
	Test       string       // language test with its level, both as in the job
	Level      string
	NoLanguage bool          // only jobs that ask for no language test
	Education  app.Education // what somebody has: jobs that ask for no more
}

// JobCard is a public job as a list shows it.
type JobCard struct {
	ID            int64     `db:"id"`
	Slug          string    `db:"slug"`
	Title         string    `db:"title"`
	TitleEN       string    `db:"title_en"`
	City          string    `db:"city"`
	CountryID     string    `db:"name_id"` // name of the country in Indonesian
	CountryEN     string    `db:"name_en"`
	Scheme        string    `db:"scheme"`
	AgencyName    string    `db:"agency_name"`
	SalaryMin     int64     `db:"salary_min"`
	SalaryMax     int64     `db:"salary_max"`
	SalaryPeriod  string    `db:"salary_period"`
	Currency      string    `db:"currency"`
	SalaryRupiah  int64     `db:"salary_rupiah"`
	RateDate      time.Time `db:"rate_date"` // zero when there is no rupiah estimate
	LanguageTest  string    `db:"language_test"`
	LanguageLevel string    `db:"language_level"`
	ClosesOn      time.Time `db:"closes_on"`
	Total         int       `db:"total"`
}

// jobCardColumns are those of JobCard but Total, of public_jobs p. A missing rate date becomes the zero time.
const jobCardColumns = `p.id, p.slug, p.title, p.title_en, p.city, p.name_id, p.name_en, p.scheme, p.agency_name, p.salary_min, p.salary_max,
	p.salary_period, p.currency, p.salary_rupiah, coalesce(p.rate_date, '0001-01-01') AS rate_date, p.language_test, p.language_level, p.closes_on`

const publicJobs = ` FROM public_jobs p`

// Jobs returns the jobs that pass the filter from the offset on, at most
// limit of them. It does not count; see JobFacets.
func (db *DB) Jobs(ctx context.Context, f JobFilter, sort JobSort, offset, limit int) ([]JobCard, error) {
	return db.jobs(ctx, f, sort, offset, limit, "0 AS total")
}

// SearchJobs returns what Jobs does, and how many pass the filter in all.
// Past the last one it finds none and counts none.
func (db *DB) SearchJobs(ctx context.Context, f JobFilter, sort JobSort, offset, limit int) ([]JobCard, int, error) {
	cards, err := db.jobs(ctx, f, sort, offset, limit, "count(*) OVER () AS total")
	if err != nil || len(cards) == 0 {
		return nil, 0, err
	}
	return cards, cards[0].Total, nil
}

func (db *DB) jobs(ctx context.Context, f JobFilter, sort JobSort, offset, limit int, total string) ([]JobCard, error) {
	w := f.where()
	order, ok := jobOrders[sort]
	if !ok {
		order = jobOrders[NewestFirst]
	}
	// The limit stands in the text: for a parameter PostgreSQL plans as if a
	// tenth of the table were asked for, and sorts it.
	query := `SELECT ` + jobCardColumns + `, ` + total + publicJobs + w.sql() + ` ORDER BY ` + order + ` LIMIT ` + strconv.Itoa(limit)
	if offset > 0 {
		query += ` OFFSET ` + w.arg(offset)
	}
	cards := make([]JobCard, 0, limit)
	if len(f.Words) > 0 || len(w.conditions) > 2 {
		// Rare shapes are not kept prepared on every connection.
		err := db.sql.SelectContext(ctx, &cards, query, w.args...)
		return cards, err
	}
	stmt, err := db.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	err = stmt.SelectContext(ctx, &cards, w.args...)
	return cards, err
}

func (f *JobFilter) where() *where {
	var w where
	if f.Country != "" {
		w.add("p.country = " + w.arg(f.Country) + "::bpchar") // as text it would find no index
	}
	if f.Sector != "" {
		w.add("p.sector = " + w.arg(f.Sector))
	}
	if len(f.Schemes) > 0 {
		w.add("p.scheme = ANY (" + w.arg(pq.Array(stringsOf(f.Schemes))) + ")")
	}
	switch {
	case f.NoLanguage:
		w.add("p.language_test = ''")
	case f.Test != "":
		w.add("p.language_test = " + w.arg(f.Test) + " AND p.language_level = " + w.arg(f.Level))
	}
	if f.Education != "" {
		w.add("coalesce(p.education, 'none') = ANY (" + w.arg(pq.Array(stringsOf(upTo(f.Education)))) + ")")
	}
	if len(f.Words) > 0 {
		patterns := make([]string, len(f.Words))
		for i, word := range f.Words {
			patterns[i] = contains(word)
		}
		w.add("concat_ws(' ', p.title, p.title_en, p.sector_id, p.sector_en, p.employer, p.agency_name, p.city, p.name_id, p.name_en, p.language_test, p.language_level) ILIKE ALL (" +
			w.arg(pq.Array(patterns)) + ")")
	}
	return &w
}

// upTo returns the levels of education that somebody with e has passed.
func upTo(e app.Education) []app.Education {
	return app.Educations()[:e.Rank()+1]
}

// where collects the conditions of a query and their arguments.
type where struct {
	conditions []string
	args       []any
}

func (w *where) arg(v any) string {
	w.args = append(w.args, v)
	return "$" + strconv.Itoa(len(w.args))
}

func (w *where) add(condition string) { w.conditions = append(w.conditions, condition) }

func (w *where) sql() string {
	if len(w.conditions) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conditions, " AND ")
}

// contains returns the LIKE pattern for texts that hold word as it stands.
func contains(word string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(word) + "%"
}

func stringsOf[S ~string](values []S) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

// SimilarJobs returns public jobs like the given one: the same country and
// sector first, then one of the two. It looks among the newest only, so that
// its cost does not grow with the number of jobs.
func (db *DB) SimilarJobs(ctx context.Context, j *app.Job, limit int) ([]JobCard, error) {
	stmt, err := db.prepared(ctx, `
		WITH near AS (
			(SELECT id, 1 + (sector = $3)::int AS likeness FROM public_jobs
			 WHERE country = $2::bpchar AND id <> $1 ORDER BY published_at DESC, id DESC LIMIT 100)
			UNION ALL
			SELECT id, 1 FROM (SELECT id, sector FROM public_jobs
			 WHERE country <> $2::bpchar ORDER BY published_at DESC, id DESC LIMIT 300) newest
			WHERE sector = $3
		)
		SELECT `+jobCardColumns+`, 0 AS total`+publicJobs+` JOIN near n ON n.id = p.id
		ORDER BY n.likeness DESC, p.published_at DESC, p.id DESC LIMIT $4`)
	if err != nil {
		return nil, err
	}
	var cards []JobCard
	err = stmt.SelectContext(ctx, &cards, j.ID, j.Country, j.Sector, limit)
	return cards, err
}
