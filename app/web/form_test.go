package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/views/ui"
)

type sampleInput struct {
	Name    string   `form:"name" validate:"required,max=10"`
	Age     int      `form:"age" validate:"min=18"`
	Agree   bool     `form:"agree"`
	Choices []string `form:"choice" validate:"max=2"`
	Kind    string   `form:"kind" validate:"omitempty,oneof=a b"`
}

func bindBody(t *testing.T, body string) (sampleInput, ui.Form) {
	t.Helper()
	bundle, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	k := &Kit{Bundle: bundle}
	var in sampleInput
	var form ui.Form
	site := fiber.New(fiber.Config{Immutable: true})
	site.Post("/", func(c *fiber.Ctx) error {
		form, err = k.Bind(c, &in)
		return err
	})
	req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := site.Test(req, -1)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK {
		t.Fatalf("status %d", res.StatusCode)
	}
	return in, form
}

func TestBindKeepsWhatWasTypedAndNamesEachBreach(t *testing.T) {
	in, form := bindBody(t, "name=+Siti+Nur+Aisyah+&age=tujuh&choice=x&choice=y&choice=z&kind=c")
	if in.Name != "Siti Nur Aisyah" || in.Age != 0 || len(in.Choices) != 3 {
		t.Errorf("bound %+v", in)
	}
	if form.Value("age") != "tujuh" || form.Value("name") != " Siti Nur Aisyah " {
		t.Errorf("what was typed is gone: %v", form.Values)
	}
	want := map[string]string{"name": "error.max_chars", "age": "error.min", "choice": "error.max_items", "kind": "error.oneof"}
	for _, e := range form.Errors {
		if want[e.Field] != e.Key {
			t.Errorf("%s: %s", e.Field, e.Key)
		}
		delete(want, e.Field)
		if text := form.Error(e.Field); text == "" || strings.Contains(text, "⟦") || strings.Contains(text, "{") {
			t.Errorf("%s: message %q", e.Field, text)
		}
	}
	if len(want) > 0 {
		t.Errorf("not reported: %v", want)
	}
}

func TestBindTakesGoodInput(t *testing.T) {
	in, form := bindBody(t, "name=Siti&age=21&agree=1&choice=x")
	if form.Failed() || !in.Agree || in.Age != 21 {
		t.Errorf("%+v, errors %v", in, form.Errors)
	}
}

func TestBindSurvivesBrokenText(t *testing.T) {
	in, _ := bindBody(t, "name=%ff%feSiti&age=99999999999999999999")
	if in.Name != "Siti" || in.Age != 0 {
		t.Errorf("%+v", in)
	}
}

func TestRejectKeepsMessagesAndPassesFaultsOn(t *testing.T) {
	var form ui.Form
	if !Reject(&form, app.ErrSessionFull) || form.Errors[0].Field != "session" {
		t.Errorf("%+v", form.Errors)
	}
	if !Reject(&form, nil) || len(form.Errors) != 1 {
		t.Error("no error must add nothing")
	}
	if Reject(&form, errors.New("disk full")) || Reject(&form, app.ErrNotFound) {
		t.Error("a fault was shown as a message")
	}
}
