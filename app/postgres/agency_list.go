package postgres

import (
	"context"

	"gerbang/app"
)

// AgencyFilter chooses agencies for the desk. Zero fields do not limit.
type AgencyFilter struct {
	Search        string // part of a name or number
	Standing      app.AgencyStanding
	Sort          AgencySort
	Offset, Limit int
}

// AgencySort is an order of the desk's list.
type AgencySort string

// The orders. Licences that end first stand first in AgencyByEnd; in AgencyByCheck those
// that were never compared with the ministry's list.
const (
	AgencyByName  AgencySort = "nama"
	AgencyByEnd   AgencySort = "berlaku"
	AgencyByCheck AgencySort = "diperiksa"
)

var agencyOrders = map[AgencySort]string{
	AgencyByName: "a.name, a.id", AgencyByEnd: "a.licence_until, a.name, a.id", AgencyByCheck: "a.checked_on NULLS FIRST, a.name, a.id",
}

// AgencyLine is an agency in the desk's list.
type AgencyLine struct {
	app.Agency
	Jobs int // public jobs it has now
}

// standingSQL is app.Agency.Standing of agencies a, which a test holds it to.
const standingSQL = `CASE WHEN a.status <> 'active' THEN a.status WHEN a.kind = 'government' THEN 'active'
	WHEN a.licence_until < (now() AT TIME ZONE 'Asia/Jakarta')::date THEN 'expired'
	WHEN a.licence_until <= (now() AT TIME ZONE 'Asia/Jakarta')::date + 60 THEN 'expiring' ELSE 'active' END`

// Agencies returns the agencies that pass the filter, how many do in all, and
// how many of each standing the search finds.
// Errors: app.ErrForbidden.
func (db *DB) Agencies(ctx context.Context, actor *app.Actor, f AgencyFilter) (lines []AgencyLine, total int, counts map[app.AgencyStanding]int, err error) {
	if err := canEditAgencies(actor); err != nil {
		return nil, 0, nil, err
	}
	var w where
	if f.Search != "" {
		name := w.arg(contains(app.PlainName(f.Search)))
		condition := "(a.search_name LIKE " + name
		if number := app.PlainNumber(f.Search); number != "" && digitsOnly(number) != "" {
			condition += " OR a.search_number LIKE " + w.arg(contains(number))
		}
		w.add(condition + ")")
	}
	var byStanding []struct {
		Standing string `db:"standing"`
		Agencies int    `db:"agencies"`
	}
	if err := db.sql.SelectContext(ctx, &byStanding, `SELECT `+standingSQL+` AS standing, count(*) AS agencies FROM agencies a`+w.sql()+` GROUP BY 1`, w.args...); err != nil {
		return nil, 0, nil, err
	}
	counts = map[app.AgencyStanding]int{}
	for _, c := range byStanding {
		counts[app.AgencyStanding(c.Standing)] = c.Agencies
		if f.Standing == "" || string(f.Standing) == c.Standing {
			total += c.Agencies
		}
	}
	if f.Standing != "" {
		w.add(standingSQL + " = " + w.arg(string(f.Standing)))
	}
	order, known := agencyOrders[f.Sort]
	if !known {
		order = agencyOrders[AgencyByName]
	}
	var rows []struct {
		agencyRow
		Jobs int `db:"jobs"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT `+agencyColumns+`, (SELECT count(*) FROM public_jobs p WHERE p.agency_id = a.id) AS jobs
		FROM agencies a`+w.sql()+` ORDER BY `+order+` LIMIT `+w.arg(f.Limit)+` OFFSET `+w.arg(f.Offset), w.args...); err != nil {
		return nil, 0, nil, err
	}
	lines = make([]AgencyLine, len(rows))
	for i := range rows {
		lines[i] = AgencyLine{Agency: rows[i].agency(), Jobs: rows[i].Jobs}
	}
	return lines, total, counts, nil
}

func digitsOnly(s string) string {
	var out []byte
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			out = append(out, s[i])
		}
	}
	return string(out)
}
