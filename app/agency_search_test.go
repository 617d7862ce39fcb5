package app

import (
	"strings"
	"testing"
)

func TestWhatAHitIsWorth(t *testing.T) {
	kapulaga := licensed("PT Kapulaga Lintas Bangsa", "118/2021")
	kapulaga.FormerNames = "PT Kapulaga Jaya\nKapulaga Overseas"
	for _, tt := range []struct {
		typed string
		want  Hit
	}{
		{"PT Kapulaga Lintas Bangsa", ExactHit},
		{"kapulaga lintas bangsa", ExactHit},
		{"P.T. KAPULAGA  LINTAS-BANGSA", ExactHit},
		{"PT.Kapulaga Lintas Bangsa, Tbk.", ExactHit},
		{"Perseroan Terbatas Kapulaga Lintas Bangsa", ExactHit},
		{"kapulaga overseas", ExactHit}, // a trade name
		{"kapulaga jaya", ExactHit},     // a former name
		{"118/2021", ExactHit},
		{"SIP3MI No. 118 2021", ExactHit},
		{"118-2021", ExactHit},

		{"kapulaga", PartHit},
		{"Lintas Bangsa Kapulaga", PartHit}, // swapped
		{"PT Kapulaga Bangsa", PartHit},     // a word is missing
		{"kapul lintas", PartHit},

		{"CV Kapulaga Lintas Bangsa", NearHit}, // no company of that form is meant
		{"PT Kapulaga Lintas Bangsa Jaya", NearHit},
		{"PT Kapulaga Lintas Bangsa cabang Bekasi", NearHit},
		{"kapulga lintas bangsa", NearHit},
		{"kapulaga lintsa bngsa", NearHit},
		{"kapulagalintasbangsa", NearHit},
		{"kapu laga lintas bangsa", NearHit},
		{"bangsa lintas kapulaka", NearHit},
		{"Kapulaga Lintas Bangsaa", NearHit},
		{"KapuIaga Lintas Bangsa", NearHit}, // a capital i for an l
		{"kapulagga", NearHit},
		{"PT Kapulaga Lintas Benua", NearHit}, // a look-alike
		{"118/2022", NearHit},
		{"119/2022", NearHit},
		{"1182021 A", NearHit},
		{"118/20", NearHit},

		{"Maju Jaya Migran", NoHit},
		{"PT Sinar Bangsa Persada", NoHit},
		{"Lintas Samudra Raya", NoHit},
		{"kapal", NoHit},
		{"240/2019", NoHit},
		{"12", NoHit},
		{"PT.", NoHit},
		{"sip3mi", NoHit},
	} {
		if got := ParseAgencyQuery(tt.typed).Compare(&kapulaga); got.Hit != tt.want {
			t.Errorf("%q: hit %d (%.2f, %q), want %d", tt.typed, got.Hit, got.Score, got.As, tt.want)
		}
	}
	for typed, short := range map[string]bool{"": true, "PT": true, "P.T.": true, "pt a": true, "ab": true, "12": true, "abc": false, "123": false, "PT Oase": false, "!!": true} {
		if got := ParseAgencyQuery(typed).TooShort(); got != short {
			t.Errorf("%q too short: %v", typed, got)
		}
	}
	if h := ParseAgencyQuery("kapulaga jaya").Compare(&kapulaga); h.As != "PT Kapulaga Jaya" || h.ByNumber {
		t.Errorf("which name was hit: %+v", h)
	}
	if h := ParseAgencyQuery("118.2021").Compare(&kapulaga); !h.ByNumber {
		t.Errorf("by number: %+v", h)
	}
}

// One letter more, less or other in a name must never pass for the name.
func TestALookAlikeIsNeverExact(t *testing.T) {
	a := licensed("PT Kenari Jingga Persada", "155/2022")
	plain := PlainName(a.Name)
	for i := range plain {
		for _, r := range "abijlo01 " {
			for _, typed := range []string{plain[:i] + string(r) + plain[i+1:], plain[:i] + string(r) + plain[i:], plain[:i] + plain[i+1:]} {
				if same := PlainName(typed) == plain; ParseAgencyQuery("PT "+typed).Compare(&a).Hit == ExactHit != same {
					t.Errorf("%q is taken for %q", typed, a.Name)
				}
			}
		}
	}
}

func FuzzAgencyQuery(f *testing.F) {
	for _, s := range []string{"PT Kapulaga", "118/2021", "p t", strings.Repeat("a", 300), "\xff\x00", "介護", "İ"} {
		f.Add(s, "PT Kapulaga Lintas Bangsa")
	}
	f.Fuzz(func(t *testing.T, typed, name string) {
		a := licensed(name, typed)
		q := ParseAgencyQuery(typed)
		if h := q.Compare(&a); h.Score < 0 || h.Score > 1 {
			t.Errorf("%q, %q: %+v", typed, name, h)
		}
		if b := licensed(name, "x"); q.Compare(&b).Hit == ExactHit && PlainName(typed) != PlainName(name) {
			t.Errorf("%q is taken for %q", typed, name)
		}
	})
}
