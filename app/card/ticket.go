package card

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/font/sfnt"
)

// Ticket is what the picture of a ticket says, to be kept among the photos of
// a phone. Only Facts and what explains may be empty.
type Ticket struct {
	Site    string
	Kind    string // what it lets in to: "Bursa kerja"
	Event   string
	Holder  string // what the name is: "Nama pemegang tiket"
	Name    string
	Facts   []Fact
	Modules [][]bool // of the QR code, without its quiet zone; true is dark
	Code    string   // as people type it
	Hint    string
	Foot    string // where it is from
}

// Fact is a thing worth knowing under its name.
type Fact struct{ Term, Text string }

// Where things stand on a ticket.
const (
	ticketWidth  = 1080
	ticketMargin = 76
	ticketBand   = 168
	moduleSide   = 28 // whole pixels, so that edges are sharp
)

// TicketPNG draws a ticket as a PNG file, as high as its texts need.
func (p *Painter) TicketPNG(t Ticket) ([]byte, error) {
	canvas := image.NewRGBA(image.Rect(0, 0, ticketWidth, 2400))
	draw.Draw(canvas, canvas.Bounds(), image.White, image.Point{}, draw.Src)
	b := &brush{painter: p, canvas: canvas}
	b.surf(ticketBand)
	b.brand(t.Site, ticketMargin, 44, 2)
	const kind = 34
	name := b.clip(p.medium, kind, t.Kind, ticketWidth/2-ticketMargin)
	b.text(p.medium, kind, ticketWidth-ticketMargin-b.width(p.medium, kind, name), 92, white, name)

	y := b.lines(p.bold, []float64{62, 54, 46}, 250, 3, ink, t.Event) + 26
	y = b.lines(p.medium, []float64{28}, y, 1, faded, t.Holder)
	y = b.lines(p.bold, []float64{54, 46, 40}, y, 2, sea, t.Name)
	for _, f := range t.Facts {
		y = b.lines(p.medium, []float64{28}, y+22, 1, faded, f.Term)
		y = b.lines(p.bold, []float64{38}, y, 2, ink, f.Text)
	}
	y = b.modules(t.Modules, y+4)
	y = b.centred(p.bold, 92, y+62, black, t.Code)
	y = b.centred(p.medium, 32, y+4, faded, t.Hint)
	y = b.centred(p.medium, 26, y+26, faded, t.Foot)
	if b.err != nil {
		return nil, b.err
	}
	return encode(canvas.SubImage(image.Rect(0, 0, ticketWidth, y+44)).(*image.RGBA), ticketPalette)
}

// lines sets a text from the top y on, in the largest of the sizes in which it
// needs no more than n lines, and returns where it ends.
func (b *brush) lines(f *sfnt.Font, sizes []float64, y, n int, c color.Color, s string) int {
	const width = ticketWidth - 2*ticketMargin
	s = b.painter.readable(f, s)
	var lines []string
	size := 0.0
	for _, size = range sizes {
		if lines = b.wrap(s, size, width); len(lines) <= n && b.fits(lines, size, width) {
			break
		}
	}
	for i := range lines[:min(n, len(lines))] {
		line := lines[i]
		if i == n-1 && len(lines) > n {
			line += " " + lines[i+1]
		}
		b.text(f, size, ticketMargin, y+int(size*.95), c, b.clip(f, size, line, width))
		y += int(size * 1.24)
	}
	return y
}

// centred sets one line with its top at y.
func (b *brush) centred(f *sfnt.Font, size float64, y int, c color.Color, s string) int {
	s = b.clip(f, size, s, ticketWidth-2*ticketMargin)
	b.text(f, size, (ticketWidth-b.width(f, size, s))/2, y+int(size*.95), c, s)
	return y + int(size*1.24)
}

// surf is the band of deep water at the upper edge.
func (b *brush) surf(height float64) {
	for _, w := range []struct {
		lower, shift float64
		c            color.Color
	}{{20, 40, foam}, {0, 0, sea}} {
		b.shape(image.Rect(0, 0, ticketWidth, int(height)+48), w.c, func(p *pen) {
			p.move(0, 0)
			p.line(ticketWidth, 0)
			for x := ticketWidth; x >= 0; x -= 4 {
				p.line(float64(x), height+w.lower+13*math.Sin((float64(x)+w.shift)*2*math.Pi/216))
			}
			p.close()
		})
	}
}

// modules draws the QR code; the quiet zone of four modules around it is the
// white of the ticket.
func (b *brush) modules(dark [][]bool, y int) int {
	side := len(dark) * moduleSide
	left, top := (ticketWidth-side)/2, y+4*moduleSide
	for row := range dark {
		for col, on := range dark[row] {
			if on {
				at := image.Rect(0, 0, moduleSide, moduleSide).Add(image.Pt(left+col*moduleSide, top+row*moduleSide))
				draw.Draw(b.canvas, at, image.Black, image.Point{}, draw.Src)
			}
		}
	}
	return top + side
}
