package safety

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/views/layout"
	view "gerbang/views/safety"
	"gerbang/views/ui"
)

var (
	pinsByCode    = web.Limit{Name: "report pin", Burst: 10, Per: 15 * time.Minute}
	pinsByVisitor = web.Limit{Name: "report pin from", Burst: 60, Per: 15 * time.Minute}
	addedByReport = web.Limit{Name: "report added", Burst: 20, Per: 24 * time.Hour}
)

// followCookie lets whoever entered code and PIN look at the report for followAge.
const (
	followCookie = "gerbang_follow"
	followAge    = 30 * time.Minute
)

// Follow shows a report to whoever entered its code and PIN, and asks for
// them otherwise.
func (h *Handler) Follow(c *fiber.Ctx) error {
	id, ok := sealed[int64](h, c, followCookie)
	if !ok {
		form := ui.Form{L: h.Locale(c), Values: map[string][]string{}}
		if code, ok := app.NormalizeReportCode(c.Query("kode")); ok {
			form.Values["code"] = []string{code}
		}
		return h.followPage(c, fiber.StatusOK, form)
	}
	return h.ownPage(c, fiber.StatusOK, id, ui.Form{L: h.Locale(c), Values: map[string][]string{"request_id": {uuid.NewString()}}})
}

func (h *Handler) followPage(c *fiber.Ctx, status int, form ui.Form) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	p := h.Page(c, "report.follow.title")
	p.Nav, p.Description, p.HasErrors = layout.NavSafety, p.T("report.follow.lead"), form.Failed()
	return h.Render(c, status, view.Follow(p, form))
}

func (h *Handler) ownPage(c *fiber.Ctx, status int, id int64, form ui.Form) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	report, err := h.DB.OwnReport(c.UserContext(), id)
	if err != nil {
		return err
	}
	p := h.Page(c, "report.own.title", "code", report.Code)
	p.Nav, p.NoIndex, p.HasErrors = layout.NavSafety, true, form.Failed()
	return h.Render(c, status, view.Own(p, own(p.L, report, form)))
}

// own says what a report is at in the words of its reporter.
func own(l *i18n.Locale, r *postgres.OwnReport, form ui.Form) view.OwnPage {
	m := view.OwnPage{Code: r.Code, About: r.JobTitle, Sent: l.DateTime(r.CreatedAt), Kinds: kindWords(l, r.Kinds), Status: statusBadge(l, r.Status), Form: form}
	switch r.Status {
	case app.ReportForwarded:
		m.StatusText = l.T("report.status_text.forwarded", "body", l.T("report.body."+string(r.Forwarded)))
	case app.ReportClosed:
		m.StatusText = l.T("report.outcome_text." + string(r.Outcome))
	default:
		m.StatusText = l.T("report.status_text." + string(r.Status))
	}
	for i, e := range r.Events {
		state := ui.Done
		if i == len(r.Events)-1 && r.Status != app.ReportClosed {
			state = ui.Current
		}
		m.Moments = append(m.Moments, ui.Moment{State: state, Title: eventTitle(l, e), Time: l.DateTime(e.At), Text: e.Text})
	}
	return m
}

// EnterPIN checks code and PIN. A code that does not exist and a wrong PIN
// look the same and take the same.
func (h *Handler) EnterPIN(c *fiber.Ctx) error {
	var a struct {
		Code string `form:"code" validate:"max=64"`
		PIN  string `form:"pin" validate:"max=64"`
	}
	form, err := h.Bind(c, &a)
	if err != nil {
		return err
	}
	delete(form.Values, "pin")
	code, okCode := app.NormalizeReportCode(a.Code)
	pin, okPIN := app.NormalizeReportPIN(a.PIN)
	if !form.Failed() {
		if !okCode {
			form.Errors = append(form.Errors, app.FieldError{Field: "code", Key: "report.follow.code_form"})
		}
		if !okPIN {
			form.Errors = append(form.Errors, app.FieldError{Field: "pin", Key: "report.follow.pin_form"})
		}
	}
	if form.Failed() {
		return h.followPage(c, fiber.StatusUnprocessableEntity, form)
	}
	visitor := h.Visitor(c)
	err = h.Within(c, pinsByVisitor, visitor)
	if err == nil {
		err = h.Within(c, pinsByCode, code)
	}
	if h.TooMany(c, &form, "", err) {
		return h.followPage(c, fiber.StatusTooManyRequests, form)
	}
	if err != nil {
		return err
	}
	id, err := h.DB.FindReport(c.UserContext(), code, pin)
	if !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.followPage(c, fiber.StatusUnprocessableEntity, form)
	}
	if err := h.Refund(c, pinsByVisitor, visitor); err != nil {
		return err
	}
	if err := h.Refund(c, pinsByCode, code); err != nil {
		return err
	}
	if err := h.setSealed(c, followCookie, id, followAge); err != nil {
		return err
	}
	return h.Redirect(c, "/kerja-aman/laporan")
}

// AddToReport appends what the reporter has to add.
func (h *Handler) AddToReport(c *fiber.Ctx) error {
	id, ok := sealed[int64](h, c, followCookie)
	if !ok {
		return h.Redirect(c, "/kerja-aman/laporan")
	}
	var a struct {
		RequestID string `form:"request_id"`
		Text      string `form:"text" validate:"required,max=5000"`
	}
	form, err := h.Bind(c, &a)
	if err != nil {
		return err
	}
	if _, err := uuid.Parse(a.RequestID); err != nil {
		a.RequestID = uuid.NewString()
		form.Values["request_id"] = []string{a.RequestID}
	}
	if form.Failed() {
		return h.ownPage(c, fiber.StatusUnprocessableEntity, id, form)
	}
	err = h.Within(c, addedByReport, strconv.FormatInt(id, 10))
	if h.TooMany(c, &form, "text", err) {
		return h.ownPage(c, fiber.StatusTooManyRequests, id, form)
	}
	if err != nil {
		return err
	}
	if err := h.DB.AddToReport(c.UserContext(), id, a.RequestID, a.Text); err != nil {
		return err
	}
	h.Flash(c, "ok", "report.own.added")
	return h.Redirect(c, "/kerja-aman/laporan")
}

// Forget takes everything about reports off this browser: others may use the
// same phone.
func (h *Handler) Forget(c *fiber.Ctx) error {
	h.dropCookie(c, sentCookie)
	h.dropCookie(c, followCookie)
	return h.Redirect(c, "/kerja-aman")
}
