package web

import (
	"errors"
	"reflect"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/go-playground/validator/v10"
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/views/ui"
)

var validate = sync.OnceValue(func() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		for _, tag := range []string{"form", "query"} {
			if name := f.Tag.Get(tag); name != "" {
				return name
			}
		}
		return f.Name
	})
	return v
})

// Bind reads a posted form into in, a pointer to a struct whose fields carry
// `form` and `validate` tags, and returns it as a ui.Form that keeps every
// answer as typed, with the messages of the rules that were broken. Rules
// beyond tags are added by the handler with Reject before it looks at
// form.Failed().
func (k *Kit) Bind(c *fiber.Ctx, in any) (ui.Form, error) {
	form := ui.Form{L: k.Locale(c), Values: formValues(c)}
	if err := bindStruct(reflect.ValueOf(in).Elem(), form.Values); err != nil {
		return form, err
	}
	form.Errors = violations(in)
	return form, nil
}

// Query reads the query string into in, a pointer to a struct with `query`
// tags. Unreadable values are ignored: a public address with a broken
// parameter shows the page without it.
func Query(c *fiber.Ctx, in any) error {
	values := map[string][]string{}
	c.Request().URI().QueryArgs().VisitAll(func(key, value []byte) {
		values[string(key)] = append(values[string(key)], wellFormed(string(value)))
	})
	return bindStruct(reflect.ValueOf(in).Elem(), values)
}

// Reject adds err to the form: beside its field when it names one, as
// FieldErrors field by field. It returns false for an error that is no
// message to the user, which the handler then returns.
func Reject(form *ui.Form, err error) bool {
	switch e := err.(type) {
	case nil:
		return true
	case app.FieldErrors:
		form.Errors = append(form.Errors, e...)
		return true
	case *app.Error:
		if e.Kind == app.Invalid || e.Kind == app.Conflict {
			form.Errors = append(form.Errors, app.FieldError{Field: e.Field, Key: e.Key, Args: e.Args})
			return true
		}
	}
	return false
}

// tooManyKey tells beside a form how long a limit shuts somebody out.
const tooManyKey = "account.too_many"

// TooMany reports whether err is a limit that was reached. If so, it is told
// beside the field, empty for the form as a whole, with how long it lasts, and
// in the header that goes with it.
func (k *Kit) TooMany(c *fiber.Ctx, form *ui.Form, field string, err error) bool {
	e, ok := errors.AsType[*app.Error](err)
	if !ok || e.Kind != app.TooMany {
		return false
	}
	form.Errors = append(form.Errors, app.FieldError{Field: field, Key: tooManyKey, Args: []any{"wait", k.RetryAfter(c, e)}})
	return true
}

// RejectAt is Reject for an error that is told beside the field, whatever
// field it names itself. Limits are told there too.
func (k *Kit) RejectAt(c *fiber.Ctx, form *ui.Form, field string, err error) bool {
	if e, ok := err.(*app.Error); ok {
		err = e.At(field)
	}
	return k.TooMany(c, form, field, err) || Reject(form, err)
}

func formValues(c *fiber.Ctx) map[string][]string {
	values := map[string][]string{}
	add := func(key, value string) {
		values[key] = append(values[key], wellFormed(value))
	}
	if m, err := c.MultipartForm(); err == nil {
		for key, vs := range m.Value {
			for _, v := range vs {
				add(key, v)
			}
		}
		return values
	}
	c.Request().PostArgs().VisitAll(func(key, value []byte) { add(string(key), string(value)) })
	return values
}

// wellFormed leaves out what is no text: broken UTF-8, and the NUL that the
// database refuses.
func wellFormed(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "")
}

// violations runs the validate tags and names each breach "error.<tag>".
func violations(in any) app.FieldErrors {
	err := validate().Struct(in)
	if err == nil {
		return nil
	}
	broken, ok := err.(validator.ValidationErrors)
	if !ok {
		return app.FieldErrors{{Key: "error.invalid"}}
	}
	var out app.FieldErrors
	for _, b := range broken {
		e := app.FieldError{Field: b.Field(), Key: "error." + b.Tag()}
		if b.Param() != "" {
			e.Args = []any{"param", b.Param()}
		}
		if b.Tag() == "min" || b.Tag() == "max" {
			switch b.Kind() {
			case reflect.String:
				e.Key += "_chars"
			case reflect.Slice:
				e.Key += "_items"
			}
		}
		out = append(out, e)
	}
	return out
}

// Clip shortens s to at most n characters, for text that goes into logs or
// columns with a limit.
func Clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}

// Renew puts the revision that now stands into a form that was refused
// because somebody else had changed the entry meanwhile, so that saving once
// more is meant.
func Renew(form *ui.Form, err error) {
	if e, ok := err.(*app.Error); ok && errors.Is(e, app.ErrChanged) && len(e.Args) == 2 {
		form.Values["revision"] = []string{e.Args[1].(string)}
	}
}

// FormStatus is the status of a page with the form: 409 when somebody else
// was faster, 429 when a limit was reached, 422 for other mistakes.
func FormStatus(form ui.Form) int {
	status := fiber.StatusOK
	for _, e := range form.Errors {
		switch e.Key {
		case app.ErrChanged.Key:
			return fiber.StatusConflict
		case tooManyKey:
			return fiber.StatusTooManyRequests
		}
		status = fiber.StatusUnprocessableEntity
	}
	return status
}
