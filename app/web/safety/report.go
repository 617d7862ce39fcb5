package safety

import (
	"errors"
	"io"
	"mime/multipart"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/phone"
	"gerbang/app/picture"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/app/web/profile"
	"gerbang/views/layout"
	view "gerbang/views/safety"
	"gerbang/views/ui"
)

// A mobile network or the wifi of a fair has one address for a crowd.
var (
	reportsByVisitor = web.Limit{Name: "report from", Burst: 60, Per: time.Hour}
	photosByVisitor  = web.Limit{Name: "report photo from", Burst: 300, Per: time.Hour}
)

// sentCookie shows code and PIN after the form was sent, for sentAge.
const (
	sentCookie = "gerbang_report"
	sentAge    = 15 * time.Minute
)

type sent struct {
	Code   string `json:"code"`
	PIN    string `json:"pin"`
	Danger bool   `json:"danger"`
}

type answers struct {
	RequestID string   `form:"request_id"`
	Kinds     []string `form:"kinds"`
	Danger    string   `form:"danger"`
	AtRisk    string   `form:"at_risk"`
	Story     string   `form:"story" validate:"max=5000"`
	Agency    string   `form:"agency" validate:"max=120"`
	Name      string   `form:"accused_name" validate:"max=120"`
	Phone     string   `form:"accused_phone" validate:"max=40"`
	Account   string   `form:"accused_account" validate:"max=200"`
	Country   string   `form:"country"`
	Region    string   `form:"region"`
	RT        string   `form:"rt"`
	RW        string   `form:"rw"`
	Contact   string   `form:"contact" validate:"max=120"`
	Safely    string   `form:"contact_safely" validate:"max=200"`
	WantsMail bool     `form:"wants_mail"`
	Drop      []string `form:"drop"` // keys of photos to leave out
}

// ReportForm asks what is wrong with a job, or with anything else.
func (h *Handler) ReportForm(c *fiber.Ctx) error {
	form := ui.Form{L: h.Locale(c), Values: map[string][]string{"request_id": {uuid.NewString()}}}
	if name := c.Query("perusahaan"); name != "" {
		form.Values["agency"] = []string{web.Clip(strings.ToValidUTF8(name, ""), 120)}
	}
	return h.reportPage(c, fiber.StatusOK, form)
}

func (h *Handler) reportPage(c *fiber.Ctx, status int, form ui.Form) error {
	ctx := c.UserContext()
	c.Set(fiber.HeaderCacheControl, "no-store")
	p := h.Page(c, "report.title")
	p.Nav, p.NoIndex, p.HasErrors = layout.NavSafety, c.Params("slug") != "", form.Failed()
	p.Description = p.T("report.lead")
	m := view.ReportPage{Form: form, Path: web.Path(c), MaxPhotos: app.MaxReportPhotos}
	if slug := c.Params("slug"); slug != "" {
		job, err := h.DB.ReportedJob(ctx, slug)
		if err != nil {
			return err
		}
		p.Title = p.T("report.title_job")
		m.JobTitle, m.JobAgency, m.JobHref = p.L.Choose(job.Title, job.TitleEN), job.AgencyName, p.URL("/lowongan/"+job.Slug)
	}
	var err error
	if m.Urgent, err = h.urgent(c); err != nil {
		return err
	}
	if m.Kelurahan, err = profile.Kelurahan(h.Kit, c); err != nil {
		return err
	}
	countries, err := h.DB.Countries(ctx)
	if err != nil {
		return err
	}
	m.Countries = countryOptions(p.L, countries)
	for _, k := range app.ReportKinds() {
		m.Kinds = append(m.Kinds, ui.Option{Value: string(k), Text: p.T("report.kind." + string(k))})
	}
	m.AtRisk = riskOptions(p.L)
	kept, err := h.DB.DraftReportPhotos(ctx, form.Value("request_id"))
	if err != nil {
		return err
	}
	for _, photo := range kept {
		m.Photos = append(m.Photos, view.Photo{Key: photo.Key, Name: photo.Name, Size: size(p.L, photo.Bytes)})
	}
	return h.Render(c, status, view.Report(p, m))
}

// riskOptions are the answers to who is at risk.
func riskOptions(l *i18n.Locale) []ui.Option {
	var options []ui.Option
	for _, r := range app.AtRisks() {
		options = append(options, ui.Option{Value: string(r), Text: l.T("report.risk." + string(r))})
	}
	return options
}

