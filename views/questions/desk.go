package questions

import (
	"gerbang/app"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// Desk is what every page of the desk has.
type Desk struct {
	Page  layout.Page
	Event *app.Event
	Title string
}

// List is the questions of an event, in their order.
type List struct {
	New, Preview string
	Rows         []Row
	Retired      []Row // asked no more, with answers that are kept
	Form         Fields
}

// Row is one question. A link that is empty is not shown.
type Row struct {
	Label, Kind, Condition string
	Required               bool
	Answers                int
	Href, Up, Down, Retire string
}

// Edit is the form of one question.
type Edit struct {
	Form       ui.Form
	Question   *app.Question
	Kinds      []ui.Option
	Conditions []ui.OptionGroup
	Back       string
	Preview    Fields
	TryAction  string
}

// Preview is the form as candidates see it.
type Preview struct {
	Action, Back string
	Fields       Fields
	Complete     bool // what was sent would be enough
}

// AnswersView is what one participant answered.
type AnswersView struct {
	Name, Back string
	Answers    []ui.Def
	Guardian   *app.Guardian
}

func guardianDefs(d Desk, g *app.Guardian) []ui.Def {
	l := d.Page.L
	return []ui.Def{
		{Term: l.T("registration.guardian.name"), Text: g.Name},
		{Term: l.T("registration.guardian.relation"), Text: l.T("registration.guardian.relation." + string(g.Relation))},
		{Term: l.T("registration.guardian.phone"), Text: "•••• •••• " + g.PhoneLast4},
		{Term: l.T("question.answers.agreed"), Text: l.DateTime(g.AgreedAt), Note: l.T("question.answers.version", "version", g.Version)},
	}
}
