package embedpg

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
)

// serverLog takes the output of a PostgreSQL program, passes each line to the application's log and keeps the last
// lines for error messages.
type serverLog struct {
	log *slog.Logger

	mu      sync.Mutex
	partial []byte
	last    []string
}

const tailLines = 8

func (l *serverLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.partial = append(l.partial, b...)
	for {
		i := bytes.IndexByte(l.partial, '\n')
		if i < 0 {
			return len(b), nil
		}
		l.line(strings.TrimSpace(string(l.partial[:i])))
		l.partial = l.partial[i+1:]
	}
}

func (l *serverLog) line(text string) {
	if text == "" {
		return
	}
	l.last = append(l.last, text)
	if len(l.last) > tailLines {
		l.last = l.last[1:]
	}
	l.log.Log(context.Background(), level(text), "postgres: "+text)
}

func (l *serverLog) tail() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.last, " | ")
}

// level maps PostgreSQL's severities. ERROR answers one statement and FATAL ends one session or the start; whoever
// asked gets the same text as an error and reports it.
func level(text string) slog.Level {
	switch {
	case strings.Contains(text, "PANIC:  "):
		return slog.LevelError
	case strings.Contains(text, "WARNING:  "):
		return slog.LevelWarn
	default:
		return slog.LevelDebug
	}
}
