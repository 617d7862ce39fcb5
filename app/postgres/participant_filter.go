package postgres

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gerbang/app"
)

// AttendanceFilter chooses participants by whether they were there.
type AttendanceFilter string

// The choices, as addresses carry them. Attended needs one mark that says
// present or late and stands.
const (
	Attended    AttendanceFilter = "ya"
	NotAttended AttendanceFilter = "belum"
)

// SexFilter chooses participants by the sex on their identity card.
type SexFilter string

// The choices, as addresses carry them.
const (
	SexMale    SexFilter = "l"
	SexFemale  SexFilter = "p"
	SexUnknown SexFilter = "kosong"
)

// DomicileFilter chooses participants by where they live.
type DomicileFilter string

// The choices, as addresses carry them.
const (
	InSouthJakarta  DomicileFilter = "jaksel"
	InDKI           DomicileFilter = "dki" // South Jakarta included
	OutsideDKI      DomicileFilter = "luar"
	DomicileUnknown DomicileFilter = "kosong"
)

// ParticipantSort is the column a list of participants is ordered by. Equals
// stand in the order in which they registered.
type ParticipantSort string

// The orders, as addresses carry them; a leading dash there turns them around.
const (
	ByRegistered ParticipantSort = "daftar"
	ByName       ParticipantSort = "nama"
	BySession    ParticipantSort = "sesi"
)

// ParticipantFilter is what a list of participants shows and in which order.
// The zero value shows everybody, the newest registration first.
type ParticipantFilter struct {
	Search     string // a name or words of it, a ticket's human code, or the last four digits of NIK or phone
	Status     app.RegistrationStatus
	SessionID  int64
	Attendance AttendanceFilter
	Sex        SexFilter
	Domicile   DomicileFilter
	Answers    []AnswerFilter  // all of them hold; by the question's id, one for each
	Sort       ParticipantSort // ByRegistered when empty
	Ascending  bool
}

// AnswerFilter chooses participants by what they answered to a question of
// the event: a code of its choices, app.Yes or app.No, or NoAnswer.
type AnswerFilter struct {
	QuestionID int64
	Value      string
}

// NoAnswer chooses those who did not answer a question.
const NoAnswer = "-"

// maxAnswerFilters is how many questions a filter looks at.
const maxAnswerFilters = 10

// Names of the parameters by which an address carries a filter.
const (
	ParamSearch     = "q"
	ParamStatus     = "status"
	ParamSession    = "sesi"
	ParamAttendance = "hadir"
	ParamSex        = "jk"
	ParamDomicile   = "domisili"
	ParamSort       = "urut"
)

// ParamAnswer names the parameter of a question: its form field.
func ParamAnswer(questionID int64) string { return (&app.Question{ID: questionID}).Field() }

// maxSearch is how many characters of a search are looked at.
const maxSearch = 100

// ParseParticipantFilter reads a filter from an address. What it does not
// know it ignores. Of a number with more than four digits only the last four
// stay: a whole NIK or phone number must not be carried in addresses.
func ParseParticipantFilter(v url.Values) ParticipantFilter {
	f := ParticipantFilter{
		Search:     tidySearch(v.Get(ParamSearch)),
		Status:     oneOf(v.Get(ParamStatus), app.RegistrationStatuses()...),
		Attendance: oneOf(v.Get(ParamAttendance), Attended, NotAttended),
		Sex:        oneOf(v.Get(ParamSex), SexMale, SexFemale, SexUnknown),
		Domicile:   oneOf(v.Get(ParamDomicile), InSouthJakarta, InDKI, OutsideDKI, DomicileUnknown),
	}
	if id, err := strconv.ParseInt(v.Get(ParamSession), 10, 64); err == nil && id > 0 {
		f.SessionID = id
	}
	f.Answers = parseAnswers(v)
	by, down := strings.CutPrefix(v.Get(ParamSort), "-")
	if sort := oneOf(by, ByRegistered, ByName, BySession); sort != "" {
		f.Sort, f.Ascending = sort, !down
	}
	return f.normal()
}

