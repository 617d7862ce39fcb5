// Package selection is the desk on which a course chooses among its
// applicants: settings, checks, slots, scores, ranking and results. Assessors
// see the slots and scores only.
package selection

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/web"
	"gerbang/app/web/formtime"
	"gerbang/views/layout"
	view "gerbang/views/selection"
	"gerbang/views/ui"
)

// Handler answers the pages below /panitia/{event}/seleksi.
type Handler struct {
	*web.Kit
	uploads chan struct{} // one token for every file being read
}

// maxUploads is how many files one process reads at once.
const maxUploads = 2

// New returns the handler.
func New(k *web.Kit) *Handler { return &Handler{Kit: k, uploads: make(chan struct{}, maxUploads)} }

// desk is one request: the event with its selection, and the page's frame.
type desk struct {
	h     *Handler
	c     *fiber.Ctx
	l     *i18n.Locale
	actor *app.Actor
	event *app.Event
	plan  *app.SelectionPlan
}

// desk returns what the request is about, if the actor holds the permission
// over the event.
func (h *Handler) desk(c *fiber.Ctx, p app.Permission) (*desk, error) {
	d := &desk{h: h, c: c, l: h.Locale(c), actor: web.Actor(c)}
	var err error
	if d.event, err = h.DB.EventForStaff(c.UserContext(), d.actor, p, c.Params("event")); err != nil {
		return nil, err
	}
	d.plan, err = h.DB.Selection(c.UserContext(), d.actor, p, d.event.ID)
	return d, err
}

// path returns the address of a page of the desk, without the language.
func (d *desk) path(parts ...string) string {
	return strings.Join(append([]string{"/panitia/" + d.event.Slug + "/seleksi"}, parts...), "/")
}

func (d *desk) href(parts ...string) string { return d.l.Path(d.path(parts...)) }

// pages are the parts of the desk in order, with who may open them.
var pages = []struct {
	path, key  string
	permission app.Permission
}{
	{"", "selection.tab.overview", app.EditEvents},
	{"pengaturan", "selection.tab.settings", app.EditEvents},
	{"pelamar", "selection.tab.applicants", app.EditEvents},
	{"slot", "selection.tab.slots", app.Assess},
	{"nilai", "selection.tab.scores", app.Assess},
	{"peringkat", "selection.tab.ranking", app.EditEvents},
	{"hasil", "selection.tab.results", app.EditEvents},
}

// frame starts a page of the desk; at is its path among pages.
func (d *desk) frame(at, titleKey string, form ui.Form) view.Frame {
	p := d.h.Page(d.c, titleKey)
	p.Nav, p.NoIndex, p.HasErrors = layout.NavOrganizer, true, form.Failed()
	f := view.Frame{Page: p, Event: d.event, Form: form, Title: p.Title, Edits: d.actor.CanEvent(app.EditEvents, d.event.ID)}
	for _, page := range pages {
		if !d.actor.CanEvent(page.permission, d.event.ID) {
			continue
		}
		href := d.href()
		if page.path != "" {
			href = d.href(page.path)
		}
		f.Tabs = append(f.Tabs, ui.Tab{Text: d.l.T(page.key), Href: href, Active: page.path == at})
	}
	switch {
	case d.plan.PublishedAt != nil:
		f.Closed = d.l.T("selection.closed.published", "time", d.l.DateTime(*d.plan.PublishedAt))
	case d.plan.PublishAt != nil:
		f.Closed = d.l.T("selection.closed.scheduled", "time", d.l.DateTime(*d.plan.PublishAt))
	}
	return f
}

// form returns an empty form, or one with values to begin with.
func (d *desk) form(values map[string][]string) ui.Form { return ui.Form{L: d.l, Values: values} }

// address returns a page of the desk with parameters, those that are empty
// left out.
func (d *desk) address(page string, pairs ...string) string {
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" && pairs[i+1] != "0" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return d.href(page)
	}
	return d.href(page) + "?" + q.Encode()
}

// number reads the part of the address that names a registration or session.
func (d *desk) number(param string) (int64, error) {
	id, err := strconv.ParseInt(d.c.Params(param), 10, 64)
	if err != nil || id <= 0 {
		return 0, app.ErrNotFound
	}
	return id, nil
}

func (d *desk) component(c *app.Component) string { return d.l.Choose(c.Name, c.NameEN) }

// roundName names a round by what is taken in it.
func (d *desk) roundName(round int) string {
	if name := d.l.RoundName(d.plan, round); name != "" {
		return name
	}
	return d.l.T("selection.round", "n", round)
}

// points writes points in the language of the page.
func (d *desk) points(p app.Points) string { return view.Points(d.l, p) }

func (d *desk) mark(m app.Mark) string {
	switch m.State {
	case app.Scored:
		return d.points(m.Score)
	case app.WasAbsent:
		return d.l.T("selection.absent_short")
	}
	return ""
}

func itoa(n int) string { return strconv.Itoa(n) }

func id(n int64) string { return strconv.FormatInt(n, 10) }

// ids reads the numbers that a form ticks.
func ids(values []string) []int64 {
	var out []int64
	for _, v := range values {
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// code writes a human ticket code in two groups.
func code(s string) string {
	if len(s) != 8 {
		return s
	}
	return s[:4] + "-" + s[4:]
}

// readDay reads a date of a form; nil when there is none or it is none.
func readDay(s string) *time.Time {
	t := formtime.Day(s)
	if t.IsZero() {
		return nil
	}
	return &t
}

func writeDay(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.In(app.Jakarta).Format(time.DateOnly)
}
