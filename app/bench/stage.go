package bench

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	_ "github.com/lib/pq"

	"gerbang/app/embedpg"
	"gerbang/app/postgres"
)

// stage is where one row is measured: a database server of its own with the
// durability of production, and the product running over it as a process of
// its own, exactly as `gerbang serve` runs.
type stage struct {
	o        Options
	dir      string
	server   *embedpg.Server
	dsn      string
	sql      *sql.DB
	product  *child
	replicas []*child // of the product, for rows that have several
	bare     *child
	data     fixture
	ends     []func() error // what rows opened themselves
	round    int
}

func newStage(ctx context.Context, o Options) (*stage, error) {
	dir, err := os.MkdirTemp(o.Dir, "gerbang-bench-")
	if err != nil {
		return nil, err
	}
	s := &stage{o: o, dir: dir}
	s.server, err = embedpg.Start(ctx, embedpg.Config{Dir: filepath.Join(dir, "postgres"), BinDir: o.BinDir, Settings: map[string]string{"max_connections": "400"}})
	if err != nil {
		s.close()
		return nil, err
	}
	s.dsn = s.server.DSN(embedpg.Database)
	if err := postgres.Migrate(ctx, s.dsn); err != nil {
		s.close()
		return nil, err
	}
	if s.sql, err = sql.Open("postgres", s.dsn); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *stage) close() error {
	var errs []error
	for _, end := range s.ends {
		errs = append(errs, end())
	}
	for _, c := range []*child{s.product, s.bare} {
		if c != nil {
			c.stop()
		}
	}
	if s.sql != nil {
		errs = append(errs, s.sql.Close())
	}
	if s.server != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		errs = append(errs, s.server.Stop(ctx))
	}
	return errors.Join(append(errs, os.RemoveAll(s.dir))...)
}

// serve starts the product, once the fixture is in place and the planner
// knows it, as autovacuum would see to within a minute.
func (s *stage) serve(ctx context.Context) error {
	err := s.exec(ctx, `VACUUM ANALYZE`)
	if err != nil {
		return err
	}
	s.product, err = s.start(ctx, "")
	return err
}

// start starts one process of the product, at the address or at a free one.
func (s *stage) start(ctx context.Context, addr string) (*child, error) {
	return startChild(ctx, addr, s.o.Binary, []string{"serve"}, []string{
		"DATABASE_URL=" + s.dsn, "GERBANG_DATA=" + s.dir, "GERBANG_DEMO=off", "GERBANG_LOG_LEVEL=warn",
		"GERBANG_KEY=" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)),
	})
}

// exec runs statements of a fixture.
func (s *stage) exec(ctx context.Context, query string, args ...any) error {
	_, err := s.sql.ExecContext(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("%.60s…: %w", strings.Join(strings.Fields(query), " "), err)
	}
	return nil
}

// one reads a single number.
func (s *stage) one(ctx context.Context, query string, args ...any) (int64, error) {
	var n int64
	err := s.sql.QueryRowContext(ctx, query, args...).Scan(&n)
	return n, err
}

// child is a process that serves HTTP on loopback.
type child struct {
	cmd  *exec.Cmd
	addr string
	log  *bytes.Buffer
}

func startChild(ctx context.Context, addr, binary string, args, env []string) (*child, error) {
	if addr == "" {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		addr = l.Addr().String()
		l.Close()
	}
	c := &child{addr: addr, log: &bytes.Buffer{}}
	c.cmd = exec.Command(binary, args...)
	c.cmd.Env = append(append(os.Environ(), env...), "GERBANG_ADDR="+addr)
	c.cmd.Stdout, c.cmd.Stderr = c.log, c.log
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	for range 300 {
		if conn, err := net.Dial("tcp", addr); err == nil {
			conn.Close()
			if c.answers() {
				return c, nil
			}
		}
		select {
		case <-ctx.Done():
			c.stop()
			return nil, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	c.stop()
	return nil, fmt.Errorf("%s %v did not come up: %s", binary, args, c.log)
}

func (c *child) stop() {
	c.cmd.Process.Signal(syscall.SIGTERM)
	c.cmd.Wait()
}

// rss returns the resident memory of the process in MB, and resets its peak.
func (c *child) rss() (now, peak float64) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid))
	if err != nil {
		return 0, 0
	}
	read := func(name string) float64 {
		for line := range strings.Lines(string(b)) {
			if rest, ok := strings.CutPrefix(line, name+":"); ok {
				kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
				return kb / 1024
			}
		}
		return 0
	}
	return read("VmRSS"), read("VmHWM")
}

func (c *child) resetPeak() {
	os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", c.cmd.Process.Pid), []byte("5"), 0)
}
