package organizer

import (
	"slices"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// EventPage is one page of an event's desk, as the tabs of the event name it.
type EventPage struct {
	Path       string // below /panitia/{event}; empty for the overview
	Key        string // of the words of its tab
	Permission app.Permission
	Kinds      []app.EventKind // that have it; empty for all
}

// eventPages are the pages of an event's desk in the order of their tabs. A
// desk of another package adds its line here.
var eventPages = []EventPage{
	{Path: "", Key: "eventdesk.tab.overview", Permission: app.Participants},
	{Path: "peserta", Key: "eventdesk.tab.participants", Permission: app.Participants},
	{Path: "sesi", Key: "eventdesk.tab.sessions", Permission: app.Participants, Kinds: []app.EventKind{app.JobFair, app.Outreach}},
	{Path: "pengaturan", Key: "eventdesk.tab.rules", Permission: app.EditEvents},
	{Path: "pertanyaan", Key: "question.tab", Permission: app.EditEvents},
	{Path: "dokumen-diminta", Key: "question.documents.tab", Permission: app.EditEvents},
	{Path: "pesan", Key: "eventdesk.tab.messages", Permission: app.EditEvents},
	{Path: "seleksi", Key: "eventdesk.tab.selection", Permission: app.Assess, Kinds: []app.EventKind{app.Course}},
	{Path: "ekspor", Key: "eventdesk.tab.export", Permission: app.Export},
	{Path: "dokumen", Key: "eventpaper.title", Permission: app.CheckPapers},
}

// EventTabs returns the tabs of the event that the actor may open.
func EventTabs(l *i18n.Locale, actor *app.Actor, e *app.Event, current string) []ui.Tab {
	var tabs []ui.Tab
	for _, page := range eventPages {
		if !actor.CanEvent(page.Permission, e.ID) || len(page.Kinds) > 0 && !slices.Contains(page.Kinds, e.Kind) {
			continue
		}
		tabs = append(tabs, ui.Tab{Text: l.T(page.Key), Href: l.Path(EventPath(e, page.Path)), Active: page.Path == current})
	}
	return tabs
}

// EventPath returns the address of a page of the event's desk, without the
// language.
func EventPath(e *app.Event, page string) string {
	if page == "" {
		return "/panitia/" + e.Slug
	}
	return "/panitia/" + e.Slug + "/" + page
}

// EventWhen returns the days of an event and, when it lasts one, its hours.
func EventWhen(l *i18n.Locale, e *app.Event) string {
	if app.SameDay(e.StartsAt, e.Last()) {
		return l.Date(e.StartsAt) + ", " + l.ClockRange(e.StartsAt, e.EndsAt)
	}
	return l.DateRange(e.StartsAt, e.Last())
}

// EventStatusBadge is the state of an event.
func EventStatusBadge(l *i18n.Locale, s app.EventStatus) ui.BadgeItem {
	b := ui.BadgeItem{Text: l.T("eventdesk.status." + string(s)), Tone: ui.Mute}
	switch s {
	case app.EventDraft:
		b.Tone, b.Icon = ui.Warn, "pencil"
	case app.EventPublished:
		b.Tone = ui.OK
	case app.EventCancelled:
		b.Tone, b.Icon = ui.Err, "ban"
	}
	return b
}

func eventCrumbs(p layout.Page, e *app.Event) []ui.Crumb {
	return []ui.Crumb{{Text: p.T("organizer.home.title"), Href: p.URL("/panitia")}, {Text: e.Title}}
}
