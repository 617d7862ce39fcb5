package safety

import "gerbang/views/ui"

// InboxPage is the list of reports.
type InboxPage struct {
	Form             ui.Form // with who is at risk, berisiko
	AtRisk           []ui.Option
	Q, Status, Count string
	Tabs             []ui.Tab
	Rows             []InboxRow
	Pager            ui.Pager
}

// InboxRow is one report in the list.
type InboxRow struct {
	Code, Href, About, Agency, Kelurahan, Handled, Date string
	Note                                                string // to whom it was forwarded, what it came to
	AtRisk                                              string // empty when it is not said
	Danger, Added                                       bool   // Added: the reporter had the last word
	Kinds                                               []string
	Status                                              ui.BadgeItem
	Photos                                              int
}

// Entry is an entry of a report's history.
type Entry struct {
	Title, Text, By, At string
	Public              bool // the reporter sees it
	Reporter            bool // the reporter did it
}

// Ref leads to another report.
type Ref struct{ Code, Href, Status string }

// ReadPage is a report as officers see it.
type ReadPage struct {
	Code, Base, Inbox                     string // Base is its address, which steps are sent to
	Version                               int
	RequestID                             func() string // a new id for each form
	Status                                ui.BadgeItem
	Danger, Closed, Mine, English         bool // English: the reporter reads English
	Handled, Sent, Story, AtRisk          string
	Kinds                                 []string
	AgencyName, AccusedName, AccusedPhone string
	AccusedAccount, Country, Place        string
	HasContact, WantsMail                 bool
	Contact, ContactSafely                string // shown once an officer has said why
	Cleared                               string // date on which contact and photos were deleted
	JobTitle, JobHref, JobDesk            string
	JobFacts                              []ui.Def
	Photos                                []Photo
	Moments                               []Entry
	SamePhone, SameJob                    []Ref
	Bodies, Outcomes                      []ui.Option
	Form                                  ui.Form
}

func (m ReadPage) facts(p translator) []ui.Def {
	var facts []ui.Def
	add := func(key, text string) {
		if text != "" {
			facts = append(facts, ui.Def{Term: p.T(key), Text: text})
		}
	}
	add("inbox.sent", m.Sent)
	add("report.risk", m.AtRisk)
	add("report.agency", m.AgencyName)
	add("report.accused_name", m.AccusedName)
	add("report.accused_phone", m.AccusedPhone)
	add("report.accused_account", m.AccusedAccount)
	add("inbox.country", m.Country)
	add("common.place", m.Place)
	add("inbox.handled", m.Handled)
	return facts
}

type translator interface {
	T(key string, args ...any) string
}
