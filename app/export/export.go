// Package export streams tables as CSV and as XLSX.
//
// Both writers send their first bytes from the constructor, hold one chunk of rows in memory
// however long the table is, and share one rule for values: the Go type of a value decides how it
// is stored (a string is text, so leading zeros, a NIK and a phone number keep their digits; an
// int64 or float64 is a number; a time.Time is a date), and the Kind of its column decides how it
// is shown. In a Text column every value is written as text. Times are shown as the wall clock of
// Western Indonesia (WIB, UTC+7).
//
// # Formula injection
//
// A spreadsheet runs a CSV field as a formula when it begins with = + - or @, also after blanks, a
// tab or a line break, and in East Asian settings with the full-width forms of these signs. Such
// text gets a leading apostrophe in CSV. Numbers do not: a negative int64 stays a number. A phone
// number in international form becomes '+6281234567890: left bare, Excel would read it as the
// number 6.28E+12, so the apostrophe keeps every digit readable. Whoever needs the bare sign takes
// the XLSX, or writes the number in national form. In XLSX a text cell carries its type and is
// never run, so nothing is changed there and +6281234567890 stays as it is.
package export

import (
	"errors"
	"fmt"
	"time"
)

// Kind says how the values of a column are shown.
type Kind int

const (
	Text     Kind = iota // text as it is; values of other types are turned into text
	Integer              // whole number
	Decimal              // number with a fraction
	Date                 // day in WIB: dd/mm/yyyy in XLSX, yyyy-mm-dd in CSV
	DateTime             // day and time in WIB: to the minute in XLSX, to the second in CSV
	Bool                 // TRUE or FALSE
)

// Column describes one column of the table. Width is in characters of the default font and only
// used by XLSX; 0 chooses one from the kind and the header.
type Column struct {
	Header string
	Kind   Kind
	Width  float64
}

// Writer writes a table row by row. It is not safe for concurrent use.
//
// Row takes one value per column: string, []byte (as text), int, int64, float64, time.Time, bool or
// nil. Empty strings, nil, the zero time, NaN and infinities give an empty cell. After an error
// every further call returns the same error, and Close leaves the file unfinished, so that a short
// XLSX cannot be mistaken for a whole one. Close does not close the underlying writer; a Writer
// that is given up without Close leaves nothing behind.
type Writer interface {
	Row(values ...any) error
	Close() error
}

// Cells writes a row cell by cell, which spares boxing every value in an interface. That saves a
// quarter of the time of an XLSX and half that of a CSV when the values come from structs, and
// nothing when a driver has boxed them already. Both writers of this package implement it:
//
//	cells := w.(export.Cells)
//	cells.Text(name)
//	cells.Integer(age)
//	err := cells.End()
//
// The meaning of the values is that of Writer.Row. An error of a cell is returned by End.
type Cells interface {
	Writer
	Text(s string)
	Integer(n int64)
	Decimal(f float64)
	Time(t time.Time)
	Bool(b bool)
	Empty()
	End() error
}

const (
	chunkSize  = 64 << 10 // bytes gathered before they are handed on
	maxColumns = 16_384   // columns of an XLSX sheet
)

var (
	errNoColumns      = errors.New("export: a table needs at least one column")
	errTooManyColumns = fmt.Errorf("export: a table has at most %d columns", maxColumns)
	errClosed         = errors.New("export: the table is already closed")
)

func checkColumns(cols []Column) error {
	switch {
	case len(cols) == 0:
		return errNoColumns
	case len(cols) > maxColumns:
		return errTooManyColumns
	}
	return nil
}

func countError(want, have int) error {
	return fmt.Errorf("export: a row of %d cells in a table of %d columns", have, want)
}

// row writes boxed values through c.
func row(c Cells, values []any) error {
	for i, value := range values {
		switch v := value.(type) {
		case nil:
			c.Empty()
		case string:
			c.Text(v)
		case int64:
			c.Integer(v)
		case time.Time:
			c.Time(v)
		case float64:
			c.Decimal(v)
		case bool:
			c.Bool(v)
		case int:
			c.Integer(int64(v))
		case []byte:
			c.Text(string(v))
		default:
			return fmt.Errorf("export: cell %d holds a %T", i+1, value)
		}
	}
	return c.End()
}

// flusher is what a buffered HTTP body offers to send early bytes on.
type flusher interface{ Flush() error }

func flush(w any) error {
	if f, ok := w.(flusher); ok {
		return f.Flush()
	}
	return nil
}
