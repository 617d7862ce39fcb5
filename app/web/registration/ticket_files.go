package registration

import (
	"net/url"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"gerbang/app"
	"gerbang/app/card"
	"gerbang/app/i18n"
	"gerbang/app/paper"
	"gerbang/app/postgres"
	"gerbang/app/ticket"
	"gerbang/app/web"
	view "gerbang/views/registration"
)

// printer makes files of tickets, with the typefaces that the build of the
// site put among its files.
type printer struct {
	press   *paper.Press
	painter *card.Painter
}

// printerOf makes the printer when it is first needed.
func printerOf(k *web.Kit) func() (*printer, error) {
	return sync.OnceValues(func() (*printer, error) {
		var files [3][]byte
		for i, name := range []string{"card-bold.ttf", "card-medium.ttf", "japanese.ttf"} {
			var ok bool
			if files[i], ok = k.Assets.File(name); !ok {
				return nil, app.ErrNotFound // built without it
			}
		}
		press, err := paper.New(files[0], files[1], files[2])
		if err != nil {
			return nil, err
		}
		plain, err := card.New(files[0], files[1])
		if err != nil {
			return nil, err
		}
		painter, err := plain.With(files[2])
		return &printer{press, painter}, err
	})
}

// standing finds the ticket of the address if it lets somebody in: nobody
// gets a file of one that does not.
func (h *Handler) standing(c *fiber.Ctx) (*postgres.RegistrationView, *printer, [][]bool, error) {
	v, err := h.ticketOf(c)
	if err != nil {
		return nil, nil, nil, err
	}
	if void(v) {
		return nil, nil, nil, app.ErrGone
	}
	p, err := h.printer()
	if err != nil {
		return nil, nil, nil, err
	}
	modules, err := ticket.Modules(string(v.Code))
	return v, p, modules, err
}

// TicketImage is the ticket as a picture to keep on the phone.
func (h *Handler) TicketImage(c *fiber.Ctx) error {
	v, p, modules, err := h.standing(c)
	if err != nil {
		return err
	}
	l := h.Locale(c)
	t := card.Ticket{
		Site: l.T("layout.site"), Kind: l.T("registration.kind." + string(v.Event.Kind)), Event: l.Choose(v.Event.Title, v.Event.TitleEN),
		Holder: l.T("ticket.paper.holder"), Name: v.Name, Modules: modules, Code: v.Code.Human(),
		Hint: l.T("registration.ticket.hint"), Foot: host(h.Config.BaseURL),
		Facts: []card.Fact{{Term: l.T("ui.ticket_date"), Text: l.Date(v.Starts())}, {Term: l.T("ui.ticket_session"), Text: l.ClockRange(v.Starts(), v.Ends())}},
	}
	if place := view.Where(v.Event, v.Session); place != "" {
		t.Facts = append(t.Facts, card.Fact{Term: l.T("ticket.paper.place"), Text: place})
	}
	picture, err := p.painter.TicketPNG(t)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "image/png")
	return c.Send(picture)
}

// TicketPDF is the ticket on paper, of the size that the address asks for.
func (h *Handler) TicketPDF(c *fiber.Ctx) error {
	size := paper.A4
	switch c.Query("ukuran") {
	case "", paper.A4.Name:
	case paper.A6.Name:
		size = paper.A6
	default:
		return app.ErrNotFound
	}
	v, p, modules, err := h.standing(c)
	if err != nil {
		return err
	}
	l := h.Locale(c)
	bring, err := h.bring(c, l, &v.Event)
	if err != nil {
		return err
	}
	t := paper.Ticket{
		Kind: l.T("registration.kind." + string(v.Event.Kind)), Event: l.Choose(v.Event.Title, v.Event.TitleEN), Name: v.Name,
		Date: l.Date(v.Starts()), Time: l.ClockRange(v.Starts(), v.Ends()), Venue: v.Event.Venue, Address: v.Event.Address,
		Map: mapOf(&v.Event), Code: v.Code.Human(), Modules: modules, Bring: bring, Host: host(h.Config.BaseURL), Printed: h.Now(),
	}
	if v.Session != nil {
		t.Session, t.Gate = l.Choose(v.Session.Title, v.Session.TitleEN), v.Session.Place
	}
	if v.Status == app.Submitted {
		t.Status = l.T("registration.status." + string(v.Status))
	}
	file, err := p.press.Ticket(l, size, t)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="tiket-`+v.Code.Human()+"-"+size.Name+`.pdf"`)
	return c.Send(file)
}

// bring is what the holder takes along, in words.
func (h *Handler) bring(c *fiber.Ctx, l *i18n.Locale, e *app.Event) ([]string, error) {
	documents, err := h.DB.EventDocuments(c.UserContext(), e.ID)
	return l.Bring(documents), err
}

// mapOf returns where a map of the venue is.
func mapOf(e *app.Event) string {
	place := strings.Trim(e.Venue+", "+e.Address, ", ")
	if place == "" {
		return ""
	}
	return "https://www.openstreetmap.org/search?query=" + url.QueryEscape(place)
}
