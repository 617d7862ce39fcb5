package training

import (
	"strconv"
	"strings"

	"gerbang/app/i18n"
	"gerbang/app/postgres"
	view "gerbang/views/training"
)

func itoa(n int) string { return strconv.Itoa(n) }

// change writes one row of the trail for people.
func change(l *i18n.Locale, r *postgres.AuditRow) view.Change {
	v := view.Change{When: l.DateTime(r.At), Who: r.Actor, What: r.Action, Why: r.Purpose}
	if key := "training.action." + strings.TrimPrefix(r.Action, "event."); l.Has(key) {
		v.What = l.T(key)
	}
	if r.Action == "event.create" || r.Action == "event.duplicate" {
		return v // everything is new
	}
	for _, c := range r.Changes {
		before, after := c.Before, c.After
		if c.Field == "status" {
			before, after = l.T("training.status."+before), l.T("training.status."+after)
		}
		if before != after {
			v.Fields = append(v.Fields, view.FieldChange{Name: fieldName(l, c.Field), Before: before, After: after})
		}
	}
	return v
}

// fieldName is what a form calls a field.
func fieldName(l *i18n.Locale, field string) string {
	for _, cut := range []string{"_0", "_1", "_2", "_3", "_4", "_5", "_6", "_7"} {
		field = strings.TrimSuffix(field, cut)
	}
	if key := "training.field." + field; l.Has(key) {
		return l.T(key)
	}
	return field
}
