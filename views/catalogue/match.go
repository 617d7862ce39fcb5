package catalogue

import (
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/views/ui"
)

// Personal is what a job page shows to a signed-in candidate alone.
type Personal struct {
	Saved bool
	Match app.Match
	Back  string // address of the page, for forms that lead back to it
}

// CanSave reports whether the page offers to keep the job: to visitors, who
// are led to sign in first, and to candidates.
func (m JobPage) CanSave() bool { return m.Visitor || m.Personal != nil }

var suitabilityTones = map[app.Suitability]ui.Tone{app.Suits: ui.OK, app.AlmostSuits: ui.Warn, app.SuitsNot: ui.Mute}

var stateBadges = map[app.CriterionState]ui.BadgeItem{
	app.Met:     {Tone: ui.OK, Icon: "circle-check"},
	app.Missing: {Tone: ui.Err, Icon: "circle-x"},
	app.Unknown: {Tone: ui.Warn, Icon: "circle-help"},
	app.Decided: {Tone: ui.Info, Icon: "info"},
}

func stateBadge(l *i18n.Locale, s app.CriterionState) ui.BadgeItem {
	b := stateBadges[s]
	b.Text = l.T("match.state." + string(s))
	return b
}

// reasonOf writes why a criterion stands as it does.
func reasonOf(l *i18n.Locale, c app.Criterion, sector string) string {
	args := []any{"sector", sector}
	for i := 0; i+1 < len(c.Args); i += 2 {
		value := c.Args[i+1]
		switch v := value.(type) {
		case app.Education:
			value = l.T("catalogue.education." + string(v))
		case time.Time:
			value = l.DateShort(v)
		case app.LanguageLevel:
			value = l.Language(v.Test, v.Level)
		case app.LanguageLevels:
			names := make([]string, len(v))
			for n, level := range v {
				names[n] = l.Language(level.Test, level.Level)
			}
			value = strings.Join(names, " / ")
		}
		args = append(args, c.Args[i], value)
	}
	if c.Kind == app.ByExperience && c.State != app.Decided {
		args = append(args, "have", experienceHad(l, c))
	}
	return l.T(c.Key, args...)
}

// experienceHad writes the time that a criterion of experience counted.
func experienceHad(l *i18n.Locale, c app.Criterion) string {
	count := map[any]int{}
	for i := 0; i+1 < len(c.Args); i += 2 {
		count[c.Args[i]], _ = c.Args[i+1].(int)
	}
	var parts []string
	if n := count["years"]; n > 0 {
		parts = append(parts, l.N("catalogue.job.years", n))
	}
	if n := count["months"]; n > 0 || len(parts) == 0 {
		parts = append(parts, l.N("catalogue.job.months", n))
	}
	return strings.Join(parts, " ")
}

// profileParts are the forms of the profile that answer what is unknown.
var profileParts = map[app.CriterionKind]string{
	app.ByAge: "/akun/profil/identitas", app.BySex: "/akun/profil/identitas", app.ByEducation: "/akun/profil/pendidikan",
	app.ByLanguage: "/akun/profil/bahasa", app.ByExperience: "/akun/profil/pengalaman",
}

// AnswerHref leads to the form of the profile for a criterion, and back.
func AnswerHref(l *i18n.Locale, c app.Criterion, back string) string {
	return withBack(l.Path(profileParts[c.Kind]), back)
}
