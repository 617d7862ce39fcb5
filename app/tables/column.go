// Package tables says what jobs and agencies look like as rows of a
// spreadsheet: every column once, for the template, the import and the
// export. So an export is a valid import, and importing it changes nothing.
package tables

import (
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/export"
	"gerbang/app/i18n"
	"gerbang/app/sheet"
)

// choice is an allowed value. People may write its code, either of its names
// or another name of it.
type choice struct {
	code, id, en string
	also         []string
}

func (c choice) label(l *i18n.Locale) string {
	if l.Tag() == "en" {
		return c.en
	}
	return c.id
}

// choices are the values of a column. Looking one up by what was typed is
// independent of case, accents and signs.
type choices struct {
	list   []choice
	folded map[string]int
	codes  map[string]int
}

func newChoices(list []choice) *choices {
	c := &choices{list: list, folded: map[string]int{}, codes: map[string]int{}}
	for i, ch := range list {
		c.codes[ch.code] = i
		c.folded[sheet.Fold(ch.code)] = i
	}
	for i, ch := range list {
		for _, name := range append([]string{ch.id, ch.en}, ch.also...) {
			if key := sheet.Fold(name); key != "" {
				if _, taken := c.folded[key]; !taken {
					c.folded[key] = i
				}
			}
		}
	}
	return c
}

func (c *choices) find(typed string) (code string, ok bool) {
	i, ok := c.folded[sheet.Fold(typed)]
	if !ok {
		return "", false
	}
	return c.list[i].code, true
}

func (c *choices) label(l *i18n.Locale, code string) string {
	if i, ok := c.codes[code]; ok {
		return c.list[i].label(l)
	}
	return code
}

// column is one column of a table of T.
type column[T any] struct {
	key      string // as in the database; also a heading that is understood
	text     string // key of its name, without the prefix of the table
	n        int    // of a numbered group; 0 outside
	kind     export.Kind
	width    float64
	required bool
	ruled    bool // Check of the thing says whether a cell may be empty
	locked   bool // written by exports, passed over by imports
	lines    bool // holds several lines of text
	choices  *choices
	value    func(*T) any           // string, int64, bool or time.Time; the code of a choice
	set      func(*T, string) error // reads what was typed
	clear    func(*T)               // for a cell left empty
}

var errChoice = &app.Error{Kind: app.Invalid, Key: "tables.error.choice"}

func word[T any](key string, at func(*T) *string) column[T] {
	return column[T]{
		key: key, text: key, width: 24,
		value: func(t *T) any { return *at(t) },
		set:   func(t *T, s string) error { *at(t) = strings.Join(strings.Fields(s), " "); return nil },
		clear: func(t *T) { *at(t) = "" },
	}
}

func passage[T any](key string, at func(*T) *string) column[T] {
	c := word(key, at)
	c.width, c.lines = 48, true
	c.set = func(t *T, s string) error { *at(t) = strings.ReplaceAll(s, "\r\n", "\n"); return nil }
	return c
}

func whole[T any, N int | int64](key string, at func(*T) *N) column[T] {
	return column[T]{
		key: key, text: key, kind: export.Integer, width: 14,
		value: func(t *T) any { return int64(*at(t)) },
		set: func(t *T, s string) error {
			n, err := sheet.Integer(s)
			if err == nil && n != int64(N(n)) {
				err = sheet.ErrInteger
			}
			if err == nil {
				*at(t) = N(n)
			}
			return err
		},
		clear: func(t *T) { *at(t) = 0 },
	}
}

func date[T any](key string, at func(*T) *time.Time) column[T] {
	return column[T]{
		key: key, text: key, kind: export.Date, width: 16,
		value: func(t *T) any { return *at(t) },
		set: func(t *T, s string) (err error) {
			d, err := sheet.Date(s)
			if err == nil {
				*at(t) = d
			}
			return err
		},
		clear: func(t *T) { *at(t) = time.Time{} },
	}
}

func oneOf[T any, S ~string](key string, list *choices, at func(*T) *S) column[T] {
	return column[T]{
		key: key, text: key, width: 20, choices: list,
		value: func(t *T) any { return string(*at(t)) },
		set: func(t *T, s string) error {
			code, ok := list.find(s)
			if !ok {
				return errChoice
			}
			*at(t) = S(code)
			return nil
		},
		clear: func(t *T) { *at(t) = "" },
	}
}

func yesNo[T any](key string, list *choices, at func(*T) *bool) column[T] {
	return column[T]{
		key: key, text: key, width: 12, choices: list,
		value: func(t *T) any { return yesNoCode(*at(t)) },
		set: func(t *T, s string) (err error) {
			if code, ok := list.find(s); ok {
				*at(t) = code == yesNoCode(true)
				return nil
			}
			b, err := sheet.YesNo(s)
			if err == nil {
				*at(t) = b
			}
			return err
		},
	}
}

func yesNoCode(b bool) string {
	if b {
		return "ya"
	}
	return "tidak"
}

// ruled makes a column required of which a rule of the thing itself says
// whether a cell may be empty.
func ruled[T any](c column[T]) column[T] { c.required, c.ruled = true, true; return c }

// must makes columns required.
func must[T any](c column[T]) column[T] { c.required = true; return c }

// shown makes a column one that imports pass over.
func shown[T any](c column[T]) column[T] { c.locked, c.set, c.clear = true, nil, nil; return c }

// cell is the value as a CSV file holds it.
func (c *column[T]) cell(l *i18n.Locale, t *T) string {
	return cellText(c.display(l, c.value(t)))
}

// display turns the code of a choice into its name.
func (c *column[T]) display(l *i18n.Locale, v any) any {
	if code, ok := v.(string); ok && c.choices != nil && code != "" {
		return c.choices.label(l, code)
	}
	return v
}

func cellText(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(strings.ReplaceAll(v, "\r\n", "\n"))
	case int64:
		return itoa(v)
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return v.Format(time.DateOnly)
	}
	return ""
}
