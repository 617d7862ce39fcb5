package find

import (
	"container/list"
	"sync"
)

// bounded remembers values up to a total weight and forgets the oldest first.
type bounded[K comparable, V any] struct {
	limit int

	mu     sync.Mutex
	weight int
	known  map[K]*list.Element
	order  *list.List // of kept[K, V], the last used first
}

type kept[K comparable, V any] struct {
	key    K
	value  V
	weight int
}

func newBounded[K comparable, V any](limit int) *bounded[K, V] {
	return &bounded[K, V]{limit: limit, known: map[K]*list.Element{}, order: list.New()}
}

func (b *bounded[K, V]) find(key K) (value V, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	e, ok := b.known[key]
	if !ok {
		return value, false
	}
	b.order.MoveToFront(e)
	return e.Value.(kept[K, V]).value, true
}

func (b *bounded[K, V]) keep(key K, value V, weight int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if e, ok := b.known[key]; ok {
		b.drop(e)
	}
	b.known[key] = b.order.PushFront(kept[K, V]{key, value, weight})
	b.weight += weight
	for b.weight > b.limit && b.order.Len() > 1 {
		b.drop(b.order.Back())
	}
}

func (b *bounded[K, V]) drop(e *list.Element) {
	k := b.order.Remove(e).(kept[K, V])
	delete(b.known, k.key)
	b.weight -= k.weight
}
