package web

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// bindStruct fills the fields that carry a form or query tag: strings are
// trimmed, numbers and booleans that cannot be read stay zero and are then
// caught by their rules. Slices of strings take every value of their name.
func bindStruct(v reflect.Value, values map[string][]string) error {
	t := v.Type()
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			if err := bindStruct(v.Field(i), values); err != nil {
				return err
			}
			continue
		}
		name := f.Tag.Get("form")
		if name == "" {
			name = f.Tag.Get("query")
		}
		given := values[name]
		if name == "" || len(given) == 0 {
			continue
		}
		if err := setField(v.Field(i), given); err != nil {
			return fmt.Errorf("web: field %s: %w", f.Name, err)
		}
	}
	return nil
}

func setField(field reflect.Value, given []string) error {
	first := strings.TrimSpace(given[0])
	switch field.Kind() {
	case reflect.String:
		field.SetString(first)
	case reflect.Int, reflect.Int64:
		if n, err := strconv.ParseInt(first, 10, 64); err == nil {
			field.SetInt(n)
		}
	case reflect.Bool:
		field.SetBool(first == "1" || first == "on" || first == "true")
	case reflect.Slice:
		if field.Type().Elem().Kind() != reflect.String {
			return fmt.Errorf("cannot bind %s", field.Type())
		}
		for _, g := range given {
			item := reflect.New(field.Type().Elem()).Elem()
			item.SetString(strings.TrimSpace(g))
			field.Set(reflect.Append(field, item))
		}
	default:
		return fmt.Errorf("cannot bind %s", field.Type())
	}
	return nil
}
