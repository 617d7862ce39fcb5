package app

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	currencySign = regexp.MustCompile(`^(?i:rp\.?|idr)\s*`)
	plainNumber  = regexp.MustCompile(`^\d{1,15}([.,]\d{1,2})?$`)
	// Groups of three by points or spaces with a decimal comma, or, when there
	// are two at least, by commas with a decimal point.
	groupedNumber = regexp.MustCompile(`^([1-9]\d{0,2}(?:\.\d{3}){1,4}|[1-9]\d{0,2}(?: \d{3}){1,4})(?:,(\d{1,2}))?$`)
	englishNumber = regexp.MustCompile(`^([1-9]\d{0,2}(?:,\d{3}){2,4})(?:\.(\d{1,2}))?$`)
)

// ParseNumber reads a number as people write it, in the Indonesian way where
// two readings are possible: 1.500 is one thousand five hundred and 2,5 is two
// and a half; 1500, 1.500,50, "1 500", 1,500,000, 2.5 and Rp1.500 are read too.
// At most two decimals are taken, so that 1,500 is an error rather than a
// guess. The normal form has a point and no grouping; nothing is "".
func ParseNumber(s string) (string, error) {
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, "−", "-")), " ")
	s = strings.TrimSuffix(currencySign.ReplaceAllString(s, ""), ",-")
	if s == "" {
		return "", nil
	}
	s, negative := strings.CutPrefix(s, "-")
	whole, decimals := "", ""
	switch {
	case plainNumber.MatchString(s):
		whole, decimals, _ = strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	case groupedNumber.MatchString(s):
		m := groupedNumber.FindStringSubmatch(s)
		whole, decimals = m[1], m[2]
	case englishNumber.MatchString(s):
		m := englishNumber.FindStringSubmatch(s)
		whole, decimals = m[1], m[2]
	default:
		return "", ErrAnswerNumber
	}
	whole = strings.TrimLeft(strings.NewReplacer(".", "", ",", "", " ", "").Replace(whole), "0")
	if whole == "" {
		whole = "0"
	}
	if decimals = strings.TrimRight(decimals, "0"); decimals != "" {
		whole += "." + decimals
	}
	if negative && whole != "0" {
		whole = "-" + whole
	}
	return whole, nil
}

// monthNames are the beginnings by which months are told, in Indonesian and
// English; they are unlike each other within three letters.
var monthNames = map[string]time.Month{
	"jan": time.January, "feb": time.February, "peb": time.February, "mar": time.March, "apr": time.April, "mei": time.May, "may": time.May,
	"jun": time.June, "jul": time.July, "agu": time.August, "ags": time.August, "agt": time.August, "aug": time.August, "sep": time.September,
	"okt": time.October, "oct": time.October, "nov": time.November, "nop": time.November, "des": time.December, "dec": time.December,
}

var (
	dayFirst  = regexp.MustCompile(`^(\d{1,2})[ ./-]+(\d{1,2}|[a-z]{3,9})[ ./-]+(\d{4}|\d{2})$`)
	yearFirst = regexp.MustCompile(`^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$`)
	dayName   = regexp.MustCompile(`^[a-z']{4,9}, *`)
)

// ParseDay reads a date as people write it: 24 November 2026, 24-11-26,
// "Selasa, 24 Nov 2026", 24/11/2026, 2026-11-24. The day comes before the
// month. A year of two digits is the one nearest to 2000 that is not after
// 2049. It returns the date as 2026-11-24, and whether it is a real one
// between 1900 and 2100.
func ParseDay(s string) (string, bool) {
	s = dayName.ReplaceAllString(strings.ToLower(strings.Join(strings.Fields(s), " ")), "")
	var day, month, year string
	if m := yearFirst.FindStringSubmatch(s); m != nil {
		year, month, day = m[1], m[2], m[3]
	} else if m := dayFirst.FindStringSubmatch(s); m != nil {
		day, month, year = m[1], m[2], m[3]
	} else {
		return "", false
	}
	d, _ := strconv.Atoi(day)
	y, _ := strconv.Atoi(year)
	if len(year) == 2 {
		if y += 1900; y < 1950 {
			y += 100
		}
	}
	mo, err := strconv.Atoi(month)
	if err != nil {
		mo = int(monthNames[month[:3]])
	}
	t := time.Date(y, time.Month(mo), d, 0, 0, 0, 0, time.UTC)
	if t.Day() != d || int(t.Month()) != mo || y < 1900 || y > 2100 {
		return "", false
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, mo, d), true
}
