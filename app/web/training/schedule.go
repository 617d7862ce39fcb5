package training

import (
	"errors"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/app/web/eventform"
	"gerbang/app/web/formtime"
	view "gerbang/views/training"
	"gerbang/views/ui"
)

// Schedule shows the sessions of a course and the patterns that make them.
func (h *Handler) Schedule(c *fiber.Ctx) error {
	r, err := h.record(c)
	if err != nil {
		return err
	}
	return h.schedule(c, fiber.StatusOK, r, ui.Form{L: h.Locale(c), Values: startValues(r)}, nil, "")
}

func startValues(r *app.CourseRecord) map[string][]string {
	v := map[string][]string{
		"first": {formtime.WriteDay(r.StartsAt)}, "weekday": {"1", "2", "3", "4", "5"}, "from": {"08.00"}, "until": {"15.00"}, "place": {r.Venue},
		"slot_days": {"3"}, "slot_starts": {"08.00, 10.30, 13.30"}, "slot_minutes": {"150"}, "slot_capacity": {"60"}, "slot_place": {r.Venue},
	}
	if r.Days > 0 {
		v["count"] = []string{strconv.Itoa(r.Days)}
	}
	return v
}

// Plan makes sessions from a pattern: first it shows them, and once they were
// seen it puts them in place of those there are.
func (h *Handler) Plan(c *fiber.Ctx) error {
	r, err := h.record(c)
	if err != nil {
		return err
	}
	var in struct {
		Kind         string   `form:"kind"`
		Do           string   `form:"do"`
		Version      string   `form:"version"`
		First        string   `form:"first"`
		Weekdays     []string `form:"weekday"`
		From         string   `form:"from"`
		Until        string   `form:"until"`
		Count        string   `form:"count"`
		Last         string   `form:"last"`
		LeftOut      string   `form:"left_out" validate:"max=2000"`
		Place        string   `form:"place" validate:"max=200"`
		SlotFirst    string   `form:"slot_first"`
		SlotDays     int      `form:"slot_days"`
		SlotStarts   string   `form:"slot_starts" validate:"max=200"`
		SlotMinutes  int      `form:"slot_minutes"`
		SlotCapacity int      `form:"slot_capacity"`
		SlotPlace    string   `form:"slot_place" validate:"max=200"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	bad := func(field, key string) { form.Errors = append(form.Errors, app.FieldError{Field: field, Key: key}) }
	clock := func(field, s string) time.Duration {
		d, ok := formtime.Clock(s)
		if !ok {
			bad(field, formtime.BadClock)
		}
		return d
	}
	kind, sessions := app.MeetingSession, []app.Session(nil)
	if in.Kind == string(app.SelectionSession) {
		kind = app.SelectionSession
		plan := app.SlotPlan{
			First: formtime.Day(in.SlotFirst), Days: in.SlotDays, Length: time.Duration(min(max(in.SlotMinutes, 0), 1000)) * time.Minute, Capacity: in.SlotCapacity, Place: in.SlotPlace,
		}
		for _, s := range fields(in.SlotStarts) {
			plan.Starts = append(plan.Starts, clock("slot_starts", s))
		}
		sessions, err = plan.Slots()
	} else {
		plan := app.MeetingPlan{First: formtime.Day(in.First), From: clock("from", in.From), Until: clock("until", in.Until), Last: formtime.Day(in.Last), Place: in.Place}
		if in.Last != "" && plan.Last.IsZero() {
			bad("last", formtime.BadDay)
		}
		if in.Count != "" {
			if plan.Count, err = strconv.Atoi(in.Count); err != nil {
				plan.Count = -1
			}
		}
		for _, s := range in.Weekdays {
			if n, err := strconv.Atoi(s); err == nil && n >= 0 && n <= 6 {
				plan.Weekdays = append(plan.Weekdays, time.Weekday(n))
			}
		}
		for _, s := range fields(in.LeftOut) {
			day := formtime.Day(s)
			if day.IsZero() {
				bad("left_out", "training.error.left_out")
				break
			}
			plan.LeftOut = append(plan.LeftOut, day)
		}
		sessions, err = plan.Meetings()
	}
	if err != nil && !web.Reject(&form, err) {
		return err
	}
	if form.Failed() {
		return h.schedule(c, fiber.StatusUnprocessableEntity, r, form, nil, kind)
	}
	if in.Do != "save" {
		return h.schedule(c, fiber.StatusOK, r, form, sessions, kind)
	}
	err = h.DB.PlanSessions(c.UserContext(), web.Actor(c), r.ID, eventform.ReadVersion(in.Version), kind, sessions)
	if err != nil {
		if web.Reject(&form, err) {
			return h.schedule(c, fiber.StatusUnprocessableEntity, r, form, nil, kind)
		}
		return err
	}
	h.Flash(c, "ok", "training.planned", "n", strconv.Itoa(len(sessions)))
	return h.Redirect(c, path(r.ID, "jadwal"))
}

// schedule shows the page; planned are sessions to look at before they are
// saved, of the kind.
func (h *Handler) schedule(c *fiber.Ctx, code int, r *app.CourseRecord, form ui.Form, planned []app.Session, kind app.SessionKind) error {
	sessions, err := h.DB.AllSessions(c.UserContext(), r.ID)
	if err != nil {
		return err
	}
	p := h.page(c, "training.schedule_of", "title", r.Title)
	p.HasErrors = form.Failed()
	l := p.L
	v := view.SchedulePage{
		Title: r.Title, Home: l.Path(home), Back: l.Path(path(r.ID)), Action: l.Path(path(r.ID, "jadwal")), Form: form, Version: eventform.Version(&r.Event),
		Planning: string(kind), Planned: lines(l, planned),
	}
	for _, d := range app.WeekdaysFromMonday() {
		v.Weekdays = append(v.Weekdays, ui.Option{Value: strconv.Itoa(int(d)), Text: l.Weekday(d)})
	}
	if len(planned) > 0 {
		v.Summary = l.N("training.preview_count", len(planned), "range", l.DateRange(planned[0].StartsAt, planned[len(planned)-1].StartsAt))
	}
	for _, line := range lines(l, sessions) {
		line.Href = l.Path(path(r.ID, "sesi", line.ID))
		if line.Kind == app.SelectionSession {
			v.Slots = append(v.Slots, line)
		} else {
			v.Meetings = append(v.Meetings, line)
		}
	}
	return h.Render(c, code, view.Schedule(p, v))
}

func lines(l *i18n.Locale, sessions []app.Session) []view.Line {
	out := make([]view.Line, len(sessions))
	for i := range sessions {
		s := &sessions[i]
		out[i] = view.Line{
			ID: strconv.FormatInt(s.ID, 10), Kind: s.Kind, Date: l.Date(s.StartsAt), Time: l.ClockRange(s.StartsAt, s.EndsAt), Place: s.Place,
		}
		if s.Capacity > 0 {
			out[i].Seats = l.N("catalogue.session.seats", s.Capacity)
		}
	}
	return out
}

// session returns the course of the address and one of its sessions.
func (h *Handler) session(c *fiber.Ctx) (*app.CourseRecord, *app.Session, error) {
	r, err := h.record(c)
	if err != nil {
		return nil, nil, err
	}
	sessions, err := h.DB.AllSessions(c.UserContext(), r.ID)
	if err != nil {
		return nil, nil, err
	}
	for i := range sessions {
		if strconv.FormatInt(sessions[i].ID, 10) == c.Params("session") {
			return r, &sessions[i], nil
		}
	}
	return nil, nil, app.ErrNotFound
}

// Session shows one session as a form.
func (h *Handler) Session(c *fiber.Ctx) error {
	r, s, err := h.session(c)
	if err != nil {
		return err
	}
	return h.renderSession(c, fiber.StatusOK, r, s, ui.Form{L: h.Locale(c), Values: map[string][]string{
		"session_day": {formtime.WriteDay(s.StartsAt)}, "session_from": {formtime.WriteClock(s.StartsAt)}, "session_until": {formtime.WriteEnd(s.EndsAt)}, "session_place": {s.Place}, "session_title": {s.Title}, "session_title_en": {s.TitleEN},
		"revision": {postgres.SessionRevision(s)},
	}})
}

// SaveSession changes one session, or removes it.
func (h *Handler) SaveSession(c *fiber.Ctx) error {
	r, s, err := h.session(c)
	if err != nil {
		return err
	}
	var in struct {
		Do       string `form:"do"`
		Day      string `form:"session_day"`
		From     string `form:"session_from"`
		Until    string `form:"session_until"`
		Place    string `form:"session_place" validate:"max=200"`
		Title    string `form:"session_title" validate:"max=200"`
		TitleEN  string `form:"session_title_en" validate:"max=200"`
		Revision string `form:"revision"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	ctx, actor := c.UserContext(), web.Actor(c)
	if in.Do == "delete" {
		err = h.DB.DeleteSession(ctx, actor, r.ID, s.ID)
	} else {
		day := formtime.Day(in.Day)
		from, fromOK := formtime.Clock(in.From)
		until, untilOK := formtime.Clock(in.Until)
		for _, check := range []struct {
			ok         bool
			field, key string
		}{{!day.IsZero(), "session_day", formtime.BadDay}, {fromOK, "session_from", formtime.BadClock}, {untilOK, "session_until", formtime.BadClock}} {
			if !check.ok {
				form.Errors = append(form.Errors, app.FieldError{Field: check.field, Key: check.key})
			}
		}
		if form.Failed() {
			return h.renderSession(c, fiber.StatusUnprocessableEntity, r, s, form)
		}
		next := *s
		next.StartsAt, next.EndsAt, next.Place, next.Title, next.TitleEN = day.Add(from), day.Add(until), in.Place, in.Title, in.TitleEN
		err = h.DB.SaveSession(ctx, actor, next, in.Revision)
	}
	if err != nil {
		if errs, ok := errors.AsType[*app.Error](err); ok && errs.Key == "event.sessions_overlap" {
			err = errs.At("session_from")
		}
		if web.Reject(&form, err) {
			web.Renew(&form, err)
			return h.renderSession(c, web.FormStatus(form), r, s, form)
		}
		return err
	}
	h.Flash(c, "ok", "training.session_saved")
	return h.Redirect(c, path(r.ID, "jadwal"))
}

func (h *Handler) renderSession(c *fiber.Ctx, code int, r *app.CourseRecord, s *app.Session, form ui.Form) error {
	p := h.page(c, "training.session")
	p.HasErrors = form.Failed()
	l := p.L
	return h.Render(c, code, view.Session(p, view.SessionPage{
		Title: r.Title, When: l.Date(s.StartsAt), Home: l.Path(home), Back: l.Path(path(r.ID, "jadwal")),
		Action: l.Path(path(r.ID, "sesi", strconv.FormatInt(s.ID, 10))), Form: form,
	}))
}
