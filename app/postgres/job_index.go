package postgres

import (
	"context"
	"database/sql"

	"gerbang/app"
	"gerbang/app/find"
)

// JobIndex reads every public job as far as lists choose by it. What it costs
// grows with the number of jobs, so callers keep the index; see
// web.Kit.JobIndex.
func (db *DB) JobIndex(ctx context.Context) (*find.Index, error) {
	stmt, err := db.prepared(ctx, `
		SELECT p.id, p.country, p.sector, p.scheme, p.language_test, p.language_level, p.language_or_test, p.language_or_level,
		       coalesce(p.education, 'none'), p.experience_years, p.age_min, p.age_max, p.quota_men, p.quota_women, p.quota_either,
		       p.salary_rupiah, coalesce(NOT c.worker_pays, false), p.closes_on, p.published_at
		FROM public_jobs p
		LEFT JOIN (SELECT job_id, bool_or(payer = 'worker' AND amount > 0) AS worker_pays FROM job_costs GROUP BY job_id) c ON c.job_id = p.id`)
	if err != nil {
		return nil, err
	}
	now := db.now()
	rows, err := stmt.QueryContext(ctx)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var jobs []find.Job
	var country, sector, scheme, test, level, orTest, orLevel, education sql.RawBytes
	once := interned{}
	for rows.Next() {
		var j find.Job
		var quota app.Job
		if err := rows.Scan(&j.ID, &country, &sector, &scheme, &test, &level, &orTest, &orLevel, &education, &j.ExperienceYears, &j.AgeMin, &j.AgeMax,
			&quota.QuotaMen, &quota.QuotaWomen, &quota.QuotaEither, &j.Salary, &j.Free, &j.ClosesOn, &j.PublishedAt); err != nil {
			return nil, err
		}
		j.Country, j.Sector, j.Scheme = once.text(country), once.text(sector), app.Scheme(once.text(scheme))
		j.LanguageTest, j.LanguageLevel = once.text(test), once.text(level)
		j.LanguageOrTest, j.LanguageOrLevel = once.text(orTest), once.text(orLevel)
		j.Education = app.Education(once.text(education))
		j.Men, j.Women = quota.AdmitsSex(app.Male), quota.AdmitsSex(app.Female)
		jobs = append(jobs, j)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return find.NewIndex(jobs, now), nil
}

// interned keeps one copy of texts that many rows share.
type interned map[string]string

func (known interned) text(b []byte) string {
	if s, ok := known[string(b)]; ok { // the compiler looks up without a copy
		return s
	}
	s := string(b)
	known[s] = s
	return s
}
