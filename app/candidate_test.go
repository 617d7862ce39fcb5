package app_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"gerbang/app"
)

func TestParseName(t *testing.T) {
	tests := []struct {
		in, want, key string
	}{
		{"Siti Nur Aisyah", "Siti Nur Aisyah", ""},
		{"  Siti   Nur\tAisyah ", "Siti Nur Aisyah", ""},
		{"Sukarno", "Sukarno", ""},
		{"H. Ma'ruf, S.E.", "H. Ma'ruf, S.E.", ""},
		{"Nur`aini", "Nur`aini", ""},
		{"D’Arcy-Tan (Lie)", "D’Arcy-Tan (Lie)", ""},
		{"Łukasz Ng", "Łukasz Ng", ""},
		{"田中", "田中", ""},
		{"", "", "error.name_required"},
		{" \n ", "", "error.name_required"},
		{"Siti 2", "", "error.name"},
		{"siti@example.id", "", "error.name"},
		{"<b>Siti</b>", "", "error.name"},
		{"...", "", "error.name"},
		{"Si\u202eti", "", "error.name"},
		{"Si\x00ti", "", "error.name"},
		{strings.Repeat("a", 100), strings.Repeat("a", 100), ""},
		{strings.Repeat("é", 101), "", "error.name_long"},
	}
	for _, tt := range tests {
		got, err := app.ParseName(tt.in)
		if got != tt.want || key(err) != tt.key {
			t.Errorf("ParseName(%q) = %q, %q; want %q, %q", tt.in, got, key(err), tt.want, tt.key)
		}
	}
}

func TestNamesShortened(t *testing.T) {
	tests := []struct{ name, short string }{
		{"Siti Nur Aisyah", "Siti A."},
		{"sukarno", "sukarno"},
		{"", ""},
		{"ádám éva", "ádám É."},
	}
	for _, tt := range tests {
		if got := app.ShortName(tt.name); got != tt.short {
			t.Errorf("%q: %q", tt.name, got)
		}
	}
}

func TestParseNeighbourhood(t *testing.T) {
	tests := []struct {
		in, want string // nothing wanted: refused
	}{
		{"3", "003"}, {"12", "012"}, {"012", "012"}, {" 7 ", "007"}, {"999", "999"},
		{"", ""}, {"0", ""}, {"000", ""}, {"1234", ""}, {"0012", ""}, {"-1", ""}, {"1a", ""}, {"٣", ""}, {"1 2", ""},
	}
	for _, tt := range tests {
		got, err := app.ParseNeighbourhood("rw", tt.in)
		if got != tt.want || (err != nil) != (tt.want == "") {
			t.Errorf("ParseNeighbourhood(%q) = %q, %v", tt.in, got, err)
		}
		if e, ok := err.(*app.Error); err != nil && (!ok || e.Field != "rw" || e.Key != "error.rt_rw") {
			t.Errorf("ParseNeighbourhood(%q): %v", tt.in, err)
		}
	}
}

func TestParseBirthDate(t *testing.T) {
	now := time.Date(2026, 12, 12, 8, 0, 0, 0, app.Jakarta)
	tests := []struct {
		day, month, year string
		want, key        string
	}{
		{"4", "5", "1999", "1999-05-04", ""},
		{"04", " 05 ", "1999", "1999-05-04", ""},
		{"29", "2", "2000", "2000-02-29", ""},
		{"12", "12", "2026", "2026-12-12", ""},
		{"29", "2", "1999", "", "error.birth_date"},
		{"31", "4", "1999", "", "error.birth_date"},
		{"0", "1", "1999", "", "error.birth_date"},
		{"1", "13", "1999", "", "error.birth_date"},
		{"1", "1", "99", "", "error.birth_date"},
		{"", "1", "1999", "", "error.birth_date"},
		{"1", "", "1999", "", "error.birth_date"},
		{"1", "1", "", "", "error.birth_date"},
		{"001", "1", "1999", "", "error.birth_date"},
		{"-1", "1", "1999", "", "error.birth_date"},
		{"1", "Mei", "1999", "", "error.birth_date"},
		{"13", "12", "2026", "", "error.birth_date_range"},
		{"1", "1", "2199", "", "error.birth_date_range"},
		{"1", "1", "1899", "", "error.birth_date_range"},
	}
	for _, tt := range tests {
		got, err := app.ParseBirthDate(tt.day, tt.month, tt.year, now)
		shown := ""
		if err == nil {
			shown = got.Format(time.DateOnly)
		}
		if shown != tt.want || key(err) != tt.key {
			t.Errorf("%s-%s-%s: %q, %q; want %q, %q", tt.day, tt.month, tt.year, shown, key(err), tt.want, tt.key)
		}
	}
}

