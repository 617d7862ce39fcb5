package deliver

import (
	"context"
	"errors"
	"time"

	"gerbang/app"
	"gerbang/app/letter"
	"gerbang/app/notify"
	"gerbang/app/postgres"
	"gerbang/app/worker"
)

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
	kind, ok := work.Message.Letter(&v.Registration, &v.Event, v.Starts(), time.Now())
	if !ok {
		return nil
	}
	to, err := p.db.CandidateRecipient(ctx, v.CandidateID)
	if err != nil {
		return missing(err)
	}
	if to.Disabled || !kind.Essential() && !to.Takes() {
		return nil
	}
	template, err := p.template(ctx, v.EventID, kind, to.Locale)
	if err != nil {
		return err
	}
	f, err := p.facts(ctx, v)
	if err != nil {
		return err
	}
	if work.Message == app.MessageResult {
		if err := p.result(ctx, f); err != nil {
			return err
		}
	}
	return p.keepAndSend(ctx, t, p.fill(f, &to, kind, string(kind), template))
}

// template returns the text of a letter: the organizer's, or else ours.
func (p *post) template(ctx context.Context, eventID int64, kind app.Letter, locale string) (app.Template, error) {
	t, err := p.db.EventTemplate(ctx, eventID, kind, locale)
	if errors.Is(err, app.ErrNotFound) {
		return letter.Default(p.bundle.Locale(locale), kind), nil
	}
	return t, err
}

// fill writes a template for its reader. Of what somebody need not know it
// says how to get no more.
func (p *post) fill(f *letter.Facts, to *postgres.Recipient, kind app.Letter, name string, template app.Template) parcel {
	l := p.bundle.Locale(to.Locale)
	subject, body := template.Fill(letter.Values(l, p.base, kind, f))
	m := postgres.Message{
		Channel: to.Channel, Address: to.Address, Subject: subject, EventID: f.EventID, RegistrationID: f.ID, Kind: name,
	}
	unsubscribe := ""
	if kind == "" || !kind.Essential() {
		m.Unsubscribe = p.db.NoticesToken(f.CandidateID)
		unsubscribe = p.base + l.Path("/berhenti/"+m.Unsubscribe)
	}
	if to.Channel == postgres.ChannelWhatsApp {
		m.Text = letter.WhatsApp(l, body, unsubscribe)
	} else {
		m.Text = letter.Mail(l, body, unsubscribe)
	}
	return parcel{Message: m, locale: to.Locale}
}

func (p *post) facts(ctx context.Context, v *postgres.RegistrationView) (*letter.Facts, error) {
	documents, err := p.db.EventDocuments(ctx, v.EventID)
	return &letter.Facts{
		Registration: v.Registration, Event: v.Event, Session: v.Session, Name: v.Name, Code: v.Code, Position: v.Position, Documents: documents, Now: time.Now(),
	}, err
}

// bulk sends one person the message of an organizer, unless they have
// unsubscribed or can no longer be reached, and writes down what became of it.
func (p *post) bulk(ctx context.Context, t worker.Task) error {
	var work postgres.BulkWork
	if err := read(t, &work); err != nil {
		return err
	}
	m, err := p.db.BulkForMessage(ctx, work)
	if err != nil {
		return missing(err)
	}
	if m.State != postgres.BulkWaiting && m.State != postgres.BulkFailed { // what failed comes again when it is revived
		return nil
	}
	v, err := p.db.RegistrationForMessage(ctx, work.RegistrationID)
	if err != nil {
		return missing(err)
	}
	to, err := p.db.CandidateRecipient(ctx, v.CandidateID)
	if err != nil {
		return missing(err)
	}
	switch {
	case to.Disabled || !p.sends(to.Channel) || to.Channel == postgres.ChannelWhatsApp && !to.WhatsApp:
		return p.db.SetBulkState(ctx, work, postgres.BulkNoAddress, "")
	case !to.Notices:
		return p.db.SetBulkState(ctx, work, postgres.BulkUnsubscribed, "")
	}
	template := m.Indonesian
	if to.Locale == "en" && m.English.Body != "" {
		template = m.English
	}
	f, err := p.facts(ctx, v)
	if err != nil {
		return err
	}
	err = p.keepAndSend(ctx, t, p.fill(f, &to, "", postgres.KindBulk, template))
	switch {
	case err == nil:
		return p.db.SetBulkState(ctx, work, postgres.BulkSent, "")
	case worker.IsPermanent(err) || !worker.IsLater(err) && t.Attempt >= t.MaxAttempts:
		return errors.Join(err, p.db.SetBulkState(ctx, work, postgres.BulkFailed, err.Error()))
	}
	return err
}

// sends reports whether there is a way to send by the channel.
func (p *post) sends(channel string) bool {
	_, ok := p.channels[notify.Channel(channel)]
	return ok || p.channels == nil
}
