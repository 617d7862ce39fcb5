package postgres

import (
	"context"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// What every writer of vacancies keeps, also one that writes many at once:
//
//   - app.Job.Check finds nothing;
//   - slug is unique and, once the job has been public, stays;
//   - permit_left moves only with placements and by as much as permit_quota does,
//     and what is written of a permit holds for all jobs under it (checkPermit);
//   - salary_rupiah and rate_date come from the newest rate (see estimate);
//   - a change of content raises version, names the editor in edited_by and
//     edited_name, and takes a published job back to review without a verifier;
//   - one audit row for entity "job", "job.create" or "job.update", with the
//     fields of auditDiff(jobContent(before), jobContent(after)).

// CreateJob writes a draft and returns its id. The actor becomes its writer.
//
// Errors: app.ErrNotFound when the actor may not write for that agency,
// app.FieldErrors, app.ErrReference.
func (db *DB) CreateJob(ctx context.Context, actor *app.Actor, j *app.Job) (int64, error) {
	tidyJob(j)
	if !actor.Can(app.EditJobs) || j.AgencyID != 0 && !actor.CanAgency(app.EditJobs, j.AgencyID) {
		return 0, app.ErrNotFound
	}
	if err := j.Check().Err(); err != nil {
		return 0, err
	}
	var id int64
	err := db.InTx(ctx, func(tx *sqlx.Tx) error {
		err := checkPermit(ctx, tx, actor, j, 0)
		if err == nil {
			id, err = db.insertJob(ctx, tx, actor, j, "job.create", nil)
		}
		return err
	})
	return id, err
}

func (db *DB) insertJob(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, j *app.Job, action string, extra map[string]any) (int64, error) {
	slug, err := freeJobSlug(ctx, tx, j, 0)
	if err != nil {
		return 0, err
	}
	if err := estimate(ctx, tx, j); err != nil {
		return 0, err
	}
	account, name, _ := actorColumns(actor)
	columns := []string{"slug", "permit_left", "salary_rupiah", "rate_date", "written_by", "written_name", "edited_by", "edited_name", "created_at", "updated_at"}
	now := db.now()
	args := []any{slug, j.PermitQuota, j.SalaryRupiah, dateOrNull(j.RateDate), account, name, account, name, now, now}
	for _, f := range jobFields {
		columns, args = append(columns, f.column), append(args, f.value(j))
	}
	places := make([]string, len(args))
	for i := range args {
		places[i] = "$" + strconv.Itoa(i+1)
	}
	var id int64
	if err := tx.GetContext(ctx, &id, `INSERT INTO jobs (`+strings.Join(columns, ", ")+`) VALUES (`+strings.Join(places, ", ")+`) RETURNING id`, args...); err != nil {
		return 0, translate(err)
	}
	if err := writeCosts(ctx, tx, id, j.Costs); err != nil {
		return 0, err
	}
	_, is := auditDiff(jobContent(&app.Job{}), jobContent(j))
	for k, v := range extra {
		is[k] = v
	}
	return id, audit(ctx, tx, actor, auditEntry{Action: action, Entity: "job", EntityID: id, After: is})
}

// UpdateJob writes what was changed in a draft, a job in review or a
// published one, and reports whether anything was. A published job goes back
// to review. The version is the one that the editor saw; permit_left follows
// a changed quota, and a changed SIP2MI number ends a revocation.
//
// Errors: app.ErrNotFound when it is not the actor's to edit,
// app.FieldErrors, app.ErrReference, app.ErrJobChanged when somebody was
// quicker, app.ErrJobState when the job is closed, app.ErrQuotaUsed.
func (db *DB) UpdateJob(ctx context.Context, actor *app.Actor, id int64, version int, j *app.Job) (changed bool, err error) {
	tidyJob(j)
	err = db.InTx(ctx, func(tx *sqlx.Tx) error {
		changed = false
		have, err := lockJob(ctx, tx, actor, id)
		if err != nil {
			return err
		}
		if j.AgencyID != 0 && !actor.CanAgency(app.EditJobs, j.AgencyID) {
			return app.ErrNotFound
		}
		if err := j.Check().Err(); err != nil {
			return err
		}
		if err := checkPermit(ctx, tx, actor, j, id); err != nil {
			return err
		}
		was, is := auditDiff(jobContent(&have.Job), jobContent(j))
		switch {
		case is == nil:
			return nil
		case have.Version != version:
			return jobChanged(ctx, tx, id)
		case have.Status == app.JobClosed:
			return app.ErrJobState
		}
		changed = true
		return db.writeJob(ctx, tx, actor, have, j, was, is)
	})
	return changed, err
}

func (db *DB) writeJob(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, have *DeskJob, j *app.Job, was, is map[string]any) error {
	left := have.PermitLeft + j.PermitQuota - have.PermitQuota
	if left < 0 {
		return app.ErrQuotaUsed.With("used", have.PermitQuota-have.PermitLeft)
	}
	slug := have.Slug
	if _, renamed := is["title"]; renamed && have.PublishedAt.IsZero() {
		var err error
		if slug, err = freeJobSlug(ctx, tx, j, have.ID); err != nil {
			return err
		}
	}
	if err := estimate(ctx, tx, j); err != nil {
		return err
	}
	status := have.Status
	if status == app.JobPublished {
		status = app.JobInReview
		was["status"], is["status"] = string(have.Status), string(status)
	}
	var w where
	account, name, _ := actorColumns(actor)
	set := []string{
		"slug = " + w.arg(slug), "permit_left = " + w.arg(left), "salary_rupiah = " + w.arg(j.SalaryRupiah), "rate_date = " + w.arg(dateOrNull(j.RateDate)),
		"edited_by = " + w.arg(account), "edited_name = " + w.arg(name), "updated_at = " + w.arg(db.now()), "version = version + 1", "status = " + w.arg(string(status)),
	}
	if have.Status == app.JobPublished {
		set = append(set, "submitted_at = "+w.arg(db.now()), "verified_by = NULL", "verified_name = ''", "verified_at = NULL")
	}
	if _, renewed := is["sip2mi"]; renewed && !have.PermitRevokedOn.IsZero() {
		set = append(set, "permit_revoked_on = NULL", "permit_revoked_reason = ''")
	}
	for _, f := range jobFields {
		if _, changed := is[f.column]; changed {
			set = append(set, f.column+" = "+w.arg(f.value(j)))
		}
	}
	if _, err := tx.ExecContext(ctx, `UPDATE jobs SET `+strings.Join(set, ", ")+` WHERE id = `+w.arg(have.ID), w.args...); err != nil {
		return translate(err)
	}
	if _, changed := is["costs"]; changed {
		if _, err := tx.ExecContext(ctx, `DELETE FROM job_costs WHERE job_id = $1`, have.ID); err != nil {
			return err
		}
		if err := writeCosts(ctx, tx, have.ID, j.Costs); err != nil {
			return err
		}
	}
	return audit(ctx, tx, actor, auditEntry{Action: "job.update", Entity: "job", EntityID: have.ID, Before: was, After: is})
}

func writeCosts(ctx context.Context, tx *sqlx.Tx, id int64, costs []app.Cost) error {
	for i, c := range costs {
		if _, err := tx.ExecContext(ctx, `
			INSERT INTO job_costs (job_id, position, item, amount, currency, payer, legal_basis) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			id, i+1, strings.TrimSpace(c.Item), c.Amount, c.Currency, string(c.Payer), strings.TrimSpace(c.LegalBasis)); err != nil {
			return translate(err)
		}
	}
	return nil
}

// DuplicateJob writes a draft with the content of another job but for what is
// one job's alone: its permit, job order, deadline, official link and the
// writer's code of it.
//
// Errors: app.ErrNotFound when it is not the actor's to edit.
func (db *DB) DuplicateJob(ctx context.Context, actor *app.Actor, id int64) (int64, error) {
	from, err := db.JobForDesk(ctx, actor, id)
	if err != nil {
		return 0, err
	}
	j := from.Job
	j.Reference, j.SIP2MI, j.JobOrder, j.OfficialLink = "", "", "", ""
	j.PermitUntil, j.JobOrderUntil, j.ClosesOn, j.PermitQuota = time.Time{}, time.Time{}, time.Time{}, 0
	var copied int64
	err = db.InTx(ctx, func(tx *sqlx.Tx) error {
		copied, err = db.insertJob(ctx, tx, actor, &j, "job.duplicate", map[string]any{"copied_from": id})
		return err
	})
	return copied, err
}

// freeJobSlug makes the address of a job from its title and city; jobs of the
// same name are told apart by a number.
func freeJobSlug(ctx context.Context, tx *sqlx.Tx, j *app.Job, own int64) (string, error) {
	base := app.Slug(j.Title + " " + j.City)
	if base == "" {
		base = "lowongan"
	}
	var taken []string
	if err := tx.SelectContext(ctx, &taken, `SELECT slug FROM jobs WHERE (slug = $1 OR slug LIKE $2) AND id <> $3`, base, escapeLike(base)+"-%", own); err != nil {
		return "", err
	}
	used := make(map[string]bool, len(taken))
	for _, s := range taken {
		used[s] = true
	}
	slug := base
	for n := 2; used[slug]; n++ {
		slug = base + "-" + strconv.Itoa(n)
	}
	return slug, nil
}

// EstimateSalary sets what a month of the job's least pay is in rupiah by the
// newest rate, as saving it would.
func (db *DB) EstimateSalary(ctx context.Context, j *app.Job) error { return estimate(ctx, db.sql, j) }

func estimate(ctx context.Context, q sqlx.QueryerContext, j *app.Job) error {
	j.SalaryRupiah, j.RateDate, j.Rate = 0, time.Time{}, 0
	if j.Currency == "IDR" {
		j.SalaryRupiah = j.MonthlyPay()
		return nil
	}
	var rates []Rate
	if err := sqlx.SelectContext(ctx, q, &rates, `SELECT currency, as_of, rupiah FROM exchange_rates WHERE currency = $1 ORDER BY as_of DESC LIMIT 1`, j.Currency); err != nil {
		return err
	}
	if len(rates) == 1 && j.SalaryMin > 0 {
		j.SalaryRupiah, j.RateDate, j.Rate = int64(math.Round(float64(j.MonthlyPay())*rates[0].Rupiah)), rates[0].AsOf, rates[0].Rupiah
	}
	return nil
}

// RecalculateSalaries estimates every salary in the currency anew by its
// newest rate and returns how many jobs that changed.
//
// Errors: app.ErrForbidden for who may not edit reference data.
func (db *DB) RecalculateSalaries(ctx context.Context, actor *app.Actor, currency string) (int, error) {
	if !actor.CanAll(app.EditReference) {
		return 0, app.ErrForbidden
	}
	var n int
	err := db.InTx(ctx, func(tx *sqlx.Tx) error {
		var err error
		n, err = recalculateSalaries(ctx, tx, currency)
		return err
	})
	return n, err
}

// recalculateSalaries is RecalculateSalaries within the transaction that
// writes the rate. Its arithmetic is app.Job.MonthlyPay's and estimate's.
func recalculateSalaries(ctx context.Context, tx *sqlx.Tx, currency string) (int, error) {
	done, err := tx.ExecContext(ctx, `
		WITH rate AS (SELECT rupiah, as_of FROM exchange_rates WHERE currency = $1 ORDER BY as_of DESC LIMIT 1),
		estimated AS (
			SELECT j.id, r.as_of, round(r.rupiah * round(j.salary_min * CASE j.salary_period
				WHEN 'hour' THEN j.hours_per_day * j.days_per_week * 52 / 12.0
				WHEN 'day' THEN j.days_per_week * 52 / 12.0
				WHEN 'year' THEN 1 / 12.0
				ELSE 1 END)) AS rupiah
			FROM jobs j, rate r WHERE j.currency = $1 AND j.salary_min > 0)
		UPDATE jobs j SET salary_rupiah = e.rupiah, rate_date = e.as_of FROM estimated e
		WHERE j.id = e.id AND (j.salary_rupiah, j.rate_date) IS DISTINCT FROM (e.rupiah::bigint, e.as_of)`, currency)
	if err != nil {
		return 0, err
	}
	n, err := done.RowsAffected()
	return int(n), err
}
