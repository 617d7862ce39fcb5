package export

import (
	"archive/zip"
	"io"
	"strconv"
	"time"

	"github.com/klauspost/compress/flate"
)

// Sheet names the sheets of an XLSX file. Info, when there is any, fills a second sheet of names
// and values: the filters used, the time, the author. Names that a spreadsheet would refuse are
// mended.
type Sheet struct {
	Name     string // of the table; "Data" when empty
	Info     [][2]string
	InfoName string // of the second sheet; "Info" when empty
}

const maxSheetRows = 1_048_576 // rows of an XLSX sheet, header included

// xlsxColumn holds what is equal in all cells of a column: everything between the digits of the
// row number, as in <c r="A|2|" s="2" t="inlineStr"><is><t>|…|</t></is></c>.
type xlsxColumn struct {
	kind   Kind
	open   string // <c r="A
	text   string // " s=… ><is><t>
	spaced string // the same, keeping blanks at the ends
	number string // " s=… ><v>
	time   string
	bool   string
}

const (
	closeText  = `</t></is></c>`
	closeValue = `</v></c>`
)

type xlsxWriter struct {
	zip     *zip.Writer
	part    io.Writer // the sheet being written
	cols    []Column
	cells   []xlsxColumn
	names   sheetNames
	maxRows int

	buf    []byte
	digits []byte // number of the current row
	row    int
	col    int
	rows   []int // rows written in each finished sheet, header included
	closed bool
	err    error
}

// NewXLSX writes the beginning of the file to w, which need not be seekable, and returns the Writer
// (also a Cells) for the rows. The header row is bold, frozen and carries a filter. A table longer
// than a sheet goes on in further sheets, "Name (2)" and so on, each with the header.
//
// Text cells are typed text, also when they look like a number. Text of more than 32,767 characters,
// the most a cell may hold, ends in "…"; a carriage return becomes a line break. An integer of more
// than 15 digits, the precision of a spreadsheet, is written as text, and so is a time before March
// 1900 or after 9999, which a spreadsheet has no number for.
func NewXLSX(w io.Writer, cols []Column, s Sheet) (Writer, error) {
	return newXLSX(w, cols, s, maxSheetRows)
}

func newXLSX(w io.Writer, cols []Column, s Sheet, maxRows int) (Writer, error) {
	if err := checkColumns(cols); err != nil {
		return nil, err
	}
	x := &xlsxWriter{
		zip:     zip.NewWriter(w),
		cols:    cols,
		cells:   make([]xlsxColumn, len(cols)),
		names:   nameSheets(s),
		maxRows: maxRows,
		buf:     make([]byte, 0, chunkSize+chunkSize/4),
	}
	// One compressor serves all parts, which are written one after the other.
	var deflate *flate.Writer
	x.zip.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		if deflate != nil {
			deflate.Reset(out)
			return deflate, nil
		}
		var err error
		deflate, err = flate.NewWriter(out, flate.BestSpeed)
		return deflate, err
	})
	for i, c := range cols {
		x.cells[i] = cellTemplate(i, c.Kind)
	}

	x.whole("_rels/.rels", relsXML)
	x.whole("xl/styles.xml", stylesXML)
	if len(s.Info) > 0 {
		x.whole("xl/worksheets/info.xml", infoXML(s.Info))
	}
	x.beginSheet()
	if x.err == nil {
		x.err = x.zip.Flush()
	}
	if x.err == nil {
		x.err = flush(w)
	}
	if x.err != nil {
		return nil, x.err
	}
	return x, nil
}

func cellTemplate(col int, kind Kind) xlsxColumn {
	style, date := styleText, styleDateTime
	switch kind {
	case Integer:
		style = styleInteger
	case Decimal:
		style = styleDecimal
	case Date:
		date = styleDate
	}
	attr := func(style string) string { return `" s="` + style + `"` }
	text := attr(styleText) + ` t="inlineStr"><is><t`
	return xlsxColumn{
		kind:   kind,
		open:   `<c r="` + columnName(col),
		text:   text + `>`,
		spaced: text + ` xml:space="preserve">`,
		number: attr(style) + `><v>`,
		time:   attr(date) + `><v>`,
		bool:   `" t="b"><v>`,
	}
}

// whole writes a small part of the file.
func (x *xlsxWriter) whole(name, content string) {
	if x.create(name); x.err == nil {
		_, x.err = io.WriteString(x.part, content)
	}
}

func (x *xlsxWriter) create(name string) {
	if x.err != nil {
		return
	}
	x.part, x.err = x.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: zipTime})
}

func (x *xlsxWriter) beginSheet() {
	x.create(sheetPath(len(x.rows)))
	x.buf = appendSheetHead(x.buf, x.cols, len(x.rows) == 0)
	x.row = 0
	x.beginRow()
	for i, c := range x.cols {
		x.buf = append(x.buf, x.cells[i].open...)
		x.buf = append(x.buf, '1')
		x.buf = append(x.buf, `" s="`+styleHeader+`" t="inlineStr"><is><t xml:space="preserve">`...)
		x.buf, _ = appendXML(x.buf, c.Header)
		x.buf = append(x.buf, closeText...)
	}
	x.endRow()
}

