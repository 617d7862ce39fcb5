package app

import (
	"math"
	"strings"
	"time"
	"unicode/utf8"
)

// Rate is what one unit of a currency is worth in rupiah on a day. Estimates
// of salaries carry the day of their rate.
type Rate struct {
	Currency string    // ISO 4217
	AsOf     time.Time // date
	Rupiah   float64
	Source   string // who says so, such as "Kurs BI"
}

// rateJump is the change, as a part, above which a rate is likelier a slip of
// the finger than news.
const rateJump = 0.2

// Check returns what is wrong with the rate on the day. newest is the one in
// use, zero when there is none; a jump away from it must be confirmed.
func (r *Rate) Check(newest Rate, confirmed bool, today time.Time) FieldErrors {
	var errs FieldErrors
	bad := func(field, key string, args ...any) {
		errs = append(errs, FieldError{Field: field, Key: key, Args: args})
	}
	if !currencyForm.MatchString(r.Currency) || r.Currency == "IDR" {
		bad("currency", "reference.error.currency")
	}
	switch day := r.AsOf.Format(time.DateOnly); {
	case r.AsOf.IsZero():
		bad("as_of", "error.required")
	case day > today.In(Jakarta).Format(time.DateOnly):
		bad("as_of", "reference.error.rate_future")
	case r.AsOf.Year() < 2000:
		bad("as_of", "error.date")
	}
	switch {
	case r.Rupiah <= 0 || math.IsNaN(r.Rupiah) || r.Rupiah >= 1e9:
		bad("rupiah", "reference.error.rate")
	case newest.Rupiah > 0 && !confirmed && math.Abs(r.Rupiah/newest.Rupiah-1) > rateJump:
		bad("rupiah", "reference.error.rate_jump", "percent", int64(math.Round(math.Abs(r.Rupiah/newest.Rupiah-1)*100)))
	}
	if strings.TrimSpace(r.Source) == "" {
		bad("source", "error.required")
	} else if utf8.RuneCountInString(r.Source) > 200 {
		bad("source", "error.max_chars", "param", "200")
	}
	return errs
}
