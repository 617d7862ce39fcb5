package app

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

var matchLevels = LanguageLevels{
	{"JLPT", "N5", "ja", 1}, {"JLPT", "N4", "ja", 2}, {"JFT-Basic", "A2", "ja", 2}, {"JLPT", "N3", "ja", 3},
	{"EPS-TOPIK", "", "ko", 2}, {"TOPIK", "3", "ko", 3}, {"Wawancara-EN", "dasar", "en", 1}, {"IELTS", "5.0", "en", 3},
}

var (
	matchDay = time.Date(2026, 11, 24, 10, 0, 0, 0, Jakarta)
	closing  = day("2026-12-20")
)

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

func matchProfile(change func(*Profile)) *Profile {
	p := &Profile{
		Candidate:    Candidate{BirthDate: day("1998-08-23"), Sex: Female, Education: SLTA},
		Certificates: []Certificate{{Test: "JFT-Basic", Level: "A2"}},
		Experience:   []Experience{{Sector: "perawatan-lansia", From: day("2023-01-01"), Until: day("2024-06-01")}},
	}
	if change != nil {
		change(p)
	}
	return p
}

func TestMatchJob(t *testing.T) {
	for name, tt := range map[string]struct {
		profile func(*Profile)
		job     Job
		kind    CriterionKind
		state   CriterionState // empty when there is no such criterion
		key     string
		sum     Suitability
	}{
		"nothing asked for":              {nil, Job{}, ByAge, Met, "match.age.met", Suits},
		"health is never judged":         {nil, Job{}, ByHealth, Decided, "match.health", Suits},
		"within the ages":                {nil, Job{AgeMin: 20, AgeMax: 30}, ByAge, Met, "match.age.between", Suits},
		"too old on the closing day":     {func(p *Profile) { p.BirthDate = day("1986-12-20") }, Job{AgeMax: 39}, ByAge, Missing, "match.age.old", SuitsNot},
		"too old the day after":          {func(p *Profile) { p.BirthDate = day("1986-12-21") }, Job{AgeMax: 39}, ByAge, Met, "match.age.between", Suits},
		"18 on the closing day":          {func(p *Profile) { p.BirthDate = day("2008-12-20") }, Job{}, ByAge, Met, "match.age.met", Suits},
		"17 on the closing day":          {func(p *Profile) { p.BirthDate = day("2008-12-21") }, Job{}, ByAge, Missing, "match.age.young", SuitsNot},
		"18 although the job says 16":    {func(p *Profile) { p.BirthDate = day("2009-01-01") }, Job{AgeMin: 16}, ByAge, Missing, "match.age.young", SuitsNot},
		"no birth date":                  {func(p *Profile) { p.BirthDate = time.Time{} }, Job{}, ByAge, Unknown, "match.age.unknown", AlmostSuits},
		"places for both":                {nil, Job{QuotaEither: 3}, BySex, "", "", Suits},
		"places for men and for women":   {nil, Job{QuotaMen: 3, QuotaWomen: 1}, BySex, "", "", Suits},
		"places for women":               {nil, Job{QuotaWomen: 3}, BySex, Met, "match.sex.women", Suits},
		"places for men only":            {nil, Job{QuotaMen: 3}, BySex, Missing, "match.sex.men", SuitsNot},
		"sex not told":                   {func(p *Profile) { p.Sex = "" }, Job{QuotaMen: 3}, BySex, Unknown, "match.sex.men", AlmostSuits},
		"any schooling":                  {nil, Job{Education: NoSchool}, ByEducation, "", "", Suits},
		"the schooling itself":           {nil, Job{Education: SLTA}, ByEducation, Met, "match.education.met", Suits},
		"more schooling asked":           {nil, Job{Education: Diploma}, ByEducation, Missing, "match.education.missing", SuitsNot},
		"schooling not told":             {func(p *Profile) { p.Education = "" }, Job{Education: SD}, ByEducation, Unknown, "match.education.unknown", AlmostSuits},
		"no language asked":              {nil, Job{}, ByLanguage, "", "", Suits},
		"the test itself":                {nil, Job{LanguageTest: "JFT-Basic", LanguageLevel: "A2"}, ByLanguage, Met, "match.language.met", Suits},
		"another test of the rank":       {nil, Job{LanguageTest: "JLPT", LanguageLevel: "N4"}, ByLanguage, Decided, "match.language.equivalent", Suits},
		"another test the job names":     {nil, Job{LanguageTest: "JLPT", LanguageLevel: "N4", LanguageOrTest: "JFT-Basic", LanguageOrLevel: "A2"}, ByLanguage, Met, "match.language.met", Suits},
		"a lower level":                  {nil, Job{LanguageTest: "JLPT", LanguageLevel: "N3"}, ByLanguage, Missing, "match.language.missing", AlmostSuits},
		"a language without certificate": {nil, Job{LanguageTest: "EPS-TOPIK"}, ByLanguage, Unknown, "match.language.unknown", AlmostSuits},
		"a lapsed certificate": {func(p *Profile) { p.Certificates[0].ValidUntil = day("2026-12-19") },
			Job{LanguageTest: "JFT-Basic", LanguageLevel: "A2"}, ByLanguage, Missing, "match.language.lapsed", AlmostSuits},
		"good on the closing day": {func(p *Profile) { p.Certificates[0].ValidUntil = closing },
			Job{LanguageTest: "JFT-Basic", LanguageLevel: "A2"}, ByLanguage, Met, "match.language.met", Suits},
		"an interview":                   {nil, Job{LanguageTest: "Wawancara-EN", LanguageLevel: "dasar"}, ByLanguage, Decided, "match.language.interview", Suits},
		"a certificate for an interview": {func(p *Profile) { p.Certificates = []Certificate{{Test: "IELTS", Level: "5.0"}} }, Job{LanguageTest: "Wawancara-EN", LanguageLevel: "dasar"}, ByLanguage, Met, "match.language.met", Suits},
		"no experience asked":            {nil, Job{Sector: "perawatan-lansia"}, ByExperience, "", "", Suits},
		"years in the sector":            {nil, Job{Sector: "perawatan-lansia", ExperienceYears: 1}, ByExperience, Met, "match.experience.met", Suits},
		"too few years":                  {nil, Job{Sector: "perawatan-lansia", ExperienceYears: 2}, ByExperience, Missing, "match.experience.missing", AlmostSuits},
		"another sector":                 {nil, Job{Sector: "pertanian", ExperienceYears: 1}, ByExperience, Missing, "match.experience.missing", AlmostSuits},
		"no experience in the profile":   {func(p *Profile) { p.Experience = nil }, Job{Sector: "pertanian", ExperienceYears: 1}, ByExperience, Unknown, "match.experience.unknown", AlmostSuits},
		"experience in words":            {nil, Job{Experience: "STR aktif"}, ByExperience, Decided, "match.experience.words", Suits},
		"a skill test":                   {nil, Job{SkillTest: "Uji kaigo"}, BySkill, Decided, "match.skill", Suits},
		"a certificate":                  {nil, Job{Certificate: "STR"}, ByCertificate, Decided, "match.certificate", Suits},
	} {
		t.Run(name, func(t *testing.T) {
			j := tt.job
			j.ClosesOn = closing
			m := MatchJob(matchProfile(tt.profile), &j, matchLevels, matchDay)
			i := slices.IndexFunc(m, func(c Criterion) bool { return c.Kind == tt.kind })
			var got Criterion
			if i >= 0 {
				got = m[i]
			}
			if got.State != tt.state || got.Key != tt.key {
				t.Errorf("criterion %+v, want %s %s", got, tt.state, tt.key)
			}
			if s := m.Suitability(); s != tt.sum {
				t.Errorf("suitability %s, want %s", s, tt.sum)
			}
		})
	}
}

