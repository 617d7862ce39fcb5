// Package jobtext puts the facts of a vacancy into words, for public pages
// and for the desk's previews of them.
package jobtext

import (
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/views/ui"
)

// Place names a city and its country.
func Place(city, country string) string {
	if city == "" {
		return country
	}
	return city + ", " + country
}

// Salary writes the range of a pay: one amount when both ends are the same or
// the upper one is open, nothing when none is known.
func Salary(l *i18n.Locale, low, high int64, currency string) string {
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

// Pay writes a salary with its period.
func Pay(l *i18n.Locale, low, high int64, currency string, period app.PayPeriod) string {
	s := Salary(l, low, high, currency)
	if s == "" {
		return l.T("catalogue.pay_unknown")
	}
	return s + " " + l.T("catalogue.per."+string(period))
}

// RupiahNote writes the estimate of a month's pay with the date of its rate.
func RupiahNote(l *i18n.Locale, rupiah int64, rateDate time.Time, currency string) string {
	if rupiah == 0 || rateDate.IsZero() || currency == "IDR" {
		return ""
	}
	return l.T("catalogue.pay_rupiah", "amount", estimated(l, rupiah), "date", l.DateShort(rateDate))
}

// RateNote writes the estimate of a month's pay with the rate it was made by
// and the day of the rate; the rate is left out where it is not known.
func RateNote(l *i18n.Locale, j *app.Job) string {
	note := RupiahNote(l, j.SalaryRupiah, j.RateDate, j.Currency)
	if note == "" || j.Rate == 0 {
		return note
	}
	return l.T("catalogue.pay_rate", "amount", estimated(l, j.SalaryRupiah), "rate", l.Rate(j.Rate), "currency", j.Currency, "date", l.DateShort(j.RateDate))
}

// estimated rounds an estimate, which is no offer, to what its rate can bear.
func estimated(l *i18n.Locale, rupiah int64) string {
	return l.Rupiah((rupiah + 50_000) / 100_000 * 100_000)
}

// Days before the end on which the closing date becomes a warning.
const soon = 7

// ClosingBadge tells how long one may still apply.
func ClosingBadge(l *i18n.Locale, closes, today time.Time) ui.BadgeItem {
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
