package selection

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/selection"
	"gerbang/views/ui"
)

// rankingPage is how many people a page of the ranking holds.
const rankingPage = 100

// Ranking shows the order as it would be published now.
func (h *Handler) Ranking(c *fiber.Ctx) error {
	d, err := h.desk(c, app.EditEvents)
	if err != nil {
		return err
	}
	if d.plan.PublishedAt != nil {
		return h.Redirect(c, d.path("hasil"))
	}
	r, err := h.DB.Ranking(c.UserContext(), d.actor, d.event.ID)
	if err != nil {
		return err
	}
	show, at := c.Query("tampil"), web.PageNumber(c)
	v := view.RankingPage{Frame: d.frame("peringkat", "selection.ranking.title", d.form(nil)), Rules: d.rules(), Results: d.href("hasil"), Blockers: d.blockers(r.Blockers), Figures: d.figures(r)}
	counts := map[app.RegistrationStatus]int{}
	var people []*postgres.RankedApplicant
	for i := range r.People {
		a := &r.People[i]
		counts[a.Outcome]++
		if show == "" || string(a.Outcome) == show {
			people = append(people, a)
		}
	}
	for _, outcome := range []app.RegistrationStatus{"", app.Accepted, app.Reserve, app.Rejected} {
		key, n := "selection.outcome."+string(outcome), counts[outcome]
		if outcome == "" {
			key, n = "common.all", len(r.People)
		}
		v.Filter = append(v.Filter, ui.Tab{Text: d.l.T(key), Count: d.l.Number(int64(n)), Active: string(outcome) == show, Href: d.address("peringkat", "tampil", string(outcome))})
	}
	for i := range d.plan.Components {
		v.Columns = append(v.Columns, d.component(&d.plan.Components[i]))
	}
	from := min((at-1)*rankingPage, len(people))
	for _, a := range people[from:min(from+rankingPage, len(people))] {
		v.Rows = append(v.Rows, d.ranked(a))
	}
	v.Pager = ui.Pager{Page: at, Pages: (len(people) + rankingPage - 1) / rankingPage, Total: len(people), URL: func(n int) string { return d.address("peringkat", "tampil", show, "hal", page(n)) }}
	return h.Render(c, fiber.StatusOK, view.Ranking(v))
}

func (d *desk) ranked(a *postgres.RankedApplicant) view.RankedRow {
	row := view.RankedRow{ID: id(a.RegistrationID), Name: web.PersonName(d.l, a.Name), Code: code(a.Code), Href: d.href("peringkat", id(a.RegistrationID)), Outcome: d.outcome(a.Outcome, a.ReserveNo), Why: d.why(a)}
	if a.Rank > 0 {
		row.Rank = itoa(a.Rank)
	}
	if a.HasTotal {
		row.Total = d.points(a.Total)
	}
	for _, m := range a.Marks {
		row.Marks = append(row.Marks, d.mark(m))
	}
	return row
}

// why says what decided, for staff.
func (d *desk) why(a *postgres.RankedApplicant) string {
	name := ""
	if c := d.plan.Component(a.Component); c != nil {
		name = d.component(c)
	}
	switch a.Why {
	case app.WhyRanked:
		return ""
	case app.WhyOverride:
		return d.l.T("selection.why.override", "reason", a.Reason)
	case app.WhyIneligible:
		return d.l.T("selection.why.ineligible", "reason", a.CheckReason)
	case app.WhyIncomplete:
		if name == "" {
			return d.l.T("selection.why.no_marks")
		}
	}
	return d.l.T("selection.why."+string(a.Why), "component", name)
}

func (d *desk) outcome(o app.RegistrationStatus, reserve int) ui.BadgeItem {
	switch o {
	case app.Accepted:
		return ui.BadgeItem{Tone: ui.OK, Text: d.l.T("selection.outcome.accepted")}
	case app.Reserve:
		return ui.BadgeItem{Tone: ui.Warn, Text: d.l.T("selection.outcome.reserve_no", "n", reserve)}
	}
	return ui.BadgeItem{Tone: ui.Mute, Text: d.l.T("selection.outcome.rejected")}
}

func (d *desk) blockers(list []app.PublishBlocker) []view.Blocker {
	var out []view.Blocker
	for _, b := range list {
		text := d.l.T(b.Key, "n", b.N)
		page := map[string]string{"components": "pengaturan", "unchecked": "pelamar", "incomplete": "nilai"}[strings.TrimPrefix(b.Key, "selection.blocker.")]
		blocker := view.Blocker{Text: text}
		switch {
		case page == "nilai":
			blocker.Href = d.address(page, "kosong", "1")
		case page == "pelamar":
			blocker.Href = d.address(page, "tampil", string(postgres.CheckUndecided))
		case page != "":
			blocker.Href = d.href(page)
		case strings.HasSuffix(b.Key, ".seats"), strings.HasSuffix(b.Key, ".open"):
			blocker.Href = d.l.Path("/dasbor/pelatihan/" + id(d.event.ID) + "/ubah")
		}
		out = append(out, blocker)
	}
	return out
}

