package desk

import (
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/desk"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

const perPage = 25

// listQuery is the address of the list.
type listQuery struct {
	State     string `query:"status"`
	Search    string `query:"q"`
	Agency    int64  `query:"perusahaan"`
	Country   string `query:"negara"`
	Hindrance string `query:"kendala"`
	Attention string `query:"perhatian"`
	Sort      string `query:"urut"`
	Page      int    `query:"hal"`
}

var listSorts = map[string]postgres.DeskSort{
	"": postgres.ByChange, "masuk": postgres.BySubmitted, "judul": postgres.ByTitle, "tutup": postgres.ByDeadline, "kuota": postgres.ByQuota,
}

var attentions = map[string]postgres.Attention{
	"tutup": postgres.DeadlineNear, "sip2mi": postgres.PermitNear, "sip3mi": postgres.LicenceNear, "kuota": postgres.QuotaNear,
}

// readList reads the address and leaves out what means nothing.
func readList(c *fiber.Ctx) (listQuery, error) {
	var q listQuery
	if err := web.Query(c, &q); err != nil {
		return q, err
	}
	q.Search, q.Page = web.Clip(q.Search, 100), web.ClampPage(q.Page)
	if !slices.Contains(app.JobDeskStates(), app.JobDeskState(q.State)) {
		q.State = ""
	}
	if !slices.Contains(app.Hindrances(), app.Hindrance(q.Hindrance)) {
		q.Hindrance = ""
	}
	if _, known := attentions[q.Attention]; !known {
		q.Attention = ""
	}
	if _, known := listSorts[q.Sort]; !known {
		q.Sort = ""
	}
	if len(q.Country) != 2 {
		q.Country = ""
	}
	return q, nil
}

func (q listQuery) filter() postgres.DeskFilter {
	return postgres.DeskFilter{
		State: app.JobDeskState(q.State), Search: q.Search, AgencyID: q.Agency, Country: q.Country, Hindrance: app.Hindrance(q.Hindrance),
		Attention: attentions[q.Attention], Sort: listSorts[q.Sort], Offset: (q.Page - 1) * perPage, Limit: perPage,
	}
}

func (q listQuery) values() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("status", q.State)
	set("q", q.Search)
	if q.Agency != 0 {
		v.Set("perusahaan", strconv.FormatInt(q.Agency, 10))
	}
	set("negara", q.Country)
	set("kendala", q.Hindrance)
	set("perhatian", q.Attention)
	set("urut", q.Sort)
	if q.Page > 1 {
		v.Set("hal", strconv.Itoa(q.Page))
	}
	return v
}

// but returns the query with one change, back on its first page.
func (q listQuery) but(change func(*listQuery)) url.Values {
	q.Page = 1
	change(&q)
	return q.values()
}

// List shows the jobs of the desk.
func (h *Handler) List(c *fiber.Ctx) error {
	if to := h.scoped(c); to != "" {
		return h.Redirect(c, to)
	}
	q, err := readList(c)
	if err != nil {
		return err
	}
	ctx, actor := c.UserContext(), web.Actor(c)
	jobs, counts, err := h.DB.DeskJobs(ctx, actor, q.filter())
	if err != nil {
		return err
	}
	choices, err := h.DB.JobChoices(ctx, actor)
	if err != nil {
		return err
	}
	p := h.page(c, "desk.list.title")
	l, path := p.L, base(c)
	m := view.ListPage{
		Action: l.Path(path), BulkAction: l.Path(path + "/massal"), New: l.Path(path + "/baru"), Clear: l.Path(path),
		Form: ui.Form{L: l, Values: q.values()}, State: q.State, Sort: q.Sort, Verifier: actor.CanAll(app.VerifyJobs), Office: actor.CanAll(app.EditJobs),
	}
	if m.Verifier {
		m.Queue = l.Path("/dasbor/verifikasi")
	}
	total := 0
	for _, n := range counts {
		total += n
	}
	shown := total
	m.Tabs = append(m.Tabs, tab(l, path, q, "", total))
	for _, s := range app.JobDeskStates() {
		m.Tabs = append(m.Tabs, tab(l, path, q, string(s), counts[s]))
		if string(s) == q.State {
			shown = counts[s]
		}
	}
	m.Count = l.N("desk.list.count", shown)
	m.Pager = ui.Pager{Page: q.Page, Pages: (shown + perPage - 1) / perPage, Total: shown, URL: func(n int) string {
		return href(l, path, q.but(func(q *listQuery) { q.Page = n }))
	}}
	for i := range jobs {
		m.Rows = append(m.Rows, h.row(l, path, &jobs[i]))
	}
	m.Chips = chips(l, path, q, namesOf(l, &choices))
	listChoices(l, &m, &choices)
	return h.Render(c, fiber.StatusOK, view.List(p, m))
}

