package embedpg

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestAccounts runs a server in every way that a root process has, and checks which way is chosen when. Any other
// user has one way only.
func TestAccounts(t *testing.T) {
	if os.Geteuid() != 0 {
		cl := testCluster(t)
		a, err := chooseAccount(t.Context(), cl, false)
		if err != nil || a.uid != -1 {
			t.Errorf("ordinary user: %q %v, want its own", a.name, err)
		}
		return
	}
	uid, gid := unprivileged()
	for name, test := range map[string]struct {
		mode   os.FileMode
		way    account
		owner  int
		chosen string // for a folder that is there but empty
		kept   string // once the database folder is there
	}{
		"open folder, other user":          {0o755, plainAccount(uid, gid), uid, "user postgres", "user postgres"},
		"closed folder, namespace":         {0o700, namespaceAccount(uid, gid), 0, "own user in a user namespace", "own user in a user namespace"},
		"closed folder, one right of root": {0o700, overrideAccount(uid, gid), uid, "own user in a user namespace", "user postgres with DAC_OVERRIDE"},
	} {
		t.Run(name, func(t *testing.T) {
			cl := testCluster(t)
			if err := os.Chmod(cl.dir, test.mode); err != nil {
				t.Fatal(err)
			}
			a, err := chooseAccount(t.Context(), cl, false)
			if want := strings.ReplaceAll(test.chosen, "postgres", userName(uid)); err != nil || a.name != want {
				t.Errorf("chosen for an empty folder: %q %v, want %q", a.name, err, want)
			}

			cl.account = test.way
			if err := cl.create(t.Context()); err != nil {
				t.Fatal(err)
			}
			runOnce(t, cl)
			if got := owner(t, cl.data); got != test.owner {
				t.Errorf("owner %d, want %d", got, test.owner)
			}

			cl.account, err = chooseAccount(t.Context(), cl, false)
			if want := strings.ReplaceAll(test.kept, "postgres", userName(uid)); err != nil || cl.account.name != want {
				t.Fatalf("chosen for the data: %q %v, want %q", cl.account.name, err, want)
			}
			runOnce(t, cl)
		})
	}

	t.Run("folder just made", func(t *testing.T) {
		cl := testCluster(t)
		parent := cl.dir
		cl.dir = filepath.Join(parent, "data")
		if err := os.Mkdir(cl.dir, 0o700); err != nil {
			t.Fatal(err)
		}
		a, err := chooseAccount(t.Context(), cl, true)
		if err != nil || a.uid != -1 {
			t.Errorf("inside a closed folder: %q %v, want a namespace", a.name, err)
		}
		if info, err := os.Stat(cl.dir); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("mode %v %v, want 0700", info.Mode(), err)
		}
		if err := os.Chmod(parent, 0o755); err != nil {
			t.Fatal(err)
		}
		a, err = chooseAccount(t.Context(), cl, true)
		if err != nil || a.uid != uid {
			t.Errorf("inside an open folder: %q %v, want user %d", a.name, err, uid)
		}
		if info, err := os.Stat(cl.dir); err != nil || info.Mode().Perm() != 0o710 {
			t.Errorf("mode %v %v, want 0710", info.Mode(), err)
		}
	})
}

func testCluster(t *testing.T) *cluster {
	t.Helper()
	dir := tempDir(t)
	c := Config{Dir: dir, Throwaway: true, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	p, err := findPrograms(t.Context(), c, dir)
	if err != nil {
		t.Fatal(err)
	}
	return &cluster{dir: dir, data: filepath.Join(dir, p.folder()), programs: p, config: c}
}

func tempDir(t *testing.T) string {
	t.Helper()
	base := "/dev/shm"
	if _, err := os.Stat(base); err != nil {
		base = "/tmp"
	}
	dir, err := os.MkdirTemp(base, "embedpg-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func runOnce(t *testing.T, cl *cluster) {
	t.Helper()
	socketDir, temp, err := cl.makeSocketDir(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer removeTemp(temp)
	p, err := cl.launch(t.Context(), socketDir)
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{socketDir: socketDir}
	if err := createDatabase(context.Background(), s.DSN("postgres"), Database); err != nil {
		t.Error(err)
	}
	p.signal(syscall.SIGINT)
	<-p.done
	if p.err != nil {
		t.Error(p.failure())
	}
}

func owner(t *testing.T, path string) int {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return int(info.Sys().(*syscall.Stat_t).Uid)
}
