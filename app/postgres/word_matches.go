package postgres

import (
	"context"
	"strings"

	"gerbang/app/find"
)

// wordMatches returns the jobs that hold the words of a query, nil without words.
func (db *DB) wordMatches(ctx context.Context, x *find.Index, q find.Query) (*find.Matches, error) {
	if q.Words == "" {
		return nil, nil
	}
	f := JobFilter{Words: strings.Fields(q.Words)}
	cards, err := db.Jobs(ctx, f, NewestFirst, 0, x.Len())
	m := &find.Matches{}
	for i := range cards {
		m.IDs = append(m.IDs, cards[i].ID)
	}
	return m, err
}
