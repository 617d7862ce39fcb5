package card_test

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"strings"
	"testing"

	"gerbang/app/card"
)

const fonts = "../../node_modules/@expo-google-fonts/plus-jakarta-sans/"

func painter(t testing.TB) *card.Painter {
	t.Helper()
	bold, err := os.ReadFile(fonts + "700Bold/PlusJakartaSans_700Bold.ttf")
	if err != nil {
		t.Fatal(err)
	}
	medium, err := os.ReadFile(fonts + "500Medium/PlusJakartaSans_500Medium.ttf")
	if err != nil {
		t.Fatal(err)
	}
	p, err := card.New(bold, medium)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func job() card.Card {
	return card.Card{
		Site: "Gerbang", Eyebrow: "Lowongan kerja · SSW Jepang", Title: "Perawat lansia di panti werdha", Lead: "¥200.000 – ¥230.000 per bulan",
		Note: "≈ Rp21.600.000", Place: "Osaka, Jepang", Foot: "gerbang.example",
		Badges: []card.Badge{{Text: "Terverifikasi", Kind: card.Verified}, {Text: "Tutup 12 Des 2026"}},
	}
}

func fair() card.Card {
	return card.Card{
		Site: "Gerbang", Eyebrow: "Bursa kerja", Title: "Bursa Kerja Luar Negeri Jakarta Selatan", Place: "GOR Bulungan",
		Date: &card.Date{Weekday: "Sabtu", Day: "12", Month: "Des 2026"}, Badges: []card.Badge{{Text: "GRATIS", Kind: card.Accent}},
	}
}

// drawn draws a card and checks what the services that show it ask for.
func drawn(t *testing.T, p *card.Painter, c card.Card) *image.Paletted {
	t.Helper()
	file, err := p.PNG(c)
	if err != nil {
		t.Fatal(err)
	}
	if len(file) > 80<<10 {
		t.Errorf("%q weighs %d bytes", c.Title, len(file))
	}
	picture, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	flat, ok := picture.(*image.Paletted)
	if !ok || flat.Bounds() != image.Rect(0, 0, card.Width, card.Height) {
		t.Fatalf("%T of %v", picture, picture.Bounds())
	}
	return flat
}

func TestCardsAreLightWhateverTheySay(t *testing.T) {
	p := painter(t)
	long := job()
	long.Title = strings.Repeat("Operator mesin pengolahan makanan laut beku ", 12)
	long.Eyebrow, long.Lead, long.Note, long.Place, long.Foot = long.Title, long.Title, long.Title, long.Title, long.Title
	long.Badges = []card.Badge{{Text: long.Title}, {Text: long.Title, Kind: card.Verified}}
	unbroken := fair()
	unbroken.Title = strings.Repeat("a", 500)
	unbroken.Date = &card.Date{Weekday: unbroken.Title, Day: unbroken.Title, Month: unbroken.Title}
	for _, c := range []card.Card{job(), fair(), long, unbroken, {}, {Title: "\x00\xff\n\t"}, {Title: "A"}} {
		drawn(t, p, c)
	}
}

// A typeface without Japanese draws an empty box for each letter. They are
// left out with what only surrounded them.
func TestWhatTheTypefaceLacksIsLeftOut(t *testing.T) {
	p := painter(t)
	for with, without := range map[string]string{
		"Perawat lansia (介護福祉士)":    "Perawat lansia",
		"Perawat 介護 lansia":         "Perawat lansia",
		"Pabrik makanan – 北海道":      "Pabrik makanan",
		"Koki🍣sushi":                "Kokisushi",
		"介護":                        "",
		"Perawat lansia – Osaka":    "Perawat lansia – Osaka",
		"Juru las (TIG) & montir ½": "Juru las (TIG) & montir ½",
	} {
		a, b := job(), job()
		a.Title, b.Title = with, without
		a.Place, b.Place = with, without
		if !bytes.Equal(drawn(t, p, a).Pix, drawn(t, p, b).Pix) {
			t.Errorf("%q is not drawn as %q", with, without)
		}
	}
}

// Nothing is written over the waves' badges or beyond the edges: a frame of
// the picture shows the ground alone.
func TestTheEdgesStayClear(t *testing.T) {
	p := painter(t)
	empty := drawn(t, p, card.Card{})
	long := fair()
	long.Title = strings.Repeat("Bursa kerja luar negeri ", 30)
	for _, c := range []card.Card{job(), fair(), long} {
		flat := drawn(t, p, c)
		for y := range card.Height {
			for x := range card.Width {
				edge := x < 60 || x >= card.Width-60 || y < 40 || y >= card.Height-30
				if edge && flat.At(x, y) != empty.At(x, y) {
					t.Fatalf("%q is drawn at %d, %d", c.Title, x, y)
				}
			}
		}
	}
}

func BenchmarkPNG(b *testing.B) {
	p := painter(b)
	for b.Loop() {
		if _, err := p.PNG(job()); err != nil {
			b.Fatal(err)
		}
	}
}
