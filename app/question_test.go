package app

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func limit(n float64) *float64 { return &n }

// form is an event's questions: a chain of three, one that several answers of
// the first open, and one of each other kind.
func formOfQuestions() []Question {
	return []Question{
		{ID: 1, Kind: YesNoQuestion, Label: "Pernah bekerja di luar negeri?", Required: true},
		{ID: 2, Kind: ChoiceQuestion, Label: "Negara", Required: true, ShownIf: 1, ShownValue: Yes, Choices: []Choice{{Code: "jepang"}, {Code: "lain"}, {Code: "lama", Retired: true}}},
		{ID: 3, Kind: TextQuestion, Label: "Negara apa?", Required: true, ShownIf: 2, ShownValue: "lain", Least: limit(3), Most: limit(20)},
		{ID: 4, Kind: ManyQuestion, Label: "Minat", Choices: []Choice{{Code: "kaigo"}, {Code: "hotel"}, {Code: "pabrik"}}},
		{ID: 5, Kind: NumberQuestion, Label: "Tinggi badan", Least: limit(100), Most: limit(250), ShownIf: 4, ShownValue: "kaigo"},
		{ID: 6, Kind: DateQuestion, Label: "Bisa berangkat mulai"},
		{ID: 7, Kind: FileQuestion, Label: "Foto sertifikat", Required: true, ShownIf: 4, ShownValue: "hotel"},
		{ID: 8, Kind: TextQuestion, Label: "Tidak ditanyakan lagi", Required: true, Retired: true},
	}
}

func TestReadAnswers(t *testing.T) {
	of := func(values ...string) Answer { return Answer{Values: values} }
	tests := []struct {
		name     string
		form     map[string][]string
		files    Answers
		want     Answers
		problems string
	}{
		{"nothing typed", nil, nil, Answers{}, "q1: question.error.required"},
		{"the short way", map[string][]string{"q1": {"no"}}, nil, Answers{1: of("no")}, ""},
		{"hidden answers are dropped", map[string][]string{"q1": {"no"}, "q2": {"lain"}, "q3": {"Taiwan"}}, nil, Answers{1: of("no")}, ""},
		{"a chain opens step by step", map[string][]string{"q1": {"yes"}}, nil, Answers{1: of("yes")}, "q2: question.error.required"},
		{"and to its end", map[string][]string{"q1": {"yes"}, "q2": {"lain"}, "q3": {"  Taiwan \r\n"}}, nil, Answers{1: of("yes"), 2: of("lain"), 3: of("Taiwan")}, ""},
		{
			"a broken middle hides the end", map[string][]string{"q1": {"yes"}, "q2": {"tidak-ada"}, "q3": {"Taiwan"}}, nil,
			Answers{1: of("yes")}, "q2: question.error.choice",
		},
		{"a retired choice", map[string][]string{"q1": {"yes"}, "q2": {"lama"}}, nil, Answers{1: of("yes")}, "q2: question.error.choice"},
		{"two of one", map[string][]string{"q1": {"yes"}, "q2": {"jepang", "lain"}}, nil, Answers{1: of("yes")}, "q2: question.error.choice"},
		{"neither yes nor no", map[string][]string{"q1": {"ya"}}, nil, Answers{}, "q1: question.error.choice"},
		{"too short", map[string][]string{"q1": {"yes"}, "q2": {"lain"}, "q3": {"UK"}}, nil, Answers{1: of("yes"), 2: of("lain")}, "q3: question.error.short"},
		{"too long", map[string][]string{"q1": {"yes"}, "q2": {"lain"}, "q3": {strings.Repeat("a", 21)}}, nil, Answers{1: of("yes"), 2: of("lain")}, "q3: question.error.long"},
		{"in the order of the choices", map[string][]string{"q1": {"no"}, "q4": {"pabrik", "kaigo", "kaigo"}}, nil, Answers{1: of("no"), 4: of("kaigo", "pabrik")}, ""},
		{"a number too small", map[string][]string{"q1": {"no"}, "q4": {"kaigo"}, "q5": {"15,5"}}, nil, Answers{1: of("no"), 4: of("kaigo")}, "q5: question.error.least"},
		{"a number too large", map[string][]string{"q1": {"no"}, "q4": {"kaigo"}, "q5": {"1.500"}}, nil, Answers{1: of("no"), 4: of("kaigo")}, "q5: question.error.most"},
		{"a number", map[string][]string{"q1": {"no"}, "q4": {"kaigo"}, "q5": {" 162,50 "}}, nil, Answers{1: of("no"), 4: of("kaigo"), 5: of("162.5")}, ""},
		{"a date in three fields", map[string][]string{"q1": {"no"}, "q6_day": {"7"}, "q6_month": {"Nopember"}, "q6_year": {"2026"}}, nil, Answers{1: of("no"), 6: of("2026-11-07")}, ""},
		{"half a date", map[string][]string{"q1": {"no"}, "q6_day": {"7"}}, nil, Answers{1: of("no")}, "q6: question.error.date"},
		{"a file is missing", map[string][]string{"q1": {"no"}, "q4": {"hotel"}, "q7": {"foto.jpg"}}, nil, Answers{1: of("no"), 4: of("hotel")}, "q7: question.error.required"},
		{"a file stands", map[string][]string{"q1": {"no"}, "q4": {"hotel"}}, Answers{7: {FileID: 9}}, Answers{1: of("no"), 4: of("hotel"), 7: {FileID: 9}}, ""},
		{"a hidden file is dropped", map[string][]string{"q1": {"no"}}, Answers{7: {FileID: 9}}, Answers{1: of("no")}, ""},
	}
	for _, tt := range tests {
		got, problems := ReadAnswers(formOfQuestions(), tt.form, tt.files)
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
		if text := problems.Error(); text != tt.problems {
			t.Errorf("%s: problems %q, want %q", tt.name, text, tt.problems)
		}
		if missing := Unanswered(formOfQuestions(), got); (missing != nil) != strings.Contains(tt.problems, "required") && tt.problems == "" {
			t.Errorf("%s: unanswered %v", tt.name, missing)
		}
	}
}

