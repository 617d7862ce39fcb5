package tables

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"gerbang/app"
	"gerbang/app/export"
	"gerbang/app/i18n"
)

// Template is an empty table for people to fill in, with an example row.
type Template interface {
	// XLSX writes a workbook: the table with lists to choose from, and a sheet
	// that explains every column.
	XLSX(w io.Writer, l *i18n.Locale) error
	// CSV writes the header and the example, apart by semicolons as Excel in
	// an Indonesian setting opens them.
	CSV(w io.Writer, l *i18n.Locale) error
}

// Template returns the template of jobs.
func (t *Jobs) Template() Template {
	return &template[job]{table: &t.table, example: exampleJob(t.ref), keep: func(c *column[job]) bool { return !c.locked && c.key != "slug" && c.n <= templateCosts }}
}

// Template returns the template of agencies.
func (t *Agencies) Template() Template {
	return &template[app.Agency]{table: &t.table, example: exampleAgency(), keep: func(c *column[app.Agency]) bool { return !c.locked }}
}

type template[T any] struct {
	*table[T]
	example *T
	keep    func(*column[T]) bool
}

func (t *template[T]) CSV(w io.Writer, l *i18n.Locale) error {
	cols, heads := t.exportColumns(l, t.keep)
	out, err := export.NewCSV(w, heads, export.CSVOptions{Comma: ';', BOM: true})
	if err != nil {
		return err
	}
	rows := &Writer[T]{l: l, cols: cols, out: out.(export.Cells)}
	if err := rows.write(t.example); err != nil {
		return err
	}
	return out.Close()
}

// templateRows is how far down the lists to choose from reach.
const templateRows = 5_000

func (t *template[T]) XLSX(w io.Writer, l *i18n.Locale) error {
	f := excelize.NewFile()
	defer f.Close()
	b := &bookWriter{f: f}
	cols, heads := t.exportColumns(l, t.keep)
	data, guide, lists := l.T("tables."+t.name+".sheet"), l.T("tables.guide.sheet"), l.T("tables.lists.sheet")
	b.do(f.SetSheetName("Sheet1", data))
	for _, name := range []string{guide, lists} {
		_, err := f.NewSheet(name)
		b.do(err)
	}
	head := b.style(&excelize.Style{Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"0B5C6B"}},
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}})
	optional := b.style(&excelize.Style{Font: &excelize.Font{Bold: true, Color: "14262B"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E3F0F1"}},
		Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}})
	example := b.style(&excelize.Style{Font: &excelize.Font{Italic: true, Color: "45585E"}})
	exampleDate := b.style(&excelize.Style{Font: &excelize.Font{Italic: true, Color: "45585E"}, CustomNumFmt: new("dd/mm/yyyy")})
	day := b.style(&excelize.Style{CustomNumFmt: new("dd/mm/yyyy")})
	text := b.style(&excelize.Style{NumFmt: 49}) // numbers typed into it keep their noughts

	listColumn := map[*choices]string{}
	for i, c := range cols {
		name, err := excelize.ColumnNumberToName(i + 1)
		b.do(err)
		b.do(f.SetColWidth(data, name, name, max(c.width, 16)))
		switch c.kind {
		case export.Text:
			b.do(f.SetColStyle(data, name, text))
		case export.Date:
			b.do(f.SetColStyle(data, name, day))
		}
		style := optional
		if c.required {
			style = head
		}
		b.cell(data, i+1, 1, heads[i].Header, style)
		v, look := c.display(l, c.value(t.example)), example
		if c.kind == export.Date && cellText(v) != "" {
			look = exampleDate
		} else if c.kind == export.Text || cellText(v) == "" {
			v = cellText(v)
		}
		b.cell(data, i+1, 2, v, look)
		if c.choices != nil {
			b.list(data, lists, name, c.choices, listColumn, l)
		}
	}
	b.do(f.SetRowHeight(data, 1, 36))
	b.do(f.SetPanes(data, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}))
	t.guide(b, guide, l, cols, heads, head)
	b.do(f.SetSheetVisible(lists, false))
	if b.err != nil {
		return fmt.Errorf("tables: template: %w", b.err)
	}
	return f.Write(w)
}

// guide fills the sheet that explains the columns.
func (t *template[T]) guide(b *bookWriter, sheet string, l *i18n.Locale, cols []*column[T], heads []export.Column, head int) {
	wrap := b.style(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	lines := strings.Split(l.T("tables.guide.intro"), "\n")
	for i, line := range lines {
		b.cell(sheet, 1, i+1, line, 0)
	}
	top := len(lines) + 2
	for i, key := range []string{"tables.guide.column", "tables.guide.required", "tables.guide.meaning", "tables.guide.example"} {
		b.cell(sheet, i+1, top, l.T(key), head)
	}
	for i, c := range cols {
		required := l.T("tables.guide.no")
		if c.required {
			required = l.T("tables.guide.yes")
		}
		meaning := t.table.help(l, c)
		if c.choices != nil {
			if allowed := c.choices.names(l); allowed != "" {
				meaning = strings.TrimSpace(meaning + "\n" + l.T("tables.guide.choices", "choices", allowed))
			}
		}
		for at, v := range []string{heads[i].Header, required, meaning, c.cell(l, t.example)} {
			b.cell(sheet, at+1, top+1+i, v, wrap)
		}
	}
	for name, width := range map[string]float64{"A": 30, "B": 10, "C": 80, "D": 34} {
		b.do(b.f.SetColWidth(sheet, name, name, width))
	}
}

// names lists the values when they are few enough to be read.
func (c *choices) names(l *i18n.Locale) string {
	if len(c.list) > 40 {
		return ""
	}
	var names []string
	for _, ch := range c.list {
		names = append(names, ch.label(l))
	}
	return strings.Join(names, ", ")
}

// bookWriter remembers the first error of a workbook.
type bookWriter struct {
	f     *excelize.File
	err   error
	lists int
}

func (b *bookWriter) do(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *bookWriter) style(s *excelize.Style) int {
	id, err := b.f.NewStyle(s)
	b.do(err)
	return id
}

func (b *bookWriter) cell(sheet string, column, row int, v any, style int) {
	name, err := excelize.CoordinatesToCellName(column, row)
	b.do(err)
	b.do(b.f.SetCellValue(sheet, name, v))
	b.do(b.f.SetCellStyle(sheet, name, name, style))
}

// list lets the cells of a column be chosen from its values, which stand in a
// column of a hidden sheet. What is not among them can still be typed: the
// import knows more names than a list shows.
func (b *bookWriter) list(sheet, lists, column string, c *choices, known map[*choices]string, l *i18n.Locale) {
	source, ok := known[c]
	if !ok {
		b.lists++
		name, err := excelize.ColumnNumberToName(b.lists)
		b.do(err)
		for i, ch := range c.list {
			b.do(b.f.SetCellValue(lists, fmt.Sprintf("%s%d", name, i+1), ch.label(l)))
		}
		source = fmt.Sprintf("'%s'!$%s$1:$%s$%d", lists, name, name, max(len(c.list), 1))
		known[c] = source
	}
	v := excelize.NewDataValidation(true)
	v.SetSqref(fmt.Sprintf("%s2:%s%d", column, column, templateRows+1))
	v.SetSqrefDropList(source)
	v.SetError(excelize.DataValidationErrorStyleWarning, l.T("tables.lists.title"), l.T("tables.lists.text"))
	b.do(b.f.AddDataValidation(sheet, v))
}
