package batch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gerbang/app"
)

// recorder runs items by doubling them and keeps each batch. While gate is set, a run waits for it.
type recorder struct {
	mu      sync.Mutex
	batches [][]int
	gate    chan struct{}
}

func (r *recorder) run(ctx context.Context, _ string, items []int) []Result[int] {
	r.mu.Lock()
	r.batches = append(r.batches, slices.Clone(items))
	r.mu.Unlock()
	if r.gate != nil {
		select {
		case <-r.gate:
		case <-ctx.Done():
			return failed[int](len(items), ctx.Err())
		}
	}
	results := make([]Result[int], len(items))
	for i, item := range items {
		results[i].Value = 2 * item
		if item < 0 {
			results[i].Err = errNegative
		}
	}
	return results
}

var errNegative = errors.New("negative")

func TestALoneItemRunsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{}
		g := New(r.run, 10)
		start := time.Now()
		got, err := g.Do(t.Context(), "k", 21)
		if got != 42 || err != nil {
			t.Errorf("Do = %d, %v", got, err)
		}
		if waited := time.Since(start); waited != 0 {
			t.Errorf("a lone item waited %v", waited)
		}
		if err := g.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestItemsGatherDuringARun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{gate: make(chan struct{})}
		g := New(r.run, 3)
		for i := range 8 {
			go func() {
				if got, err := g.Do(context.Background(), "k", i); got != 2*i || err != nil {
					t.Errorf("Do(%d) = %d, %v", i, got, err)
				}
			}()
			synctest.Wait()
		}
		close(r.gate)
		synctest.Wait()
		if got, want := fmt.Sprint(r.batches), "[[0] [1 2 3] [4 5 6] [7]]"; got != want {
			t.Errorf("batches %s, want %s", got, want)
		}
		if len(g.lanes) != 0 {
			t.Errorf("idle group keeps %d keys", len(g.lanes))
		}
	})
}

func TestACrowdGathersBeforeTheNextRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{gate: make(chan struct{})}
		g := New(r.run, 100, Gather(time.Millisecond))
		send := func(items ...int) {
			for _, i := range items {
				go g.Do(context.Background(), "k", i)
				synctest.Wait()
			}
		}
		send(0)
		send(1, 2, 3, 4, 5, 6, 7, 8)
		close(r.gate)
		synctest.Wait() // both runs are over, and the second was one of many
		send(9, 10)
		if got, want := fmt.Sprint(r.batches), "[[0] [1 2 3 4 5 6 7 8]]"; got != want {
			t.Errorf("batches %s, want %s: the key does not rest", got, want)
		}
		time.Sleep(time.Millisecond)
		synctest.Wait()
		send(11)
		if got, want := fmt.Sprint(r.batches), "[[0] [1 2 3 4 5 6 7 8] [9 10] [11]]"; got != want {
			t.Errorf("batches %s, want %s", got, want)
		}
	})
}

func TestKeysDoNotWaitForEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := make(chan struct{})
		g := New(func(_ context.Context, key string, items []int) []Result[int] {
			if key == "slow" {
				<-gate
			}
			return make([]Result[int], len(items))
		}, 10)
		go g.Do(context.Background(), "slow", 1)
		synctest.Wait()
		if _, err := g.Do(t.Context(), "fast", 1); err != nil {
			t.Error(err)
		}
		close(gate)
	})
}

func TestAnErrorIsItsItemsAlone(t *testing.T) {
	g := New((&recorder{}).run, 10)
	if _, err := g.Do(t.Context(), "k", -1); !errors.Is(err, errNegative) {
		t.Errorf("Do(-1): %v", err)
	}
	if _, err := g.Do(t.Context(), "k", 1); err != nil {
		t.Errorf("Do(1): %v", err)
	}
}

func TestACallerMayLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{gate: make(chan struct{})}
		g := New(r.run, 10)
		ctx, cancel := context.WithCancel(t.Context())
		var left atomic.Int32
		do := func(ctx context.Context, item int) {
			if _, err := g.Do(ctx, "k", item); errors.Is(err, context.Canceled) {
				left.Add(1)
			} else if err != nil {
				t.Errorf("Do(%d): %v", item, err)
			}
		}
		for item, ctx := range []context.Context{ctx, t.Context(), ctx, t.Context()} {
			go do(ctx, item)
			synctest.Wait()
		}
		cancel()
		synctest.Wait()
		if left.Load() != 2 {
			t.Errorf("%d callers left at once, want 2", left.Load())
		}
		close(r.gate)
		synctest.Wait()
		if got, want := fmt.Sprint(r.batches), "[[0] [1 3]]"; got != want {
			t.Errorf("batches %s, want %s: a started item goes on, a waiting one is dropped", got, want)
		}
		if _, err := g.Do(ctx, "k", 9); !errors.Is(err, context.Canceled) || len(r.batches) != 2 {
			t.Errorf("Do with an ended context: %v", err)
		}
	})
}

