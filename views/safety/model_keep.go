package safety

import "gerbang/views/ui"

// KeepList is a list that officers keep.
type KeepList struct {
	Lead, New string
	Ordered   bool // entries can be moved
	Rows      []KeepRow
}

// KeepRow is one entry. Up and Down are empty at the ends of the list.
type KeepRow struct {
	ID                          int64
	Title, Text, Href, Up, Down string
	Notes                       []string
	Active, Warn                bool // Warn: somebody should look at it
}

// KeepForm is the form of one entry.
type KeepForm struct {
	Form                          ui.Form
	Title, List, ListHref, Action string
	Confirmed                     string // who last made sure of it
	Regions                       []ui.Option
}
