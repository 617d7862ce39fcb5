package organizer

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/app/web/eventform"
	"gerbang/app/web/formtime"
	view "gerbang/views/organizer"
	"gerbang/views/ui"
)

// maxPlanDays is how many days of an event the pattern offers.
const maxPlanDays = 31

// Waves shows the entry sessions of an event, how full they are, and the
// pattern that makes them.
func (h *Handler) Waves(c *fiber.Ctx) error {
	e, err := h.event(c, app.Participants)
	if err != nil {
		return err
	}
	return h.waves(c, fiber.StatusOK, e, ui.Form{L: h.Locale(c), Values: planStart(e)}, nil)
}

func planStart(e *app.Event) map[string][]string {
	v := map[string][]string{
		"plan_from": {e.StartsAt.In(app.Jakarta).Format("15.04")}, "plan_until": {formtime.WriteEnd(e.EndsAt)}, "plan_minutes": {"50"},
		"plan_gap": {strconv.Itoa(max(10, int(e.Clearing/time.Minute)))}, "plan_capacity": {"200"},
	}
	for _, d := range eventDays(e) {
		v["plan_day"] = append(v["plan_day"], d.Format(time.DateOnly))
	}
	return v
}

func eventDays(e *app.Event) []time.Time {
	var days []time.Time
	for d := app.Day(e.StartsAt); d.Before(e.EndsAt) && len(days) < maxPlanDays; d = d.AddDate(0, 0, 1) {
		days = append(days, d)
	}
	return days
}

