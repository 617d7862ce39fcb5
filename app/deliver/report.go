package deliver

import (
	"context"
	"strconv"

	"gerbang/app/postgres"
	"gerbang/app/worker"
)

// reportToOfficer tells an officer that there is something to read. What was
// reported is not in the mail: mailboxes are read on many screens.
func (p *post) reportToOfficer(key string) worker.Handler {
	return func(ctx context.Context, t worker.Task) error {
		var work postgres.ReportWork
		if err := read(t, &work); err != nil {
			return err
		}
		report, err := p.db.ReportForMessage(ctx, work.ReportID)
		if err != nil {
			return missing(err)
		}
		to, err := p.db.StaffRecipient(ctx, work.AccountID)
		if err != nil {
			return missing(err)
		}
		if to.Disabled {
			return nil
		}
		w := writer{p.bundle.Locale(to.Locale), p.base}
		text := w.l.T(key+".text", "code", report.Code, "url", w.url("/dasbor/aduan/"+strconv.FormatInt(report.ID, 10)))
		return p.keepAndSend(ctx, t, parcel{locale: to.Locale, Message: postgres.Message{
			Channel: to.Channel, Address: to.Address, Subject: w.l.T(key + ".subject"), Text: w.letter(to.Name, text),
		}})
	}
}

// reportUpdate tells a reporter that there is news. Somebody else may read
// the mail: it says neither what nor who was reported.
func (p *post) reportUpdate(ctx context.Context, t worker.Task) error {
	var work postgres.ReportWork
	if err := read(t, &work); err != nil {
		return err
	}
	report, err := p.db.ReportForMessage(ctx, work.ReportID)
	if err != nil {
		return missing(err)
	}
	if !report.WantsMail || !report.Contact.IsMail() {
		return nil // the contact was deleted meanwhile
	}
	w := writer{p.bundle.Locale(report.Locale), p.base}
	text := w.l.T("message.report_update.text", "url", w.url("/kerja-aman/laporan"))
	return p.keepAndSend(ctx, t, parcel{locale: report.Locale, Message: postgres.Message{
		Channel: postgres.ChannelEmail, Address: report.Contact.Address, Subject: w.l.T("message.report_update.subject"), Text: w.letter("", text),
	}})
}
