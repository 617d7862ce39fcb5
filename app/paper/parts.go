package paper

import "math"

// logo draws the site's sign, a gate over water with a lamp in it, in a
// square of a side.
func (s *sheet) logo(x, y, side float64, gate, water colour) {
	k := side / 32
	at := func(px, py float64) (float64, float64) { return x + px*k, y + py*k }
	s.pdf.SetLineCapStyle("round")
	s.pdf.SetLineWidth(2.6 * k)
	s.stroke(gate)
	s.pdf.MoveTo(at(6, 19))
	s.pdf.LineTo(at(6, 14.5))
	for i := 1; i <= 24; i++ {
		a := math.Pi + math.Pi*float64(i)/24
		s.pdf.LineTo(at(16+10*math.Cos(a), 14.5+10*math.Sin(a)))
	}
	s.pdf.LineTo(at(26, 19))
	s.pdf.DrawPath("D")
	s.fill(water)
	cx, cy := at(16, 16)
	s.pdf.Circle(cx, cy, 3*k, "F")
	s.stroke(water)
	s.pdf.SetLineWidth(2.4 * k)
	s.pdf.MoveTo(at(2.5, 25.5))
	for i := 1; i <= 54; i++ {
		px := 2.5 + float64(i)/2
		s.pdf.LineTo(at(px, 24.4+1.1*math.Cos((px-2.5)*2*math.Pi/9)))
	}
	s.pdf.DrawPath("D")
	s.pdf.SetLineCapStyle("butt")
}

// sea is a band of deep water with waves as its lower edge.
func (s *sheet) sea(x, y, width, height, radius float64) {
	swell := height / 14
	s.pdf.ClipRoundedRectExt(x, y, width, height+3*swell, radius, radius, 0, 0, false)
	for _, w := range []struct {
		c           colour
		lower, from float64
	}{{shallow, 1.6 * swell, 1}, {sea, 0, 0}} {
		s.fill(w.c)
		s.pdf.MoveTo(x, y)
		s.pdf.LineTo(x+width, y)
		for d := width; d >= 0; d -= .5 {
			s.pdf.LineTo(x+d, y+height+w.lower-swell*math.Cos(2*math.Pi*d/22+2.2*w.from))
		}
		s.pdf.ClosePath()
		s.pdf.DrawPath("F")
	}
	s.pdf.ClipEnd()
}

// modules draws a QR code with its quiet zone in a square of a side. It is
// one path, so that no hairline shows between modules that touch.
func (s *sheet) modules(dark [][]bool, x, y, side float64) {
	const quiet = 4
	m := side / float64(len(dark)+2*quiet)
	s.fill(white)
	s.pdf.Rect(x, y, side, side, "F")
	s.fill(black)
	for row := range dark {
		top := y + float64(row+quiet)*m
		for col := 0; col < len(dark[row]); col++ {
			n := 0
			for col+n < len(dark[row]) && dark[row][col+n] {
				n++
			}
			if n == 0 {
				continue
			}
			left := x + float64(col+quiet)*m
			right := left + float64(n)*m
			s.pdf.MoveTo(left, top)
			s.pdf.LineTo(right, top)
			s.pdf.LineTo(right, top+m)
			s.pdf.LineTo(left, top+m)
			s.pdf.ClosePath()
			col += n
		}
	}
	s.pdf.DrawPath("F")
}

// tear is a dashed line to cut or fold along.
func (s *sheet) tear(x0, x1, y float64) {
	s.stroke(shallow)
	s.pdf.SetLineWidth(.25)
	s.pdf.SetDashPattern([]float64{.8, 1.4}, 0)
	s.pdf.Line(x0, y, x1, y)
	s.pdf.SetDashPattern([]float64{}, 0)
}

// box is a square to tick off.
func (s *sheet) box(x, y, side float64) {
	s.stroke(faded)
	s.pdf.SetLineWidth(.3)
	s.pdf.RoundedRect(x, y, side, side, side/6, "1234", "D")
}
