package messaging

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/messaging"
	"gerbang/views/ui"
)

func stateBadge(l *i18n.Locale, s postgres.BulkState) ui.BadgeItem {
	b := ui.BadgeItem{Text: l.T("bulk.state." + string(s)), Tone: ui.Mute}
	switch s {
	case postgres.BulkSent:
		b.Tone = ui.OK
	case postgres.BulkWaiting:
		b.Tone = ui.Warn
	case postgres.BulkFailed:
		b.Tone = ui.Err
	}
	return b
}

// History lists what organizers sent, and how much the event sent by itself.
func (h *Handler) History(c *fiber.Ctx) error {
	e, err := h.event(c)
	if err != nil {
		return err
	}
	ctx, actor := c.UserContext(), web.Actor(c)
	sent, err := h.DB.BulkMessages(ctx, actor, e.ID)
	if err != nil {
		return err
	}
	own, err := h.DB.LetterCounts(ctx, actor, e.ID)
	if err != nil {
		return err
	}
	p := h.page(c, "bulk.history_of", "event", e.Title)
	l := p.L
	v := view.HistoryPage{Event: e, Send: l.Path(path(e, "pesan/kirim")), Back: l.Path(path(e, "pesan")), Own: ownCounts(l, own)}
	for i := range sent {
		m := &sent[i]
		line := view.Sent{Subject: m.Indonesian.Subject, When: l.DateTime(m.CreatedAt), Author: m.Author, Href: l.Path(path(e, "pesan/riwayat/"+strconv.FormatInt(m.ID, 10)))}
		for _, s := range postgres.BulkStates() {
			if n := m.Counts[s]; n > 0 {
				b := stateBadge(l, s)
				b.Text = l.Number(int64(n)) + " " + b.Text
				line.Badges = append(line.Badges, b)
			}
		}
		v.Sent = append(v.Sent, line)
	}
	return h.Render(c, fiber.StatusOK, view.History(p, v))
}

func ownCounts(l *i18n.Locale, rows []postgres.LetterCount) []view.OwnCount {
	var out []view.OwnCount
	for _, kind := range app.Letters() {
		var sent, waiting, failed int
		for _, r := range rows {
			if r.Kind != string(kind) {
				continue
			}
			switch {
			case r.Status.Done():
				sent += r.N
			case r.Status == postgres.MessageFailed:
				failed += r.N
			default:
				waiting += r.N
			}
		}
		if sent+waiting+failed > 0 {
			n := func(v int) string { return l.Number(int64(v)) }
			out = append(out, view.OwnCount{Name: l.T("letter." + string(kind) + ".name"), Sent: n(sent), Waiting: n(waiting), Failed: n(failed)})
		}
	}
	return out
}

// sent returns the message of the address.
func (h *Handler) sent(c *fiber.Ctx) (*app.Event, *postgres.BulkMessage, error) {
	e, err := h.event(c)
	if err != nil {
		return nil, nil, err
	}
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil {
		return nil, nil, app.ErrNotFound
	}
	m, err := h.DB.BulkMessage(c.UserContext(), web.Actor(c), e.ID, id)
	return e, m, err
}

// Sent shows one message and what became of it for each reader.
func (h *Handler) Sent(c *fiber.Ctx) error {
	e, m, err := h.sent(c)
	if err != nil {
		return err
	}
	state := postgres.BulkState(c.Query("status"))
	total := m.Counts.Total()
	if slices.Contains(postgres.BulkStates(), state) {
		total = m.Counts[state]
	} else {
		state = ""
	}
	pages := (total + postgres.BulkPageSize - 1) / postgres.BulkPageSize
	page := min(web.PageNumber(c), max(pages, 1))
	readers, err := h.DB.BulkRecipients(c.UserContext(), web.Actor(c), e.ID, m.ID, state, page)
	if err != nil {
		return err
	}
	sessions, err := h.DB.Sessions(c.UserContext(), e.ID, app.EntrySession)
	if err != nil {
		return err
	}
	asked, err := h.DB.AskedQuestions(c.UserContext(), web.Actor(c), e.ID)
	if err != nil {
		return err
	}
	p := h.page(c, "bulk.history")
	p.Title = m.Indonesian.Subject
	l := p.L
	here := path(e, "pesan/riwayat/"+strconv.FormatInt(m.ID, 10))
	address := func(s postgres.BulkState, page int) string {
		q := url.Values{}
		if s != "" {
			q.Set("status", string(s))
		}
		if page > 1 {
			q.Set("hal", strconv.Itoa(page))
		}
		return l.Path(withQuery(here, q))
	}
	v := view.SentPage{
		Event: e, Back: l.Path(path(e, "pesan/riwayat")), When: l.DateTime(m.CreatedAt), Moving: m.Counts[postgres.BulkWaiting] > 0,
		Samples: []view.Sample{asWritten(h.Bundle.Locale("id"), m.Indonesian)},
		Tabs:    []ui.Tab{{Text: l.T("common.all"), Href: address("", 1), Count: l.Number(int64(m.Counts.Total())), Active: state == ""}},
		Pager:   ui.Pager{Page: page, Pages: pages, Total: total, URL: func(n int) string { return address(state, n) }},
	}
	if m.Author != "" {
		v.When += " · " + m.Author
	}
	if m.English.Body != "" {
		v.Samples = append(v.Samples, asWritten(h.Bundle.Locale("en"), m.English))
	}
	if q, err := url.ParseQuery(m.Filter); err == nil {
		v.To = chips(l, postgres.ParseParticipantFilter(q), sessions, asked)
	}
	for _, s := range postgres.BulkStates() {
		n := m.Counts[s]
		if n == 0 && s != postgres.BulkSent && s != state {
			continue
		}
		v.Stats = append(v.Stats, ui.Stat{Label: l.T("bulk.state." + string(s)), Value: l.Number(int64(n))})
		v.Tabs = append(v.Tabs, ui.Tab{Text: l.T("bulk.state." + string(s)), Href: address(s, 1), Count: l.Number(int64(n)), Active: state == s})
	}
	if n := m.Counts[postgres.BulkFailed]; n > 0 {
		v.Retry, v.Label = l.Path(here+"/ulang"), l.N("bulk.retry", n)
	}
	for _, r := range readers {
		v.Readers = append(v.Readers, view.Reader{Name: web.PersonName(l, r.Name), State: stateBadge(l, r.State), Reason: r.Reason, When: l.DateTime(r.ChangedAt)})
	}
	return h.Render(c, fiber.StatusOK, view.SentMessage(p, v))
}

// Retry has the failed ones of a message sent again.
func (h *Handler) Retry(c *fiber.Ctx) error {
	e, m, err := h.sent(c)
	if err != nil {
		return err
	}
	n, err := h.DB.RetryBulk(c.UserContext(), web.Actor(c), e.ID, m.ID)
	if err != nil {
		return err
	}
	if n > 0 {
		h.Flash(c, "ok", "bulk.retried", "n", strconv.Itoa(n))
	}
	return h.Redirect(c, path(e, "pesan/riwayat/"+strconv.FormatInt(m.ID, 10)))
}
