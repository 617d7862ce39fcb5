package registration

import (
	"fmt"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/calendar"
	"gerbang/app/postgres"
	"gerbang/app/ticket"
	"gerbang/app/web"
	"gerbang/views/layout"
	view "gerbang/views/registration"
)

// reminder is how long before the session a calendar reminds.
const reminder = 2 * time.Hour

// ticketOf finds the ticket of the address. Who knows the whole code may see
// it, so it is neither kept by caches nor listed by search engines.
func (h *Handler) ticketOf(c *fiber.Ctx) (*postgres.RegistrationView, error) {
	c.Set(fiber.HeaderCacheControl, "private, no-store")
	c.Set("X-Robots-Tag", "noindex, nofollow")
	code, ok := app.NormalizeTicketCode(c.Params("code"))
	if !ok || len(code) != app.TicketCodeLen {
		return nil, app.ErrNotFound
	}
	return h.DB.TicketView(c.UserContext(), app.TicketCode(code))
}

func void(v *postgres.RegistrationView) bool {
	return v.Revoked || !v.Status.HasTicket() || v.Event.Status == app.EventCancelled
}

// Ticket shows a ticket to whoever has its address.
func (h *Handler) Ticket(c *fiber.Ctx) error {
	v, err := h.ticketOf(c)
	if err != nil {
		return err
	}
	t := view.TicketView{
		Event: v.Event, Session: v.Session, Name: v.Name, Status: v.Status, Code: v.Code, Starts: v.Starts(), Void: void(v),
		Replaced: v.Revoked && v.Status.Live(), Used: v.Attended != nil,
		Path: "/t/" + string(v.Code), Share: h.Config.BaseURL + h.Locale(c).Path("/t/"+string(v.Code)),
	}
	if !t.Void {
		if t.QR, err = ticket.SVG(string(v.Code)); err != nil {
			return err
		}
	}
	t.Map = mapOf(&v.Event)
	if t.Bring, err = h.bring(c, h.Locale(c), &v.Event); err != nil {
		return err
	}
	if actor := web.Actor(c); actor != nil && actor.CandidateID == v.CandidateID {
		if err := h.forOwner(c, v, &t); err != nil {
			return err
		}
	}
	p := h.Page(c, "registration.ticket.title", "event", v.Event.Title)
	p.NoIndex = true
	p.Scripts = append(p.Scripts, "ticket.js")
	p.Head = layout.Installable(p)
	return h.Render(c, fiber.StatusOK, view.Ticket(p, t))
}

// forOwner adds what only the owner may see and do. Somebody else who holds a
// code that was replaced does not learn the new one.
func (h *Handler) forOwner(c *fiber.Ctx, v *postgres.RegistrationView, t *view.TicketView) error {
	t.Detail = fmt.Sprintf("/akun/pendaftaran/%d", v.ID)
	if t.Replaced {
		now, err := h.DB.MyRegistration(c.UserContext(), web.Actor(c), v.ID)
		if err == nil && now.Code != "" {
			t.Newer = "/t/" + string(now.Code)
		}
		return err
	}
	if v.Cancellable(h.Now()) && !v.Revoked {
		t.Cancel = t.Detail + "/batal"
	}
	if v.Changeable(h.Now()) {
		t.Change = t.Detail + "/sesi"
	}
	if v.Reissuable(h.Now()) {
		t.Reissue = t.Detail + "/tiket-baru"
	}
	return nil
}

// TicketCalendar is the ticket as an entry for the phone's calendar.
func (h *Handler) TicketCalendar(c *fiber.Ctx) error {
	v, err := h.ticketOf(c)
	if err != nil {
		return err
	}
	l := h.Locale(c)
	link := h.Config.BaseURL + l.Path("/t/"+string(v.Code))
	stamp := v.SubmittedAt
	if v.CancelledAt != nil {
		stamp = *v.CancelledAt
	}
	entry := calendar.File(calendar.Entry{
		UID:         fmt.Sprintf("%d@%s", v.ID, host(h.Config.BaseURL)),
		Summary:     v.Event.Title,
		Description: l.T("registration.ticket.calendar_text", "code", v.Code.Human(), "link", link),
		Location:    view.Where(v.Event, v.Session),
		URL:         link, Start: v.Starts(), End: v.Ends(), Alarm: reminder, Cancelled: void(v), Stamp: stamp,
	})
	c.Set(fiber.HeaderContentType, "text/calendar; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+v.Event.Slug+`.ics"`)
	return c.Send(entry)
}

func host(base string) string {
	u, err := url.Parse(base)
	if err != nil || u.Hostname() == "" {
		return "gerbang.invalid"
	}
	return u.Hostname()
}
