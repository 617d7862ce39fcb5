package app

import "strings"

// LanguageLevel is one level of a language test, and how much of the language
// it stands for. Ranks compare within a language, also across tests.
type LanguageLevel struct {
	Test     string // JLPT, JFT-Basic, EPS-TOPIK, CEFR-DE …
	Level    string // N4, A2; empty for a test without levels
	Language string // ISO 639-1
	Rank     int    // from 1
}

// Name is how people write the level: "JLPT N4".
func (l LanguageLevel) Name() string {
	if l.Level == "" {
		return l.Test
	}
	return l.Test + " " + l.Level
}

// LevelNamed reads a level from its name; levels have no spaces, tests may.
func LevelNamed(name string) LanguageLevel {
	i := strings.LastIndexByte(name, ' ')
	if i < 0 {
		return LanguageLevel{Test: name}
	}
	return LanguageLevel{Test: name[:i], Level: name[i+1:]}
}

// LanguageLevels are all the levels there are; see migrations/reference.
type LanguageLevels []LanguageLevel

// Find returns the level, and whether it is known.
func (ls LanguageLevels) Find(test, level string) (LanguageLevel, bool) {
	for _, l := range ls {
		if l.Test == test && l.Level == level {
			return l, true
		}
	}
	return LanguageLevel{Test: test, Level: level}, false
}

// Fit is how a level somebody has stands to one that is asked for.
type Fit int

// The ways two levels compare.
const (
	NoFit      Fit = iota
	Equivalent     // another test of the language, of at least the rank: the one who asks decides
	Fits           // the same test at the level or above it
)

// Compare tells whether a level somebody has fulfils one that is asked for.
func (ls LanguageLevels) Compare(have, want LanguageLevel) Fit {
	h, knownH := ls.Find(have.Test, have.Level)
	w, knownW := ls.Find(want.Test, want.Level)
	switch {
	case have.Test == want.Test && have.Level == want.Level:
		return Fits
	case !knownH || !knownW || h.Language != w.Language || h.Rank < w.Rank:
		return NoFit
	case h.Test == w.Test:
		return Fits
	}
	return Equivalent
}

// ByInterview reports whether the level has no certificate: the employer
// hears it in an interview.
func (l LanguageLevel) ByInterview() bool { return strings.HasPrefix(l.Test, "Wawancara-") }
