package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/valyala/fasthttp"

	"gerbang/app"
	"gerbang/app/embedpg"
)

const consentVersion = app.ConsentVersion

// checkPlaces proves that exactly the places there are were given away, that
// everybody else waits in an unbroken line, and that nobody stands twice.
func (s *stage) checkPlaces(ctx context.Context) error {
	people, places := int64(s.o.applicants()), int64(s.o.seats())
	for _, c := range []struct {
		what  string
		query string
		want  int64
	}{
		{"confirmed", `SELECT count(*) FROM registrations WHERE event_id = $1 AND status = 'confirmed'`, places},
		{"waiting", `SELECT count(*) FROM registrations WHERE event_id = $1 AND status = 'waitlisted'`, people - places},
		{"last in line", `SELECT max(waitlist_no) FROM registrations WHERE event_id = $1`, people - places},
		{"people", `SELECT count(DISTINCT candidate_id) FROM registrations WHERE event_id = $1`, people},
		{"tickets", `SELECT count(*) FROM tickets WHERE event_id = $1`, places},
		{"counted places", `SELECT taken FROM event_counters WHERE event_id = $1`, places},
		{"messages", `SELECT count(*) FROM outbox o JOIN registrations r ON r.id = (o.payload->>'registration_id')::bigint WHERE r.event_id = $1`, people},
	} {
		got, err := s.one(ctx, c.query, s.data.event)
		if err != nil {
			return err
		}
		if got != c.want {
			return fmt.Errorf("invariant broken: %s are %d instead of %d", c.what, got, c.want)
		}
	}
	return nil
}

// checkIn is one scan after the other of different tickets at the gates of
// one fair, each a request, beside single-row inserts of pgbench.
func checkIn() row {
	const tickets = 10_000
	return row{
		name: "checkin", unit: "scans/s", target: "≥ 0.5",
		prepare: func(ctx context.Context, s *stage) error {
			if err := s.people(ctx, tickets); err != nil {
				return err
			}
			if err := s.staff(ctx); err != nil {
				return err
			}
			if err := s.fair(ctx, tickets); err != nil {
				return err
			}
			if err := s.registered(ctx); err != nil {
				return err
			}
			return s.serve(ctx)
		},
		limit: func(ctx context.Context, s *stage) (sample, error) { return s.pgbench(ctx, 64, measured) },
		ours: func(ctx context.Context, s *stage) (sample, error) {
			if err := s.exec(ctx, `TRUNCATE scans, attendances`); err != nil {
				return sample{}, err
			}
			path := "http://" + s.product.addr + "/petugas/pindai/" + s.data.slug
			got, err := load{addr: s.product.addr, conns: 64, total: tickets, build: func(i int, req *fasthttp.Request) {
				body, err := json.Marshal(map[string]any{"code": s.data.codes[i], "scan_id": uuid.NewString(), "scanned_at": time.Now()})
				if err != nil {
					return
				}
				req.SetRequestURI(path)
				req.Header.SetMethod(http.MethodPost)
				req.Header.SetContentType("application/json")
				req.Header.Set("Accept", "application/json")
				req.Header.Set("Sec-Fetch-Site", "same-origin")
				req.Header.SetCookie("gerbang_login", token(0))
				req.SetBody(body)
			}, check: wantStatus(200)}.drive(ctx)
			if err != nil {
				return sample{}, err
			}
			for _, query := range []string{
				`SELECT count(*) FROM attendances WHERE event_id = $1 AND annulled_at IS NULL`,
				`SELECT count(*) FROM scans WHERE event_id = $1 AND outcome = 'ok'`,
			} {
				n, err := s.one(ctx, query, s.data.event)
				if err != nil {
					return sample{}, err
				}
				if n != tickets {
					return sample{}, fmt.Errorf("invariant broken: %d marks instead of %d", n, tickets)
				}
			}
			return got, nil
		},
	}
}

