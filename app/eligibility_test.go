package app_test

import (
	"testing"
	"time"

	"gerbang/app"
)

var testLevels = app.LanguageLevels{
	{Test: "JLPT", Level: "N5", Language: "ja", Rank: 1}, {Test: "JLPT", Level: "N4", Language: "ja", Rank: 2},
	{Test: "JFT-Basic", Level: "A2", Language: "ja", Rank: 2}, {Test: "JLPT", Level: "N3", Language: "ja", Rank: 3},
	{Test: "EPS-TOPIK", Language: "ko", Rank: 2},
}

func TestEligibility(t *testing.T) {
	day := time.Date(2026, 3, 2, 0, 0, 0, 0, app.Jakarta)
	born := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
	inside := app.Address{RegionCode: "31.74.06.1001", RT: "001", RW: "002"}
	outside := app.Address{OutsideDKI: true, City: "Kota Depok"}
	level := func(test, level string) app.Eligibility {
		return app.Eligibility{LanguageTest: test, LanguageLevel: level}
	}
	for _, tt := range []struct {
		name string
		rule app.Eligibility
		who  app.Candidate
		has  []app.Certificate
		want app.CriterionState
	}{
		{"eighteen on the first day", app.Eligibility{AgeMin: 18}, app.Candidate{BirthDate: born(2008, 3, 2)}, nil, app.Met},
		{"eighteen a day later", app.Eligibility{AgeMin: 18}, app.Candidate{BirthDate: born(2008, 3, 3)}, nil, app.Missing},
		{"still 35", app.Eligibility{AgeMax: 35}, app.Candidate{BirthDate: born(1990, 3, 3)}, nil, app.Met},
		{"36 on the first day", app.Eligibility{AgeMax: 35}, app.Candidate{BirthDate: born(1990, 3, 2)}, nil, app.Missing},
		{"age not known", app.Eligibility{AgeMin: 18}, app.Candidate{}, nil, app.Unknown},
		{"lives in the province", app.Eligibility{RegionCode: "31"}, app.Candidate{Address: inside}, nil, app.Met},
		{"lives in the kecamatan", app.Eligibility{RegionCode: "31.74.06"}, app.Candidate{Address: inside}, nil, app.Met},
		{"lives in another kecamatan", app.Eligibility{RegionCode: "31.74.0"}, app.Candidate{Address: inside}, nil, app.Missing},
		{"lives outside", app.Eligibility{RegionCode: "31.74"}, app.Candidate{Address: outside}, nil, app.Missing},
		{"a region outside Jakarta", app.Eligibility{RegionCode: "32.76"}, app.Candidate{Address: outside}, nil, app.Unknown},
		{"address not known", app.Eligibility{RegionCode: "31"}, app.Candidate{}, nil, app.Unknown},
		{"more schooling", app.Eligibility{Education: app.SLTP}, app.Candidate{Education: app.SLTA}, nil, app.Met},
		{"less schooling", app.Eligibility{Education: app.SLTA}, app.Candidate{Education: app.SD}, nil, app.Missing},
		{"schooling not known", app.Eligibility{Education: app.SLTA}, app.Candidate{}, nil, app.Unknown},
		{"the other sex", app.Eligibility{Sex: app.Female}, app.Candidate{Sex: app.Male}, nil, app.Missing},
		{"a higher level", level("JLPT", "N5"), app.Candidate{}, []app.Certificate{{Test: "JLPT", Level: "N3"}}, app.Met},
		{"another test of the rank", level("JLPT", "N4"), app.Candidate{}, []app.Certificate{{Test: "JFT-Basic", Level: "A2"}}, app.Met},
		{"another language", level("JLPT", "N5"), app.Candidate{}, []app.Certificate{{Test: "EPS-TOPIK"}}, app.Missing},
		{"a certificate that lapsed", level("JLPT", "N5"), app.Candidate{}, []app.Certificate{{Test: "JLPT", Level: "N5", ValidUntil: born(2026, 3, 1)}}, app.Missing},
		{"no levels known", level("JLPT", "N5"), app.Candidate{}, nil, app.Unknown},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.rule.Assess(&app.Profile{Candidate: tt.who, Certificates: tt.has}, testLevels, day)
			if len(got) != 1 || got[0].State != tt.want {
				t.Errorf("got %v, want %s", got, tt.want)
			}
		})
	}
}