func (x *xlsxWriter) endSheet() {
	x.buf = appendSheetTail(x.buf, len(x.cols), x.row)
	x.rows = append(x.rows, x.row)
	x.flush()
}

func (x *xlsxWriter) beginRow() {
	x.row++
	x.digits = strconv.AppendInt(x.digits[:0], int64(x.row), 10)
	x.buf = append(x.buf, `<row r="`...)
	x.buf = append(x.buf, x.digits...)
	x.buf = append(x.buf, '"', '>')
}

func (x *xlsxWriter) endRow() {
	x.buf = append(x.buf, `</row>`...)
	x.col = 0
	if len(x.buf) >= chunkSize {
		x.flush()
	}
}

func (x *xlsxWriter) flush() {
	if x.err == nil && len(x.buf) > 0 {
		_, x.err = x.part.Write(x.buf)
	}
	x.buf = x.buf[:0]
}

// next begins a cell; it gives nil beyond the last column, which End complains about.
func (x *xlsxWriter) next() *xlsxColumn {
	if x.col == 0 && !x.closed {
		if x.row == x.maxRows {
			x.endSheet()
			x.beginSheet()
		}
		x.beginRow()
	}
	x.col++
	if x.col > len(x.cells) {
		return nil
	}
	return &x.cells[x.col-1]
}

func (x *xlsxWriter) Text(s string) {
	if c := x.next(); c != nil && s != "" {
		x.text(c, s)
	}
}

// text writes the cell with the tag for plain text, and again with the other tag for the rare text
// that needs it: only escaping shows which.
func (x *xlsxWriter) text(c *xlsxColumn, s string) {
	start := len(x.buf)
	x.open(c, c.text)
	b, spaced := appendXML(x.buf, s)
	if spaced {
		x.buf = x.buf[:start]
		x.open(c, c.spaced)
		b, _ = appendXML(x.buf, s)
	}
	x.buf = append(b, closeText...)
}

func (x *xlsxWriter) open(c *xlsxColumn, tag string) {
	b := append(x.buf, c.open...)
	b = append(b, x.digits...)
	x.buf = append(b, tag...)
}

func (x *xlsxWriter) Integer(n int64) {
	c := x.next()
	if c == nil {
		return
	}
	const precise = 999_999_999_999_999
	if c.kind == Text || n > precise || n < -precise {
		x.open(c, c.text)
		x.buf = strconv.AppendInt(x.buf, n, 10)
		x.buf = append(x.buf, closeText...)
		return
	}
	x.open(c, c.number)
	x.buf = strconv.AppendInt(x.buf, n, 10)
	x.buf = append(x.buf, closeValue...)
}

func (x *xlsxWriter) Decimal(f float64) {
	c := x.next()
	if c == nil || !finite(f) {
		return
	}
	tag, end := c.number, closeValue
	if c.kind == Text {
		tag, end = c.text, closeText
	}
	x.open(c, tag)
	x.buf = appendDecimal(x.buf, f)
	x.buf = append(x.buf, end...)
}

func (x *xlsxWriter) Time(t time.Time) {
	c := x.next()
	if c == nil || t.IsZero() {
		return
	}
	day, second, ok := serial(t)
	if !ok || c.kind == Text {
		x.open(c, c.text)
		x.buf = appendISO(x.buf, t, c.kind)
		x.buf = append(x.buf, closeText...)
		return
	}
	x.open(c, c.time)
	x.buf = appendSerial(x.buf, day, second, c.kind)
	x.buf = append(x.buf, closeValue...)
}

func (x *xlsxWriter) Bool(b bool) {
	c := x.next()
	switch {
	case c == nil:
	case c.kind == Text:
		x.text(c, boolText(b))
	default:
		x.open(c, c.bool)
		digit := byte('0')
		if b {
			digit = '1'
		}
		x.buf = append(x.buf, digit)
		x.buf = append(x.buf, closeValue...)
	}
}

func (x *xlsxWriter) Empty() { x.next() }

func (x *xlsxWriter) Row(values ...any) error {
	if x.err != nil {
		return x.err
	}
	x.err = row(x, values)
	return x.err
}

func (x *xlsxWriter) End() error {
	switch {
	case x.err != nil:
	case x.closed:
		x.err = errClosed
	case x.col != len(x.cells):
		x.err = countError(len(x.cells), x.col)
	}
	if x.err != nil {
		x.buf, x.col = x.buf[:0], 0
		return x.err
	}
	x.endRow()
	return x.err
}

func (x *xlsxWriter) Close() error {
	if x.closed {
		return x.err
	}
	if x.err == nil && x.col != 0 {
		x.err = countError(len(x.cells), x.col)
	}
	if x.err == nil {
		x.endSheet()
		x.whole("xl/workbook.xml", workbookXML(x.names, x.rows, len(x.cells)))
		x.whole("xl/_rels/workbook.xml.rels", workbookRelsXML(x.names, len(x.rows)))
		x.whole("[Content_Types].xml", contentTypesXML(x.names, len(x.rows)))
	}
	if x.err == nil {
		x.err = x.zip.Close()
	}
	x.closed = true
	return x.err
}
