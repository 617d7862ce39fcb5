package app

import (
	"slices"
	"time"
)

// CriterionKind is what a criterion is about.
type CriterionKind string

// The criteria, in the order pages show them.
const (
	ByAge         CriterionKind = "age"
	BySex         CriterionKind = "sex"
	ByEducation   CriterionKind = "education"
	ByLanguage    CriterionKind = "language"
	ByExperience  CriterionKind = "experience"
	BySkill       CriterionKind = "skill"
	ByCertificate CriterionKind = "certificate"
	ByHealth      CriterionKind = "health"
	ByRegion      CriterionKind = "region" // of events: where one must live
	ByOtherCourse CriterionKind = "course" // of events: one active course at a time
)

// CriterionState is how a profile stands to one requirement.
type CriterionState string

// The states of a criterion.
const (
	Met     CriterionState = "met"
	Missing CriterionState = "missing" // the profile says that it is not met
	Unknown CriterionState = "unknown" // the profile does not say
	Decided CriterionState = "decided" // somebody else judges it: employer, test, doctor
)

// Criterion is one requirement of a job or an event held against a profile. Key is the
// translation of the reason, "match." and what follows, and Args its name,
// value pairs: besides strings and numbers an Education, a date, a
// LanguageLevel, or LanguageLevels of which one is enough.
type Criterion struct {
	Kind  CriterionKind
	State CriterionState
	Key   string
	Args  []any
}

// Suitability is what the criteria of a job come to.
type Suitability string

// What a match can come to. Almost leaves something that can be mended: a
// certificate or experience to be gained, an answer to be filled in.
const (
	Suits       Suitability = "suits"
	AlmostSuits Suitability = "almost"
	SuitsNot    Suitability = "not"
)

// Match is every requirement of a job that says something, held against a
// profile. It is made of rules that anybody can read; nothing is weighed.
type Match []Criterion

// Suitability sums the criteria up. Age, sex and education rule a job out: no
// one mends them before it closes. Languages and experience can be gained, and
// what the profile leaves open can be filled in.
func (m Match) Suitability() Suitability {
	verdict := Suits
	for _, c := range m {
		switch {
		case c.State == Missing && c.Kind != ByLanguage && c.Kind != ByExperience:
			return SuitsNot
		case c.State == Missing || c.State == Unknown:
			verdict = AlmostSuits
		}
	}
	return verdict
}

// Only returns the criteria that are in the state.
func (m Match) Only(s CriterionState) Match {
	var out Match
	for _, c := range m {
		if c.State == s {
			out = append(out, c)
		}
	}
	return out
}

// Has reports whether any criterion is in the state.
func (m Match) Has(s CriterionState) bool {
	return slices.ContainsFunc(m, func(c Criterion) bool { return c.State == s })
}

// MatchJob holds a profile against what a job asks for. Age and validity of
// certificates are those of the closing day, if that is still to come. A
// requirement that the job does not make gives no criterion; health is
// named, never judged.
func MatchJob(p *Profile, j *Job, levels LanguageLevels, today time.Time) Match {
	by := Day(today)
	if !j.ClosesOn.IsZero() && Day(j.ClosesOn).After(by) {
		by = Day(j.ClosesOn)
	}
	m := Match{matchAge(p, j, by)}
	for _, c := range []*Criterion{matchSex(p, j), matchEducation(p, j), matchLanguage(p, j, levels, by), matchExperience(p, j, today)} {
		if c != nil {
			m = append(m, *c)
		}
	}
	if j.SkillTest != "" {
		m = append(m, Criterion{BySkill, Decided, "match.skill", []any{"test", j.SkillTest}})
	}
	if j.Certificate != "" {
		m = append(m, Criterion{ByCertificate, Decided, "match.certificate", []any{"name", j.Certificate}})
	}
	return append(m, Criterion{ByHealth, Decided, "match.health", nil})
}

func matchAge(p *Profile, j *Job, by time.Time) Criterion {
	youngest := max(j.AgeMin, MinimumAge)
	limits := []any{"min", youngest, "max", j.AgeMax, "date", by}
	if p.BirthDate.IsZero() {
		return Criterion{ByAge, Unknown, "match.age.unknown", limits}
	}
	age := AgeOn(p.BirthDate, by)
	limits = append(limits, "age", age)
	switch {
	case age < youngest:
		return Criterion{ByAge, Missing, "match.age.young", limits}
	case j.AgeMax > 0 && age > j.AgeMax:
		return Criterion{ByAge, Missing, "match.age.old", limits}
	case j.AgeMax > 0:
		return Criterion{ByAge, Met, "match.age.between", limits}
	}
	return Criterion{ByAge, Met, "match.age.met", limits}
}

