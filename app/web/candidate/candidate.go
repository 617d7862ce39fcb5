// Package candidate answers the pages of a candidate's own account: what to
// do next, tickets, registrations and profile.
package candidate

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/candidate"
	"gerbang/views/layout"
	"gerbang/views/registration"
	"gerbang/views/ui"
)

// Handler answers the pages under /akun.
type Handler struct{ *web.Kit }

// New returns the handlers over the kit.
func New(k *web.Kit) *Handler { return &Handler{k} }

// page starts the frame of a page of the account, which nobody else may keep.
func (h *Handler) page(c *fiber.Ctx, titleKey string) layout.Page {
	p := h.Page(c, titleKey)
	p.Nav, p.NoIndex = layout.NavAccount, true
	p.Scripts = append(p.Scripts, "ticket.js") // keeps tickets on the phone
	p.Head = layout.Installable(p)
	return p
}

// entry is a registration as lists show it.
func (h *Handler) entry(l *i18n.Locale, v *postgres.RegistrationView) view.Entry {
	e := view.Entry{
		ID: v.ID, Event: v.Event, Session: v.Session, Starts: v.Starts(), Status: v.Status,
		Badge: registration.Badge(l, v.Status), Line: v.Position,
		Over: !v.Status.Live() || !h.Now().Before(v.Ends()) || v.Event.Status == app.EventCancelled,
	}
	if v.Event.Status == app.EventCancelled && v.Status.Live() {
		e.Badge = ui.BadgeItem{Tone: ui.Err, Text: l.T("registration.ticket.event_off")}
	}
	if v.Code != "" {
		e.Ticket = "/t/" + string(v.Code)
	}
	return e
}

func (h *Handler) entries(c *fiber.Ctx) (standing, over []view.Entry, err error) {
	views, err := h.DB.MyRegistrations(c.UserContext(), web.Actor(c))
	if err != nil {
		return nil, nil, err
	}
	l := h.Locale(c)
	for i := range views {
		e := h.entry(l, &views[i])
		if e.Over {
			over = append(over, e)
		} else {
			standing = append(standing, e)
		}
	}
	return standing, over, nil
}

func withTicket(entries []view.Entry) []view.Entry {
	var out []view.Entry
	for _, e := range entries {
		if e.Ticket != "" {
			out = append(out, e)
		}
	}
	return out
}

// mine returns the registration of the address, if it is the visitor's own.
func (h *Handler) mine(c *fiber.Ctx) (*postgres.RegistrationView, error) {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil || id <= 0 {
		return nil, app.ErrNotFound
	}
	return h.DB.MyRegistration(c.UserContext(), web.Actor(c), id)
}
