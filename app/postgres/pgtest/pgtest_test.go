package pgtest_test

import (
	"bufio"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/lib/pq"

	"gerbang/app/postgres"
	"gerbang/app/postgres/pgtest"
)

func connect(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func count(t *testing.T, db *sql.DB, query string, args ...any) int {
	t.Helper()
	var n int
	if err := db.QueryRowContext(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestDatabasesAreSeparate(t *testing.T) {
	first, second := connect(t, pgtest.DSN(t)), connect(t, pgtest.DSN(t))
	before := count(t, second, "SELECT count(*) FROM countries")
	if before == 0 {
		t.Error("no reference data")
	}
	if _, err := first.ExecContext(t.Context(), "DELETE FROM hotlines"); err != nil {
		t.Fatal(err)
	}
	if n := count(t, second, "SELECT count(*) FROM hotlines"); n == 0 {
		t.Error("a change in one database shows in the other")
	}
	if n := count(t, connect(t, pgtest.DSN(t)), "SELECT count(*) FROM hotlines"); n == 0 {
		t.Error("a change in one database shows in the template")
	}
}

func TestDroppedAfterTest(t *testing.T) {
	var name string
	t.Run("user", func(t *testing.T) {
		db := connect(t, pgtest.DSN(t))
		if err := db.QueryRowContext(t.Context(), "SELECT current_database()").Scan(&name); err != nil {
			t.Fatal(err)
		}
	})
	db := connect(t, pgtest.DSN(t))
	if n := count(t, db, "SELECT count(*) FROM pg_database WHERE datname = $1", name); n != 0 {
		t.Errorf("database %s is left", name)
	}
}

func TestInParallel(t *testing.T) {
	for i := range 8 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			if n := count(t, connect(t, pgtest.DSN(t)), "SELECT count(*) FROM countries"); n == 0 {
				t.Error("no reference data")
			}
		})
	}
}

func TestOpen(t *testing.T) {
	db := pgtest.Open(t, postgres.Options{})
	if v, err := db.SchemaVersion(t.Context()); err != nil || v == 0 {
		t.Errorf("schema version %d %v", v, err)
	}
}

// TestKilled runs itself as a process that is killed while it uses its database.
func TestKilled(t *testing.T) {
	const child = "PGTEST_CHILD"
	if os.Getenv(child) != "" {
		var data string
		if err := connect(t, pgtest.DSN(t)).QueryRow("SHOW data_directory").Scan(&data); err != nil {
			t.Fatal(err)
		}
		fmt.Println("data:", data)
		time.Sleep(time.Minute)
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^TestKilled$")
	cmd.Env = append(os.Environ(), child+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	data, ok := strings.CutPrefix(strings.TrimSpace(line), "data: ")
	if err := errors.Join(err, cmd.Process.Kill()); err != nil || !ok {
		t.Fatalf("child: %q %v", line, err)
	}
	cmd.Wait()
	dir := filepath.Dir(data)
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is left after its process was killed", dir)
		}
	}
}
