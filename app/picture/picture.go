// Package picture makes uploaded photos safe to keep and to show: it looks at
// what a file is, not at what it is called, refuses what would fill the
// memory before it is decoded, turns it the way it was taken, makes it small
// and writes it anew, so that nothing of the original but its pixels is left:
// no place, no camera, no hidden data.
package picture

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/webp"

	"gerbang/app"
)

// Bounds of what is taken and given.
const (
	MaxSide   = 1600       // pixels of the longer side of what Clean returns
	maxPixels = 40_000_000 // of an upload, more than phones take
	maxMemory = 160 << 20  // bytes of the decoded upload
	quality   = 80
	maxPNG    = 1 << 20 // bytes; a larger picture becomes a JPEG on white
)

// Types of pictures.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
	WebP = "image/webp"
	heic = "image/heic"
)

// Accept is what file fields offer.
const Accept = "image/jpeg,image/png,image/webp"

// Errors of Clean, each a message to whoever uploaded.
var (
	ErrType   = &app.Error{Kind: app.Invalid, Key: "picture.type"}
	ErrHEIC   = &app.Error{Kind: app.Invalid, Key: "picture.heic"}
	ErrPixels = &app.Error{Kind: app.Invalid, Key: "picture.pixels"}
	ErrBroken = &app.Error{Kind: app.Invalid, Key: "picture.broken"}
)

// Picture is a picture in memory, encoded.
type Picture struct {
	Data          []byte
	Type          string // JPEG or PNG
	Width, Height int    // pixels
}

// working bounds how many pictures are decoded at once: each may take
// maxMemory for a moment.
var working = make(chan struct{}, 2)

// Clean returns the picture of an upload, its longer side at most side pixels
// (MaxSide when 0). JPEG, PNG and WebP are taken; of an animation the first
// picture. Errors: ErrType, ErrHEIC, ErrPixels, ErrBroken; the context's when
// it ends while others are being worked on.
func Clean(ctx context.Context, upload []byte, side int) (Picture, error) {
	if side <= 0 || side > MaxSide {
		side = MaxSide
	}
	kind := sniff(upload)
	switch kind {
	case "":
		return Picture{}, ErrType
	case heic:
		return Picture{}, ErrHEIC
	}
	config, err := decodeConfig(kind, upload)
	if err != nil {
		return Picture{}, ErrBroken.Because(err)
	}
	if tooLarge(config) {
		return Picture{}, ErrPixels
	}
	select {
	case working <- struct{}{}:
		defer func() { <-working }()
	case <-ctx.Done():
		return Picture{}, ctx.Err()
	}
	img, err := decode(kind, upload)
	if err != nil {
		return Picture{}, ErrBroken.Because(err)
	}
	return encode(kind, turn(shrink(img, side), orientation(kind, upload)))
}

// sniff tells the type of a file by its first bytes; it is empty for others.
func sniff(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return JPEG
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return PNG
	case len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return WebP
	case len(b) >= 12 && string(b[4:8]) == "ftyp":
		switch string(b[8:12]) {
		case "heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1":
			return heic
		}
	}
	return ""
}

func decodeConfig(kind string, b []byte) (image.Config, error) {
	switch kind {
	case JPEG:
		return jpeg.DecodeConfig(bytes.NewReader(b))
	case PNG:
		return png.DecodeConfig(bytes.NewReader(b))
	}
	return webp.DecodeConfig(bytes.NewReader(b))
}

func decode(kind string, b []byte) (image.Image, error) {
	switch kind {
	case JPEG:
		return jpeg.Decode(bytes.NewReader(b))
	case PNG:
		return png.Decode(bytes.NewReader(b))
	}
	return webp.Decode(bytes.NewReader(b))
}

// tooLarge reports whether decoding would take more than it may. A few
// kilobytes can claim to be a picture of a billion pixels.
func tooLarge(c image.Config) bool {
	if c.Width <= 0 || c.Height <= 0 {
		return true
	}
	bytesEach := int64(4)
	switch c.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model, color.Gray16Model:
		bytesEach = 8
	}
	pixels := int64(c.Width) * int64(c.Height)
	return pixels > maxPixels || pixels*bytesEach > maxMemory
}

// shrink returns the picture with its longer side at most side pixels.
func shrink(img image.Image, side int) *image.NRGBA {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if longer := max(w, h); longer > side {
		w, h = max(1, w*side/longer), max(1, h*side/longer)
	}
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	if w == b.Dx() && h == b.Dy() {
		draw.Draw(out, out.Bounds(), img, b.Min, draw.Src)
		return out
	}
	xdraw.CatmullRom.Scale(out, out.Bounds(), img, b, xdraw.Src, nil)
	return out
}

// encode writes photos as JPEG. Drawings and what has transparent parts stay
// PNG as long as that is small.
func encode(kind string, img *image.NRGBA) (Picture, error) {
	p := Picture{Width: img.Bounds().Dx(), Height: img.Bounds().Dy()}
	opaque := img.Opaque()
	var asPNG bytes.Buffer
	if !opaque || kind == PNG {
		if err := png.Encode(&asPNG, img); err != nil {
			return Picture{}, err
		}
		if !opaque && asPNG.Len() <= maxPNG {
			p.Data, p.Type = asPNG.Bytes(), PNG
			return p, nil
		}
	}
	var photo image.Image = img
	if !opaque {
		onWhite := image.NewRGBA(img.Bounds())
		draw.Draw(onWhite, onWhite.Bounds(), image.White, image.Point{}, draw.Src)
		draw.Draw(onWhite, onWhite.Bounds(), img, image.Point{}, draw.Over)
		photo = onWhite
	}
	var asJPEG bytes.Buffer
	if err := jpeg.Encode(&asJPEG, photo, &jpeg.Options{Quality: quality}); err != nil {
		return Picture{}, err
	}
	p.Data, p.Type = asJPEG.Bytes(), JPEG
	if opaque && kind == PNG && asPNG.Len() <= asJPEG.Len() {
		p.Data, p.Type = asPNG.Bytes(), PNG
	}
	return p, nil
}
