package export_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"gerbang/app/export"
)

func writeXLSX(t testing.TB, cols []export.Column, s export.Sheet, rows ...[]any) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := export.NewXLSX(&b, cols, s)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if err := w.Row(row...); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func openBook(t testing.TB, file []byte) *excelize.File {
	t.Helper()
	wellFormed(t, file)
	book, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	return book
}

// wellFormed parses every part of the file strictly, and follows every relationship and content
// type to a part that exists.
func wellFormed(t testing.TB, file []byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]bool{}
	for _, f := range z.File {
		if parts[f.Name] {
			t.Fatalf("%s is there twice", f.Name)
		}
		parts[f.Name] = true
	}
	for _, f := range z.File {
		part, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		for d := xml.NewDecoder(part); ; {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
			start, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			for _, a := range start.Attr {
				target := ""
				switch {
				case start.Name.Local == "Override" && a.Name.Local == "PartName":
					target = strings.TrimPrefix(a.Value, "/")
				case start.Name.Local == "Relationship" && a.Name.Local == "Target":
					target = strings.TrimSuffix(f.Name[:strings.Index(f.Name, "_rels/")], "/")
					target = strings.TrimPrefix(target+"/"+a.Value, "/")
				}
				if target != "" && !parts[target] {
					t.Fatalf("%s names %s, which is not there", f.Name, target)
				}
			}
		}
		if err := part.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func cell(t testing.TB, book *excelize.File, sheet, ref string) (raw, shown string, kind excelize.CellType) {
	t.Helper()
	raw, err := book.GetCellValue(sheet, ref, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	shown, err = book.GetCellValue(sheet, ref)
	if err != nil {
		t.Fatal(err)
	}
	kind, err = book.GetCellType(sheet, ref)
	if err != nil {
		t.Fatal(err)
	}
	return raw, shown, kind
}

func TestXLSXValues(t *testing.T) {
	const text, number, boolean, none = excelize.CellTypeInlineString, excelize.CellTypeUnset, excelize.CellTypeBool, excelize.CellTypeUnset
	evening := time.Date(2026, 12, 12, 18, 5, 9, 0, time.UTC) // 01.05 of the next day in WIB
	tests := []struct {
		name  string
		kind  export.Kind
		value any
		raw   string
		shown string
		typ   excelize.CellType
	}{
		{"text", export.Text, "Siti Aminah", "Siti Aminah", "", text},
		{"leading zeros", export.Text, "003", "003", "", text},
		{"NIK", export.Text, "3174010101900001", "3174010101900001", "", text},
		{"phone", export.Text, "+6281234567890", "+6281234567890", "", text},
		{"formula", export.Text, "=1+1", "=1+1", "", text},
		{"blanks", export.Text, "  a  b ", "  a  b ", "", text},
		{"markup", export.Text, `<b>&amp;"'</b>]]>`, `<b>&amp;"'</b>]]>`, "", text},
		{"line breaks", export.Text, "a\r\nb\rc\nd\te", "a\nb\nc\nd\te", "", text},
		{"control characters", export.Text, "a\x00b\x0b\x1fc\uFFFE\uFFFF", "abc", "", text},
		{"not UTF-8", export.Text, "a\xed\xa0\x80b", "a\uFFFD\uFFFD\uFFFDb", "", text},
		{"escape look-alike", export.Text, "_x0041_x0042_", "_x0041_x0042_", "", text},
		{"escape after cleaning", export.Text, "_x00\x0141_", "_x0041_", "", text},
		{"emoji", export.Text, "🎫 介護", "🎫 介護", "", text},
		{"integer in a text column", export.Text, int64(317401), "317401", "", text},
		{"time in a text column", export.Text, evening, "2026-12-13 01:05:09", "", text},
		{"bool in a text column", export.Text, true, "TRUE", "", text},
		{"decimal in a text column", export.Text, 1.5, "1.5", "", text},
		{"text in a number column", export.Integer, "n/a", "n/a", "", text},
		{"integer", export.Integer, int64(-42), "-42", "-42", number},
		{"15 digits", export.Integer, int64(999999999999999), "999999999999999", "", number},
		{"16 digits", export.Integer, int64(3174010101900001), "3174010101900001", "", text},
		{"decimal", export.Decimal, 82.25, "82.25", "82.25", number},
		{"NaN", export.Decimal, math.NaN(), "", "", none},
		{"date", export.Date, evening, "46369", "13/12/2026", number},
		{"birth date", export.Date, time.Date(2001, 2, 3, 0, 0, 0, 0, time.UTC), "36925", "03/02/2001", number},
		{"time", export.DateTime, evening, "46369.0452430556", "13/12/2026 01:05", number},
		{"midnight", export.DateTime, time.Date(2026, 12, 13, 0, 0, 0, 0, wib), "46369", "13/12/2026 00:00", number},
		{"first date", export.Date, time.Date(1900, 3, 1, 0, 0, 0, 0, wib), "61", "01/03/1900", number},
		{"too early", export.Date, time.Date(1900, 2, 28, 0, 0, 0, 0, wib), "1900-02-28", "", text},
		{"too late", export.Date, time.Date(10000, 1, 1, 0, 0, 0, 0, wib), "10000-01-01", "", text},
		{"zero time", export.Date, time.Time{}, "", "", none},
		{"true", export.Bool, true, "1", "TRUE", boolean},
		{"false", export.Bool, false, "0", "FALSE", boolean},
		{"nil", export.Text, nil, "", "", none},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cols := []export.Column{{Header: "No", Kind: export.Integer}, {Header: "Nilai", Kind: test.kind}}
			book := openBook(t, writeXLSX(t, cols, export.Sheet{Name: "Peserta"}, []any{int64(1), test.value}))
			raw, shown, typ := cell(t, book, "Peserta", "B2")
			if raw != test.raw || typ != test.typ {
				t.Errorf("cell holds %q of type %d, want %q of type %d", raw, typ, test.raw, test.typ)
			}
			if test.shown != "" && shown != test.shown {
				t.Errorf("cell shows %q, want %q", shown, test.shown)
			}
		})
	}
}

