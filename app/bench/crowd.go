package bench

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"
)

// crowd is people who press the last button for one fair at once, each until
// they get an answer: over the replicas in turns, and to the next one when a
// replica is gone or says that it is busy, as browsers behind a load balancer
// do.
type crowd struct {
	addrs  []string
	conns  int
	people int
	path   string
	acked  func(n int64) // told after each answer how many there have been; may be nil
}

// press is what one person saw: when they pressed first, when they were
// answered, and where the answer led.
type press struct {
	sent, answered time.Time
	location       string
	tries          int
}

// patience is how long one person goes on pressing.
const patience = time.Minute

func (c crowd) run(ctx context.Context) ([]press, sample, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	clients := make([]*fasthttp.HostClient, len(c.addrs))
	for i, addr := range c.addrs {
		clients[i] = &fasthttp.HostClient{Addr: addr, MaxConns: c.conns, ReadTimeout: 30 * time.Second, WriteTimeout: 30 * time.Second,
			DisablePathNormalizing: true, MaxIdemponentCallAttempts: 1}
		defer clients[i].CloseIdleConnections()
	}
	history := make([]press, c.people)
	times := make([][]time.Duration, c.conns)
	var next, acked atomic.Int64
	var failure atomic.Pointer[error]
	start := time.Now()
	var wg sync.WaitGroup
	for w := range c.conns {
		wg.Go(func() {
			req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
			defer fasthttp.ReleaseRequest(req)
			defer fasthttp.ReleaseResponse(res)
			for failure.Load() == nil && ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= c.people {
					return
				}
				p := &history[i]
				if err := c.press(ctx, clients, i, p, req, res); err != nil {
					failure.CompareAndSwap(nil, &err)
					return
				}
				times[w] = append(times[w], p.answered.Sub(p.sent))
				if n := acked.Add(1); c.acked != nil {
					c.acked(n)
				}
			}
		})
	}
	wg.Wait()
	took := time.Since(start)
	if e := failure.Load(); e != nil {
		return nil, sample{}, *e
	}
	if err := ctx.Err(); err != nil {
		return nil, sample{}, fmt.Errorf("the crowd was not served in time: %w", err)
	}
	return history, sample{value: float64(c.people) / took.Seconds(), p99: percentile(times, 0.99)}, nil
}

// press goes on until person i is answered.
func (c crowd) press(ctx context.Context, clients []*fasthttp.HostClient, i int, p *press, req *fasthttp.Request, res *fasthttp.Response) error {
	p.sent = time.Now()
	for ctx.Err() == nil && time.Since(p.sent) < patience {
		addr := c.addrs[(i+p.tries)%len(c.addrs)]
		req.Reset()
		req.Header.SetHost(addr)
		req.SetRequestURI("http://" + addr + c.path)
		req.Header.SetMethod(http.MethodPost)
		req.Header.SetContentType("application/x-www-form-urlencoded")
		req.Header.Set("Sec-Fetch-Site", "same-origin")
		req.Header.SetCookie("gerbang_login", token(i+1))
		err := clients[(i+p.tries)%len(c.addrs)].Do(req, res)
		p.tries++
		switch {
		case err == nil && res.StatusCode() == http.StatusSeeOther:
			p.answered, p.location = time.Now(), string(res.Header.Peek("Location"))
			return nil
		case err == nil && res.StatusCode() != http.StatusServiceUnavailable:
			return fmt.Errorf("person %d: status %d: %.200s", i, res.StatusCode(), res.Body())
		case err != nil && len(c.addrs) == 1:
			return fmt.Errorf("person %d: %w", i, err)
		}
		time.Sleep(time.Duration(min(p.tries, 20)) * 5 * time.Millisecond)
	}
	return fmt.Errorf("person %d was not answered in %d tries", i, p.tries)
}

// standing is a registration as the database has it.
type standing struct {
	id       int64
	status   string
	waitlist int64
	code     string
}

// replay holds what every person saw against what the database has: each
// answer is a registration that stands, exactly once, with the ticket or the
// place in line that was told; and whoever was answered before another
// pressed comes before them.
func (s *stage) replay(ctx context.Context, history []press) error {
	have, err := s.standings(ctx)
	if err != nil {
		return err
	}
	all := make([]placed, len(history))
	for i, p := range history {
		r, ok := have[token(i+1)]
		if !ok {
			return fmt.Errorf("invariant broken: person %d was answered %q and is not registered", i, p.location)
		}
		want := "/t/" + r.code
		if r.status == "waitlisted" {
			want = fmt.Sprintf("/akun/pendaftaran/%d", r.id)
		}
		if p.location != want {
			return fmt.Errorf("invariant broken: person %d was led to %q, but is %s at %q", i, p.location, r.status, want)
		}
		all[i] = placed{p, r}
	}
	if len(have) != len(history) {
		return fmt.Errorf("invariant broken: %d registrations for %d people", len(have), len(history))
	}
	return inOrder(all)
}

// placed is what a person saw beside what the database has.
type placed struct {
	press
	standing
}

