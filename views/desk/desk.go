// Package desk holds the pages on which vacancies are kept. What they show
// comes ready in the language of the page.
package desk

import (
	"strconv"

	"gerbang/app"
	"gerbang/views/ui"
)

// Choices are the options of the form's lists.
type Choices struct {
	Agencies, Countries, Sectors, Languages, Currencies, Schemes, Educations, Periods, Payers []ui.Option
}

// JobForm is the form of a job.
type JobForm struct {
	Form                   ui.Form
	Job                    string // title of the job that is edited; empty for a new one
	ListHref, Back, Action string
	Published              bool // saving takes it off the public pages until it is verified again
	Used                   int  // places of the permit that placements took
	Costs, MaxCosts        int  // lines shown; the most there may be
	Meanwhile              []Entry
	Choices                Choices
}

// Row is a job in a list.
type Row struct {
	ID                           int64
	Href, Title, Agency, Place   string
	Reference, Quota, Closes     string
	State                        ui.BadgeItem
	Hindrances, Waiting, Missing string
	Changed, ChangedBy           string
}

func (r Row) id() string { return strconv.FormatInt(r.ID, 10) }

// ListPage is the list of the desk.
type ListPage struct {
	Action, BulkAction, New, Clear, Queue  string
	State, Sort                            string
	Verifier, Office                       bool
	Form                                   ui.Form
	Tabs                                   []ui.Tab
	Chips                                  []ui.Chip
	Agencies, Countries, Hindrances, Sorts []ui.Option
	Count                                  string
	Rows                                   []Row
	Pager                                  ui.Pager
}

// QueuePage is what waits for the verifier.
type QueuePage struct {
	Count, List, Home string
	Rows              []Row
}

// OverviewPage is the entrance of the officers' desk.
type OverviewPage struct {
	Queue, List, New       string
	Sentence               string
	Tasks                  []Task
	ToVerify               int
	States, Near, Hindered []ui.Stat
}

// Task is something that waits for the reader.
type Task struct {
	Icon, Text, Note, Href string
	Urgent                 bool
}

// Missing is what a job lacks to be published.
type Missing struct{ Field, Text, Href string }

// Decision is one decision of a verifier.
type Decision struct {
	Approved                  bool
	Text, Who, When           string
	File, FileHref, FileAbout string // the copy of what was looked at, if there is one
}

// Placement is workers placed under the permit.
type Placement struct {
	ID, Workers, On, Note, Who, At string
	Voided                         string // by whom, when and why; empty while it counts
}

// Sharer is another job under the same permit.
type Sharer struct{ Title, Href, Note string }

// Entry is one line of a history.
type Entry struct {
	When, Who, What string
	Changes         []Change
}

// Change is one field of a change.
type Change struct{ Field, Before, After string }

// ShowPage is one job on the desk.
type ShowPage struct {
	Job                 *app.Job
	Title, Place, Pay   string
	Path, List, Edit    string
	Public              string // address of the public page, when there is one
	State               ui.BadgeItem
	Status              app.JobStatus
	Version, RequestID  string
	Hindrances          string
	Missing             []Missing
	Verifier, Office    bool
	FourEyes            bool // the actor may verify it
	WrittenBy, EditedBy string
	CreatedAt           string
	Decisions           []Decision
	Placements          []Placement
	Sharers             []Sharer
	History             []Entry
	Checks              []ui.Option
	Open                string  // name of the form that was refused
	Sent                ui.Form // what it held
}

// form returns what the named form shows: what was sent, when it is the one
// that was refused.
func (m ShowPage) form(name string) ui.Form {
	if m.Open == name {
		return m.Sent
	}
	return ui.Form{L: m.Sent.L, Values: map[string][]string{}}
}

// BulkPage says what a bulk action will do.
type BulkPage struct {
	ui.Bulk
	Action app.JobAction
	Checks []ui.Option
}

// FieldOf returns what the forms of one page name a field of the named form,
// so that no two are called the same: several forms ask for a reason.
func FieldOf(form, field, placement string) string {
	switch {
	case field == "reason" && form == "void":
		return "void_reason_" + placement
	case field == "reason" || field == "note" && form == "place":
		return form + "_" + field
	}
	return field
}
