package postgres

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
	"gerbang/app/batch"
)

// RegisterInput is a wish to take part in an event.
type RegisterInput struct {
	EventID   int64
	SessionID int64 // required when the event has entry sessions
	Source    app.Source
	// PlaceOnly refuses rather than waits when there is no free place: for
	// somebody who was shown one and has not agreed to the waiting list.
	PlaceOnly bool
}

// Registered is what became of it.
type Registered struct {
	ID         int64
	Status     app.RegistrationStatus
	SessionID  int64
	WaitlistNo int64
	Code       app.TicketCode // empty when there is no ticket (yet)
	Existing   bool           // the person was registered before; nothing changed
}

// Register registers the actor's own candidate profile for an event. It never
// gives away more places than there are, and a repeated call returns the
// registration that stands.
//
// Registrations for one event that arrive together are committed together:
// a lock per request would cost one disk flush each. The event's row lock
// keeps batches of several replicas apart; a unique index stands behind.
// Because a caller may give up waiting for a commit that then succeeds, a
// client that got no answer simply asks again.
//
// Errors: app.ErrNotFound, app.ErrNotOpenYet, app.ErrClosed,
// app.ErrEventCancelled, app.ErrSessionRequired, app.ErrSessionPast,
// app.ErrProfile, app.ErrConsent, app.ErrBusy; with PlaceOnly also
// app.ErrSessionFull and app.ErrEventFull.
func (db *DB) Register(ctx context.Context, actor *app.Actor, in RegisterInput) (Registered, error) {
	if actor == nil || actor.CandidateID == 0 {
		return Registered{}, app.ErrUnauthenticated
	}
	if in.Source == "" {
		in.Source = app.Online
	}
	return db.register(ctx, "id "+strconv.FormatInt(in.EventID, 10), registerItem{
		actor: actor, candidate: actor.CandidateID, event: in.EventID, session: in.SessionID, source: in.Source, placeOnly: in.PlaceOnly,
	})
}

// RegisterDraft is Register with the session that the actor chose and that
// was saved in their draft, for the event with that address. It reads the
// drafts of a whole batch at once: this is what a crowd presses.
func (db *DB) RegisterDraft(ctx context.Context, actor *app.Actor, kind app.EventKind, slug string, placeOnly bool) (Registered, error) {
	if actor == nil || actor.CandidateID == 0 {
		return Registered{}, app.ErrUnauthenticated
	}
	return db.register(ctx, string(kind)+" "+slug, registerItem{
		actor: actor, candidate: actor.CandidateID, kind: kind, slug: slug, source: app.Online, placeOnly: placeOnly,
	})
}

// register waits for the batch and then until it is safe on disk.
func (db *DB) register(ctx context.Context, key string, it registerItem) (Registered, error) {
	r, err := db.registering.Do(ctx, key, it)
	if err != nil {
		return Registered{}, err
	}
	return r, db.durable(ctx)
}

type registerItem struct {
	actor     *app.Actor
	candidate int64
	event     int64         // or, for a draft:
	kind      app.EventKind // the event's kind and address
	slug      string
	session   int64 // a draft's is filled in when it has been read
	source    app.Source
	placeOnly bool
}

// codeTries is how often a batch is tried with other ticket codes when one of
// them begins like a code of the same event: of 40 bits that people type, so
// rare, but one collision must not turn away the whole batch.
const codeTries = 3

func (db *DB) registerBatch(ctx context.Context, _ string, items []registerItem) []batch.Result[Registered] {
	var results []batch.Result[Registered]
	var err error
	for range codeTries {
		err = db.InTx(ctx, func(tx *sqlx.Tx) error {
			var err error
			results, err = db.registerAll(ctx, tx, items)
			return err
		})
		if !breaks(err, "tickets_human") {
			break
		}
	}
	if err != nil {
		results = make([]batch.Result[Registered], len(items))
		for i := range results {
			results[i].Err = err
		}
	}
	return results
}

