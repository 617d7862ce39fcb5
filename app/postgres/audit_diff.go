package postgres

import "reflect"

// auditDiff returns the two sides of a change with only the fields that
// differ, for auditEntry.Before and After. Both are nil when nothing does.
func auditDiff(before, after map[string]any) (was, is map[string]any) {
	for name, b := range before {
		if a := after[name]; !reflect.DeepEqual(a, b) {
			if was == nil {
				was, is = map[string]any{}, map[string]any{}
			}
			was[name], is[name] = b, a
		}
	}
	for name, a := range after {
		if _, both := before[name]; !both && a != nil {
			if was == nil {
				was, is = map[string]any{}, map[string]any{}
			}
			was[name], is[name] = nil, a
		}
	}
	return was, is
}
