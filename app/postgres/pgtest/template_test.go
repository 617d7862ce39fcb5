package pgtest

import (
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"gerbang/app/embedpg"
	"gerbang/migrations"
)

func TestTemplateKey(t *testing.T) {
	key := func(sources ...fs.FS) string {
		t.Helper()
		k, err := templateKey(sources...)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	base := fstest.MapFS{"1.sql": {Data: []byte("a")}, "2.sql": {Data: []byte("b")}}
	if same := (fstest.MapFS{"1.sql": {Data: []byte("a")}, "2.sql": {Data: []byte("b")}}); key(same) != key(base) {
		t.Error("the key is not stable")
	}
	for name, other := range map[string]fs.FS{
		"content": fstest.MapFS{"1.sql": {Data: []byte("a")}, "2.sql": {Data: []byte("c")}},
		"name":    fstest.MapFS{"1.sql": {Data: []byte("a")}, "3.sql": {Data: []byte("b")}},
		"added":   fstest.MapFS{"1.sql": {Data: []byte("a")}, "2.sql": {Data: []byte("b")}, "3.sql": {}},
	} {
		if key(other) == key(base) {
			t.Errorf("%s: the key does not change", name)
		}
	}
	if len(loader().(fstest.MapFS)) == 0 {
		t.Error("the loader's source is not part of the key")
	}
}

// TestStartMigrated starts with no cache, with one that is broken and with a good one.
func TestStartMigrated(t *testing.T) {
	key, err := templateKey(migrations.FS, migrations.Reference, loader())
	if err != nil {
		t.Fatal(err)
	}
	start := func(t *testing.T) {
		t.Helper()
		dir, err := makeDir()
		if err != nil {
			t.Fatal(err)
		}
		s, err := startMigrated(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Stop(t.Context())
		db, err := sql.Open("postgres", s.DSN(embedpg.Database))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var countries int
		if err := db.QueryRow("SELECT count(*) FROM countries").Scan(&countries); err != nil || countries == 0 {
			t.Errorf("%d countries, %v", countries, err)
		}
	}

	t.Run("no cache", func(t *testing.T) {
		t.Setenv("XDG_CACHE_HOME", "")
		t.Setenv("HOME", "")
		start(t)
	})
	t.Run("broken, then good", func(t *testing.T) {
		home := t.TempDir()
		t.Setenv("XDG_CACHE_HOME", home)
		t.Setenv("HOME", home)
		c, err := openCache()
		if err != nil {
			t.Fatal(err)
		}
		c.Close()
		broken := filepath.Join(c.path(key), "pg15", "global")
		outdated := filepath.Join(c.path("0123"), "pg15")
		for _, dir := range []string{broken, outdated} {
			if err := os.MkdirAll(dir, 0o700); err != nil {
				t.Fatal(err)
			}
		}
		start(t)
		if _, err := os.Stat(outdated); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("an outdated template is left: %v", err)
		}
		kept, err := databases(c.path(key))
		if err != nil || len(kept) != 1 {
			t.Fatalf("kept %v %v, want one database folder", kept, err)
		}
		before, err := os.Stat(kept[0])
		if err != nil {
			t.Fatal(err)
		}
		start(t)
		if after, err := os.Stat(kept[0]); err != nil || !os.SameFile(before, after) {
			t.Errorf("a good template was made again: %v", err)
		}
	})
}

func TestSweep(t *testing.T) {
	base := t.TempDir()
	old := time.Now().Add(-time.Hour)
	for _, name := range []string{"dead", "alive", "young"} {
		dir := filepath.Join(base, dirPrefix+name)
		if err := os.MkdirAll(filepath.Join(dir, "pg15"), 0o700); err != nil {
			t.Fatal(err)
		}
		lock, err := os.Create(filepath.Join(dir, "lock"))
		if err != nil {
			t.Fatal(err)
		}
		defer lock.Close()
		if name == "alive" {
			if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
				t.Fatal(err)
			}
		}
		if name != "young" {
			if err := os.Chtimes(dir, old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	other := filepath.Join(base, "somebody-else")
	if err := os.Mkdir(other, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(other, old, old); err != nil {
		t.Fatal(err)
	}

	sweep(base, time.Minute)
	for name, want := range map[string]bool{dirPrefix + "dead": false, dirPrefix + "alive": true, dirPrefix + "young": true, "somebody-else": true} {
		_, err := os.Stat(filepath.Join(base, name))
		if got := err == nil; got != want {
			t.Errorf("%s is there: %v, want %v", name, got, want)
		}
	}
}
