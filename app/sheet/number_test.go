package sheet_test

import (
	"math"
	"strconv"
	"testing"
	"time"

	"gerbang/app/sheet"
)

func TestInteger(t *testing.T) {
	for in, want := range map[string]int64{
		"0": 0, "1500000": 1_500_000, "1.500.000": 1_500_000, "1,500,000": 1_500_000, "Rp1.500.000": 1_500_000, "Rp 1.500.000,-": 1_500_000,
		"Rp. 1.500.000,00": 1_500_000, "1,500,000.00": 1_500_000, "1 500 000": 1_500_000, "1\u00a0500\u00a0000": 1_500_000, "¥210.000": 210_000,
		"210,000 yen": 210_000, "USD 1,200": 1_200, "SAR1.500": 1_500, "1,5 juta": 1_500_000, "2 jt": 2_000_000, "500rb": 500_000, "1,2 miliar": 1_200_000_000,
		"1.5E6": 1_500_000, "1500000.0": 1_500_000, "12.50": -1, "1.125": 1_125, "1.1250": -1, "-5": -5, "-Rp5.000": -5_000, "'42": 42, "４２": 42,
		"": -1, "dua": -1, "1.50.000": -1, "1.500.00": -1, "12a": -1, "1/2": -1, "1..5": -1, "99999999999999999999": -1, "1e30": -1,
		"2 dus": -1, "Rp": -1, ".": -1, "10-20": -1, "0.500": -1, "1.000,5": -1, "1.000.000.000.000": 1_000_000_000_000,
	} {
		got, err := sheet.Integer(in)
		if want == -1 {
			if err == nil {
				t.Errorf("%q: %d, want a refusal", in, got)
			}
			continue
		}
		if err != nil || got != want {
			t.Errorf("%q: %d, %v, want %d", in, got, err, want)
		}
	}
}

func TestDecimal(t *testing.T) {
	for in, want := range map[string]float64{
		"1,5": 1.5, "1.5": 1.5, "7.1250": 7.125, "1.234,50": 1234.5, "1,234.50": 1234.5, "0.125": 0.125, "0,125": 0.125, "80": 80, "1.500": 1500, "-2,75": -2.75, "12,5%": 12.5,
	} {
		if got, err := sheet.Decimal(in); err != nil || got != want {
			t.Errorf("%q: %v, %v, want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"", "lulus", "1,2,3", "1.2.3,4,5"} {
		if got, err := sheet.Decimal(in); err == nil {
			t.Errorf("%q: %v, want a refusal", in, got)
		}
	}
}

func TestYesNo(t *testing.T) {
	for in, want := range map[string]bool{"ya": true, "YA": true, " Yes ": true, "1": true, "TRUE": true, "✓": true, "tidak": false, "Tdk": false, "no": false, "0": false, "false": false} {
		if got, err := sheet.YesNo(in); err != nil || got != want {
			t.Errorf("%q: %v, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "mungkin", "2"} {
		if _, err := sheet.YesNo(in); err == nil {
			t.Errorf("%q is taken", in)
		}
	}
}

func TestDate(t *testing.T) {
	for in, want := range map[string]string{
		"31/12/2026": "2026-12-31", "31-12-2026": "2026-12-31", "31.12.2026": "2026-12-31", "31 12 2026": "2026-12-31", "2026-12-31": "2026-12-31",
		"2026/12/31": "2026-12-31", "1/2/2026": "2026-02-01", "31/12/26": "2026-12-31", "5-1-99": "1999-01-05", "20261231": "2026-12-31",
		"31 Desember 2026": "2026-12-31", "31 des 26": "2026-12-31", "31-Des-2026": "2026-12-31", "Kamis, 31 Desember 2026": "2026-12-31",
		"Dec 31, 2026": "2026-12-31", "December 31st, 2026": "2026-12-31", "17 Agustus 2026": "2026-08-17", "17 Agt 2026": "2026-08-17", "10 Nopember 2026": "2026-11-10",
		"46387": "2026-12-31", "46387.5": "2026-12-31", "2026-12-31 00:00:00": "2026-12-31", "2026-12-31T08:30:00Z": "2026-12-31", "31/12/2026 09:00": "2026-12-31",
		"29/2/2028": "2028-02-29",
		"":          "", "besok": "", "31/11/2026": "", "29/2/2027": "", "12/31/2026": "", "31/12": "", "2026": "", "31/12/26/1": "", "32 Des 2026": "", "0/0/0": "", "1/1/0001": "", "31 Xes 2026": "",
	} {
		got, err := sheet.Date(in)
		if want == "" {
			if err == nil {
				t.Errorf("%q: %v, want a refusal", in, got)
			}
			continue
		}
		if err != nil || got.Format(time.DateOnly) != want {
			t.Errorf("%q: %v, %v, want %s", in, got, err, want)
		}
	}
}

func FuzzInteger(f *testing.F) {
	for _, s := range []string{"Rp1.500.000,-", "1,5 juta", "1e9", "-3", "１２", "1.234.567,00", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := sheet.Integer(s)
		if err != nil {
			return
		}
		// Whatever was understood reads the same again as plain digits, and grouped.
		if again, err := sheet.Integer(strconv.FormatInt(n, 10)); err != nil || again != n {
			t.Errorf("%q: %d, then %d, %v", s, n, again, err)
		}
		if d, err := sheet.Decimal(s); err != nil || math.Abs(d-float64(n)) > math.Abs(float64(n))*1e-12 {
			t.Errorf("%q: as an integer %d, as a decimal %v, %v", s, n, d, err)
		}
	})
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"31/12/2026", "46387", "Kamis, 31 Des 26", "2026-12-31T00:00:00Z", "29 2 2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := sheet.Date(s)
		if err != nil {
			return
		}
		for _, layout := range []string{time.DateOnly, "2/1/2006", "02 January 2006", "2-Jan-2006"} {
			if again, err := sheet.Date(d.Format(layout)); err != nil || !again.Equal(d) {
				t.Errorf("%q: %v, as %q %v, %v", s, d, d.Format(layout), again, err)
			}
		}
	})
}
