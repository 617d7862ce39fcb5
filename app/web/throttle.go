package web

import (
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
)

// Limit is how often something may be done: Burst times at once, and Burst
// times in every span of Per in the long run. All replicas share it.
type Limit struct {
	Name  string
	Burst int
	Per   time.Duration
}

func (l Limit) key(who string) string { return l.Name + " " + who }

// Within counts one use of the limit by who; over it, the error is
// app.ErrTooMany with argument "seconds", a time.Duration.
func (k *Kit) Within(c *fiber.Ctx, l Limit, who string) error {
	ok, wait, err := k.DB.Throttle(c.UserContext(), l.key(who), l.Burst, l.Per)
	if err == nil && !ok {
		err = app.ErrTooMany.With("seconds", wait)
	}
	return err
}

// Refund takes a use back that turned out to be rightful, so that many people
// behind one address of the network do not shut each other out.
func (k *Kit) Refund(c *fiber.Ctx, l Limit, who string) error {
	return k.DB.Refund(c.UserContext(), l.key(who), l.Burst, l.Per)
}

// RetryAfter says in words how long a refusal by a limit lasts, and sets the
// header that goes with it.
func (k *Kit) RetryAfter(c *fiber.Ctx, e *app.Error) string {
	var wait time.Duration
	if len(e.Args) == 2 {
		wait, _ = e.Args[1].(time.Duration)
	}
	seconds := int(wait/time.Second) + 1
	c.Set(fiber.HeaderRetryAfter, strconv.Itoa(seconds))
	if seconds > 90 {
		return k.Locale(c).N("common.minutes", (seconds+59)/60)
	}
	return k.Locale(c).N("common.seconds", seconds)
}

// Visitor returns the network that the request comes from: an IPv4 address,
// or the first half of an IPv6 one, which is what one subscriber gets. Of
// X-Forwarded-For it believes only what a trusted proxy itself has written:
// the rest can be made up to get around the limits.
func (k *Kit) Visitor(c *fiber.Ctx) string {
	remote, ok := netip.AddrFromSlice(c.Context().RemoteIP())
	if !ok {
		return "unknown"
	}
	remote = remote.Unmap()
	forwarded := strings.Split(c.Get(fiber.HeaderXForwardedFor), ",")
	for i := len(forwarded) - 1; i >= 0 && k.trusted(remote); i-- {
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

func (k *Kit) trusted(a netip.Addr) bool {
	for _, s := range k.Config.TrustedProxies {
		if p, err := netip.ParsePrefix(s); err == nil && p.Contains(a) {
			return true
		} else if proxy, err := netip.ParseAddr(s); err == nil && proxy == a {
			return true
		}
	}
	return false
}
