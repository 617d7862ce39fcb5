package questions

import (
	"slices"
	"strconv"

	"gerbang/app"
	"gerbang/views/ui"
)

// Read reads what was typed into a form of Fields; files are those that stand,
// by question. What is wrong stands in the form afterwards, in the order of
// the questions. Opened tells that the answers ask something that was not on
// the page: then the page is to be shown again, and what is missing of that
// is no mistake.
func Read(asks []app.Question, form *ui.Form, files app.Answers) (given app.Answers, opened bool) {
	given, problems := app.ReadAnswers(asks, form.Values, files)
	asked, _ := app.Ask(asks, given)
	for i := range asked {
		q := &asked[i]
		if q.ShownIf == 0 || form.Has(ShownField, strconv.FormatInt(q.ID, 10)) {
			continue
		}
		opened = true
		problems = slices.DeleteFunc(problems, func(p app.FieldError) bool { return p.Field == q.Field() })
	}
	for _, p := range problems {
		if form.Error(p.Field) == "" {
			form.Errors = append(form.Errors, p)
		}
	}
	at := func(e app.FieldError) int {
		return slices.IndexFunc(asks, func(q app.Question) bool { return q.Field() == e.Field })
	}
	slices.SortStableFunc(form.Errors, func(a, b app.FieldError) int { return at(a) - at(b) })
	return given, opened
}
