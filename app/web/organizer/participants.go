package organizer

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/organizer"
	"gerbang/views/ui"
)

// paramPage is the parameter that carries the page of the list.
const paramPage = "hal"

// Participants lists the participants of an event. Everything it shows stands
// in the address.
func (h *Handler) Participants(c *fiber.Ctx) error {
	ctx, actor := c.UserContext(), web.Actor(c)
	event, err := h.event(c, app.Participants)
	if err != nil {
		return err
	}
	sessions, err := h.DB.Sessions(ctx, event.ID, app.EntrySession)
	if err != nil {
		return err
	}
	asked, err := h.DB.AskedQuestions(ctx, actor, event.ID)
	if err != nil {
		return err
	}
	f, cols := filter(c, sessions, asked), parseColumns(query(c), asked)
	if f.Tail() != "" && f.Search != strings.TrimSpace(c.Query(postgres.ParamSearch)) {
		// A whole NIK or phone number was typed: it does not stay in the address.
		return h.Redirect(c, address(h.Locale(c), event, "peserta", cols.with(f.Values())))
	}
	whole, err := h.DB.OrganizerEvent(ctx, actor, event.ID)
	if err != nil {
		return err
	}
	counts, err := h.DB.ParticipantCounts(ctx, actor, event.ID, f)
	if err != nil {
		return err
	}
	total := counts.Of(f.Status)
	pages := (total + postgres.ParticipantPageSize - 1) / postgres.ParticipantPageSize
	page := min(max(c.QueryInt(paramPage, 1), 1), max(pages, 1))
	people, err := h.DB.Participants(ctx, actor, event.ID, f, page)
	if err != nil {
		return err
	}
	p := h.page(c, "organizer.list.title_of", "event", event.Title)
	list := list{l: p.L, event: event, filter: f, sessions: sessions, asked: asked, columns: cols, tickets: actor.CanEvent(app.EditEvents, event.ID)}
	if err := h.marks(c, &list, people); err != nil {
		return err
	}
	v := list.view(counts, people, page, pages)
	if actor.CanEvent(app.Decide, event.ID) {
		v.Act = address(p.L, event, "peserta/tindakan", nil)
		for _, a := range app.StaffActions(event.Approval, len(sessions)) {
			v.Actions = append(v.Actions, ui.Option{Value: string(a), Text: p.T("rules.act." + string(a))})
		}
	}
	v.Figures = figures(p.L, whole)
	if actor.CanEvent(app.Export, event.ID) {
		v.Export = address(p.L, event, "ekspor", f.Values())
	}
	if actor.CanEvent(app.EditEvents, event.ID) && total > 0 {
		v.Write = address(p.L, event, "pesan/kirim", f.Values())
	}
	v.Gate = gateAddress(p.L, actor, event, h.Now())
	return h.Render(c, fiber.StatusOK, view.Participants(p, v))
}

// list turns what the store knows into what the page shows.
type list struct {
	l        *i18n.Locale
	event    *app.Event
	filter   postgres.ParticipantFilter
	sessions []app.Session
	tickets  bool           // the actor may print tickets and replace them
	asked    []app.Question // the event's own questions
	columns  columns
	same     map[int64]bool        // registrations of somebody who is perhaps registered twice
	answers  map[int64]app.Answers // by registration, when a column shows them
}

// marks reads what the list says beside the people of one page.
func (h *Handler) marks(c *fiber.Ctx, s *list, people []postgres.Participant) (err error) {
	ids := make([]int64, len(people))
	for i := range people {
		ids[i] = people[i].RegistrationID
	}
	if s.same, err = h.DB.SamePeople(c.UserContext(), web.Actor(c), s.event.ID, ids); err != nil || len(s.columns.questions(s.asked)) == 0 {
		return err
	}
	s.answers, err = h.DB.ParticipantAnswers(c.UserContext(), web.Actor(c), s.event.ID, ids)
	return err
}

func (s list) url(f postgres.ParticipantFilter) string {
	return address(s.l, s.event, "peserta", s.columns.with(f.Values()))
}

