package training

import (
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/training"
	"gerbang/views/ui"
)

const maxWords = 100

// List shows the courses that the actor may edit.
func (h *Handler) List(c *fiber.Ctx) error {
	return h.list(c, fiber.StatusOK, ui.Form{L: h.Locale(c)})
}

func (h *Handler) list(c *fiber.Ctx, code int, form ui.Form) error {
	var in struct {
		Q      string `query:"q"`
		Status string `query:"status"`
		Page   int    `query:"hal"`
	}
	if err := web.Query(c, &in); err != nil {
		return err
	}
	status, words := app.EventStatus(""), web.Clip(in.Q, maxWords)
	for _, s := range app.EventStatuses() {
		if string(s) == in.Status {
			status = s
		}
	}
	page := web.ClampPage(in.Page)
	actor := web.Actor(c)
	courses, counts, err := h.DB.DeskCourses(c.UserContext(), actor, status, words, page)
	if err != nil {
		return err
	}
	p := h.page(c, "training.title")
	p.HasErrors = form.Failed()
	l := p.L
	address := func(s app.EventStatus, page int) string {
		q := url.Values{}
		if words != "" {
			q.Set("q", words)
		}
		if s != "" {
			q.Set("status", string(s))
		}
		if page > 1 {
			q.Set("hal", strconv.Itoa(page))
		}
		if len(q) == 0 {
			return l.Path(home)
		}
		return l.Path(home + "?" + q.Encode())
	}
	total := 0
	for _, n := range counts {
		total += n
	}
	v := view.ListPage{Q: words, Status: string(status), Form: form, Action: l.Path(home), Bulk: l.Path(home + "/status")}
	if actor.CanAll(app.EditEvents) {
		v.New = l.Path(home + "/baru")
	}
	v.Tabs = append(v.Tabs, ui.Tab{Text: l.T("common.all"), Href: address("", 1), Count: l.Number(int64(total)), Active: status == ""})
	for _, s := range app.EventStatuses() {
		v.Tabs = append(v.Tabs, ui.Tab{Text: statusName(l, s), Href: address(s, 1), Count: l.Number(int64(counts[s])), Active: status == s})
	}
	shown := total
	if status != "" {
		shown = counts[status]
	}
	v.Pager = ui.Pager{Page: page, Pages: max(1, (shown+postgres.DeskPageSize-1)/postgres.DeskPageSize), Total: shown, URL: func(n int) string { return address(status, n) }}
	for i := range courses {
		v.Rows = append(v.Rows, row(l, &courses[i]))
	}
	return h.Render(c, code, view.List(p, v))
}

func row(l *i18n.Locale, d *postgres.DeskCourse) view.Row {
	return view.Row{
		ID: strconv.FormatInt(d.ID, 10), Title: d.Title, Note: joinDot(d.Trade, d.Batch), Href: l.Path(path(d.ID)),
		When: l.DateRange(d.StartsAt, d.Last()), Meetings: l.N("course.meetings", d.Meetings),
		Applicants: l.Number(int64(d.Applicants)) + " / " + l.Number(int64(d.Capacity)), Status: statusBadge(l, d.Status),
	}
}

func joinDot(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " · " + b
}

func statusBadge(l *i18n.Locale, s app.EventStatus) ui.BadgeItem {
	b := ui.BadgeItem{Tone: ui.Mute, Text: statusName(l, s)}
	switch s {
	case app.EventPublished:
		b.Tone = ui.OK
	case app.EventCancelled:
		b.Tone = ui.Err
	case app.EventDraft:
		b.Tone, b.Icon = ui.Info, "pencil"
	}
	return b
}
