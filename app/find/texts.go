package find

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"sync"
)

// Kind is what a document is about.
type Kind string

// The kinds of documents; those of events are those of app.EventKind.
const (
	JobKind      Kind = "job"
	CourseKind   Kind = "course"
	FairKind     Kind = "job_fair"
	OutreachKind Kind = "outreach"
	AgencyKind   Kind = "agency"
)

// Document is what can be found of a job, an event or an agency. Its texts
// are words in lower case with spaces between them.
type Document struct {
	Kind    Kind
	ID      int64
	Title   string // stems of what it is called and of its field
	Names   string // whole words of titles, places and companies: what typing errors are measured by
	Body    string // stems of everything
	Version uint64 // rises with each change
}

// Texts is an inverted index of documents in memory. A changed document is
// added again; what it said before no longer counts. It is safe for use by
// many goroutines.
type Texts struct {
	mu     sync.RWMutex
	docs   []slot
	latest map[name]int32 // position of the newest version in docs
	title  postings       // by stem
	body   postings       // by stem
	names  postings       // by word
	sorted []string       // the words of names in order
}

type name struct {
	kind Kind
	id   int64
}

type slot struct {
	name
	version uint64
	old     bool // a newer version stands further on
}

type postings map[string][]int32 // positions in docs, rising

// NewTexts returns an index without documents.
func NewTexts() *Texts {
	return &Texts{latest: map[name]int32{}, title: postings{}, body: postings{}, names: postings{}}
}

// Add takes documents in. One that is known in that version is left as it is.
func (t *Texts) Add(docs []Document) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range docs {
		d := &docs[i]
		key := name{d.Kind, d.ID}
		if at, ok := t.latest[key]; ok {
			if t.docs[at].version == d.Version {
				continue
			}
			t.docs[at].old = true
		}
		at := int32(len(t.docs))
		t.latest[key] = at
		t.docs = append(t.docs, slot{name: key, version: d.Version})
		t.title.add(d.Title, at)
		t.body.add(d.Body, at)
		t.names.add(d.Names, at)
	}
	if len(t.names) != len(t.sorted) { // words are never taken out
		t.sorted = slices.Sorted(maps.Keys(t.names))
	}
}

func (p postings) add(text string, at int32) {
	for w := range strings.FieldsSeq(text) {
		list, known := p[w]
		if n := len(list); n > 0 && list[n-1] == at {
			continue
		}
		if !known {
			w = strings.Clone(w) // or the word would hold the whole text in memory
		}
		p[w] = append(list, at)
	}
}

// Worn reports whether most of what the index holds is out of date: it is
// then better made anew.
func (t *Texts) Worn() bool {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.docs) > 1000 && len(t.docs) > 2*len(t.latest)
}

// Found is what a text finds.
type Found struct {
	Of      map[Kind]*Matches // nil for kinds in which it finds nothing
	Instead string            // the words that were looked for, when they are not the ones typed
	Partly  bool              // nothing holds all the words; these hold most of them
	Blank   bool              // the text holds no word that means anything: it finds everything
}

// Matches returns what was found of a kind, or nil where there is no text or
// one that finds everything.
func (f *Found) Matches(k Kind) *Matches {
	if f == nil || f.Blank {
		return nil
	}
	if m := f.Of[k]; m != nil {
		return m
	}
	return &Matches{}
}

func (f *Found) weight() int {
	n := 100
	for _, m := range f.Of {
		n += len(m.IDs) + len(m.Title)
	}
	return n
}

// First returns at most n of what was found, what holds the words in its
// title first, and of those alike what came last.
func (m *Matches) First(n int) []int64 {
	if m == nil {
		return nil
	}
	in := make(map[int64]bool, len(m.Title))
	for _, id := range m.Title {
		in[id] = true
	}
	ids := slices.Clone(m.IDs)
	slices.SortFunc(ids, func(a, b int64) int {
		if in[a] != in[b] {
			if in[a] {
				return -1
			}
			return 1
		}
		return cmp.Compare(b, a)
	})
	return ids[:min(n, len(ids))]
}