// parseAnswers reads the parameters of questions.
func parseAnswers(v url.Values) []AnswerFilter {
	var out []AnswerFilter
	for name := range v {
		id, err := strconv.ParseInt(strings.TrimPrefix(name, "q"), 10, 64)
		if value := v.Get(name); err == nil && id > 0 && name == ParamAnswer(id) && answerCode(value) {
			out = append(out, AnswerFilter{QuestionID: id, Value: value})
		}
	}
	slices.SortFunc(out, func(a, b AnswerFilter) int { return cmp.Compare(a.QuestionID, b.QuestionID) })
	return out[:min(len(out), maxAnswerFilters)]
}

// answerCode reports whether an answer to choose may have the code.
func answerCode(s string) bool {
	return s != "" && len(s) <= 40 && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

// Answer returns the answer that the filter asks for to a question, or nothing.
func (f ParticipantFilter) Answer(questionID int64) string {
	for _, a := range f.Answers {
		if a.QuestionID == questionID {
			return a.Value
		}
	}
	return ""
}

// WithoutAnswer returns the filter that does not look at a question.
func (f ParticipantFilter) WithoutAnswer(questionID int64) ParticipantFilter {
	f.Answers = slices.DeleteFunc(slices.Clone(f.Answers), func(a AnswerFilter) bool { return a.QuestionID == questionID })
	return f
}

// normal makes equal filters equal values.
func (f ParticipantFilter) normal() ParticipantFilter {
	if f.Sort == ByRegistered && !f.Ascending {
		f.Sort = ""
	}
	return f
}

// Values is the inverse of ParseParticipantFilter: the parameters of an
// address that shows the same, without those that would say nothing.
func (f ParticipantFilter) Values() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set(ParamSearch, f.Search)
	set(ParamStatus, string(f.Status))
	if f.SessionID != 0 {
		v.Set(ParamSession, strconv.FormatInt(f.SessionID, 10))
	}
	set(ParamAttendance, string(f.Attendance))
	set(ParamSex, string(f.Sex))
	set(ParamDomicile, string(f.Domicile))
	for _, a := range f.Answers {
		set(ParamAnswer(a.QuestionID), a.Value)
	}
	if sort := f.normal(); sort.Sort != "" || sort.Ascending {
		v.Set(ParamSort, sort.order())
	}
	return v
}

// kept is Values for what outlives the people it finds: that somebody was
// searched for, but not whom.
func (f ParticipantFilter) kept() url.Values {
	if f.Search != "" {
		f.Search = "…"
	}
	return f.Values()
}

func (f ParticipantFilter) order() string {
	by := f.SortedBy()
	if f.Ascending {
		return string(by)
	}
	return "-" + string(by)
}

// SortedBy returns the column of the order.
func (f ParticipantFilter) SortedBy() ParticipantSort {
	if f.Sort == "" {
		return ByRegistered
	}
	return f.Sort
}

// Narrows reports whether the filter leaves anybody out.
func (f ParticipantFilter) Narrows() bool {
	return f.Search != "" || f.Status != "" || f.SessionID != 0 || f.Attendance != "" || f.Sex != "" || f.Domicile != "" || len(f.Answers) > 0
}

// Tail returns the four digits of a search for the end of a NIK or phone
// number, or nothing when the search is for something else.
func (f ParticipantFilter) Tail() string {
	if len(f.Search) == 4 && isDigits(f.Search) {
		return f.Search
	}
	return ""
}

// tidySearch makes a search safe to send to the database and short.
func tidySearch(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > maxSearch {
		s = strings.TrimSpace(string(r[:maxSearch]))
	}
	if digits := strings.NewReplacer(" ", "", "-", "", ".", "", "+", "", "•", "").Replace(s); len(digits) > 4 && isDigits(digits) &&
		len(digits) != app.HumanCodeLen {
		return digits[len(digits)-4:]
	} else if len(digits) == 4 && isDigits(digits) {
		return digits
	}
	return s
}

func isDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

func oneOf[T ~string](s string, known ...T) T {
	if i := slices.Index(known, T(s)); i >= 0 {
		return known[i]
	}
	return ""
}
