package candidate

import (
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/candidate"
	"gerbang/views/ui"
)

// SavedJobs lists the jobs that the visitor keeps an eye on.
func (h *Handler) SavedJobs(c *fiber.Ctx) error {
	ctx, actor := c.UserContext(), web.Actor(c)
	jobs, err := h.DB.SavedJobs(ctx, actor)
	if err != nil {
		return err
	}
	alerts, err := h.DB.SavedJobAlerts(ctx, actor)
	if err != nil {
		return err
	}
	p := h.page(c, "saved.jobs.title")
	v := view.SavedJobsView{Alerts: alerts}
	today := app.Day(h.Now())
	for i := range jobs {
		j := savedJob(p.L, &jobs[i], today)
		if jobs[i].Public {
			v.Open = append(v.Open, j)
		} else {
			v.Closed = append(v.Closed, j)
		}
	}
	return h.Render(c, fiber.StatusOK, view.SavedJobs(p, v))
}

func savedJob(l *i18n.Locale, j *postgres.SavedJob, today time.Time) view.SavedJob {
	title := j.Title
	if j.TitleEN != "" {
		title = named(l, j.Title, j.TitleEN)
	}
	country := named(l, j.CountryID, j.CountryEN)
	place := country
	if j.City != "" {
		place = j.City + ", " + country
	}
	out := view.SavedJob{
		Item: ui.Item{
			Href: l.Path("/lowongan/" + j.Slug), Title: title, Heading: 3, Eyebrow: j.Agency, Route: place,
			Badges: []ui.BadgeItem{closing(l, j, today)},
		},
		Remove: "/lowongan/" + j.Slug + "/simpan", Closed: !j.Public,
	}
	if !j.Public {
		out.Others = l.Path("/lowongan") + "?" + url.Values{"negara": {j.Country}}.Encode()
		out.OthersText = l.T("catalogue.job.more_in", "country", country)
	}
	return out
}

// closing says how a saved job stands: how many days are left, or that it has left.
func closing(l *i18n.Locale, j *postgres.SavedJob, today time.Time) ui.BadgeItem {
	days := int(app.Day(j.ClosesOn).Sub(today).Hours() / 24)
	switch {
	case !j.Public && days < 0:
		return ui.BadgeItem{Tone: ui.Mute, Text: l.T("saved.jobs.over"), Icon: "ban"}
	case !j.Public:
		return ui.BadgeItem{Tone: ui.Err, Text: l.T("saved.jobs.gone"), Icon: "ban"}
	case days == 0:
		return ui.BadgeItem{Tone: ui.Err, Text: l.T("catalogue.closes_today"), Icon: "clock"}
	case days <= 7:
		return ui.BadgeItem{Tone: ui.Warn, Text: l.N("saved.jobs.closes_in", days), Icon: "clock"}
	}
	return ui.BadgeItem{Tone: ui.OK, Text: l.T("saved.jobs.open", "date", l.DateShort(j.ClosesOn))}
}

// SavedJobAlerts turns the reminders of saved jobs on or off.
func (h *Handler) SavedJobAlerts(c *fiber.Ctx) error {
	var in struct {
		On bool `form:"on"`
	}
	if _, err := h.Bind(c, &in); err != nil {
		return err
	}
	if err := h.DB.SetSavedJobAlerts(c.UserContext(), web.Actor(c), in.On); err != nil {
		return err
	}
	key := "saved.jobs.alerts_off_done"
	if in.On {
		key = "saved.jobs.alerts_on_done"
	}
	h.Flash(c, "ok", key)
	return h.Redirect(c, "/akun/lowongan")
}
