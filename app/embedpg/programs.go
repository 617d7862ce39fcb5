package embedpg

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// oldestMajor is the oldest PostgreSQL whose features the migrations may use.
const oldestMajor = 15

// usualPlaces are where packages put the programs that are not on PATH: Debian, the PostgreSQL project's RPMs, Alpine,
// SUSE, Arch, a build from source, Homebrew and Postgres.app.
var usualPlaces = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/usr/libexec/postgresql*",
	"/usr/lib/postgresql*/bin",
	"/opt/postgresql/*/bin",
	"/usr/local/pgsql/bin",
	"/opt/homebrew/opt/postgresql@*/bin",
	"/usr/local/opt/postgresql@*/bin",
	"/Applications/Postgres.app/Contents/Versions/*/bin",
}

// programs is one installation of PostgreSQL.
type programs struct {
	dir     string
	version string // as it says itself, such as 15.18
	major   int
}

func (p programs) postgres() string { return filepath.Join(p.dir, "postgres") }
func (p programs) initdb() string   { return filepath.Join(p.dir, "initdb") }

// folder names the database folder, which only the same major version can read.
func (p programs) folder() string { return "pg" + strconv.Itoa(p.major) }

// findPrograms picks the PostgreSQL to run: of the version that made the data in dir if there is data, else the newest
// one of the machine, else the one npm installed.
func findPrograms(ctx context.Context, c Config, dir string) (programs, error) {
	return choosePrograms(ctx, c, dir, systemPlaces(os.Getenv("PATH"), usualPlaces))
}

func choosePrograms(ctx context.Context, c Config, dir string, system []string) (programs, error) {
	var found []programs
	var unusable []string
	look := func(places []string) []programs {
		var here []programs
		for _, place := range places {
			place, err := filepath.EvalSymlinks(place)
			if err != nil || slices.ContainsFunc(found, func(p programs) bool { return p.dir == place }) {
				continue
			}
			p, err := inspect(ctx, place)
			switch {
			case errors.Is(err, os.ErrNotExist):
			case err != nil:
				unusable = append(unusable, fmt.Sprintf("%s: %v", place, err))
			case p.major < oldestMajor:
				unusable = append(unusable, fmt.Sprintf("%s: version %s is too old", place, p.version))
			default:
				here = append(here, p)
				found = append(found, p)
			}
		}
		slices.SortStableFunc(here, func(a, b programs) int { return b.major - a.major })
		return here
	}

	var order []programs
	if c.BinDir != "" {
		order = look([]string{c.BinDir})
	} else {
		order = look(system)
		npm, problems := npmPlaces(c.NodeModules)
		unusable = append(unusable, problems...)
		order = append(order, look(npm)...)
	}

	existing, err := existingMajors(dir)
	if err != nil {
		return programs{}, err
	}
	if len(existing) > 0 {
		newest := slices.Max(existing)
		for _, p := range order {
			if p.major == newest {
				return p, nil
			}
		}
		return programs{}, fmt.Errorf("the data in %s was made by PostgreSQL %d, which is not installed%s; install PostgreSQL %d, "+
			"or move the data to a newer version with pg_upgrade", dir, newest, others(order), newest)
	}
	if len(order) > 0 {
		return order[0], nil
	}
	return programs{}, notFound(c, unusable)
}

func notFound(c Config, unusable []string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "no PostgreSQL %d or newer was found", oldestMajor)
	if c.BinDir != "" {
		fmt.Fprintf(&b, " in %s", c.BinDir)
	}
	if len(unusable) > 0 {
		fmt.Fprintf(&b, " (%s)", strings.Join(unusable, "; "))
	}
	b.WriteString(": install it (Debian, Ubuntu: apt install postgresql; macOS: brew install postgresql@17), " +
		"or run npm install " + npmPackage() + " in Gerbang's folder, or set DATABASE_URL to a PostgreSQL that runs elsewhere")
	return errors.New(b.String())
}

func others(order []programs) string {
	if len(order) == 0 {
		return ""
	}
	var versions []string
	for _, p := range order {
		versions = append(versions, p.version)
	}
	return " (found: " + strings.Join(versions, ", ") + ")"
}

// systemPlaces lists the folders of path, then those that the patterns match.
func systemPlaces(path string, patterns []string) []string {
	var places []string
	for _, dir := range filepath.SplitList(path) {
		if !filepath.IsAbs(dir) {
			continue
		}
		// The folder on PATH often holds only a link, without initdb and the rest beside it.
		if target, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres")); err == nil {
			places = append(places, filepath.Dir(target))
		}
	}
	for _, pattern := range patterns {
		if matches, err := filepath.Glob(pattern); err == nil {
			places = append(places, matches...)
		}
	}
	return places
}

var versionPattern = regexp.MustCompile(`\(PostgreSQL\) ((\d+)[^\s]*)`)

// inspect asks the programs in dir for their version; os.ErrNotExist when the two needed are not there.
func inspect(ctx context.Context, dir string) (programs, error) {
	p := programs{dir: dir}
	for _, file := range []string{p.postgres(), p.initdb()} {
		if _, err := os.Stat(file); err != nil {
			return p, os.ErrNotExist
		}
	}
	cmd := exec.CommandContext(ctx, p.postgres(), "-V")
	cmd.Env = serverEnv()
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	if err != nil {
		return p, fmt.Errorf("does not run: %w: %s", err, strings.TrimSpace(string(out)))
	}
	m := versionPattern.FindStringSubmatch(string(out))
	if m == nil {
		return p, fmt.Errorf("says %q instead of its version", strings.TrimSpace(string(out)))
	}
	p.version = m[1]
	p.major, err = strconv.Atoi(m[2])
	return p, err
}

// existingMajors lists the major versions that dir has complete database folders of.
func existingMajors(dir string) ([]int, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("read data folder: %w", err)
	}
	var majors []int
	for _, e := range entries {
		number, ok := strings.CutPrefix(e.Name(), "pg")
		major, err := strconv.Atoi(number)
		if !ok || err != nil {
			continue
		}
		// Not e.IsDir: the folder may have been moved to another disk, with a link left here.
		if info, err := os.Stat(filepath.Join(dir, e.Name())); err == nil && info.IsDir() {
			majors = append(majors, major)
		}
	}
	return majors, nil
}
