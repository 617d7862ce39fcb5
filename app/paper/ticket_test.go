package paper_test

import (
	"bytes"
	"compress/zlib"
	"image"
	"image/draw"
	"io"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/paper"
	"gerbang/app/ticket"
)

const fonts = "../../node_modules/@expo-google-fonts/"

func press(t testing.TB) *paper.Press {
	t.Helper()
	var files [3][]byte
	for i, name := range []string{"plus-jakarta-sans/700Bold/PlusJakartaSans_700Bold.ttf", "plus-jakarta-sans/500Medium/PlusJakartaSans_500Medium.ttf", "noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf"} {
		var err error
		if files[i], err = os.ReadFile(fonts + name); err != nil {
			t.Fatal(err)
		}
	}
	p, err := paper.New(files[0], files[1], files[2])
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func locale(t testing.TB, tag string) *i18n.Locale {
	t.Helper()
	b, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return b.Locale(tag)
}

const code = "K7QP2M4XA1B2C3D4"

func fair(t testing.TB) paper.Ticket {
	t.Helper()
	modules, err := ticket.Modules(code)
	if err != nil {
		t.Fatal(err)
	}
	return paper.Ticket{
		Kind: "Bursa kerja", Event: "Bursa Kerja Luar Negeri Jakarta Selatan 2026", Name: "Siti Nur Aminah", Date: "Sabtu, 12 Desember 2026",
		Time: "09.00–09.50 WIB", Session: "Gelombang 1", Gate: "Pintu A", Venue: "GOR Bulungan", Address: "Jl. Bulungan No. 1, Kramat Pela, Kebayoran Baru, Jakarta Selatan",
		Map: "https://www.openstreetmap.org/search?query=GOR+Bulungan", Code: app.TicketCode(code).Human(), Modules: modules,
		Bring: []string{"KTP asli", "Ijazah terakhir (kalau ada)", "Daftar riwayat hidup (CV), 3 lembar"}, Host: "gerbang.example",
		Printed: time.Date(2026, 11, 24, 10, 42, 0, 0, app.Jakarta),
	}
}

// file is a PDF taken apart, as far as this package writes it.
type file struct {
	raw   string
	pages []page
}

type page struct {
	width, height float64 // pt
	text          string  // lines in the order they were set
	least, most   [2]float64
	path          string
}

var (
	streams = regexp.MustCompile(`(?s)<<([^<>]*)>>\s*stream\r?\n(.*?)\r?\nendstream`)
	boxes   = regexp.MustCompile(`/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]`)
	shown   = regexp.MustCompile(`(?s)BT ([\d.-]+) ([\d.-]+) Td \((.*?)\) Tj ET`)
)

// open reads the content of the pages: texts are in UTF-16, because the
// typefaces are put in by code point.
func open(t *testing.T, raw []byte) file {
	t.Helper()
	f := file{raw: string(raw)}
	for _, m := range streams.FindAllSubmatch(raw, -1) {
		r, err := zlib.NewReader(bytes.NewReader(m[2]))
		if err != nil {
			continue
		}
		content, err := io.ReadAll(r)
		if err != nil || !bytes.Contains(content, []byte("Tj ET")) {
			continue
		}
		p := page{least: [2]float64{1e9, 1e9}, path: string(content)}
		for _, show := range shown.FindAllSubmatch(content, -1) {
			at := [2]float64{number(t, show[1]), number(t, show[2])}
			for i := range at {
				p.least[i], p.most[i] = min(p.least[i], at[i]), max(p.most[i], at[i])
			}
			p.text += words(show[3]) + "\n"
		}
		f.pages = append(f.pages, p)
	}
	if boxes.FindSubmatch(raw) == nil {
		t.Fatal("no size of paper")
	}
	for i := range f.pages {
		box := boxes.FindSubmatch(raw)
		f.pages[i].width, f.pages[i].height = number(t, box[1]), number(t, box[2])
	}
	return f
}

func number(t *testing.T, b []byte) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(string(b), 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func words(b []byte) string {
	b = []byte(strings.NewReplacer(`\\`, `\`, `\(`, `(`, `\)`, `)`, `\r`, "\r").Replace(string(b)))
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return string(utf16.Decode(units))
}

// all is the whole text with lines and typefaces run together.
func (f file) all() string {
	var b strings.Builder
	for _, p := range f.pages {
		b.WriteString(p.text)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func set(t *testing.T, tag string, size paper.Size, x paper.Ticket) file {
	t.Helper()
	raw, err := press(t).Ticket(locale(t, tag), size, x)
	if err != nil {
		t.Fatal(err)
	}
	return open(t, raw)
}

func TestTicketSaysWhatCounts(t *testing.T) {
	for tag, own := range map[string][]string{
		"id": {"Nama pemegang tiket", "Tunjukkan kode ini di pintu masuk", "Yang dibawa", "Tiket ini, di kertas atau di HP", "Dicetak 24 Nov 2026, 10.42 WIB"},
		"en": {"Name of the holder", "What to bring", "pay nobody", "Printed 24 Nov 2026, 10:42 WIB"},
	} {
		for _, size := range []paper.Size{paper.A4, paper.A6} {
			f := set(t, tag, size, fair(t))
			for _, want := range append(own, "Siti Nur Aminah", "Sabtu, 12 Desember 2026", "09.00–09.50 WIB · Gelombang 1", "Pintu A · GOR Bulungan",
				"Kramat Pela", "K7QP-2M4X", "KTP asli", "Ijazah terakhir (kalau ada)", "“GOR Bulungan”", "gerbang.example") {
				if !strings.Contains(f.all(), want) {
					t.Errorf("%s %s: no %q in %q", tag, size.Name, want, f.all())
				}
			}
			if !strings.Contains(f.raw, "openstreetmap.org/search?query=GOR+Bulungan") {
				t.Errorf("%s %s: no link to the map", tag, size.Name)
			}
			if strings.Contains(f.all(), "⟦") || strings.Contains(f.raw, code) || strings.Contains(f.all(), code) {
				t.Errorf("%s %s: a text is missing, or the whole code is written out", tag, size.Name)
			}
			want := map[string]int{"a4": 1, "a6": 2}[size.Name]
			if p := f.pages[0]; len(f.pages) != want || math.Abs(p.width-size.Width*72/25.4) > 1 || math.Abs(p.height-size.Height*72/25.4) > 1 {
				t.Errorf("%s: %d pages of %v × %v", size.Name, len(f.pages), p.width, p.height)
			}
		}
	}
}

// The typeface of the site has no Japanese: those letters come from another,
// which is in the file only then.
func TestNamesAreWrittenAsTheirOwnersDo(t *testing.T) {
	for name, want := range map[string]string{
		"山田 太郎":                  "山田 太郎",
		"Renée Nguyễn Thị Hương": "Renée Nguyễn Thị Hương",
		"Rene\u0301e":            "Renée", // an accent of its own
		"Ştefan Łukasz Ōno":      "Ştefan Łukasz Ōno",
		"ヨシダ・アリ":                 "ヨシダ・アリ",
		"𠮷田":                     "〓田", // beyond what the maker of the file can set
		"Siti 🎉 Aminah":          "Siti Aminah",
		"Siti\x00\u200b\nAminah": "Siti Aminah",
		"Ali (b) \\ Umar":        "Ali (b) \\ Umar",
	} {
		x := fair(t)
		x.Name = name
		f := set(t, "id", paper.A6, x)
		if !strings.Contains(strings.ReplaceAll(f.all(), " ", ""), strings.ReplaceAll(want, " ", "")) {
			t.Errorf("%q: no %q in %q", name, want, f.all())
		}
		needs := strings.ContainsFunc(want, func(r rune) bool { return r >= 0x2E80 })
		if has := strings.Contains(f.raw, "japanese"); has != needs {
			t.Errorf("%q: the Japanese typeface is in the file: %v", name, has)
		}
		if len(f.raw) > 60<<10 {
			t.Errorf("%q: %d bytes", name, len(f.raw))
		}
	}
}

func TestLongTextsStayOnThePaper(t *testing.T) {
	long := strings.Repeat("Sosialisasi bekerja ke luar negeri ", 20)
	for _, text := range []string{long, strings.Repeat("a", 600), strings.Repeat("介護福祉士", 90)} {
		x := fair(t)
		x.Event, x.Name, x.Session, x.Gate, x.Venue, x.Address, x.Status = text, text, text, text, text, text, "Menunggu seleksi"
		x.Bring = []string{text, text, text, text}
		for _, size := range []paper.Size{paper.A4, paper.A6} {
			for i, p := range set(t, "id", size, x).pages {
				if p.least[0] < 10 || p.least[1] < 10 || p.most[0] > p.width-10 || p.most[1] > p.height-10 {
					t.Errorf("%s page %d of %.8s…: text from %v to %v of %v × %v", size.Name, i+1, text, p.least, p.most, p.width, p.height)
				}
			}
			if got := readQR(t, set(t, "id", size, x).pages[0]); got != code {
				t.Errorf("%s of %.8s…: the code was read as %q", size.Name, text, got)
			}
		}
	}
}

// readQR draws the one black path of a page and reads it as a gate would.
func readQR(t *testing.T, p page) string {
	t.Helper()
	const scale = 2
	img := image.NewGray(image.Rect(0, 0, int(p.width*scale), int(p.height*scale)))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	black := p.path[strings.LastIndex(p.path, "0.000 g"):]
	for _, m := range regexp.MustCompile(`([\d.]+) ([\d.]+) m\s+([\d.]+) [\d.]+ l\s+[\d.]+ ([\d.]+) l`).FindAllStringSubmatch(black, -1) {
		var at [4]float64
		for i := range at {
			at[i] = number(t, []byte(m[i+1])) * scale
		}
		top, bottom := p.height*scale-at[1], p.height*scale-at[3]
		draw.Draw(img, image.Rect(int(math.Round(at[0])), int(math.Round(top)), int(math.Round(at[2])), int(math.Round(bottom))), image.Black, image.Point{}, draw.Src)
	}
	bits, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bits, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		t.Fatal(err)
	}
	return result.GetText()
}

func BenchmarkTicket(b *testing.B) {
	p, l, x := press(b), locale(b, "id"), fair(b)
	for b.Loop() {
		if _, err := p.Ticket(l, paper.A4, x); err != nil {
			b.Fatal(err)
		}
	}
}
