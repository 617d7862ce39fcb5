package attendance

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
)

// The list of tickets that a device at a gate holds is split into buckets, so
// that a device which has most of it fetches only what changed: it says which
// sums it has, and gets the buckets that differ. That way a list mends itself,
// whatever a device missed.
const (
	buckets   = 64
	sumLen    = 8                // hexadecimal digits of a bucket's sum
	listAge   = 3 * time.Second  // how long one list serves all devices of an event
	marksBack = 90 * time.Second // marks that were being written when a device last asked
)

// ticketState is how a ticket stands, in one letter for the device.
type ticketState string

const (
	stateGood      ticketState = "ok"
	stateWaiting   ticketState = "waitlisted"
	stateUndecided ticketState = "not_decided"
	stateCancelled ticketState = "cancelled"
	stateRevoked   ticketState = "revoked"
)

// gateList is the list of an event, ready to be compared with what a device has.
type gateList struct {
	sums    [buckets]string
	buckets [buckets][]gateEntry
	n       int
}

// gateEntry is one ticket: the hash of what people type, a check of the whole
// code, the holder's short name, the state and the sessions. No number of an
// identity card, no telephone, no whole name and no code stands in it.
type gateEntry [5]any

func (h *Handler) readList(ctx context.Context, event string) (*gateList, error) {
	id, err := strconv.ParseInt(event, 10, 64)
	if err != nil {
		return nil, err
	}
	tickets, err := h.DB.GateTickets(ctx, app.System("gate"), id)
	if err != nil {
		return nil, err
	}
	key := h.DB.GateKey(id)
	l := &gateList{n: len(tickets)}
	for i := range tickets {
		t := &tickets[i]
		hash := hashOf(key, string(t.Code[:app.HumanCodeLen]))
		b := int(hash[0]) % buckets
		l.buckets[b] = append(l.buckets[b], gateEntry{
			encode(hash), encode(hashOf(key, string(t.Code))[:3]), app.ShortName(t.Name), stateOf(t), t.Sessions,
		})
	}
	for b, entries := range l.buckets {
		slices.SortFunc(entries, func(x, y gateEntry) int {
			return strings.Compare(x[0].(string)+x[1].(string), y[0].(string)+y[1].(string))
		})
		body, err := json.Marshal(entries)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(body)
		l.sums[b] = hex.EncodeToString(sum[:])[:sumLen]
	}
	return l, nil
}

// hashOf is how a device finds a code in its list without holding it.
func hashOf(key []byte, code string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(code))
	return mac.Sum(nil)[:9]
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func stateOf(t *postgres.GateTicket) ticketState {
	switch {
	case t.Status == app.Cancelled:
		return stateCancelled
	case t.Revoked:
		return stateRevoked
	case t.Status == app.Waitlisted, t.Status == app.Offered:
		return stateWaiting
	case t.Status.HoldsPlace(), t.Status == app.Submitted && len(t.Sessions) > 0:
		return stateGood
	}
	return stateUndecided
}

// listAnswer is what a device gets: whatever of the list it does not have.
type listAnswer struct {
	At       time.Time           `json:"at"`      // our clock; also what to ask for marks since, next time
	Key      string              `json:"key"`     // to hash codes with
	Event    listEvent           `json:"event"`   // what decides beside the ticket
	Tickets  int                 `json:"tickets"` // in the whole list
	Buckets  map[int]listBucket  `json:"buckets"`
	Sessions map[int64]listTimes `json:"sessions"`
	Marks    [][5]any            `json:"marks"` // hash, session, when (ms), where and by whom, annulled
}

type listEvent struct {
	ID      int64       `json:"id"`
	Off     bool        `json:"off"` // called off
	From    int64       `json:"from"`
	To      int64       `json:"to"`
	Reentry app.Reentry `json:"reentry"`
	Wait    int64       `json:"wait"` // ms
	Early   int64       `json:"early"`
	Late    int64       `json:"late"`
}

type listBucket struct {
	Sum     string      `json:"sum"`
	Entries []gateEntry `json:"entries"`
}

type listTimes struct {
	Text string `json:"text"`
	From int64  `json:"from"` // ms
	To   int64  `json:"to"`
}

// List sends a device what it lacks of the list of an event, and who was let
// in since it last asked.
func (h *Handler) List(c *fiber.Ctx) error {
	var q struct {
		Have  string `query:"punya"` // the sums of all buckets, one after the other
		Since int64  `query:"sejak"` // the "at" of the last answer, in ms; 0 the first time
	}
	if err := web.Query(c, &q); err != nil {
		return err
	}
	event, err := h.event(c)
	if err != nil {
		return err
	}
	list, err := h.lists.Value(c.UserContext(), h.Kit, strconv.FormatInt(event.ID, 10))
	if err != nil {
		return err
	}
	now := h.Now()
	since := time.UnixMilli(max(q.Since, 0)).Add(-marksBack)
	if since.After(now) {
		since = now.Add(-marksBack)
	}
	marks, err := h.DB.GateMarks(c.UserContext(), event.ID, since)
	if err != nil {
		return err
	}
	l := h.Locale(c)
	sessions, err := h.sessionTimes(c.UserContext(), l, event)
	if err != nil {
		return err
	}
	key := h.DB.GateKey(event.ID)
	out := listAnswer{
		At: now, Key: base64.StdEncoding.EncodeToString(key), Tickets: list.n, Buckets: list.lacking(q.Have), Sessions: sessions, Marks: make([][5]any, len(marks)),
		Event: listEvent{
			ID: event.ID, Off: event.Status == app.EventCancelled, From: event.StartsAt.UnixMilli(), To: event.EndsAt.UnixMilli(),
			Reentry: event.Reentry, Wait: event.ReentryWait.Milliseconds(), Early: event.EarlyEntry.Milliseconds(), Late: event.LateEntry.Milliseconds(),
		},
	}
	for i, m := range marks {
		by := l.Clock(m.At)
		if m.Gate != "" {
			by = l.T("attendance.verdict.at_gate", "time", by, "gate", m.Gate)
		}
		out.Marks[i] = [5]any{encode(hashOf(key, string(m.Code[:app.HumanCodeLen]))), m.SessionID, m.At.UnixMilli(), by, m.Annulled}
	}
	return sendJSON(c, out)
}

// lacking returns the buckets whose sums a device does not have.
func (l *gateList) lacking(have string) map[int]listBucket {
	out := map[int]listBucket{}
	for b := range l.buckets {
		if from := b * sumLen; len(have) >= from+sumLen && have[from:from+sumLen] == l.sums[b] {
			continue
		}
		entries := l.buckets[b]
		if entries == nil {
			entries = []gateEntry{}
		}
		out[b] = listBucket{l.sums[b], entries}
	}
	return out
}

func (h *Handler) sessionTimes(ctx context.Context, l *i18n.Locale, event *app.Event) (map[int64]listTimes, error) {
	sessions, err := h.DB.AllSessions(ctx, event.ID)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]listTimes, len(sessions))
	for i := range sessions {
		s := &sessions[i]
		out[s.ID] = listTimes{sessionText(l, s, h.Now()), s.StartsAt.UnixMilli(), s.EndsAt.UnixMilli()}
	}
	return out, nil
}

func sendJSON(c *fiber.Ctx, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("attendance: %w", err)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	return c.Send(body)
}
