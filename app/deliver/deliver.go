// Package deliver turns queued work into messages to people: it writes their
// text in the recipient's language, keeps each message once, and sends it.
package deliver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/notify"
	"gerbang/app/postgres"
	"gerbang/app/worker"
)

// post is what the handlers share.
type post struct {
	db     *postgres.DB
	bundle *i18n.Bundle
	sender notify.Sender
	base   string
}

// Handlers returns the handler of every kind of queued work. Without a sender
// messages are only kept, to be read on a local page.
//
// A message is kept before it is sent and marked after. A task that comes
// again finds the kept message: one that was sent is not sent again; one whose
// sending was cut off between the two may reach its recipient twice, with the
// same message id.
//
// There is no way yet to send to phone numbers: with a sender, a message to
// an account without an e-mail address stays kept as pending and its task is
// done, so that the queue shows failures only.
func Handlers(db *postgres.DB, bundle *i18n.Bundle, sender notify.Sender, baseURL string) map[string]worker.Handler {
	p := &post{db: db, bundle: bundle, sender: sender, base: baseURL}
	return map[string]worker.Handler{
		postgres.WorkLoginCode:    p.loginCode,
		postgres.WorkRegistration: p.registration,
		postgres.WorkEvent:        p.event,
		postgres.WorkNIKNotice:    p.nikNotice,
		postgres.WorkReportNew:    p.reportToOfficer("message.report_new"),
		postgres.WorkReportUrgent: p.reportToOfficer("message.report_urgent"),
		postgres.WorkReportAdded:  p.reportToOfficer("message.report_added"),
		postgres.WorkReportUpdate: p.reportUpdate,
		postgres.WorkSearchAlert:  p.searchAlert,
		postgres.WorkSavedJobs:    p.savedJobs,
	}
}

// keepAndSend delivers the message of a task, once.
func (p *post) keepAndSend(ctx context.Context, t worker.Task, m postgres.Message) error {
	kept, err := p.db.KeepMessage(ctx, t.ID, m)
	if err != nil {
		return err
	}
	if kept.Status != postgres.MessagePending {
		return nil
	}
	if p.sender == nil {
		return p.db.FinishMessage(ctx, kept.ID, postgres.MessageShown)
	}
	if kept.Channel != postgres.ChannelEmail {
		return nil
	}
	err = p.sender.Send(ctx, notify.Message{
		ID: fmt.Sprintf("gerbang-%d-%d", kept.ID, kept.CreatedAt.Unix()), Channel: notify.Channel(kept.Channel),
		To: kept.Address, Subject: kept.Subject, Text: kept.Text,
	})
	if notify.IsPermanent(err) {
		return worker.Permanent(err)
	}
	if err != nil {
		return err
	}
	return p.db.FinishMessage(ctx, kept.ID, postgres.MessageSent)
}

// read decodes a payload; one that cannot be read never can.
func read(t worker.Task, into any) error {
	if err := json.Unmarshal(t.Payload, into); err != nil {
		return worker.Permanent(err)
	}
	return nil
}

// missing buries work about something that is not there.
func missing(err error) error {
	if errors.Is(err, app.ErrNotFound) {
		return worker.Permanent(err)
	}
	return err
}

func (p *post) loginCode(ctx context.Context, t worker.Task) error {
	var work postgres.LoginCodeWork
	if err := read(t, &work); err != nil {
		return err
	}
	if !time.Now().Before(work.Until) {
		return nil // an old code only confuses
	}
	address, code, err := p.db.OpenLoginCode(work)
	if err != nil {
		return worker.Permanent(err)
	}
	m := postgres.Message{Channel: work.Channel, Address: address}
	w := writer{p.bundle.Locale(work.Locale), p.base}
	if work.Staff {
		m.Subject, m.Text = w.staff()
	} else {
		m.Subject, m.Text = w.code(code)
	}
	return p.keepAndSend(ctx, t, m)
}

// registration tells what is true of a registration when the message is
// written, which may be later than the work was queued: when there is nothing
// to tell any more, none is made.
func (p *post) registration(ctx context.Context, t worker.Task) error {
	var work postgres.RegistrationWork
	if err := read(t, &work); err != nil {
		return err
	}
	v, err := p.db.RegistrationForMessage(ctx, work.RegistrationID)
	if err != nil {
		return missing(err)
	}
	return p.toCandidate(ctx, t, v.CandidateID, func(w writer) (string, string) {
		switch work.Message {
		case app.MessagePlaced:
			return placed(w, v)
		case app.MessageMoved:
			return moved(w, v)
		case app.MessageCancelled:
			return off(w, v)
		case app.MessageReissued:
			return reissued(w, v)
		}
		return "", ""
	})
}

// event tells something to everybody registered for an event.
func (p *post) event(ctx context.Context, t worker.Task) error {
	var work postgres.EventWork
	if err := read(t, &work); err != nil {
		return err
	}
	return missing(p.db.TellRegistered(ctx, work))
}

func (p *post) nikNotice(ctx context.Context, t worker.Task) error {
	var work postgres.CandidateWork
	if err := read(t, &work); err != nil {
		return err
	}
	return p.toCandidate(ctx, t, work.CandidateID, writer.nikNotice)
}

func (p *post) toCandidate(ctx context.Context, t worker.Task, candidateID int64, tell func(w writer) (subject, text string)) error {
	to, err := p.db.CandidateRecipient(ctx, candidateID)
	if err != nil {
		return missing(err)
	}
	if to.Disabled {
		return nil
	}
	w := writer{p.bundle.Locale(to.Locale), p.base}
	subject, text := tell(w)
	if text == "" {
		return nil
	}
	return p.keepAndSend(ctx, t, postgres.Message{
		Channel: to.Channel, Address: to.Address, Subject: subject, Text: w.letter(to.Name, text),
	})
}
