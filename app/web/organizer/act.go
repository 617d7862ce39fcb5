package organizer

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/organizer"
	"gerbang/views/ui"
)

// maxChosen is how many people one action reaches.
const maxChosen = 500

// allows reports whether the action means something for somebody.
func allows(a app.StaffAction, e *app.Event, p *postgres.Participant) bool {
	return a.Allows(e.Approval, p.Status, p.SessionID != 0, !p.AttendedAt.IsZero())
}

type actInput struct {
	Do       string   `form:"do"`
	IDs      []string `form:"id"`
	Confirm  string   `form:"confirm"`
	Reason   string   `form:"reason" validate:"max=300"`
	Priority int      `form:"priority"`
	Session  int64    `form:"session"`
}

// Act asks before it does something to chosen people: the first post shows
// what will become of whom, the second does it.
func (h *Handler) Act(c *fiber.Ctx) error {
	e, err := h.event(c, app.Decide)
	if err != nil {
		return err
	}
	var in actInput
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	ctx, actor := c.UserContext(), web.Actor(c)
	sessions, err := h.DB.Sessions(ctx, e.ID, app.EntrySession)
	if err != nil {
		return err
	}
	do := app.StaffAction(in.Do)
	if !slices.Contains(app.StaffActions(e.Approval, len(sessions)), do) {
		return app.ErrNotFound
	}
	var ids []int64
	if len(in.IDs) > maxChosen {
		h.Flash(c, "warn", "common.tally.too_many", "n", strconv.Itoa(len(in.IDs)), "most", strconv.Itoa(maxChosen))
		return h.Redirect(c, view.EventPath(e, "peserta"))
	}
	for _, s := range in.IDs {
		if id, err := strconv.ParseInt(s, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	people, err := h.DB.ParticipantsByID(ctx, actor, e.ID, ids)
	if err != nil {
		return err
	}
	if len(people) == 0 {
		h.Flash(c, "warn", "rules.act.nobody")
		return h.Redirect(c, view.EventPath(e, "peserta"))
	}
	reached := slices.DeleteFunc(slices.Clone(people), func(p postgres.Participant) bool { return !allows(do, e, &p) })
	if in.Confirm == "" || len(reached) == 0 {
		form.Errors = nil
		return h.ask(c, fiber.StatusOK, e, do, people, reached, sessions, form)
	}
	if do.NeedsReason() && in.Reason == "" {
		form.Errors = append(form.Errors, app.FieldError{Field: "reason", Key: app.ErrReasonRequired.Key})
	}
	if do == app.ActSwitch && findSession(sessions, in.Session) == nil {
		form.Errors = append(form.Errors, app.FieldError{Field: "session", Key: app.ErrSessionRequired.Key})
	}
	if form.Failed() {
		return h.ask(c, fiber.StatusUnprocessableEntity, e, do, people, reached, sessions, form)
	}
	t, err := h.act(c, e, do, reached, in)
	if err == nil {
		err = t.Err()
	}
	if err != nil {
		if web.Reject(&form, err) {
			return h.ask(c, fiber.StatusUnprocessableEntity, e, do, people, reached, sessions, form)
		}
		return err
	}
	h.FlashTally(c, "rules.act.done", t)
	if len(people) == 1 {
		return h.Redirect(c, view.EventPath(e, "peserta/"+itoa(people[0].RegistrationID)))
	}
	return h.Redirect(c, view.EventPath(e, "peserta"))
}

// act does it, in the order of arrival.
func (h *Handler) act(c *fiber.Ctx, e *app.Event, do app.StaffAction, people []postgres.Participant, in actInput) (web.Tally, error) {
	ctx, actor := c.UserContext(), web.Actor(c)
	if do == app.ActApprove || do == app.ActReject {
		ids := make([]int64, len(people))
		for i := range people {
			ids[i] = people[i].RegistrationID
		}
		d, err := h.DB.Decide(ctx, actor, e.ID, ids, do == app.ActApprove, in.Reason)
		return web.Tally{Done: d.Confirmed + d.Waitlisted + d.Rejected}.Refuse(d.Left, app.ErrCannotDecide), err
	}
	return web.Each(people, func(p postgres.Participant) error {
		id := p.RegistrationID
		switch do {
		case app.ActPrioritise:
			return h.DB.Prioritise(ctx, actor, id, in.Priority, in.Reason)
		case app.ActOverbook:
			return h.DB.Overbook(ctx, actor, id, in.Reason)
		case app.ActSwitch:
			return h.DB.SwitchSessionFor(ctx, actor, id, in.Session)
		}
		return h.DB.CancelFor(ctx, actor, id, in.Reason)
	}), nil
}

// ask shows what an action will do before it is done.
func (h *Handler) ask(c *fiber.Ctx, code int, e *app.Event, do app.StaffAction, people, reached []postgres.Participant, sessions []app.Session, form ui.Form) error {
	ctx := c.UserContext()
	whole, err := h.DB.OrganizerEvent(ctx, web.Actor(c), e.ID)
	if err != nil {
		return err
	}
	p := h.page(c, "rules.act."+string(do))
	p.HasErrors = form.Failed()
	l := p.L
	v := view.ActPage{
		Event: e, Title: p.Title, Form: form, Action: address(l, e, "peserta/tindakan", nil), Do: string(do), Reason: do.NeedsReason(), ReasonToo: do == app.ActApprove,
		Danger: do == app.ActReject || do == app.ActCancel || do == app.ActOverbook, Back: address(l, e, "peserta", nil), Left: len(people) - len(reached),
		Summary: l.N("rules.act.will."+string(do), len(reached)), Button: l.N("rules.act.button."+string(do), len(reached)),
	}
	for i := range people {
		v.IDs = append(v.IDs, itoa(people[i].RegistrationID))
	}
	for i := range reached {
		r := &reached[i]
		name := web.PersonName(l, r.Name)
		if !r.SessionStart.IsZero() {
			name += ", " + sessionName(l, e, l.Choose(r.SessionTitle, r.SessionTitleEN), r.SessionStart, r.SessionEnd)
		}
		v.People = append(v.People, name)
	}
	// The same rule that will place them says what will become of them.
	seats := app.NewSeats(e.Capacity, whole.Taken, 0)
	for i := range sessions {
		if sessions[i].Capacity > 0 {
			seats.Limit(sessions[i].ID, sessions[i].Left())
		}
	}
	placed, over := 0, 0
	for i := range reached {
		if app.Place(app.Instant, seats, reached[i].SessionID).Status == app.Confirmed {
			placed++
		} else {
			over++
		}
	}
	n := func(v int) string { return l.Number(int64(v)) }
	switch {
	case do == app.ActApprove:
		v.Outcome = l.T("rules.act.outcome.approve", "placed", n(placed), "waiting", n(over))
	case do == app.ActOverbook && over > 0:
		v.Outcome = l.T("rules.act.outcome.overbook", "n", n(over))
	case do == app.ActOverbook:
		v.Outcome = l.T("rules.act.outcome.free")
	}
	switch do {
	case app.ActSwitch:
		for i := range sessions {
			s := &sessions[i]
			if s.Bookable(h.Now()) {
				o := ui.Option{Value: itoa(s.ID), Text: sessionName(l, e, l.Choose(s.Title, s.TitleEN), s.StartsAt, s.EndsAt)}
				if s.Capacity > 0 {
					o.Text += " · " + l.T("rules.act.left", "n", n(s.Left()))
				}
				v.Sessions = append(v.Sessions, o)
			}
		}
	case app.ActPrioritise:
		for i := 1; i <= 9; i++ {
			v.Priorities = append(v.Priorities, ui.Option{Value: strconv.Itoa(i), Text: strconv.Itoa(i)})
		}
		v.Priorities = append(v.Priorities, ui.Option{Value: "0", Text: l.T("rules.act.priority_none")})
	}
	return h.Render(c, code, view.Act(p, v))
}

// Person shows one registration: who it is, how it stands, what happened to
// it, and what can be done.
func (h *Handler) Person(c *fiber.Ctx) error {
	e, err := h.event(c, app.Participants)
	if err != nil {
		return err
	}
	id, err := strconv.ParseInt(c.Params("id"), 10, 64)
	if err != nil {
		return app.ErrNotFound
	}
	ctx, actor := c.UserContext(), web.Actor(c)
	d, err := h.DB.ParticipantDetail(ctx, actor, e.ID, id)
	if err != nil {
		return err
	}
	sessions, err := h.DB.Sessions(ctx, e.ID, app.EntrySession)
	if err != nil {
		return err
	}
	p := h.page(c, "")
	l := p.L
	p.Title = web.PersonName(l, d.Name)
	row := list{l: l, event: e, sessions: sessions}.row(0, &d.Participant)
	v := view.PersonPage{Event: e, Title: p.Title, Status: row.Status, ID: itoa(id), Act: address(l, e, "peserta/tindakan", nil)}
	add := func(term, text, note string) {
		if text != "" {
			v.Facts = append(v.Facts, ui.Def{Term: l.T(term), Text: text, Note: note})
		}
	}
	add("organizer.column.session", row.Session, row.SessionNote)
	if d.View.Position > 0 {
		add("rules.person.position", l.Number(int64(d.View.Position)), row.StatusNote)
	}
	add("rules.person.priority_reason", d.PriorityReason, "")
	if d.Status == app.Offered {
		add("rules.person.offer", row.StatusNote, "")
	}
	if d.View.ReconfirmedAt != nil {
		add("rules.reconfirm", l.DateTime(*d.View.ReconfirmedAt), "")
	}
	if d.Overbooked {
		add("rules.person.overbooked", l.T("rules.person.overbooked_text"), "")
	}
	add("rules.person.decision", d.View.DecisionReason, "")
	if d.Status == app.Cancelled {
		add("rules.person.cancelled", valueName(l, "cancel_reason", d.View.CancelReason), "")
	}
	add("organizer.column.registered", l.DateTime(d.SubmittedAt), "")
	add("organizer.column.attendance", row.Attended, row.Gate)
	add("organizer.column.code", row.Code, "")
	add("organizer.column.nik", row.NIK, "")
	add("organizer.column.phone", row.Phone, "")
	add("organizer.column.sex", row.Sex, row.Age)
	add("organizer.list.place", row.Place, row.Neighbourhood)
	if d.Education != "" {
		add("organizer.column.education", l.T("organizer.education."+string(d.Education)), "")
	}
	if actor.CanEvent(app.Decide, e.ID) {
		for _, a := range app.StaffActions(e.Approval, len(sessions)) {
			if allows(a, e, &d.Participant) {
				v.Actions = append(v.Actions, ui.Option{Value: string(a), Text: l.T("rules.act." + string(a))})
			}
		}
	}
	if actor.CanEvent(app.EditEvents, e.ID) && d.Code != "" {
		v.Ticket = l.Path(view.EventPath(e, "peserta/"+v.ID+"/tiket"))
	}
	for i := range d.History {
		v.History = append(v.History, change(l, &d.History[i]))
	}
	return h.Render(c, fiber.StatusOK, view.Person(p, v))
}