func TestXLSXTimeIsExact(t *testing.T) {
	cols := []export.Column{{Header: "Waktu", Kind: export.DateTime}}
	day := time.Date(2026, 12, 12, 0, 0, 0, 0, wib)
	var rows [][]any
	for second := 0; second < 24*60*60; second += 421 {
		rows = append(rows, []any{day.Add(time.Duration(second) * time.Second)})
	}
	book := openBook(t, writeXLSX(t, cols, export.Sheet{}, rows...))
	for i, row := range rows {
		var serial float64
		raw, _, _ := cell(t, book, "Data", fmt.Sprintf("A%d", i+2))
		if _, err := fmt.Sscan(raw, &serial); err != nil {
			t.Fatal(err)
		}
		got, err := excelize.ExcelDateToTime(serial, false)
		if err != nil {
			t.Fatal(err)
		}
		want := row[0].(time.Time).Format(time.DateTime)
		if got.Round(time.Second).Format(time.DateTime) != want {
			t.Fatalf("%s came back as %s", want, got)
		}
	}
}

func TestXLSXLook(t *testing.T) {
	cols := []export.Column{{Header: " Nama & <alias>"}, {Header: "Usia", Kind: export.Integer, Width: 33.5}}
	info := [][2]string{{"Acara", "Bursa Kerja 2026"}, {"Saringan", "Kelurahan = Ragunan\nStatus = hadir"}, {"Oleh", ""}}
	book := openBook(t, writeXLSX(t, cols, export.Sheet{Name: "Peserta", Info: info, InfoName: "Keterangan"}, []any{"Siti", 20}))

	if got := strings.Join(book.GetSheetList(), "|"); got != "Peserta|Keterangan" {
		t.Errorf("sheets %s", got)
	}
	if book.GetActiveSheetIndex() != 0 {
		t.Error("the table is not the open sheet")
	}
	if raw, _, _ := cell(t, book, "Peserta", "A1"); raw != " Nama & <alias>" {
		t.Errorf("header %q", raw)
	}
	style, err := book.GetCellStyle("Peserta", "A1")
	if err != nil {
		t.Fatal(err)
	}
	if s, err := book.GetStyle(style); err != nil || s.Font == nil || !s.Font.Bold {
		t.Errorf("the header is not bold: %v", err)
	}
	if panes, err := book.GetPanes("Peserta"); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the header is not frozen: %+v, %v", panes, err)
	}
	if width, err := book.GetColWidth("Peserta", "B"); err != nil || width != 33.5 {
		t.Errorf("width %v, %v", width, err)
	}
	for _, name := range book.GetDefinedName() {
		want := map[string]string{"_xlnm._FilterDatabase": "'Peserta'!$A$1:$B$2", "_xlnm.Print_Titles": "'Peserta'!$1:$1"}[name.Name]
		if name.RefersTo != want {
			t.Errorf("%s refers to %s, want %s", name.Name, name.RefersTo, want)
		}
	}
	rows, err := book.GetRows("Keterangan")
	if err != nil || len(rows) != 3 || rows[1][0] != "Saringan" || rows[1][1] != info[1][1] {
		t.Errorf("info sheet %q, %v", rows, err)
	}
}