// size is an amount of bytes in words.
func size(l *i18n.Locale, bytes int64) string { return l.Number(max(1, bytes>>10)) + " KB" }

func countryOptions(l *i18n.Locale, countries map[string]postgres.Country) []ui.Option {
	options := make([]ui.Option, 0, len(countries))
	for code, country := range countries {
		options = append(options, ui.Option{Value: code, Text: l.Choose(country.NameID, country.NameEN)})
	}
	sort.Slice(options, func(i, j int) bool { return options[i].Text < options[j].Text })
	return options
}

// SendReport keeps a report. Photos are kept also when something else must be
// mended first, so that nobody has to look for them twice.
func (h *Handler) SendReport(c *fiber.Ctx) error {
	var a answers
	form, err := h.Bind(c, &a)
	if err != nil {
		return err
	}
	if _, err := uuid.Parse(a.RequestID); err != nil {
		a.RequestID = uuid.NewString()
		form.Values["request_id"] = []string{a.RequestID}
	}
	for _, key := range a.Drop {
		if err := h.DB.DropReportPhoto(c.UserContext(), a.RequestID, key); err != nil {
			return err
		}
	}
	if err := h.keepPhotos(c, a.RequestID, &form); err != nil {
		return h.limited(c, err, form)
	}
	report, problems, err := h.read(c, a)
	if err != nil {
		return err
	}
	if web.Reject(&form, problems.Err()); form.Failed() {
		sortErrors(&form)
		return h.reportPage(c, fiber.StatusUnprocessableEntity, form)
	}
	if err := h.Within(c, reportsByVisitor, h.Visitor(c)); err != nil {
		return h.limited(c, err, form)
	}
	receipt, err := h.DB.SendReport(c.UserContext(), report)
	if err != nil {
		return err
	}
	if err := h.setSealed(c, sentCookie, sent{receipt.Code, receipt.PIN, report.Danger}, sentAge); err != nil {
		return err
	}
	return h.Redirect(c, "/kerja-aman/lapor/terkirim")
}

// limited shows the form again, with every answer, to who sends too often.
func (h *Handler) limited(c *fiber.Ctx, err error, form ui.Form) error {
	if !h.TooMany(c, &form, "", err) {
		return err
	}
	return h.reportPage(c, fiber.StatusTooManyRequests, form)
}

// fields is the order of the questions on the page.
var fields = []string{"kinds", "danger", "at_risk", "story", "photos", "agency", "accused_name", "accused_phone", "accused_account", "country", "region", "rt", "rw", "contact", "contact_safely"}

func sortErrors(form *ui.Form) {
	slices.SortStableFunc(form.Errors, func(a, b app.FieldError) int { return slices.Index(fields, a.Field) - slices.Index(fields, b.Field) })
}

// keepPhotos cleans and keeps the photos of the request. What is wrong with
// one of them is told beside the field.
func (h *Handler) keepPhotos(c *fiber.Ctx, requestID string, form *ui.Form) error {
	upload, err := c.MultipartForm()
	if err != nil {
		return nil // a form without files
	}
	for _, head := range append(upload.File["photos"], upload.File["photos_camera"]...) {
		if head.Size == 0 {
			continue
		}
		if err := h.Within(c, photosByVisitor, h.Visitor(c)); err != nil {
			return err
		}
		if err := h.keepPhoto(c, requestID, head); err != nil {
			e, ok := errors.AsType[*app.Error](err)
			if !ok || !web.Reject(form, e.At("photos")) {
				return err
			}
			return nil // one message is enough
		}
	}
	return nil
}

func (h *Handler) keepPhoto(c *fiber.Ctx, requestID string, head *multipart.FileHeader) error {
	f, err := head.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	raw, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	p, err := picture.Clean(c.UserContext(), raw, 0)
	if err != nil {
		return err
	}
	err = h.DB.AddReportPhoto(c.UserContext(), requestID, postgres.File{
		ContentType: p.Type, Name: web.Clip(strings.ToValidUTF8(head.Filename, ""), 120), Width: p.Width, Height: p.Height, Body: p.Data,
	})
	if errors.Is(err, postgres.ErrReportSent) {
		return nil // sent twice: the first time took the photos
	}
	return err
}