func matchSex(p *Profile, j *Job) *Criterion {
	if j.AdmitsSex(Male) && j.AdmitsSex(Female) {
		return nil
	}
	wanted := "men"
	if j.AdmitsSex(Female) {
		wanted = "women"
	}
	switch {
	case !p.Sex.Valid():
		return &Criterion{BySex, Unknown, "match.sex." + wanted, nil}
	case j.AdmitsSex(p.Sex):
		return &Criterion{BySex, Met, "match.sex." + wanted, nil}
	}
	return &Criterion{BySex, Missing, "match.sex." + wanted, nil}
}

func matchEducation(p *Profile, j *Job) *Criterion {
	if j.Education == "" || j.Education == NoSchool {
		return nil
	}
	switch {
	case p.Education == "":
		return &Criterion{ByEducation, Unknown, "match.education.unknown", []any{"wanted", j.Education}}
	case p.Education.Rank() < j.Education.Rank():
		return &Criterion{ByEducation, Missing, "match.education.missing", []any{"wanted", j.Education, "yours", p.Education}}
	}
	return &Criterion{ByEducation, Met, "match.education.met", []any{"wanted", j.Education, "yours", p.Education}}
}

// matchLanguage looks for the certificate that fits best. Another test of at
// least the rank is left to the employer, unless the job itself names it.
func matchLanguage(p *Profile, j *Job, levels LanguageLevels, by time.Time) *Criterion {
	if j.LanguageTest == "" {
		return nil
	}
	wanted := LanguageLevels{{Test: j.LanguageTest, Level: j.LanguageLevel}}
	if j.LanguageOrTest != "" {
		wanted = append(wanted, LanguageLevel{Test: j.LanguageOrTest, Level: j.LanguageOrLevel})
	}
	args := []any{"wanted", wanted}
	best := NoFit
	var with, lapsed LanguageLevel
	for i := range p.Certificates {
		c := &p.Certificates[i]
		for _, w := range wanted {
			fit := levels.Compare(c.LanguageLevel(), w)
			switch {
			case fit > best && c.ValidOn(by):
				best, with = fit, c.LanguageLevel()
			case fit != NoFit && !c.ValidOn(by):
				lapsed = c.LanguageLevel()
			}
		}
	}
	switch {
	case best == Fits || best == Equivalent && wanted[0].ByInterview():
		return &Criterion{ByLanguage, Met, "match.language.met", append(args, "yours", with)}
	case best == Equivalent:
		return &Criterion{ByLanguage, Decided, "match.language.equivalent", append(args, "yours", with)}
	case wanted[0].ByInterview():
		return &Criterion{ByLanguage, Decided, "match.language.interview", args}
	case lapsed.Test != "":
		return &Criterion{ByLanguage, Missing, "match.language.lapsed", append(args, "yours", lapsed, "date", by)}
	}
	if have := highest(p, levels, wanted[0]); have.Test != "" {
		return &Criterion{ByLanguage, Missing, "match.language.missing", append(args, "yours", have)}
	}
	return &Criterion{ByLanguage, Unknown, "match.language.unknown", args}
}

// highest returns the highest certificate in the language of a level.
func highest(p *Profile, levels LanguageLevels, of LanguageLevel) LanguageLevel {
	wanted, known := levels.Find(of.Test, of.Level)
	var best LanguageLevel
	for i := range p.Certificates {
		have, ok := levels.Find(p.Certificates[i].Test, p.Certificates[i].Level)
		if known && ok && have.Language == wanted.Language && have.Rank > best.Rank {
			best = have
		}
	}
	return best
}

// matchExperience counts the years in the job's sector. Experience that the
// job describes in words only is for the employer to judge.
func matchExperience(p *Profile, j *Job, today time.Time) *Criterion {
	if j.ExperienceYears == 0 {
		if j.Experience == "" {
			return nil
		}
		return &Criterion{ByExperience, Decided, "match.experience.words", []any{"text", j.Experience}}
	}
	months := p.MonthsIn(j.Sector, today)
	args := []any{"wanted", j.ExperienceYears, "years", months / 12, "months", months % 12}
	switch {
	case len(p.Experience) == 0:
		return &Criterion{ByExperience, Unknown, "match.experience.unknown", args}
	case months >= j.ExperienceYears*12:
		return &Criterion{ByExperience, Met, "match.experience.met", args}
	}
	return &Criterion{ByExperience, Missing, "match.experience.missing", args}
}
