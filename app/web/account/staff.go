package account

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/secret"
	"gerbang/app/web"
	"gerbang/views/account"
	"gerbang/views/ui"
)

// StaffForm asks staff for e-mail address and password.
func (h *Handler) StaffForm(c *fiber.Ctx) error {
	back := web.LocalPath(c.Query("kembali"))
	if a := web.Actor(c); a.IsStaff() {
		if back == "" {
			back = home(a)
		}
		return h.Redirect(c, back)
	}
	return h.staffPage(c, fiber.StatusOK, ui.Form{L: h.Locale(c)}, back)
}

func (h *Handler) staffPage(c *fiber.Ctx, status int, form ui.Form, back string) error {
	p := h.page(c, "account.staff_title")
	p.HasErrors = form.Failed()
	return h.Render(c, status, account.StaffPage(p, account.Staff{Form: form, Return: back}))
}

type staffInput struct {
	Email    string `form:"email" validate:"required,email,max=254"`
	Password string `form:"password" validate:"required,max=200"`
	Return   string `form:"kembali"`
}

// StaffEnter signs staff in. Whatever is wrong, the answer is one and takes
// the same time; success does not count against the limits.
func (h *Handler) StaffEnter(c *fiber.Ctx) error {
	var in staffInput
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	password := form.Value("password") // as typed: binding trims spaces
	delete(form.Values, "password")
	back := web.LocalPath(in.Return)
	if form.Failed() {
		return h.staffPage(c, fiber.StatusUnprocessableEntity, form, back)
	}
	email, visitor := strings.ToLower(in.Email), h.Visitor(c)
	err = h.Within(c, passwordByVisitor, visitor)
	if err == nil {
		err = h.Within(c, passwordByAccount, email)
	}
	if h.TooMany(c, &form, "", err) {
		return h.staffPage(c, fiber.StatusTooManyRequests, form, back)
	}
	if err != nil {
		return err
	}
	staff, err := h.DB.StaffByEmail(c.UserContext(), email)
	if err != nil {
		return err
	}
	right, err := secret.CheckPassword(c.UserContext(), password, staff.PasswordHash)
	if err != nil {
		return err
	}
	if !right {
		form.Errors = append(form.Errors, app.FieldError{Key: "account.password_wrong"})
		return h.staffPage(c, fiber.StatusUnprocessableEntity, form, back)
	}
	if err := h.Refund(c, passwordByVisitor, visitor); err != nil {
		return err
	}
	if err := h.Refund(c, passwordByAccount, email); err != nil {
		return err
	}
	if err := h.enter(c, staff.AccountID, staffLogin); err != nil {
		return err
	}
	if back == "" {
		back = "/petugas"
	}
	return h.Redirect(c, back)
}

// Logout signs this browser out.
func (h *Handler) Logout(c *fiber.Ctx) error {
	if err := h.EndLogin(c); err != nil {
		return err
	}
	h.Flash(c, "ok", "account.logged_out")
	return h.Redirect(c, "/")
}
