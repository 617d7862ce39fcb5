package find

import (
	"cmp"
	"slices"
	"time"

	"gerbang/app"
)

// Index holds all public jobs of a moment and answers queries over them. It
// is safe for use by many goroutines and must not outlive its day: which jobs
// close within a week changes at midnight.
type Index struct {
	jobs    []Job           // the newest first
	place   map[int64]int32 // id → position in jobs
	columns [facets]column
	orders  map[Sort][]int32 // positions in jobs; Newest is their own order

	found *bounded[string, *hits]
	texts *bounded[string, *Found]
}

// Bounds of what an index remembers.
const (
	rememberedHits  = 2_000_000 // positions of jobs, four bytes each
	rememberedTexts = 1_000_000 // ids of jobs, eight bytes each
)

// NewIndex returns the index of the jobs as they are at now. It keeps the slice.
func NewIndex(jobs []Job, now time.Time) *Index {
	today := app.Day(now)
	slices.SortFunc(jobs, func(a, b Job) int {
		return cmp.Or(b.PublishedAt.Compare(a.PublishedAt), cmp.Compare(b.ID, a.ID))
	})
	x := &Index{
		jobs: jobs, place: make(map[int64]int32, len(jobs)), orders: map[Sort][]int32{},
		found: newBounded[string, *hits](rememberedHits), texts: newBounded[string, *Found](rememberedTexts),
	}
	for i := range jobs {
		x.place[jobs[i].ID] = int32(i)
	}
	for f := range facets {
		x.columns[f] = newColumn(f, jobs, today)
	}
	x.orders[BestPaid] = x.order(func(a, b *Job) int { return cmp.Or(cmp.Compare(b.Salary, a.Salary), cmp.Compare(b.ID, a.ID)) })
	x.orders[ClosingFirst] = x.order(func(a, b *Job) int { return cmp.Or(a.ClosesOn.Compare(b.ClosesOn), cmp.Compare(a.ID, b.ID)) })
	return x
}

func (x *Index) order(compare func(a, b *Job) int) []int32 {
	order := make([]int32, len(x.jobs))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return compare(&x.jobs[a], &x.jobs[b]) })
	return order
}

// Len returns the number of public jobs.
func (x *Index) Len() int { return len(x.jobs) }

// Jobs returns all jobs, the newest first. They must not be changed.
func (x *Index) Jobs() []Job { return x.jobs }

// Job returns the job with that id, or nil when it is not public.
func (x *Index) Job(id int64) *Job {
	if at, ok := x.place[id]; ok {
		return &x.jobs[at]
	}
	return nil
}

// Count is how many jobs have a value of a facet.
type Count struct {
	Value string // as addresses write it
	Jobs  int
}

// Result is one page of what a query finds.
type Result struct {
	IDs    []int64 // of the jobs on the page, in order
	Total  int
	Page   int // the one shown: the last one when the query asks for one beyond
	counts *[facets][]Count
}

// Counts returns, for every value of a facet, how many jobs there would be if
// it alone were chosen there and all other filters stayed.
func (r *Result) Counts(f Facet) []Count { return r.counts[f] }

// hits are all jobs that pass a query, in order.
type hits struct {
	at     []int32
	counts [facets][]Count
}

// Search returns the page of jobs that the query asks for, perPage of them.
// Where the query has words, m are the jobs they were found in, always the
// same for the same words; otherwise it is nil.
func (x *Index) Search(q Query, m *Matches, perPage int) Result {
	page := q.Page
	q.Page = 0
	key := q.String()
	h, ok := x.found.find(key)
	if !ok {
		h = x.search(&q, m, nil)
		x.found.keep(key, h, len(h.at)+1000)
	}
	return x.page(h, page, perPage)
}

// SearchAmong is Search over the jobs that keep lets through. Nothing of it
// is remembered.
func (x *Index) SearchAmong(q Query, m *Matches, perPage int, keep func(*Job) bool) Result {
	return x.page(x.search(&q, m, keep), q.Page, perPage)
}

// Found returns what the words of a query find, or nil when it has none. It
// calls look once for each text, as long as there is room to remember the
// answers.
func (x *Index) Found(q Query, look func(text string, exact bool) (*Found, error)) (*Found, error) {
	if q.Words == "" {
		return nil, nil
	}
	key := Query{Words: q.Words, Exact: q.Exact}.String()
	if f, ok := x.texts.find(key); ok {
		return f, nil
	}
	f, err := look(q.Words, q.Exact)
	if err == nil {
		x.texts.keep(key, f, f.weight())
	}
	return f, err
}

func (x *Index) page(h *hits, page, perPage int) Result {
	r := Result{Total: len(h.at), counts: &h.counts}
	r.Page = min(max(1, page), max(1, (r.Total+perPage-1)/perPage))
	first := (r.Page - 1) * perPage
	for _, at := range h.at[first:min(first+perPage, len(h.at))] {
		r.IDs = append(r.IDs, x.jobs[at].ID)
	}
	return r
}

func (x *Index) search(q *Query, m *Matches, keep func(*Job) bool) *hits {
	var pass [facets][]bool
	var active []Facet // those that filter at all
	var perCode [facets][]int
	var codes [facets][]uint16
	for f := range facets {
		codes[f] = x.columns[f].codes
		chosen := q.chosen(f)
		pass[f] = x.columns[f].pass(chosen)
		perCode[f] = make([]int, len(x.columns[f].sets))
		if len(chosen) > 0 {
			active = append(active, f)
		}
	}
	marks := x.mark(m)
	order, byRelevance := x.orders[q.Order()], q.Order() == Relevance
	h := &hits{}
	var later []int32 // by relevance, behind those with the words in their title
	for n := range x.jobs {
		at := int32(n)
		if order != nil {
			at = order[n]
		}
		if marks != nil && marks[at] == unfound || keep != nil && !keep(&x.jobs[at]) {
			continue
		}
		fails, failed := 0, Facet(0)
		for _, f := range active {
			if !pass[f][codes[f][at]] {
				if fails, failed = fails+1, f; fails > 1 {
					break
				}
			}
		}
		switch fails {
		case 0:
			for f := range facets {
				perCode[f][codes[f][at]]++
			}
			if marks != nil && marks[at] == inText && byRelevance {
				later = append(later, at)
			} else {
				h.at = append(h.at, at)
			}
		case 1:
			perCode[failed][codes[failed][at]]++
		}
	}
	h.at = append(h.at, later...)
	for f := range facets {
		h.counts[f] = x.columns[f].count(perCode[f])
	}
	return h
}

// Where words were found in a job.
const (
	unfound = iota
	inText
	inTitle
)

// mark tells for each job where the words were found in it.
func (x *Index) mark(m *Matches) []uint8 {
	if m == nil {
		return nil
	}
	marks := make([]uint8, len(x.jobs))
	for _, id := range m.IDs {
		if at, ok := x.place[id]; ok {
			marks[at] = inText
		}
	}
	for _, id := range m.Title {
		if at, ok := x.place[id]; ok {
			marks[at] = inTitle
		}
	}
	return marks
}
