package organizer

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/app/web/formtime"
	view "gerbang/views/organizer"
	"gerbang/views/ui"
)

// historyShown is how many changes a page shows.
const historyShown = 30

// publicPaths are where each kind of event is shown to the public.
var publicPaths = map[app.EventKind]string{app.Course: "/pelatihan/", app.JobFair: "/bursa-kerja/", app.Outreach: "/sosialisasi/"}

// Overview is an event at a glance.
func (h *Handler) Overview(c *fiber.Ctx) error {
	e, err := h.event(c, app.Participants)
	if err != nil {
		return err
	}
	return h.overview(c, fiber.StatusOK, e, ui.Form{L: h.Locale(c)})
}

func (h *Handler) overview(c *fiber.Ctx, code int, e *app.Event, form ui.Form) error {
	ctx, actor := c.UserContext(), web.Actor(c)
	whole, err := h.DB.OrganizerEvent(ctx, actor, e.ID)
	if err != nil {
		return err
	}
	waves, err := h.DB.Waves(ctx, actor, e.ID)
	if err != nil {
		return err
	}
	if now := h.Now(); now.Before(e.EndsAt) { // what is over is on the page of the sessions
		waves = slices.DeleteFunc(waves, func(w postgres.Wave) bool { return !now.Before(w.EndsAt) })
	}
	counts, err := h.DB.ParticipantCounts(ctx, actor, e.ID, postgres.ParticipantFilter{})
	if err != nil {
		return err
	}
	p := h.page(c, "")
	p.Title, p.HasErrors = e.Title, form.Failed()
	l := p.L
	v := view.OverviewPage{
		Event: e, Form: form, Figures: figures(l, whole), Facts: eventFacts(l, e), Todo: todo(l, e, counts, h.Now()), Days: waveDays(l, e, waves, actor, h.Now()),
		Gate: gateAddress(l, actor, e, h.Now()), MayEdit: actor.CanEvent(app.EditEvents, e.ID),
	}
	if e.Status == app.EventPublished || e.Status == app.EventCancelled {
		v.Public = l.Path(publicPaths[e.Kind] + e.Slug)
	}
	if v.MayEdit {
		if err := h.editing(c, &v, counts); err != nil {
			return err
		}
	}
	return h.Render(c, code, view.Overview(p, v))
}

// editing adds what those who may edit the event see of it.
func (h *Handler) editing(c *fiber.Ctx, v *view.OverviewPage, counts postgres.ParticipantCounts) error {
	ctx, actor, l, e := c.UserContext(), web.Actor(c), h.Locale(c), v.Event
	v.Move, v.Preview = address(l, e, "status", nil), address(l, e, "pratinjau", nil)
	if e.Status == app.EventDraft {
		missing, err := h.DB.Missing(ctx, actor, e.ID)
		if err != nil {
			return err
		}
		for _, m := range missing {
			v.Missing = append(v.Missing, view.Missing{Text: l.T(m.Key, m.Args...), Href: missingHref(l, e, m.Field)})
		}
	}
	for _, next := range e.Status.Next() {
		if next != app.EventCancelled {
			v.Moves = append(v.Moves, ui.Option{Value: string(next), Text: l.T("training.move." + string(e.Status) + "_" + string(next))})
		}
	}
	v.CanCancel = e.Status.CanBecome(app.EventCancelled)
	live := 0
	for status, n := range counts {
		if status.Live() {
			live += n
		}
	}
	v.Live = l.N("rules.cancel_live", live)
	if e.Kind == app.Course {
		v.Desk = l.Path("/dasbor/pelatihan/" + itoa(e.ID))
	} else {
		v.Duplicate, v.Sessions = address(l, e, "gandakan", nil), address(l, e, "sesi", nil)
		if v.Form.Values == nil {
			v.Form.Values = map[string][]string{"copy_title": {e.Title}, "first": {e.StartsAt.In(app.Jakarta).AddDate(0, 0, 28).Format(time.DateOnly)}}
		}
	}
	trail, _, err := h.DB.AuditTrail(ctx, postgres.AuditFilter{Entity: "event", EntityID: e.ID, Limit: historyShown})
	if err != nil {
		return err
	}
	for i := range trail {
		v.History = append(v.History, change(l, &trail[i]))
	}
	return nil
}

// missingHref leads to where something that is missing can be added.
func missingHref(l *i18n.Locale, e *app.Event, field string) string {
	switch {
	case e.Kind == app.Course && field == "meetings":
		return l.Path("/dasbor/pelatihan/" + itoa(e.ID) + "/jadwal")
	case e.Kind == app.Course && (field == "certificate" || strings.HasPrefix(field, "stage_")):
		return l.Path("/dasbor/pelatihan/"+itoa(e.ID)+"/ubah") + "#" + ui.FieldID(field)
	}
	return address(l, e, "pengaturan", nil) + "#" + ui.FieldID(field)
}