// Whoever learns, works or studies more never fits a job less.
func TestMoreNeverFitsLess(t *testing.T) {
	r := rand.New(rand.NewPCG(31, 74))
	order := []Suitability{SuitsNot, AlmostSuits, Suits}
	sectors := []string{"perawatan-lansia", "pertanian"}
	certificate := func() Certificate {
		l := matchLevels[r.IntN(len(matchLevels)-2)]
		return Certificate{Test: l.Test, Level: l.Level}
	}
	experience := func() Experience {
		from := day("2015-01-01").AddDate(0, r.IntN(100), 0)
		return Experience{Sector: sectors[r.IntN(2)], From: from, Until: from.AddDate(0, r.IntN(40), 0)}
	}
	for range 5000 {
		p := Profile{Candidate: Candidate{BirthDate: day("2000-01-01"), Sex: Female, Education: Educations()[r.IntN(6)]}}
		for range r.IntN(3) {
			p.Certificates = append(p.Certificates, certificate())
			p.Experience = append(p.Experience, experience())
		}
		wanted := matchLevels[r.IntN(len(matchLevels))]
		j := Job{Education: Educations()[r.IntN(7)], Sector: sectors[r.IntN(2)], ExperienceYears: r.IntN(4), ClosesOn: closing}
		if r.IntN(3) > 0 {
			j.LanguageTest, j.LanguageLevel = wanted.Test, wanted.Level
		}
		more := p
		more.Education = Educations()[p.Education.Rank()+1]
		more.Certificates = append(slices.Clone(p.Certificates), certificate())
		more.Experience = append(slices.Clone(p.Experience), experience())
		for _, grown := range []Profile{
			{Candidate: more.Candidate, Certificates: p.Certificates, Experience: p.Experience},
			{Candidate: p.Candidate, Certificates: more.Certificates, Experience: p.Experience},
			{Candidate: p.Candidate, Certificates: p.Certificates, Experience: more.Experience},
		} {
			before := MatchJob(&p, &j, matchLevels, matchDay).Suitability()
			after := MatchJob(&grown, &j, matchLevels, matchDay).Suitability()
			if slices.Index(order, after) < slices.Index(order, before) {
				t.Fatalf("%+v fitted %+v: %s; with more it is %s: %+v", p, j, before, after, grown)
			}
		}
	}
}

