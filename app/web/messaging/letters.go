package messaging

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/letter"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/messaging"
	"gerbang/views/ui"
)

var languages = []string{"id", "en"}

// List shows what the event writes by itself, and which of its texts are the
// organizer's own.
func (h *Handler) List(c *fiber.Ctx) error {
	e, err := h.event(c)
	if err != nil {
		return err
	}
	own, err := h.DB.EventTemplates(c.UserContext(), web.Actor(c), e.ID)
	if err != nil {
		return err
	}
	p := h.page(c, "letter.title_of", "event", e.Title)
	l := p.L
	v := view.ListPage{Event: e, Send: l.Path(path(e, "pesan/kirim")), History: l.Path(path(e, "pesan/riwayat"))}
	for _, kind := range app.Letters() {
		if !used(kind, e) {
			continue
		}
		line := view.LetterLine{
			Name: l.T("letter." + string(kind) + ".name"), When: l.T("letter." + string(kind) + ".when"), Essential: kind.Essential(),
			Href: l.Path(path(e, "pesan/"+string(kind))), State: ui.BadgeItem{Tone: ui.Mute, Text: l.T("letter.standard"), Icon: "check"},
		}
		if texts := own[kind]; len(texts) > 0 {
			line.State = ui.BadgeItem{Tone: ui.Info, Text: l.T("letter.own"), Icon: "pencil"}
			line.Note = note(l, texts)
		}
		v.Letters = append(v.Letters, line)
	}
	return h.Render(c, fiber.StatusOK, view.List(p, v))
}

// used reports whether an event ever writes the letter: results come from a
// selection, decisions from a review.
func used(kind app.Letter, e *app.Event) bool {
	switch kind {
	case app.LetterAccepted, app.LetterReserve, app.LetterNotSelected:
		return e.Approval == app.Selection
	case app.LetterApproved, app.LetterDeclined:
		return e.Approval == app.Review
	case app.LetterSubmitted:
		return e.Approval != app.Instant
	}
	return true
}

// note says who changed a letter last, and when.
func note(l *i18n.Locale, texts map[string]postgres.EventTemplate) string {
	var last postgres.EventTemplate
	for _, t := range texts {
		if t.UpdatedAt.After(last.UpdatedAt) {
			last = t
		}
	}
	if last.UpdatedBy == "" {
		return l.DateTime(last.UpdatedAt)
	}
	return l.T("letter.changed_by", "name", last.UpdatedBy, "time", l.DateTime(last.UpdatedAt))
}

// letterOf returns the letter of the address.
func letterOf(c *fiber.Ctx) (app.Letter, error) {
	kind := app.Letter(c.Params("kind"))
	if !kind.Valid() {
		return "", app.ErrNotFound
	}
	return kind, nil
}

// Edit shows a letter in both languages.
func (h *Handler) Edit(c *fiber.Ctx) error {
	e, err := h.event(c)
	if err != nil {
		return err
	}
	kind, err := letterOf(c)
	if err != nil {
		return err
	}
	own, err := h.DB.EventTemplates(c.UserContext(), web.Actor(c), e.ID)
	if err != nil {
		return err
	}
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{}}
	for _, tag := range languages {
		t, standing := letter.Default(h.Bundle.Locale(tag), kind), own[kind][tag]
		if standing.Version > 0 {
			t = standing.Template
		}
		form.Values["subject_"+tag], form.Values["body_"+tag] = []string{t.Subject}, []string{t.Body}
		form.Values["version_"+tag] = []string{strconv.Itoa(standing.Version)}
	}
	return h.edit(c, fiber.StatusOK, e, kind, form, own[kind])
}

type letterAnswers struct {
	Do        string `form:"do"`
	SubjectID string `form:"subject_id"`
	BodyID    string `form:"body_id"`
	SubjectEN string `form:"subject_en"`
	BodyEN    string `form:"body_en"`
	VersionID int    `form:"version_id"`
	VersionEN int    `form:"version_en"`
}

func (a *letterAnswers) template(tag string) app.Template {
	if tag == "en" {
		return app.Template{Subject: a.SubjectEN, Body: a.BodyEN}.Clean()
	}
	return app.Template{Subject: a.SubjectID, Body: a.BodyID}.Clean()
}

// Save writes a letter, shows what it would look like, or takes it back to
// the text that comes with Gerbang.
func (h *Handler) Save(c *fiber.Ctx) error {
	e, err := h.event(c)
	if err != nil {
		return err
	}
	kind, err := letterOf(c)
	if err != nil {
		return err
	}
	ctx, actor := c.UserContext(), web.Actor(c)
	own, err := h.DB.EventTemplates(ctx, actor, e.ID)
	if err != nil {
		return err
	}
	var in letterAnswers
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	edit := postgres.TemplateEdit{Letter: kind, Texts: map[string]*app.Template{}, Versions: map[string]int{"id": in.VersionID, "en": in.VersionEN}}
	for _, tag := range languages {
		t := in.template(tag)
		if in.Do != "reset" && t != letter.Default(h.Bundle.Locale(tag), kind) {
			edit.Texts[tag] = &t
		}
	}
	if in.Do == "preview" {
		for _, tag := range languages {
			form.Errors = append(form.Errors, in.template(tag).Check("_"+tag)...)
		}
		status := fiber.StatusOK
		if form.Failed() {
			status = fiber.StatusUnprocessableEntity
		}
		return h.edit(c, status, e, kind, form, own[kind])
	}
	if err := h.DB.SaveTemplate(ctx, actor, e.ID, edit); err != nil {
		if !web.Reject(&form, err) {
			return err
		}
		if errors.Is(err, postgres.ErrTemplateChanged) { // sent once more, it is meant
			for _, tag := range languages {
				form.Values["version_"+tag] = []string{strconv.Itoa(own[kind][tag].Version)}
			}
		}
		return h.edit(c, fiber.StatusUnprocessableEntity, e, kind, form, own[kind])
	}
	if in.Do == "reset" {
		h.Flash(c, "ok", "letter.was_reset")
	} else {
		h.Flash(c, "ok", "letter.was_saved")
	}
	return h.Redirect(c, path(e, "pesan/"+string(kind)))
}

func (h *Handler) edit(c *fiber.Ctx, status int, e *app.Event, kind app.Letter, form ui.Form, own map[string]postgres.EventTemplate) error {
	example, err := h.example(c, e, kind)
	if err != nil {
		return err
	}
	p := h.page(c, "letter.edit_of", "name", h.Locale(c).T("letter."+string(kind)+".name"), "event", e.Title)
	p.HasErrors = form.Failed()
	l := p.L
	v := view.EditPage{
		Event: e, Name: l.T("letter." + string(kind) + ".name"), When: l.T("letter." + string(kind) + ".when"), Form: form, Changed: len(own) > 0,
		Back: l.Path(path(e, "pesan")), Action: l.Path(path(e, "pesan/"+string(kind))), Words: h.words(l, kind, example),
	}
	if v.Changed {
		v.Note = note(l, own)
	}
	for _, tag := range languages {
		t := app.Template{Subject: form.Value("subject_" + tag), Body: form.Value("body_" + tag)}.Clean()
		v.Samples = append(v.Samples, h.sample(h.Bundle.Locale(tag), kind, t, example))
	}
	return h.Render(c, status, view.Edit(p, v))
}
