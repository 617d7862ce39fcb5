package candidate

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/document"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/candidate"
	"gerbang/views/ui"
)

const papersPath = "/akun/dokumen"

// Papers lists the visitor's documents: those that somebody asks for first.
func (h *Handler) Papers(c *fiber.Ctx) error {
	papers, err := h.DB.Papers(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	p := h.page(c, "paper.title")
	var v view.PapersView
	for i := range papers {
		card := paperCard(p.L, &papers[i])
		switch {
		case len(papers[i].AskedBy) > 0 || papers[i].Status == app.PaperRefused:
			v.Asked = append(v.Asked, card)
		case papers[i].ID != 0:
			v.Have = append(v.Have, card)
		default:
			v.Others = append(v.Others, card)
		}
	}
	return h.Render(c, fiber.StatusOK, view.Papers(p, v))
}

func paperCard(l *i18n.Locale, d *postgres.Paper) view.PaperCard {
	card := view.PaperCard{
		Href: papersPath + "/" + d.Kind, Title: named(l, d.NameID, d.NameEN), Upload: d.Upload, Have: d.ID != 0, HasFile: d.Type != "",
		Badge: paperBadge(l, d.Upload, d.Status), PDF: d.Type == document.PDF,
	}
	if d.Status == app.PaperRefused {
		card.Reason = d.Note
	}
	if d.UploadedAt != nil && d.Upload {
		card.When = l.T("paper.uploaded_on", "date", l.DateShort(*d.UploadedAt))
	}
	for _, a := range d.AskedBy {
		how := "paper.asked_bring"
		if a.Upload && d.Upload {
			how = "paper.asked_upload"
		}
		asked := view.PaperAsked{Event: a.Title, Href: detailPath(a.Registration), How: l.T(how), Note: l.Choose(a.Note, a.NoteEN)}
		if !a.Required {
			asked.How += " " + l.T("paper.asked_optional")
		}
		card.AskedBy = append(card.AskedBy, asked)
	}
	return card
}

func paperBadge(l *i18n.Locale, upload bool, s app.PaperStatus) ui.BadgeItem {
	switch {
	case s == app.PaperChecked:
		return ui.BadgeItem{Tone: ui.OK, Text: l.T("paper.status.checked")}
	case s == app.PaperRefused:
		return ui.BadgeItem{Tone: ui.Err, Text: l.T("paper.status.refused")}
	case s == app.PaperUploaded && !upload:
		return ui.BadgeItem{Tone: ui.Info, Text: l.T("paper.status.declared"), Icon: "check"}
	case s == app.PaperUploaded:
		return ui.BadgeItem{Tone: ui.Info, Text: l.T("paper.status.uploaded"), Icon: "clock"}
	}
	return ui.BadgeItem{Tone: ui.Mute, Text: l.T("paper.status.missing"), Icon: "minus"}
}

// Paper is the page of one document, with the form to upload it.
func (h *Handler) Paper(c *fiber.Ctx) error {
	return h.paperPage(c, fiber.StatusOK, ui.Form{L: h.Locale(c)})
}

func (h *Handler) paperPage(c *fiber.Ctx, status int, form ui.Form) error {
	d, err := h.DB.Paper(c.UserContext(), web.Actor(c), c.Params("kind"))
	if err != nil {
		return err
	}
	p := h.page(c, "paper.title")
	p.HasErrors = form.Failed()
	card := paperCard(p.L, d)
	p.Title = card.Title
	return h.Render(c, status, view.Paper(p, card, form, document.MaxBytes>>20))
}

// UploadPaper keeps a photo or a PDF as the visitor's document.
func (h *Handler) UploadPaper(c *fiber.Ctx) error {
	form := ui.Form{L: h.Locale(c)}
	d, err := h.DB.Paper(c.UserContext(), web.Actor(c), c.Params("kind"))
	if err != nil {
		return err
	}
	paper, _, err := h.CleanPaper(c, "file")
	switch {
	case err == nil && paper == nil:
		err = &app.Error{Kind: app.Invalid, Key: "paper.file_required"}
	case err == nil:
		err = h.DB.AddPaper(c.UserContext(), web.Actor(c), d.Kind, *paper)
	}
	if !h.RejectAt(c, &form, "file", err) {
		return err
	}
	if form.Failed() {
		return h.paperPage(c, web.FormStatus(form), form)
	}
	h.Flash(c, "ok", "paper.saved")
	if back := web.LocalPath(c.Query("kembali")); back != "" {
		return c.Redirect(back, fiber.StatusSeeOther)
	}
	return h.Redirect(c, papersPath)
}

// DeclarePaper keeps the visitor's word that they have a document, or not.
func (h *Handler) DeclarePaper(c *fiber.Ctx) error {
	var in struct {
		Have bool `form:"have"`
	}
	if _, err := h.Bind(c, &in); err != nil {
		return err
	}
	if err := h.DB.DeclarePaper(c.UserContext(), web.Actor(c), c.Params("kind"), in.Have); err != nil {
		return err
	}
	h.Flash(c, "ok", "paper.declared")
	return h.Redirect(c, papersPath)
}

// RemovePaper deletes a document of the visitor. Doing it twice changes
// nothing more.
func (h *Handler) RemovePaper(c *fiber.Ctx) error {
	if err := h.DB.RemovePaper(c.UserContext(), web.Actor(c), c.Params("kind")); err != nil {
		return err
	}
	h.Flash(c, "ok", "paper.removed")
	return h.Redirect(c, papersPath)
}

// PaperFile hands the visitor their own document.
func (h *Handler) PaperFile(c *fiber.Ctx) error {
	f, err := h.DB.OwnPaper(c.UserContext(), web.Actor(c), c.Params("kind"))
	if err != nil {
		return err
	}
	f.Name = strings.ReplaceAll(c.Params("kind"), "/", "-") + document.Extension(f.ContentType)
	return web.SendAttachment(c, f)
}
