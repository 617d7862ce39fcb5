package deliver

import (
	"context"
	"errors"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/worker"
)

// privacy carries out what somebody asked about their own data.
func (p *post) privacy(ctx context.Context, t worker.Task) error {
	var work postgres.PrivacyWork
	if err := read(t, &work); err != nil {
		return err
	}
	r, err := p.db.OpenPrivacyRequest(ctx, work.RequestID)
	if errors.Is(err, app.ErrNotFound) {
		return nil // carried out before
	}
	if err != nil {
		return err
	}
	if r.Kind == app.PrivacyClose {
		return p.db.CloseAccount(ctx, r.ID)
	}
	a := newArchive(r.AskedAt)
	data, err := p.db.PersonalData(ctx, r.AccountID, a.file)
	if errors.Is(err, app.ErrNotFound) {
		return nil // the account was closed meanwhile
	}
	if err != nil {
		return err
	}
	body, err := a.close(p.bundle.Locale(data.Locale), data)
	if err != nil {
		return err
	}
	return p.db.KeepCopy(ctx, r.ID, postgres.File{ContentType: "application/zip", Body: body})
}

// privacyAnswer tells that a copy is ready or that somebody has answered. What
// was asked and answered is not in the mail.
func (p *post) privacyAnswer(ctx context.Context, t worker.Task) error {
	var work postgres.PrivacyWork
	if err := read(t, &work); err != nil {
		return err
	}
	candidate, r, err := p.db.PrivacyRecipient(ctx, work.RequestID)
	if errors.Is(err, app.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	key := "message.privacy_answer"
	if r.Kind == app.PrivacyCopy {
		key = "message.privacy_copy"
	}
	return p.toCandidate(ctx, t, candidate, func(w writer) (string, string) {
		return w.l.T(key + ".subject"), w.l.T(key+".text", "url", w.url("/akun/data"))
	})
}

// paperRefused tells why a paper was refused, while it stands so.
func (p *post) paperRefused(ctx context.Context, t worker.Task) error {
	var work postgres.PaperWork
	if err := read(t, &work); err != nil {
		return err
	}
	paper, err := p.db.RefusedPaper(ctx, work)
	if errors.Is(err, app.ErrNotFound) {
		return nil // replaced or checked meanwhile
	}
	if err != nil {
		return err
	}
	return p.toCandidate(ctx, t, work.CandidateID, func(w writer) (string, string) {
		return w.l.T("message.paper_refused.subject"), w.l.T("message.paper_refused.text",
			"document", w.named(paper.NameID, paper.NameEN), "reason", paper.Note, "url", w.url("/akun/dokumen/"+paper.Kind))
	})
}

// accountClosed is the last message to an address.
func (p *post) accountClosed(ctx context.Context, t worker.Task) error {
	var work postgres.AccountClosedWork
	if err := read(t, &work); err != nil {
		return err
	}
	address, err := p.db.OpenAccountClosed(work)
	if err != nil {
		return worker.Permanent(err)
	}
	w := writer{p.bundle.Locale(work.Locale), p.base}
	return p.keepAndSend(ctx, t, parcel{locale: work.Locale, Message: postgres.Message{
		Channel: work.Channel, Address: address, Subject: w.l.T("message.account_closed.subject"),
		Text: w.letter("", w.l.T("message.account_closed.text", "url", w.url("/privasi"))),
	}})
}
