package account

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/secret"
	"gerbang/app/web"
	"gerbang/views/account"
	"gerbang/views/ui"
)

// CodeForm asks for the code that was sent.
func (h *Handler) CodeForm(c *fiber.Ctx) error {
	return h.codePage(c, fiber.StatusOK, ui.Form{L: h.Locale(c)}, web.LocalPath(c.Query("kembali")))
}

func (h *Handler) codePage(c *fiber.Ctx, status int, form ui.Form, back string) error {
	to, err := h.DB.LoginCodeAddress(c.UserContext(), secret.HashToken(c.Cookies(codeCookie)))
	if errors.Is(err, app.ErrNotFound) {
		return h.Redirect(c, withReturn("/masuk", back))
	}
	if err != nil {
		return err
	}
	p := h.page(c, "account.code_title")
	p.HasErrors = form.Failed()
	return h.Render(c, status, account.CodePage(p, account.Code{
		Form: form, Return: back, Address: mask(to.Channel, to.Address), Email: to.Channel == postgres.ChannelEmail,
	}))
}

type codeInput struct {
	Code   string `form:"code"`
	Return string `form:"kembali"`
}

// EnterCode signs in whoever proves to read what is sent to the address.
func (h *Handler) EnterCode(c *fiber.Ctx) error {
	var in codeInput
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	back := web.LocalPath(in.Return)
	code := digits(in.Code)
	if len(code) != 6 {
		form.Errors = append(form.Errors, app.FieldError{Field: "code", Key: "error.otp"})
		return h.codePage(c, fiber.StatusUnprocessableEntity, form, back)
	}
	id, err := h.DB.EnterLoginCode(c.UserContext(), secret.HashToken(c.Cookies(codeCookie)), code)
	if errors.Is(err, postgres.ErrStaffOnly) || errors.Is(err, postgres.ErrDisabled) {
		err = postgres.ErrCodeVoid
	}
	if h.TooMany(c, &form, "", err) {
		return h.codePage(c, fiber.StatusTooManyRequests, form, back)
	}
	if !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.codePage(c, fiber.StatusUnprocessableEntity, form, back)
	}
	if err := h.Refund(c, codesByVisitor, h.Visitor(c)); err != nil {
		return err
	}
	h.setCodeCookie(c, "")
	if err := h.enter(c, id, candidateLogin); err != nil {
		return err
	}
	if back == "" {
		back = "/akun"
	}
	return h.Redirect(c, back)
}

// digits reads a code as people copy it, with spaces or a dash in the middle;
// it returns nothing for what holds anything else.
func digits(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r != ' ' && r != '-' && r != '\u00a0':
			return ""
		}
	}
	return b.String()
}
