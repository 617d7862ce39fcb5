package catalogue

import (
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
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
		Href: l.Path(jobsPath + "/" + j.Slug), Title: translated(l, j.Title, j.TitleEN),
		Eyebrow:  l.T("catalogue.scheme."+j.Scheme) + " · " + j.AgencyName,
		Lead:     pay(l, j.SalaryMin, j.SalaryMax, j.Currency, app.PayPeriod(j.SalaryPeriod)),
		LeadNote: rupiahNote(l, j.SalaryRupiah, j.RateDate, j.Currency),
		Route:    placeName(j.City, in(l, j.CountryID, j.CountryEN)),
		Badges:   make([]ui.BadgeItem, 0, 3),
	}
	it.Badges = append(it.Badges, ui.BadgeItem{Tone: ui.OK, Text: l.T("catalogue.verified"), Icon: "badge-check"})
	if j.LanguageTest != "" {
		it.Badges = append(it.Badges, ui.BadgeItem{Tone: ui.Mute, Text: l.Language(j.LanguageTest, j.LanguageLevel), Icon: "languages"})
	}
	it.Badges = append(it.Badges, closingBadge(l, j.ClosesOn, today))
	return it
}

func placeName(city, country string) string {
	if city == "" {
		return country
	}
	return city + ", " + country
}

// salary writes the range of a pay: one amount when both ends are the same or
// the upper one is open.
func salary(l *i18n.Locale, low, high int64, currency string) string {
	if low == 0 && high == 0 {
		return ""
	}
	if high <= low {
		return l.Money(low, currency)
	}
	if low == 0 {
		return l.T("catalogue.pay_up_to", "amount", l.Money(high, currency))
	}
	return l.Money(low, currency) + " – " + l.Money(high, currency)
}

// pay writes a salary with its period.
func pay(l *i18n.Locale, low, high int64, currency string, period app.PayPeriod) string {
	s := salary(l, low, high, currency)
	if s == "" {
		return l.T("catalogue.pay_unknown")
	}
	return s + " " + l.T("catalogue.per."+string(period))
}

func rupiahNote(l *i18n.Locale, rupiah int64, rateDate time.Time, currency string) string {
	if rupiah == 0 || rateDate.IsZero() || currency == "IDR" {
		return ""
	}
	// The estimate is no offer: it is rounded to what its rate can bear.
	return l.T("catalogue.pay_rupiah", "amount", l.Rupiah((rupiah+50_000)/100_000*100_000), "date", l.DateShort(rateDate))
}

// Days before the end on which the closing date becomes a warning.
const soon = 7

func closingBadge(l *i18n.Locale, closes, today time.Time) ui.BadgeItem {
	switch days := int(app.Day(closes).Sub(today).Hours() / 24); {
	case days <= 0:
		return ui.BadgeItem{Tone: ui.Err, Text: l.T("catalogue.closes_today"), Icon: "clock"}
	case days == 1:
		return ui.BadgeItem{Tone: ui.Err, Text: l.T("catalogue.closes_tomorrow"), Icon: "clock"}
	case days <= soon:
		return ui.BadgeItem{Tone: ui.Warn, Text: l.T("catalogue.closes", "date", l.DateShort(closes)), Icon: "clock"}
	default:
		return ui.BadgeItem{Tone: ui.Mute, Text: l.T("catalogue.closes", "date", l.DateShort(closes)), Icon: "calendar-days"}
	}
}
