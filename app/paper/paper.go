// Package paper sets documents on paper, as PDF: in the letters of the site,
// with Japanese and accented names as their owners write them.
package paper

import (
	"bytes"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/sfnt"

	"gerbang/app/i18n"
)

// Press makes documents. It is safe for concurrent use.
type Press struct {
	files  map[family][]byte
	shapes map[family]*sfnt.Font // to ask which letters a typeface has
}

// family is a typeface in one weight.
type family string

const (
	bold     family = "bold"
	medium   family = "medium"
	japanese family = "japanese"
)

// New returns a press with two weights of the site's typeface, and one that
// has what they lack, as TrueType files.
func New(boldFile, mediumFile, japaneseFile []byte) (*Press, error) {
	p := &Press{files: map[family][]byte{bold: boldFile, medium: mediumFile, japanese: japaneseFile}, shapes: map[family]*sfnt.Font{}}
	for name, file := range p.files {
		f, err := sfnt.Parse(file)
		if err != nil {
			return nil, fmt.Errorf("paper: %s: %w", name, err)
		}
		p.shapes[name] = f
	}
	return p, nil
}

// Size is a size of paper.
type Size struct {
	Name          string
	Width, Height float64 // mm
}

// The sizes that documents are set for.
var (
	A4 = Size{"a4", 210, 297}
	A6 = Size{"a6", 105, 148}
)

// colour is one of the site's; see static/css/tokens.css.
type colour struct{ r, g, b int }

var (
	sea      = colour{0x0a, 0x4a, 0x57}
	shallow  = colour{0x3f, 0x7a, 0x86}
	turmeric = colour{0xf5, 0xb9, 0x3a}
	ink      = colour{0x14, 0x26, 0x2b}
	faded    = colour{0x45, 0x58, 0x5e}
	line     = colour{0xc9, 0xd5, 0xd7}
	white    = colour{0xff, 0xff, 0xff}
	black    = colour{0, 0, 0}
)

// sheet is a document in the making. What goes wrong is kept by pdf until the
// end.
type sheet struct {
	*Press
	l      *i18n.Locale
	pdf    *fpdf.Fpdf
	size   Size
	loaded map[family]bool
	known  map[letter]bool
	buffer sfnt.Buffer
}

// begin starts a document without a page.
func (p *Press) begin(l *i18n.Locale, size Size, title string, made time.Time) *sheet {
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: fpdf.SizeType{Wd: size.Width, Ht: size.Height}})
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(0, 0, 0)
	pdf.SetTitle(title, true)
	pdf.SetCreator(l.T("layout.site"), true)
	pdf.SetLang(l.Tag())
	pdf.SetCreationDate(made)
	pdf.SetModificationDate(made)
	pdf.SetCatalogSort(true)
	return &sheet{Press: p, l: l, pdf: pdf, size: size, loaded: map[family]bool{}, known: map[letter]bool{}}
}

// end returns the finished file.
func (s *sheet) end() ([]byte, error) {
	var out bytes.Buffer
	if err := s.pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("paper: %w", err)
	}
	return out.Bytes(), nil
}

func (s *sheet) fill(c colour)   { s.pdf.SetFillColor(c.r, c.g, c.b) }
func (s *sheet) stroke(c colour) { s.pdf.SetDrawColor(c.r, c.g, c.b) }
