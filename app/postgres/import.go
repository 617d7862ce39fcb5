package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// importKept is how long an uploaded file stays, applied or not.
const importKept = 7 * 24 * time.Hour

// ImportReference returns the reference data that the cells of a file are
// read by: what is offered in forms, and every agency.
func (db *DB) ImportReference(ctx context.Context) (*app.ImportReference, error) {
	ref := &app.ImportReference{Rupiah: map[string]float64{}, RateDates: map[string]time.Time{}}
	var names []struct {
		Sector bool   `db:"sector"`
		Code   string `db:"code"`
		ID     string `db:"name_id"`
		EN     string `db:"name_en"`
	}
	if err := db.sql.SelectContext(ctx, &names, `
		SELECT true AS sector, code, name_id, name_en FROM sectors WHERE active
		UNION ALL SELECT false, iso2, name_id, name_en FROM countries ORDER BY 3`); err != nil {
		return nil, err
	}
	for _, n := range names {
		code := app.NamedCode{Code: n.Code, ID: n.ID, EN: n.EN}
		if n.Sector {
			ref.Sectors = append(ref.Sectors, code)
		} else {
			ref.Countries = append(ref.Countries, code)
		}
	}
	if err := db.sql.SelectContext(ctx, &ref.Levels, `SELECT test, level, language, rank FROM language_levels ORDER BY language, rank, test`); err != nil {
		return nil, err
	}
	var rates []Rate
	if err := db.sql.SelectContext(ctx, &rates, `SELECT DISTINCT ON (currency) currency, as_of, rupiah FROM exchange_rates ORDER BY currency, as_of DESC`); err != nil {
		return nil, err
	}
	for _, r := range rates {
		ref.Rupiah[r.Currency], ref.RateDates[r.Currency] = r.Rupiah, r.AsOf
	}
	var agencies []agencyRow
	if err := db.sql.SelectContext(ctx, &agencies, `SELECT `+agencyColumns+` FROM agencies a`); err != nil {
		return nil, err
	}
	for i := range agencies {
		ref.Agencies = append(ref.Agencies, agencies[i].agency())
	}
	return ref, nil
}

// JobsForImport returns the jobs that have one of the addresses, or one of
// the references at the agency in the same place, with their costs.
func (db *DB) JobsForImport(ctx context.Context, slugs []string, agencies []int64, references []string) ([]app.StoredJob, error) {
	var rows []struct {
		jobRow
		Version string `db:"version_read"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT `+jobColumns+`, j.version::text AS version_read FROM all_jobs p JOIN jobs j ON j.id = p.id
		WHERE p.id IN (
			SELECT id FROM jobs WHERE slug = ANY($1)
			UNION SELECT k.id FROM unnest($2::bigint[], $3::text[]) AS u (agency_id, reference)
			      JOIN jobs k ON k.agency_id = u.agency_id AND k.reference = u.reference AND k.reference <> '')`,
		pq.Array(slugs), pq.Array(agencies), pq.Array(references)); err != nil {
		return nil, err
	}
	jobs := make([]app.StoredJob, len(rows))
	ids, at := make([]int64, len(rows)), make(map[int64]int, len(rows))
	for i := range rows {
		jobs[i] = app.StoredJob{Job: *rows[i].job(), Version: rows[i].Version}
		ids[i], at[jobs[i].ID] = jobs[i].ID, i
	}
	err := eachCost(ctx, db.sql, ids, func(job int64, c app.Cost) {
		j := &jobs[at[job]]
		j.Costs = append(j.Costs, c)
	})
	return jobs, err
}

// eachCost calls fn with the cost lines of the jobs, in their order.
func eachCost(ctx context.Context, q sqlx.QueryerContext, jobs []int64, fn func(job int64, c app.Cost)) error {
	rows, err := q.QueryContext(ctx, `
		SELECT job_id, item, amount, currency, payer, legal_basis FROM job_costs WHERE job_id = ANY($1) ORDER BY job_id, position`, pq.Array(jobs))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var job int64
		var c app.Cost
		if err := rows.Scan(&job, &c.Item, &c.Amount, &c.Currency, &c.Payer, &c.LegalBasis); err != nil {
			return err
		}
		fn(job, c)
	}
	return rows.Err()
}

