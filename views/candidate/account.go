package candidate

import (
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// place is a part of the account, as its navigation names it.
type place struct{ path, key, icon string }

// places are the parts of the account in their order. Data and devices are
// reached from privacy.
var places = []place{
	{"/akun", "candidate.nav.home", "house"},
	{"/akun/tiket", "candidate.nav.tickets", "ticket"},
	{"/akun/pendaftaran", "candidate.nav.registrations", "list-checks"},
	{"/akun/dokumen", "paper.nav", "file-text"},
	{"/akun/profil", "candidate.nav.profile", "user-round"},
	{"/akun/lowongan", "saved.nav.jobs", "bookmark"},
	{"/akun/pencarian", "saved.nav.searches", "search"},
	{"/akun/privasi", "privacy.nav", "shield-check"},
}

func tabs(p layout.Page, active string) []ui.Tab {
	out := make([]ui.Tab, len(places))
	for i, t := range places {
		out[i] = ui.Tab{Text: p.T(t.key), Href: p.URL(t.path), Active: t.path == active}
	}
	return out
}

// PaperCard is one document of the candidate.
type PaperCard struct {
	Href, Title   string
	Badge         ui.BadgeItem
	Reason        string // why it was refused
	When          string
	Upload        bool // else only the word of its owner is kept
	Have, HasFile bool
	PDF           bool
	AskedBy       []PaperAsked
}

// PaperAsked is an event that asks for a document.
type PaperAsked struct{ Event, Href, How, Note string }

// PapersView are the documents: asked for, kept, and the other kinds.
type PapersView struct{ Asked, Have, Others []PaperCard }

// PrivacyView is what the candidate has agreed to.
type PrivacyView struct {
	Notices  bool // reminders and messages of organizers are wanted
	Consents []ConsentView
}

// ConsentView is one purpose.
type ConsentView struct {
	Purpose, Title, Text string
	Withdrawing          string // what follows from it
	Version, State       string
	Standing             bool
}

// DataView is "Data saya".
type DataView struct {
	Making   bool // a copy is under way
	CopyHref string
	CopyNote string
	Requests []RequestView
}

// RequestView is a request to a person.
type RequestView struct {
	Title, Text, Answer, Asked string
	Badge                      ui.BadgeItem
}

// CloseView is what ends with the account.
type CloseView struct {
	Form   ui.Form
	Ending []string // registrations that are cancelled
}

// ProveView asks for a fresh code.
type ProveView struct {
	Form            ui.Form
	Return, Address string
	Sent            bool
}

// Device is where the candidate is signed in.
type Device struct {
	Name, Since, Seen, EndHref string
	Phone, This                bool
}
