package embedpg

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Running returns the connection string of a server that another process
// started in the data folder dir, so that commands work beside a running
// `serve`. ok is false when none runs there.
func Running(dir, database string) (dsn string, ok bool) {
	clusters, err := filepath.Glob(filepath.Join(globEscape(dir), "pg*", "postmaster.pid"))
	if err != nil {
		return "", false
	}
	for _, file := range clusters {
		// Lines of postmaster.pid: pid, data folder, start time, port, socket folder.
		b, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		lines := strings.Split(string(b), "\n")
		if len(lines) < 5 {
			continue
		}
		pid, err := strconv.Atoi(strings.TrimSpace(lines[0]))
		if err == nil && serves(pid, filepath.Dir(file)) {
			return connection(lines[4], database), true
		}
	}
	return "", false
}
