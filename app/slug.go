package app

import "strings"

// maxSlug is how long an address part made from a title may get; it leaves
// room for the number that tells equal titles apart.
const maxSlug = 120

var plainLetters = strings.NewReplacer("ö", "o", "ü", "u", "ä", "a", "ł", "l", "ń", "n", "ź", "z", "ż", "z", "ś", "s", "ę", "e", "ć", "c", "ş", "s",
	"ó", "o", "ą", "a", "ç", "c", "ğ", "g", "ı", "i", "é", "e", "è", "e", "ê", "e", "á", "a", "à", "a", "í", "i", "ñ", "n", "ß", "ss")

// Slug writes a title as the last part of an address: small letters and
// digits, with a dash where anything else stood. It is empty when the title
// holds neither.
func Slug(title string) string {
	var b strings.Builder
	gap := false
	for _, r := range plainLetters.Replace(strings.ToLower(title)) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			if b.Len() >= maxSlug {
				break
			}
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
			continue
		}
		gap = true
	}
	return b.String()
}
