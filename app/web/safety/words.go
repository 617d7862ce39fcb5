package safety

import (
	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/views/ui"
)

func kindWords(l *i18n.Locale, kinds []app.ReportKind) []string {
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = l.T("report.kind." + string(k))
	}
	return words
}

func statusBadge(l *i18n.Locale, s app.ReportStatus) ui.BadgeItem {
	b := ui.BadgeItem{Text: l.T("report.status." + string(s))}
	switch s {
	case app.ReportNew:
		b.Tone, b.Icon = ui.Info, "inbox"
	case app.ReportInProgress:
		b.Tone, b.Icon = ui.Warn, "clock"
	case app.ReportForwarded:
		b.Tone, b.Icon = ui.Info, "send"
	case app.ReportClosed:
		b.Tone, b.Icon = ui.Mute, "check"
	}
	return b
}

// eventTitle names an entry of a report's history.
func eventTitle(l *i18n.Locale, e postgres.ReportEvent) string {
	switch e.Kind {
	case app.ReportWasForwarded:
		return l.T("report.event.forwarded", "body", l.T("report.body."+e.Detail))
	case app.ReportWasClosed:
		return l.T("report.event.closed", "outcome", l.T("report.outcome."+e.Detail))
	}
	return l.T("report.event." + string(e.Kind))
}
