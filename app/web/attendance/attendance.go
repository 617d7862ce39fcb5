// Package attendance is the work at the gates of an event: which events
// somebody checks tickets at, and the screen that reads tickets.
package attendance

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	views "gerbang/views/attendance"
)

// Handler serves the pages of those who check tickets.
type Handler struct{ *web.Kit }

// New returns the handlers over the kit.
func New(k *web.Kit) *Handler { return &Handler{k} }

// event returns the event of the address, if the actor may check in there.
func (h *Handler) event(c *fiber.Ctx) (*app.Event, error) {
	return h.DB.EventForStaff(c.UserContext(), web.Actor(c), app.CheckIn, c.Params("event"))
}

// chosenGate returns the gate with the id. An event's only gate needs no choosing.
func chosenGate(gates []postgres.Gate, id int64) (views.Gate, bool) {
	if id == 0 && len(gates) == 1 {
		return views.Gate{ID: gates[0].ID, Name: gates[0].Name}, true
	}
	i := slices.IndexFunc(gates, func(g postgres.Gate) bool { return g.ID == id })
	if i < 0 {
		return views.Gate{}, id == 0
	}
	return views.Gate{ID: gates[i].ID, Name: gates[i].Name}, true
}

// asksJSON reports whether the request is script's, not a form's.
func asksJSON(c *fiber.Ctx) bool {
	return strings.HasPrefix(c.Get(fiber.HeaderAccept), fiber.MIMEApplicationJSON) ||
		strings.HasPrefix(c.Get(fiber.HeaderContentType), fiber.MIMEApplicationJSON)
}
