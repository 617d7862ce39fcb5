package organizer

import (
	"net/url"
	"slices"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	view "gerbang/views/organizer"
	"gerbang/views/ui"
)

// paramColumns is the parameter that names the columns of the list, each once
// for itself. Without it the usual ones stand there.
const paramColumns = "kolom"

// paramChose says that columns were chosen, be it none.
const paramChose = "pilih_kolom"

// columns are those that the list shows beside the name and the status, in
// the order in which it offers them: parts of view.ListColumns and the form
// fields of questions.
type columns []string

// parseColumns reads the columns of an address. What it does not know it
// ignores; a parameter that names none shows none.
func parseColumns(v url.Values, asked []app.Question) columns {
	named, given := v[paramColumns]
	if !given && v.Get(paramChose) == "" {
		return view.ListColumns()
	}
	out := columns{}
	for _, name := range allColumns(asked) {
		if slices.Contains(named, name) {
			out = append(out, name)
		}
	}
	return out
}

func allColumns(asked []app.Question) columns {
	all := columns(view.ListColumns())
	for i := range asked {
		all = append(all, asked[i].Field())
	}
	return all
}

// with adds the columns to the parameters of an address, unless they are the
// usual ones.
func (s columns) with(v url.Values) url.Values {
	switch {
	case slices.Equal(s, view.ListColumns()):
	case len(s) == 0:
		v.Set(paramColumns, "")
	default:
		v[paramColumns] = s
	}
	return v
}

func (s columns) shows(name string) bool { return slices.Contains(s, name) }

// questions are those whose answers have a column.
func (s columns) questions(asked []app.Question) []*app.Question {
	var out []*app.Question
	for i := range asked {
		if s.shows(asked[i].Field()) {
			out = append(out, &asked[i])
		}
	}
	return out
}

func columnText(l *i18n.Locale, name string) string {
	if name == view.ColumnAttendance || name == view.ColumnSession {
		return l.T("organizer.column." + map[string]string{view.ColumnAttendance: "attendance", view.ColumnSession: "session"}[name])
	}
	return l.T("organizer.list." + map[string]string{view.ColumnNumbers: "numbers", view.ColumnPlace: "place", view.ColumnRegistered: "registered"}[name])
}

func (s list) columnOptions() []ui.Option {
	var out []ui.Option
	for _, name := range view.ListColumns() {
		out = append(out, ui.Option{Value: name, Text: columnText(s.l, name)})
	}
	for i := range s.asked {
		q := &s.asked[i]
		out = append(out, ui.Option{Value: q.Field(), Text: s.l.Choose(q.Label, q.LabelEN)})
	}
	return out
}

// questions adds to the page the heads of columns of answers, and the answers
// by which the list can be narrowed.
func (s list) questions(v *view.ListPage) {
	for _, q := range s.columns.questions(s.asked) {
		v.Heads = append(v.Heads, s.l.Choose(q.Label, q.LabelEN))
	}
	for i := range s.asked {
		q := &s.asked[i]
		values := answerValues(q)
		if values == nil {
			continue
		}
		filter := view.AnswerFilter{Name: postgres.ParamAnswer(q.ID), Label: s.l.Choose(q.Label, q.LabelEN)}
		for _, value := range values {
			filter.Options = append(filter.Options, ui.Option{Value: value, Text: answerText(s.l, q, value)})
		}
		v.AnswerFilters = append(v.AnswerFilters, filter)
	}
}

// cell is the answer of one registration to a question.
func (s list) cell(q *app.Question, registration int64) view.Cell {
	c := view.Cell{Label: s.l.Choose(q.Label, q.LabelEN)}
	if a := s.answers[registration][q.ID]; !a.Empty() {
		c.Text = s.l.Answer(q, a)
		if q.Kind == app.FileQuestion {
			c.Href = address(s.l, s.event, "peserta/"+itoa(registration)+"/berkas/"+itoa(q.ID), nil)
		}
	}
	return c
}
