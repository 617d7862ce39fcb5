package export_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"gerbang/app/export"
)

var wib = time.FixedZone("WIB", 7*60*60)

func writeCSV(t testing.TB, cols []export.Column, o export.CSVOptions, rows ...[]any) string {
	t.Helper()
	var b bytes.Buffer
	w, err := export.NewCSV(&b, cols, o)
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
	return b.String()
}

func TestCSVValues(t *testing.T) {
	evening := time.Date(2026, 12, 12, 18, 5, 9, 999, time.UTC) // 01.05 of the next day in WIB
	tests := []struct {
		name  string
		kind  export.Kind
		value any
		want  string
	}{
		{"text", export.Text, "Siti Aminah", "Siti Aminah"},
		{"leading zeros", export.Text, "003/012", "003/012"},
		{"NIK", export.Text, "3174010101900001", "3174010101900001"},
		{"bytes", export.Text, []byte("lulus"), "lulus"},
		{"separator", export.Text, "Aminah, Siti", `"Aminah, Siti"`},
		{"other separator", export.Text, "a;b", `"a;b"`},
		{"quotes", export.Text, `Siti "Ami" Aminah`, `"Siti ""Ami"" Aminah"`},
		{"line break", export.Text, "Jl. A\r\nNo. 1", "\"Jl. A\r\nNo. 1\""},
		{"blanks at the ends", export.Text, " a ", `" a "`},
		{"kanji", export.Text, "介護", "介護"},
		{"emoji", export.Text, "🎫", "🎫"},
		{"control characters", export.Text, "a\x00b\x1bc", "abc"},
		{"only control characters", export.Text, "\x00\x01", ""},
		{"not UTF-8", export.Text, "a\xffb", "a\uFFFDb"},
		{"integer", export.Integer, int64(-42), "-42"},
		{"int", export.Integer, 7, "7"},
		{"big integer", export.Integer, int64(math.MaxInt64), "9223372036854775807"},
		{"integer in a text column", export.Text, int64(81), "81"},
		{"decimal", export.Decimal, 82.5, "82.5"},
		{"negative decimal", export.Decimal, -0.25, "-0.25"},
		{"no exponent", export.Decimal, 1e21, "1000000000000000000000"},
		{"whole decimal", export.Decimal, 1500000.0, "1500000"},
		{"NaN", export.Decimal, math.NaN(), ""},
		{"infinity", export.Decimal, math.Inf(-1), ""},
		{"date", export.Date, evening, "2026-12-13"},
		{"date from the database", export.Date, time.Date(2001, 2, 3, 0, 0, 0, 0, time.UTC), "2001-02-03"},
		{"time", export.DateTime, evening, "2026-12-13 01:05:09"},
		{"zero time", export.DateTime, time.Time{}, ""},
		{"true", export.Bool, true, "TRUE"},
		{"false", export.Bool, false, "FALSE"},
		{"nil", export.Text, nil, ""},
		{"empty", export.Text, "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cols := []export.Column{{Header: "No", Kind: export.Integer}, {Header: "Nilai", Kind: test.kind}}
			got := writeCSV(t, cols, export.CSVOptions{}, []any{int64(1), test.value})
			if want := "No,Nilai\r\n1," + test.want + "\r\n"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestCSVNeutralisesFormulas(t *testing.T) {
	cols := []export.Column{{Header: "=1+1"}}
	tests := []struct{ value, want string }{
		{"=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"},
		{"+6281234567890", "'+6281234567890"},
		{"-1+2", "'-1+2"},
		{"@SUM(A1)", "'@SUM(A1)"},
		{"\t=1", "'\t=1"},
		{"\r=1", "'\r=1"},
		{"\n=1", "'\n=1"},
		{"  =1", "'  =1"},
		{"\u00a0=1", "'\u00a0=1"},
		{"\x01=1", "'=1"},
		{"＝1", "'＝1"},
		{"a=1", "a=1"},
		{"1-2", "1-2"},
		{"介護", "介護"},
		{" a", " a"},
	}
	for _, test := range tests {
		out := writeCSV(t, cols, export.CSVOptions{}, []any{test.value})
		records, err := csv.NewReader(strings.NewReader(out)).ReadAll()
		if err != nil {
			t.Fatalf("%q: %v", test.value, err)
		}
		if records[0][0] != "'=1+1" {
			t.Errorf("header %q is a formula", records[0][0])
		}
		// A reader turns the line break within a field into \n; compare as written.
		if got := strings.ReplaceAll(out, `""`, `"`); !strings.Contains(got, test.want) {
			t.Errorf("%q became %q, want %q", test.value, got, test.want)
		}
	}
	numbers := []export.Column{{Header: "A", Kind: export.Integer}, {Header: "B", Kind: export.Decimal}}
	if got, want := writeCSV(t, numbers, export.CSVOptions{}, []any{int64(-1), -1.5}), "A,B\r\n-1,-1.5\r\n"; got != want {
		t.Errorf("negative numbers: got %q, want %q", got, want)
	}
}

func TestCSVDialects(t *testing.T) {
	cols := []export.Column{{Header: "ID"}, {Header: "Nilai", Kind: export.Decimal}}
	tests := []struct {
		name string
		o    export.CSVOptions
		want string
	}{
		{"comma", export.CSVOptions{Comma: ','}, "\"ID\",Nilai\r\nx,1.5\r\n"},
		{"semicolon", export.CSVOptions{Comma: ';'}, "\"ID\";Nilai\r\nx;1,5\r\n"},
		{"tab", export.CSVOptions{Comma: '\t'}, "\"ID\"\tNilai\r\nx\t1.5\r\n"},
		{"byte order mark", export.CSVOptions{BOM: true}, "\uFEFF\"ID\",Nilai\r\nx,1.5\r\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := writeCSV(t, cols, test.o, []any{"x", 1.5}); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	if _, err := export.NewCSV(io.Discard, cols, export.CSVOptions{Comma: '"'}); err == nil {
		t.Error("a quote was taken as separator")
	}
}

func TestCSVKeepsEmptyRowsOfOneColumn(t *testing.T) {
	out := writeCSV(t, []export.Column{{Header: "Nama"}}, export.CSVOptions{}, []any{"a"}, []any{""}, []any{nil}, []any{"b"})
	records, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(records) != 5 {
		t.Errorf("read %d rows, want 5: %q", len(records), out)
	}
}

// formats opens both writers over the same columns.
var formats = map[string]func(io.Writer, []export.Column) (export.Writer, error){
	"csv": func(w io.Writer, cols []export.Column) (export.Writer, error) {
		return export.NewCSV(w, cols, export.CSVOptions{})
	},
	"xlsx": func(w io.Writer, cols []export.Column) (export.Writer, error) {
		return export.NewXLSX(w, cols, export.Sheet{Name: "Peserta", Info: [][2]string{{"Acara", "Bursa"}}})
	},
}

func TestWrongRowsAreRefused(t *testing.T) {
	cols := []export.Column{{Header: "A"}, {Header: "B"}}
	tests := []struct {
		name string
		row  []any
	}{
		{"too few", []any{"a"}},
		{"too many", []any{"a", "b", "c"}},
		{"unknown type", []any{"a", struct{}{}}},
	}
	for format, open := range formats {
		for _, test := range tests {
			t.Run(format+" "+test.name, func(t *testing.T) {
				w, err := open(io.Discard, cols)
				if err != nil {
					t.Fatal(err)
				}
				first := w.Row(test.row...)
				if first == nil {
					t.Fatal("no error")
				}
				if err := w.Row("a", "b"); !errors.Is(err, first) {
					t.Errorf("the next row gives %v, want %v", err, first)
				}
				if err := w.Close(); !errors.Is(err, first) {
					t.Errorf("Close gives %v, want %v", err, first)
				}
			})
		}
		t.Run(format+" unfinished row", func(t *testing.T) {
			w, err := open(io.Discard, cols)
			if err != nil {
				t.Fatal(err)
			}
			w.(export.Cells).Text("a")
			if w.Close() == nil {
				t.Error("Close accepts half a row")
			}
		})
		t.Run(format+" after Close", func(t *testing.T) {
			w, err := open(io.Discard, cols)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(w.Close(), w.Close()); err != nil {
				t.Fatal(err)
			}
			if w.Row("a", "b") == nil {
				t.Error("a closed table takes a row")
			}
		})
		t.Run(format+" no columns", func(t *testing.T) {
			if _, err := open(io.Discard, nil); err == nil {
				t.Error("no error")
			}
		})
	}
}

var errBroken = errors.New("connection lost")

// brokenPipe takes n bytes.
type brokenPipe struct{ n int }

func (p *brokenPipe) Write(b []byte) (int, error) {
	if p.n -= len(b); p.n < 0 {
		return 0, errBroken
	}
	return len(b), nil
}

func TestWriteErrorsAreReported(t *testing.T) {
	for format, open := range formats {
		t.Run(format, func(t *testing.T) {
			if w, err := open(&brokenPipe{0}, []export.Column{{Header: "A"}}); !errors.Is(err, errBroken) || w != nil {
				t.Fatalf("opening gives %v, %v", w, err)
			}
			w, err := open(&brokenPipe{20_000}, []export.Column{{Header: "A"}})
			if err != nil {
				t.Fatal(err)
			}
			for i := range int64(1_000_000) {
				if err = w.Row(i * 7919); err != nil {
					break
				}
			}
			if !errors.Is(err, errBroken) {
				t.Errorf("Row gives %v", err)
			}
			if err := w.Close(); !errors.Is(err, errBroken) {
				t.Errorf("Close gives %v", err)
			}
		})
	}
}

// bufferedBody is a buffered HTTP body: nothing has left before Flush.
type bufferedBody struct{ held, sent int }

func (b *bufferedBody) Write(p []byte) (int, error) { b.held += len(p); return len(p), nil }
func (b *bufferedBody) Flush() error                { b.sent += b.held; b.held = 0; return nil }

func TestFirstBytesLeaveAtOnce(t *testing.T) {
	for format, open := range formats {
		var body bufferedBody
		if _, err := open(&body, []export.Column{{Header: "Nama"}}); err != nil {
			t.Fatal(err)
		}
		if body.sent == 0 {
			t.Errorf("%s: nothing was sent before the first row", format)
		}
	}
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{"", "a,b", `"`, "'=1", "=1+1", "+62 812", "\r\n", "a\rb", " ", "\x00", "\xff", "介護", "\\.", ";", "\uFEFF", "\uFFFE"} {
		f.Add(s, s+"x", int64(len(s)))
	}
	f.Fuzz(func(t *testing.T, a, b string, n int64) {
		cols := []export.Column{{Header: "A"}, {Header: "B"}, {Header: "N", Kind: export.Integer}}
		for _, comma := range []rune{',', ';', '\t'} {
			out := writeCSV(t, cols, export.CSVOptions{Comma: comma}, []any{a, b, n})
			if !utf8.ValidString(out) {
				t.Fatalf("not UTF-8: %q", out)
			}
			r := csv.NewReader(strings.NewReader(out))
			r.Comma = comma
			records, err := r.ReadAll()
			if err != nil || len(records) != 2 {
				t.Fatalf("%q: %d records, %v", out, len(records), err)
			}
			for i, want := range []string{a, b} {
				want = strings.ReplaceAll(removeControls(want), "\r\n", "\n")
				got := records[1][i]
				if want != "" && strings.ContainsAny(want[:1], "=+-@\t\r\n") && !strings.HasPrefix(got, "'") {
					t.Fatalf("%q is a formula", got)
				}
				if got != want && got != "'"+want {
					t.Fatalf("%q came back as %q", want, got)
				}
			}
		}
	})
}

// removeControls gives what both formats keep of s; the conversion turns each bad byte into U+FFFD.
func removeControls(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r':
			return r
		case r < 0x20, r == 0xFFFE, r == 0xFFFF:
			return -1
		}
		return r
	}, string([]rune(s)))
}
