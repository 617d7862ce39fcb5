package desk

import (
	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/app/web/jobtext"
	"gerbang/app/web/markdown"
	"gerbang/views/catalogue"
	"gerbang/views/ui"
)

// Preview shows a job as its public page would.
func (h *Handler) Preview(c *fiber.Ctx) error {
	j, err := h.job(c)
	if err != nil {
		return err
	}
	l := h.Locale(c)
	return h.publicPage(c, &j.Job, ui.Saved(l, l.Path(jobPath(c, j.ID)), l.T("desk.preview.back")))
}

// preview shows the public page of what was typed. Nothing is saved; the bar
// above it carries everything back.
func (h *Handler) preview(c *fiber.Ctx, typed *app.Job, form ui.Form, choices *postgres.JobChoices) error {
	j := *typed
	for _, a := range choices.Agencies {
		if a.ID == j.AgencyID {
			j.AgencyName, j.AgencyKind, j.AgencySIP3MI, j.AgencyStatus = a.Name, app.AgencyKind(a.Kind), a.SIP3MI, app.AgencyStatus(a.Status)
			if a.LicenceUntil != nil {
				j.AgencyValidTill = *a.LicenceUntil
			}
		}
	}
	for _, country := range choices.Countries {
		if country.ISO2 == j.Country {
			j.CountryID, j.CountryEN = country.NameID, country.NameEN
		}
	}
	for _, s := range choices.Sectors {
		if s.Code == j.Sector {
			j.SectorID, j.SectorEN = s.NameID, s.NameEN
		}
	}
	if j.ID == 0 {
		j.PermitLeft = j.PermitQuota
	}
	if err := h.DB.EstimateSalary(c.UserContext(), &j); err != nil {
		return err
	}
	return h.publicPage(c, &j, ui.Unsaved(h.Locale(c), h.Locale(c).Path(web.Path(c)), ui.Typed(form)))
}

func (h *Handler) publicPage(c *fiber.Ctx, j *app.Job, bar templ.Component) error {
	p := h.Page(c, "")
	l := p.L
	p.NoIndex = true
	p.Title = l.Choose(j.Title, j.TitleEN)
	country := l.Choose(j.CountryID, j.CountryEN)
	list := l.Path("/lowongan")
	m := catalogue.JobPage{
		Job: j, Title: p.Title, Sector: l.Choose(j.SectorID, j.SectorEN), Country: country, Body: markdown.HTML(l.Choose(j.Description, j.DescriptionEN)),
		Salary: jobtext.Salary(l, j.SalaryMin, j.SalaryMax, j.Currency), RupiahNote: jobtext.RateNote(l, j),
		CountryHref: list, AgencyHref: l.Path("/kerja-aman/cek-perusahaan"), Official: j.OfficialLink, URL: h.Config.BaseURL + list,
		Crumbs: []ui.Crumb{{Text: l.T("catalogue.jobs.title"), Href: list}, {Text: country, Href: list}, {Text: p.Title, Lang: l.Lang(j.TitleEN)}},
		Above:  bar,
	}
	if j.ClosesOn.IsZero() {
		m.Closing = ui.BadgeItem{Tone: ui.Warn, Text: l.T("desk.preview.no_deadline"), Icon: "calendar-days"}
	} else {
		m.Closing = jobtext.ClosingBadge(l, j.ClosesOn, app.Day(h.Now()))
	}
	return h.Render(c, fiber.StatusOK, catalogue.Job(p, m))
}
