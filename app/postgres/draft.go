package postgres

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/lib/pq"

	"gerbang/app"
)

// SaveDraftSession keeps the session that the actor chose.
// Errors: app.ErrSessionRequired when it is no entry session of the event.
func (db *DB) SaveDraftSession(ctx context.Context, actor *app.Actor, eventID, sessionID int64) error {
	if actor == nil || actor.AccountID == 0 {
		return app.ErrUnauthenticated
	}
	r, err := db.sql.ExecContext(ctx, `
		INSERT INTO registration_drafts (account_id, event_id, session_id, updated_at)
		SELECT $1, s.event_id, s.id, $4 FROM event_sessions s WHERE s.id = $3 AND s.event_id = $2 AND s.kind = 'entry'
		ON CONFLICT (account_id, event_id) DO UPDATE SET session_id = excluded.session_id, updated_at = excluded.updated_at`,
		actor.AccountID, eventID, sessionID, db.now())
	if err != nil {
		return translate(err)
	}
	n, err := r.RowsAffected()
	if err != nil {
		return err
	}
	if n == 0 {
		return app.ErrSessionRequired
	}
	return nil
}

// Application is what somebody has answered for one event, and what there is
// to answer.
type Application struct {
	Event     *app.Event
	Sessions  []app.Session // entry sessions in order of time
	Left      int           // places of the event as a whole; -1 when it has no limit of its own
	Candidate *app.Candidate
	Draft     app.Draft
	Consents  []app.ConsentPurpose // standing ones
	Standing  *Registered          // the live registration, if there is one
	Questions []app.Question       // of the event, in their order
	Answers   app.Answers          // to them
	Answered  bool                 // nothing that must be answered is left open, as the questions are now
	Documents []app.EventDocument  // to bring, or to upload beforehand
	Uploaded  []string             // codes of the papers that the candidate has uploaded
	Guardian  *app.Guardian        // of the candidate; nil when there is none
	Fit       Fit                  // how the profile stands to the conditions; those alone for a visitor
}

// NeedsGuardian reports whether the candidate is not of age at the event and
// its rules ask for a guardian's consent.
func (a *Application) NeedsGuardian() bool { return app.NeedsGuardian(a.Event, a.Candidate.BirthDate) }

// Uploads returns the papers to upload beforehand.
func (a *Application) Uploads() []app.EventDocument {
	return slices.DeleteFunc(slices.Clone(a.Documents), func(d app.EventDocument) bool { return !d.UploadAsked })
}

// Documented reports whether every paper that must be uploaded is.
func (a *Application) Documented() bool {
	return !slices.ContainsFunc(a.Uploads(), func(d app.EventDocument) bool { return d.Required && !slices.Contains(a.Uploaded, d.Code) })
}

// Full reports whether the session has no place left, or the whole event has
// none. Session 0 stands for an event without sessions.
func (a *Application) Full(sessionID int64) bool {
	if a.Left == 0 {
		return true
	}
	s := a.Session(sessionID)
	return s != nil && s.Full()
}

// AllFull reports whether there are sessions that may still be chosen, and
// all of them are full.
func (a *Application) AllFull(now time.Time) bool {
	if a.Left == 0 {
		return true
	}
	open := false
	for i := range a.Sessions {
		if s := &a.Sessions[i]; s.Bookable(now) {
			if !s.Full() {
				return false
			}
			open = true
		}
	}
	return open
}

// Session returns the entry session of that id, or nil.
func (a *Application) Session(id int64) *app.Session {
	for i := range a.Sessions {
		if a.Sessions[i].ID == id {
			return &a.Sessions[i]
		}
	}
	return nil
}