func (s list) view(counts postgres.ParticipantCounts, people []postgres.Participant, page, pages int) view.ListPage {
	f := s.filter
	total := counts.Of(f.Status)
	v := view.ListPage{
		Event: s.event, Tabs: s.tabs(counts), Action: address(s.l, s.event, "peserta", nil),
		Form: s.form(), Sessions: s.sessionOptions(), Sexes: s.sexOptions(), Domiciles: s.domicileOptions(), Attendances: s.attendanceOptions(),
		Clear: s.url(s.cleared()),
		Count: s.l.N("common.people", total), Sort: s.sorts(), Columns: s.columnOptions(), Shows: s.columns.shows,
	}
	s.questions(&v)
	for _, w := range filterWords(s.l, s.event, f, s.sessions, s.asked) {
		if w.Param != postgres.ParamStatus { // the tab says it
			v.Chips = append(v.Chips, ui.Chip{Text: w.Name + ": " + w.Value, Href: s.url(w.Without)})
		}
	}
	if f.Status != "" {
		v.Hidden = append(v.Hidden, view.Pair{Name: postgres.ParamStatus, Value: string(f.Status)})
	}
	if sort := f.Values().Get(postgres.ParamSort); sort != "" {
		v.Hidden = append(v.Hidden, view.Pair{Name: postgres.ParamSort, Value: sort})
	}
	first := (page - 1) * postgres.ParticipantPageSize
	for i := range people {
		v.Rows = append(v.Rows, s.row(first+i+1, &people[i]))
	}
	if len(people) > 0 && pages > 1 {
		v.Count = s.l.T("organizer.list.range", "from", s.l.Number(int64(first+1)), "to", s.l.Number(int64(first+len(people))), "total", s.l.Number(int64(total)))
	}
	v.Pager = ui.Pager{Page: page, Pages: pages, Total: total, URL: func(n int) string {
		q := s.columns.with(f.Values())
		if n > 1 {
			q.Set(paramPage, strconv.Itoa(n))
		}
		return address(s.l, s.event, "peserta", q)
	}}
	return v
}

// cleared keeps the tab and the order and drops every other choice.
func (s list) cleared() postgres.ParticipantFilter {
	return postgres.ParticipantFilter{Status: s.filter.Status, Sort: s.filter.Sort, Ascending: s.filter.Ascending}
}

func (s list) tabs(counts postgres.ParticipantCounts) []ui.Tab {
	usual := []app.RegistrationStatus{app.Confirmed, app.Waitlisted, app.Cancelled}
	if s.event.Approval != app.Instant {
		usual = []app.RegistrationStatus{app.Submitted, app.Accepted, app.Reserve, app.Rejected, app.Cancelled}
	}
	tab := func(text string, status app.RegistrationStatus) ui.Tab {
		f := s.filter
		f.Status = status
		return ui.Tab{Text: text, Href: s.url(f), Count: s.l.Number(int64(counts.Of(status))), Active: s.filter.Status == status}
	}
	tabs := []ui.Tab{tab(s.l.T("common.all"), "")}
	for _, status := range app.RegistrationStatuses() {
		if slices.Contains(usual, status) || counts[status] > 0 || s.filter.Status == status {
			tabs = append(tabs, tab(statusText(s.l, status), status))
		}
	}
	return tabs
}

// sorts gives each column that sorts its link: the order it gives first, or
// the other way around when it is in force.
func (s list) sorts() map[string]view.SortLink {
	out := map[string]view.SortLink{}
	for _, by := range []postgres.ParticipantSort{postgres.ByRegistered, postgres.ByName, postgres.BySession} {
		f := s.filter
		link := view.SortLink{}
		f.Ascending = by != postgres.ByRegistered
		if f.SortedBy() == by {
			f.Ascending = !s.filter.Ascending
			link.Sort = ui.Descending
			if s.filter.Ascending {
				link.Sort = ui.Ascending
			}
		}
		f.Sort = by
		link.Href = s.url(f)
		out[string(by)] = link
	}
	return out
}

func (s list) form() ui.Form {
	values := map[string][]string{}
	for name, v := range s.filter.Values() {
		values[name] = v
	}
	values[paramColumns] = s.columns
	return ui.Form{L: s.l, Values: values}
}

func (s list) sessionOptions() []ui.Option {
	options := make([]ui.Option, len(s.sessions))
	for i, x := range s.sessions {
		options[i] = ui.Option{Value: strconv.FormatInt(x.ID, 10), Text: sessionName(s.l, s.event, s.l.Choose(x.Title, x.TitleEN), x.StartsAt, x.EndsAt)}
	}
	return options
}

