package app

import (
	"regexp"
	"strconv"
	"strings"
)

// ErrAmount is an amount of money that cannot be read.
var ErrAmount = &Error{Kind: Invalid, Key: "job.error.amount"}

var (
	plainAmount   = regexp.MustCompile(`^\d{1,15}$`)
	groupedAmount = regexp.MustCompile(`^\d{1,3}(\.\d{3}){1,4}(,0{1,2})?$|^\d{1,3}(,\d{3}){1,4}(\.0{1,2})?$|^\d{1,3}( \d{3}){1,4}$`)
	amountSign    = regexp.MustCompile(`^(?i:rp\.?|idr|[a-z]{3}|[a-z]{0,3}\$|[¥₩€£])\s*`)
)

// ParseAmount reads an amount of whole units as people write it: 1500000,
// 1.500.000, 1,500,000, Rp1.500.000, "1 500 000". Nothing is 0. What might as
// well be a fraction, such as 12.50, is an error.
func ParseAmount(s string) (int64, error) {
	s = strings.ReplaceAll(strings.TrimSpace(s), "\u00a0", " ")
	s = amountSign.ReplaceAllString(s, "")
	s = strings.TrimSuffix(s, ",-")
	switch {
	case s == "":
		return 0, nil
	case plainAmount.MatchString(s):
	case groupedAmount.MatchString(s):
		if i := strings.LastIndexAny(s, ".,"); i >= 0 && len(s)-i <= 3 { // ",00"
			s = s[:i]
		}
		s = strings.NewReplacer(".", "", ",", "", " ", "").Replace(s)
	default:
		return 0, ErrAmount
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, ErrAmount
	}
	return n, nil
}
