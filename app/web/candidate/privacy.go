package candidate

import (
	"errors"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/web"
	view "gerbang/views/candidate"
	"gerbang/views/ui"
)

const (
	privacyPath = "/akun/privasi"
	dataPath    = "/akun/data"
)

func formatID(id int64) string { return strconv.FormatInt(id, 10) }

// Privacy shows what the visitor has agreed to and leads to data and devices.
func (h *Handler) Privacy(c *fiber.Ctx) error {
	given, err := h.DB.ConsentHistory(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	notices, err := h.DB.Notices(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	p := h.page(c, "privacy.title")
	v := view.PrivacyView{Notices: notices}
	for _, purpose := range app.ConsentPurposes() {
		s := view.ConsentView{
			Purpose: string(purpose), Title: p.T("registration.consent.short." + string(purpose)), Text: p.T("privacy.consent." + string(purpose)),
			Withdrawing: p.T("privacy.withdraw." + string(purpose)), Version: app.ConsentVersion, State: p.T("privacy.never"),
		}
		if k, ok := given[purpose]; ok {
			s.Version = k.Version
			s.State = p.T("privacy.given", "time", p.L.DateTime(k.GivenAt))
			s.Standing = k.WithdrawnAt == nil && k.Version == app.ConsentVersion
			switch {
			case k.WithdrawnAt != nil:
				s.State = p.T("privacy.withdrawn", "time", p.L.DateTime(*k.WithdrawnAt))
			case !s.Standing:
				s.State = p.T("privacy.outdated")
			}
		}
		v.Consents = append(v.Consents, s)
	}
	return h.Render(c, fiber.StatusOK, view.Privacy(p, v))
}

// ChangeConsent gives or withdraws one consent.
func (h *Handler) ChangeConsent(c *fiber.Ctx) error {
	var in struct {
		Give bool `form:"give"`
	}
	if _, err := h.Bind(c, &in); err != nil {
		return err
	}
	purpose := app.ConsentPurpose(c.Params("purpose"))
	if !purpose.Valid() {
		return app.ErrNotFound
	}
	change, key := h.DB.WithdrawConsent, "privacy.consent_withdrawn"
	if in.Give {
		change, key = h.DB.GiveConsent, "privacy.consent_given"
	}
	if err := change(c.UserContext(), web.Actor(c), purpose); err != nil {
		return err
	}
	h.Flash(c, "ok", key)
	return h.Redirect(c, privacyPath)
}

// ChangeNotices turns reminders and messages of organizers on or off.
func (h *Handler) ChangeNotices(c *fiber.Ctx) error {
	var in struct {
		On bool `form:"on"`
	}
	if _, err := h.Bind(c, &in); err != nil {
		return err
	}
	if err := h.DB.SetNotices(c.UserContext(), web.Actor(c), in.On); err != nil {
		return err
	}
	key := "privacy.notices_off_done"
	if in.On {
		key = "privacy.notices_on_done"
	}
	h.Flash(c, "ok", key)
	return h.Redirect(c, privacyPath)
}

// Data is "Data saya": a copy, corrections, and the end of the account.
func (h *Handler) Data(c *fiber.Ctx) error {
	requests, err := h.DB.MyPrivacyRequests(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	p := h.page(c, "privacy.data")
	var v view.DataView
	for i := range requests {
		r := &requests[i]
		if r.Kind == app.PrivacyCopy {
			switch {
			case r.Status == app.PrivacyOpen:
				v.Making = true
			case r.FileKey != "" && h.Now().Before(*r.ExpiresAt) && v.CopyHref == "":
				v.CopyHref = dataPath + "/salinan/" + r.FileKey
				v.CopyNote = p.T("privacy.copy_note", "time", p.L.DateTime(*r.DoneAt), "until", p.L.DateTime(*r.ExpiresAt), "size", max(1, r.FileBytes>>10))
			}
			continue
		}
		e := view.RequestView{Title: p.T("privacy.kind." + string(r.Kind)), Text: r.Text, Answer: r.Answer, Asked: p.T("privacy.asked_on", "time", p.L.DateTime(r.AskedAt))}
		switch r.Status {
		case app.PrivacyOpen:
			e.Badge = ui.BadgeItem{Tone: ui.Info, Icon: "clock", Text: p.T("privacy.due", "time", p.L.DateTime(r.DueAt))}
		case app.PrivacyRefused:
			e.Badge = ui.BadgeItem{Tone: ui.Warn, Text: p.T("privacy.status.refused")}
		default:
			e.Badge = ui.BadgeItem{Tone: ui.OK, Text: p.T("privacy.status.done")}
		}
		v.Requests = append(v.Requests, e)
	}
	return h.Render(c, fiber.StatusOK, view.Data(p, v))
}

// proven runs do, or asks for a code when that was too long ago.
func (h *Handler) proven(c *fiber.Ctx, back string, do func() error) error {
	err := do()
	if errors.Is(err, app.ErrNotProven) {
		return h.Redirect(c, "/akun/kode?kembali="+back)
	}
	return err
}

// AskForCopy has a copy of all data made.
func (h *Handler) AskForCopy(c *fiber.Ctx) error {
	return h.proven(c, dataPath, func() error {
		if err := h.DB.AskForCopy(c.UserContext(), web.Actor(c)); err != nil {
			return err
		}
		h.Flash(c, "ok", "privacy.copy_asked")
		return h.Redirect(c, dataPath)
	})
}

// DataCopy hands the visitor their copy.
func (h *Handler) DataCopy(c *fiber.Ctx) error {
	return h.proven(c, dataPath, func() error {
		f, err := h.DB.DataCopy(c.UserContext(), web.Actor(c), c.Params("key"))
		if err != nil {
			return err
		}
		f.Name = "data-saya.zip"
		return web.SendAttachment(c, f)
	})
}

// CloseForm says what happens to what when the account is deleted.
func (h *Handler) CloseForm(c *fiber.Ctx) error {
	return h.closePage(c, fiber.StatusOK, ui.Form{L: h.Locale(c)})
}

func (h *Handler) closePage(c *fiber.Ctx, status int, form ui.Form) error {
	fresh, err := h.DB.Proven(c.UserContext(), web.Actor(c))
	if err != nil {
		return err
	}
	if !fresh {
		return h.Redirect(c, "/akun/kode?kembali="+dataPath+"/hapus")
	}
	standing, _, err := h.entries(c)
	if err != nil {
		return err
	}
	p := h.page(c, "privacy.close")
	p.HasErrors = form.Failed()
	v := view.CloseView{Form: form}
	for _, e := range standing {
		v.Ending = append(v.Ending, e.Event.Title+", "+p.L.DateTime(e.Starts))
	}
	return h.Render(c, status, view.Close(p, v))
}

// Close begins to delete the account and signs out.
func (h *Handler) Close(c *fiber.Ctx) error {
	var in struct {
		Sure bool `form:"sure"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	if !in.Sure {
		form.Errors = append(form.Errors, app.FieldError{Field: "sure", Key: "privacy.sure_required"})
		return h.closePage(c, fiber.StatusUnprocessableEntity, form)
	}
	return h.proven(c, dataPath+"/hapus", func() error {
		if err := h.DB.AskToClose(c.UserContext(), web.Actor(c)); err != nil {
			return err
		}
		if err := h.EndLogin(c); err != nil {
			return err
		}
		h.Flash(c, "ok", "privacy.closing")
		return h.Redirect(c, "/")
	})
}

// RequestForm asks for what only a person can do.
func (h *Handler) RequestForm(c *fiber.Ctx) error {
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{"kind": {c.Query("jenis")}}}
	return h.requestPage(c, fiber.StatusOK, form)
}

func (h *Handler) requestPage(c *fiber.Ctx, status int, form ui.Form) error {
	p := h.page(c, "privacy.request")
	p.HasErrors = form.Failed()
	var options []ui.Option
	for _, k := range app.ByPerson() {
		options = append(options, ui.Option{Value: string(k), Text: p.T("privacy.kind." + string(k)), Hint: p.T("privacy.kind_hint." + string(k))})
	}
	return h.Render(c, status, view.Request(p, form, options))
}

// Ask keeps such a request.
func (h *Handler) Ask(c *fiber.Ctx) error {
	var in struct {
		Kind string `form:"kind" validate:"oneof=correct restrict object question"`
		Text string `form:"text"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	for i := range form.Errors {
		form.Errors[i].Key = "error.required_choice"
	}
	text, err := app.ParsePrivacyText(in.Text)
	if !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.requestPage(c, fiber.StatusUnprocessableEntity, form)
	}
	if err := h.DB.AskPrivacy(c.UserContext(), web.Actor(c), app.PrivacyKind(in.Kind), text); err != nil {
		return err
	}
	h.Flash(c, "ok", "privacy.asked")
	return h.Redirect(c, dataPath)
}
