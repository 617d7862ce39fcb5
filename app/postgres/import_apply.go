package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// ApplyImport writes the good rows of a file that the actor uploaded, all in
// one transaction, and leaves the others out. New jobs become drafts, or go
// to review at once when review says so; a published job that changes goes
// back to review. Rows whose thing somebody changed after the preview are
// left alone and marked. A second call finds the work done and does nothing.
//
// Errors: app.ErrNotFound; app.ErrForbidden; app.ErrImportNothing when no row
// is good; app.ErrReference when somebody took a reference in the same moment.
func (db *DB) ApplyImport(ctx context.Context, actor *app.Actor, id int64, review bool) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		var f struct {
			Kind     string `db:"kind"`
			FileName string `db:"file_name"`
			Applied  bool   `db:"applied"`
			Good     int    `db:"good"`
		}
		if err := tx.GetContext(ctx, &f, `
			SELECT kind, file_name, applied_at IS NOT NULL AS applied,
			       (SELECT count(*) FROM import_rows WHERE import_id = i.id AND status IN ('new', 'changed')) AS good
			FROM imports i WHERE id = $1 AND account_id = $2 AND expires_at > $3 FOR UPDATE`, id, actor.AccountID, db.now()); err != nil {
			return err
		}
		kind := app.ImportKind(f.Kind)
		switch {
		case !mayImport(actor, kind):
			return app.ErrForbidden
		case f.Applied:
			return nil
		case f.Good == 0:
			return app.ErrImportNothing
		}
		apply := applyJobs
		if kind == app.ImportAgencies {
			apply = db.applyAgencies
		}
		if err := apply(ctx, tx, actor, importing{id: id, file: f.FileName, review: review, now: db.now()}); err != nil {
			return err
		}
		var counts struct {
			Saved     int `db:"saved" json:"saved"`
			Conflicts int `db:"conflicts" json:"conflicts"`
		}
		if err := tx.GetContext(ctx, &counts, `
			WITH done AS (UPDATE imports SET applied_at = $2 WHERE id = $1)
			SELECT count(*) FILTER (WHERE outcome = 'saved') AS saved, count(*) FILTER (WHERE outcome = 'conflict') AS conflicts
			FROM import_rows WHERE import_id = $1`, id, db.now()); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "import.apply", Entity: "import", EntityID: id,
			After: map[string]any{"kind": kind, "file": f.FileName, "saved": counts.Saved, "conflicts": counts.Conflicts}})
	})
}

// importing is an import that is being applied.
type importing struct {
	id     int64
	file   string
	review bool
	now    time.Time
}

