package questions

import (
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/questions"
	"gerbang/views/ui"
)

// Values of the field that says how a paper is asked for.
const (
	askBring  = "bring"
	askUpload = "upload"
)

// Documents lists the papers that may be asked for, with what is asked now.
func (h *Handler) Documents(c *fiber.Ctx) error {
	e, err := h.event(c)
	if err != nil {
		return err
	}
	asked, err := h.DB.EventDocuments(c.UserContext(), e.ID)
	if err != nil {
		return err
	}
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{"revision": {postgres.DocumentsRevision(asked)}}}
	for _, d := range asked {
		how := askBring
		if d.UploadAsked {
			how = askUpload
		}
		form.Values["ask_"+d.Code] = []string{how}
		if d.Required {
			form.Values["required_"+d.Code] = []string{"1"}
		}
		form.Values["note_"+d.Code], form.Values["note_en_"+d.Code] = []string{d.Note}, []string{d.NoteEN}
	}
	return h.showDocuments(c, fiber.StatusOK, e, form)
}

// SaveDocuments keeps which papers are asked for.
func (h *Handler) SaveDocuments(c *fiber.Ctx) error {
	e, err := h.event(c)
	if err != nil {
		return err
	}
	form, err := h.Bind(c, &struct{}{})
	if err != nil {
		return err
	}
	kinds, err := h.DB.DocumentKinds(c.UserContext())
	if err != nil {
		return err
	}
	var list []app.EventDocument
	for _, k := range kinds {
		how := form.Value("ask_" + k.Code)
		if how != askBring && how != askUpload {
			continue
		}
		d := app.EventDocument{
			DocumentKind: k, UploadAsked: how == askUpload, Required: form.Has("required_"+k.Code, "1"),
			Note: oneLine(form.Value("note_" + k.Code)), NoteEN: oneLine(form.Value("note_en_" + k.Code)),
		}
		for field, text := range map[string]string{"note_": d.Note, "note_en_": d.NoteEN} {
			if len([]rune(text)) > 160 {
				form.Errors = append(form.Errors, app.FieldError{Field: field + k.Code, Key: "error.max_chars", Args: []any{"param", "160"}})
			}
		}
		list = append(list, d)
	}
	if !form.Failed() {
		if err := h.DB.SetEventDocuments(c.UserContext(), web.Actor(c), e.ID, list, form.Value("revision")); !web.Reject(&form, err) {
			return err
		} else {
			web.Renew(&form, err)
		}
	}
	if form.Failed() {
		return h.showDocuments(c, web.FormStatus(form), e, form)
	}
	h.Flash(c, "ok", "question.documents.saved")
	return h.Redirect(c, path(e, pageDocuments))
}

func (h *Handler) showDocuments(c *fiber.Ctx, status int, e *app.Event, form ui.Form) error {
	kinds, err := h.DB.DocumentKinds(c.UserContext())
	if err != nil {
		return err
	}
	d := h.page(c, e, "question.documents.title")
	d.Page.HasErrors = form.Failed()
	return h.Render(c, status, view.DocumentsPage(d, form, kinds))
}
