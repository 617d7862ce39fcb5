package app_test

import (
	"strings"
	"testing"

	"gerbang/app"
)

func TestNewTicketCode(t *testing.T) {
	seen, used := map[app.TicketCode]bool{}, map[rune]bool{}
	for range 2000 {
		c := app.NewTicketCode()
		if seen[c] {
			t.Fatalf("%s came twice", c)
		}
		seen[c] = true
		if got, ok := app.NormalizeTicketCode(string(c)); !ok || got != string(c) || len(c) != app.TicketCodeLen {
			t.Fatalf("%s is no code", c)
		}
		for _, r := range c {
			used[r] = true
		}
	}
	if len(used) != 32 {
		t.Errorf("%d different characters in use, want 32", len(used))
	}
}

func TestNormalizeTicketCode(t *testing.T) {
	tests := []struct {
		in, want string
		ok       bool
	}{
		{"K7QP2M4XAB12CD34", "K7QP2M4XAB12CD34", true},
		{"k7qp-2m4x", "K7QP2M4X", true},
		{" K7QP 2M4X\r\n", "K7QP2M4X", true},
		{"OIL0-1234", "01101234", true},
		{"oil01234", "01101234", true},
		{"K7QP-2M4", "K7QP2M4", false},
		{"K7QP2M4XA", "K7QP2M4XA", false},
		{"", "", false},
		{"K7QP-2M4U", "K7QP2M4V", true},
		{"ooii-lluu", "001111VV", true},
		{"K7QP2M4É", "", false},
		{"K7QP2M4Ⅹ", "", false},
		{"https://gerbang.example/t/K7QP2M4X", "", false},
		{strings.Repeat("-", 60) + "K7QP2M4X", "", false},
	}
	for _, tt := range tests {
		got, ok := app.NormalizeTicketCode(tt.in)
		if ok != tt.ok || ok && got != tt.want {
			t.Errorf("NormalizeTicketCode(%q) = %q, %v", tt.in, got, ok)
		}
	}
}

func TestHumanCode(t *testing.T) {
	if got := app.TicketCode("K7QP2M4XAB12CD34").Human(); got != "K7QP-2M4X" {
		t.Errorf("%q", got)
	}
	if got := app.TicketCode("K7").Human(); got != "K7" {
		t.Errorf("%q", got)
	}
}

func FuzzNormalizeTicketCode(f *testing.F) {
	for _, s := range []string{"K7QP2M4XAB12CD34", "k7qp-2m4x", "OIL", "\xff", "ſ7QP2M4X"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, ok := app.NormalizeTicketCode(s)
		if !ok {
			return
		}
		if len(code) != app.HumanCodeLen && len(code) != app.TicketCodeLen || strings.Trim(code, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") != "" {
			t.Fatalf("NormalizeTicketCode(%q) = %q", s, code)
		}
		if again, ok := app.NormalizeTicketCode(strings.ToLower(code)); !ok || again != code {
			t.Fatalf("%q read again as %q, %v", code, again, ok)
		}
	})
}
