package organizer

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/organizer"
	"gerbang/views/ui"
)

// Home lists the events whose participants the actor may see: those of today,
// those to come, those that are over.
func (h *Handler) Home(c *fiber.Ctx) error {
	actor, now := web.Actor(c), h.Now()
	events, err := h.DB.OrganizerEvents(c.UserContext(), actor, now)
	if err != nil {
		return err
	}
	p := h.page(c, "organizer.home.title")
	var running, upcoming, past []view.EventCard
	tomorrow := app.Day(now).AddDate(0, 0, 1)
	for i := range events {
		e := &events[i]
		card := eventCard(p.L, actor, e, now)
		switch {
		case !e.EndsAt.After(app.Day(now)):
			past = append(past, card)
		case e.StartsAt.Before(tomorrow):
			running = append(running, card)
		default:
			upcoming = append(upcoming, card)
		}
	}
	page := view.HomePage{Groups: []view.EventGroup{
		{Title: p.L.T("organizer.home.running"), Events: running},
		{Title: p.L.T("organizer.home.upcoming"), Events: upcoming},
		{Title: p.L.T("organizer.home.past"), Events: past},
	}}
	if postgres.MayCreateEvents(actor) {
		page.New = p.L.Path("/panitia/baru")
	}
	return h.Render(c, fiber.StatusOK, view.Home(p, page))
}

func eventCard(l *i18n.Locale, actor *app.Actor, e *postgres.OrganizerEvent, now time.Time) view.EventCard {
	card := view.EventCard{
		Title: e.Title, Kind: l.T("organizer.kind." + string(e.Kind)), When: view.EventWhen(l, &e.Event), Place: e.Venue,
		Leaf: leaf(l, e.StartsAt), Figures: figures(l, e), Participants: address(l, &e.Event, "peserta", nil),
		Href: l.Path(view.EventPath(&e.Event, "")),
	}
	if e.Status == app.EventDraft {
		card.Badges = append(card.Badges, view.EventStatusBadge(l, e.Status))
	}
	if e.Status == app.EventCancelled {
		card.Badges = append(card.Badges, ui.BadgeItem{Tone: ui.Err, Text: l.T("organizer.event_cancelled"), Icon: "ban"})
	}
	if actor.CanEvent(app.Export, e.ID) {
		card.Export = address(l, &e.Event, "ekspor", nil)
	}
	card.Gate = gateAddress(l, actor, &e.Event, now)
	return card
}

// gateAddress returns where the tickets of the event are read, or nothing when
// the actor may not, or there is nothing to read any more.
func gateAddress(l *i18n.Locale, actor *app.Actor, e *app.Event, now time.Time) string {
	if !actor.CanEvent(app.CheckIn, e.ID) || e.Status != app.EventPublished || !e.EndsAt.After(app.Day(now)) {
		return ""
	}
	return l.Path("/petugas/pindai/" + e.Slug)
}

func leaf(l *i18n.Locale, t time.Time) ui.DateBlock {
	t = t.In(app.Jakarta)
	return ui.DateBlock{
		Weekday: l.T("format.day." + strconv.Itoa(int(t.Weekday()))), Day: strconv.Itoa(t.Day()),
		Month: l.T("format.month_short." + strconv.Itoa(int(t.Month()))),
	}
}

// figures are the counts of an event with what they are out of.
func figures(l *i18n.Locale, e *postgres.OrganizerEvent) []ui.Stat {
	n := func(v int) string { return l.Number(int64(v)) }
	taken := ui.Stat{Label: l.T("organizer.figure.taken"), Value: n(e.Taken)}
	if e.Places > 0 {
		taken.Note = l.T("organizer.figure.of_places", "places", n(e.Places))
	}
	attended := ui.Stat{Label: l.T("organizer.figure.attended"), Value: n(e.Attended)}
	if e.Taken > 0 {
		attended.Note = l.T("organizer.figure.of_taken", "percent", (e.Attended*200+e.Taken)/(e.Taken*2))
	}
	return []ui.Stat{
		{Label: l.T("organizer.figure.registered"), Value: n(e.Registered)},
		taken,
		{Label: l.T("organizer.figure.waiting"), Value: n(e.Waiting)},
		attended,
	}
}
