// Package account signs people in and out: candidates with a one-time code,
// staff with a password.
package account

import (
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/web"
	"gerbang/views/layout"
)

// How long somebody stays signed in.
const (
	candidateLogin = 30 * 24 * time.Hour
	staffLogin     = 12 * time.Hour
)

var (
	codesByAddress    = web.Limit{Name: "code request", Burst: 5, Per: time.Hour}
	codesByVisitor    = web.Limit{Name: "code request from", Burst: 300, Per: time.Hour} // a mobile network or a fair's wifi has one address for a crowd
	passwordByAccount = web.Limit{Name: "password", Burst: 5, Per: 15 * time.Minute}
	passwordByVisitor = web.Limit{Name: "password from", Burst: 30, Per: 15 * time.Minute}
)

// Handler answers the addresses under /masuk, /keluar and /demo.
type Handler struct{ *web.Kit }

// New returns the handlers over the kit.
func New(k *web.Kit) *Handler { return &Handler{Kit: k} }

// withReturn adds the way back to a path.
func withReturn(path, back string) string {
	if back == "" {
		return path
	}
	return path + "?kembali=" + url.QueryEscape(back)
}

// home is where somebody goes who came to sign in from nowhere else.
func home(a *app.Actor) string {
	if a.IsStaff() {
		return "/petugas"
	}
	return "/akun"
}

// enter signs the account in on this browser, instead of whoever was before.
func (h *Handler) enter(c *fiber.Ctx, accountID int64, ttl time.Duration) error {
	if err := h.DB.SetLocale(c.UserContext(), accountID, h.Locale(c).Tag()); err != nil {
		return err
	}
	if err := h.EndLogin(c); err != nil {
		return err
	}
	return h.StartLogin(c, accountID, ttl)
}

// page starts a page that no cache may keep and no search engine should list.
func (h *Handler) page(c *fiber.Ctx, titleKey string) layout.Page {
	c.Set(fiber.HeaderCacheControl, "no-store")
	p := h.Page(c, titleKey)
	p.Nav, p.NoIndex = layout.NavLogin, true
	return p
}