func tab(l *i18n.Locale, path string, q listQuery, state string, n int) ui.Tab {
	key := "desk.state.all"
	if state != "" {
		key = "desk.state." + state
	}
	return ui.Tab{Text: l.T(key), Count: l.Number(int64(n)), Active: q.State == state, Href: href(l, path, q.but(func(q *listQuery) { q.State = state }))}
}

func (h *Handler) row(l *i18n.Locale, path string, j *postgres.DeskJob) view.Row {
	state := j.DeskState(j.Returned, h.Now())
	r := view.Row{
		ID: j.ID, Href: l.Path(path + "/" + strconv.FormatInt(j.ID, 10)), Title: l.Choose(j.Title, j.TitleEN), Agency: j.AgencyName,
		Place: place(l, &j.Job), State: stateBadge(l, state), Reference: j.Reference, Changed: l.DateShort(j.UpdatedAt), ChangedBy: or(j.EditedBy, j.WrittenBy),
	}
	if state == app.DeskExpired {
		r.Hindrances = hindranceTexts(l, j.Hindrances(h.Now()))
	}
	if j.PermitQuota > 0 {
		r.Quota = l.T("desk.quota_left", "left", j.PermitLeft, "quota", j.PermitQuota)
	}
	if !j.ClosesOn.IsZero() {
		r.Closes = l.DateShort(j.ClosesOn)
	}
	if state == app.DeskInReview && !j.SubmittedAt.IsZero() {
		r.Waiting = l.T("desk.list.submitted", "date", l.DateShort(j.SubmittedAt))
	}
	return r
}

func place(l *i18n.Locale, j *app.Job) string {
	country := l.Choose(j.CountryID, j.CountryEN)
	if j.City == "" {
		return country
	}
	return j.City + ", " + country
}

// chips name the filters in force.
func chips(l *i18n.Locale, path string, q listQuery, n names) []ui.Chip {
	var out []ui.Chip
	add := func(text string, without func(*listQuery)) {
		out = append(out, ui.Chip{Text: text, Href: href(l, path, q.but(without))})
	}
	if q.Search != "" {
		add("“"+q.Search+"”", func(q *listQuery) { q.Search = "" })
	}
	if q.Agency != 0 {
		id := strconv.FormatInt(q.Agency, 10)
		add(or(n.agencies[id], id), func(q *listQuery) { q.Agency = 0 })
	}
	if q.Country != "" {
		add(or(n.countries[q.Country], q.Country), func(q *listQuery) { q.Country = "" })
	}
	if q.Hindrance != "" {
		add(l.T("desk.hindrance."+q.Hindrance), func(q *listQuery) { q.Hindrance = "" })
	}
	if q.Attention != "" {
		add(l.T("desk.attention."+string(attentions[q.Attention])), func(q *listQuery) { q.Attention = "" })
	}
	return out
}

func listChoices(l *i18n.Locale, m *view.ListPage, x *postgres.JobChoices) {
	for _, a := range x.Agencies {
		m.Agencies = append(m.Agencies, ui.Option{Value: strconv.FormatInt(a.ID, 10), Text: a.Name})
	}
	for _, c := range x.Countries {
		m.Countries = append(m.Countries, ui.Option{Value: c.ISO2, Text: l.Choose(c.NameID, c.NameEN)})
	}
	for _, h := range app.Hindrances() {
		m.Hindrances = append(m.Hindrances, ui.Option{Value: string(h), Text: l.T("desk.hindrance." + string(h))})
	}
	for _, s := range slices.Sorted(maps.Keys(listSorts)) {
		m.Sorts = append(m.Sorts, ui.Option{Value: s, Text: l.T("desk.sort." + string(listSorts[s]))})
	}
}

// Queue shows the jobs in review that the verifier may decide on, the one
// that waits longest first.
func (h *Handler) Queue(c *fiber.Ctx) error {
	actor := web.Actor(c)
	if !actor.CanAll(app.VerifyJobs) {
		return app.ErrForbidden
	}
	f := postgres.DeskFilter{State: app.DeskInReview, NotBy: actor.AccountID, Sort: postgres.BySubmitted, Limit: 100}
	jobs, counts, err := h.DB.DeskJobs(c.UserContext(), actor, f)
	if err != nil {
		return err
	}
	p := h.page(c, "desk.queue.title")
	p.Nav = layout.NavDeskJobs
	m := view.QueuePage{Count: p.L.N("desk.queue.count", counts[app.DeskInReview]), List: href(p.L, officeBase, url.Values{"status": {string(app.DeskInReview)}}), Home: p.L.Path("/dasbor")}
	now := h.Now()
	for i := range jobs {
		r := h.row(p.L, officeBase, &jobs[i])
		if missing := len(jobs[i].Publishable(now)); missing > 0 {
			r.Missing = p.L.N("desk.missing", missing)
		}
		m.Rows = append(m.Rows, r)
	}
	return h.Render(c, fiber.StatusOK, view.Queue(p, m))
}