// registerAll places every item of one event in arrival order.
func (db *DB) registerAll(ctx context.Context, tx *sqlx.Tx, items []registerItem) ([]batch.Result[Registered], error) {
	results := make([]batch.Result[Registered], len(items))
	event, seats, sessions, err := db.lockPlaces(ctx, tx, items[0].event, items[0].slug)
	if err != nil {
		return nil, err
	}
	if items[0].slug != "" && (event.Kind != items[0].kind || event.Status == app.EventDraft) {
		return nil, app.ErrNotFound
	}
	applicants, err := db.applicants(ctx, tx, event.ID, items)
	if err != nil {
		return nil, err
	}
	now := db.now()
	windowErr := app.CheckWindow(event, now)

	var rows newRegistrations
	for i, it := range items {
		a := applicants[it.candidate]
		if a == nil {
			results[i].Err = app.ErrNotFound
			continue
		}
		if a.standing != nil {
			results[i].Value = *a.standing
			continue
		}
		if it.slug != "" {
			it.session = deref(a.DraftSession)
		}
		if err := admissible(it, a, sessions, windowErr, now); err != nil {
			results[i].Err = err
			continue
		}
		if it.placeOnly && event.Approval == app.Instant && !seats.Free(it.session) {
			results[i].Err = noPlace(it)
			continue
		}
		p := app.Place(event.Approval, seats, it.session)
		r := Registered{Status: p.Status, SessionID: it.session, WaitlistNo: p.WaitlistNo}
		if p.Status.HasTicket() {
			r.Code = app.NewTicketCode()
		}
		results[i].Value = r
		rows.add(it, r)
		repeat := r
		repeat.Existing = true
		a.standing = &repeat
	}
	if len(rows.candidates) == 0 {
		return results, nil
	}
	ids, err := db.insertRegistrations(ctx, tx, event, seats, &rows)
	if err != nil {
		return nil, err
	}
	for i := range results {
		if results[i].Err == nil && results[i].Value.ID == 0 {
			results[i].Value.ID = ids[items[i].candidate]
		}
	}
	return results, nil
}

func admissible(it registerItem, a *applicant, sessions map[int64]app.Session, windowErr error, now time.Time) error {
	if windowErr != nil {
		return windowErr
	}
	if !a.Complete {
		return app.ErrProfile
	}
	if !a.Consented {
		return app.ErrConsent
	}
	if len(sessions) == 0 {
		if it.session != 0 {
			return app.ErrSessionRequired
		}
		return nil
	}
	s, ok := sessions[it.session]
	if !ok {
		return app.ErrSessionRequired
	}
	if !s.Bookable(now) {
		return app.ErrSessionPast
	}
	return nil
}

func noPlace(it registerItem) error {
	if it.session == 0 {
		return app.ErrEventFull
	}
	return app.ErrSessionFull
}

// lockColumns are what deciding on places needs of an event; its texts stay
// where they are.
const lockColumns = `e.id, e.kind, e.status, e.approval, e.capacity, e.starts_at, e.ends_at, e.opens_at, e.closes_at`

// lockPlaces locks the row of the event with that id or, when it is given,
// that address, and returns its free places. Until the transaction ends nobody
// else can give one away.
func (db *DB) lockPlaces(ctx context.Context, tx *sqlx.Tx, eventID int64, slug string) (*app.Event, *app.Seats, map[int64]app.Session, error) {
	query, arg := `SELECT `+lockColumns+` FROM events e WHERE e.id = $1 `+db.placeLock, any(eventID)
	if slug != "" {
		query, arg = `SELECT `+lockColumns+` FROM events e WHERE e.slug = $1 `+db.placeLock, any(slug)
	}
	lock, err := db.prepared(ctx, query)
	if err != nil {
		return nil, nil, nil, err
	}
	var row eventRow
	if err := tx.StmtxContext(ctx, lock).GetContext(ctx, &row, arg); err != nil {
		return nil, nil, nil, translate(err)
	}
	event := row.event()
	eventID = event.ID

	// The counters are read after the lock is held, in statements with a
	// snapshot of their own: what its last holder committed must be visible.
	counters, err := db.prepared(ctx, `SELECT taken, last_waiting FROM event_counters WHERE event_id = $1`)
	if err != nil {
		return nil, nil, nil, err
	}
	var taken int
	var lastWaiting int64
	if err := tx.StmtxContext(ctx, counters).QueryRowxContext(ctx, eventID).Scan(&taken, &lastWaiting); err != nil {
		return nil, nil, nil, err
	}
	stmt, err := db.prepared(ctx, sessionsQuery)
	if err != nil {
		return nil, nil, nil, err
	}
	var rows []sessionRow
	if err := tx.StmtxContext(ctx, stmt).SelectContext(ctx, &rows, eventID, string(app.EntrySession)); err != nil {
		return nil, nil, nil, err
	}
	seats := app.NewSeats(event.Capacity, taken, lastWaiting)
	sessions := make(map[int64]app.Session, len(rows))
	for i := range rows {
		s := rows[i].session()
		sessions[s.ID] = s
		if s.Capacity > 0 {
			seats.Limit(s.ID, s.Left())
		}
	}
	return event, seats, sessions, nil
}

