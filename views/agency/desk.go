package agency

import (
	"strings"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// List is a page of the desk's list with the filter that chose it.
type List struct {
	Search  string
	Sort    string
	Count   string
	Tabs    []ui.Tab
	Sorts   map[string]ui.Sort
	SortURL func(sort string) string
	Lines   []Line
	Pager   ui.Pager
	Tab     string // parameter of the standing in force
}

// Line is one agency of it.
type Line struct {
	ID               string
	Name, City, Href string
	SIP3MI, Until    string
	Status           ui.BadgeItem
	Jobs             string
	Checked          string
}

// Sheet is what the desk knows of one agency.
type Sheet struct {
	Agency  *app.Agency
	Status  ui.BadgeItem
	Jobs    int // public now
	Public  string
	History []ui.Moment
	Changes []Change
	Today   bool // was compared with the ministry's list today
}

// Change is one row of the audit trail, in words.
type Change struct {
	When, Who, What string
	Fields          []Field
}

// Field is one field of a change.
type Field struct{ Name, Before, After string }

// Changes lists what happened, the newest first.
func (s Sheet) moments() []ui.Moment { return Moments(s.Changes) }

// Moments writes changes as a timeline.
func Moments(changes []Change) []ui.Moment {
	moments := make([]ui.Moment, len(changes))
	for i, c := range changes {
		m := ui.Moment{State: ui.Done, Title: c.What, Time: c.When + " · " + c.Who}
		for j, f := range c.Fields {
			if j > 0 {
				m.Text += "; "
			}
			switch {
			case f.Before != "" && f.After != "":
				m.Text += f.Name + ": " + f.Before + " → " + f.After
			case f.After != "":
				m.Text += f.Name + ": " + f.After
			default:
				m.Text += f.Name + ": " + f.Before + " → –"
			}
		}
		moments[i] = m
	}
	return moments
}

// steps are the last parts of the addresses of licence steps.
var steps = map[app.AgencyEventKind]string{
	app.AgencyLicensed: "izin-baru", app.AgencyRenewed: "perpanjang", app.AgencySuspension: "bekukan", app.AgencyReinstated: "aktifkan",
	app.AgencyRevocation: "cabut", app.AgencyRenamed: "ganti-nama",
}

// StepOf returns the licence step with that address.
func StepOf(path string) (app.AgencyEventKind, bool) {
	for kind, p := range steps {
		if p == path {
			return kind, true
		}
	}
	return "", false
}

// StepPath returns the last part of the address of a step.
func StepPath(kind app.AgencyEventKind) string { return steps[kind] }

// StepButton is how dangerous a step looks.
func StepButton(kind app.AgencyEventKind) ui.ButtonKind {
	if kind == app.AgencySuspension || kind == app.AgencyRevocation {
		return ui.Danger
	}
	return ui.Primary
}

func stepIcon(kind app.AgencyEventKind) string {
	switch kind {
	case app.AgencySuspension, app.AgencyRevocation:
		return "ban"
	case app.AgencyRenamed:
		return "pencil"
	case app.AgencyReinstated:
		return "undo-2"
	}
	return "badge-check"
}

// Step is the form of a licence step with what it will lead to.
type Step struct {
	Agency      *app.Agency
	Kind        app.AgencyEventKind
	Form        ui.Form
	Consequence string // what will happen at once; may be empty
	Href        string // of the agency
}

// Bulk is what a step would do to several agencies.
type Bulk struct {
	Step, Action string // how addresses name the step; where the form goes
	Question     string
	Leaving      string // jobs that leave the public pages; may be empty
	Can, Cannot  []BulkLine
	Licence      bool // the step is one of the licence and needs its day and reason
	Button       string
	Kind         ui.ButtonKind
	Form         ui.Form
}

// BulkLine is one agency of it. ID names the version that was looked at, Note
// says what will happen, or why nothing can.
type BulkLine struct{ ID, Name, Href, Note string }

// CheckPath is the address of comparing agencies with the ministry's list,
// which is no step of their licences.
const CheckPath = "periksa"

// EditForm is the form of an agency.
type EditForm struct {
	Form   ui.Form
	Agency *app.Agency // nil for a new one
	Action string
}

func (f EditForm) government() bool { return f.Form.Value("kind") == string(app.Government) }

func descriptive(l *i18n.Locale, p layout.Page, a *app.Agency) []ui.Def {
	or := func(s string) string {
		if s == "" {
			return l.T("common.not_filled")
		}
		return s
	}
	return []ui.Def{
		{Term: p.T("agency.field.city"), Text: or(a.City)}, {Term: p.T("agency.field.address"), Text: or(a.Address)},
		{Term: p.T("agency.field.phone"), Text: or(a.Phone)}, {Term: p.T("agency.field.email"), Text: or(a.Email)},
		{Term: p.T("agency.field.website"), Text: or(a.Website)}, {Term: p.T("agency.field.former_names"), Text: or(strings.Join(app.OtherNames(a.FormerNames), ", "))},
		{Term: p.T("agency.field.note"), Text: or(a.Note)},
	}
}
