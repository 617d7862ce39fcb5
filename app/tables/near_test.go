package tables_test

import (
	"strings"
	"testing"

	"gerbang/app"
)

func TestMistypedChoicesAreGuessed(t *testing.T) {
	table, b := jobs(t)
	const row = "A-1,SIP3MI 001/2024,Perawat,%sector,%country,%scheme,JPY,%test,%level"
	for name, tc := range map[string]struct{ sector, country, scheme, test, level, says string }{
		"a sector":                  {sector: "Perawatn lansia", says: "Maksudnya “Perawatan lansia”?"},
		"a country":                 {country: "Jepng", says: "Maksudnya “Jepang”?"},
		"a country in English":      {country: "Germny", says: "Maksudnya “Jerman”?"},
		"the beginning of one":      {country: "Jepa", says: "Maksudnya “Jepang”?"},
		"letters swapped":           {scheme: "sws", says: "Maksudnya “"},
		"a language test":           {test: "JPLT", level: "N4", says: "Maksudnya JLPT N4?"},
		"as close to one as others": {test: "JLPT", level: "N9", says: "tidak dikenal. Contoh"},
		"nothing like any":          {country: "Wakanda raya", says: "Pilih salah satu: Jepang, Jerman."},
		"too short to guess":        {country: "XX", says: "Pilih salah satu: Jepang, Jerman."},
	} {
		t.Run(name, func(t *testing.T) {
			or := func(s, otherwise string) string {
				if s == "" {
					return otherwise
				}
				return s
			}
			line := strings.NewReplacer("%sector", or(tc.sector, "Perawatan lansia"), "%country", or(tc.country, "Jepang"), "%scheme", or(tc.scheme, "SSW"),
				"%test", tc.test, "%level", tc.level).Replace(row)
			r := plan(t, keys+",language_test,language_level\n"+line+"\n", stored(), all)
			if r.Status != app.ImportInvalid || len(r.Problems) != 1 {
				t.Fatalf("%s %+v", r.Status, r.Problems)
			}
			if got := table.Explain(b.Locale("id"), r.Problems[0]); !strings.Contains(got, tc.says) {
				t.Errorf("%q, want %q in it", got, tc.says)
			}
		})
	}
}