func TestXLSXSplitsSheets(t *testing.T) {
	cols := []export.Column{{Header: "No", Kind: export.Integer}, {Header: "Nama"}}
	tests := []struct {
		rows int
		want []int // rows per sheet, header included
	}{
		{0, []int{1}}, {1, []int{2}}, {4, []int{5}}, {5, []int{5, 2}}, {9, []int{5, 5, 2}},
	}
	for _, test := range tests {
		t.Run(fmt.Sprint(test.rows), func(t *testing.T) {
			var b bytes.Buffer
			w, err := export.NewXLSXOfRows(&b, cols, export.Sheet{Name: "Peserta Bursa Kerja Luar Negeri", Info: [][2]string{{"a", "b"}}}, 5)
			if err != nil {
				t.Fatal(err)
			}
			for i := range test.rows {
				if err := w.Row(int64(i+1), "Siti"); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			book := openBook(t, b.Bytes())
			sheets := book.GetSheetList()
			if len(sheets) != len(test.want)+1 || sheets[len(sheets)-1] != "Info" {
				t.Fatalf("sheets %q", sheets)
			}
			next := 1
			for i, want := range test.want {
				rows, err := book.GetRows(sheets[i])
				if err != nil {
					t.Fatal(err)
				}
				if len(rows) != want || rows[0][1] != "Nama" {
					t.Fatalf("%s: %q, want %d rows", sheets[i], rows, want)
				}
				for _, row := range rows[1:] {
					if row[0] != fmt.Sprint(next) {
						t.Fatalf("%s has row %s where %d is due", sheets[i], row[0], next)
					}
					next++
				}
			}
		})
	}
}

func TestXLSXSheetNames(t *testing.T) {
	tests := []struct{ name, info, want string }{
		{"Peserta", "", "Peserta|Info"},
		{"", "", "Data|Info"},
		{"[2026/12] A:B*?\\", "Ket", "2026 12  A B|Ket"},
		{"'Jum'at'", "Ket", "Jum'at|Ket"},
		{"History", "Ket", "Data|Ket"},
		{"Pelatihan Bahasa Jepang Angkatan Dua", "Ket", "Pelatihan Bahasa Jepang Angkata|Ket"},
		{"🎫🎫🎫🎫🎫🎫🎫🎫🎫🎫🎫🎫🎫🎫🎫🎫", "Ket", "🎫🎫🎫🎫🎫🎫🎫🎫🎫🎫🎫🎫🎫🎫🎫|Ket"},
		{"Info", "info", "Info|info (i)"},
		{"A & <B>", "Ket", "A & <B>|Ket"},
	}
	for _, test := range tests {
		s := export.Sheet{Name: test.name, InfoName: test.info, Info: [][2]string{{"a", "b"}}}
		book := openBook(t, writeXLSX(t, []export.Column{{Header: "A"}}, s, []any{"x"}))
		if got := strings.Join(book.GetSheetList(), "|"); got != test.want {
			t.Errorf("%q, %q: sheets %q, want %q", test.name, test.info, got, test.want)
		}
	}
}

func TestXLSXManyColumns(t *testing.T) {
	cols := make([]export.Column, 703)
	row := make([]any, len(cols))
	for i := range cols {
		cols[i].Header, row[i] = fmt.Sprintf("K%d", i), fmt.Sprintf("v%d", i)
	}
	book := openBook(t, writeXLSX(t, cols, export.Sheet{}, row))
	for ref, want := range map[string]string{"Z2": "v25", "AA2": "v26", "AZ2": "v51", "BA2": "v52", "ZZ2": "v701", "AAA2": "v702"} {
		if raw, _, _ := cell(t, book, "Data", ref); raw != want {
			t.Errorf("%s holds %q, want %q", ref, raw, want)
		}
	}
	if _, err := export.NewXLSX(io.Discard, make([]export.Column, 16_385), export.Sheet{}); err == nil {
		t.Error("more columns than a sheet has were accepted")
	}
}

func TestXLSXTruncatesLongText(t *testing.T) {
	const limit = 32_767
	tests := []struct {
		name, text, want string
	}{
		{"just fits", strings.Repeat("a", limit), strings.Repeat("a", limit)},
		{"one over", strings.Repeat("a", limit+1), strings.Repeat("a", limit-1) + "…"},
		{"escapes count once", strings.Repeat("&", limit), strings.Repeat("&", limit)},
		{"few wide runes", strings.Repeat("介", limit), strings.Repeat("介", limit)},
		{"pairs fit", strings.Repeat("🎫", limit/2), strings.Repeat("🎫", limit/2)},
		{"pairs over", strings.Repeat("🎫", limit/2+1), strings.Repeat("🎫", limit/2) + "…"},
		{"a pair at the cut", strings.Repeat("a", limit-2) + "🎫b", strings.Repeat("a", limit-2) + "…"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			book := openBook(t, writeXLSX(t, []export.Column{{Header: "A"}}, export.Sheet{}, []any{test.text}))
			raw, _, _ := cell(t, book, "Data", "A2")
			if raw != test.want {
				t.Errorf("got %d units ending in %q", len(utf16.Encode([]rune(raw))), raw[max(0, len(raw)-10):])
			}
		})
	}
}

