// Package attendance shows the pages of those who check tickets: their events and the screen at a gate.
package attendance

import (
	"strconv"

	"gerbang/views/layout"
	"gerbang/views/ui"
)

// Events is the entrance page of staff.
type Events struct {
	layout.Page
	Meetings              []ui.Item // class meetings of today
	Today, Upcoming, Past []Event
	Checks                bool // the account checks tickets somewhere
	Organizes             bool // and may open the organizer's pages
}

// Event is one event in the list of those who work at it.
type Event struct {
	Item         ui.Item
	Cancelled    bool
	Scores       string // address of the scores of a selection; empty for those who do not assess it
	Class        string // address of the attendance of a course; empty for other events
	Participants string // address of the list of participants; empty for those who may not see it
}

func (e Events) none() bool { return len(e.Today)+len(e.Upcoming)+len(e.Past) == 0 }

// Gate is a door that can be chosen.
type Gate struct {
	ID   int64
	Name string
}

// Screen is the page at a gate.
type Screen struct {
	layout.Page
	EventID int64
	Slug    string
	Event   string // title
	When    string
	Gates   []Gate
	Gate    Gate // the chosen one, zero when none is
	Inside  int  // let in today
	Form    ui.Form
	ScanID  string   // of the next typed code
	Result  *ui.Scan // of the last one
	Search  string
	Problem string // with the search
	Found   []Holder
	More    bool
}

// Holder is somebody found by name.
type Holder struct {
	Name, Session string
	Status        ui.BadgeItem
	Code          string // empty when there is nothing to mark
	ScanID        string
}

func (s Screen) address() string { return s.URL("/petugas/pindai/" + s.Slug) }

// action is the address with the gate, to which forms post.
func (s Screen) action() string {
	if s.Gate.ID == 0 {
		return s.address()
	}
	return s.address() + "?pintu=" + s.gateID()
}

func (s Screen) gateID() string {
	if s.Gate.ID == 0 {
		return ""
	}
	return strconv.FormatInt(s.Gate.ID, 10)
}

func (s Screen) gateForm() ui.Form {
	return ui.Form{L: s.L, Values: map[string][]string{"pintu": {s.gateID()}}, Errors: s.Form.Errors}
}

func (s Screen) gateOptions() []ui.Option {
	options := make([]ui.Option, len(s.Gates))
	for i, g := range s.Gates {
		options[i] = ui.Option{Value: strconv.FormatInt(g.ID, 10), Text: g.Name}
	}
	return options
}

// signIn is where somebody goes whose login has ended.
func (s Screen) signIn() string { return s.URL("/masuk/petugas") }
