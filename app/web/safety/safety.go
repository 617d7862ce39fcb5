// Package safety helps people to recognise and report unsafe offers: the page
// of warning signs and contacts, reports with their code and PIN, and the
// desk of the officers who handle reports and keep the contacts.
package safety

import (
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/views/layout"
	view "gerbang/views/safety"
)

// Handler answers the addresses of reports and of what officers keep.
type Handler struct{ *web.Kit }

// New returns the handlers over the kit.
func New(k *web.Kit) *Handler { return &Handler{Kit: k} }

// Safety shows the signs of a swindle and whom to call.
func (h *Handler) Safety(c *fiber.Ctx) error {
	ctx := c.UserContext()
	signs, err := h.DB.WarningSigns(ctx)
	if err != nil {
		return err
	}
	lines, err := h.DB.Hotlines(ctx)
	if err != nil {
		return err
	}
	posts, err := h.DB.ComplaintPosts(ctx)
	if err != nil {
		return err
	}
	p := h.Page(c, "catalogue.safety.title")
	p.Nav, p.Description = layout.NavSafety, p.T("catalogue.safety.lead")
	var m view.SafetyPage
	m.Urgent, m.Contacts = contacts(p.L, lines)
	for _, s := range signs {
		m.Signs = append(m.Signs, view.Sign{Title: p.L.Choose(s.TitleID, s.TitleEN), Text: p.L.Choose(s.TextID, s.TextEN)})
	}
	for _, post := range posts {
		m.Posts = append(m.Posts, view.Post{Region: post.Region, Place: post.Place, Address: post.Address, Hours: post.Hours})
	}
	return h.Render(c, fiber.StatusOK, view.Safety(p, m))
}

// urgent returns the numbers that help within minutes.
func (h *Handler) urgent(c *fiber.Ctx) ([]view.Contact, error) {
	lines, err := h.DB.Hotlines(c.UserContext())
	if err != nil {
		return nil, err
	}
	urgent, _ := contacts(h.Locale(c), lines)
	return urgent, nil
}

func contacts(l *i18n.Locale, lines []postgres.Hotline) (urgent, others []view.Contact) {
	for _, line := range lines {
		v := view.NewContact(line.Channel, line.Contact, l.Choose(line.Purpose, line.PurposeEN), l.Choose(line.Hours, line.HoursEN))
		if line.Urgent {
			urgent = append(urgent, v)
		} else {
			others = append(others, v)
		}
	}
	return urgent, others
}

// setSealed keeps a value in a cookie that nobody else can read or make. It
// ends with the browser's session, and is believed no longer than age.
func (h *Handler) setSealed(c *fiber.Ctx, name string, v any, age time.Duration) error {
	b, err := json.Marshal(sealedValue[any]{Until: h.Now().Add(age), Value: v})
	if err != nil {
		return err
	}
	sealed, err := h.DB.Box().Seal(name, string(b))
	if err != nil {
		return err
	}
	c.Cookie(&fiber.Cookie{
		Name: name, Value: base64.RawURLEncoding.EncodeToString(sealed), Path: "/",
		HTTPOnly: true, Secure: h.Config.Secure(), SameSite: fiber.CookieSameSiteLaxMode, SessionOnly: true,
	})
	return nil
}

type sealedValue[V any] struct {
	Until time.Time `json:"until"`
	Value V         `json:"value"`
}

// sealed reads what setSealed kept; ok is false when there is nothing or it is too old.
func sealed[V any](h *Handler, c *fiber.Ctx, name string) (value V, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(c.Cookies(name))
	if err != nil || len(raw) == 0 {
		return value, false
	}
	plain, err := h.DB.Box().Open(name, raw)
	if err != nil {
		return value, false
	}
	var s sealedValue[V]
	if err := json.Unmarshal([]byte(plain), &s); err != nil || !h.Now().Before(s.Until) {
		return value, false
	}
	return s.Value, true
}

func (h *Handler) dropCookie(c *fiber.Ctx, name string) {
	c.Cookie(&fiber.Cookie{Name: name, Path: "/", Expires: time.Unix(0, 0), HTTPOnly: true, Secure: h.Config.Secure(), SameSite: fiber.CookieSameSiteLaxMode})
}