// applyJobs writes the jobs of an import, a handful of statements however
// many they are.
func applyJobs(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, im importing) error {
	account, name, request := actorColumns(actor)
	own, all := pq.Array(actor.Agencies(app.EditJobs)), actor.CanAll(app.EditJobs)
	status, submitted := app.JobDraft, any(nil)
	if im.review {
		status, submitted = app.JobInReview, im.now
	}
	columns := make([]string, len(jobFields))
	for i, f := range jobFields {
		columns[i] = f.column
	}
	fields, fresh := strings.Join(columns, ", "), "n."+strings.Join(columns, ", n.")
	for _, s := range []struct {
		query string
		args  []any
	}{
		// Whoever edits one of these jobs now has to wait, or has been waited for.
		{`SELECT m.id FROM permits m WHERE m.id IN (SELECT j.permit_id FROM jobs j JOIN import_rows r ON r.target_id = j.id
			WHERE r.import_id = $1 AND r.status = 'changed') ORDER BY m.id FOR UPDATE`, []any{im.id}},
		{`SELECT j.id FROM jobs j JOIN import_rows r ON r.target_id = j.id WHERE r.import_id = $1 AND r.status = 'changed' ORDER BY j.id FOR UPDATE OF j`, []any{im.id}},
		// Placements leave the version of a job alone, but may have used up a quota that is being lowered. A permit
		// that other jobs share is a verifier's to change.
		{`UPDATE import_rows r SET outcome = CASE WHEN EXISTS (
				SELECT 1 FROM jobs j WHERE j.id = r.target_id AND j.version::text = r.version AND j.status <> 'closed' AND ($2 OR j.agency_id = ANY($3))
				AND j.permit_left + coalesce((r.record ->> 'permit_quota')::int, j.permit_quota) >= j.permit_quota
				AND ($4 OR NOT EXISTS (SELECT 1 FROM jobs o WHERE o.permit_id = j.permit_id AND o.id <> j.id)
					OR coalesce((r.record ->> 'permit_quota')::int, j.permit_quota) = j.permit_quota
					AND (NOT r.record ? 'permit_until' OR (r.record ->> 'permit_until')::date IS NOT DISTINCT FROM j.permit_until))) THEN 'saved' ELSE 'conflict' END
			WHERE r.import_id = $1 AND r.status = 'changed'`, []any{im.id, all, own, actor.CanAll(app.VerifyJobs)}},
		{`UPDATE jobs j SET (` + fields + `) = (` + fresh + `), salary_rupiah = n.salary_rupiah, rate_date = n.rate_date,
				permit_left = j.permit_left + n.permit_quota - j.permit_quota,
				permit_revoked_on = CASE WHEN n.sip2mi = j.sip2mi THEN j.permit_revoked_on END,
				permit_revoked_reason = CASE WHEN n.sip2mi = j.sip2mi THEN j.permit_revoked_reason ELSE '' END,
				submitted_at = CASE j.status WHEN 'published' THEN $2 ELSE j.submitted_at END,
				status = CASE j.status WHEN 'published' THEN 'in_review' ELSE j.status END,
				verified_by = NULL, verified_name = '', verified_at = NULL,
				edited_by = $3, edited_name = $4, updated_at = $2, version = j.version + 1
			FROM (SELECT n.* FROM import_rows r JOIN jobs o ON o.id = r.target_id CROSS JOIN LATERAL jsonb_populate_record(o, r.record) n
				WHERE r.import_id = $1 AND r.status = 'changed' AND r.outcome = 'saved') n
			WHERE j.id = n.id`, []any{im.id, im.now, account, name}},
		{`DELETE FROM job_costs c USING import_rows r
			WHERE r.import_id = $1 AND r.status = 'changed' AND r.outcome = 'saved' AND r.record ? 'costs' AND c.job_id = r.target_id`, []any{im.id}},
		// Ids are given first, so that no statement has to find a job by what stands in a record: the planner knows
		// nothing of rows that have just come, and would look through all of them for each.
		{`UPDATE import_rows SET target_id = nextval(pg_get_serial_sequence('jobs', 'id'))
			WHERE import_id = $1 AND status = 'new' AND ($2 OR (record ->> 'agency_id')::bigint = ANY($3))`, []any{im.id, all, own}},
		{`INSERT INTO jobs (id, slug, ` + fields + `, salary_rupiah, rate_date, permit_left, status, submitted_at, written_by, written_name, edited_by, edited_name, created_at, updated_at)
			OVERRIDING SYSTEM VALUE
			SELECT n.target_id, CASE WHEN n.of_name = 1 AND NOT EXISTS (SELECT 1 FROM jobs t WHERE t.slug = n.slug) THEN n.slug ELSE n.slug || '-' || n.target_id END,
			       ` + fresh + `, n.salary_rupiah, n.rate_date, n.permit_quota, $2, $3, $4, $5, $4, $5, $6, $6
			FROM (SELECT r.target_id, row_number() OVER (PARTITION BY n.slug ORDER BY r.number) AS of_name, n.*
				FROM import_rows r CROSS JOIN LATERAL jsonb_populate_record(NULL::jobs, r.record) n
				WHERE r.import_id = $1 AND r.status = 'new' AND r.target_id IS NOT NULL) n
			ORDER BY n.target_id ON CONFLICT DO NOTHING`, []any{im.id, string(status), submitted, account, name, im.now}},
		{`UPDATE import_rows r SET (outcome, target_id) = (SELECT CASE WHEN max(j.id) IS NULL THEN 'conflict' ELSE 'saved' END, max(j.id) FROM jobs j WHERE j.id = r.target_id)
			WHERE r.import_id = $1 AND r.status = 'new'`, []any{im.id}},
		{`INSERT INTO job_costs (job_id, position, item, amount, currency, payer, legal_basis)
			SELECT r.target_id, c.position, c.line ->> 'item', (c.line ->> 'amount')::bigint, c.line ->> 'currency', c.line ->> 'payer', c.line ->> 'legal_basis'
			FROM import_rows r CROSS JOIN LATERAL jsonb_array_elements(r.record -> 'costs') WITH ORDINALITY AS c (line, position)
			WHERE r.import_id = $1 AND r.outcome = 'saved' AND r.record ? 'costs'`, []any{im.id}},
		{`INSERT INTO audit_log (account_id, actor, action, entity, entity_id, before, after, request_id)
			SELECT $2, $3, CASE r.status WHEN 'new' THEN 'job.create' ELSE 'job.update' END, 'job', r.target_id, r.was, r.becomes || jsonb_build_object('import', $1::bigint), $4
			FROM import_rows r WHERE r.import_id = $1 AND r.outcome = 'saved' ORDER BY r.number`, []any{im.id, account, name, request}},
	} {
		if _, err := tx.ExecContext(ctx, s.query, s.args...); err != nil {
			return err
		}
	}
	return nil
}