// SaveImport keeps an uploaded file with its compared rows until it is
// confirmed, and returns its id. Nothing of it is in force.
// Errors: app.ErrForbidden.
func (db *DB) SaveImport(ctx context.Context, actor *app.Actor, f *app.ImportFile, rows []app.ImportRow) (id int64, err error) {
	if !mayImport(actor, f.Kind) {
		return 0, app.ErrForbidden
	}
	head, err := json.Marshal(f.Head)
	if err != nil {
		return 0, err
	}
	unknown, err := json.Marshal(f.Unknown)
	if err != nil {
		return 0, err
	}
	err = db.InTx(ctx, func(tx *sqlx.Tx) error {
		now := db.now()
		if err := tx.GetContext(ctx, &id, `
			INSERT INTO imports (account_id, kind, file_name, head, unknown, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id`,
			actor.AccountID, string(f.Kind), f.FileName, string(head), string(unknown), now, now.Add(importKept)); err != nil {
			return err
		}
		b := &Bulk{db: db, tx: tx}
		return b.copyRows(ctx, "import_rows", "import_id, number, status, label, cells, problems, changes, record, was, becomes, target_id, version", len(rows), func(i int) ([]any, error) {
			r := &rows[i]
			values := []any{id, r.Number, string(r.Status), r.Label, nil, nil, nil, nil, nil, nil, orNull(r.TargetID), r.Version}
			for j, v := range []any{r.Cells, r.Problems, r.Changes, r.Values, r.Was, r.Becomes} {
				if err := jsonOrNull(&values[4+j], v); err != nil {
					return nil, err
				}
			}
			return values, nil
		})
	})
	return id, err
}

// jsonOrNull encodes v, and an empty one as NULL.
func jsonOrNull(to *any, v any) error {
	switch v := v.(type) {
	case nil:
		return nil
	case map[string]any:
		if v == nil {
			return nil
		}
	case []string:
		if v == nil {
			return nil
		}
	case []app.ImportProblem:
		if v == nil {
			return nil
		}
	case []app.ImportChange:
		if v == nil {
			return nil
		}
	}
	b, err := json.Marshal(v)
	*to = string(b)
	return err
}

// mayImport reports whether the actor may write things of the kind at all.
// Which jobs somebody who works for an agency may write is asked of each row.
func mayImport(actor *app.Actor, kind app.ImportKind) bool {
	switch kind {
	case app.ImportJobs:
		return actor.CanAll(app.EditJobs) || len(actor.Agencies(app.EditJobs)) > 0
	case app.ImportAgencies:
		return actor.CanAll(app.EditAgencies)
	}
	return false
}

type importRow struct {
	ID        int64      `db:"id"`
	Kind      string     `db:"kind"`
	FileName  string     `db:"file_name"`
	Head      []byte     `db:"head"`
	Unknown   []byte     `db:"unknown"`
	CreatedAt time.Time  `db:"created_at"`
	ExpiresAt time.Time  `db:"expires_at"`
	AppliedAt *time.Time `db:"applied_at"`
	New       int        `db:"fresh"`
	Changed   int        `db:"changed"`
	Unchanged int        `db:"unchanged"`
	Invalid   int        `db:"invalid"`
	Saved     int        `db:"saved"`
	Conflicts int        `db:"conflicts"`
}

func (r *importRow) file() (app.ImportFile, error) {
	f := app.ImportFile{
		ID: r.ID, Kind: app.ImportKind(r.Kind), FileName: r.FileName, CreatedAt: r.CreatedAt, ExpiresAt: r.ExpiresAt, AppliedAt: orZero(r.AppliedAt),
		Rows: app.ImportCounts{New: r.New, Changed: r.Changed, Unchanged: r.Unchanged, Invalid: r.Invalid, Saved: r.Saved, Conflicts: r.Conflicts},
	}
	if err := json.Unmarshal(r.Head, &f.Head); err != nil {
		return f, err
	}
	return f, json.Unmarshal(r.Unknown, &f.Unknown)
}