func (s list) attendanceOptions() []ui.Option {
	return options(s.l, "organizer.attendance.", postgres.Attended, postgres.NotAttended)
}

func (s list) sexOptions() []ui.Option {
	return options(s.l, "organizer.sex_filter.", postgres.SexFemale, postgres.SexMale, postgres.SexUnknown)
}

func (s list) domicileOptions() []ui.Option {
	return options(s.l, "organizer.domicile.", postgres.InSouthJakarta, postgres.InDKI, postgres.OutsideDKI, postgres.DomicileUnknown)
}

func options[T ~string](l *i18n.Locale, prefix string, values ...T) []ui.Option {
	out := make([]ui.Option, len(values))
	for i, v := range values {
		out[i] = ui.Option{Value: string(v), Text: l.T(prefix + string(v))}
	}
	return out
}

func (s list) row(number int, p *postgres.Participant) view.Row {
	l := s.l
	r := view.Row{
		ID: itoa(p.RegistrationID), Href: l.Path(view.EventPath(s.event, "peserta/"+itoa(p.RegistrationID))), StatusNote: statusNote(l, p),
		Number: l.Number(int64(number)), Name: web.PersonName(l, p.Name), Code: p.Code.Human(),
		NIK: orUnknown(l, app.MaskNIK(p.NIKLast4)), Phone: orUnknown(l, maskedPhone(p.PhoneLast4)),
		Sex: orUnknown(l, sexLetter(l, p.Sex)), Neighbourhood: neighbourhood(p), Status: statusBadge(l, p.Status),
		Day: l.DateShort(p.SubmittedAt), Clock: l.Clock(p.SubmittedAt),
	}
	r.SamePerson = s.same[p.RegistrationID]
	for _, q := range s.columns.questions(s.asked) {
		r.Cells = append(r.Cells, s.cell(q, p.RegistrationID))
	}
	if len(s.asked) > 0 || app.NeedsGuardian(s.event, p.BirthDate) {
		r.Answers = address(l, s.event, "peserta/"+strconv.FormatInt(p.RegistrationID, 10)+"/jawaban", nil)
	}
	if years, ok := age(s.event, p.BirthDate); ok {
		r.Age = l.T("organizer.age", "n", years)
	}
	if s.tickets && p.Code != "" {
		r.Ticket = l.Path(view.EventPath(s.event, "peserta/"+strconv.FormatInt(p.RegistrationID, 10)+"/tiket"))
	}
	switch {
	case p.OutsideDKI:
		r.Place, r.Neighbourhood = orUnknown(l, p.City), l.T("organizer.domicile.luar")
	case p.Kelurahan != "":
		r.Place = p.Kelurahan + ", " + p.Kecamatan
	default:
		r.Place = l.T("common.unknown")
	}
	days := !app.SameDay(s.event.StartsAt, s.event.EndsAt)
	if !p.SessionStart.IsZero() {
		r.Session = l.ClockRange(p.SessionStart, p.SessionEnd)
		r.SessionNote = noted(l, days, p.SessionStart, l.Choose(p.SessionTitle, p.SessionTitleEN))
	}
	if !p.AttendedAt.IsZero() {
		r.Attended = l.Clock(p.AttendedAt)
		r.Gate = noted(l, days, p.AttendedAt, p.Gate)
	}
	return r
}

// noted puts the day before a remark when the event has several.
func noted(l *i18n.Locale, days bool, t time.Time, remark string) string {
	var parts []string
	if days {
		parts = append(parts, dayAndMonth(l, t))
	}
	if remark != "" {
		parts = append(parts, remark)
	}
	return strings.Join(parts, ", ")
}

// statusNote says how soon a state changes: the place in line that staff gave,
// the end of an offer.
func statusNote(l *i18n.Locale, p *postgres.Participant) string {
	switch {
	case !p.OfferUntil.IsZero():
		return l.T("rules.offer_until", "time", l.DateTime(p.OfferUntil))
	case p.Status == app.Waitlisted && p.Priority > 0:
		return l.T("rules.priority_n", "n", p.Priority)
	}
	return ""
}
