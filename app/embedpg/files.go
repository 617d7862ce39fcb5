package embedpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// maxSocketPath is the longest path of a Unix socket that every system takes (macOS: 103, Linux: 107 bytes).
const maxSocketPath = 103

const socketName = ".s.PGSQL.5432"

// makeSocketDir makes the folder for the socket: in the data folder, or in the system's folder for temporary files
// when the path would be too long for a socket; then temp names it too, to be removed in the end.
func (cl *cluster) makeSocketDir(ctx context.Context) (dir, temp string, err error) {
	note := filepath.Join(cl.dir, "socket")
	if old, err := os.ReadFile(note); err == nil {
		removeTemp(string(old))
		if err := os.Remove(note); err != nil {
			return "", "", fmt.Errorf("remove note of old socket folder: %w", err)
		}
	}

	dir = filepath.Join(cl.dir, "run")
	if socketFits(dir) {
		// What a killed server left there would stop the next one, when its process number has been used again.
		if err := os.RemoveAll(dir); err != nil {
			return "", "", fmt.Errorf("clear socket folder: %w", err)
		}
		if err := os.Mkdir(dir, 0o700); err != nil {
			return "", "", fmt.Errorf("make socket folder: %w", err)
		}
		if err := cl.account.own(dir); err != nil {
			return "", "", fmt.Errorf("make socket folder: %w", err)
		}
		return dir, "", nil
	}

	var failures []error
	for _, base := range []string{os.TempDir(), "/tmp", "/dev/shm"} {
		if !socketFits(filepath.Join(base, "gerbang-0123456789")) {
			continue
		}
		dir, err := os.MkdirTemp(base, "gerbang-")
		if err == nil {
			err = errors.Join(cl.account.own(dir), os.WriteFile(note, []byte(dir), 0o600))
		}
		if err == nil {
			err = try(ctx, cl.account, cl.programs, dir)
		}
		if err == nil {
			return dir, dir, nil
		}
		removeTemp(dir)
		failures = append(failures, fmt.Errorf("%s: %w", base, err))
	}
	return "", "", fmt.Errorf("no folder for the socket: the path of %s is too long, and nothing else works: %w", cl.dir, errors.Join(failures...))
}

// socketFits reports whether PostgreSQL can be told to put its socket in dir.
func socketFits(dir string) bool {
	return len(filepath.Join(dir, socketName)) <= maxSocketPath && !strings.ContainsAny(dir, "\"\n\r")
}

// removeTemp removes a temporary socket folder, with nothing in it but what PostgreSQL leaves when it is killed.
func removeTemp(dir string) {
	if dir == "" || !strings.HasPrefix(filepath.Base(dir), "gerbang-") {
		return
	}
	for _, path := range []string{filepath.Join(dir, socketName), filepath.Join(dir, socketName+".lock"), dir} {
		// Best effort: the folder is empty, private and has a name nobody else uses.
		_ = os.Remove(path)
	}
}

// globEscape makes a path safe inside a pattern of filepath.Glob.
func globEscape(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// overwrite replaces what is in a file, keeping its owner and mode, and puts it on disk.
func overwrite(path, content string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(content)
	return errors.Join(err, f.Sync(), f.Close())
}

func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
