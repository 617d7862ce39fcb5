package desk

import (
	"errors"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/desk"
	"gerbang/views/ui"
)

// maxBulk is how many jobs one bulk action takes.
const maxBulk = 200

type bulkForm struct {
	Action   app.JobAction  `query:"aksi" form:"aksi"`
	IDs      []string       `query:"id" form:"id"`
	Evidence string         `form:"evidence"`
	Checks   []app.JobCheck `form:"checks"`
	Note     string         `form:"note"`
	Reason   string         `form:"reason"`
}

// Bulk shows what an action would do to the chosen jobs, before it is done.
func (h *Handler) Bulk(c *fiber.Ctx) error {
	if to := h.scoped(c); to != "" {
		return h.Redirect(c, to)
	}
	var in bulkForm
	if err := web.Query(c, &in); err != nil {
		return err
	}
	return h.bulkPage(c, fiber.StatusOK, &in, ui.Form{L: h.Locale(c), Values: map[string][]string{}})
}

// chosen returns the jobs among the ids that the actor may edit.
func (h *Handler) chosen(c *fiber.Ctx, in *bulkForm) ([]*postgres.DeskJob, error) {
	if !slices.Contains(app.JobActions(), in.Action) {
		return nil, app.ErrNotFound
	}
	var jobs []*postgres.DeskJob
	seen := map[int64]bool{}
	for _, s := range in.IDs {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || seen[n] {
			continue
		}
		seen[n] = true
		j, err := h.DB.JobForDesk(c.UserContext(), web.Actor(c), n)
		if app.KindOf(err) == app.NotFound && err != nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, j)
	}
	return jobs, nil
}

// obstacle returns why the action cannot be done to a job, nil when it can.
func (h *Handler) obstacle(l *i18n.Locale, actor *app.Actor, action app.JobAction, j *postgres.DeskJob) error {
	err := action.Obstacle(&j.Job, actor.AccountID, j.WriterID, j.Editors, h.Now())
	if errors.Is(err, app.ErrJobUnfit) {
		return app.ErrJobUnfit.With("state", l.T("desk.state."+string(j.DeskState(j.Returned, h.Now()))))
	}
	return err
}

// reason says in words what obstacle returned.
func reason(l *i18n.Locale, err error) string {
	why := web.Reason(l, err)
	if missing, ok := errors.AsType[app.FieldErrors](err); ok {
		why = fieldName(l.Has, l.T, missing[0].Field) + ": " + why
	}
	return why
}

func (h *Handler) bulkPage(c *fiber.Ctx, status int, in *bulkForm, form ui.Form) error {
	actor := web.Actor(c)
	if in.Action.Verifies() && !actor.CanAll(app.VerifyJobs) {
		return app.ErrForbidden
	}
	if len(in.IDs) == 0 {
		h.Flash(c, "warn", "desk.bulk.none")
		return h.Redirect(c, base(c))
	}
	if len(in.IDs) > maxBulk {
		h.Flash(c, "warn", "common.tally.too_many", "n", strconv.Itoa(len(in.IDs)), "most", strconv.Itoa(maxBulk))
		return h.Redirect(c, base(c))
	}
	jobs, err := h.chosen(c, in)
	if err != nil {
		return err
	}
	p := h.page(c, "desk.bulk.title")
	p.HasErrors = form.Failed()
	l := p.L
	m := view.BulkPage{Action: in.Action, Bulk: ui.Bulk{
		Crumbs: []ui.Crumb{{Text: l.T("desk.list.title"), Href: l.Path(base(c))}, {Text: p.Title}}, Post: l.Path(base(c) + "/massal"), Back: l.Path(base(c)),
		Do: l.T("desk.do." + string(in.Action)), Danger: in.Action == app.CloseJobs, Hidden: [][2]string{{"aksi", string(in.Action)}}, Form: form,
	}}
	for _, j := range jobs {
		r := h.row(l, base(c), j)
		item := ui.BulkItem{ID: strconv.FormatInt(j.ID, 10), Href: r.Href, Title: r.Title, Note: r.Agency + " · " + r.Place}
		if err := h.obstacle(l, actor, in.Action, j); err != nil {
			item.Note = reason(l, err)
			m.Cannot = append(m.Cannot, item)
		} else {
			m.Can = append(m.Can, item)
		}
	}
	m.CanText, m.CannotText = l.N("desk.bulk.can", len(m.Can)), l.N("desk.bulk.cannot", len(m.Cannot))
	m.Question = l.N("desk.bulk."+string(in.Action), len(m.Can))
	for _, check := range app.JobChecks() {
		m.Checks = append(m.Checks, ui.Option{Value: string(check), Text: l.T("desk.check." + string(check))})
	}
	return h.Render(c, status, view.Bulk(p, m))
}

// DoBulk carries the action out, each job in a transaction of its own.
func (h *Handler) DoBulk(c *fiber.Ctx) error {
	var in bulkForm
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	actor := web.Actor(c)
	var problem error
	switch in.Action {
	case app.PublishJobs:
		problem = app.Evidence{Text: in.Evidence, Checks: in.Checks}.Check().Err()
	case app.ReturnJobs:
		problem = app.CheckNote("note", in.Note)
	case app.CloseJobs:
		problem = app.CheckNote("reason", in.Reason)
	}
	if problem != nil {
		web.Reject(&form, problem)
		return h.bulkPage(c, fiber.StatusUnprocessableEntity, &in, form)
	}
	if len(in.IDs) > maxBulk || len(in.IDs) == 0 {
		return h.bulkPage(c, fiber.StatusOK, &in, form) // says so
	}
	jobs, err := h.chosen(c, &in)
	if err != nil {
		return err
	}
	l := h.Locale(c)
	t := web.Each(jobs, func(j *postgres.DeskJob) error {
		if err := h.obstacle(l, actor, in.Action, j); err != nil {
			return err
		}
		return h.doOne(c, &in, j)
	})
	if t.Done == 0 && t.Failed != nil {
		return t.Failed
	}
	h.FlashTally(c, "desk.bulk.done", t)
	return h.Redirect(c, base(c))
}

func (h *Handler) doOne(c *fiber.Ctx, in *bulkForm, j *postgres.DeskJob) error {
	ctx, actor := c.UserContext(), web.Actor(c)
	switch in.Action {
	case app.SubmitJobs:
		return h.DB.SubmitJob(ctx, actor, j.ID)
	case app.ReturnJobs:
		return h.DB.ReturnJob(ctx, actor, j.ID, in.Note)
	case app.PublishJobs:
		return h.DB.PublishJob(ctx, actor, j.ID, j.Version, app.Evidence{Text: in.Evidence, Checks: in.Checks})
	case app.CloseJobs:
		return h.DB.CloseJob(ctx, actor, j.ID, in.Reason)
	}
	return app.ErrNotFound
}