func (d *desk) figures(r *postgres.RankingView) []ui.Stat {
	n := func(v int) string { return d.l.Number(int64(v)) }
	last := ""
	for i := range r.People {
		if a := &r.People[i]; a.Outcome == app.Accepted && a.HasTotal && a.Why == app.WhyRanked {
			last = d.l.T("selection.figure.limit", "total", d.points(a.Total))
		}
	}
	return []ui.Stat{
		{Label: d.l.T("selection.figure.applicants"), Value: n(len(r.People))},
		{Label: d.l.T("selection.figure.ranked"), Value: n(r.Ranking.Ranked), Note: d.l.T("selection.figure.ranked_note")},
		{Label: d.l.T("selection.outcome.accepted"), Value: n(r.Ranking.Accepted), Note: strings.Trim(d.l.T("selection.figure.seats", "n", r.Ranking.Seats)+" · "+last, " ·")},
		{Label: d.l.T("selection.outcome.reserve"), Value: n(r.Ranking.Reserve)},
	}
}

// rules are, in words, what decides.
func (d *desk) rules() []string {
	weights := 0
	for i := range d.plan.Components {
		weights += d.plan.Components[i].Weight
	}
	var parts []string
	for i := range d.plan.Components {
		c := &d.plan.Components[i]
		text := d.l.T("selection.rule.component", "name", d.component(c), "percent", (c.Weight*200+weights)/(2*weights))
		if c.HasPass {
			text += " " + d.l.T("selection.rule.pass", "pass", d.points(c.Pass))
		}
		parts = append(parts, text)
	}
	out := []string{d.l.T("selection.rule.total", "parts", strings.Join(parts, "; "))}
	var ties []string
	for _, t := range d.plan.TieBreaks {
		ties = append(ties, d.l.T("selection.tie."+string(t)))
	}
	return append(out, d.l.T("selection.rule.ties", "ties", strings.Join(append(ties, d.l.T("selection.tie.number")), " → ")))
}

// Person shows how one applicant comes out and why, and lets staff decide
// otherwise.
func (h *Handler) Person(c *fiber.Ctx) error {
	d, err := h.desk(c, app.EditEvents)
	if err != nil {
		return err
	}
	return d.person(fiber.StatusOK, d.form(nil))
}

func (d *desk) person(status int, form ui.Form) error {
	registration, err := d.number("id")
	if err != nil {
		return err
	}
	ctx := d.c.UserContext()
	r, err := d.h.DB.Ranking(ctx, d.actor, d.event.ID)
	if err != nil {
		return err
	}
	var a *postgres.RankedApplicant
	for i := range r.People {
		if r.People[i].RegistrationID == registration {
			a = &r.People[i]
		}
	}
	if a == nil {
		return app.ErrNotFound
	}
	history, err := d.h.DB.ScoreHistory(ctx, d.actor, d.event.ID, registration)
	if err != nil {
		return err
	}
	if form.Values == nil {
		form.Values = map[string][]string{"outcome": {string(a.Override)}, "reason": {a.Reason}}
	}
	v := view.PersonPage{Frame: d.frame("peringkat", "", form), Back: d.href("peringkat"), Action: d.href("peringkat", id(registration)), Row: d.ranked(a), Open: d.plan.Open()}
	v.Title = v.Row.Name
	v.Frame.Page.Title = v.Title
	if a.Rank > 0 {
		v.Explanation = d.l.T("selection.explain.ranked", "total", d.points(a.Total), "rank", a.Rank, "of", r.Ranking.Ranked, "seats", r.Ranking.Seats)
	}
	for i := range d.plan.Components {
		comp := &d.plan.Components[i]
		text := d.mark(a.Marks[i])
		if text == "" {
			text = "–"
		}
		v.Facts = append(v.Facts, ui.Def{Term: d.component(comp), Text: text, Note: d.l.T("selection.scores.out_of", "max", d.points(comp.Max), "weight", comp.Weight)})
	}
	for _, o := range []app.RegistrationStatus{"", app.Accepted, app.Reserve, app.Rejected} {
		key := "selection.outcome." + string(o)
		if o == "" {
			key = "selection.override.none"
		}
		v.Outcomes = append(v.Outcomes, ui.Option{Value: string(o), Text: d.l.T(key)})
	}
	for _, e := range history {
		text := d.mark(e.Mark)
		if text == "" {
			text = d.l.T("selection.scores.empty")
		}
		name := ""
		if comp := d.plan.Component(e.ComponentID); comp != nil {
			name = d.component(comp)
		}
		by := e.By
		if e.Imported {
			by += " · " + d.l.T("selection.imported")
		}
		v.History = append(v.History, ui.Moment{State: ui.Done, Title: name + ": " + text, Time: d.l.DateTime(e.At) + " · " + by})
	}
	return d.h.Render(d.c, status, view.Person(v))
}

// Override decides against the ranking, with a reason.
func (h *Handler) Override(c *fiber.Ctx) error {
	d, err := h.desk(c, app.EditEvents)
	if err != nil {
		return err
	}
	registration, err := d.number("id")
	if err != nil {
		return err
	}
	var in struct {
		Outcome string `form:"outcome"`
		Reason  string `form:"reason"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	if err := h.DB.Override(c.UserContext(), d.actor, d.event.ID, registration, app.RegistrationStatus(in.Outcome), in.Reason); err != nil {
		if web.Reject(&form, err) {
			return d.person(fiber.StatusUnprocessableEntity, form)
		}
		return err
	}
	h.Flash(c, "ok", "selection.override.saved")
	return h.Redirect(c, d.path("peringkat", id(registration)))
}
