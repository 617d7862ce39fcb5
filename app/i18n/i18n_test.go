package i18n

import (
	"math"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func bundle(t testing.TB) *Bundle {
	t.Helper()
	b, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestLocaleByTag(t *testing.T) {
	b := bundle(t)
	for tag, want := range map[string]string{"id": "id", "en": "en", "": "id", "fr": "id", "EN": "id"} {
		if got := b.Locale(tag).Tag(); got != want {
			t.Errorf("Locale(%q).Tag() = %q, want %q", tag, got, want)
		}
	}
}

func TestTexts(t *testing.T) {
	b := bundle(t)
	id, en := b.Locale("id"), b.Locale("en")
	tests := []struct{ got, want string }{
		{id.T("common.continue"), "Lanjut"},
		{en.T("common.continue"), "Continue"},
		{id.T("common.unknown"), "Tidak diketahui"},
		{id.T("no.such.key"), "⟦no.such.key⟧"},
		{id.N("no.such.key", 1), "⟦no.such.key⟧"},
		{id.T("error.nik_digits", "n", 15), "NIK harus 16 angka. Anda mengisi 15 angka."},
		{en.T("error.nik_digits", "n", "15"), "NIK must be 16 digits. You entered 15."},
		{id.T("rules.waves.taken", "places", int64(1200), "taken", 3), "3 dari 1200 terisi"},
		{id.T("rules.waves.taken", "taken", 3), "3 dari {places} terisi"},
		{id.T("rules.waves.taken", "taken"), "{taken} dari {places} terisi"},
		{id.T("rules.waves.taken"), "{taken} dari {places} terisi"},
		{id.T("error.min", "param", 2.5), "Isi paling kecil 2,5"},
		{en.T("error.min", "param", 2.5), "Enter 2.5 or more"},
		{id.T("error.min", "param", time.Minute), "Isi paling kecil 1m0s"},
		{id.T("error.min", "param", true), "Isi paling kecil true"},
		{id.T("error.min", "param", "{param}"), "Isi paling kecil {param}"},
		{id.N("ui.error_summary", 2), "Ada 2 isian yang perlu diperbaiki"},
		{en.N("ui.error_summary", 1), "There is 1 problem"},
		{en.N("ui.error_summary", 2), "There are 2 problems"},
		{en.N("common.seats", 0), "0 seats"},
		{en.N("common.seats", 12345), "12,345 seats"},
		{id.N("common.seats", 12345), "12.345 kursi"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
	if !id.Has("common.continue") || id.Has("no.such.key") {
		t.Error("Has does not tell known keys from unknown ones")
	}
}

func TestTextWithoutArgsDoesNotAllocate(t *testing.T) {
	l := bundle(t).Locale("id")
	if n := testing.AllocsPerRun(100, func() { l.T("common.continue") }); n != 0 {
		t.Errorf("T allocates %v times", n)
	}
}

func TestPath(t *testing.T) {
	b := bundle(t)
	tests := []struct{ path, en string }{
		{"/", "/en"},
		{"/?q=perawat", "/en?q=perawat"},
		{"/lowongan", "/en/lowongan"},
		{"/lowongan/perawat?a=1#gaji", "/en/lowongan/perawat?a=1#gaji"},
		{"/english-course", "/en/english-course"},
		{"/en/lowongan", "/en/lowongan"},
		{"/en", "/en"},
		{"#isi", "#isi"},
		{"", ""},
		{"https://contoh.id/", "https://contoh.id/"},
		{"//contoh.id/", "//contoh.id/"},
	}
	for _, tt := range tests {
		if got := b.Locale("en").Path(tt.path); got != tt.en {
			t.Errorf("en: Path(%q) = %q, want %q", tt.path, got, tt.en)
		}
		if got := b.Locale("id").Path(tt.path); got != tt.path {
			t.Errorf("id: Path(%q) = %q, want it unchanged", tt.path, got)
		}
	}
}

func TestFormats(t *testing.T) {
	b := bundle(t)
	id, en := b.Locale("id"), b.Locale("en")
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	nine := at("2026-12-12T02:00:00Z")
	late := at("2026-12-31T17:30:00Z")
	tests := []struct{ name, got, want string }{
		{"date id", id.Date(nine), "Sabtu, 12 Desember 2026"},
		{"date en", en.Date(nine), "Saturday, 12 December 2026"},
		{"date after midnight in Jakarta", id.Date(late), "Jumat, 1 Januari 2027"},
		{"sunday", id.Date(at("2026-11-22T05:00:00Z")), "Minggu, 22 November 2026"},
		{"short id", id.DateShort(nine), "12 Des 2026"},
		{"short en", en.DateShort(nine), "12 Dec 2026"},
		{"clock id", id.Clock(nine), "09.00\u00a0WIB"},
		{"clock en", en.Clock(nine), "09:00\u00a0WIB"},
		{"clock after midnight", id.Clock(late), "00.30\u00a0WIB"},
		{"clock range id", id.ClockRange(nine, nine.Add(50*time.Minute)), "09.00–09.50\u00a0WIB"},
		{"clock range en", en.ClockRange(nine, nine.Add(50*time.Minute)), "09:00–09:50\u00a0WIB"},
		{"date time id", id.DateTime(nine), "12 Des 2026, 09.00\u00a0WIB"},
		{"date time en", en.DateTime(nine), "12 Dec 2026, 09:00\u00a0WIB"},
		{"range one day", id.DateRange(nine, nine.Add(time.Hour)), "Sabtu, 12 Desember 2026"},
		{"range one month", id.DateRange(nine, nine.AddDate(0, 0, 2)), "12–14 Desember 2026"},
		{"range two months", en.DateRange(nine.AddDate(0, -1, 0), nine), "12 November – 12 December 2026"},
		{"range two years", id.DateRange(nine, late), "12 Desember 2026 – 1 Januari 2027"},
		{"number id", id.Number(1234567), "1.234.567"},
		{"number en", en.Number(1234567), "1,234,567"},
		{"number small", id.Number(999), "999"},
		{"number thousand", id.Number(1000), "1.000"},
		{"number negative", id.Number(-1234), "-1.234"},
		{"number least", en.Number(math.MinInt64), "-9,223,372,036,854,775,808"},
		{"rupiah id", id.Rupiah(1500000), "Rp1.500.000"},
		{"rupiah en", en.Rupiah(1500000), "Rp1,500,000"},
		{"rate id", id.Rate(1234.5), "Rp1.234,5"},
		{"rate en", en.Rate(0.6425), "Rp0.6425"},
		{"rate whole", id.Rate(16680), "Rp16.680"},
		{"rupiah negative", id.Rupiah(-500), "-Rp500"},
		{"yen id", id.Money(210000, "JPY"), "¥210.000"},
		{"yen en", en.Money(210000, "JPY"), "¥210,000"},
		{"no sign", id.Money(1500, "SAR"), "SAR\u00a01.500"},
	}
	for _, tt := range tests {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	tests := []struct {
		name   string
		id, en []string
		want   []string
	}{
		{"key in two files", []string{`{"a":"x"}`, `{"a":"y"}`}, []string{`{"a":"x"}`}, []string{`"a"`, "locales/id/0.json", "locales/id/1.json"}},
		{"key twice in a file", []string{`{"a":"x","a":"y"}`}, []string{`{"a":"x"}`}, []string{`"a"`, "locales/id/0.json"}},
		{"missing in English", []string{`{"a":"x","b":"y"}`}, []string{`{"a":"x"}`}, []string{`"b" is in id but not in en`}},
		{"missing in Indonesian", []string{`{"a":"x"}`}, []string{`{"a":"x","b":"y"}`}, []string{`"b" is in en but not in id`}},
		{"other placeholders", []string{`{"a":"{name}"}`}, []string{`{"a":"{nama}"}`}, []string{`"a" has other placeholders`, "name", "nama"}},
		{"stray brace", []string{`{"a":"x { y"}`}, []string{`{"a":"x"}`}, []string{`"a"`, "locales/id/0.json", "brace"}},
		{"not flat", []string{`{"a":{"b":"c"}}`}, []string{`{"a":"x"}`}, []string{"locales/id/0.json", `"a" has no text`}},
		{"not an object", []string{`["a"]`}, []string{`{}`}, []string{"locales/id/0.json", "object"}},
		{"cut off", []string{`{"a":"x"`}, []string{`{"a":"x"}`}, []string{"locales/id/0.json"}},
		{"two objects", []string{`{"a":"x"}{}`}, []string{`{"a":"x"}`}, []string{"locales/id/0.json"}},
		{"no calendar words", []string{`{"a":"x"}`}, []string{`{"a":"x"}`}, []string{"format.month.1", "format.day.6"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := fstest.MapFS{}
			for tag, texts := range map[string][]string{"id": tt.id, "en": tt.en} {
				for i, text := range texts {
					files["locales/"+tag+"/"+string(rune('0'+i))+".json"] = &fstest.MapFile{Data: []byte(text)}
				}
			}
			_, err := load(files)
			if err == nil {
				t.Fatal("loaded without an error")
			}
			for _, part := range tt.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("error %q does not name %q", err, part)
				}
			}
		})
	}
}

func TestOneMayLeaveOutTheNumber(t *testing.T) {
	a, errA := readLocale(fstest.MapFS{"locales/id/a.json": {Data: []byte(`{"k.one":"{n} kursi","k.other":"{n} kursi"}`)}}, "id")
	b, errB := readLocale(fstest.MapFS{"locales/en/a.json": {Data: []byte(`{"k.one":"One seat","k.other":"{n} seats"}`)}}, "en")
	if errA != nil || errB != nil {
		t.Fatal(errA, errB)
	}
	if err := parity(a, b); err != nil {
		t.Fatal(err)
	}
	if got := b.N("k", 1); got != "One seat" {
		t.Errorf("N = %q", got)
	}
}

func BenchmarkT(b *testing.B) {
	l := bundle(b).Locale("id")
	b.ReportAllocs()
	for b.Loop() {
		l.T("error.nik_digits", "n", 15)
	}
}
