package admin

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/views/admin"
	"gerbang/views/layout"
)

const auditPerPage = 50

type auditQuery struct {
	Entity   string `query:"hal"`
	EntityID string `query:"nomor"`
	Action   string `query:"tindakan"`
	Actor    string `query:"oleh"`
	From     string `query:"dari"`
	To       string `query:"sampai"`
	Before   string `query:"sebelum"`
}

// Audit shows who did what, newest first.
func (h *Handler) Audit(c *fiber.Ctx) error {
	var q auditQuery
	if err := web.Query(c, &q); err != nil {
		return err
	}
	f := postgres.AuditFilter{
		Entity: web.Clip(q.Entity, 100), EntityID: positive(q.EntityID), Action: web.Clip(q.Action, 100), Actor: web.Clip(q.Actor, 100),
		From: date(q.From), To: date(q.To), Before: positive(q.Before), Limit: auditPerPage,
	}
	if !f.To.IsZero() {
		f.To = f.To.AddDate(0, 0, 1) // the last day counts
	}
	rows, more, err := h.DB.AuditTrail(c.UserContext(), f)
	if err != nil {
		return err
	}
	entities, err := h.DB.AuditEntities(c.UserContext())
	if err != nil {
		return err
	}
	list := admin.AuditList{
		Entity: q.Entity, EntityID: q.EntityID, Action: q.Action, Actor: q.Actor, From: q.From, To: q.To, Entities: entities, Paged: f.Before != 0,
	}
	for _, r := range rows {
		e := admin.Entry{
			At: r.At, Actor: r.Actor, AccountID: r.AccountID, Action: r.Action, Entity: r.Entity, EntityID: r.EntityID,
			Purpose: r.Purpose, RequestID: r.RequestID,
		}
		for _, ch := range r.Changes {
			e.Changes = append(e.Changes, admin.Change(ch))
		}
		list.Entries = append(list.Entries, e)
	}
	if more {
		list.Older = rows[len(rows)-1].ID
	}
	return h.Render(c, fiber.StatusOK, admin.AuditPage(h.page(c, "admin.audit_title", layout.NavAudit), list))
}
