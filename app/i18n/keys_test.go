package i18n

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	textCall   = regexp.MustCompile(`\.T\(\s*"([^"\\]+)"\s*([,)])`)
	pluralCall = regexp.MustCompile(`\.N\(\s*"([^"\\]+)"\s*,`)
	keyField   = regexp.MustCompile(`\bKey:\s*"([a-z0-9_]+(?:\.[a-z0-9_]+)+)"\s*([,}\n])`)
)

// TestEveryKeyInSourceHasAText reads the sources of pages and rules and fails on keys that no locale file has. Keys put
// together at run time are out of its sight.
func TestEveryKeyInSourceHasAText(t *testing.T) {
	l := bundle(t).Locale("id")
	root := moduleRoot(t)
	for _, dir := range []string{"views", "app"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				if os.IsNotExist(err) {
					return nil
				}
				return err
			}
			if d.IsDir() || !isSource(d.Name()) {
				return nil
			}
			data, err := os.ReadFile(path)
			if os.IsNotExist(err) {
				return nil
			}
			if err != nil {
				return err
			}
			name, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			for _, missing := range missingKeys(l, string(data)) {
				t.Errorf("%s: key %q has no text", name, missing)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestMissingKeysSeesEveryForm(t *testing.T) {
	l := bundle(t).Locale("id")
	tests := []struct {
		source string
		want   string
	}{
		{`p.L.T("common.continue")`, ""},
		{`p.L.T("common.nope")`, "common.nope"},
		{`p.L.T("common.nope", "a", 1)`, "common.nope"},
		{"l.T(\n\t\"common.nope\",\n)", "common.nope"},
		{`l.T("status." + s)`, ""},
		{`l.N("common.seats", n)`, ""},
		{`l.N("common.nope", n)`, "common.nope"},
		{`l.N("common.continue", n)`, "common.continue"},
		{`&app.Error{Kind: app.Invalid, Key: "error.phone", Field: "phone"}`, ""},
		{`&app.Error{Kind: app.Invalid, Key: "error.nope"}`, "error.nope"},
		{`sort.Column{Key: "name"}`, ""},
	}
	for _, tt := range tests {
		if got := strings.Join(missingKeys(l, tt.source), " "); got != tt.want {
			t.Errorf("missingKeys(%q) = %q, want %q", tt.source, got, tt.want)
		}
	}
}

func missingKeys(l *Locale, source string) []string {
	var missing []string
	for _, m := range textCall.FindAllStringSubmatch(source, -1) {
		if !l.Has(m[1]) {
			missing = append(missing, m[1])
		}
	}
	for _, m := range pluralCall.FindAllStringSubmatch(source, -1) {
		if !l.Has(m[1] + ".other") {
			missing = append(missing, m[1])
		}
	}
	for _, m := range keyField.FindAllStringSubmatch(source, -1) {
		if !l.Has(m[1]) && !l.Has(m[1]+".other") {
			missing = append(missing, m[1])
		}
	}
	return missing
}

func isSource(name string) bool {
	return strings.HasSuffix(name, ".templ") ||
		strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_templ.go") && !strings.HasSuffix(name, "_test.go")
}

func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the package")
		}
		dir = parent
	}
}