// inOrder proves that whoever was answered before another pressed comes
// before them: in the order of pressing, the highest place in line told to
// anybody who was answered before is lower than one's own.
func inOrder(all []placed) error {
	answered := slices.Clone(all)
	slices.SortFunc(answered, func(a, b placed) int { return a.answered.Compare(b.answered) })
	slices.SortFunc(all, func(a, b placed) int { return a.sent.Compare(b.sent) })
	next, last := 0, int64(0)
	for _, p := range all {
		for ; next < len(answered) && answered[next].answered.Before(p.sent); next++ {
			last = max(last, answered[next].waitlist)
		}
		if last > 0 && (p.status != "waitlisted" || p.waitlist < last) {
			return fmt.Errorf("invariant broken: somebody who pressed after number %d in line was told is %s with number %d", last, p.status, p.waitlist)
		}
	}
	return nil
}

// standings returns the live registrations of the fair by the login token of
// whose they are.
func (s *stage) standings(ctx context.Context) (map[string]standing, error) {
	rows, err := s.sql.QueryContext(ctx, `
		SELECT substr(a.email, 6, position('@' IN a.email) - 6), r.id, r.status, coalesce(r.waitlist_no, 0), t.code
		FROM registrations r JOIN candidates c ON c.id = r.candidate_id JOIN accounts a ON a.id = c.account_id
		LEFT JOIN tickets t ON t.registration_id = r.id AND t.revoked_at IS NULL WHERE r.event_id = $1`, s.data.event)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]standing{}
	for rows.Next() {
		var number string
		var r standing
		var code sql.NullString
		if err := rows.Scan(&number, &r.id, &r.status, &r.waitlist, &code); err != nil {
			return nil, err
		}
		r.code = code.String
		key := "bench-token-" + number
		if _, twice := out[key]; twice {
			return nil, fmt.Errorf("invariant broken: person %s is registered twice", number)
		}
		out[key] = r
	}
	return out, rows.Err()
}

// register is the crowd at a fair, over so many replicas. With a kill one of
// them dies, as by power failure, when a third has been answered, and is
// started again.
func register(name string, conns, replicas int, kill bool, target string) row {
	return row{
		name: name, unit: "registrations/s", target: target,
		prepare: func(ctx context.Context, s *stage) error {
			if err := s.people(ctx, s.o.applicants()); err != nil {
				return err
			}
			return s.serveMany(ctx, replicas)
		},
		limit: func(ctx context.Context, s *stage) (sample, error) { return s.pgbench(ctx, conns, measured) },
		ours: func(ctx context.Context, s *stage) (sample, error) {
			if err := s.fair(ctx, s.o.seats()); err != nil {
				return sample{}, err
			}
			if err := s.drafts(ctx); err != nil {
				return sample{}, err
			}
			c := crowd{conns: conns, people: s.o.applicants(), path: "/bursa-kerja/" + s.data.slug + "/daftar/periksa"}
			for _, p := range s.replicas {
				c.addrs = append(c.addrs, p.addr)
			}
			revived := make(chan error, 1)
			if kill {
				c.acked = func(n int64) {
					if n == int64(c.people/3) {
						go func() { revived <- s.killAndRevive(ctx) }()
					}
				}
			} else {
				revived <- nil
			}
			history, got, err := c.run(ctx)
			if err != nil {
				return sample{}, err
			}
			if err := <-revived; err != nil {
				return sample{}, err
			}
			return got, errors.Join(s.checkPlaces(ctx), s.replay(ctx, history), s.checkTrace(kill, history))
		},
	}
}

// checkTrace proves that a kill was felt: a run in which nobody had to press
// twice has shown nothing.
func (s *stage) checkTrace(kill bool, history []press) error {
	if kill && !slices.ContainsFunc(history, func(p press) bool { return p.tries > 1 }) {
		return errors.New("nobody noticed that a replica died: the crowd was too small")
	}
	if !kill && slices.ContainsFunc(history, func(p press) bool { return p.tries > 1 }) {
		return errors.New("somebody had to press twice although nothing failed")
	}
	return nil
}

// killAndRevive ends the last replica at once and starts another at its address.
func (s *stage) killAndRevive(ctx context.Context) error {
	last := len(s.replicas) - 1
	addr := s.replicas[last].addr
	if err := s.replicas[last].cmd.Process.Kill(); err != nil {
		return err
	}
	s.replicas[last].cmd.Wait()
	again, err := s.start(ctx, addr)
	if err != nil {
		return fmt.Errorf("start again after the kill: %w", err)
	}
	s.replicas[last] = again
	return nil
}

// serveMany starts so many replicas of the product over the one database.
func (s *stage) serveMany(ctx context.Context, n int) error {
	if err := s.serve(ctx); err != nil {
		return err
	}
	s.replicas = []*child{s.product}
	for len(s.replicas) < n {
		c, err := s.start(ctx, "")
		if err != nil {
			return err
		}
		s.replicas = append(s.replicas, c)
	}
	s.product = nil
	s.ends = append(s.ends, func() error {
		for _, c := range s.replicas {
			c.stop()
		}
		return nil
	})
	return nil
}