func TestPanicAndWrongCountAreErrorsOfAll(t *testing.T) {
	tests := []struct {
		name, want string
		run        func() []Result[int]
	}{
		{"panic", "panic in run: boom", func() []Result[int] { panic("boom") }},
		{"no results", "0 results for 1 items", func() []Result[int] { return nil }},
		{"too many results", "2 results for 1 items", func() []Result[int] { return make([]Result[int], 2) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			bad := true
			g := New(func(context.Context, string, []int) []Result[int] {
				if bad {
					return tt.run()
				}
				return make([]Result[int], 1)
			}, 10)
			if _, err := g.Do(t.Context(), "k", 1); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Do: %v", err)
			}
			bad = false
			if _, err := g.Do(t.Context(), "k", 1); err != nil {
				t.Errorf("Do after it: %v", err)
			}
		})
	}
}

func TestBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{gate: make(chan struct{})}
		g := New(r.run, 10, Waiting(2))
		ctx, cancel := context.WithCancel(t.Context())
		for range 3 {
			go g.Do(ctx, "k", 1)
			synctest.Wait()
		}
		if _, err := g.Do(t.Context(), "k", 1); !errors.Is(err, app.ErrBusy) {
			t.Errorf("third waiting item: %v", err)
		}
		cancel()
		synctest.Wait()
		go g.Do(t.Context(), "k", 5)
		synctest.Wait()
		close(r.gate)
		synctest.Wait()
		if got, want := fmt.Sprint(r.batches), "[[1] [5]]"; got != want {
			t.Errorf("batches %s, want %s: places of callers that left are free again", got, want)
		}
	})
}

func TestRunContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := New((&recorder{gate: make(chan struct{})}).run, 10, Timeout(time.Minute))
		start := time.Now()
		_, err := g.Do(t.Context(), "k", 1)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Minute {
			t.Errorf("run ended after %v with %v", time.Since(start), err)
		}
	})
}

func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{gate: make(chan struct{})}
		g := New(r.run, 10)
		var done atomic.Int32
		for range 3 {
			go func() {
				if _, err := g.Do(context.Background(), "k", 1); err == nil {
					done.Add(1)
				}
			}()
			synctest.Wait()
		}
		go func() {
			time.Sleep(time.Second)
			close(r.gate)
		}()
		if err := g.Close(t.Context()); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if done.Load() != 3 {
			t.Errorf("Close left %d of 3 items undone", 3-done.Load())
		}
		if _, err := g.Do(t.Context(), "k", 1); !errors.Is(err, app.ErrBusy) || len(r.batches) != 2 {
			t.Errorf("Do after Close: %v", err)
		}
		if err := g.Close(t.Context()); err != nil {
			t.Errorf("second Close: %v", err)
		}
	})
}

func TestCloseEndsRunsThatTakeTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := New((&recorder{gate: make(chan struct{})}).run, 10, Timeout(time.Hour))
		failure := make(chan error, 1)
		go func() {
			_, err := g.Do(context.Background(), "k", 1)
			failure <- err
		}()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := g.Close(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Close: %v", err)
		}
		if err := <-failure; !errors.Is(err, context.Canceled) {
			t.Errorf("the run's caller got %v", err)
		}
	})
}

// TestManyCallers has several keys' callers come and leave, and checks that no key has two runs at once and that
// every answer is the caller's own, given exactly once.
func TestManyCallers(t *testing.T) {
	const keys, callers, rounds = 4, 50, 40
	var running [keys]atomic.Int32
	var sum atomic.Int64
	g := New(func(_ context.Context, key string, items []int) []Result[int] {
		k := int(key[0] - 'a')
		if running[k].Add(1) != 1 {
			t.Errorf("two runs of key %s at once", key)
		}
		defer running[k].Add(-1)
		if len(items) == 0 || len(items) > 16 {
			t.Errorf("batch of %d", len(items))
		}
		results := make([]Result[int], len(items))
		for i, item := range items {
			results[i].Value = item + 1
			sum.Add(1)
		}
		return results
	}, 16)
	var answered atomic.Int64
	var wg sync.WaitGroup
	for c := range callers {
		wg.Go(func() {
			for r := range rounds {
				item := c*rounds + r
				ctx, cancel := context.WithCancel(context.Background())
				if item%7 == 0 {
					go cancel()
				}
				got, err := g.Do(ctx, string(rune('a'+item%keys)), item)
				cancel()
				switch {
				case err == nil && got == item+1:
					answered.Add(1)
				case err == nil:
					t.Errorf("Do(%d) = %d", item, got)
				case !errors.Is(err, context.Canceled):
					t.Errorf("Do(%d): %v", item, err)
				}
			}
		})
	}
	wg.Wait()
	if err := g.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := answered.Load(); n > sum.Load() || n < callers*rounds*6/7 {
		t.Errorf("%d answers for %d items carried out", n, sum.Load())
	}
	if len(g.lanes) != 0 {
		t.Errorf("%d keys left", len(g.lanes))
	}
}

func BenchmarkAlone(b *testing.B) {
	g := New(func(_ context.Context, _ string, items []int) []Result[int] { return make([]Result[int], len(items)) }, 256)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := g.Do(context.Background(), "k", 1); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOneHotKey has 64 callers at one key whose run takes a millisecond, as a commit does.
func BenchmarkOneHotKey(b *testing.B) {
	var runs atomic.Int64
	g := New(func(_ context.Context, _ string, items []int) []Result[int] {
		runs.Add(1)
		time.Sleep(time.Millisecond)
		return make([]Result[int], len(items))
	}, 256)
	b.SetParallelism(32)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := g.Do(context.Background(), "k", 1); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/float64(runs.Load()), "items/run")
}
