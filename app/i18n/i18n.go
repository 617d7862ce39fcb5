// Package i18n holds every text of the product in Indonesian and English, and writes dates, clocks, numbers and
// money the way readers of each language expect. Times are always shown in WIB.
package i18n

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

//go:embed locales
var embedded embed.FS

// Bundle is the loaded set of locales. It is immutable and safe for concurrent use.
type Bundle struct {
	id, en *Locale
}

// Load reads the embedded files locales/<tag>/*.json, flat maps from key to text, and merges them per locale.
// It fails when a key stands twice in one locale, when a key is missing from the other locale, when the
// placeholders of a text differ between locales, or when a text has a stray brace; the error lists every finding.
func Load() (*Bundle, error) {
	return load(embedded)
}

// Locale returns the locale of the tag "en", and Indonesian for every other tag.
func (b *Bundle) Locale(tag string) *Locale {
	if tag == "en" {
		return b.en
	}
	return b.id
}

// Locale is one language with its texts and formats.
type Locale struct {
	tag      string
	messages map[string]message
	plurals  map[string]plural

	group    byte
	decimal  byte
	clockSep byte
	months   [12]string
	monthsSh [12]string
	days     [7]string
}

// message is a text split at its placeholders: parts alternate literal, name, literal, name, …, literal.
// A text without placeholders has no parts.
type message struct {
	text  string
	parts []string
}

type plural struct {
	one, other message
	hasOne     bool
}

// Tag returns "id" or "en".
func (l *Locale) Tag() string { return l.tag }

// Has reports whether the locale has a text for the key.
func (l *Locale) Has(key string) bool {
	_, ok := l.messages[key]
	return ok
}

// T returns the text of the key. The args are pairs of a placeholder's name and its value: strings stand as they
// are, integers in plain digits (use Number for grouping), decimals with the locale's decimal sign. A placeholder without a value stays
// visible as {name}; a missing key gives "⟦key⟧".
func (l *Locale) T(key string, args ...any) string {
	m, ok := l.messages[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	if len(args) == 0 || m.parts == nil {
		return m.text
	}
	return l.fill(m, "", args)
}

// N returns the text key+".one" when n is 1 and key+".other" otherwise, with {n} written with grouping and the
// args as in T. A locale that knows no plural may leave ".one" out.
func (l *Locale) N(key string, n int, args ...any) string {
	p, ok := l.plurals[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	m := p.other
	if n == 1 && p.hasOne {
		m = p.one
	}
	if m.parts == nil {
		return m.text
	}
	return l.fill(m, l.Number(int64(n)), args)
}

func (l *Locale) fill(m message, count string, args []any) string {
	var room [128]byte
	out := room[:0]
	for i, part := range m.parts {
		if i%2 == 0 {
			out = append(out, part...)
			continue
		}
		value, ok := lookup(args, part)
		switch {
		case ok:
			out = l.appendValue(out, value)
		case part == "n" && count != "":
			out = append(out, count...)
		default:
			out = append(append(append(out, '{'), part...), '}')
		}
	}
	return string(out)
}

func lookup(args []any, name string) (any, bool) {
	for i := 0; i+1 < len(args); i += 2 {
		if s, ok := args[i].(string); ok && s == name {
			return args[i+1], true
		}
	}
	return nil, false
}

func (l *Locale) appendValue(out []byte, value any) []byte {
	switch v := value.(type) {
	case string:
		return append(out, v...)
	case int:
		return strconv.AppendInt(out, int64(v), 10)
	case int64:
		return strconv.AppendInt(out, v, 10)
	case int32:
		return strconv.AppendInt(out, int64(v), 10)
	case float64:
		start := len(out)
		out = strconv.AppendFloat(out, v, 'f', -1, 64)
		for i := start; i < len(out); i++ {
			if out[i] == '.' {
				out[i] = l.decimal
			}
		}
		return out
	case fmt.Stringer:
		return append(out, v.String()...)
	default:
		return fmt.Append(out, value)
	}
}

// Choose returns the text of this language of two that people wrote: the Indonesian one where no English one was.
func (l *Locale) Choose(indonesian, english string) string {
	if l.tag == "en" && english != "" {
		return english
	}
	return indonesian
}

// Lang is the language of what Choose gives where it is not that of the page, as attributes name it: "id" on an
// English page for a text without an English one, otherwise nothing.
func (l *Locale) Lang(english string) string {
	if l.tag == "en" && english == "" {
		return "id"
	}
	return ""
}

// Path returns the address of a page in this language: Indonesian pages live at the path itself, English ones
// under /en. The path is the Indonesian one; what is not a path of this site stays as it is.
func (l *Locale) Path(p string) string {
	if l.tag != "en" || !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") || isEnglish(p) {
		return p
	}
	if len(p) == 1 || p[1] == '?' || p[1] == '#' {
		return "/en" + p[1:]
	}
	return "/en" + p
}

func isEnglish(p string) bool {
	return p == "/en" || strings.HasPrefix(p, "/en/") || strings.HasPrefix(p, "/en?") || strings.HasPrefix(p, "/en#")
}

// parse splits the text at its {name} placeholders.
func parse(text string) (message, error) {
	if !utf8.ValidString(text) {
		return message{}, fmt.Errorf("is not UTF-8")
	}
	m := message{text: text}
	rest := text
	for {
		i := strings.IndexAny(rest, "{}")
		if i < 0 {
			break
		}
		end := strings.IndexByte(rest[i:], '}')
		if rest[i] == '}' || end < 2 || !isName(rest[i+1:i+end]) {
			return message{}, fmt.Errorf("has a brace that is no {name}: %q", text)
		}
		m.parts = append(m.parts, rest[:i], rest[i+1:i+end])
		rest = rest[i+end+1:]
	}
	if m.parts != nil {
		m.parts = append(m.parts, rest)
	}
	return m, nil
}

func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return s != ""
}

// names returns the placeholders of the message.
func (m message) names() map[string]bool {
	set := make(map[string]bool)
	for i := 1; i < len(m.parts); i += 2 {
		set[m.parts[i]] = true
	}
	return set
}
