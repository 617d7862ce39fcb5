package card

import (
	"image"
	"image/color"
	"math"
)

// water is the strip of waves at the lower edge.
func (b *brush) water() {
	for _, w := range []struct {
		top, swell, length, shift float64
		c                         color.Color
	}{{478, 15, 300, 0, shallow}, {505, 13, 240, 90, deep}} {
		b.shape(image.Rect(0, int(w.top-w.swell)-1, Width, Height), w.c, func(p *pen) {
			p.move(0, Height)
			for x := 0; x <= Width; x += 4 {
				p.line(float64(x), w.top-w.swell*math.Sin((float64(x)+w.shift)*2*math.Pi/w.length))
			}
			p.line(Width, Height)
			p.close()
		})
	}
}

// brand is the sign of the site, a gate over water with a lamp in it, and its name. The sign is drawn in a square
// of 32 times s.
func (b *brush) brand(name string, x, y, s float64) {
	at := func(px, py float64) [2]float64 { return [2]float64{x + px*s, y + py*s} }
	gate := [][2]float64{at(6, 19), at(6, 14.5)}
	for i := range 25 {
		a := math.Pi + math.Pi*float64(i)/24
		gate = append(gate, at(16+10*math.Cos(a), 14.5+10*math.Sin(a)))
	}
	b.stroke(2.6*s, white, append(gate, at(26, 19))...)
	b.disc(x+16*s, y+16*s, 3*s, turmeric)
	var sea [][2]float64
	for i := range 55 {
		px := 2.5 + float64(i)/2
		sea = append(sea, at(px, 24.4+1.1*math.Cos((px-2.5)*2*math.Pi/9)))
	}
	b.stroke(2.4*s, turmeric, sea...)
	b.text(b.painter.bold, 20.6*s, int(x+42.3*s), int(y+24*s), white, name)
}

// eyebrow says at the upper right what the card is about.
func (b *brush) eyebrow(s string) {
	s = b.clip(b.painter.medium, 30, s, Width-2*margin-300)
	b.text(b.painter.medium, 30, Width-margin-b.width(b.painter.medium, 30, s), 98, pale, s)
}

// leaf is a calendar's leaf with the day in large figures.
func (b *brush) leaf(d Date, x, y int) {
	const height = 224
	b.rounded(image.Rect(x, y, x+leafWidth, y+height), 22, white)
	b.rounded(image.Rect(x, y, x+leafWidth, y+64), 22, turmeric)
	b.shape(image.Rect(x, y+40, x+leafWidth, y+64), turmeric, func(p *pen) {
		p.move(float64(x), float64(y+40))
		p.line(float64(x+leafWidth), float64(y+40))
		p.line(float64(x+leafWidth), float64(y+64))
		p.line(float64(x), float64(y+64))
		p.close()
	})
	centred := func(size float64, bold bool, baseline int, c color.Color, s string) {
		f := b.painter.medium
		if bold {
			f = b.painter.bold
		}
		s = b.clip(f, size, s, leafWidth-16)
		b.text(f, size, x+(leafWidth-b.width(f, size, s))/2, baseline, c, s)
	}
	centred(30, true, y+43, ink, d.Weekday)
	centred(96, true, y+156, ink, d.Day)
	centred(30, false, y+200, ink, d.Month)
}

// pin is the sign of a place: a drop with a hole, standing on x, y.
func (b *brush) pin(x, y int) {
	cx, cy := float64(x), float64(y-4)
	b.shape(around(cx-12, cy-12, cx+12, cy+24), turmeric, func(p *pen) {
		p.move(cx-11, cy)
		p.arc(cx, cy, 11, math.Pi, 2*math.Pi)
		p.line(cx+9, cy+7)
		p.line(cx, cy+19)
		p.line(cx-9, cy+7)
		p.close()
	})
	b.disc(cx, cy, 4.5, sea)
}

// badges stand in a row in the water, as many as fit. They end at the returned x.
func (b *brush) badges(list []Badge) (end int) {
	const size, height, y = 28.0, 56, 528
	x := margin
	for _, badge := range list {
		text := b.painter.readable(b.painter.bold, badge.Text)
		if text == "" {
			continue
		}
		ground, letters, mark := shallow, white, 0
		switch badge.Kind {
		case Verified:
			ground, letters, mark = mint, green, 38
		case Accent:
			ground, letters = turmeric, ink
		}
		width := 2*24 + mark + b.width(b.painter.bold, size, text)
		if x+width > Width-margin {
			break
		}
		b.rounded(image.Rect(x, y, x+width, y+height), height/2, ground)
		if mark > 0 {
			mx, my := float64(x+24), float64(y+height/2)
			b.disc(mx+13, my, 15, green)
			b.stroke(4, white, [2]float64{mx + 6, my + 1}, [2]float64{mx + 11, my + 6}, [2]float64{mx + 20, my - 5})
		}
		b.text(b.painter.bold, size, x+24+mark, y+38, letters, text)
		x += width + 16
	}
	return x
}

// footer says at the lower right where the page is, if there is room from left on.
func (b *brush) footer(s string, left int) {
	s = b.painter.readable(b.painter.medium, s)
	if b.width(b.painter.medium, 28, s) > Width-margin-left {
		return
	}
	b.text(b.painter.medium, 28, Width-margin-b.width(b.painter.medium, 28, s), foot, pale, s)
}
