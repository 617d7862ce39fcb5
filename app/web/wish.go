package web

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// A wish is what a visitor asked for and can only have signed in.
const (
	wishCookie = "gerbang_wish"
	wishAge    = time.Hour // as long as the page of the login code
)

// Remember keeps what a visitor asked for in this browser, to be recalled
// after signing in. It travels sealed, so only a form of this site makes one.
func (k *Kit) Remember(c *fiber.Ctx, kind, value string) {
	sealed, err := k.DB.Box().Seal("wish", strconv.FormatInt(k.Now().Unix(), 10)+" "+kind+"\n"+value)
	if err != nil {
		return
	}
	c.Cookie(&fiber.Cookie{
		Name: wishCookie, Value: base64.RawURLEncoding.EncodeToString(sealed), Path: "/", MaxAge: int(wishAge.Seconds()),
		HTTPOnly: true, Secure: k.Config.Secure(), SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// Recall returns what Remember kept under the kind within the last hour, once;
// nothing otherwise.
func (k *Kit) Recall(c *fiber.Ctx, kind string) string {
	raw := c.Cookies(wishCookie)
	if raw == "" {
		return ""
	}
	c.Cookie(&fiber.Cookie{Name: wishCookie, Path: "/", Expires: time.Unix(0, 0), HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode})
	sealed, err := base64.RawURLEncoding.DecodeString(raw)
	if err != nil {
		return ""
	}
	plain, err := k.DB.Box().Open("wish", sealed)
	if err != nil {
		return ""
	}
	made, rest, _ := strings.Cut(plain, " ")
	have, value, _ := strings.Cut(rest, "\n")
	at, err := strconv.ParseInt(made, 10, 64)
	if err != nil || have != kind || k.Now().Sub(time.Unix(at, 0)) > wishAge {
		return ""
	}
	return value
}
