package organizer

import (
	"errors"
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/document"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/organizer"
	"gerbang/views/ui"
)

// papersShown is how many papers a page lists.
const papersShown = 50

// Papers lists what people uploaded for an event that asks for it: by default
// what nobody has looked at yet.
func (h *Handler) Papers(c *fiber.Ctx) error {
	e, err := h.event(c, app.CheckPapers)
	if err != nil {
		return err
	}
	status := app.PaperStatus(c.Query("status", string(app.PaperUploaded)))
	if !status.Valid() {
		status = app.PaperUploaded
	}
	page := web.PageNumber(c)
	papers, counts, err := h.DB.EventPapers(c.UserContext(), e.ID, status, papersShown, (page-1)*papersShown)
	if err != nil {
		return err
	}
	p := h.page(c, "eventpaper.title")
	v := view.PapersPage{Event: e, Empty: counts[app.PaperUploaded]+counts[app.PaperChecked]+counts[app.PaperRefused] == 0}
	for _, s := range []app.PaperStatus{app.PaperUploaded, app.PaperChecked, app.PaperRefused} {
		v.Tabs = append(v.Tabs, ui.Tab{
			Text: p.T("eventpaper.tab." + string(s)), Count: p.L.Number(int64(counts[s])), Active: s == status,
			Href: address(p.L, e, "dokumen", url.Values{"status": {string(s)}}),
		})
	}
	v.Pager = ui.Pager{
		Page: page, Pages: max(1, (counts[status]+papersShown-1)/papersShown), Total: counts[status],
		URL: func(n int) string {
			return address(p.L, e, "dokumen", url.Values{"status": {string(status)}, "hal": {strconv.Itoa(n)}})
		},
	}
	for i := range papers {
		v.Papers = append(v.Papers, h.eventPaper(c, e, &papers[i]))
	}
	return h.Render(c, fiber.StatusOK, view.Papers(p, v))
}

func (h *Handler) eventPaper(c *fiber.Ctx, e *app.Event, d *postgres.EventPaper) view.EventPaper {
	l := h.Locale(c)
	base := address(l, e, "dokumen", nil) + "/" + strconv.FormatInt(d.ID, 10)
	v := view.EventPaper{
		Name: web.PersonName(l, d.Name), Kind: l.Choose(d.KindID, d.KindEN), When: l.DateTime(d.UploadedAt), Note: d.Note, Href: base, File: base + "/berkas", PDF: d.Type == document.PDF,
	}
	switch d.Status {
	case app.PaperChecked:
		v.Badge = ui.BadgeItem{Tone: ui.OK, Text: l.T("eventpaper.tab.checked")}
	case app.PaperRefused:
		v.Badge = ui.BadgeItem{Tone: ui.Err, Text: l.T("eventpaper.tab.refused")}
	default:
		v.Badge = ui.BadgeItem{Tone: ui.Info, Icon: "clock", Text: l.T("eventpaper.tab.uploaded")}
	}
	if d.CheckedAt != nil {
		v.By = l.T("eventpaper.by", "name", d.CheckedName, "time", l.DateTime(*d.CheckedAt))
	}
	return v
}

func paperID(c *fiber.Ctx) (int64, error) {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil || id <= 0 {
		return 0, app.ErrNotFound
	}
	return id, nil
}

// Paper is one paper with the choice to accept or refuse it.
func (h *Handler) Paper(c *fiber.Ctx) error {
	return h.paperPage(c, fiber.StatusOK, ui.Form{L: h.Locale(c)})
}

func (h *Handler) paperPage(c *fiber.Ctx, status int, form ui.Form) error {
	e, err := h.event(c, app.CheckPapers)
	if err != nil {
		return err
	}
	id, err := paperID(c)
	if err != nil {
		return err
	}
	d, err := h.DB.EventPaper(c.UserContext(), e.ID, id)
	if err != nil {
		return err
	}
	p := h.page(c, "eventpaper.title")
	p.HasErrors = form.Failed()
	return h.Render(c, status, view.Paper(p, e, h.eventPaper(c, e, d), form, address(p.L, e, "dokumen", nil)))
}

// PaperFile hands a member of staff the paper that they check.
func (h *Handler) PaperFile(c *fiber.Ctx) error {
	e, err := h.event(c, app.CheckPapers)
	if err != nil {
		return err
	}
	id, err := paperID(c)
	if err != nil {
		return err
	}
	d, f, err := h.DB.OpenEventPaper(c.UserContext(), web.Actor(c), e.ID, id)
	if err != nil {
		return err
	}
	f.Name = d.Kind + "-" + strconv.FormatInt(d.ID, 10) + document.Extension(f.ContentType)
	return web.SendAttachment(c, f)
}

// CheckPaper accepts a paper or refuses it with a reason.
func (h *Handler) CheckPaper(c *fiber.Ctx) error {
	e, err := h.event(c, app.CheckPapers)
	if err != nil {
		return err
	}
	id, err := paperID(c)
	if err != nil {
		return err
	}
	var in struct {
		Verdict string `form:"verdict"`
		Reason  string `form:"reason"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	reason := ""
	if in.Verdict != "ok" {
		if reason, err = app.ParseRefusal(in.Reason); !web.Reject(&form, err) {
			return err
		}
	}
	if form.Failed() {
		return h.paperPage(c, fiber.StatusUnprocessableEntity, form)
	}
	err = h.DB.CheckPaper(c.UserContext(), web.Actor(c), e.ID, id, reason)
	switch {
	case errors.Is(err, app.ErrPaperReplaced):
		h.Flash(c, "err", app.ErrPaperReplaced.Key)
	case err != nil:
		return err
	case reason == "":
		h.Flash(c, "ok", "eventpaper.checked")
	default:
		h.Flash(c, "ok", "eventpaper.refused")
	}
	return c.Redirect(address(h.Locale(c), e, "dokumen", nil), fiber.StatusSeeOther)
}
