package desk

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	view "gerbang/views/desk"
	"gerbang/views/ui"
)

func stateBadge(l *i18n.Locale, s app.JobDeskState) ui.BadgeItem {
	b := ui.BadgeItem{Text: l.T("desk.state." + string(s)), Tone: ui.Mute, Icon: "pencil"}
	switch s {
	case app.DeskReturned:
		b.Tone, b.Icon = ui.Warn, "undo-2"
	case app.DeskInReview:
		b.Tone, b.Icon = ui.Info, "eye"
	case app.DeskPublished:
		b.Tone, b.Icon = ui.OK, "badge-check"
	case app.DeskExpired:
		b.Tone, b.Icon = ui.Err, "clock"
	case app.DeskClosed:
		b.Icon = "ban"
	}
	return b
}

// names are what codes in the trail stand for.
type names struct {
	l         *i18n.Locale
	countries map[string]string
	sectors   map[string]string
	agencies  map[string]string
}

func namesOf(l *i18n.Locale, x *postgres.JobChoices) names {
	n := names{l: l, countries: map[string]string{}, sectors: map[string]string{}, agencies: map[string]string{}}
	for _, c := range x.Countries {
		n.countries[c.ISO2] = l.Choose(c.NameID, c.NameEN)
	}
	for _, s := range x.Sectors {
		n.sectors[s.Code] = l.Choose(s.NameID, s.NameEN)
	}
	for _, a := range x.Agencies {
		n.agencies[strconv.FormatInt(a.ID, 10)] = a.Name
	}
	return n
}

// entries turn rows of the trail into words.
func (n names) entries(rows []postgres.AuditRow) []view.Entry {
	out := make([]view.Entry, len(rows))
	for i, r := range rows {
		e := view.Entry{When: n.l.DateTime(r.At), Who: r.Actor, What: n.l.T("desk.history.other")}
		if key := "desk.history." + strings.TrimPrefix(r.Action, "job."); n.l.Has(key) {
			e.What = n.l.T(key)
		}
		created := r.Action == "job.create" || r.Action == "job.duplicate" || r.Action == "job.import"
		for _, ch := range r.Changes {
			if hiddenChange(r.Action, ch.Field) || created {
				continue
			}
			label := ch.Field
			if key := "desk.field." + ch.Field; n.l.Has(key) {
				label = n.l.T(key)
			}
			e.Changes = append(e.Changes, view.Change{Field: label, Before: n.value(ch.Field, ch.Before), After: n.value(ch.Field, ch.After)})
		}
		out[i] = e
	}
	return out
}

// hiddenChange leaves out what the name of the action says already.
func hiddenChange(action, field string) bool {
	return field == "status" && action != "job.update" || field == "checks"
}

var moneyFields = []string{"salary_min", "salary_max"}

// value writes one side of a change.
func (n names) value(field, raw string) string {
	l := n.l
	switch {
	case raw == "" || raw == "null":
		return ""
	case field == "status":
		return l.T("desk.state." + raw)
	case field == "country":
		return or(n.countries[raw], raw)
	case field == "sector":
		return or(n.sectors[raw], raw)
	case field == "agency_id":
		return or(n.agencies[raw], raw)
	case field == "scheme":
		return l.T("catalogue.scheme." + raw)
	case field == "education":
		return l.T("catalogue.job.education_min." + raw)
	case field == "salary_period":
		return l.T("catalogue.per." + raw)
	case field == "formal":
		return l.T(map[string]string{"true": "catalogue.job.formal", "false": "catalogue.job.informal"}[raw])
	case slices.Contains(moneyFields, field):
		if amount, err := strconv.ParseInt(raw, 10, 64); err == nil {
			return l.Number(amount)
		}
	case strings.HasSuffix(field, "_on") || strings.HasSuffix(field, "_until"):
		if t, err := time.ParseInLocation(time.DateOnly, raw, app.Jakarta); err == nil {
			return l.DateShort(t)
		}
	}
	if r := []rune(raw); len(r) > 160 {
		return string(r[:157]) + "…"
	}
	return raw
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// hindranceTexts says why a published job is not public.
func hindranceTexts(l *i18n.Locale, hindrances []app.Hindrance) string {
	texts := make([]string, len(hindrances))
	for i, h := range hindrances {
		texts[i] = l.T("job.hindrance." + string(h))
	}
	return strings.Join(texts, " ")
}
