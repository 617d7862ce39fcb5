package demo

import (
	"context"
	"time"

	"gerbang/app/postgres"
)

// addSelections puts one course in the middle of choosing, before its slots,
// and one right after its results, with a reserve and seats to confirm.
func (g *generator) addSelections() {
	const bring, bringEN = "Pensil 2B dan penghapus\nIjazah asli", "2B pencil and eraser\nOriginal diploma"
	g.plan.selections = append(g.plan.selections,
		postgres.BulkSelection{EventID: g.events["course-n4"], Reserves: 10, Bring: bring, BringEN: bringEN},
		postgres.BulkSelection{
			EventID: g.events["course-kaigo"], Reserves: 8, Bring: bring, BringEN: bringEN,
			Published: g.today.AddDate(0, 0, -2).Add(10 * time.Hour),
		},
	)
}

func (w *writer) writeSelections(ctx context.Context) error {
	return w.b.Selections(ctx, pointed(w.plan.selections, func(s *postgres.BulkSelection) { s.EventID = w.events.id(s.EventID) }))
}
