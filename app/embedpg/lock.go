package embedpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// lockFolder takes the lock that makes one process the owner of the data folder. The kernel drops it when that
// process ends. It tries for a moment, because a lock can outlive its owner in a child between fork and exec.
func lockFolder(ctx context.Context, dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("embedpg: open lock file: %w", err)
	}
	for range 20 {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			f.Close()
			return nil, fmt.Errorf("embedpg: lock data folder %s: %w", dir, err)
		}
		if sleep(ctx, 25*time.Millisecond) != nil {
			break
		}
	}
	f.Close()
	return nil, fmt.Errorf("embedpg: %w: another Gerbang is running on %s; stop it, or set GERBANG_DATA to another folder", ErrLocked, dir)
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