// Application returns where the actor's registration for an event stands. For
// a visitor it holds the event and its sessions only.
// Errors: app.ErrNotFound when there is no such event.
func (db *DB) Application(ctx context.Context, actor *app.Actor, kind app.EventKind, slug string) (*Application, error) {
	event, err := db.EventBySlug(ctx, kind, slug)
	if err != nil {
		return nil, err
	}
	a := &Application{Event: event, Left: -1}
	if a.Sessions, err = db.Sessions(ctx, event.ID, app.EntrySession); err != nil {
		return nil, err
	}
	if a.Documents, err = db.EventDocuments(ctx, event.ID); err != nil {
		return nil, err
	}
	if err := db.questionsOf(ctx, actor, a); err != nil {
		return nil, err
	}
	if a.Fit, err = db.Fit(ctx, actor, event); err != nil {
		return nil, err
	}
	if actor == nil || actor.AccountID == 0 {
		a.Candidate = &app.Candidate{}
		return a, nil
	}
	if a.Candidate, err = db.Candidate(ctx, actor); err != nil {
		return nil, err
	}
	if err := db.answers(ctx, actor, a); err != nil {
		return nil, err
	}
	if a.NeedsGuardian() {
		if a.Guardian, err = db.guardian(ctx, a.Candidate.ID); err != nil {
			return nil, err
		}
	}
	if len(a.Uploads()) > 0 {
		a.Uploaded, err = db.uploaded(ctx, a.Candidate.ID)
	}
	return a, err
}

// uploaded returns the kinds of paper that a candidate has uploaded and that
// nobody refused.
func (db *DB) uploaded(ctx context.Context, candidateID int64) ([]string, error) {
	var codes []string
	err := db.sql.SelectContext(ctx, &codes, `
		SELECT document FROM candidate_documents
		WHERE candidate_id = $1 AND replaced_at IS NULL AND file_id IS NOT NULL AND status <> 'refused'`, candidateID)
	return codes, err
}

func (db *DB) answers(ctx context.Context, actor *app.Actor, a *Application) error {
	stmt, err := db.prepared(ctx, `
		SELECT n.taken, coalesce(d.session_id, 0) AS draft_session, coalesce(d.consented, false) AS consented,
		       array(SELECT k.purpose FROM consents k WHERE k.candidate_id = $3 AND k.version = $4 AND k.withdrawn_at IS NULL) AS consents,
		       r.id, r.status, r.session_id, r.waitlist_no, t.code
		FROM event_counters n
		LEFT JOIN registration_drafts d ON d.event_id = n.event_id AND d.account_id = $2
		LEFT JOIN registrations r ON r.event_id = n.event_id AND r.candidate_id = $3 AND r.status NOT IN ('cancelled', 'rejected')
		LEFT JOIN tickets t ON t.registration_id = r.id AND t.revoked_at IS NULL
		WHERE n.event_id = $1`)
	if err != nil {
		return err
	}
	var r struct {
		Taken        int            `db:"taken"`
		DraftSession int64          `db:"draft_session"`
		Consented    bool           `db:"consented"`
		Consents     pq.StringArray `db:"consents"`
		ID           *int64         `db:"id"`
		Status       *string        `db:"status"`
		SessionID    *int64         `db:"session_id"`
		WaitlistNo   *int64         `db:"waitlist_no"`
		Code         sql.NullString `db:"code"`
	}
	if err := stmt.GetContext(ctx, &r, a.Event.ID, actor.AccountID, a.Candidate.ID, app.ConsentVersion); err != nil {
		return err
	}
	if a.Event.Capacity > 0 {
		a.Left = max(0, a.Event.Capacity-r.Taken)
	}
	a.Draft = app.Draft{AccountID: actor.AccountID, EventID: a.Event.ID, SessionID: r.DraftSession, Consented: r.Consented}
	for _, p := range r.Consents {
		a.Consents = append(a.Consents, app.ConsentPurpose(p))
	}
	if r.ID != nil {
		a.Standing = &Registered{
			ID: *r.ID, Status: app.RegistrationStatus(deref(r.Status)), SessionID: deref(r.SessionID),
			WaitlistNo: deref(r.WaitlistNo), Code: app.TicketCode(r.Code.String), Existing: true,
		}
	}
	return nil
}
