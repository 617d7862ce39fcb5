package organizer

import (
	"strconv"
	"strings"

	"gerbang/app/i18n"
	"gerbang/app/postgres"
	view "gerbang/views/organizer"
)

// change writes one row of the trail for people.
func change(l *i18n.Locale, r *postgres.AuditRow) view.Change {
	v := view.Change{When: l.DateTime(r.At), Who: r.Actor, What: r.Action, Why: r.Purpose}
	for _, prefix := range []string{"rules.action.", "training.action."} {
		if key := prefix + strings.TrimPrefix(r.Action, "event."); l.Has(key) {
			v.What = l.T(key)
			break
		}
	}
	if r.Action == "event.create" || r.Action == "event.duplicate" {
		return v // everything is new
	}
	for _, c := range r.Changes {
		before, after := valueName(l, c.Field, c.Before), valueName(l, c.Field, c.After)
		switch {
		case c.Field == "reason":
			v.Why = after
		case c.Field == "session" || c.Field == "session_id" || c.Field == "ticket":
		case before != after:
			v.Fields = append(v.Fields, view.FieldChange{Name: fieldName(l, c.Field), Before: before, After: after})
		}
	}
	return v
}

// valueName puts the values that the trail keeps as codes into words.
func valueName(l *i18n.Locale, field, value string) string {
	for _, prefix := range []string{"rules.value." + field + ".", "organizer." + field + ".", "training." + field + "."} {
		if value != "" && l.Has(prefix+value) {
			return l.T(prefix + value)
		}
	}
	return value
}

// fieldName is what a form calls a field.
func fieldName(l *i18n.Locale, field string) string {
	for _, key := range []string{"rules.field." + field, "training.field." + field} {
		if l.Has(key) {
			return l.T(key)
		}
	}
	if cut := strings.TrimSuffix(strings.TrimSuffix(field, "_on"), "_at"); cut != field {
		return fieldName(l, cut)
	}
	return field
}

func trimFloat(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
