package export

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// CSVOptions chooses the dialect of a CSV file.
//
// Comma separates the fields: ',' (also when 0), ';' or '\t'. A spreadsheet in Indonesian or
// another setting that writes decimals with a comma opens only the semicolon form in columns, and
// takes 1.5 for the first of May; so with ';' decimals are written with a comma: 1,5.
//
// BOM puts a byte order mark in front, without which Excel takes UTF-8 for a code page.
type CSVOptions struct {
	Comma rune
	BOM   bool
}

// What a byte asks of the field it stands in.
const (
	csvQuote = 1 << iota // the field must be quoted
	csvClean             // the field may hold what must be removed
)

type csvWriter struct {
	w       io.Writer
	cols    []Column
	buf     []byte
	col     int
	comma   byte
	point   byte
	classes [256]uint8
	closed  bool
	err     error
}

// NewCSV writes the header row to w and returns the Writer (also a Cells) for the rows. Lines end
// in CRLF and fields are quoted as RFC 4180 asks; times are ISO 8601 with a blank for the T.
//
// CSV has no types: a NIK is written with all its digits, but a spreadsheet that opens the file
// takes it for a number, of which it keeps 15 digits, and drops leading zeros. The file for people
// is the XLSX; this one is for programs, or for an import that sets such columns to text.
func NewCSV(w io.Writer, cols []Column, o CSVOptions) (Writer, error) {
	if err := checkColumns(cols); err != nil {
		return nil, err
	}
	c := &csvWriter{w: w, cols: cols, buf: make([]byte, 0, chunkSize+chunkSize/4), comma: ',', point: '.'}
	switch o.Comma {
	case 0, ',':
	case ';':
		c.comma, c.point = ';', ','
	case '\t':
		c.comma = '\t'
	default:
		return nil, fmt.Errorf("export: %q cannot separate CSV fields", o.Comma)
	}
	for b := range c.classes {
		switch {
		case b == '"', b == '\r', b == '\n', b == '\t', b == ',', b == ';':
			c.classes[b] = csvQuote
		case b < ' ', b >= utf8.RuneSelf:
			c.classes[b] = csvClean
		}
	}

	if o.BOM {
		c.buf = append(c.buf, "\uFEFF"...)
	}
	for i, col := range cols {
		// Excel takes a file that begins with ID for the SYLK format and refuses it.
		if i == 0 && strings.HasPrefix(col.Header, "ID") {
			c.next()
			c.quote(clean(col.Header), false)
			continue
		}
		c.Text(col.Header)
	}
	if err := c.End(); err != nil {
		return nil, err
	}
	c.flush()
	if c.err == nil {
		c.err = flush(w)
	}
	if c.err != nil {
		return nil, c.err
	}
	return c, nil
}

// next begins a cell and reports the kind of its column.
func (c *csvWriter) next() Kind {
	if c.col > 0 {
		c.buf = append(c.buf, c.comma)
	}
	c.col++
	if c.col > len(c.cols) {
		return Text
	}
	return c.cols[c.col-1].Kind
}

func (c *csvWriter) Text(s string) {
	c.next()
	if s == "" {
		return
	}
	var class uint8
	for i := 0; i < len(s); i++ {
		class |= c.classes[s[i]]
	}
	if class&csvClean != 0 {
		s = clean(s)
		if s == "" {
			return
		}
	}
	formula := runs(s)
	if class&csvQuote != 0 || s[0] == ' ' || s[len(s)-1] == ' ' {
		c.quote(s, formula)
		return
	}
	if formula {
		c.buf = append(c.buf, '\'')
	}
	c.buf = append(c.buf, s...)
}

func (c *csvWriter) quote(s string, formula bool) {
	b := append(c.buf, '"')
	if formula {
		b = append(b, '\'')
	}
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			break
		}
		b = append(b, s[:i+1]...)
		b = append(b, '"')
		s = s[i+1:]
	}
	b = append(b, s...)
	c.buf = append(b, '"')
}

// runs reports whether a spreadsheet would run s as a formula.
func runs(s string) bool {
	switch b := s[0]; {
	case b == '=', b == '+', b == '-', b == '@', b == '\t', b == '\r', b == '\n':
		return true
	case b > ' ' && b < utf8.RuneSelf:
		return false
	}
	s = strings.TrimSpace(s)
	if s == "" {
		return false
	}
	switch r, _ := utf8.DecodeRuneInString(s); r {
	case '=', '+', '-', '@', '＝', '＋', '－', '＠':
		return true
	}
	return false
}

func (c *csvWriter) Integer(n int64) {
	c.next()
	c.buf = strconv.AppendInt(c.buf, n, 10)
}

func (c *csvWriter) Decimal(f float64) {
	c.next()
	if !finite(f) {
		return
	}
	start := len(c.buf)
	c.buf = appendDecimal(c.buf, f)
	if c.point == '.' {
		return
	}
	for i := start; i < len(c.buf); i++ {
		if c.buf[i] == '.' {
			c.buf[i] = c.point
		}
	}
}

func (c *csvWriter) Time(t time.Time) {
	kind := c.next()
	if !t.IsZero() {
		c.buf = appendISO(c.buf, t, kind)
	}
}

func (c *csvWriter) Bool(b bool) {
	c.next()
	c.buf = append(c.buf, boolText(b)...)
}

func (c *csvWriter) Empty() { c.next() }

func (c *csvWriter) Row(values ...any) error {
	if c.err != nil {
		return c.err
	}
	c.err = row(c, values)
	return c.err
}

func (c *csvWriter) End() error {
	switch {
	case c.err != nil:
	case c.closed:
		c.err = errClosed
	case c.col != len(c.cols):
		c.err = countError(len(c.cols), c.col)
	}
	if c.err != nil {
		c.buf, c.col = c.buf[:0], 0
		return c.err
	}
	// A line of one empty field would be a blank line, which readers skip.
	if n := len(c.buf); c.col == 1 && (n == 0 || c.buf[n-1] == '\n') {
		c.buf = append(c.buf, '"', '"')
	}
	c.buf = append(c.buf, '\r', '\n')
	c.col = 0
	if len(c.buf) >= chunkSize {
		c.flush()
	}
	return c.err
}

func (c *csvWriter) flush() {
	if c.err == nil && len(c.buf) > 0 {
		_, c.err = c.w.Write(c.buf)
	}
	c.buf = c.buf[:0]
}

func (c *csvWriter) Close() error {
	if c.closed {
		return c.err
	}
	c.closed = true
	if c.err == nil && c.col != 0 {
		c.err = countError(len(c.cols), c.col)
	}
	c.flush()
	return c.err
}

func boolText(b bool) string {
	if b {
		return "TRUE"
	}
	return "FALSE"
}