// todo is what waits for somebody to do it.
func todo(l *i18n.Locale, e *app.Event, counts postgres.ParticipantCounts, now time.Time) []ui.Def {
	var out []ui.Def
	add := func(status app.RegistrationStatus, key string) {
		if n := counts[status]; n > 0 {
			out = append(out, ui.Def{Term: l.N("rules.todo."+key, n), Text: l.T("rules.todo." + key + "_text"),
				ChangeHref: address(l, e, "peserta", url.Values{postgres.ParamStatus: {string(status)}})})
		}
	}
	if !now.Before(e.EndsAt) {
		return nil
	}
	if e.Approval == app.Review {
		add(app.Submitted, "decide")
	}
	add(app.Offered, "offered")
	add(app.Waitlisted, "waiting")
	return out
}

// eventFacts are the rules of an event in words.
func eventFacts(l *i18n.Locale, e *app.Event) []ui.Def {
	moment := func(t *time.Time, otherwise string) string {
		if t == nil {
			return l.T(otherwise)
		}
		return l.DateTime(*t)
	}
	facts := []ui.Def{
		{Term: l.T("catalogue.event.when"), Text: view.EventWhen(l, e)},
		{Term: l.T("catalogue.event.where"), Text: strings.Trim(e.Venue+", "+e.Address, ", ")},
		{Term: l.T("catalogue.course.registration"), Text: l.DateTime(e.OpensAt) + " – " + l.DateTime(e.ClosesAt)},
		{Term: l.T("rules.field.approval"), Text: l.T("training.approval." + string(e.Approval))},
	}
	if e.Capacity > 0 {
		facts = append(facts, ui.Def{Term: l.T("rules.field.capacity"), Text: l.Number(int64(e.Capacity))})
	}
	offer := l.T("rules.offer_at_once")
	if e.OfferFor > 0 {
		offer = l.T("rules.offer_for", "hours", strings.ReplaceAll(trimFloat(e.OfferFor.Hours()), ".", ","))
	}
	facts = append(facts,
		ui.Def{Term: l.T("rules.freed_place"), Text: offer},
		ui.Def{Term: l.T("rules.field.cancel_until"), Text: moment(e.CancelUntil, "rules.until_end")},
		ui.Def{Term: l.T("rules.field.change_until"), Text: moment(e.ChangeUntil, "rules.until_session")})
	if e.ReconfirmFrom != nil {
		facts = append(facts, ui.Def{Term: l.T("rules.reconfirm"), Text: l.DateTime(*e.ReconfirmFrom) + " – " + l.DateTime(*e.ReconfirmUntil)})
	}
	return facts
}

// Move brings an event to another state.
func (h *Handler) Move(c *fiber.Ctx) error {
	e, err := h.event(c, app.EditEvents)
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
	if e.Status != next && !e.Status.CanBecome(next) {
		form.Errors = append(form.Errors, app.FieldError{Key: app.ErrEventMove.Key})
	}
	l := h.Locale(c)
	if !form.Failed() {
		if err = h.DB.SetEventStatus(c.UserContext(), web.Actor(c), e.ID, next, in.Reason); err == nil {
			h.Flash(c, "ok", "rules.moved."+string(next))
			return h.Redirect(c, view.EventPath(e, ""))
		}
		if missing, ok := errors.AsType[app.FieldErrors](err); ok {
			for _, m := range missing { // their fields are on another page, to which the list of what is missing leads
				form.Errors = append(form.Errors, app.FieldError{Key: "training.missing", Args: []any{"field", fieldName(l, m.Field), "problem", l.T(m.Key, m.Args...)}})
			}
		} else if !web.Reject(&form, err) {
			return err
		}
	}
	form.Values["copy_title"], form.Values["first"] = []string{e.Title}, []string{e.StartsAt.In(app.Jakarta).AddDate(0, 0, 28).Format(time.DateOnly)}
	return h.overview(c, fiber.StatusUnprocessableEntity, e, form)
}

// Duplicate makes another event like this one, as a draft.
func (h *Handler) Duplicate(c *fiber.Ctx) error {
	e, err := h.event(c, app.EditEvents)
	if err != nil {
		return err
	}
	var in struct {
		Title string `form:"copy_title" validate:"max=200"`
		First string `form:"first"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	first := formtime.Day(in.First)
	if first.IsZero() {
		form.Errors = append(form.Errors, app.FieldError{Field: "first", Key: "training.error.first_day"})
	}
	if !form.Failed() {
		slug, err := h.DB.DuplicateEvent(c.UserContext(), web.Actor(c), e.ID, first, in.Title)
		if err == nil {
			h.Logins.Drop(itoa(web.Actor(c).AccountID))
			h.Flash(c, "ok", "rules.duplicated")
			return h.Redirect(c, "/panitia/"+slug+"/pengaturan")
		}
		if !web.Reject(&form, err) {
			return err
		}
	}
	return h.overview(c, fiber.StatusUnprocessableEntity, e, form)
}
