package safety

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/phone"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/views/layout"
	view "gerbang/views/safety"
	"gerbang/views/ui"
)

const inboxPath = "/dasbor/aduan"

// deskPage starts a page of the desk. What it shows stays in no cache.
func (h *Handler) deskPage(c *fiber.Ctx, nav, titleKey string, args ...any) layout.Page {
	c.Set(fiber.HeaderCacheControl, "no-store")
	p := h.Page(c, titleKey, args...)
	p.Nav, p.NoIndex = nav, true
	return p
}

// Inbox lists the reports of the public.
func (h *Handler) Inbox(c *fiber.Ctx) error {
	var in struct {
		Q      string `query:"q"`
		Status string `query:"status"`
		AtRisk string `query:"berisiko"`
		Page   int    `query:"hal"`
	}
	if err := web.Query(c, &in); err != nil {
		return err
	}
	ctx, actor := c.UserContext(), web.Actor(c)
	f := postgres.ReportFilter{Status: app.ReportNew, Search: web.Clip(in.Q, 100)}
	for _, s := range app.ReportStatuses() {
		if in.Status == string(s) {
			f.Status = s
		}
	}
	if risk := app.AtRisk(in.AtRisk); slices.Contains(app.AtRisks(), risk) {
		f.AtRisk = risk
	}
	if in.Status == "semua" || in.Status == "" && (f.Search != "" || f.AtRisk != "") {
		f.Status = ""
	}
	counts, err := h.DB.ReportCounts(ctx, actor, f)
	if err != nil {
		return err
	}
	all := 0
	for _, n := range counts {
		all += n
	}
	total := all
	if f.Status != "" {
		total = counts[f.Status]
	}
	pages := max(1, (total+postgres.ReportPageSize-1)/postgres.ReportPageSize)
	page := min(max(in.Page, 1), pages)
	rows, err := h.DB.Reports(ctx, actor, f, page)
	if err != nil {
		return err
	}
	p := h.deskPage(c, layout.NavDeskReports, "inbox.title")
	m := view.InboxPage{Form: ui.Form{L: p.L, Values: map[string][]string{"berisiko": {string(f.AtRisk)}}}, AtRisk: riskOptions(p.L), Q: f.Search, Status: in.Status, Count: p.L.N("inbox.count", total)}
	tab := func(text, status string, n int, active bool) {
		m.Tabs = append(m.Tabs, ui.Tab{Text: text, Href: inboxURL(p.L, f, status, 1), Count: p.L.Number(int64(n)), Active: active})
	}
	for _, s := range app.ReportStatuses() {
		tab(p.T("report.status."+string(s)), string(s), counts[s], f.Status == s)
	}
	tab(p.T("common.all"), "semua", all, f.Status == "")
	for i := range rows {
		m.Rows = append(m.Rows, inboxRow(p.L, &rows[i]))
	}
	status := string(f.Status)
	if status == "" {
		status = "semua"
	}
	m.Pager = ui.Pager{Page: page, Pages: pages, Total: total, URL: func(n int) string { return inboxURL(p.L, f, status, n) }}
	return h.Render(c, fiber.StatusOK, view.Inbox(p, m))
}

func inboxURL(l *i18n.Locale, f postgres.ReportFilter, status string, page int) string {
	q := url.Values{"status": {status}}
	if f.Search != "" {
		q.Set("q", f.Search)
	}
	if f.AtRisk != "" {
		q.Set("berisiko", string(f.AtRisk))
	}
	if page > 1 {
		q.Set("hal", strconv.Itoa(page))
	}
	return l.Path(inboxPath) + "?" + q.Encode()
}

func inboxRow(l *i18n.Locale, r *postgres.ReportRow) view.InboxRow {
	v := view.InboxRow{
		Code: r.Code, Href: l.Path(inboxPath + "/" + strconv.FormatInt(r.ID, 10)), Danger: r.Danger, Added: r.Added, Status: statusBadge(l, r.Status),
		About: r.JobTitle, Agency: r.Agency, Kelurahan: r.Kelurahan, Handled: r.Handled, Photos: r.Photos, Date: l.DateTime(r.CreatedAt),
	}
	if r.AtRisk != "" {
		v.AtRisk = l.T("report.risk." + string(r.AtRisk))
	}
	for _, k := range r.Kinds {
		v.Kinds = append(v.Kinds, l.T("report.kind."+k))
	}
	switch r.Status {
	case app.ReportForwarded:
		v.Note = l.T("report.body." + r.Forwarded)
	case app.ReportClosed:
		v.Note = l.T("report.outcome." + r.Outcome)
	}
	return v
}

// reportID reads the id of the address.
func reportID(c *fiber.Ctx) (int64, error) {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil || id <= 0 {
		return 0, app.ErrNotFound
	}
	return id, nil
}

