package web

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/secret"
)

// loginCookie holds the login token; the database knows only its hash.
const loginCookie = "gerbang_login"

// How long a remembered login is believed without asking the database, and
// how many are remembered. Ends and changes of rights are told to every
// replica at once; the time only covers a listener that is reconnecting.
const (
	loginMemory = 30 * time.Second
	loginLimit  = 20_000
)

// Logins remembers who is behind recent login tokens, so that a page view of
// somebody signed in costs no query.
type Logins struct {
	db  *postgres.DB
	now func() time.Time

	mu      sync.RWMutex
	known   map[string]knownLogin // by token hash
	dropped uint64                // counts Drop calls: a look-up begun before one is not kept
}

type knownLogin struct {
	actor   *app.Actor
	expires time.Time // of the login
	until   time.Time // of this memory
}

// NewLogins returns an empty memory over db.
func NewLogins(db *postgres.DB, now func() time.Time) *Logins {
	return &Logins{db: db, now: now, known: map[string]knownLogin{}}
}

// Actor returns who is signed in with the token, or nil.
func (l *Logins) Actor(ctx context.Context, token string) (*app.Actor, error) {
	hash := secret.HashToken(token)
	now := l.now()
	l.mu.RLock()
	k, ok := l.known[string(hash)]
	dropped := l.dropped
	l.mu.RUnlock()
	if ok && now.Before(k.until) && now.Before(k.expires) {
		return k.actor, nil
	}
	actor, expires, err := l.db.Login(ctx, hash)
	if errors.Is(err, app.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	if l.dropped == dropped {
		if len(l.known) >= loginLimit {
			clear(l.known)
		}
		l.known[string(hash)] = knownLogin{actor: actor, expires: expires, until: now.Add(loginMemory)}
	}
	l.mu.Unlock()
	return actor, nil
}

// Drop forgets the logins of one account, given as the payload of a
// postgres.LoginsChannel notification; an empty one forgets everybody.
func (l *Logins) Drop(payload string) {
	account, err := strconv.ParseInt(payload, 10, 64)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dropped++
	if err != nil {
		clear(l.known)
		return
	}
	for hash, k := range l.known {
		if k.actor.AccountID == account {
			delete(l.known, hash)
		}
	}
}

func (l *Logins) forget(hash []byte) {
	l.mu.Lock()
	delete(l.known, string(hash))
	l.dropped++
	l.mu.Unlock()
}

// StartLogin signs the account in on this browser. The token is always new,
// so one planted beforehand is worth nothing.
func (k *Kit) StartLogin(c *fiber.Ctx, accountID int64, ttl time.Duration) error {
	token := secret.Token()
	if err := k.DB.CreateLogin(c.UserContext(), accountID, secret.HashToken(token), Clip(c.Get(fiber.HeaderUserAgent), 300), ttl); err != nil {
		return err
	}
	c.Cookie(&fiber.Cookie{
		Name: loginCookie, Value: token, Path: "/", MaxAge: int(ttl.Seconds()),
		HTTPOnly: true, Secure: k.Config.Secure(), SameSite: fiber.CookieSameSiteLaxMode,
	})
	return nil
}

// EndLogin signs this browser out, here and in the database.
func (k *Kit) EndLogin(c *fiber.Ctx) error {
	token := c.Cookies(loginCookie)
	c.Cookie(&fiber.Cookie{Name: loginCookie, Path: "/", Expires: time.Unix(0, 0), HTTPOnly: true, Secure: k.Config.Secure(), SameSite: fiber.CookieSameSiteLaxMode})
	if token == "" {
		return nil
	}
	hash := secret.HashToken(token)
	k.Logins.forget(hash)
	return k.DB.EndLogin(c.UserContext(), hash)
}
