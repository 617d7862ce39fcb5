package postgres

import (
	"context"
	"strconv"
	"time"

	"github.com/lib/pq"

	"gerbang/app"
	"gerbang/app/find"
)

// PublicEvent is an event as public pages show it.
type PublicEvent struct {
	app.Event
	app.Training        // of courses only; its stages are not read
	Region       string // name of the kelurahan of the venue
	Taken        int    // places given away
	Applicants   int    // live registrations
	SessionSeats int    // places of all entry sessions, 0 when one of them has no limit
	Companies    int    // booths of agencies
	Openings     int    // places in public jobs offered at the booths
}

// Seats returns how many people the event has room for, 0 when there is no limit.
func (e *PublicEvent) Seats() int {
	switch {
	case e.Capacity == 0:
		return e.SessionSeats
	case e.SessionSeats == 0:
		return e.Capacity
	}
	return min(e.Capacity, e.SessionSeats)
}

type publicEventRow struct {
	eventRow
	courseRow
	Region       string `db:"region"`
	Taken        int    `db:"taken"`
	Live         int    `db:"live"`
	SessionSeats int    `db:"session_seats"`
	Companies    int    `db:"companies"`
	Openings     int    `db:"openings"`
	Total        int    `db:"total"`
}

func (r *publicEventRow) event() PublicEvent {
	return PublicEvent{
		Event: *r.eventRow.event(), Training: r.training(), Region: r.Region, Taken: r.Taken, Applicants: r.Live,
		SessionSeats: r.SessionSeats, Companies: r.Companies, Openings: r.Openings,
	}
}

const publicEventQuery = `
	SELECT ` + eventColumns + `, ` + courseColumns + `, coalesce(r.name, '') AS region, n.taken, n.live,
	       coalesce((SELECT CASE WHEN bool_or(s.capacity = 0) THEN 0 ELSE sum(s.capacity) END
	                 FROM event_sessions s WHERE s.event_id = e.id AND s.kind = 'entry'), 0) AS session_seats,
	       (SELECT count(*) FROM booths b WHERE b.event_id = e.id AND b.agency_id IS NOT NULL) AS companies,
	       (SELECT coalesce(sum(bj.openings), 0) FROM booths b JOIN booth_jobs bj ON bj.booth_id = b.id
	        JOIN public_jobs p ON p.id = bj.job_id WHERE b.event_id = e.id) AS openings`

const publicEvents = `
	FROM events e JOIN event_counters n ON n.event_id = e.id
	LEFT JOIN courses k ON k.event_id = e.id
	LEFT JOIN regions r ON r.code = e.region_code`

// EventFilter narrows a list of events.
type EventFilter struct {
	Kind   app.EventKind
	Past   bool // those that have ended instead of those to come
	Window app.Window
	Among  *find.Matches // only those in which words were found; nil when nothing was looked for

	// Of courses only:
	Trade     string            // kejuruan
	Kecamatan string            // code of the kecamatan of the venue
	Level     app.LanguageLevel // that it leads to, test and level only
	Programme app.Programme
}

// PublicEvents returns the events that pass the filter from the offset on, at
// most limit of them, and how many there are in all. Those to come stand in
// order of time, except that courses that can be applied for now come first;
// past ones stand newest first. Among those in which words were found, the
// ones that hold them in their title come before the others. A cancelled event is listed until its day is
// over. Past the last one it finds none and counts none.
func (db *DB) PublicEvents(ctx context.Context, f EventFilter, offset, limit int) ([]PublicEvent, int, error) {
	var w where
	w.add("e.status IN ('published', 'cancelled')")
	w.add("e.kind = " + w.arg(string(f.Kind)))
	now := w.arg(db.now())
	order := "e.starts_at, e.id"
	if f.Past {
		w.add("e.ends_at <= " + now)
		order = "e.ends_at DESC, e.id"
	} else {
		w.add("e.ends_at > " + now)
		if f.Kind == app.Course {
			order = "(e.status = 'published' AND e.opens_at <= " + now + " AND e.closes_at > " + now + ") DESC, e.closes_at > " + now + " DESC, " + order
		}
	}
	switch f.Window {
	case app.WindowOpen:
		w.add("e.status = 'published' AND e.opens_at <= " + now + " AND e.closes_at > " + now)
	case app.WindowNotYet:
		w.add("e.status = 'published' AND e.opens_at > " + now)
	case app.WindowClosed:
		w.add("(e.status <> 'published' OR e.closes_at <= " + now + ")")
	}
	if f.Among != nil {
		w.add("e.id = ANY (" + w.arg(pq.Array(f.Among.IDs)) + ")")
		order = "(e.id = ANY (" + w.arg(pq.Array(f.Among.Title)) + ")) DESC, " + order
	}
	if f.Trade != "" {
		w.add("k.trade = " + w.arg(f.Trade))
	}
	if f.Kecamatan != "" {
		w.add("left(e.region_code, 8) = " + w.arg(f.Kecamatan))
	}
	if f.Level.Test != "" {
		w.add("k.language_test = " + w.arg(f.Level.Test) + " AND k.language_level = " + w.arg(f.Level.Level))
	}
	if f.Programme != "" {
		w.add("k.programme = " + w.arg(string(f.Programme)))
	}
	query := publicEventQuery + `, count(*) OVER () AS total` + publicEvents + w.sql() + ` ORDER BY ` + order + ` LIMIT ` + strconv.Itoa(limit)
	query += ` OFFSET ` + w.arg(offset)
	stmt, err := db.prepared(ctx, query)
	if err != nil {
		return nil, 0, err
	}
	var rows []publicEventRow
	if err := stmt.SelectContext(ctx, &rows, w.args...); err != nil || len(rows) == 0 {
		return nil, 0, err
	}
	events := make([]PublicEvent, len(rows))
	for i := range rows {
		events[i] = rows[i].event()
	}
	return events, rows[0].Total, nil
}

