// Package ticket draws the QR code of a ticket.
package ticket

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strconv"

	"github.com/boombuler/barcode/qr"

	"gerbang/app"
)

const (
	modules   = 25 // side of a version 2 symbol (ISO/IEC 18004, 5.3.1)
	quietZone = 4  // white modules on every side (ISO/IEC 18004, 5.3.8)
	side      = modules + 2*quietZone

	// MinPixels and MaxPixels bound the side of a PNG: a module needs a pixel, and no paper needs
	// more than the upper limit.
	MinPixels = side
	MaxPixels = 4096
)

// bitmap holds the modules by row and column; true is dark.
type bitmap [modules][modules]bool

// symbol is version 2 at error correction level H. Version 1 would hold the 16 characters too, at level
// Q, with modules a sixth larger: it is read from a little farther, but a dead spot of 7 by 7 of its
// modules, or five cracks, end it, while this one is read with a tenth of its area gone. What stands at
// a gate is within reach and its screen is often broken. See e2e/damage.test.mjs.
func symbol(code string) (*bitmap, error) {
	normal, ok := app.NormalizeTicketCode(code)
	if !ok || normal != code || len(code) != app.TicketCodeLen {
		// The code opens a gate: it must not reach a log.
		return nil, fmt.Errorf("ticket: not a ticket code of %d characters", app.TicketCodeLen)
	}
	b, err := qr.Encode(code, qr.H, qr.AlphaNumeric)
	if err != nil {
		return nil, fmt.Errorf("ticket: encode QR: %w", err)
	}
	if size := b.Bounds(); size.Dx() != modules || size.Dy() != modules {
		return nil, fmt.Errorf("ticket: QR of %d modules, want %d", size.Dx(), modules)
	}
	var bits bitmap
	for y := range modules {
		for x := range modules {
			bits[y][x] = b.At(x, y) == color.Black
		}
	}
	return &bits, nil
}

// Modules returns the QR code of a ticket code by row and column, true for dark, without the quiet
// zone: for what draws it in a way of its own.
func Modules(code string) ([][]bool, error) {
	bits, err := symbol(code)
	if err != nil {
		return nil, err
	}
	rows := make([][]bool, modules)
	for y := range rows {
		rows[y] = bits[y][:]
	}
	return rows, nil
}

// SVG draws the QR code of a ticket code (16 characters of Crockford's base32, upper case) black on
// white with its quiet zone, for use inside a page: it fills the width it is given and has neither a
// style attribute nor a label. The caller names it, by role="img" and aria-label around it.
func SVG(code string) (string, error) {
	bits, err := symbol(code)
	if err != nil {
		return "", err
	}
	size := strconv.Itoa(side)
	svg := make([]byte, 0, 4096)
	svg = append(svg, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 `+size+` `+size+`" shape-rendering="crispEdges">`+
		`<rect width="`+size+`" height="`+size+`" fill="#fff"/><path fill="#000" d="`...)
	for y := range modules {
		for x := 0; x < modules; x++ {
			run := 0
			for x+run < modules && bits[y][x+run] {
				run++
			}
			if run == 0 {
				continue
			}
			width := strconv.Itoa(run)
			svg = append(svg, "M"+strconv.Itoa(x+quietZone)+" "+strconv.Itoa(y+quietZone)+"h"+width+"v1h-"+width+"z"...)
			x += run
		}
	}
	return string(append(svg, `"/></svg>`...)), nil
}

// PNG draws the QR code of a ticket code as an image of pixels × pixels, from MinPixels to
// MaxPixels. A module is a whole number of pixels; what is left over widens the quiet zone.
func PNG(code string, pixels int) ([]byte, error) {
	if pixels < MinPixels || pixels > MaxPixels {
		return nil, fmt.Errorf("ticket: a QR of %d pixels, want %d to %d", pixels, MinPixels, MaxPixels)
	}
	bits, err := symbol(code)
	if err != nil {
		return nil, err
	}
	scale := pixels / side
	margin := (pixels - modules*scale) / 2
	img := image.NewPaletted(image.Rect(0, 0, pixels, pixels), color.Palette{color.White, color.Black})
	for y := range modules * scale {
		row := img.Pix[(y+margin)*img.Stride:]
		for x := range modules * scale {
			if bits[y/scale][x/scale] {
				row[x+margin] = 1
			}
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return nil, fmt.Errorf("ticket: encode PNG: %w", err)
	}
	return out.Bytes(), nil
}