// ReadReport shows a report with all that was told, but for the contact.
func (h *Handler) ReadReport(c *fiber.Ctx) error {
	id, err := reportID(c)
	if err != nil {
		return err
	}
	return h.readPage(c, fiber.StatusOK, id, ui.Form{L: h.Locale(c)}, nil)
}

func (h *Handler) readPage(c *fiber.Ctx, status int, id int64, form ui.Form, contact *postgres.ReportContact) error {
	r, err := h.DB.Report(c.UserContext(), web.Actor(c), id)
	if err != nil {
		return err
	}
	p := h.deskPage(c, layout.NavDeskReports, "inbox.report", "code", r.Code)
	p.HasErrors = form.Failed()
	return h.Render(c, status, view.Read(p, h.readView(p.L, web.Actor(c), r, form, contact)))
}

func (h *Handler) readView(l *i18n.Locale, actor *app.Actor, r *postgres.Report, form ui.Form, contact *postgres.ReportContact) view.ReadPage {
	base := l.Path(inboxPath + "/" + strconv.FormatInt(r.ID, 10))
	m := view.ReadPage{
		RequestID: uuid.NewString,
		Code:      r.Code, Base: base, Inbox: l.Path(inboxPath), Version: r.Version, Status: statusBadge(l, r.Status), Danger: r.Danger, Closed: r.Status == app.ReportClosed,
		Mine: r.HandledByID == actor.AccountID && r.Status != app.ReportNew, Handled: r.HandledBy, Kinds: kindWords(l, r.Kinds), Story: r.Story, Sent: l.DateTime(r.CreatedAt),
		AgencyName: r.AgencyName, AccusedName: r.Accused.Name, AccusedAccount: r.Accused.Account, Country: l.Choose(r.CountryID, r.CountryEN),
		HasContact: r.HasContact, WantsMail: r.WantsMail, Form: form, English: r.Locale == "en",
	}
	if r.AtRisk != "" {
		m.AtRisk = l.T("report.risk." + string(r.AtRisk))
	}
	if r.Accused.Phone != "" {
		m.AccusedPhone = phone.Display(r.Accused.Phone)
	}
	if r.Kelurahan != "" {
		m.Place = r.Kelurahan + ", " + r.Kecamatan + ", " + r.City
	}
	if r.RT+r.RW != "" {
		m.Place = strings.TrimPrefix(m.Place+" · RT "+orDash(r.RT)+"/RW "+orDash(r.RW), " · ")
	}
	if r.ClearedAt != nil {
		m.Cleared = l.DateShort(*r.ClearedAt)
	}
	if contact != nil {
		m.Contact, m.ContactSafely = contact.Address, contact.Safely
		if !contact.IsMail() {
			m.Contact = phone.Display(contact.Address)
		}
	}
	if j := r.Job; j != nil {
		m.JobTitle, m.JobHref = j.Title, l.Path("/lowongan/"+j.Slug)
		if actor.CanAll(app.EditJobs) {
			m.JobDesk = l.Path("/dasbor/lowongan/" + strconv.FormatInt(r.JobID, 10))
		}
		m.JobFacts = seenFacts(l, j)
	}
	for _, photo := range r.Photos {
		m.Photos = append(m.Photos, view.Photo{Key: photo.Key, Name: photo.Name, Size: size(l, photo.Bytes), Href: base + "/foto/" + photo.Key})
	}
	for _, e := range r.Events {
		m.Moments = append(m.Moments, view.Entry{Title: eventTitle(l, e), Text: e.Text, By: e.Actor, At: l.DateTime(e.At), Public: e.Kind.ForReporter(), Reporter: e.Actor == ""})
	}
	ref := func(refs []postgres.ReportRef) (out []view.Ref) {
		for _, x := range refs {
			out = append(out, view.Ref{Code: x.Code, Href: l.Path(inboxPath + "/" + strconv.FormatInt(x.ID, 10)), Status: l.T("report.status." + string(x.Status))})
		}
		return out
	}
	m.SamePhone, m.SameJob = ref(r.SamePhone), ref(r.SameJob)
	for _, b := range app.ReportBodies() {
		m.Bodies = append(m.Bodies, ui.Option{Value: string(b), Text: l.T("report.body." + string(b))})
	}
	for _, o := range app.ReportOutcomes() {
		m.Outcomes = append(m.Outcomes, ui.Option{Value: string(o), Text: l.T("report.outcome." + string(o))})
	}
	return m
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func seenFacts(l *i18n.Locale, j *postgres.SeenJob) []ui.Def {
	var facts []ui.Def
	add := func(key, text string) {
		if text != "" {
			facts = append(facts, ui.Def{Term: l.T(key), Text: text})
		}
	}
	add("inbox.seen.agency", strings.TrimSuffix(j.Agency+" · SIP3MI "+j.SIP3MI, " · SIP3MI "))
	add("inbox.seen.permit", j.SIP2MI)
	add("inbox.seen.employer", j.Employer)
	add("inbox.seen.place", strings.TrimPrefix(j.City+", "+j.Country, ", "))
	if j.SalaryMin > 0 {
		pay := l.Money(j.SalaryMin, j.Currency)
		if j.SalaryMax > j.SalaryMin {
			pay += " – " + l.Money(j.SalaryMax, j.Currency)
		}
		add("inbox.seen.pay", pay)
	}
	for _, cost := range j.Costs {
		if cost.Payer == app.PaidByWorker && cost.Amount > 0 {
			add("inbox.seen.worker_pays", cost.Item+" "+l.Money(cost.Amount, cost.Currency))
		}
	}
	add("inbox.seen.verified", j.VerifiedBy)
	return facts
}

// ReportPhoto shows a photo of a report to who may read the report.
func (h *Handler) ReportPhoto(c *fiber.Ctx) error {
	id, err := reportID(c)
	if err != nil {
		return err
	}
	f, err := h.DB.ReportFile(c.UserContext(), web.Actor(c), id, c.Params("key"))
	if err != nil {
		return err
	}
	return web.SendFile(c, f)
}

// Steps of a report, as the last part of their addresses.
var steps = map[string]app.ReportEventKind{
	"ambil": app.ReportWasTaken, "teruskan": app.ReportWasForwarded, "catatan": app.ReportNote, "balas": app.ReportReply,
	"tutup": app.ReportWasClosed, "buka": app.ReportWasReopened,
}

type stepAnswers struct {
	RequestID string `form:"request_id"`
	Version   int    `form:"version"`
	Body      string `form:"body"`
	Outcome   string `form:"outcome"`
	Note      string `form:"note" validate:"max=5000"`
	Reply     string `form:"reply" validate:"max=5000"`
	Closing   string `form:"closing" validate:"max=5000"`
	Forward   string `form:"forward" validate:"max=5000"`
}

// Step returns the handler of one kind of step.
func (h *Handler) Step(name string) fiber.Handler {
	kind := steps[name]
	return func(c *fiber.Ctx) error {
		id, err := reportID(c)
		if err != nil {
			return err
		}
		var a stepAnswers
		form, err := h.Bind(c, &a)
		if err != nil {
			return err
		}
		step := postgres.ReportStep{RequestID: a.RequestID, Version: a.Version, Kind: kind}
		if _, err := uuid.Parse(a.RequestID); err != nil {
			step.RequestID = uuid.NewString()
		}
		switch kind {
		case app.ReportNote:
			step.Text = a.Note
			required(&form, "note", a.Note)
		case app.ReportReply:
			step.Text = a.Reply
			required(&form, "reply", a.Reply)
		case app.ReportWasForwarded:
			step.Body, step.Text = app.ReportBody(a.Body), a.Forward
			oneOf(&form, "body", step.Body, app.ReportBodies())
		case app.ReportWasClosed:
			step.Outcome, step.Text = app.ReportOutcome(a.Outcome), a.Closing
			oneOf(&form, "outcome", step.Outcome, app.ReportOutcomes())
			required(&form, "closing", a.Closing)
		}
		if form.Failed() {
			return h.readPage(c, fiber.StatusUnprocessableEntity, id, form, nil)
		}
		err = h.DB.StepReport(c.UserContext(), web.Actor(c), id, step)
		if !web.Reject(&form, err) {
			return err
		}
		if form.Failed() {
			return h.readPage(c, fiber.StatusUnprocessableEntity, id, form, nil)
		}
		h.Flash(c, "ok", "inbox.done."+string(kind))
		return h.Redirect(c, inboxPath+"/"+strconv.FormatInt(id, 10))
	}
}

func required(form *ui.Form, field, text string) {
	if text == "" {
		form.Errors = append(form.Errors, app.FieldError{Field: field, Key: "error.required"})
	}
}

func oneOf[T comparable](form *ui.Form, field string, v T, all []T) {
	for _, a := range all {
		if a == v {
			return
		}
	}
	form.Errors = append(form.Errors, app.FieldError{Field: field, Key: "error.required_choice"})
}

// RevealContact shows how the reporter can be reached to an officer who says
// why. It is an answer to the form itself: nothing of it stands in an address.
func (h *Handler) RevealContact(c *fiber.Ctx) error {
	id, err := reportID(c)
	if err != nil {
		return err
	}
	var a struct {
		RequestID string `form:"request_id"`
		Purpose   string `form:"purpose" validate:"required,min=4,max=200"`
	}
	form, err := h.Bind(c, &a)
	if err != nil {
		return err
	}
	if _, err := uuid.Parse(a.RequestID); err != nil {
		a.RequestID = uuid.NewString()
	}
	if form.Failed() {
		return h.readPage(c, fiber.StatusUnprocessableEntity, id, form, nil)
	}
	contact, err := h.DB.RevealReportContact(c.UserContext(), web.Actor(c), id, a.RequestID, a.Purpose)
	if err != nil {
		return err
	}
	return h.readPage(c, fiber.StatusOK, id, ui.Form{L: h.Locale(c)}, &contact)
}
