package bench

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"gerbang/app/embedpg"
)

// answers reports whether the process serves its health page.
func (c *child) answers() bool {
	status, _, err := fasthttp.GetTimeout(nil, "http://"+c.addr+"/healthz", time.Second)
	return err == nil && status == fiber.StatusOK
}

// Bare serves one page from a file with Fiber and nothing else: the limit of
// cached pages. It runs as a process of its own until it is stopped.
func Bare(ctx context.Context, addr, file string) error {
	body, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	site := fiber.New(fiber.Config{DisableStartupMessage: true})
	site.Get("/healthz", func(c *fiber.Ctx) error { return c.SendString("ok") })
	site.Get("/", func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		c.Set(fiber.HeaderContentEncoding, "br")
		return c.Send(body)
	})
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	go func() {
		<-ctx.Done()
		site.Shutdown()
	}()
	return site.Listener(l)
}

var tps = regexp.MustCompile(`(?m)^tps = ([0-9.]+)`)

// pgbench returns how many single-row inserts a second this database takes
// from so many clients: each a transaction of its own, statements prepared.
func (s *stage) pgbench(ctx context.Context, clients int, d time.Duration) (sample, error) {
	bin, err := program(s.server.BinDir(), "pgbench")
	if err != nil {
		return sample{}, err
	}
	script := filepath.Join(s.dir, "insert.sql")
	if err := os.WriteFile(script, []byte("\\set a random(1, 100000000)\nINSERT INTO bench_limit (event_id, person_id, status) VALUES (1, :a, 'confirmed');\n"), 0o644); err != nil {
		return sample{}, err
	}
	if err := s.exec(ctx, `CREATE TABLE IF NOT EXISTS bench_limit (
		id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id bigint NOT NULL, person_id bigint NOT NULL,
		status text NOT NULL, created_at timestamptz NOT NULL DEFAULT now())`); err != nil {
		return sample{}, err
	}
	cmd := exec.CommandContext(ctx, bin, "-n", "-M", "prepared", "-c", strconv.Itoa(clients), "-j", "2",
		"-T", strconv.Itoa(int(d.Seconds())), "-f", script, "-h", s.server.SocketDir(), "-U", embedpg.Superuser, embedpg.Database)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return sample{}, fmt.Errorf("pgbench: %w: %s", err, out)
	}
	m := tps.FindSubmatch(out)
	if m == nil {
		return sample{}, fmt.Errorf("pgbench printed no figure: %s", out)
	}
	v, err := strconv.ParseFloat(string(m[1]), 64)
	return sample{value: v}, err
}

// program finds one of PostgreSQL's own programs.
func program(dir, name string) (string, error) {
	if path := filepath.Join(dir, name); executable(path) {
		return path, nil
	}
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	if found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name); len(found) > 0 {
		return found[len(found)-1], nil
	}
	return "", fmt.Errorf("%s is not on this machine; install PostgreSQL with its contributed programs (Debian: apt-get install postgresql)", name)
}

func executable(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir() && info.Mode()&0o111 != 0
}
