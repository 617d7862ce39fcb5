// Package account signs people in and out: candidates with a one-time code,
// staff with a password.
package account

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
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

// limit is how often something may be done.
type limit struct {
	name  string
	burst int
	per   time.Duration
}

var (
	codesByAddress    = limit{"code request", 5, time.Hour}
	codesByVisitor    = limit{"code request from", 300, time.Hour} // a mobile network or a fair's wifi has one address for a crowd
	passwordByAccount = limit{"password", 5, 15 * time.Minute}
	passwordByVisitor = limit{"password from", 30, 15 * time.Minute}
)

func (l limit) key(who string) string { return l.name + " " + who }

// Handler answers the addresses under /masuk, /keluar and /demo.
type Handler struct {
	*web.Kit
	proxies []netip.Prefix
}

// New returns the handlers over the kit.
func New(k *web.Kit) *Handler {
	h := &Handler{Kit: k}
	for _, s := range k.Config.TrustedProxies {
		if p, err := netip.ParsePrefix(s); err == nil {
			h.proxies = append(h.proxies, p)
		} else if a, err := netip.ParseAddr(s); err == nil {
			h.proxies = append(h.proxies, netip.PrefixFrom(a, a.BitLen()))
		}
	}
	return h
}

// within counts one use against the limit; over it, the error says how long
// to wait.
func (h *Handler) within(c *fiber.Ctx, l limit, who string) error {
	ok, wait, err := h.DB.Throttle(c.UserContext(), l.key(who), l.burst, l.per)
	if err == nil && !ok {
		err = app.ErrTooMany.With("seconds", wait)
	}
	return err
}

// refund takes a use back that turned out to be rightful, so that many people
// behind one address of the network do not shut each other out.
func (h *Handler) refund(c *fiber.Ctx, l limit, who string) error {
	return h.DB.Refund(c.UserContext(), l.key(who), l.burst, l.per)
}

// visitor returns the network that the request comes from: an IPv4 address,
// or the first half of an IPv6 one, which is what one subscriber gets. Of
// X-Forwarded-For it believes only what a trusted proxy itself has written:
// the rest can be made up to get around the limits.
func (h *Handler) visitor(c *fiber.Ctx) string {
	remote, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	if !ok {
		return "unknown"
	}
	remote = remote.Unmap()
	forwarded := strings.Split(c.Get(fiber.HeaderXForwardedFor), ",")
	for i := len(forwarded) - 1; i >= 0 && h.trusted(remote); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(forwarded[i]))
		if err != nil {
			break
		}
		remote = next.Unmap()
	}
	if remote.Is6() {
		if p, err := remote.Prefix(64); err == nil {
			return p.String()
		}
	}
	return remote.String()
}

func (h *Handler) trusted(a netip.Addr) bool {
	for _, p := range h.proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// localPath returns s if it is a path of this site to go to after signing in,
// else nothing. Browsers drop tabs and line ends inside addresses and read a
// backslash as a slash, so that any of these could lead to another site.
func localPath(s string) string {
	if len(s) > 500 || !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.Contains(s, `\`) ||
		strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return ""
	}
	if u, err := url.Parse(s); err != nil || u.Host != "" || u.Scheme != "" {
		return ""
	}
	return s
}

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

// wait turns a refusal by a limit into a message that says how long it lasts
// and the status and header that go with it.
func (h *Handler) wait(c *fiber.Ctx, e *app.Error) app.FieldError {
	var wait time.Duration
	if len(e.Args) == 2 {
		wait, _ = e.Args[1].(time.Duration)
	}
	seconds := int(wait/time.Second) + 1
	c.Set(fiber.HeaderRetryAfter, strconv.Itoa(seconds))
	text := h.Locale(c).N("common.seconds", seconds)
	if seconds > 90 {
		text = h.Locale(c).N("common.minutes", (seconds+59)/60)
	}
	return app.FieldError{Key: "account.too_many", Args: []any{"wait", text}}
}
