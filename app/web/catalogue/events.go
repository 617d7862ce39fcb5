package catalogue

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/find"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/app/web/jobtext"
	view "gerbang/views/catalogue"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// kinds says what the pages of each kind of event are called.
var kinds = map[app.EventKind]struct{ path, nav, texts string }{
	app.JobFair:  {"/bursa-kerja", layout.NavFairs, "catalogue.fairs"},
	app.Course:   {"/pelatihan", layout.NavCourses, "catalogue.courses"},
	app.Outreach: {"/sosialisasi", layout.NavOutreach, "catalogue.outreach"},
}

func eventPath(kind app.EventKind) string { return kinds[kind].path }

// Fairs lists the job fairs.
func (h *Handler) Fairs(c *fiber.Ctx) error { return h.events(c, app.JobFair) }

// OutreachList lists the outreach sessions.
func (h *Handler) OutreachList(c *fiber.Ctx) error { return h.events(c, app.Outreach) }

func (h *Handler) events(c *fiber.Ctx, kind app.EventKind) error {
	var in struct {
		When string `query:"waktu"`
		Page string `query:"hal"`
	}
	if err := web.Query(c, &in); err != nil {
		return err
	}
	list, err := h.eventList(c, kind, in.When)
	if err != nil {
		return err
	}
	return h.listEvents(c, list, find.PageNumber(in.Page), nil)
}

// eventList is what the address of a list of events asks for.
type eventList struct {
	filter postgres.EventFilter
	words  find.Query // only words and whether they are meant exactly
	found  *find.Found
	query  url.Values // all of it but the page, in its normal form
}

// eventList reads what lists of all kinds have: words and the time looked at.
func (h *Handler) eventList(c *fiber.Ctx, kind app.EventKind, when string) (*eventList, error) {
	shelf, err := h.jobShelf(c.UserContext())
	if err != nil {
		return nil, err
	}
	q := find.ParseString(string(c.Request().URI().QueryString()))
	q = find.Query{Words: q.Words, Exact: q.Exact}
	list := &eventList{filter: postgres.EventFilter{Kind: kind, Past: when == past}, words: q, query: q.Values()}
	if list.found, err = h.lookUp(c.UserContext(), shelf, q); err != nil {
		return nil, err
	}
	list.filter.Among = list.found.Matches(find.Kind(kind))
	if list.filter.Past {
		list.query.Set("waktu", past)
	}
	return list, nil
}

// past is the value of the filter by time that asks for what is over.
const past = "lewat"

// with returns the query of the list with other words.
func (e *eventList) with(q find.Query) url.Values {
	out := without(without(e.query, "q"), "persis")
	for name, values := range q.Values() {
		out[name] = values
	}
	return out
}

// listEvents shows the events that are asked for.
func (h *Handler) listEvents(c *fiber.Ctx, list *eventList, page int, filters *view.CourseFilters) error {
	ctx, f, query := c.UserContext(), list.filter, list.query
	of := kinds[f.Kind]
	page = min(page, maxPage)
	events, total, err := h.DB.PublicEvents(ctx, f, (page-1)*perPage, perPage)
	if err != nil {
		return err
	}
	if total == 0 && page > 1 {
		page = 1 // a list of events is short: who asks beyond its end begins again
		if events, total, err = h.DB.PublicEvents(ctx, f, 0, perPage); err != nil {
			return err
		}
	}
	p := h.Page(c, of.texts+".title")
	p.Nav, p.Description, p.NoIndex = of.nav, p.T(of.texts+".lead"), list.words.Words != ""
	l := p.L
	address := func(q find.Query) string { return href(l, of.path, list.with(q)) }
	p.Feeds = eventFeeds(l, f.Kind)
	m := view.EventsPage{
		Path: of.path, Texts: of.texts, Past: f.Past, Count: l.N(of.texts+".count", total),
		Pager: pager(l, of.path, query, page, total), Filters: filters, ClearHref: l.Path(of.path),
		Form: ui.Form{L: l, Values: query}, Q: list.words.Words, Heard: heard(list.found, list.words, address),
		Elsewhere: elsewhere(l, list.words, list.found, total),
		Tabs: []ui.Tab{
			{Text: l.T("catalogue.events.coming"), Href: href(l, of.path, without(query, "waktu")), Active: !f.Past},
			{Text: l.T("catalogue.events.past"), Href: href(l, of.path, pastOf(list.words)), Active: f.Past},
		},
	}
	if m.Q != "" {
		m.Chips = append(m.Chips, ui.Chip{Text: "“" + m.Q + "”", Href: address(find.Query{})})
	}
	if filters != nil {
		m.Chips = append(m.Chips, filters.Chips...)
	}
	for i := range events {
		m.Items = append(m.Items, eventItem(l, &events[i], h.Now()))
	}
	return h.Render(c, fiber.StatusOK, view.Events(p, m))
}

// pastOf is the query of a list of what is over, in which the words are found.
func pastOf(q find.Query) url.Values {
	v := q.Values()
	v.Set("waktu", past)
	return v
}

func without(query url.Values, name string) url.Values {
	out := url.Values{}
	for k, v := range query {
		if k != name {
			out[k] = v
		}
	}
	return out
}

