package paper

import (
	"strings"
	"time"

	"gerbang/app/i18n"
)

// Ticket is what the paper of a ticket says. Name, Event, Code and Modules
// must be there.
type Ticket struct {
	Kind    string // what it lets in to: "Bursa kerja"
	Event   string
	Name    string // of the holder
	Date    string
	Time    string
	Session string // its title
	Gate    string // where within the venue
	Venue   string
	Address string
	Map     string // address of a map in the web
	Status  string // when it is not simply valid: "Menunggu seleksi"
	Code    string // as people type it
	Modules [][]bool
	Bring   []string // papers asked for
	Host    string   // of the site
	Printed time.Time
}

// Ticket sets a ticket for a size of paper: on A4 beside what to know, on A6
// with that on the back.
func (p *Press) Ticket(l *i18n.Locale, size Size, t Ticket) ([]byte, error) {
	s := p.begin(l, size, l.T("registration.ticket.title", "event", t.Event), t.Printed)
	if size == A4 {
		s.ticketA4(t)
	} else {
		s.ticketA6(t)
	}
	return s.end()
}

// fact is a thing worth knowing under its name.
type fact struct{ term, text, note string }

func (s *sheet) facts(t Ticket) []fact {
	session := t.Time
	if t.Session != "" {
		session += " · " + t.Session
	}
	place := t.Venue
	switch {
	case place == "":
		place = t.Gate
	case t.Gate != "" && t.Gate != place:
		place = t.Gate + " · " + place
	}
	var out []fact
	for _, f := range []fact{
		{s.l.T("ui.ticket_date"), t.Date, ""}, {s.l.T("ui.ticket_session"), session, ""}, {s.l.T("ticket.paper.place"), place, t.Address},
	} {
		if f.text != "" {
			out = append(out, f)
		}
	}
	return out
}

// band is the strip at the top of a ticket.
func (s *sheet) band(t Ticket, x, y, width, height float64, letters float64) {
	s.sea(x, y, width, height, 3)
	side := height * .62
	s.logo(x+height*.32, y+height*.14, side, white, turmeric)
	base := y + height*.5 + letters*mm*.34
	s.write(style{bold, letters, white}, x+height*.32+side+letters*mm*.5, base, s.l.T("layout.site"))
	s.writeRight(style{medium, letters * .72, white}, x+width-height*.36, base, t.Kind)
}

// look is how the front of a ticket is set: sizes of letters in points, and
// what stands between its parts in millimetres.
type look struct {
	title, name []float64 // from the largest on
	small, text float64
	apart       float64
	notes       bool // there is room for the address
}

// who is the event and the holder, then the facts; it returns where they end.
func (s *sheet) who(t Ticket, x, y, width float64, k look) float64 {
	y = s.fit(style{bold, 0, ink}, k.title, x, y, width, 3, t.Event) + k.apart
	y = s.block(style{medium, k.small, faded}, x, y, width, 1, s.l.T("ticket.paper.holder"))
	y = s.fit(style{bold, 0, sea}, k.name, x, y, width, 2, t.Name)
	for _, f := range s.facts(t) {
		y = s.block(style{medium, k.small, faded}, x, y+k.apart, width, 1, f.term)
		y = s.block(style{bold, k.text, ink}, x, y, width, 2, f.text)
		if k.notes && f.note != "" {
			y = s.block(style{medium, k.small, ink}, x, y+.6, width, 3, f.note)
		}
	}
	return y
}

// outline is the edge of a ticket.
func (s *sheet) outline(x, y, width, height float64) {
	s.stroke(line)
	s.pdf.SetLineWidth(.3)
	s.pdf.RoundedRect(x, y, width, height, 3, "1234", "D")
}

