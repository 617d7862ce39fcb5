package card

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// brush draws on one canvas. The first error stands; what follows it does nothing.
type brush struct {
	painter *Painter
	canvas  *image.RGBA
	err     error
	faces   map[faceKey]font.Face
}

type faceKey struct {
	font *sfnt.Font
	size float64
}

// face returns the typeface at a size in pixels. Faces keep buffers, so each brush has its own.
func (b *brush) face(f *sfnt.Font, size float64) font.Face {
	key := faceKey{f, size}
	if face := b.faces[key]; face != nil {
		return face
	}
	face, err := opened(f, size)
	if other := b.painter.other; err == nil && other != nil {
		var second font.Face
		second, err = opened(other, size)
		face = &pair{Face: face, second: second, font: f}
	}
	if err != nil {
		b.err = err
		return nil
	}
	if b.faces == nil {
		b.faces = map[faceKey]font.Face{}
	}
	b.faces[key] = face
	return face
}

func opened(f *sfnt.Font, size float64) (font.Face, error) {
	return opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
}

// pair is a typeface that takes from a second one what it lacks.
type pair struct {
	font.Face
	second font.Face
	font   *sfnt.Font
	buffer sfnt.Buffer
}

func (p *pair) of(r rune) font.Face {
	if has(p.font, &p.buffer, r) {
		return p.Face
	}
	return p.second
}

// Glyph implements font.Face.
func (p *pair) Glyph(dot fixed.Point26_6, r rune) (image.Rectangle, image.Image, image.Point, fixed.Int26_6, bool) {
	return p.of(r).Glyph(dot, r)
}

// GlyphAdvance implements font.Face.
func (p *pair) GlyphAdvance(r rune) (fixed.Int26_6, bool) { return p.of(r).GlyphAdvance(r) }

// Kern implements font.Face: there is none between two typefaces.
func (p *pair) Kern(a, b rune) fixed.Int26_6 {
	if p.of(a) != p.Face || p.of(b) != p.Face {
		return 0
	}
	return p.Face.Kern(a, b)
}

// text writes one line from x on the baseline y and returns where it ends.
func (b *brush) text(f *sfnt.Font, size float64, x, y int, c color.Color, s string) int {
	face := b.face(f, size)
	if b.err != nil {
		return x
	}
	d := font.Drawer{Dst: b.canvas, Src: image.NewUniform(c), Face: face, Dot: fixed.P(x, y)}
	d.DrawString(b.painter.readable(f, s))
	return d.Dot.X.Ceil()
}

func (b *brush) width(f *sfnt.Font, size float64, s string) int {
	face := b.face(f, size)
	if b.err != nil {
		return 0
	}
	return font.MeasureString(face, s).Ceil()
}

// shape fills a path that draw describes, anti-aliased. Only the box around it is looked at.
func (b *brush) shape(box image.Rectangle, c color.Color, draw func(pen *pen)) {
	box = box.Intersect(b.canvas.Bounds())
	r := vector.NewRasterizer(box.Dx(), box.Dy())
	draw(&pen{r, float32(box.Min.X), float32(box.Min.Y)})
	r.Draw(b.canvas, box, image.NewUniform(c), image.Point{})
}

// pen draws in coordinates of the canvas.
type pen struct {
	r    *vector.Rasterizer
	x, y float32
}

func (p *pen) move(x, y float64) { p.r.MoveTo(float32(x)-p.x, float32(y)-p.y) }
func (p *pen) line(x, y float64) { p.r.LineTo(float32(x)-p.x, float32(y)-p.y) }
func (p *pen) close()            { p.r.ClosePath() }

// arc goes round a centre in steps too small to see.
func (p *pen) arc(cx, cy, radius, from, to float64) {
	const steps = 24
	for i := 1; i <= steps; i++ {
		a := from + (to-from)*float64(i)/steps
		p.line(cx+radius*math.Cos(a), cy+radius*math.Sin(a))
	}
}

func (p *pen) disc(cx, cy, radius float64) {
	p.move(cx+radius, cy)
	p.arc(cx, cy, radius, 0, 2*math.Pi)
	p.close()
}

// stroke draws along points with round joints: a chain of bars and discs would overlap into holes, so the
// outline goes there and back.
func (p *pen) stroke(width float64, points ...[2]float64) {
	h := width / 2
	for i := 1; i < len(points); i++ {
		a, c := points[i-1], points[i]
		angle := math.Atan2(c[1]-a[1], c[0]-a[0])
		p.move(a[0]+h*math.Cos(angle+math.Pi/2), a[1]+h*math.Sin(angle+math.Pi/2))
		p.arc(a[0], a[1], h, angle+math.Pi/2, angle+3*math.Pi/2)
		p.line(c[0]+h*math.Cos(angle-math.Pi/2), c[1]+h*math.Sin(angle-math.Pi/2))
		p.arc(c[0], c[1], h, angle-math.Pi/2, angle+math.Pi/2)
		p.close()
	}
}

func (b *brush) disc(cx, cy, radius float64, c color.Color) {
	b.shape(around(cx-radius, cy-radius, cx+radius, cy+radius), c, func(p *pen) { p.disc(cx, cy, radius) })
}

func (b *brush) rounded(r image.Rectangle, radius float64, c color.Color) {
	x0, y0, x1, y1 := float64(r.Min.X), float64(r.Min.Y), float64(r.Max.X), float64(r.Max.Y)
	b.shape(r, c, func(p *pen) {
		p.move(x0+radius, y0)
		p.line(x1-radius, y0)
		p.arc(x1-radius, y0+radius, radius, -math.Pi/2, 0)
		p.line(x1, y1-radius)
		p.arc(x1-radius, y1-radius, radius, 0, math.Pi/2)
		p.line(x0+radius, y1)
		p.arc(x0+radius, y1-radius, radius, math.Pi/2, math.Pi)
		p.line(x0, y0+radius)
		p.arc(x0+radius, y0+radius, radius, math.Pi, 3*math.Pi/2)
		p.close()
	})
}

func (b *brush) stroke(width float64, c color.Color, points ...[2]float64) {
	x0, y0, x1, y1 := points[0][0], points[0][1], points[0][0], points[0][1]
	for _, q := range points {
		x0, y0, x1, y1 = min(x0, q[0]), min(y0, q[1]), max(x1, q[0]), max(y1, q[1])
	}
	for i := 1; i < len(points); i++ { // each bar by itself: bars of opposite turn would cancel where they meet
		b.shape(around(x0-width, y0-width, x1+width, y1+width), c, func(p *pen) { p.stroke(width, points[i-1], points[i]) })
	}
}

func around(x0, y0, x1, y1 float64) image.Rectangle {
	return image.Rect(int(math.Floor(x0)), int(math.Floor(y0)), int(math.Ceil(x1)), int(math.Ceil(y1)))
}
