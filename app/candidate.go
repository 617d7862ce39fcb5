package app

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Sex is as written on the identity card (KTP): reports count by it.
type Sex string

// The two values of the identity card, and none for "not known".
const (
	Male   Sex = "male"
	Female Sex = "female"
)

// Valid reports whether s is one of the two values.
func (s Sex) Valid() bool { return s == Male || s == Female }

// Education is the highest level finished, ordered from none to doctorate.
type Education string

// Levels as Indonesian forms name them.
const (
	NoSchool Education = "none"
	SD       Education = "sd"
	SLTP     Education = "sltp" // SMP/MTs
	SLTA     Education = "slta" // SMA/SMK/MA
	Diploma  Education = "diploma"
	Bachelor Education = "bachelor" // S1/D4
	Master   Education = "master"   // S2 and above
)

// Educations lists the levels from lowest to highest.
func Educations() []Education {
	return []Education{NoSchool, SD, SLTP, SLTA, Diploma, Bachelor, Master}
}

// Rank orders levels; an unknown level is -1.
func (e Education) Rank() int {
	for i, have := range Educations() {
		if have == e {
			return i
		}
	}
	return -1
}

// Disability is what a candidate chose to tell; reports show it with "not known".
type Disability string

// Categories of UU 8/2016 art. 4, with "none" for a stated absence.
const (
	DisabilityNone         Disability = "none"
	DisabilityPhysical     Disability = "physical"
	DisabilityIntellectual Disability = "intellectual"
	DisabilityMental       Disability = "mental"
	DisabilitySensory      Disability = "sensory"
	DisabilityMultiple     Disability = "multiple"
)

// Disabilities lists the categories in the order forms show them.
func Disabilities() []Disability {
	return []Disability{DisabilityNone, DisabilityPhysical, DisabilitySensory, DisabilityIntellectual, DisabilityMental, DisabilityMultiple}
}

// Candidate is a person who may register: the profile that registrations
// point at. Identity numbers stay sealed; only their last digits travel.
type Candidate struct {
	ID         int64
	AccountID  int64
	Name       string
	NIKLast4   string
	PhoneLast4 string
	BirthDate  time.Time // date only; zero when not yet given
	Sex        Sex
	Address    Address
	Education  Education
	Disability Disability
}

// Complete reports whether the profile holds all that any registration needs.
func (c *Candidate) Complete() bool { return c.IdentityComplete() && c.Address.Complete() }

// IdentityComplete reports whether the identity step is answered.
func (c *Candidate) IdentityComplete() bool {
	return c != nil && c.Name != "" && c.NIKLast4 != "" && c.PhoneLast4 != "" && !c.BirthDate.IsZero() && c.Sex.Valid()
}

// Address is where a candidate lives now. It is asked, never inferred from
// the NIK. A KTP from outside Jakarta is a normal case: then only the city is
// asked.
type Address struct {
	OutsideDKI bool
	City       string // for OutsideDKI: kabupaten or kota as typed
	RegionCode string // otherwise: a kelurahan of DKI Jakarta, e.g. 31.74.01.1001
	RT, RW     string // three digits each, zero-padded
	Street     string // optional
}

// Complete reports whether the address step is answered.
func (a Address) Complete() bool {
	if a.OutsideDKI {
		return a.City != ""
	}
	return a.RegionCode != "" && a.RT != "" && a.RW != ""
}

// ParseName tidies a personal name: outer and repeated spaces go, control
// characters are refused. A single word is a valid name in Indonesia. It
// fails with error.name_required, error.name_long (over 100 characters) or
// error.name (digits, symbols that no name has).
func ParseName(s string) (string, error) {
	name := strings.Join(strings.Fields(s), " ")
	if name == "" {
		return "", &Error{Kind: Invalid, Key: "error.name_required", Field: "name"}
	}
	if utf8.RuneCountInString(name) > 100 {
		return "", &Error{Kind: Invalid, Key: "error.name_long", Field: "name"}
	}
	letters := false
	for _, r := range name {
		switch {
		case unicode.IsLetter(r):
			letters = true
		case unicode.IsMark(r), strings.ContainsRune(" .,'’`-/()", r):
		default:
			return "", &Error{Kind: Invalid, Key: "error.name", Field: "name"}
		}
	}
	if !letters {
		return "", &Error{Kind: Invalid, Key: "error.name", Field: "name"}
	}
	return name, nil
}

// ShortName returns the first word and the initial of the last, as a gate
// screen shows it: "Siti A." for "Siti Nur Aisyah".
func ShortName(name string) string {
	words := strings.Fields(name)
	if len(words) < 2 {
		return name
	}
	r, _ := utf8.DecodeRuneInString(words[len(words)-1])
	return words[0] + " " + string(unicode.ToUpper(r)) + "."
}

// ParseNeighbourhood reads an RT or RW number, one to three digits, and
// returns it zero-padded to three ("3" → "003") as identity cards print it.
// field names the form field of the error.rt_rw it may return.
func ParseNeighbourhood(field, s string) (string, error) {
	d := strings.TrimSpace(s)
	if d == "" || len(d) > 3 {
		return "", &Error{Kind: Invalid, Key: "error.rt_rw", Field: field}
	}
	for _, r := range d {
		if r < '0' || r > '9' {
			return "", &Error{Kind: Invalid, Key: "error.rt_rw", Field: field}
		}
	}
	d = strings.Repeat("0", 3-len(d)) + d
	if d == "000" {
		return "", &Error{Kind: Invalid, Key: "error.rt_rw", Field: field}
	}
	return d, nil
}

// ParseBirthDate reads the three fields of a birth date and checks that it
// is a real day, not in the future and at most 120 years ago.
func ParseBirthDate(day, month, year string, now time.Time) (time.Time, error) {
	bad := &Error{Kind: Invalid, Key: "error.birth_date", Field: "birth_date"}
	d, okD := smallNumber(day, 2)
	m, okM := smallNumber(month, 2)
	y, okY := smallNumber(year, 4)
	if !okD || !okM || !okY || len(strings.TrimSpace(year)) != 4 {
		return time.Time{}, bad
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Day() != d || int(t.Month()) != m {
		return time.Time{}, bad
	}
	if age := AgeOn(t, now); t.After(now) || age < 0 || age > 120 {
		return time.Time{}, &Error{Kind: Invalid, Key: "error.birth_date_range", Field: "birth_date"}
	}
	return t, nil
}

func smallNumber(s string, digits int) (int, bool) {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > digits {
		return 0, false
	}
	v := 0
	for _, r := range s {
		if r < '0' || r > '9' {
			return 0, false
		}
		v = v*10 + int(r-'0')
	}
	return v, true
}
