package account

import (
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/secret"
	"gerbang/app/web"
	"gerbang/views/account"
	"gerbang/views/ui"
)

// codeCookie binds a one-time code to the browser that asked for it.
const (
	codeCookie    = "gerbang_code"
	codeCookieAge = time.Hour // longer than the code: the page still offers to send another
)

// LoginForm asks for an e-mail address or phone number.
func (h *Handler) LoginForm(c *fiber.Ctx) error {
	back := web.LocalPath(c.Query("kembali"))
	if a := web.Actor(c); a != nil {
		if back == "" {
			back = home(a)
		}
		return h.Redirect(c, back)
	}
	return h.loginPage(c, fiber.StatusOK, ui.Form{L: h.Locale(c)}, back)
}

func (h *Handler) loginPage(c *fiber.Ctx, status int, form ui.Form, back string) error {
	p := h.page(c, "account.login_title")
	p.HasErrors = form.Failed()
	return h.Render(c, status, account.LoginPage(p, account.Login{Form: form, Return: back, EmailOnly: !h.Config.DemoOn()}))
}

type loginInput struct {
	Contact string `form:"contact"`
	Return  string `form:"kembali"`
	Again   bool   `form:"ulang"` // from the page of the code: to the same address
}

// RequestCode sends a one-time code. The answer is the same whoever owns the
// address.
func (h *Handler) RequestCode(c *fiber.Ctx) error {
	var in loginInput
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	back := web.LocalPath(in.Return)
	email, phone, err := h.contact(c, in)
	if errors.Is(err, app.ErrNotFound) {
		return h.Redirect(c, withReturn("/masuk", back))
	}
	if !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.loginPage(c, fiber.StatusUnprocessableEntity, form, back)
	}
	err = h.Within(c, codesByVisitor, h.Visitor(c))
	if err == nil {
		err = h.Within(c, codesByAddress, email+phone)
	}
	if h.TooMany(c, &form, "", err) {
		if in.Again {
			return h.codePage(c, fiber.StatusTooManyRequests, form, back)
		}
		return h.loginPage(c, fiber.StatusTooManyRequests, form, back)
	}
	if err != nil {
		return err
	}
	token := secret.Token()
	if err := h.DB.RequestLoginCode(c.UserContext(), postgres.CodeRequest{
		Email: email, Phone: phone, TokenHash: secret.HashToken(token), Locale: h.Locale(c).Tag(),
	}); err != nil {
		return err
	}
	h.setCodeCookie(c, token)
	if in.Again {
		h.Flash(c, "ok", "account.code_resent")
	}
	return h.Redirect(c, withReturn("/masuk/kode", back))
}

// contact returns where to send the code: to what was typed, or again to
// where this browser's last one went.
func (h *Handler) contact(c *fiber.Ctx, in loginInput) (email, phone string, err error) {
	if in.Again {
		to, err := h.DB.LoginCodeAddress(c.UserContext(), secret.HashToken(c.Cookies(codeCookie)))
		if err != nil {
			return "", "", err
		}
		if to.Channel == postgres.ChannelEmail {
			return to.Address, "", nil
		}
		return "", to.Address, nil
	}
	email, phone, err = parseContact(in.Contact)
	if err == nil && phone != "" && !h.Config.DemoOn() {
		err = errPhoneUnsendable
	}
	return email, phone, err
}

func (h *Handler) setCodeCookie(c *fiber.Ctx, token string) {
	cookie := &fiber.Cookie{
		Name: codeCookie, Value: token, Path: "/", MaxAge: int(codeCookieAge.Seconds()),
		HTTPOnly: true, Secure: h.Config.Secure(), SameSite: fiber.CookieSameSiteLaxMode,
	}
	if token == "" {
		cookie.MaxAge, cookie.Expires = 0, time.Unix(0, 0)
	}
	c.Cookie(cookie)
}
