package catalogue

import (
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web/jobtext"
	"gerbang/views/ui"
)

// jobItems makes cards of jobs.
func jobItems(l *i18n.Locale, cards []postgres.JobCard, today time.Time) []ui.Item {
	items := make([]ui.Item, len(cards))
	for i := range cards {
		items[i] = jobItem(l, &cards[i], today)
	}
	return items
}

func jobItem(l *i18n.Locale, j *postgres.JobCard, today time.Time) ui.Item {
	it := ui.Item{
		Href: l.Path(jobsPath + "/" + j.Slug), Title: l.Choose(j.Title, j.TitleEN), Lang: l.Lang(j.TitleEN),
		Eyebrow:  l.T("catalogue.scheme."+j.Scheme) + " · " + j.AgencyName,
		Lead:     jobtext.Pay(l, j.SalaryMin, j.SalaryMax, j.Currency, app.PayPeriod(j.SalaryPeriod)),
		LeadNote: jobtext.RupiahNote(l, j.SalaryRupiah, j.RateDate, j.Currency),
		Route:    jobtext.Place(j.City, l.Choose(j.CountryID, j.CountryEN)),
		Badges:   make([]ui.BadgeItem, 0, 3),
	}
	it.Badges = append(it.Badges, ui.BadgeItem{Tone: ui.OK, Text: l.T("catalogue.verified"), Icon: "badge-check"})
	if j.LanguageTest != "" {
		it.Badges = append(it.Badges, ui.BadgeItem{Tone: ui.Mute, Text: l.Language(j.LanguageTest, j.LanguageLevel), Icon: "languages"})
	}
	it.Badges = append(it.Badges, jobtext.ClosingBadge(l, j.ClosesOn, today))
	return it
}
