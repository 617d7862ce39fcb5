package attendance

import (
	"cmp"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	views "gerbang/views/attendance"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// Home lists the events at which the actor checks tickets: today's first,
// then those to come, then the past.
func (h *Handler) Home(c *fiber.Ctx) error {
	actor, now := web.Actor(c), h.Now()
	events, err := h.DB.StaffEvents(c.UserContext(), actor, app.CheckIn, now)
	if err != nil {
		return err
	}
	page := h.Page(c, "attendance.home.title")
	page.Nav, page.Styles = layout.NavStaff, []string{"scan.css"}
	p := views.Events{Page: page, Checks: actor.Can(app.CheckIn), Organizes: actor.Can(app.Participants)}
	today := app.Day(now)
	for i := range events {
		e := &events[i]
		card := eventCard(page.L, actor, e)
		switch {
		case !e.EndsAt.After(today):
			p.Past = append([]views.Event{card}, p.Past...) // the latest first
		case e.StartsAt.Before(today.AddDate(0, 0, 1)):
			if e.Taken > 0 && !card.Cancelled {
				card.Item.Meter = &ui.Meter{Value: e.Inside, Max: e.Taken, Text: page.T("attendance.home.inside",
					"inside", page.L.Number(int64(e.Inside)), "taken", page.L.Number(int64(e.Taken)))}
			}
			p.Today = append(p.Today, card)
		default:
			if e.Taken > 0 {
				card.Item.Meta = append(card.Item.Meta, ui.Meta{Icon: "users", Text: page.L.N("attendance.home.taken", e.Taken)})
			}
			p.Upcoming = append(p.Upcoming, card)
		}
	}
	meetings, err := h.DB.StaffMeetings(c.UserContext(), actor, now)
	if err != nil {
		return err
	}
	for i := range meetings {
		p.Meetings = append(p.Meetings, meetingCard(page.L, &meetings[i]))
	}
	c.Set(fiber.HeaderCacheControl, "private, no-cache")
	return h.Render(c, fiber.StatusOK, views.Home(p))
}

// meetingCard is a class meeting of today, with how far its list is.
func meetingCard(l *i18n.Locale, m *postgres.StaffMeeting) ui.Item {
	item := ui.Item{
		Href: l.Path("/petugas/kehadiran/" + strconv.FormatInt(m.ID, 10)), Title: l.Choose(m.Title, m.TitleEN), Eyebrow: l.T("attendance.kind.course"),
		Meta: []ui.Meta{{Icon: "clock", Text: l.ClockRange(m.StartsAt, m.EndsAt)}},
	}
	if place := cmp.Or(m.Place, m.Venue); place != "" {
		item.Meta = append(item.Meta, ui.Meta{Icon: "map-pin", Text: place})
	}
	if m.CancelledAt != nil {
		item.Badges = []ui.BadgeItem{{Tone: ui.Err, Text: l.T("attendance.home.cancelled"), Icon: "ban"}}
	} else if m.People > 0 {
		item.Meter = &ui.Meter{Value: m.Marked, Max: m.People, Text: l.T("class.home_done", "marked", l.Number(int64(m.Marked)), "people", l.Number(int64(m.People)))}
	}
	return item
}

func eventCard(l *i18n.Locale, actor *app.Actor, e *postgres.StaffEvent) views.Event {
	card := views.Event{Cancelled: e.Status == app.EventCancelled}
	item := &card.Item
	item.Href, item.Title = l.Path("/petugas/pindai/"+e.Slug), e.Title
	item.Eyebrow = l.T("attendance.kind." + string(e.Kind))
	start := e.StartsAt.In(app.Jakarta)
	item.Date = &ui.DateBlock{
		Weekday: shortDay(l.T("format.day." + strconv.Itoa(int(start.Weekday())))), Day: strconv.Itoa(start.Day()),
		Month: l.T("format.month_short." + strconv.Itoa(int(start.Month()))),
	}
	item.Meta = []ui.Meta{{Icon: "clock", Text: hours(l, &e.Event)}}
	if e.Venue != "" {
		item.Meta = append(item.Meta, ui.Meta{Icon: "map-pin", Text: e.Venue})
	}
	if card.Cancelled {
		item.Badges = []ui.BadgeItem{{Tone: ui.Err, Text: l.T("attendance.home.cancelled"), Icon: "ban"}}
	}
	if e.Approval == app.Selection && actor.CanEvent(app.Assess, e.ID) {
		card.Scores = l.Path("/panitia/" + e.Slug + "/seleksi")
	}
	if e.Kind == app.Course {
		card.Class = l.Path("/petugas/kehadiran/kelas/" + e.Slug)
	}
	if actor.CanEvent(app.Participants, e.ID) {
		card.Participants = l.Path("/panitia/" + e.Slug + "/peserta")
	}
	return card
}

// hours says at which time of its day an event is, or on which days.
func hours(l *i18n.Locale, e *app.Event) string {
	if app.SameDay(e.StartsAt, e.Last()) {
		return l.ClockRange(e.StartsAt, e.EndsAt)
	}
	return l.DateRange(e.StartsAt, e.Last())
}

// shortDay fits the name of a weekday on a calendar leaf.
func shortDay(name string) string {
	if len(name) <= len("Selasa") {
		return name
	}
	return name[:3]
}
