package app

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Lengths of an agency's texts, in characters.
const (
	maxAgencyLine = 200
	maxAgencyText = 2000
)

var emailForm = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@]+$`)

// Check returns what is wrong with the agency, beside the form field each
// problem belongs to. Field names are those of the table's columns.
func (a *Agency) Check() FieldErrors {
	var errs FieldErrors
	bad := func(field, key string, args ...any) {
		errs = append(errs, FieldError{Field: field, Key: key, Args: args})
	}
	checkAgencyName(a.Name, bad)
	switch {
	case !slices.Contains(AgencyKinds(), a.Kind):
		bad("kind", "error.invalid")
	case a.Licensed():
		checkLicence(a.SIP3MI, a.LicenceUntil, bad)
	case a.SIP3MI != "" || !a.LicenceUntil.IsZero():
		bad("sip3mi", "agency.error.no_licence")
	}
	for _, t := range []struct {
		field, text string
		most        int
	}{
		{"city", a.City, maxAgencyLine}, {"address", a.Address, maxAgencyText}, {"phone", a.Phone, maxAgencyLine}, {"email", a.Email, maxAgencyLine},
		{"website", a.Website, maxAgencyLine}, {"former_names", a.FormerNames, maxAgencyText}, {"note", a.Note, maxAgencyText},
	} {
		if utf8.RuneCountInString(t.text) > t.most {
			bad(t.field, "error.max_chars", "param", strconv.Itoa(t.most))
		}
	}
	if n := digits(a.Phone); a.Phone != "" && (n < 5 || n > 30) {
		bad("phone", "agency.error.phone")
	}
	if a.Email != "" && !emailForm.MatchString(a.Email) {
		bad("email", "error.email")
	}
	if a.Website != "" && !isWebAddress(a.Website) {
		bad("website", "job.error.link")
	}
	return errs
}

func checkAgencyName(name string, bad func(field, key string, args ...any)) {
	switch {
	case strings.TrimSpace(name) == "":
		bad("name", "error.required")
	case utf8.RuneCountInString(name) > maxAgencyLine:
		bad("name", "error.max_chars", "param", strconv.Itoa(maxAgencyLine))
	case utf8.RuneCountInString(PlainName(name)) < shortestName:
		bad("name", "agency.error.name_short")
	}
}

// checkLicence holds what a number and an end must be: a year of four digits
// guards against the slip that makes a licence valid for a thousand years.
func checkLicence(number string, until time.Time, bad func(field, key string, args ...any)) {
	switch {
	case strings.TrimSpace(number) == "":
		bad("sip3mi", "error.required")
	case utf8.RuneCountInString(number) > maxAgencyLine:
		bad("sip3mi", "error.max_chars", "param", strconv.Itoa(maxAgencyLine))
	}
	switch {
	case until.IsZero():
		bad("licence_until", "error.required")
	case until.Year() < 2000 || until.Year() > 2100:
		bad("licence_until", "error.date")
	}
}

// Check returns what is wrong with the step for the agency on the day.
func (s LicenceStep) Check(a *Agency, today time.Time) FieldErrors {
	var errs FieldErrors
	bad := func(field, key string, args ...any) {
		errs = append(errs, FieldError{Field: field, Key: key, Args: args})
	}
	if s.Kind == AgencyRenamed {
		checkAgencyName(s.Name, bad)
		if s.Name == a.Name {
			bad("name", "agency.error.same_name")
		}
	}
	if s.Kind.GivesLicence() {
		checkLicence(s.SIP3MI, s.LicenceUntil, bad)
		day := s.LicenceUntil.Format(time.DateOnly)
		switch {
		case s.LicenceUntil.IsZero():
		case s.SIP3MI == a.SIP3MI && day == a.LicenceUntil.Format(time.DateOnly):
			bad("licence_until", "agency.error.same_licence")
		case day < today.In(Jakarta).Format(time.DateOnly):
			bad("licence_until", "agency.error.licence_over")
		}
	}
	switch {
	case s.EffectiveOn.IsZero():
		bad("effective_on", "error.required")
	case s.EffectiveOn.Format(time.DateOnly) > today.In(Jakarta).Format(time.DateOnly):
		bad("effective_on", "agency.error.future") // what is recorded holds at once
	case s.EffectiveOn.Year() < 1990:
		bad("effective_on", "error.date")
	}
	if s.Kind.NeedsReason() && strings.TrimSpace(s.Reason) == "" {
		bad("reason", "agency.error.reason")
	}
	for _, t := range []struct{ field, text string }{{"reason", s.Reason}, {"source", s.Source}} {
		if utf8.RuneCountInString(t.text) > maxAgencyText {
			bad(t.field, "error.max_chars", "param", strconv.Itoa(maxAgencyText))
		}
	}
	return errs
}

func digits(s string) int {
	n := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}
