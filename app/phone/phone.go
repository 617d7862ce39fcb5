// Package phone reads mobile numbers as people type them, keeps them in E.164 and shows them masked or grouped.
package phone

import (
	"strings"

	"github.com/nyaruka/phonenumbers"

	"gerbang/app"
)

// longest is more than any number with its separators has.
const longest = 40

// hidden stands for the digits that a masked number does not show; always four, so that it tells no length.
const hidden = "••••"

// Parse returns the number in E.164 form, "+6281234567890". It takes Indonesian mobile numbers written 08…, 62…, +62…
// or without any prefix, and mobile numbers of every other country written with +; spaces, dashes, dots and
// parentheses may stand anywhere. What is no possible mobile number gives an app.Error with the key error.phone.
func Parse(s string) (string, error) {
	digits, ok := clean(s)
	if !ok {
		return "", invalid()
	}
	n, err := phonenumbers.Parse(digits, "ID")
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return "", invalid()
	}
	switch phonenumbers.GetNumberType(n) {
	case phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE:
	default:
		return "", invalid()
	}
	return phonenumbers.Format(n, phonenumbers.E164), nil
}

func invalid() error {
	return &app.Error{Kind: app.Invalid, Key: "error.phone", Field: "phone"}
}

// clean drops separators and writes a leading 62 as +62. No Indonesian mobile number starts with 62 after its
// leading zero is left out, so nothing is lost by that.
func clean(s string) (string, bool) {
	if len(s) > longest {
		return "", false
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9', r == '+' && b.Len() == 0:
			b.WriteRune(r)
		case strings.ContainsRune(" \t\r\n\u00a0\u202f-‐‑–.()", r):
		default:
			return "", false
		}
	}
	digits := b.String()
	if strings.HasPrefix(digits, "62") {
		digits = "+" + digits
	}
	return digits, digits != ""
}

// Mask hides the middle of an E.164 number: "+62812••••7890". At least four digits are hidden, so short numbers show
// less. What is no E.164 number is hidden whole.
func Mask(e164 string) string {
	code, national, ok := split(e164)
	if !ok {
		return hidden
	}
	head := min(3, max(0, len(national)-8))
	tail := min(4, max(0, len(national)-4))
	return "+" + code + national[:head] + hidden + national[len(national)-tail:]
}

// Display groups an E.164 number for reading: Indonesian ones as "0812-3456-7890", others as their country does, with
// the country code. What is no E.164 number stays as it is.
func Display(e164 string) string {
	code, national, ok := split(e164)
	if !ok {
		return e164
	}
	if code != "62" {
		n, err := phonenumbers.Parse(e164, "")
		if err != nil {
			return e164
		}
		return phonenumbers.Format(n, phonenumbers.INTERNATIONAL)
	}
	local := "0" + national
	if len(local) <= 8 {
		return local
	}
	return local[:4] + "-" + local[4:8] + "-" + local[8:]
}

// split separates country code and national number. Indonesian numbers, nearly all there are, need no metadata.
func split(e164 string) (code, national string, ok bool) {
	if national, ok := strings.CutPrefix(e164, "+62"); ok && allDigits(national) {
		return "62", national, true
	}
	digits, plus := strings.CutPrefix(e164, "+")
	if !plus || !allDigits(digits) {
		return "", "", false
	}
	n, err := phonenumbers.Parse(e164, "")
	if err != nil {
		return "", "", false
	}
	national = phonenumbers.GetNationalSignificantNumber(n)
	code, ok = strings.CutSuffix(digits, national)
	return code, national, ok
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