// applyAgencies writes the agencies of an import one by one, as their desk
// does: names and licences have a history to keep.
func (db *DB) applyAgencies(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, im importing) error {
	var rows []struct {
		Number  int     `db:"number"`
		Version *string `db:"version"`
		Target  *int64  `db:"target_id"`
		Record  []byte  `db:"record"`
	}
	if err := tx.SelectContext(ctx, &rows, `
		SELECT number, version, target_id, record FROM import_rows WHERE import_id = $1 AND status IN ('new', 'changed') ORDER BY target_id, number`, im.id); err != nil {
		return err
	}
	for _, r := range rows {
		var a app.Agency
		if err := json.Unmarshal(r.Record, &a); err != nil {
			return err
		}
		id, outcome := a.ID, app.ImportSaved
		err := savepoint(ctx, tx, func() (err error) {
			id, err = db.applyAgency(ctx, tx, actor, a, im.file)
			return err
		})
		switch app.KindOf(err) {
		case app.Conflict, app.Invalid, app.NotFound:
			outcome = app.ImportConflict
		default:
			if err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, `UPDATE import_rows SET outcome = $3, target_id = nullif($4::bigint, 0) WHERE import_id = $1 AND number = $2`,
			im.id, r.Number, string(outcome), id); err != nil {
			return err
		}
	}
	return nil
}

// applyAgency adds the agency, or takes the steps that lead from what is
// stored to it: renaming, renewal, then what merely describes it.
func (db *DB) applyAgency(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, a app.Agency, file string) (int64, error) {
	source := "Impor " + file
	if a.ID == 0 {
		created, err := createAgency(ctx, tx, actor, a, source)
		return created.ID, err
	}
	now, err := lockAgency(ctx, tx, actor, a.ID)
	if err != nil {
		return a.ID, err
	}
	if now.Version != a.Version {
		return a.ID, errAgencyChanged
	}
	if a.Name != now.Name {
		step := app.LicenceStep{Kind: app.AgencyRenamed, EffectiveOn: db.now(), Name: a.Name, Source: source}
		if now, err = recordLicence(ctx, tx, actor, a.ID, now.Version, step, db.now()); err != nil {
			return a.ID, err
		}
		a.FormerNames = strings.Join(app.OtherNames(now.FormerNames+"\n"+a.FormerNames), "\n")
	}
	if !a.LicenceUntil.Equal(now.LicenceUntil) {
		step := app.LicenceStep{Kind: app.AgencyRenewed, EffectiveOn: db.now(), SIP3MI: now.SIP3MI, LicenceUntil: a.LicenceUntil, Source: source}
		if now, err = recordLicence(ctx, tx, actor, a.ID, now.Version, step, db.now()); err != nil {
			return a.ID, err
		}
	}
	a.Version = now.Version
	_, err = updateAgency(ctx, tx, actor, a)
	return a.ID, err
}

// savepoint runs fn and takes back what it wrote when it fails, without
// giving up the transaction.
func savepoint(ctx context.Context, tx *sqlx.Tx, fn func() error) error {
	if _, err := tx.ExecContext(ctx, `SAVEPOINT part`); err != nil {
		return err
	}
	if err := translate(fn()); err != nil {
		if _, undo := tx.ExecContext(ctx, `ROLLBACK TO SAVEPOINT part`); undo != nil {
			return errors.Join(undo, err)
		}
		return err
	}
	_, err := tx.ExecContext(ctx, `RELEASE SAVEPOINT part`)
	return err
}
