package embedpg

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// process is a started program. The fields behind done may be read once it is closed.
type process struct {
	cmd  *exec.Cmd
	log  *serverLog
	done chan struct{}
	err  error
}

// startProcess starts cmd so that the kernel sends it orphaned when this process dies. Linux ties that signal to the
// thread that started the program, so one goroutine keeps its thread from start to end.
func startProcess(cmd *exec.Cmd, orphaned syscall.Signal, log *serverLog) (*process, error) {
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Dir = "/"
	cmd.Env = serverEnv()
	// Left-over children of a killed server may hold the pipe open; the server itself has ended by then.
	cmd.WaitDelay = 2 * time.Second
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	// A group of its own, so that Ctrl-C reaches the application first, which then stops the server in order.
	cmd.SysProcAttr.Setpgid = true
	setParentDeathSignal(cmd.SysProcAttr, orphaned)

	p := &process{cmd: cmd, log: log, done: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		p.err = cmd.Wait()
		close(p.done)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

func (p *process) signal(sig syscall.Signal) {
	select {
	case <-p.done:
	default:
		// It may end at this very moment; then there is nothing left to signal.
		_ = p.cmd.Process.Signal(sig)
	}
}

// failure describes how the process ended, with the last it said. Only after done.
func (p *process) failure() error {
	err := p.err
	if err == nil {
		err = errors.New("exit status 0")
	}
	if said := p.log.tail(); said != "" {
		return fmt.Errorf("%w: %s", err, said)
	}
	return err
}

// serverEnv is the environment of PostgreSQL's programs: nothing of the application's own secrets, and messages in
// English, which serverLog reads.
func serverEnv() []string {
	env := []string{"LC_ALL=C", "TZ=UTC"}
	for _, name := range []string{"PATH", "LD_LIBRARY_PATH", "TMPDIR"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return env
}

func isServerName(name string) bool {
	return strings.HasPrefix(name, "postgres") || strings.HasPrefix(name, "postmaster")
}
