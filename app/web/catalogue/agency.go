package catalogue

import (
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/find"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	words "gerbang/views/agency"
	view "gerbang/views/catalogue"
	"gerbang/views/layout"
)

const (
	agencyPath = "/kerja-aman/cek-perusahaan"
	reportPath = "/kerja-aman/lapor"
	agencyJobs = 6 // jobs on the page of a company
)

// CheckAgency looks a placement company up by its name or licence number. What
// is merely like it is kept apart: swindlers use names that look licensed.
func (h *Handler) CheckAgency(c *fiber.Ctx) error {
	var in struct {
		Q string `query:"q"`
	}
	if err := web.Query(c, &in); err != nil {
		return err
	}
	p := h.Page(c, "catalogue.agency.title")
	p.Nav, p.Description = layout.NavSafety, p.T("catalogue.agency.lead")
	m := view.AgencyCheck{Q: find.Clean(in.Q, maxQuery)}
	query := app.ParseAgencyQuery(m.Q)
	m.ReportHref = href(p.L, reportPath, url.Values{"perusahaan": {m.Q}})
	m.TooShort, m.ByNumber = m.Q != "" && query.TooShort(), query.Number != ""
	p.NoIndex = m.Q != ""
	if m.Q != "" && !m.TooShort {
		found, err := h.DB.SearchAgencies(c.UserContext(), query)
		if err != nil {
			return err
		}
		today := app.Day(h.Now())
		m.Searched = true
		for i := range found.Exact {
			m.Exact = append(m.Exact, agencyResult(p.L, &found.Exact[i], today))
		}
		m.Part, m.Near = alikes(p.L, found.Part, today), alikes(p.L, found.Near, today)
		if m.Ministry, err = h.ministryList(c); err != nil {
			return err
		}
	}
	return h.Render(c, fiber.StatusOK, view.CheckAgency(p, m))
}

// ministryList returns where the ministry lists licensed companies, as
// officers keep it among the contacts.
func (h *Handler) ministryList(c *fiber.Ctx) (string, error) {
	lines, err := h.DB.Hotlines(c.UserContext())
	if err != nil {
		return "", err
	}
	for _, line := range lines {
		if address := webAddress(line.Contact); strings.Contains(address, "siskop") {
			return address, nil
		}
	}
	return "", nil
}

func agencyResult(l *i18n.Locale, a *postgres.AgencyMatch, today time.Time) view.AgencyResult {
	standing := a.Standing(today)
	v := view.AgencyResult{
		Name: a.Name, Href: l.Path(agencyPath + "/" + a.Slug), SIP3MI: a.SIP3MI, City: a.City, Until: words.Until(l, &a.Agency), As: a.As,
		Status: words.Standing(l, &a.Agency, today), Tone: words.Tone(standing), Advice: words.Advice(l, &a.Agency, today), Checked: checked(l, &a.Agency),
	}
	if a.Jobs > 0 {
		v.Jobs = l.N("catalogue.jobs.count", a.Jobs)
	}
	return v
}

func alikes(l *i18n.Locale, found []postgres.AgencyMatch, today time.Time) []view.AgencyLike {
	out := make([]view.AgencyLike, len(found))
	for i := range found {
		a := &found[i]
		out[i] = view.AgencyLike{Name: a.Name, Href: l.Path(agencyPath + "/" + a.Slug), SIP3MI: a.SIP3MI, City: a.City, As: a.As, Status: words.Standing(l, &a.Agency, today)}
	}
	return out
}

// checked says when and by whom the agency was compared with the ministry's list.
func checked(l *i18n.Locale, a *app.Agency) string {
	if a.CheckedOn.IsZero() {
		return ""
	}
	if a.CheckedBy == "" {
		return l.DateShort(a.CheckedOn)
	}
	return l.T("agency.checked_by", "date", l.DateShort(a.CheckedOn), "name", a.CheckedBy)
}

// Agency is the page of one placement company: what its licence is worth,
// what became of it, and what it offers.
func (h *Handler) Agency(c *fiber.Ctx) error {
	slug := c.Params("slug")
	if err := checkSlug(slug); err != nil {
		return err
	}
	a, err := h.DB.AgencyBySlug(c.UserContext(), slug)
	if err != nil {
		return err
	}
	return h.ShowAgency(c, &a, nil)
}

// ShowAgency renders the page of an agency as it is given; above stands over
// a preview of it.
func (h *Handler) ShowAgency(c *fiber.Ctx, a *app.Agency, above templ.Component) error {
	ctx := c.UserContext()
	events, err := h.DB.AgencyEvents(ctx, a.ID)
	if err != nil {
		return err
	}
	jobs, total, err := h.DB.AgencyJobs(ctx, a.ID, agencyJobs)
	if err != nil {
		return err
	}
	fairs, err := h.DB.AgencyFairs(ctx, a.ID)
	if err != nil {
		return err
	}
	p := h.Page(c, "")
	l, today := p.L, app.Day(h.Now())
	standing := a.Standing(today)
	p.Title, p.Nav = a.Name, layout.NavSafety
	p.Description = l.T("agency.page.description", "name", a.Name, "standing", l.T("agency.standing."+string(standing)), "number", a.SIP3MI)
	m := view.AgencyPage{
		Name: a.Name, Status: words.Standing(l, a, today), Tone: words.Tone(standing), SIP3MI: a.SIP3MI, Until: words.Until(l, a),
		Government: !a.Licensed(), Standing: words.Means(l, a, today), Advice: words.Advice(l, a, today),
		Checked: checked(l, a), City: a.City, Address: a.Address, Phone: a.Phone, Email: a.Email, Website: webAddress(a.Website),
		OtherNames: app.OtherNames(a.FormerNames), History: words.History(l, events), Jobs: jobItems(l, jobs, today), Fairs: eventLinks(l, fairs),
		ReportHref: href(l, reportPath, url.Values{"perusahaan": {a.Name}}), PageURL: h.Config.BaseURL + p.URL(agencyPath+"/"+a.Slug), Above: above,
	}
	if digits := onlyDigits(a.Phone); digits != "" {
		m.PhoneHref = "tel:+" + international(digits)
	}
	if total > 0 {
		m.JobCount = l.N("catalogue.jobs.count", total)
	}
	if total > len(jobs) {
		m.JobsHref = href(l, jobsPath, url.Values{"q": {a.Name}})
	}
	p.NoIndex = above != nil
	p.Head = view.Data(organization(a, m.PageURL))
	return h.Render(c, fiber.StatusOK, view.Agency(p, m))
}

// organization describes a company to search engines, as schema.org words it.
func organization(a *app.Agency, page string) map[string]any {
	data := map[string]any{"@context": "https://schema.org", "@type": "Organization", "name": a.Name, "mainEntityOfPage": page}
	if a.Licensed() {
		data["identifier"] = map[string]any{"@type": "PropertyValue", "name": "SIP3MI", "value": a.SIP3MI}
	} else {
		data["@type"] = "GovernmentOrganization"
	}
	if names := app.OtherNames(a.FormerNames); len(names) > 0 {
		data["alternateName"] = names
	}
	if website := webAddress(a.Website); website != "" {
		data["url"] = website
	}
	if a.Phone != "" {
		data["telephone"] = a.Phone
	}
	if a.Email != "" {
		data["email"] = a.Email
	}
	if a.Address != "" || a.City != "" {
		address := map[string]any{"@type": "PostalAddress", "addressCountry": "ID"}
		if a.City != "" {
			address["addressLocality"] = a.City
		}
		if a.Address != "" {
			address["streetAddress"] = a.Address
		}
		data["address"] = address
	}
	return data
}
