package postgres

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"gerbang/app"
	"gerbang/app/find"
)

// maxSearchName is how long the name of a search may be, in characters.
const maxSearchName = 80

// SavedSearch is a search that somebody keeps, with how often it tells them
// of new jobs.
type SavedSearch struct {
	ID        int64         `db:"id"`
	Name      string        `db:"name"`
	Query     string        `db:"query"` // a find.Query as its address writes it, without order and page
	Frequency app.Frequency `db:"frequency"`
	SeenAt    time.Time     `db:"seen_at"` // jobs published later are new to its owner
}

const savedSearchColumns = `s.id, s.name, s.query, s.frequency, s.seen_at`

// SavedSearches returns the actor's own searches, the oldest first.
func (db *DB) SavedSearches(ctx context.Context, actor *app.Actor) ([]SavedSearch, error) {
	if actor == nil || actor.AccountID == 0 {
		return nil, app.ErrUnauthenticated
	}
	var searches []SavedSearch
	err := db.sql.SelectContext(ctx, &searches, `
		SELECT `+savedSearchColumns+` FROM saved_searches s JOIN candidates c ON c.id = s.candidate_id
		WHERE c.account_id = $1 ORDER BY s.created_at, s.id`, actor.AccountID)
	return searches, err
}

// SavedSearch returns one of the actor's own searches. Errors: app.ErrNotFound.
func (db *DB) SavedSearch(ctx context.Context, actor *app.Actor, id int64) (*SavedSearch, error) {
	if actor == nil || actor.AccountID == 0 {
		return nil, app.ErrUnauthenticated
	}
	var s SavedSearch
	err := db.sql.GetContext(ctx, &s, `
		SELECT `+savedSearchColumns+` FROM saved_searches s JOIN candidates c ON c.id = s.candidate_id
		WHERE c.account_id = $1 AND s.id = $2`, actor.AccountID, id)
	return &s, translate(err)
}

// checkSearch returns what is wrong with the answers of a search's form.
func checkSearch(name string, f app.Frequency) error {
	var errs app.FieldErrors
	if strings.TrimSpace(name) == "" {
		errs = append(errs, app.FieldError{Field: "name", Key: "saved.error.name"})
	} else if utf8.RuneCountInString(name) > maxSearchName {
		errs = append(errs, app.FieldError{Field: "name", Key: "error.max_chars", Args: []any{"param", maxSearchName}})
	}
	if !f.Valid() {
		errs = append(errs, app.FieldError{Field: "frequency", Key: "error.required_choice"})
	}
	return errs.Err()
}

// normalSearch is what a search keeps of a query: neither order nor page, nor
// whom the jobs suit, which changes with the profile.
func normalSearch(q find.Query) string {
	q.Sort, q.Page, q.Fits = "", 0, false
	return q.String()
}

// SaveSearch keeps a search. The same one saved again takes the new name and
// frequency. Errors: app.FieldErrors, a conflict when the actor holds
// app.MaxSavedSearches, and one when the query asks for nothing.
func (db *DB) SaveSearch(ctx context.Context, actor *app.Actor, name string, q find.Query, f app.Frequency) error {
	if err := checkSearch(name, f); err != nil {
		return err
	}
	if !q.Narrows() {
		return &app.Error{Kind: app.Invalid, Key: "saved.error.no_filter"}
	}
	return db.ownProfile(ctx, actor, func(tx *sqlx.Tx, me candidateRow) error {
		query, now := normalSearch(q), db.now()
		var n int
		if err := tx.GetContext(ctx, &n, `SELECT count(*) FROM saved_searches WHERE candidate_id = $1 AND query <> $2`, me.ID, query); err != nil {
			return err
		}
		if n >= app.MaxSavedSearches {
			return &app.Error{Kind: app.Conflict, Key: "saved.error.searches_full", Args: []any{"max", app.MaxSavedSearches}}
		}
		var id int64
		if err := tx.GetContext(ctx, &id, `
			INSERT INTO saved_searches (candidate_id, name, query, frequency, created_at, seen_at, watermark, due_at)
			VALUES ($1, $2, $3, $4, $5, $5, $5, $6)
			ON CONFLICT (candidate_id, query) DO UPDATE SET name = excluded.name, frequency = excluded.frequency, due_at = excluded.due_at
			RETURNING id`, me.ID, name, query, string(f), now, f.Next(now)); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{
			Action: "search.save", Entity: "saved_search", EntityID: id, After: map[string]any{"query": query, "frequency": f},
		})
	})
}

