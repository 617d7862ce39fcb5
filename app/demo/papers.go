package demo

import (
	"context"
	"time"

	"gerbang/app"
	"gerbang/app/postgres"
)

// paperPeople is how many of those registered for the fair that asks for
// papers have uploaded one.
const paperPeople = 9

// writePapers gives the demo candidate papers in every state, and the last
// fair some to check.
func (w *writer) writePapers(ctx context.Context) error {
	card, err := drawn("", 640, tint, []shape{box(paper, 1, 0.8, 15, 8.2), box(wave, 1.6, 1.4, 9, 1.9), box(shadow, 1.6, 2.8, 8, 3.1), box(shadow, 1.6, 3.8, 9.4, 4.1), box(shadow, 1.6, 4.8, 7.2, 5.1), box(sea, 11, 2.4, 14.2, 6.8), disc(tint, 12.6, 3.9, 0.9), box(tint, 11.5, 5.2, 13.7, 6.8)})
	if err != nil {
		return err
	}
	at := w.plan.paperDay
	siti := w.candidates.id(1)
	papers := []postgres.BulkPaper{
		{CandidateID: siti, Kind: "ktp", File: &card, Status: app.PaperChecked, At: at.AddDate(0, 0, -9)},
		{CandidateID: siti, Kind: "foto", File: &card, Status: app.PaperUploaded, At: at},
		{CandidateID: siti, Kind: "ijazah", File: &card, Status: app.PaperRefused, Note: "Foto terpotong, nomor ijazah tidak terbaca.", At: at},
		{CandidateID: siti, Kind: "skck", Status: app.PaperUploaded, At: at},
	}
	event := w.plan.paperFair
	for _, ask := range []struct {
		kind, note, noteEN string
		upload             bool
	}{
		{"ktp", "", "", true},
		{"ak1", "Kalau sudah punya.", "If you have one already.", false},
	} {
		if err := w.b.AskPaper(ctx, w.events.id(event), ask.kind, ask.upload, ask.note, ask.noteEN); err != nil {
			return err
		}
	}
	n := 0
	for _, r := range w.plan.registrations {
		if r.EventID != event || !r.Status.HoldsPlace() || r.CandidateID == 1 {
			continue
		}
		p := postgres.BulkPaper{CandidateID: w.candidates.id(r.CandidateID), Kind: "ktp", File: &card, Status: app.PaperUploaded, At: at.Add(-time.Duration(n) * 37 * time.Minute)}
		switch n % 4 {
		case 1:
			p.Status = app.PaperChecked
		case 3:
			p.Status, p.Note = app.PaperRefused, "Foto buram, NIK tidak terbaca."
		}
		papers = append(papers, p)
		if n++; n == paperPeople {
			break
		}
	}
	return w.b.Papers(ctx, papers)
}
