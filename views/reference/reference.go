// Package reference holds the pages on which officers edit what the whole
// site uses: rates, sectors, destinations, language levels, search words.
package reference

import (
	"gerbang/app"
	"gerbang/views/layout"
	"gerbang/views/ui"
	"strconv"
)

const root = "/dasbor/acuan"

// Card leads from the index to an editor.
type Card struct{ Icon, Title, Text, Href string }

// Frame is what every editor has beside its own.
type Frame struct {
	Title   string
	History []ui.Moment
}

// Rates is the editor of exchange rates.
type Rates struct {
	Frame
	Form     ui.Form
	Jump     bool   // the rate is far from the one before: ask to confirm it
	Currency string // whose history is shown; empty for the newest of all
	Lines    []Rate
}

// Rate is a line of it.
type Rate struct{ Currency, AsOf, Rupiah, Source, Jobs, Href string }

// Sectors is the list of sectors.
type Sectors struct {
	Frame
	Lines []Sector
}

// Sector is a line of it.
type Sector struct {
	NameID, NameEN, Jobs, Href string
	Active                     bool
}

// Countries is the list of destinations.
type Countries struct {
	Frame
	Search string
	Lines  []Country
}

// Country is a line of it.
type Country struct {
	Name, Reason, Jobs, Href string
	Closed                   bool
}

// CountryForm closes or opens a destination.
type CountryForm struct {
	Form              ui.Form
	Name, Consequence string
	Reason            string // why it is closed now
	Closed            bool
	Action            string
}

// Levels is the list of language levels.
type Levels struct {
	Frame
	Lines []Level
}

// Level is a line of it.
type Level struct {
	app.LanguageLevel
	Active     bool
	Jobs, Href string
}

// Words is the list of synonyms and the editor of words to ignore.
type Words struct {
	Frame
	Groups []Group
	Form   ui.Form // of the words to ignore
}

// Group is a set of synonyms.
type Group struct {
	Terms, Href string
	Active      bool
}

// Editor is a small form: which fields it has is told by Kind.
type Editor struct {
	Title, Back, BackHref, Action string
	Kind                          string // sector, level or synonyms
	New                           bool
	Form                          ui.Form
}

func inUse(p layout.Page, active bool) ui.BadgeItem {
	if active {
		return ui.BadgeItem{Tone: ui.OK, Text: p.T("reference.in_use")}
	}
	return ui.BadgeItem{Tone: ui.Mute, Text: p.T("reference.off")}
}

func openness(p layout.Page, closed bool) ui.BadgeItem {
	if closed {
		return ui.BadgeItem{Tone: ui.Err, Icon: "ban", Text: p.T("reference.country.closed")}
	}
	return ui.BadgeItem{Tone: ui.OK, Text: p.T("reference.country.open")}
}

func number(n int) string { return strconv.Itoa(n) }
