// Package class is attendance in the meetings of a course: the list of one
// meeting, and the grid of all of them.
package class

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/class"
	"gerbang/views/layout"
	"gerbang/views/ui"
)

// Handler answers the pages below /petugas/kehadiran.
type Handler struct{ *web.Kit }

// New returns the handler.
func New(k *web.Kit) *Handler { return &Handler{k} }

func id(n int64) string { return strconv.FormatInt(n, 10) }

func meetingPath(m *app.Meeting) string { return "/petugas/kehadiran/" + id(m.ID) }

func gridPath(slug string) string { return "/petugas/kehadiran/kelas/" + slug }

// meeting returns what the address names, if the actor may check in there.
func (h *Handler) meeting(c *fiber.Ctx) (*postgres.Class, *app.Meeting, error) {
	n, err := strconv.ParseInt(c.Params("session"), 10, 64)
	if err != nil || n <= 0 {
		return nil, nil, app.ErrNotFound
	}
	return h.DB.ClassMeeting(c.UserContext(), web.Actor(c), n)
}

// Meeting shows the list of one meeting.
func (h *Handler) Meeting(c *fiber.Ctx) error {
	class, m, err := h.meeting(c)
	if err != nil {
		return err
	}
	return h.list(c, fiber.StatusOK, class, m, ui.Form{L: h.Locale(c)})
}

// list shows the list of a meeting: as it stands, or as it was sent when it
// could not be saved whole.
func (h *Handler) list(c *fiber.Ctx, status int, class *postgres.Class, m *app.Meeting, form ui.Form) error {
	ctx, actor, now := c.UserContext(), web.Actor(c), h.Now()
	marks, err := h.DB.MeetingMarks(ctx, actor, m)
	if err != nil {
		return err
	}
	history, err := h.DB.MarkHistory(ctx, actor, m)
	if err != nil {
		return err
	}
	meetings, err := h.DB.Meetings(ctx, m.EventID)
	if err != nil {
		return err
	}
	p := h.Page(c, "class.title")
	l := p.L
	p.Nav, p.NoIndex, p.HasErrors = layout.NavStaff, true, form.Failed()
	v := view.MeetingPage{
		Page: p, Form: form, Course: l.Choose(class.Event.Title, class.Event.TitleEN), When: l.Date(m.StartsAt) + ", " + l.ClockRange(m.StartsAt, m.EndsAt),
		Place: place(m, &class.Event), JP: l.N("class.jp", m.JP(&class.Rules)), Action: l.Path(meetingPath(m)), Grid: l.Path(gridPath(class.Event.Slug)),
		Closed: m.Closed(now), ByTeacher: m.ClosedAt != nil,
	}
	for i := range meetings {
		if meetings[i].ID != m.ID {
			continue
		}
		v.Number = l.T("class.meeting_of", "n", i+1, "all", len(meetings))
		if i > 0 {
			v.Before = l.Path(meetingPath(&meetings[i-1]))
		}
		if i+1 < len(meetings) {
			v.After = l.Path(meetingPath(&meetings[i+1]))
		}
	}
	switch m.CheckMarking(now) {
	case app.ErrMeetingCancelled:
		v.Blocked, v.BlockedWhy = l.T("class.cancelled"), m.CancelReason
	case app.ErrMeetingNotOpen:
		v.Blocked = l.T("class.error.not_open")
	}
	counts := map[app.AttendanceStatus]int{}
	for i := range marks {
		row := person(l, &marks[i], form)
		for _, h := range history {
			if h.RegistrationID == marks[i].RegistrationID {
				row.History = append(row.History, historyLine(l, &h, now))
			}
		}
		if len(row.History) == 1 && h.sameDay(&marks[i], m) {
			row.History = nil // one mark made on the day has no history to speak of
		}
		counts[marks[i].Status]++
		v.People = append(v.People, row)
	}
	for _, s := range app.AttendanceStatuses() {
		v.Counts = append(v.Counts, view.Count{Key: view.Letter(s), Text: l.T("class.status." + string(s)), N: counts[s]})
	}
	v.Blank = counts[""]
	c.Set(fiber.HeaderCacheControl, "no-store")
	return h.Render(c, status, view.Meeting(v))
}

func (h *Handler) sameDay(mark *postgres.MeetingMark, m *app.Meeting) bool {
	return mark.At != nil && app.SameDay(*mark.At, m.StartsAt)
}

func place(m *app.Meeting, e *app.Event) string {
	if m.Place != "" {
		return m.Place
	}
	return e.Venue
}

// person is one row, with what was typed where the form has it.
func person(l *i18n.Locale, mark *postgres.MeetingMark, form ui.Form) view.Person {
	n := id(mark.RegistrationID)
	row := view.Person{
		ID: n, Name: web.PersonName(l, mark.Name), Status: mark.Status, Remark: mark.Remark, Marked: mark.Status != "",
		Seen: seen{mark.Version, mark.Status, mark.Remark}.String(),
	}
	if mark.Late {
		row.Note = l.T("class.joined_later")
	}
	if _, sent := form.Values["s_"+n]; sent {
		row.Status, row.Remark, row.Clear = app.AttendanceStatus(form.Value("h_"+n)), form.Value("c_"+n), form.Value("x_"+n) != ""
	}
	row.Error = form.Error("h_" + n)
	row.RemarkError = form.Error("c_" + n)
	return row
}

func historyLine(l *i18n.Locale, h *postgres.MarkHistory, now time.Time) string {
	what := l.T("class.taken_back")
	if h.Status != "" {
		what = l.T("class.status." + string(h.Status))
	}
	at := l.DateTime(h.At)
	if app.SameDay(h.At, now) {
		at = l.Clock(h.At)
	}
	line := l.T("class.history_line", "what", what, "by", h.By, "time", at)
	if h.Remark != "" {
		line += " · " + h.Remark
	}
	if h.Reason != "" {
		line += " · " + l.T("class.history_reason", "reason", h.Reason)
	}
	return line
}