const importQuery = `
	SELECT i.id, i.kind, i.file_name, i.head, i.unknown, i.created_at, i.expires_at, i.applied_at, c.*
	FROM imports i CROSS JOIN LATERAL (
		SELECT count(*) FILTER (WHERE status = 'new') AS fresh, count(*) FILTER (WHERE status = 'changed') AS changed,
		       count(*) FILTER (WHERE status = 'unchanged') AS unchanged, count(*) FILTER (WHERE status = 'invalid') AS invalid,
		       count(*) FILTER (WHERE outcome = 'saved') AS saved, count(*) FILTER (WHERE outcome = 'conflict') AS conflicts
		FROM import_rows r WHERE r.import_id = i.id) c`

// Import returns a file that the actor uploaded.
// Errors: app.ErrNotFound, also for those of others and those that expired.
func (db *DB) Import(ctx context.Context, actor *app.Actor, id int64) (*app.ImportFile, error) {
	var r importRow
	if err := db.sql.GetContext(ctx, &r, importQuery+` WHERE i.id = $1 AND i.account_id = $2 AND i.expires_at > $3`, id, actor.AccountID, db.now()); err != nil {
		return nil, translate(err)
	}
	f, err := r.file()
	return &f, err
}

// Imports returns the newest files that the actor uploaded and that are
// still kept.
func (db *DB) Imports(ctx context.Context, actor *app.Actor, limit int) ([]app.ImportFile, error) {
	var rows []importRow
	if err := db.sql.SelectContext(ctx, &rows, importQuery+` WHERE i.account_id = $1 AND i.expires_at > $2 ORDER BY i.id DESC LIMIT $3`,
		actor.AccountID, db.now(), limit); err != nil {
		return nil, err
	}
	files := make([]app.ImportFile, len(rows))
	for i := range rows {
		var err error
		if files[i], err = rows[i].file(); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// ImportFilter chooses rows of an import. Zero fields choose all.
type ImportFilter struct {
	Status    app.ImportStatus
	Outcome   app.ImportOutcome
	Limit     int
	Offset    int
	WithCells bool
}

// ImportRows returns rows of a file that the actor uploaded, in its order.
func (db *DB) ImportRows(ctx context.Context, actor *app.Actor, id int64, f ImportFilter) ([]app.ImportRow, error) {
	var w where
	condition := "r.import_id = " + w.arg(id) + " AND i.account_id = " + w.arg(actor.AccountID) + " AND i.expires_at > " + w.arg(db.now())
	if f.Status != "" {
		condition += " AND r.status = " + w.arg(string(f.Status))
	}
	if f.Outcome != "" {
		condition += " AND r.outcome = " + w.arg(string(f.Outcome))
	}
	cells := "NULL::jsonb"
	if f.WithCells {
		cells = "r.cells"
	}
	limit := ""
	if f.Limit > 0 {
		limit = fmt.Sprintf(" LIMIT %d OFFSET %d", f.Limit, f.Offset)
	}
	var rows []struct {
		Number   int     `db:"number"`
		Status   string  `db:"status"`
		Outcome  *string `db:"outcome"`
		Label    string  `db:"label"`
		Cells    []byte  `db:"cells"`
		Problems []byte  `db:"problems"`
		Changes  []byte  `db:"changes"`
		Target   *int64  `db:"target_id"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT r.number, r.status, r.outcome, r.label, `+cells+` AS cells, r.problems, r.changes, r.target_id
		FROM import_rows r JOIN imports i ON i.id = r.import_id WHERE `+condition+` ORDER BY r.number`+limit, w.args...); err != nil {
		return nil, err
	}
	out := make([]app.ImportRow, len(rows))
	for i, r := range rows {
		out[i] = app.ImportRow{Number: r.Number, Status: app.ImportStatus(r.Status), Label: r.Label}
		if r.Outcome != nil {
			out[i].Outcome = app.ImportOutcome(*r.Outcome)
		}
		if r.Target != nil {
			out[i].TargetID = *r.Target
		}
		for _, part := range []struct {
			raw []byte
			to  any
		}{{r.Cells, &out[i].Cells}, {r.Problems, &out[i].Problems}, {r.Changes, &out[i].Changes}} {
			if part.raw == nil {
				continue
			}
			if err := json.Unmarshal(part.raw, part.to); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// SweepImports deletes files whose time is over.
func (db *DB) SweepImports(ctx context.Context) error {
	_, err := db.sql.ExecContext(ctx, `DELETE FROM imports WHERE expires_at <= $1`, db.now())
	return err
}
