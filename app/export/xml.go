package export

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxCellText is how much text an XLSX cell holds, in UTF-16 units.
const maxCellText = 32_767

// xmlPlain marks the bytes that stand for themselves in the text of a cell.
var xmlPlain = func() (plain [256]bool) {
	for b := ' '; b < utf8.RuneSelf; b++ {
		plain[b] = true
	}
	for _, b := range "&<>_" {
		plain[b] = false
	}
	return plain
}()

// appendXML appends s as the text of a cell. spaced reports whether its blanks are lost unless the
// element says xml:space="preserve".
func appendXML(b []byte, s string) (out []byte, spaced bool) {
	if s == "" {
		return b, false
	}
	for i := 0; i < len(s); i++ {
		if !xmlPlain[s[i]] {
			return appendEscaped(b, s)
		}
	}
	if len(s) > maxCellText {
		s = truncate(s)
	}
	return append(b, s...), s[0] == ' ' || s[len(s)-1] == ' '
}

func appendEscaped(b []byte, s string) (out []byte, spaced bool) {
	s = clean(s)
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.ReplaceAll(s, "\r\n", "\n")
		s = strings.ReplaceAll(s, "\r", "\n")
	}
	if len(s) > maxCellText {
		s = truncate(s)
	}
	if s == "" {
		return b, false
	}
	spaced = blank(s[0]) || blank(s[len(s)-1])
	done := 0
	for i := 0; i < len(s); i++ {
		escaped := ""
		switch s[i] {
		case '&':
			escaped = "&amp;"
		case '<':
			escaped = "&lt;"
		case '>':
			escaped = "&gt;"
		case '\n', '\t':
			spaced = true
			continue
		case '_':
			if !looksEscaped(s[i:]) {
				continue
			}
			escaped = "_x005F_"
		default:
			continue
		}
		b = append(b, s[done:i]...)
		b = append(b, escaped...)
		done = i + 1
	}
	return append(b, s[done:]...), spaced
}

func blank(b byte) bool { return b == ' ' || b == '\t' || b == '\n' }

// looksEscaped reports whether s begins like _x0041_, which a spreadsheet reads as the character of
// that number (ECMA-376, part 1, 22.9.2.19, ST_Xstring).
func looksEscaped(s string) bool {
	if len(s) < 7 || s[1] != 'x' || s[6] != '_' {
		return false
	}
	for _, c := range []byte(s[2:6]) {
		if c|0x20 < 'a' && (c < '0' || c > '9') || c|0x20 > 'f' {
			return false
		}
	}
	return true
}

// truncate shortens s to what a cell holds, ending in "…" if anything was lost.
func truncate(s string) string {
	units, keep := 0, 0
	for i, r := range s {
		n := utf16.RuneLen(r)
		if n < 0 {
			n = 1
		}
		if units += n; units < maxCellText {
			keep = i + utf8.RuneLen(r)
		}
	}
	if units <= maxCellText {
		return s
	}
	return s[:keep] + "…"
}