// Stemmer returns the stems under which each word stands in documents.
type Stemmer func(words []string) (map[string][]string, error)

// Find looks a text up. Unless it is to be taken exactly, an unknown last
// word may be the beginning of one, and other unknown words stand for the
// nearest that are known.
func (t *Texts) Find(text string, exact bool, l *Lexicon, stem Stemmer) (*Found, error) {
	typed := Words(text)
	terms := l.terms(typed)
	if len(terms) == 0 {
		return &Found{Blank: true}, nil
	}
	stems, err := stem(wordsOf(terms))
	if err != nil {
		return nil, err
	}
	instead := ""
	if !exact {
		if better, changed := t.correct(typed, terms, l, stems); changed {
			instead = strings.Join(better, " ")
			if terms = l.terms(better); len(terms) == 0 {
				return &Found{Blank: true}, nil
			}
			if stems, err = stem(wordsOf(terms)); err != nil {
				return nil, err
			}
		}
	}
	f := t.find(terms, stems, !exact)
	f.Instead = instead
	return f, nil
}

func wordsOf(terms []term) []string {
	var words []string
	for _, term := range terms {
		for _, a := range term.alternatives {
			words = append(words, a...)
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// find evaluates the terms: documents that have all of them or, loosely, else
// those that have the most.
func (t *Texts) find(terms []term, stems map[string][]string, loosely bool) *Found {
	t.mu.RLock()
	defer t.mu.RUnlock()
	n := (len(t.docs) + 63) / 64
	has, titled := make([]uint8, len(t.docs)), make([]uint8, len(t.docs))
	for i, term := range terms {
		everywhere, title := make(set, n), make(set, n)
		for _, words := range term.alternatives {
			a, b := full(n), full(n)
			for _, w := range words {
				in, inTitle := make(set, n), make(set, n)
				for _, s := range stems[w] {
					in.add(t.body[s])
					inTitle.add(t.title[s])
				}
				in.add(t.names[w])
				if loosely && i == len(terms)-1 && len(term.alternatives) == 1 && in.empty() {
					for _, whole := range t.beginningWith(w) {
						in.add(t.names[whole])
					}
				}
				a.and(in)
				b.and(inTitle)
			}
			everywhere.or(a)
			title.or(b)
		}
		everywhere.each(func(at int) { has[at]++ })
		title.each(func(at int) { titled[at]++ })
	}
	most := uint8(0)
	for at := range t.docs {
		if !t.docs[at].old {
			most = max(most, has[at])
		}
	}
	f := &Found{Of: map[Kind]*Matches{}, Partly: int(most) < len(terms) && most > 0}
	if most == 0 || f.Partly && !loosely {
		return &Found{}
	}
	for at := range t.docs {
		d := &t.docs[at]
		if d.old || has[at] < most {
			continue
		}
		m := f.Of[d.kind]
		if m == nil {
			m = &Matches{}
			f.Of[d.kind] = m
		}
		m.IDs = append(m.IDs, d.id)
		if titled[at] >= most {
			m.Title = append(m.Title, d.id)
		}
	}
	return f
}

// set is a set of positions in docs.
type set []uint64

func full(n int) set {
	s := make(set, n)
	for i := range s {
		s[i] = ^uint64(0)
	}
	return s
}

func (s set) add(positions []int32) {
	for _, at := range positions {
		s[at/64] |= 1 << (at % 64)
	}
}

func (s set) and(o set) {
	for i := range s {
		s[i] &= o[i]
	}
}

func (s set) or(o set) {
	for i := range s {
		s[i] |= o[i]
	}
}

func (s set) empty() bool {
	return !slices.ContainsFunc(s, func(w uint64) bool { return w != 0 })
}

func (s set) each(do func(at int)) {
	for i, w := range s {
		for ; w != 0; w &= w - 1 {
			do(i*64 + bits.TrailingZeros64(w))
		}
	}
}
