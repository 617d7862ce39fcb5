package catalogue

import (
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/catalogue"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// CheckAgency looks a placement company up by its name or licence number.
func (h *Handler) CheckAgency(c *fiber.Ctx) error {
	var in struct {
		Q string `query:"q"`
	}
	if err := web.Query(c, &in); err != nil {
		return err
	}
	p := h.Page(c, "catalogue.agency.title")
	p.Nav, p.Description = layout.NavSafety, p.T("catalogue.agency.lead")
	m := view.AgencyPage{Q: clean(in.Q, maxQuery)}
	query := app.ParseAgencyQuery(m.Q)
	m.TooShort = m.Q != "" && query.TooShort()
	p.NoIndex = m.Q != ""
	if m.Q != "" && !m.TooShort {
		found, err := h.DB.SearchAgencies(c.UserContext(), query)
		if err != nil {
			return err
		}
		m.Searched = true
		for _, a := range append(found.Exact, found.Part...) {
			m.Found = append(m.Found, agencyView(p.L, &a, app.Day(h.Now())))
		}
	}
	return h.Render(c, fiber.StatusOK, view.Agency(p, m))
}

func agencyView(l *i18n.Locale, a *postgres.AgencyMatch, today time.Time) view.AgencyResult {
	v := view.AgencyResult{
		Name: a.Name, SIP3MI: a.SIP3MI, City: a.City, Phone: a.Phone, Website: webAddress(a.Website),
		Until: l.DateShort(a.LicenceUntil), JobsHref: href(l, jobsPath, url.Values{"q": {a.Name}}),
	}
	if digits := onlyDigits(a.Phone); digits != "" {
		v.PhoneHref = "tel:+" + international(digits)
	}
	if a.Jobs > 0 {
		v.Jobs = l.N("catalogue.jobs.count", a.Jobs)
	}
	v.Status, v.Advice = standing(l, &a.Agency, today)
	return v
}

// standing tells what a licence is worth today, and what that means.
func standing(l *i18n.Locale, a *app.Agency, today time.Time) (ui.BadgeItem, string) {
	name, badge := "active", ui.BadgeItem{Tone: ui.OK, Icon: "badge-check"}
	switch {
	case a.Status == app.AgencyRevoked:
		name, badge = "revoked", ui.BadgeItem{Tone: ui.Err, Icon: "ban"}
	case a.Status == app.AgencySuspended:
		name, badge = "suspended", ui.BadgeItem{Tone: ui.Err, Icon: "ban"}
	case app.Day(a.LicenceUntil).Before(today):
		name, badge = "expired", ui.BadgeItem{Tone: ui.Warn, Icon: "clock"}
	}
	badge.Text = l.T("catalogue.agency.status." + name)
	return badge, l.T("catalogue.agency.advice." + name)
}
