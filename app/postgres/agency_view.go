package postgres

import (
	"context"
	"time"

	"gerbang/app"
)

// AgencyBySlug returns the agency with that address, whatever its standing.
// Errors: app.ErrNotFound.
func (db *DB) AgencyBySlug(ctx context.Context, slug string) (app.Agency, error) {
	return db.oneAgency(ctx, `a.slug = $1`, slug)
}

// AgencyForDesk returns the agency to an officer who may edit it.
// Errors: app.ErrForbidden, app.ErrNotFound.
func (db *DB) AgencyForDesk(ctx context.Context, actor *app.Actor, id int64) (app.Agency, error) {
	if err := canEditAgencies(actor); err != nil {
		return app.Agency{}, err
	}
	return db.oneAgency(ctx, `a.id = $1`, id)
}

func (db *DB) oneAgency(ctx context.Context, where string, arg any) (app.Agency, error) {
	stmt, err := db.prepared(ctx, `SELECT `+agencyColumns+` FROM agencies a WHERE `+where)
	if err != nil {
		return app.Agency{}, err
	}
	var r agencyRow
	if err := stmt.GetContext(ctx, &r, arg); err != nil {
		return app.Agency{}, translate(err)
	}
	return r.agency(), nil
}

// AgencyEvents returns what became of the agency's licence, the newest first.
func (db *DB) AgencyEvents(ctx context.Context, agencyID int64) ([]app.AgencyEvent, error) {
	stmt, err := db.prepared(ctx, `
		SELECT id, agency_id, kind, effective_on, sip3mi, licence_until, reason, source, recorded_name, recorded_at
		FROM agency_events WHERE agency_id = $1 ORDER BY effective_on DESC, id DESC`)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		ID           int64      `db:"id"`
		AgencyID     int64      `db:"agency_id"`
		Kind         string     `db:"kind"`
		EffectiveOn  time.Time  `db:"effective_on"`
		SIP3MI       string     `db:"sip3mi"`
		LicenceUntil *time.Time `db:"licence_until"`
		Reason       string     `db:"reason"`
		Source       string     `db:"source"`
		RecordedName string     `db:"recorded_name"`
		RecordedAt   time.Time  `db:"recorded_at"`
	}
	if err := stmt.SelectContext(ctx, &rows, agencyID); err != nil {
		return nil, err
	}
	events := make([]app.AgencyEvent, len(rows))
	for i, r := range rows {
		events[i] = app.AgencyEvent{
			ID: r.ID, AgencyID: r.AgencyID, Kind: app.AgencyEventKind(r.Kind), EffectiveOn: r.EffectiveOn, SIP3MI: r.SIP3MI,
			LicenceUntil: orZero(r.LicenceUntil), Reason: r.Reason, Source: r.Source, RecordedBy: r.RecordedName, RecordedAt: r.RecordedAt,
		}
	}
	return events, nil
}

// AgencyFairs returns the coming fairs at which the agency has a booth, the
// next one first.
func (db *DB) AgencyFairs(ctx context.Context, agencyID int64) ([]EventLink, error) {
	stmt, err := db.prepared(ctx, `
		SELECT e.kind, e.slug, e.title, e.starts_at, b.number AS booth
		FROM booths b JOIN events e ON e.id = b.event_id
		WHERE b.agency_id = $1 AND e.kind = 'job_fair' AND e.status = 'published' AND e.ends_at > $2
		ORDER BY e.starts_at, b.number LIMIT 10`)
	if err != nil {
		return nil, err
	}
	var links []EventLink
	err = stmt.SelectContext(ctx, &links, agencyID, db.now())
	return links, err
}

// AgencyJobs returns the newest public jobs of the agency, at most limit of
// them, and how many there are.
func (db *DB) AgencyJobs(ctx context.Context, agencyID int64, limit int) (cards []JobCard, total int, err error) {
	stmt, err := db.prepared(ctx, `SELECT `+jobCardColumns+` FROM public_jobs p WHERE p.agency_id = $1 ORDER BY p.published_at DESC, p.id DESC LIMIT $2`)
	if err != nil {
		return nil, 0, err
	}
	if err := stmt.SelectContext(ctx, &cards, agencyID, limit); err != nil {
		return nil, 0, err
	}
	if total = len(cards); total == limit {
		err = db.sql.GetContext(ctx, &total, `SELECT count(*) FROM public_jobs WHERE agency_id = $1`, agencyID)
	}
	return cards, total, err
}
