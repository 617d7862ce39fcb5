package selection

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/selection"
	"gerbang/views/ui"
)

// perPage is how many applicants a page of a list or of the grid holds.
const perPage = 50

// Applicants lists who applied, with how they stand to the conditions.
func (h *Handler) Applicants(c *fiber.Ctx) error {
	d, err := h.desk(c, app.EditEvents)
	if err != nil {
		return err
	}
	return d.applicants(fiber.StatusOK, d.form(nil))
}

func (d *desk) applicants(status int, form ui.Form) error {
	c := d.c
	var in struct {
		Check string `query:"tampil"`
		Words string `query:"q"`
	}
	if err := web.Query(c, &in); err != nil {
		return err
	}
	f := postgres.ApplicantFilter{Words: web.Clip(in.Words, 100), Page: web.PageNumber(c), PerPage: perPage}
	switch check := postgres.CheckFilter(in.Check); check {
	case postgres.CheckUndecided, postgres.CheckYes, postgres.CheckNo:
		f.Check = check
	}
	list, total, counts, err := d.h.DB.SelectionApplicants(c.UserContext(), d.actor, d.event, f)
	if err != nil {
		return err
	}
	conditions, err := d.h.DB.Eligibility(c.UserContext(), d.event.ID)
	if err != nil {
		return err
	}
	v := view.ApplicantsPage{
		Frame: d.frame("pelamar", "selection.applicants.title", form), Action: d.href("pelamar"), Q: f.Words, Show: string(f.Check),
		Open: d.plan.Open(), Count: d.l.N("selection.applicants.count", total), Undecided: counts.Undecided, ByRule: len(conditions.Conditions()) > 0,
	}
	for _, t := range []struct {
		check postgres.CheckFilter
		key   string
		n     int
	}{
		{"", "common.all", counts.All}, {postgres.CheckUndecided, "selection.check.undecided", counts.Undecided},
		{postgres.CheckYes, "selection.check.eligible", counts.Yes}, {postgres.CheckNo, "selection.check.ineligible", counts.No},
	} {
		v.Filter = append(v.Filter, ui.Tab{Text: d.l.T(t.key), Count: d.l.Number(int64(t.n)), Active: t.check == f.Check, Href: d.address("pelamar", "tampil", string(t.check), "q", f.Words)})
	}
	for i := range list {
		v.Rows = append(v.Rows, d.applicant(&list[i]))
	}
	v.Pager = ui.Pager{Page: f.Page, Pages: (total + perPage - 1) / perPage, Total: total, URL: func(n int) string {
		return d.address("pelamar", "tampil", string(f.Check), "q", f.Words, "hal", page(n))
	}}
	return d.h.Render(c, status, view.Applicants(v))
}

// page writes the number of a page; the first needs none.
func page(n int) string {
	if n <= 1 {
		return ""
	}
	return strconv.Itoa(n)
}

func (d *desk) applicant(a *postgres.SelectionApplicant) view.ApplicantRow {
	row := view.ApplicantRow{
		ID: id(a.RegistrationID), Name: web.PersonName(d.l, a.Name), Code: code(a.Code), Applied: d.l.DateTime(a.SubmittedAt), Check: checkBadge(d, a.Check), Reason: a.Reason,
		Href: d.href("peringkat", id(a.RegistrationID)),
	}
	if a.DecidedBy != "" {
		row.By = d.l.T("selection.by", "name", a.DecidedBy)
	}
	for _, c := range a.Assessment {
		tone, key := ui.OK, "selection.condition.met"
		switch c.State {
		case app.Missing:
			tone, key = ui.Err, "selection.condition.missing"
		case app.Unknown:
			tone, key = ui.Warn, "selection.condition.unknown"
		}
		row.Conditions = append(row.Conditions, ui.BadgeItem{Tone: tone, Text: d.l.T(key, "what", d.l.T("selection.condition."+string(c.Kind)))})
	}
	var slots []string
	for i := range a.Slots {
		slots = append(slots, d.l.DateShort(a.Slots[i].StartsAt)+" "+d.l.Clock(a.Slots[i].StartsAt))
	}
	row.Slots = strings.Join(slots, ", ")
	return row
}

func checkBadge(d *desk, c app.SelectionCheck) ui.BadgeItem {
	switch c {
	case app.Eligible:
		return ui.BadgeItem{Tone: ui.OK, Text: d.l.T("selection.check.eligible")}
	case app.NotEligible:
		return ui.BadgeItem{Tone: ui.Err, Text: d.l.T("selection.check.ineligible")}
	}
	return ui.BadgeItem{Tone: ui.Warn, Text: d.l.T("selection.check.undecided")}
}

// Decide says of the ticked applicants whether they may take part, or of all
// whose profile meets every condition that they may.
func (h *Handler) Decide(c *fiber.Ctx) error {
	d, err := h.desk(c, app.EditEvents)
	if err != nil {
		return err
	}
	var in struct {
		Do     string   `form:"do"`
		Picked []string `form:"pilih"`
		Reason string   `form:"reason"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	picked := ids(in.Picked)
	var n int
	switch {
	case in.Do == "rule":
		n, err = h.DB.CheckByRule(c.UserContext(), d.actor, d.event)
	case len(picked) == 0:
		err = &app.Error{Kind: app.Invalid, Key: "selection.error.nobody", Field: "pilih"}
	case in.Do == "eligible":
		n, err = h.DB.DecideChecks(c.UserContext(), d.actor, d.event.ID, picked, true, "")
	default:
		n, err = h.DB.DecideChecks(c.UserContext(), d.actor, d.event.ID, picked, false, in.Reason)
	}
	if err != nil {
		if web.Reject(&form, err) {
			return d.applicants(fiber.StatusUnprocessableEntity, form)
		}
		return err
	}
	h.Flash(c, "ok", "selection.applicants.decided", "n", itoa(n))
	back := d.path("pelamar")
	if q := string(c.Request().URI().QueryString()); q != "" {
		back += "?" + q
	}
	return h.Redirect(c, back)
}
