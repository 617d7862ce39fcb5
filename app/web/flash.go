package web

import (
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/views/layout"
)

const flashCookie = "gerbang_flash"

// flashNote is a message on its way over a redirect. It travels sealed in a
// cookie, so it needs no state on the server and cannot be made up.
type flashNote struct {
	Kind string   `json:"k"`
	Key  string   `json:"t"`
	Args []string `json:"a,omitempty"`
}

// Flash leaves a message for the next page: kind is ok, warn, err or info;
// args are name, value pairs of strings.
func (k *Kit) Flash(c *fiber.Ctx, kind, key string, args ...string) {
	b, err := json.Marshal(flashNote{Kind: kind, Key: key, Args: args})
	if err != nil {
		return
	}
	sealed, err := k.DB.Box().Seal("flash", string(b))
	if err != nil {
		return
	}
	c.Cookie(&fiber.Cookie{
		Name: flashCookie, Value: base64.RawURLEncoding.EncodeToString(sealed), Path: "/",
		MaxAge: 60, HTTPOnly: true, Secure: k.Config.Secure(), SameSite: fiber.CookieSameSiteLaxMode,
	})
}

func (k *Kit) takeFlash(c *fiber.Ctx) *layout.Flash {
	raw := c.Cookies(flashCookie)
	if raw == "" {
		return nil
	}
	c.Cookie(&fiber.Cookie{Name: flashCookie, Path: "/", Expires: time.Unix(0, 0), HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode})
	sealed, err := base64.RawURLEncoding.DecodeString(raw)
	if err != nil {
		return nil
	}
	plain, err := k.DB.Box().Open("flash", sealed)
	if err != nil {
		return nil
	}
	var n flashNote
	if err := json.Unmarshal([]byte(plain), &n); err != nil {
		return nil
	}
	args := make([]any, len(n.Args))
	for i, a := range n.Args {
		args[i] = a
	}
	return &layout.Flash{Kind: n.Kind, Text: k.Locale(c).T(n.Key, args...)}
}
