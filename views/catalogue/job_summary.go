package catalogue

import (
	"slices"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/views/ui"
)

// JobFacts are the terms of an offer as its page lists them, in one row, for
// what shows the offer elsewhere.
func JobFacts(l *i18n.Locale, j *app.Job) []ui.Def {
	return slices.Concat(payFacts(l, j), requirementFacts(l, j), termFacts(l, j))
}
