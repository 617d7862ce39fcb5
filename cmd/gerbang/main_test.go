package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the test binary play the program itself, in processes that
// can be stopped and killed.
func TestMain(m *testing.M) {
	if os.Getenv("GERBANG_PLAY") == "" {
		os.Exit(m.Run())
	}
	main()
}

// patience is how long a start or a stop may take on a busy machine.
const patience = time.Minute

// output collects what a process prints while others read it.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// command prepares the program with no settings but those given, each as
// NAME=value.
func command(t *testing.T, settings []string, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append([]string{"GERBANG_PLAY=1"}, settings...)
	for _, name := range []string{"PATH", "HOME", "TMPDIR", "GERBANG_POSTGRES_BIN"} {
		if v := os.Getenv(name); v != "" {
			cmd.Env = append(cmd.Env, name+"="+v)
		}
	}
	return cmd
}

// run runs the program to its end.
func run(t *testing.T, settings []string, stdin string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	cmd := command(t, settings, args...)
	var o, e bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &o, &e
	err = cmd.Run()
	return o.String(), e.String(), err
}

// site is a running `gerbang serve`.
type site struct {
	addr         string
	cmd          *exec.Cmd
	printed, log *output
	ended        chan error
}

// serve starts the site over a data folder and returns when it is ready.
func serve(t *testing.T, data string) *site {
	t.Helper()
	s := &site{addr: freeAddress(t), printed: &output{}, log: &output{}, ended: make(chan error, 1)}
	s.cmd = command(t, []string{"GERBANG_DATA=" + data, "GERBANG_ADDR=" + s.addr}, "serve")
	s.cmd.Stdout, s.cmd.Stderr = s.printed, s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { s.ended <- s.cmd.Wait() }()
	t.Cleanup(func() {
		s.cmd.Process.Kill()
		if t.Failed() {
			t.Logf("printed:\n%s\nlog:\n%s", s.printed, s.log)
		}
	})
	for deadline := time.Now().Add(patience); !s.answers() || !strings.Contains(s.printed.String(), "ready at"); time.Sleep(20 * time.Millisecond) {
		select {
		case err := <-s.ended:
			t.Fatalf("the site ended at its start: %v", err)
		default:
		}
		if time.Now().After(deadline) {
			t.Fatal("the site is not ready")
		}
	}
	return s
}

