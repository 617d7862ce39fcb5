package bench

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/valyala/fasthttp"
)

const measured = 2 * time.Second

// pageCached is the public home page to visitors nobody knows, compressed,
// beside a Fiber server that does nothing but send the same bytes.
func pageCached() row {
	load := func(addr string) load {
		return load{addr: addr, conns: 64, lasts: measured, check: wantStatus(200), build: func(_ int, req *fasthttp.Request) {
			req.SetRequestURI("http://" + addr + "/")
			req.Header.Set("Accept-Encoding", "br")
		}}
	}
	return row{
		name: "page_cached", unit: "pages/s", target: "≥ 0.6",
		prepare: func(ctx context.Context, s *stage) error {
			if err := s.jobs(ctx, 200); err != nil {
				return err
			}
			if err := s.serve(ctx); err != nil {
				return err
			}
			req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
			req.SetRequestURI("http://" + s.product.addr + "/")
			req.Header.Set("Accept-Encoding", "br")
			if err := fasthttp.Do(req, res); err != nil {
				return err
			}
			if string(res.Header.Peek("Content-Encoding")) != "br" || res.StatusCode() != 200 {
				return fmt.Errorf("home page: status %d, encoding %q", res.StatusCode(), res.Header.Peek("Content-Encoding"))
			}
			file := filepath.Join(s.dir, "page.br")
			if err := os.WriteFile(file, res.Body(), 0o644); err != nil {
				return err
			}
			var err error
			s.bare, err = startChild(ctx, "", s.o.Binary, []string{"bench", "-bare", file}, nil)
			return err
		},
		limit: func(ctx context.Context, s *stage) (sample, error) { return load(s.bare.addr).drive(ctx) },
		ours:  func(ctx context.Context, s *stage) (sample, error) { return load(s.product.addr).drive(ctx) },
	}
}

// listUncached is the filtered job listing of 10,000 jobs to somebody signed
// in, whose pages are never cached, beside the least that could produce it:
// the prepared query and the same page pasted together by hand.
func listUncached() row {
	countries := []string{"JP", "KR", "TW", "HK", "SG", "MY", "DE", "SA"}
	return row{
		name: "list_uncached", unit: "pages/s", target: "≥ 0.6",
		prepare: func(ctx context.Context, s *stage) error {
			if err := s.jobs(ctx, 10_000); err != nil {
				return err
			}
			if err := s.people(ctx, 1); err != nil {
				return err
			}
			if err := s.serve(ctx); err != nil {
				return err
			}
			var err error
			s.bare, err = startChild(ctx, "", s.o.Binary, []string{"bench", "-handwritten"}, []string{"DATABASE_URL=" + s.dsn})
			return err
		},
		limit: func(ctx context.Context, s *stage) (sample, error) {
			return load{addr: s.bare.addr, conns: 64, lasts: measured, check: wantStatus(200), build: func(i int, req *fasthttp.Request) {
				req.SetRequestURI("http://" + s.bare.addr + "/?negara=" + countries[i%len(countries)] + "&hal=" + strconv.Itoa(1+i%20))
			}}.drive(ctx)
		},
		ours: func(ctx context.Context, s *stage) (sample, error) {
			return load{addr: s.product.addr, conns: 64, lasts: measured, build: func(i int, req *fasthttp.Request) {
				req.SetRequestURI("http://" + s.product.addr + "/lowongan?negara=" + countries[i%len(countries)] + "&hal=" + strconv.Itoa(1+i%20))
				req.Header.SetCookie("gerbang_login", token(1))
			}, check: func(i int, res *fasthttp.Response) error {
				if err := wantStatus(200)(i, res); err != nil {
					return err
				}
				if n := bytes.Count(res.Body(), []byte("/lowongan/lowongan-")); n < 20 {
					return fmt.Errorf("a page of %d jobs instead of 20", n)
				}
				return nil
			}}.drive(ctx)
		},
	}
}
