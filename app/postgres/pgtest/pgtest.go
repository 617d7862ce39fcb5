// Package pgtest gives every test a PostgreSQL database of its own, with the schema and the reference data in it.
//
// A test process starts one throw-away server when the first test asks for a database, and every database is a copy
// of one template. The migrated data folder is kept in the user's cache, so that only the first process after a
// change of the migrations has to make it. The server dies with its process and its folder goes too, however the
// process ends. A machine without PostgreSQL fails the tests; it does not skip them.
package pgtest

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lib/pq"

	"gerbang/app/embedpg"
	"gerbang/app/postgres"
	"gerbang/app/secret"
)

// DSN makes a fresh database for t, dropped when t ends, and returns its connection string.
func DSN(t testing.TB) string {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	name := fmt.Sprintf("test_%d", s.made.Add(1))
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	create := fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s STRATEGY file_copy", pq.QuoteIdentifier(name), embedpg.Database)
	if _, err := s.admin.ExecContext(ctx, create); err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if _, err := s.admin.ExecContext(ctx, "DROP DATABASE "+pq.QuoteIdentifier(name)+" WITH (FORCE)"); err != nil {
			t.Errorf("pgtest: %v", err)
		}
	})
	return s.embedded.DSN(name)
}

// Open makes a fresh database for t and opens the store on it, closed when t ends. Options that o leaves out get
// values for tests: a fixed key and no log.
func Open(t testing.TB, o postgres.Options) *postgres.DB {
	t.Helper()
	dsn := DSN(t)
	if o.Box == nil {
		box, err := secret.New([]byte("0123456789abcdef0123456789abcdef"))
		if err != nil {
			t.Fatalf("pgtest: %v", err)
		}
		o.Box = box
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	db, err := postgres.Open(context.Background(), dsn, o)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("pgtest: close: %v", err)
		}
	})
	return db
}

// server is the throw-away server of this process. Its database embedpg.Database is the template, which nothing
// may be connected to while it is copied.
type server struct {
	embedded *embedpg.Server
	admin    *sql.DB
	made     atomic.Int64
}

// shared starts the server of this process, once.
var shared = sync.OnceValues(func() (*server, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	dir, err := makeDir()
	if err != nil {
		return nil, err
	}
	embedded, err := startMigrated(ctx, dir)
	if err != nil {
		return nil, err
	}
	connector, err := pq.NewConnector(embedded.DSN("postgres"))
	if err != nil {
		return nil, err
	}
	admin := sql.OpenDB(connector)
	admin.SetMaxOpenConns(4)
	return &server{embedded: embedded, admin: admin}, nil
})

func config(dir string) embedpg.Config {
	return embedpg.Config{Dir: dir, Throwaway: true, Log: slog.New(slog.DiscardHandler), Settings: map[string]string{
		"shared_buffers":  "64MB",
		"max_connections": "200",
		"min_wal_size":    "4MB",
		"max_wal_size":    "128MB",
		"autovacuum":      "off",
	}}
}
