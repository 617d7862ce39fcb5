package phone

import (
	"errors"
	"strings"
	"testing"

	"gerbang/app"
)

func TestParse(t *testing.T) {
	const want = "+6281234567890"
	tests := map[string]string{
		"081234567890":             want,
		"0812 3456 7890":           want,
		"0812-3456-7890":           want,
		"0812.3456.7890":           want,
		"(0812) 3456 7890":         want,
		"6281234567890":            want,
		"62 812-3456-7890":         want,
		"+6281234567890":           want,
		"+62 812 3456 7890":        want,
		"(+62) 812 3456 7890":      want,
		"+62 (0)812 3456 7890":     want,
		"6208123456 7890":          want,
		"812 3456 7890":            want,
		" \t081234567890\n":        want,
		"0812\u00a03456\u00a07890": want,
		"0811 234 567":             "+62811234567",
		"0859 1234 56789":          "+62859123456789",
		"+65 9123 4567":            "+6591234567",
		"+60 12-345 6789":          "+60123456789",
		"+81 90-1234-5678":         "+819012345678",
		"+82 10-1234-5678":         "+821012345678",
		"+852 5123 4567":           "+85251234567",
		"+886 912 345 678":         "+886912345678",
		"+49 1512 3456789":         "+4915123456789",
		"+1 (201) 555-0123":        "+12015550123",
	}
	for in, want := range tests {
		if got, err := Parse(in); got != want || err != nil {
			t.Errorf("Parse(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, in := range []string{
		"", " ", "+", "62", "+62", "0", "0812", "08123456", "081234567890123456", "0812345678a", "nomor saya 081234567890",
		"021 5550 1234", "+62 21 5550 1234", "65 9123 4567", "+65 6123 4567", "+999 123456789", "++6281234567890", "0812+34567890",
		"08123456789O", "０８１２３４５６７８９０", "0812;ext=3", "0812 3456 7890, 0813 3456 7890", "0800 1234567", strings.Repeat("0", 1000),
	} {
		got, err := Parse(in)
		e, ok := errors.AsType[*app.Error](err)
		if got != "" || !ok || e.Kind != app.Invalid || e.Key != "error.phone" {
			t.Errorf("Parse(%q) = %q, %v", in, got, err)
		}
	}
}

func TestMaskAndDisplay(t *testing.T) {
	tests := []struct{ e164, mask, display string }{
		{"+6281234567890", "+62812••••7890", "0812-3456-7890"},
		{"+62811234567", "+628••••4567", "0811-2345-67"},
		{"+62859123456789", "+62859••••6789", "0859-1234-56789"},
		{"+6591234567", "+65••••4567", "+65 9123 4567"},
		{"+819012345678", "+8190••••5678", "+81 90-1234-5678"},
		{"+6281", "+62••••", "081"},
		{"", "••••", ""},
		{"+", "••••", "+"},
		{"abc", "••••", "abc"},
		{"081234567890", "••••", "081234567890"},
	}
	for _, tt := range tests {
		if got := Mask(tt.e164); got != tt.mask {
			t.Errorf("Mask(%q) = %q, want %q", tt.e164, got, tt.mask)
		}
		if got := Display(tt.e164); got != tt.display {
			t.Errorf("Display(%q) = %q, want %q", tt.e164, got, tt.display)
		}
	}
}

func TestMaskHidesFourDigitsOfEveryNumber(t *testing.T) {
	for _, in := range []string{"0811 234 567", "081234567890", "0859 1234 56789", "+65 9123 4567", "+852 5123 4567", "+81 90-1234-5678"} {
		e164, err := Parse(in)
		if err != nil {
			t.Fatal(err)
		}
		shown := strings.Count(strings.ReplaceAll(Mask(e164), hidden, ""), "") - 1
		if len(e164)-shown < 4 {
			t.Errorf("Mask(%q) = %q hides fewer than four digits", e164, Mask(e164))
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "+", "62", "081234567890", "+62 (0)812 3456 7890", "+65 9123 4567", "628\xff", "+62+62", "(+1) 201 555 0123"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once, err := Parse(s)
		Mask(s)
		Display(s)
		if err != nil {
			return
		}
		if twice, err := Parse(once); twice != once || err != nil {
			t.Errorf("Parse(%q) = %q, but Parse of that = %q, %v", s, once, twice, err)
		}
		if again, err := Parse(Display(once)); again != once || err != nil {
			t.Errorf("Parse(Display(%q)) = %q, %v", once, again, err)
		}
		if strings.Contains(Mask(once), once[len(once)-5:]) {
			t.Errorf("Mask(%q) = %q", once, Mask(once))
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := Parse("0812 3456 7890"); err != nil {
			b.Fatal(err)
		}
	}
}
