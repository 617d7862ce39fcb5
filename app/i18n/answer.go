package i18n

import (
	"strings"
	"time"

	"gerbang/app"
)

// Answer writes an answer to an organizer's question for people: choices by
// their labels, dates and numbers as readers of the language expect. A file is
// named by who shows it; here it is only said to be there.
func (l *Locale) Answer(q *app.Question, a app.Answer) string {
	if q.Kind == app.FileQuestion {
		if a.FileID == 0 {
			return ""
		}
		return l.T("question.file_there")
	}
	words := make([]string, len(a.Values))
	for i, value := range a.Values {
		words[i] = l.answerWord(q, value)
	}
	return strings.Join(words, ", ")
}

func (l *Locale) answerWord(q *app.Question, value string) string {
	switch q.Kind {
	case app.YesNoQuestion:
		if value == app.Yes || value == app.No {
			return l.T("question." + value)
		}
	case app.ChoiceQuestion, app.ManyQuestion:
		if c := q.Choice(value); c != nil {
			return l.Choose(c.Label, c.LabelEN)
		}
	case app.DateQuestion:
		if day, err := time.ParseInLocation(time.DateOnly, value, app.Jakarta); err == nil {
			return l.DateShort(day)
		}
	case app.NumberQuestion:
		return l.TypedNumber(value)
	}
	return value
}

// TypedNumber writes the normal form of a number with the decimal sign of the
// language and without grouping, as it would be typed again.
func (l *Locale) TypedNumber(value string) string {
	return strings.Replace(value, ".", string(l.decimal), 1)
}
