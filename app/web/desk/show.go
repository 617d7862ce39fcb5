package desk

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/app/web/jobtext"
	view "gerbang/views/desk"
	"gerbang/views/ui"
)

// shownHistory is how many changes a page shows.
const shownHistory = 100

// Show is one job with its state, what it lacks, its decisions, placements
// and history, and what the actor may do with it.
func (h *Handler) Show(c *fiber.Ctx) error {
	if to := h.scoped(c); to != "" {
		return h.Redirect(c, to)
	}
	j, err := h.job(c)
	if err != nil {
		return err
	}
	return h.show(c, fiber.StatusOK, j, "", ui.Form{})
}

// show renders the page; the named form is shown open, as it was sent.
func (h *Handler) show(c *fiber.Ctx, status int, j *postgres.DeskJob, open string, sent ui.Form) error {
	ctx, actor := c.UserContext(), web.Actor(c)
	verifications, err := h.DB.Verifications(ctx, j.ID)
	if err != nil {
		return err
	}
	placements, err := h.DB.Placements(ctx, j.ID)
	if err != nil {
		return err
	}
	sharers, err := h.DB.PermitJobs(ctx, j.ID)
	if err != nil {
		return err
	}
	history, err := h.DB.JobHistory(ctx, j.ID, shownHistory)
	if err != nil {
		return err
	}
	choices, err := h.DB.JobChoices(ctx, actor)
	if err != nil {
		return err
	}
	p := h.page(c, "")
	p.HasErrors = sent.Failed()
	l, now := p.L, h.Now()
	p.Title = l.Choose(j.Title, j.TitleEN)
	path := l.Path(jobPath(c, j.ID))
	state := j.DeskState(j.Returned, now)
	m := view.ShowPage{
		Job: &j.Job, Title: p.Title, Path: path, List: l.Path(base(c)), Edit: path + "/ubah", State: stateBadge(l, state), Status: j.Status, Place: place(l, &j.Job),
		Pay:     jobtext.Pay(l, j.SalaryMin, j.SalaryMax, j.Currency, j.SalaryPeriod),
		Version: strconv.Itoa(j.Version), Open: open, Sent: sent, Verifier: actor.CanAll(app.VerifyJobs), Office: actor.CanAll(app.EditJobs),
		FourEyes: app.FourEyes(actor.AccountID, j.WriterID, j.Editors), WrittenBy: j.WrittenBy, EditedBy: j.EditedBy,
		CreatedAt: l.DateTime(j.CreatedAt), History: namesOf(l, &choices).entries(history), RequestID: uuid.NewString(),
	}
	if state == app.DeskPublished {
		m.Public = l.Path("/lowongan/" + j.Slug)
	}
	if state == app.DeskExpired {
		m.Hindrances = hindranceTexts(l, j.Hindrances(now))
	}
	if sent.Failed() && sent.Value("request_id") != "" {
		m.RequestID = sent.Value("request_id")
	}
	m.Sent.L = l
	if j.Status != app.JobPublished && j.Status != app.JobClosed {
		for _, e := range j.Publishable(now) {
			m.Missing = append(m.Missing, view.Missing{
				Field: fieldName(l.Has, l.T, e.Field), Text: l.T(e.Key, e.Args...), Href: m.Edit + "#" + ui.FieldID(e.Field),
			})
		}
	}
	for _, v := range verifications {
		d := view.Decision{Approved: v.Approved, Text: or(v.Evidence, v.Note), Who: v.VerifiedBy, When: l.DateTime(v.VerifiedAt)}
		if v.Paper != nil {
			d.File, d.FileHref = v.Paper.Name, path+"/bukti/"+v.Paper.Key
			d.FileAbout = l.T("desk.decision.file_kind."+strings.TrimPrefix(v.Paper.Type, "application/"), "kb", l.Number(int64(max(1, v.Paper.Size/1024))))
		}
		m.Decisions = append(m.Decisions, d)
	}
	for _, pl := range placements {
		row := view.Placement{ID: strconv.FormatInt(pl.ID, 10), Workers: l.N("desk.workers", pl.Workers), On: l.DateShort(pl.PlacedOn), Note: pl.Note, Who: pl.RecordedBy, At: l.DateTime(pl.RecordedAt)}
		if !pl.VoidedAt.IsZero() {
			row.Voided = l.T("desk.placement.voided", "name", pl.VoidedBy, "date", l.DateShort(pl.VoidedAt), "reason", pl.VoidReason)
		}
		m.Placements = append(m.Placements, row)
	}
	for _, s := range sharers {
		m.Sharers = append(m.Sharers, view.Sharer{
			Title: l.Choose(s.Title, s.TitleEN), Href: l.Path(jobPath(c, s.ID)),
			Note: l.T("desk.state."+string(s.Status)) + " · " + l.N("desk.permit.placed", s.Placed),
		})
	}
	for _, check := range app.JobChecks() {
		text := l.T("desk.check." + string(check))
		if check == app.CheckedLicence && j.AgencyKind == app.Government {
			text = l.T("desk.check.government")
		}
		m.Checks = append(m.Checks, ui.Option{Value: string(check), Text: text})
	}
	return h.Render(c, status, view.Show(p, m))
}

// fieldName names a field as its form does.
func fieldName(has func(string) bool, t func(string, ...any) string, field string) string {
	if key := "desk.field." + field; has(key) {
		return t(key)
	}
	return t("desk.field.costs")
}
