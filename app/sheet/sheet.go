// Package sheet reads tables that people made in spreadsheets: XLSX and CSV
// in whatever encoding, with whatever separator, with a title above the
// header row. It knows nothing of what the tables are about: the caller names
// the columns it wants, and gets text cells that the parsers of this package
// turn into numbers, dates and choices.
//
// Numbers of an XLSX come as plain digits with a decimal point. One with
// exactly three decimals gets a fourth, so that 1.125 cannot be taken for one
// thousand one hundred and twenty-five, which "1.125" typed as text means
// here. Dates of an XLSX come as the serial number that Date understands.
package sheet

import (
	"bytes"
	"strings"

	"gerbang/app"
)

// Limits bound what a file may hold, so that no upload can use up a process.
type Limits struct {
	Rows    int // below the header, empty ones not counted
	Columns int
	Chars   int   // of one cell
	Bytes   int64 // of the contents, unpacked
}

// DefaultLimits suit files that people make by hand or export from another system.
func DefaultLimits() Limits {
	return Limits{Rows: 20_000, Columns: 300, Chars: 32_767, Bytes: 96 << 20}
}

// What makes a file unreadable as a whole. All are for the person who sent it.
var (
	ErrEmpty     = &app.Error{Kind: app.Invalid, Key: "sheet.error.empty"}
	ErrNotTable  = &app.Error{Kind: app.Invalid, Key: "sheet.error.not_table"}
	ErrOldExcel  = &app.Error{Kind: app.Invalid, Key: "sheet.error.old_excel"}
	ErrODS       = &app.Error{Kind: app.Invalid, Key: "sheet.error.ods"}
	ErrEncrypted = &app.Error{Kind: app.Invalid, Key: "sheet.error.encrypted"}
	ErrBroken    = &app.Error{Kind: app.Invalid, Key: "sheet.error.broken"}
	ErrTooBig    = &app.Error{Kind: app.Invalid, Key: "sheet.error.too_big"}
	ErrRows      = &app.Error{Kind: app.Invalid, Key: "sheet.error.rows"}
	ErrColumns   = &app.Error{Kind: app.Invalid, Key: "sheet.error.columns"}
	ErrCell      = &app.Error{Kind: app.Invalid, Key: "sheet.error.cell"}
	ErrQuote     = &app.Error{Kind: app.Invalid, Key: "sheet.error.quote"}
	ErrNoHeader  = &app.Error{Kind: app.Invalid, Key: "sheet.error.no_header"}
	ErrTwice     = &app.Error{Kind: app.Invalid, Key: "sheet.error.twice"}
)

// Table is what a file holds below its header row.
type Table struct {
	Sheet   string         // name of the sheet, empty for CSV
	Head    []string       // the header row as it stands in the file
	Columns map[string]int // column of each field that was found, by the field's key
	Unknown []string       // headings that no field is called by
	Rows    []Row          // empty ones are left out
}

// Row is one line of a table.
type Row struct {
	Number int // as the spreadsheet counts, from 1
	Cells  []string
}

// Has reports whether the table has a column for the field.
func (t *Table) Has(key string) bool {
	_, ok := t.Columns[key]
	return ok
}

// Cell returns what stands in a field's column of the row, without blanks
// around it; nothing when there is no such column.
func (t *Table) Cell(r Row, key string) string {
	i, ok := t.Columns[key]
	if !ok || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// Read finds the header row that names most of the fields and returns the
// table below it. Of a workbook it takes the visible sheet with the best
// header.
//
// Errors: those of this package, with what a person needs to mend the file.
func Read(file []byte, fields []Field, l Limits) (*Table, error) {
	if len(bytes.TrimSpace(file)) == 0 {
		return nil, ErrEmpty
	}
	switch {
	case bytes.HasPrefix(file, []byte("PK\x03\x04")), bytes.HasPrefix(file, []byte("PK\x05\x06")):
		return readXLSX(file, fields, l)
	case bytes.HasPrefix(file, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")): // a compound file of Microsoft's
		if bytes.Contains(file, wide("EncryptedPackage")) {
			return nil, ErrEncrypted
		}
		return nil, ErrOldExcel
	}
	return readCSV(file, fields, l)
}

// wide returns ASCII text in UTF-16, little end first.
func wide(s string) []byte {
	b := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		b = append(b, s[i], 0)
	}
	return b
}

// reader hands out the rows of one sheet in order, blank ones too; nil at the end.
type reader interface {
	next() (*Row, error)
}

// headerSearch is how many rows are looked at for the header.
const headerSearch = 40

// locate reads the first rows and returns the header among them.
func locate(r reader, m *matcher, l Limits) (best header, err error) {
	for range headerSearch {
		row, err := r.next()
		if err != nil {
			return best, err
		}
		if row == nil {
			break
		}
		if _, err := trim(row, l); err != nil {
			continue // a row like this is no header; below one it is refused
		}
		if h := m.match(row); h.found > best.found {
			best = h
		}
	}
	return best, nil
}

// collect reads the rows below the header of number head.
func collect(r reader, t *Table, head int, l Limits) error {
	for {
		row, err := r.next()
		if err != nil {
			return err
		}
		if row == nil {
			return nil
		}
		if row.Number <= head {
			continue
		}
		filled, err := trim(row, l)
		if err != nil {
			return err
		}
		if !filled {
			continue
		}
		if len(t.Rows) == l.Rows {
			return ErrRows.With("max", l.Rows)
		}
		t.Rows = append(t.Rows, *row)
	}
}

// trim takes the blanks from around the cells and the empty cells from the
// end, and reports whether anything is left.
func trim(row *Row, l Limits) (filled bool, err error) {
	last := 0
	for i, cell := range row.Cells {
		cell = strings.TrimFunc(cell, blank)
		if cell == "" {
			row.Cells[i] = ""
			continue
		}
		if len(cell) > l.Chars && tooLong(cell, l.Chars) {
			return false, ErrCell.With("row", row.Number, "max", l.Chars)
		}
		row.Cells[i] = cell
		last = i + 1
	}
	if last > l.Columns {
		return false, ErrColumns.With("max", l.Columns)
	}
	row.Cells = row.Cells[:last]
	return last > 0, nil
}

func tooLong(s string, chars int) bool {
	n := 0
	for range s {
		if n++; n > chars {
			return true
		}
	}
	return false
}
