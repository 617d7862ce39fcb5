package tables

import (
	"strings"

	"gerbang/app"
	"gerbang/app/sheet"
)

// near is whatever comes closest to what was typed: its name, and which thing
// it is the name of.
type near struct {
	typed     string // folded
	least     int    // slips so far; more than are allowed at first
	found     int    // the thing, -1 without one
	ambiguous bool   // two things are as close
}

// nearTo starts a search. Longer words may hold more slips.
func nearTo(typed string) *near {
	n := &near{typed: sheet.Fold(typed), found: -1}
	switch size := len(n.typed); {
	case size >= 8:
		n.least = 4
	case size >= 5:
		n.least = 3
	case size >= 3:
		n.least = 2
	}
	return n
}

// try compares a name of the thing.
func (n *near) try(thing int, name string) {
	name = sheet.Fold(name)
	if name == "" || n.least == 0 {
		return
	}
	d := app.EditDistance(n.typed, name, n.least)
	if len(n.typed) >= 4 && strings.HasPrefix(name, n.typed) { // "Korea" for "Korea Selatan"
		d = min(d, 1)
	}
	switch {
	case d < n.least:
		n.least, n.found, n.ambiguous = d, thing, false
	case d == n.least && n.found >= 0 && n.found != thing:
		n.ambiguous = true
	}
}

// best is the only thing that comes closest, or -1.
func (n *near) best() int {
	if n.ambiguous {
		return -1
	}
	return n.found
}

// likely returns the choice that was probably meant.
func (c *choices) likely(typed string) (choice, bool) {
	n := nearTo(typed)
	for i, ch := range c.list {
		for _, name := range append([]string{ch.code, ch.id, ch.en}, ch.also...) {
			n.try(i, name)
		}
	}
	if i := n.best(); i >= 0 {
		return c.list[i], true
	}
	return choice{}, false
}

// likelyLevel returns the name of the language level that was probably meant,
// empty without one.
func likelyLevel(levels app.LanguageLevels, test, level string) string {
	n := nearTo(test + level)
	for i, l := range levels {
		n.try(i, l.Test+l.Level)
	}
	if i := n.best(); i >= 0 {
		return levels[i].Name()
	}
	return ""
}