// eventItem makes the card of an event.
func eventItem(l *i18n.Locale, e *postgres.PublicEvent, now time.Time) ui.Item {
	it := ui.Item{Href: l.Path(eventPath(e.Kind) + "/" + e.Slug), Title: l.Choose(e.Title, e.TitleEN), Lang: l.Lang(e.TitleEN), Eyebrow: e.Organizer, Date: leaf(l, e.StartsAt)}
	add := func(icon, text string) {
		if text != "" {
			it.Meta = append(it.Meta, ui.Meta{Icon: icon, Text: text})
		}
	}
	place := withRegion(e.Venue, e.Region)
	switch e.Kind {
	case app.Course:
		it.Eyebrow = joined(" · ", l.Choose(e.Trade, e.TradeEN), batch(l, e.Batch))
		if e.Days > 0 {
			add("calendar-days", l.N("catalogue.course.days_from", e.Days, "date", l.DateShort(e.StartsAt)))
		} else {
			add("calendar-days", l.DateRange(e.StartsAt, e.Last()))
		}
		add("map-pin", or(e.Centre, place))
		add("wallet", l.T("common.free"))
	default:
		if app.SameDay(e.StartsAt, e.Last()) {
			add("clock", l.ClockRange(e.StartsAt, e.EndsAt))
		} else {
			add("calendar-days", l.DateRange(e.StartsAt, e.Last()))
		}
		add("map-pin", place)
		if e.Companies > 0 && e.Openings > 0 {
			add("building-2", l.N("catalogue.fair.companies", e.Companies)+", "+l.N("catalogue.fair.openings", e.Openings))
		} else if e.Companies > 0 {
			add("building-2", l.N("catalogue.fair.companies", e.Companies))
		}
	}
	if e.Window(now) == app.WindowOpen && now.Before(e.EndsAt) {
		it.Meter = seatMeter(l, e)
	} else if e.Kind == app.Course && e.Seats() > 0 {
		add("users", l.N("common.seats", e.Seats()))
	}
	it.Badges = windowBadges(l, e, now)
	return it
}

func joined(separator string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), separator)
}

func batch(l *i18n.Locale, name string) string {
	if name == "" {
		return ""
	}
	if strings.IndexFunc(name, func(r rune) bool { return r < '0' || r > '9' }) < 0 {
		return l.T("catalogue.course.batch", "n", name)
	}
	return name
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func leaf(l *i18n.Locale, t time.Time) *ui.DateBlock {
	weekday, _, _ := strings.Cut(l.Date(t), ",")
	day, month, _ := strings.Cut(l.DateShort(t), " ")
	return &ui.DateBlock{Weekday: weekday, Day: day, Month: month}
}

// seatMeter shows how full an event is. Where staff decide who comes, people
// who applied say more than places given away.
func seatMeter(l *i18n.Locale, e *postgres.PublicEvent) *ui.Meter {
	seats := e.Seats()
	if seats == 0 {
		return nil
	}
	if e.Approval != app.Instant {
		return &ui.Meter{Value: min(e.Applicants, seats), Max: seats, Text: l.N("catalogue.event.applicants", e.Applicants, "seats", l.Number(int64(seats)))}
	}
	return &ui.Meter{Value: e.Taken, Max: seats, Text: l.T("catalogue.event.left", "n", l.Number(int64(max(0, seats-e.Taken))), "seats", l.Number(int64(seats)))}
}

// windowBadges say where an event's registration stands.
func windowBadges(l *i18n.Locale, e *postgres.PublicEvent, now time.Time) []ui.BadgeItem {
	if !now.Before(e.EndsAt) && e.Status == app.EventPublished {
		return []ui.BadgeItem{{Tone: ui.Mute, Text: l.T("catalogue.event.over")}}
	}
	switch e.Window(now) {
	case app.WindowOpen:
		badges := []ui.BadgeItem{{Tone: ui.OK, Text: l.T("catalogue.window.open")}}
		if seats := e.Seats(); e.Approval == app.Instant && seats > 0 && e.Taken >= seats {
			badges[0] = ui.BadgeItem{Tone: ui.Warn, Text: l.T("catalogue.event.full")}
		}
		if closing := jobtext.ClosingBadge(l, e.ClosesAt.Add(-time.Second), app.Day(now)); closing.Tone != ui.Mute {
			badges = append(badges, closing)
		}
		return badges
	case app.WindowNotYet:
		return []ui.BadgeItem{{Tone: ui.Info, Text: l.T("catalogue.window.opens", "date", l.DateShort(e.OpensAt)), Icon: "calendar-days"}}
	case app.WindowCancelled:
		return []ui.BadgeItem{{Tone: ui.Err, Text: l.T("catalogue.window.cancelled")}}
	default:
		return []ui.BadgeItem{{Tone: ui.Mute, Text: l.T("catalogue.window.closed")}}
	}
}

// withRegion adds the kelurahan to a place that does not name it.
func withRegion(place, region string) string {
	if strings.Contains(place, region) {
		return place
	}
	return joined(", ", place, region)
}
