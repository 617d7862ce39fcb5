package sheet_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"gerbang/app"
	"gerbang/app/export"
	"gerbang/app/sheet"
)

var fields = []sheet.Field{
	{Key: "title", Names: []string{"Judul", "Title"}},
	{Key: "salary_min", Names: []string{"Gaji terendah", "Lowest salary"}},
	{Key: "closes_on", Names: []string{"Tanggal tutup", "Closing date"}},
	{Key: "note", Names: []string{"Catatan", "Note"}},
}

// got reads a file and writes what came of it as lines "row: title|salary|date|note".
func got(t *testing.T, file []byte) []string {
	t.Helper()
	table, err := sheet.Read(file, fields, sheet.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range table.Rows {
		var cells []string
		for _, f := range fields {
			cells = append(cells, table.Cell(r, f.Key))
		}
		lines = append(lines, fmt.Sprintf("%d: %s", r.Number, strings.Join(cells, "|")))
	}
	return lines
}

func encoded(t *testing.T, e interface{ Bytes([]byte) ([]byte, error) }, s string) []byte {
	t.Helper()
	b, err := e.Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestReadCSV(t *testing.T) {
	cafe := "Judul;Gaji terendah;Catatan\r\nPelayan café;Rp1.500.000;“baik”\r\n"
	for name, tc := range map[string]struct {
		file []byte
		want []string
	}{
		"Google Sheets":         {[]byte("Judul,Gaji terendah,Tanggal tutup,Catatan\nPerawat,\"1,500,000\",31/12/2026,\"baris satu\nbaris \"\"dua\"\"\"\nKoki,2000,,\n"), []string{"2: Perawat|1,500,000|31/12/2026|baris satu\nbaris \"dua\"", "3: Koki|2000||"}},
		"Excel in Indonesian":   {[]byte("\ufeffJudul;Gaji terendah;Tanggal tutup\r\nPerawat;Rp1.500.000;31/12/2026\r\n"), []string{"2: Perawat|Rp1.500.000|31/12/2026|"}},
		"tabs":                  {[]byte("Judul\tCatatan\nPerawat, lansia\tya; tidak\n"), []string{"2: Perawat, lansia|||ya; tidak"}},
		"bars":                  {[]byte("Judul|Catatan\nA|b\n"), []string{"2: A|||b"}},
		"said by the file":      {[]byte("sep=;\nJudul;Catatan\nA,B,C,D;x\n"), []string{"2: A,B,C,D|||x"}},
		"junk above the header": {[]byte("Daftar lowongan PT Bahari,,\n,,\nper 1 Desember 2026,,\nJUDUL,Gaji-Terendah,no_such\nA,1,x\n"), []string{"5: A|1||"}},
		"order, case, accents":  {[]byte("CATATÁN,  judul \nx,A\n"), []string{"2: A|||x"}},
		"English and keys":      {[]byte("salary_min,Title\n5,A\n"), []string{"2: A|5||"}},
		"remarks in brackets":   {[]byte("Judul (wajib),Gaji terendah [per bulan]\nA,5\n"), []string{"2: A|5||"}},
		"empty and ragged rows": {[]byte("Judul,Catatan,Gaji terendah\n\n,,\nA\nB,x,5,more,cells\n , \u00a0,\n"), []string{"4: A|||", "5: B|5||x"}},
		"Windows-1252":          {encoded(t, charmap.Windows1252.NewEncoder(), cafe), []string{"2: Pelayan café|Rp1.500.000||“baik”"}},
		"UTF-16 with mark":      {encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), cafe), []string{"2: Pelayan café|Rp1.500.000||“baik”"}},
		"UTF-16, big end first": {encoded(t, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder(), cafe), []string{"2: Pelayan café|Rp1.500.000||“baik”"}},
		"UTF-16 without mark":   {encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder(), cafe), []string{"2: Pelayan café|Rp1.500.000||“baik”"}},
		"an old Macintosh":      {[]byte("Judul,Catatan\rA,x\rB,y"), []string{"2: A|||x", "3: B|||y"}},
		"quotes inside":         {[]byte("Judul,Catatan\nPipa 5\", besi,\"a\"b\n"), []string{"2: Pipa 5\"|||besi"}},
		"header only":           {[]byte("Judul,Catatan\n"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := got(t, tc.file); !slices.Equal(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// book makes a workbook whose first sheet fill writes.
func book(t *testing.T, fill func(f *excelize.File, sheet string)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f, "Sheet1")
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func TestReadXLSX(t *testing.T) {
	row := func(f *excelize.File, s, cell string, values ...any) { must(t, f.SetSheetRow(s, cell, &values)) }
	for name, tc := range map[string]struct {
		fill func(f *excelize.File, s string)
		want []string
	}{
		"numbers, dates, truth": {func(f *excelize.File, s string) {
			row(f, s, "A1", "Judul", "Gaji terendah", "Tanggal tutup", "Catatan")
			row(f, s, "A2", "Perawat", 1500000, time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC), true)
			row(f, s, "A3", "Koki", 1.5, "31 Des 2026", 0.1+0.2)
			row(f, s, "A4", "Juru las", 1.125, "", "1.125")
			row(f, s, "A5", "0012", "Rp1.500.000", nil, 1e15)
		}, []string{"2: Perawat|1500000|46387|1", "3: Koki|1.5|31 Des 2026|0.3", "4: Juru las|1.1250||1.125", "5: 0012|Rp1.500.000||1000000000000000"}},
		"a merged title above": {func(f *excelize.File, s string) {
			row(f, s, "A1", "DAFTAR LOWONGAN 2026")
			must(t, f.MergeCell(s, "A1", "D2"))
			row(f, s, "B4", "Judul", "Catatan")
			row(f, s, "B5", "A", "x")
			row(f, s, "B9", "B", "y")
		}, []string{"5: A|||x", "9: B|||y"}},
		"formulas give their values": {func(f *excelize.File, s string) {
			row(f, s, "A1", "Judul", "Gaji terendah")
			row(f, s, "A2", "A")
			must(t, f.SetCellValue(s, "B2", 2000), f.SetCellFormula(s, "B2", "1000*2"))
		}, []string{"2: A|2000||"}},
		"the sheet with the header": {func(f *excelize.File, s string) {
			row(f, s, "A1", "Petunjuk")
			_, err := f.NewSheet("Data")
			must(t, err)
			_, err = f.NewSheet("Lama")
			must(t, err, f.SetSheetVisible("Lama", false))
			row(f, "Lama", "A1", "Judul", "Catatan", "Gaji terendah")
			row(f, "Data", "A1", "Judul", "Catatan")
			row(f, "Data", "A2", "A", "x")
		}, []string{"2: A|||x"}},
		"cells far away": {func(f *excelize.File, s string) {
			row(f, s, "A1", "Judul", "Catatan")
			row(f, s, "A2", "A", "x")
			must(t, f.SetCellValue(s, "ZZ3", " "), f.SetCellValue(s, "A900", " "))
		}, []string{"2: A|||x"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := got(t, book(t, tc.fill)); !slices.Equal(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// packed makes a zip of parts of so many noughts each.
func packed(t *testing.T, sizes map[string]int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, size := range sizes {
		w, err := z.Create(name)
		must(t, err)
		_, err = io.CopyN(w, noughts{}, int64(size))
		must(t, err)
	}
	must(t, z.Close())
	return b.Bytes()
}

type noughts struct{}

func (noughts) Read(p []byte) (int, error) { return len(p), nil }

func TestUnreadableFiles(t *testing.T) {
	head := "Judul,Catatan\n"
	encrypted := func() []byte {
		f := excelize.NewFile()
		defer f.Close()
		var b bytes.Buffer
		must(t, f.Write(&b, excelize.Options{Password: "rahasia"}))
		return b.Bytes()
	}
	for name, tc := range map[string]struct {
		file []byte
		want *app.Error
	}{
		"nothing":            {nil, sheet.ErrEmpty},
		"blanks":             {[]byte(" \r\n\t"), sheet.ErrEmpty},
		"a picture":          {append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{1, 0, 200, 3}, 100)...), sheet.ErrNotTable},
		"a PDF":              {[]byte("%PDF-1.7\nJudul,Catatan"), sheet.ErrNotTable},
		"a web page":         {[]byte("<!DOCTYPE html><p>Judul,Catatan"), sheet.ErrNotTable},
		"another zip":        {packed(t, map[string]int{"a.txt": 5}), sheet.ErrNotTable},
		"OpenDocument":       {packed(t, map[string]int{"mimetype": 5, "content.xml": 5}), sheet.ErrODS},
		"half a workbook":    {book(t, func(*excelize.File, string) {})[:900], sheet.ErrBroken},
		"no workbook in it":  {packed(t, map[string]int{"[Content_Types].xml": 5}), sheet.ErrBroken},
		"a zip bomb":         {packed(t, map[string]int{"[Content_Types].xml": 5, "xl/worksheets/sheet1.xml": 200 << 20}), sheet.ErrTooBig},
		"an old workbook":    {append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 512)...), sheet.ErrOldExcel},
		"with a password":    {encrypted(), sheet.ErrEncrypted},
		"no header":          {[]byte("satu,dua\ntiga,empat\n"), sheet.ErrNoHeader},
		"an empty workbook":  {book(t, func(*excelize.File, string) {}), sheet.ErrNoHeader},
		"a column twice":     {[]byte("Judul,Catatan,title\nA,x,B\n"), sheet.ErrTwice},
		"a quote left open":  {[]byte(head + "A,x\n\"B,y\nC,z\n"), sheet.ErrQuote},
		"too many columns":   {[]byte(head + strings.Repeat("x,", 400) + "x\n"), sheet.ErrColumns},
		"too many rows":      {[]byte(head + strings.Repeat("A,x\n", 20_001)), sheet.ErrRows},
		"a cell too long":    {[]byte(head + strings.Repeat("x", 40_000) + ",y\n"), sheet.ErrCell},
		"a text of a letter": {[]byte("Yth. Bapak, ini bukan tabel.\n"), sheet.ErrNoHeader},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := sheet.Read(tc.file, fields, sheet.DefaultLimits()); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}

func TestUnknownColumnsAreNamed(t *testing.T) {
	table, err := sheet.Read([]byte("Judul,Catatan,Hobi,,Zodiak\nA,x,,,\n"), fields, sheet.DefaultLimits())
	if err != nil || !slices.Equal(table.Unknown, []string{"Hobi", "Zodiak"}) {
		t.Errorf("%q, %v", table.Unknown, err)
	}
	if !table.Has("title") || table.Has("closes_on") {
		t.Error("columns found are wrong")
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("Judul,Catatan\nA,\"x\ny\"\n"))
	f.Add([]byte("sep=;\nJudul;Catatan\r\nA;b"))
	f.Add([]byte("\xff\xfeJ\x00u\x00"))
	f.Add([]byte("Judul|Catatan\r\"\"\"|"))
	f.Fuzz(func(t *testing.T, file []byte) {
		table, err := sheet.Read(file, fields, sheet.Limits{Rows: 100, Columns: 20, Chars: 1000, Bytes: 1 << 20})
		if err != nil {
			if app.KindOf(err) != app.Invalid {
				t.Errorf("an error that is not for people: %v", err)
			}
			return
		}
		for _, r := range table.Rows {
			if len(r.Cells) == 0 || r.Cells[len(r.Cells)-1] == "" || len(r.Cells) > 20 {
				t.Errorf("row %d: %q", r.Number, r.Cells)
			}
		}
	})
}

// What app/export writes reads back as it was, in every dialect.
func TestExportsReadBack(t *testing.T) {
	words := []string{"", "Perawat", "=1+2", "+62 812", "-5", "@x", "a,b;c|d\te", "baris\nkedua", `"kutip"`, "café 東京", "'apostrof", "0012", "1.500.000", "#N/A", "  "}
	cols := []export.Column{{Header: "Judul"}, {Header: "Gaji terendah", Kind: export.Integer}, {Header: "Tanggal tutup", Kind: export.Date}, {Header: "Catatan"}}
	type line struct {
		title, note string
		salary      int64
		date        string
	}
	rng := rand.New(rand.NewPCG(1, 2))
	var want []line
	for range 200 {
		want = append(want, line{"x" + words[rng.IntN(len(words))], words[rng.IntN(len(words))], rng.Int64N(1e12), time.Unix(rng.Int64N(4e9), 0).In(app.Jakarta).Format(time.DateOnly)})
	}
	for name, open := range map[string]func(w io.Writer) (export.Writer, error){
		"xlsx":      func(w io.Writer) (export.Writer, error) { return export.NewXLSX(w, cols, export.Sheet{Name: "Data"}) },
		"csv":       func(w io.Writer) (export.Writer, error) { return export.NewCSV(w, cols, export.CSVOptions{BOM: true}) },
		"semicolon": func(w io.Writer) (export.Writer, error) { return export.NewCSV(w, cols, export.CSVOptions{Comma: ';'}) },
		"tab": func(w io.Writer) (export.Writer, error) {
			return export.NewCSV(w, cols, export.CSVOptions{Comma: '\t'})
		},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			w, err := open(&b)
			must(t, err)
			for _, l := range want {
				day, err := time.ParseInLocation(time.DateOnly, l.date, app.Jakarta)
				must(t, err, w.Row(l.title, l.salary, day, l.note))
			}
			must(t, w.Close())
			table, err := sheet.Read(b.Bytes(), fields, sheet.DefaultLimits())
			must(t, err)
			var have []line
			for _, r := range table.Rows {
				salary, err := sheet.Integer(table.Cell(r, "salary_min"))
				must(t, err)
				date, err := sheet.Date(table.Cell(r, "closes_on"))
				must(t, err)
				have = append(have, line{sheet.Unescape(table.Cell(r, "title")), sheet.Unescape(table.Cell(r, "note")), salary, date.Format(time.DateOnly)})
			}
			for i := range want {
				want[i].title, want[i].note = strings.TrimSpace(want[i].title), strings.TrimSpace(want[i].note)
				if i >= len(have) || !reflect.DeepEqual(have[i], want[i]) {
					t.Fatalf("row %d: %+v, want %+v", i, have[min(i, len(have)-1)], want[i])
				}
			}
		})
	}
}
