// Package catalogue holds the public pages. What they show comes ready in the
// language of the page; only dates, amounts and fixed texts are made here.
package catalogue

import (
	"gerbang/app"
	"gerbang/views/safety"
	"gerbang/views/ui"
)

// JobsPage is the list of jobs.
type JobsPage struct {
	Q         string
	Sort      string // parameter of the order, empty for the usual one
	Count     string // how many there are, in words
	Filters   JobFilters
	Chips     []ui.Chip
	ClearHref string
	Sorts     []ui.Tab
	Items     []ui.Item
	Pager     ui.Pager
}

// JobFilters are the choices of the filter form.
type JobFilters struct {
	Form                                               ui.Form
	Countries, Sectors, Schemes, Languages, Educations []ui.Option
}

// Link is a link in a list of links.
type Link struct{ Text, Href string }

// Section is a titled part of a page of text. Body is safe HTML.
type Section struct{ ID, Title, Body string }

// EventLink is an event in a line of text.
type EventLink struct {
	Title, Href, When string
	Booth             string // number of the booth that matters here
}

// JobPage is one job.
type JobPage struct {
	Job                     *app.Job
	Title, Sector, Country  string // in the language of the page
	Body                    string // safe HTML of the description
	Salary                  string // empty when unknown
	RupiahNote              string
	Closing                 ui.BadgeItem
	CountryHref, AgencyHref string
	Official                string // address of the official listing, may be empty
	Courses                 JobCourses
	Fairs                   []EventLink
	Similar                 []ui.Item
	Urgent                  []safety.Contact // whom to call in danger
	URL                     string           // of this page, to share
	Visitor                 bool             // nobody is signed in
	Personal                *Personal        // nil unless a candidate is signed in
	Crumbs                  []ui.Crumb
}

// EventsPage is a list of events of one kind.
type EventsPage struct {
	Path, Texts string // path of the list; prefix of its texts
	Past        bool
	Count       string
	Tabs        []ui.Tab
	Filters     *CourseFilters // of courses only
	Items       []ui.Item
	Pager       ui.Pager
}

// CourseFilters are the choices beside the list of courses.
type CourseFilters struct {
	Form                                           ui.Form
	Trades, Windows, Places, Languages, Programmes []ui.Option
	Chips                                          []ui.Chip
	ClearHref                                      string
}

// SessionLine is one session in a list.
type SessionLine struct {
	Title, Place, Date, Time string
	Left                     string // places, in words
	Tone                     ui.Tone
}

// SessionDay is a day with its sessions.
type SessionDay struct {
	Date  string
	Lines []SessionLine
}

// EventPage is one event.
type EventPage struct {
	Event                  *app.Event
	Course                 *Course // nil for other kinds
	Crumbs                 []ui.Crumb
	PreviewHref            string // where staff came from to see it before the public does
	Texts, Path            string
	When, Address, MapHref string
	Leaf                   ui.DateBlock
	Body                   string // safe HTML of the description
	Badges                 []ui.BadgeItem
	Window                 app.Window
	Over, Waiting          bool // Waiting: only the waiting list is free
	Meter                  *ui.Meter
	Seats                  int
	RegisterHref, URL      string
	Entries, Selections    []SessionDay
	Booths                 []Booth
	Companies, Openings    int
	BoothsHref             string
}

// Add puts a session into the days of its kind; sessions come in order of time.
func (m *EventPage) Add(line SessionLine, kind app.SessionKind) {
	days := &m.Entries
	switch kind {
	case app.SelectionSession:
		days = &m.Selections
	case app.MeetingSession:
		return // the timetable has them
	}
	if n := len(*days); n > 0 && (*days)[n-1].Date == line.Date {
		(*days)[n-1].Lines = append((*days)[n-1].Lines, line)
		return
	}
	*days = append(*days, SessionDay{Date: line.Date, Lines: []SessionLine{line}})
}

// Booth is a stand at a fair.
type Booth struct {
	Number, Title, Href string // Href is the page of the agency
	Agency              bool   // otherwise an adviser stand
	Countries, Openings string
	Jobs                []BoothJob
}

// BoothJob is a job that a booth offers.
type BoothJob struct{ Title, Href, Note string }

// CompaniesPage are the booths of a fair.
type CompaniesPage struct {
	Fair, FairHref, Href string
	Q, Count             string
	Form                 ui.Form
	Countries            []ui.Option
	Chips                []ui.Chip
	Booths               []Booth
}

// HomePage is the entrance of the site.
type HomePage struct {
	Countries                            []Link
	Jobs, Courses, Fairs                 []ui.Item
	JobCount, CourseCount, OutreachCount string
	FairNote                             string // when the next fair is
	WhatsApp                             string // address of a chat with an officer, may be empty
}

// TextPage is a page of titled sections.
type TextPage struct {
	Lead     string
	Sections []Section
	WhatsApp string
}
