package postgres

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"sync"

	"github.com/lib/pq"

	"gerbang/app/find"
)

// searcher holds in memory what can be found, and brings it up to date
// before each search.
type searcher struct {
	mu    sync.Mutex // one brings up to date at a time
	texts *find.Texts
	since string // the oldest transaction that may have changed documents since they were read

	stemsMu sync.Mutex
	stems   map[string][]string
}

// rememberedStems is how many words' stems are kept; they never change.
const rememberedStems = 20_000

// Search looks a text up in everything the public may find: jobs, events and
// agencies, also those that have just left the public pages, which the caller
// leaves out. Any text is a harmless one. Taken exactly, no word is replaced
// by a likelier one.
func (db *DB) Search(ctx context.Context, text string, exact bool) (*find.Found, error) {
	texts, err := db.searchTexts(ctx)
	if err != nil {
		return nil, err
	}
	lexicon, err := db.lexicon(ctx)
	if err != nil {
		return nil, err
	}
	return texts.Find(text, exact, lexicon, func(words []string) (map[string][]string, error) { return db.stems(ctx, words) })
}

// AgencyLink is an agency in a line of text.
type AgencyLink struct {
	Slug string `db:"slug"`
	Name string `db:"name"`
}

// AgencyLinks returns the agencies among ids, in their order.
func (db *DB) AgencyLinks(ctx context.Context, ids []int64) ([]AgencyLink, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var names []AgencyLink
	err := db.sql.SelectContext(ctx, &names, `
		SELECT a.slug, a.name FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (id, n) JOIN agencies a ON a.id = wanted.id ORDER BY wanted.n`, pq.Array(ids))
	return names, err
}

// WarmSearch reads everything that can be found, which takes its time where
// there is much, so that the first visitor need not wait for it.
func (db *DB) WarmSearch(ctx context.Context) error {
	_, err := db.searchTexts(ctx)
	return err
}

// searchTexts returns the documents as they are now.
func (db *DB) searchTexts(ctx context.Context) (*find.Texts, error) {
	s := &db.search
	s.mu.Lock()
	defer s.mu.Unlock()
	texts, since := s.texts, s.since
	if texts == nil || texts.Worn() {
		texts, since = find.NewTexts(), "0"
	}
	docs, seen, err := db.documents(ctx, since)
	if err != nil {
		return nil, err
	}
	texts.Add(docs)
	s.texts, s.since = texts, seen
	return texts, nil
}

// documents returns those that changed in a transaction from since on, and
// the transaction to ask from the next time: all older ones have ended, and
// what they wrote has been seen.
func (db *DB) documents(ctx context.Context, since string) (docs []find.Document, seen string, err error) {
	stmt, err := db.prepared(ctx, `
		SELECT pg_snapshot_xmin(pg_current_snapshot())::text, coalesce(kind, ''), coalesce(id, 0), coalesce(title, ''), coalesce(names, ''), coalesce(body, ''), coalesce(changed_in::text, '0')
		FROM (SELECT) always LEFT JOIN search_documents ON changed_in >= $1::text::xid8`)
	if err != nil {
		return nil, "", err
	}
	rows, err := stmt.QueryContext(ctx, since)
	if err != nil {
		return nil, "", err
	}
	defer rows.Close()
	for rows.Next() {
		var d find.Document
		var version string
		if err := rows.Scan(&seen, &d.Kind, &d.ID, &d.Title, &d.Names, &d.Body, &version); err != nil {
			return nil, "", err
		}
		if d.Version, err = strconv.ParseUint(version, 10, 64); err != nil {
			return nil, "", err
		}
		if d.ID != 0 {
			docs = append(docs, d)
		}
	}
	return docs, seen, rows.Err()
}

// lexicon returns what staff know about words, as it is now.
func (db *DB) lexicon(ctx context.Context) (*find.Lexicon, error) {
	stmt, err := db.prepared(ctx, `
		SELECT false, terms FROM synonyms WHERE active
		UNION ALL
		SELECT true, array_agg(word) FROM stop_words WHERE active`)
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(ctx)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var stops []string
	var groups [][]string
	for rows.Next() {
		var stop bool
		var words []string
		if err := rows.Scan(&stop, pq.Array(&words)); err != nil {
			return nil, err
		}
		if stop {
			stops = words
		} else {
			groups = append(groups, words)
		}
	}
	return find.NewLexicon(stops, groups), rows.Err()
}

// stems returns the forms in which documents hold each word: as it is, and
// its stem in both languages.
func (db *DB) stems(ctx context.Context, words []string) (map[string][]string, error) {
	s := &db.search
	out := make(map[string][]string, len(words))
	var unknown []string
	s.stemsMu.Lock()
	for _, w := range words {
		if stems, ok := s.stems[w]; ok {
			out[w] = stems
		} else {
			unknown = append(unknown, w)
		}
	}
	s.stemsMu.Unlock()
	if len(unknown) == 0 {
		return out, nil
	}
	stmt, err := db.prepared(ctx, `SELECT w, array[search_stems('simple', w), search_stems('indonesian', w), search_stems('english', w)] FROM unnest($1::text[]) w`)
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(ctx, pq.Array(unknown))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	read := map[string][]string{}
	for rows.Next() {
		var w string
		var stems []string
		if err := rows.Scan(&w, pq.Array(&stems)); err != nil {
			return nil, err
		}
		stems = append(stems, w)
		slices.Sort(stems)
		stems = slices.DeleteFunc(slices.Compact(stems), func(s string) bool { return s == "" })
		read[w] = stems
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	maps.Copy(out, read)
	s.stemsMu.Lock()
	defer s.stemsMu.Unlock()
	if s.stems == nil || len(s.stems)+len(read) > rememberedStems {
		s.stems = map[string][]string{}
	}
	maps.Copy(s.stems, read)
	return out, nil
}