// read checks the answers.
func (h *Handler) read(c *fiber.Ctx, a answers) (postgres.ReportInput, app.FieldErrors, error) {
	var problems app.FieldErrors
	report := postgres.ReportInput{
		RequestID: a.RequestID, Locale: h.Locale(c).Tag(), JobSlug: c.Params("slug"), Story: a.Story, AgencyName: a.Agency,
		Accused: postgres.Accused{Name: a.Name, Phone: a.Phone, Account: a.Account}, WantsMail: a.WantsMail,
	}
	for _, k := range app.ReportKinds() {
		if slices.Contains(a.Kinds, string(k)) {
			report.Kinds = append(report.Kinds, k)
		}
	}
	if len(report.Kinds) == 0 {
		problems = append(problems, app.FieldError{Field: "kinds", Key: "report.kinds_required"})
	}
	if report.Danger = a.Danger == "ya"; a.Danger != "ya" && a.Danger != "tidak" {
		problems = append(problems, app.FieldError{Field: "danger", Key: "error.required_choice"})
	}
	if report.AtRisk = app.AtRisk(a.AtRisk); a.AtRisk != "" && !slices.Contains(app.AtRisks(), report.AtRisk) {
		problems = append(problems, app.FieldError{Field: "at_risk", Key: "error.required_choice"})
	}
	if a.Story == "" {
		problems = append(problems, app.FieldError{Field: "story", Key: "report.story_required"})
	}
	// A number that cannot be read is kept as it was told: it may be abroad, or half of one.
	if number, err := phone.Parse(a.Phone); err == nil {
		report.Accused.Phone = number
	}
	var err error
	if a.RT != "" {
		if report.RT, err = app.ParseNeighbourhood("rt", a.RT); err != nil {
			problems = append(problems, app.FieldError{Field: "rt", Key: "error.rt"})
		}
	}
	if a.RW != "" {
		if report.RW, err = app.ParseNeighbourhood("rw", a.RW); err != nil {
			problems = append(problems, app.FieldError{Field: "rw", Key: "error.rw"})
		}
	}
	if report.RegionCode = a.Region; a.Region != "" {
		if _, _, _, err := h.DB.RegionPath(c.UserContext(), a.Region); errors.Is(err, app.ErrNotFound) {
			problems = append(problems, app.FieldError{Field: "region", Key: "error.kelurahan"})
		} else if err != nil {
			return report, nil, err
		}
	}
	if report.Country = a.Country; a.Country != "" {
		countries, err := h.DB.Countries(c.UserContext())
		if err != nil {
			return report, nil, err
		}
		if _, known := countries[a.Country]; !known {
			problems = append(problems, app.FieldError{Field: "country", Key: "error.country"})
		}
	}
	report.Contact.Safely = a.Safely
	if report.Contact.Address, err = contactAddress(a.Contact); err != nil {
		problems.Add("contact", err)
	} else if a.WantsMail && !report.Contact.IsMail() {
		problems = append(problems, app.FieldError{Field: "contact", Key: "report.mail_required"})
	}
	return report, problems, nil
}

// contactAddress reads an e-mail address or a phone number; empty is neither.
func contactAddress(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	if strings.Contains(s, "@") {
		name, domain, _ := strings.Cut(s, "@")
		if name == "" || !strings.Contains(domain, ".") || strings.ContainsAny(s, " \t,;<>\"") || strings.Contains(domain, "@") {
			return "", &app.Error{Kind: app.Invalid, Key: "report.contact_invalid"}
		}
		return strings.ToLower(s), nil
	}
	number, err := phone.Parse(s)
	if err != nil {
		return "", &app.Error{Kind: app.Invalid, Key: "report.contact_invalid"}
	}
	return number, nil
}

// Sent shows the code and the PIN of a report that was just sent.
func (h *Handler) Sent(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	receipt, ok := sealed[sent](h, c, sentCookie)
	if !ok {
		return h.Redirect(c, "/kerja-aman/laporan")
	}
	p := h.Page(c, "report.sent.title")
	p.Nav, p.NoIndex = layout.NavSafety, true
	urgent, err := h.urgent(c)
	if err != nil {
		return err
	}
	return h.Render(c, fiber.StatusOK, view.Sent(p, view.SentPage{Code: receipt.Code, PIN: receipt.PIN, Danger: receipt.Danger, Urgent: urgent}))
}
