package tables

import (
	"slices"
	"strings"

	"gerbang/app"
	"gerbang/app/export"
	"gerbang/app/i18n"
	"gerbang/app/sheet"
)

// table is the columns of T with the names that they have in both languages.
type table[T any] struct {
	name    string // prefix of its texts: job, agency
	b       *i18n.Bundle
	columns []column[T]
	byKey   map[string]int
}

func newTable[T any](name string, b *i18n.Bundle, columns []column[T]) table[T] {
	t := table[T]{name: name, b: b, columns: columns, byKey: make(map[string]int, len(columns))}
	for i := range columns {
		t.byKey[columns[i].key] = i
	}
	return t
}

func (t *table[T]) label(l *i18n.Locale, c *column[T]) string {
	return l.T("tables."+t.name+"."+c.text, "n", c.n)
}

// help says what belongs into a column, nothing when its name says it all.
func (t *table[T]) help(l *i18n.Locale, c *column[T]) string {
	if key := "tables." + t.name + "." + c.text + ".help"; l.Has(key) {
		return l.T(key)
	}
	return ""
}

// ProblemsColumn is the key of the column that says, in a file of rows to be
// mended, what is wrong with each.
const ProblemsColumn = "problems"

// Fields are the columns that an import looks for.
func (t *table[T]) Fields() []sheet.Field {
	id, en := t.b.Locale("id"), t.b.Locale("en")
	fields := make([]sheet.Field, 0, len(t.columns)+1)
	for i := range t.columns {
		c := &t.columns[i]
		f := sheet.Field{Key: c.key, Names: []string{t.label(id, c), t.label(en, c)}}
		if key := "tables." + t.name + "." + c.text + ".also"; id.Has(key) {
			f.Names = append(f.Names, strings.Split(id.T(key, "n", c.n), "|")...)
		}
		fields = append(fields, f)
	}
	return append(fields, sheet.Field{Key: ProblemsColumn, Names: []string{id.T("tables.problems"), en.T("tables.problems")}})
}

// Missing returns the names of the required columns that a file lacks.
func (t *table[T]) Missing(l *i18n.Locale, file *sheet.Table) []string {
	var names []string
	for i := range t.columns {
		if c := &t.columns[i]; c.required && !file.Has(c.key) {
			names = append(names, t.label(l, c))
		}
	}
	return names
}

// Label returns the name of a column by its key.
func (t *table[T]) Label(l *i18n.Locale, key string) string {
	if i, ok := t.byKey[key]; ok {
		return t.label(l, &t.columns[i])
	}
	return key
}

// Show returns a value of an app.ImportChange as people read it.
func (t *table[T]) Show(l *i18n.Locale, key, value string) string {
	i, ok := t.byKey[key]
	if !ok || value == "" {
		return value
	}
	c := &t.columns[i]
	if c.choices != nil {
		return c.choices.label(l, value)
	}
	if n, err := sheet.Integer(value); c.kind == export.Integer && err == nil {
		return l.Number(n)
	}
	if c.kind == export.Date {
		if d, err := sheet.Date(value); err == nil {
			return l.DateShort(d)
		}
	}
	return value
}

// fewChoices is how many values of a column a message still names.
const fewChoices = 10

// Explain returns what is wrong and what is expected instead.
func (t *table[T]) Explain(l *i18n.Locale, p app.ImportProblem) string {
	if p.Key != errChoice.Key {
		return l.T(p.Key, p.Args...)
	}
	i, ok := t.byKey[p.Column]
	if !ok || t.columns[i].choices == nil {
		return l.T("tables.error.choice_many")
	}
	if meant, ok := t.columns[i].choices.likely(p.Typed); ok {
		return l.T("tables.error.choice_near", "likely", meant.label(l))
	}
	if len(t.columns[i].choices.list) > fewChoices {
		return l.T("tables.error.choice_many")
	}
	var names []string
	for _, c := range t.columns[i].choices.list {
		names = append(names, c.label(l))
	}
	return l.T(errChoice.Key, "choices", strings.Join(names, ", "))
}

// present are the columns that a file has and an import reads.
func (t *table[T]) present(file *sheet.Table) []*column[T] {
	var out []*column[T]
	for i := range t.columns {
		if c := &t.columns[i]; !c.locked && file.Has(c.key) {
			out = append(out, c)
		}
	}
	return out
}

// fill reads the cells of a row into to, which starts as a copy of from when
// the thing is stored already. A cell that reads as an export would write it
// leaves its value alone, so that what was stored under older rules stays.
func (t *table[T]) fill(file *sheet.Table, r sheet.Row, cols []*column[T], from, to *T) (problems []app.ImportProblem) {
	id, en := t.b.Locale("id"), t.b.Locale("en")
	for _, c := range cols {
		typed := sheet.Unescape(file.Cell(r, c.key))
		if from != nil && (typed == c.cell(id, from) || c.choices != nil && typed == c.cell(en, from)) {
			continue
		}
		err := sheet.CheckText(typed)
		switch {
		case err != nil:
		case typed == "" && c.required && from == nil && cellText(c.value(to)) != "": // it went without saying
		case typed == "" && c.required && !c.ruled:
			err = errRequired
		case typed == "":
			if c.clear != nil && from != nil {
				c.clear(to)
			}
		default:
			err = c.set(to, typed)
		}
		if err != nil {
			problems = append(problems, problem(c.key, typed, err))
		}
	}
	return problems
}

var errRequired = &app.Error{Kind: app.Invalid, Key: "error.required"}

func problem(column, typed string, err error) app.ImportProblem {
	p := app.ImportProblem{Column: column, Typed: typed, Key: "error.invalid"}
	if e, ok := err.(*app.Error); ok {
		p.Key, p.Args = e.Key, e.Args
	}
	return p
}

// blame adds what the rules of the thing found, unless its column has a
// problem already: one message is enough to start with.
func blame(problems []app.ImportProblem, file *sheet.Table, r sheet.Row, errs app.FieldErrors, columnOf func(field string) string) []app.ImportProblem {
	for _, e := range errs {
		column := columnOf(e.Field)
		if slices.ContainsFunc(problems, func(p app.ImportProblem) bool { return p.Column == column }) {
			continue
		}
		problems = append(problems, app.ImportProblem{Column: column, Typed: file.Cell(r, column), Key: e.Key, Args: e.Args})
	}
	return problems
}

// changes are the columns in which two things differ.
func (t *table[T]) changes(from, to *T) []app.ImportChange {
	var out []app.ImportChange
	for i := range t.columns {
		c := &t.columns[i]
		if c.locked {
			continue
		}
		if was, is := cellText(c.value(from)), cellText(c.value(to)); was != is {
			out = append(out, app.ImportChange{Column: c.key, From: was, To: is})
		}
	}
	return out
}

// isExample reports whether a row is the one that a template shows.
func isExample(key string) bool {
	folded := strings.ToUpper(key)
	return strings.HasPrefix(folded, exampleMark) || strings.HasPrefix(folded, "EXAMPLE")
}
