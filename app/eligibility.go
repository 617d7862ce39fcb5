package app

import (
	"slices"
	"strings"
	"time"
)

// Eligibility is who may take part in an event. The zero value lets everybody
// take part. An age limit or a sex is lawful only with its reason.
type Eligibility struct {
	AgeMin, AgeMax int // on the first day of the event; 0 when there is no limit
	AgeReason      string
	Sex            Sex // empty for both
	SexReason      string
	Education      Education // the least; empty when none is asked for
	RegionCode     string    // where one must live, at any level: 31, 31.74, 31.74.06; empty for anywhere
	RegionName     string    // its name, for people
	LanguageTest   string    // as in LanguageLevel; empty when none is asked for
	LanguageLevel  string
	Notes, NotesEN string // further conditions, one per line, for people to judge
}

// Asks reports whether there is any condition that registering can check.
func (e *Eligibility) Asks() bool { return len(e.Conditions()) > 0 }

// Conditions returns the conditions there are, leaving out the notes.
func (e *Eligibility) Conditions() []CriterionKind {
	var out []CriterionKind
	for _, c := range []struct {
		asked bool
		by    CriterionKind
	}{
		{e.RegionCode != "", ByRegion}, {e.AgeMin > 0 || e.AgeMax > 0, ByAge}, {e.Sex != "", BySex},
		{e.Education != "", ByEducation}, {e.LanguageTest != "", ByLanguage},
	} {
		if c.asked {
			out = append(out, c.by)
		}
	}
	return out
}

// Assess returns how a profile stands to each condition on the first day of
// the event. What the profile does not say is Unknown, never held against
// anybody. Keys are left empty: the event's page words its own conditions.
func (e *Eligibility) Assess(p *Profile, levels LanguageLevels, day time.Time) Match {
	conditions := e.Conditions()
	out := make(Match, len(conditions))
	for i, by := range conditions {
		out[i] = Criterion{Kind: by, State: e.state(by, p, levels, day)}
	}
	return out
}

func (e *Eligibility) state(by CriterionKind, p *Profile, levels LanguageLevels, day time.Time) CriterionState {
	switch by {
	case ByRegion:
		return e.livesThere(p.Address)
	case ByAge:
		if p.BirthDate.IsZero() {
			return Unknown
		}
		age := AgeOn(p.BirthDate, day)
		return met(age >= e.AgeMin && (e.AgeMax == 0 || age <= e.AgeMax))
	case BySex:
		if !p.Sex.Valid() {
			return Unknown
		}
		return met(p.Sex == e.Sex)
	case ByEducation:
		if p.Education.Rank() < 0 {
			return Unknown
		}
		return met(p.Education.Rank() >= e.Education.Rank())
	}
	if len(p.Certificates) == 0 {
		return Unknown
	}
	want := LanguageLevel{Test: e.LanguageTest, Level: e.LanguageLevel}
	for i := range p.Certificates {
		if c := &p.Certificates[i]; c.ValidOn(day) && levels.Compare(c.LanguageLevel(), want) != NoFit {
			return Met
		}
	}
	return Missing
}

func (e *Eligibility) livesThere(a Address) CriterionState {
	switch {
	case !a.Complete():
		return Unknown
	case a.OutsideDKI && !Within(JakartaCode, e.RegionCode):
		return Unknown // the city was typed; only people can tell
	case a.OutsideDKI:
		return Missing
	}
	return met(Within(e.RegionCode, a.RegionCode))
}

// Bars reports whether the criterion keeps somebody from registering: what
// the profile denies does, and schooling or a language that it does not tell,
// because both can be filled in. What only people can judge bars nobody.
func (c Criterion) Bars() bool {
	return c.State == Missing || c.State == Unknown && (c.Kind == ByEducation || c.Kind == ByLanguage)
}

// Barred reports whether any criterion keeps somebody from registering.
func (m Match) Barred() bool { return slices.ContainsFunc(m, Criterion.Bars) }

// NoOtherCourse is the state of the condition that nobody takes two courses
// at once: a free seat in one is a seat that fifty others want.
func NoOtherCourse(inAnother bool) CriterionState { return met(!inAnother) }

func met(is bool) CriterionState {
	if is {
		return Met
	}
	return Missing
}

// JakartaCode is the Kemendagri code of DKI Jakarta.
const JakartaCode = "31"

// Within reports whether the region of the second code lies in that of the
// first or is the same.
func Within(outer, inner string) bool {
	return inner == outer || strings.HasPrefix(inner, outer+".")
}
