package sheet

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// months are the beginnings of month names in Indonesian and English by
// which they are told apart.
var months = []struct {
	start string
	month time.Month
}{
	{"jan", 1}, {"feb", 2}, {"peb", 2}, {"mar", 3}, {"apr", 4}, {"mei", 5}, {"may", 5}, {"jun", 6}, {"jul", 7}, {"agu", 8}, {"agt", 8},
	{"ags", 8}, {"aug", 8}, {"sep", 9}, {"okt", 10}, {"oct", 10}, {"nov", 11}, {"nop", 11}, {"des", 12}, {"dec", 12},
}

// Days between 1899-12-30, day 0 of a spreadsheet, and 1970-01-01; and the
// numbers that are taken for days: the years 1927 to 2173.
const (
	serialEpoch = 25_569
	serialFirst = 10_000
	serialLast  = 99_999
)

// Date reads a day in the forms people and spreadsheets write it: 31/12/2026,
// 31-12-2026, 31.12.26, 2026-12-31, "31 Desember 2026", "31 Des 26", "Kamis,
// 31 Desember 2026", "Dec 31, 2026", 46387 (the day's number in a
// spreadsheet). Of figures alone the day comes first. A time behind the day
// does not count. The result is midnight UTC, as dates of the store are.
func Date(s string) (time.Time, error) {
	if len(s) > 48 {
		return time.Time{}, ErrDate
	}
	parts := strings.FieldsFunc(dayOnly(strings.ToLower(s)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(parts) > 1 && !isDigits(parts[0]) && monthOf(parts[0]) == 0 { // a day of the week
		parts = parts[1:]
	}
	switch len(parts) {
	case 1:
		if n, err := strconv.Atoi(parts[0]); err == nil && n >= serialFirst && n <= serialLast {
			return time.Unix(int64(n-serialEpoch)*86_400, 0).UTC(), nil
		}
		if len(parts[0]) == 8 && isDigits(parts[0]) { // 20261231
			return day(parts[0][:4], parts[0][4:6], parts[0][6:])
		}
	case 3:
		switch {
		case len(parts[0]) == 4:
			return day(parts[0], parts[1], parts[2])
		case monthOf(parts[0]) != 0:
			return day(parts[2], parts[0], parts[1])
		}
		return day(parts[2], parts[1], parts[0])
	}
	return time.Time{}, ErrDate
}

// dayOnly cuts off a time of day: "2026-12-31T00:00:00Z", "31/12/2026 00:00",
// "46387.5".
func dayOnly(s string) string {
	s = strings.TrimFunc(s, blank)
	if i := strings.IndexByte(s, ':'); i > 0 {
		s = strings.TrimRight(s[:i], "0123456789")
		s = strings.TrimSuffix(s, "t")
	}
	if whole, fraction, ok := strings.Cut(s, "."); ok && len(whole) == 5 && isDigits(whole) && isDigits(fraction) {
		return whole
	}
	return s
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

func monthOf(s string) time.Month {
	for _, m := range months {
		if strings.HasPrefix(s, m.start) {
			return m.month
		}
	}
	return 0
}

func day(year, month, dayOfMonth string) (time.Time, error) {
	y, err := strconv.Atoi(year)
	if err != nil || !isDigits(year) {
		return time.Time{}, ErrDate
	}
	switch {
	case len(year) == 2 && y < 70:
		y += 2000
	case len(year) == 2:
		y += 1900
	}
	m := monthOf(month)
	if m == 0 {
		n, err := strconv.Atoi(month)
		if err != nil {
			return time.Time{}, ErrDate
		}
		m = time.Month(n)
	}
	d, err := strconv.Atoi(strings.TrimRight(dayOfMonth, "sthndr")) // 31st
	t := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	if err != nil || y < 1900 || y > 2200 || t.Day() != d || t.Month() != m {
		return time.Time{}, ErrDate
	}
	return t, nil
}
