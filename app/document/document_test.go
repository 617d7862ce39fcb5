package document_test

import (
	"bytes"
	"compress/zlib"
	"errors"
	"image"
	"image/png"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"gerbang/app/document"
	"gerbang/app/picture"
)

// pdf makes a file of objects, as plain as one can be.
func pdf(objects ...string) []byte {
	return []byte("%PDF-1.7\n" + strings.Join(objects, "\n") + "\nxref\n0 1\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n")
}

func deflate(s string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.String()
}

func stream(dictionary, body string) string {
	return "4 0 obj << " + dictionary + " /Length " + strconv.Itoa(len(body)) + " >>\nstream\n" + body + "\nendstream endobj"
}

func TestClean(t *testing.T) {
	page := "1 0 obj << /Type /Catalog /Pages 2 0 R /Outlines << /First 5 0 R /Last 5 0 R >> >> endobj"
	objects := "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"
	tests := []struct {
		name string
		file []byte
		want error
	}{
		{"plain", pdf(page), nil},
		{"objects packed", pdf(page, stream(objects, deflate("1 0 << /Type /Page >>"))), nil},
		{"objects not packed", pdf(page, stream("/Type /ObjStm /N 1 /First 4", "1 0 << /Type /Page >>")), nil},
		{"text on a page", pdf(page, stream("/Filter /FlateDecode", deflate("BT (about /Launch in words) Tj ET"))), nil},
		{"damaged picture", pdf(page, stream("/Subtype /Image /Filter /FlateDecode", "no zlib")), nil},
		{"script", pdf(page, "3 0 obj << /S /JavaScript /JS (app.alert(1)) >> endobj"), document.ErrActive},
		{"script, name disguised", pdf(page, "3 0 obj << /S /J#61va#53cript /JS (x) >> endobj"), document.ErrActive},
		{"script of a rendition", pdf(page, "3 0 obj <</S/Rendition/JS(x)>> endobj"), document.ErrActive},
		{"starts a program", pdf(page, "3 0 obj << /S/Launch /F (cmd.exe) >> endobj"), document.ErrActive},
		{"carries a file", pdf(page, "3 0 obj << /Type /EmbeddedFile >> endobj"), document.ErrActive},
		{"sends", pdf(page, "3 0 obj << /S /SubmitForm >> endobj"), document.ErrActive},
		{"script, packed", pdf(page, stream(objects, deflate("1 0 << /S /JavaScript /JS (x) >>"))), document.ErrActive},
		{"script, packed, type disguised", pdf(page, stream("/Type /Obj#53tm /N 1 /Fir#73t 4 /Filter [/Fl]", deflate("1 0 << /S /Launch >>"))), document.ErrActive},
		{"script, packed twice over", pdf(page, stream("/Type /ObjStm /N 1 /First 4 /Filter [/ASCIIHexDecode]", "7b")), document.ErrBroken},
		{"packed objects damaged", pdf(page, stream(objects, "no zlib")), document.ErrBroken},
		{"packed objects without end", pdf(page, stream(objects, deflate(strings.Repeat(" ", 33<<20)))), document.ErrBroken},
		{"password", []byte(strings.Replace(string(pdf(page)), "/Root", "/Encrypt 9 0 R /Root", 1)), document.ErrLocked},
		{"half of one", []byte("%PDF-1.7\n" + page), document.ErrBroken},
		{"too large", append(pdf(page), make([]byte, document.MaxBytes)...), document.ErrSize},
		{"page of the web", []byte("<!doctype html><script>alert(1)</script>"), document.ErrType},
		{"page of the web before a PDF", append([]byte("<script>alert(1)</script>"), pdf(page)...), document.ErrType},
		{"program", []byte("MZ\x90\x00"), document.ErrType},
		{"nothing", nil, document.ErrType},
		{"damaged photo", []byte("\xff\xd8\xff\xe0 nothing follows"), picture.ErrBroken},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := document.Clean(t.Context(), tt.file)
			if !errors.Is(err, tt.want) {
				t.Fatalf("error %v, want %v", err, tt.want)
			}
			if tt.want == nil && (d.Type != document.PDF || !bytes.Equal(d.Data, tt.file)) {
				t.Errorf("%s of %d bytes", d.Type, len(d.Data))
			}
		})
	}
}

func TestCleanPhoto(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 20))); err != nil {
		t.Fatal(err)
	}
	d, err := document.Clean(t.Context(), b.Bytes())
	if err != nil || d.Type != picture.PNG && d.Type != picture.JPEG || d.Width != 40 || d.Height != 20 {
		t.Errorf("%+v, %v", d, err)
	}
}

// The bytes of a scan are as good as random; none of them may look like an
// action.
func TestScansPass(t *testing.T) {
	noise := rand.NewChaCha8([32]byte{1})
	body := make([]byte, 6<<20)
	noise.Read(body)
	if _, err := document.Clean(t.Context(), pdf("1 0 obj << /Type /Catalog >> endobj", stream("/Subtype /Image /Filter /DCTDecode", string(body)))); err != nil {
		t.Error(err)
	}
}

func FuzzClean(f *testing.F) {
	f.Add(pdf(stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", deflate("1 0 <<>>"))))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, _ = document.Clean(t.Context(), append([]byte("%PDF-"), b...))
	})
}
