package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// lockColumns are what deciding on places needs of an event; its texts stay
// where they are.
const lockColumns = `e.id, e.kind, e.status, e.approval, e.capacity, e.starts_at, e.ends_at, e.opens_at, e.closes_at, ` + ruleColumns

// lockedEvent is an event whose places nobody else can give away until the
// transaction ends.
type lockedEvent struct {
	*app.Event
	chooses bool // it has entry sessions, of which one must be chosen
	selects bool // it says who may take part
	formAsks
}

// lockPlaces locks the event with that id or, when it is given, that address,
// and returns its free places but for the limits of sessions. The counters
// are locked with it: that is what makes PostgreSQL read, after waiting for
// another's lock, what the other has committed. Statements after it see the
// same, each with a snapshot of its own.
func (db *DB) lockPlaces(ctx context.Context, tx *sqlx.Tx, eventID int64, slug string) (*lockedEvent, *app.Seats, error) {
	which, arg := "e.id", any(eventID)
	if slug != "" {
		which, arg = "e.slug", any(slug)
	}
	stmt, err := db.prepared(ctx, `
		SELECT `+lockColumns+`, c.taken, c.last_waiting, `+formAsksColumns+`,
		       EXISTS (SELECT 1 FROM event_sessions s WHERE s.event_id = e.id AND s.kind = 'entry') AS chooses,
		       EXISTS (SELECT 1 FROM event_eligibility y WHERE y.event_id = e.id) AS selects
		FROM events e JOIN event_counters c ON c.event_id = e.id WHERE `+which+` = $1 `+db.placeLock)
	if err != nil {
		return nil, nil, err
	}
	var row struct {
		eventRow
		Taken       int   `db:"taken"`
		LastWaiting int64 `db:"last_waiting"`
		Chooses     bool  `db:"chooses"`
		Selects     bool  `db:"selects"`
		formAsks
	}
	if err := tx.StmtxContext(ctx, stmt).GetContext(ctx, &row, arg); err != nil {
		return nil, nil, translate(err)
	}
	e := &lockedEvent{Event: row.event(), chooses: row.Chooses, selects: row.Selects, formAsks: row.formAsks}
	return e, app.NewSeats(e.Capacity, row.Taken, row.LastWaiting), nil
}

// applicant is what registering needs to know of a person, and of the session
// they chose.
type applicant struct {
	Complete     bool
	Consented    bool
	Form         formAnswered
	DraftSession int64
	Session      *app.Session // nil when the chosen one is no entry session of the event
}

// session returns the session that the item asks for: its own, or for a
// draft the one that was saved.
func (a *applicant) session(it registerItem) int64 {
	if it.slug != "" {
		return a.DraftSession
	}
	return it.session
}

type applicantRow struct {
	Ord          int        `db:"ord"`
	Complete     bool       `db:"complete"`
	Consented    bool       `db:"consented"`
	DraftSession int64      `db:"draft_session"`
	EntryID      *int64     `db:"entry_id"`
	EndsAt       *time.Time `db:"ends_at"`
	Capacity     int        `db:"capacity"`
	Taken        int        `db:"taken"`
	ID           *int64     `db:"id"`
	Status       *string    `db:"status"`
	SessionID    *int64     `db:"session_id"`
	WaitlistNo   *int64     `db:"waitlist_no"`
	Code         *string    `db:"code"`
	formAnswered
}

