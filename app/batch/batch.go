// Package batch carries out many callers' items in one run (group commit): while a run for a key is under way, the
// items that arrive for that key gather and make up the next one.
package batch

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"gerbang/app"
)

// ErrBusy says that as many items wait for the key as may. It is an app.ErrBusy.
var ErrBusy = app.ErrBusy.Because(errors.New("batch: too many items wait"))

// ErrClosed says that the group takes no more items. It is an app.ErrBusy.
var ErrClosed = app.ErrBusy.Because(errors.New("batch: closed"))

// Result is what a run made of one item.
type Result[O any] struct {
	Value O
	Err   error
}

// PanicError is the error of every item of a run that panicked.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string {
	return fmt.Sprintf("batch: panic in run: %v\n%s", e.Value, e.Stack)
}

// Option changes a setting of a Group.
type Option func(*settings)

type settings struct {
	waiting int
	timeout time.Duration
	gather  time.Duration
}

// Waiting sets how many items of one key may wait for a run; the default is 8192.
func Waiting(n int) Option { return func(s *settings) { s.waiting = max(n, 1) } }

// Timeout sets after what time the context of a run ends; the default is 10 seconds.
func Timeout(d time.Duration) Option { return func(s *settings) { s.timeout = d } }

// Gather sets how long a key rests after a run of many items, so that the next run has more of them: under a crowd
// fewer and larger runs do more in all. The default is not to rest, and a run of few items is never followed by a rest.
func Gather(d time.Duration) Option { return func(s *settings) { s.gather = d } }

// crowd is how many items make a run one of many.
const crowd = 8

// Group gathers items by key and hands them to one run at a time per key; runs of different keys go on side by
// side. It is safe for concurrent use. What several processes do at once is not its affair: the run has to be right
// beside another process's run.
type Group[I, O any] struct {
	run func(ctx context.Context, key string, items []I) []Result[O]
	max int
	settings

	base context.Context
	stop context.CancelFunc

	mu     sync.Mutex
	lanes  map[string]*lane[I, O]
	closed bool
	empty  chan struct{}
}

// lane is one key that has a run under way.
type lane[I, O any] struct {
	calls []*call[I, O]
	live  int // calls whose caller still waits
}

type call[I, O any] struct {
	item  I
	gone  bool // the caller left before a run took the item
	taken bool
	done  chan Result[O]
}

// New returns a Group whose runs get at most so many items, in order of arrival. The run must return one result per
// item, in their order. Its context does not end with any caller's, only with the timeout and with Close.
func New[I, O any](run func(ctx context.Context, key string, items []I) []Result[O], most int, options ...Option) *Group[I, O] {
	g := &Group[I, O]{
		run: run, max: max(most, 1),
		settings: settings{waiting: 8192, timeout: 10 * time.Second},
		lanes:    make(map[string]*lane[I, O]),
		empty:    make(chan struct{}),
	}
	for _, set := range options {
		set(&g.settings)
	}
	g.base, g.stop = context.WithCancel(context.Background())
	return g
}

// Do has the item carried out and returns its result. When nothing runs for the key the item runs at once, alone.
// When ctx ends first, Do returns its error; a run that has taken the item goes on all the same, so the item may
// have been carried out: repeating it must be harmless.
func (g *Group[I, O]) Do(ctx context.Context, key string, item I) (O, error) {
	var none O
	if err := ctx.Err(); err != nil {
		return none, err
	}
	c := &call[I, O]{item: item, done: make(chan Result[O], 1)}
	l, err := g.enter(key, c)
	if err != nil {
		return none, err
	}
	select {
	case r := <-c.done:
		return r.Value, r.Err
	case <-ctx.Done():
	}
	g.leave(l, c)
	select {
	case r := <-c.done:
		return r.Value, r.Err
	default:
		return none, ctx.Err()
	}
}

// Close lets what waits be carried out and takes no more. When ctx ends first, it ends the context of the runs
// under way and returns the error of ctx.
func (g *Group[I, O]) Close(ctx context.Context) error {
	g.mu.Lock()
	if !g.closed {
		g.closed = true
		if len(g.lanes) == 0 {
			close(g.empty)
		}
	}
	g.mu.Unlock()
	defer g.stop()
	select {
	case <-g.empty:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (g *Group[I, O]) enter(key string, c *call[I, O]) (*lane[I, O], error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return nil, ErrClosed
	}
	l, running := g.lanes[key]
	if !running {
		l = &lane[I, O]{}
		g.lanes[key] = l
	}
	if l.live >= g.waiting {
		return nil, ErrBusy
	}
	l.calls = append(l.calls, c)
	l.live++
	if !running {
		go g.serve(key, l)
	}
	return l, nil
}

// leave takes back an item that no run has taken yet.
func (g *Group[I, O]) leave(l *lane[I, O], c *call[I, O]) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !c.taken && !c.gone {
		c.gone = true
		l.live--
	}
}

// serve runs what waits for the key until nothing does.
func (g *Group[I, O]) serve(key string, l *lane[I, O]) {
	for {
		calls := g.take(key, l)
		if len(calls) == 0 {
			return
		}
		items := make([]I, len(calls))
		for i, c := range calls {
			items[i] = c.item
		}
		results := g.guarded(key, items)
		for i, c := range calls {
			c.done <- results[i]
		}
		if len(calls) >= crowd && g.gather > 0 {
			g.rest()
		}
	}
}

func (g *Group[I, O]) rest() {
	select {
	case <-time.After(g.gather):
	case <-g.base.Done():
	}
}

// take removes the next batch from the lane, and the lane itself when nothing waits.
func (g *Group[I, O]) take(key string, l *lane[I, O]) []*call[I, O] {
	g.mu.Lock()
	defer g.mu.Unlock()
	if l.live == 0 {
		delete(g.lanes, key)
		if g.closed && len(g.lanes) == 0 {
			close(g.empty)
		}
		return nil
	}
	batch := make([]*call[I, O], 0, min(l.live, g.max))
	seen := 0
	for _, c := range l.calls {
		if len(batch) == g.max {
			break
		}
		seen++
		if !c.gone {
			c.taken = true
			batch = append(batch, c)
		}
	}
	l.live -= len(batch)
	clear(l.calls[:seen])
	l.calls = l.calls[seen:]
	return batch
}

// guarded runs the items and makes a panic, or a wrong number of results, the error of each.
func (g *Group[I, O]) guarded(key string, items []I) (results []Result[O]) {
	ctx, cancel := context.WithTimeout(g.base, g.timeout)
	defer cancel()
	n := len(items)
	defer func() {
		if p := recover(); p != nil {
			results = failed[O](n, &PanicError{Value: p, Stack: debug.Stack()})
		}
	}()
	results = g.run(ctx, key, items)
	if len(results) != n {
		return failed[O](n, fmt.Errorf("batch: run gave %d results for %d items", len(results), n))
	}
	return results
}

func failed[O any](n int, err error) []Result[O] {
	results := make([]Result[O], n)
	for i := range results {
		results[i].Err = err
	}
	return results
}
