package ticket_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"gerbang/app"
	"gerbang/app/ticket"
)

const (
	side  = 33 // 25 modules of version 2 and 4 white ones on both sides
	quiet = 4
)

var codes = []string{"0000000000000000", "ZZZZZZZZZZZZZZZZ", "K7QP2M4XA1B2C3D4", "0123456789ABCDEF", "GHJKMNPQRSTVWXYZ"}

func decode(t *testing.T, img image.Image) string {
	t.Helper()
	bits, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bits, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Fatal(err)
	}
	if level := result.GetResultMetadata()[gozxing.ResultMetadataType_ERROR_CORRECTION_LEVEL]; level != "H" {
		t.Errorf("error correction level %v, want H", level)
	}
	return result.GetText()
}

func TestPNGIsReadBack(t *testing.T) {
	all := codes
	for range 20 {
		all = append(all, string(app.NewTicketCode()))
	}
	for i, code := range all {
		pixels := 120 + 37*i
		file, err := ticket.PNG(code, pixels)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		if size := img.Bounds(); size.Dx() != pixels || size.Dy() != pixels {
			t.Errorf("image of %v, want %d pixels", size, pixels)
		}
		if got := decode(t, img); got != code {
			t.Errorf("%s was read as %s", code, got)
		}
	}
}

func TestPNGModulesAreWholePixels(t *testing.T) {
	for _, pixels := range []int{33, 65, 66, 240, 300, 1000} {
		file, err := ticket.PNG(codes[2], pixels)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		scale := pixels / side
		edge := pixels
		for y := range pixels {
			for x := range pixels {
				switch r, g, b, a := img.At(x, y).RGBA(); {
				case a != 0xFFFF || r != g || g != b || r != 0 && r != 0xFFFF:
					t.Fatalf("%d pixels: (%d,%d) is neither black nor white", pixels, x, y)
				case r == 0:
					edge = min(edge, x, y, pixels-1-x, pixels-1-y)
				}
			}
		}
		if edge < quiet*scale {
			t.Errorf("%d pixels: quiet zone of %d, want at least %d", pixels, edge, quiet*scale)
		}
		// A finder pattern is 7 modules wide.
		run := 0
		for r := uint32(0); r == 0; run++ {
			r, _, _, _ = img.At(edge+run, edge).RGBA()
		}
		if run-1 != 7*scale {
			t.Errorf("%d pixels: the finder pattern is %d wide, want %d", pixels, run-1, 7*scale)
		}
	}
}

// rasterise draws the one path of the SVG and checks everything around it.
func rasterise(t *testing.T, svg string) image.Image {
	t.Helper()
	const scale = 8
	img := image.NewGray(image.Rect(0, 0, side*scale, side*scale))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	paths := 0
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range start.Attr {
			switch name := start.Name.Local + " " + a.Name.Local; name {
			case "svg viewBox":
				if a.Value != "0 0 33 33" {
					t.Errorf("viewBox %q: want 25 modules and 4 on both sides", a.Value)
				}
			case "svg shape-rendering":
				if a.Value != "crispEdges" {
					t.Errorf("shape-rendering %q", a.Value)
				}
			case "rect fill":
				if a.Value != "#fff" {
					t.Errorf("ground %q", a.Value)
				}
			case "path fill":
				if a.Value != "#000" {
					t.Errorf("ink %q", a.Value)
				}
			case "path d":
				paths++
				rest := regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`).ReplaceAllStringFunc(a.Value, func(run string) string {
					var x, y, w, back int
					if _, err := fmt.Sscanf(run, "M%d %dh%dv1h-%dz", &x, &y, &w, &back); err != nil || w != back {
						t.Fatalf("run %q: %v", run, err)
					}
					if x < quiet || y < quiet || x+w > side-quiet || y >= side-quiet {
						t.Errorf("run %q is in the quiet zone", run)
					}
					draw.Draw(img, image.Rect(x*scale, y*scale, (x+w)*scale, (y+1)*scale), image.NewUniform(color.Black), image.Point{}, draw.Src)
					return ""
				})
				if rest != "" {
					t.Errorf("the path also holds %q", rest)
				}
			case "svg xmlns", "rect width", "rect height":
			default:
				t.Errorf("unexpected attribute %s=%q", name, a.Value)
			}
		}
	}
	if paths != 1 {
		t.Errorf("%d paths, want 1", paths)
	}
	return img
}

func TestSVGIsReadBack(t *testing.T) {
	for _, code := range codes {
		svg, err := ticket.SVG(code)
		if err != nil {
			t.Fatal(err)
		}
		if got := decode(t, rasterise(t, svg)); got != code {
			t.Errorf("%s was read as %s", code, got)
		}
		if len(svg) > 5000 {
			t.Errorf("%d bytes for one code", len(svg))
		}
	}
}

func TestOtherCodesAreRefused(t *testing.T) {
	for _, code := range []string{
		"", "K7QP2M4X", "K7QP2M4XA1B2C3D", "K7QP2M4XA1B2C3D45", "k7qp2m4xa1b2c3d4", "K7QP-2M4X-A1B2-C3D4",
		"K7QP2M4XA1B2C3DI", "K7QP2M4XA1B2C3DO", "K7QP2M4XA1B2C3DU", "K7QP2M4XA1B2C3D ", "K7QP2M4XA1B2C3Dé", "<script>alert(1)",
	} {
		_, err := ticket.SVG(code)
		if err == nil {
			t.Errorf("SVG takes %q", code)
		} else if code != "" && strings.Contains(err.Error(), code) {
			t.Errorf("the error gives the code away: %v", err)
		}
		if _, err := ticket.PNG(code, 290); err == nil {
			t.Errorf("PNG takes %q", code)
		}
	}
	for _, pixels := range []int{-1, 0, ticket.MinPixels - 1, ticket.MaxPixels + 1} {
		if _, err := ticket.PNG(codes[0], pixels); err == nil {
			t.Errorf("PNG of %s pixels", strconv.Itoa(pixels))
		}
	}
}

// The symbol stays small, so that its modules are large: version 3, of 29 modules, is the most.
func TestTheSymbolIsOfVersion2(t *testing.T) {
	for range 50 {
		rows, err := ticket.Modules(string(app.NewTicketCode()))
		if err != nil {
			t.Fatal(err)
		}
		if version := (len(rows) - 17) / 4; version != 2 {
			t.Fatalf("version %d", version)
		}
	}
}

func BenchmarkSVG(b *testing.B) {
	for b.Loop() {
		if _, err := ticket.SVG(codes[2]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPNG(b *testing.B) {
	for b.Loop() {
		if _, err := ticket.PNG(codes[2], 600); err != nil {
			b.Fatal(err)
		}
	}
}
