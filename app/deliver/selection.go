package deliver

import (
	"context"
	"strconv"
	"time"

	"gerbang/app"
	"gerbang/app/letter"
	"gerbang/app/postgres"
	"gerbang/app/worker"
)

// selectionStep tells an applicant of a step in a selection, as it is when the
// message is written; what has passed meanwhile is not told any more.
func (p *post) selectionStep(ctx context.Context, t worker.Task) error {
	var work postgres.SelectionWork
	if err := read(t, &work); err != nil {
		return err
	}
	v, m, err := p.db.SelectionForMessage(ctx, work.RegistrationID)
	if err != nil {
		return missing(err)
	}
	return p.toCandidate(ctx, t, v.CandidateID, func(w writer) (string, string) { return w.selectionStep(work.Step, v, m) })
}

// result adds to a letter what the published result says: by when to take the
// seat, or the number among the reserves.
func (p *post) result(ctx context.Context, f *letter.Facts) error {
	var err error
	f.Position, f.SeatUntil, err = p.db.ResultForLetter(ctx, f.ID)
	return err
}

func (w writer) selectionStep(step postgres.SelectionStep, v *postgres.RegistrationView, m *postgres.MySelection) (subject, text string) {
	title := w.l.Choose(v.Event.Title, v.Event.TitleEN)
	page := w.url("/akun/pendaftaran/" + strconv.FormatInt(v.ID, 10))
	letter := func(key string, lines ...string) (string, string) {
		lines = append(lines, w.l.T("message.selection.page", "url", page))
		return w.l.T("message.selection."+key+".subject", "event", title), paragraphs(lines...)
	}
	switch {
	case step == postgres.AboutCheck && v.Status == app.Submitted && m.Check == app.Eligible:
		return letter("eligible", w.l.T("message.selection.eligible.text", "event", title))
	case step == postgres.AboutCheck && v.Status == app.Submitted && m.Check == app.NotEligible:
		return letter("ineligible", w.l.T("message.selection.ineligible.text", "event", title), w.l.T("message.selection.reason", "reason", m.Reason),
			w.l.T("message.selection.others", "url", w.url("/pelatihan")))
	case step == postgres.AboutStage && v.Status == app.Submitted && len(m.Stages) > 0:
		last, key := m.Stages[len(m.Stages)-1], "stage_in"
		if !last.In {
			key = "stage_out"
		}
		return letter(key, w.l.T("message.selection."+key+".text", "event", title, "stage", w.l.RoundName(m.Plan, last.Round)))
	case step == postgres.AboutSlot && v.Status == app.Submitted && len(m.Slots) > 0:
		lines := []string{w.l.T("message.selection.slot.text", "event", title)}
		for _, s := range m.Slots {
			place := s.Place
			if place == "" {
				place = v.Event.Venue
			}
			lines = append(lines, w.l.Date(s.StartsAt)+", "+w.l.ClockRange(s.StartsAt, s.EndsAt)+"\n"+place)
		}
		if bring := w.l.Choose(m.Plan.Bring, m.Plan.BringEN); bring != "" {
			lines = append(lines, w.l.T("message.selection.bring", "list", bring))
		}
		return letter("slot", lines...)
	case step == postgres.AboutMovedUp && v.Status == app.Accepted && m.Seat != nil && m.Seat.ConfirmedAt == nil:
		return letter("moved_up", w.l.T("message.selection.moved_up.text", "event", title),
			w.l.T("message.selection.confirm", "until", w.l.DateTime(m.Seat.ConfirmUntil.Add(-time.Minute)), "url", page+"/konfirmasi-kursi"))
	case step == postgres.AboutSeatEnded && v.Status == app.Cancelled:
		if v.CancelReason == app.EndSeatLapsed {
			return letter("lapsed", w.l.T("message.selection.lapsed.text", "event", title))
		}
		return letter("declined", w.l.T("message.selection.declined.text", "event", title))
	case step == postgres.AboutReserveClosed && v.Status == app.Rejected:
		return letter("reserve_closed", w.l.T("message.selection.reserve_closed.text", "event", title), w.l.T("message.selection.others", "url", w.url("/pelatihan")))
	}
	return "", ""
}