func TestProfileComplete(t *testing.T) {
	whole := app.Candidate{
		Name: "Siti", NIKLast4: "0001", PhoneLast4: "7890", BirthDate: time.Date(1999, 5, 4, 0, 0, 0, 0, time.UTC), Sex: app.Female,
		Address: app.Address{RegionCode: "31.74.01.1001", RT: "003", RW: "012"},
	}
	tests := []struct {
		name     string
		change   func(*app.Candidate)
		complete bool
	}{
		{"whole", func(*app.Candidate) {}, true},
		{"outside Jakarta", func(c *app.Candidate) { c.Address = app.Address{OutsideDKI: true, City: "Bogor"} }, true},
		{"without name", func(c *app.Candidate) { c.Name = "" }, false},
		{"without NIK", func(c *app.Candidate) { c.NIKLast4 = "" }, false},
		{"without phone", func(c *app.Candidate) { c.PhoneLast4 = "" }, false},
		{"without birth date", func(c *app.Candidate) { c.BirthDate = time.Time{} }, false},
		{"without sex", func(c *app.Candidate) { c.Sex = "" }, false},
		{"without kelurahan", func(c *app.Candidate) { c.Address.RegionCode = "" }, false},
		{"without RT", func(c *app.Candidate) { c.Address.RT = "" }, false},
		{"without RW", func(c *app.Candidate) { c.Address.RW = "" }, false},
		{"outside without city", func(c *app.Candidate) { c.Address.OutsideDKI = true }, false},
	}
	for _, tt := range tests {
		c := whole
		tt.change(&c)
		if c.Complete() != tt.complete {
			t.Errorf("%s: complete %v", tt.name, c.Complete())
		}
	}
	if (*app.Candidate)(nil).IdentityComplete() {
		t.Error("nobody is complete")
	}
}

func TestEducationRank(t *testing.T) {
	for i, e := range app.Educations() {
		if e.Rank() != i {
			t.Errorf("%s ranks %d, want %d", e, e.Rank(), i)
		}
	}
	if app.Education("?").Rank() != -1 {
		t.Error("an unknown level has a rank")
	}
}

func FuzzParseName(f *testing.F) {
	for _, s := range []string{"Siti", " Siti  Nur ", "", "1", "a\u0301", "\xff", "ﷺ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name, err := app.ParseName(s)
		if err != nil {
			return
		}
		if n := utf8.RuneCountInString(name); n == 0 || n > 100 || strings.ContainsAny(name, "\n\t\x00<>0123456789") || strings.Contains(name, "  ") {
			t.Fatalf("ParseName(%q) = %q", s, name)
		}
		if again, err := app.ParseName(name); err != nil || again != name {
			t.Fatalf("%q read again as %q, %v", name, again, err)
		}
		app.ShortName(name)
	})
}

func FuzzParseNeighbourhood(f *testing.F) {
	for _, s := range []string{"3", "012", "", "000", "1234", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := app.ParseNeighbourhood("rt", s)
		if err != nil {
			return
		}
		if len(d) != 3 || strings.Trim(d, "0123456789") != "" || d == "000" {
			t.Fatalf("ParseNeighbourhood(%q) = %q", s, d)
		}
		if again, err := app.ParseNeighbourhood("rt", d); err != nil || again != d {
			t.Fatalf("%q read again as %q, %v", d, again, err)
		}
	})
}