func (s *site) answers() bool {
	res, err := http.Get("http://" + s.addr + "/readyz")
	if err != nil {
		return false
	}
	res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// end waits until the process has ended and returns how.
func (s *site) end(t *testing.T) error {
	t.Helper()
	select {
	case err := <-s.ended:
		return err
	case <-time.After(patience):
		t.Fatal("the site does not end")
		return nil
	}
}

func (s *site) signal(t *testing.T, sig syscall.Signal) {
	t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// postmaster returns the process of the database behind a data folder.
func postmaster(t *testing.T, data string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(data, "postgres", "pg*", "postmaster.pid"))
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

// TestLifeOfAnInstallation goes through what happens to one data folder over
// time. Its parts build on each other.
func TestLifeOfAnInstallation(t *testing.T) {
	data := filepath.Join(t.TempDir(), "a folder with spaces")
	settings := []string{"GERBANG_DATA=" + data}
	const added = "ketua@kantor.example"
	keeps := func(t *testing.T) {
		t.Helper()
		stdout, stderr, err := run(t, settings, "", "user", "list")
		if err != nil || !strings.Contains(stdout, added) || !strings.Contains(stdout, "petugas@gerbang.example") {
			t.Fatalf("accounts are not kept: %v\n%s%s", err, stdout, stderr)
		}
	}

	whole := t // a site outlives the part that started it
	s := serve(whole, data)
	if !strings.Contains(s.printed.String(), "petugas@gerbang.example") || !strings.Contains(s.printed.String(), "http://"+s.addr) {
		t.Errorf("the first start does not say who can sign in and where:\n%s", s.printed)
	}
	for _, path := range []string{"/", "/en", "/lowongan", "/healthz"} {
		res, err := http.Get("http://" + s.addr + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", path, res.Status)
		}
	}

	t.Run("a second copy says what is wrong", func(t *testing.T) {
		_, stderr, err := run(t, append(settings, "GERBANG_ADDR="+freeAddress(t)), "", "serve")
		if err == nil || !strings.Contains(stderr, "another Gerbang is running") || !strings.Contains(stderr, "GERBANG_DATA") {
			t.Errorf("%v\n%s", err, stderr)
		}
		_, stderr, err = run(t, []string{"GERBANG_DATA=" + t.TempDir(), "GERBANG_ADDR=" + s.addr}, "", "serve")
		if err == nil || !strings.Contains(stderr, "GERBANG_ADDR") {
			t.Errorf("a taken address: %v\n%s", err, stderr)
		}
		if !s.answers() {
			t.Error("the first copy was disturbed")
		}
	})

	t.Run("accounts are added beside a running site", func(t *testing.T) {
		stdout, stderr, err := run(t, settings, "kata sandi yang panjang\n", "user", "add", "-name", "Ketua", "-email", added, "-role", "panitia")
		if err != nil || !strings.Contains(stdout, added) {
			t.Fatalf("%v\n%s%s", err, stdout, stderr)
		}
		if _, stderr, err := run(t, settings, "pendek\n", "user", "add", "-name", "Lain", "-email", "lain@kantor.example", "-role", "panitia"); err == nil || !strings.Contains(stderr, "12 characters") {
			t.Errorf("a short password: %v %s", err, stderr)
		}
		keeps(t)
	})

	t.Run("a request under way is answered after SIGTERM", func(t *testing.T) { drain(t, s) })

	t.Run("the next start keeps everything and prints no accounts", func(t *testing.T) {
		s = serve(whole, data)
		if strings.Contains(s.printed.String(), "@gerbang.example") {
			t.Errorf("accounts are printed again:\n%s", s.printed)
		}
		keeps(t)
	})

	t.Run("data outlive kill -9 of the site", func(t *testing.T) {
		database := postmaster(t, data)
		s.signal(t, syscall.SIGKILL)
		s.end(t)
		if runtime.GOOS == "linux" {
			for deadline := time.Now().Add(patience); syscall.Kill(database, 0) == nil; time.Sleep(20 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatal("the database was left behind")
				}
			}
		}
		s = serve(whole, data)
		keeps(t)
	})

	t.Run("data outlive kill -9 of the database", func(t *testing.T) {
		if err := syscall.Kill(postmaster(t, data), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		if err := s.end(t); err == nil || !strings.Contains(s.log.String(), "database has ended") {
			t.Errorf("the site does not say why it ended: %v", err)
		}
		s = serve(whole, data)
		keeps(t)
	})

	s.signal(t, syscall.SIGINT)
	if err := s.end(t); err != nil {
		t.Errorf("Ctrl-C: %v", err)
	}
}

// drain stops the site while it has half of a request.
func drain(t *testing.T, s *site) {
	t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const body = "contact=bukan-alamat"
	fmt.Fprintf(conn, "POST /masuk HTTP/1.1\r\nHost: %s\r\nSec-Fetch-Site: same-origin\r\n"+
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", s.addr, len(body), body[:8])

	// Only a request that the site has begun to read counts as under way.
	if !s.answers() {
		t.Fatal("the site does not answer")
	}
	s.signal(t, syscall.SIGTERM)
	for deadline := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		other, err := net.Dial("tcp", s.addr)
		if err != nil {
			break
		}
		other.Close()
		if time.Now().After(deadline) {
			t.Fatal("the site still takes connections")
		}
	}
	select {
	case err := <-s.ended:
		t.Fatalf("the site ended with a request under way: %v", err)
	default:
	}
	if _, err := conn.Write([]byte(body[8:])); err != nil {
		t.Fatal(err)
	}
	conn.SetReadDeadline(time.Now().Add(patience))
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("status %s", res.Status)
	}
	conn.Close()
	if err := s.end(t); err != nil {
		t.Errorf("SIGTERM: %v", err)
	}
}

func TestVersion(t *testing.T) {
	stdout, _, err := run(t, nil, "", "version")
	if err != nil || !strings.HasPrefix(stdout, "gerbang ") || !strings.Contains(stdout, runtime.Version()) {
		t.Errorf("%v\n%s", err, stdout)
	}
}

func TestBadConfigurationNamesEveryVariable(t *testing.T) {
	bad := []string{
		"GERBANG_BASE_URL=ftp://gerbang.test", "GERBANG_KEY=short", "GERBANG_DEMO=maybe", "GERBANG_LOG_FORMAT=xml",
		"GERBANG_LOG_LEVEL=loud", "GERBANG_DB_CONNS=1",
	}
	_, stderr, err := run(t, bad, "", "serve")
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("%v", err)
	}
	for _, setting := range bad {
		if name, _, _ := strings.Cut(setting, "="); !strings.Contains(stderr, name) {
			t.Errorf("%s is not named:\n%s", name, stderr)
		}
	}
}

func TestWrongCommands(t *testing.T) {
	for _, tc := range []struct {
		args []string
		says string
	}{
		{[]string{"sing"}, `no command "sing"`},
		{[]string{"user"}, "add, list, password"},
		{[]string{"user", "add"}, "-name, -email"},
		{[]string{"user", "add", "-name", "A", "-email", "a@b.example", "-role", "candidate"}, "staff -role"},
	} {
		_, stderr, err := run(t, []string{"GERBANG_DATA=" + t.TempDir()}, "", tc.args...)
		if err == nil || !strings.Contains(stderr, tc.says) {
			t.Errorf("%v: %v\n%s", tc.args, err, stderr)
		}
	}
}
