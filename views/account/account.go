// Package account shows the pages for signing in.
package account

import (
	"time"

	"gerbang/views/ui"
)

// Login is the page that asks for an e-mail address or phone number.
type Login struct {
	Form      ui.Form
	Return    string // path to go to afterwards, or empty
	EmailOnly bool   // messages to phones cannot be sent yet
}

// Code is the page that asks for the code.
type Code struct {
	Form    ui.Form
	Return  string
	Address string // masked
	Email   bool   // it went to an e-mail address
}

// Staff is the page where staff sign in.
type Staff struct {
	Form   ui.Form
	Return string
}

// Message is a message as the demo page shows it: paragraphs of lines of pieces.
type Message struct {
	Channel, Address, Subject string
	Status                    string // pending, sent or shown
	At                        time.Time
	Paragraphs                [][][]Piece
}

// Piece is a part of a line; a link leads where its text says.
type Piece struct {
	Text string
	Link bool
}

func (m Message) icon() string {
	if m.Channel == "email" {
		return "mail"
	}
	return "message-circle"
}

func (m Message) tone() ui.Tone {
	switch m.Status {
	case "sent":
		return ui.OK
	case "shown":
		return ui.Info
	}
	return ui.Warn
}
