package ui

import (
	"strings"

	"github.com/a-h/templ"

	"gerbang/app"
	"gerbang/app/i18n"
)

// Form is what a form shows: what was typed and what was wrong with it. A page shows the same Form before the first
// send (zero Values, or the saved answers) and after a failed one.
type Form struct {
	L      *i18n.Locale
	Values map[string][]string
	Errors []app.FieldError // in the order of the fields on the page
}

// Value returns the first value of the field.
func (f Form) Value(name string) string {
	if v := f.Values[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// Has reports whether the value is among the values of the field: for checkboxes, radios and selects.
func (f Form) Has(name, value string) bool {
	for _, v := range f.Values[name] {
		if v == value {
			return true
		}
	}
	return false
}

// Error returns the translated first message of the field, or nothing.
func (f Form) Error(name string) string {
	for _, e := range f.Errors {
		if e.Field == name {
			return f.L.T(e.Key, e.Args...)
		}
	}
	return ""
}

// Failed reports whether the form has any error.
func (f Form) Failed() bool { return len(f.Errors) > 0 }

// FieldID returns the id of the first control of a field, to which the error summary links.
func FieldID(name string) string {
	return "f-" + strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, name)
}

// describedBy returns the ids of the hint and the error of a field, for aria-describedby.
func (f Form) describedBy(name, hint string) string {
	id := FieldID(name)
	var ids []string
	if hint != "" {
		ids = append(ids, id+"-hint")
	}
	if f.Error(name) != "" {
		ids = append(ids, id+"-error")
	}
	return strings.Join(ids, " ")
}

func (f Form) fieldClass(name, extra string) string {
	class := "field"
	if extra != "" {
		class += " " + extra
	}
	if f.Error(name) != "" {
		class += " field--error"
	}
	return class
}

// Attrs are further HTML attributes of a control or link.
type Attrs = map[string]any

// InputField describes a one-line field.
type InputField struct {
	Name, Label, Hint string
	Type              string // text when empty; tel, email, password, search …
	Mode              string // inputmode: numeric, tel, email …
	Autocomplete      string
	Width             int // expected characters: 2, 4, 8, 12, 20; 0 fills the column
	Prefix, Suffix    string
	Optional          bool   // adds "(opsional)" to the label
	Value             string // stands in when the form holds no value
	Attrs             Attrs
}

// TextareaField describes a field of several lines.
type TextareaField struct {
	Name, Label, Hint string
	Rows              int // 4 when 0
	Optional          bool
	Attrs             Attrs
}

// Option is one choice of a select, of radios or of checkboxes.
type Option struct {
	Value, Text string
	Hint        string // radios and checkboxes only
	Tag         string // radio cards only: a word at the right, such as "sisa 12 tempat"
	Disabled    bool
}

// OptionGroup is a titled group of options: a kecamatan with its kelurahan.
type OptionGroup struct {
	Label   string
	Options []Option
}

// SelectField describes a drop-down list. Options stand before Groups.
type SelectField struct {
	Name, Label, Hint string
	Placeholder       string // text of the empty first option; none when empty
	Options           []Option
	Groups            []OptionGroup
	Optional          bool
	Attrs             Attrs
}

// ChoiceField describes radios, or checkboxes of one name.
type ChoiceField struct {
	Name, Label, Hint string
	Options           []Option
	Cards             bool // each choice a bordered card, for few and weighty choices
	Inline            bool // side by side where there is room, for short ones
	Optional          bool
	Heading           bool // the label is the heading of its page (h1)
}

// CheckField describes one checkbox, such as a consent. Value is "1" when empty.
type CheckField struct {
	Name, Value, Label, Hint string
}

// DateField describes a date of three text fields, named Name_day, Name_month and Name_year. Errors and the summary
// belong to Name.
type DateField struct {
	Name, Label, Hint string
	Birth             bool // autocomplete for a birth date
	Optional          bool
}

// What file fields offer: photos, and photos with papers.
const (
	Photos = "image/jpeg,image/png,image/webp"
	Papers = Photos + ",application/pdf"
)

// FileField describes an upload.
type FileField struct {
	Name, Label, Hint string
	Accept            string // image/* and the like
	Camera            bool   // offers "Ambil foto" beside "Pilih berkas"; the second control is named Name_camera
	Optional          bool
}

// Downscale marks a control for photos: the script makes those larger than
// needed smaller before they are sent, and says so in these words.
func Downscale(l *i18n.Locale) templ.Attributes {
	return templ.Attributes{"data-downscale": l.T("ui.photo_shrinking"), "data-downscaled": l.T("ui.photo_shrunk")}
}

func downscale(l *i18n.Locale, accept string) templ.Attributes {
	if !strings.Contains(accept, "image/") {
		return nil
	}
	return Downscale(l)
}
