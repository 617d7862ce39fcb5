package app

import (
	"slices"
	"strconv"
	"strings"
)

// QuestionKind is what an answer to an organizer's question looks like.
type QuestionKind string

// The kinds of question.
const (
	TextQuestion   QuestionKind = "text"
	NumberQuestion QuestionKind = "number"
	DateQuestion   QuestionKind = "date"
	ChoiceQuestion QuestionKind = "choice" // one of several
	ManyQuestion   QuestionKind = "many"   // any of several
	YesNoQuestion  QuestionKind = "yes_no"
	FileQuestion   QuestionKind = "file" // a photo or PDF
)

// QuestionKinds lists the kinds in the order forms offer them.
func QuestionKinds() []QuestionKind {
	return []QuestionKind{TextQuestion, ChoiceQuestion, ManyQuestion, YesNoQuestion, NumberQuestion, DateQuestion, FileQuestion}
}

// HasChoices reports whether questions of the kind name their answers.
func (k QuestionKind) HasChoices() bool { return k == ChoiceQuestion || k == ManyQuestion }

// Decides reports whether other questions may depend on an answer of the kind.
func (k QuestionKind) Decides() bool { return k.HasChoices() || k == YesNoQuestion }

// The answers to a question of kind YesNoQuestion.
const (
	Yes = "yes"
	No  = "no"
)

// Question is one that the organizer of an event asks beside what every
// registration asks. Texts with a twin ending in EN are Indonesian.
type Question struct {
	ID       int64
	EventID  int64
	Position int
	Kind     QuestionKind
	Label    string
	LabelEN  string
	Help     string
	HelpEN   string
	Required bool
	Least    *float64 // of a number, or characters of a text
	Most     *float64
	Choices  []Choice
	// ShownIf is the earlier question that must have the answer ShownValue
	// for this one to be asked; 0 when it is always asked.
	ShownIf    int64
	ShownValue string
	Retired    bool // asked no more; answers given stay
}

// Choice is one answer to choose. Its code stays when its label is edited, so
// that answers given keep their meaning.
type Choice struct {
	Code    string
	Label   string
	LabelEN string
	Retired bool
}

// Choice returns the choice with that code, also a retired one, or nil.
func (q *Question) Choice(code string) *Choice {
	for i := range q.Choices {
		if q.Choices[i].Code == code {
			return &q.Choices[i]
		}
	}
	return nil
}

// Live returns the choices that are offered.
func (q *Question) Live() []Choice {
	return slices.DeleteFunc(slices.Clone(q.Choices), func(c Choice) bool { return c.Retired })
}

// Values returns the answers on which another question may depend.
func (q *Question) Values() []string {
	switch {
	case q.Kind == YesNoQuestion:
		return []string{Yes, No}
	case q.Kind.HasChoices():
		var codes []string
		for _, c := range q.Live() {
			codes = append(codes, c.Code)
		}
		return codes
	}
	return nil
}

// Field names the form field of the question. A date has three, with the
// endings _day, _month and _year; the camera of a file has _camera.
func (q *Question) Field() string { return "q" + strconv.FormatInt(q.ID, 10) }

// Answer is the normal form of one answer: a date as 2026-11-24, a number
// with a point and no grouping, yes or no, choices by their codes. An answer
// to a question of kind file is a file instead.
type Answer struct {
	Values []string
	FileID int64
}

// Empty reports whether nothing was answered.
func (a Answer) Empty() bool { return len(a.Values) == 0 && a.FileID == 0 }

// Value returns the answer where there can be one only.
func (a Answer) Value() string {
	if len(a.Values) == 0 {
		return ""
	}
	return a.Values[0]
}

// Answers are somebody's answers by question. One that was not answered has
// no entry.
type Answers map[int64]Answer

// Shown reports whether a question is asked of somebody whose answers to the
// questions before it are these. Those that are not asked themselves must have
// been left out.
func (a Answers) Shown(q *Question) bool {
	return q.ShownIf == 0 || slices.Contains(a[q.ShownIf].Values, q.ShownValue)
}

// Ask goes through the questions in their order and returns those that are
// asked of somebody with these answers, and the answers without any to
// questions that are not. Retired questions are not asked.
func Ask(questions []Question, given Answers) (asked []Question, kept Answers) {
	kept = Answers{}
	for _, q := range questions {
		if q.Retired || !kept.Shown(&q) {
			continue
		}
		asked = append(asked, q)
		if a, ok := given[q.ID]; ok && !a.Empty() {
			kept[q.ID] = a
		}
	}
	return asked, kept
}

// Errors of an answer that can be mended.
var (
	ErrAnswerRequired = &Error{Kind: Invalid, Key: "question.error.required"}
	ErrAnswerShort    = &Error{Kind: Invalid, Key: "question.error.short"}
	ErrAnswerLong     = &Error{Kind: Invalid, Key: "question.error.long"}
	ErrAnswerNumber   = &Error{Kind: Invalid, Key: "question.error.number"}
	ErrAnswerLeast    = &Error{Kind: Invalid, Key: "question.error.least"}
	ErrAnswerMost     = &Error{Kind: Invalid, Key: "question.error.most"}
	ErrAnswerDate     = &Error{Kind: Invalid, Key: "question.error.date"}
	ErrAnswerChoice   = &Error{Kind: Invalid, Key: "question.error.choice"}
)

