package postgres

import (
	"context"
	"time"

	"github.com/lib/pq"

	"gerbang/app"
)

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
}

// jobCardColumns are those of JobCard, of public_jobs p. A missing rate date becomes the zero time.
const jobCardColumns = `p.id, p.slug, p.title, p.title_en, p.city, p.name_id, p.name_en, p.scheme, p.agency_name, p.salary_min, p.salary_max,
	p.salary_period, p.currency, p.salary_rupiah, coalesce(p.rate_date, '0001-01-01') AS rate_date, p.language_test, p.language_level, p.closes_on`

const publicJobs = ` FROM public_jobs p`

// JobCards returns the public jobs among ids, in their order. One that has
// left the public pages is missing.
func (db *DB) JobCards(ctx context.Context, ids []int64) ([]JobCard, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	stmt, err := db.prepared(ctx, `SELECT `+jobCardColumns+publicJobs+`
		JOIN unnest($1::bigint[]) WITH ORDINALITY AS wanted (id, n) ON wanted.id = p.id ORDER BY wanted.n`)
	if err != nil {
		return nil, err
	}
	cards := make([]JobCard, 0, len(ids))
	err = stmt.SelectContext(ctx, &cards, pq.Array(ids))
	return cards, err
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
		SELECT `+jobCardColumns+publicJobs+` JOIN near n ON n.id = p.id
		ORDER BY n.likeness DESC, p.published_at DESC, p.id DESC LIMIT $4`)
	if err != nil {
		return nil, err
	}
	var cards []JobCard
	err = stmt.SelectContext(ctx, &cards, j.ID, j.Country, j.Sector, limit)
	return cards, err
}
