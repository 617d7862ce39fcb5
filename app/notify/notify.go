// Package notify delivers messages to people: by e-mail over SMTP, or nowhere.
package notify

import (
	"context"
	"errors"
)

// Channel is the way a message takes.
type Channel string

// The channels there are.
const (
	Email    Channel = "email"
	WhatsApp Channel = "whatsapp"
)

// Message is a plain text to one person.
type Message struct {
	ID      string // the same at every attempt to deliver this message, so that a repeat can be recognised; may be empty
	Channel Channel
	To      string // e-mail address, or phone number in E.164 form
	Subject string // for e-mail
	Text    string
}

// Sender delivers messages. An error for which IsPermanent holds means that this message can never be delivered;
// after any other it may be tried again. Errors do not name the recipient.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// ErrPermanent is in the chain of errors that no further attempt can mend, such as an unknown recipient.
var ErrPermanent = errors.New("notify: message cannot be delivered")

// IsPermanent reports whether trying again is of no use.
func IsPermanent(err error) bool { return errors.Is(err, ErrPermanent) }

// Discard is a Sender that drops every message.
type Discard struct{}

// Send does nothing.
func (Discard) Send(context.Context, Message) error { return nil }
