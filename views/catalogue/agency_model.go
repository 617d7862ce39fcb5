package catalogue

import (
	"github.com/a-h/templ"

	"gerbang/views/ui"
)

// AgencyCheck is the search for placement companies.
type AgencyCheck struct {
	Q                  string
	TooShort, Searched bool
	ByNumber           bool // a number was typed
	Exact              []AgencyResult
	Part, Near         []AgencyLike
	Ministry           string // address of the ministry's list, may be empty
	ReportHref         string
}

// AgencyResult is the company that was asked about.
type AgencyResult struct {
	Name, Href, SIP3MI, City, Until string
	As                              string // the former or trade name that was typed
	Status                          ui.BadgeItem
	Tone                            ui.Tone
	Advice                          string // what the standing means
	Checked                         string // when it was last compared with the ministry's list
	Jobs                            string // its public jobs, in words; none when empty
}

// AgencyLike is a company that is merely like what was typed.
type AgencyLike struct {
	Name, Href, SIP3MI, City string
	As                       string // the former or trade name that is like it
	Status                   ui.BadgeItem
}

// AgencyPage is the page of one placement company.
type AgencyPage struct {
	Name                string
	Status              ui.BadgeItem
	Tone                ui.Tone
	Standing, Advice    string
	SIP3MI, Until       string
	Government          bool   // the state places; there is no licence
	Checked             string // when and by whom it was compared with the ministry's list
	City, Address       string
	Phone, PhoneHref    string
	Email, Website      string
	OtherNames          []string
	History             []ui.Moment
	Jobs                []ui.Item
	JobCount            string // in words, empty without any
	JobsHref            string // all of them, when there are more than shown
	Fairs               []EventLink
	ReportHref, PageURL string
	Above               templ.Component // stands above the page: the bar of a preview
}
