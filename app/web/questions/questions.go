// Package questions is the desk on which an organizer writes what the form of
// an event asks: questions of their own and papers; with the form to look at
// as candidates see it, and the answers of each participant.
package questions

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/document"
	"gerbang/app/web"
	"gerbang/views/layout"
	"gerbang/views/organizer"
	view "gerbang/views/questions"
	"gerbang/views/ui"
)

// Handler answers the pages.
type Handler struct{ *web.Kit }

// New returns the handler over the kit.
func New(k *web.Kit) *Handler { return &Handler{k} }

// Pages below /panitia/{event}.
const (
	pageList      = "pertanyaan"
	pagePreview   = "pratinjau-formulir"
	pageDocuments = "dokumen-diminta"
	newQuestion   = "baru" // stands where a question has its id
)

func (h *Handler) page(c *fiber.Ctx, e *app.Event, titleKey string) view.Desk {
	p := h.Page(c, titleKey)
	p.Title += ": " + e.Title
	p.Nav, p.NoIndex = layout.NavOrganizer, true
	return view.Desk{Page: p, Event: e, Title: p.T(titleKey)}
}

// event returns the event of the address, if the actor may edit it.
func (h *Handler) event(c *fiber.Ctx) (*app.Event, error) {
	return h.DB.EventForStaff(c.UserContext(), web.Actor(c), app.EditEvents, c.Params("event"))
}

func path(e *app.Event, page string, more ...any) string {
	out := organizer.EventPath(e, page)
	for _, part := range more {
		out += fmt.Sprint("/", part)
	}
	return out
}

// open loads the event of the address with its questions.
func (h *Handler) open(c *fiber.Ctx) (*app.Event, []app.Question, error) {
	e, err := h.event(c)
	if err != nil {
		return nil, nil, err
	}
	all, err := h.DB.DeskQuestions(c.UserContext(), web.Actor(c), e.ID)
	return e, all, err
}

func live(all []app.Question) []app.Question {
	var out []app.Question
	for _, q := range all {
		if !q.Retired {
			out = append(out, q)
		}
	}
	return out
}

// List shows the questions in their order, beside the form they make.
func (h *Handler) List(c *fiber.Ctx) error {
	e, all, err := h.open(c)
	if err != nil {
		return err
	}
	answered, err := h.DB.QuestionAnswers(c.UserContext(), web.Actor(c), e.ID)
	if err != nil {
		return err
	}
	d := h.page(c, e, "question.desk.title")
	l := d.Page.L
	asked := live(all)
	m := view.List{New: d.Page.URL(path(e, pageList, newQuestion)), Preview: d.Page.URL(path(e, pagePreview)), Form: h.preview(c, asked, ui.Form{L: l}, nil)}
	for i := range all {
		q := &all[i]
		href := d.Page.URL(path(e, pageList, q.ID))
		row := view.Row{
			Label: l.Choose(q.Label, q.LabelEN), Kind: l.T("question.kind." + string(q.Kind)), Required: q.Required, Answers: answered[q.ID],
		}
		if row.Condition = condition(l, all, q); q.Retired {
			if answered[q.ID] > 0 {
				m.Retired = append(m.Retired, row)
			}
			continue
		}
		row.Href, row.Retire = href, href+"/hentikan"
		if len(m.Rows) > 0 {
			row.Up = href + "/naik"
		}
		if len(m.Rows) < len(asked)-1 {
			row.Down = href + "/turun"
		}
		m.Rows = append(m.Rows, row)
	}
	return h.Render(c, fiber.StatusOK, view.ListPage(d, m))
}

// preview is the form as candidates see it with these answers.
func (h *Handler) preview(c *fiber.Ctx, asked []app.Question, form ui.Form, given app.Answers) view.Fields {
	form.L = h.Locale(c)
	open, _ := app.Ask(asked, given)
	return view.Fields{Form: form, Questions: asked, Asked: open, Accept: document.Accept}
}

// Preview is the form on a page of its own. It can be filled in like the real
// one and keeps nothing.
func (h *Handler) Preview(c *fiber.Ctx) error {
	e, all, err := h.open(c)
	if err != nil {
		return err
	}
	return h.showPreview(c, fiber.StatusOK, e, h.preview(c, live(all), ui.Form{}, nil), false)
}

// TryPreview answers what a candidate would be told.
func (h *Handler) TryPreview(c *fiber.Ctx) error {
	e, all, err := h.open(c)
	if err != nil {
		return err
	}
	form, err := h.Bind(c, &struct{}{})
	if err != nil {
		return err
	}
	asked, files := live(all), app.Answers{}
	for _, q := range asked {
		if up, err := web.Uploads(c, q.Field(), q.Field()+"_camera"); err == nil && len(up) > 0 {
			files[q.ID] = app.Answer{FileID: -1} // looked at by nobody
		}
	}
	given, opened := view.Read(asked, &form, files)
	status := fiber.StatusOK
	if form.Failed() {
		status = fiber.StatusUnprocessableEntity
	}
	return h.showPreview(c, status, e, h.preview(c, asked, form, given), !opened && !form.Failed())
}

func (h *Handler) showPreview(c *fiber.Ctx, status int, e *app.Event, m view.Fields, complete bool) error {
	d := h.page(c, e, "question.preview.title")
	d.Page.HasErrors = m.Form.Failed()
	return h.Render(c, status, view.PreviewPage(d, view.Preview{
		Action: d.Page.URL(path(e, pagePreview)), Back: d.Page.URL(path(e, pageList)), Fields: m, Complete: complete,
	}))
}

// questionID reads the id of the address.
func questionID(c *fiber.Ctx) (int64, error) {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil || id <= 0 {
		return 0, app.ErrNotFound
	}
	return id, nil
}

// Move returns the handler that moves a question one place.
func (h *Handler) Move(up bool) fiber.Handler {
	return h.change("question.desk.moved", func(c *fiber.Ctx, e *app.Event, id int64) error {
		return h.DB.MoveQuestion(c.UserContext(), web.Actor(c), e.ID, id, up)
	})
}

// Retire ends the asking of a question.
func (h *Handler) Retire(c *fiber.Ctx) error {
	return h.change("question.desk.retired", func(c *fiber.Ctx, e *app.Event, id int64) error {
		return h.DB.RetireQuestion(c.UserContext(), web.Actor(c), e.ID, id)
	})(c)
}

// change does one thing to one question and returns to the list, with a word
// on why when it cannot be.
func (h *Handler) change(done string, do func(*fiber.Ctx, *app.Event, int64) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		e, err := h.event(c)
		if err != nil {
			return err
		}
		id, err := questionID(c)
		if err != nil {
			return err
		}
		err = do(c, e, id)
		if problem, ok := errors.AsType[*app.Error](err); ok && problem.Kind == app.Conflict {
			args := make([]string, len(problem.Args))
			for i, a := range problem.Args {
				args[i] = fmt.Sprint(a)
			}
			h.Flash(c, "err", problem.Key, args...)
		} else if err != nil {
			return err
		} else {
			h.Flash(c, "ok", done)
		}
		return h.Redirect(c, path(e, pageList))
	}
}
