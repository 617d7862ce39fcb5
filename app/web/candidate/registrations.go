package candidate

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/candidate"
	"gerbang/views/registration"
	"gerbang/views/ui"
)

// Registrations lists every registration of the visitor.
func (h *Handler) Registrations(c *fiber.Ctx) error {
	standing, over, err := h.entries(c)
	if err != nil {
		return err
	}
	return h.Render(c, fiber.StatusOK, view.Registrations(h.page(c, "candidate.nav.registrations"), standing, over))
}

// Registration shows where one registration stands and how it came there.
func (h *Handler) Registration(c *fiber.Ctx) error {
	r, err := h.mine(c)
	if err != nil {
		return err
	}
	history, err := h.DB.MyHistory(c.UserContext(), web.Actor(c), r.ID)
	if err != nil {
		return err
	}
	p := h.page(c, "candidate.detail.title")
	p.Title = r.Event.Title
	v := h.detail(p.L, r, history)
	if r.Event.Approval == app.Selection && r.Event.Status != app.EventCancelled {
		if err := h.selectionDetail(c, p.L, &v); err != nil {
			return err
		}
	}
	if err := h.classDetail(c, p.L, r.ID, &v); err != nil {
		return err
	}
	return h.Render(c, fiber.StatusOK, view.Detail(p, v))
}

func (h *Handler) detail(l *i18n.Locale, r *postgres.RegistrationView, history []postgres.StatusChange) view.DetailView {
	v := view.DetailView{
		Entry: h.entry(l, r), Where: registration.Where(r.Event, r.Session), Cancel: r.Cancellable(h.Now()),
		Lead: l.T("candidate.lead." + string(r.Status)), Moments: moments(l, r, history, h.Now()),
	}
	if r.Event.Status == app.EventCancelled {
		v.Lead = l.T("registration.event_cancelled")
	}
	h.placeDetail(l, r, &v)
	return v
}

// placeDetail adds what a place needs of its owner now, and why one was lost.
func (h *Handler) placeDetail(l *i18n.Locale, r *postgres.RegistrationView, v *view.DetailView) {
	now := h.Now()
	v.Change = r.Changeable(now)
	if r.Status == app.Offered && now.Before(*r.OfferUntil) && r.Event.Status == app.EventPublished {
		v.OfferUntil = l.DateTime(*r.OfferUntil)
	}
	if r.ReconfirmedAt == nil && r.Event.Status == app.EventPublished && app.CheckReconfirm(&r.Event, r.Status, now) == nil {
		v.ConfirmUntil = l.DateTime(*r.Event.ReconfirmUntil)
	}
	switch {
	case r.DecisionReason != "":
		v.Reason = l.T("places.reason", "reason", r.DecisionReason)
	case r.Status == app.Cancelled && l.Has("places.ended."+r.CancelReason):
		v.Reason = l.T("places.ended." + r.CancelReason)
	case r.Status == app.Cancelled && r.CancelReason != "":
		v.Reason = l.T("places.reason", "reason", r.CancelReason)
	}
}

// moments tells the story of a registration: what happened, where it stands,
// and what is to come.
func moments(l *i18n.Locale, r *postgres.RegistrationView, history []postgres.StatusChange, now time.Time) []ui.Moment {
	out := []ui.Moment{{State: ui.Done, Title: l.T("candidate.story.sent"), Time: l.DateTime(r.SubmittedAt)}}
	add := func(state ui.Progress, key, at string) {
		m := ui.Moment{State: state, Title: l.T("candidate.story." + key), Time: at}
		if text := "candidate.story." + key + "_text"; l.Has(text) {
			m.Text = l.T(text)
		}
		out = append(out, m)
	}
	var last app.RegistrationStatus
	for _, h := range history {
		if !h.Status.Valid { // it stands where it stood, with another ticket
			add(ui.Done, "reissued", l.DateTime(h.At))
			continue
		}
		s := app.RegistrationStatus(h.Status.String)
		switch same := s == last; s {
		case app.Confirmed, app.Accepted:
			if same { // only the session is another
				add(ui.Done, "switched", l.DateTime(h.At))
				break
			}
			add(ui.Done, string(s), l.DateTime(h.At))
		case app.Waitlisted, app.Offered, app.Submitted, app.Reserve:
			if s != r.Status && !same {
				add(ui.Done, string(s), l.DateTime(h.At))
			}
		}
		last = s
	}
	if r.ReconfirmedAt != nil && r.Event.ReconfirmFrom != nil && r.ReconfirmedAt.After(r.SubmittedAt) {
		add(ui.Done, "reconfirmed", l.DateTime(*r.ReconfirmedAt))
	}
	stopped := false
	switch r.Status {
	case app.Waitlisted, app.Offered, app.Submitted, app.Reserve:
		add(ui.Current, string(r.Status), "")
	case app.Cancelled:
		at := ""
		if r.CancelledAt != nil {
			at = l.DateTime(*r.CancelledAt)
		}
		add(ui.Stopped, "cancelled", at)
		stopped = true
	case app.Rejected:
		add(ui.Stopped, "rejected", "")
		stopped = true
	}
	switch {
	case r.Event.Status == app.EventCancelled:
		add(ui.Stopped, "event_off", "")
	case stopped:
	case r.Attended != nil:
		add(ui.Done, "attended", l.DateTime(*r.Attended))
	case !now.Before(r.Ends()):
		add(ui.Done, "over", l.DateTime(r.Ends()))
	case r.Status.HoldsPlace() && r.Status != app.Offered: // an offer is taken first
		add(ui.Current, "come", l.DateTime(r.Starts()))
	default:
		add(ui.Todo, "come", l.DateTime(r.Starts()))
	}
	return out
}
