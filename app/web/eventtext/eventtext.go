// Package eventtext puts the facts of an event into words, for its public
// page and for the form of those who register.
package eventtext

import (
	"strings"

	"gerbang/app"
	"gerbang/app/i18n"
)

// Condition is one condition of who may take part, in plain words.
type Condition struct {
	Kind app.CriterionKind
	Text string
	Note string // the reason that a limit of age or sex must have
}

// Conditions returns the conditions of an event in the order of
// app.Eligibility.Conditions.
func Conditions(l *i18n.Locale, e *app.Eligibility) []Condition {
	var out []Condition
	for _, by := range e.Conditions() {
		c := Condition{Kind: by}
		switch by {
		case app.ByRegion:
			c.Text = l.T("eligibility.region."+regionLevel(e.RegionCode), "place", e.RegionName)
		case app.ByAge:
			key := "eligibility.age_between"
			if e.AgeMax == 0 {
				key = "eligibility.age_from"
			} else if e.AgeMin == 0 {
				key = "eligibility.age_to"
			}
			c.Text, c.Note = l.T(key, "min", e.AgeMin, "max", e.AgeMax), e.AgeReason
		case app.BySex:
			c.Text, c.Note = l.T("eligibility.sex."+string(e.Sex)), e.SexReason
		case app.ByEducation:
			c.Text = l.T("eligibility.education", "level", l.T("catalogue.education."+string(e.Education)))
		case app.ByLanguage:
			c.Text = l.T("eligibility.language", "level", l.Language(e.LanguageTest, e.LanguageLevel))
		}
		out = append(out, c)
	}
	return out
}

// Barriers returns, in words, what keeps somebody from registering.
func Barriers(l *i18n.Locale, e *app.Eligibility, m app.Match) []string {
	texts := map[app.CriterionKind]string{app.ByOtherCourse: l.T("eligibility.other_course")}
	for _, c := range Conditions(l, e) {
		texts[c.Kind] = c.Text
	}
	var out []string
	for _, c := range m {
		if c.Bars() {
			out = append(out, texts[c.Kind])
		}
	}
	return out
}

// regionLevel names the level of a Kemendagri code.
func regionLevel(code string) string {
	switch strings.Count(code, ".") {
	case 0:
		return "province"
	case 1:
		return "city"
	case 2:
		return "kecamatan"
	}
	return "kelurahan"
}
