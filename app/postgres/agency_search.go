package postgres

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// AgencyMatch is an agency that a search found.
type AgencyMatch struct {
	app.Agency
	app.AgencyHit
	Jobs int // public jobs it has now
}

// AgencySearch is what is like a name or a number that somebody typed, the
// likest first. Only Exact is the company that was asked about.
type AgencySearch struct {
	Exact, Part, Near []AgencyMatch
}

// Bounds of a search.
const (
	maxCandidates = 200 // rows that are looked at closely
	maxPart       = 10  // companies shown whose names say more
	maxNear       = 5
)

// SearchAgencies looks a company up by what somebody typed. The trigram
// indexes find what may be meant, app.AgencyQuery decides what each hit is.
func (db *DB) SearchAgencies(ctx context.Context, q app.AgencyQuery) (AgencySearch, error) {
	var found AgencySearch
	if q.TooShort() {
		return found, nil
	}
	var rows []agencyRow
	err := db.InTx(ctx, func(tx *sqlx.Tx) error {
		// Low, because a short word with one slip has few trigrams in common
		// with itself; what is too unlike falls out below. The planner takes
		// comparing every name for cheap, which it is not: hence the index.
		if _, err := tx.ExecContext(ctx, `
			SELECT set_config('pg_trgm.word_similarity_threshold', '0.3', true), set_config('pg_trgm.similarity_threshold', '0.15', true),
			       set_config('enable_seqscan', 'off', true)`); err != nil {
			return err
		}
		rows = rows[:0]
		// Words of less than three letters have no trigram of their own, so the
		// longest word that was typed also counts when it begins a name's word.
		return tx.SelectContext(ctx, &rows, `
			SELECT `+agencyColumns+` FROM agencies a
			WHERE ($1 <> '' AND ($1 <% a.search_name OR a.search_name LIKE '%' || $3 || '%')) OR ($2 <> '' AND (a.search_number % $2 OR a.search_number LIKE $2 || '%'))
			ORDER BY (a.search_number = $2) DESC, greatest(word_similarity($1, a.search_name), similarity($2, a.search_number)) DESC, a.name
			LIMIT $4`, q.Name, q.Number, longest(q.Name), maxCandidates)
	})
	if err != nil {
		return found, err
	}
	for i := range rows {
		m := AgencyMatch{Agency: rows[i].agency()}
		m.AgencyHit = q.Compare(&m.Agency)
		switch m.Hit {
		case app.ExactHit:
			found.Exact = append(found.Exact, m)
		case app.PartHit:
			found.Part = append(found.Part, m)
		case app.NearHit:
			found.Near = append(found.Near, m)
		}
	}
	for _, list := range []*[]AgencyMatch{&found.Exact, &found.Part, &found.Near} {
		slices.SortStableFunc(*list, func(a, b AgencyMatch) int { return cmp.Compare(b.Score, a.Score) })
	}
	found.Part, found.Near = found.Part[:min(len(found.Part), maxPart)], found.Near[:min(len(found.Near), maxNear)]
	return found, db.countJobs(ctx, found.Exact)
}

// countJobs fills in how many public jobs each company has.
func (db *DB) countJobs(ctx context.Context, found []AgencyMatch) error {
	for i := range found {
		if err := db.sql.GetContext(ctx, &found[i].Jobs, `SELECT count(*) FROM public_jobs WHERE agency_id = $1`, found[i].ID); err != nil {
			return err
		}
	}
	return nil
}

func longest(words string) string {
	long := ""
	for _, w := range strings.Fields(words) {
		if len(w) > len(long) {
			long = w
		}
	}
	return long
}
