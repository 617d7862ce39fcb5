package pgtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing/fstest"

	"gerbang/app/embedpg"
	"gerbang/app/postgres"
	"gerbang/migrations"
)

// startMigrated starts a server in dir whose database embedpg.Database is migrated: from the cached data folder when
// there is one, else made here and put into the cache.
func startMigrated(ctx context.Context, dir string) (*embedpg.Server, error) {
	key, err := templateKey(migrations.FS, migrations.Reference, loader())
	if err != nil {
		return nil, err
	}
	cache, err := openCache()
	if err != nil {
		// Nowhere to keep it, as for a user without a home folder.
		return build(ctx, dir)
	}
	defer cache.Close()

	if err := cache.lock(syscall.LOCK_SH); err != nil {
		return nil, err
	}
	if s, err := startCached(ctx, cache, key, dir); err == nil {
		return s, nil
	}
	if err := cache.lock(syscall.LOCK_EX); err != nil {
		return nil, err
	}
	// Another process may have made it while this one waited for the lock.
	if s, err := startCached(ctx, cache, key, dir); err == nil {
		return s, nil
	}
	s, err := build(ctx, dir)
	if err != nil {
		return nil, err
	}
	if err := s.Stop(ctx); err != nil {
		return nil, err
	}
	if err := cache.keep(key, dir); err != nil {
		return nil, fmt.Errorf("keep template: %w", err)
	}
	return embedpg.Start(ctx, config(dir))
}

func startCached(ctx context.Context, cache *cache, key, dir string) (*embedpg.Server, error) {
	if err := copyDatabase(cache.path(key), dir); err != nil {
		return nil, err
	}
	s, err := embedpg.Start(ctx, config(dir))
	if err != nil {
		// Such as made by a PostgreSQL that is no longer installed: the folder is made anew.
		return nil, errors.Join(err, removeDatabase(dir))
	}
	return s, nil
}

func build(ctx context.Context, dir string) (*embedpg.Server, error) {
	s, err := embedpg.Start(ctx, config(dir))
	if err != nil {
		return nil, err
	}
	if err := postgres.Migrate(ctx, s.DSN(embedpg.Database)); err != nil {
		return nil, errors.Join(err, s.Stop(ctx))
	}
	return s, nil
}

// loader is the source of what runs the migrations and loads the reference data, where the tests can see it. Without
// it, as in a binary built with -trimpath, only a change of the data makes a new template.
func loader() fs.FS {
	files := fstest.MapFS{}
	_, here, _, ok := runtime.Caller(0)
	if !ok {
		return files
	}
	content, err := os.ReadFile(filepath.Join(filepath.Dir(here), "..", "migrate.go"))
	if err != nil {
		return files
	}
	files["migrate.go"] = &fstest.MapFile{Data: content}
	return files
}

// templateKey changes with whatever the template is made of.
func templateKey(sources ...fs.FS) (string, error) {
	sum := sha256.New()
	for _, source := range sources {
		err := fs.WalkDir(source, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			content, err := fs.ReadFile(source, path)
			fmt.Fprintf(sum, "%s %d\n%s", path, len(content), content)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil))[:16], nil
}

// cache is the folder of migrated data folders, one for each key. Its file is open for locking: shared while one is
// copied out, exclusive while one is put in.
type cache struct {
	dir string
	*os.File
}

func openCache() (*cache, error) {
	user, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(user, "gerbang", "pgtest")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	return &cache{dir: dir, File: f}, nil
}

func (c *cache) path(key string) string { return filepath.Join(c.dir, key) }

func (c *cache) lock(how int) error {
	for {
		err := syscall.Flock(int(c.Fd()), how)
		if err == nil {
			return nil
		}
		if !errors.Is(err, syscall.EINTR) {
			return fmt.Errorf("lock %s: %w", c.Name(), err)
		}
	}
}

// keep puts the database folder of dir into the cache, in place of all older ones.
func (c *cache) keep(key, dir string) error {
	old, err := os.ReadDir(c.dir)
	if err != nil {
		return err
	}
	for _, e := range old {
		if e.IsDir() {
			if err := os.RemoveAll(filepath.Join(c.dir, e.Name())); err != nil {
				return err
			}
		}
	}
	unfinished := c.path(key + ".part")
	if err := os.Mkdir(unfinished, 0o700); err != nil {
		return err
	}
	if err := copyDatabase(dir, unfinished); err != nil {
		return err
	}
	return os.Rename(unfinished, c.path(key))
}

// copyDatabase copies the database folder (pg15) of one data folder into another.
func copyDatabase(from, to string) error {
	found, err := databases(from)
	if err != nil {
		return err
	}
	if len(found) != 1 {
		return fmt.Errorf("%d database folders in %s", len(found), from)
	}
	target := filepath.Join(to, filepath.Base(found[0]))
	// PostgreSQL insists on the mode of this folder only.
	if err := os.Mkdir(target, 0o700); err != nil {
		return err
	}
	if err := os.CopyFS(target, os.DirFS(found[0])); err != nil {
		return errors.Join(err, os.RemoveAll(target))
	}
	return nil
}

func removeDatabase(dir string) error {
	found, err := databases(dir)
	for _, path := range found {
		err = errors.Join(err, os.RemoveAll(path))
	}
	return err
}

func databases(dir string) ([]string, error) { return filepath.Glob(filepath.Join(dir, "pg[0-9]*")) }
