// Package notify delivers messages to people: by e-mail over SMTP and by
// WhatsApp over its Cloud API.
package notify

import (
	"context"
	"errors"
	"fmt"
	"time"
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
	Locale  string // "id" or "en"
	Subject string
	Text    string
	// Code is the one-time code that the text carries, if it is about one:
	// WhatsApp sends those in a form of their own.
	Code string
	// Unsubscribe is an address that ends such messages by a POST; empty for
	// those that somebody has to know.
	Unsubscribe string
}

// Sender delivers messages and returns what the provider calls each. An error for which IsPermanent holds means that
// this message can never be delivered; after any other it may be tried again, at once or when RetryAfter says. Errors
// do not name the recipient.
type Sender interface {
	Send(ctx context.Context, m Message) (providerID string, err error)
}

// Channels are the ways there are, each with its sender.
type Channels map[Channel]Sender

// Send delivers a message by its channel.
func (c Channels) Send(ctx context.Context, m Message) (string, error) {
	s, ok := c[m.Channel]
	if !ok {
		return "", fmt.Errorf("%w: there is no way to send by %q", ErrPermanent, m.Channel)
	}
	return s.Send(ctx, m)
}

// ErrPermanent is in the chain of errors that no further attempt can mend, such as an unknown recipient.
var ErrPermanent = errors.New("notify: message cannot be delivered")

// IsPermanent reports whether trying again is of no use.
func IsPermanent(err error) bool { return errors.Is(err, ErrPermanent) }

// throttled is the error of a provider that wants us to slow down.
type throttled struct {
	after time.Duration
	err   error
}

func (e *throttled) Error() string { return e.err.Error() }
func (e *throttled) Unwrap() error { return e.err }

// RetryAfter returns how long the provider wants nothing more, if it refused the message for that.
func RetryAfter(err error) (time.Duration, bool) {
	t, ok := errors.AsType[*throttled](err)
	if !ok {
		return 0, false
	}
	return t.after, true
}
