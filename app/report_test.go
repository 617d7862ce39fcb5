package app_test

import (
	"regexp"
	"testing"

	"gerbang/app"
)

func TestReportCodes(t *testing.T) {
	form := regexp.MustCompile(`^LP-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$`)
	seen := map[string]bool{}
	for range 1000 {
		code := app.NewReportCode()
		if !form.MatchString(code) || seen[code] {
			t.Fatalf("code %q", code)
		}
		seen[code] = true
		if got, ok := app.NormalizeReportCode(code); !ok || got != code {
			t.Fatalf("%q is read as %q", code, got)
		}
	}
	for typed, want := range map[string]string{
		"LP-K7QP-2M4X": "LP-K7QP-2M4X", "lp k7qp 2m4x": "LP-K7QP-2M4X", "k7qp2m4x": "LP-K7QP-2M4X", " lpk7qp-2m4x ": "LP-K7QP-2M4X",
		"LP-OOII-LLLL": "LP-0011-1111", "LPK7-QP2M": "LP-1PK7-QP2M",
		"": "", "LP": "", "LP-K7QP-2M4": "", "LP-K7QP-2M4XX": "", "LP-K7QP-2M4U": "", "K7QP2M4ÿ": "",
	} {
		if got, ok := app.NormalizeReportCode(typed); got != want || ok != (want != "") {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
}

func TestReportPINs(t *testing.T) {
	for typed, want := range map[string]string{"012345": "012345", "012 345": "012345", "012-345": "012345", "": "", "12345": "", "1234567": "", "12345a": "", "١٢٣٤٥٦": ""} {
		if got, ok := app.NormalizeReportPIN(typed); (ok && got != want) || ok != (want != "") {
			t.Errorf("%q is read as %q, want %q", typed, got, want)
		}
	}
}

func FuzzNormalizeReportCode(f *testing.F) {
	f.Add("lp k7qp 2m4x")
	f.Fuzz(func(t *testing.T, typed string) {
		code, ok := app.NormalizeReportCode(typed)
		if !ok {
			return
		}
		if again, ok := app.NormalizeReportCode(code); !ok || again != code {
			t.Errorf("%q, then %q", code, again)
		}
	})
}
