package candidate

import (
	"net/url"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/phone"
	"gerbang/app/postgres"
	"gerbang/app/secret"
	"gerbang/app/web"
	view "gerbang/views/candidate"
	"gerbang/views/ui"
)

// proofCookie binds a code that proves who is there to this browser.
const (
	proofCookie = "gerbang_proof"
	proofPath   = "/akun/kode"
)

var proofs = web.Limit{Name: "proof of", Burst: 8, Per: time.Hour}

// Prove asks for a fresh code before what a stolen phone must not be able to
// do, and sends one when it is asked to.
func (h *Handler) Prove(c *fiber.Ctx) error {
	return h.provePage(c, fiber.StatusOK, ui.Form{L: h.Locale(c)}, web.LocalPath(c.Query("kembali")))
}

func (h *Handler) provePage(c *fiber.Ctx, status int, form ui.Form, back string) error {
	email, number, err := h.DB.OwnAddress(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	p := h.page(c, "privacy.prove_title")
	p.HasErrors = form.Failed()
	v := view.ProveView{Form: form, Return: back, Sent: c.Cookies(proofCookie) != "", Address: number}
	if email != "" {
		name, domain, _ := strings.Cut(email, "@")
		v.Address = string([]rune(name)[:1]) + "••••@" + domain
	} else {
		v.Address = phone.Mask(number)
	}
	return h.Render(c, status, view.Prove(p, v))
}

// SendProof sends the code to the account's own address.
func (h *Handler) SendProof(c *fiber.Ctx) error {
	back := web.LocalPath(c.FormValue("kembali"))
	form := ui.Form{L: h.Locale(c)}
	err := h.Within(c, proofs, formatID(web.Actor(c).AccountID))
	if h.TooMany(c, &form, "", err) {
		return h.provePage(c, fiber.StatusTooManyRequests, form, back)
	}
	if err != nil {
		return err
	}
	email, number, err := h.DB.OwnAddress(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	token := secret.Token()
	if err := h.DB.RequestLoginCode(c.UserContext(), postgres.CodeRequest{
		Email: email, Phone: number, TokenHash: secret.HashToken(token), Locale: h.Locale(c).Tag(),
	}); err != nil {
		return err
	}
	h.setProof(c, token)
	h.Flash(c, "ok", "privacy.code_sent")
	return h.Redirect(c, proofPath+"?kembali="+url.QueryEscape(back))
}

func (h *Handler) setProof(c *fiber.Ctx, token string) {
	cookie := &fiber.Cookie{
		Name: proofCookie, Value: token, Path: "/", MaxAge: int(postgres.LoginCodeAge.Seconds()),
		HTTPOnly: true, Secure: h.Config.Secure(), SameSite: fiber.CookieSameSiteLaxMode,
	}
	if token == "" {
		cookie.MaxAge, cookie.Expires = 0, time.Unix(0, 0)
	}
	c.Cookie(cookie)
}

// EnterProof takes the code and leads back to what it was for.
func (h *Handler) EnterProof(c *fiber.Ctx) error {
	var in struct {
		Code   string `form:"code"`
		Return string `form:"kembali"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	back := web.LocalPath(in.Return)
	code := strings.NewReplacer(" ", "", "-", "").Replace(in.Code)
	if len(code) != 6 {
		form.Errors = append(form.Errors, app.FieldError{Field: "code", Key: "error.otp"})
		return h.provePage(c, fiber.StatusUnprocessableEntity, form, back)
	}
	err = h.DB.Prove(c.UserContext(), web.Actor(c), secret.HashToken(c.Cookies(proofCookie)), code)
	if h.TooMany(c, &form, "", err) {
		return h.provePage(c, fiber.StatusTooManyRequests, form, back)
	}
	if !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.provePage(c, fiber.StatusUnprocessableEntity, form, back)
	}
	h.setProof(c, "")
	if back == "" {
		back = dataPath
	}
	return h.Redirect(c, back)
}
