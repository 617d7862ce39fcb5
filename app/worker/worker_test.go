package worker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// memory is a Queue that keeps its tasks in the order they came.
type memory struct {
	mu     sync.Mutex
	tasks  []*entry
	wake   chan struct{}
	claims int
	fail   error // of Claim
	lose   int   // how many outcomes fail to be written
}

type entry struct {
	Task
	due    time.Time
	state  string // "", "done", "buried"
	reason string
	pauses []time.Duration
}

func newMemory() *memory { return &memory{wake: make(chan struct{}, 1)} }

func (m *memory) add(kind string, payload string) *entry {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := &entry{Task: Task{ID: int64(len(m.tasks) + 1), Kind: kind, Payload: []byte(payload), MaxAttempts: 3}, due: time.Now()}
	m.tasks = append(m.tasks, e)
	return e
}

func (m *memory) Claim(_ context.Context, _ string, n int, lease time.Duration) ([]Task, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.claims++
	if m.fail != nil {
		return nil, m.fail
	}
	var out []Task
	for _, e := range m.tasks {
		if len(out) < n && e.state == "" && !e.due.After(time.Now()) {
			e.Attempt++
			e.due = time.Now().Add(lease)
			out = append(out, e.Task)
		}
	}
	return out, nil
}

func (m *memory) settle(id int64, set func(e *entry)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.lose > 0 {
		m.lose--
		return errors.New("connection lost")
	}
	set(m.tasks[id-1])
	return nil
}

func (m *memory) Complete(_ context.Context, id int64) error {
	return m.settle(id, func(e *entry) { e.state = "done" })
}

func (m *memory) Retry(_ context.Context, id int64, after time.Duration, reason string) error {
	return m.settle(id, func(e *entry) {
		e.due = time.Now().Add(after)
		e.pauses = append(e.pauses, after)
		e.reason = reason
	})
}

func (m *memory) Postpone(_ context.Context, id int64, after time.Duration, reason string) error {
	return m.settle(id, func(e *entry) {
		e.Attempt--
		e.due = time.Now().Add(after)
		e.pauses = append(e.pauses, after)
		e.reason = reason
	})
}

func (m *memory) Bury(_ context.Context, id int64, reason string) error {
	return m.settle(id, func(e *entry) { e.state, e.reason = "buried", reason })
}

func (m *memory) Wake() <-chan struct{} { return m.wake }

func quiet(o Options) Options {
	o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	return o
}

// during runs a worker while f is running and returns what Run returned.
func during(t *testing.T, w *Worker, f func()) error {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Run(ctx) }()
	synctest.Wait()
	f()
	cancel()
	return <-ended
}

func TestOutcomes(t *testing.T) {
	boom := errors.New("boom")
	tests := []struct {
		name     string
		handler  Handler
		state    string
		reason   string
		attempts int
	}{
		{"success", func(context.Context, Task) error { return nil }, "done", "", 1},
		{"always fails", func(context.Context, Task) error { return boom }, "buried", "boom", 3},
		{"permanent", func(context.Context, Task) error { return fmt.Errorf("sending: %w", Permanent(boom)) }, "buried", "sending: boom", 1},
		{"panic", func(context.Context, Task) error { panic("ouch") }, "buried", "panic: ouch", 3},
		{"fails once", func(_ context.Context, t Task) error {
			if t.Attempt == 1 {
				return boom
			}
			return nil
		}, "done", "boom", 2},
		{"too slow", func(ctx context.Context, _ Task) error {
			<-ctx.Done()
			return ctx.Err()
		}, "buried", "context deadline exceeded", 3},
		{"long reason", func(context.Context, Task) error { return Permanent(errors.New(strings.Repeat("é", 2000))) },
			"buried", strings.Repeat("é", 500), 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := newMemory()
				e := q.add("x", "")
				w := New(q, map[string]Handler{"x": tt.handler}, quiet(Options{}))
				if err := during(t, w, func() { time.Sleep(10 * time.Minute) }); err != nil {
					t.Error(err)
				}
				if e.state != tt.state || e.reason != tt.reason || e.Attempt != tt.attempts {
					t.Errorf("state %q, reason %q, %d attempts; want %q, %q, %d", e.state, e.reason, e.Attempt, tt.state, tt.reason, tt.attempts)
				}
			})
		})
	}
}

