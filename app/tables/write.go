package tables

import (
	"time"

	"gerbang/app"
	"gerbang/app/export"
	"gerbang/app/i18n"
)

func (t *table[T]) exportColumns(l *i18n.Locale, keep func(*column[T]) bool) (cols []*column[T], heads []export.Column) {
	for i := range t.columns {
		c := &t.columns[i]
		if !keep(c) {
			continue
		}
		cols = append(cols, c)
		heads = append(heads, export.Column{Header: t.label(l, c), Kind: c.kind, Width: c.width})
	}
	return cols, heads
}

// Writer writes things of T as rows of an export.
type Writer[T any] struct {
	Columns []export.Column
	l       *i18n.Locale
	cols    []*column[T]
	out     export.Cells
}

// To sends the rows to an open file with the writer's columns.
func (w *Writer[T]) To(out export.Cells) { w.out = out }

// JobWriter returns a writer of jobs with so many groups of cost columns.
func (t *Jobs) JobWriter(l *i18n.Locale, costs int) *JobWriter {
	costs = min(max(costs, templateCosts), app.MaxCosts)
	w := &JobWriter{}
	w.l = l
	w.cols, w.Columns = t.exportColumns(l, func(c *column[job]) bool { return c.n <= costs })
	return w
}

// JobWriter writes jobs as rows of an export.
type JobWriter struct{ Writer[job] }

// Write adds a row. The job carries its costs.
func (w *JobWriter) Write(j *app.Job) error { return w.write(row(j)) }

// AgencyWriter writes agencies as rows of an export.
type AgencyWriter struct{ Writer[app.Agency] }

// AgencyWriter returns a writer of agencies.
func (t *Agencies) AgencyWriter(l *i18n.Locale) *AgencyWriter {
	w := &AgencyWriter{}
	w.l = l
	w.cols, w.Columns = t.exportColumns(l, func(*column[app.Agency]) bool { return true })
	return w
}

// Write adds a row.
func (w *AgencyWriter) Write(a *app.Agency) error { return w.write(a) }

func (w *Writer[T]) write(t *T) error {
	for _, c := range w.cols {
		switch v := c.display(w.l, c.value(t)).(type) {
		case string:
			w.out.Text(v)
		case int64:
			w.out.Integer(v)
		case time.Time:
			w.out.Time(v)
		default:
			w.out.Empty()
		}
	}
	return w.out.End()
}