func TestAskStopsAtWhatIsGone(t *testing.T) {
	questions := formOfQuestions()
	given := Answers{1: {Values: []string{Yes}}, 2: {Values: []string{"lain"}}, 3: {Values: []string{"Taiwan"}}, 99: {Values: []string{"x"}}}
	asked, kept := Ask(questions, given)
	if len(asked) != 5 || len(kept) != 3 {
		t.Errorf("asked %d, kept %v", len(asked), kept)
	}
	questions[0].Retired = true // whatever depended on it is asked no more
	if asked, kept = Ask(questions, given); len(asked) != 2 || len(kept) != 0 {
		t.Errorf("asked %d, kept %v", len(asked), kept)
	}
}

func TestParseNumber(t *testing.T) {
	for typed, want := range map[string]string{
		"": "", " ": "", "0": "0", "007": "7", "1500": "1500", "1.500": "1500", "1 500": "1500", "1.500.000": "1500000", "1,500,000": "1500000",
		"1.500,5": "1500.5", "1.500,50": "1500.5", "1,500,000.25": "1500000.25", "2,5": "2.5", "2.5": "2.5", "2,50": "2.5", "-3": "-3", "−3": "-3",
		"Rp1.500.000": "1500000", "rp 1.500": "1500", "Rp. 250.000,-": "250000", "0,25": "0.25", "-0": "0", "-0,5": "-0.5",
		"1,500": "?", "1.5000": "?", "0.500": "?", "1.50.000": "?", "dua": "?", "1e5": "?", "12cm": "?", "1,2,3": "?", "--1": "?", ".5": "?",
		"1234567890123456": "?", "٣": "?",
	} {
		got, err := ParseNumber(typed)
		if err != nil {
			got = "?"
		}
		if got != want {
			t.Errorf("ParseNumber(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestParseDay(t *testing.T) {
	for typed, want := range map[string]string{
		"24 November 2026": "2026-11-24", "24-11-2026": "2026-11-24", "24/11/26": "2026-11-24", "4.1.99": "1999-01-04", "Selasa, 24 Nov 2026": "2026-11-24",
		"Jum'at, 1 Mei 2026": "2026-05-01", "2026-11-24": "2026-11-24", "2026/1/2": "2026-01-02", "1 agustus 1990": "1990-08-01", "1 AGT 49": "2049-08-01",
		"1 feb 50": "1950-02-01", "29/2/2024": "2024-02-29", "24 11 2026": "2026-11-24", "3 December 2026": "2026-12-03", "12 Oct 2026": "2026-10-12",
		"": "?", "31/2/2026": "?", "29/2/2026": "?", "11/24/2026": "?", "24 Nov": "?", "besok": "?", "1 abc 2026": "?", "0/1/2026": "?", "1/0/2026": "?",
		"1/1/1899": "?", "1/1/2101": "?", "1/1/026": "?",
	} {
		got, ok := ParseDay(typed)
		if !ok {
			got = "?"
		}
		if got != want {
			t.Errorf("ParseDay(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestCheckQuestion(t *testing.T) {
	all := formOfQuestions()[:7]
	ok := Question{Kind: TextQuestion, Label: "Apa?"}
	with := func(change func(*Question)) Question { q := ok; change(&q); return q }
	for _, tt := range []struct {
		name string
		q    Question
		want string
	}{
		{"a plain one", ok, ""},
		{"no label, no kind", Question{}, "label: error.required, kind: error.required_choice"},
		{"one choice", with(func(q *Question) { q.Kind = ChoiceQuestion; q.Choices = []Choice{{Code: "a", Label: "A"}} }), "choices: question.error.choices"},
		{"the same choice twice", with(func(q *Question) {
			q.Kind = ManyQuestion
			q.Choices = []Choice{{Code: "a", Label: "Ya"}, {Code: "b", Label: "ya"}}
		}), "choices: question.error.choice_twice"},
		{"choices of a text", with(func(q *Question) { q.Choices = []Choice{{Code: "a", Label: "A"}} }), "choices: error.invalid"},
		{"limits the wrong way round", with(func(q *Question) { q.Kind = NumberQuestion; q.Least, q.Most = limit(3), limit(2) }), "most: question.error.limits"},
		{"half a character", with(func(q *Question) { q.Most = limit(2.5) }), "most: question.error.limit_chars"},
		{"limits of a date", with(func(q *Question) { q.Kind = DateQuestion; q.Most = limit(2) }), "most: error.invalid"},
		{"depends on an earlier one", with(func(q *Question) { q.ShownIf, q.ShownValue = 1, Yes }), ""},
		{"on a choice", with(func(q *Question) { q.ShownIf, q.ShownValue = 2, "lain" }), ""},
		{"on a retired choice", with(func(q *Question) { q.ShownIf, q.ShownValue = 2, "lama" }), "shown_if: question.error.shown_if"},
		{"on an answer that there is not", with(func(q *Question) { q.ShownIf, q.ShownValue = 1, "mungkin" }), "shown_if: question.error.shown_if"},
		{"on a text", with(func(q *Question) { q.ShownIf, q.ShownValue = 3, "x" }), "shown_if: question.error.shown_if"},
		{"on nothing", with(func(q *Question) { q.ShownIf, q.ShownValue = 77, Yes }), "shown_if: question.error.shown_if"},
		{"on itself", with(func(q *Question) { q.ID, q.Kind, q.ShownIf, q.ShownValue = 1, YesNoQuestion, 1, Yes }), "shown_if: question.error.shown_if"},
		{"on a later one: a circle", with(func(q *Question) { q.ID, q.Kind, q.ShownIf, q.ShownValue = 1, YesNoQuestion, 4, "kaigo" }), "shown_if: question.error.shown_if"},
	} {
		got := ""
		if err := CheckQuestion(&tt.q, all); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestCheckOrder(t *testing.T) {
	q := formOfQuestions()
	if err := CheckOrder(q); err != nil {
		t.Errorf("as it is: %v", err)
	}
	swapped := slices.Clone(q)
	swapped[0], swapped[1] = swapped[1], swapped[0]
	if err := CheckOrder(swapped); !errors.Is(err, ErrQuestionOrder) {
		t.Errorf("before what it depends on: %v", err)
	}
	gone := slices.Clone(q)
	gone[0].Retired = true
	if err := CheckOrder(gone); !errors.Is(err, ErrQuestionNeeded) {
		t.Errorf("without what it depends on: %v", err)
	}
	choice := slices.Clone(q)
	choice[1].Choices = []Choice{{Code: "jepang"}, {Code: "lain", Retired: true}}
	if err := CheckOrder(choice); !errors.Is(err, ErrQuestionNeeded) {
		t.Errorf("without the answer it depends on: %v", err)
	}
}

func TestNameChoices(t *testing.T) {
	old := []Choice{{Code: "jepang", Label: "Jepang"}, {Code: "korea", Label: "Korea"}, {Code: "dulu", Label: "Dulu", Retired: true}}
	for _, tt := range []struct {
		name   string
		old    []Choice
		labels string
		want   string // codes, with - before retired ones
	}{
		{"new ones", nil, "Jepang|Korea Selatan|!!!|???", "jepang korea-selatan pilihan pilihan-2"},
		{"equal beginnings", nil, "A b|A-b", "a-b a-b-2"},
		{"nothing changes", old, "Jepang|Korea", "jepang korea -dulu"},
		{"another order", old, "Korea|Jepang", "korea jepang -dulu"},
		{"a label is edited in its place", old, "Jepang (SSW)|Korea", "jepang korea -dulu"},
		{"one more", old, "Jepang|Taiwan|Korea", "jepang taiwan korea -dulu"},
		{"one less", old, "Korea", "korea -jepang -dulu"},
		{"one comes back", old, "Jepang|Korea|Dulu", "jepang korea dulu"},
		{"a new one never takes the code of an old one", old, "Jepang|Korea|DULU", "jepang korea dulu-2 -dulu"},
	} {
		var got []string
		for _, c := range NameChoices(tt.old, strings.Split(tt.labels, "|"), nil) {
			if c.Retired {
				c.Code = "-" + c.Code
			}
			got = append(got, c.Code)
		}
		if text := strings.Join(got, " "); text != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, text, tt.want)
		}
	}
}

// typed writes answers as a form would send them again.
func typed(answers Answers) (map[string][]string, Answers) {
	form, files := map[string][]string{}, Answers{}
	for _, q := range formOfQuestions() {
		if a, ok := answers[q.ID]; ok && a.FileID != 0 {
			files[q.ID] = a
		} else if ok {
			form[q.Field()] = a.Values
		}
	}
	return form, files
}

// Whatever is typed, reading it does not panic; reading the normal form again
// changes nothing; and which questions are asked depends on the answers that
// are kept alone.
func FuzzReadAnswers(f *testing.F) {
	f.Add("yes", "lain", "Taiwan", "kaigo hotel", "1.500,5", "24 November 2026", int64(3))
	f.Add("no", "", "\x00\xff\n\n", "kaigo kaigo", "Rp 100,-", "31/2/26", int64(0))
	f.Add("yes", "lama", " \u0085 a \u2028", "", "-0,0", "Jum'at, 1 Mei 26", int64(-1))
	f.Fuzz(func(t *testing.T, yes, choice, text, many, number, day string, file int64) {
		questions := formOfQuestions()
		form := map[string][]string{"q1": {yes}, "q2": strings.Fields(choice), "q3": {text}, "q4": strings.Fields(many), "q5": {number}, "q6": {day}, "q8": {text}}
		answers, _ := ReadAnswers(questions, form, Answers{7: {FileID: file}})
		asked, kept := Ask(questions, answers)
		if !maps.EqualFunc(kept, answers, func(a, b Answer) bool { return reflect.DeepEqual(a, b) }) {
			t.Errorf("kept %v of %v", kept, answers)
		}
		again, problems := ReadAnswers(questions, first(typed(answers)), second(typed(answers)))
		if !reflect.DeepEqual(again, answers) {
			t.Errorf("%v becomes %v, %v", answers, again, problems)
		}
		for _, p := range problems {
			if p.Key != ErrAnswerRequired.Key {
				t.Errorf("the normal form %v has the problem %v", answers, p)
			}
		}
		asked2, _ := Ask(questions, again)
		if !reflect.DeepEqual(asked, asked2) {
			t.Errorf("asked %v, then %v", asked, asked2)
		}
	})
}

func first(a map[string][]string, _ Answers) map[string][]string { return a }
func second(_ map[string][]string, b Answers) Answers            { return b }
