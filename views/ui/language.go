package ui

import (
	"strings"

	"github.com/a-h/templ"
)

// Lang says in which language an element is written; nothing where it is that
// of the page.
func Lang(tag string) templ.Attributes {
	if tag == "" {
		return nil
	}
	return templ.Attributes{"lang": tag}
}

// around cuts a text before and after a part of it; ok is false when it does
// not hold the part.
func around(text, part string) (before, after string, ok bool) {
	if part == "" {
		return text, "", false
	}
	return strings.Cut(text, part)
}