// Errors of registering that a step of the form mends.
var (
	ErrAnswersMissing   = &Error{Kind: Invalid, Key: "registration.answers_missing"}
	ErrDocumentsMissing = &Error{Kind: Invalid, Key: "registration.documents_missing"}
	ErrGuardian         = &Error{Kind: Invalid, Key: "registration.guardian_required"}
)

// longestText is how many characters a text may have where the organizer
// sets no limit.
const longestText = 1000

// Unanswered returns the first asked question that must be answered and is not.
func Unanswered(questions []Question, given Answers) *Question {
	asked, kept := Ask(questions, given)
	for i := range asked {
		if q := &asked[i]; q.Required && kept[q.ID].Empty() {
			return q
		}
	}
	return nil
}

// ReadAnswers reads the fields of a form, named by Question.Field, into
// answers in their normal form; files are those that stand already, by
// question. Problems come in the order of the questions, each beside its
// field; answers to questions that are not asked are dropped.
func ReadAnswers(questions []Question, form map[string][]string, files Answers) (Answers, FieldErrors) {
	answers := Answers{}
	var problems FieldErrors
	for i := range questions {
		q := &questions[i]
		if q.Retired || !answers.Shown(q) {
			continue
		}
		answer, err := q.read(form)
		if q.Kind == FileQuestion {
			answer, err = Answer{FileID: files[q.ID].FileID}, nil
		}
		if err == nil && q.Required && answer.Empty() {
			err = ErrAnswerRequired
		}
		problems.Add(q.Field(), err)
		if err == nil && !answer.Empty() {
			answers[q.ID] = answer
		}
	}
	return answers, problems
}

// read returns the normal form of what was typed or ticked, without asking
// whether anything was.
func (q *Question) read(form map[string][]string) (Answer, error) {
	typed := form[q.Field()]
	first := ""
	if len(typed) > 0 {
		first = typed[0]
	}
	var value string
	var err error
	switch q.Kind {
	case TextQuestion:
		value, err = q.readText(first)
	case NumberQuestion:
		value, err = q.readNumber(first)
	case DateQuestion:
		if len(typed) == 0 {
			part := func(name string) string { return strings.Join(form[q.Field()+name], " ") }
			first = part("_day") + " " + part("_month") + " " + part("_year")
		}
		value, err = readDate(first)
	case YesNoQuestion:
		value, err = first, nil
		if value != "" && value != Yes && value != No {
			err = ErrAnswerChoice
		}
	case ChoiceQuestion, ManyQuestion:
		return q.readChoices(typed)
	}
	if err != nil || value == "" {
		return Answer{}, err
	}
	return Answer{Values: []string{value}}, nil
}

// readText tidies a text: lines lose their ends, empty lines around it go.
func (q *Question) readText(s string) (string, error) {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		if r == '\t' {
			return ' '
		}
		if r != '\n' && (r < ' ' || r == 0x7f) {
			return -1
		}
		return r
	}, s)
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	s = strings.Trim(strings.Join(lines, "\n"), "\n ")
	n, most := float64(len([]rune(s))), float64(longestText)
	if q.Most != nil {
		most = *q.Most
	}
	switch {
	case s == "":
		return "", nil
	case q.Least != nil && n < *q.Least:
		return "", ErrAnswerShort.With("least", int64(*q.Least))
	case n > most:
		return "", ErrAnswerLong.With("most", int64(most), "n", int64(n))
	}
	return s, nil
}

func (q *Question) readNumber(s string) (string, error) {
	value, err := ParseNumber(s)
	if err != nil || value == "" {
		return "", err
	}
	n, err := strconv.ParseFloat(value, 64)
	switch {
	case err != nil:
		return "", ErrAnswerNumber
	case q.Least != nil && n < *q.Least:
		return "", ErrAnswerLeast.With("least", *q.Least)
	case q.Most != nil && n > *q.Most:
		return "", ErrAnswerMost.With("most", *q.Most)
	}
	return value, nil
}

func readDate(s string) (string, error) {
	if strings.TrimSpace(s) == "" {
		return "", nil
	}
	day, ok := ParseDay(s)
	if !ok {
		return "", ErrAnswerDate
	}
	return day, nil
}

// readChoices returns the codes in the order of the choices, each once.
func (q *Question) readChoices(typed []string) (Answer, error) {
	var a Answer
	for _, code := range typed {
		if code == "" {
			continue // "not chosen" of a drop-down list
		}
		if c := q.Choice(code); c == nil || c.Retired {
			return Answer{}, ErrAnswerChoice
		}
	}
	for _, c := range q.Choices {
		if slices.Contains(typed, c.Code) {
			a.Values = append(a.Values, c.Code)
		}
	}
	if q.Kind == ChoiceQuestion && len(a.Values) > 1 {
		return Answer{}, ErrAnswerChoice
	}
	return a, nil
}
