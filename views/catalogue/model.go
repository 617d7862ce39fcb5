// Package catalogue holds the public pages. What they show comes ready in the
// language of the page; only dates, amounts and fixed texts are made here.
package catalogue

import (
	"slices"

	"github.com/a-h/templ"

	"gerbang/app"
	"gerbang/views/layout"
	"gerbang/views/news"
	"gerbang/views/safety"
	"gerbang/views/ui"
)

// JobsPage is the list of jobs.
type JobsPage struct {
	Q         string
	Count     string // how many there are, in words
	Heard     Heard
	Elsewhere string // address of other things with the words, when no job has them
	Filters   JobFilters
	Chips     []ui.Chip
	ClearHref string
	Sorts     []ui.Tab
	Items     []ui.Item
	Pager     ui.Pager
	KeepHref  string // where the search can be kept; empty when there is nothing to keep
	FitHref   string // the same list of jobs that suit the reader; empty unless a candidate is signed in
	Fits      bool   // it is that list
	Unknown   []Link // parts of the profile without which jobs are left out of it
}

// JobFilters are the choices of the filter form.
type JobFilters struct {
	Form    ui.Form
	Several []Facet // of which any number can be chosen
	One     []Facet // of which one can be chosen
	Free    Facet   // of a single choice
}

// Empty reports whether there is nothing to choose from.
func (f JobFilters) Empty() bool {
	return !slices.ContainsFunc(slices.Concat(f.Several, f.One, []Facet{f.Free}), func(f Facet) bool { return len(f.Choices) > 0 })
}

// Facet is something that jobs are filtered by.
type Facet struct {
	Name, Label string
	Choices     []Choice
	Chosen      int
}

// Choice is a value of a facet, with how many jobs have it.
type Choice struct {
	Value, Text, Count string
	Jobs               int
	Chosen             bool
}

// fewChoices is how many choices of a facet are shown before the rest is folded away.
const fewChoices = 7

// head returns the choices that are always seen: the first ones, and those chosen.
func (f Facet) head() []Choice { return f.part(true) }

// tail returns the choices that are folded away.
func (f Facet) tail() []Choice { return f.part(false) }

func (f Facet) part(head bool) []Choice {
	if len(f.Choices) <= fewChoices+1 { // folding one away would save nothing
		if head {
			return f.Choices
		}
		return nil
	}
	var out []Choice
	for i, c := range f.Choices {
		if (i < fewChoices || c.Chosen) == head {
			out = append(out, c)
		}
	}
	return out
}

// options returns the choices for a drop-down list.
func (f Facet) options() []ui.Option {
	out := make([]ui.Option, len(f.Choices))
	for i, c := range f.Choices {
		out[i] = ui.Option{Value: c.Value, Text: c.Text + " (" + c.Count + ")"}
	}
	return out
}

// Heard tells how the words of a search were understood.
type Heard struct {
	Instead, Typed string // looked for instead of what was typed; empty when it was the same
	ExactHref      string // the search for what was typed
	Partly         bool   // nothing holds all the words
}

// SearchPage is the search over everything.
type SearchPage struct {
	Q        string
	Heard    Heard
	Sections []SearchSection
	Agencies []Link
}

// SearchSection is what was found of one kind.
type SearchSection struct {
	Title        string
	Items        []ui.Item
	All, AllHref string // the way to all of them, may be empty
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
	Above                   templ.Component  // stands above the page: the bar of a preview
	Crumbs                  []ui.Crumb
}

// EventsPage is a list of events of one kind.
type EventsPage struct {
	Path, Texts string // path of the list; prefix of its texts
	Q           string // words looked for
	Heard       Heard
	Elsewhere   string // address of other things with the words, when no event here has them
	Form        ui.Form
	Past        bool
	Count       string
	Chips       []ui.Chip // what the list is narrowed by
	ClearHref   string
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
}

// SessionLine is one session in a list.
type SessionLine struct {
	Lang                     string // of title and place, where it is not that of the page
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
	Event                  *app.Event // its texts in the language of the page, where there are any
	Course                 *Course    // nil for other kinds
	Crumbs                 []ui.Crumb
	Conditions             []Condition // who may take part; of courses they stand in Course
	Notes                  []string
	NotesLang              string          // where it is not that of the page
	Above                  templ.Component // stands above the page: the bar of a preview
	PreviewHref            string          // where staff came from to see it before the public does
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
	News                                 []news.Teaser
	WhatsApp                             string // address of a chat with an officer, may be empty
}

// TextPage is a page of titled sections.
type TextPage struct {
	Lead     string
	Sections []Section
	WhatsApp string
}

// ClosedPage is what stands where a job was.
type ClosedPage struct {
	Title, Country string
	CountryHref    string // of the jobs there; empty when there are none
	Heading        string // of the others
	Others         []ui.Item
}

func (m ClosedPage) crumbs(p layout.Page) []ui.Crumb {
	crumbs := []ui.Crumb{{Text: p.T("catalogue.jobs.title"), Href: p.URL("/lowongan")}}
	if m.CountryHref != "" {
		crumbs = append(crumbs, ui.Crumb{Text: m.Country, Href: m.CountryHref})
	}
	return append(crumbs, ui.Crumb{Text: m.Title})
}
