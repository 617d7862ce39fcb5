package organizer

import (
	"gerbang/app"
	"gerbang/views/ui"
)

// WavesPage are the entry sessions of an event and the pattern that makes
// them.
type WavesPage struct {
	Event    *app.Event
	Form     ui.Form
	Action   string
	Days     []WaveDay
	Total    string // a sentence over all of them
	EventCap string // what limits the event as a whole; empty when nothing does
	PlanDays []ui.Option
	Planned  []WaveDay // to look at before they are saved
	Summary  string
	Version  string
	Add      string
	MayEdit  bool
	Unused   bool // some waves could make room for others
}

// WaveDay is a day with its waves.
type WaveDay struct {
	Title string
	Waves []WaveRow
}

// WaveRow is one wave, all in words.
type WaveRow struct {
	ID, Time, Title, Place string
	Taken, Capacity        int
	Seats                  string // "48 dari 50 tempat"
	Waiting, Offered       string // counts; empty when there is nobody
	Beyond                 string
	Href, People           string
	Over                   bool
}

// WavePage is one wave as a form.
type WavePage struct {
	Event        *app.Event
	Title        string
	New          bool
	Form         ui.Form
	Action, Back string
	People       string // those who hold it
	Held         string // how many, in words; empty when it can be deleted
	Fewer        bool
	Clearing     string
}

// planFields are the answers of the pattern, which travel with what it makes.
var planFields = []string{"plan_day", "plan_from", "plan_until", "plan_minutes", "plan_gap", "plan_capacity", "replace"}
