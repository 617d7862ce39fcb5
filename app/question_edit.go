package app

import (
	"slices"
	"strconv"
	"strings"
)

// Bounds of a form that can still be filled in on a phone.
const (
	MostQuestions = 40
	MostChoices   = 40
)

// Errors of editing questions.
var (
	ErrQuestionKind    = &Error{Kind: Conflict, Key: "question.error.kind_fixed", Field: "kind"}
	ErrQuestionNeeded  = &Error{Kind: Conflict, Key: "question.error.needed"}
	ErrQuestionOrder   = &Error{Kind: Conflict, Key: "question.error.order"}
	ErrQuestionsMany   = &Error{Kind: Conflict, Key: "question.error.many"}
	ErrQuestionShown   = &Error{Kind: Invalid, Key: "question.error.shown_if", Field: "shown_if"}
	ErrQuestionLimits  = &Error{Kind: Invalid, Key: "question.error.limits", Field: "most"}
	ErrQuestionChoices = &Error{Kind: Invalid, Key: "question.error.choices", Field: "choices"}
)

// CheckQuestion checks a question as its editor left it, among the live
// questions of its event in their order; one with an ID replaces its earlier
// form, one without comes last. Problems are FieldErrors beside the fields of
// the editor: label, kind, choices, least, most, shown_if.
func CheckQuestion(q *Question, all []Question) error {
	var problems FieldErrors
	switch {
	case q.Label == "":
		problems.Add("label", &Error{Kind: Invalid, Key: "error.required"})
	case len([]rune(q.Label)) > 200:
		problems.Add("label", (&Error{Kind: Invalid, Key: "error.max_chars"}).With("param", "200"))
	}
	if !slices.Contains(QuestionKinds(), q.Kind) {
		problems.Add("kind", &Error{Kind: Invalid, Key: "error.required_choice"})
	}
	if err := checkChoices(q); err != nil {
		problems.Add("choices", err)
	}
	if err := checkLimits(q); err != nil {
		problems.Add("most", err)
	}
	if err := checkShown(q, all); err != nil {
		problems.Add("shown_if", err)
	}
	return problems.Err()
}

func checkChoices(q *Question) error {
	live := q.Live()
	switch {
	case !q.Kind.HasChoices() && len(live) > 0:
		return &Error{Kind: Invalid, Key: "error.invalid"}
	case !q.Kind.HasChoices():
		return nil
	case len(live) < 2:
		return ErrQuestionChoices
	case len(live) > MostChoices:
		return (&Error{Kind: Invalid, Key: "question.error.choices_many"}).With("most", MostChoices)
	}
	seen := map[string]bool{}
	for _, c := range live {
		label := strings.ToLower(c.Label)
		if seen[label] {
			return (&Error{Kind: Invalid, Key: "question.error.choice_twice"}).With("choice", c.Label)
		}
		seen[label] = true
		if len([]rune(c.Label)) > 120 || len([]rune(c.LabelEN)) > 120 {
			return (&Error{Kind: Invalid, Key: "question.error.choice_long"}).With("choice", string([]rune(c.Label)[:min(40, len([]rune(c.Label)))]))
		}
	}
	return nil
}

func checkLimits(q *Question) error {
	if q.Least == nil && q.Most == nil {
		return nil
	}
	switch {
	case q.Kind != TextQuestion && q.Kind != NumberQuestion:
		return &Error{Kind: Invalid, Key: "error.invalid"}
	case q.Least != nil && q.Most != nil && *q.Most < *q.Least:
		return ErrQuestionLimits
	}
	if q.Kind == TextQuestion {
		for _, n := range []*float64{q.Least, q.Most} {
			if n != nil && (*n < 1 || *n > 5000 || *n != float64(int64(*n))) {
				return &Error{Kind: Invalid, Key: "question.error.limit_chars"}
			}
		}
	}
	return nil
}

// checkShown makes sure that a question depends on an earlier one only, so
// that no chain leads back to its beginning.
func checkShown(q *Question, all []Question) error {
	if q.ShownIf == 0 {
		return nil
	}
	for i := range all {
		earlier := &all[i]
		if earlier.ID == q.ID && q.ID != 0 {
			break // what follows is not earlier
		}
		if earlier.ID != q.ShownIf {
			continue
		}
		if earlier.Retired || !earlier.Kind.Decides() || !slices.Contains(earlier.Values(), q.ShownValue) {
			break
		}
		return nil
	}
	return ErrQuestionShown
}

// CheckOrder returns ErrQuestionOrder when a live question would come before
// the one it depends on, and ErrQuestionNeeded when that one, or the answer it
// needs, is not there at all.
func CheckOrder(questions []Question) error {
	for i := range questions {
		q := &questions[i]
		if q.Retired || q.ShownIf == 0 {
			continue
		}
		at := slices.IndexFunc(questions, func(e Question) bool { return e.ID == q.ShownIf && !e.Retired })
		switch {
		case at < 0, !slices.Contains(questions[at].Values(), q.ShownValue):
			return ErrQuestionNeeded.With("question", q.Label)
		case at >= i:
			return ErrQuestionOrder.With("question", q.Label, "on", questions[at].Label)
		}
	}
	return nil
}

// NameChoices gives the labels of an editor their codes. A label that was
// there before keeps its code, so does one edited in its place while as many
// lines stand before and after; new ones get a code made from the label.
// Choices that are there no more come last, retired. Lines of labelsEN belong
// to those of labels.
func NameChoices(old []Choice, labels, labelsEN []string) []Choice {
	live := (&Question{Choices: old}).Live()
	used, taken := map[string]bool{}, map[string]bool{}
	for _, c := range old {
		used[c.Code] = true
	}
	choices := make([]Choice, len(labels))
	for i, label := range labels {
		choices[i] = Choice{Label: label}
		if i < len(labelsEN) {
			choices[i].LabelEN = labelsEN[i]
		}
		for _, c := range old { // also one that comes back
			if c.Label == label && !taken[c.Code] {
				choices[i].Code, taken[c.Code] = c.Code, true
				break
			}
		}
	}
	for i := range choices {
		if c := &choices[i]; c.Code == "" && len(labels) == len(live) && !taken[live[i].Code] {
			c.Code, taken[live[i].Code] = live[i].Code, true
		}
	}
	for i := range choices {
		if c := &choices[i]; c.Code == "" {
			c.Code = newCode(c.Label, used)
			used[c.Code], taken[c.Code] = true, true
		}
	}
	for _, c := range old {
		if !taken[c.Code] {
			c.Retired = true
			choices = append(choices, c)
		}
	}
	return choices
}

func newCode(label string, used map[string]bool) string {
	base := Slug(label)
	if len(base) > 40 {
		base = strings.Trim(base[:40], "-")
	}
	if base == "" {
		base = "pilihan"
	}
	code := base
	for n := 2; used[code]; n++ {
		code = base + "-" + strconv.Itoa(n)
	}
	return code
}

// Lines returns the lines of a text of an editor, tidied, without empty ones.
func Lines(s string) []string {
	var lines []string
	for line := range strings.Lines(s) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}
