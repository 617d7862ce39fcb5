package app

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Certificate is proof of a language that a candidate holds.
type Certificate struct {
	ID         int64
	Test       string // as in LanguageLevel
	Level      string
	TakenOn    time.Time // date; zero when not given
	ValidUntil time.Time // date, the last good day; zero when it does not lapse or is not known
	Number     string    // as printed on it; may be empty
}

// LanguageLevel returns what the certificate is for.
func (c *Certificate) LanguageLevel() LanguageLevel {
	return LanguageLevel{Test: c.Test, Level: c.Level}
}

// ValidOn reports whether the certificate has not lapsed by the day.
func (c *Certificate) ValidOn(day time.Time) bool {
	return c.ValidUntil.IsZero() || !Day(c.ValidUntil).Before(Day(day))
}

// Check returns what is wrong with the certificate, beside the form fields.
func (c *Certificate) Check(levels LanguageLevels, now time.Time) FieldErrors {
	var errs FieldErrors
	bad := func(field, key string, args ...any) {
		errs = append(errs, FieldError{Field: field, Key: key, Args: args})
	}
	if l, known := levels.Find(c.Test, c.Level); !known || l.ByInterview() {
		bad("language", "error.required_choice")
	}
	if c.TakenOn.After(now) {
		bad("taken_on", "background.error.future")
	}
	if !c.ValidUntil.IsZero() && c.ValidUntil.Before(c.TakenOn) {
		bad("valid_until", "background.error.valid_until")
	}
	if utf8.RuneCountInString(c.Number) > maxCertificateNumber {
		bad("number", "error.max_chars", "param", maxCertificateNumber)
	}
	return errs
}

// Lengths of what a candidate tells of themselves, in characters, and how
// many entries of each kind a profile may hold.
const (
	maxCertificateNumber = 60
	maxExperienceText    = 100
	MaxCertificates      = 20
	MaxExperience        = 30
)

// Experience is a job that a candidate has or had. From and Until are the
// first days of its first and last month.
type Experience struct {
	ID       int64
	Sector   string // code of a sector
	Title    string
	Employer string    // may be empty
	Country  string    // ISO 3166-1 alpha-2
	From     time.Time // date
	Until    time.Time // date; zero while it goes on
}

// Check returns what is wrong with the entry, beside the form fields. Whether
// sector and country exist is for the database.
func (e *Experience) Check(now time.Time) FieldErrors {
	var errs FieldErrors
	bad := func(field, key string, args ...any) {
		errs = append(errs, FieldError{Field: field, Key: key, Args: args})
	}
	if strings.TrimSpace(e.Title) == "" {
		bad("title", "background.error.title")
	} else if utf8.RuneCountInString(e.Title) > maxExperienceText {
		bad("title", "error.max_chars", "param", maxExperienceText)
	}
	if e.Sector == "" {
		bad("sector", "error.required_choice")
	}
	if utf8.RuneCountInString(e.Employer) > maxExperienceText {
		bad("employer", "error.max_chars", "param", maxExperienceText)
	}
	if e.Country == "" {
		bad("country", "error.required_choice")
	}
	if e.From.After(now) {
		bad("from", "background.error.future")
	}
	switch {
	case e.Until.After(now):
		bad("until", "background.error.future")
	case !e.Until.IsZero() && e.Until.Before(e.From):
		bad("until", "background.error.until")
	}
	return errs
}

// ParseMonth reads the two fields of a month, numbers both, and returns its
// first day. field names the form field of the error.month it may return.
func ParseMonth(field, month, year string) (time.Time, error) {
	m, okM := smallNumber(month, 2)
	y, okY := smallNumber(year, 4)
	if !okM || !okY || m < 1 || m > 12 || y < 1950 || y > 2100 {
		return time.Time{}, &Error{Kind: Invalid, Key: "background.error.month", Field: field}
	}
	return time.Date(y, time.Month(m), 1, 0, 0, 0, 0, time.UTC), nil
}

// ParseDate reads the three fields of a date. All empty is no date: the zero
// time. field names the form field of the error it may return.
func ParseDate(field, day, month, year string) (time.Time, error) {
	if strings.TrimSpace(day+month+year) == "" {
		return time.Time{}, nil
	}
	d, okD := smallNumber(day, 2)
	m, okM := smallNumber(month, 2)
	y, okY := smallNumber(year, 4)
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if !okD || !okM || !okY || y < 1950 || y > 2100 || t.Day() != d || int(t.Month()) != m {
		return time.Time{}, &Error{Kind: Invalid, Key: "background.error.date", Field: field}
	}
	return t, nil
}

// Profile is all that matching, and later employers, ask of a candidate.
type Profile struct {
	Candidate
	Certificates []Certificate
	Experience   []Experience
}

// MonthsIn returns how many months somebody has worked in a sector by the
// day. Months in which they held two jobs there count once.
func (p *Profile) MonthsIn(sector string, day time.Time) int {
	type span struct{ from, until int }
	var spans []span
	today := monthNumber(day.In(Jakarta))
	for i := range p.Experience {
		e := &p.Experience[i]
		if e.Sector != sector {
			continue
		}
		s := span{monthNumber(e.From), today}
		if !e.Until.IsZero() {
			s.until = min(today, monthNumber(e.Until))
		}
		spans = append(spans, s)
	}
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	months, counted := 0, 0 // counted is the month after the last one that is in
	for _, s := range spans {
		if from := max(s.from, counted); s.until >= from {
			months += s.until - from + 1
			counted = s.until + 1
		}
	}
	return months
}

func monthNumber(t time.Time) int { return t.Year()*12 + int(t.Month()) - 1 }
