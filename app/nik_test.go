package app_test

import (
	"errors"
	"testing"
	"time"

	"gerbang/app"
)

func key(err error) string {
	var e *app.Error
	if errors.As(err, &e) {
		return e.Key
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func TestParseNIK(t *testing.T) {
	tests := []struct {
		in, want, key string
	}{
		{"3174014405990001", "3174014405990001", ""},
		{"3174 0144 0599 0001", "3174014405990001", ""},
		{" 31.74.01-440599.0001\t", "3174014405990001", ""},
		{"3174\u00a00144\u00a00599\u00a00001", "3174014405990001", ""},
		{"", "", "error.nik_digits"},
		{"317401440599000", "", "error.nik_digits"},
		{"31740144059900011", "", "error.nik_digits"},
		{"317401440599000O", "", "error.nik_letters"},
		{"٣١٧٤٠١٤٤٠٥٩٩٠٠٠١", "", "error.nik_letters"},
		{"3174010005990001", "", "error.nik"}, // day 0
		{"3174013205990001", "", "error.nik"}, // day 32
		{"3174017205990001", "", "error.nik"}, // day 72
		{"3174014000990001", "", "error.nik"}, // day 40
		{"3174014413990001", "", "error.nik"}, // month 13
		{"3174014400990001", "", "error.nik"}, // month 0
		{"3174014405990000", "", "error.nik"}, // serial 0
		{"0174014405990001", "", "error.nik"}, // no region begins with 0
		{"3174017112990001", "3174017112990001", ""},
		{"9971013112009999", "9971013112009999", ""},
	}
	for _, tt := range tests {
		got, err := app.ParseNIK(tt.in)
		if string(got) != tt.want || key(err) != tt.key {
			t.Errorf("ParseNIK(%q) = %q, %q; want %q, %q", tt.in, got, key(err), tt.want, tt.key)
		}
	}
	_, err := app.ParseNIK("317401440599000")
	var e *app.Error
	if !errors.As(err, &e) || e.Field != "nik" || len(e.Args) != 2 || e.Args[1] != 15 {
		t.Errorf("15 digits: %+v", e)
	}
}

func TestNIKMatches(t *testing.T) {
	birth := func(s string) time.Time {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	tests := []struct {
		nik   app.NIK
		birth string
		sex   app.Sex
		want  bool
	}{
		{"3174014405990001", "1999-05-04", app.Female, true},
		{"3174010405990001", "1999-05-04", app.Male, true},
		{"3174014405990001", "1999-05-04", app.Male, false},
		{"3174010405990001", "1999-05-04", app.Female, false},
		{"3174010405990001", "1999-05-05", app.Male, false},
		{"3174010405990001", "1999-06-04", app.Male, false},
		{"3174010405990001", "1998-05-04", app.Male, false},
		{"3174010405050001", "2005-05-04", app.Male, true},
	}
	for _, tt := range tests {
		if got := tt.nik.Matches(birth(tt.birth), tt.sex); got != tt.want {
			t.Errorf("%s with %s, %s: %v", tt.nik, tt.birth, tt.sex, got)
		}
	}
}

func TestNIKShown(t *testing.T) {
	n := app.NIK("3174014405990123")
	if n.String() != "3174 0144 0599 0123" || n.Last4() != "0123" || app.MaskNIK(n.Last4()) != "•••• •••• •••• 0123" || app.MaskNIK("") != "" {
		t.Errorf("%s, %s, %s", n, n.Last4(), app.MaskNIK(n.Last4()))
	}
}

func FuzzParseNIK(f *testing.F) {
	for _, s := range []string{"3174014405990001", "3174 0144 0599 0001", "", "x", "3174-0144.0599 0001", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := app.ParseNIK(s)
		if err != nil {
			if n != "" || app.KindOf(err) != app.Invalid {
				t.Fatalf("ParseNIK(%q) = %q, %v", s, n, err)
			}
			return
		}
		if len(n) != 16 || len(n.Last4()) != 4 {
			t.Fatalf("ParseNIK(%q) = %q", s, n)
		}
		for _, shown := range []string{string(n), n.String()} {
			if again, err := app.ParseNIK(shown); err != nil || again != n {
				t.Fatalf("%q read back as %q, %v", shown, again, err)
			}
		}
		n.Matches(time.Now(), app.Female)
	})
}
