package embedpg

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// install lays out a folder of programs that say they are the given version.
func install(t *testing.T, dir, version string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"postgres", "initdb"} {
		script := fmt.Sprintf("#!/bin/sh\necho '%s (PostgreSQL) %s'\n", name, version)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFindPrograms(t *testing.T) {
	root := t.TempDir()
	place := func(name string) string { return filepath.Join(root, name) }
	install(t, place("lib/15/bin"), "15.18 (Debian 15.18-0+deb12u1)")
	install(t, place("lib/17/bin"), "17.2")
	install(t, place("lib/9.6/bin"), "9.6.24")
	install(t, place("path16"), "16rc1")
	npm := place("node_modules")
	install(t, filepath.Join(npm, filepath.FromSlash(npmPackage()), "native", "bin"), "18.4")
	if err := os.Mkdir(place("linked"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(place("lib/15/bin/postgres"), place("linked/postgres")); err != nil {
		t.Fatal(err)
	}

	for name, test := range map[string]struct {
		path, pattern string
		npm           bool
		data          string // existing database folder
		want          string // version, or part of the error
	}{
		"newest of the usual places":        {pattern: "lib/*/bin", want: "17.2"},
		"newer in the usual places":         {path: "path16", pattern: "lib/*/bin", want: "17.2"},
		"on PATH only":                      {path: "path16", want: "16rc1"},
		"link on PATH":                      {path: "linked", want: "15.18"},
		"machine before npm":                {path: "linked", npm: true, want: "15.18"},
		"npm when the machine has none":     {npm: true, want: "18.4"},
		"npm when the machine's is too old": {pattern: "lib/9.6/bin", npm: true, want: "18.4"},
		"version of the data":               {pattern: "lib/*/bin", data: "pg15", want: "15.18"},
		"npm for the data it made":          {pattern: "lib/*/bin", npm: true, data: "pg18", want: "18.4"},
		"data of a missing version":         {path: "path16", data: "pg18", want: "made by PostgreSQL 18"},
		"nothing":                           {want: "no PostgreSQL 15 or newer"},
		"too old":                           {pattern: "lib/9.6/bin", want: "9.6.24 is too old"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if test.data != "" {
				if err := os.Mkdir(filepath.Join(dir, test.data), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			var c Config
			if test.npm {
				c.NodeModules = []string{place("none"), npm}
			}
			var patterns []string
			if test.pattern != "" {
				patterns = []string{place(test.pattern)}
			}
			path := ""
			if test.path != "" {
				path = place("none") + string(filepath.ListSeparator) + place(test.path)
			}
			p, err := choosePrograms(t.Context(), c, dir, systemPlaces(path, patterns))
			got := p.version
			if err != nil {
				got = err.Error()
			}
			if err == nil && got != test.want || err != nil && !strings.Contains(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestNPMPackage starts the real server through a folder laid out as npm does, without the links it cannot contain.
func TestNPMPackage(t *testing.T) {
	dir := tempDir(t)
	real := testCluster(t).programs
	root := filepath.Join(dir, "node_modules", filepath.FromSlash(npmPackage()))
	type link struct{ Source, Target string }
	links := []link{{"native/bin/postgres-real", "native/bin/postgres"}, {"native/bin/initdb-real", "native/bin/initdb"}}
	if err := os.MkdirAll(filepath.Join(root, "native", "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"postgres", "initdb"} {
		if err := os.Symlink(filepath.Join(real.dir, name), filepath.Join(root, "native", "bin", name+"-real")); err != nil {
			t.Fatal(err)
		}
	}
	writeLinks(t, root, links)

	c := Config{NodeModules: []string{filepath.Join(dir, "node_modules")}, Throwaway: true, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	p, err := choosePrograms(t.Context(), c, dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(root, "native", "bin"); p.dir != want {
		t.Errorf("programs in %s, want %s", p.dir, want)
	}
	cl := &cluster{dir: dir, data: filepath.Join(dir, p.folder()), programs: p, config: c}
	if cl.account, err = chooseAccount(t.Context(), cl, false); err != nil {
		t.Fatal(err)
	}
	if err := cl.create(t.Context()); err != nil {
		t.Fatal(err)
	}
	runOnce(t, cl)
}

func writeLinks(t *testing.T, root string, links any) {
	t.Helper()
	data, err := json.Marshal(links)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "native", "pg-symlinks.json"), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestCompleteLinks(t *testing.T) {
	type link struct {
		Source string `json:"source"`
		Target string `json:"target"`
	}
	root := t.TempDir()
	for _, dir := range []string{"native/lib", "native/share"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "native/lib/libpq.so.5.18"), []byte("library"), 0o644); err != nil {
		t.Fatal(err)
	}
	good := []link{{"native/lib/libpq.so.5.18", "native/lib/libpq.so.5"}, {"native/lib/libpq.so.5.18", "native/share/libpq.so"}}
	writeLinks(t, root, good)
	for range 2 {
		if err := completeLinks(root); err != nil {
			t.Fatal(err)
		}
	}
	for _, l := range good {
		content, err := os.ReadFile(filepath.Join(root, l.Target))
		if err != nil || string(content) != "library" {
			t.Errorf("%s: %q %v", l.Target, content, err)
		}
		if target, err := os.Readlink(filepath.Join(root, l.Target)); err != nil || filepath.IsAbs(target) {
			t.Errorf("%s: link %q %v, want a relative one", l.Target, target, err)
		}
	}
	for _, bad := range []link{{"native/lib/libpq.so.5.18", "../outside"}, {"/etc/passwd", "native/lib/passwd"}} {
		writeLinks(t, root, []link{bad})
		if err := completeLinks(root); err == nil {
			t.Errorf("%v: no error", bad)
		}
		if _, err := os.Lstat(filepath.Join(root, bad.Target)); err == nil {
			t.Errorf("%v: link was made", bad)
		}
	}
}

func TestServerLog(t *testing.T) {
	var seen []string
	l := &serverLog{log: slog.New(slog.NewTextHandler(writerFunc(func(b []byte) (int, error) {
		seen = append(seen, string(b))
		return len(b), nil
	}), &slog.HandlerOptions{Level: slog.LevelWarn}))}
	fmt.Fprint(l, "LOG:  starting\nWARN")
	fmt.Fprint(l, "ING:  page verification failed\nERROR:  duplicate key\n2026-11-23 GMT [1] PANIC:  no space\n")
	if len(seen) != 2 || !strings.Contains(seen[0], "level=WARN") || !strings.Contains(seen[1], "level=ERROR") {
		t.Errorf("logged %q", seen)
	}
	for i := range 20 {
		fmt.Fprintf(l, "line %d\n", i)
	}
	if got := strings.Split(l.tail(), " | "); len(got) != tailLines || !slices.Contains(got, "line 19") || slices.Contains(got, "line 3") {
		t.Errorf("tail %q", got)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }
