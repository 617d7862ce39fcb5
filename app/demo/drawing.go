package demo

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"

	"gerbang/app/postgres"
)

// The colours of the site.
var (
	sea    = color.NRGBA{10, 74, 87, 255}
	deep   = color.NRGBA{7, 54, 63, 255}
	wave   = color.NRGBA{63, 122, 134, 255}
	amber  = color.NRGBA{245, 185, 58, 255}
	paper  = color.NRGBA{255, 255, 255, 255}
	tint   = color.NRGBA{227, 240, 241, 255}
	shadow = color.NRGBA{20, 38, 43, 255}
)

// shape colours the points that lie in it; x and y run from 0 to 16 and 9.
type shape struct {
	colour color.NRGBA
	holds  func(x, y float64) bool
}

func disc(c color.NRGBA, cx, cy, r float64) shape {
	return shape{c, func(x, y float64) bool { return math.Hypot(x-cx, y-cy) <= r }}
}

func box(c color.NRGBA, x0, y0, x1, y1 float64) shape {
	return shape{c, func(x, y float64) bool { return x >= x0 && x <= x1 && y >= y0 && y <= y1 }}
}

func water(c color.NRGBA, level, phase float64) shape {
	return shape{c, func(x, y float64) bool { return y >= level+0.22*math.Sin(x*1.6+phase) }}
}

// gate is the site's own sign.
func gate(c color.NRGBA, cx, foot, r float64) shape {
	return shape{c, func(x, y float64) bool {
		d := math.Hypot(x-cx, y-(foot-r))
		arch := y <= foot-r && d <= r && d >= r*0.72
		legs := y > foot-r && y <= foot && math.Abs(x-cx) <= r && math.Abs(x-cx) >= r*0.72
		return arch || legs
	}}
}

// figure is a head over shoulders.
func figure(c color.NRGBA, cx, foot, size float64) []shape {
	return []shape{disc(c, cx, foot-size*1.55, size*0.42), {c, func(x, y float64) bool {
		return y <= foot && y >= foot-size && math.Hypot((x-cx)/0.8, y-foot) <= size
	}}}
}

// sheet is a paper with lines of writing.
func sheet(x, y, w, h float64) []shape {
	shapes := []shape{box(paper, x, y, x+w, y+h)}
	for i := 1; i < 6; i++ {
		end := x + w*0.85
		if i == 5 {
			end = x + w*0.5
		}
		shapes = append(shapes, box(wave, x+w*0.15, y+h*float64(i)/6.5, end, y+h*float64(i)/6.5+0.14))
	}
	return shapes
}

// drawn paints shapes over a ground and returns the picture at a width.
func drawn(name string, width int, ground color.NRGBA, shapes []shape) (postgres.File, error) {
	height := width * 9 / 16
	palette := color.Palette{sea, deep, wave, amber, paper, tint, shadow}
	img := image.NewPaletted(image.Rect(0, 0, width, height), palette)
	index := map[color.NRGBA]uint8{}
	for i, c := range palette {
		index[c.(color.NRGBA)] = uint8(i)
	}
	for py := range height {
		for px := range width {
			x, y := (float64(px)+0.5)*16/float64(width), (float64(py)+0.5)*9/float64(height)
			c := ground
			for _, s := range shapes {
				if s.holds(x, y) {
					c = s.colour
				}
			}
			img.Pix[py*img.Stride+px] = index[c]
		}
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, img); err != nil {
		return postgres.File{}, err
	}
	return postgres.File{ContentType: "image/png", Name: name, Width: width, Height: height, Body: b.Bytes()}, nil
}
