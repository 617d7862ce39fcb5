package training

import (
	"errors"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/app/web/formtime"
	view "gerbang/views/training"
	"gerbang/views/ui"
)

// historyShown is how many changes the page of a course shows.
const historyShown = 30

// Show is the page of one course at the desk: what is missing, what can be
// done with it, and who changed what.
func (h *Handler) Show(c *fiber.Ctx) error {
	r, err := h.record(c)
	if err != nil {
		return err
	}
	return h.show(c, fiber.StatusOK, r, ui.Form{L: h.Locale(c)})
}

func (h *Handler) show(c *fiber.Ctx, code int, r *app.CourseRecord, form ui.Form) error {
	ctx := c.UserContext()
	sessions, err := h.DB.AllSessions(ctx, r.ID)
	if err != nil {
		return err
	}
	trail, _, err := h.DB.AuditTrail(ctx, postgres.AuditFilter{Entity: "event", EntityID: r.ID, Limit: historyShown})
	if err != nil {
		return err
	}
	p := h.page(c, "")
	l := p.L
	p.Title, p.HasErrors = r.Title, form.Failed()
	meetings, slots := 0, 0
	for i := range sessions {
		switch sessions[i].Kind {
		case app.MeetingSession:
			meetings++
		case app.SelectionSession:
			slots++
		}
	}
	v := view.ShowPage{
		Title: r.Title, Note: joinDot(r.Trade, r.Batch), Home: l.Path(home), Status: statusBadge(l, r.Status), Form: form,
		Edit: l.Path(path(r.ID, "ubah")), Schedule: l.Path(path(r.ID, "jadwal")), Preview: l.Path(path(r.ID, "pratinjau")),
		Rules: l.Path("/panitia/" + r.Slug + "/pengaturan"), Move: l.Path(path(r.ID, "status")), Duplicate: l.Path(path(r.ID, "gandakan")),
		Facts: []ui.Def{
			{Term: l.T("catalogue.event.when"), Text: l.DateRange(r.StartsAt, r.Last()), Note: l.N("course.meetings", meetings)},
			{Term: l.T("catalogue.course.selection_slots"), Text: l.N("training.slots", slots)},
			{Term: l.T("catalogue.course.registration"), Text: l.DateTime(r.OpensAt) + " – " + l.DateTime(r.ClosesAt.Add(-time.Minute))},
			{Term: l.T("catalogue.event.where"), Text: strings.Trim(r.Venue+", "+r.Address, ", ")},
		},
	}
	if r.Approval == app.Selection {
		v.Selection = l.Path("/panitia/" + r.Slug + "/seleksi")
	}
	if r.Status == app.EventPublished || r.Status == app.EventCancelled {
		v.Public = l.Path("/pelatihan/" + r.Slug)
	}
	if r.Status == app.EventDraft {
		v.Missing = r.Publishable(meetings, h.Now())
	}
	for _, next := range r.Status.Next() {
		if next != app.EventCancelled {
			v.Moves = append(v.Moves, ui.Option{Value: string(next), Text: l.T("training.move." + string(r.Status) + "_" + string(next))})
		}
	}
	v.CanCancel = r.Status.CanBecome(app.EventCancelled)
	if web.Actor(c).CanAll(app.EditEvents) {
		// The page has other forms, and an answer of theirs brings nothing for this one.
		if v.Form.Values == nil {
			v.Form.Values = map[string][]string{}
		}
		for name, value := range map[string]string{"first": formtime.WriteDay(followingMonday(r.EndsAt)), "batch": nextBatch(r.Batch)} {
			if _, typed := v.Form.Values[name]; !typed {
				v.Form.Values[name] = []string{value}
			}
		}
		v.CanDuplicate = true
	}
	for i := range trail {
		v.History = append(v.History, change(p.L, &trail[i]))
	}
	return h.Render(c, code, view.Show(p, v))
}

// followingMonday is the first Monday after a week has passed.
func followingMonday(t time.Time) time.Time {
	day := app.Day(t).AddDate(0, 0, 7)
	for day.Weekday() != time.Monday {
		day = day.AddDate(0, 0, 1)
	}
	return day
}

// nextBatch counts the number at the end of a batch's name on.
func nextBatch(name string) string {
	i := len(name)
	for i > 0 && name[i-1] >= '0' && name[i-1] <= '9' {
		i--
	}
	if i == len(name) || len(name)-i > 6 {
		return name
	}
	n := 0
	for _, d := range name[i:] {
		n = n*10 + int(d-'0')
	}
	return name[:i] + itoa(n+1)
}

// Move brings the course to another state.
func (h *Handler) Move(c *fiber.Ctx) error {
	r, err := h.record(c)
	if err != nil {
		return err
	}
	var in struct {
		Next   string `form:"next"`
		Reason string `form:"reason" validate:"max=300"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	next := app.EventStatus(in.Next)
	if r.Status != next && !r.Status.CanBecome(next) {
		form.Errors = append(form.Errors, app.FieldError{Key: app.ErrEventMove.Key})
	}
	if !form.Failed() {
		if err = h.DB.SetEventStatus(c.UserContext(), web.Actor(c), r.ID, next, in.Reason); err == nil {
			h.Flash(c, "ok", "training.moved", "status", statusName(h.Locale(c), next))
			return h.Redirect(c, path(r.ID))
		}
		if errs, missing := errors.AsType[app.FieldErrors](err); missing {
			// Their fields are on another page: here each is a sentence of the summary.
			for _, e := range errs {
				form.Errors = append(form.Errors, app.FieldError{Key: "training.missing", Args: []any{"field", fieldName(form.L, e.Field), "problem", form.L.T(e.Key, e.Args...)}})
			}
		} else if !web.Reject(&form, err) {
			return err
		}
	}
	return h.show(c, fiber.StatusUnprocessableEntity, r, form)
}

// Duplicate makes the next batch of the course.
func (h *Handler) Duplicate(c *fiber.Ctx) error {
	if !web.Actor(c).CanAll(app.EditEvents) {
		return app.ErrForbidden
	}
	r, err := h.record(c)
	if err != nil {
		return err
	}
	var in struct {
		First string `form:"first"`
		Batch string `form:"batch" validate:"max=200"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	first := formtime.Day(in.First)
	if first.IsZero() {
		form.Errors = append(form.Errors, app.FieldError{Field: "first", Key: "training.error.first_day"})
	}
	if form.Failed() {
		return h.show(c, fiber.StatusUnprocessableEntity, r, form)
	}
	id, err := h.DB.DuplicateCourse(c.UserContext(), web.Actor(c), r.ID, first, in.Batch)
	if err != nil {
		if web.Reject(&form, err) {
			return h.show(c, fiber.StatusUnprocessableEntity, r, form)
		}
		return err
	}
	h.Flash(c, "ok", "training.duplicated")
	return h.Redirect(c, path(id, "ubah"))
}
