package app

import (
	"strings"
	"unicode/utf8"
)

// PrivacyKind is what somebody asks about their own data.
type PrivacyKind string

// The kinds of request (UU 27/2022 art. 5-13). The product itself carries out
// copies and closing; a person answers the others.
const (
	PrivacyCopy     PrivacyKind = "copy"
	PrivacyClose    PrivacyKind = "close" // delete the account
	PrivacyCorrect  PrivacyKind = "correct"
	PrivacyRestrict PrivacyKind = "restrict"
	PrivacyObject   PrivacyKind = "object"
	PrivacyQuestion PrivacyKind = "question"
)

// ByPerson lists the kinds that a person answers, in the order of the form.
func ByPerson() []PrivacyKind {
	return []PrivacyKind{PrivacyCorrect, PrivacyRestrict, PrivacyObject, PrivacyQuestion}
}

// PrivacyStatus is where a request stands.
type PrivacyStatus string

// The states of a request.
const (
	PrivacyOpen    PrivacyStatus = "open"
	PrivacyDone    PrivacyStatus = "done"
	PrivacyRefused PrivacyStatus = "refused" // with the reason as its answer
)

// MaxPrivacyText is how many characters a request and its answer may have.
const MaxPrivacyText = 2000

// Errors of requests about one's own data.
var (
	ErrNotProven       = &Error{Kind: Forbidden, Key: "privacy.prove"} // a fresh code is needed
	ErrPrivacyAnswered = &Error{Kind: Conflict, Key: "privacy.answered"}
	errPrivacyText     = &Error{Kind: Invalid, Key: "privacy.text_required", Field: "text"}
	errPrivacyLong     = &Error{Kind: Invalid, Key: "privacy.text_long", Field: "text", Args: []any{"n", MaxPrivacyText}}
)

// ParsePrivacyText reads a request or its answer.
func ParsePrivacyText(s string) (string, error) {
	text := strings.TrimSpace(s)
	switch {
	case text == "":
		return "", errPrivacyText
	case utf8.RuneCountInString(text) > MaxPrivacyText:
		return "", errPrivacyLong
	}
	return text, nil
}
