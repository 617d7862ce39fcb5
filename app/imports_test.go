package app_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "gerbang"

// allowed says which packages of ours each package may import: the first rule
// whose pattern matches decides. It is the architecture in one table.
var allowed = []struct {
	packages string   // a path.Match pattern
	imports  []string // patterns
}{
	{"app", nil},
	{"app/i18n", []string{"app"}},
	{"app/config", []string{"app/secret"}},
	{"app/embedpg", nil},
	{"app/postgres", []string{"app", "app/batch", "app/find", "app/phone", "app/secret", "app/worker", "migrations"}},
	{"app/postgres/pgtest", []string{"app/embedpg", "app/postgres", "app/secret", "migrations"}},
	{"app/demo", []string{"app", "app/phone", "app/postgres", "app/secret"}},
	{"app/deliver", []string{"app", "app/find", "app/i18n", "app/letter", "app/notify", "app/phone", "app/postgres", "app/worker"}},
	{"app/bench", []string{"*", "app/*", "app/web/*"}},
	{"app/tables", []string{"app", "app/export", "app/i18n", "app/sheet"}}, // jobs and agencies as rows of a spreadsheet
	{"app/document", []string{"app", "app/picture"}},
	{"app/web", []string{"app", "app/config", "app/document", "app/find", "app/i18n", "app/postgres", "app/secret", "static", "views/*"}},
	{"app/web/markdown", nil},
	{"app/web/jobtext", []string{"app", "app/i18n", "views/*"}}, // words of vacancies that two features share
	{"app/web/profile", []string{"app", "app/i18n", "app/phone", "app/postgres", "app/web", "views/*"}},                 // forms that two features share
	{"app/web/eventtext", []string{"app", "app/i18n"}},                                                                  // facts of an event in words, for its page and its form
	{"app/web/eventform", []string{"app", "app/postgres", "app/web", "app/web/formtime", "app/web/profile", "views/*"}}, // the rules of an event as a form, saved by one feature and previewed by others
	{"app/web/formtime", []string{"app"}},
	{"app/web/newstext", []string{"app", "app/i18n", "app/web", "app/web/markdown", "views/*"}},
	{"app/web/server", []string{"app", "app/*", "app/web/*", "static", "views/*"}},
	{"app/web/webtest", []string{"*", "app/*", "app/web/*", "app/postgres/pgtest"}},
	// Features: never each other.
	{"app/web/*", []string{"app", "app/calendar", "app/card", "app/config", "app/document", "app/export", "app/find", "app/i18n", "app/letter", "app/paper", "app/phone", "app/picture", "app/postgres", "app/secret", "app/sheet", "app/tables", "app/ticket", "app/web", "app/web/eventform", "app/web/eventtext", "app/web/formtime", "app/web/jobtext", "app/web/markdown", "app/web/newstext", "app/web/profile", "static", "views/*"}},
	{"app/*", []string{"app", "app/i18n"}}, // leaves
	{"views/*", []string{"app", "app/i18n", "static", "views/*"}},
	{"views/*/*", []string{"app", "app/i18n", "static", "views/*"}},
	{"static", nil},
	{"migrations", nil},
	{"cmd/*", []string{"*", "app/*", "app/web/*", "views/*"}},
	{"e2e/*", []string{"app", "app/*"}},
}

// onlyIn says where a library may be known.
var onlyIn = []struct {
	library  string // prefix of import paths
	packages []string
}{
	{"github.com/gofiber/", []string{"app/web", "app/web/*", "app/bench", "cmd/*"}},
	{"github.com/valyala/fasthttp", []string{"app/web", "app/web/*", "app/bench", "cmd/*"}},
	{"github.com/jmoiron/sqlx", []string{"app/postgres", "app/postgres/*"}},
	{"github.com/lib/pq", []string{"app/postgres", "app/postgres/*", "app/embedpg", "app/bench"}},
	{"github.com/pressly/goose", []string{"app/postgres", "app/postgres/*"}},
}

func TestImportRule(t *testing.T) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Standard", "./...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	packages := 0
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		packages++
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		for _, imported := range p.Imports {
			if problem := breach(name, imported); problem != "" {
				t.Error(problem)
			}
		}
	}
	if packages < 20 {
		t.Fatalf("go list saw only %d packages", packages)
	}
}

// breach says which rule an import breaks, or nothing.
func breach(name, imported string) string {
	for _, rule := range onlyIn {
		if strings.HasPrefix(imported, rule.library) && !matches(rule.packages, name) {
			return name + " must not know " + imported
		}
	}
	ours, ok := strings.CutPrefix(imported, module+"/")
	if !ok {
		if name == "app" && strings.Contains(imported, ".") {
			return "app uses the standard library only, not " + imported
		}
		return ""
	}
	for _, rule := range allowed {
		if ok, _ := path.Match(rule.packages, name); ok {
			if matches(rule.imports, ours) {
				return ""
			}
			return name + " must not import " + ours
		}
	}
	return name + ": no rule says what it may import"
}

func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		ok, _ := path.Match(p, name)
		return ok
	})
}

func TestImportRuleSeesBreaches(t *testing.T) {
	for _, tc := range []struct{ name, imported string }{
		{"app", "github.com/google/uuid"},
		{"app", "gerbang/app/postgres"},
		{"app/web/registration", "gerbang/app/web/catalogue"},
		{"app/postgres", "github.com/gofiber/fiber/v2"},
		{"app/web/organizer", "github.com/jmoiron/sqlx"},
		{"views/layout", "gerbang/app/postgres"},
		{"app/export", "gerbang/app/ticket"},
		{"elsewhere", "gerbang/app"},
	} {
		if breach(tc.name, tc.imported) == "" {
			t.Errorf("%s importing %s is not noticed", tc.name, tc.imported)
		}
	}
}
