// Package agency holds the pages on which officers keep placement companies,
// and the words for a licence that public pages use too.
package agency

import (
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/views/ui"
)

// Standing says what a licence is worth on the day.
func Standing(l *i18n.Locale, a *app.Agency, today time.Time) ui.BadgeItem {
	if a.Standing(today) == app.StandingActive && !a.Licensed() {
		return ui.BadgeItem{Tone: ui.OK, Icon: "badge-check", Text: l.T("agency.government.badge")}
	}
	return badge(l, a.Standing(today))
}

// Means says in a sentence what the licence is worth on the day, and of the
// state that it needs none.
func Means(l *i18n.Locale, a *app.Agency, today time.Time) string {
	if !a.Licensed() {
		return l.T("agency.government.means")
	}
	return l.T("agency.means."+string(a.Standing(today)), "date", l.DateShort(a.LicenceUntil))
}

// Advice says what that means for somebody who looks for work.
func Advice(l *i18n.Locale, a *app.Agency, today time.Time) string {
	if !a.Licensed() {
		return l.T("agency.government.advice")
	}
	return l.T("agency.advice." + string(a.Standing(today)))
}

// Until is the last day of the licence, empty for the state.
func Until(l *i18n.Locale, a *app.Agency) string {
	if !a.Licensed() {
		return ""
	}
	return l.DateShort(a.LicenceUntil)
}

func badge(l *i18n.Locale, s app.AgencyStanding) ui.BadgeItem {
	b := ui.BadgeItem{Tone: ui.OK, Icon: "badge-check", Text: l.T("agency.standing." + string(s))}
	switch s {
	case app.StandingRevoked, app.StandingSuspended:
		b.Tone, b.Icon = ui.Err, "ban"
	case app.StandingExpired:
		b.Tone, b.Icon = ui.Err, "clock"
	case app.StandingExpiring:
		b.Tone, b.Icon = ui.Warn, "clock"
	}
	return b
}

// Tone returns the colour of a standing to the public, for whom a licence
// that is still valid is valid.
func Tone(s app.AgencyStanding) ui.Tone {
	if s == app.StandingActive || s == app.StandingExpiring {
		return ui.OK
	}
	return ui.Err
}

// History tells an agency's events, the newest first, with their reasons and
// sources.
func History(l *i18n.Locale, events []app.AgencyEvent) []ui.Moment {
	moments := make([]ui.Moment, len(events))
	for i, e := range events {
		m := ui.Moment{State: ui.Done, Title: l.T("agency.event." + string(e.Kind)), Time: l.Date(e.EffectiveOn)}
		if e.Kind == app.AgencySuspension || e.Kind == app.AgencyRevocation {
			m.State = ui.Stopped
		}
		var parts []string
		if e.SIP3MI != "" && !e.LicenceUntil.IsZero() {
			parts = append(parts, l.T("agency.event.licence", "number", e.SIP3MI, "date", l.DateShort(e.LicenceUntil)))
		}
		if e.Reason != "" {
			parts = append(parts, sentence(strings.ReplaceAll(e.Reason, "\n", ". ")))
		}
		if e.Source != "" {
			parts = append(parts, sentence(l.T("agency.event.source", "source", e.Source)))
		}
		m.Text = strings.Join(parts, " ")
		moments[i] = m
	}
	return moments
}

func sentence(s string) string {
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}
