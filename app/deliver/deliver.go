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
	db       *postgres.DB
	bundle   *i18n.Bundle
	channels notify.Channels // nil: messages are only kept
	base     string
	rates    Rates
}

// Rates are how many messages a second may leave by each channel, over all
// replicas; 0 means no limit. One-time codes do not wait for them.
type Rates map[notify.Channel]int

// Handlers returns the handler of every kind of queued work. Without channels
// messages are only kept, to be read on a local page.
//
// A message is kept before it is sent and marked after. A task that comes
// again finds the kept message, and one that was sent is not sent again. There
// is one window that nobody can close: when the process dies, or the answer is
// lost, between the moment at which a provider has taken the message and the
// one at which that is written down, the task is done again and its message
// may reach the reader twice. Mail then has the same message id, by which
// programs recognise it.
//
// With channels, a message for one that is not among them stays kept as
// pending and its task is done, so that the queue shows failures only.
func Handlers(db *postgres.DB, bundle *i18n.Bundle, channels notify.Channels, baseURL string, rates Rates) map[string]worker.Handler {
	p := &post{db: db, bundle: bundle, channels: channels, base: baseURL, rates: rates}
	return map[string]worker.Handler{
		postgres.WorkLoginCode:     p.loginCode,
		postgres.WorkRegistration:  p.registration,
		postgres.WorkEvent:         p.event,
		postgres.WorkBulk:          p.bulk,
		postgres.WorkNIKNotice:     p.nikNotice,
		postgres.WorkReportNew:     p.reportToOfficer("message.report_new"),
		postgres.WorkReportUrgent:  p.reportToOfficer("message.report_urgent"),
		postgres.WorkReportAdded:   p.reportToOfficer("message.report_added"),
		postgres.WorkReportUpdate:  p.reportUpdate,
		postgres.WorkSearchAlert:   p.searchAlert,
		postgres.WorkSavedJobs:     p.savedJobs,
		postgres.WorkPaperRefused:  p.paperRefused,
		postgres.WorkPrivacy:       p.privacy,
		postgres.WorkPrivacyAnswer: p.privacyAnswer,
		postgres.WorkAccountClosed: p.accountClosed,
		postgres.WorkSelection:     p.selectionStep,
	}
}

// parcel is a message with what only its sending needs.
type parcel struct {
	postgres.Message
	locale string
	code   string // the one-time code in it
}

// keepAndSend delivers the message of a task, once.
func (p *post) keepAndSend(ctx context.Context, t worker.Task, m parcel) error {
	kept, err := p.db.KeepMessage(ctx, t.ID, m.Message)
	if err != nil || kept.Status.Done() {
		return err
	}
	if p.channels == nil {
		return p.db.FinishMessage(ctx, kept.ID, postgres.MessageShown, "")
	}
	channel := notify.Channel(kept.Channel)
	if _, ok := p.channels[channel]; !ok {
		return nil
	}
	if m.code == "" {
		if err := p.turn(ctx, channel); err != nil {
			return err
		}
	}
	out := notify.Message{
		ID: fmt.Sprintf("gerbang-%d-%d", kept.ID, kept.CreatedAt.Unix()), Channel: channel, To: kept.Address,
		Locale: m.locale, Subject: kept.Subject, Text: kept.Text, Code: m.code,
	}
	if kept.Unsubscribe != "" {
		out.Unsubscribe = p.base + "/berhenti/" + kept.Unsubscribe
	}
	id, err := p.channels.Send(ctx, out)
	if err == nil {
		return p.db.FinishMessage(ctx, kept.ID, postgres.MessageSent, id)
	}
	if after, slow := notify.RetryAfter(err); slow {
		if e := p.db.HoldChannel(ctx, kept.Channel, after); e != nil {
			return e
		}
		return worker.Later(after, err)
	}
	if notify.IsPermanent(err) {
		err = worker.Permanent(err)
	}
	if notify.IsPermanent(err) || t.Attempt >= t.MaxAttempts {
		if e := p.db.FailMessage(ctx, kept.ID, err.Error()); e != nil {
			return e
		}
	}
	return err
}

// turn waits until a message may leave by the channel, or puts its task off.
func (p *post) turn(ctx context.Context, channel notify.Channel) error {
	wait, err := p.db.ChannelTurn(ctx, string(channel), p.rates[channel])
	if err != nil || wait <= 0 {
		return err
	}
	return worker.Later(wait, fmt.Errorf("deliver: %s is sent no faster", channel))
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
	m := parcel{Message: postgres.Message{Channel: work.Channel, Address: address}, locale: work.Locale, code: code}
	w := writer{p.bundle.Locale(work.Locale), p.base}
	if work.Staff {
		m.Subject, m.Text = w.staff()
	} else {
		m.Subject, m.Text = w.code(code)
	}
	return p.keepAndSend(ctx, t, m)
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
	return p.keepAndSend(ctx, t, parcel{
		Message: postgres.Message{Channel: to.Channel, Address: to.Address, Subject: subject, Text: w.letter(to.Name, text)}, locale: to.Locale,
	})
}
