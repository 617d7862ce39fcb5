package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// maxParts is how many files an XLSX may pack; a real one has a few dozen.
const maxParts = 2_000

func readXLSX(file []byte, fields []Field, l Limits) (*Table, error) {
	if err := checkParts(file, l); err != nil {
		return nil, err
	}
	// The limits are equal, so that nothing is unpacked to the disk.
	book, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{RawCellValue: true, UnzipSizeLimit: l.Bytes, UnzipXMLSizeLimit: l.Bytes})
	if err != nil {
		return nil, ErrBroken.Because(err)
	}
	defer book.Close()
	m := newMatcher(fields)
	var best header
	name := ""
	for _, sheet := range book.GetSheetList() {
		if visible, err := book.GetSheetVisible(sheet); err != nil || !visible {
			continue
		}
		r, err := openSheet(book, sheet)
		if err != nil {
			continue // charts and macro sheets hold no rows
		}
		h, err := locate(r, m, l)
		r.rows.Close()
		if err != nil {
			return nil, err
		}
		if h.found > best.found {
			best, name = h, sheet
		}
	}
	t, err := best.table(m, name)
	if err != nil {
		return nil, err
	}
	r, err := openSheet(book, name)
	if err != nil {
		return nil, ErrBroken.Because(err)
	}
	defer r.rows.Close()
	return t, collect(r, t, best.row, l)
}

// checkParts looks at what the file packs before any of it is unpacked. The
// sizes it states cannot be understated: unpacking ends with an error there.
func checkParts(file []byte, l Limits) error {
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return ErrBroken.Because(err)
	}
	if len(z.File) > maxParts {
		return ErrTooBig
	}
	var size uint64
	workbook := false
	for _, part := range z.File {
		if size += part.UncompressedSize64; size > uint64(l.Bytes) || part.UncompressedSize64 > uint64(l.Bytes) {
			return ErrTooBig
		}
		workbook = workbook || strings.EqualFold(part.Name, "[Content_Types].xml")
		if part.Name == "mimetype" {
			return ErrODS
		}
	}
	if !workbook {
		return ErrNotTable
	}
	return nil
}

// xlsxReader hands out the rows of a sheet. The library gives cells as text
// without saying which were numbers, so where that matters it is asked.
type xlsxReader struct {
	book   *excelize.File
	sheet  string
	rows   *excelize.Rows
	number int
}

func openSheet(book *excelize.File, sheet string) (*xlsxReader, error) {
	rows, err := book.Rows(sheet)
	if err != nil {
		return nil, err
	}
	return &xlsxReader{book: book, sheet: sheet, rows: rows}, nil
}

var (
	longNumber = regexp.MustCompile(`^-?\d+(\.\d+)?[eE][+-]?\d+$|^-?\d*\.\d{9,}$`)
	threeAfter = regexp.MustCompile(`^-?\d{1,3}\.\d\d[1-9]$`)
)

func (r *xlsxReader) next() (*Row, error) {
	if !r.rows.Next() {
		if err := r.rows.Error(); err != nil && !errors.Is(err, excelize.ErrMaxRows) {
			return nil, ErrBroken.Because(err)
		}
		return nil, nil
	}
	r.number++
	cells, err := r.rows.Columns()
	if err != nil {
		return nil, ErrBroken.Because(err)
	}
	for i, cell := range cells {
		if cell != "" {
			cells[i] = r.plain(i, strings.ToValidUTF8(cell, "\uFFFD"))
		}
	}
	return &Row{Number: r.number, Cells: cells}, nil
}

// plain writes a number of the spreadsheet as people would: without exponent
// and without the noise of binary fractions. Text stays as it is.
func (r *xlsxReader) plain(column int, cell string) string {
	switch c := cell[len(cell)-1]; {
	case c < '0' || c > '9':
	case longNumber.MatchString(cell) && r.isNumber(column):
		if f, err := strconv.ParseFloat(cell, 64); err == nil {
			return pointed(strconv.FormatFloat(round(f), 'f', -1, 64))
		}
	case threeAfter.MatchString(cell) && r.isNumber(column):
		return pointed(cell)
	}
	return cell
}

// pointed adds a nought to a fraction of three digits, which would look like
// a group of thousands.
func pointed(s string) string {
	if threeAfter.MatchString(s) {
		return s + "0"
	}
	return s
}

// round keeps the 15 digits that a spreadsheet counts with.
func round(f float64) float64 {
	if r, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64); err == nil {
		return r
	}
	return f
}

func (r *xlsxReader) isNumber(column int) bool {
	name, err := excelize.CoordinatesToCellName(column+1, r.number)
	if err != nil {
		return false
	}
	kind, err := r.book.GetCellType(r.sheet, name)
	return err == nil && (kind == excelize.CellTypeUnset || kind == excelize.CellTypeNumber)
}
