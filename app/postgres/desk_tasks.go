package postgres

import (
	"context"

	"gerbang/app"
)

// DeskTasks is what waits for somebody in the office, beside vacancies.
type DeskTasks struct {
	Reports  int `db:"reports"`  // that nobody has taken yet
	Danger   int `db:"danger"`   // those of them about somebody in danger now
	Answered int `db:"answered"` // that the actor handles and whose reporter had the last word
	Licences int `db:"licences"` // of agencies, ending soon
}

// DeskTasks returns what waits for the actor. What is not theirs to do counts
// as nothing.
func (db *DB) DeskTasks(ctx context.Context, actor *app.Actor) (DeskTasks, error) {
	var t DeskTasks
	err := db.sql.GetContext(ctx, &t, `
		SELECT (SELECT count(*) FROM reports WHERE $1 AND status = 'new') AS reports,
		       (SELECT count(*) FROM reports WHERE $1 AND status = 'new' AND danger) AS danger,
		       (SELECT count(*) FROM reports r WHERE $1 AND r.status <> 'closed' AND r.handled_by = $3
		          AND (SELECT e.kind FROM report_events e WHERE e.report_id = r.id ORDER BY e.id DESC LIMIT 1) = 'added') AS answered,
		       (SELECT count(*) FROM agencies a WHERE $2 AND `+standingSQL+` = 'expiring') AS licences`,
		actor.CanAll(app.HandleReports), actor.CanAll(app.EditAgencies), actor.AccountID)
	return t, err
}
