package export

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gerbang/app"
)

const (
	secondsPerDay = 24 * 60 * 60
	wibOffset     = 7 * 60 * 60 // seconds by which app.Jakarta is ahead of UTC
)

// appendISODate appends yyyy-mm-dd.
func appendISODate(b []byte, t time.Time) []byte {
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return t.AppendFormat(b, time.DateOnly)
	}
	return append(b,
		byte('0'+year/1000), byte('0'+year/100%10), byte('0'+year/10%10), byte('0'+year%10), '-',
		byte('0'+month/10), byte('0'+month%10), '-',
		byte('0'+day/10), byte('0'+day%10))
}

// appendISO appends the day, and unless kind is Date the time to the second, both in WIB. The
// blank between them, which RFC 3339 allows, is what spreadsheets read as a time.
func appendISO(b []byte, t time.Time, kind Kind) []byte {
	t = t.In(app.Jakarta)
	b = appendISODate(b, t)
	if kind == Date {
		return b
	}
	hour, minute, second := t.Clock()
	return append(b, ' ',
		byte('0'+hour/10), byte('0'+hour%10), ':',
		byte('0'+minute/10), byte('0'+minute%10), ':',
		byte('0'+second/10), byte('0'+second%10))
}

// Days between 1899-12-30, day 0 of a spreadsheet, and 1970-01-01. Days before 1 March 1900 (60)
// are off by one in Excel, which believes in a 29 February 1900, and there are none after 9999.
const (
	serialEpoch = 25_569
	serialFirst = 61
	serialLast  = 2_958_465
)

// serial splits t into the spreadsheet's day number and the second of the day, both in WIB. It is
// not ok for a day that a spreadsheet cannot hold.
func serial(t time.Time) (day, second int64, ok bool) {
	unix := t.Unix() + wibOffset
	day, second = unix/secondsPerDay, unix%secondsPerDay
	if second < 0 {
		day, second = day-1, second+secondsPerDay
	}
	day += serialEpoch
	return day, second, day >= serialFirst && day <= serialLast
}

// appendSerial appends the serial number of t; the time is kept to 10 decimals, 9 µs.
func appendSerial(b []byte, day, second int64, kind Kind) []byte {
	b = strconv.AppendInt(b, day, 10)
	if kind == Date || second == 0 {
		return b
	}
	const unit = 10_000_000_000
	fraction := (second*unit + secondsPerDay/2) / secondsPerDay
	b = append(b, '.')
	for digit := int64(unit / 10); fraction > 0; digit /= 10 {
		b = append(b, byte('0'+fraction/digit))
		fraction %= digit
	}
	return b
}

// appendDecimal appends the shortest digits that give f back, without an exponent.
func appendDecimal(b []byte, f float64) []byte {
	if f == math.Trunc(f) && math.Abs(f) < 1<<53 {
		return strconv.AppendInt(b, int64(f), 10)
	}
	return strconv.AppendFloat(b, f, 'f', -1, 64)
}

func finite(f float64) bool { return f-f == 0 }

// clean removes what neither format can carry: control characters other than tab and line breaks,
// and the noncharacters U+FFFE and U+FFFF. Bytes that are not UTF-8 become U+FFFD.
func clean(s string) string {
	dirty := !utf8.ValidString(s)
	for i := 0; i < len(s) && !dirty; i++ {
		dirty = forbidden(rune(s[i])) || s[i] == 0xEF
	}
	if !dirty {
		return s
	}
	return strings.Map(func(r rune) rune {
		if forbidden(r) {
			return -1
		}
		return r
	}, s)
}

// forbidden reports whether XML 1.0 (section 2.2) has no place for r.
func forbidden(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}
