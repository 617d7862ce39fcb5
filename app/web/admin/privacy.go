package admin

import (
	"errors"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/views/admin"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

const privacyPath = "/admin/permintaan-data"

// Privacy lists what people ask about their own data, the soonest due first.
func (h *Handler) Privacy(c *fiber.Ctx) error {
	var q struct {
		Status string `query:"status"`
		Page   int    `query:"hal"`
	}
	if err := web.Query(c, &q); err != nil {
		return err
	}
	open, page := q.Status != "selesai", web.ClampPage(q.Page)
	requests, waiting, answered, err := h.DB.PrivacyDesk(c.UserContext(), open, page)
	if err != nil {
		return err
	}
	p := h.page(c, "admin.privacy_title", layout.NavPrivacy)
	list := admin.PrivacyList{Open: open, Waiting: waiting}
	for i := range requests {
		list.Requests = append(list.Requests, h.privacyRequest(p, &requests[i]))
	}
	total, base := waiting, p.URL(privacyPath)+"?"
	if !open {
		total, base = answered, base+"status=selesai&"
	}
	list.Pager = ui.Pager{Page: page, Pages: max(1, (total+postgres.PrivacyPageSize-1)/postgres.PrivacyPageSize), Total: total, URL: func(n int) string { return base + "hal=" + strconv.Itoa(n) }}
	return h.Render(c, fiber.StatusOK, admin.PrivacyPage(p, list))
}

func (h *Handler) privacyRequest(p layout.Page, r *postgres.PrivacyRequest) admin.PrivacyRequest {
	v := admin.PrivacyRequest{
		Href: privacyPath + "/" + strconv.FormatInt(r.ID, 10), Name: r.Name, Kind: p.T("privacy.kind." + string(r.Kind)),
		Asked: p.L.DateTime(r.AskedAt), Due: p.L.DateTime(r.DueAt), Text: r.Text, Answer: r.Answer, ByProduct: r.Kind == app.PrivacyCopy || r.Kind == app.PrivacyClose,
		Open: r.Status == app.PrivacyOpen,
	}
	left := r.DueAt.Sub(h.Now())
	switch {
	case r.Status != app.PrivacyOpen:
		v.Badge = ui.BadgeItem{Tone: ui.OK, Text: p.T("privacy.status." + string(r.Status))}
		v.Done = p.T("admin.privacy_done", "name", r.DoneName, "time", p.L.DateTime(*r.DoneAt))
	case left < 0:
		v.Badge = ui.BadgeItem{Tone: ui.Err, Text: p.T("admin.privacy_late")}
	case left < 24*time.Hour:
		v.Badge = ui.BadgeItem{Tone: ui.Warn, Icon: "clock", Text: p.L.N("admin.privacy_hours", max(1, int(left.Hours())))}
	default:
		v.Badge = ui.BadgeItem{Tone: ui.Info, Icon: "clock", Text: p.L.N("admin.privacy_hours", int(left.Hours()))}
	}
	return v
}

// PrivacyRequest shows one request with the form to answer it.
func (h *Handler) PrivacyRequest(c *fiber.Ctx) error {
	return h.privacyPage(c, fiber.StatusOK, ui.Form{L: h.Locale(c)})
}

func (h *Handler) privacyPage(c *fiber.Ctx, status int, form ui.Form) error {
	id := positive(c.Params("id"))
	if id == 0 {
		return app.ErrNotFound
	}
	r, err := h.DB.PrivacyRequest(c.UserContext(), web.Actor(c), id)
	if err != nil {
		return err
	}
	p := h.page(c, "admin.privacy_title", layout.NavPrivacy)
	p.HasErrors = form.Failed()
	return h.Render(c, status, admin.PrivacyRequestPage(p, h.privacyRequest(p, r), form))
}

// AnswerPrivacy answers a request.
func (h *Handler) AnswerPrivacy(c *fiber.Ctx) error {
	id := positive(c.Params("id"))
	if id == 0 {
		return app.ErrNotFound
	}
	var in struct {
		Status string `form:"status" validate:"oneof=done refused"`
		Text   string `form:"text"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	for i := range form.Errors {
		form.Errors[i].Key = "error.required_choice"
	}
	answer, err := app.ParsePrivacyText(in.Text)
	if !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.privacyPage(c, fiber.StatusUnprocessableEntity, form)
	}
	err = h.DB.AnswerPrivacy(c.UserContext(), web.Actor(c), id, app.PrivacyStatus(in.Status), answer)
	switch {
	case errors.Is(err, app.ErrPrivacyAnswered):
		h.Flash(c, "err", app.ErrPrivacyAnswered.Key)
	case err != nil:
		return err
	default:
		h.Flash(c, "ok", "admin.privacy_answered")
	}
	return h.Redirect(c, privacyPath)
}
