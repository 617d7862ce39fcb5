// Package training holds the pages of the desk of courses.
package training

import (
	"gerbang/app"
	"gerbang/views/ui"
)

// ListPage is the list of courses at the desk.
type ListPage struct {
	Q, Status         string
	Action, Bulk, New string // New is empty for those who may not create
	Tabs              []ui.Tab
	Form              ui.Form // of the bulk action
	Rows              []Row
	Pager             ui.Pager
}

// Row is a course in the list.
type Row struct {
	ID, Title, Note, Href      string
	When, Meetings, Applicants string
	Status                     ui.BadgeItem
}

// FormPage is the form of a course.
type FormPage struct {
	Title, Action, Back, Home      string // Title is empty for a new one
	Form                           ui.Form
	Languages, Sectors, Educations []ui.Option
	Kelurahan, Domiciles           []ui.OptionGroup
	Stages                         int // lines for stages
}

// ShowPage is a course at the desk.
type ShowPage struct {
	Title, Note, Home                                string
	Status                                           ui.BadgeItem
	Edit, Schedule, Preview, Public, Move, Duplicate string
	Rules                                            string // registration, places, deadlines
	Selection                                        string // empty for a course that does not select
	Facts                                            []ui.Def
	Missing                                          []app.FieldError // before it can be published
	Moves                                            []ui.Option
	CanCancel, CanDuplicate                          bool
	Form                                             ui.Form
	History                                          []Change
}

// Change is one entry of the history.
type Change struct {
	When, Who, What, Why string
	Fields               []FieldChange
}

// FieldChange is one field before and after.
type FieldChange struct{ Name, Before, After string }

// SchedulePage are the sessions of a course.
type SchedulePage struct {
	Title, Home, Back, Action, Version string
	Form                               ui.Form
	Weekdays                           []ui.Option
	Planning                           string // kind of session that was planned last
	Planned                            []Line // to look at before they are saved
	Summary                            string
	Meetings, Slots                    []Line
}

// Line is one session.
type Line struct {
	ID, Href          string
	Kind              app.SessionKind
	Date, Time, Place string
	Seats             string
}

// SessionPage is one session as a form.
type SessionPage struct {
	Title, When, Home, Back, Action string
	Form                            ui.Form
}
