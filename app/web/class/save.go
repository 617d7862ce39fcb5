package class

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/postgres"
	"gerbang/app/web"
	"gerbang/views/ui"
)

// seen is a cell as its editor saw it, which the form carries: so that only
// what they changed is saved, and only over what they saw.
type seen struct {
	version int
	status  app.AttendanceStatus
	remark  string
}

func (s seen) String() string {
	return strconv.Itoa(s.version) + ":" + string(s.status) + ":" + s.remark
}

func readSeen(text string) (seen, bool) {
	parts := strings.SplitN(text, ":", 3)
	if len(parts) != 3 {
		return seen{}, false
	}
	n, err := strconv.ParseInt(parts[0], 10, 31)
	s := seen{int(n), app.AttendanceStatus(parts[1]), parts[2]}
	return s, err == nil && n >= 0 && (s.status == "" || s.status.Valid())
}

// readChanges returns the cells that were changed; what cannot be goes beside
// its person.
func readChanges(form *ui.Form) []postgres.MarkChange {
	var changes []postgres.MarkChange
	for _, n := range strings.Fields(form.Value("orang")) {
		registration, err := strconv.ParseInt(n, 10, 64)
		was, readable := readSeen(form.Value("s_" + n))
		if err != nil || !readable {
			continue // no field of the page that was sent
		}
		c := postgres.MarkChange{
			RegistrationID: registration, Version: was.version,
			Status: app.AttendanceStatus(form.Value("h_" + n)), Remark: strings.Join(strings.Fields(form.Value("c_"+n)), " "),
		}
		if form.Value("x_"+n) != "" {
			c.Status, c.Remark = "", ""
		}
		switch {
		case c.Status == was.status && c.Remark == was.remark:
			continue
		case c.Status != "" && !c.Status.Valid():
			form.Errors = append(form.Errors, app.FieldError{Field: "h_" + n, Key: "error.oneof"})
			continue
		case c.Status == "" && c.Remark != "":
			form.Errors = append(form.Errors, app.FieldError{Field: "h_" + n, Key: "class.error.remark_alone"})
			continue
		case utf8.RuneCountInString(c.Remark) > app.MaxMarkRemark:
			form.Errors = append(form.Errors, app.FieldError{Field: "c_" + n, Key: "error.max_chars", Args: []any{"param", strconv.Itoa(app.MaxMarkRemark)}})
			continue
		}
		changes = append(changes, c)
	}
	return changes
}

// SaveMeeting saves what was changed, then fills the blanks or closes the list
// when that button was pressed. What could not be saved comes back beside its
// person as it was typed; everything else is saved.
func (h *Handler) SaveMeeting(c *fiber.Ctx) error {
	class, m, err := h.meeting(c)
	if err != nil {
		return err
	}
	var in struct {
		Do     string `form:"aksi"`
		Reason string `form:"alasan"`
	}
	form, err := h.Bind(c, &in)
	if err != nil {
		return err
	}
	ctx, actor := c.UserContext(), web.Actor(c)
	changes := readChanges(&form)
	saved, conflicts, err := 0, []postgres.MarkConflict(nil), m.CheckMarking(h.Now())
	if err == nil && (len(changes) > 0 || in.Do == "") {
		saved, conflicts, err = h.DB.SaveMarks(ctx, actor, m, changes, in.Reason)
	}
	if err != nil && !web.Reject(&form, err) {
		return err
	}
	for i := range conflicts {
		form.Errors = append(form.Errors, h.conflict(c, &conflicts[i]))
	}
	if !form.Failed() && in.Do == "semua" {
		var filled int
		if filled, err = h.DB.FillPresent(ctx, actor, m, in.Reason); err != nil && !web.Reject(&form, err) {
			return err
		}
		saved += filled
	}
	if !form.Failed() && in.Do == "tutup" {
		if err := h.DB.CloseMeeting(ctx, actor, m); err != nil && !web.Reject(&form, err) {
			return err
		}
	}
	if !form.Failed() {
		switch {
		case in.Do == "tutup":
			h.Flash(c, "ok", "class.closed_now")
		case saved == 0:
			h.Flash(c, "info", "class.nothing_changed")
		default:
			h.Flash(c, "ok", "class.saved", "n", strconv.Itoa(saved))
		}
		return h.Redirect(c, meetingPath(m))
	}
	if saved > 0 {
		form.Errors = append(form.Errors, app.FieldError{Key: "class.saved_rest", Args: []any{"n", saved}})
	}
	return h.list(c, fiber.StatusUnprocessableEntity, class, m, form)
}

// conflict tells beside a person what somebody else wrote there meanwhile.
func (h *Handler) conflict(c *fiber.Ctx, cell *postgres.MarkConflict) app.FieldError {
	l := h.Locale(c)
	e := app.FieldError{Field: "h_" + id(cell.RegistrationID), Key: "class.error.gone"}
	if cell.Gone {
		return e
	}
	now := l.T("class.taken_back")
	if cell.Status != "" {
		now = l.T("class.status." + string(cell.Status))
	}
	e.Key, e.Args = "class.error.conflict", []any{"by", cell.By, "time", "", "status", now}
	if cell.At != nil {
		e.Args[3] = l.Clock(*cell.At)
	}
	return e
}