// PublicEvent returns the event with that address.
// Errors: app.ErrGone when it has been archived, app.ErrNotFound.
func (db *DB) PublicEvent(ctx context.Context, kind app.EventKind, slug string) (*PublicEvent, error) {
	stmt, err := db.prepared(ctx, publicEventQuery+`, 1 AS total`+publicEvents+` WHERE e.slug = $1 AND e.kind = $2 AND e.status <> 'draft'`)
	if err != nil {
		return nil, err
	}
	var r publicEventRow
	if err := stmt.GetContext(ctx, &r, slug, string(kind)); err != nil {
		return nil, translate(err)
	}
	if r.Status == string(app.EventArchived) {
		return nil, app.ErrGone
	}
	e := r.event()
	return &e, nil
}

// PreviewEvent returns the event in any state, if the actor may edit it;
// otherwise it is not found.
func (db *DB) PreviewEvent(ctx context.Context, actor *app.Actor, id int64) (*PublicEvent, error) {
	if !actor.CanEvent(app.EditEvents, id) {
		return nil, app.ErrNotFound
	}
	var r publicEventRow
	if err := db.sql.GetContext(ctx, &r, publicEventQuery+`, 1 AS total`+publicEvents+` WHERE e.id = $1`, id); err != nil {
		return nil, translate(err)
	}
	e := r.event()
	return &e, nil
}

// AllSessions returns an event's sessions of every kind with their counters,
// in order of time.
func (db *DB) AllSessions(ctx context.Context, eventID int64) ([]app.Session, error) {
	stmt, err := db.prepared(ctx, `
		SELECT s.id, s.event_id, s.kind, s.title, s.title_en, s.place, s.starts_at, s.ends_at, s.capacity, c.taken, c.waiting
		FROM event_sessions s JOIN session_counters c ON c.session_id = s.id
		WHERE s.event_id = $1 ORDER BY s.starts_at, s.id`)
	if err != nil {
		return nil, err
	}
	var rows []sessionRow
	if err := stmt.SelectContext(ctx, &rows, eventID); err != nil {
		return nil, err
	}
	sessions := make([]app.Session, len(rows))
	for i := range rows {
		sessions[i] = rows[i].session()
	}
	return sessions, nil
}

// EventCounts are the numbers of events that somebody can look forward to.
type EventCounts struct {
	OpenCourses int        `db:"open_courses"` // that take applications now
	Fairs       int        `db:"fairs"`
	Outreach    int        `db:"outreach"`
	NextFair    *time.Time `db:"next_fair"`
}

// CountEvents counts published events to come.
func (db *DB) CountEvents(ctx context.Context) (EventCounts, error) {
	stmt, err := db.prepared(ctx, `
		SELECT count(*) FILTER (WHERE kind = 'course' AND opens_at <= $1 AND closes_at > $1) AS open_courses,
		       count(*) FILTER (WHERE kind = 'job_fair') AS fairs,
		       count(*) FILTER (WHERE kind = 'outreach') AS outreach,
		       min(starts_at) FILTER (WHERE kind = 'job_fair') AS next_fair
		FROM events WHERE status = 'published' AND ends_at > $1`)
	if err != nil {
		return EventCounts{}, err
	}
	var n EventCounts
	err = stmt.GetContext(ctx, &n, db.now())
	return n, err
}

