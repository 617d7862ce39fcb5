package card_test

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"gerbang/app/card"
	"gerbang/app/ticket"
)

const ticketCode = "K7QP2M4XA1B2C3D4"

func pass(t testing.TB) card.Ticket {
	t.Helper()
	modules, err := ticket.Modules(ticketCode)
	if err != nil {
		t.Fatal(err)
	}
	return card.Ticket{
		Site: "Gerbang", Kind: "Bursa kerja", Event: "Bursa Kerja Luar Negeri Jakarta Selatan", Holder: "Nama pemegang tiket", Name: "Siti Nur Aminah",
		Facts:   []card.Fact{{Term: "Tanggal", Text: "Sabtu, 12 Desember 2026"}, {Term: "Sesi", Text: "09.00–09.50 WIB"}, {Term: "Tempat", Text: "GOR Bulungan, Jl. Bulungan No. 1"}},
		Modules: modules, Code: "K7QP-2M4X", Hint: "Tunjukkan kode ini di pintu masuk", Foot: "gerbang.example",
	}
}

func japanese(t testing.TB) *card.Painter {
	t.Helper()
	file, err := os.ReadFile("../../node_modules/@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf")
	if err != nil {
		t.Fatal(err)
	}
	p, err := painter(t).With(file)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func picture(t testing.TB, p *card.Painter, x card.Ticket) (image.Image, []byte) {
	t.Helper()
	file, err := p.TicketPNG(x)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return img, file
}

func TestTicketPicture(t *testing.T) {
	p := japanese(t)
	long := pass(t)
	long.Event, long.Name, long.Hint, long.Foot = strings.Repeat("Sosialisasi bekerja ke luar negeri ", 9), strings.Repeat("Raden Ajeng ", 20), strings.Repeat("a", 300), strings.Repeat("介護", 90)
	for i := range long.Facts {
		long.Facts[i].Text = long.Event
	}
	for _, x := range []card.Ticket{pass(t), long} {
		img, file := picture(t, p, x)
		if size := img.Bounds(); size.Dx() != 1080 || size.Dy() < 1400 || size.Dy() > 2400 {
			t.Errorf("%q: %v", x.Event, size)
		}
		if len(file) > 120<<10 {
			t.Errorf("%q: %d bytes", x.Event, len(file))
		}
		bits, err := gozxing.NewBinaryBitmapFromImage(img)
		if err != nil {
			t.Fatal(err)
		}
		result, err := qrcode.NewQRCodeReader().Decode(bits, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
		if err != nil || result.GetText() != ticketCode {
			t.Errorf("%q: the code was read as %v, %v", x.Event, result, err)
		}
	}
}

func TestTicketPictureWritesJapaneseNames(t *testing.T) {
	p := japanese(t)
	named := func(name string) []byte {
		x := pass(t)
		x.Name = name
		_, file := picture(t, p, x)
		return file
	}
	if bytes.Equal(named("山田 Taro"), named("Taro")) || bytes.Equal(named("山田"), named("田中")) {
		t.Error("Japanese letters are left out, or drawn as the same box")
	}
	if !bytes.Equal(named("Rene\u0301e"), named("Renée")) {
		t.Error("an accent of its own is not drawn as the letter with it")
	}
}

func BenchmarkTicketPNG(b *testing.B) {
	p, x := japanese(b), pass(b)
	for b.Loop() {
		if _, err := p.TicketPNG(x); err != nil {
			b.Fatal(err)
		}
	}
}