// heapWatch counts what is written and remembers the largest heap seen.
type heapWatch struct {
	bytes int
	heap  uint64
	start uint64
}

func (h *heapWatch) Write(p []byte) (int, error) {
	h.bytes += len(p)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	h.heap = max(h.heap, m.HeapAlloc)
	return len(p), nil
}

func TestMemoryStaysFlat(t *testing.T) {
	for format, open := range formats {
		t.Run(format, func(t *testing.T) {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			watch := &heapWatch{start: m.HeapAlloc}
			w, err := open(watch, []export.Column{{Header: "No", Kind: export.Integer}, {Header: "Nama"}})
			if err != nil {
				t.Fatal(err)
			}
			c := w.(export.Cells)
			for i := range int64(300_000) {
				c.Integer(i * 7919)
				c.Text("Siti Aminah")
				if err := c.End(); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if watch.bytes < 1<<20 {
				t.Fatalf("only %d bytes were written", watch.bytes)
			}
			if grown := int64(watch.heap) - int64(watch.start); grown > 8<<20 {
				t.Errorf("the heap grew by %d bytes", grown)
			}
		})
	}
}

func FuzzXLSXText(f *testing.F) {
	for _, s := range []string{"", " ", "a&b", "<t>", "]]>", "_x0041_", "_x00\x0041_", "\r\n", "a\rb", "\x00", "\xff", "介護", "\uFFFE", "=1+1", "\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 30_000 {
			return
		}
		cols := []export.Column{{Header: s}, {Header: "B"}}
		book := openBook(t, writeXLSX(t, cols, export.Sheet{Name: s, Info: [][2]string{{s, s}}, InfoName: s}, []any{s, "x"}))
		want := strings.ReplaceAll(strings.ReplaceAll(removeControls(s), "\r\n", "\n"), "\r", "\n")
		sheets := book.GetSheetList()
		for _, ref := range []string{"A1", "A2"} {
			if raw, _, _ := cell(t, book, sheets[0], ref); raw != want {
				t.Fatalf("%s: %q came back as %q", ref, want, raw)
			}
		}
		if raw, _, _ := cell(t, book, sheets[1], "B1"); raw != want {
			t.Fatalf("info: %q came back as %q", want, raw)
		}
	})
}