// applicants returns the people behind the items, by item and nil where there
// is no such person, and the live registrations they have, by candidate.
func (db *DB) applicants(ctx context.Context, tx *sqlx.Tx, e *lockedEvent, items []registerItem) ([]*applicant, map[int64]*Registered, error) {
	candidates, sessions := make([]int64, len(items)), make([]int64, len(items))
	for i, it := range items {
		candidates[i], sessions[i] = it.candidate, it.session
	}
	stmt, err := db.prepared(ctx, `
		SELECT q.ord, `+candidateComplete+` AS complete,
		       EXISTS (SELECT 1 FROM consents k WHERE k.candidate_id = c.id AND k.purpose = 'registration'
		               AND k.version = $4 AND k.withdrawn_at IS NULL) AS consented, `+formAnsweredColumns+`,
		       coalesce(d.session_id, 0) AS draft_session, s.id AS entry_id, s.ends_at, coalesce(s.capacity, 0) AS capacity, coalesce(s.taken, 0) AS taken,
		       r.id, r.status, r.session_id, r.waitlist_no, t.code
		FROM unnest($2::bigint[], $3::bigint[]) WITH ORDINALITY AS q (candidate_id, session_id, ord)
		CROSS JOIN LATERAL (
			SELECT x.id, x.account_id, x.name, x.nik_hash, x.phone_hash, x.birth_date, x.sex, x.outside_dki, x.city, x.region_code, x.rt, x.rw
			FROM candidates x WHERE x.id = q.candidate_id LIMIT 1) c
		LEFT JOIN LATERAL (
			SELECT x.session_id, x.answered_version FROM registration_drafts x WHERE ($5 OR $6) AND x.account_id = c.account_id AND x.event_id = $1 LIMIT 1) d ON true
		LEFT JOIN LATERAL (
			SELECT x.id, x.ends_at, x.capacity, k.taken FROM event_sessions x JOIN session_counters k ON k.session_id = x.id
			WHERE x.id = CASE WHEN $5 THEN d.session_id ELSE q.session_id END AND x.event_id = $1 AND x.kind = 'entry' LIMIT 1) s ON true
		LEFT JOIN LATERAL (
			SELECT x.id, x.status, x.session_id, x.waitlist_no FROM registrations x
			WHERE x.event_id = $1 AND x.candidate_id = c.id AND x.status NOT IN ('cancelled', 'rejected') LIMIT 1) r ON true
		LEFT JOIN LATERAL (
			SELECT x.code FROM tickets x WHERE x.registration_id = r.id AND x.revoked_at IS NULL LIMIT 1) t ON true`)
	if err != nil {
		return nil, nil, err
	}
	rows := make([]applicantRow, 0, len(items))
	if err := tx.StmtxContext(ctx, stmt).SelectContext(ctx, &rows, e.ID, pq.Array(candidates), pq.Array(sessions),
		app.ConsentVersion, items[0].slug != "", e.Asks, e.Uploads, e.surelyAdult(), app.GuardianVersion); err != nil {
		return nil, nil, err
	}
	found := make([]*applicant, len(items))
	standing := make(map[int64]*Registered, len(items))
	for _, r := range rows {
		a := &applicant{Complete: r.Complete, Consented: r.Consented, Form: r.formAnswered, DraftSession: r.DraftSession}
		if r.EntryID != nil {
			a.Session = &app.Session{ID: *r.EntryID, EventID: e.ID, Kind: app.EntrySession, EndsAt: *r.EndsAt, Capacity: r.Capacity, Taken: r.Taken}
		}
		found[r.Ord-1] = a
		if r.ID != nil {
			standing[candidates[r.Ord-1]] = &Registered{
				ID: *r.ID, Status: app.RegistrationStatus(*r.Status), SessionID: deref(r.SessionID),
				WaitlistNo: deref(r.WaitlistNo), Code: app.TicketCode(deref(r.Code)), Existing: true,
			}
		}
	}
	return found, standing, nil
}

// newRegistrations are the rows of one batch, column by column as unnest
// takes them.
type newRegistrations struct {
	candidates, sessions, waiting, accounts []int64
	statuses, codes, sources, names, reqs   []string
	takenBySession, waitingBySession        map[int64]int
	taken, waitingCount                     int
}

func (n *newRegistrations) add(it registerItem, r Registered) {
	account, name, request := actorColumns(it.actor)
	n.candidates = append(n.candidates, it.candidate)
	n.sessions = append(n.sessions, it.session)
	n.waiting = append(n.waiting, r.WaitlistNo)
	n.accounts = append(n.accounts, deref(account))
	n.statuses = append(n.statuses, string(r.Status))
	n.codes = append(n.codes, string(r.Code))
	n.sources = append(n.sources, string(it.source))
	n.names = append(n.names, name)
	n.reqs = append(n.reqs, request)
	if n.takenBySession == nil {
		n.takenBySession, n.waitingBySession = map[int64]int{}, map[int64]int{}
	}
	switch {
	case r.Status.HoldsPlace():
		n.taken++
		n.takenBySession[it.session]++
	case r.Status == app.Waitlisted:
		n.waitingCount++
		n.waitingBySession[it.session]++
	}
}

