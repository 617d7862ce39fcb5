package web

import (
	"context"
	"sync"
	"time"
)

// memoSize bounds a Memo: beyond it everything is forgotten and read again.
const memoSize = 1000

// Memo remembers for a moment what was read from content, by key. A change of
// content on any replica empties it, and nothing is believed for longer than
// the age. Failures are not remembered.
type Memo[V any] struct {
	Age  time.Duration
	Read func(ctx context.Context, key string) (V, error)

	mu         sync.RWMutex
	generation uint64
	entries    map[string]memoEntry[V]
}

type memoEntry[V any] struct {
	value V
	until time.Time
}

// Value returns what is remembered under the key, or reads it.
func (m *Memo[V]) Value(ctx context.Context, k *Kit, key string) (V, error) {
	generation, now := k.Pages.Generation(), k.Now()
	m.mu.RLock()
	e, known := m.entries[key]
	fresh := known && m.generation == generation && now.Before(e.until)
	m.mu.RUnlock()
	if fresh {
		return e.value, nil
	}
	v, err := m.Read(ctx, key)
	if err != nil {
		return v, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.generation != generation || m.entries == nil || len(m.entries) >= memoSize {
		m.generation, m.entries = generation, map[string]memoEntry[V]{}
	}
	m.entries[key] = memoEntry[V]{v, now.Add(m.Age)}
	return v, nil
}
