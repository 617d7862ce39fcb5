package questions

import (
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/web"
	view "gerbang/views/questions"
	"gerbang/views/ui"
)

// participant returns the event and the registration of the address, to who
// sees the event's participants.
func (h *Handler) participant(c *fiber.Ctx) (*app.Event, int64, error) {
	e, err := h.DB.EventForStaff(c.UserContext(), web.Actor(c), app.Participants, c.Params("event"))
	if err != nil {
		return nil, 0, err
	}
	id, err := strconv.ParseInt(c.Params("registration"), 10, 64)
	if err != nil {
		return nil, 0, app.ErrNotFound
	}
	return e, id, nil
}

// Answers shows what one participant answered.
func (h *Handler) Answers(c *fiber.Ctx) error {
	e, id, err := h.participant(c)
	if err != nil {
		return err
	}
	f, err := h.DB.ParticipantForm(c.UserContext(), web.Actor(c), e.ID, id)
	if err != nil {
		return err
	}
	d := h.page(c, e, "question.answers.title")
	l := d.Page.L
	m := view.AnswersView{Name: web.PersonName(l, f.Name), Guardian: f.Guardian, Back: d.Page.URL(path(e, "peserta"))}
	for i := range f.Questions {
		q := &f.Questions[i]
		a, answered := f.Answers[q.ID]
		def := ui.Def{Term: l.Choose(q.Label, q.LabelEN), Text: l.Answer(q, a)}
		if !answered {
			def.Text = l.T("question.none")
		}
		if kind, ok := f.Files[a.FileID]; ok {
			def.Body = view.FileLink(view.FileWord(l, kind), d.Page.URL(path(e, "peserta", id, "berkas", q.ID)))
		}
		m.Answers = append(m.Answers, def)
	}
	return h.Render(c, fiber.StatusOK, view.AnswersPage(d, m))
}

// AnswerFile shows the file of an answer to staff. That they looked is kept.
func (h *Handler) AnswerFile(c *fiber.Ctx) error {
	e, id, err := h.participant(c)
	if err != nil {
		return err
	}
	question, err := strconv.ParseInt(c.Params("question"), 10, 64)
	if err != nil {
		return app.ErrNotFound
	}
	f, err := h.DB.ParticipantFile(c.UserContext(), web.Actor(c), e.ID, id, question)
	if err != nil {
		return err
	}
	return web.SendPrivateFile(c, f, fmt.Sprintf("jawaban-%d-%d", id, question))
}
