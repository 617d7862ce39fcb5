// Package attendance is the work at the gates of an event: which events
// somebody checks tickets at, and the screen that reads tickets.
package attendance

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	views "gerbang/views/attendance"
)

// Handler serves the pages of those who check tickets.
type Handler struct {
	*web.Kit
	events *web.Memo[*app.Event]
	lists  *web.Memo[*gateList]
}

// eventAge is how long the texts of an event are believed at its gates. What
// verdicts rest on is read with every scan.
const eventAge = 5 * time.Second

// New returns the handlers over the kit.
func New(k *web.Kit) *Handler {
	h := &Handler{Kit: k}
	h.events = &web.Memo[*app.Event]{Age: eventAge, Read: func(ctx context.Context, slug string) (*app.Event, error) {
		return k.DB.EventForStaff(ctx, app.System("gate"), app.CheckIn, slug)
	}}
	h.lists = &web.Memo[*gateList]{Age: listAge, Read: h.readList}
	return h
}

// event returns the event of the address, if the actor may check in there.
func (h *Handler) event(c *fiber.Ctx) (*app.Event, error) {
	e, err := h.events.Value(c.UserContext(), h.Kit, c.Params("event"))
	if err != nil {
		return nil, err
	}
	if !web.Actor(c).CanEvent(app.CheckIn, e.ID) {
		return nil, app.ErrNotFound
	}
	return e, nil
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
