package candidate

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/candidate"
)

// homeList is how many tickets and registrations the entrance page shows.
const homeList = 4

// homeSaved is how many saved jobs it shows.
const homeSaved = 2

// Home is the entrance page: the one next step, tickets and registrations.
func (h *Handler) Home(c *fiber.Ctx) error {
	standing, _, err := h.entries(c)
	if err != nil {
		return err
	}
	me, err := h.DB.Candidate(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	p := h.page(c, "candidate.home.title")
	name := me.Name
	if name == "" {
		name = p.Actor.Name
	}
	v := view.HomeView{Name: name}
	if v.Next, err = h.nextStep(c, me); err != nil {
		return err
	}
	v.Tickets = first(withTicket(standing))
	for _, e := range standing {
		if e.Ticket == "" {
			v.Registrations = append(v.Registrations, e)
		}
	}
	v.Registrations = first(v.Registrations)
	if err := h.interests(c, &v); err != nil {
		return err
	}
	return h.Render(c, fiber.StatusOK, view.Home(p, v))
}

// interests adds what the visitor keeps an eye on: the saved jobs that close
// first, and the searches with something new.
func (h *Handler) interests(c *fiber.Ctx, v *view.HomeView) error {
	jobs, err := h.DB.SavedJobs(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	v.SavedJobs = len(jobs)
	today := app.Day(h.Now())
	for i := range jobs {
		if jobs[i].Public && len(v.Closing) < homeSaved {
			v.Closing = append(v.Closing, savedJob(h.Locale(c), &jobs[i], today))
		}
	}
	searches, err := h.searches(c)
	for _, s := range searches {
		if s.New > 0 {
			v.Searches = append(v.Searches, s)
		}
	}
	return err
}

func first(entries []view.Entry) []view.Entry {
	return entries[:min(len(entries), homeList)]
}

// nextStep asks for the most urgent of all that the visitor could do.
func (h *Handler) nextStep(c *fiber.Ctx, me *app.Candidate) (view.NextStep, error) {
	ctx, actor, l := c.UserContext(), web.Actor(c), h.Locale(c)
	mine, err := h.DB.MyRegistrations(ctx, actor)
	if err != nil {
		return view.NextStep{}, err
	}
	seats, err := h.DB.OpenSeats(ctx, actor)
	if err != nil {
		return view.NextStep{}, err
	}
	papers, err := h.DB.Papers(ctx, actor)
	if err != nil {
		return view.NextStep{}, err
	}
	registrations := make([]app.StepRegistration, len(mine))
	for i := range mine {
		r := &mine[i]
		registrations[i] = app.StepRegistration{
			Event: &r.Event, ID: r.ID, Status: r.Status, HasTicket: r.Code != "", Starts: r.Starts(), Ends: r.Ends(),
			OfferUntil: r.OfferUntil, ReconfirmedAt: r.ReconfirmedAt,
		}
		if until, open := seats[r.ID]; open {
			registrations[i].ConfirmUntil = &until
		}
	}
	asked := make([]app.StepPaper, len(papers))
	for i := range papers {
		asked[i] = app.StepPaper{Kind: papers[i].Kind, Status: papers[i].Status}
		for _, a := range papers[i].AskedBy {
			if a.Upload && a.Required && papers[i].Upload && !asked[i].Asked {
				asked[i].Asked, asked[i].Until = true, a.StartsAt
			}
		}
	}
	step := app.NextStep(me, registrations, asked, h.Now())
	switch step.Kind {
	case app.StepPaperRefused, app.StepPaperAsked:
		return paperStep(l, step, &papers[step.Index]), nil
	case app.StepProfile:
		href := "/akun/profil/identitas"
		if me.IdentityComplete() {
			href = "/akun/profil/alamat"
		}
		return view.NextStep{
			Title: l.T("candidate.next.profile"), Text: l.T("candidate.next.profile_text"),
			Button: l.T("candidate.next.profile_button"), Href: href, Icon: "user-check",
		}, nil
	case app.StepFind:
		return view.NextStep{
			Title: l.T("candidate.next.find"), Text: l.T("candidate.next.find_text"),
			Button: l.T("candidate.find_events"), Href: "/bursa-kerja", Icon: "store",
		}, nil
	}
	r := &mine[step.Index]
	if step.Kind == app.StepWait && r.Event.Approval == app.Selection {
		if n, asked, err := h.selectionStep(c, l, r.ID); err != nil || asked {
			return n, err
		}
	}
	return registrationStep(l, step, r), nil
}

func registrationStep(l *i18n.Locale, step app.Step, r *postgres.RegistrationView) view.NextStep {
	n := view.NextStep{Href: detailPath(r.ID), Icon: "clock"}
	event, until := r.Event.Title, l.DateTime(step.Until)
	switch step.Kind {
	case app.StepOffer:
		n.Title, n.Text, n.Button = l.T("candidate.next.offer", "event", event), l.T("candidate.next.offer_text", "time", until), l.T("candidate.next.offer_button")
	case app.StepReconfirm:
		n.Title, n.Text, n.Button = l.T("candidate.next.reconfirm", "event", event), l.T("candidate.next.reconfirm_text", "time", until), l.T("candidate.next.reconfirm_button")
	case app.StepSeat:
		n.Title, n.Text, n.Button = l.T("candidate.next.seat", "event", event), l.T("candidate.next.seat_text", "time", until), l.T("candidate.next.seat_button")
		n.Icon, n.Href = "award", detailPath(r.ID)+"/konfirmasi-kursi"
	case app.StepToday:
		n.Title, n.Text, n.Button = l.T("candidate.next.today", "event", event), l.T("candidate.next.today_text", "time", l.Clock(r.Starts()), "place", orDash(r.Event.Venue)), l.T("candidate.open_ticket")
		n.Href, n.Icon = "/t/"+string(r.Code), "qr-code"
	case app.StepTicket:
		n.Title, n.Text, n.Button = l.T("candidate.next.ticket", "event", event), l.T("candidate.next.ticket_text", "time", l.DateTime(r.Starts())), l.T("candidate.open_ticket")
		n.Href, n.Icon = "/t/"+string(r.Code), "qr-code"
	default:
		n.Title, n.Text, n.Button = l.T("candidate.next.wait", "event", event), l.T("candidate.next.wait_text."+string(r.Status)), l.T("candidate.next.wait_button")
		n.Icon = "list-checks"
	}
	return n
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func paperStep(l *i18n.Locale, step app.Step, d *postgres.Paper) view.NextStep {
	name := named(l, d.NameID, d.NameEN)
	n := view.NextStep{Href: papersPath + "/" + d.Kind, Icon: "file-text", Button: l.T("paper.upload")}
	if step.Kind == app.StepPaperRefused {
		n.Title, n.Text = l.T("candidate.next.paper_refused", "document", name), l.T("candidate.next.paper_refused_text", "reason", d.Note)
		return n
	}
	n.Title = l.T("candidate.next.paper", "document", name)
	for _, a := range d.AskedBy {
		if a.Upload {
			n.Text = l.T("candidate.next.paper_text", "event", a.Title)
			break
		}
	}
	return n
}

// Tickets lists what to show at a gate.
func (h *Handler) Tickets(c *fiber.Ctx) error {
	standing, _, err := h.entries(c)
	if err != nil {
		return err
	}
	return h.Render(c, fiber.StatusOK, view.Tickets(h.page(c, "candidate.nav.tickets"), withTicket(standing)))
}
