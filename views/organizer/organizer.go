// Package organizer shows the desk of those who run an event: their events,
// the participants of one, and the file of them.
package organizer

import (
	"gerbang/app"
	"gerbang/views/ui"
)

// HomePage is the list of events.
type HomePage struct {
	Groups []EventGroup // those without events are not shown
	New    string       // where an event is begun; empty for those who may not
}

// EventGroup is a part of the list with its heading.
type EventGroup struct {
	Title  string
	Events []EventCard
}

// EventCard is one event with its counts. A link that is empty is not shown.
type EventCard struct {
	Title, Kind, When, Place   string
	Leaf                       ui.DateBlock
	Badges                     []ui.BadgeItem
	Figures                    []ui.Stat
	Href                       string
	Participants, Export, Gate string
}

func (h HomePage) empty() bool {
	for _, g := range h.Groups {
		if len(g.Events) > 0 {
			return false
		}
	}
	return true
}

// ListPage is the list of participants.
type ListPage struct {
	Event                 *app.Event
	Export, Gate, Write   string // addresses; those that are empty are not shown
	Figures               []ui.Stat
	Tabs                  []ui.Tab
	Action                string // where the form of the filters leads
	Act                   string // where actions on chosen people lead; empty for those who may not
	Actions               []ui.Option
	Form                  ui.Form
	Hidden                []Pair // what the form carries unseen
	Sessions, Attendances []ui.Option
	Sexes, Domiciles      []ui.Option
	Chips                 []ui.Chip
	Clear                 string // the address without filters
	Count                 string
	Sort                  map[string]SortLink // by the name of the order
	Rows                  []Row
	Pager                 ui.Pager
	Columns               []ui.Option            // those to choose from
	Shows                 func(name string) bool // whether a column is shown
	Heads                 []string               // of columns of answers, as in Row.Cells
	AnswerFilters         []AnswerFilter
}

// Columns of the list that may be left out.
const (
	ColumnNumbers    = "nomor"
	ColumnPlace      = "alamat"
	ColumnSession    = "sesi"
	ColumnRegistered = "daftar"
	ColumnAttendance = "hadir"
)

// ListColumns are those that the list shows unless its reader chose others.
func ListColumns() []string {
	return []string{ColumnNumbers, ColumnPlace, ColumnSession, ColumnRegistered, ColumnAttendance}
}

// AnswerFilter narrows the list by the answer to a question.
type AnswerFilter struct {
	Name, Label string
	Options     []ui.Option
}

// Cell is an answer in the list. Href is where to see its file.
type Cell struct{ Label, Text, Href string }

// Pair is a hidden input.
type Pair struct{ Name, Value string }

// SortLink is the link of a column's head.
type SortLink struct {
	Href string
	Sort ui.Sort
}

// Row is one participant, all in words. What is empty is not shown.
type Row struct {
	Number, Name, Code   string
	NIK, Phone           string // masked
	Sex, Age             string
	Place, Neighbourhood string
	Session, SessionNote string
	Status               ui.BadgeItem
	Day, Clock           string // of the registration
	Attended, Gate       string
	ID, Href             string // of the registration and its own page
	StatusNote           string // priority in line, deadline of an offer
	Ticket               string // where to print or replace the ticket; empty when the reader may not
	Answers              string // address of what they answered; empty when nothing was asked
	SamePerson           bool   // perhaps registered a second time
	Cells                []Cell // answers, as in ListPage.Heads
}

// ExportPage offers the file.
type ExportPage struct {
	Event      *app.Event
	List       string
	Action     string
	Form       ui.Form
	Narrows    bool // the filter leaves somebody out
	Shown, All string
	Filter     string // in words, empty when nothing narrows
	Formats    []ui.Option
	Columns    string
}

func (e ExportPage) scopes() []ui.Option {
	return []ui.Option{
		{Value: "tampil", Text: e.Form.L.T("organizer.export.scope_shown", "n", e.Shown, "total", e.All), Hint: e.Filter},
		{Value: "semua", Text: e.Form.L.T("organizer.export.scope_all", "total", e.All)},
	}
}
