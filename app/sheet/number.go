package sheet

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"gerbang/app"
)

// What a cell should have held. Messages name an example.
var (
	ErrInteger = &app.Error{Kind: app.Invalid, Key: "sheet.error.integer"}
	ErrDecimal = &app.Error{Kind: app.Invalid, Key: "sheet.error.decimal"}
	ErrYesNo   = &app.Error{Kind: app.Invalid, Key: "sheet.error.yes_no"}
	ErrDate    = &app.Error{Kind: app.Invalid, Key: "sheet.error.date"}
	ErrFormula = &app.Error{Kind: app.Invalid, Key: "sheet.error.formula"}
)

// Integer reads a whole number or an amount of money in whole units, as
// people write them: 1500000, 1.500.000, 1,500,000, "Rp1.500.000,-",
// "¥210.000", "1,5 juta". A fraction of nought is none.
func Integer(s string) (int64, error) {
	d, ok := parseNumber(s)
	if !ok {
		return 0, ErrInteger
	}
	n, ok := d.whole()
	if !ok {
		return 0, ErrInteger
	}
	return n, nil
}

// Decimal reads a number with a fraction: "1,5", "1.5", "1.234,50", "7.125"
// of a true number in an XLSX. Text of one group of three digits behind a
// point or a comma is thousands.
func Decimal(s string) (float64, error) {
	d, ok := parseNumber(s)
	if !ok {
		return 0, ErrDecimal
	}
	f, err := strconv.ParseFloat(d.digits+"e"+strconv.Itoa(d.exponent), 64)
	if err != nil || math.IsInf(f, 0) {
		return 0, ErrDecimal
	}
	if d.negative {
		f = -f
	}
	return f, nil
}

// number is digits × 10^exponent.
type number struct {
	digits   string
	exponent int
	negative bool
}

// whole returns the number when it has no fraction and fits.
func (d number) whole() (int64, bool) {
	digits := d.digits
	switch {
	case d.exponent < 0:
		cut := max(0, len(digits)+d.exponent)
		if strings.Trim(digits[cut:], "0") != "" {
			return 0, false
		}
		digits = digits[:cut]
	case len(digits)+d.exponent > 20 && strings.Trim(digits, "0") != "":
		return 0, false
	default:
		digits += strings.Repeat("0", min(d.exponent, 20))
	}
	if digits == "" {
		return 0, true
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, false
	}
	if d.negative {
		n = -n
	}
	return n, true
}

// multiples are the words behind a number, with the noughts they stand for.
var multiples = map[string]int{
	"": 0, "rb": 3, "ribu": 3, "k": 3, "thousand": 3, "jt": 6, "juta": 6, "million": 6, "m": 9, "miliar": 9, "milyar": 9, "billion": 9,
}

func parseNumber(s string) (number, bool) {
	var d number
	if len(s) > 64 {
		return d, false
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case blank(r) || r == '\'' || r == '’' || r == '_':
			return -1
		case r >= '０' && r <= '９': // full-width digits
			return r - '０' + '0'
		case r == '−' || r == '–':
			return '-'
		}
		return r
	}, s)
	s = strings.TrimSuffix(strings.TrimSuffix(s, "-"), "=") // "Rp1.500.000,-" and ",="
	// Before the digits may stand a sign and a currency.
	start := strings.IndexFunc(s, func(r rune) bool { return r >= '0' && r <= '9' })
	if start < 0 {
		return d, false
	}
	before := s[:start]
	if i := strings.IndexByte(before, '-'); i >= 0 {
		d.negative = true
		before = before[:i] + before[i+1:]
	}
	before = strings.TrimSuffix(before, ".") // "Rp. 500"
	if strings.IndexFunc(before, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.Is(unicode.Sc, r) }) >= 0 || len([]rune(before)) > 4 {
		return d, false
	}
	end := strings.LastIndexFunc(s, func(r rune) bool { return r >= '0' && r <= '9' }) + 1
	after := strings.ToLower(strings.TrimRight(s[end:], ".,"))
	s = s[start:end]
	if mantissa, power, ok := strings.Cut(strings.ToLower(s), "e"); ok {
		n, err := strconv.Atoi(strings.TrimPrefix(power, "+"))
		if err != nil || n > 30 || n < -30 {
			return d, false
		}
		s, d.exponent = mantissa, n
	}
	zeros, known := multiples[after]
	if !known && !currencyWord(after) {
		return d, false
	}
	d.exponent += zeros
	whole, fraction, ok := split(s)
	if !ok || whole+fraction == "" {
		return d, false
	}
	d.digits = whole + fraction
	d.exponent -= len(fraction)
	return d, true
}

// currencyWord reports whether the letters behind a number can be a currency.
func currencyWord(s string) bool {
	switch s {
	case "rp", "rupiah", "yen", "won", "dolar", "dollar", "ringgit", "riyal", "euro", "idr", "jpy", "krw", "usd", "myr", "sar", "eur", "sgd", "hkd", "twd", "%", "¥", "$", "€", "£", "₩":
		return true
	}
	return false
}

// split takes the marks of grouping out of digits and returns what stands
// before and behind the decimal mark.
func split(s string) (whole, fraction string, ok bool) {
	marks := strings.IndexFunc(s, func(r rune) bool { return r != '.' && r != ',' && (r < '0' || r > '9') })
	if marks >= 0 {
		return "", "", false
	}
	points, commas := strings.Count(s, "."), strings.Count(s, ",")
	last := strings.LastIndexAny(s, ".,")
	switch {
	case points+commas == 0:
		return s, "", true
	case points > 0 && commas > 0: // the mark that comes last is the decimal one, once
		if strings.Count(s, s[last:last+1]) != 1 {
			return "", "", false
		}
		whole, fraction = s[:last], s[last+1:]
	case points+commas == 1 && !(last <= 3 && len(s)-last == 4 && s[0] != '0'):
		return s[:last], s[last+1:], true
	default:
		whole = s
	}
	groups := strings.FieldsFunc(whole, func(r rune) bool { return r == '.' || r == ',' })
	for i, g := range groups {
		if i > 0 && len(g) != 3 || len(g) > 3 {
			return "", "", false
		}
	}
	return strings.Join(groups, ""), fraction, true
}

// YesNo reads a choice of two: ya, tidak, yes, no, 1, 0, true, false, x.
func YesNo(s string) (bool, error) {
	switch Fold(s) {
	case "ya", "y", "yes", "1", "true", "benar", "x", "ada", "v":
		return true, nil
	case "tidak", "t", "no", "n", "0", "false", "salah", "bukan", "tdk":
		return false, nil
	}
	if s == "✓" || s == "✔" {
		return true, nil
	}
	return false, ErrYesNo
}

// CheckText refuses what a spreadsheet shows where a formula has failed.
func CheckText(s string) error {
	if len(s) > 3 && s[0] == '#' {
		switch s {
		case "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#ERROR!":
			return ErrFormula
		}
	}
	return nil
}

// Unescape takes away the apostrophe that exports put before text which a
// spreadsheet would run as a formula, and that people type to keep digits.
func Unescape(s string) string {
	if len(s) < 2 || s[0] != '\'' {
		return s
	}
	rest := strings.TrimLeftFunc(s[1:], unicode.IsSpace)
	if rest != "" && strings.ContainsAny(rest[:1], "=+-@0123456789") || strings.HasPrefix(rest, "＝") || strings.HasPrefix(rest, "＋") || strings.HasPrefix(rest, "－") || strings.HasPrefix(rest, "＠") {
		return s[1:]
	}
	return s
}
