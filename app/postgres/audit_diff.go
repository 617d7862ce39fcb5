package postgres

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
)

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

// revisionOf stands for what somebody saw of an entry when they began to edit
// it: another content of its trail has another revision.
func revisionOf(trail map[string]any) string {
	content, err := json.Marshal(trail) // with its keys in order
	if err != nil {
		panic("postgres: a trail that cannot be written: " + err.Error())
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:8])
}
