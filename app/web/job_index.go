package web

import (
	"context"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"gerbang/app"
	"gerbang/app/find"
)

// How long an index of jobs is believed. Changes of content drop it at once;
// the age is for a listener that is reconnecting, and longer where loading is
// dear.
const (
	jobIndexAge   = 5 * time.Second
	jobIndexShare = 20 // at most this part of the time goes into loading
)

// jobIndex keeps the index of public jobs between requests.
type jobIndex struct {
	mu         sync.Mutex
	index      *find.Index
	generation uint64
	until      time.Time
	loading    singleflight.Group
}

// JobIndex returns the index of the jobs that are public now. Cards are still
// to be read from the database, where a job that has just left is missing.
func (k *Kit) JobIndex(ctx context.Context) (*find.Index, error) {
	m, generation := &k.jobs, k.Pages.Generation()
	m.mu.Lock()
	index := m.index
	if m.generation != generation || !k.Now().Before(m.until) {
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
		return k.loadJobIndex(ctx, generation)
	})
	if err != nil {
		return nil, err
	}
	return v.(*find.Index), nil
}

func (k *Kit) loadJobIndex(ctx context.Context, generation uint64) (*find.Index, error) {
	start := k.Now()
	index, err := k.DB.JobIndex(ctx)
	if err != nil {
		return nil, err
	}
	now := k.Now()
	until := earliest(now.Add(max(jobIndexAge, jobIndexShare*now.Sub(start))), app.Day(start).AddDate(0, 0, 1)) // jobs end with their day
	m := &k.jobs
	m.mu.Lock()
	m.index, m.generation, m.until = index, generation, until
	m.mu.Unlock()
	return index, nil
}