// PlanWaves makes waves from a pattern: first it shows them, and once they
// were seen it saves them.
func (h *Handler) PlanWaves(c *fiber.Ctx) error {
	e, err := h.event(c, app.EditEvents)
	if err != nil {
		return err
	}
	var in struct {
		Do       string   `form:"do"`
		Version  string   `form:"version"`
		Days     []string `form:"plan_day"`
		From     string   `form:"plan_from"`
		Until    string   `form:"plan_until"`
		Minutes  string   `form:"plan_minutes"`
		Gap      string   `form:"plan_gap"`
		Capacity string   `form:"plan_capacity"`
		Replace  bool     `form:"replace"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	plan := app.WavePlan{
		From: readClock(&form, "plan_from", in.From), Until: readClock(&form, "plan_until", in.Until), Length: time.Duration(readNumber(&form, "plan_minutes", in.Minutes)) * time.Minute,
		Gap: time.Duration(readNumber(&form, "plan_gap", in.Gap)) * time.Minute, Capacity: readNumber(&form, "plan_capacity", in.Capacity),
	}
	for _, d := range in.Days {
		if day := formtime.Day(d); !day.IsZero() && slices.ContainsFunc(eventDays(e), day.Equal) {
			plan.Days = append(plan.Days, day)
		}
	}
	var waves []app.Session
	if !form.Failed() {
		if waves, err = plan.Waves(e); !web.Reject(&form, err) {
			return err
		}
	}
	switch {
	case form.Failed():
		return h.waves(c, fiber.StatusUnprocessableEntity, e, form, nil)
	case in.Do == "change":
		return h.waves(c, fiber.StatusOK, e, form, nil)
	case in.Do != "save":
		return h.waves(c, fiber.StatusOK, e, form, waves)
	}
	if err := h.DB.AddWaves(c.UserContext(), web.Actor(c), e.ID, eventform.ReadVersion(in.Version), waves, in.Replace); err != nil {
		for i, f := range asFields(err) { // the fields of a single wave stand for the pattern here
			asFields(err)[i].Field = map[string]string{"wave_from": "plan_from", "wave_until": "plan_until", "wave_capacity": "plan_capacity"}[f.Field]
		}
		if web.Reject(&form, err) {
			return h.waves(c, fiber.StatusUnprocessableEntity, e, form, nil)
		}
		return err
	}
	h.Flash(c, "ok", "rules.waves.planned_done", "n", strconv.Itoa(len(waves)))
	return h.Redirect(c, view.EventPath(e, "sesi"))
}

func asFields(err error) app.FieldErrors {
	f, _ := err.(app.FieldErrors)
	return f
}

func readClock(f *ui.Form, field, typed string) time.Duration {
	d, ok := formtime.Clock(typed)
	if !ok {
		f.Errors = append(f.Errors, app.FieldError{Field: field, Key: formtime.BadClock})
	}
	return d
}

func readNumber(f *ui.Form, field, typed string) int {
	if typed == "" {
		return 0
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n < 0 || n > 1_000_000 {
		f.Errors = append(f.Errors, app.FieldError{Field: field, Key: "training.error.number"})
		return 0
	}
	return n
}

// waves shows the page; planned are waves to look at before they are saved.
func (h *Handler) waves(c *fiber.Ctx, code int, e *app.Event, form ui.Form, planned []app.Session) error {
	actor := web.Actor(c)
	list, err := h.DB.Waves(c.UserContext(), actor, e.ID)
	if err != nil {
		return err
	}
	p := h.page(c, "rules.waves.title_of", "event", e.Title)
	p.HasErrors = form.Failed()
	l := p.L
	v := view.WavesPage{
		Event: e, Form: form, Action: address(l, e, "sesi", nil), Add: address(l, e, "sesi/baru", nil), Version: eventform.Version(e),
		MayEdit: actor.CanEvent(app.EditEvents, e.ID), Days: waveDays(l, e, list, actor, h.Now()),
		Unused: slices.ContainsFunc(list, func(w postgres.Wave) bool { return !w.Used }),
	}
	for _, d := range eventDays(e) {
		v.PlanDays = append(v.PlanDays, ui.Option{Value: d.Format(time.DateOnly), Text: l.DateShort(d)})
	}
	places, taken, waiting := 0, 0, 0
	for i := range list {
		places, taken, waiting = places+list[i].Capacity, taken+list[i].Taken, waiting+list[i].Waiting
	}
	n := func(v int) string { return l.Number(int64(v)) }
	v.Total = l.T("rules.waves.total", "n", n(len(list)), "places", n(places), "taken", n(taken), "waiting", n(waiting))
	if e.Capacity > 0 {
		v.EventCap = l.T("rules.waves.event_capacity", "n", n(e.Capacity))
	}
	if len(planned) > 0 {
		fresh := make([]postgres.Wave, len(planned))
		seats := 0
		for i := range planned {
			fresh[i].Session = planned[i]
			seats += planned[i].Capacity
		}
		v.Planned = waveDays(l, e, fresh, nil, time.Time{})
		v.Summary = l.T("rules.waves.planned_total", "n", n(len(planned)), "places", n(seats))
	}
	return h.Render(c, code, view.Waves(p, v))
}

// waveDays puts waves into words, day by day. Links are for those who may
// follow them: nobody while a plan is only looked at.
func waveDays(l *i18n.Locale, e *app.Event, waves []postgres.Wave, actor *app.Actor, now time.Time) []view.WaveDay {
	var days []view.WaveDay
	n := func(v int) string { return l.Number(int64(v)) }
	for i := range waves {
		w := &waves[i]
		if title := l.Date(w.StartsAt); len(days) == 0 || days[len(days)-1].Title != title {
			days = append(days, view.WaveDay{Title: title})
		}
		row := view.WaveRow{
			ID: itoa(w.ID), Time: l.ClockRange(w.StartsAt, w.EndsAt), Title: l.Choose(w.Title, w.TitleEN), Place: w.Place, Taken: w.Taken, Capacity: w.Capacity,
			Over: !now.IsZero() && !now.Before(w.EndsAt),
		}
		switch {
		case w.ID == 0:
			row.Seats = l.N("catalogue.session.seats", w.Capacity)
		case w.Capacity == 0:
			row.Seats = l.T("rules.waves.unlimited", "taken", n(w.Taken))
		default:
			row.Seats = l.T("rules.waves.taken", "taken", n(w.Taken), "places", n(w.Capacity))
		}
		if w.Waiting > 0 {
			row.Waiting = l.T("rules.waves.waiting", "n", n(w.Waiting))
		}
		if w.Offered > 0 {
			row.Offered = l.T("rules.waves.offered", "n", n(w.Offered))
		}
		if over := w.Taken - w.Capacity; w.Capacity > 0 && over > 0 {
			row.Beyond = l.T("rules.waves.beyond", "n", n(over))
		}
		if actor != nil {
			row.People = address(l, e, "peserta", url.Values{postgres.ParamSession: {row.ID}})
			if actor.CanEvent(app.EditEvents, e.ID) {
				row.Href = address(l, e, "sesi/"+row.ID, nil)
			}
		}
		d := &days[len(days)-1]
		d.Waves = append(d.Waves, row)
	}
	return days
}

// wave returns the event of the address and one of its waves; a new one when
// the address names none.
func (h *Handler) wave(c *fiber.Ctx) (*app.Event, *postgres.Wave, error) {
	e, err := h.event(c, app.EditEvents)
	if err != nil {
		return nil, nil, err
	}
	list, err := h.DB.Waves(c.UserContext(), web.Actor(c), e.ID)
	if err != nil {
		return nil, nil, err
	}
	if c.Params("session") == "" {
		last := e.StartsAt
		if len(list) > 0 {
			last = list[len(list)-1].EndsAt.Add(e.Clearing)
		}
		return e, &postgres.Wave{Session: app.Session{EventID: e.ID, Kind: app.EntrySession, StartsAt: last, EndsAt: last.Add(50 * time.Minute)}}, nil
	}
	for i := range list {
		if itoa(list[i].ID) == c.Params("session") {
			return e, &list[i], nil
		}
	}
	return nil, nil, app.ErrNotFound
}

// Wave shows one wave as a form.
func (h *Handler) Wave(c *fiber.Ctx) error {
	e, w, err := h.wave(c)
	if err != nil {
		return err
	}
	values := map[string][]string{
		"wave_day": {w.StartsAt.In(app.Jakarta).Format(time.DateOnly)}, "wave_from": {w.StartsAt.In(app.Jakarta).Format("15.04")}, "wave_until": {formtime.WriteEnd(w.EndsAt)},
		"wave_title": {w.Title}, "wave_title_en": {w.TitleEN}, "wave_place": {w.Place}, "wave_capacity": {strconv.Itoa(w.Capacity)}, "revision": {postgres.SessionRevision(&w.Session)},
	}
	return h.renderWave(c, fiber.StatusOK, e, w, ui.Form{L: h.Locale(c), Values: values})
}

// SaveWave changes one wave, adds it or removes it.
func (h *Handler) SaveWave(c *fiber.Ctx) error {
	e, w, err := h.wave(c)
	if err != nil {
		return err
	}
	var in struct {
		Do       string `form:"do"`
		Day      string `form:"wave_day"`
		From     string `form:"wave_from"`
		Until    string `form:"wave_until"`
		Title    string `form:"wave_title"`
		TitleEN  string `form:"wave_title_en"`
		Place    string `form:"wave_place"`
		Capacity string `form:"wave_capacity"`
		Fewer    bool   `form:"fewer"`
		Revision string `form:"revision"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	ctx, actor, done := c.UserContext(), web.Actor(c), "rules.waves.saved"
	if in.Do == "delete" && w.ID != 0 {
		err, done = h.DB.DeleteWave(ctx, actor, e.ID, w.ID), "rules.waves.deleted"
	} else {
		day := formtime.Day(in.Day)
		if day.IsZero() {
			form.Errors = append(form.Errors, app.FieldError{Field: "wave_day", Key: formtime.BadDay})
		}
		next := w.Session
		from, until := readClock(&form, "wave_from", in.From), readClock(&form, "wave_until", in.Until)
		next.StartsAt, next.EndsAt, next.Title, next.TitleEN, next.Place = day.Add(from), day.Add(until), in.Title, in.TitleEN, in.Place
		next.Capacity = readNumber(&form, "wave_capacity", in.Capacity)
		if form.Failed() {
			return h.renderWave(c, fiber.StatusUnprocessableEntity, e, w, form)
		}
		if w.ID == 0 {
			err = h.DB.AddWaves(ctx, actor, e.ID, time.Time{}, []app.Session{next}, false)
		} else {
			err = h.DB.SaveWave(ctx, actor, next, in.Revision, in.Fewer)
		}
	}
	if err != nil {
		if web.Reject(&form, err) {
			web.Renew(&form, err)
			return h.renderWave(c, web.FormStatus(form), e, w, form)
		}
		return err
	}
	h.Flash(c, "ok", done)
	return h.Redirect(c, view.EventPath(e, "sesi"))
}

func (h *Handler) renderWave(c *fiber.Ctx, code int, e *app.Event, w *postgres.Wave, form ui.Form) error {
	p := h.page(c, "rules.waves.new")
	p.HasErrors = form.Failed()
	l := p.L
	v := view.WavePage{
		Event: e, New: w.ID == 0, Form: form, Action: address(l, e, "sesi/baru", nil), Back: address(l, e, "sesi", nil),
		Fewer: slices.ContainsFunc(form.Errors, func(e app.FieldError) bool { return e.Key == "rules.error.capacity_taken" }) || form.Value("fewer") != "",
	}
	if e.Clearing > 0 {
		v.Clearing = l.T("rules.waves.clearing", "n", strconv.Itoa(int(e.Clearing/time.Minute)))
	}
	if !v.New {
		p.Title = l.T("rules.waves.edit", "when", l.DateShort(w.StartsAt)+", "+l.ClockRange(w.StartsAt, w.EndsAt))
		v.Action = address(l, e, "sesi/"+itoa(w.ID), nil)
		v.People = address(l, e, "peserta", url.Values{postgres.ParamSession: {itoa(w.ID)}})
		if w.Used {
			v.Held = l.T("rules.waves.held", "taken", l.Number(int64(w.Taken)), "waiting", l.Number(int64(w.Waiting)))
		}
	}
	v.Title = p.Title
	return h.Render(c, code, view.WaveForm(p, v))
}
