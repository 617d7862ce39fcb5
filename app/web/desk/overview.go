package desk

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/desk"
	"gerbang/views/ui"
)

// Overview is what an officer's day begins with: what waits, and what will
// leave the public pages unless somebody acts.
func (h *Handler) Overview(c *fiber.Ctx) error {
	actor := web.Actor(c)
	if !actor.CanAll(app.EditJobs) {
		return h.Redirect(c, mitraBase)
	}
	o, err := h.DB.DeskOverview(c.UserContext(), actor)
	if err != nil {
		return err
	}
	waiting, err := h.DB.DeskTasks(c.UserContext(), actor)
	if err != nil {
		return err
	}
	p := h.page(c, "desk.overview.title")
	l := p.L
	m := view.OverviewPage{Queue: l.Path("/dasbor/verifikasi"), List: l.Path(officeBase), New: l.Path(officeBase + "/baru"), ToVerify: o.ToVerify}
	m.Sentence = l.N("desk.overview.sentence", o.ToVerify, "public", l.Number(int64(o.States[app.DeskPublished])))
	m.Tasks = tasks(l, &o, waiting)
	stat := func(key string, n int, q url.Values) ui.Stat {
		return ui.Stat{Label: l.T(key), Value: l.Number(int64(n)), Href: href(l, officeBase, q)}
	}
	for _, s := range app.JobDeskStates() {
		m.States = append(m.States, stat("desk.state."+string(s), o.States[s], url.Values{"status": {string(s)}}))
	}
	for _, a := range []struct {
		param string
		what  postgres.Attention
	}{{"tutup", postgres.DeadlineNear}, {"sip2mi", postgres.PermitNear}, {"sip3mi", postgres.LicenceNear}, {"kuota", postgres.QuotaNear}} {
		m.Near = append(m.Near, stat("desk.attention."+string(a.what), o.Near[a.what], url.Values{"perhatian": {a.param}}))
	}
	for _, hindrance := range app.Hindrances() {
		if n := o.Hindered[hindrance]; n > 0 {
			m.Hindered = append(m.Hindered, stat("desk.hindrance."+string(hindrance), n, url.Values{"kendala": {string(hindrance)}}))
		}
	}
	return h.Render(c, fiber.StatusOK, view.Overview(p, m))
}

// tasks are what waits for the reader, each with the page on which it is
// done. Somebody in danger stands first.
func tasks(l *i18n.Locale, o *postgres.DeskOverview, waiting postgres.DeskTasks) []view.Task {
	var list []view.Task
	add := func(n int, icon, key, path string, q url.Values, note string) {
		if n > 0 {
			list = append(list, view.Task{Icon: icon, Text: l.N("desk.task."+key, n), Note: note, Href: href(l, path, q)})
		}
	}
	urgent := ""
	if waiting.Danger > 0 {
		urgent = l.N("desk.task.danger", waiting.Danger)
	}
	add(waiting.Reports, "flag", "reports", "/dasbor/aduan", url.Values{"status": {string(app.ReportNew)}}, urgent)
	if urgent != "" {
		list[0].Urgent = true
	}
	add(waiting.Answered, "message-circle", "answered", "/dasbor/aduan", url.Values{"status": {"semua"}}, "")
	oldest := ""
	if !o.Oldest.IsZero() {
		oldest = l.T("desk.overview.oldest", "date", l.DateShort(o.Oldest))
	}
	add(o.ToVerify, "clipboard-check", "verify", "/dasbor/verifikasi", nil, oldest)
	add(waiting.Licences, "building-2", "licences", "/dasbor/perusahaan", url.Values{"izin": {string(app.StandingExpiring)}}, "")
	return list
}
