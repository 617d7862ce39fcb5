package postgres

import (
	"context"
	"time"

	"github.com/lib/pq"

	"gerbang/app"
)

// CourseBatches returns the courses that can still be applied for, now or
// later: those that take applications first, then in order of their opening.
func (db *DB) CourseBatches(ctx context.Context) ([]app.CourseBatch, error) {
	stmt, err := db.prepared(ctx, `
		SELECT e.slug, e.title, e.title_en, e.status, e.starts_at, e.opens_at, e.closes_at, k.trade, k.trade_en, k.batch, k.programme, k.days, `+courseAimColumns+`
		FROM events e JOIN courses k ON k.event_id = e.id
		WHERE e.kind = 'course' AND e.status = 'published' AND e.closes_at > $1
		ORDER BY e.opens_at > $1, CASE WHEN e.opens_at > $1 THEN e.opens_at ELSE e.closes_at END, e.id`)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Slug     string    `db:"slug"`
		Title    string    `db:"title"`
		TitleEN  string    `db:"title_en"`
		Status   string    `db:"status"`
		StartsAt time.Time `db:"starts_at"`
		OpensAt  time.Time `db:"opens_at"`
		ClosesAt time.Time `db:"closes_at"`
		courseRow
	}
	if err := stmt.SelectContext(ctx, &rows, db.now()); err != nil {
		return nil, err
	}
	batches := make([]app.CourseBatch, len(rows))
	for i := range rows {
		r := &rows[i]
		batches[i] = app.CourseBatch{
			Slug: r.Slug, Title: r.Title, TitleEN: r.TitleEN, Status: app.EventStatus(r.Status), StartsAt: r.StartsAt, OpensAt: r.OpensAt,
			ClosesAt: r.ClosesAt, Training: r.training(),
		}
	}
	return batches, nil
}

// AskedByJobs returns what public jobs ask of courses, with how many ask it.
func (db *DB) AskedByJobs(ctx context.Context) ([]app.AskCount, error) {
	stmt, err := db.prepared(ctx, `
		SELECT language_test, language_level, language_or_test, language_or_level, sector, count(*) AS jobs
		FROM public_jobs GROUP BY 1, 2, 3, 4, 5`)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Test    string `db:"language_test"`
		Level   string `db:"language_level"`
		OrTest  string `db:"language_or_test"`
		OrLevel string `db:"language_or_level"`
		Sector  string `db:"sector"`
		Jobs    int    `db:"jobs"`
	}
	if err := stmt.SelectContext(ctx, &rows); err != nil {
		return nil, err
	}
	asked := make([]app.AskCount, len(rows))
	for i, r := range rows {
		asked[i] = app.AskCount{Asking: app.Asking{Test: r.Test, Level: r.Level, OrTest: r.OrTest, OrLevel: r.OrLevel, Sector: r.Sector}, Jobs: r.Jobs}
	}
	return asked, nil
}

// JobsAfter returns public jobs that the course opens, the newest first, at
// most limit of them, and how many there are. asked is what AskedByJobs
// returned: app.Training.LeadsTo decides over what jobs ask for, so that the
// page of a job and the page of a course cannot disagree.
func (db *DB) JobsAfter(ctx context.Context, t *app.Training, levels app.LanguageLevels, asked []app.AskCount, limit int) ([]JobCard, int, error) {
	var tests, lvls, orTests, orLevels, sectors []string
	total := 0
	for _, a := range asked {
		if t.LeadsTo(a.Asking, levels).Opens() {
			tests, lvls, sectors = append(tests, a.Test), append(lvls, a.Level), append(sectors, a.Sector)
			orTests, orLevels = append(orTests, a.OrTest), append(orLevels, a.OrLevel)
			total += a.Jobs
		}
	}
	if total == 0 {
		return nil, 0, nil
	}
	stmt, err := db.prepared(ctx, `
		SELECT `+jobCardColumns+` FROM public_jobs p
		WHERE (p.language_test, p.language_level, p.language_or_test, p.language_or_level, p.sector)
		      IN (SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]))
		ORDER BY p.published_at DESC, p.id DESC LIMIT $6`)
	if err != nil {
		return nil, 0, err
	}
	var cards []JobCard
	err = stmt.SelectContext(ctx, &cards, pq.Array(tests), pq.Array(lvls), pq.Array(orTests), pq.Array(orLevels), pq.Array(sectors), limit)
	return cards, total, err
}

// JobWays are the events that lead to a job: courses that can still be
// applied for and coming fairs where it is offered.
type JobWays struct {
	Courses []CourseWay // those that reach what the job asks for first
	Fairs   []EventLink
}

// CourseWay is a course with how it leads to a job.
type CourseWay struct {
	app.CourseBatch
	Way app.Way
}

// WaysToJob returns every course that leads to the job and can still be
// applied for, and at most three fairs.
func (db *DB) WaysToJob(ctx context.Context, j *app.Job) (JobWays, error) {
	var ways JobWays
	stmt, err := db.prepared(ctx, `
		SELECT e.kind, e.slug, e.title, e.title_en, e.starts_at, b.number AS booth
		FROM booth_jobs bj JOIN booths b ON b.id = bj.booth_id JOIN events e ON e.id = b.event_id
		WHERE bj.job_id = $1 AND e.kind = 'job_fair' AND e.status = 'published' AND e.ends_at > $2
		ORDER BY e.starts_at LIMIT 3`)
	if err != nil {
		return ways, err
	}
	if err := stmt.SelectContext(ctx, &ways.Fairs, j.ID, db.now()); err != nil {
		return ways, err
	}
	levels, err := db.LanguageLevels(ctx)
	if err != nil {
		return ways, err
	}
	batches, err := db.CourseBatches(ctx)
	if err != nil {
		return ways, err
	}
	for _, way := range []app.Way{app.Reaches, app.BySector, app.FirstStep} {
		for i := range batches {
			if batches[i].LeadsTo(j.Asking(), levels) == way {
				ways.Courses = append(ways.Courses, CourseWay{batches[i], way})
			}
		}
	}
	return ways, nil
}