func TestMonthsInASectorCountOnce(t *testing.T) {
	p := Profile{Experience: []Experience{
		{Sector: "a", From: day("2024-01-01"), Until: day("2024-12-01")},
		{Sector: "a", From: day("2024-06-01"), Until: day("2024-08-01")}, // within the first
		{Sector: "a", From: day("2024-12-01"), Until: day("2025-02-01")}, // overlaps by a month
		{Sector: "b", From: day("2020-01-01"), Until: day("2023-12-01")},
		{Sector: "a", From: day("2026-10-01")}, // goes on
	}}
	if got := p.MonthsIn("a", matchDay); got != 12+2+2 {
		t.Errorf("%d months, want 16", got)
	}
	if got := p.MonthsIn("c", matchDay); got != 0 {
		t.Errorf("%d months in a sector never worked in", got)
	}
}

func TestCertificateAndExperienceChecks(t *testing.T) {
	fields := func(errs FieldErrors) (out []string) {
		for _, e := range errs {
			out = append(out, e.Field)
		}
		return out
	}
	for name, tt := range map[string]struct {
		errs FieldErrors
		want []string
	}{
		"a certificate":            {(&Certificate{Test: "JLPT", Level: "N4"}).Check(matchLevels, matchDay), nil},
		"an unknown test":          {(&Certificate{Test: "JLPT", Level: "N9"}).Check(matchLevels, matchDay), []string{"language"}},
		"an interview":             {(&Certificate{Test: "Wawancara-EN", Level: "dasar"}).Check(matchLevels, matchDay), []string{"language"}},
		"taken tomorrow":           {(&Certificate{Test: "JLPT", Level: "N4", TakenOn: day("2026-11-25")}).Check(matchLevels, matchDay), []string{"taken_on"}},
		"lapsed before it began":   {(&Certificate{Test: "JLPT", Level: "N4", TakenOn: day("2026-11-01"), ValidUntil: day("2026-10-01")}).Check(matchLevels, matchDay), []string{"valid_until"}},
		"experience":               {(&Experience{Title: "Perawat", Sector: "a", Country: "ID", From: day("2024-01-01")}).Check(matchDay), nil},
		"an empty one":             {(&Experience{}).Check(matchDay), []string{"title", "sector", "country"}},
		"one that ends before":     {(&Experience{Title: "P", Sector: "a", Country: "ID", From: day("2024-02-01"), Until: day("2024-01-01")}).Check(matchDay), []string{"until"}},
		"one that begins later on": {(&Experience{Title: "P", Sector: "a", Country: "ID", From: day("2027-01-01")}).Check(matchDay), []string{"from"}},
	} {
		if got := fields(tt.errs); !slices.Equal(got, tt.want) {
			t.Errorf("%s: problems at %v, want %v", name, got, tt.want)
		}
	}
}