func TestUnknownKindAndSpentAttemptsAreBuriedUnseen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		unknown, spent := q.add("nope", ""), q.add("x", "")
		spent.Attempt = 3
		w := New(q, map[string]Handler{"x": func(context.Context, Task) error {
			t.Error("a task whose attempts are spent was carried out")
			return nil
		}}, quiet(Options{}))
		if err := during(t, w, func() {}); err != nil {
			t.Error(err)
		}
		if unknown.state != "buried" || !strings.Contains(unknown.reason, "nope") || spent.state != "buried" {
			t.Errorf("unknown: %q %q; spent: %q", unknown.state, unknown.reason, spent.state)
		}
	})
}

func TestWokenAndPolled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		w := New(q, map[string]Handler{"x": func(context.Context, Task) error { return nil }}, quiet(Options{Poll: 5 * time.Second}))
		err := during(t, w, func() {
			first := q.add("x", "")
			q.wake <- struct{}{}
			synctest.Wait()
			if first.state != "done" {
				t.Error("woken worker did not take the task at once")
			}
			second := q.add("x", "")
			time.Sleep(5 * time.Second)
			synctest.Wait()
			if second.state != "done" {
				t.Error("the task of a lost wake-up was not found by polling")
			}
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestConcurrencyAndBacklog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		for range 50 {
			q.add("x", "")
		}
		var now, most atomic.Int32
		w := New(q, map[string]Handler{"x": func(context.Context, Task) error {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			time.Sleep(10 * time.Millisecond)
			return nil
		}}, quiet(Options{Concurrency: 5, Poll: time.Hour}))
		start := time.Now()
		err := during(t, w, func() { time.Sleep(150 * time.Millisecond) })
		if err != nil || most.Load() != 5 {
			t.Errorf("%d at once, want 5; %v", most.Load(), err)
		}
		for _, e := range q.tasks {
			if e.state != "done" || e.Attempt != 1 {
				t.Fatalf("after %v task %d is %q after %d attempts", time.Since(start), e.ID, e.state, e.Attempt)
			}
		}
	})
}

func TestAFailingQueueIsNotHammered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		q.fail = errors.New("database away")
		e := q.add("x", "")
		w := New(q, map[string]Handler{"x": func(context.Context, Task) error { return nil }}, quiet(Options{Poll: time.Second}))
		err := during(t, w, func() {
			time.Sleep(10*time.Second + time.Millisecond)
			q.mu.Lock()
			if q.claims > 11 {
				t.Errorf("%d claims in ten seconds", q.claims)
			}
			q.fail = nil
			q.mu.Unlock()
			time.Sleep(time.Second)
		})
		if err != nil || e.state != "done" {
			t.Errorf("after the queue came back: %q, %v", e.state, err)
		}
	})
}

func TestALostOutcomeIsToldAgain(t *testing.T) {
	for _, tt := range []struct{ lost, runs int }{{2, 1}, {3, 2}} {
		synctest.Test(t, func(t *testing.T) {
			q := newMemory()
			q.lose = tt.lost
			e := q.add("x", "")
			var runs atomic.Int32
			w := New(q, map[string]Handler{"x": func(context.Context, Task) error { runs.Add(1); return nil }},
				quiet(Options{Lease: 2 * time.Minute}))
			if err := during(t, w, func() { time.Sleep(3 * time.Minute) }); err != nil {
				t.Error(err)
			}
			if e.state != "done" || int(runs.Load()) != tt.runs {
				t.Errorf("%d outcomes lost: state %q after %d runs, want %d", tt.lost, e.state, runs.Load(), tt.runs)
			}
		})
	}
}

func TestDrain(t *testing.T) {
	tests := []struct {
		name  string
		takes time.Duration
		ok    bool
		state string
	}{
		{"in time", 5 * time.Second, true, "done"},
		{"too slow", time.Minute, false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				q := newMemory()
				running, later := q.add("x", ""), q.add("x", "")
				w := New(q, map[string]Handler{"x": func(ctx context.Context, _ Task) error {
					select {
					case <-time.After(tt.takes):
						return nil
					case <-ctx.Done():
						return ctx.Err()
					}
				}}, quiet(Options{Concurrency: 1, Lease: 3 * time.Minute, Timeout: 2 * time.Minute, DrainTimeout: 20 * time.Second}))
				start := time.Now()
				err := during(t, w, func() {})
				if (err == nil) != tt.ok || time.Since(start) != min(tt.takes, 20*time.Second) {
					t.Errorf("Run returned %v after %v", err, time.Since(start))
				}
				synctest.Wait()
				if running.state != tt.state || later.Attempt != 0 {
					t.Errorf("task under way is %q, the waiting one had %d attempts", running.state, later.Attempt)
				}
			})
		})
	}
}

