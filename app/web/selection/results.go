package selection

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/app/web/formtime"
	view "gerbang/views/selection"
	"gerbang/views/ui"
)

// Results is where results are published, and afterwards what people answer.
func (h *Handler) Results(c *fiber.Ctx) error {
	d, err := h.desk(c, app.EditEvents)
	if err != nil {
		return err
	}
	tomorrow := app.Day(h.Now()).AddDate(0, 0, 1)
	return d.results(fiber.StatusOK, d.form(map[string][]string{"publish_day": {writeDay(&tomorrow)}, "publish_clock": {"10.00"}}))
}

func (d *desk) results(status int, form ui.Form) error {
	if d.plan.PublishedAt != nil {
		return d.published(status, form)
	}
	r, err := d.h.DB.Ranking(d.c.UserContext(), d.actor, d.event.ID)
	if err != nil {
		return err
	}
	v := view.ResultsPage{
		Frame: d.frame("hasil", "selection.results.title", form), Action: d.href("hasil"), Ranking: d.href("peringkat"), Blockers: d.blockers(r.Blockers), Figures: d.figures(r),
		Seen: r.Seen, Scheduled: d.plan.PublishAt != nil,
		Deadline: d.l.DateTime(d.plan.ConfirmUntil(d.h.Now(), d.event.StartsAt).Add(-time.Minute)),
	}
	overridden := 0
	for i := range r.People {
		if r.People[i].Why == app.WhyOverride {
			overridden++
		}
	}
	if overridden > 0 {
		v.Overridden = d.l.N("selection.results.overridden", overridden)
	}
	return d.h.Render(d.c, status, view.Results(v))
}

func (d *desk) published(status int, form ui.Form) error {
	list, err := d.h.DB.PublishedResults(d.c.UserContext(), d.actor, d.event.ID)
	if err != nil {
		return err
	}
	s, err := d.h.DB.SelectionSummary(d.c.UserContext(), d.actor, d.event.ID)
	if err != nil {
		return err
	}
	n := func(v int) string { return d.l.Number(int64(v)) }
	v := view.PublishedPage{Frame: d.frame("hasil", "selection.results.title", form), Figures: []ui.Stat{
		{Label: d.l.T("selection.figure.holding"), Value: n(s.Accepted), Note: d.l.T("selection.figure.seats", "n", d.event.Capacity)},
		{Label: d.l.T("selection.figure.confirmed"), Value: n(s.Confirmed)},
		{Label: d.l.T("selection.figure.awaited"), Value: n(s.Awaited)},
		{Label: d.l.T("selection.outcome.reserve"), Value: n(s.Reserve), Note: d.l.T("selection.figure.reserve_note")},
	}}
	show, at := d.c.Query("tampil"), web.PageNumber(d.c)
	counts := map[string]int{}
	var shown []*postgres.PublishedApplicant
	for i := range list {
		a := &list[i]
		counts[a.Outcome]++
		if show == "" || a.Outcome == show {
			shown = append(shown, a)
		}
	}
	for _, outcome := range []string{"", string(app.Accepted), string(app.Reserve), string(app.Rejected)} {
		key, count := "selection.outcome."+outcome, counts[outcome]
		if outcome == "" {
			key, count = "common.all", len(list)
		}
		v.Filter = append(v.Filter, ui.Tab{Text: d.l.T(key), Count: n(count), Active: outcome == show, Href: d.address("hasil", "tampil", outcome)})
	}
	from := min((at-1)*rankingPage, len(shown))
	for _, a := range shown[from:min(from+rankingPage, len(shown))] {
		v.Rows = append(v.Rows, d.publishedRow(a))
	}
	v.Pager = ui.Pager{Page: at, Pages: (len(shown) + rankingPage - 1) / rankingPage, Total: len(shown), URL: func(p int) string { return d.address("hasil", "tampil", show, "hal", page(p)) }}
	return d.h.Render(d.c, status, view.Published(v))
}

func (d *desk) publishedRow(a *postgres.PublishedApplicant) view.PublishedRow {
	row := view.PublishedRow{Name: web.PersonName(d.l, a.Name), Code: code(a.Code), Outcome: d.outcome(app.RegistrationStatus(a.Outcome), a.ReserveNo)}
	if a.Rank > 0 {
		row.Rank = itoa(a.Rank)
	}
	if a.Total != nil {
		row.Total = d.points(app.Points(*a.Total))
	}
	r := postgres.RankedApplicant{Reason: a.Reason, CheckReason: a.Reason}
	r.Why, r.Component = app.Why(a.Why), a.Component
	row.Why = d.why(&r)
	answer := func(tone ui.Tone, key string, args ...any) {
		row.Answer = ui.BadgeItem{Tone: tone, Text: d.l.T(key, args...)}
	}
	switch {
	case a.Ended == "lapsed":
		answer(ui.Err, "selection.answer.lapsed")
	case a.Ended == "declined", a.Status == string(app.Cancelled):
		answer(ui.Mute, "selection.answer.declined")
	case a.ConfirmedAt != nil:
		answer(ui.OK, "selection.answer.confirmed", "time", d.l.DateShort(*a.ConfirmedAt))
	case a.ConfirmUntil != nil:
		answer(ui.Warn, "selection.answer.awaited", "time", d.l.DateTime(a.ConfirmUntil.Add(-time.Minute)))
	}
	if a.MovedUp {
		row.Note = d.l.T("selection.moved_up")
	}
	return row
}

// Publish publishes the results, sets when they publish by themselves, or
// takes that back.
func (h *Handler) Publish(c *fiber.Ctx) error {
	d, err := h.desk(c, app.EditEvents)
	if err != nil {
		return err
	}
	var in struct {
		Do    string `form:"do"`
		Seen  string `form:"seen"`
		Sure  bool   `form:"sure"`
		Day   string `form:"publish_day"`
		Clock string `form:"publish_clock"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	ctx, key := c.UserContext(), "selection.results.published"
	switch in.Do {
	case "unschedule":
		key = "selection.results.unscheduled"
		err = h.DB.SchedulePublication(ctx, d.actor, d.event.ID, nil, "")
	case "schedule":
		key = "selection.results.scheduled"
		day := readDay(in.Day)
		clock, ok := formtime.Clock(in.Clock)
		switch {
		case day == nil:
			err = &app.Error{Kind: app.Invalid, Key: "error.date", Field: "publish_day"}
		case !ok:
			err = &app.Error{Kind: app.Invalid, Key: formtime.BadClock, Field: "publish_clock"}
		default:
			at := day.Add(clock)
			if err = h.DB.SchedulePublication(ctx, d.actor, d.event.ID, &at, in.Seen); err == app.ErrPublishPast {
				err = app.ErrPublishPast.At("publish_day")
			}
		}
	default:
		if !in.Sure && d.plan.PublishedAt == nil {
			err = &app.Error{Kind: app.Invalid, Key: "selection.error.sure", Field: "sure"}
			break
		}
		if in.Seen == "" {
			in.Seen = "-" // nothing was seen
		}
		err = h.DB.PublishResults(ctx, d.actor, d.event.ID, in.Seen)
	}
	if err != nil {
		if web.Reject(&form, err) {
			return d.results(fiber.StatusUnprocessableEntity, form)
		}
		return err
	}
	h.Flash(c, "ok", key)
	return h.Redirect(c, d.path("hasil"))
}
