package i18n

import (
	"strconv"
	"strings"
	"time"

	"gerbang/app"
)

// Date writes the day in full: "Sabtu, 12 Desember 2026", "Saturday, 12 December 2026".
func (l *Locale) Date(t time.Time) string {
	t = t.In(app.Jakarta)
	var room [48]byte
	out := append(room[:0], l.days[t.Weekday()]...)
	out = append(out, ", "...)
	return string(l.appendDay(out, t, l.months[:]))
}

// DateShort writes the day in short: "12 Des 2026", "12 Dec 2026".
func (l *Locale) DateShort(t time.Time) string {
	var room [32]byte
	return string(l.appendDay(room[:0], t.In(app.Jakarta), l.monthsSh[:]))
}

// DateRange writes the days from a to b, both included, naming month and year once where they are the same:
// "12–14 Desember 2026", "30 November – 2 Desember 2026"; a range of one day is written as Date does.
func (l *Locale) DateRange(a, b time.Time) string {
	a, b = a.In(app.Jakarta), b.In(app.Jakarta)
	var room [64]byte
	out := room[:0]
	switch {
	case a.Year() != b.Year():
		out = append(l.appendDay(out, a, l.months[:]), " – "...)
	case a.Month() != b.Month():
		out = strconv.AppendInt(out, int64(a.Day()), 10)
		out = append(append(append(out, ' '), l.months[a.Month()-1]...), " – "...)
	case a.Day() != b.Day():
		out = append(strconv.AppendInt(out, int64(a.Day()), 10), "–"...)
	default:
		return l.Date(a)
	}
	return string(l.appendDay(out, b, l.months[:]))
}

// wib names the zone after a time, on the line on which the time is.
const wib = "\u00a0WIB"

// Clock writes the time of day: "09.00 WIB", "09:00 WIB".
func (l *Locale) Clock(t time.Time) string {
	var room [16]byte
	return string(append(l.appendClock(room[:0], t.In(app.Jakarta)), wib...))
}

// ClockRange writes two times of day: "09.00–09.50 WIB".
func (l *Locale) ClockRange(a, b time.Time) string {
	var room [24]byte
	out := append(l.appendClock(room[:0], a.In(app.Jakarta)), "–"...)
	return string(append(l.appendClock(out, b.In(app.Jakarta)), wib...))
}

// DateTime writes day and time in short: "12 Des 2026, 09.00 WIB".
func (l *Locale) DateTime(t time.Time) string {
	t = t.In(app.Jakarta)
	var room [48]byte
	out := append(l.appendDay(room[:0], t, l.monthsSh[:]), ", "...)
	return string(append(l.appendClock(out, t), wib...))
}

// Number writes n with grouping: "1.234.567", "1,234,567".
func (l *Locale) Number(n int64) string {
	var room [32]byte
	return string(l.appendGrouped(signed(room[:0], n), n))
}

// Rupiah writes an amount of whole rupiah: "Rp1.500.000".
func (l *Locale) Rupiah(n int64) string {
	return l.Money(n, "IDR")
}

// Rate writes what one unit of a currency is worth in rupiah, with all the digits it has after the comma: "Rp11,85".
func (l *Locale) Rate(rupiah float64) string {
	whole, rest, _ := strings.Cut(strconv.FormatFloat(rupiah, 'f', -1, 64), ".")
	units, err := strconv.ParseInt(whole, 10, 64)
	switch {
	case err != nil:
		return whole
	case rest == "":
		return l.Rupiah(units)
	case l.tag == "en":
		return l.Rupiah(units) + "." + rest
	}
	return l.Rupiah(units) + "," + rest
}

// Money writes an amount of whole units of the currency, an ISO 4217 code: "¥210.000", or "SAR 1.500" when the
// currency has no sign that readers would know.
func (l *Locale) Money(amount int64, currency string) string {
	var room [48]byte
	out := signed(room[:0], amount)
	if sign := currencySign(currency); sign != "" {
		out = append(out, sign...)
	} else {
		out = append(append(out, currency...), "\u00a0"...)
	}
	return string(l.appendGrouped(out, amount))
}

// currencySign knows the usual destinations of Indonesian migrant workers.
func currencySign(code string) string {
	switch code {
	case "IDR":
		return "Rp"
	case "JPY":
		return "¥"
	case "KRW":
		return "₩"
	case "EUR":
		return "€"
	case "GBP":
		return "£"
	case "MYR":
		return "RM"
	case "USD":
		return "US$"
	case "SGD":
		return "S$"
	case "HKD":
		return "HK$"
	case "TWD":
		return "NT$"
	case "BND":
		return "B$"
	case "AUD":
		return "A$"
	case "NZD":
		return "NZ$"
	case "CAD":
		return "C$"
	}
	return ""
}

func (l *Locale) appendDay(out []byte, t time.Time, months []string) []byte {
	out = strconv.AppendInt(out, int64(t.Day()), 10)
	out = append(append(append(out, ' '), months[t.Month()-1]...), ' ')
	return strconv.AppendInt(out, int64(t.Year()), 10)
}

func (l *Locale) appendClock(out []byte, t time.Time) []byte {
	h, m := t.Hour(), t.Minute()
	return append(out, '0'+byte(h/10), '0'+byte(h%10), l.clockSep, '0'+byte(m/10), '0'+byte(m%10))
}

func signed(out []byte, n int64) []byte {
	if n < 0 {
		return append(out, '-')
	}
	return out
}

// appendGrouped writes the digits of n without its sign.
func (l *Locale) appendGrouped(out []byte, n int64) []byte {
	u := uint64(n)
	if n < 0 {
		u = -u
	}
	var room [20]byte
	digits := strconv.AppendUint(room[:0], u, 10)
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			out = append(out, l.group)
		}
		out = append(out, d)
	}
	return out
}

// Weekday writes the name of a day of the week: "Senin", "Monday".
func (l *Locale) Weekday(d time.Weekday) string { return l.days[d] }

// Weekdays writes days of the week, which come in order from Monday on,
// joining those that follow each other: "Senin–Jumat", "Senin, Rabu".
func (l *Locale) Weekdays(days []time.Weekday) string {
	var out []byte
	for i := 0; i < len(days); {
		j := i
		for j+1 < len(days) && days[j+1] == (days[j]+1)%7 {
			j++
		}
		if i > 0 {
			out = append(out, ", "...)
		}
		out = append(out, l.days[days[i]]...)
		switch {
		case j == i+1:
			out = append(append(out, ", "...), l.days[days[j]]...)
		case j > i+1:
			out = append(append(out, "–"...), l.days[days[j]]...)
		}
		i = j + 1
	}
	return string(out)
}