// applicant is what registering needs to know of a person.
type applicant struct {
	CandidateID  int64   `db:"candidate_id"`
	Complete     bool    `db:"complete"`
	Consented    bool    `db:"consented"`
	DraftSession *int64  `db:"draft_session"`
	ID           *int64  `db:"id"`
	Status       *string `db:"status"`
	SessionID    *int64  `db:"session_id"`
	WaitlistNo   *int64  `db:"waitlist_no"`
	Code         *string `db:"code"`

	standing *Registered // the live registration, found or just made
}

func (db *DB) applicants(ctx context.Context, tx *sqlx.Tx, eventID int64, items []registerItem) (map[int64]*applicant, error) {
	ids := make([]int64, len(items))
	for i, it := range items {
		ids[i] = it.candidate
	}
	stmt, err := db.prepared(ctx, `
		SELECT c.id AS candidate_id, `+candidateComplete+` AS complete,
		       EXISTS (SELECT 1 FROM consents k WHERE k.candidate_id = c.id AND k.purpose = 'registration'
		               AND k.version = $3 AND k.withdrawn_at IS NULL) AS consented,
		       (SELECT d.session_id FROM registration_drafts d WHERE d.account_id = c.account_id AND d.event_id = $1) AS draft_session,
		       r.id, r.status, r.session_id, r.waitlist_no, t.code
		FROM candidates c
		LEFT JOIN LATERAL (SELECT * FROM registrations r WHERE r.event_id = $1 AND r.candidate_id = c.id
		                   AND r.status NOT IN ('cancelled', 'rejected') LIMIT 1) r ON true
		LEFT JOIN LATERAL (SELECT * FROM tickets t WHERE t.registration_id = r.id AND t.revoked_at IS NULL LIMIT 1) t ON true
		WHERE c.id = ANY ($2)`)
	if err != nil {
		return nil, err
	}
	var rows []applicant
	if err := tx.StmtxContext(ctx, stmt).SelectContext(ctx, &rows, eventID, pq.Array(ids), app.ConsentVersion); err != nil {
		return nil, err
	}
	found := make(map[int64]*applicant, len(rows))
	for i := range rows {
		a := &rows[i]
		if a.ID != nil {
			a.standing = &Registered{
				ID: *a.ID, Status: app.RegistrationStatus(*a.Status), SessionID: deref(a.SessionID),
				WaitlistNo: deref(a.WaitlistNo), Code: app.TicketCode(deref(a.Code)), Existing: true,
			}
		}
		found[a.CandidateID] = a
	}
	return found, nil
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
			INSERT INTO registrations (event_id, candidate_id, session_id, status, waitlist_no, source, submitted_at)
			SELECT $1, candidate_id, nullif(session_id, 0), status, nullif(waitlist_no, 0), source, $11 FROM input ORDER BY ord
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
			SELECT '`+WorkRegistrationPlaced+`', jsonb_build_object('registration_id', new.id) FROM new
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
		pq.Array(sessions), pq.Array(taken), pq.Array(waiting))
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
