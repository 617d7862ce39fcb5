package organizer

import (
	"time"

	"gerbang/app"
	"gerbang/app/export"
	"gerbang/app/i18n"
	"gerbang/app/postgres"
	"gerbang/app/web"
	view "gerbang/views/organizer"
)

// table is the list of participants as a file holds it. Words that every row
// needs are looked up once.
type table struct {
	l       *i18n.Locale
	event   *app.Event
	n       int64
	unknown string
	dki     string
	outside string
	came    string
	missing string
	words   map[string]string // translated values by "kind.value"
	asked   []app.Question    // the event's own questions, a column each
}

func newTable(l *i18n.Locale, event *app.Event, asked []app.Question) *table {
	return &table{
		l: l, event: event, asked: asked, words: map[string]string{}, unknown: l.T("common.unknown"),
		dki: l.T("organizer.domicile.dki"), outside: l.T("organizer.domicile.luar"),
		came: l.T("organizer.attendance.ya"), missing: l.T("organizer.attendance.belum"),
	}
}

// tableColumn is a column by the key of its header.
type tableColumn struct {
	key   string
	kind  export.Kind
	width float64
}

// tableColumns are the columns of the file, in order; table.row fills them.
func tableColumns() []tableColumn {
	return []tableColumn{
		{"number", export.Integer, 7},
		{"code", export.Text, 13},
		{"name", export.Text, 28},
		{"nik", export.Text, 22},
		{"phone", export.Text, 14},
		{"sex", export.Text, 7},
		{"age", export.Integer, 8},
		{"education", export.Text, 14},
		{"disability", export.Text, 18},
		{"domicile", export.Text, 14},
		{"kelurahan", export.Text, 20},
		{"kecamatan", export.Text, 20},
		{"city", export.Text, 20},
		{"neighbourhood", export.Text, 16},
		{"session", export.Text, 20},
		{"session_start", export.DateTime, 18},
		{"status", export.Text, 16},
		{"registered", export.DateTime, 18},
		{"attendance", export.Text, 13},
		{"attended", export.DateTime, 18},
		{"gate", export.Text, 14},
	}
}

func (t *table) columns() []export.Column {
	cols := tableColumns()
	out := make([]export.Column, len(cols))
	for i, c := range cols {
		out[i] = export.Column{Header: t.l.T("organizer.column." + c.key), Kind: c.kind, Width: c.width}
	}
	for i := range t.asked {
		out = append(out, export.Column{Header: t.l.Choose(t.asked[i].Label, t.asked[i].LabelEN), Kind: export.Text, Width: answerWidth})
	}
	return out
}

// answerWidth is how wide a column of answers is.
const answerWidth = 24

// answers writes the answers to the event's own questions, in words.
func (t *table) answers(c export.Cells, p *postgres.Participant) {
	for i := range t.asked {
		a, answered := p.Answers[t.asked[i].ID]
		if !answered {
			c.Empty()
			continue
		}
		c.Text(t.l.Answer(&t.asked[i], a))
	}
}

// headers are the names of the columns, for the page that offers the file.
func headers(l *i18n.Locale, asked []app.Question) []string {
	cols := tableColumns()
	out := make([]string, len(cols))
	for i, c := range cols {
		out[i] = l.T("organizer.column." + c.key)
	}
	for i := range asked {
		out = append(out, l.Choose(asked[i].Label, asked[i].LabelEN))
	}
	return out
}

// word returns the translated value of a kind, "Tidak diketahui" for none.
func (t *table) word(kind, value string) string {
	if value == "" {
		return t.unknown
	}
	key := kind + value
	w, ok := t.words[key]
	if !ok {
		w = t.l.T("organizer." + key)
		t.words[key] = w
	}
	return w
}

func (t *table) known(s string) string {
	if s == "" {
		return t.unknown
	}
	return s
}

// row writes one participant.
func (t *table) row(c export.Cells, p *postgres.Participant) error {
	t.n++
	c.Integer(t.n)
	c.Text(p.Code.Human())
	c.Text(web.PersonName(t.l, p.Name))
	c.Text(t.known(app.MaskNIK(p.NIKLast4)))
	c.Text(t.known(maskedPhone(p.PhoneLast4)))
	c.Text(t.word("sex.", string(p.Sex)))
	if years, ok := age(t.event, p.BirthDate); ok {
		c.Integer(int64(years))
	} else {
		c.Text(t.unknown)
	}
	c.Text(t.word("education.", string(p.Education)))
	c.Text(t.word("disability.", string(p.Disability)))
	t.place(c, p)
	t.session(c, p)
	c.Text(t.word("status.", string(p.Status)))
	c.Time(p.SubmittedAt)
	if p.AttendedAt.IsZero() {
		c.Text(t.missing)
	} else {
		c.Text(t.came)
	}
	c.Time(p.AttendedAt)
	c.Text(p.Gate)
	t.answers(c, p)
	return c.End()
}

func (t *table) place(c export.Cells, p *postgres.Participant) {
	switch {
	case p.OutsideDKI:
		c.Text(t.outside)
	case p.Kelurahan != "":
		c.Text(t.dki)
	default:
		c.Text(t.unknown)
	}
	if p.OutsideDKI { // asked for the city alone, so there is nothing that we do not know
		c.Empty()
		c.Empty()
		c.Text(t.known(p.City))
		c.Empty()
		return
	}
	c.Text(t.known(p.Kelurahan))
	c.Text(t.known(p.Kecamatan))
	c.Text(t.known(p.City))
	c.Text(t.known(neighbourhood(p)))
}

func (t *table) session(c export.Cells, p *postgres.Participant) {
	if p.SessionStart.IsZero() {
		c.Empty()
		c.Empty()
		return
	}
	name := t.l.Choose(p.SessionTitle, p.SessionTitleEN)
	if name == "" {
		name = t.l.ClockRange(p.SessionStart, p.SessionEnd)
	}
	c.Text(name)
	c.Time(p.SessionStart)
}

// info are the rows of the second sheet: what the file is, for whom it was
// made and what it leaves out.
func (t *table) info(actor *app.Actor, f postgres.ParticipantFilter, sessions []app.Session, total int, now time.Time) [][2]string {
	l := t.l
	rows := [][2]string{
		{l.T("organizer.info.event"), t.event.Title},
		{l.T("organizer.info.when"), view.EventWhen(l, t.event)},
		{l.T("organizer.info.place"), t.event.Venue},
		{l.T("organizer.info.total"), l.Number(int64(total))},
	}
	words := filterWords(l, t.event, f, sessions, t.asked)
	if len(words) == 0 {
		rows = append(rows, [2]string{l.T("common.filter"), l.T("organizer.info.no_filter")})
	}
	for _, w := range words {
		rows = append(rows, [2]string{l.T("common.filter") + ": " + w.Name, w.Value})
	}
	return append(rows,
		[2]string{l.T("common.sort"), t.order(f)},
		[2]string{l.T("organizer.info.made_at"), l.DateTime(now)},
		[2]string{l.T("organizer.info.made_by"), actor.Name},
		[2]string{l.T("organizer.info.privacy"), l.T("organizer.info.masked")},
	)
}

func (t *table) order(f postgres.ParticipantFilter) string {
	way := "organizer.order.down"
	if f.Ascending {
		way = "organizer.order.up"
	}
	return t.l.T("organizer.order."+string(f.SortedBy())) + ", " + t.l.T(way)
}
