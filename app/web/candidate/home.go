package candidate

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
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
	v := view.HomeView{Name: name, Next: nextStep(p.L, me, standing)}
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

// nextStep picks what matters most: the ticket to show next, then what is
// still awaited, then what is missing, then what there is to find.
func nextStep(l *i18n.Locale, me *app.Candidate, standing []view.Entry) view.NextStep {
	for _, e := range standing {
		if e.Ticket != "" && e.Status.HoldsPlace() {
			return view.NextStep{
				Title:  l.T("candidate.next.ticket", "event", e.Event.Title),
				Text:   l.T("candidate.next.ticket_text", "time", l.DateTime(e.Starts)),
				Button: l.T("candidate.open_ticket"), Href: e.Ticket, Icon: "qr-code",
			}
		}
	}
	for _, e := range standing {
		if e.Status == app.Submitted || e.Status == app.Waitlisted || e.Status == app.Offered || e.Status == app.Reserve {
			return view.NextStep{
				Title:  l.T("candidate.next.wait", "event", e.Event.Title),
				Text:   l.T("candidate.next.wait_text." + string(e.Status)),
				Button: l.T("candidate.next.wait_button"), Href: "/akun/pendaftaran", Icon: "list-checks",
			}
		}
	}
	if !me.Complete() {
		href := "/akun/profil/identitas"
		if me.IdentityComplete() {
			href = "/akun/profil/alamat"
		}
		return view.NextStep{
			Title: l.T("candidate.next.profile"), Text: l.T("candidate.next.profile_text"),
			Button: l.T("candidate.next.profile_button"), Href: href, Icon: "user-check",
		}
	}
	return view.NextStep{
		Title: l.T("candidate.next.find"), Text: l.T("candidate.next.find_text"),
		Button: l.T("candidate.find_events"), Href: "/bursa-kerja", Icon: "store",
	}
}

// Tickets lists what to show at a gate.
func (h *Handler) Tickets(c *fiber.Ctx) error {
	standing, _, err := h.entries(c)
	if err != nil {
		return err
	}
	return h.Render(c, fiber.StatusOK, view.Tickets(h.page(c, "candidate.nav.tickets"), withTicket(standing)))
}
