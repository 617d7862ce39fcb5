package candidate

import (
	"strconv"

	"gerbang/app/i18n"
	"gerbang/views/ui"
)

// Background is what a candidate has learnt and done, for the profile.
type Background struct {
	Education  string // empty while not given
	Languages  []BackgroundEntry
	Paper      *PaperCard // what proves the languages; nil while there are none
	Experience []BackgroundEntry
}

// BackgroundEntry is a certificate or an experience in a list.
type BackgroundEntry struct {
	Title, Text, Note string
	Badge             *ui.BadgeItem
	Href              string // its form
}

// ExperienceChoices are the options of the experience form.
type ExperienceChoices struct{ Sectors, Countries []ui.Option }

// Duration writes a number of months as years and months.
func Duration(l *i18n.Locale, months int) string {
	years, months := months/12, months%12
	switch {
	case years == 0:
		return l.N("catalogue.job.months", months)
	case months == 0:
		return l.N("catalogue.job.years", years)
	}
	return l.N("catalogue.job.years", years) + " " + l.N("catalogue.job.months", months)
}

// months are the choices of a month, as numbers with their names.
func months(l *i18n.Locale) []ui.Option {
	out := make([]ui.Option, 12)
	for i := range out {
		n := strconv.Itoa(i + 1)
		out[i] = ui.Option{Value: n, Text: l.T("background.month." + n)}
	}
	return out
}
