package registration

import (
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/document"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/views/questions"
	view "gerbang/views/registration"
	"gerbang/views/ui"
)

// Questions is the step that asks what the organizer of the event asks.
func (h *Handler) Questions(c *fiber.Ctx) error {
	a, err := h.open(c, stepQuestions)
	if a == nil {
		return err
	}
	form := ui.Form{L: h.Locale(c), Values: questions.Values(h.Locale(c), a.Questions, a.Answers)}
	return h.renderQuestions(c, fiber.StatusOK, a, form, a.Answers)
}

// SaveQuestions keeps the answers. When they open a question that was not on
// the page yet, the page comes again with it; files are kept also when
// something else must be mended first.
func (h *Handler) SaveQuestions(c *fiber.Ctx) error {
	a, err := h.open(c, stepQuestions)
	if a == nil {
		return err
	}
	form, err := h.Bind(c, &struct{}{})
	if err != nil {
		return err
	}
	files, err := h.keepFiles(c, a, &form)
	if err != nil {
		return err
	}
	given, opened := questions.Read(a.Questions, &form, files)
	if form.Failed() {
		for id, f := range files {
			given[id] = f
		}
		return h.renderQuestions(c, web.FormStatus(form), a, form, given)
	}
	if _, err := h.DB.SaveAnswers(c.UserContext(), web.Actor(c), a.Event.ID, given); err != nil {
		return err
	}
	if opened {
		h.Flash(c, "info", "registration.questions.opened")
		return h.toStep(c, stepQuestions)
	}
	return h.next(c)
}

// keepFiles keeps the files that came with the form and returns all that
// stand now. What is wrong with one is told beside its field.
func (h *Handler) keepFiles(c *fiber.Ctx, a *postgres.Application, form *ui.Form) (app.Answers, error) {
	files := app.Answers{}
	for i := range a.Questions {
		q := &a.Questions[i]
		if q.Kind != app.FileQuestion {
			continue
		}
		field := q.Field()
		paper, _, err := h.CleanPaper(c, field)
		var id int64
		if paper != nil {
			id, err = h.DB.SaveAnswerFile(c.UserContext(), web.Actor(c), a.Event.ID, q.ID, *paper)
		}
		switch {
		case err != nil && !h.RejectAt(c, form, field, err):
			return nil, err
		case err != nil:
			files[q.ID] = a.Answers[q.ID]
		case paper != nil:
			files[q.ID] = app.Answer{FileID: id}
		case !form.Has(field+"_drop", "1"):
			files[q.ID] = a.Answers[q.ID]
		}
	}
	return files, nil
}

func (h *Handler) renderQuestions(c *fiber.Ctx, status int, a *postgres.Application, form ui.Form, given app.Answers) error {
	asked, _ := app.Ask(a.Questions, given)
	types, err := h.DB.AnswerFiles(c.UserContext(), given)
	if err != nil {
		return err
	}
	m := questions.Fields{Form: form, Questions: a.Questions, Asked: asked, Files: map[int64]questions.File{}, Accept: document.Accept}
	for id, answer := range given {
		if kind, ok := types[answer.FileID]; ok {
			m.Files[id] = questions.File{Name: questions.FileWord(h.Locale(c), kind), Href: h.Locale(c).Path(fmt.Sprintf("%s/berkas/%d", formPath(c), id))}
		}
	}
	s := h.page(c, a, stepQuestions)
	s.Page.HasErrors, s.Upload = form.Failed(), m.HasFiles()
	return h.Render(c, status, view.Questions(s, m))
}

// AnswerFile shows the file of an answer to who gave it.
func (h *Handler) AnswerFile(c *fiber.Ctx) error {
	a, err := h.application(c)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(c.Params("question"), 10, 64)
	if err != nil {
		return app.ErrNotFound
	}
	f, err := h.DB.MyAnswerFile(c.UserContext(), web.Actor(c), a.Event.ID, id)
	if err != nil {
		return err
	}
	return web.SendPrivateFile(c, f, "jawaban")
}
