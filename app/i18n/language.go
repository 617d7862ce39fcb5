package i18n

import "strings"

// Language names a level of a language test the way people say it: "JLPT N4" stays, CEFR-DE B1 is "CEFR Jerman B1",
// Wawancara-ZH dasar is "Wawancara Mandarin, tingkat dasar". Tests and levels without a text of their own stand as
// they are; no test gives nothing.
func (l *Locale) Language(test, level string) string {
	name := test
	if key := "language.test." + strings.ToLower(test); l.Has(key) {
		name = l.T(key)
	}
	if level == "" || test == "" {
		return name
	}
	if key := "language.level." + strings.ToLower(level); l.Has(key) {
		return name + ", " + l.T(key)
	}
	return name + " " + level
}
