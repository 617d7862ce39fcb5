package pgtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

const (
	memory    = "/dev/shm"
	dirPrefix = "gerbang-pgtest-"
	// minMemory is what a test server may come to need: its data, its log and a few copies of the template.
	minMemory = 1 << 30
)

// guardScript waits for the end of its input, which is the end of the test process, lets the server end, which the
// kernel has told to, and removes the folder.
const guardScript = `
cat >/dev/null
n=0
while [ $n -lt 100 ] && ls "$1"/pg*/postmaster.pid >/dev/null 2>&1; do sleep 0.1; n=$((n+1)); done
rm -rf -- "$1"
`

// makeDir makes the data folder of this process's server, in memory if there is enough, and sees to its removal after
// the process has ended. Go has no hook for that, and a test may end its process at any point.
func makeDir() (string, error) {
	base := os.TempDir()
	var free syscall.Statfs_t
	if err := syscall.Statfs(memory, &free); err == nil && uint64(free.Bavail)*uint64(free.Bsize) >= minMemory {
		base = memory
	}
	sweep(base, time.Minute)
	dir, err := os.MkdirTemp(base, dirPrefix)
	if err != nil {
		return "", err
	}
	if err := guard(dir); err != nil {
		return "", fmt.Errorf("guard of %s: %w", dir, err)
	}
	return dir, nil
}

func guard(dir string) error {
	input, output, err := os.Pipe()
	if err != nil {
		return err
	}
	defer input.Close()
	cmd := exec.Command("sh", "-c", guardScript, "sh", dir)
	cmd.Stdin = input
	cmd.Dir = "/"
	// Ctrl-C must not end it together with the tests.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		output.Close()
		return err
	}
	go func() {
		// Holds output open as long as this process lives.
		defer output.Close()
		cmd.Wait()
	}()
	return nil
}

// sweep removes the folders in base whose process and guard are both gone, as after a power cut. Younger ones than age
// are left alone: their server may be about to start.
func sweep(base string, age time.Duration) {
	dirs, err := filepath.Glob(filepath.Join(base, dirPrefix+"*"))
	if err != nil {
		return
	}
	for _, dir := range dirs {
		info, err := os.Stat(dir)
		if err != nil || time.Since(info.ModTime()) < age {
			continue
		}
		f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			continue
		}
		if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			// What stays, because somebody is still writing there, is for the next sweep.
			_ = os.RemoveAll(dir)
		}
		f.Close()
	}
}
