package app

import "testing"

func TestParseAmount(t *testing.T) {
	tests := map[string]int64{
		"": 0, " ": 0, "0": 0, "1500000": 1_500_000, "1.500.000": 1_500_000, "1,500,000": 1_500_000, "1 500 000": 1_500_000,
		"Rp1.500.000": 1_500_000, "Rp 1.500.000,00": 1_500_000, "Rp. 1.500.000,-": 1_500_000, "¥210,000": 210_000, "JPY 210000": 210_000,
		"1,500.00": 1500, "1.500": 1500, "HK$5.100": 5100, " 42 ": 42, "NT$ 29.500": 29_500,
	}
	for text, want := range tests {
		if got, err := ParseAmount(text); err != nil || got != want {
			t.Errorf("ParseAmount(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"12.50", "12,5", "-5", "1.50.000", "1.500,000", "lima", "1e6", "99999999999999999999", "1.500.000.000.000.000.000", "½"} {
		if got, err := ParseAmount(text); err == nil {
			t.Errorf("ParseAmount(%q) = %d", text, got)
		}
	}
}

func FuzzParseAmount(f *testing.F) {
	f.Add("Rp1.500.000,00")
	f.Fuzz(func(t *testing.T, text string) {
		if n, err := ParseAmount(text); err != nil && n != 0 || n < 0 {
			t.Errorf("ParseAmount(%q) = %d, %v", text, n, err)
		}
	})
}
