package postgres

import (
	"context"
	"strings"
	"time"

	"gerbang/app"
)

// Gate is a door of an event at which tickets are read.
type Gate struct {
	ID   int64  `db:"id"`
	Name string `db:"name"`
}

// Gates returns the gates of an event by name; none when it names none.
func (db *DB) Gates(ctx context.Context, eventID int64) ([]Gate, error) {
	stmt, err := db.prepared(ctx, `SELECT id, name FROM gates WHERE event_id = $1 ORDER BY name, id`)
	if err != nil {
		return nil, err
	}
	var gates []Gate
	err = stmt.SelectContext(ctx, &gates, eventID)
	return gates, err
}

// Inside returns how many people were let in to the event on the Jakarta day
// of the given moment.
func (db *DB) Inside(ctx context.Context, eventID int64, day time.Time) (int, error) {
	stmt, err := db.prepared(ctx, `
		SELECT count(*) FROM attendances
		WHERE event_id = $1 AND scanned_at >= $2 AND scanned_at < $3 AND annulled_at IS NULL AND status IN ('present', 'late')`)
	if err != nil {
		return 0, err
	}
	from := app.Day(day)
	var n int
	err = stmt.GetContext(ctx, &n, eventID, from, from.AddDate(0, 0, 1))
	return n, err
}

// Holder is somebody with a ticket, as a gate officer finds them by name.
type Holder struct {
	Name     string
	Code     app.TicketCode
	Status   app.RegistrationStatus
	Session  *app.Session // nil when there is none
	Admitted *time.Time
}

type holderRow struct {
	Name         string     `db:"name"`
	Code         string     `db:"code"`
	Status       string     `db:"status"`
	SessionID    int64      `db:"session_id"`
	SessionTitle string     `db:"session_title"`
	StartsAt     *time.Time `db:"starts_at"`
	EndsAt       *time.Time `db:"ends_at"`
	Admitted     *time.Time `db:"admitted"`
}

// MinHolderQuery is how many characters of a name a search needs, so that
// nobody leafs through the list of an event.
const MinHolderQuery = 3

// HoldersByName returns up to limit people with a standing ticket for the
// event whose name holds the text, and whether there are more.
//
// Errors: app.ErrNotFound when the actor may not check in at this event.
func (db *DB) HoldersByName(ctx context.Context, actor *app.Actor, eventID int64, name string, limit int) ([]Holder, bool, error) {
	if !actor.CanEvent(app.CheckIn, eventID) {
		return nil, false, app.ErrNotFound
	}
	name = strings.Join(strings.Fields(name), " ")
	if len([]rune(name)) < MinHolderQuery {
		return nil, false, nil
	}
	pattern := contains(name)
	var rows []holderRow
	if err := db.sql.SelectContext(ctx, &rows, `
		SELECT c.name, t.code, r.status, coalesce(r.session_id, 0) AS session_id, coalesce(s.title, '') AS session_title,
		       s.starts_at, s.ends_at, a.scanned_at AS admitted
		FROM registrations r
		JOIN candidates c ON c.id = r.candidate_id
		JOIN tickets t ON t.registration_id = r.id AND t.revoked_at IS NULL
		LEFT JOIN event_sessions s ON s.id = r.session_id
		LEFT JOIN attendances a ON a.registration_id = r.id AND a.session_id IS NOT DISTINCT FROM r.session_id AND a.annulled_at IS NULL
		WHERE r.event_id = $1 AND r.status NOT IN ('cancelled', 'rejected') AND c.name ILIKE $2
		ORDER BY c.name, r.id LIMIT $3`, eventID, pattern, limit+1); err != nil {
		return nil, false, err
	}
	more := len(rows) > limit
	rows = rows[:min(len(rows), limit)]
	holders := make([]Holder, len(rows))
	for i, r := range rows {
		holders[i] = Holder{Name: r.Name, Code: app.TicketCode(r.Code), Status: app.RegistrationStatus(r.Status), Admitted: r.Admitted}
		if r.SessionID != 0 {
			holders[i].Session = &app.Session{ID: r.SessionID, EventID: eventID, Title: r.SessionTitle, StartsAt: *r.StartsAt, EndsAt: *r.EndsAt}
		}
	}
	return holders, more, nil
}
