package app

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var languageForm = regexp.MustCompile(`^[a-z]{2}$`)

// CheckSector returns what is wrong with the names of a sector.
func CheckSector(nameID, nameEN string) FieldErrors {
	var errs FieldErrors
	for _, t := range []struct{ field, text string }{{"name_id", nameID}, {"name_en", nameEN}} {
		checkWords(&errs, t.field, t.text, 100)
	}
	if len(errs) == 0 && Slug(nameID) == "" {
		errs = append(errs, FieldError{Field: "name_id", Key: "error.invalid"})
	}
	return errs
}

// CheckLevel returns what is wrong with a level of a language test.
func CheckLevel(l LanguageLevel) FieldErrors {
	var errs FieldErrors
	checkWords(&errs, "test", l.Test, 40)
	if utf8.RuneCountInString(l.Level) > 20 {
		errs = append(errs, FieldError{Field: "level", Key: "error.max_chars", Args: []any{"param", "20"}})
	}
	if !languageForm.MatchString(l.Language) {
		errs = append(errs, FieldError{Field: "language", Key: "reference.error.language"})
	}
	if l.Rank < 1 || l.Rank > 20 {
		errs = append(errs, FieldError{Field: "rank", Key: "job.error.between", Args: []any{"min", 1, "max", 20}})
	}
	return errs
}

func checkWords(errs *FieldErrors, field, text string, most int) {
	if strings.TrimSpace(text) == "" {
		*errs = append(*errs, FieldError{Field: field, Key: "error.required"})
	} else if utf8.RuneCountInString(text) > most {
		*errs = append(*errs, FieldError{Field: field, Key: "error.max_chars", Args: []any{"param", most}})
	}
}
