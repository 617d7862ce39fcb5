// Package card draws the picture that is shown where a page of the site is shared: 1200×630 pixels in the look of
// the site, with what matters of a job or an event in letters that are still read as a thumbnail.
package card

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/font/sfnt"
)

// Size of a card in pixels, as the services that show it ask for.
const (
	Width  = 1200
	Height = 630
)

// Card is what a picture says. Every part but Title may be empty.
type Card struct {
	Site    string // the name of the site
	Eyebrow string // what it is: "Lowongan kerja · SSW"
	Title   string
	Lead    string // the pay, in the largest letters after the title
	Note    string // beside the lead, such as the estimate in rupiah; by itself a sentence
	Place   string
	Date    *Date // a leaf of a calendar instead of a lead
	Badges  []Badge
	Foot    string // where to find it
}

// Date is the day on the leaf of a calendar.
type Date struct{ Weekday, Day, Month string }

// Badge is a short word on a ground of its own.
type Badge struct {
	Text string
	Kind BadgeKind
}

// BadgeKind is the look of a badge.
type BadgeKind int

// The looks of a badge.
const (
	Plain    BadgeKind = iota
	Verified           // with a tick
	Accent
)

// Painter draws cards. It is safe for concurrent use.
type Painter struct {
	bold, medium *sfnt.Font
	other        *sfnt.Font // has what they lack; nil when there is none
}

// New returns a painter with two weights of a typeface, as TrueType files.
func New(bold, medium []byte) (*Painter, error) {
	b, err := sfnt.Parse(bold)
	if err != nil {
		return nil, fmt.Errorf("card: bold: %w", err)
	}
	m, err := sfnt.Parse(medium)
	if err != nil {
		return nil, fmt.Errorf("card: medium: %w", err)
	}
	return &Painter{bold: b, medium: m}, nil
}

// With returns a painter that writes what its typeface lacks, such as
// Japanese, with another one.
func (p *Painter) With(other []byte) (*Painter, error) {
	f, err := sfnt.Parse(other)
	if err != nil {
		return nil, fmt.Errorf("card: other: %w", err)
	}
	return &Painter{bold: p.bold, medium: p.medium, other: f}, nil
}

// Colours of the site; see static/css/tokens.css.
var (
	sea      = color.RGBA{0x0a, 0x4a, 0x57, 0xff}
	deep     = color.RGBA{0x07, 0x36, 0x3f, 0xff}
	shallow  = color.RGBA{0x0d, 0x5c, 0x6b, 0xff}
	white    = color.RGBA{0xff, 0xff, 0xff, 0xff}
	pale     = color.RGBA{0xcf, 0xe5, 0xe8, 0xff}
	turmeric = color.RGBA{0xf5, 0xb9, 0x3a, 0xff}
	ink      = color.RGBA{0x14, 0x26, 0x2b, 0xff}
	green    = color.RGBA{0x12, 0x63, 0x3b, 0xff}
	mint     = color.RGBA{0xe2, 0xf4, 0xe9, 0xff}
	faded    = color.RGBA{0x45, 0x58, 0x5e, 0xff}
	foam     = color.RGBA{0x3f, 0x7a, 0x86, 0xff}
	black    = color.RGBA{0x00, 0x00, 0x00, 0xff}
)

// Where things stand.
const (
	margin    = 72
	leafWidth = 208
	foot      = 566 // baseline of the last line
)

// PNG draws the card as a PNG file.
func (p *Painter) PNG(c Card) ([]byte, error) {
	canvas := image.NewRGBA(image.Rect(0, 0, Width, Height))
	draw.Draw(canvas, canvas.Bounds(), image.NewUniform(sea), image.Point{}, draw.Src)
	b := &brush{painter: p, canvas: canvas}
	b.water()
	b.brand(c.Site, margin, 56, 1.75)
	b.eyebrow(c.Eyebrow)
	left := margin
	if c.Date != nil {
		b.leaf(*c.Date, margin, 190)
		left += leafWidth + 44
	}
	b.body(c, left)
	b.footer(c.Foot, b.badges(c.Badges))
	if b.err != nil {
		return nil, b.err
	}
	return encode(canvas, palette)
}

// Where the body may stand, between the brand and the waves.
const (
	bodyTop    = 146
	bodyBottom = 460
)

// row is one line under the title: how high it is, and how it is drawn with its baseline at y.
type row struct {
	height int
	draw   func(y int)
}

// body is the title with what follows it, in the middle of its place; longer titles are set smaller.
func (b *brush) body(c Card, left int) {
	width := Width - margin - left
	rows := append(b.pay(c, left, width), b.place(c, left, width)...)
	room := bodyBottom - bodyTop - 6
	for _, r := range rows {
		room -= r.height
	}
	size, lines := b.fit(c.Title, width, room)
	y := bodyTop + (room-titleHeight(size, len(lines)))/2
	for _, line := range lines {
		y += lineHeight(size)
		b.text(b.painter.bold, size, left, y-int(size*.26), white, line)
	}
	y += 6
	for _, r := range rows {
		y += r.height
		r.draw(y - 8)
	}
}

// pay is the lead with its note beside it, or below where it does not fit.
func (b *brush) pay(c Card, left, width int) []row {
	const large, small, gap = 50, 30, 24
	bold, medium := b.painter.bold, b.painter.medium
	lead, note := b.clip(bold, large, c.Lead, width), b.clip(medium, small, c.Note, width)
	beside := left + b.width(bold, large, lead) + gap
	apart := note != "" && (lead == "" || beside+b.width(medium, small, note) > left+width)
	var rows []row
	if lead != "" {
		rows = append(rows, row{70, func(y int) {
			b.text(bold, large, left, y, turmeric, lead)
			if !apart {
				b.text(medium, small, beside, y, pale, note)
			}
		}})
	}
	if apart {
		rows = append(rows, row{44, func(y int) { b.text(medium, small, left, y, pale, note) }})
	}
	return rows
}

func (b *brush) place(c Card, left, width int) []row {
	const size, indent = 34, 40
	place := b.clip(b.painter.medium, size, c.Place, width-indent)
	if place == "" {
		return nil
	}
	return []row{{54, func(y int) {
		b.pin(left+12, y-12)
		b.text(b.painter.medium, size, left+indent, y, white, place)
	}}}
}
