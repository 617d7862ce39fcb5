package sheet

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Field is a column that the caller wants, with every heading it may have.
type Field struct {
	Key   string
	Names []string // beside the key
}

// header is a row taken for the header.
type header struct {
	row     int
	cells   []string
	columns map[string]int
	unknown []string
	twice   string // a heading that stands for a column that is there already
	found   int
}

// matcher knows fields by their folded names.
type matcher struct {
	keys map[string]string
	want int // how many fields a row must name to be the header
}

func newMatcher(fields []Field) *matcher {
	m := &matcher{keys: map[string]string{}, want: min(2, len(fields))}
	for _, f := range fields {
		m.keys[Fold(f.Key)] = f.Key
	}
	for _, f := range fields { // a key of one field beats another's further name
		for _, name := range f.Names {
			if folded := Fold(name); m.keys[folded] == "" {
				m.keys[folded] = f.Key
			}
		}
	}
	return m
}

func (m *matcher) match(row *Row) header {
	h := header{row: row.Number, cells: row.Cells, columns: map[string]int{}}
	for i, cell := range row.Cells {
		if cell == "" {
			continue
		}
		key := m.key(cell)
		switch _, have := h.columns[key]; {
		case key == "":
			h.unknown = append(h.unknown, cell)
		case have:
			h.twice = cell
		default:
			h.columns[key] = i
		}
	}
	h.found = len(h.columns)
	return h
}

// key returns the field a heading stands for. A remark in brackets counts
// only when the heading is not known with it.
func (m *matcher) key(heading string) string {
	if key := m.keys[Fold(heading)]; key != "" {
		return key
	}
	if open := strings.IndexAny(heading, "(["); open > 0 {
		return m.keys[Fold(heading[:open])]
	}
	return ""
}

// table turns the header into an empty table, or says why it cannot be one.
func (h header) table(m *matcher, sheet string) (*Table, error) {
	if h.found < m.want {
		return nil, ErrNoHeader
	}
	if h.twice != "" {
		return nil, ErrTwice.With("column", h.twice)
	}
	return &Table{Sheet: sheet, Head: h.cells, Columns: h.columns, Unknown: h.unknown}, nil
}

// Fold reduces a name to what distinguishes it: letters without accents and
// case, and digits. "Gaji – terendah", "gaji_terendah" and "GAJI TERENDAH"
// are one name.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// blank reports whether r is white space of any kind, or one of the marks
// without width that copying from web pages and PDF files brings along.
func blank(r rune) bool {
	return unicode.IsSpace(r) || r == '\uFEFF' || r == '\u200B' || r == '\u200C' || r == '\u200D' || r == '\u2060' || r == 0
}