// CourseFacet is one combination of what courses are filtered by, with how
// many public courses to come have it.
type CourseFacet struct {
	Trade         string        `db:"trade"`
	TradeEN       string        `db:"trade_en"`
	Window        app.Window    `db:"window_now"`
	Kecamatan     string        `db:"kecamatan"` // code; empty when no place in DKI is known
	KecamatanName string        `db:"kecamatan_name"`
	Test          string        `db:"language_test"`
	Level         string        `db:"language_level"`
	Programme     app.Programme `db:"programme"`
	Courses       int           `db:"courses"`
}

// CourseFacets returns every combination that public courses have that are
// not over, and counts those among which words were found, or all of them when
// among is nil. Cancelled ones count as closed, as in EventFilter.
func (db *DB) CourseFacets(ctx context.Context, among *find.Matches) ([]CourseFacet, error) {
	var ids any
	if among != nil {
		ids = pq.Array(among.IDs)
	}
	stmt, err := db.prepared(ctx, `
		SELECT k.trade, k.programme, k.language_test, k.language_level, coalesce(r.code, '') AS kecamatan, coalesce(r.name, '') AS kecamatan_name,
		       CASE WHEN e.status <> 'published' OR e.closes_at <= $1 THEN 'closed' WHEN e.opens_at > $1 THEN 'not_yet' ELSE 'open' END AS window_now,
		       count(*) FILTER (WHERE $2::bigint[] IS NULL OR e.id = ANY ($2)) AS courses, max(max(k.trade_en)) OVER (PARTITION BY k.trade) AS trade_en
		FROM events e JOIN courses k ON k.event_id = e.id LEFT JOIN regions r ON r.code = left(e.region_code, 8)
		WHERE e.kind = 'course' AND e.status IN ('published', 'cancelled') AND e.ends_at > $1
		GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY k.trade, kecamatan_name, k.language_test, k.language_level`)
	if err != nil {
		return nil, err
	}
	var facets []CourseFacet
	err = stmt.SelectContext(ctx, &facets, db.now(), ids)
	return facets, err
}

// Booth is a stand at a fair with the public jobs it offers.
type Booth struct {
	Number string
	Title  string // of the agency, or of an adviser stand
	Agency bool
	Slug   string // of the agency
	Jobs   []BoothJob
}

// Openings returns the places that the booth offers.
func (b *Booth) Openings() int {
	n := 0
	for _, j := range b.Jobs {
		n += j.Openings
	}
	return n
}

// BoothJob is a public job as one booth offers it.
type BoothJob struct {
	Slug, Title          string
	Country              string // ISO 3166-1 alpha-2
	CountryID, CountryEN string // its names
	Openings             int
}

// Booths returns the booths of an event in order of their number, adviser
// stands last, each with the jobs it offers that are public now.
func (db *DB) Booths(ctx context.Context, eventID int64) ([]Booth, error) {
	stmt, err := db.prepared(ctx, `
		SELECT b.id, b.number, coalesce(a.name, b.title) AS title, a.id IS NOT NULL AS agency, coalesce(a.slug, '') AS agency_slug,
		       coalesce(o.slug, '') AS slug, coalesce(o.title, '') AS job, coalesce(o.country, '') AS country,
		       coalesce(o.name_id, '') AS name_id, coalesce(o.name_en, '') AS name_en, coalesce(o.openings, 0) AS openings
		FROM booths b LEFT JOIN agencies a ON a.id = b.agency_id
		LEFT JOIN (
			SELECT bj.booth_id, p.slug, p.title, p.country, p.name_id, p.name_en, bj.openings
			FROM booth_jobs bj JOIN public_jobs p ON p.id = bj.job_id
		) o ON o.booth_id = b.id
		WHERE b.event_id = $1
		ORDER BY a.id IS NULL, length(b.number), b.number, o.title, o.slug`)
	if err != nil {
		return nil, err
	}
	var rows []struct {
		ID       int64  `db:"id"`
		Number   string `db:"number"`
		Title    string `db:"title"`
		Agency   bool   `db:"agency"`
		Page     string `db:"agency_slug"`
		Slug     string `db:"slug"`
		Job      string `db:"job"`
		Country  string `db:"country"`
		NameID   string `db:"name_id"`
		NameEN   string `db:"name_en"`
		Openings int    `db:"openings"`
	}
	if err := stmt.SelectContext(ctx, &rows, eventID); err != nil {
		return nil, err
	}
	var booths []Booth
	last := int64(0)
	for _, r := range rows {
		if r.ID != last {
			booths = append(booths, Booth{Number: r.Number, Title: r.Title, Agency: r.Agency, Slug: r.Page})
			last = r.ID
		}
		if r.Slug != "" {
			b := &booths[len(booths)-1]
			b.Jobs = append(b.Jobs, BoothJob{Slug: r.Slug, Title: r.Job, Country: r.Country, CountryID: r.NameID, CountryEN: r.NameEN, Openings: r.Openings})
		}
	}
	return booths, nil
}
