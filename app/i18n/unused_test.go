package i18n

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Keys that are put together so that no literal of the sources begins them:
// the first part comes from a variable.
var composedKeys = []string{
	"catalogue.accessibility.", "catalogue.courses.", "catalogue.fairs.", "catalogue.help.", "catalogue.outreach.", "catalogue.privacy.", // by the name of the page
	"common.female", "common.male", // by sex
	"message.",             // by the kind of the message
	"reference.words_text", // of a card of the index
}

var (
	literal   = regexp.MustCompile(`"([a-z0-9_]+(?:\.[a-z0-9_]*)+)"`)
	formatted = regexp.MustCompile(`"([a-z0-9_]+\.[a-z0-9_.]*?)%[sdv]`)
	beginning = regexp.MustCompile(`"([a-z0-9_]+\.[a-z0-9_.]*)"\s*\+`)
)

// TestEveryTextIsNamed fails on texts whose key nothing names: neither whole,
// nor by a literal that it begins with and that something is added to.
func TestEveryTextIsNamed(t *testing.T) {
	named, begins := map[string]bool{}, append([]string{}, composedKeys...)
	root := moduleRoot(t)
	for _, dir := range []string{"views", "app", "cmd"} {
		if err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !isSource(d.Name()) {
				return err
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			data := string(raw)
			for _, m := range literal.FindAllStringSubmatch(data, -1) {
				if named[m[1]] = true; strings.HasSuffix(m[1], ".") || strings.HasSuffix(m[1], "_") {
					begins = append(begins, m[1])
				}
			}
			for _, find := range []*regexp.Regexp{formatted, beginning} {
				for _, m := range find.FindAllStringSubmatch(data, -1) {
					begins = append(begins, m[1])
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	kept := begins[:0]
	for _, b := range begins {
		if b != "common." { // of which there are two, by sex
			kept = append(kept, b)
		}
	}
	begins = kept
	l := bundle(t).Locale("id")
	for key := range l.messages {
		if stem := strings.TrimSuffix(strings.TrimSuffix(key, ".one"), ".other"); !named[key] && !named[stem] && !beginsAny(key, begins) {
			t.Errorf("nothing names the text %q", key)
		}
	}
}

func beginsAny(key string, begins []string) bool {
	for _, b := range begins {
		if strings.HasPrefix(key, b) {
			return true
		}
	}
	return false
}
