package registration

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/document"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/registration"
	"gerbang/views/ui"
)

// Documents is the step that asks for the papers to upload beforehand. They
// are the candidate's own, kept once for all events.
func (h *Handler) Documents(c *fiber.Ctx) error {
	a, err := h.open(c, stepDocuments)
	if a == nil {
		return err
	}
	return h.renderDocuments(c, fiber.StatusOK, a, ui.Form{L: h.Locale(c)})
}

// SaveDocuments keeps the papers that came with the form, also when others
// are still missing.
func (h *Handler) SaveDocuments(c *fiber.Ctx) error {
	a, err := h.open(c, stepDocuments)
	if a == nil {
		return err
	}
	form, err := h.Bind(c, &struct{}{})
	if err != nil {
		return err
	}
	for _, d := range a.Uploads() {
		if err := h.keepDocument(c, a, d, &form); err != nil {
			return err
		}
	}
	if form.Failed() {
		return h.renderDocuments(c, web.FormStatus(form), a, form)
	}
	return h.next(c)
}

func (h *Handler) keepDocument(c *fiber.Ctx, a *postgres.Application, asked app.EventDocument, form *ui.Form) error {
	field := view.DocumentField(asked.Code)
	paper, _, err := h.CleanPaper(c, field)
	switch {
	case err != nil:
	case paper != nil:
		if err = h.DB.AddPaper(c.UserContext(), web.Actor(c), asked.Code, *paper); err == nil {
			a.Uploaded = append(a.Uploaded, asked.Code)
		}
	case asked.Required && !slices.Contains(a.Uploaded, asked.Code):
		form.Errors = append(form.Errors, app.FieldError{Field: field, Key: "registration.documents.required"})
	}
	if !h.RejectAt(c, form, field, err) {
		return err
	}
	return nil
}

func (h *Handler) renderDocuments(c *fiber.Ctx, status int, a *postgres.Application, form ui.Form) error {
	s := h.page(c, a, stepDocuments)
	s.Page.HasErrors, s.Upload = form.Failed(), true
	return h.Render(c, status, view.Documents(s, form, a.Uploads(), a.Uploaded, document.Accept))
}
