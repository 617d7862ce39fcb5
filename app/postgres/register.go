package postgres

import (
	"context"
	"strconv"
	"time"

	"github.com/jmoiron/sqlx"

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
// app.ErrProfile, app.ErrConsent, app.ErrNotEligible, app.ErrAnswersMissing, app.ErrDocumentsMissing,
// app.ErrGuardian, app.ErrBusy; with PlaceOnly also
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
	return told(ctx, r, err)
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
	event, seats, err := db.lockPlaces(ctx, tx, items[0].event, items[0].slug)
	if err != nil {
		return nil, err
	}
	if items[0].slug != "" && (event.Kind != items[0].kind || event.Status == app.EventDraft) {
		return nil, app.ErrNotFound
	}
	applicants, standing, err := db.applicants(ctx, tx, event, items)
	if err != nil {
		return nil, err
	}
	barred, err := db.barred(ctx, tx, event, items)
	if err != nil {
		return nil, err
	}
	for _, a := range applicants {
		if a != nil && a.Session != nil && a.Session.Capacity > 0 {
			seats.Limit(a.Session.ID, a.Session.Left())
		}
	}
	now := db.now()
	windowErr := app.CheckWindow(event.Event, now)

	results := make([]batch.Result[Registered], len(items))
	var rows newRegistrations
	for i, it := range items {
		a := applicants[i]
		if a == nil {
			results[i].Err = app.ErrNotFound
			continue
		}
		if have := standing[it.candidate]; have != nil {
			results[i].Value = *have
			continue
		}
		it.session = a.session(it)
		if err := admissible(event, it, a, windowErr, now); err != nil {
			results[i].Err = err
			continue
		}
		if barred[it.candidate] {
			results[i].Err = app.ErrNotEligible
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
		standing[it.candidate] = &repeat
	}
	if len(rows.candidates) == 0 {
		return results, nil
	}
	ids, err := db.insertRegistrations(ctx, tx, event.Event, seats, &rows)
	if err != nil {
		return nil, err
	}
	if event.Asks {
		if err := db.copyAnswers(ctx, tx, event.ID, ids); err != nil {
			return nil, err
		}
	}
	for i := range results {
		if results[i].Err == nil && results[i].Value.ID == 0 {
			results[i].Value.ID = ids[items[i].candidate]
		}
	}
	return results, nil
}

func admissible(e *lockedEvent, it registerItem, a *applicant, windowErr error, now time.Time) error {
	switch {
	case windowErr != nil:
		return windowErr
	case !a.Complete:
		return app.ErrProfile
	case !a.Consented:
		return app.ErrConsent
	case e.chooses != (it.session != 0), it.session != 0 && a.Session == nil:
		return app.ErrSessionRequired
	case a.Session != nil && !a.Session.Bookable(now):
		return app.ErrSessionPast
	}
	if it.source == app.Online {
		return e.answeredBy(a)
	}
	return nil
}

func noPlace(it registerItem) error {
	if it.session == 0 {
		return app.ErrEventFull
	}
	return app.ErrSessionFull
}
