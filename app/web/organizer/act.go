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

// action is what an organizer can do with chosen people.
type action string

const (
	approve    action = "approve"
	reject     action = "reject"
	prioritise action = "prioritise"
	overbook   action = "overbook"
	move       action = "switch"
	cancel     action = "cancel"
)

// maxChosen is how many people one action reaches.
const maxChosen = 500

// actions are those that an event knows at all.
func actions(e *app.Event, sessions int) []action {
	var out []action
	if e.Approval == app.Review {
		out = append(out, approve, reject)
	}
	if sessions > 1 {
		out = append(out, move)
	}
	return append(out, prioritise, overbook, cancel)
}

// allows reports whether the action means something for somebody as they
// stand. The use case decides again under its lock.
func (a action) allows(e *app.Event, p *postgres.Participant) bool {
	switch a {
	case approve, reject:
		return e.Approval == app.Review && p.Status == app.Submitted
	case prioritise:
		return p.Status == app.Waitlisted
	case overbook:
		return p.Status == app.Waitlisted || e.Approval == app.Review && p.Status == app.Submitted
	case move:
		return p.SessionID != 0 && p.AttendedAt.IsZero() && p.Status.Live() && p.Status != app.Offered && p.Status != app.Completed
	}
	return p.Status.CanMove(app.Cancelled) && p.AttendedAt.IsZero()
}

// needsReason reports whether the action is done only with a reason.
func (a action) needsReason() bool { return a != approve && a != move }

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
	do := action(in.Do)
	if !slices.Contains(actions(e, len(sessions)), do) {
		return app.ErrNotFound
	}
	var ids []int64
	for _, s := range in.IDs[:min(len(in.IDs), maxChosen)] {
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
	reached := slices.DeleteFunc(slices.Clone(people), func(p postgres.Participant) bool { return !do.allows(e, &p) })
	if in.Confirm == "" || len(reached) == 0 {
		form.Errors = nil
		return h.ask(c, fiber.StatusOK, e, do, people, reached, sessions, form)
	}
	if do.needsReason() && in.Reason == "" {
		form.Errors = append(form.Errors, app.FieldError{Field: "reason", Key: app.ErrReasonRequired.Key})
	}
	if do == move && findSession(sessions, in.Session) == nil {
		form.Errors = append(form.Errors, app.FieldError{Field: "session", Key: app.ErrSessionRequired.Key})
	}
	if form.Failed() {
		return h.ask(c, fiber.StatusUnprocessableEntity, e, do, people, reached, sessions, form)
	}
	done, refused, err := h.act(c, e, do, reached, in)
	if err != nil {
		if web.Reject(&form, err) {
			return h.ask(c, fiber.StatusUnprocessableEntity, e, do, people, reached, sessions, form)
		}
		return err
	}
	if refused > 0 {
		h.Flash(c, "warn", "rules.act.done_some", "n", strconv.Itoa(done), "refused", strconv.Itoa(refused))
	} else {
		h.Flash(c, "ok", "rules.act.done", "n", strconv.Itoa(done))
	}
	if len(people) == 1 {
		return h.Redirect(c, view.EventPath(e, "peserta/"+itoa(people[0].RegistrationID)))
	}
	return h.Redirect(c, view.EventPath(e, "peserta"))
}

// act does it, one after the other in the order of arrival; whom the use case
// refuses is counted, and when it refuses everybody its reason is returned.
func (h *Handler) act(c *fiber.Ctx, e *app.Event, do action, people []postgres.Participant, in actInput) (done, refused int, err error) {
	ctx, actor := c.UserContext(), web.Actor(c)
	if do == approve || do == reject {
		ids := make([]int64, len(people))
		for i := range people {
			ids[i] = people[i].RegistrationID
		}
		d, err := h.DB.Decide(ctx, actor, e.ID, ids, do == approve, in.Reason)
		return d.Confirmed + d.Waitlisted + d.Rejected, d.Left, err
	}
	var last error
	for i := range people {
		id := people[i].RegistrationID
		switch do {
		case prioritise:
			err = h.DB.Prioritise(ctx, actor, id, in.Priority, in.Reason)
		case overbook:
			err = h.DB.Overbook(ctx, actor, id, in.Reason)
		case move:
			err = h.DB.SwitchSessionFor(ctx, actor, id, in.Session)
		default:
			err = h.DB.CancelFor(ctx, actor, id, in.Reason)
		}
		switch app.KindOf(err) {
		case app.Internal, app.Unavailable:
			if err != nil {
				return done, refused, err
			}
			done++
		default:
			refused++
			last = err
		}
	}
	if done == 0 {
		return 0, refused, last
	}
	return done, refused, nil
}

// ask shows what an action will do before it is done.
func (h *Handler) ask(c *fiber.Ctx, code int, e *app.Event, do action, people, reached []postgres.Participant, sessions []app.Session, form ui.Form) error {
	ctx := c.UserContext()
	whole, err := h.DB.OrganizerEvent(ctx, web.Actor(c), e.ID)
	if err != nil {
		return err
	}
	p := h.page(c, "rules.act."+string(do))
	p.HasErrors = form.Failed()
	l := p.L
	v := view.ActPage{
		Event: e, Title: p.Title, Form: form, Action: address(l, e, "peserta/tindakan", nil), Do: string(do), Reason: do.needsReason(), ReasonToo: do == approve,
		Danger: do == reject || do == cancel || do == overbook, Back: address(l, e, "peserta", nil), Left: len(people) - len(reached),
		Summary: l.N("rules.act.will."+string(do), len(reached)), Button: l.N("rules.act.button."+string(do), len(reached)),
	}
	for i := range people {
		v.IDs = append(v.IDs, itoa(people[i].RegistrationID))
	}
	for i := range reached {
		r := &reached[i]
		name := web.PersonName(l, r.Name)
		if !r.SessionStart.IsZero() {
			name += ", " + sessionName(l, e, r.SessionTitle, r.SessionStart, r.SessionEnd)
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
	case do == approve:
		v.Outcome = l.T("rules.act.outcome.approve", "placed", n(placed), "waiting", n(over))
	case do == overbook && over > 0:
		v.Outcome = l.T("rules.act.outcome.overbook", "n", n(over))
	case do == overbook:
		v.Outcome = l.T("rules.act.outcome.free")
	}
	switch do {
	case move:
		for i := range sessions {
			s := &sessions[i]
			if s.Bookable(h.Now()) {
				o := ui.Option{Value: itoa(s.ID), Text: sessionName(l, e, s.Title, s.StartsAt, s.EndsAt)}
				if s.Capacity > 0 {
					o.Text += " · " + l.T("rules.act.left", "n", n(s.Left()))
				}
				v.Sessions = append(v.Sessions, o)
			}
		}
	case prioritise:
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
		for _, a := range actions(e, len(sessions)) {
			if a.allows(e, &d.Participant) {
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
