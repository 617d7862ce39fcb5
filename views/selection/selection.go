// Package selection holds the pages of the desk on which a course chooses
// among its applicants.
package selection

import (
	"strings"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// Frame is what every page of the desk begins with.
type Frame struct {
	Page   layout.Page
	Event  *app.Event
	Title  string
	Tabs   []ui.Tab
	Form   ui.Form
	Closed string // why nothing can be changed any more
	Edits  bool   // may change the event, not only assess
}

// Points writes points with the decimal sign of the language.
func Points(l *i18n.Locale, p app.Points) string {
	if l.Tag() == "en" {
		return strings.Replace(p.String(), ",", ".", 1)
	}
	return p.String()
}

// Step is one step of the overview.
type Step struct {
	ui.Moment
	Href string
}

// OverviewPage are the steps with what each still needs.
type OverviewPage struct {
	Frame
	Steps []Step
}

// SettingsPage are the rules of the selection as a form.
type SettingsPage struct {
	Frame
	Action, Course string
	Seats, Lines   int // lines for components
	Ties, Rounds   []ui.Option
}

// ApplicantsPage is the list of applicants.
type ApplicantsPage struct {
	Frame
	Action, Q, Show string
	Filter          []ui.Tab
	Open, ByRule    bool
	Undecided       int
	Count           string
	Rows            []ApplicantRow
	Pager           ui.Pager
}

// ApplicantRow is one applicant.
type ApplicantRow struct {
	ID, Name, Code, Applied, Href string
	Conditions                    []ui.BadgeItem
	Check                         ui.BadgeItem
	Reason, By, Slots             string
}

// SlotsPage are the slots of all rounds.
type SlotsPage struct {
	Frame
	Action       string
	Open         bool
	Rounds       []Round
	RoundOptions []ui.Option
	Planned      []SlotLine
	Summary      string
}

// Round is one sitting that every applicant has.
type Round struct {
	N, Name   string
	Without   int // people who still need a slot
	Slots     []SlotLine
	Stage     string // who may take part; empty for the first round
	StageHref string // where to decide that; empty when nothing can be decided
}

// StagePage is where staff decide who may take part in a later sitting.
type StagePage struct {
	Frame
	Back, Action string
	Components   []ui.Option // those taken before
	Heads        []string    // their names
	Decided      string      // when; empty while everybody may take part
	Ticked       string      // who a minimum has ticked
	People       []StagePerson
}

// StagePerson is one applicant with what they have of the components before.
type StagePerson struct {
	ID, Name, Code string
	Marks          []string
	In             bool
}

// SlotLine is one slot.
type SlotLine struct {
	Date, Time, Place, Href string
	Meter                   ui.Meter
	Came                    string
}

// SlotPage is one slot with its people.
type SlotPage struct {
	Frame
	Back, Action, Scores, Round string
	Line                        SlotLine
	People                      []SlotPerson
	Others                      []ui.Option // slots to move to
	Marks                       bool        // people may be marked present
}

// SlotPerson is one of them.
type SlotPerson struct{ ID, Name, Code, Came string }

// ScoresPage is the grid.
type ScoresPage struct {
	Frame
	Action, List, Q, Import, Absent, Settings string
	Missing, Open                             bool
	Count                                     string
	Filter                                    ui.Form
	Slots, Components, Sittings               []ui.Option
	Columns                                   []ScoreColumn
	Rows                                      []ScoreRow
	Pager                                     ui.Pager
}

// ScoreColumn is the head of a component.
type ScoreColumn struct{ Name, Note, Pass string }

// ScoreRow is one applicant.
type ScoreRow struct {
	ID, Name, Code, Href string
	Cells                []ScoreCell
}

// ScoreCell is one field of the grid: its name, what it says, and the version
// and text it began with.
type ScoreCell struct{ Name, Was, Value, Label string }

// ImportPage takes a file of scores.
type ImportPage struct {
	Frame
	Action, Back, Save, XLSX, CSV string
	Open                          bool
	Preview                       *ImportPreview
}

// ImportPreview is what a file would change.
type ImportPreview struct {
	New, Changed, Same, Invalid, More int
	Unknown                           string // columns
	Problems                          []ImportProblem
	Changes                           []ImportChange
	Cells                             string // packed, for the form that saves them
}

// ImportProblem is one cell or row that cannot be used.
type ImportProblem struct{ Row, What, Text string }

// ImportChange is one cell that would change.
type ImportChange struct{ Row, Name, Component, From, To string }

// RankingPage is the order as it would be published.
type RankingPage struct {
	Frame
	Rules    []string
	Results  string
	Blockers []Blocker
	Figures  []ui.Stat
	Filter   []ui.Tab
	Columns  []string
	Rows     []RankedRow
	Pager    ui.Pager
}

// Blocker is why results cannot be published yet.
type Blocker struct{ Text, Href string }

// RankedRow is one applicant in the order.
type RankedRow struct {
	ID, Name, Code, Href, Rank, Total, Why string
	Marks                                  []string
	Outcome                                ui.BadgeItem
}

// PersonPage is how one applicant comes out.
type PersonPage struct {
	Frame
	Back, Action, Explanation string
	Row                       RankedRow
	Facts                     []ui.Def
	Open                      bool
	Outcomes                  []ui.Option
	History                   []ui.Moment
}

// ResultsPage is where results are published.
type ResultsPage struct {
	Frame
	Action, Ranking, Seen, Deadline, Overridden string
	Scheduled                                   bool
	Blockers                                    []Blocker
	Figures                                     []ui.Stat
}

// PublishedPage are the published results with people's answers.
type PublishedPage struct {
	Frame
	Figures []ui.Stat
	Filter  []ui.Tab
	Rows    []PublishedRow
	Pager   ui.Pager
}

// PublishedRow is one applicant.
type PublishedRow struct {
	Name, Code, Rank, Total, Why, Note string
	Outcome, Answer                    ui.BadgeItem
}
