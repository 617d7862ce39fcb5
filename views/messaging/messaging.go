// Package messaging is the look of the pages on which organizers see and
// change what their event writes to people, and write to them.
package messaging

import (
	"gerbang/app"
	"gerbang/views/ui"
)

// LetterLine is a letter in the list of an event.
type LetterLine struct {
	Name, When string
	Href       string
	State      ui.BadgeItem
	Essential  bool
	Note       string // who changed it and when
}

// ListPage is what an event writes by itself.
type ListPage struct {
	Event         *app.Event
	Letters       []LetterLine
	Send, History string
}

// Sample is a letter as its reader gets it, in one language.
type Sample struct {
	Language string
	Lang     string // for the lang attribute
	Subject  string
	Mail     string
	WhatsApp string
}

// Word is a placeholder with what it becomes.
type Word struct {
	Placeholder, Meaning, Example string
}

// EditPage is one letter in both languages.
type EditPage struct {
	Event   *app.Event
	Name    string
	When    string
	Back    string
	Action  string
	Form    ui.Form
	Changed bool // an own text stands
	Note    string
	Words   []Word
	Samples []Sample
}

// SendPage is the message of an organizer before it is sent.
type SendPage struct {
	Event     *app.Event
	Back      string // the list that was filtered
	Action    string
	Form      ui.Form
	Chips     []string
	Summary   string
	Reached   int
	Words     []Word
	Checking  bool // the message is written: what is left is to look and to send
	Readers   []ui.Option
	Sample    Sample
	SendLabel string
}

// Sent is a message that was sent.
type Sent struct {
	Subject string
	Href    string
	When    string
	Author  string
	Counts  string
	Badges  []ui.BadgeItem
}

// OwnCount is how many messages of a kind the event has sent by itself.
type OwnCount struct {
	Name                  string
	Sent, Waiting, Failed string
}

// HistoryPage is what was sent.
type HistoryPage struct {
	Event *app.Event
	Send  string
	Back  string
	Sent  []Sent
	Own   []OwnCount
}

// Reader is what became of a message for one person.
type Reader struct {
	Name   string
	State  ui.BadgeItem
	Reason string
	When   string
}

// SentPage is one message with its log.
type SentPage struct {
	Event   *app.Event
	Back    string
	When    string
	To      []string
	Samples []Sample // as written, with placeholders
	Stats   []ui.Stat
	Tabs    []ui.Tab
	Readers []Reader
	Pager   ui.Pager
	Retry   string // where to send failed ones again; empty without any
	Label   string
	Moving  bool // some are still waiting
}
