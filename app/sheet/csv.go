package sheet

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func readCSV(file []byte, fields []Field, l Limits) (*Table, error) {
	if int64(len(file)) > l.Bytes {
		return nil, ErrTooBig
	}
	text, err := decode(file)
	if err != nil {
		return nil, err
	}
	text, comma := separator(text)
	m := newMatcher(fields)
	head, err := locate(&csvReader{text: text, comma: comma}, m, l)
	if err != nil {
		return nil, err
	}
	t, err := head.table(m, "")
	if err != nil {
		return nil, err
	}
	return t, collect(&csvReader{text: text, comma: comma}, t, head.row, l)
}

// decode returns the text of a file in UTF-8. Without a byte order mark it is
// taken for UTF-8 if it can be, for UTF-16 when every other byte is mostly
// nought, and otherwise for the code page of Windows.
func decode(file []byte) (string, error) {
	utf16 := func(e unicode.Endianness) (string, error) { return decodeAs(unicode.UTF16(e, unicode.UseBOM), file) }
	switch {
	case bytes.HasPrefix(file, []byte("\xef\xbb\xbf")):
		return sane(strings.ToValidUTF8(string(file[3:]), "\uFFFD"))
	case bytes.HasPrefix(file, []byte("\xff\xfe")):
		return utf16(unicode.LittleEndian)
	case bytes.HasPrefix(file, []byte("\xfe\xff")):
		return utf16(unicode.BigEndian)
	}
	if even, odd := noughts(file); odd > len(file)/4 && even < len(file)/16 {
		return decodeAs(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), file)
	} else if even > len(file)/4 && odd < len(file)/16 {
		return decodeAs(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), file)
	}
	if utf8.Valid(file) {
		return sane(string(file))
	}
	return decodeAs(charmap.Windows1252, file)
}

func decodeAs(e encoding.Encoding, file []byte) (string, error) {
	text, err := e.NewDecoder().Bytes(file)
	if err != nil {
		return "", ErrNotTable.Because(err)
	}
	return sane(string(text))
}

// noughts counts the zero bytes at even and at odd places.
func noughts(b []byte) (even, odd int) {
	for i, c := range b {
		if c != 0 {
			continue
		}
		if i%2 == 0 {
			even++
		} else {
			odd++
		}
	}
	return even, odd
}

// sane refuses what is no text: pictures, documents, programs.
func sane(text string) (string, error) {
	if strings.HasPrefix(text, "%PDF") || strings.HasPrefix(text, "{\\rtf") || strings.HasPrefix(strings.ToLower(strings.TrimSpace(text[:min(64, len(text))])), "<!doctype") {
		return "", ErrNotTable
	}
	control := 0
	for i := range len(text) {
		if c := text[i]; c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			control++
		}
	}
	if control > len(text)/100 {
		return "", ErrNotTable
	}
	return text, nil
}

// separators are what may stand between fields, the likeliest first.
const separators = ",;\t|"

// separator returns what stands between the fields: the sign that splits the
// first lines into the most fields of an equal number. A first line "sep=;",
// which Excel understands, decides and is taken away.
func separator(text string) (rest string, comma byte) {
	if line, after, _ := strings.Cut(text, "\n"); len(line) < 10 {
		if sign, ok := strings.CutPrefix(strings.ToLower(strings.TrimSpace(line)), "sep="); ok && len(sign) == 1 && strings.Contains(separators, sign) {
			return after, sign[0]
		}
	}
	comma = ','
	best := 0
	for i := range len(separators) {
		r := &csvReader{text: text, comma: separators[i]}
		counts := map[int]int{} // fields in a line → lines
		for range headerSearch {
			row, err := r.next()
			if err != nil || row == nil {
				break
			}
			if n := len(row.Cells); n > 1 {
				counts[n]++
			}
		}
		score := 0
		for fields, lines := range counts {
			score = max(score, fields*lines)
		}
		if score > best {
			comma, best = separators[i], score
		}
	}
	return text, comma
}

// csvReader reads records as spreadsheets write them. A quotation mark means
// something only at the start of a field, so that 5" in the middle of one
// does no harm; what follows a closing mark belongs to the field.
type csvReader struct {
	text   string
	comma  byte
	number int
}

func (r *csvReader) next() (*Row, error) {
	if r.text == "" {
		return nil, nil
	}
	r.number++
	row := &Row{Number: r.number}
	for {
		field, end, ok := r.field()
		if !ok {
			return nil, ErrQuote.With("row", r.number)
		}
		row.Cells = append(row.Cells, strings.ToValidUTF8(field, "\uFFFD"))
		if end != r.comma {
			return row, nil
		}
	}
}

// field takes one field off the text. It returns the sign that ended it: the
// separator, '\n' for the end of a line, or 0 at the end of the file. It is
// not ok when a quotation mark was never closed.
func (r *csvReader) field() (field string, end byte, ok bool) {
	start := len(r.text) - len(strings.TrimLeft(r.text, " "))
	if start == len(r.text) || r.text[start] != '"' {
		field, end = r.until(0)
		return field, end, true
	}
	var b strings.Builder
	for i := start + 1; ; {
		next := strings.IndexByte(r.text[i:], '"')
		if next < 0 {
			return "", 0, false
		}
		b.WriteString(r.text[i : i+next])
		i += next + 1
		if i < len(r.text) && r.text[i] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		tail, end := r.until(i)
		b.WriteString(strings.TrimRight(tail, " "))
		return strings.ReplaceAll(b.String(), "\r\n", "\n"), end, true
	}
}

// until returns the text from i to the end of the field and takes it all off.
func (r *csvReader) until(i int) (text string, end byte) {
	rest := r.text[i:]
	stop := -1
	for j := range len(rest) {
		if c := rest[j]; c == r.comma || c == '\n' || c == '\r' {
			stop = j
			break
		}
	}
	if stop < 0 {
		r.text = ""
		return rest, 0
	}
	text, end = rest[:stop], rest[stop]
	rest = rest[stop+1:]
	if end == '\r' { // of a line ended by both, or on an old Macintosh by this alone
		rest = strings.TrimPrefix(rest, "\n")
		end = '\n'
	}
	r.text = rest
	return text, end
}
