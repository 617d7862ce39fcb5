package document

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
)

// maxInflated bounds what the compressed parts of one file may grow to.
const maxInflated = 32 << 20

// acting are the names that a PDF needs to run code, to start programs, to
// fetch or send, and to carry other files. They are long enough never to
// occur by chance in the bytes of a picture. A script in an action needs
// JavaScript or Rendition besides JS, so the short name need not be looked for.
var acting = map[string]bool{
	"JavaScript": true, "Rendition": true, "Launch": true, "EmbeddedFile": true, "EmbeddedFiles": true,
	"RichMedia": true, "SubmitForm": true, "ImportData": true, "GoToE": true, "XFA": true,
}

// checkPDF refuses a PDF that acts, that cannot be looked into, or that is none.
func checkPDF(b []byte) error {
	if len(b) > MaxBytes {
		return ErrSize
	}
	if !bytes.Contains(b, []byte("startxref")) || !bytes.Contains(b, []byte("%%EOF")) {
		return ErrBroken
	}
	if names(b)["Encrypt"] {
		return ErrLocked
	}
	if acts(b) {
		return ErrActive
	}
	return checkStreams(b)
}

// checkStreams looks into the streams that hold objects: what stands in them
// is written as outside, but compressed.
func checkStreams(b []byte) error {
	left := int64(maxInflated)
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte("stream"))
		if i < 0 {
			return nil
		}
		start := at + i
		at = start + len("stream")
		if start >= 3 && string(b[start-3:start]) == "end" {
			continue
		}
		dictionary := b[max(0, start-4096):start]
		if last := bytes.LastIndex(dictionary, []byte("obj")); last >= 0 {
			dictionary = dictionary[last:]
		}
		// Readers need First to find the objects in such a stream.
		named := names(dictionary)
		if !named["First"] || !named["N"] && !named["ObjStm"] {
			continue
		}
		body := bytes.TrimLeft(b[at:], "\r\n")
		if end := bytes.Index(body, []byte("endstream")); end >= 0 {
			body = body[:end]
		}
		if named["FlateDecode"] || named["Fl"] {
			var err error
			if body, err = inflate(body, left); err != nil {
				return ErrBroken.Because(err)
			}
			left -= int64(len(body))
		} else if named["Filter"] || named["F"] {
			return ErrBroken // packed in a way that nobody uses for objects
		}
		if acts(body) {
			return ErrActive
		}
	}
}

var errTooMuch = errors.New("compressed parts grow too large")

func inflate(b []byte, most int64) ([]byte, error) {
	r, err := zlib.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	out, err := io.ReadAll(io.LimitReader(r, most+1))
	if int64(len(out)) > most {
		return nil, errTooMuch
	}
	return out, err
}

func acts(b []byte) bool {
	for name := range names(b) {
		if acting[name] {
			return true
		}
	}
	return false
}

// longestName is longer than any name that is looked for.
const longestName = 48

// names returns the PDF names in b, those written with #xx as readers
// understand them. Bytes that are no PDF syntax give names too; nobody asks
// for those.
func names(b []byte) map[string]bool {
	found := map[string]bool{}
	var name [longestName]byte
	for {
		i := bytes.IndexByte(b, '/')
		if i < 0 {
			return found
		}
		b = b[i+1:]
		n := 0
		for n < len(name) && len(b) > 0 && !delimits(b[0]) {
			ch, width := b[0], 1
			if ch == '#' && len(b) > 2 && hex(b[1]) >= 0 && hex(b[2]) >= 0 {
				ch, width = byte(hex(b[1])<<4|hex(b[2])), 3
			}
			name[n] = ch
			n++
			b = b[width:]
		}
		if known := string(name[:n]); acting[known] || asked[known] {
			found[known] = true
		}
	}
}

// asked are the names that say how to look into a file.
var asked = map[string]bool{"Encrypt": true, "First": true, "N": true, "ObjStm": true, "Filter": true, "F": true, "FlateDecode": true, "Fl": true}

func delimits(c byte) bool { return bytes.IndexByte([]byte("\x00\t\n\f\r ()<>[]{}/%"), c) >= 0 }

func hex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
