package questions

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/questions"
	"gerbang/views/ui"
)

type typed struct {
	Kind     string `form:"kind"`
	Label    string `form:"label"`
	LabelEN  string `form:"label_en" validate:"max=200"`
	Help     string `form:"help" validate:"max=400"`
	HelpEN   string `form:"help_en" validate:"max=400"`
	Required bool   `form:"required"`
	Choices  string `form:"choices"`
	Least    string `form:"least"`
	Most     string `form:"most"`
	ShownIf  string `form:"shown_if"`
	Revision string `form:"revision"`
}

// between separates the two languages of a choice, and a question from the
// answer another depends on.
const (
	languages = "|"
	between   = ":"
)

// Edit opens one question, or a new one.
func (h *Handler) Edit(c *fiber.Ctx) error {
	e, all, q, err := h.question(c)
	if err != nil {
		return err
	}
	form := ui.Form{L: h.Locale(c), Values: values(h.Locale(c), q)}
	return h.showEdit(c, fiber.StatusOK, e, all, q, form)
}

// question returns the question of the address; an empty one to be made new.
func (h *Handler) question(c *fiber.Ctx) (*app.Event, []app.Question, *app.Question, error) {
	e, all, err := h.open(c)
	if err != nil {
		return nil, nil, nil, err
	}
	if c.Params("id") == newQuestion {
		return e, all, &app.Question{EventID: e.ID}, nil
	}
	id, err := questionID(c)
	if err != nil {
		return nil, nil, nil, err
	}
	for i := range all {
		if all[i].ID == id && !all[i].Retired {
			return e, all, &all[i], nil
		}
	}
	return nil, nil, nil, app.ErrNotFound
}

func values(l *i18n.Locale, q *app.Question) map[string][]string {
	v := map[string][]string{
		"kind": {string(q.Kind)}, "label": {q.Label}, "label_en": {q.LabelEN}, "help": {q.Help}, "help_en": {q.HelpEN},
		"least": {number(l, q.Least)}, "most": {number(l, q.Most)},
	}
	if q.ID != 0 {
		v["revision"] = []string{postgres.QuestionRevision(q)}
	}
	if q.Required {
		v["required"] = []string{"1"}
	}
	if q.ShownIf != 0 {
		v["shown_if"] = []string{strconv.FormatInt(q.ShownIf, 10) + between + q.ShownValue}
	}
	var lines []string
	for _, choice := range q.Live() {
		line := choice.Label
		if choice.LabelEN != "" {
			line += " " + languages + " " + choice.LabelEN
		}
		lines = append(lines, line)
	}
	v["choices"] = []string{strings.Join(lines, "\n")}
	return v
}

func number(l *i18n.Locale, n *float64) string {
	if n == nil {
		return ""
	}
	return l.TypedNumber(strconv.FormatFloat(*n, 'f', -1, 64))
}

// Save keeps a question and returns to the list.
func (h *Handler) Save(c *fiber.Ctx) error {
	e, all, q, err := h.question(c)
	if err != nil {
		return err
	}
	var in typed
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	edited := *q
	problems := in.into(&edited)
	web.Reject(&form, problems.Err())
	if !form.Failed() {
		if _, err := h.DB.SaveQuestion(c.UserContext(), web.Actor(c), edited, in.Revision); !web.Reject(&form, err) {
			return err
		} else {
			web.Renew(&form, err)
		}
	}
	if form.Failed() {
		return h.showEdit(c, web.FormStatus(form), e, all, q, form)
	}
	h.Flash(c, "ok", "question.desk.saved")
	return h.Redirect(c, path(e, pageList))
}

// into puts what was typed into the question. What its kind has no use for is
// left out, so that changing one's mind about the kind needs no tidying.
func (in *typed) into(q *app.Question) (problems app.FieldErrors) {
	if q.ID == 0 {
		q.Kind = app.QuestionKind(in.Kind)
	}
	q.Label, q.LabelEN = oneLine(in.Label), oneLine(in.LabelEN)
	q.Help, q.HelpEN, q.Required = oneLine(in.Help), oneLine(in.HelpEN), in.Required
	if q.Kind.HasChoices() {
		var labels, labelsEN []string
		for _, line := range app.Lines(in.Choices) {
			label, labelEN, _ := strings.Cut(line, languages)
			if label = strings.TrimSpace(label); label != "" {
				labels, labelsEN = append(labels, label), append(labelsEN, strings.TrimSpace(labelEN))
			}
		}
		q.Choices = app.NameChoices(q.Choices, labels, labelsEN)
	}
	q.Least, q.Most = nil, nil
	if q.Kind == app.TextQuestion || q.Kind == app.NumberQuestion {
		q.Least = limit(in.Least, "least", &problems)
		q.Most = limit(in.Most, "most", &problems)
	}
	q.ShownIf, q.ShownValue = 0, ""
	if id, value, ok := strings.Cut(in.ShownIf, between); ok {
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil || n <= 0 || value == "" {
			problems.Add("shown_if", app.ErrQuestionShown)
		}
		q.ShownIf, q.ShownValue = n, value
	}
	return problems
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func limit(s, field string, problems *app.FieldErrors) *float64 {
	plain, err := app.ParseNumber(s)
	if err != nil {
		problems.Add(field, err)
		return nil
	}
	n, err := strconv.ParseFloat(plain, 64)
	if err != nil {
		return nil // nothing typed
	}
	return &n
}

func (h *Handler) showEdit(c *fiber.Ctx, status int, e *app.Event, all []app.Question, q *app.Question, form ui.Form) error {
	title := "question.edit.title"
	if q.ID == 0 {
		title = "question.edit.new"
	}
	d := h.page(c, e, title)
	d.Page.HasErrors = form.Failed()
	m := view.Edit{
		Form: form, Question: q, Back: d.Page.URL(path(e, pageList)), Conditions: conditions(d.Page.L, live(all), q),
		Preview: h.preview(c, live(all), ui.Form{}, nil), TryAction: d.Page.URL(path(e, pagePreview)),
	}
	for _, k := range app.QuestionKinds() {
		key := "question.kind." + string(k)
		m.Kinds = append(m.Kinds, ui.Option{Value: string(k), Text: d.Page.T(key), Hint: d.Page.T(key + ".hint")})
	}
	return h.Render(c, status, view.EditPage(d, m))
}

// conditions are the answers to earlier questions on which the question may
// depend, question by question.
func conditions(l *i18n.Locale, asked []app.Question, q *app.Question) []ui.OptionGroup {
	var groups []ui.OptionGroup
	for i := range asked {
		earlier := &asked[i]
		if earlier.ID == q.ID {
			break
		}
		if !earlier.Kind.Decides() {
			continue
		}
		g := ui.OptionGroup{Label: l.Choose(earlier.Label, earlier.LabelEN)}
		for _, value := range earlier.Values() {
			g.Options = append(g.Options, ui.Option{
				Value: strconv.FormatInt(earlier.ID, 10) + between + value, Text: l.Answer(earlier, app.Answer{Values: []string{value}}),
			})
		}
		groups = append(groups, g)
	}
	return groups
}

// condition says in words when a question is asked; nothing when always.
func condition(l *i18n.Locale, all []app.Question, q *app.Question) string {
	for i := range all {
		if on := &all[i]; q.ShownIf != 0 && on.ID == q.ShownIf {
			return l.T("question.desk.only_if", "question", l.Choose(on.Label, on.LabelEN), "answer", l.Answer(on, app.Answer{Values: []string{q.ShownValue}}))
		}
	}
	return ""
}
