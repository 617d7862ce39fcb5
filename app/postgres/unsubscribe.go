package postgres

import (
	"context"
	"crypto/hmac"
	"encoding/base32"
	"strconv"
	"strings"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
)

// Kinds of messages that can be unsubscribed from without signing in.
const (
	unsubscribeSearch    = "p" // of one saved search
	unsubscribeSavedJobs = "l" // of all saved jobs of one candidate
	unsubscribeNotices   = "a" // reminders and messages of organizers to one candidate
)

var unsubscribeCode = base32.StdEncoding.WithPadding(base32.NoPadding)

// unsubscribeToken names what to end, proven by a keyed hash: nothing has to
// be kept for it, and nobody can make one up.
func (db *DB) unsubscribeToken(kind string, id int64) string {
	name := kind + strconv.FormatInt(id, 10)
	return name + "-" + strings.ToLower(unsubscribeCode.EncodeToString(db.box.Hash("unsubscribe", name)[:15]))
}

// SearchToken is the token that ends the messages of a saved search.
func (db *DB) SearchToken(searchID int64) string {
	return db.unsubscribeToken(unsubscribeSearch, searchID)
}

// SavedJobsToken is the token that ends the messages about a candidate's saved jobs.
func (db *DB) SavedJobsToken(candidateID int64) string {
	return db.unsubscribeToken(unsubscribeSavedJobs, candidateID)
}

// NoticesToken is the token that ends reminders and messages of organizers to
// a candidate.
func (db *DB) NoticesToken(candidateID int64) string {
	return db.unsubscribeToken(unsubscribeNotices, candidateID)
}

// readUnsubscribe returns what a token ends. Errors: app.ErrNotFound.
func (db *DB) readUnsubscribe(token string) (kind string, id int64, err error) {
	name, _, _ := strings.Cut(token, "-")
	if len(name) < 2 {
		return "", 0, app.ErrNotFound
	}
	kind = name[:1]
	id, err = strconv.ParseInt(name[1:], 10, 64)
	if err != nil || !hmac.Equal([]byte(token), []byte(db.unsubscribeToken(kind, id))) {
		return "", 0, app.ErrNotFound
	}
	return kind, id, nil
}

// Subscription is what a token ends.
type Subscription struct {
	Search  string // name of the saved search; empty for the others
	Notices bool   // reminders and messages of organizers; else, without a search, of saved jobs
	Ended   bool
}

// Subscription returns what the token of a message ends, changing nothing.
// Errors: app.ErrNotFound.
func (db *DB) Subscription(ctx context.Context, token string) (Subscription, error) {
	kind, id, err := db.readUnsubscribe(token)
	if err != nil {
		return Subscription{}, err
	}
	var s Subscription
	switch kind {
	case unsubscribeSearch:
		err = db.sql.QueryRowContext(ctx, `SELECT name, frequency = 'off' FROM saved_searches WHERE id = $1`, id).Scan(&s.Search, &s.Ended)
	case unsubscribeNotices:
		s.Notices = true
		err = db.sql.QueryRowContext(ctx, `SELECT NOT event_notices FROM candidates WHERE id = $1`, id).Scan(&s.Ended)
	default:
		err = db.sql.QueryRowContext(ctx, `SELECT NOT saved_job_alerts FROM candidates WHERE id = $1`, id).Scan(&s.Ended)
	}
	return s, translate(err)
}

// Unsubscribe ends what the token of a message names; doing it twice changes
// nothing more. The token stands for its owner, who need not sign in.
// Errors: app.ErrNotFound.
func (db *DB) Unsubscribe(ctx context.Context, token string) error {
	kind, id, err := db.readUnsubscribe(token)
	if err != nil {
		return err
	}
	actor := app.System("unsubscribe link")
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		switch kind {
		case unsubscribeSavedJobs:
			return setSavedJobAlerts(ctx, tx, actor, id, false)
		case unsubscribeNotices:
			return setNotices(ctx, tx, actor, id, false)
		}
		r, err := tx.ExecContext(ctx, `UPDATE saved_searches SET frequency = 'off' WHERE id = $1 AND frequency <> 'off'`, id)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "search.unsubscribe", Entity: "saved_search", EntityID: id})
	})
}

// ResumeNotices takes back an Unsubscribe from reminders and messages of
// organizers. Errors: app.ErrNotFound, also for what else a token names.
func (db *DB) ResumeNotices(ctx context.Context, token string) error {
	kind, id, err := db.readUnsubscribe(token)
	if err != nil {
		return err
	}
	if kind != unsubscribeNotices {
		return app.ErrNotFound
	}
	return db.InTx(ctx, func(tx *sqlx.Tx) error { return setNotices(ctx, tx, app.System("unsubscribe link"), id, true) })
}

// Notices reports whether the actor wants reminders and messages of organizers.
func (db *DB) Notices(ctx context.Context, actor *app.Actor) (bool, error) {
	if actor == nil || actor.AccountID == 0 {
		return false, app.ErrUnauthenticated
	}
	var on bool
	err := db.sql.GetContext(ctx, &on, `SELECT coalesce((SELECT event_notices FROM candidates WHERE account_id = $1), true)`, actor.AccountID)
	return on, err
}

// SetNotices turns reminders and messages of organizers to the actor on or off.
func (db *DB) SetNotices(ctx context.Context, actor *app.Actor, on bool) error {
	return db.ownProfile(ctx, actor, func(tx *sqlx.Tx, me candidateRow) error {
		return setNotices(ctx, tx, actor, me.ID, on)
	})
}

func setNotices(ctx context.Context, tx *sqlx.Tx, actor *app.Actor, candidateID int64, wanted bool) error {
	r, err := tx.ExecContext(ctx, `UPDATE candidates SET event_notices = $2 WHERE id = $1 AND event_notices <> $2`, candidateID, wanted)
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return err
	}
	return audit(ctx, tx, actor, auditEntry{Action: "candidate.notices", Entity: "candidate", EntityID: candidateID, After: map[string]any{"event_notices": wanted}})
}
