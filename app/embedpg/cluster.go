package embedpg

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/lib/pq"
)

// accessRules is pg_hba.conf: whoever can reach the socket, in its folder that only its owner may enter, is trusted.
const accessRules = "local all all trust\n"

// temporaryPrefix starts the names of database folders that are not complete yet.
const temporaryPrefix = ".new-"

// cluster is the database folder of one data folder and how to run it. The caller holds the lock.
type cluster struct {
	dir      string // data folder root
	data     string // PostgreSQL's own folder in it
	programs programs
	account  account
	config   Config
}

// create makes the database folder when there is none. The folder gets its name only when it is complete, so a crash
// in between leaves nothing that looks like data.
func (cl *cluster) create(ctx context.Context) error {
	leftovers, err := filepath.Glob(filepath.Join(globEscape(cl.dir), temporaryPrefix+"*"))
	if err != nil {
		return fmt.Errorf("find incomplete database folders: %w", err)
	}
	for _, path := range leftovers {
		if err := os.RemoveAll(path); err != nil {
			return fmt.Errorf("remove incomplete database folder: %w", err)
		}
	}
	if _, err := os.Stat(filepath.Join(cl.data, "PG_VERSION")); err == nil {
		return nil
	} else if !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("look at database folder: %w", err)
	}
	if _, err := os.Lstat(cl.data); err == nil {
		return fmt.Errorf("%s is there but is no PostgreSQL data folder; move it away", cl.data)
	}

	temporary, err := os.MkdirTemp(cl.dir, temporaryPrefix)
	if err != nil {
		return fmt.Errorf("make database folder: %w", err)
	}
	defer os.RemoveAll(temporary)
	if err := cl.account.own(temporary); err != nil {
		return fmt.Errorf("make database folder: %w", err)
	}
	err = cl.initdb(ctx, temporary, "C.UTF-8")
	if err != nil && strings.Contains(err.Error(), "invalid locale") {
		// Systems without C.UTF-8 sort and compare the same way with C; the encoding is UTF-8 either way.
		err = cl.initdb(ctx, temporary, "C")
	}
	if err != nil {
		return err
	}
	if err := overwrite(filepath.Join(temporary, "pg_hba.conf"), accessRules); err != nil {
		return err
	}
	if err := os.Rename(temporary, cl.data); err != nil {
		return fmt.Errorf("name database folder: %w", err)
	}
	return syncDir(cl.dir)
}

func (cl *cluster) initdb(ctx context.Context, dir, locale string) error {
	args := []string{"-D", dir, "-U", Superuser, "--auth=trust", "--encoding=UTF8", "--locale=" + locale, "--no-instructions"}
	if cl.config.Throwaway {
		args = append(args, "--no-sync", "--wal-segsize=1")
	} else {
		args = append(args, "--data-checksums")
	}
	cmd := exec.Command(cl.programs.initdb(), args...)
	cmd.SysProcAttr = cl.account.attr()
	p, err := startProcess(cmd, syscall.SIGKILL, &serverLog{log: cl.config.Log})
	if err != nil {
		return fmt.Errorf("start initdb: %w", err)
	}
	select {
	case <-p.done:
	case <-ctx.Done():
		p.signal(syscall.SIGKILL)
		<-p.done
		return fmt.Errorf("initdb: %w", ctx.Err())
	}
	if p.err != nil {
		return fmt.Errorf("initdb: %w", p.failure())
	}
	return nil
}

// awaitPrevious waits for the server of an application that was killed: it is shutting down by then. It also clears
// the one obstacle PostgreSQL cannot judge itself, a postmaster.pid whose number now belongs to another program.
func (cl *cluster) awaitPrevious(ctx context.Context) error {
	pidFile := filepath.Join(cl.data, "postmaster.pid")
	for first := true; ; first = false {
		pid := pidOf(pidFile)
		alive := pid > 0 && syscall.Kill(pid, 0) != syscall.ESRCH
		serving := alive && serves(pid, cl.data)
		rest := servers(cl.data)
		if !serving && len(rest) == 0 {
			if alive {
				cl.config.Log.Info("removing the postmaster.pid of a server that is gone", "pid", pid)
				if err := os.Remove(pidFile); err != nil && !errors.Is(err, os.ErrNotExist) {
					return fmt.Errorf("remove old postmaster.pid: %w", err)
				}
			}
			return nil
		}
		if first {
			cl.config.Log.Info("waiting for an earlier PostgreSQL to end", "data", cl.data, "pid", pid)
			if serving {
				// Where the kernel does not tell it that its application died, this does.
				_ = syscall.Kill(pid, syscall.SIGINT)
			}
		}
		if err := sleep(ctx, 20*time.Millisecond); err != nil {
			return fmt.Errorf("an earlier PostgreSQL (processes %v) still uses %s: %w", append(rest, pid), cl.data, err)
		}
	}
}

// launch starts the server and waits until it accepts connections.
func (cl *cluster) launch(ctx context.Context, socketDir string) (*process, error) {
	for {
		args := append([]string{"-D", cl.data}, arguments(settings(cl.config, socketDir))...)
		cmd := exec.Command(cl.programs.postgres(), args...)
		cmd.SysProcAttr = cl.account.attr()
		p, err := startProcess(cmd, syscall.SIGINT, &serverLog{log: cl.config.Log})
		if err != nil {
			return nil, fmt.Errorf("start PostgreSQL: %w", err)
		}
		err = cl.awaitReady(ctx, p)
		if err == nil {
			return p, nil
		}
		// The last processes of a killed server can hold its memory for a moment without being visible to us.
		if ctx.Err() != nil || !strings.Contains(err.Error(), "shared memory block") {
			return nil, err
		}
		if sleep(ctx, 100*time.Millisecond) != nil {
			return nil, err
		}
	}
}

// awaitReady reads the status that the server keeps in postmaster.pid, as pg_ctl does.
func (cl *cluster) awaitReady(ctx context.Context, p *process) error {
	const statusLine = 7
	for {
		content, err := os.ReadFile(filepath.Join(cl.data, "postmaster.pid"))
		if err == nil {
			lines := strings.Split(string(content), "\n")
			if len(lines) > statusLine && lines[0] == strconv.Itoa(p.cmd.Process.Pid) && strings.HasPrefix(lines[statusLine], "ready") {
				return nil
			}
		}
		select {
		case <-p.done:
			return fmt.Errorf("PostgreSQL did not start: %w", p.failure())
		case <-time.After(3 * time.Millisecond):
		case <-ctx.Done():
			p.signal(syscall.SIGQUIT)
			<-p.done
			return fmt.Errorf("PostgreSQL was not ready in time: %w: %w", ctx.Err(), p.failure())
		}
	}
}

func createDatabase(ctx context.Context, dsn, name string) error {
	connector, err := pq.NewConnector(dsn)
	if err != nil {
		return fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	db := sql.OpenDB(connector)
	defer db.Close()
	var exists bool
	err = db.QueryRowContext(ctx, `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&exists)
	if err != nil {
		return fmt.Errorf("look for database %s: %w", name, err)
	}
	if exists {
		return nil
	}
	if _, err := db.ExecContext(ctx, "CREATE DATABASE "+pq.QuoteIdentifier(name)); err != nil {
		return fmt.Errorf("create database %s: %w", name, err)
	}
	return nil
}

// pidOf reads the process number in a postmaster.pid; 0 when there is none.
func pidOf(file string) int {
	content, err := os.ReadFile(file)
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(content), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil || pid < 0 {
		return 0
	}
	return pid
}
