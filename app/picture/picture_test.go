package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"
)

// quarters is a picture whose four corners differ, as JPEG shows them.
func quarters(w, h int) *image.NRGBA {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{A: 255}
			switch {
			case x < w/2 && y < h/2:
				c.R = 255
			case y < h/2:
				c.G = 255
			case x < w/2:
				c.B = 255
			}
			img.SetNRGBA(x, y, c)
		}
	}
	return img
}

func asJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// exif is a TIFF block with an orientation and a place that must not survive.
func exif(order binary.AppendByteOrder, orientation uint16) []byte {
	head := "II*\x00"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		head = "MM\x00*"
	}
	b := order.AppendUint32([]byte(head), 8)
	b = order.AppendUint16(b, 2)
	for _, e := range [][2]uint16{{0x010f, 1}, {tagOrientation, orientation}} {
		b = order.AppendUint16(b, e[0])
		b = order.AppendUint16(b, 3)
		b = order.AppendUint32(b, 1)
		b = order.AppendUint16(b, e[1])
		b = order.AppendUint16(b, 0)
	}
	return append(b, "GPS-6.2607,106.7816"...)
}

// withExif puts an Exif segment behind the start of a JPEG.
func withExif(photo, tiff []byte) []byte {
	segment := append([]byte("Exif\x00\x00"), tiff...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(segment)+2))
	return append(append(append([]byte{0xff, 0xd8}, head...), segment...), photo[2:]...)
}

func decoded(t *testing.T, p Picture) image.Image {
	t.Helper()
	img, format, err := image.Decode(bytes.NewReader(p.Data))
	if err != nil || "image/"+format != p.Type || img.Bounds().Dx() != p.Width || img.Bounds().Dy() != p.Height {
		t.Fatalf("%s %v of %d × %d: %v", format, img, p.Width, p.Height, err)
	}
	return img
}

// corner names the colour a quarter into the picture from one of its corners.
func corner(img image.Image, right, bottom bool) string {
	b := img.Bounds()
	x, y := b.Dx()/4, b.Dy()/4
	if right {
		x = b.Dx() - 1 - x
	}
	if bottom {
		y = b.Dy() - 1 - y
	}
	r, g, bl, _ := img.At(x, y).RGBA()
	switch {
	case r > 0xc000:
		return "R"
	case g > 0xc000:
		return "G"
	case bl > 0xc000:
		return "B"
	}
	return "k"
}

func TestPhotosAreTurnedUpright(t *testing.T) {
	// Of a picture with the corners R G / B k, what a camera held in each way means.
	for orientation, want := range map[uint16]string{1: "RGBk", 2: "GRkB", 3: "kBGR", 4: "BkRG", 5: "RBGk", 6: "BRkG", 7: "kGBR", 8: "GkRB", 0: "RGBk", 9: "RGBk"} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			p, err := Clean(t.Context(), withExif(asJPEG(t, quarters(64, 32)), exif(order, orientation)), 0)
			if err != nil {
				t.Fatal(err)
			}
			img := decoded(t, p)
			got := corner(img, false, false) + corner(img, true, false) + corner(img, false, true) + corner(img, true, true)
			if got != want {
				t.Errorf("orientation %d: %s, want %s", orientation, got, want)
			}
			if turned := orientation >= 5 && orientation <= 8; turned != (p.Width == 32) {
				t.Errorf("orientation %d: %d × %d", orientation, p.Width, p.Height)
			}
		}
	}
}

func TestNothingButPixelsIsLeft(t *testing.T) {
	photo := withExif(asJPEG(t, quarters(64, 32)), exif(binary.LittleEndian, 6))
	drawing := asPNG(t, quarters(64, 32))
	text := chunk("tEXt", append([]byte("GPS\x00"), exif(binary.LittleEndian, 1)...))
	drawing = append(append(append([]byte{}, drawing[:33]...), text...), drawing[33:]...)
	for name, upload := range map[string][]byte{"JPEG": photo, "PNG": drawing, "bytes behind the end": append(asJPEG(t, quarters(8, 8)), "GPS <script>"...)} {
		p, err := Clean(t.Context(), upload, 0)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if bytes.Contains(p.Data, []byte("GPS")) || bytes.Contains(p.Data, []byte("Exif")) || bytes.Contains(p.Data, []byte("tEXt")) {
			t.Errorf("%s: metadata survive", name)
		}
		decoded(t, p)
	}
}

