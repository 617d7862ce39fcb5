package organizer

import (
	"gerbang/app"
	"gerbang/views/ui"
)

// OverviewPage is an event at a glance: how full it is, what is missing, what
// can be done with it and who changed what.
type OverviewPage struct {
	Event     *app.Event
	Figures   []ui.Stat
	Todo      []ui.Def // what waits for the organizer, each with a link
	Missing   []Missing
	Days      []WaveDay
	Facts     []ui.Def
	Public    string
	Preview   string
	Gate      string
	Sessions  string
	MayEdit   bool
	Form      ui.Form
	Move      string
	Moves     []ui.Option
	CanCancel bool
	Live      string // how many would be told of a cancellation
	Duplicate string // empty for courses
	Desk      string // of the course
	History   []Change
}

// Missing is something that an event needs before it is published.
type Missing struct{ Text, Href string }

// Change is one entry of a history.
type Change struct {
	When, Who, What, Why string
	Fields               []FieldChange
}

// FieldChange is one field before and after.
type FieldChange struct{ Name, Before, After string }
