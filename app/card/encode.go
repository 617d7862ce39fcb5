package card

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
)

// palette holds the colours of the site and the steps between those that meet at edges: a picture of few colours
// is a third of the size of a true-colour one.
var palette = makePalette(15, [][2]color.RGBA{
	{sea, white}, {sea, turmeric}, {sea, pale}, {sea, shallow}, {shallow, deep}, {deep, white}, {deep, pale}, {deep, mint},
	{deep, turmeric}, {white, ink}, {turmeric, ink}, {mint, green}, {green, white}, {shallow, white}, {white, turmeric}, {shallow, turmeric},
})

// ticketPalette is that of a ticket, which is mostly white.
var ticketPalette = makePalette(22, [][2]color.RGBA{
	{white, black}, {white, ink}, {white, faded}, {white, sea}, {sea, foam}, {foam, white}, {sea, turmeric}, {sea, pale},
})

func makePalette(steps int, pairs [][2]color.RGBA) color.Palette {
	var out color.Palette
	seen := map[color.RGBA]bool{}
	for _, pair := range pairs {
		for i := range steps + 1 {
			mix := func(a, b uint8) uint8 { return uint8((int(a)*(steps-i) + int(b)*i) / steps) }
			c := color.RGBA{mix(pair[0].R, pair[1].R), mix(pair[0].G, pair[1].G), mix(pair[0].B, pair[1].B), 0xff}
			if !seen[c] && len(out) < 256 {
				seen[c] = true
				out = append(out, c)
			}
		}
	}
	return out
}

// encode writes the canvas with a palette.
func encode(canvas *image.RGBA, palette color.Palette) ([]byte, error) {
	flat := image.NewPaletted(canvas.Bounds(), palette)
	nearest := map[uint32]uint8{}
	last, index := uint32(0), uint8(0)
	for i := range flat.Pix {
		at := i/flat.Stride*canvas.Stride + 4*(i%flat.Stride)
		p := canvas.Pix[at : at+4 : at+4]
		c := uint32(p[0])<<16 | uint32(p[1])<<8 | uint32(p[2])
		if c != last || i == 0 { // most pixels are as the one before
			var ok bool
			if index, ok = nearest[c]; !ok {
				index = uint8(palette.Index(color.RGBA{p[0], p[1], p[2], 0xff}))
				nearest[c] = index
			}
			last = c
		}
		flat.Pix[i] = index
	}
	var b bytes.Buffer
	err := png.Encode(&b, flat)
	return b.Bytes(), err
}