func chunk(kind string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, kind...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func TestSizesAndTypes(t *testing.T) {
	clear := quarters(400, 100)
	clear.SetNRGBA(0, 0, color.NRGBA{})
	noise := image.NewNRGBA(image.Rect(0, 0, 700, 700))
	chance := rand.New(rand.NewPCG(1, 2))
	for i := range noise.Pix {
		noise.Pix[i] = byte(chance.Uint32())
	}
	for name, tc := range map[string]struct {
		upload []byte
		side   int
		kind   string
		w, h   int
	}{
		"a photo":                    {asJPEG(t, quarters(3200, 2400)), 0, JPEG, 1600, 1200},
		"upright":                    {asJPEG(t, quarters(1200, 3200)), 0, JPEG, 600, 1600},
		"small enough":               {asJPEG(t, quarters(321, 123)), 0, JPEG, 321, 123},
		"for a card":                 {asJPEG(t, quarters(1000, 500)), 480, JPEG, 480, 240},
		"a line":                     {asPNG(t, quarters(5000, 2)), 0, PNG, 1600, 1},
		"a drawing":                  {asPNG(t, quarters(400, 100)), 0, PNG, 400, 100},
		"a drawing to look through":  {asPNG(t, clear), 0, PNG, 400, 100},
		"a large one to see through": {asPNG(t, noise), 0, JPEG, 700, 700},
		"more than may be asked for": {asJPEG(t, quarters(2000, 20)), 9999, JPEG, 1600, 16},
	} {
		p, err := Clean(t.Context(), tc.upload, tc.side)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.Type != tc.kind || p.Width != tc.w || p.Height != tc.h {
			t.Errorf("%s: %s %d × %d, want %s %d × %d", name, p.Type, p.Width, p.Height, tc.kind, tc.w, tc.h)
		}
		decoded(t, p)
	}
}

// webpPixel is a lossless WebP of one pixel.
var webpPixel = []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00")

func TestWebP(t *testing.T) {
	p, err := Clean(t.Context(), webpPixel, 0)
	if err != nil || p.Width != 1 || p.Height != 1 {
		t.Fatalf("%d × %d, %v", p.Width, p.Height, err)
	}
	decoded(t, p)
}

// claims is a PNG whose head names a size; its pixels do not follow.
func claims(w, h uint32, depth byte) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	head = append(head, depth, 6, 0, 0, 0)
	return append(append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", head)...), chunk("IDAT", []byte{0x78, 0x9c})...)
}

func TestWhatIsRefused(t *testing.T) {
	photo := asJPEG(t, quarters(64, 64))
	for name, tc := range map[string]struct {
		upload []byte
		want   error
	}{
		"nothing":                       {nil, ErrType},
		"text":                          {[]byte("<svg onload=alert(1)>"), ErrType},
		"a page that calls itself .jpg": {[]byte("<!DOCTYPE html>"), ErrType},
		"a GIF":                         {[]byte("GIF89a\x01\x00\x01\x00"), ErrType},
		"a PDF":                         {[]byte("%PDF-1.7"), ErrType},
		"HEIC of a phone":               {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), ErrHEIC},
		"a film":                        {[]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00"), ErrType},
		"half a photo":                  {photo[:len(photo)/2], ErrBroken},
		"the first bytes of a photo":    {photo[:4], ErrBroken},
		"a billion pixels":              {claims(1<<15, 1<<15, 8), ErrPixels},
		"more than 40 megapixels":       {claims(6325, 6325, 8), ErrPixels},
		"16 bits deep":                  {claims(5000, 5000, 16), ErrPixels},
		"40 megapixels that are lies":   {claims(6324, 6324, 8), ErrBroken},
	} {
		if _, err := Clean(t.Context(), tc.upload, 0); !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, want %v", name, err, tc.want)
		}
	}
}

func TestWaitingEndsWithTheRequest(t *testing.T) {
	for range cap(working) {
		working <- struct{}{}
		defer func() { <-working }()
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Clean(ctx, asJPEG(t, quarters(8, 8)), 0); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func FuzzClean(f *testing.F) {
	f.Add(withExif(asJPEG(f, quarters(16, 8)), exif(binary.BigEndian, 6)))
	f.Add(asPNG(f, quarters(16, 8)))
	f.Add(webpPixel)
	f.Add(claims(1<<15, 1<<15, 8))
	f.Fuzz(func(t *testing.T, upload []byte) {
		p, err := Clean(t.Context(), upload, 32)
		if err != nil {
			return
		}
		img, _, err := image.Decode(bytes.NewReader(p.Data))
		if err != nil || img.Bounds().Dx() != p.Width || img.Bounds().Dy() != p.Height || max(p.Width, p.Height) > 32 {
			t.Errorf("%d × %d: %v", p.Width, p.Height, err)
		}
	})
}

func FuzzOrientation(f *testing.F) {
	f.Add(exif(binary.LittleEndian, 6))
	f.Add(exif(binary.BigEndian, 8))
	f.Fuzz(func(t *testing.T, b []byte) {
		orientationTag(b)
		for _, kind := range []string{JPEG, PNG, WebP} {
			if n := orientation(kind, b); n < 1 || n > 8 {
				t.Errorf("%s: %d", kind, n)
			}
		}
	})
}
