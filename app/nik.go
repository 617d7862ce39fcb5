package app

import (
	"strings"
	"time"
)

// NIK is a checked national identity number (Nomor Induk Kependudukan):
// sixteen digits, of which six name the region of first registration, six
// the birth date (DDMMYY, women DD+40) and four a serial (UU 24/2013, art. 13;
// Permendagri 72/2022 keeps the layout). It never changes, even when the birth
// date or the region in it is wrong, so neither is ever inferred from it.
type NIK string

// ParseNIK reads a NIK as people type it: spaces, dots and dashes are
// dropped. It fails with error.nik_digits when it is not sixteen digits long
// (argument n: how many were typed), error.nik_letters when anything else is
// in it and error.nik when the parts cannot be those of a NIK.
func ParseNIK(s string) (NIK, error) {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == ' ' || r == '.' || r == '-' || r == '\u00a0' || r == '\t':
		default:
			return "", &Error{Kind: Invalid, Key: "error.nik_letters", Field: "nik"}
		}
	}
	d := b.String()
	if len(d) != 16 {
		return "", &Error{Kind: Invalid, Key: "error.nik_digits", Field: "nik", Args: []any{"n", len(d)}}
	}
	n := NIK(d)
	day, month := n.number(6, 8), n.number(8, 10)
	if day > 40 {
		day -= 40
	}
	if d[0] == '0' || day < 1 || day > 31 || month < 1 || month > 12 || d[12:] == "0000" {
		return "", &Error{Kind: Invalid, Key: "error.nik", Field: "nik"}
	}
	return n, nil
}

func (n NIK) number(from, to int) int {
	v := 0
	for i := from; i < to; i++ {
		v = v*10 + int(n[i]-'0')
	}
	return v
}

// Matches reports whether birth date and sex agree with those coded in the
// NIK. A mismatch is a reason to warn, never to block: a NIK is permanent even
// when it was issued with a wrong date.
func (n NIK) Matches(birth time.Time, sex Sex) bool {
	day := n.number(6, 8)
	coded := Male
	if day > 40 {
		day -= 40
		coded = Female
	}
	y, m, d := birth.Date()
	return coded == sex && day == d && n.number(8, 10) == int(m) && n.number(10, 12) == y%100
}

// Last4 returns the serial, the only part shown without a stated purpose.
func (n NIK) Last4() string { return string(n[12:]) }

// String groups the number 4-4-4-4 as forms show it back to its owner.
func (n NIK) String() string {
	if len(n) != 16 {
		return string(n)
	}
	return string(n[:4] + " " + n[4:8] + " " + n[8:12] + " " + n[12:])
}

// MaskNIK shows a NIK of which only the last four digits are known.
func MaskNIK(last4 string) string {
	if last4 == "" {
		return ""
	}
	return "•••• •••• •••• " + last4
}
