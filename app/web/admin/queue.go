package admin

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/web"
	"gerbang/views/admin"
	"gerbang/views/layout"
)

const shownWork = 100

// Queue shows the work that fails or was given up.
func (h *Handler) Queue(c *fiber.Ctx) error {
	counts, rows, err := h.DB.Queue(c.UserContext(), shownWork)
	if err != nil {
		return err
	}
	list := admin.WorkList{Waiting: counts.Waiting, Failing: counts.Failing, Dead: counts.Dead}
	for _, r := range rows {
		list.Work = append(list.Work, admin.Work{
			ID: r.ID, Kind: r.Kind, Attempts: r.Attempts, Error: r.LastError, CreatedAt: r.CreatedAt, RunAt: r.RunAt, DeadAt: r.DeadAt,
		})
	}
	return h.Render(c, fiber.StatusOK, admin.QueuePage(h.page(c, "admin.queue_title", layout.NavQueue), list))
}

// Revive has a piece of work tried again from now on.
func (h *Handler) Revive(c *fiber.Ctx) error {
	id := positive(c.Params("id"))
	if id == 0 {
		return app.ErrNotFound
	}
	if err := h.DB.Revive(c.UserContext(), web.Actor(c), id); err != nil {
		return err
	}
	h.Flash(c, "ok", "admin.revived")
	return h.Redirect(c, "/admin/antrean")
}
