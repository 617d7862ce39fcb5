package postgres

import (
	"context"
	"strings"
	"time"

	"gerbang/app"
)

// AgencyMatch is an agency that a search found.
type AgencyMatch struct {
	app.Agency
	Jobs int // public jobs it has now
}

// SearchAgencies returns the agencies whose name holds every word of q, or
// whose SIP3MI number holds q; spaces, dots and dashes in numbers do not count. Those
// whose name begins with q come first. At most limit of them; more says
// whether there are others.
func (db *DB) SearchAgencies(ctx context.Context, q string, limit int) (found []AgencyMatch, more bool, err error) {
	words := strings.Fields(q)
	if len(words) == 0 {
		return nil, false, nil
	}
	var w where
	names := make([]string, len(words))
	for i, word := range words {
		names[i] = "a.name ILIKE " + w.arg(contains(word))
	}
	condition := "(" + strings.Join(names, " AND ") + ")"
	if number := plainNumber(q); number != "" {
		condition += " OR translate(lower(a.sip3mi), ' .-', '') LIKE " + w.arg(contains(number))
	}
	first := strings.TrimPrefix(contains(strings.Join(words, " ")), "%")
	var rows []struct {
		ID           int64     `db:"id"`
		Slug         string    `db:"slug"`
		Name         string    `db:"name"`
		SIP3MI       string    `db:"sip3mi"`
		LicenceUntil time.Time `db:"licence_until"`
		Status       string    `db:"status"`
		City         string    `db:"city"`
		Phone        string    `db:"phone"`
		Website      string    `db:"website"`
		Jobs         int       `db:"jobs"`
	}
	err = db.sql.SelectContext(ctx, &rows, `
		SELECT a.id, a.slug, a.name, a.sip3mi, a.licence_until, a.status, a.city, a.phone, a.website,
		       (SELECT count(*) FROM public_jobs p WHERE p.agency_id = a.id) AS jobs
		FROM agencies a WHERE `+condition+`
		ORDER BY a.name ILIKE `+w.arg(first)+` DESC, a.name LIMIT `+w.arg(limit+1), w.args...)
	if err != nil {
		return nil, false, err
	}
	if len(rows) > limit {
		rows, more = rows[:limit], true
	}
	found = make([]AgencyMatch, len(rows))
	for i, r := range rows {
		found[i] = AgencyMatch{Jobs: r.Jobs, Agency: app.Agency{
			ID: r.ID, Slug: r.Slug, Name: r.Name, SIP3MI: r.SIP3MI, LicenceUntil: r.LicenceUntil,
			Status: app.AgencyStatus(r.Status), City: r.City, Phone: r.Phone, Website: r.Website,
		}}
	}
	return found, more, nil
}

// plainNumber returns q without what people put between digits, or nothing
// when it holds no digit and so is no number.
func plainNumber(q string) string {
	if !strings.ContainsAny(q, "0123456789") {
		return ""
	}
	return strings.NewReplacer(" ", "", ".", "", "-", "").Replace(strings.ToLower(q))
}