// ticketA4 stands above the middle of the page, where it is folded.
func (s *sheet) ticketA4(t Ticket) {
	s.pdf.AddPage()
	const x, y, width, height = 14.0, 12.0, 182.0, 127.0
	const qr, gap = 80.0, 9.0
	s.outline(x, y, width, height)
	s.band(t, x, y, width, 19, 15)
	s.who(t, x+gap, y+29, width-qr-2*gap, look{title: []float64{20, 17, 15, 13}, name: []float64{17, 15, 13}, small: 9, text: 12, apart: 3, notes: true})
	right := x + width - qr - gap/2
	s.modules(t.Modules, right, y+25, qr)
	middle := right + qr/2
	s.writeCentred(style{bold, 26, black}, middle, y+25+qr+5, t.Code)
	s.writeCentred(style{medium, 9, faded}, middle, y+25+qr+11, s.hint(t))
	fold := s.size.Height / 2
	s.tear(x, x+width, fold)
	s.writeCentred(style{medium, 8, faded}, x+width/2, fold-1.2, s.l.T("ticket.paper.fold"))

	const top, column = 163.0, 84.0
	s.know(t, x, top, column, 13, 10.5)
	s.way(t, x+width-column, top, column, 13, 10.5)
	s.foot(t, x, s.size.Height-12, width, 8)
}

// ticketA6 has on its back what to know.
func (s *sheet) ticketA6(t Ticket) {
	s.pdf.AddPage()
	const x, y, width = 6.0, 6.0, 93.0
	height := s.size.Height - 2*y
	s.outline(x, y, width, height)
	s.band(t, x, y, width, 12, 11)
	end := s.who(t, x+5, y+17, width-10, look{title: []float64{13, 11.5, 10.5}, name: []float64{12, 10.5}, small: 6.5, text: 8.5, apart: 1.3})
	bottom := y + height - 9
	qr := min(56, bottom-end)
	s.modules(t.Modules, x+(width-qr)/2, bottom-qr-3.5, qr)
	s.writeCentred(style{bold, 19, black}, x+width/2, bottom, t.Code)
	s.writeCentred(style{medium, 7, faded}, x+width/2, bottom+4.3, s.hint(t))

	s.pdf.AddPage()
	below := s.know(t, x+2, y+3, width-4, 11, 8.5)
	s.way(t, x+2, below+4, width-4, 11, 8.5)
	s.foot(t, x+2, s.size.Height-8, width-4, 6.5)
}

func (s *sheet) hint(t Ticket) string {
	if t.Status != "" {
		return t.Status + " · " + s.l.T("registration.ticket.hint")
	}
	return s.l.T("registration.ticket.hint")
}

// know is what to bring, as a list to tick off; it returns where it ends.
func (s *sheet) know(t Ticket, x, y, width, title, text float64) float64 {
	y = s.block(style{bold, title, sea}, x, y, width, 1, s.l.T("ticket.paper.bring"))
	y += text * mm * .4
	st := style{medium, text, ink}
	for _, b := range append([]string{s.l.T("ticket.paper.bring_ticket")}, t.Bring...) {
		side := text * mm * .9
		s.box(x, y+text*mm*.12, side)
		y = s.block(st, x+side*1.8, y, width-side*1.8, 3, b) + text*mm*.32
	}
	return y
}

// way is how to get there and what happens at the gate.
func (s *sheet) way(t Ticket, x, y, width, title, text float64) {
	st := style{medium, text, ink}
	if where := strings.Trim(t.Venue+", "+t.Address, ", "); where != "" {
		y = s.block(style{bold, title, sea}, x, y, width, 1, s.l.T("ticket.paper.way"))
		y = s.block(st, x, y+text*mm*.3, width, 4, where)
		if t.Map != "" {
			link := style{medium, text, sea}
			top := y
			y = s.block(link, x, y, width, 2, s.l.T("ticket.paper.map", "place", place(t)))
			s.pdf.LinkString(x, top, width, y-top, t.Map)
		}
		y += title * mm * .7
	}
	y = s.block(style{bold, title, sea}, x, y, width, 1, s.l.T("ticket.paper.gate"))
	s.block(st, x, y+text*mm*.3, width, 8, s.l.T("ticket.paper.gate_text"))
}

func place(t Ticket) string {
	if t.Venue != "" {
		return t.Venue
	}
	return t.Address
}

// foot says when it was printed and where changes are told.
func (s *sheet) foot(t Ticket, x, y, width, size float64) {
	st := style{medium, size, faded}
	printed := s.l.T("ticket.paper.printed", "time", s.l.DateTime(t.Printed))
	if s.width(st, printed+"  "+t.Host) > width {
		s.write(st, x, y-st.height(), printed)
		s.write(st, x, y, t.Host)
		return
	}
	s.write(st, x, y, printed)
	s.writeRight(st, x+width, y, t.Host)
}