// insertRegistrations writes a batch with its tickets, audit rows, messages
// and counters in one statement, and returns the new ids by candidate.
func (db *DB) insertRegistrations(ctx context.Context, tx *sqlx.Tx, e *app.Event, seats *app.Seats, n *newRegistrations) (map[int64]int64, error) {
	stmt, err := db.prepared(ctx, `
		WITH input AS (
			SELECT * FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::text[], $10::text[])
			WITH ORDINALITY AS t (candidate_id, session_id, waitlist_no, status, code, source, account_id, actor, request_id, ord)
		), new AS (
			INSERT INTO registrations (event_id, candidate_id, session_id, status, waitlist_no, source, submitted_at, reconfirmed_at)
			SELECT $1, candidate_id, nullif(session_id, 0), status, nullif(waitlist_no, 0), source, $11::timestamptz,
			       CASE WHEN $19::boolean AND status = 'confirmed' THEN $11::timestamptz END FROM input ORDER BY ord
			RETURNING id, candidate_id, status
		), ticketed AS (
			INSERT INTO tickets (registration_id, event_id, code)
			SELECT new.id, $1, input.code FROM new JOIN input USING (candidate_id) WHERE input.code <> ''
		), audited AS (
			INSERT INTO audit_log (account_id, actor, action, entity, entity_id, event_id, after, request_id)
			SELECT nullif(input.account_id, 0), input.actor, 'registration.create', 'registration', new.id, $1,
			       jsonb_build_object('status', new.status, 'session_id', nullif(input.session_id, 0)), input.request_id
			FROM new JOIN input USING (candidate_id)
		), queued AS (
			INSERT INTO outbox (kind, payload)
			SELECT '`+WorkRegistration+`', jsonb_build_object('registration_id', new.id, 'message', '`+string(app.MessagePlaced)+`') FROM new
		), counted AS (
			UPDATE event_counters SET registrations = registrations + $12, live = live + $12, taken = taken + $13,
			       waiting = waiting + $14, last_waiting = $15
			WHERE event_id = $1
		), spread AS (
			UPDATE session_counters c SET taken = c.taken + d.taken, waiting = c.waiting + d.waiting
			FROM unnest($16::bigint[], $17::int[], $18::int[]) AS d (session_id, taken, waiting)
			WHERE c.session_id = d.session_id
		)
		SELECT id, candidate_id FROM new`)
	if err != nil {
		return nil, err
	}
	sessions, taken, waiting := n.bySession()
	rows, err := tx.StmtxContext(ctx, stmt).QueryxContext(ctx, e.ID,
		pq.Array(n.candidates), pq.Array(n.sessions), pq.Array(n.waiting), pq.Array(n.statuses), pq.Array(n.codes),
		pq.Array(n.sources), pq.Array(n.accounts), pq.Array(n.names), pq.Array(n.reqs), db.now(),
		len(n.candidates), n.taken, n.waitingCount, seats.LastWaiting(),
		pq.Array(sessions), pq.Array(taken), pq.Array(waiting), e.Reconfirming(db.now()))
	if err != nil {
		return nil, fmt.Errorf("insert registrations: %w", err)
	}
	defer rows.Close()
	ids := make(map[int64]int64, len(n.candidates))
	for rows.Next() {
		var id, candidate int64
		if err := rows.Scan(&id, &candidate); err != nil {
			return nil, err
		}
		ids[candidate] = id
	}
	return ids, rows.Err()
}

func (n *newRegistrations) bySession() (sessions []int64, taken, waiting []int64) {
	for id := range n.takenBySession {
		if n.waitingBySession[id] == 0 {
			n.waitingBySession[id] = 0
		}
	}
	for id, w := range n.waitingBySession {
		if id == 0 {
			continue
		}
		sessions = append(sessions, id)
		taken = append(taken, int64(n.takenBySession[id]))
		waiting = append(waiting, int64(w))
	}
	return sessions, taken, waiting
}

func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
