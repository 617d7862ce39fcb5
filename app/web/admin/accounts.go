package admin

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/views/admin"
	"gerbang/views/layout"
)

const accountsPerPage = 50

type accountsQuery struct {
	Search string `query:"q"`
	Role   string `query:"peran"`
	Page   int    `query:"hal"`
}

// Accounts lists who has an account.
func (h *Handler) Accounts(c *fiber.Ctx) error {
	var q accountsQuery
	if err := web.Query(c, &q); err != nil {
		return err
	}
	role := app.Role(q.Role)
	if !slices.Contains(app.Roles(), role) {
		role = ""
	}
	q.Page = web.ClampPage(q.Page)
	rows, total, err := h.DB.Accounts(c.UserContext(), postgres.AccountFilter{
		Search: web.Clip(q.Search, 100), Role: role, Limit: accountsPerPage, Offset: (q.Page - 1) * accountsPerPage,
	})
	if err != nil {
		return err
	}
	list := admin.AccountList{Search: q.Search, Role: role, Total: total, Page: q.Page, Pages: (total + accountsPerPage - 1) / accountsPerPage}
	for _, r := range rows {
		a := admin.Account{
			ID: r.ID, Name: r.Name, Email: r.Email, Phone: r.Phone, Staff: r.Staff, CreatedAt: r.CreatedAt, SeenAt: r.SeenAt, Disabled: r.Disabled,
		}
		for _, g := range r.Grants {
			a.Roles = append(a.Roles, admin.Role{Role: g.Role, Scope: g.Scope})
		}
		list.Accounts = append(list.Accounts, a)
	}
	return h.Render(c, fiber.StatusOK, admin.AccountsPage(h.page(c, "admin.accounts_title", layout.NavAccounts), list))
}
