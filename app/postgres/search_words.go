package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"gerbang/app"
)

// SynonymGroup is a set of phrases of which a search for one finds all.
type SynonymGroup struct {
	ID       int64
	Terms    []string
	Active   bool
	Revision string // changes with every change of the group
}

// SynonymGroups returns every group, those in use first.
func (db *DB) SynonymGroups(ctx context.Context) ([]SynonymGroup, error) {
	var rows []struct {
		ID       int64          `db:"id"`
		Terms    pq.StringArray `db:"terms"`
		Active   bool           `db:"active"`
		Revision string         `db:"revision"`
	}
	if err := db.sql.SelectContext(ctx, &rows, `SELECT id, terms, active, xmin::text AS revision FROM synonyms ORDER BY active DESC, terms[1], id`); err != nil {
		return nil, err
	}
	groups := make([]SynonymGroup, len(rows))
	for i, r := range rows {
		groups[i] = SynonymGroup{ID: r.ID, Terms: r.Terms, Active: r.Active, Revision: r.Revision}
	}
	return groups, nil
}

// SaveSynonyms changes a group, or adds one when its id is 0. The next search
// knows it on every replica.
// Errors: app.ErrForbidden, app.ErrNotFound, app.FieldErrors, app.ErrChanged.
func (db *DB) SaveSynonyms(ctx context.Context, actor *app.Actor, g SynonymGroup) error {
	if err := canEditReference(actor); err != nil {
		return err
	}
	g.Terms = searchTerms(g.Terms)
	if len(g.Terms) < 2 || len(g.Terms) > 40 {
		return app.FieldErrors{{Field: "terms", Key: "reference.error.terms"}}
	}
	after := map[string]any{"terms": g.Terms, "active": g.Active}
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		if g.ID == 0 {
			var id int64
			if err := tx.GetContext(ctx, &id, `INSERT INTO synonyms (terms, active) VALUES ($1, $2) RETURNING id`, pq.Array(g.Terms), g.Active); err != nil {
				return err
			}
			return audit(ctx, tx, actor, auditEntry{Action: "synonym.add", Entity: "synonym", EntityID: id, After: after})
		}
		var was struct {
			Terms    pq.StringArray `db:"terms"`
			Active   bool           `db:"active"`
			Revision string         `db:"revision"`
		}
		if err := tx.GetContext(ctx, &was, `SELECT terms, active, xmin::text AS revision FROM synonyms WHERE id = $1 FOR UPDATE`, g.ID); err != nil {
			return err
		}
		if was.Active == g.Active && slices.Equal(was.Terms, g.Terms) {
			return nil
		}
		if err := app.CheckRevision(g.Revision, was.Revision); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE synonyms SET terms = $2, active = $3, updated_at = now() WHERE id = $1`, g.ID, pq.Array(g.Terms), g.Active); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "synonym.update", Entity: "synonym", EntityID: g.ID,
			Before: map[string]any{"terms": []string(was.Terms), "active": was.Active}, After: after})
	})
}

// StopWords returns the words that mean nothing in a search.
func (db *DB) StopWords(ctx context.Context) ([]string, error) {
	var words []string
	err := db.sql.SelectContext(ctx, &words, `SELECT word FROM stop_words WHERE active ORDER BY word`)
	return words, err
}

// StopWordsRevision stands for a list of words: another list has another.
func StopWordsRevision(words []string) string {
	sum := sha256.Sum256([]byte(strings.Join(slices.Sorted(slices.Values(words)), "\n")))
	return hex.EncodeToString(sum[:8])
}

// SaveStopWords makes these the words that mean nothing in a search; those
// left out are kept, but not in use, so that an update does not bring them back.
// Revision is that of the words one began with, as StopWordsRevision says it.
// Errors: app.ErrForbidden, app.FieldErrors, app.ErrChanged.
func (db *DB) SaveStopWords(ctx context.Context, actor *app.Actor, words []string, revision string) error {
	if err := canEditReference(actor); err != nil {
		return err
	}
	words = searchTerms(words)
	if len(words) > 500 || slices.ContainsFunc(words, func(w string) bool { return strings.Contains(w, " ") }) {
		return app.FieldErrors{{Field: "words", Key: "reference.error.stop_words"}}
	}
	slices.Sort(words)
	return db.InTx(ctx, func(tx *sqlx.Tx) error {
		var was []string
		if err := tx.SelectContext(ctx, &was, `SELECT word FROM stop_words WHERE active ORDER BY word FOR UPDATE`); err != nil {
			return err
		}
		var added, removed []string
		for _, w := range words {
			if !slices.Contains(was, w) {
				added = append(added, w)
			}
		}
		for _, w := range was {
			if !slices.Contains(words, w) {
				removed = append(removed, w)
			}
		}
		if len(added)+len(removed) == 0 {
			return nil
		}
		if err := app.CheckRevision(revision, StopWordsRevision(was)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE stop_words SET active = false WHERE word = ANY ($1)`, pq.Array(removed)); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO stop_words (word) SELECT unnest($1::text[]) ON CONFLICT (word) DO UPDATE SET active = true`, pq.Array(added)); err != nil {
			return err
		}
		return audit(ctx, tx, actor, auditEntry{Action: "stop_words.update", Entity: "stop_words",
			Before: map[string]any{"words": removed}, After: map[string]any{"words": added}})
	})
}

// searchTerms writes phrases as searches compare them: small letters, single
// spaces, each once.
func searchTerms(lines []string) []string {
	var out []string
	for _, line := range lines {
		term := strings.ToLower(strings.Join(strings.Fields(line), " "))
		if term != "" && len(term) <= 80 && !slices.Contains(out, term) {
			out = append(out, term)
		}
	}
	return out
}
