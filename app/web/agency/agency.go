// Package agency is the desk on which officers keep placement companies and
// their licences.
package agency

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/agency"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

const (
	root    = "/dasbor/perusahaan"
	perPage = 50
)

// Handler answers the addresses under /dasbor/perusahaan.
type Handler struct {
	*web.Kit
	public Page
}

// Page renders the public page of an agency beneath what stands above it.
type Page func(c *fiber.Ctx, a *app.Agency, above templ.Component) error

// New returns the handlers over the kit. Previews are rendered by public.
func New(k *web.Kit, public Page) *Handler { return &Handler{k, public} }

func (h *Handler) page(c *fiber.Ctx, titleKey string, args ...any) layout.Page {
	c.Set(fiber.HeaderCacheControl, "no-store")
	p := h.Page(c, titleKey, args...)
	p.Nav = layout.NavDeskAgencies
	return p
}

// List shows the agencies with the standing of their licences.
func (h *Handler) List(c *fiber.Ctx) error {
	var q struct {
		Search   string `query:"q"`
		Standing string `query:"izin"`
		Sort     string `query:"urut"`
		Page     int    `query:"hal"`
	}
	if err := web.Query(c, &q); err != nil {
		return err
	}
	q.Page = web.ClampPage(q.Page)
	f := postgres.AgencyFilter{Search: web.Clip(q.Search, 100), Sort: postgres.AgencySort(q.Sort), Limit: perPage, Offset: (q.Page - 1) * perPage}
	if s := app.AgencyStanding(q.Standing); slices.Contains(app.AgencyStandings(), s) {
		f.Standing = s
	}
	lines, total, counts, err := h.DB.Agencies(c.UserContext(), web.Actor(c), f)
	if err != nil {
		return err
	}
	p := h.page(c, "agency.desk.title")
	l, today := p.L, h.Now()
	address := func(standing app.AgencyStanding, sort postgres.AgencySort, page int) string {
		query := url.Values{}
		for name, value := range map[string]string{"q": f.Search, "izin": string(standing), "urut": string(sort)} {
			if value != "" {
				query.Set(name, value)
			}
		}
		if page > 1 {
			query.Set("hal", strconv.Itoa(page))
		}
		if len(query) == 0 {
			return l.Path(root)
		}
		return l.Path(root) + "?" + query.Encode()
	}
	sort := f.Sort
	if sort != postgres.AgencyByEnd && sort != postgres.AgencyByCheck {
		sort = postgres.AgencyByName
	}
	v := view.List{
		Search: f.Search, Tab: string(f.Standing), Sort: string(sort), Count: l.N("agency.desk.count", total), Sorts: map[string]ui.Sort{string(sort): ui.Ascending},
		SortURL: func(s string) string { return address(f.Standing, postgres.AgencySort(s), 1) },
		Pager:   ui.Pager{Page: q.Page, Pages: max(1, (total+perPage-1)/perPage), Total: total, URL: func(n int) string { return address(f.Standing, f.Sort, n) }},
	}
	all := 0
	for _, n := range counts {
		all += n
	}
	v.Tabs = append(v.Tabs, ui.Tab{Text: l.T("common.all"), Href: address("", f.Sort, 1), Count: l.Number(int64(all)), Active: f.Standing == ""})
	for _, s := range app.AgencyStandings() {
		v.Tabs = append(v.Tabs, ui.Tab{Text: l.T("agency.tab." + string(s)), Href: address(s, f.Sort, 1), Count: l.Number(int64(counts[s])), Active: f.Standing == s})
	}
	for i := range lines {
		a := &lines[i]
		line := view.Line{
			ID: lineID(a.ID, a.Version), Name: a.Name, City: a.City, Href: l.Path(root + "/" + strconv.FormatInt(a.ID, 10)), SIP3MI: a.SIP3MI, Until: view.Until(l, &a.Agency),
			Status: view.Standing(l, &a.Agency, today), Jobs: l.Number(int64(a.Jobs)), Checked: l.T("agency.page.not_checked"),
		}
		if !a.CheckedOn.IsZero() {
			line.Checked = l.DateShort(a.CheckedOn)
		}
		v.Lines = append(v.Lines, line)
	}
	return h.Render(c, fiber.StatusOK, view.ListPage(p, v))
}

// agency returns the agency that the address names.
func (h *Handler) agency(c *fiber.Ctx) (app.Agency, error) {
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil || id < 1 {
		return app.Agency{}, app.ErrNotFound
	}
	return h.DB.AgencyForDesk(c.UserContext(), web.Actor(c), id)
}

func sheet(a *app.Agency) string { return root + "/" + strconv.FormatInt(a.ID, 10) }

// Show shows one agency, what may be recorded of it, and what was.
func (h *Handler) Show(c *fiber.Ctx) error {
	a, err := h.agency(c)
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	events, err := h.DB.AgencyEvents(ctx, a.ID)
	if err != nil {
		return err
	}
	rows, _, err := h.DB.AuditTrail(ctx, postgres.AuditFilter{Entity: "agency", EntityID: a.ID, Limit: 50})
	if err != nil {
		return err
	}
	_, jobs, err := h.DB.AgencyJobs(ctx, a.ID, 1)
	if err != nil {
		return err
	}
	p := h.page(c, "")
	p.Title = a.Name
	return h.Render(c, fiber.StatusOK, view.SheetPage(p, view.Sheet{
		Agency: &a, Status: view.Standing(p.L, &a, h.Now()), Jobs: jobs, Public: p.URL("/kerja-aman/cek-perusahaan/" + a.Slug),
		History: view.History(p.L, events), Changes: changes(p.L, rows), Today: a.CheckedOn.Format(time.DateOnly) == app.Day(h.Now()).Format(time.DateOnly),
	}))
}

// changes writes the audit trail in the reader's words.
func changes(l *i18n.Locale, rows []postgres.AuditRow) []view.Change {
	word := func(prefix, name string) string {
		if l.Has(prefix + name) {
			return l.T(prefix + name)
		}
		return name
	}
	out := make([]view.Change, len(rows))
	for i, r := range rows {
		out[i] = view.Change{When: l.DateTime(r.At), Who: r.Actor, What: word("admin.action.", r.Action)}
		for _, ch := range r.Changes {
			out[i].Fields = append(out[i].Fields, view.Field{
				Name: word("admin.field.", ch.Field), Before: word("admin.value.", strings.ReplaceAll(ch.Before, "\n", ", ")), After: word("admin.value.", strings.ReplaceAll(ch.After, "\n", ", ")),
			})
		}
	}
	return out
}

// Check notes that the agency was compared with the ministry's list today.
func (h *Handler) Check(c *fiber.Ctx) error {
	a, err := h.agency(c)
	if err != nil {
		return err
	}
	if err := h.DB.MarkAgencyChecked(c.UserContext(), web.Actor(c), a.ID); err != nil {
		return err
	}
	h.Flash(c, "ok", "agency.saved.checked")
	return h.Redirect(c, sheet(&a))
}
