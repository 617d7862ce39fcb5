package organizer

import (
	"gerbang/app"
	"gerbang/views/ui"
)

// RulesPage is the form of all that an organizer decides about an event.
type RulesPage struct {
	Event                 *app.Event
	Form                  ui.Form
	Action, Preview       string
	PreviewForm           string           // the registration form as it would be
	Kelurahan, Places     []ui.OptionGroup // where the event is; where its people must live
	Educations, Languages []ui.Option
	Fixed                 string // why day and hour cannot be changed here; empty when they can
	CourseDesk            string // where what only courses have is written
	Sessions              string // where the waves are
	Fewer                 bool   // the capacity is below what is taken: a box to say that one knows
}

// CreatePage begins a new event.
type CreatePage struct {
	Form   ui.Form
	Action string
	Kinds  []ui.Option
}

// rulesParts are the sections of the form with their anchors.
var rulesParts = []string{"nama", "waktu", "daftar", "tunggu", "hari", "syarat"}

// moment describes a day with its hour: Name_on and Name_at.
type moment struct {
	Name, Label, Hint string
	Optional          bool
}
