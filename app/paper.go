package app

import (
	"strings"
	"unicode/utf8"
)

// PaperStatus is where one of a candidate's papers stands.
type PaperStatus string

// The states of a paper. Of kinds that are never uploaded (health, criminal
// record) only its owner's word is kept: PaperUploaded without a file.
const (
	PaperMissing  PaperStatus = ""
	PaperUploaded PaperStatus = "uploaded"
	PaperChecked  PaperStatus = "checked" // by staff of an event that asks for it
	PaperRefused  PaperStatus = "refused" // with a reason; its owner may upload another
)

// Valid reports whether s is a state of a paper that is there.
func (s PaperStatus) Valid() bool {
	return s == PaperUploaded || s == PaperChecked || s == PaperRefused
}

// LanguagePaper is the kind of paper that proves a language certificate.
const LanguagePaper = "sertifikat-bahasa"

// MaxRefusal is how many characters the reason of a refusal may have.
const MaxRefusal = 300

// Errors of papers.
var (
	ErrPaperNotUploaded = &Error{Kind: Invalid, Key: "paper.not_uploaded", Field: "file"}      // a kind of which no file is kept
	ErrPaperReplaced    = &Error{Kind: Conflict, Key: "paper.replaced"}                        // its owner uploaded another meanwhile
	errRefusalRequired  = &Error{Kind: Invalid, Key: "paper.reason_required", Field: "reason"} // its owner must learn what to mend
	errRefusalLong      = &Error{Kind: Invalid, Key: "paper.reason_long", Field: "reason", Args: []any{"n", MaxRefusal}}
)

// ParseRefusal tidies the reason for which a paper is refused. It is told to
// the paper's owner, so there must be one.
func ParseRefusal(s string) (string, error) {
	reason := strings.Join(strings.Fields(s), " ")
	switch {
	case reason == "":
		return "", errRefusalRequired
	case utf8.RuneCountInString(reason) > MaxRefusal:
		return "", errRefusalLong
	}
	return reason, nil
}
