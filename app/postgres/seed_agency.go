package postgres

import (
	"context"
	"time"

	"gerbang/app"
)

// AgencyEvents inserts what became of agencies' licences.
func (b *Bulk) AgencyEvents(ctx context.Context, events []app.AgencyEvent) error {
	return b.copyRows(ctx, "agency_events", "agency_id, kind, effective_on, sip3mi, licence_until, reason, source, recorded_name, recorded_at", len(events), func(i int) ([]any, error) {
		e := &events[i]
		return []any{e.AgencyID, string(e.Kind), dateOrNull(e.EffectiveOn), e.SIP3MI, dateOrNull(e.LicenceUntil), e.Reason, e.Source, e.RecordedBy, timeOrNull(e.RecordedAt)}, nil
	})
}

// AddRates inserts exchange rates; those of a day that has one already are left out.
func (b *Bulk) AddRates(ctx context.Context, rates []Rate, source string) error {
	for _, r := range rates {
		if _, err := b.tx.ExecContext(ctx, `INSERT INTO exchange_rates (currency, as_of, rupiah, source) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
			r.Currency, r.AsOf.Format(time.DateOnly), r.Rupiah, source); err != nil {
			return err
		}
	}
	return nil
}
