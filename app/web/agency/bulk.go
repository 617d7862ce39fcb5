package agency

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/web"
	view "gerbang/views/agency"
	"gerbang/views/ui"
)

// maxBulk is how many agencies one bulk action takes.
const maxBulk = 200

type bulkInput struct {
	Step        string   `query:"aksi" form:"aksi"`
	IDs         []string `query:"id" form:"id"`
	EffectiveOn string   `form:"effective_on"`
	Reason      string   `form:"reason"`
	Source      string   `form:"source"`
}

// lineID names an agency in the version that was looked at.
func lineID(id int64, version int) string {
	return strconv.FormatInt(id, 10) + "-" + strconv.Itoa(version)
}

// chosen is an agency that an action is to be done to; why says what stands
// in the way.
type chosen struct {
	app.Agency
	jobs int // public now
	why  string
}

// kind returns the licence step that the action stands for; there is none
// where agencies are only compared with the ministry's list.
func (in *bulkInput) kind() (kind app.AgencyEventKind, err error) {
	if in.Step == view.CheckPath {
		return "", nil
	}
	kind, known := view.StepOf(in.Step)
	if !known || !slices.Contains(app.AgencyBulkSteps(), kind) {
		return "", app.ErrNotFound
	}
	return kind, nil
}

func (h *Handler) chosen(c *fiber.Ctx, in *bulkInput, kind app.AgencyEventKind) ([]chosen, error) {
	l, ctx := h.Locale(c), c.UserContext()
	var out []chosen
	seen := map[int64]bool{}
	for _, s := range in.IDs[:min(len(in.IDs), maxBulk)] {
		number, version, _ := strings.Cut(s, "-")
		id, err := strconv.ParseInt(number, 10, 64)
		if err != nil || id < 1 || seen[id] {
			continue
		}
		seen[id] = true
		a, err := h.DB.AgencyForDesk(ctx, web.Actor(c), id)
		if err != nil && app.KindOf(err) == app.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		one := chosen{Agency: a}
		switch {
		case kind == "":
		case !slices.Contains(a.Next(), kind):
			one.why = l.T("agency.bulk.wrong_state", "status", view.Standing(l, &a, h.Now()).Text)
		case version != strconv.Itoa(a.Version):
			one.why = l.T("agency.bulk.changed")
		case kind != app.AgencyReinstated:
			if _, one.jobs, err = h.DB.AgencyJobs(ctx, a.ID, 1); err != nil {
				return nil, err
			}
		}
		out = append(out, one)
	}
	return out, nil
}

// Bulk shows what an action would do to the chosen agencies, before it is done.
func (h *Handler) Bulk(c *fiber.Ctx) error {
	var in bulkInput
	if err := web.Query(c, &in); err != nil {
		return err
	}
	return h.bulkPage(c, fiber.StatusOK, &in, ui.Form{L: h.Locale(c), Values: map[string][]string{"effective_on": {app.Day(h.Now()).Format(time.DateOnly)}}})
}

func (h *Handler) bulkPage(c *fiber.Ctx, status int, in *bulkInput, form ui.Form) error {
	kind, err := in.kind()
	if err != nil {
		return err
	}
	if len(in.IDs) == 0 {
		h.Flash(c, "warn", "agency.bulk.none")
		return h.Redirect(c, root)
	}
	agencies, err := h.chosen(c, in, kind)
	if err != nil {
		return err
	}
	p := h.page(c, "agency.bulk.title")
	p.HasErrors = form.Failed()
	l := p.L
	v := view.Bulk{Step: in.Step, Action: l.Path(root + "/massal"), Licence: kind != "", Kind: ui.Primary, Button: l.T("agency.desk.check_today"), Form: form}
	ask := view.CheckPath
	if kind != "" {
		ask, v.Kind, v.Button = string(kind), view.StepButton(kind), l.T("agency.step."+string(kind))
	}
	leaving := 0
	for i := range agencies {
		a := &agencies[i]
		line := view.BulkLine{ID: lineID(a.ID, a.Version), Name: a.Name, Href: l.Path(sheet(&a.Agency)), Note: a.why}
		if a.why != "" {
			v.Cannot = append(v.Cannot, line)
			continue
		}
		leaving += a.jobs
		switch {
		case kind == app.AgencySuspension || kind == app.AgencyRevocation:
			if line.Note = l.T("agency.bulk.no_jobs"); a.jobs > 0 {
				line.Note = l.N("agency.bulk.leave_one", a.jobs)
			}
		default:
			line.Note = "SIP3MI " + a.SIP3MI
		}
		v.Can = append(v.Can, line)
	}
	v.Question = l.N("agency.bulk.ask_"+ask, len(v.Can))
	if leaving > 0 {
		v.Leaving = l.N("agency.bulk.leave", leaving)
	}
	return h.Render(c, status, view.BulkPage(p, v))
}

// DoBulk carries the action out, each agency in a transaction of its own.
func (h *Handler) DoBulk(c *fiber.Ctx) error {
	var in bulkInput
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	kind, err := in.kind()
	if err != nil {
		return err
	}
	agencies, err := h.chosen(c, &in, kind)
	if err != nil {
		return err
	}
	step := app.LicenceStep{Kind: kind, EffectiveOn: date(in.EffectiveOn), Reason: in.Reason, Source: in.Source}
	done, refused := 0, 0
	for i := range agencies {
		a := &agencies[i]
		if a.why != "" {
			refused++
			continue
		}
		if kind == "" {
			err = h.DB.MarkAgencyChecked(c.UserContext(), web.Actor(c), a.ID)
		} else {
			_, err = h.DB.RecordLicence(c.UserContext(), web.Actor(c), a.ID, a.Version, step)
		}
		switch {
		case err == nil:
			done++
		case app.KindOf(err) == app.Conflict || app.KindOf(err) == app.NotFound:
			refused++
		case web.Reject(&form, err): // the same answer would be refused for every one
			return h.bulkPage(c, fiber.StatusUnprocessableEntity, &in, form)
		default:
			return err
		}
	}
	tone := "ok"
	if done == 0 {
		tone = "warn"
	}
	l := h.Locale(c)
	h.Flash(c, tone, "agency.bulk.done", "done", l.Number(int64(done)), "refused", l.Number(int64(refused)))
	return h.Redirect(c, root)
}
