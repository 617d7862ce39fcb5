// Package questions shows the questions that an organizer asks: as the form
// that candidates fill in, and the desk on which they are written.
package questions

import (
	"strconv"
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/views/ui"
)

// Fields are an event's questions as the fields of a form.
type Fields struct {
	Form      ui.Form
	Questions []app.Question
	Asked     []app.Question // of them, those that the answers so far open
	Files     map[int64]File // that stand, by question
	Accept    string         // of files
}

// File is one that was uploaded before.
type File struct{ Name, Href string }

// ShownField is the hidden field that tells which of the questions that
// depend on another one were on the page.
const ShownField = "shown"

// Values returns answers as the values of their fields.
func Values(l *i18n.Locale, questions []app.Question, answers app.Answers) map[string][]string {
	values := map[string][]string{}
	for i := range questions {
		q := &questions[i]
		a, ok := answers[q.ID]
		if !ok || len(a.Values) == 0 {
			continue
		}
		switch q.Kind {
		case app.DateQuestion:
			if day, err := time.Parse(time.DateOnly, a.Value()); err == nil {
				y, m, d := day.Date()
				values[q.Field()+"_day"] = []string{strconv.Itoa(d)}
				values[q.Field()+"_month"] = []string{strconv.Itoa(int(m))}
				values[q.Field()+"_year"] = []string{strconv.Itoa(y)}
			}
		case app.NumberQuestion:
			values[q.Field()] = []string{l.TypedNumber(a.Value())}
		default:
			values[q.Field()] = a.Values
		}
	}
	return values
}

// HasFiles reports whether the form must be sent as one with files.
func (m Fields) HasFiles() bool {
	for i := range m.Questions {
		if m.Questions[i].Kind == app.FileQuestion {
			return true
		}
	}
	return false
}

func (m Fields) asked(q *app.Question) bool {
	for i := range m.Asked {
		if m.Asked[i].ID == q.ID {
			return true
		}
	}
	return false
}

func (m Fields) label(q *app.Question) string { return m.Form.L.Choose(q.Label, q.LabelEN) }

// hint is the organizer's own help, and what the answer may be.
func (m Fields) hint(q *app.Question) string {
	l := m.Form.L
	help := l.Choose(q.Help, q.HelpEN)
	if limits := limits(l, q); limits != "" {
		if help != "" {
			help += " "
		}
		help += limits
	}
	return help
}

func limits(l *i18n.Locale, q *app.Question) string {
	key := "question.limit." + string(q.Kind)
	var args []any
	switch {
	case q.Kind == app.FileQuestion:
		return l.T("question.limit.file")
	case q.Kind != app.NumberQuestion && q.Kind != app.TextQuestion:
		return ""
	case q.Least != nil && q.Most != nil:
		key, args = key+".both", []any{"least", *q.Least, "most", *q.Most}
	case q.Least != nil:
		key, args = key+".least", []any{"least", *q.Least}
	case q.Most != nil:
		key, args = key+".most", []any{"most", *q.Most}
	default:
		return ""
	}
	return l.T(key, args...)
}

// fewChoices is up to how many choices are all in sight, as radios.
const fewChoices = 8

func (m Fields) options(q *app.Question) []ui.Option {
	l := m.Form.L
	if q.Kind == app.YesNoQuestion {
		return []ui.Option{{Value: app.Yes, Text: l.T("question.yes")}, {Value: app.No, Text: l.T("question.no")}}
	}
	live := q.Live()
	options := make([]ui.Option, len(live))
	for i, c := range live {
		options[i] = ui.Option{Value: c.Code, Text: l.Choose(c.Label, c.LabelEN)}
	}
	return options
}

// shortText is up to how many characters a text has one line.
const shortText = 120

func oneLine(q *app.Question) bool { return q.Most != nil && *q.Most <= shortText }

// parent names the field on which the question depends.
func parent(q *app.Question) string { return (&app.Question{ID: q.ShownIf}).Field() }

// FileWord calls a file by its type.
func FileWord(l *i18n.Locale, contentType string) string {
	if contentType == "application/pdf" {
		return l.T("question.file_pdf")
	}
	return l.T("question.file_photo")
}
