package catalogue

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"gerbang/app"
	"gerbang/app/postgres"
)

// What jobs are filtered by.
type dimension int

const (
	byCountry dimension = iota
	bySector
	byScheme
	byLanguage
	byEducation
	dimensions
)

// jobIndex knows how many public jobs there are of every kind, so that a page
// of the list needs no counting query and each filter can say what it holds.
type jobIndex struct {
	countries map[string]postgres.Country
	sectors   map[string]postgres.Sector
	values    [dimensions][]string // in order: education by rank, all else by alphabet
	languages map[string]language  // by their value
	rows      []indexRow
}

type indexRow struct {
	value [dimensions]int // positions in values
	jobs  int
}

type language struct{ test, level string }

// noLanguage is the value of jobs that ask for no language.
const noLanguage = "tanpa"

func newJobIndex(facets []postgres.JobFacet, countries map[string]postgres.Country, sectors map[string]postgres.Sector) *jobIndex {
	x := &jobIndex{countries: countries, sectors: sectors, languages: map[string]language{}, rows: make([]indexRow, len(facets))}
	of := make([][dimensions]string, len(facets))
	for i, f := range facets {
		name := noLanguage
		if f.Test != "" {
			name = strings.TrimSpace(f.Test + " " + f.Level)
			x.languages[name] = language{f.Test, f.Level}
		}
		of[i] = [dimensions]string{f.Country, f.Sector, string(f.Scheme), name, string(f.Education)}
		x.rows[i].jobs = f.Jobs
	}
	for d := range dimensions {
		place := map[string]int{}
		for _, v := range of {
			if _, known := place[v[d]]; !known {
				place[v[d]] = 0
				x.values[d] = append(x.values[d], v[d])
			}
		}
		slices.SortFunc(x.values[d], func(a, b string) int {
			if d == byEducation {
				return cmp.Compare(app.Education(a).Rank(), app.Education(b).Rank())
			}
			return cmp.Compare(a, b)
		})
		for i, v := range x.values[d] {
			place[v] = i
		}
		for i := range x.rows {
			x.rows[i].value[d] = place[of[i][d]]
		}
	}
	return x
}

// tally is how many jobs pass a filter: all of them, and of each value of a
// dimension those that would pass if that value were chosen there.
type tally struct {
	total int
	of    [dimensions][]int
}

func (x *jobIndex) tally(q *jobsQuery) tally {
	var t tally
	var pass [dimensions][]bool
	for d := range dimensions {
		t.of[d] = make([]int, len(x.values[d]))
		pass[d] = make([]bool, len(x.values[d]))
		for i, v := range x.values[d] {
			pass[d][i] = q.admits(d, v)
		}
	}
	for i := range x.rows {
		row := &x.rows[i]
		fails, failed := 0, dimension(0)
		for d := range dimensions {
			if !pass[d][row.value[d]] {
				fails, failed = fails+1, d
			}
		}
		switch fails {
		case 0:
			t.total += row.jobs
			for d := range dimensions {
				t.of[d][row.value[d]] += row.jobs
			}
		case 1:
			t.of[failed][row.value[failed]] += row.jobs
		}
	}
	// Who has a level of education may also take the jobs that ask for less.
	for i := 1; i < len(t.of[byEducation]); i++ {
		t.of[byEducation][i] += t.of[byEducation][i-1]
	}
	return t
}

// How long an index is believed. Changes of content drop it at once; the age
// is for a listener that is reconnecting, and longer where counting is dear.
const (
	indexAge   = 5 * time.Second
	indexShare = 20 // at most this part of the time goes into counting
)

// indexMemo keeps the index between requests.
type indexMemo struct {
	mu         sync.Mutex
	index      *jobIndex
	generation uint64
	until      time.Time
	loading    singleflight.Group
}

// index returns the index of the jobs that are public now.
func (h *Handler) index(ctx context.Context) (*jobIndex, error) {
	m, generation := &h.jobIndex, h.Pages.Generation()
	m.mu.Lock()
	index := m.index
	if m.generation != generation || !h.Now().Before(m.until) {
		index = nil
	}
	m.mu.Unlock()
	if index != nil {
		return index, nil
	}
	v, err, _ := m.loading.Do(strconv.FormatUint(generation, 10), func() (any, error) {
		// Others wait for this answer too, so one visitor's hurry must not end it.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		return h.loadIndex(ctx, generation)
	})
	if err != nil {
		return nil, err
	}
	return v.(*jobIndex), nil
}

func (h *Handler) loadIndex(ctx context.Context, generation uint64) (*jobIndex, error) {
	start := h.Now()
	countries, err := h.DB.Countries(ctx)
	if err != nil {
		return nil, err
	}
	sectors, err := h.DB.Sectors(ctx)
	if err != nil {
		return nil, err
	}
	facets, err := h.DB.JobFacets(ctx)
	if err != nil {
		return nil, err
	}
	index := newJobIndex(facets, countries, sectors)
	now := h.Now()
	until := now.Add(max(indexAge, indexShare*now.Sub(start)))
	if midnight := app.Day(now).AddDate(0, 0, 1); midnight.Before(until) {
		until = midnight // jobs end with their day
	}
	m := &h.jobIndex
	m.mu.Lock()
	m.index, m.generation, m.until = index, generation, until
	m.mu.Unlock()
	return index, nil
}
