package app

import (
	"errors"
	"fmt"
	"strings"
)

// Kind classifies an Error so that one table in the web layer can turn it
// into a status and a page. The core never speaks of HTTP.
type Kind uint8

const (
	// Internal is anything the user cannot mend; its cause is logged, never shown.
	Internal Kind = iota
	// Invalid is input that breaks a rule; the user can correct it.
	Invalid
	// Unauthenticated means nobody is signed in where somebody must be.
	Unauthenticated
	// Forbidden means the signed-in account may not do this at all.
	Forbidden
	// NotFound covers the missing and the things of others: a guessed id
	// must not tell the two apart.
	NotFound
	// Gone is something that was public once and has left, such as an expired job.
	Gone
	// Conflict is a change that lost against another, or breaks a uniqueness rule.
	Conflict
	// TooMany is a throttled caller; RetryAfter says for how long.
	TooMany
	// TooLarge is a body or file over its limit.
	TooLarge
	// Unavailable means the system is saturated or a dependency is away; trying again helps.
	Unavailable
)

// Error is a failure with a message that may be shown: Key names its
// translation and Args are the name, value pairs that fill it.
type Error struct {
	Kind  Kind
	Key   string
	Field string // form field the message belongs beside; empty for the whole form
	Args  []any
	Err   error // cause, for the log only
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Key, e.Err)
	}
	return e.Key
}

func (e *Error) Unwrap() error { return e.Err }

// Is makes errors.Is match on kind and key, so that the sentinel errors below
// match copies of themselves that carry a field, arguments or a cause.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && t.Key == e.Key
}

// With returns a copy of e carrying translation arguments (name, value pairs).
func (e *Error) With(args ...any) *Error {
	c := *e
	c.Args = args
	return &c
}

// At returns a copy of e that belongs beside the named form field.
func (e *Error) At(field string) *Error {
	c := *e
	c.Field = field
	return &c
}

// Because returns a copy of e that remembers its cause for the log.
func (e *Error) Because(err error) *Error {
	c := *e
	c.Err = err
	return &c
}

// Errors that several parts of the system return or test for.
var (
	ErrNotFound        = &Error{Kind: NotFound, Key: "error.not_found"}
	ErrGone            = &Error{Kind: Gone, Key: "error.gone"}
	ErrForbidden       = &Error{Kind: Forbidden, Key: "error.forbidden"}
	ErrUnauthenticated = &Error{Kind: Unauthenticated, Key: "error.unauthenticated"}
	ErrTooMany         = &Error{Kind: TooMany, Key: "error.too_many"}
	ErrBusy            = &Error{Kind: Unavailable, Key: "error.busy"}
)

// KindOf returns the Kind of the first Error in err's chain. FieldErrors
// count as Invalid, everything unknown as Internal.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	if _, ok := errors.AsType[FieldErrors](err); ok {
		return Invalid
	}
	return Internal
}

// FieldError is one message beside one form field.
type FieldError struct {
	Field string
	Key   string
	Args  []any
}

// FieldErrors are all the problems of one form, in the order of its fields.
type FieldErrors []FieldError

func (f FieldErrors) Error() string {
	parts := make([]string, len(f))
	for i, e := range f {
		parts[i] = e.Field + ": " + e.Key
	}
	return strings.Join(parts, ", ")
}

// Add appends err beside field. An *Error keeps its key and arguments; any
// other error becomes the general "not valid" message. A nil err adds nothing.
func (f *FieldErrors) Add(field string, err error) {
	if err == nil {
		return
	}
	if e, ok := errors.AsType[*Error](err); ok {
		*f = append(*f, FieldError{Field: field, Key: e.Key, Args: e.Args})
		return
	}
	*f = append(*f, FieldError{Field: field, Key: "error.invalid"})
}

// Err returns f as an error, or nil when it is empty.
func (f FieldErrors) Err() error {
	if len(f) == 0 {
		return nil
	}
	return f
}
