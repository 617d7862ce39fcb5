package postgres

import (
	"context"
	"database/sql"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// exportChunk is how many jobs an export holds at a time.
const exportChunk = 500

// ExportJobs reads the jobs in a state of the desk, or in all of them when it
// is empty, that the actor may edit, from one snapshot. The audit row is written before
// the first job is read. start is called with the most cost lines any of them
// has, then each with every one.
//
// Errors: app.ErrForbidden.
func (db *DB) ExportJobs(ctx context.Context, actor *app.Actor, state app.JobDeskState, format string, start func(costs int) error, each func(*app.Job) error) error {
	own, all := actor.Agencies(app.EditJobs), actor.CanAll(app.EditJobs)
	if !all && len(own) == 0 {
		return app.ErrForbidden
	}
	if err := db.recordTableExport(ctx, actor, "jobs.export", "job", string(state), format); err != nil {
		return err
	}
	return db.reading(ctx, func(tx *sqlx.Tx) error {
		condition := ` WHERE ($1 OR j.agency_id = ANY($2))`
		if s := deskStatesSQL[state]; s != "" {
			condition += " AND " + s
		}
		var costs int
		if err := tx.GetContext(ctx, &costs, `SELECT coalesce(max(c.position), 0)`+deskJobs+` JOIN job_costs c ON c.job_id = j.id`+condition, all, pq.Array(own)); err != nil {
			return err
		}
		if err := start(costs); err != nil {
			return err
		}
		for last := int64(0); ; {
			var rows []jobRow
			if err := tx.SelectContext(ctx, &rows, `SELECT `+jobColumns+deskJobs+condition+` AND j.id > $3 ORDER BY j.id LIMIT $4`,
				all, pq.Array(own), last, exportChunk); err != nil {
				return err
			}
			if len(rows) == 0 {
				return nil
			}
			jobs, ids, at := make([]*app.Job, len(rows)), make([]int64, len(rows)), make(map[int64]*app.Job, len(rows))
			for i := range rows {
				jobs[i] = rows[i].job()
				ids[i], at[jobs[i].ID] = jobs[i].ID, jobs[i]
			}
			if err := eachCost(ctx, tx, ids, func(job int64, c app.Cost) { at[job].Costs = append(at[job].Costs, c) }); err != nil {
				return err
			}
			for _, j := range jobs {
				if err := each(j); err != nil {
					return err
				}
			}
			last = ids[len(ids)-1]
		}
	})
}

// ExportAgencies reads the agencies of a status, or all when it is empty, by
// name. The audit row is written before the first is read.
//
// Errors: app.ErrForbidden.
func (db *DB) ExportAgencies(ctx context.Context, actor *app.Actor, status app.AgencyStatus, format string, each func(*app.Agency) error) error {
	if err := canEditAgencies(actor); err != nil {
		return err
	}
	if err := db.recordTableExport(ctx, actor, "agencies.export", "agency", string(status), format); err != nil {
		return err
	}
	return db.reading(ctx, func(tx *sqlx.Tx) error {
		var rows []agencyRow
		if err := tx.SelectContext(ctx, &rows, `SELECT `+agencyColumns+` FROM agencies a WHERE $1 = '' OR a.status = $1 ORDER BY a.name COLLATE "id-x-icu", a.id`, string(status)); err != nil {
			return err
		}
		for i := range rows {
			a := rows[i].agency()
			if err := each(&a); err != nil {
				return err
			}
		}
		return nil
	})
}

func (db *DB) recordTableExport(ctx context.Context, actor *app.Actor, action, entity, status, format string) error {
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		return audit(ctx, tx, actor, auditEntry{Action: action, Entity: entity, After: map[string]any{"format": format, "status": status}})
	})
}

// reading runs fn over one snapshot, for as long as a slow line needs.
func (db *DB) reading(ctx context.Context, fn func(tx *sqlx.Tx) error) error {
	tx, err := db.sql.BeginTxx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, exportSettings); err != nil {
		return err
	}
	return fn(tx)
}