// ChangeSearch renames one of the actor's own searches and sets how often it
// tells of new jobs. One that was silent does not tell of what it missed.
// Errors: app.ErrNotFound, app.FieldErrors.
func (db *DB) ChangeSearch(ctx context.Context, actor *app.Actor, id int64, name string, f app.Frequency) error {
	if err := checkSearch(name, f); err != nil {
		return err
	}
	return db.ownProfile(ctx, actor, func(tx *sqlx.Tx, me candidateRow) error {
		now := db.now()
		r, err := tx.ExecContext(ctx, `
			UPDATE saved_searches SET name = $3, frequency = $4::text, due_at = CASE frequency WHEN $4::text THEN due_at ELSE $5 END,
			       watermark = CASE frequency WHEN 'off' THEN $6 ELSE watermark END
			WHERE candidate_id = $1 AND id = $2`, me.ID, id, name, string(f), f.Next(now), now)
		if err := oneRow(r, err); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{
			Action: "search.change", Entity: "saved_search", EntityID: id, After: map[string]any{"name": name, "frequency": f},
		})
	})
}

// OpenSearch returns the query of one of the actor's own searches and counts
// what is there now as seen. Errors: app.ErrNotFound.
func (db *DB) OpenSearch(ctx context.Context, actor *app.Actor, id int64) (find.Query, error) {
	var query string
	err := db.ownProfile(ctx, actor, func(tx *sqlx.Tx, me candidateRow) error {
		return tx.GetContext(ctx, &query, `
			UPDATE saved_searches SET seen_at = $3 WHERE candidate_id = $1 AND id = $2 RETURNING query`, me.ID, id, db.now())
	})
	return find.ParseString(query), err
}

// RemoveSearch deletes one of the actor's own searches. Errors: app.ErrNotFound.
func (db *DB) RemoveSearch(ctx context.Context, actor *app.Actor, id int64) error {
	return db.removeEntry(ctx, actor, "saved_searches", "saved_search", id)
}

// NewMatches returns, for each search, how many jobs of the index its owner
// has not seen.
func (db *DB) NewMatches(ctx context.Context, x *find.Index, searches []SavedSearch) ([]int, error) {
	counts := make([]int, len(searches))
	for i, s := range searches {
		ids, err := db.publishedSince(ctx, x, find.ParseString(s.Query), s.SeenAt)
		if err != nil {
			return nil, err
		}
		counts[i] = len(ids)
	}
	return counts, nil
}

// publishedSince returns the jobs of the index that pass the query and were
// published after the moment, the newest first.
func (db *DB) publishedSince(ctx context.Context, x *find.Index, q find.Query, since time.Time) ([]int64, error) {
	q.Page, q.Sort = 0, find.Newest
	later := func(j *find.Job) bool { return j.PublishedAt.After(since) }
	if jobs := x.Jobs(); len(jobs) == 0 || !later(&jobs[0]) {
		return nil, nil
	}
	var m *find.Matches
	if q.Words != "" {
		found, err := db.Search(ctx, q.Words, q.Exact)
		if err != nil {
			return nil, err
		}
		// A list shows jobs with most of the words when none has them all. That
		// helps somebody who looks, and is no news to somebody who waits.
		if found.Partly {
			return nil, nil
		}
		m = found.Matches(find.JobKind)
	}
	return x.SearchAmong(q, m, x.Len(), later).IDs, nil
}