// exportRow is the list of 100,000 participants downloaded over HTTP, beside
// the time in which COPY writes the same rows as CSV.
func exportRow(name, format, target string) row {
	const people = 100_000
	return row{
		name: name, unit: "ms", target: target,
		prepare: func(ctx context.Context, s *stage) error {
			if err := s.people(ctx, people); err != nil {
				return err
			}
			if err := s.staff(ctx); err != nil {
				return err
			}
			if err := s.fair(ctx, people); err != nil {
				return err
			}
			if err := s.registered(ctx); err != nil {
				return err
			}
			if err := s.exec(ctx, `INSERT INTO attendances (event_id, registration_id, session_id, scanned_at)
				SELECT event_id, id, session_id, now() FROM registrations WHERE event_id = $1 AND id % 5 > 0`, s.data.event); err != nil {
				return err
			}
			return s.serve(ctx)
		},
		limit: func(ctx context.Context, s *stage) (sample, error) { return s.copyOut(ctx) },
		ours: func(ctx context.Context, s *stage) (sample, error) {
			s.product.resetPeak()
			idle, _ := s.product.rss()
			form := url.Values{"format": {format}}
			req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+s.product.addr+"/panitia/"+s.data.slug+"/ekspor", strings.NewReader(form.Encode()))
			if err != nil {
				return sample{}, err
			}
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.Header.Set("Sec-Fetch-Site", "same-origin")
			req.AddCookie(&http.Cookie{Name: "gerbang_login", Value: token(0)})
			start := time.Now()
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				return sample{}, err
			}
			defer res.Body.Close()
			if res.StatusCode != http.StatusOK {
				return sample{}, fmt.Errorf("export: status %d", res.StatusCode)
			}
			var first [1]byte
			if _, err := io.ReadFull(res.Body, first[:]); err != nil {
				return sample{}, err
			}
			firstByte := time.Since(start)
			n, err := io.Copy(io.Discard, res.Body)
			if err != nil {
				return sample{}, err
			}
			took := time.Since(start)
			if n < people*20 {
				return sample{}, fmt.Errorf("export: only %d bytes", n)
			}
			_, peak := s.product.rss()
			return sample{value: float64(took.Microseconds()) / 1000, firstByte: firstByte, rss: max(0, peak-idle)}, nil
		},
	}
}

// copyOut times COPY of the participants with 20 columns as CSV.
func (s *stage) copyOut(ctx context.Context) (sample, error) {
	bin, err := program(s.server.BinDir(), "psql")
	if err != nil {
		return sample{}, err
	}
	query := fmt.Sprintf(`COPY (SELECT row_number() OVER (ORDER BY r.id), c.name, c.nik_last4, c.phone_last4, c.sex, c.birth_date, c.education, c.disability, k.name, p.name,
		c.city, c.rt, c.rw, s.title, s.starts_at, r.status, r.submitted_at, a.scanned_at, g.name, t.code
		FROM registrations r JOIN candidates c ON c.id = r.candidate_id LEFT JOIN regions k ON k.code = c.region_code LEFT JOIN regions p ON p.code = k.parent_code
		LEFT JOIN event_sessions s ON s.id = r.session_id LEFT JOIN tickets t ON t.registration_id = r.id AND t.revoked_at IS NULL
		LEFT JOIN attendances a ON a.registration_id = r.id AND a.annulled_at IS NULL LEFT JOIN gates g ON g.id = a.gate_id
		WHERE r.event_id = %d ORDER BY r.id) TO STDOUT CSV`, s.data.event)
	cmd := exec.CommandContext(ctx, bin, "-X", "-q", "-h", s.server.SocketDir(), "-U", embedpg.Superuser, "-d", embedpg.Database, "-c", query)
	cmd.Stdout = io.Discard
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return sample{}, fmt.Errorf("psql: %w", err)
	}
	return sample{value: float64(time.Since(start).Microseconds()) / 1000}, nil
}
