package bench

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
)

// load is a bounded stream of requests to one loopback address: it ends
// after total requests, or after a time when total is 0.
type load struct {
	addr  string
	conns int
	total int
	lasts time.Duration
	build func(i int, req *fasthttp.Request)
	check func(i int, res *fasthttp.Response) error
}

// drive sends the load and returns requests per second and the 99th
// percentile of their times. The first failed check ends it.
func (l load) drive(ctx context.Context) (sample, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	client := &fasthttp.HostClient{Addr: l.addr, MaxConns: l.conns, ReadTimeout: 30 * time.Second, WriteTimeout: 30 * time.Second, DisablePathNormalizing: true}
	defer client.CloseIdleConnections()
	var next, done atomic.Int64
	var failure atomic.Pointer[error]
	times := make([][]time.Duration, l.conns)
	start := time.Now()
	end := start.Add(l.lasts)
	var wg sync.WaitGroup
	for w := range l.conns {
		wg.Go(func() {
			req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
			defer fasthttp.ReleaseRequest(req)
			defer fasthttp.ReleaseResponse(res)
			for failure.Load() == nil && ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if l.total > 0 && i >= l.total || l.total == 0 && !time.Now().Before(end) {
					return
				}
				req.Reset()
				req.Header.SetHost(l.addr)
				l.build(i, req)
				began := time.Now()
				err := client.Do(req, res)
				times[w] = append(times[w], time.Since(began))
				if err == nil {
					err = l.check(i, res)
				}
				if err != nil {
					failure.CompareAndSwap(nil, &err)
					return
				}
				done.Add(1)
			}
		})
	}
	wg.Wait()
	took := time.Since(start)
	if e := failure.Load(); e != nil {
		return sample{}, *e
	}
	if err := ctx.Err(); err != nil {
		return sample{}, fmt.Errorf("load did not end in time: %w", err)
	}
	return sample{value: float64(done.Load()) / took.Seconds(), p99: percentile(times, 0.99)}, nil
}

func percentile(times [][]time.Duration, p float64) time.Duration {
	all := slices.Concat(times...)
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[min(len(all)-1, int(p*float64(len(all))))]
}

func wantStatus(want int) func(int, *fasthttp.Response) error {
	return func(_ int, res *fasthttp.Response) error {
		if got := res.StatusCode(); got != want {
			return fmt.Errorf("status %d instead of %d: %.200s", got, want, res.Body())
		}
		return nil
	}
}