func TestEvery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var runs, at atomic.Int32
		w := New(newMemory(), nil, quiet(Options{Every: []Every{{"sweep", time.Minute, func(ctx context.Context) error {
			if at.Add(1) != 1 {
				t.Error("a duty overlaps itself")
			}
			defer at.Add(-1)
			switch runs.Add(1) {
			case 1:
				panic("first")
			case 2:
				return errors.New("second")
			}
			time.Sleep(10 * time.Second)
			return nil
		}}}}))
		err := during(t, w, func() {
			if runs.Load() != 1 {
				t.Error("duty not done at start")
			}
			time.Sleep(10 * time.Minute)
		})
		if n := runs.Load(); err != nil || n < 8 || n > 10 {
			t.Errorf("%d runs in ten minutes, %v", n, err)
		}
	})
}

func TestEveryEndsWithTheWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New(newMemory(), nil, quiet(Options{Every: []Every{{"long", time.Minute, func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		}}}}))
		start := time.Now()
		if err := during(t, w, func() {}); err != nil || time.Since(start) != 0 {
			t.Errorf("Run returned %v after %v", err, time.Since(start))
		}
	})
}

func TestRunRefusesBadOptions(t *testing.T) {
	for name, o := range map[string]Options{
		"timeout not shorter than lease": {Timeout: time.Minute, Lease: time.Minute},
		"negative concurrency":           {Concurrency: -1},
		"duty without interval":          {Every: []Every{{Name: "x", Func: func(context.Context) error { return nil }}}},
		"duty without function":          {Every: []Every{{Name: "x", Interval: time.Minute}}},
	} {
		if err := New(newMemory(), nil, quiet(o)).Run(t.Context()); err == nil {
			t.Errorf("%s: Run accepts it", name)
		}
	}
}

func TestObserve(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		q.add("x", "")
		var seen []string
		w := New(q, map[string]Handler{"x": func(context.Context, Task) error { time.Sleep(time.Second); return nil }},
			quiet(Options{Observe: func(kind string, took time.Duration, err error) {
				seen = append(seen, fmt.Sprintf("%s %v %v", kind, took, err))
			}}))
		if err := during(t, w, func() {}); err != nil || fmt.Sprint(seen) != "[x 1s <nil>]" {
			t.Errorf("seen %v, %v", seen, err)
		}
	})
}

func TestPause(t *testing.T) {
	tests := []struct {
		attempt   int
		low, high time.Duration
	}{
		{-1, 10 * time.Second, 12 * time.Second},
		{1, 10 * time.Second, 12 * time.Second},
		{2, 20 * time.Second, 24 * time.Second},
		{5, 160 * time.Second, 192 * time.Second},
		{9, 2560 * time.Second, 3072 * time.Second},
		{10, time.Hour, time.Hour},
		{1000, time.Hour, time.Hour},
	}
	for _, tt := range tests {
		seen := make(map[time.Duration]bool)
		for range 100 {
			d := Pause(tt.attempt)
			seen[d] = true
			if d < tt.low || d > tt.high {
				t.Errorf("Pause(%d) = %v, want %v to %v", tt.attempt, d, tt.low, tt.high)
			}
		}
		if len(seen) == 1 && tt.low != tt.high {
			t.Errorf("Pause(%d) has no jitter", tt.attempt)
		}
	}
}

func TestPermanentOfNothingIsNothing(t *testing.T) {
	if err := Permanent(nil); err != nil {
		t.Errorf("Permanent(nil) = %v", err)
	}
}

func TestRateHoldsBackARush(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newMemory()
		for range 6 {
			q.add("mail", "")
		}
		var last time.Time
		w := New(q, map[string]Handler{"mail": func(context.Context, Task) error { last = time.Now(); return nil }},
			Options{Concurrency: 1, Rate: 20, Poll: time.Hour})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		start := time.Now()
		go func() { ended <- w.Run(ctx) }()
		time.Sleep(time.Minute)
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if took := last.Sub(start); took != 250*time.Millisecond {
			t.Errorf("the sixth task began after %v, at 20 a second", took)
		}
	})
}
